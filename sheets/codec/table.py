"""A tab as it was read: its headings found, its rows with their numbers, each cell on demand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from loyalty.model.identifiers import looks_like_member_code, member_code
from sheets.codec.cells import UnreadableCell, is_formula_error
from sheets.codec.column import ADDRESS, MEMBER_CODE, TEXT, TEXTS, AnyColumn, Column, Form, Tab, called
from sheets.codec.doubled_headings import DoubledHeading, HeadingTwice
from sheets.codec.owner_sentences import MUST_NOT_BE_EMPTY, Sentence
from sheets.codec.translation import fold_heading
from sheets.google.errors import HeadingMissing, HeadingsBelowRows
from sheets.google.grid import Cell
from words.total_rows import names_a_total

V = TypeVar("V")

HEADING_ROWS = 10
"""The headings are looked for in the first ten rows, in case the owner wrote a title above them."""
LEAST_CELLS = 3
"""A row above the headings that holds fewer of ours is a title."""
UNREADABLE_BY_HEADINGS = (HeadingMissing, HeadingsBelowRows, HeadingTwice)
"""Why a tab cannot be read."""
TWICE = Sentence("Row %(row)s has the same, and only that one counts. Change one of the two, or delete it.")
ONE_OF_TWO = Sentence(
    "Row %(row)s has the same. Only one of the two counts, the same one however they are sorted. Delete the wrong one."
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be read, and why; its row is left out. ``column`` is the heading.

    Row 0 stands for something that has happened to the tab.
    """

    tab: str
    row: int
    column: str
    cell: str
    why: Sentence


class BadCell(Exception):
    """A cell of the row is unreadable; carries the problem to show."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem.why))
        self.problem = problem


class NobodysRow(Exception):
    """The row is a total or a note of the owner's: it is left alone, and there is nothing to tell."""


NOT_READ_YET: Mapping[AnyColumn, Sequence[Any]] = MappingProxyType({})


class Row(NamedTuple):
    """A row, by its number in the sheet (the first is 1); reading a cell raises BadCell when it is unreadable.

    ``said`` is what the cells of many rows say, this one's at its ``place``, where whole columns were read at once
    (``sheets/cache/whole_columns.py``).
    """

    tab: Tab
    number: int
    cells: list[Cell]
    columns: Mapping[AnyColumn, int]
    zone: tzinfo
    said: Mapping[AnyColumn, Sequence[Any]] = NOT_READ_YET
    place: int = 0

    def with_cells(self, cells: list[Cell]) -> "Row":
        """The same row, as if these cells stood in it."""
        return Row(self.tab, self.number, cells, self.columns, self.zone)

    def cell(self, column: AnyColumn) -> Cell:
        """What stands in the column; None for nothing, also where the owner has removed the column."""
        index = self.columns.get(column, len(self.cells))
        return self.cells[index] if index < len(self.cells) else None

    def holds_any(self, places: Sequence[int]) -> bool:
        """True when one of these cells (by place, from 0) holds anything."""
        cells = self.cells
        return any(place < len(cells) and cells[place] not in (None, "") for place in places)

    def read(self, column: Column[V]) -> V:
        """What the cell says, as its column's form reads it."""
        # Not by cell() and read_as(): a large shop's first answer reads millions of cells through here.
        if column in self.said:
            known: V | UnreadableCell = self.said[column][self.place]
            if isinstance(known, UnreadableCell):
                raise self.bad(column, known.why)
            return known
        index, cells, form = self.columns.get(column), self.cells, column.form
        cell = cells[index] if index is not None and index < len(cells) else None
        if not cell and (cell is None or cell == ""):
            return form.blank
        try:
            return form.read(cell, self.zone)
        except UnreadableCell as error:
            raise self.bad(column, error.why) from None

    def read_as(self, form: Form[V], column: AnyColumn) -> V:
        """What the cell says, read in another form than its column's own."""
        cell = self.cell(column)
        try:
            return form.blank if cell is None else form.read(cell, self.zone)
        except UnreadableCell as error:
            raise self.bad(column, error.why) from None

    def required(self, column: Column[V | None]) -> V:
        """What the cell says; an empty one is unreadable."""
        found = self.read(column)
        if found is None or found == "":
            raise self.bad(column, MUST_NOT_BE_EMPTY)
        return found

    def text_or_blank(self, column: AnyColumn) -> str:
        """The cell as its column reads texts; blank where it cannot be read, which Problems tells elsewhere."""
        try:
            if column.form in TEXTS:
                read: str = self.read(column)
                return read
            return self.read_as(TEXT, column)
        except BadCell:
            return ""

    def bad(self, column: AnyColumn, why: Sentence) -> BadCell:
        """The error for the cell in this column."""
        cell = self.cell(column)
        shown = "" if cell is None else str(cell)[:100]
        return BadCell(Problem(self.tab.title, self.number, column.heading, shown, why))


