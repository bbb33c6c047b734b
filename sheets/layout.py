"""The spreadsheet's layout: its time zone, the ids of its tabs, and where the fence stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sheets.errors import NoAnswer, TabMissing
from sheets.tabs import SYSTEM, TABS

FENCE = "regulars_commit"
"""The named range whose id is the token of the last commit."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tab is: Google's number for it, and how many columns and rows its grid has."""

    id: int
    columns: int
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """``fence`` is the token in the named range's id, None where the range is missing."""

    zone: ZoneInfo
    places: Mapping[str, Place]
    fence: str | None

    def place(self, title: str) -> Place:
        """Where the tab is; TabMissing when there is none."""
        if title not in self.places:
            raise TabMissing(title)
        return self.places[title]

    def sheet_id(self, title: str) -> int:
        """Google's number for the tab; TabMissing when there is none."""
        return self.place(title).id

    @property
    def complete(self) -> bool:
        """True when it has every tab that we know of."""
        return all(tab.title in self.places for tab in TABS)

    def require_tabs(self) -> None:
        """TabMissing when one is missing without which nothing works."""
        for title in (SYSTEM, *(tab.title for tab in TABS if not tab.optional)):
            self.sheet_id(title)

    def has_the_tabs_of(self, other: "Layout") -> bool:
        """True when every tab has the number that it had, and days begin when they did."""
        ids = [{title: place.id for title, place in one.places.items()} for one in (self, other)]
        return ids[0] == ids[1] and self.zone == other.zone


def read_layout(description: Mapping[str, Any]) -> Layout:
    """The layout in Google's description of the spreadsheet, which leaves out zeros (a tab may have no sheetId).

    NoAnswer for a description without any tab, or of another shape.
    """
    try:
        properties = [sheet.get("properties", {}) for sheet in description["sheets"]]
        fences = (one.get("namedRangeId") for one in description.get("namedRanges", ()) if one.get("name") == FENCE)
        return Layout(
            zone=_zone(description.get("properties", {}).get("timeZone", "")),
            places={one.get("title", ""): _place(one) for one in properties},
            fence=next(fences, None),
        )
    except (AttributeError, KeyError, TypeError):
        raise NoAnswer("Google's description of the spreadsheet cannot be read") from None


def _place(properties: Mapping[str, Any]) -> Place:
    grid = properties.get("gridProperties", {})
    return Place(properties.get("sheetId", 0), grid.get("columnCount", 0), grid.get("rowCount", 0))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
