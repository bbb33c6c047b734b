"""One law for all that is written: nothing that would not be read back as it was.

A line whose points, day or text our own reader refuses later would be booked and yet count for nothing, and one cell
that is too long for Google has a whole batch refused, with what all others had decided in it (docs/decisions/0032).
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from loyalty.book.decision import (
    AddAnswer,
    AddCoupon,
    AddEntry,
    AddFact,
    AddLetter,
    AddMember,
    AddOrder,
    AddReview,
    AddTry,
    AddWaiting,
    Change,
    GiveCoupon,
    RemoveFacts,
    RemoveLines,
    RemoveMember,
)
from loyalty.model.identifiers import fold
from sheets.codec.cells import LONGEST_TEXT, UnreadableCell, Value, as_text, cell_data
from sheets.codec.column import AnyColumn, Cells
from sheets.codec.translation import said
from sheets.google.grid import Cell
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.log_tab import LOG
from sheets.schema.made.review_tab import REVIEW
from sheets.schema.made.waiting_tab import WAITING
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS


class NotReadBack(Exception):
    """A decision holds a value that its own column would not give back; carries the column, not the value."""

    def __init__(self, column: AnyColumn) -> None:
        super().__init__(f"a value for the column {column.heading} would not be read back")
        self.column = column


def require_readable(changes: Iterable[Change], layout: Layout) -> None:
    """Raises NotReadBack when a cell that these changes write would be read as something else, or not at all."""
    fine = set[tuple[AnyColumn, type[Value], Value]]()  # orders of one file have the same days, words and amounts
    for change in changes:
        for column, value in cells_of(change).items():
            seen = (column, type(value), value)
            if seen not in fine:
                if not reads_back(column, value, layout):
                    raise NotReadBack(column)
                fine.add(seen)


def reads_back(column: AnyColumn, value: Value, layout: Layout) -> bool:
    """True when the column's own reader makes of the written cell what was meant."""
    if value is None or value == "":
        return True
    if isinstance(value, str) and not _fits(value):
        return False
    try:
        read = column.form.read(written(column, value, layout), layout.zone)
    except UnreadableCell:
        return False
    return _same(column, value, read)


def written(column: AnyColumn, value: Value, layout: Layout) -> Cell:
    """The cell as Google gives it back when this value was written into the column."""
    if isinstance(value, str) and value in column.words:
        value = said(value, layout.language)
    entered = cell_data(value, column.form.number_format, layout.zone).get("userEnteredValue")
    [held] = entered.values() if isinstance(entered, dict) else [None]
    return Decimal(repr(held)) if isinstance(held, float) else held


def cells_of(change: Change) -> Cells:
    """What a change writes of its own; what is only shown is written again whenever it differs."""
    match change:
        case AddMember(member):
            return MEMBERS.own(member)
        case AddEntry(entry):
            return LEDGER.new_row(entry, commit=0)
        case AddCoupon(coupon) | GiveCoupon(coupon):
            return COUPONS.new_row(coupon)
        case AddLetter(letter):
            return EMAILS.new_row(letter)
        case AddAnswer(answer):
            return ANSWERS.new_row(answer)
        case AddOrder(_, told, source):
            return ORDERS.new_row(told, source)
        case AddFact() | AddReview() | AddWaiting():
            return _line_of(change)
        case RemoveMember() | RemoveFacts() | RemoveLines() | AddTry():
            return {}
        case _:
            assert_never(change)


def _line_of(change: AddFact | AddReview | AddWaiting) -> Cells:
    """The same of the tabs that the program makes itself."""
    match change:
        case AddFact(fact):
            return LOG.new_row(fact)
        case AddReview(review):
            return REVIEW.new_row(review)
        case AddWaiting(claim):
            return WAITING.new_row(claim)
        case _:
            assert_never(change)


def _fits(value: str) -> bool:
    """True when Google takes the text into a cell; it counts in UTF-16, in which half a character cannot be written."""
    if value.isascii() and len(value) < LONGEST_TEXT:
        return True  # with the mark that as_text may put before it, too
    try:
        return len(as_text(value).encode("utf-16-le")) // 2 <= LONGEST_TEXT
    except UnicodeEncodeError:
        return False


def _same(column: AnyColumn, value: Value, read: object) -> bool:
    match value:
        case str() if column.key or column.identity:
            return isinstance(read, str) and fold(read) == fold(value) != ""
        case str():
            return True  # prose and lists mean the same however they are spaced
        case datetime():
            # A column of days shows of an instant its day in the spreadsheet's zone.
            return not isinstance(read, datetime) or read == value.replace(microsecond=0)
        case Decimal():
            return isinstance(read, Decimal | int) and round(read - value, 2) == 0
        case _:
            return bool(read == value)
