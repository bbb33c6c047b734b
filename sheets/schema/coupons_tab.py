"""The tab Coupons: the pool of codes, and every coupon that was given."""

from collections.abc import Iterable, Iterator

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Change
from loyalty.model.causes import cancel_cause, code_of, code_of_cancel, code_of_use, coupon_cause, is_second_use
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import EntryKind
from loyalty.model.identifiers import fold
from loyalty.points.redeemed import HELD_STATUSES, coupon_of, redemption_of, used_for
from loyalty.points.shop_codes.code_states import state_of
from sheets.codec.column import ADDRESS, DAY, IDENTIFIER, INSTANT, MEMBER_CODE, TEXT, WORD, Cells, Column, Decides
from sheets.codec.owner_sentences import ONE_OF, Sentence, Words
from sheets.codec.table import NobodysRow, Problem, Row
from sheets.codec.translation import meaning
from sheets.schema.growing_tab import LEFT_ALONE, GrowingTab, RowContext, Shown


class Coupons(GrowingTab[Coupon]):
    """A row is a code; whom it was given to is what the Ledger says."""

    title = "Coupons"
    what = "The codes: your pool, given from the top, and every coupon that was given."

    code = Column(
        "Code", IDENTIFIER, "The code that works in your shop.", key=True, identity=True, decides=Decides.IDENTITY
    )
    reward = Column("Reward", IDENTIFIER, "Which reward it is for.", key=True, identity=True, decides=Decides.IDENTITY)
    status = Column(
        "Status",
        WORD,
        "Empty or available: can be given. issued: given. asked: a customer waits for you to send it. used, "
        "expired: over. cancelled: over, and whoever held it gets the points back.",
        key=True,
        shown=True,
        decides=Decides.MONEY,
        words=tuple(CouponStatus),
    )
    member = Column("Member", MEMBER_CODE, "Whom it was given to.", service=True, shown=True, decides=Decides.IDENTITY)
    email = Column("Email", ADDRESS, "The member's address.", service=True, shown=True, address=True, width=220)
    issued = Column("Issued", INSTANT, "When.", service=True, shown=True, tells=True)
    expires = Column("Expires", DAY, "The last day it is good for.", service=True, shown=True, decides=Decides.MONEY)
    notes = Column("Notes", TEXT, "Yours.", width=220)
    used_for = Column(
        "Used for",
        TEXT,
        "The order that carried the code: then it is used, whatever Status says.",
        service=True,
        shown=True,
        tells=True,
    )
    status_shown = Column(
        "Status shown",
        TEXT,
        "For which coupon the program has shown what under Status; leave it alone.",
        service=True,
        hidden=True,
        shown=True,
        tells=True,
    )

    called = "coupons"
    proof = code
    whose = (member,)
    named_by = (code, reward)

    def read(self, row: Row, context: RowContext) -> Coupon:
        if self.is_total(row):
            raise NobodysRow
        return Coupon(
            code=row.required(self.code),
            reward=row.required(self.reward),
            status=_status(row),
            member=row.read(self.member),
            email=context.reader.lenient(row, self.email, ""),
            issued=row.read(self.issued),
            expires=row.read(self.expires),
            shown_cancelled=_is_own_mark(row),
        )

    def key(self, value: Coupon) -> str:
        return fold(value.code)

    def unique(self, value: Coupon) -> str:
        return fold(value.code)

    def proves(self, value: Coupon) -> str:
        return value.code

    def is_new(self, value: Coupon, book: Book) -> bool:
        return fold(value.code) not in book.coupons

    def may_become(self, before: Coupon, now: Coupon, book: Book) -> bool:
        """A row may come to show what the Ledger says of its coupon."""
        return before.code == now.code and book.coupons.get(fold(now.code)) == now

    def new_row(self, coupon: Coupon) -> Cells:
        """The row of a code that the program has made."""
        return {self.code: coupon.code, self.reward: coupon.reward, **self.given(coupon)}

    def given(self, coupon: Coupon) -> Cells:
        """What the row of a coupon that was given shows."""
        return {
            self.status: coupon.status.value,
            self.member: coupon.member,
            self.email: coupon.email,
            self.issued: coupon.issued,
            self.expires: coupon.expires,
        }

    def show(self, row: Row, book: Book, _commit: int) -> Shown:
        """A row shows to whom the Ledger gave its code; what became of the coupon since is the owner's to write.

        So Status is only written where the row says that the code can be given, and once where the program itself has
        cancelled the coupon. The mark beside it names the coupon: ``cancelled`` that has landed in another row would
        else be an order to give points back (docs/decisions/0053).
        """
        coupon = book.coupons.get(fold(row.text_or_blank(self.code)))
        if coupon is None:
            return LEFT_ALONE
        # Two rows must not show one coupon: customers would be told a code that is not theirs.
        if _is_stray(coupon, book):
            return Shown(fold(coupon.code), dict.fromkeys(self.shown))
        given = book.caused_by(coupon_cause(coupon.code)) or coupon.status is CouponStatus.ISSUED
        was_available = meaning(row.text_or_blank(self.status)) in ("", CouponStatus.AVAILABLE)
        mistaken = was_available or row.text_or_blank(self.member) != coupon.member
        told: Cells = {self.used_for: used_for(book, coupon), **_cancelled(row, coupon, book)}
        shown = {
            column: value for column, value in self.given(coupon).items() if was_available or column is not self.status
        }
        return Shown(fold(coupon.code), {**(shown if given and mistaken else {}), **told})


