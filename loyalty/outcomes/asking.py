"""Answers to questions, after which nothing has changed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from loyalty.model.offers import Plan
from loyalty.model.reward import Reward
from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.member_standing import HeldCoupon, HistoryLine, Standing
from loyalty.outcomes.not_served import NotMember


@dataclass(frozen=True, slots=True)
class PointsTold:
    """Her points."""

    answer_code: ClassVar[str] = "points"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing


@dataclass(frozen=True, slots=True)
class RewardsTold:
    """Every reward that can be had, cheapest first."""

    answer_code: ClassVar[str] = "rewards"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    rewards: tuple[Reward, ...]


@dataclass(frozen=True, slots=True)
class TierTold:
    """Her tier and membership, and the memberships that can be bought."""

    answer_code: ClassVar[str] = "tier"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    plans: tuple[Plan, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class HistoryTold:
    """All that her points are made of, the newest first."""

    answer_code: ClassVar[str] = "history"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class CouponsTold:
    """Her coupons that are good today, the soonest to expire first."""

    answer_code: ClassVar[str] = "coupons"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    coupons: tuple[HeldCoupon, ...]


@dataclass(frozen=True, slots=True)
class ReferTold:
    """Her code and the link into the chat to which it is added; what she and a friend get, and for how many friends
    she had points. The friend's first order has to be of the ``minimum``.
    """

    answer_code: ClassVar[str] = "refer"
    answer_status: ClassVar[AnswerStatus] = "ok"

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

    answer_code: ClassVar[str] = "no_referrals"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing


AskOutcome = PointsTold | TierTold | ReferTold | NoReferrals | RewardsTold | CouponsTold | HistoryTold | NotMember
