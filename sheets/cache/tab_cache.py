"""A shelf: what an instance knows of one big tab, row by row: each value, and a mark of the cells it was read from."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from loyalty.model.addresses import fold_email
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.offers import Answer
from loyalty.model.values import Coupon, Entry, Letter, Member, Order
from sheets.codec.cells import Cell
from sheets.codec.table import BadCell, Problem, Row, Table, find_headings
from sheets.schema.tabs import ANSWERS, COUPONS, EMAILS, LEDGER, MEMBERS, ORDERS, Tab

V = TypeVar("V")

Places = dict[str, int | tuple[int, ...]]

NOTHING = 0
"""The mark of a row that holds nothing of ours; also of one that must be read again whenever it is seen."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[V]):
    """How the values of one tab are told apart: what they are looked up by, and what no two rows may share.

    ``called`` is the Book's word for them.
    ``proof`` is the column whose cells show that rows stand where they stood, ``proves`` what it holds for a value.
    An unreadable row is looked up by what stands under the headings ``names``. A value that is not ``lasting`` rests on
    other tabs, too, and is read again whenever its row is.
    """

    tab: Tab
    called: str
    key: Callable[[V], str]
    only: Callable[[V], str]
    proof: str
    proves: Callable[[V], str]
    names: Mapping[str, Callable[[str], Sequence[str]]] = field(default_factory=dict)
    lasting: Callable[[V], bool] = lambda _: True


MEMBER: Kind[Member] = Kind(
    MEMBERS,
    "members",
    key=lambda one: one.code,
    only=lambda one: one.code,
    proof="Member",
    proves=lambda one: one.code,
    names={"Contact": lambda text: Member("", contact=text).contacts, "Email": lambda text: (fold_email(text),)},
)
ORDER: Kind[Order] = Kind(
    ORDERS,
    "orders",
    key=lambda one: fold_order(one.number),
    only=lambda one: fold_order(one.number),
    proof="Order",
    proves=lambda one: one.number,
    names={"Order": lambda text: (fold_order(text),)},
)
COUPON: Kind[Coupon] = Kind(
    COUPONS,
    "coupons",
    key=lambda one: fold(one.code),
    only=lambda one: fold(one.code),
    proof="Code",
    proves=lambda one: one.code,
)
ENTRY: Kind[Entry] = Kind(
    LEDGER,
    "entries",
    key=lambda one: one.member,
    only=lambda one: fold(one.cause),
    proof="Cause",
    proves=lambda one: one.cause,
    lasting=lambda one: bool(one.cause),
)
LETTER: Kind[Letter] = Kind(
    EMAILS,
    "letters",
    key=lambda one: one.member,
    only=lambda _: "",
    proof="Id",
    proves=lambda one: one.id,
)
ANSWER: Kind[Answer] = Kind(
    ANSWERS,
    "answers",
    key=lambda one: one.member,
    only=lambda one: one.id,
    proof="Id",
    proves=lambda one: one.id,
)


