"""A tab that grows with the shop: what its rows mean, what they are looked up by, and what they show of the Ledger."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, Generic, NamedTuple, TypeVar

from loyalty.book.book import Book
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, Review, WaitingClaim
from loyalty.model.fact import Fact
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order
from loyalty.model.program_settings import Settings
from sheets.codec.cells import NOT_PLAIN
from sheets.codec.column import AnyColumn, Cells, Column, Tab
from sheets.codec.table import BadCell, Reader, Row
from words.total_rows import names_a_total

V = TypeVar("V")
RowValue = Member | Order | Coupon | Entry | Letter | Answer | Fact | Review | WaitingClaim
"""What a row of a growing tab is."""


class TypedNumber(NamedTuple):
    """A number that the owner has typed: in which tab, in whose row, under which heading."""

    tab: str
    row: str
    heading: str
    number: int | Decimal


NONE_SEEN: Mapping[TypedNumber, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RowContext:
    """What reading a row takes beside the row: the program's settings, and who is a member.

    ``knows`` says whether a member has this code, ``code_with`` gives the code of the member with this address, blank
    where there is none. ``shown_as`` is what the owner sees in place of numbers that they have typed.
    """

    settings: Settings
    knows: Callable[[str], bool]
    code_with: Callable[[str], str]
    shown_as: Mapping[TypedNumber, str] = field(default_factory=lambda: NONE_SEEN)
    reader: Reader = field(default_factory=Reader)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row should show: the key of the row (a member's code, an order, a coupon, a letter's id), and its cells.

    Cells that are not named here are left as they are.
    """

    of: str
    cells: Cells


LEFT_ALONE = Shown("", {})


class ProvenTab(Tab):
    """A tab with rows in which the program writes: the cells of the column ``proof`` show that a row stands where it
    stood.
    """

    proof: Column[str]
    shown_and_read: ClassVar[tuple[AnyColumn, ...]] = ()
    """The columns that the program shows and believes afterwards: what has landed in another's row is put back."""


class GrowingTab(ProvenTab, ABC, Generic[V]):
    """A tab whose rows are read once and then only where they can have changed; ``V`` is what a row is.

    ``called`` is the Book's word for them. With ``changes_alone`` a row may only change where no other row has its key.
    """

    called: ClassVar[str]
    changes_alone: ClassVar[bool] = False
    named_by: ClassVar[tuple[Column[str], ...]] = ()
    """What a row that is not a total is named by; else what makes it somebody's."""
    whose: ClassVar[tuple[Column[str], ...]] = ()
    """The columns with the code of the member under whom the row stands."""

    @abstractmethod
    def read(self, row: Row, context: RowContext) -> V:
        """The row's value; BadCell when it has to be left out."""

    def reader(self, context: RowContext) -> Callable[[Row], V]:
        """Reads one row after the other."""
        return lambda row: self.read(row, context)

    @abstractmethod
    def key(self, value: V) -> str:
        """What the Book looks it up by."""

    @abstractmethod
    def unique(self, value: V) -> str:
        """What no two rows may share; blank for what any number of rows may."""

    @abstractmethod
    def proves(self, value: V) -> str:
        """What stands in the column ``proof`` of its row."""

    @abstractmethod
    def is_new(self, value: V, book: Book) -> bool:
        """True when the book has nothing that is found by the same."""

    @abstractmethod
    def may_become(self, before: V, now: V, book: Book) -> bool:
        """True when a row that held the one may hold the other without having been moved."""

    def typed(self, _row: Row) -> Iterator[tuple[AnyColumn, TypedNumber]]:
        """The numbers in the row that the owner has typed, and that may be none to them."""
        yield from ()

    def not_plain(self, row: Row, context: RowContext) -> BadCell | None:
        """The error for the first number that the owner has typed and sees as something else; None for none."""
        for column, number in self.typed(row) if context.shown_as else ():
            if seen := context.shown_as.get(number):
                return BadCell(replace(row.bad(column, NOT_PLAIN).problem, cell=seen))
        return None

    def lasts(self, _value: V) -> bool:
        """False for a value that rests on other tabs, too: it is read again whenever its row is."""
        return True

    def held_check(self, _row: Row, _value: V) -> str | None:
        """The check that stands in the row, blank where it has none; None where there is nothing to check."""
        return None

    def own_check(self, _value: V) -> str:
        """The check that belongs to the value."""
        return ""

    def voided(self, value: V) -> V:
        """The value as it counts once its row no longer says what the program has written."""
        return value

    def names(self) -> Mapping[Column[str], Callable[[str], Sequence[str]]]:
        """The columns by which an unreadable row is looked up, and what their texts are there."""
        return dict.fromkeys(self.whose, _itself)

    def show(self, _row: Row, _book: Book, _commit: int) -> Shown:
        """What the row should show by this book; ``commit`` is the number of the commit that shows it."""
        return LEFT_ALONE

    def is_total(self, row: Row) -> bool:
        """True for a total, or a note, that the owner has written below the rows: it is nobody's, and left alone."""
        columns, first = self.named_by or self.identity, ""
        for column in columns:
            first = row.text_or_blank(column)
            if first:
                break
        if not first or names_a_total(first):
            return not any("@" in row.text_or_blank(column) for column in columns)
        return False

    def torn(self, _row: Row) -> str:
        """The key of the row to which the program has shown what a sort has left here; blank where it has not."""
        return ""

    def strays(self, _row: Row) -> Iterable[AnyColumn]:
        """The columns in which something of the program's stands that belongs under another heading."""
        return ()

    def taken_away(self, _row: Row) -> Cells:
        """What is emptied in a row of nobody's that shows what only the program writes."""
        return dict.fromkeys(self.shown)

    def is_nobodys(self, row: Row) -> bool:
        """True for a row that is nobody's, but shows what only the program writes.

        A display lands there when the owner sorts or inserts between our read and our write. The owner may have begun a
        row with other cells: those that tell are never theirs.
        """
        if any(row.text_or_blank(column) for column in self.identity):
            return False
        return any(_is_shown(row, column) for column in self.telling)


def _itself(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _is_shown(row: Row, column: AnyColumn) -> bool:
    """True when the cell holds what the program shows there, and not a count or a sum of the owner's."""
    try:
        return row.read(column) not in (None, "")
    except BadCell:
        return False
