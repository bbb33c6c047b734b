"""The second spreadsheet, which the owner names for closed years: whether it will do, and how the two know each other.

Both carry a note that nobody sees (Google's developer metadata): the program's sheet where its closed years are, the
second one whose they are. So a copy of the owner's sheet takes nothing out of the archive of the original.
"""

from collections.abc import Mapping
from typing import Any

from sheets.google.client import LAYOUT_FIELDS, Google, Spent
from sheets.google.errors import NoAccess, WorkbookError
from sheets.schema.layout import read_layout

LOOK_SECONDS = 30.0
HERE = "regulars_closed_years"
"""Noted in the program's sheet; its value is the id of a spreadsheet with closed years."""
OF = "regulars_closed_years_of"
"""Noted in such a spreadsheet; its value is the id of the program's sheet."""
OF_NUMBER = 1_640_000_000
"""The second note's own number: of two programs that take a spreadsheet at once, Google refuses one."""
FIELDS = f"{LAYOUT_FIELDS},developerMetadata(metadataKey,metadataValue)"


class CannotHoldYears(WorkbookError):
    """Closed years cannot go into this spreadsheet, or not be looked at there; says why.

    ``reason`` is Google's word for why, where Google refused; else blank.
    """

    def __init__(self, spreadsheet: str, why: str, *, reason: str = "") -> None:
        super().__init__(f"The second spreadsheet {address(spreadsheet)} {why}")
        self.reason = reason


def address(spreadsheet: str) -> str:
    """What opens it in the browser."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet}"


def noted(description: Mapping[str, Any], key: str) -> list[str]:
    """The values that are noted under this key in Google's description of a spreadsheet."""
    tags = description.get("developerMetadata", ())
    return [str(tag.get("metadataValue", "")) for tag in tags if tag.get("metadataKey") == key]


def note(key: str, value: str, **more: object) -> dict[str, object]:
    """What notes this in a spreadsheet, for every program to see."""
    tag = {"metadataKey": key, "metadataValue": value, "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    return {"createDeveloperMetadata": {"developerMetadata": tag | more}}


def look_at_second(google: Google, second: Google) -> bool:
    """True when it is ours already, False when it is anybody's. CannotHoldYears says why it will not do."""
    return bool(noted(describe_second(google, second, seconds=LOOK_SECONDS, spent=Spent()), OF))


def describe_second(google: Google, second: Google, *, seconds: float, spent: Spent) -> Mapping[str, Any]:
    """Google's description of it. CannotHoldYears says why it will not do."""
    if second.spreadsheet == google.spreadsheet:
        raise CannotHoldYears(second.spreadsheet, "is the program's own sheet")
    try:
        description = second.layout(seconds=seconds, spent=spent, fields=FIELDS)
    except NoAccess as error:
        raise CannotHoldYears(second.spreadsheet, _no_access(error, second), reason=error.reason) from error
    if read_layout(description).fence is not None:
        raise CannotHoldYears(second.spreadsheet, "is the sheet of a loyalty program itself")
    theirs = noted(description, OF)
    if theirs and theirs != [google.spreadsheet]:
        raise CannotHoldYears(second.spreadsheet, f"has the closed years of another sheet, {address(theirs[0])}")
    return description


def take(google: Google, second: Google) -> None:
    """Notes in the second spreadsheet whose years it has, which also shows that it can be written. CannotHoldYears."""
    ours = look_at_second(google, second)
    selected = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": OF}}], "fields": "metadataValue"}
    again = {"updateDeveloperMetadata": selected | {"developerMetadata": {"metadataValue": google.spreadsheet}}}
    request = again if ours else note(OF, google.spreadsheet, metadataId=OF_NUMBER)
    try:
        second.commit([request], seconds=LOOK_SECONDS, spent=Spent())
    except NoAccess as error:
        raise CannotHoldYears(second.spreadsheet, _no_access(error, second), reason=error.reason) from error


def elsewhere(google: Google) -> list[Google]:
    """The spreadsheets that have closed years of this one."""
    return noted_elsewhere(google, google.layout(seconds=LOOK_SECONDS, spent=Spent(), fields=FIELDS))


def noted_elsewhere(google: Google, description: Mapping[str, Any]) -> list[Google]:
    """The same, by Google's description of this one, which has its notes."""
    return [google.beside(spreadsheet) for spreadsheet in sorted(set(noted(description, HERE)))]


def _no_access(error: NoAccess, second: Google) -> str:
    match error.reason:
        case "403":
            who = second.account or "the account that runs this command"
            return f"may not be written by the program: share it with {who} as an editor"
        case "404":
            return "is not there: see whether the address is complete, and whether it was deleted"
        case _:
            return f"cannot be used: {error}"
