"""What a member has taken: their redemptions, the coupon that each gave, and what became of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.doubled_rows import coupon_gives
from loyalty.model.causes import cancel_cause, code_given_back, code_of, code_of_use, coupon_cause
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.member import Member

HELD_STATUSES = (CouponStatus.ISSUED, CouponStatus.ASKED)


def redemptions(book: Book, member: Member) -> tuple[Entry, ...]:
    """The member's redemptions, newest first; without those that were cancelled."""
    return tuple(sorted(not_undone(book.entries_of(member.code)), key=lambda entry: entry.time, reverse=True))


def undone(given: Entry, now: datetime, note: str) -> Entry:
    """The points of a redemption, back once, whatever the reason."""
    return replace(
        given,
        time=now,
        kind=EntryKind.CANCELLATION,
        points=-given.points,
        note=note,
        cause=cancel_cause(code_of(given.cause)),
    )


def not_undone(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    """The redemptions among these lines, without those that a cancellation among them has undone; in no order."""
    cancelled = {fold(entry.cause) for entry in entries if entry.kind is EntryKind.CANCELLATION}
    taken = (entry for entry in entries if entry.kind is EntryKind.REDEMPTION)
    yield from (entry for entry in taken if fold(cancel_cause(code_of(entry.cause))) not in cancelled)


def coupon_of(book: Book, entry: Entry) -> Coupon:
    """The coupon that a redemption gave: its row, found by its code or, where the owner changed that, by its time.

    Where no row shows it any more, it is as the Ledger tells it.
    """
    code = code_of(entry.cause)
    row = book.coupon(code) or _row_at(book, entry)
    if row:
        return replace(row, status=CouponStatus.USED) if row.status in HELD_STATUSES and used_for(book, row) else row
    expires = book.settings.last_coupon_day(entry.time)
    return Coupon(code, entry.subject, CouponStatus.ISSUED, entry.member, entry.email, entry.time, expires)


def redemption_of(book: Book, coupon: Coupon) -> Entry | None:
    """The redemption that gave the coupon, also where the owner has put another code in place of the one it gave."""
    by_code = book.caused_by(coupon_cause(coupon.code))
    hers = (by_code,) if by_code else book.entries_of(coupon.member)
    given = (entry for entry in hers if entry.kind is EntryKind.REDEMPTION and code_of(entry.cause))
    return next((entry for entry in given if fold(coupon_of(book, entry).code) == fold(coupon.code)), None)


def reward_name(book: Book, given: Entry) -> str:
    """What the reward that was taken is called; as it was called then, where the list has it no more."""
    reward = book.reward(given.subject)
    return reward.name if reward else given.note


def used_for(book: Book, coupon: Coupon) -> str:
    """The orders that have carried its code, blank for none; without those with which the shop has given it back."""
    return ", ".join(sorted(use.subject for use in uses_that_stand(book, coupon)))


def uses_that_stand(book: Book, coupon: Coupon) -> tuple[Entry, ...]:
    """The newest line of each order that uses the coupon, in no order."""
    uses, backs = lines_of_uses(book, coupon)
    given_back, by_order = Counter(fold_order(line.subject) for line in backs), dict[str, list[Entry]]()
    for line in uses:
        by_order.setdefault(fold_order(line.subject), []).append(line)
    standing = (lines for order, lines in by_order.items() if len(lines) > given_back[order])
    return tuple(max(lines, key=lambda line: line.time) for lines in standing)


def lines_of_uses(book: Book, coupon: Coupon) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The lines that call the coupon used, and those by which a shop has given its code back."""
    code = fold(coupon.code)
    lines = [entry for entry in book.entries_of(coupon.member) if entry.kind is EntryKind.USE]
    uses = tuple(line for line in lines if code_of_use(line.cause) == code)
    return uses, tuple(line for line in lines if code_given_back(line.cause) == code)


def _row_at(book: Book, entry: Entry) -> Coupon | None:
    rows = book.coupon_rows_of(entry.member)
    hers = (row for row in rows if (fold(row.reward), row.issued) == (fold(entry.subject), entry.time))
    return min(hers, key=lambda row: coupon_gives(row, entry), default=None)