class Shelf(Generic[V]):
    """The rows of one tab from the first below the headings to the last keyed one; for one thread at a time.

    ``a1`` is the tab as A1 notation writes it.
    """

    def __init__(self, kind: Kind[V], table: Table, headings: Sequence[Cell], zone: ZoneInfo, a1: str) -> None:
        self.kind = kind
        self.a1 = a1
        self.problems: dict[int, tuple[Problem, ...]] = {}
        self._table = replace(table, rows=(), end=table.heading_row)
        self._zone = zone
        self._width = max(table.columns.values()) + 1
        self._headings = list(headings[: self._width])
        self._keys = [table.columns[heading] for heading in kind.tab.keys if heading in table.columns]
        self._marks = array("q")
        self._values: list[V | None] = []
        self._places: Places = {}
        self._unreadable: Places = {}
        self._unreadable_names: frozenset[str] | None = None

    @property
    def heading_row(self) -> int:
        """The number of the row with the headings."""
        return self._table.heading_row

    @property
    def columns(self) -> Mapping[str, int]:
        """In which column (from 0) each heading stands."""
        return self._table.columns

    @property
    def end(self) -> int:
        """The number of the last row that holds anything of ours, or of the headings."""
        return self.heading_row + len(self._marks)

    def has_headings(self, cells: list[Cell]) -> bool:
        """True when the headings stand where they stood."""
        return cells == self._headings or find_headings(self.kind.tab, [cells])[1] == self.columns

    def table(self, rows: Iterable[Row] = ()) -> Table:
        """The tab with these rows of it."""
        return replace(self._table, rows=tuple(rows), end=self.end)

    def row(self, number: int, cells: list[Cell]) -> Row:
        """The row with these cells."""
        return Row(self.kind.tab.title, number, cells, self.columns, self._zone)

    def mark(self, cells: Sequence[Cell]) -> int:
        """A number that is another one for other cells; NOTHING for a row without anything under a key heading."""
        size = len(cells)
        if not any(place < size and cells[place] not in (None, "") for place in self._keys):
            return NOTHING
        ours = cells[: self._width] if size > self._width else cells
        while ours[-1] in (None, ""):
            ours = ours[:-1]
        return hash((*ours, bool in map(type, ours))) or 1

    def knows(self, number: int, mark: int) -> bool:
        """True when the row's cells are those that its value was read from."""
        known = self._mark(number)
        return mark == known and (mark != NOTHING or self.value(number) is None)

    def is_blank(self, number: int) -> bool:
        """True for a row that held nothing of ours."""
        return self._mark(number) == NOTHING and self.value(number) is None

    def value(self, number: int) -> V | None:
        """What the row holds; None for nothing, or for what cannot be read."""
        place = number - self.heading_row - 1
        return self._values[place] if 0 <= place < len(self._values) else None

    def values(self) -> Iterator[V]:
        """What can be read, in the order of the rows."""
        return (value for value in self._values if value is not None)

    def holds(self, key: str) -> bool:
        """True when a row has this key."""
        return key in self._places

    def rows(self, keys: Iterable[str]) -> set[int]:
        """The rows with these keys."""
        return {number for key in keys for number in _at(self._places, key)}

    def unreadable(self, names: Iterable[str]) -> set[int]:
        """The rows that could not be read when last seen, and have one of these names."""
        return {number for name in names for number in _at(self._unreadable, name)}

    def unreadable_names(self) -> frozenset[str]:
        """All that such rows are looked up by, of those that still cannot be read."""
        if self._unreadable_names is None:
            names = self._unreadable
            still = (name for name in names if any(self.value(row) is None for row in self.unreadable((name,))))
            self._unreadable_names = frozenset(still)
        return self._unreadable_names

    def put(self, row: Row, mark: int, value: V | None, problems: tuple[Problem, ...] = ()) -> None:
        """The row holds this value now, None for what cannot be read; one below the end makes the shelf longer."""
        self._unreadable_names = None
        place = row.number - self.heading_row - 1
        while len(self._marks) <= place:
            self._marks.append(NOTHING)
            self._values.append(None)
        self._marks[place] = mark if value is None or self.kind.lasting(value) else NOTHING
        self._values[place] = value
        self.problems.pop(row.number, None)
        if problems:
            self.problems[row.number] = problems
        if value is not None:
            _place(self._places, self.kind.key(value), row.number)
        else:
            for name in self._names(row):
                _place(self._unreadable, name, row.number)

    def known(self) -> dict[int, V]:
        """Values by the mark of the cells that they were read from, for those that were read without a problem."""
        start = self.heading_row + 1
        return {
            mark: value
            for number, (mark, value) in enumerate(zip(self._marks, self._values, strict=True), start)
            if value is not None and mark != NOTHING and number not in self.problems
        }

    def stands_as(self, number: int, shown: str) -> bool:
        """True when the cell that proves where a row stands shows what the row is known to hold."""
        value = self.value(number)
        if value is None:
            return not (shown and self.is_blank(number))
        return self.kind.proves(value) == shown

    def _mark(self, number: int) -> int:
        place = number - self.heading_row - 1
        return self._marks[place] if 0 <= place < len(self._marks) else NOTHING

    def _names(self, row: Row) -> Iterator[str]:
        for heading, folded in self.kind.names.items():
            try:
                yield from folded(row.text(heading))
            except BadCell:
                continue


def _at(places: Places, key: str) -> tuple[int, ...]:
    at = places.get(key, ())
    return (at,) if isinstance(at, int) else at


def _place(places: Places, key: str, number: int) -> None:
    at = _at(places, key)
    if number not in at:
        places[key] = (*at, number) if at else number
