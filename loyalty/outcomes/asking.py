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
    """The member's points; ``ready`` are coupons whose codes the shop has made since they were last told."""

    answer_code: ClassVar[str] = "points"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    ready: tuple[HeldCoupon, ...] = ()


@dataclass(frozen=True, slots=True)
class RewardsTold:
    """Every reward that can be had, cheapest first."""

    answer_code: ClassVar[str] = "rewards"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    rewards: tuple[Reward, ...]


@dataclass(frozen=True, slots=True)
class TierTold:
    """The member's tier and membership, and the memberships that can be bought."""

    answer_code: ClassVar[str] = "tier"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    plans: tuple[Plan, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class HistoryTold:
    """All lines that the member's points add up from, the newest first."""

    answer_code: ClassVar[str] = "history"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True)
class CouponsTold:
    """The member's coupons that are good today, the soonest to expire first.

    For ``refused`` rewards the shop could lately make no code, so that their points are back.
    """

    answer_code: ClassVar[str] = "coupons"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    coupons: tuple[HeldCoupon, ...]
    refused: tuple[Reward, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferTold:
    """The member's code, and the link into the chat to which it is added.

    ``points`` are what they get for a friend, ``friend_points`` what the friend gets, when the friend's first order is
    at least ``minimum``; ``friends`` is for how many friends they have had points.
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
