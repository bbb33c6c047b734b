"""The owner's own edits become entries: numbers typed over Points, coupons cancelled, orders given back, a yes; and so
do claims whose orders have come, whoever has brought them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddReview, Change
from loyalty.member.claim import credit_order
from loyalty.member.late.arrived_orders import book_arrived, booked_now
from loyalty.member.owner_actions import approved_action
from loyalty.member.survey import approved_survey
from loyalty.model.causes import edit_causes, edit_mark
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import MOST_POINTS, UNDATED, Entry, EntryKind, Review, WaitingClaim
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.points.claimed.corrections import correction_to_ask, may_follow
from loyalty.points.claimed.following import give_again, take_back
from loyalty.points.redeemed import redemption_of, undone
from loyalty.points.refund import is_all_back
from loyalty.points.refunded_coupons import taken_again, was_cancelled
from loyalty.points.refunds_above import review_of_refund, waiting


@dataclass(frozen=True, slots=True)
class OwnerEdits:
    """The rows that show an edit of the owner's, whether or not it is booked already.

    ``coupons`` are those that they cancelled, and those that they mark used though the program had cancelled them;
    ``reviews`` what they have decided of, and ``waits`` claims whose orders may have come.
    """

    members: tuple[Member, ...] = ()
    orders: tuple[Order, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    reviews: tuple[Review, ...] = ()
    waits: tuple[WaitingClaim, ...] = ()

    @classmethod
    def among(
        cls,
        members: Iterable[Member],
        orders: Iterable[Order],
        coupons: Iterable[Coupon],
        reviews: Iterable[Review] = (),
        waits: Iterable[WaitingClaim] = (),
    ) -> "OwnerEdits":
        """Those of these rows that may: members whose points are shown, all orders, coupons cancelled.

        Points that are as they were shown may have been typed, too: over another number that was typed and booked.
        """
        return cls(
            tuple(member for member in members if member.points_shown is not None),
            tuple(orders),
            tuple(coupon for coupon in coupons if _cancelled_or_used_after(coupon)),
            tuple(review for review in reviews if review.decision is not None and not review.done),
            tuple(waits),
        )

    def each(self) -> Iterator["OwnerEdits"]:
        """One after the other."""
        yield from (OwnerEdits(members=(member,)) for member in self.members)
        yield from (OwnerEdits(orders=(order,)) for order in self.orders)
        yield from (OwnerEdits(coupons=(coupon,)) for coupon in self.coupons)
        yield from (OwnerEdits(reviews=(review,)) for review in self.reviews)
        yield from (OwnerEdits(waits=(claim,)) for claim in self.waits)

    def and_those(self, other: "OwnerEdits") -> "OwnerEdits":
        """These and those."""
        return OwnerEdits(
            self.members + other.members,
            self.orders + other.orders,
            self.coupons + other.coupons,
            self.reviews + other.reviews,
            self.waits + other.waits,
        )

    def __len__(self) -> int:
        return len(self.members) + len(self.orders) + len(self.coupons) + len(self.reviews) + len(self.waits)

    def not_booked(self, book: Book) -> "OwnerEdits":
        """Those for which an entry is still to be made."""
        return OwnerEdits(
            tuple(member for member in self.members if _adjustment(book, member=member, now=UNDATED)),
            tuple(
                order
                for order in self.orders
                if may_follow(book, order)
                and (
                    give_again(book, order=order, now=UNDATED)
                    or take_back(book, order=order, now=UNDATED)
                    or _asked(book, order=order, now=UNDATED)
                )
            ),
            tuple(coupon for coupon in self.coupons if _coupon_edit(book, coupon=coupon, now=UNDATED)),
            tuple(review for review in self.reviews if _decided(book, review, now=UNDATED)),
            tuple(claim for claim in self.waits if booked_now(book, claim, now=UNDATED).changes),
        )


def follow_owner(book: Book, *, now: datetime, among: OwnerEdits) -> Iterator[Change]:
    """All that comes of these edits: what the owner has decided, what is booked, what they are asked first, and the
    claims that have waited for these orders.
    """
    decided = tuple(_follow_decisions(book, now=now, among=among))
    book = book.after(decided)
    lines = tuple(book_owner_edits(book, now=now, among=among))
    book = book.after(lines)
    asked = tuple(_questions(book, now=now, among=among))
    yield from (*decided, *lines, *asked, *book_arrived(book.after(asked), among.waits, now=now))


def _follow_decisions(book: Book, *, now: datetime, among: OwnerEdits) -> Iterator[Change]:
    """What the owner's word in Review brings, each once; a question where it is more than they have seen."""
    for review in among.reviews:
        changes = _decided(book, review, now=now)
        yield from changes
        book = book.after(changes)


def book_owner_edits(book: Book, *, now: datetime, among: OwnerEdits | None = None) -> Iterator[AddEntry]:
    """The entries for each edit that is not booked yet, on the book as the ones before it left it; of all or of some.

    What is given back comes first and what is taken back last, so that a refund finds all that the member has.
    """
    edited = (
        OwnerEdits.among(book.members.values(), book.orders.values(), book.coupons.values()) if among is None else among
    )
    # A refund and the coupon that its points bought, cancelled at once, end where they began (docs/decisions/0008).
    rules: tuple[Callable[..., Iterable[Entry]], ...] = (
        *(partial(_coupon_edit, coupon=coupon) for coupon in edited.coupons),
        *(partial(_adjustment, member=member) for member in edited.members),
        *(partial(give_again, order=order) for order in edited.orders),
        *(partial(take_back, order=order) for order in edited.orders),
    )
    for rule in rules:
        lines = tuple(map(AddEntry, rule(book, now=now)))
        yield from lines
        book = book.after(lines) if lines else book


