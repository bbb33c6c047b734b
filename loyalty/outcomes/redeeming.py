"""Answers to taking a reward."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from loyalty.model.reward import Reward
from loyalty.model.shop.coupon_link import coupon_link
from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Blocked, NotMember


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The member took a reward and has its coupon; ``again`` when this is the coupon of a tap just before.

    ``currency`` is that of a reward which is an amount of money, blank for any other. ``email`` and ``member`` are
    whose it is, and with ``in_shop`` the program has made the code there.
    """

    answer_code: ClassVar[str] = "redeemed"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    reward: Reward
    code: str
    expires: date
    again: bool
    currency: str = ""
    email: str = field(default="", compare=False)  # whose it is shows in its link alone
    member: str = field(default="", compare=False)
    in_shop: bool = False

    @property
    def link(self) -> str:
        """Where the coupon is used, blank for nowhere."""
        return coupon_link(self.reward, code=self.code, email=self.email, member=self.member, in_shop=self.in_shop)


@dataclass(frozen=True, slots=True)
class CouponSoon:
    """The member took a reward, and the shop is still making its code; ``again`` when they took it before.

    The ``code`` is not told to anybody: the shop does not have it.
    """

    answer_code: ClassVar[str] = "coupon_soon"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    reward: Reward
    code: str
    again: bool


@dataclass(frozen=True, slots=True)
class CouponRefused:
    """The shop does not make a code for this reward, so that the points are back."""

    answer_code: ClassVar[str] = "coupon_refused"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class AskedOwner:
    """The member took a reward and the shop will write to them; ``again`` when they asked just before."""

    answer_code: ClassVar[str] = "asked_owner"
    answer_status: ClassVar[AnswerStatus] = "ok"

    standing: Standing
    reward: Reward
    again: bool


@dataclass(frozen=True, slots=True)
class PointsShort:
    """The reward costs ``missing`` more points than the member has.

    Where none are missing, the sign-up bonus is among them and waits for a first order.
    """

    answer_code: ClassVar[str] = "points_short"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    reward: Reward
    missing: int


@dataclass(frozen=True, slots=True)
class UnknownReward:
    """There is no such reward, or not now. ``asked`` is blank when the member named none."""

    answer_code: ClassVar[str] = "unknown_reward"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    asked: str


@dataclass(frozen=True, slots=True)
class NotForThem:
    """The reward is for members of some tiers, plans or segments, and this member is in none of them."""

    answer_code: ClassVar[str] = "not_for_her"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class TakenBefore:
    """Each member can take this reward once, and this one has."""

    answer_code: ClassVar[str] = "taken_before"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class OutOfStock:
    """None of this reward is left, or it is out of order: the shop could make no code for it."""

    answer_code: ClassVar[str] = "out_of_stock"
    answer_status: ClassVar[AnswerStatus] = "no"

    standing: Standing
    reward: Reward


RedeemOutcome = (
    Redeemed
    | CouponSoon
    | CouponRefused
    | AskedOwner
    | Blocked
    | NotMember
    | UnknownReward
    | OutOfStock
    | PointsShort
    | NotForThem
    | TakenBefore
)
