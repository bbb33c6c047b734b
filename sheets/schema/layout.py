"""The spreadsheet's layout: its time zone, the ids of its tabs, and where the fence stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from sheets.codec.protected_ranges import ProtectedRange, protected_from_us
from sheets.codec.time_zone import UnknownZone, read_zone
from sheets.google.errors import NoAnswer, TabMissing
from sheets.google.grid import GridRange
from sheets.schema.identity.known_tabs import KnownTabs
from sheets.schema.identity.place import Place
from sheets.schema.identity.tab_choice import EARLIER, NAMES, Rival, Successor, TabChoice, choose
from sheets.schema.tabs import SYSTEM, TABS, language_of_titles
from words.locales import SOURCE

FENCE = "regulars_commit"
"""The named range whose id is the token of the last commit."""


NOTHING_KNOWN = KnownTabs({})
OURS = frozenset({SYSTEM, *(tab.title for tab in TABS), *EARLIER})
"""The program's own titles of its tabs."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the tabs are by the program's own titles, and other tabs by theirs.

    ``fence`` is the token in the named range's id, None where the range is missing; ``language`` is the one that most
    of the tabs are titled in; ``unknown_zone`` is the spreadsheet's zone where nobody knows it and ``zone`` is UTC.
    ``protected`` is what the program may not write into, by the titles that ``places`` has. ``known`` are the numbers
    that the tabs were found by, ``rivals`` and ``successors`` what the owner has to be told of that.
    """

    zone: tzinfo
    places: Mapping[str, Place]
    fence: str | None
    language: str = SOURCE
    unknown_zone: str = ""
    protected: Mapping[str, tuple[ProtectedRange, ...]] = field(default_factory=dict)
    known: KnownTabs = NOTHING_KNOWN
    rivals: tuple[Rival, ...] = ()
    successors: tuple[Successor, ...] = ()

    def place(self, title: str) -> Place:
        """Where the tab is; TabMissing when there is none."""
        if title not in self.places:
            raise TabMissing(title)
        return self.places[title]

    def sheet_id(self, title: str) -> int:
        """Google's number for the tab; TabMissing when there is none."""
        return self.place(title).id

    def whole(self, title: str) -> GridRange:
        """All cells of the tab; TabMissing when there is none."""
        return self.place(title).cells

    @property
    def numbers(self) -> KnownTabs:
        """What to know the tabs by from now on."""
        return KnownTabs({title: self.places[title].id for title in (*NAMES, *EARLIER) if title in self.places})

    @property
    def missing(self) -> str:
        """A tab without which nothing works and that is not there; blank when all of these are."""
        required = (SYSTEM, *(tab.title for tab in TABS if not tab.optional))
        return next((title for title in required if title not in self.places), "")

    def require_tabs(self) -> None:
        """TabMissing when one is missing without which nothing works."""
        if self.missing:
            raise TabMissing(self.missing)

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


def read_layout(description: Mapping[str, Any], known: KnownTabs = NOTHING_KNOWN, unready: int | None = None) -> Layout:
    """The layout in Google's description of the spreadsheet, which leaves out zeros (a tab may have no sheetId).

    Tabs are found by the numbers that are ``known`` of them, else by their titles; ``unready`` is the number of one
    that is none of ours yet. NoAnswer for a description without
    any tab, or of another shape.
    """
    try:
        properties = [sheet.get("properties", {}) for sheet in description["sheets"]]
        named_ranges = description.get("namedRanges", ())
        fence: Mapping[str, Any] = next((found for found in named_ranges if found.get("name") == FENCE), {})
        zone, unknown_zone = _zone(description.get("properties", {}).get("timeZone", ""))
        places = list(map(_place, properties))
        language = language_of_titles([place.title for place in places])
        # A range that points nowhere any more has no ends either.
        fenced = fence["range"].get("sheetId", 0) if fence.get("range") else None
        choice = choose(places, known, language, fenced, unready)
        by_title = _by_title(places, choice)
        return Layout(
            zone=zone,
            places=by_title,
            fence=fence.get("namedRangeId"),
            language=language,
            unknown_zone=unknown_zone,
            protected=_protected(description["sheets"], by_title),
            known=known,
            rivals=choice.rivals,
            successors=choice.successors,
        )
    except (AttributeError, KeyError, TypeError):
        raise NoAnswer("Google's description of the spreadsheet cannot be read") from None


def _protected(
    sheets: Sequence[Mapping[str, Any]], places: Mapping[str, Place]
) -> dict[str, tuple[ProtectedRange, ...]]:
    by_id = {_place(sheet.get("properties", {})).id: tuple(protected_from_us(sheet)) for sheet in sheets}
    return {title: ranges for title, place in places.items() if (ranges := by_id.get(place.id, ()))}


def _by_title(places: Sequence[Place], choice: TabChoice) -> dict[str, Place]:
    """Ours by the program's own titles, the others by theirs."""
    taken = {place.id for place in choice.found.values()}
    return {**{_own_title(place, OURS): place for place in places if place.id not in taken}, **choice.found}


def _own_title(place: Place, ours: Collection[str]) -> str:
    """One of the owner's own that is titled like one of ours must not pass for it."""
    return f"{place.title} ({place.id})" if place.title in ours else place.title


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
