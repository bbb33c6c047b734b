"""The choice: which tab of the spreadsheet is which of the program's, by what is known of it and by its title.

What only the program adds to (Ledger, Members, Coupons and their like) stays the tab that is known, whatever it is
called: a copy that has its title now is none of ours. What the owner writes (Settings, Rewards and their like) is the
tab that has the title: there they see what they have written. A new Orders is such a tab, too, but the one before goes
on being read (docs/decisions/0041).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets.codec.translation import fold_name, said
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.identity.known_tabs import KnownTabs
from sheets.schema.identity.place import Place
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.offer_tabs import OFFERS
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.settings_tab import SETTINGS
from sheets.schema.tabs import SYSTEM, TABS
from words.locales import LANGUAGES

NAMES = (SYSTEM, *(tab.title for tab in TABS if not tab.number))
"""What is known by a number that Google has chosen, by the program's own titles."""
BY_TITLE = frozenset(tab.title for tab in (SETTINGS, REWARDS, *OFFERS, ORDERS))
"""Of these a tab that has the title comes before the one that is known."""
COUNTED = (LEDGER.title, MEMBERS.title, COUPONS.title)
"""Where one of these is another tab than before because that is gone, points or codes may be gone with it."""
EARLIER = tuple(tab.title for tab in EARLIER_ORDERS)


@dataclass(frozen=True, slots=True)
class Rival:
    """A tab that has the title of one of ours while another one is used; ``ours`` is the program's own title.

    ``is_ours`` when it is another one of the program's tabs: the two have changed their names. ``unready`` when it is a
    new one that lacks headings, and the one before is used until they are there.
    """

    ours: str
    used: Place
    other: Place
    is_ours: bool
    unready: bool = False


@dataclass(frozen=True, slots=True)
class Successor:
    """A tab that is used from now on in the place of another one; ``before`` is None where that one is gone."""

    ours: str
    now: Place
    before: Place | None


@dataclass(frozen=True, slots=True)
class TabChoice:
    """The tabs that were found, by the program's own titles, and what the owner has to be told of that."""

    found: Mapping[str, Place]
    rivals: tuple[Rival, ...]
    successors: tuple[Successor, ...]


def choose(
    places: Sequence[Place], known: KnownTabs, language: str, fence: int | None, unready: int | None = None
) -> TabChoice:
    """Which of these is which of ours; ``fence`` is the number of the tab in which the fence's named range stands.

    ``unready`` is the number of one that is none of ours yet, whatever it is called.
    """
    all_places, places = places, [place for place in places if place.id != unready]
    # A tab of the program's own number is known by that alone.
    fixed = {tab.number: tab.title for tab in TABS if tab.number}
    found = {fixed[place.id]: place for place in places if place.id in fixed}
    there = _there(places, known, fixed)
    free = [place for place in places if place.id not in fixed and place not in there.values()]
    for ours in NAMES:
        titles = [said(ours, spoken) for spoken in (language, *LANGUAGES)]
        place, earlier = there.get(ours), [there[title] for title in EARLIER if ours == ORDERS.title and title in there]
        if place is None or (ours in BY_TITLE and not _is_titled(place, titles)):
            first = [_fenced(free, fence)] if ours == SYSTEM else earlier[:1]
            place = titled(titles, [*free, *earlier]) or place or next(iter(first), None)
        if place is not None:
            found[ours] = place
            free = [other for other in free if other != place]
    found.update(_earlier_orders(there, found))
    return TabChoice(found, tuple(_rivals(all_places, found, unready)), tuple(_successors(there, known, found)))


def titled(titles: Sequence[str], places: Sequence[Place]) -> Place | None:
    """The place with the first of these titles that there is.

    What is titled to the letter comes before what only looks the same to the owner, such as ``"orders "``.
    """
    return _first(titles, places, lambda title: title) or _first(titles, places, fold_name)


def _first(titles: Sequence[str], places: Sequence[Place], compared: Callable[[str], str]) -> Place | None:
    there = (place for title in titles for place in places if compared(place.title) == compared(title))
    return next(there, None)


def _there(places: Sequence[Place], known: KnownTabs, fixed: Mapping[int, str]) -> dict[str, Place]:
    """The known tabs that are there, each as one of ours only."""
    by_number = {place.id: place for place in places if place.id not in fixed}
    titles = (title for title in (*NAMES, *EARLIER) if title in known.numbers)
    return {title: place for title in titles if (place := by_number.pop(known.numbers[title], None))}


def _is_titled(place: Place, titles: Sequence[str]) -> bool:
    return fold_name(place.title) in map(fold_name, titles)


def _fenced(free: Sequence[Place], fence: int | None) -> Place | None:
    """The hidden tab under another name: the fence stands in it, and it is titled like none of ours."""
    ours = {fold_name(said(name, language)) for name in NAMES for language in LANGUAGES}
    return next((place for place in free if place.id == fence and fold_name(place.title) not in ours), None)


def _earlier_orders(there: Mapping[str, Place], found: Mapping[str, Place]) -> Iterator[tuple[str, Place]]:
    """The tabs that were Orders before, the newest first."""
    before = [there[title] for title in (ORDERS.title, *EARLIER) if title in there]
    return zip(EARLIER, (place for place in before if place not in found.values()), strict=False)


def _rivals(places: Sequence[Place], found: Mapping[str, Place], unready: int | None) -> Iterator[Rival]:
    ours = {place.id: title for title, place in found.items()}
    for tab in (tab for tab in TABS if tab.title in found and not tab.number):
        used, titles = found[tab.title], {fold_name(said(tab.title, language)) for language in LANGUAGES}
        for other in places:
            if other.id != used.id and fold_name(other.title) in titles and ours.get(other.id) not in EARLIER:
                yield Rival(tab.title, used, other, is_ours=other.id in ours, unready=other.id == unready)


def _successors(there: Mapping[str, Place], known: KnownTabs, found: Mapping[str, Place]) -> Iterator[Successor]:
    for title in (title for title in NAMES if title in known.numbers and title in found):
        before = there.get(title)
        if found[title] != before and (before or title in COUNTED):
            yield Successor(title, found[title], before)
