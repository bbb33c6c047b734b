"""Prices and notes written into the tab Rewards for the owner, as if they typed them: one look, one write, one look.

Nothing in the batch can say whether rows or columns were moved since the look before it, and these are the owner's own
cells, of which the program keeps no images. So the look afterwards finds what has landed elsewhere, and puts it back.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import assert_never

from commands.sheet.advice.cell_notes import may_be_written_over, says_the_same
from loyalty.model.identifiers import fold
from sheets.codec.table import BadCell, Row, read_table
from sheets.codec.translation import fold_heading
from sheets.engine.tab_finder import find_tabs
from sheets.google.client import Google, Spent
from sheets.google.grid import Cell
from sheets.requests.decision_requests import Request
from sheets.schema.offers.rewards_tab import REWARDS

SECONDS = 30.0
MOST_ROUNDS = 3
Key = tuple[str, str]
"""A reward's id and a heading, folded: they name a cell, wherever it stands."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reward is to cost, None for what it does; and the note, as long as it costs ``points_now``."""

    points_now: int
    points: int | None
    note: str


@dataclass(slots=True)
class Written:
    """The ids of rewards whose price, and whose note, were written; and of those that were left alone.

    ``own_notes`` are those with a note of the owner's. ``moved``: something had landed elsewhere.
    """

    priced: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    left_alone: set[str] = field(default_factory=set)
    own_notes: set[str] = field(default_factory=set)
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell of a reward's row: where it stands (both from 0), what is in it, and the note on it."""

    row: int
    place: int
    value: Cell = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """The tab as it is: the price of each reward that stands once, and all cells of all rewards."""

    sheet: int
    heading: str
    prices: Mapping[str, int | None]
    cells: Mapping[Key, _Found]

    def price_cell(self, id_: str) -> _Found | None:
        """Where the reward's price stands."""
        return self.cells.get((fold(id_), self.heading))


def write_prices(google: Google, wishes: Mapping[str, Wish]) -> Written:
    """Writes these prices and notes, by the ids of their rewards; any WorkbookError.

    A price that is not any more what it was, a reward that stands twice or no more, and a note of the owner's are left.
    """
    written = Written()
    now = before = _look(google)
    wanted = dict(_wanted(before, wishes, written))
    for again in range(MOST_ROUNDS):
        requests = list(_lacking(before, now, wanted))
        if not requests:
            break
        written.moved = again > 0
        google.commit(requests, seconds=SECONDS, spent=Spent())
        now = _look(google)
    for id_, wish in wishes.items():
        cell, asked = now.price_cell(id_), wanted.get((fold(id_), before.heading))
        if asked and cell and asked.note != asked.note_before and cell.note == asked.note:
            written.noted.add(id_)
        if asked and wish.points is not None:
            (written.priced if cell and cell.value == wish.points else written.left_alone).add(id_)
    return written


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to stand in a price's cell."""

    value: Cell
    note: str
    note_before: str


def _wanted(look: _Look, wishes: Mapping[str, Wish], written: Written) -> Iterator[tuple[Key, _Wanted]]:
    for id_, wish in wishes.items():
        cell = look.price_cell(id_)
        if cell is None or look.prices.get(fold(id_)) != wish.points_now:
            written.left_alone.add(id_)
            continue
        note = cell.note if says_the_same(cell.note, wish.note) else wish.note
        if not may_be_written_over(cell.note):
            written.own_notes.add(id_)
            note = cell.note
        value = cell.value if wish.points is None else wish.points
        yield (fold(id_), look.heading), _Wanted(value, note, cell.note)


def _lacking(before: _Look, now: _Look, wanted: Mapping[Key, _Wanted]) -> Iterator[Request]:
    """What is still to be written, and what has landed in another cell; what else differs is the owner's newer word."""
    values, notes = {new.value for new in wanted.values()}, {new.note for new in wanted.values()}
    for key, cell in now.cells.items():
        then = before.cells.get(key, _Found(cell.row, cell.place))
        right = wanted.get(key, then)
        if cell.value != right.value and (cell.value == then.value or cell.value in values):
            yield _request(now.sheet, cell, {"userEnteredValue": _entered(right.value)})
        if cell.note != right.note and (cell.note == then.note or cell.note in notes):
            yield _request(now.sheet, cell, {"note": right.note})


def _request(sheet: int, cell: _Found, new: Mapping[str, object]) -> Request:
    start = {"sheetId": sheet, "rowIndex": cell.row, "columnIndex": cell.place}
    return {"updateCells": {"start": start, "rows": [{"values": [new]}], "fields": ",".join(new)}}


def _entered(value: Cell) -> Mapping[str, object]:
    match value:
        case None:
            return {}
        case bool():
            return {"boolValue": value}
        case str():
            return {"stringValue": value}
        case int() | Decimal():
            return {"numberValue": float(value)}
        case _:
            assert_never(value)


def _look(google: Google) -> _Look:
    spent = Spent()
    layout = find_tabs(google, seconds=SECONDS, spent=spent)
    grid, notes = google.noted_cells(layout.whole(REWARDS.title), seconds=SECONDS, spent=spent)
    table = read_table(REWARDS, grid, layout.zone)
    headings = list(_named(table.headings))
    ids = Counter(fold(row.text_or_blank(REWARDS.reward)) for row in table.rows)
    rows = [row for row in table.rows if ids[fold(row.text_or_blank(REWARDS.reward))] == 1]
    cells = dict[Key, _Found]()
    for row in rows:
        noted = notes[row.number - 1]
        for place, heading in enumerate(headings):
            value = row.cells[place] if place < len(row.cells) else None
            note = noted[place] if place < len(noted) else ""
            cells[fold(row.text_or_blank(REWARDS.reward)), heading] = _Found(row.number - 1, place, value, note)
    prices = {fold(row.text_or_blank(REWARDS.reward)): _price(row) for row in rows}
    return _Look(layout.sheet_id(REWARDS.title), headings[table.columns[REWARDS.points]], prices, cells)


def _named(headings: Sequence[Cell]) -> Iterator[str]:
    """The headings folded; one that stands again, such as a blank one, with its number."""
    seen = Counter[str]()
    for heading in headings:
        name = fold_heading(str(heading or ""))
        seen[name] += 1
        yield f"{name} {seen[name]}"


def _price(row: Row) -> int | None:
    try:
        return row.read(REWARDS.points)
    except BadCell:
        return None
