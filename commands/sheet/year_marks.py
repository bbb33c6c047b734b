"""The title of a closed year's tab while it is on its way into the second spreadsheet: nothing else is called so."""

import hashlib
import re
from dataclasses import dataclass

from sheets.requests import archive_rows
from sheets.schema.identity.place import Place
from sheets.schema.layout import Layout

MOST_OF_A_TITLE = 60
"""Characters of the owner's title that are kept: Google's titles have an end, and a copy's has more before it."""
_MARKED = re.compile(r"(.*) \(moving (\d{4})-([0-9a-f]{8})\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """Which year's tab it is, what the owner calls it, and the token that its copies have in their titles, too."""

    title: str
    year: int
    token: str


def marked(title: str) -> Mark | None:
    """The mark in a title; None in one without."""
    found = _MARKED.match(title)
    return Mark(found[1], int(found[2]), found[3]) if found else None


def hidden(place: Place, year: int, layout: Layout) -> dict[str, object]:
    """What takes the tab out of sight and marks it."""
    # Between two tabs of one year that left at different times there was a commit, which made the second.
    token = hashlib.sha256(f"{layout.fence} {year}".encode()).hexdigest()[:8]
    title = f"{place.title[:MOST_OF_A_TITLE]} (moving {year}-{token})"
    properties = {"sheetId": archive_rows.sheet_id(year), "title": title, "hidden": True}
    return {"updateSheetProperties": {"properties": properties, "fields": "title,hidden"}}


def shown(sheet: int) -> dict[str, object]:
    """What brings a tab back to sight."""
    return {"updateSheetProperties": {"properties": {"sheetId": sheet, "hidden": False}, "fields": "hidden"}}
