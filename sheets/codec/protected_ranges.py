"""What the owner has protected from the program: Google's ProtectedRange as a value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sheets.codec.a1 import letters

SERVICE_ACCOUNT = ".gserviceaccount.com"
"""How the addresses of programs end."""


@dataclass(frozen=True, slots=True)
class ProtectedRange:
    """Cells that the program may not write into: A1 notation, blank for the whole tab, and the rows from and to.

    ``last_row`` is None where it goes on to the end of the tab.
    """

    a1: str
    first_row: int
    last_row: int | None

    @property
    def only_headings(self) -> bool:
        """True when no answer is kept from being booked: only set-up writes into the first row."""
        return self.last_row == 1


def protected_from_us(sheet: Mapping[str, Any]) -> Iterator[ProtectedRange]:
    """Those of a sheet in Google's description of the spreadsheet, which leaves out what is false or zero.

    ``requestingUserCanEdit`` is Google's own word on whoever asks (its API reference, ProtectedRange). A warning keeps
    nobody from writing.
    """
    for held in sheet.get("protectedRanges", ()):
        if not held.get("requestingUserCanEdit") and not held.get("warningOnly"):
            yield _read(held)


def protected_from_programs(sheet: Mapping[str, Any]) -> Iterator[ProtectedRange]:
    """Those that whoever asks may edit, but no service account; only to editors Google tells who they are.

    Whom a group or a whole domain brings in, nobody can see.
    """
    for held in sheet.get("protectedRanges", ()):
        editors = held.get("editors", {})
        named = [str(user) for user in editors.get("users", ())]
        others = editors.get("groups") or editors.get("domainUsersCanEdit")
        ours = held.get("requestingUserCanEdit") and not held.get("warningOnly")
        if ours and named and not others and not any(user.endswith(SERVICE_ACCOUNT) for user in named):
            yield _read(held)


def _read(held: Mapping[str, Any]) -> ProtectedRange:
    place = held.get("range", {})
    return ProtectedRange(_a1(place), place.get("startRowIndex", 0) + 1, place.get("endRowIndex"))


def _a1(place: Mapping[str, Any]) -> str:
    top, bottom = place.get("startRowIndex"), place.get("endRowIndex")
    left, right = place.get("startColumnIndex"), place.get("endColumnIndex")
    if top is None and bottom is None and left is None and right is None:
        return ""
    rows = "" if top is None and bottom is None else str((top or 0) + 1)
    first = ("" if left is None and right is None else letters(left or 0)) + rows
    last = ("" if right is None else letters(right - 1)) + ("" if bottom is None else str(bottom))
    return first if first == last else f"{first}:{last}"
