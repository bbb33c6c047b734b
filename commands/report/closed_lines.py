"""The lines of closed years, of this spreadsheet and of those that they were moved into, for whoever only looks."""

from commands.sheet.archive_tabs import read_tabs
from commands.sheet.second_spreadsheet import elsewhere, look_at_second
from loyalty.model.entry import Entry
from sheets.engine.closed_years import entries_in
from sheets.google.client import Google
from sheets.google.errors import WorkbookError
from sheets.schema.snapshot import Snapshot


def closed_lines(google: Google, snapshot: Snapshot) -> tuple[list[Entry], list[str]]:
    """All that can be read, in no order, and a sentence for each spreadsheet that cannot be looked through."""
    unread = list[str]()
    try:
        tables = read_tabs(google)
        others = elsewhere(google)
    except WorkbookError as error:
        return [], [f"The closed years cannot be read: {str(error).rstrip('.')}. Their points count as issued."]
    for second in others:
        try:
            look_at_second(google, second)
            tables += read_tabs(second, snapshot.layout.zone)
        except WorkbookError as error:
            unread.append(f"{str(error).rstrip('.')}; its lines are not looked through.")
    return entries_in(tables), unread
