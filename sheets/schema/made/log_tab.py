"""The tab Log: what the program has learned besides points, one line for each fact.

The program knows it by its number, whatever it is called: it makes the tab itself where it is missing, and must not
take one of the owner's own for it (docs/decisions/0030).
"""

from dataclasses import replace
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.learned_members import NO, YES
from loyalty.book.told_orders import plain
from loyalty.model.bought.order_lines import written_lines
from loyalty.model.fact import Fact, FactKind, NoFact, fact_of
from loyalty.model.identifiers import fold
from loyalty.model.money.refund_lines import refund_in
from loyalty.model.shop.wanted_code import CodeState
from loyalty.model.written.order_statuses import order_status
from sheets.codec.column import (
    INSTANT,
    MEMBER_CODE,
    MONEY,
    NAME,
    ORDER_LINES,
    PHONE,
    REFERENCE,
    TEXT,
    UNIQUE,
    WORD,
    Cells,
    Column,
    Decides,
)
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Row
from sheets.schema.growing_tab import GrowingTab, RowContext
from sheets.schema.orders_tab import NO_STATUS

NO_CAUSE = Sentence("This is not as the program wrote it, so the line counts for nothing. Undo the change.")


class Log(GrowingTab[Fact]):
    """A row is a fact; its Cause says when it was learned, about what and whom, and the other cells repeat that."""

    title = "Log"
    what = "What the program has learned besides points, of orders and of members. Only ever added to."
    optional = True
    number = 1_640_000_001

    time = Column("Time", INSTANT, "When.", service=True)
    member = Column("Member", MEMBER_CODE, "Whom it is about, if it is a member.", service=True)
    subject = Column(
        "Subject",
        REFERENCE,
        "What it is about: an order's number or the shop's own id of it, or a member's or coupon's code, or a segment.",
        service=True,
    )
    kind = Column("What", WORD, "What was learned.", service=True, words=tuple(FactKind))
    value = Column("Value", NAME, "As it was said.", service=True, decides=Decides.MONEY, address=True, width=220)
    stood = Column(
        "Stood",
        TEXT,
        "What your own cell held then. What you write there later counts more.",
        service=True,
        decides=Decides.MONEY,
        address=True,
        width=220,
    )
    cause = Column(
        "Cause", UNIQUE, "What makes it count only once.", service=True, key=True, decides=Decides.IDENTITY, width=280
    )

    called = "facts"
    proof = cause
    whose = (member, subject)

    def read(self, row: Row, _context: RowContext) -> Fact:
        try:
            fact = fact_of(row.required(self.cause), value=row.read(self.value), stood=row.read(self.stood))
        except NoFact:
            raise row.bad(self.cause, NO_CAUSE) from None
        return replace(fact, value=_checked(row, fact))

    def key(self, value: Fact) -> str:
        return value.key

    def unique(self, value: Fact) -> str:
        return value.cause

    def proves(self, value: Fact) -> str:
        return value.cause

    def is_new(self, value: Fact, book: Book) -> bool:
        return all(fact.cause != value.cause for fact in book.facts_with(value.key))

    def may_become(self, before: Fact, now: Fact, _book: Book) -> bool:
        return before.cause == now.cause

    def new_row(self, fact: Fact) -> Cells:
        """The row of a new fact."""
        return {
            self.time: fact.time,
            self.member: fact.member,
            self.subject: fact.about,
            self.kind: fact.kind.value,
            self.value: fact.value,
            self.stood: fact.stood,
            self.cause: fact.cause,
        }


LOG = Log()


def _checked(row: Row, fact: Fact) -> str:
    """The value as rules may trust it, however the owner has written it anew; blank says nothing."""
    match fact.kind:
        case FactKind.ORDER_STATUS:
            status = order_status(row.read_as(WORD, LOG.value)) if fact.value else None
            if fact.value and status is None:
                raise row.bad(LOG.value, NO_STATUS)
            return status.value if status else ""
        case FactKind.ORDER_LINES:
            return written_lines(row.read_as(ORDER_LINES, LOG.value))
        case FactKind.ORDER_PHONE | FactKind.MEMBER_PHONE:
            return row.read_as(PHONE, LOG.value)
        case FactKind.ORDER_AMOUNT | FactKind.ORDER_REFUNDED | FactKind.ORDER_GOODS:
            amount = row.read_as(MONEY, LOG.value)
            return "" if amount is None else plain(amount)
        case FactKind.SHOP_CODE:
            return _code_state(row, fact.value)
        case FactKind.MEMBER_REMINDERS:
            return _as_written(row, fact, said=fold(fact.value) in (YES, NO))
        case FactKind.SHOP_REFUND:
            return _as_written(row, fact, said=not fact.value or refund_in(fact) is not None)
        case (
            FactKind.ORDER_EMAIL
            | FactKind.ORDER_VERSION
            | FactKind.SHOP_ORDER
            | FactKind.ORDER_REFUND
            | FactKind.MEMBER_CONTACT
            | FactKind.MEMBER_BOUNCE
            | FactKind.MEMBER_BIRTHDAY
            | FactKind.MEMBER_PROOF
            | FactKind.EXPIRE_FROM
            | FactKind.PROOF_FROM
            | FactKind.LEDGER_COUNT
            | FactKind.MEMBER_SEGMENTS
            | FactKind.SEGMENTS_SENT
            | FactKind.SEGMENT_TOTAL
        ):
            return fact.value
        case _:
            assert_never(fact.kind)


def _as_written(row: Row, fact: Fact, *, said: bool) -> str:
    """The value, if it is one that the program can have ``said``."""
    if not said:
        raise row.bad(LOG.value, NO_CAUSE)
    return fact.value


def _code_state(row: Row, value: str) -> str:
    state, colon, why = value.partition(":")
    if fold(state) not in tuple(CodeState):
        raise row.bad(LOG.value, NO_CAUSE)
    return f"{fold(state)}{colon}{why}"
