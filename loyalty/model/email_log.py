"""The letters that there are, and the lines of the tab Emails, which say what became of each."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from loyalty.model.causes import CAMPAIGN_LINE
from loyalty.model.entry import UNDATED

NEXT_LINE = timedelta(seconds=1)
"""A line of a letter is this much newer than the one before, at least: cells hold whole seconds."""
NEWER_THAN_ALL = datetime.max.replace(tzinfo=UTC)


class LetterName(StrEnum):
    """The letters that there are, by the names of their folders in ``templates/``."""

    CONFIRM = "confirm"
    WELCOME = "welcome"
    REMINDER = "reminder"
    COUPON = "coupon"
    COUPON_REFUSED = "coupon_refused"
    POINTS_EARNED = "points_earned"
    CLAIM_ENDED = "claim_ended"
    COUPON_EXPIRING = "coupon_expiring"
    POINTS_EXPIRING = "points_expiring"
    MEMBERSHIP_ENDING = "membership_ending"
    TIER_WARNING = "tier_warning"
    WIN_BACK = "win_back"
    OWNER_TASK = "owner_task"


OWNER_NOTE = "owner_note"
"""The owner's note: about the program and no member, so it is none of the letters that Letters can name."""
THE_OWNER = "OWNER"
"""What stands under Member beside it: no member has this code, which is shorter than theirs."""
TO_OWNER = frozenset({LetterName.OWNER_TASK.value, OWNER_NOTE})
"""Letters to the owner: their address is no member's."""


class LetterStatus(StrEnum):
    """A letter is noted as taken before it is sent, as sent or failed after.

    One that stays taken may have arrived or not; one that is waiting was taken, but certainly not sent. One that is
    held out was due on that day, and is never sent: the hash of the member's code wanted it so.
    """

    TAKEN = "taken"
    SENT = "sent"
    FAILED = "failed"
    WAITING = "waiting"
    HELD_OUT = "held out"


SETTLED = {
    LetterStatus.TAKEN: 0,
    LetterStatus.WAITING: 0,
    LetterStatus.FAILED: 1,
    LetterStatus.HELD_OUT: 2,
    LetterStatus.SENT: 3,
}
"""How certain a status is: nothing that comes later makes a letter unsent."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A line of Emails, or what all lines of one ``id`` say together; docs/decisions/0037 has the rule.

    The ``id`` is stable for one letter to one member on one day, or about one coupon. ``email`` is where it goes by
    e-mail, blank where it can go by chat alone. ``time`` is that of the line that counts; ``last_take`` is when the
    letter was last taken, as far as another line says so.
    """

    id: str
    time: datetime
    member: str
    email: str
    letter: str
    status: LetterStatus
    detail: str = ""
    last_take: datetime | None = None

    @property
    def of_campaign(self) -> bool:
        """True for no email at all, but what says that the member was held out of a campaign."""
        return self.id.startswith(CAMPAIGN_LINE)

    @property
    def taken_at(self) -> datetime:
        """When it was last taken up; in a sheet that says no more, the time of what became of it."""
        return self.last_take or self.time

    def with_line(self, line: "Letter") -> "Letter":
        """What is known with one more line of the same id; in whatever order lines come, and however often."""
        counts = max(self, line, key=_weight)
        takes = [take for take in (_take_of(self), _take_of(line)) if take]
        last_take = max(takes, default=None)
        if counts.status is LetterStatus.TAKEN and last_take == counts.time:
            last_take = None
        return counts if counts.last_take == last_take else replace(counts, last_take=last_take)

    def next_line(self, status: LetterStatus, detail: str = "", *, now: datetime) -> "Letter":
        """The line to add for what became of it, newer than all before whatever the clock of this instance says."""
        return replace(self, time=max(now, self.time + NEXT_LINE), status=status, detail=detail, last_take=None)


def _take_of(line: Letter) -> datetime | None:
    return line.last_take or (line.time if line.status is LetterStatus.TAKEN else None)


def _weight(line: Letter) -> tuple[int, datetime, bool, str, str, str]:
    """The line with the most weight counts: what is settled, then the newest, then rather none than two."""
    taken = line.status is LetterStatus.TAKEN
    # Where the owner has emptied Time, a letter that may have gone out must not go out once more.
    time = NEWER_THAN_ALL if taken and line.time == UNDATED else line.time
    return SETTLED[line.status], time, taken, line.detail, line.email, line.letter
