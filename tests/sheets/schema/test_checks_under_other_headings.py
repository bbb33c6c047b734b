from datetime import UTC

from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.program_settings import Settings
from sheets.codec.line_checks import DISPLACED, check_of
from sheets.codec.table import Row
from sheets.google.grid import Cell
from sheets.schema.growing_tab import RowContext
from sheets.schema.ledger_tab import LEDGER

ENTRY = Entry(UNDATED, "M4K7PQ", EntryKind.CLAIM, 60, cause="claim:1042")
LINE: dict[str, Cell] = {"Member": "M4K7PQ", "Entry": "claim", "Points": 60, "Cause": "claim:1042"}


def test_a_line_beside_a_check_under_another_heading_counts_for_nobody() -> None:
    assert _read({**LINE, "Points": 70, "Note": check_of(ENTRY)}) == (None, DISPLACED)


def test_such_a_line_counts_when_the_check_proves_that_all_else_stands_where_it_belongs() -> None:
    assert _read({**LINE, "Campaign": check_of(ENTRY)})[0] is not None


def test_a_note_that_only_begins_like_a_check_is_a_note() -> None:
    entry, _ = _read({**LINE, "Note": "ck-1 was broken", "Check": check_of(ENTRY)})

    assert entry is not None
    assert entry.note == "ck-1 was broken"


def _read(cells: dict[str, Cell]) -> tuple[Entry | None, object]:
    row: list[Cell] = [cells.get(column.heading) for column in LEDGER.columns]
    columns = {column: place for place, column in enumerate(LEDGER.columns)}
    context = RowContext(Settings(), lambda _: True, lambda _: "")
    entry, problems = context.reader.read(Row(LEDGER, 2, row, columns, UTC), LEDGER.reader(context))
    return entry, problems[0].why if problems else None
