"""What the owner reads of tabs that were renamed, copied, begun anew or deleted."""

from collections.abc import Iterable, Iterator

from sheets.codec.table import Problem
from sheets.codec.translation import DOMAIN, fold_name, said
from sheets.schema.identity.place import Place
from sheets.schema.identity.tab_choice import Rival, Successor
from sheets.schema.orders_tab import ORDERS
from words.locales import LANGUAGES, SOURCE, locale_for

MESSAGES = (
    "Two tabs could be %(ours)s: %(used)s is read and written, %(other)s is not. Give %(other)s another name.",
    (
        "The tab %(used)s is the program's %(ours)s, whatever it is called, and %(other)s is not read. "
        "Give %(other)s another name, and call %(used)s %(ours)s again."
    ),
    (
        "The tab %(used)s is really the program's %(ours)s, and %(other)s is another one of its tabs. "
        "All goes on as before; give both their own names back."
    ),
    (
        "There is a new tab %(now)s: it is read from now on, and %(before)s is not any more. "
        "If you do not want that, give %(now)s another name, and call %(before)s %(ours)s again."
    ),
    "New orders go into %(now)s from now on. The orders in %(before)s are read as well, and count as before.",
    (
        "The tab that was %(ours)s is gone, so what stands in %(now)s counts now. "
        "If you do not want that, bring the old tab back: File > Version history."
    ),
)
TWIN, RENAMED, SWAPPED, TAKEN_OVER, ORDERS_ANEW, GONE = MESSAGES


def rival_problems(rivals: Iterable[Rival], language: str = SOURCE) -> Iterator[Problem]:
    """Of two tabs that could be ours: which of them is used, and what to do."""
    for rival in rivals:
        why = _sentence(_of_rival(rival), language, ours=rival.ours, used=rival.used, other=rival.other)
        yield Problem(rival.ours, 1, "", rival.other.title, why)


def successor_problems(successors: Iterable[Successor], language: str = SOURCE) -> Iterator[Problem]:
    """Of tabs that are used in the place of others from now on."""
    for successor in successors:
        ours, now, before = successor.ours, successor.now, successor.before
        yield Problem(
            ours, 0, "", now.title, _sentence(_of_successor(successor), language, ours=ours, now=now, before=before)
        )


def _of_rival(rival: Rival) -> str:
    if rival.is_ours:
        return SWAPPED
    ours = {fold_name(said(rival.ours, language)) for language in LANGUAGES}
    return TWIN if fold_name(rival.used.title) in ours else RENAMED


def _of_successor(successor: Successor) -> str:
    if successor.before is None:
        return GONE
    return ORDERS_ANEW if successor.ours == ORDERS.title else TAKEN_OVER


def _sentence(message: str, language: str, **named: str | Place | None) -> str:
    """The message with tabs by the owner's names, and with our own name for one in the sheet's language."""
    locale = locale_for(language, DOMAIN)
    shown: dict[str, object] = {
        word: locale.own(name.title.strip() if isinstance(name, Place) else said(name or "", language))
        for word, name in named.items()
    }
    return locale.say(message, **shown)
