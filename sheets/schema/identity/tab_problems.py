"""What the owner reads of tabs that were renamed, copied, begun anew or deleted."""

from collections.abc import Iterable, Iterator

from sheets.codec.owner_sentences import Sentence, Words
from sheets.codec.table import Problem
from sheets.codec.translation import fold_name, said
from sheets.schema.identity.place import Place
from sheets.schema.identity.tab_choice import Rival, Successor
from sheets.schema.orders_tab import ORDERS
from words.locales import LANGUAGES

TWIN = Sentence(
    "Two tabs could be %(ours)s: %(used)s is read and written, %(other)s is not. Give %(other)s another name."
)
RENAMED = Sentence(
    "The tab %(used)s is the program's %(ours)s, whatever it is called, and %(other)s is not read. "
    "Give %(other)s another name, and call %(used)s %(ours)s again."
)
SWAPPED = Sentence(
    "The tab %(used)s is really the program's %(ours)s, and %(other)s is another one of its tabs. "
    "All goes on as before; give both their own names back."
)
UNREADY = Sentence(
    "The new tab %(other)s lacks headings, so orders are still read from %(used)s, and new ones go there. "
    "Copy the first row of %(used)s into the first row of %(other)s, or give %(other)s another name."
)
TAKEN_OVER = Sentence(
    "There is a new tab %(now)s: it is read from now on, and %(before)s is not any more. "
    "If you do not want that, give %(now)s another name, and call %(before)s %(ours)s again."
)
ORDERS_ANEW = Sentence(
    "New orders go into %(now)s from now on. The orders in %(before)s are read as well, and count as before."
)
GONE = Sentence(
    "The tab that was %(ours)s is gone, so what stands in %(now)s counts now. "
    "If you do not want that, bring the old tab back: File > Version history."
)


def rival_problems(rivals: Iterable[Rival]) -> Iterator[Problem]:
    """Of two tabs that could be ours: which of them is used, and what to do."""
    for rival in rivals:
        why = _of_rival(rival).of(ours=Words((rival.ours,)), used=_name(rival.used), other=_name(rival.other))
        yield Problem(rival.ours, 1, "", rival.other.title, why)


def successor_problems(successors: Iterable[Successor]) -> Iterator[Problem]:
    """Of tabs that are used in the place of others from now on."""
    for successor in successors:
        before = _name(successor.before) if successor.before else ""
        why = _of_successor(successor).of(ours=Words((successor.ours,)), now=_name(successor.now), before=before)
        yield Problem(successor.ours, 0, "", successor.now.title, why)


def _of_rival(rival: Rival) -> Sentence:
    if rival.unready:
        return UNREADY
    if rival.is_ours:
        return SWAPPED
    ours = {fold_name(said(rival.ours, language)) for language in LANGUAGES}
    return TWIN if fold_name(rival.used.title) in ours else RENAMED


def _of_successor(successor: Successor) -> Sentence:
    if successor.before is None:
        return GONE
    return ORDERS_ANEW if successor.ours == ORDERS.title else TAKEN_OVER


def _name(place: Place) -> str:
    return place.title.strip()
