"""Of rows with one key the one counts that gives less, wherever a sort has put it (docs/decisions/0057).

An owner copies a row to try something, or pastes a list twice, and sorts later: what anything is worth must not move.
Each function gives what rows are compared by; the smaller counts.
"""

from datetime import date
from decimal import Decimal
from typing import assert_never

from loyalty.model.addresses import fold_email
from loyalty.model.bought.product_rules import ProductRule
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry, Review
from loyalty.model.identifiers import fold
from loyalty.model.offers import Campaign, OwnerAction, Per, Plan, Question, Tier
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.reward import Reward
from loyalty.model.segment import Segment, SegmentRule

Offered = Reward | Campaign | Tier | Plan | ProductRule | Question | OwnerAction | Segment
Rank = tuple[Decimal | int | str, ...]
"""Of two rows of one kind; the last part tells rows apart that give the same."""

ORDERS_BY_WHAT_THEY_GIVE = (
    OrderStatus.REFUNDED,
    OrderStatus.CANCELLED,
    OrderStatus.UNPAID,
    OrderStatus.PARTLY_REFUNDED,
    OrderStatus.PAID,
)
IN_THE_POOL = (
    CouponStatus.CANCELLED,
    CouponStatus.EXPIRED,
    CouponStatus.USED,
    CouponStatus.ASKED,
    CouponStatus.ISSUED,
    CouponStatus.AVAILABLE,
)
"""Of a code that nobody has: only an available one can be given."""
WITH_A_MEMBER = (
    CouponStatus.USED,
    CouponStatus.EXPIRED,
    CouponStatus.ASKED,
    CouponStatus.ISSUED,
    CouponStatus.AVAILABLE,
    CouponStatus.CANCELLED,
)
"""Of a coupon that the Ledger gave: only a cancelled one gives points back."""
FOR_EVER = 10_000
DECISIONS = (False, True, None)
"""A word beside one of two rows about the same is meant for both, and a no before a yes."""


def order_gives(row: Order) -> Rank:
    """Of rows with one number."""
    status = ORDERS_BY_WHAT_THEY_GIVE.index(row.status)
    goods = row.amount if row.goods is None else min(row.goods, row.amount)
    return status, row.amount - row.given_back, goods, fold_email(row.email), repr(row)


def coupon_gives(row: Coupon, given: Entry | None) -> Rank:
    """Of rows with one code; of a coupon that was ``given`` first those that say what the Ledger says."""
    last = (row.expires or date.max).toordinal()
    if given is None:
        return IN_THE_POOL.index(row.status), last, repr(row)
    reward, member = fold(row.reward) != fold(given.subject), row.member != given.member
    return reward, member, WITH_A_MEMBER.index(row.status), last, repr(row)


def review_gives(row: Review) -> Rank:
    """Of rows about one thing that waits."""
    return DECISIONS.index(row.decision), repr(row)


def offer_gives(row: Offered) -> Rank:
    """Of rows with one name."""
    match row:
        case Reward():
            special = row.points if row.special_price is None else row.special_price
            limits = row.stock is None, not row.once, not row.only_for
            return row.active, -row.points, -special, *limits, row.stock or 0, row.value or 0, repr(row)
        case Campaign():
            fits = -row.minimum, not row.once, not row.whom, not row.products, not row.hold_out, len(row.weekdays)
            return row.active, row.multiplier, row.bonus, *fits, repr(row)
        case Tier():
            return -row.threshold, row.multiplier, row.bonus, repr(row)
        case Plan():
            return row.active, row.months or FOR_EVER, row.multiplier, repr(row)
        case ProductRule():
            # One that is switched off leaves what everything gives: more than a multiplier below 1, less than above.
            return row.fixed is not None, row.multiplier if row.active else 1, row.fixed or 0, repr(row)
        case Question():
            return row.active, row.points, repr(row)
        case OwnerAction():
            return row.active, row.points, row.limit, -tuple(Per).index(row.per), repr(row)
        case Segment():
            # The one with fewer members, as far as a number can say that.
            wide = row.rule in (SegmentRule.NEW, SegmentRule.ONE_STEP)
            return row.rule.value, row.threshold if wide else -row.threshold, repr(row)
        case _:
            assert_never(row)
