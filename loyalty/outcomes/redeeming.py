"""Answers to taking a reward."""

from dataclasses import dataclass
from datetime import date

from loyalty.model.reward import Reward
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Blocked, NotMember


@dataclass(frozen=True, slots=True)
class Redeemed:
    """She took a reward and has its coupon; ``again`` when this is the coupon of a tap just before.

    ``currency`` is that of a reward which is an amount of money, blank for any other.
    """

    standing: Standing
    reward: Reward
    code: str
    expires: date
    again: bool
    currency: str = ""


@dataclass(frozen=True, slots=True)
class AskedOwner:
    """She took a reward and the shop will write to her; ``again`` when she asked just before."""

    standing: Standing
    reward: Reward
    again: bool


@dataclass(frozen=True, slots=True)
class PointsShort:
    """The reward costs more points than she has."""

    standing: Standing
    reward: Reward
    missing: int


@dataclass(frozen=True, slots=True)
class UnknownReward:
    """There is no such reward, or not now. ``asked`` is blank when she named none."""

    standing: Standing
    asked: str


@dataclass(frozen=True, slots=True)
class NotForHer:
    """The reward is for members of some tiers, plans or segments, and she is in none of them."""

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class TakenBefore:
    """Each member can take this reward once, and she has."""

    standing: Standing
    reward: Reward


@dataclass(frozen=True, slots=True)
class OutOfStock:
    """None of this reward is left."""

    standing: Standing
    reward: Reward


RedeemOutcome = (
    Redeemed | AskedOwner | Blocked | NotMember | UnknownReward | OutOfStock | PointsShort | NotForHer | TakenBefore
)
