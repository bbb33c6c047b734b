"""What members are told when they only ask."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from loyalty.model.offers import Plan
from loyalty.model.values import Reward
from loyalty.outcomes.anywhere import NotMember, Status
from loyalty.outcomes.standing import HeldCoupon, HistoryLine, Standing


@dataclass(frozen=True, slots=True)
class PointsTold:
    """Her points."""

    code: ClassVar[str] = "points"
    status: ClassVar[Status] = "ok"

    standing: Standing


@dataclass(frozen=True, slots=True)
class RewardsTold:
    """Every reward that can be had, cheapest first."""

    code: ClassVar[str] = "rewards"
    status: ClassVar[Status] = "ok"

    standing: Standing
    rewards: tuple[Reward, ...]


@dataclass(frozen=True, slots=True)
class TierTold:
    """Her tier and membership, and the memberships that can be bought."""

    code: ClassVar[str] = "tier"
    status: ClassVar[Status] = "ok"

    standing: Standing
    plans: tuple[Plan, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class HistoryTold:
    """All that her points are made of, the newest first."""

    code: ClassVar[str] = "history"
    status: ClassVar[Status] = "ok"

    standing: Standing
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class CouponsTold:
    """Her coupons that are good today, the soonest to expire first."""

    code: ClassVar[str] = "coupons"
    status: ClassVar[Status] = "ok"

    standing: Standing
    coupons: tuple[HeldCoupon, ...]


@dataclass(frozen=True, slots=True)
class ReferTold:
    """Her code and the link into the chat to which it is added; what she and a friend get, and for how many friends
    she had points. The friend's first order has to be of the ``minimum``.
    """

    code: ClassVar[str] = "refer"
    status: ClassVar[Status] = "ok"

    standing: Standing
    referral_code: str
    chat: str
    points: int
    friend_points: int
    minimum: Decimal
    currency: str
    friends: int


@dataclass(frozen=True, slots=True)
class NoReferrals:
    """Nobody gets points for friends in this program."""

    code: ClassVar[str] = "no_referrals"
    status: ClassVar[Status] = "no"

    standing: Standing


AskOutcome = PointsTold | TierTold | ReferTold | NoReferrals | RewardsTold | CouponsTold | HistoryTold | NotMember
