"""The letters that there are, and the lines of the tab Emails, which say what became of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LetterName(StrEnum):
    """The letters that there are, by the names of their folders in ``templates/``."""

    WELCOME = "welcome"
    REMINDER = "reminder"
    COUPON = "coupon"
    COUPON_EXPIRING = "coupon_expiring"
    POINTS_EXPIRING = "points_expiring"
    MEMBERSHIP_ENDING = "membership_ending"
    TIER_WARNING = "tier_warning"
    WIN_BACK = "win_back"
    OWNER_TASK = "owner_task"


class LetterStatus(StrEnum):
    """A letter is noted as taken before it is sent, as sent or failed after.

    One that stays taken may have arrived or not; one that is waiting was taken, but certainly not sent.
    """

    TAKEN = "taken"
    SENT = "sent"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Letter:
    """A line of Emails; ``id`` is stable for one letter to one member on one day, or about one coupon.

    ``email`` is where it goes by e-mail, blank where it can go by chat alone.
    """

    id: str
    time: datetime
    member: str
    email: str
    letter: str
    status: LetterStatus
    detail: str = ""