@dataclass(slots=True)
class Reader:
    """Reads one row after the other and collects what it could not read."""

    problems: list[Problem] = field(default_factory=list)

    def lenient(self, row: Row, column: Column[V], otherwise: V) -> V:
        """What the cell says; an unreadable one is a problem, but no reason to leave out the whole row."""
        try:
            return row.read(column)
        except BadCell as error:
            self.problems.append(error.problem)
            return otherwise

    def attempt(self, read: Callable[[Row], V], row: Row, otherwise: V) -> V:
        """The same for what is read in a way of its own."""
        try:
            return read(row)
        except BadCell as error:
            self.problems.append(error.problem)
            return otherwise

    def read(self, row: Row, read: Callable[[Row], V]) -> tuple[V | None, tuple[Problem, ...]]:
        """The row's value, None when it cannot be read, and what is wrong with it."""
        value: V | None
        try:
            value = read(row)
        except BadCell as error:
            self.problems.append(error.problem)
            value = None
        except NobodysRow:
            self.problems.clear()
            value = None
        if not self.problems:
            return value, ()
        problems = tuple(self.problems)
        self.problems.clear()
        return value, problems


class Once:
    """What stands in this column may stand there once; rows are shown one after the other."""

    def __init__(self, column: AnyColumn) -> None:
        self.doubled = set[str]()
        self._column = column
        self._rows: dict[str, int] = {}

    def problems(self, row: Row, key: str) -> tuple[Problem, ...]:
        """A problem when a row before has the same key; a blank one may be there any number of times."""
        first = self._rows.setdefault(key, row.number) if key else row.number
        if first == row.number:
            return ()
        self.doubled.add(key)
        return (row.bad(self._column, ONE_OF_TWO.of(row=str(first))).problem,)


@dataclass(frozen=True, slots=True)
class Table:
    """A tab's rows below its headings; ``end`` is the number of the last row with anything under a key heading.

    ``doubled`` are headings that stand twice; ``columns`` has none of those. ``headings`` is the whole row of them, the
    owner's own as well.
    """

    tab: Tab
    columns: Mapping[AnyColumn, int]
    heading_row: int
    rows: tuple[Row, ...]
    end: int
    doubled: tuple[DoubledHeading, ...] = ()
    headings: tuple[Cell, ...] = ()

    def keyed(self) -> Iterator[Row]:
        """The rows that hold anything under a key heading; all others are the owner's own."""
        places = [self.columns[column] for column in self.tab.keys if column in self.columns]
        return (row for row in self.rows if row.holds_any(places))


def read_table(tab: Tab, grid: list[list[Cell]], zone: tzinfo) -> Table:
    """The tab in a grid of cells; UNREADABLE_BY_HEADINGS when it cannot be read by the headings that it has."""
    found = find_headings(tab, grid)
    found.require()
    top, columns = found.row, found.usable
    rows = tuple(Row(tab, number, row, columns, zone) for number, row in enumerate(grid[top:], start=top + 1) if row)
    headings = tuple(grid[top - 1]) if grid else ()
    table = Table(tab, columns, top, rows, end=top, doubled=found.doubled, headings=headings)
    return replace(table, end=max((row.number for row in table.keyed()), default=top))


