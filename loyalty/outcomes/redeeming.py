"""What taking a reward can come to."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from loyalty.model.values import Reward
from loyalty.outcomes.anywhere import Blocked, NotMember, Status
from loyalty.outcomes.standing import Standing


@dataclass(frozen=True, slots=True)
class Redeemed:
    """She took a reward and has its coupon; ``again`` when this is the coupon of a tap just before.

    ``currency`` is that of a reward which is an amount of money, blank for any other.
    """

    code: ClassVar[str] = "redeemed"
    status: ClassVar[Status] = "ok"

    standing: Standing
    reward: Reward
    coupon_code: str
    expires: date
    again: bool
    currency: str = ""


@dataclass(frozen=True, slots=True)
class AskedOwner:
    """She took a reward and the shop will write to her; ``again`` when she asked just before."""

    code: ClassVar[str] = "asked_owner"
    status: ClassVar[Status] = "ok"

    standing: Standing
    reward: Reward
    again: bool


@dataclass(frozen=True, slots=True)
class PointsShort:
    """The reward costs more points than she has."""

    code: ClassVar[str] = "points_short"
    status: ClassVar[Status] = "no"

    standing: Standing
    reward: Reward
    missing: int


@dataclass(frozen=True, slots=True)
class UnknownReward:
    """There is no such reward, or not now. ``asked`` is blank when she named none."""

    code: ClassVar[str] = "unknown_reward"
    status: ClassVar[Status] = "no"

    standing: Standing
    asked: str


@dataclass(frozen=True, slots=True)
class NotForHer:
    """The reward is for members of some tiers, plans or segments, and she is in none of them."""

    code: ClassVar[str] = "not_for_her"
    status: ClassVar[Status] = "no"

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class TakenBefore:
    """Each member can take this reward once, and she has."""

    code: ClassVar[str] = "taken_before"
    status: ClassVar[Status] = "no"

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class OutOfStock:
    """None of this reward is left."""

    code: ClassVar[str] = "out_of_stock"
    status: ClassVar[Status] = "no"

    standing: Standing
    reward: Reward


RedeemOutcome = (
    Redeemed | AskedOwner | Blocked | NotMember | UnknownReward | OutOfStock | PointsShort | NotForHer | TakenBefore
)
