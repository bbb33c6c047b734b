"""Images: what stood in the cells that a batch writes over, kept by the batch itself before it writes.

Between our read and our write the owner may type into such a cell, or move the columns. A copy that is made in the same
batch shows what was there at that very moment: the number that was typed, and under which headings our cells have
landed. The copies stand in the hidden tab below the token until the next commit, and come back in the batch's own
answer, so that seeing them costs no request (docs/decisions/0039).
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, zip_longest
from operator import attrgetter, itemgetter
from typing import TypeVar

from loyalty.model.addresses import AT_SIGNS
from sheets.codec.a1 import runs
from sheets.codec.cells import TEXT_FORMAT, UnreadableCell, Value, cell_data, text
from sheets.codec.column import AnyColumn
from sheets.codec.table import Table
from sheets.google.grid import Cell, Grid, GridRange
from sheets.requests.display_cells import CellChange
from sheets.requests.new_rows import NewRow
from sheets.requests.read_back import written
from sheets.schema.growing_tab import ProvenTab
from sheets.schema.layout import Layout
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.segments_tab import SEGMENTS
from sheets.schema.tabs import GROWING, SYSTEM

FIRST_ROW = 11
"""The first row of the hidden tab in which copies stand."""
ADDED = "+"
WROTE = "wrote"
BELOW = "below"
UNTYPED = "untyped"
CARRIED = re.compile(r"(\d)~(.*)", re.DOTALL)
"""How a row begins that an earlier commit has kept, and that is not settled yet: by the number of that commit."""
ADDED_AT_ONCE = 40
"""What proves so many rows fits into one cell."""
ROWS, COLUMNS = 3_000, 60
"""The size of the hidden tab, enough for a batch of so many claims as there can be; cells that there is no room for are
written without a copy.
"""
MOST_KEPT = ROWS - FIRST_ROW
NOWHERE = frozenset[int]()

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Request = dict[str, object]
Of = TypeVar("Of")


@dataclass(frozen=True, slots=True)
class CellRun:
    """Neighbouring cells of a row, from the column ``place`` (from 0) on, that a batch writes over.

    ``of`` proves whose row it is, where that is not read from the row itself. ``untyped`` where the number that was
    read under Points is known to be nobody's typing.
    """

    table: Table
    row: int
    place: int
    columns: tuple[AnyColumn, ...]
    values: tuple[Value, ...]
    of: str = ""
    untyped: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """What stood in cells of a tab (by its number) just before they were written, from the column ``place`` on.

    Of headings ``known`` are those that the writer knew; of all other cells there are none. Of a cell that was not
    written over ``seen`` is what the writer knew of it. ``wrote`` is what took their place, where that is noted, and
    ``untyped`` says that the writer knew of a number there that nobody had typed.
    """

    sheet: int
    row: int
    place: int
    cells: tuple[Cell, ...]
    known: tuple[str, ...] = ()
    seen: str | None = None
    wrote: tuple[Cell, ...] = ()
    untyped: bool = False

    @property
    def places(self) -> range:
        """The columns (from 0) of these cells."""
        return range(self.place, self.place + len(self.cells))

    @property
    def displaced(self) -> frozenset[int]:
        """The columns (from 0) that were not headed as the writer knew: moved, inserted, deleted, renamed."""
        # Nearly always all headings stand where they stood.
        if not self.known or self.cells[: len(self.known)] == self.known:
            return NOWHERE
        both = zip_longest(self.known, map(heading, self.cells), fillvalue="")
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
    """Cells that a batch copies before it writes: a tab's number, a row, a first column (from 0), how many columns.

    ``known`` are headings; a cell that is not written over is only ``seen``: that is what the writer knows of it.
    ``wrote`` is what takes their place, where that is noted, ``untyped`` where the number there is nobody's typing.
    """

    sheet: int
    row: int
    first: int
    width: int
    known: tuple[str, ...] = ()
    seen: str | None = None
    wrote: tuple[Cell, ...] = ()
    untyped: bool = False

    @property
    def name(self) -> str:
        """How the copy is found again, with what the writer knew or wrote, or how many cells were copied."""
        known: object = (self.known or self.width) if self.seen is None else self.seen
        if self.wrote:
            wrote = [float(cell) if isinstance(cell, Decimal) else cell for cell in self.wrote]
            known = {WROTE: wrote, UNTYPED: True} if self.untyped else {WROTE: wrote}
        return f"{self.sheet}:{self.row}:{self.first}:{_compact(known)}"


@dataclass(frozen=True, slots=True)
class AddedRows:
    """Rows that a batch adds to a tab (by its number), one below the other from ``row`` on, and what proves each."""

    sheet: int
    row: int
    proofs: tuple[str, ...]

    @property
    def name(self) -> str:
        """How they are found again."""
        return f"{self.sheet}:{self.row}:{ADDED}:{_compact(self.proofs)}"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a commit before has kept in one row, and has to be known until it is certain that it was settled."""

    name: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class CopiedBelow:
    """Cells of one column (from 0), one below the other from ``row`` on, whose copies stand side by side.

    ``of`` is for each what is known of it where it is not written over, such as what proves its row; True for cells
    that are written over, and None for those between that are not asked for.
    """

    sheet: int
    row: int
    place: int
    of: tuple[str | bool | None, ...]

    @property
    def name(self) -> str:
        """How the copies are found again."""
        return f"{self.sheet}:{self.row}:{self.place}:{_compact({BELOW: self.of})}"

    def images(self, cells: Sequence[Cell]) -> Iterator["Image"]:
        """Each of these copies as one of its own row."""
        for at, (of, cell) in enumerate(zip_longest(self.of, cells[: len(self.of)])):
            if of is not None:
                yield Image(self.sheet, self.row + at, self.place, (cell,), seen=of if isinstance(of, str) else None)


