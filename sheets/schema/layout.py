"""The spreadsheet's layout: its time zone, the ids of its tabs, and where the fence stands."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from sheets.codec.a1 import quoted
from sheets.codec.protected_ranges import ProtectedRange, protected_from_us
from sheets.codec.time_zone import UnknownZone, read_zone
from sheets.codec.translation import fold_name, said
from sheets.google.errors import NoAnswer, TabMissing
from sheets.schema.tabs import SYSTEM, TABS, language_of_titles
from words.locales import LANGUAGES, SOURCE

FENCE = "regulars_commit"
"""The named range whose id is the token of the last commit."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tab is: Google's number for it, what the owner calls it, and the columns and rows of its grid."""

    id: int
    title: str
    columns: int
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the tabs are by the program's own titles, and other tabs by theirs.

    ``fence`` is the token in the named range's id, None where the range is missing; ``language`` is the one that most
    of the tabs are titled in; ``unknown_zone`` is the spreadsheet's zone where nobody knows it and ``zone`` is UTC.
    ``protected`` is what the program may not write into, by the titles that ``places`` has.
    """

    zone: tzinfo
    places: Mapping[str, Place]
    fence: str | None
    language: str = SOURCE
    unknown_zone: str = ""
    protected: Mapping[str, tuple[ProtectedRange, ...]] = field(default_factory=dict)

    def place(self, title: str) -> Place:
        """Where the tab is; TabMissing when there is none."""
        if title not in self.places:
            raise TabMissing(title)
        return self.places[title]

    def sheet_id(self, title: str) -> int:
        """Google's number for the tab; TabMissing when there is none."""
        return self.place(title).id

    def a1(self, title: str) -> str:
        """The whole tab, as A1 notation writes it; TabMissing when there is none."""
        return quoted(self.place(title).title)

    @property
    def complete(self) -> bool:
        """True when it has every tab that we know of."""
        return all(tab.title in self.places for tab in TABS)

    @property
    def as_it_should_be(self) -> bool:
        """False while the owner is likely to change it soon, because they have been told of something."""
        return self.complete and not self.unknown_zone and not self.protected

    def require_tabs(self) -> None:
        """TabMissing when one is missing without which nothing works."""
        for title in (SYSTEM, *(tab.title for tab in TABS if not tab.optional)):
            self.sheet_id(title)

    def has_the_tabs_of(self, other: "Layout") -> bool:
        """True when every tab has the number and the title that it had, and days begin when they did."""
        mine, theirs = (
            {place.id: (title, place.title) for title, place in layout.places.items()} for layout in (self, other)
        )
        return mine == theirs and (self.zone, self.unknown_zone) == (other.zone, other.unknown_zone)

    def has_room_as(self, other: "Layout") -> bool:
        """True when what fits the other layout fits this one: the same tabs, and none of them has become smaller."""
        return self.has_the_tabs_of(other) and all(
            place.columns >= other.places[title].columns and place.rows >= other.places[title].rows
            for title, place in self.places.items()
        )


def read_layout(description: Mapping[str, Any]) -> Layout:
    """The layout in Google's description of the spreadsheet, which leaves out zeros (a tab may have no sheetId).

    NoAnswer for a description without any tab, or of another shape.
    """
    try:
        properties = [sheet.get("properties", {}) for sheet in description["sheets"]]
        named_ranges = description.get("namedRanges", ())
        fences = (found.get("namedRangeId") for found in named_ranges if found.get("name") == FENCE)
        zone, unknown_zone = _zone(description.get("properties", {}).get("timeZone", ""))
        places = _places(list(map(_place, properties)))
        return Layout(
            zone=zone,
            places=places,
            fence=next(fences, None),
            language=language_of_titles([sheet.get("title", "") for sheet in properties]),
            unknown_zone=unknown_zone,
            protected=_protected(description["sheets"], places),
        )
    except (AttributeError, KeyError, TypeError):
        raise NoAnswer("Google's description of the spreadsheet cannot be read") from None


def _protected(
    sheets: Sequence[Mapping[str, Any]], places: Mapping[str, Place]
) -> dict[str, tuple[ProtectedRange, ...]]:
    by_id = {_place(sheet.get("properties", {})).id: tuple(protected_from_us(sheet)) for sheet in sheets}
    return {title: ranges for title, place in places.items() if (ranges := by_id.get(place.id, ()))}


def _places(places: list[Place]) -> dict[str, Place]:
    """By the program's titles; of two tabs that could be ours it is the one in the language of most.

    A tab of a number is known by that alone. What is titled to the letter comes before what only looks the same to the
    owner, such as ``"orders "``.
    """
    language = language_of_titles([place.title for place in places])
    numbers = {tab.number: tab.title for tab in TABS if tab.number}
    found = {numbers[place.id]: place for place in places if place.id in numbers}
    places = [place for place in places if place.id not in numbers]
    for ours in (SYSTEM, *(tab.title for tab in TABS if not tab.number)):
        titles = [said(ours, spoken) for spoken in (language, *LANGUAGES)]
        place = _titled(titles, places, lambda title: title) or _titled(titles, places, fold_name)
        if place:
            found[ours] = place
    taken = {place.id for place in found.values()}
    others = (place for place in places if place.id not in taken)
    # One of the owner's own that is titled like a tab of a number must not pass for it.
    return {**{_own_title(place, numbers.values()): place for place in others}, **found}


def _own_title(place: Place, ours: Collection[str]) -> str:
    return f"{place.title} ({place.id})" if place.title in ours else place.title


def _titled(titles: Sequence[str], places: Sequence[Place], compared: Callable[[str], str]) -> Place | None:
    """The place with the first of these titles that there is, each as it is compared."""
    there = (place for title in titles for place in places if compared(place.title) == compared(title))
    return next(there, None)


def _place(properties: Mapping[str, Any]) -> Place:
    grid = properties.get("gridProperties", {})
    title = properties.get("title", "")
    return Place(properties.get("sheetId", 0), title, grid.get("columnCount", 0), grid.get("rowCount", 0))


def _zone(name: str) -> tuple[tzinfo, str]:
    """The zone, and the name that stands for none: UTC's days are better than no answers, but it must be told."""
    try:
        return read_zone(name), ""
    except UnknownZone:
        return read_zone("UTC"), name or "?"
