"""The nightly run: what time alone has changed is booked, slice after slice, each of them complete in itself."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from loyalty.birthday import congratulate
from loyalty.credit import credit_orders
from loyalty.decisions import Decision
from loyalty.expiry import expire, start_expiry
from loyalty.leave import erase
from loyalty.outcomes import Congratulated, Credited, Erased, Expired, Ranked, Referred, Settled
from loyalty.referral import pay_referrals
from loyalty.settle import settle_coupons
from loyalty.tiers import rank_members
from sheets.google import Spent
from sheets.workbook import Workbook

Part = TypeVar("Part", Erased, Settled, Credited, Referred, Congratulated, Ranked, Expired)

SLICE = 200
"""Members or orders whose points are booked in one commit."""
COMMIT_SECONDS = 60.0


@dataclass(slots=True)
class Tidied:
    """What a run did: points that unused coupons gave back and of how many, points of orders that were booked without a
    claim and of how many, rises and falls of tiers with the points that they brought, points that expired and in how
    many lots.

    ``left`` is for how many members there is more to do in the next run.
    """

    erased: int = 0
    given_back: int = 0
    coupons: int = 0
    credited: int = 0
    orders: int = 0
    birthdays: int = 0
    referrals: int = 0
    referral_points: int = 0
    tiers: int = 0
    tier_points: int = 0
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
    for erased in _slices(erase, workbook, clock, spent, may_go_on, done):
        done.erased += erased.members
    for settled in _slices(settle_coupons, workbook, clock, spent, may_go_on, done):
        done.given_back += settled.points
        done.coupons += settled.coupons
    for credited in _slices(credit_orders, workbook, clock, spent, may_go_on, done):
        done.credited += credited.points
        done.orders += credited.orders
    for referred in _slices(pay_referrals, workbook, clock, spent, may_go_on, done):
        done.referrals += referred.lines
        done.referral_points += referred.points
    for congratulated in _slices(congratulate, workbook, clock, spent, may_go_on, done):
        done.birthdays += congratulated.birthdays
    for ranked in _slices(rank_members, workbook, clock, spent, may_go_on, done):
        done.tiers += ranked.steps
        done.tier_points += ranked.points
    for expired in _slices(expire, workbook, clock, spent, may_go_on, done):
        done.expired += expired.points
        done.lots += expired.lots
    return done


def _slices(
    rule: Callable[..., Decision[Part]],
    workbook: Workbook,
    clock: Callable[[], datetime],
    spent: Spent,
    may_go_on: Callable[[], bool],
    done: Tidied,
) -> Iterator[Part]:
    """What each slice of a step came to; what there was no time for is added to ``done.left``."""
    rest: tuple[str, ...] | None = None
    while rest is None or (rest and may_go_on()):
        step = partial(rule, now=clock(), limit=SLICE, among=rest)
        part = workbook.transact(step, seconds=COMMIT_SECONDS, spent=spent)
        rest = part.rest
        yield part
    done.left += len(rest)