def read_list(
    table: Table,
    reader: Reader,
    read: Callable[[Row], V],
    column: AnyColumn,
    key: Callable[[V], str],
    gives: Callable[[V], tuple[Any, ...]],
) -> tuple[tuple[V, ...], tuple[Problem, ...]]:
    """The values of a small tab, in its order, and what is wrong there; of two with one key the one counts that
    ``gives`` less, wherever they stand. ``column`` is where the key stands.
    """
    values, problems, counting = list[tuple[Row, V]](), list[Problem](), dict[str, tuple[Row, V]]()
    for row in table.keyed():
        value, found = reader.read(row, read)
        problems += found
        if value is not None:
            values.append((row, value))
            known = counting.get(key(value))
            if known is None or gives(value) < gives(known[1]):
                counting[key(value)] = row, value
    for row, value in values:
        other = counting[key(value)][0]
        if other is not row:
            problems.append(row.bad(column, TWICE.of(row=str(other.number))).problem)
    return tuple(value for row, value in values if counting[key(value)][0] is row), tuple(problems)


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of a tab: the number of their row, and in which places (from 0) each of our columns stands.

    They are ``below_rows`` where a row that is no title of the owner's stands above them.
    """

    tab: Tab
    row: int
    places: Mapping[AnyColumn, tuple[int, ...]]
    below_rows: bool = False

    @property
    def usable(self) -> dict[AnyColumn, int]:
        """Where the columns stand that are read and written: those whose heading stands once.

        Of columns that belong together none is used when one cannot be: Points read without what was last shown there
        would be a number that the owner has typed.
        """
        twice = {doubled.column for doubled in self.doubled}
        withheld = self.tab.together if not twice.isdisjoint(self.tab.together) else ()
        return {
            column: places[0]
            for column, places in self.places.items()
            if column not in twice and column not in withheld
        }

    @property
    def lacking(self) -> tuple[AnyColumn, ...]:
        """The columns that stand nowhere, and no earlier one instead of them."""
        instead = {column for earlier in self.tab.earlier if earlier in self.places for column in earlier.instead_of}
        return tuple(column for column in self.tab.columns if column not in self.places and column not in instead)

    @property
    def doubled(self) -> tuple[DoubledHeading, ...]:
        """The headings that stand twice."""
        return tuple(
            DoubledHeading(self.tab, self.row, column, places)
            for column, places in self.places.items()
            if len(places) > 1
        )

    def require(self) -> None:
        """HeadingTwice, HeadingMissing when one stands twice or is missing without which the tab cannot be used.

        HeadingsBelowRows where nobody would read the rows above: their members would be none, and join once more.
        """
        twice = tuple(doubled for doubled in self.doubled if doubled.decides)
        if twice:
            raise HeadingTwice(twice)
        missing = tuple(column.heading for column in self.tab.keys if column not in self.places)
        if missing:
            raise HeadingMissing(self.tab.title, missing)
        if self.below_rows:
            raise HeadingsBelowRows(self.tab.title, self.row)


def find_headings(tab: Tab, grid: list[list[Cell]]) -> Headings:
    """The headings in the row that holds most of the tab's."""
    best = Headings(tab, 1, {})
    for number, row in enumerate(grid[:HEADING_ROWS], start=1):
        places = _places(tab, tuple(row))
        if len(places) > len(best.places):
            best = Headings(tab, number, places)
    above = grid[: best.row - 1]
    return replace(best, below_rows=any(_is_own(cells, best.places) for cells in above)) if above else best


def _is_own(cells: Sequence[Cell], places: Mapping[AnyColumn, Sequence[int]]) -> bool:
    """True for a row of the tab's own; a title or sums that an owner keeps above the headings name nobody."""
    at = {column: cells[place] for column, (place, *_) in places.items() if place < len(cells)}
    held = {column: str(cell) for column, cell in at.items() if cell not in (None, "")}
    if len(held) < LEAST_CELLS or any(map(names_a_total, held.values())) or not any(column.key for column in held):
        return False
    naming = [column for column in places if column.form in (ADDRESS, MEMBER_CODE)]
    named = [held[column] for column in naming if column in held]
    return not naming or any("@" in text or looks_like_member_code(member_code(text)) for text in named)


@lru_cache(maxsize=256)  # each commit has the headings looked at again that its images show
def _places(tab: Tab, row: tuple[Cell, ...]) -> Mapping[AnyColumn, tuple[int, ...]]:
    # What a broken formula shows is no heading: of "#NAME?" the sign and the mark mean nothing, and we have a Name.
    written = [fold_heading(cell) if isinstance(cell, str) and not is_formula_error(cell) else "" for cell in row]
    found: dict[AnyColumn, tuple[int, ...]] = {}
    for column in (*tab.columns, *tab.earlier):
        # A column of the owner's that is headed like an alias takes nothing from one with our own heading.
        for names in called(column):
            places = tuple(place for place, name in enumerate(written) if name in names)
            if places:
                found[column] = places
                break
    # An earlier heading beside one that has taken its place is the owner's own.
    return {column: places for column, places in found.items() if found.keys().isdisjoint(column.instead_of)}