Wanted = Copied | CopiedBelow | AddedRows | Carried


def _compact(what: object) -> str:
    return _JSON.encode(what)


def added_rows(layout: Layout, table: Table, rows: Sequence[NewRow]) -> Iterator[AddedRows]:
    """The new rows of a tab, a few at a time: a cell of the hidden tab has to hold what proves them."""
    if isinstance(table.tab, ProvenTab):
        proofs = [str(row.cells.get(table.tab.proof) or "") for row in rows]
        for at in range(0, len(proofs), ADDED_AT_ONCE):
            part = proofs[at : at + ADDED_AT_ONCE]
            yield AddedRows(layout.sheet_id(table.tab.title), table.end + 1 + at, tuple(part))


def kept(
    layout: Layout,
    tables: Mapping[str, Table],
    overwritten: Sequence[CellRun],
    added: Mapping[str, Sequence[NewRow]],
    *,
    leaves: bool = False,
) -> list[Wanted]:
    """What is kept of these tables: their headings, which rows are added, and of each row that is written whose it is.

    Where somebody ``leaves`` no address is copied but by mistake: it would outlast them.
    """
    if not has_room(layout):
        return []
    wanted: list[Wanted] = [
        Copied(
            layout.sheet_id(table.tab.title),
            table.heading_row,
            0,
            min(len(table.headings) + 1, COLUMNS - 1),
            tuple(map(heading, table.headings[: COLUMNS - 1])),
        )
        for table in tables.values()
    ]
    for title in (title for title in tables if title in added):
        wanted += added_rows(layout, tables[title], added[title])
    # Whose row it is comes along: nothing else says for whom its other cells speak.
    written_over = dict.fromkeys((run.table.tab.title, run.row) for run in overwritten)
    for table in tables.values():
        if isinstance(table.tab, ProvenTab):
            proof = table.tab.proof
            wanted += (
                Copied(
                    layout.sheet_id(table.tab.title), row.number, table.columns[proof], 1, seen=row.text_or_blank(proof)
                )
                for row in table.rows
                if (table.tab.title, row.number) in written_over
            )
    copied = _written_over(overwritten, tables.values(), layout, leaves=leaves)
    # The same cells of rows one below the other are copied at once.
    wanted += sorted(copied, key=attrgetter("sheet", "first", "width", "row"))
    # What the owner may be writing about the same thing, in a cell that is not written over.
    wanted += (
        Copied(layout.sheet_id(MEMBERS.title), run.row, run.table.columns[MEMBERS.reminders], 1, seen="")
        for run in overwritten
        if MEMBERS.reminders_now in run.columns and MEMBERS.reminders in run.table.columns
    )
    return wanted[:MOST_KEPT]


def _written_over(
    overwritten: Iterable[CellRun], tables: Iterable[Table], layout: Layout, *, leaves: bool
) -> Iterator[Copied]:
    """Copies of these cells, with what takes their place; where somebody ``leaves`` without addresses."""
    rows = {(table.tab.title, row.number): row.cells for table in tables if leaves for row in table.rows}
    for run in overwritten:
        title = run.table.tab.title
        wrote = tuple(written(column, value, layout) for column, value in zip(run.columns, run.values, strict=True))
        sheet = layout.sheet_id(title)
        copied = Copied(sheet, run.row, run.place, len(wrote), wrote=wrote, untyped=run.untyped)
        yield from _without_addresses(copied, run.columns, rows[title, run.row]) if leaves else (copied,)


