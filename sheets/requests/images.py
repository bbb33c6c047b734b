"""Images: what stood in the cells that a batch writes over, kept by the batch itself before it writes.

Between our read and our write the owner may type into such a cell, or move the columns. A copy that is made in the same
batch shows what was there at that very moment: the number that was typed, and under which headings our cells have
landed. The copies stand in the hidden tab below the token until the next commit, and come back in the batch's own
answer, so that seeing them costs no request (docs/decisions/0039).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from sheets.codec.a1 import runs
from sheets.codec.cells import TEXT_FORMAT, UnreadableCell, Value, cell_data, text
from sheets.codec.column import AnyColumn, Cells
from sheets.codec.table import Table
from sheets.google.grid import Cell, Grid, GridRange
from sheets.requests.display_cells import CellChange
from sheets.requests.read_back import written
from sheets.schema.growing_tab import GrowingTab
from sheets.schema.layout import Layout
from sheets.schema.members_tab import MEMBERS
from sheets.schema.tabs import SYSTEM

FIRST_ROW = 11
"""The first row of the hidden tab in which copies stand."""
ROWS, COLUMNS = 1_500, 60
"""The size of the hidden tab; cells that there is no room for are written without a copy."""

Request = dict[str, object]


@dataclass(frozen=True, slots=True)
class CellRun:
    """Neighbouring cells of a row, from the column ``place`` (from 0) on, that a batch writes over."""

    table: Table
    row: int
    place: int
    columns: tuple[AnyColumn, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """What stood in cells of a tab (by its number) just before they were written, from the column ``place`` on.

    Of headings ``known`` are those that the writer knew; of all other cells there are none.
    """

    sheet: int
    row: int
    place: int
    cells: tuple[Cell, ...]
    known: tuple[str, ...] = ()

    @property
    def displaced(self) -> frozenset[int]:
        """The columns (from 0) that were headed otherwise than the writer knew: moved, inserted, deleted, renamed."""
        both = zip_longest(self.known, map(_heading, self.cells), fillvalue="") if self.known else ()
        return frozenset(place for place, (known, found) in enumerate(both) if known and known != found)


def runs_of(snapshot_tables: Sequence[Table], changes: Sequence[CellChange]) -> list[CellRun]:
    """The cells to write as runs of neighbours, in the order of the rows."""
    tables = {table.tab.title: table for table in snapshot_tables}
    by_row: dict[tuple[str, int], dict[int, CellChange]] = {}
    for change in changes:
        place = change.row.columns[change.column]
        by_row.setdefault((change.row.tab.title, change.row.number), {})[place] = change
    found = list[CellRun]()
    for (title, number), cells in by_row.items():
        for run in runs(sorted(cells)):
            columns = tuple(cells[place].column for place in run)
            values = tuple(cells[place].value for place in run)
            found.append(CellRun(tables[title], number, run.start, columns, values))
    return found


def asked(layout: Layout) -> GridRange:
    """All copies."""
    return layout.whole(SYSTEM).rows(FIRST_ROW, None)


def has_room(layout: Layout) -> bool:
    """True when the hidden tab is large enough for copies."""
    place = layout.place(SYSTEM)
    return place.rows >= ROWS and place.columns >= COLUMNS


def made_room(layout: Layout) -> Iterator[Request]:
    """Makes the hidden tab large enough."""
    place = layout.place(SYSTEM)
    for dimension, lacking in (("ROWS", ROWS - place.rows), ("COLUMNS", COLUMNS - place.columns)):
        if lacking > 0:
            yield {"appendDimension": {"sheetId": place.id, "dimension": dimension, "length": lacking}}


@dataclass(frozen=True, slots=True)
class Copied:
    """Cells that a batch copies before it writes: a tab's number, a row, a first column (from 0), how many columns."""

    sheet: int
    row: int
    first: int
    width: int
    known: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How the copy is found again."""
        known = json.dumps(self.known, ensure_ascii=False, separators=(",", ":")) if self.known else ""
        return f"{self.sheet}:{self.row}:{self.first}:{known}"


def kept(layout: Layout, tables: Iterable[Table], overwritten: Sequence[CellRun]) -> list[Copied]:
    """What is copied: of each of these tables the headings, and of each row that is written whose it is.

    No address is copied but by mistake: it would outlast its member.
    """
    if not has_room(layout):
        return []
    wanted = [
        Copied(
            layout.sheet_id(table.tab.title),
            table.heading_row,
            0,
            min(len(table.headings) + 1, COLUMNS - 1),
            tuple(map(_heading, table.headings[: COLUMNS - 1])),
        )
        for table in tables
    ]
    # Whose row it is comes along: nothing else says for whom its other cells speak.
    named = {(run.table.tab.title, run.row): run.table for run in overwritten}
    wanted += (
        Copied(layout.sheet_id(title), row, table.columns[table.tab.proof], 1)
        for (title, row), table in named.items()
        if isinstance(table.tab, GrowingTab)
    )
    wanted += (
        Copied(layout.sheet_id(run.table.tab.title), run.row, run.place, len(run.columns))
        for run in overwritten
        if not any(column.address for column in run.columns)
    )
    # What the owner may be writing about the same thing, in a cell that is not written over.
    wanted += (
        Copied(layout.sheet_id(MEMBERS.title), run.row, run.table.columns[MEMBERS.reminders], 1)
        for run in overwritten
        if MEMBERS.reminders_now in run.columns and MEMBERS.reminders in run.table.columns
    )
    return wanted[: ROWS - FIRST_ROW]


def copies(layout: Layout, wanted: Sequence[Copied]) -> Iterator[Request]:
    """Keeps what stands in these cells now, in the place of what the batch before has kept."""
    system = layout.sheet_id(SYSTEM)
    if has_room(layout):
        below = {"sheetId": system, "startRowIndex": FIRST_ROW - 1}
        yield {"updateCells": {"range": below, "fields": "userEnteredValue"}}
    if not wanted:
        return
    yield {
        "updateCells": {
            "start": {"sheetId": system, "rowIndex": FIRST_ROW - 1, "columnIndex": 0},
            "rows": [{"values": [cell_data(copied.name, TEXT_FORMAT, layout.zone)]} for copied in wanted],
            "fields": "userEnteredValue,userEnteredFormat.numberFormat",
        }
    }
    for at, copied in enumerate(wanted, FIRST_ROW - 1):
        source = {"sheetId": copied.sheet, "startRowIndex": copied.row - 1, "endRowIndex": copied.row}
        destination = {"sheetId": system, "startRowIndex": at, "endRowIndex": at + 1}
        yield {
            "copyPaste": {
                "source": source | {"startColumnIndex": copied.first, "endColumnIndex": copied.first + copied.width},
                "destination": destination | {"startColumnIndex": 1, "endColumnIndex": 1 + copied.width},
                "pasteType": "PASTE_VALUES",
            }
        }


def read(grid: Grid) -> list[Image]:
    """The copies in the rows that hold them; what is none of ours is left out."""
    found = list[Image]()
    for row in grid:
        try:
            sheet, number, place, known = text(row[0] if row else "").split(":", 3)
            headings = tuple(map(str, json.loads(known))) if known else ()
            found.append(Image(int(sheet), int(number), int(place), tuple(row[1:]), headings))
        except (UnreadableCell, ValueError, TypeError):
            continue
    return found


def _heading(cell: Cell) -> str:
    return "" if cell is None else str(cell)


@dataclass(frozen=True, slots=True)
class PutBack:
    """A cell that was written over by mistake, and what stood there before.

    ``wrote`` is what was written there; () where nobody remembers.
    """

    tab: str
    row: int
    place: int
    stood: Cell
    wrote: Cell | tuple[()] = ()


def to_put_back(
    images: Sequence[Image],
    overwritten: Iterable[CellRun],
    displaced: Mapping[int, frozenset[int]],
    titles: Mapping[int, str],
    layout: Layout,
) -> Iterator[PutBack]:
    """The cells that these images show of columns that were headed otherwise, by the numbers of their tabs."""
    wrote = {
        (run.table.tab.title, run.row, run.place + at): written(column, value, layout)
        for run in overwritten
        for at, (column, value) in enumerate(zip(run.columns, run.values, strict=True))
    }
    for image in (image for image in images if image.sheet in displaced and not image.known):
        title = titles[image.sheet]
        for at, stood in enumerate(image.cells or (None,)):
            place = image.place + at
            if place not in displaced[image.sheet]:
                continue
            if not wrote:
                yield PutBack(title, image.row, place, stood)
            elif (title, image.row, place) in wrote:
                yield PutBack(title, image.row, place, stood, wrote[title, image.row, place])


def to_clear(table: Table, number: int, cells: Cells, layout: Layout) -> Iterator[PutBack]:
    """The cells of a row that was added under wrong headings."""
    for column, value in cells.items():
        wrote = written(column, value, layout) if column in table.columns else None
        if wrote not in (None, ""):
            yield PutBack(table.tab.title, number, table.columns[column], None, wrote)


def put_back(cells: Iterable[PutBack], tables: Mapping[str, Table], layout: Layout) -> Iterator[Request]:
    """Writes into those that still show what was written there by mistake, and were read, what stood there before."""
    rows = {(title, row.number): row for title, table in tables.items() for row in table.rows}
    for cell in cells:
        row = rows.get((cell.tab, cell.row))
        shown = row.cells[cell.place] if row and cell.place < len(row.cells) else None
        if row and cell.wrote in ((), shown) and shown != cell.stood:
            yield {
                "updateCells": {
                    "start": {
                        "sheetId": layout.sheet_id(cell.tab),
                        "rowIndex": cell.row - 1,
                        "columnIndex": cell.place,
                    },
                    "rows": [{"values": [_as_written(cell.stood)]}],
                    "fields": "userEnteredValue",
                }
            }


def _as_written(cell: Cell) -> Request:
    match cell:
        case None | "":
            return {}
        case bool():
            return {"userEnteredValue": {"boolValue": cell}}
        case str():
            return {"userEnteredValue": {"stringValue": cell}}
        case Decimal() | int():
            return {"userEnteredValue": {"numberValue": float(cell) if isinstance(cell, Decimal) else cell}}
