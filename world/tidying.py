"""The nightly run: what time alone has changed is booked, slice after slice, each of them complete in itself."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

from loyalty.expiry import expire, start_expiry
from loyalty.outcomes import Expired
from sheets.google import Spent
from sheets.workbook import Workbook

SLICE = 200
"""Members whose points end in one commit."""
COMMIT_SECONDS = 60.0


@dataclass(slots=True)
class Tidied:
    """What a run did: points that expired, in how many lots, and members whose points are left for the next run."""

    expired: int = 0
    lots: int = 0
    left: int = 0

    def as_answer(self) -> dict[str, str | int]:
        """The task's answer."""
        return {"task": "tidy", **asdict(self)}


def tidy(workbook: Workbook, *, clock: Callable[[], datetime], spent: Spent, may_go_on: Callable[[], bool]) -> Tidied:
    """Books what is due while it may go on; the next run does the rest. Raises WorkbookErrors.

    The owner's edits are booked and what she sees is brought up to date by the way.
    """
    workbook.transact(partial(start_expiry, now=clock()), seconds=COMMIT_SECONDS, spent=spent, tidy=True)
    done = Tidied()
    among: tuple[str, ...] | None = None
    while among is None or (among and may_go_on()):
        rule = partial(expire, now=clock(), limit=SLICE, among=among)
        slice_: Expired = workbook.transact(rule, seconds=COMMIT_SECONDS, spent=spent)
        done.expired += slice_.points
        done.lots += slice_.lots
        among = slice_.rest
    done.left = len(among)
    return done
