"""The tab Review: what waits for the owner's yes or no before it counts."""

from loyalty.book.book import Book
from loyalty.model.causes import (
    action_day,
    friend_cause,
    order_cause,
    order_of_refund_above,
    order_step,
    refund_cause,
    survey_cause,
)
from loyalty.model.entry import EntryKind, Review, ReviewReason
from loyalty.model.identifiers import fold, fold_order
from sheets.codec.column import (
    INSTANT,
    MEMBER_CODE,
    REFERENCE,
    UNIQUE,
    WHOLE,
    WORD,
    YES_NO,
    YES_OR_NO,
    Cells,
    Column,
    Decides,
)
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import NobodysRow, Row
from sheets.schema.growing_tab import GrowingTab, RowContext, Shown

KINDS = (
    EntryKind.CLAIM,
    EntryKind.REFUND,
    EntryKind.CORRECTION,
    EntryKind.REFERRAL,
    EntryKind.ACTION,
    EntryKind.SURVEY,
)
MIXED_UP = Sentence(
    "What, Who and For of this row do not belong to its Cause, so what waits here stays as it is. "
    "Undo the change, or sort all columns together."
)


class Reviews(GrowingTab[Review]):
    """A row is something that waits; its Cause says what it is, and the cells beside it must say the same.

    The program makes the tab itself, and knows it by its number, whatever it is called.
    """

    title = "Review"
    what = "What is so unusual that you look at it first: it counts once you write yes, and not at all with no."
    optional = True
    number = 1_640_000_002

    time = Column("Time", INSTANT, "Since when it waits.", service=True, key=True, decides=Decides.MONEY)
    kind = Column(
        "What",
        WORD,
        "What it is, as in the Ledger.",
        service=True,
        key=True,
        decides=Decides.IDENTITY,
        words=KINDS,
    )
    who = Column(
        "Who", MEMBER_CODE, "The member's code.", service=True, key=True, identity=True, decides=Decides.IDENTITY
    )
    subject = Column(
        "For", REFERENCE, "The order, action or survey; of a referral, who brought them.", service=True, width=160
    )
    points = Column("Points", WHOLE, "The points that it would bring.", service=True, key=True, decides=Decides.MONEY)
    why = Column("Why", WORD, "What is unusual.", service=True, words=tuple(ReviewReason), width=260)
    decision = Column(
        "Decision",
        YES_NO,
        "yes: it counts, as it is then. no: it does not. Of more refunded than paid, yes: all of the order "
        "went back; no: the figure is a mistake.",
        decides=Decides.MONEY,
        words=YES_OR_NO,
    )
    done = Column("Done", INSTANT, "When its points were booked.", service=True, shown=True, tells=True)
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

    called = "reviews"
    proof = cause
    shown_and_read = (done,)
    changes_alone = True
    whose = (who,)
    named_by = (who, cause)

    def read(self, row: Row, context: RowContext) -> Review:
        if self.is_total(row):
            raise NobodysRow
        review = Review(
            cause=row.required(self.cause),
            time=row.required(self.time),
            member=row.required(self.who),
            kind=_kind(row),
            subject=row.read(self.subject),
            points=row.required(self.points),
            why=row.read(self.why),
            # One that cannot be read is none; the row waits on, and nothing is asked a second time.
            decision=context.reader.lenient(row, self.decision, None),
            done=bool(row.text_or_blank(self.done)),
        )
        if not _belong_together(review):
            raise row.bad(self.cause, MIXED_UP)
        return review

    def key(self, value: Review) -> str:
        return value.about

    def unique(self, value: Review) -> str:
        return f"{value.about} {value.points}"

    def proves(self, value: Review) -> str:
        return value.cause

    def is_new(self, value: Review, book: Book) -> bool:
        return book.review_like(value) is None

    def may_become(self, before: Review, now: Review, _book: Book) -> bool:
        return self.unique(before) == self.unique(now) and before.member == now.member

    def new_row(self, review: Review) -> Cells:
        """The row of something that begins to wait."""
        return {
            self.time: review.time,
            self.kind: review.kind.value,
            self.who: review.member,
            self.subject: review.subject,
            self.points: review.points,
            self.why: review.why,
            self.cause: review.cause,
        }

    def show(self, row: Row, book: Book, _commit: int) -> Shown:
        """When the Ledger has got its line; what was done once stays done, should the owner delete that line."""
        cause = row.text_or_blank(self.cause)
        order = order_of_refund_above(cause)
        line = book.caused_by(refund_cause(order) if order else cause) if cause else None
        if order and not line and row.read(self.decision) is False:
            line = book.claim_of(order)
        return Shown(fold(cause), {self.done: line.time} if line else {})


REVIEW = Reviews()


def _kind(row: Row) -> EntryKind:
    word = row.required(REVIEW.kind)
    kind = next((kind for kind in KINDS if fold(kind.value) == word), None)
    if kind is None:
        raise row.bad(REVIEW.kind, MIXED_UP)
    return kind


def _belong_together(review: Review) -> bool:
    """False where a sort of some columns has brought another row's cells here: a yes there is no yes to this."""
    match review.kind:
        case EntryKind.CLAIM:
            return fold(review.cause) == fold(order_cause(review.subject))
        case EntryKind.REFUND:
            return order_of_refund_above(review.cause) == fold_order(review.subject)
        case EntryKind.CORRECTION:
            step = order_step(review.cause)
            return step is not None and step.corrects and step.order == fold_order(review.subject)
        case EntryKind.REFERRAL:
            return fold(review.cause) == fold(friend_cause(review.member))
        case EntryKind.SURVEY:
            return fold(review.cause) == fold(survey_cause(review.subject, review.member))
        case _:
            return action_day(review.cause, review.subject, review.member) is not None
