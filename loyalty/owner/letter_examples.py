"""Examples: one member for each letter, to look at it with what the book really says; nothing is taken."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import assert_never

from loyalty.book.book import Book
from loyalty.letters.channels import Route
from loyalty.letters.facts import facts
from loyalty.letters.letter import LateOrder, LetterAbout, LetterFacts, RefusedReward
from loyalty.letters.losses import warnings
from loyalty.model.causes import letter_id
from loyalty.model.email_log import Letter, LetterName, LetterStatus
from loyalty.model.entry import EntryKind
from loyalty.model.member import Member
from loyalty.points.redeemed import redemptions, reward_name
from loyalty.points.shopping import Shopping
from loyalty.points.standing import held_coupons

WHOM_IT_SUITS: Mapping[LetterName, str] = {
    LetterName.CONFIRM: "who has an e-mail address",
    LetterName.WELCOME: "who has an e-mail address and wants letters",
    LetterName.REMINDER: "who has an e-mail address and wants letters",
    LetterName.COUPON: "with an e-mail address who holds a coupon",
    LetterName.COUPON_REFUSED: "who has an e-mail address and took a reward",
    LetterName.POINTS_EARNED: "who has an e-mail address and has claimed an order",
    LetterName.CLAIM_ENDED: "who has an e-mail address and waits for an order in the tab Waiting",
    LetterName.COUPON_EXPIRING: "with an e-mail address who holds a coupon with a last day",
    LetterName.POINTS_EXPIRING: "who has an e-mail address and points that expire soon",
    LetterName.MEMBERSHIP_ENDING: "who has an e-mail address and a membership that ends soon",
    LetterName.TIER_WARNING: "who has an e-mail address and may lose her tier soon",
    LetterName.WIN_BACK: "who has an e-mail address, wants letters and has ordered",
    LetterName.OWNER_TASK: "who waits for a coupon while the setting Owner e-mail has an address",
}
"""What a member is like whom the letter would suit, in words for the owner."""


def example(book: Book, name: LetterName, *, now: datetime) -> LetterFacts | None:
    """What the letter would say to the first member it fits, due or not; None where it fits nobody."""
    today = book.settings.day(now)
    shopping = Shopping.of(book, today=today)
    for member in book.members.values():
        email = book.settings.owner_email if name is LetterName.OWNER_TASK else member.email
        for about in _subjects(book, name, member, shopping, today) if email else ():
            id_ = letter_id(name, member.code, today.isoformat())
            letter = Letter(id_, now, member.code, email, name.value, LetterStatus.WAITING)
            by_email = Route(email)
            return facts(book, member, letter, route=by_email, about=about, shopping=shopping, today=today)
    return None


def _subjects(
    book: Book, name: LetterName, member: Member, shopping: Shopping, today: date
) -> Iterator[LetterAbout | None]:
    """What the letter could be about: coupons, losses, orders, rewards, or None for one about none of them; nothing
    where it does not suit them.
    """
    held = tuple(coupon for coupon in held_coupons(book, member, today=today) if not coupon.soon)
    wanted = member.reminders is not False and not member.bounced
    match name:
        case LetterName.COUPON | LetterName.COUPON_EXPIRING | LetterName.OWNER_TASK:
            asked, ends = name is LetterName.OWNER_TASK, name is LetterName.COUPON_EXPIRING
            yield from (coupon for coupon in held if coupon.asked is asked and (coupon.coupon.expires or not ends))
        case LetterName.POINTS_EXPIRING | LetterName.MEMBERSHIP_ENDING | LetterName.TIER_WARNING:
            yield from (warning.loss for warning in warnings(name, book, member, today=today) if wanted)
        case LetterName.WIN_BACK:
            if wanted and shopping.days_of(member):
                yield None
        case LetterName.COUPON_REFUSED:
            # Any reward that they took, as if the shop had made no code of it.
            yield from (RefusedReward(reward_name(book, given), -given.points) for given in redemptions(book, member))
        case LetterName.POINTS_EARNED | LetterName.CLAIM_ENDED:
            yield from _late_orders(book, name, member)
        case LetterName.CONFIRM:
            yield None
        case LetterName.WELCOME | LetterName.REMINDER:
            if wanted:
                yield None
        case _:
            assert_never(name)


def _late_orders(book: Book, name: LetterName, member: Member) -> Iterator[LateOrder]:
    """Any order that brought points, as if it had come late, or one that still waits."""
    if name is LetterName.CLAIM_ENDED:
        yield from (LateOrder(claim.order) for claim in book.waits_of(member.code))
        return
    claims = (entry for entry in book.entries_of(member.code) if entry.kind is EntryKind.CLAIM)
    yield from (LateOrder(claim.subject, claim.points) for claim in claims)
