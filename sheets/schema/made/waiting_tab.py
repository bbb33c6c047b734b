"""The tab Waiting: claims of orders that the shop has not told of yet."""

from loyalty.book.book import Book
from loyalty.member.late.arrived_orders import WaitState, state_of
from loyalty.model.causes import order_cause, wait_of
from loyalty.model.entry import WaitingClaim
from loyalty.model.identifiers import fold, fold_order
from sheets.codec.column import (
    DAY,
    INSTANT,
    MEMBER_CODE,
    REFERENCE,
    UNIQUE,
    WORD,
    YES_NO,
    YES_OR_NO,
    Cells,
    Column,
    Decides,
)
from sheets.codec.table import NobodysRow, Row
from sheets.schema.growing_tab import LEFT_ALONE, GrowingTab, RowContext, Shown
from sheets.schema.made.log_tab import NO_CAUSE


class Waiting(GrowingTab[WaitingClaim]):
    """A row is a claim; its Cause says whose, of which order and since when, and the other cells repeat that.

    Beside it only Until is read, so that an owner may let a claim wait longer, and that State says booked. The program
    makes the tab itself, and knows it by its number, whatever it is called.
    """

    title = "Waiting"
    what = "Orders that customers have claimed and your shop has not reported yet; their points come with the order."
    optional = True
    number = 1_640_000_003

    time = Column("Time", INSTANT, "When the order was claimed.", service=True)
    member = Column("Member", MEMBER_CODE, "The member's code.", service=True, identity=True)
    order = Column("Order", REFERENCE, "The order's number, as the customer wrote it.", service=True, width=160)
    signed = Column(
        "Signed",
        YES_NO,
        "yes: the number came with the link of your order mail, so the order counts under any address.",
        service=True,
        words=YES_OR_NO,
    )
    until = Column(
        "Until",
        DAY,
        "The last day on which the order may come. You may write another one.",
        service=True,
        key=True,
        decides=Decides.MONEY,
    )
    state = Column(
        "State",
        WORD,
        "What has become of it. another address: the order is there, but under another address than the member's.",
        service=True,
        shown=True,
        tells=True,
        words=tuple(WaitState),
        width=140,
    )
    cause = Column(
        "Cause",
        UNIQUE,
        "What makes it count only once.",
        service=True,
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
        width=280,
    )

    called = "waits"
    proof = cause
    shown_and_read = (state,)
    whose = (member,)
    named_by = (member, cause)

    def read(self, row: Row, _context: RowContext) -> WaitingClaim:
        if self.is_total(row):
            raise NobodysRow
        found = wait_of(row.required(self.cause))
        if found is None:
            raise row.bad(self.cause, NO_CAUSE)
        member, number, time, signed = found
        written = row.read(self.order)
        order = written if fold_order(written) == number else number
        # What was booked once is not booked again by itself, should the owner delete its line.
        done = row.text_or_blank(self.state) != "" and row.read(self.state) == WaitState.BOOKED
        return WaitingClaim(time, member, order, row.required(self.until), signed, done)

    def key(self, value: WaitingClaim) -> str:
        return value.key

    def unique(self, value: WaitingClaim) -> str:
        return value.cause

    def proves(self, value: WaitingClaim) -> str:
        return value.cause

    def is_new(self, value: WaitingClaim, book: Book) -> bool:
        return all(claim.cause != value.cause for claim in book.waits_for(value.order))

    def may_become(self, before: WaitingClaim, now: WaitingClaim, _book: Book) -> bool:
        return before.cause == now.cause

    def new_row(self, claim: WaitingClaim) -> Cells:
        """The row of a claim that begins to wait."""
        return {
            self.time: claim.time,
            self.member: claim.member,
            self.order: claim.order,
            self.signed: YES_OR_NO[not claim.signed],
            self.until: claim.until,
            self.state: WaitState.WAITING.value,
            self.cause: claim.cause,
        }

    def show(self, row: Row, book: Book, _commit: int) -> Shown:
        """What has become of the claim."""
        cause = row.text_or_blank(self.cause)
        found = wait_of(cause)
        number = found[1] if found else ""
        claim = next((claim for claim in book.waits_for(number) if fold(claim.cause) == fold(cause)), None)
        return Shown(fold(order_cause(number)), {self.state: state_of(book, claim).value}) if claim else LEFT_ALONE


WAITING = Waiting()