COUPONS = Coupons()
WORDS_THAT_YIELD = (CouponStatus.ISSUED, CouponStatus.ASKED, CouponStatus.CANCELLED)
"""What stands under Status when the program shows that a coupon is cancelled; any other word is the owner's."""


SWITCH_OFF = Sentence(
    "The coupon %(code)s of %(member)s was cancelled, because an order that had paid it went back. "
    "Switch the code off in your shop: until then it works there. If the coupon is used all the same, set its Status "
    "to %(used)s."
)


def codes_to_switch_off(changes: Iterable[Change], after: Book) -> Iterator[Problem]:
    """What the owner is told of coupons that these changes cancel by themselves; ``after`` is the book with them."""
    for line in changes:
        code = code_of_cancel(line.entry.cause) if isinstance(line, AddEntry) else ""
        given = after.caused_by(coupon_cause(code)) if code else None
        if isinstance(line, AddEntry) and given:
            coupon = coupon_of(after, given)
            # What the owner has cancelled they know, one whose last day is over works no more, and what the program has
            # made in the shop it switches off there.
            by_hand = coupon.status in HELD_STATUSES and state_of(after, coupon.code) is None
            if by_hand and not coupon.expired_on(after.settings.day(line.entry.time)):
                why = SWITCH_OFF.of(code=coupon.code, member=given.member, used=Words((CouponStatus.USED,)))
                yield Problem(COUPONS.title, 0, COUPONS.code.heading, coupon.code, why)


USED_AGAIN = Sentence(
    "Order %(order)s was paid with the code %(code)s, which another order had used before. A code is good for one "
    "order: limit it to one use in your shop."
)


def codes_used_again(changes: Iterable[Change]) -> Iterator[Problem]:
    """What the owner is told of codes that a second order carries."""
    for line in changes:
        if isinstance(line, AddEntry) and line.entry.kind is EntryKind.USE:
            code = code_of_use(line.entry.cause)
            if is_second_use(line.entry.cause):
                why = USED_AGAIN.of(order=line.entry.subject, code=code)
                yield Problem(COUPONS.title, 0, COUPONS.code.heading, code, why)


def _status(row: Row) -> CouponStatus:
    status = row.read(COUPONS.status)
    # A sort has left it beside another coupon: nobody has cancelled this one, and nobody knows more of it.
    if status == CouponStatus.CANCELLED and _is_anothers_mark(row):
        return CouponStatus.ISSUED
    try:
        return CouponStatus(status) if status else CouponStatus.AVAILABLE
    except ValueError:
        raise row.bad(COUPONS.status, ONE_OF.of(words=Words(tuple(CouponStatus)))) from None


def _is_own_mark(row: Row) -> bool:
    return fold(row.text_or_blank(COUPONS.status_shown)) == fold(_mark(row.text_or_blank(COUPONS.code)))


def _is_anothers_mark(row: Row) -> bool:
    return bool(row.text_or_blank(COUPONS.status_shown)) and not _is_own_mark(row)


def _mark(code: str) -> str:
    return f"{code}:{CouponStatus.CANCELLED}"


def _cancelled(row: Row, coupon: Coupon, book: Book) -> Cells:
    """What shows that a coupon is cancelled, once: what stands under Status afterwards is the owner's word.

    A mark of another coupon goes, with the word that came with it.
    """
    if COUPONS.status_shown not in row.columns or _is_own_mark(row):
        return {}
    status = meaning(row.text_or_blank(COUPONS.status))
    given = redemption_of(book, coupon) if status in WORDS_THAT_YIELD else None
    cancelled = given and book.caused_by(cancel_cause(code_of(given.cause)))
    if given and cancelled and not coupon.expired_on(book.settings.day(cancelled.time)):
        return {COUPONS.status: CouponStatus.CANCELLED.value, COUPONS.status_shown: _mark(coupon.code)}
    if not _is_anothers_mark(row):
        return {}
    # Where the other coupon has kept its own word, a sort has moved the mark alone, and this word is the owner's.
    other = book.coupon(row.text_or_blank(COUPONS.status_shown).rpartition(":")[0])
    kept = other is not None and other.status is CouponStatus.CANCELLED
    astray = given is not None and status == CouponStatus.CANCELLED and not kept
    return {COUPONS.status_shown: "", **({COUPONS.status: CouponStatus.ISSUED.value} if astray else {})}


def _is_stray(coupon: Coupon, book: Book) -> bool:
    """True for a row that shows what the Ledger gave by another code, which has a row of its own.

    A display goes astray when the owner sorts between our read and our write.
    """
    untouched = coupon.status in (CouponStatus.ISSUED, CouponStatus.AVAILABLE)
    if not untouched or book.caused_by(coupon_cause(coupon.code)):
        return False
    given = (entry for entry in book.entries_of(coupon.member) if entry.time == coupon.issued)
    return any(fold(code_of(entry.cause)) in book.coupons for entry in given)