def _questions(book: Book, *, now: datetime, among: OwnerEdits) -> Iterator[AddReview]:
    """What the owner is asked of these edits before anything is booked: of refunds above what was paid."""
    for order in among.orders:
        asked = _asked(book, order=order, now=now)
        yield from asked
        book = book.after(asked)


def _asked(book: Book, *, order: Order, now: datetime) -> tuple[AddReview, ...]:
    claim = book.claim_of(order.number)
    if claim is None or claim.kind is EntryKind.OPENING:
        return ()
    if order.refund_is_above:
        return () if is_all_back(book, order.number) else waiting(book, review_of_refund(order, claim.member, now))
    asks = correction_to_ask(book, order=order, now=now)
    return waiting(book, asks) if asks else ()


def _decided(book: Book, review: Review, *, now: datetime) -> tuple[Change, ...]:
    """What the owner's word brings: as it is now, should the order or the offer have changed, and only once.

    Friends are paid at night, with all others.
    """
    member = book.member(review.member)
    if review.done or member is None or member.blocked or book.caused_by(review.cause):
        return ()
    match review.kind:
        case EntryKind.REFUND:
            return _refund_decided(book, member, review, now)
        case EntryKind.CORRECTION:
            # A yes is found by what it is about, as soon as the order's row is read.
            order = book.order(review.subject)
            return tuple(map(AddEntry, give_again(book, order=order, now=now))) if order and review.decision else ()
        case _ if not review.decision:
            return ()
        case EntryKind.CLAIM:
            return _claimed(book, member, review, now)
        case EntryKind.ACTION:
            return approved_action(book, member, review, now=now)
        case EntryKind.SURVEY:
            return approved_survey(book, member, review, now=now)
        case _:
            return ()


def _refund_decided(book: Book, member: Member, review: Review, now: datetime) -> tuple[Change, ...]:
    """It has gone back; or it has not, and then whoever claimed the order meanwhile gets its points."""
    order = book.order(review.subject)
    if order is None:
        return ()
    if review.decision:
        return tuple(map(AddEntry, take_back(book, order=order, now=now)))
    return () if book.claim_of(review.subject) else _claimed(book, member, review, now)


def _claimed(book: Book, member: Member, review: Review, now: datetime) -> tuple[Change, ...]:
    # Whoever waited had shown then that the order is theirs.
    return credit_order(book, member, review.subject, now=now, signed=True, claimed_at=review.time).changes


def _adjustment(book: Book, *, member: Member, now: datetime) -> tuple[Entry, ...]:
    """The difference of a number typed over Points to what was shown before.

    What was booked already of the numbers typed over the same display is left out: the cell that tells the program so
    is written with the entry, but may land in another row when the owner sorts at that moment.
    """
    points = _difference(book, member)
    if not points:
        return ()
    causes = edit_causes(member.code, member.display, member.points_shown or 0)
    line = Entry(
        now,
        member.code,
        EntryKind.ADJUSTMENT,
        points,
        email=member.email,
        note="edited in the sheet",
        cause=next(cause for cause in causes if book.caused_by(cause) is None),
    )
    return (line,)


def is_typed(book: Book, member: Member) -> bool:
    """True when the number under Points was typed by the owner and is not booked yet: it must not be written over."""
    return member.points_unclear or _difference(book, member) != 0


def _difference(book: Book, member: Member) -> int:
    """Points to book; nobody falls below zero: no more is taken than there is, should lines have been added by hand.

    Where nothing proves what was shown before, the Ledger counts; of somebody without a line the number that the owner
    has typed is what they begin with.
    """
    if member.points_booked is None:
        return 0 if book.entries_of(member.code) else max(member.points_shown or 0, 0)
    if not member.points_typed and member.points_booked == book.account_of(member.code).points:
        return 0
    # The cause names the display: a number typed over one display is booked once, even when the cell that says so has
    # landed in another row because the owner sorted at that moment (docs/decisions/0003).
    mark = fold(edit_mark(member.code, member.display))
    if mark in book.misplaced:
        return 0
    booked = sum(entry.points for entry in book.entries_of(member.code) if fold(entry.cause).startswith(mark))
    points = max(member.points_typed - booked, -_points_of(book, member.code))
    # A line holds no more than can be read again: what is over comes with the next one.
    return max(min(points, MOST_POINTS), -MOST_POINTS)


def _cancelled_or_used_after(coupon: Coupon) -> bool:
    return coupon.status is CouponStatus.CANCELLED or (coupon.status is CouponStatus.USED and coupon.shown_cancelled)


def _coupon_edit(book: Book, *, coupon: Coupon, now: datetime) -> tuple[Entry, ...]:
    """The points of a coupon that the Ledger gave, back once; taken again when it was used after the program had
    cancelled it.
    """
    given = redemption_of(book, coupon)
    if given is None:
        return ()
    if coupon.status is CouponStatus.USED:
        return taken_again(book, given, now=now)
    return () if was_cancelled(book, given) else (undone(given, now, "coupon cancelled"),)


def _points_of(book: Book, member: str) -> int:
    """What can be taken from the member."""
    return max(book.account_of(member).points, 0)
