"""Where a member stands: what they have, what they can take now, what is next, what they hold and have had."""

from collections import Counter
from datetime import date
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.causes import code_of
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry
from loyalty.model.member import Member
from loyalty.model.shop.wanted_code import CodeState
from loyalty.outcomes.member_standing import HeldCoupon, Standing, TakenReward
from loyalty.points.expiry import expiring
from loyalty.points.memberships import membership_of
from loyalty.points.redeemed import HELD_STATUSES, coupon_of, redemptions
from loyalty.points.rewards import rewards_on_offer
from loyalty.points.shop_codes.code_states import is_soon, state_of
from loyalty.points.sign_up_bonus import waiting_bonus, waits_for_proof
from loyalty.points.tiers import tier_standing


def standing(book: Book, member: Member, *, today: date) -> Standing:
    """The points they have on this day, the rewards they can take now and the cheapest one still out of reach."""
    account = book.account_of(member.code)
    points, pending = account.available_on(today), account.pending_on(today)
    offered, waiting = rewards_on_offer(book, member, today=today), waiting_bonus(book, member.code, today=today)
    return Standing(
        points=points,
        pending=sum(lot.points for lot in pending),
        pending_until=pending[-1].available if pending else None,
        expiring=expiring(book, member.code, today=today),
        tier=tier_standing(book, member.code, today=today),
        membership=membership_of(book, member, today=today),
        takeable=tuple(reward for reward in offered if reward.points <= points - waiting),
        next_reward=next((reward for reward in offered if reward.points > points - waiting), None),
        bonus_waiting=waiting,
        bonus_needs_proof=bool(waiting) and waits_for_proof(book, member.code),
    )


def prizes(book: Book, member: Member) -> tuple[TakenReward, ...]:
    """What the member has won so far, by name."""
    names = Counter(reward_name(book, entry) for entry in redemptions(book, member))
    return tuple(TakenReward(name, times) for name, times in sorted(names.items()))


def worth_of_prizes(book: Book, member: Member) -> Decimal | None:
    """What the member has won so far is worth, in the program's currency; None where one of it has no Worth."""
    rewards = [book.reward(entry.subject) for entry in redemptions(book, member)]
    worths = [reward.worth for reward in rewards if reward and reward.worth is not None]
    return sum(worths, Decimal()) if rewards and len(worths) == len(rewards) else None


def held_coupons(book: Book, member: Member, *, today: date) -> tuple[HeldCoupon, ...]:
    """The coupons that the member can use today, the soonest to expire first; whose they are the Ledger says."""
    given = ((entry, coupon_of(book, entry)) for entry in redemptions(book, member) if code_of(entry.cause))
    good = (pair for pair in given if pair[1].status in HELD_STATUSES and not pair[1].expired_on(today))
    held = (_held(book, entry, coupon) for entry, coupon in good)
    return tuple(sorted(held, key=lambda one: (one.coupon.expires or date.max, one.coupon.code)))


def _held(book: Book, given: Entry, coupon: Coupon) -> HeldCoupon:
    return HeldCoupon(
        coupon,
        book.reward(coupon.reward),
        asked=coupon.status is CouponStatus.ASKED,
        soon=is_soon(book, given, coupon),
        in_shop=state_of(book, coupon.code) is CodeState.MADE,
    )


def reward_name(book: Book, entry: Entry) -> str:
    """What the reward of a redemption is called now, or was when it was taken."""
    reward = book.reward(entry.subject)
    return reward.name if reward else entry.note or entry.subject
