"""Which answers are refusals that an owner can do something about: of a claim, or of a reward."""

from collections.abc import Collection
from typing import TypeAlias

from loyalty.outcomes.claiming import (
    DayIsFull,
    NotApproved,
    NotPaid,
    OrderTooLarge,
    OrderTooOld,
    OrderTooSmall,
    UnknownOrder,
    WaitingFull,
)
from loyalty.outcomes.not_served import TooManyTries
from loyalty.outcomes.redeeming import CouponRefused, NotForThem, OutOfStock, PointsShort, TakenBefore, UnknownReward

Refusal: TypeAlias = (
    NotPaid
    | OrderTooOld
    | OrderTooSmall
    | OrderTooLarge
    | DayIsFull
    | NotApproved
    | UnknownOrder
    | WaitingFull
    | TooManyTries
    | PointsShort
    | OutOfStock
    | NotForThem
    | TakenBefore
    | UnknownReward
    | CouponRefused
)
REFUSED: Collection[str] = tuple(refusal.answer_code for refusal in Refusal.__args__)
"""Their codes; no question that goes on is one, nor what waits, nor a second tap on what is booked."""