def _without_addresses(copied: Copied, columns: Sequence[AnyColumn], row: Sequence[Cell]) -> Iterator[Copied]:
    """The parts of it in which no address was read; one that takes a cell's place is not noted."""
    held = dict(enumerate(row))
    cells = [
        (at, cell, _has_address(column, held.get(at)), _has_address(column, cell))
        for at, (column, cell) in enumerate(zip(columns, copied.wrote, strict=True), copied.first)
    ]
    for (was_one, becomes_one), part in groupby(cells, key=itemgetter(2, 3)):
        if not was_one:
            places, wrote, *_ = zip(*part, strict=True)
            yield replace(copied, first=places[0], width=len(places), wrote=() if becomes_one else wrote)


def _has_address(column: AnyColumn, cell: Cell) -> bool:
    """True also for what may hold a phone number."""
    return column.address and isinstance(cell, str) and not set(f"{AT_SIGNS}+").isdisjoint(cell)


def kept_below(layout: Layout, written: Sequence[CellRun]) -> list[CopiedBelow]:
    """Copies of single cells in a few columns of one tab, of thousands of its rows, with what proves each row."""
    if not written or not has_room(layout):
        return []
    table = written[0].table
    sheet, rows = layout.sheet_id(table.tab.title), {run.row: run.of for run in written}
    places = sorted({run.place for run in written})
    proof = table.columns.get(table.tab.proof) if isinstance(table.tab, ProvenTab) else None
    found = list[CopiedBelow]()
    numbers = sorted(rows)
    while numbers:
        start = numbers[0]
        window = [number for number in numbers[: COLUMNS - 1] if number < start + COLUMNS - 1]
        numbers = numbers[len(window) :]
        proofs = tuple(rows.get(number) for number in range(start, window[-1] + 1))
        if proof is not None:
            found.append(CopiedBelow(sheet, start, proof, proofs))
            # Where a column comes between, what proves each row stands next to where it stood; and rows may move, too.
            found += (
                CopiedBelow(sheet, start, beside, tuple(None if of is None else "" for of in proofs))
                for beside in (proof - 1, proof + 1)
                if beside >= 0
            )
        found += (CopiedBelow(sheet, start, place, tuple(of is not None or None for of in proofs)) for place in places)
    return found


def copies(layout: Layout, wanted: Sequence[Wanted]) -> Iterator[Request]:
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
            "rows": [{"values": [cell_data(one.name, TEXT_FORMAT, layout.zone), *_values(one)]} for one in wanted],
            "fields": "userEnteredValue,userEnteredFormat.numberFormat",
        }
    }
    at = FIRST_ROW - 1
    for block in blocks(wanted, _is_below):
        first, height = block[0], len(block)
        if isinstance(first, Copied):
            source = {"sheetId": first.sheet, "startRowIndex": first.row - 1, "endRowIndex": first.row - 1 + height}
            destination = {"sheetId": system, "startRowIndex": at, "endRowIndex": at + height}
            yield {
                "copyPaste": {
                    "source": source | {"startColumnIndex": first.first, "endColumnIndex": first.first + first.width},
                    "destination": destination | {"startColumnIndex": 1, "endColumnIndex": 1 + first.width},
                    "pasteType": "PASTE_VALUES",
                }
            }
        elif isinstance(first, CopiedBelow):
            yield _copied_below(first, system, at)
        at += height


def _copied_below(wanted: CopiedBelow, system: int, at: int) -> Request:
    first, height = wanted.row - 1, len(wanted.of)
    source = {"sheetId": wanted.sheet, "startRowIndex": first, "endRowIndex": first + height}
    destination = {"sheetId": system, "startRowIndex": at, "endRowIndex": at + 1}
    return {
        "copyPaste": {
            "source": source | {"startColumnIndex": wanted.place, "endColumnIndex": wanted.place + 1},
            "destination": destination | {"startColumnIndex": 1, "endColumnIndex": 1 + height},
            "pasteType": "PASTE_VALUES",
            "pasteOrientation": "TRANSPOSE",
        }
    }


def blocks(rows: Iterable[Of], is_below: Callable[[Of, Of], bool]) -> Iterator[list[Of]]:
    """These in their order, those together of which each ``is_below`` the one before it."""
    block = list[Of]()
    for row in rows:
        if block and not is_below(block[-1], row):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _values(wanted: Wanted) -> Iterator[Request]:
    return map(as_written, wanted.cells) if isinstance(wanted, Carried) else iter(())


