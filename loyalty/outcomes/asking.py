"""Answers to questions, after which nothing has changed."""

from dataclasses import dataclass
from decimal import Decimal

from loyalty.model.offers import Plan
from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import HeldCoupon, HistoryLine, Standing
from loyalty.outcomes.not_served import NotMember


@dataclass(frozen=True, slots=True)
class PointsTold:
    """Her points."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class RewardsTold:
    """Every reward that can be had, cheapest first."""

    standing: Standing
    rewards: tuple[Reward, ...]


@dataclass(frozen=True, slots=True)
class TierTold:
    """Her tier and membership, and the memberships that can be bought."""

    standing: Standing
    plans: tuple[Plan, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class HistoryTold:
    """All that her points are made of, the newest first."""

    standing: Standing
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class CouponsTold:
    """Her coupons that are good today, the soonest to expire first."""

    standing: Standing
    coupons: tuple[HeldCoupon, ...]


@dataclass(frozen=True, slots=True)
class ReferTold:
    """Her code and the link into the chat to which it is added; what she and a friend get, and for how many friends
    she had points. The friend's first order has to be of the ``minimum``.
    """

    standing: Standing
    code: str
    chat: str
    points: int
    friend_points: int
    minimum: Decimal
    currency: str
    friends: int


@dataclass(frozen=True, slots=True)
class NoReferrals:
    """Nobody gets points for friends in this program."""

    standing: Standing


AskOutcome = PointsTold | TierTold | ReferTold | NoReferrals | RewardsTold | CouponsTold | HistoryTold | NotMember
