"""A coupon: a code for one reward."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class CouponStatus(StrEnum):
    """Where a coupon stands; ``asked`` waits for the owner, who sends the code to the member."""

    AVAILABLE = "available"
    ISSUED = "issued"
    ASKED = "asked"
    USED = "used"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code for one reward; ``expires`` is the last day it is good for.

    ``shown_cancelled``: the program has shown that it is cancelled, so that another status is a newer word.
    """

    code: str
    reward: str
    status: CouponStatus = CouponStatus.AVAILABLE
    member: str = ""
    email: str = ""
    issued: datetime | None = None
    expires: date | None = None
    shown_cancelled: bool = False

    def expired_on(self, today: date) -> bool:
        """True from the day after the last one."""
        return self.expires is not None and today > self.expires