def as_written(cell: Cell) -> Request:
    """A cell that holds just this, of any format."""
    match cell:
        case None | "":
            return {}
        case bool():
            return {"userEnteredValue": {"boolValue": cell}}
        case str():
            return {"userEnteredValue": {"stringValue": cell}}
        case Decimal() | int():
            return {"userEnteredValue": {"numberValue": float(cell) if isinstance(cell, Decimal) else cell}}


def _is_below(above: Wanted, below: Wanted) -> bool:
    if not (isinstance(above, Copied) and isinstance(below, Copied)):
        return False
    same = (above.sheet, above.first, above.width) == (below.sheet, below.first, below.width)
    return same and above.row + 1 == below.row


@dataclass(frozen=True, slots=True)
class Kept:
    """What a commit has kept; ``carried`` is what commits before it have kept, the oldest first.

    Each of them is what the next one was to settle: whether it has done so, what it has kept itself tells.
    """

    images: tuple[Image, ...] = ()
    added: tuple[AddedRows, ...] = ()
    carried: tuple["Kept", ...] = ()
    beside: int = 0
    """How many of the images have no row of the hidden tab for themselves."""

    def __len__(self) -> int:
        return len(self.images) - self.beside + len(self.added) + sum(map(len, self.carried))

    def rows(self, number: int) -> Iterator[Carried]:
        """Its own rows for a later commit to carry, as those of the commit with this number (from 0)."""
        for image in self.images:
            width = len(image.cells)
            copied = Copied(
                image.sheet, image.row, image.place, width, image.known, image.seen, image.wrote, image.untyped
            )
            yield Carried(f"{number}~{copied.name}", image.cells)
        for added in self.added:
            yield Carried(f"{number}~{added.name}")

    def known(self, layout: Layout) -> Iterator[tuple[ProvenTab, Image]]:
        """The tabs of which headings were kept, with these."""
        tabs = {layout.sheet_id(tab.title): tab for tab in (*GROWING, SEGMENTS) if tab.title in layout.places}
        return ((tabs[image.sheet], image) for image in self.images if image.known and image.sheet in tabs)


def read(grid: Grid) -> Kept:
    """What stands in the rows that hold copies; what is none of ours is left out."""
    carried = dict[str, list[Sequence[Cell]]]()
    own = list[Sequence[Cell]]()
    for row in grid:
        found = CARRIED.fullmatch(str(row[0])) if row else None
        if found:
            carried.setdefault(found[1], []).append([found[2], *row[1:]])
        else:
            own.append(row)
    kept = _read_rows(own)
    return replace(kept, carried=tuple(_read_rows(rows) for _, rows in sorted(carried.items())))


def _read_rows(rows: Iterable[Sequence[Cell]]) -> Kept:
    images, added, beside = list[Image](), list[AddedRows](), 0
    for row in rows:
        try:
            sheet, number, place, what = text(row[0] if row else "").split(":", 3)
            if place == ADDED:
                added.append(AddedRows(int(sheet), int(number), tuple(map(str, json.loads(what)))))
                continue
            knew = json.loads(what)
            if isinstance(knew, dict) and BELOW in knew:
                below = list(CopiedBelow(int(sheet), int(number), int(place), tuple(knew[BELOW])).images(row[1:]))
                images += below
                beside += len(below) - 1
                continue
            # Blank cells at the end of a row are not sent: what was blank there has to be put back, too.
            known = tuple(map(str, knew)) if isinstance(knew, list) else ()
            wrote = tuple(map(exact, knew[WROTE])) if isinstance(knew, dict) else ()
            width = min(knew, COLUMNS) if isinstance(knew, int) else len(wrote) or 1
            cells = *row[1:], *[None] * (width - len(row) + 1)
            seen = knew if isinstance(knew, str) else None
            untyped = isinstance(knew, dict) and knew.get(UNTYPED) is True
            images.append(Image(int(sheet), int(number), int(place), cells, known, seen, wrote, untyped))
        except (KeyError, RecursionError, UnreadableCell, ValueError, TypeError):
            continue
    return Kept(tuple(images), tuple(added), beside=beside)


def exact(cell: object) -> Cell:
    """The cell as Google gives it back when this was written into it."""
    match cell:
        case float():
            return Decimal(repr(cell))
        case str() | int():
            return cell
        case _:
            return None


def heading(cell: Cell) -> str:
    """A heading as text, to be compared."""
    return "" if cell is None else str(cell)
