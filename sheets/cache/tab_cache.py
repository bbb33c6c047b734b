"""The cache of one growing tab, row by row: each row's value, and a fingerprint of the cells that it was read from."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import tzinfo
from itertools import chain, count, islice, repeat
from typing import Generic, TypeVar

from sheets.cache.whole_columns import Shared, batched, read_columns
from sheets.codec.column import AnyColumn
from sheets.codec.doubled_headings import DoubledHeading
from sheets.codec.line_checks import CHANGED, LineChecks, PlacedCheck
from sheets.codec.table import BadCell, Problem, Row, Table, find_headings
from sheets.google.grid import Cell, Grid, GridRange
from sheets.schema.growing_tab import GrowingTab

V = TypeVar("V")

Places = dict[str, int | tuple[int, ...]]

NO_FINGERPRINT = 0
"""Of a row with nothing under our key headings."""
MANY_ROWS = 50
"""As many rows are worth being read by the column."""
READ_AGAIN = -1
"""Of a row that is read again whenever it is seen: it rests on other tabs, or could not be read. No hash is this."""


class TabCache(Generic[V]):
    """The rows of one tab from the first below the headings to the last keyed one; for one thread at a time.

    ``all_cells`` is the whole tab.
    """

    def __init__(
        self, tab: GrowingTab[V], table: Table, headings: Sequence[Cell], zone: tzinfo, all_cells: GridRange
    ) -> None:
        self.tab = tab
        self.all_cells = all_cells
        self.problems: dict[int, tuple[Problem, ...]] = {}
        self.checks = LineChecks()
        self._table = replace(table, rows=(), end=table.heading_row)
        self._zone = zone
        self._width = max(table.columns.values()) + 1
        self._headings = list(headings)
        self._keys = [table.columns[column] for column in tab.keys if column in table.columns]
        self._fingerprints = array("q")
        self._values: list[V | None] = []
        self._without_check = bytearray()
        self._places: Places | None = None
        self._unreadable: Places = {}
        self._torn: Places = {}
        self._unreadable_names: frozenset[str] | None = None

    @property
    def heading_row(self) -> int:
        """The number of the row with the headings."""
        return self._table.heading_row

    @property
    def columns(self) -> Mapping[AnyColumn, int]:
        """In which column (from 0) each heading stands."""
        return self._table.columns

    @property
    def last_column(self) -> int:
        """The column (from 0) of the heading that stands furthest right."""
        return self._width - 1

    @property
    def end(self) -> int:
        """The number of the last row with anything under a key heading, or of the headings."""
        return self.heading_row + len(self._fingerprints)

    @property
    def doubled(self) -> tuple[DoubledHeading, ...]:
        """The headings that stand twice, and so are not among the columns."""
        return self._table.doubled

    def has_headings(self, cells: list[Cell]) -> bool:
        """True when the headings stand where they stood, and no other one is headed like them."""
        if cells != self._headings:
            found = replace(find_headings(self.tab, [cells]), row=self.heading_row)
            if (found.usable, found.doubled) != (self.columns, self.doubled):
                return False
            self._headings = list(cells)
        return True

    def table(self, rows: Iterable[Row] = ()) -> Table:
        """The tab with these rows of it."""
        return replace(self._table, rows=tuple(rows), end=self.end, headings=tuple(self._headings))

    def rows_of(self, grid: Grid, first: int, shared: Shared) -> Iterator[Row]:
        """The rows below the headings that hold anything, of a grid whose first one has this number.

        What many rows say is held once with what is ``shared`` already.
        """
        filled = ((number, cells) for number, cells in enumerate(grid, first) if cells and number > self.heading_row)
        for some in batched(filled):
            yield from self._read_by_column(some, shared)

    def compared(self, numbered: Iterable[tuple[int, list[Cell]]]) -> Iterator[tuple[Row, int, bool]]:
        """The rows with these numbers and cells, each with its fingerprint, and True where the row is known by it.

        The cells of those that are not are read by the column where they are many, as after an import.
        """
        for some in batched(numbered):
            fingerprints = [self.fingerprint(cells) for _, cells in some]
            known = [self._fingerprint(number) == found for (number, _), found in zip(some, fingerprints, strict=True)]
            new = [numbered for numbered, is_known in zip(some, known, strict=True) if not is_known]
            read = self._read_by_column(new, Shared()) if len(new) >= MANY_ROWS else map(self._row, new)
            for numbered_cells, fingerprint, is_known in zip(some, fingerprints, known, strict=True):
                yield self._row(numbered_cells) if is_known else next(read), fingerprint, is_known

    def _row(self, numbered: tuple[int, list[Cell]]) -> Row:
        return Row(self.tab, *numbered, self.columns, self._zone)

    def _read_by_column(self, numbered: Sequence[tuple[int, list[Cell]]], shared: Shared) -> Iterator[Row]:
        said = read_columns([cells for _, cells in numbered], self.columns, self._zone, shared)
        for place, (number, cells) in enumerate(numbered):
            yield Row(self.tab, number, cells, self.columns, self._zone, said, place)

    def fingerprint(self, cells: Sequence[Cell]) -> int:
        """Another number for other cells; NO_FINGERPRINT for a row without anything under a key heading."""
        size = len(cells)
        for place in self._keys:
            if place < size and cells[place] not in (None, ""):
                break
        else:
            return NO_FINGERPRINT
        ours = cells[: self._width] if size > self._width else cells
        while ours[-1] in (None, ""):
            ours = ours[:-1]
        # True equals 1 to Python, but a ticked box is not a one. And 0 is taken: it means no fingerprint.
        return hash((*ours, bool in map(type, ours))) or 1

    def is_blank(self, number: int) -> bool:
        """True for a row that held nothing under our key headings."""
        return self._fingerprint(number) == NO_FINGERPRINT

    def value(self, number: int) -> V | None:
        """What the row holds; None for nothing, or for what cannot be read."""
        place = number - self.heading_row - 1
        return self._values[place] if 0 <= place < len(self._values) else None

    def all_values(self) -> Sequence[V | None]:
        """What each row holds, from the first below the headings on; None for nothing, or for what cannot be read."""
        return self._values

    def values(self) -> Iterator[V]:
        """What can be read, in the order of the rows."""
        return (value for value in self._values if value is not None)

    def holds(self, key: str) -> bool:
        """True when a row has this key."""
        return key in self._by_key()

    def rows(self, keys: Iterable[str]) -> set[int]:
        """The rows with these keys."""
        return {number for key in keys for number in _at(self._by_key(), key)}

    def _by_key(self) -> Places:
        """The rows by their keys: made when it is first asked for, which of a large tab is when the book is made, for
        which there has to be room; who only looks at a spreadsheet hardly asks at all.
        """
        if self._places is None:
            self._places = {}
            for number, value in enumerate(self._values, self.heading_row + 1):
                if value is not None:
                    _place(self._places, self.tab.key(value), number)
        return self._places

    def unreadable(self, names: Iterable[str]) -> set[int]:
        """The rows that could not be read when last looked at, and have one of these names."""
        return {number for name in names for number in _at(self._unreadable, name)}

    def torn(self, names: Iterable[str]) -> set[int]:
        """The rows beside which a sort had left what the program has shown to one of these, when last looked at."""
        return {number for name in names for number in _at(self._torn, name)}

    def unreadable_names(self) -> frozenset[str]:
        """All that such rows are looked up by, of those that still cannot be read."""
        if self._unreadable_names is None:
            names = self._unreadable
            still = (name for name in names if any(self.value(row) is None for row in self.unreadable((name,))))
            self._unreadable_names = frozenset(still)
        return self._unreadable_names

    def put(self, row: Row, fingerprint: int, value: V | None, problems: tuple[Problem, ...] = ()) -> None:
        """The row holds this value now, None for what cannot be read; one below the end makes the cache longer."""
        self._unreadable_names = None
        place = row.number - self.heading_row - 1
        while len(self._fingerprints) <= place:
            self._fingerprints.append(NO_FINGERPRINT)
            self._values.append(None)
            self._without_check.append(False)
        lasts = not problems if value is None else self.tab.lasts(value)
        self._fingerprints[place] = fingerprint if lasts else READ_AGAIN
        self._values[place] = value
        if torn := self.tab.torn(row):
            _place(self._torn, torn, row.number)
        if self.problems:
            self.problems.pop(row.number, None)
        if self.checks:
            self.checks.forget(row.number)
        if problems:
            self.problems[row.number] = problems
        if value is not None:
            held = self.tab.held_check(row, value)
            self._without_check[place] = held == ""
            if held and held != (own := self.tab.own_check(value)):
                self.checks.note(row.number, own, held)
            if self._places is not None:
                _place(self._places, self.tab.key(value), row.number)
        else:
            for name in self._names(row):
                _place(self._unreadable, name, row.number)

    def has_another_check(self, row: Row, value: V) -> bool:
        """True when the row stands beside a check that is not its own."""
        held = self.tab.held_check(row, value)
        return bool(held) and held != self.tab.own_check(value)

    def misplaced_checks(self) -> Mapping[int, PlacedCheck]:
        """The check that belongs into each row beside which another one stands, or none though there is one."""
        if not self.checks:
            return {}
        right = self.checks.right(self._checks_of_those_without())
        lines = ((number, check, self.value(number)) for number, check in right.items())
        return {number: PlacedCheck(check, self.tab.proves(line)) for number, check, line in lines if line is not None}

    def has_proven(self, rows: Iterable[int]) -> None:
        """Our own commit has put back the checks of these rows: until they are read again nothing else is known."""
        for number in rows:
            self.checks.forget(number)

    def void_changed(self) -> None:
        """All rows are read: those that do not say what the program has written give nothing to anybody."""
        if not self.checks:
            return
        lines = {row: value for row, value in enumerate(self._values, self.heading_row + 1) if value is not None}
        for number in self.checks.changed({self.tab.own_check(value) for value in lines.values()}):
            voided, told = self.tab.voided(lines[number]), self.problems.get(number, ())
            self._values[number - self.heading_row - 1] = voided
            # Of a line that counted for nobody before it is told already which of its cells cannot be read.
            if not told or voided != lines[number]:
                self.problems[number] = (*told, Problem(self.tab.title, number, self.tab.proof.heading, "", CHANGED))
            self.checks.forget(number)

    def leave_out_copies(self, doubled: Set[str]) -> None:
        """All rows are read: of those with one key the copy that an owner has changed does not count.

        One that nothing proves is the copy, where another is as the program has written it.
        """
        if not doubled:
            return
        self._by_key()  # a row that is left out now is still found by its key, and read again with the others
        rows: dict[str, list[int]] = {}
        for number, value in enumerate(self._values, self.heading_row + 1):
            if value is not None and (key := self.tab.unique(value)) in doubled:
                rows.setdefault(key, []).append(number)
        for numbers in rows.values():
            proved = set(filter(self._is_proved, numbers))
            for number in numbers:
                if proved and number not in proved:
                    self._values[number - self.heading_row - 1] = None

    def _is_proved(self, number: int) -> bool:
        """True for a row beside its own check, wherever a sort has left that; and in a tab without checks."""
        value = self.value(number)
        lacks = self._without_check[number - self.heading_row - 1] or number in self.checks
        return value is not None and (not lacks or self.checks.finds(self.tab.own_check(value)))

    def _checks_of_those_without(self) -> dict[int, str]:
        start = self.heading_row + 1
        lines = zip(count(start), self._values, self._without_check, strict=False)
        return {row: self.tab.own_check(value) for row, value, lacks in lines if lacks and value is not None}

    def known(self) -> dict[int, V]:
        """Values by the fingerprint of the cells that they were read from; only those read without a problem."""
        start = self.heading_row + 1
        return {
            fingerprint: value
            for number, (fingerprint, value) in enumerate(zip(self._fingerprints, self._values, strict=True), start)
            if value is not None
            and fingerprint != READ_AGAIN
            and number not in self.problems
            and number not in self.checks
        }

    def stand_as(self, shown: Sequence[str], first: int) -> bool:
        """True when the cells that prove where rows stand, from row ``first`` on, show what is known of the rows."""
        below = chain(shown[self.heading_row + 1 - first :], repeat(""))
        proves = self.tab.proves
        return all(
            not (text and fingerprint == NO_FINGERPRINT) if value is None else proves(value) == text
            for value, fingerprint, text in zip(self._values, self._fingerprints, below, strict=False)
        )

    def changed(self, shown: Sequence[Cell], first: int) -> Iterator[tuple[int, Cell]]:
        """Of the cells that prove where rows stand, from row ``first`` on, those that are not exactly what is known
        of their rows, with the numbers of these.
        """
        above = self.heading_row + 1 - first
        known = chain(repeat(None, above), islice(self._values, max(-above, 0), None), repeat(None))
        proves = self.tab.proves
        for number, cell, value in zip(count(first), shown, known, strict=False):
            if value is None or not cell or proves(value) != cell:
                yield number, cell

    def _fingerprint(self, number: int) -> int:
        place = number - self.heading_row - 1
        return self._fingerprints[place] if 0 <= place < len(self._fingerprints) else NO_FINGERPRINT

    def _names(self, row: Row) -> Iterator[str]:
        for column, folded in self.tab.names().items():
            try:
                yield from folded(row.read(column))
            except BadCell:
                continue


def _at(places: Places, key: str) -> tuple[int, ...]:
    at = places.get(key, ())
    return (at,) if isinstance(at, int) else at


def _place(places: Places, key: str, number: int) -> None:
    if key not in places:
        places[key] = number
    elif number not in (at := _at(places, key)):
        places[key] = (*at, number)
