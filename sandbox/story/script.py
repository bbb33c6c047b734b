"""The script of the story: who does what on the first day, and what each step must be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sandbox.chat_client import ANA, BORIS, Answer, Customer
from sandbox.story.demo_shop import CODES, LINK

COUPON = CODES[0][0]
COUPON_DAYS = 30
REMINDER_DAYS = 28


@dataclass(frozen=True, slots=True)
class Tap:
    """A customer taps: ``expects`` holds what the answer's keys must be, ``says`` what its message must contain."""

    customer: Customer
    action: str
    detail: str = ""
    expects: Answer = field(default_factory=dict)
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DaysPass:
    """Days pass: the owner dates back in their spreadsheet when this customer joined."""

    customer: Customer
    days: int


@dataclass(frozen=True, slots=True)
class ReminderRun:
    """The daily reminder run; ``expects`` holds its counts, ``says`` what its letter must contain."""

    expects: Mapping[str, int]
    says: tuple[str, ...] = ()


Step = Tap | DaysPass | ReminderRun


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the story."""

    title: str
    steps: tuple[Step, ...]


def the_first_day(today: date) -> tuple[Chapter, ...]:
    """The story of the first day, which is this day in the shop."""
    last_day = (today + timedelta(days=COUPON_DAYS)).isoformat()
    coupon: Answer = {"coupon": COUPON, "coupon_link": f"{LINK}/tote-bag", "coupon_expires": last_day}
    return (_joining(), _claiming(), _saving(), _redeeming(coupon), _asking(coupon), _reminding())


def _joining() -> Chapter:
    welcome: Answer = {"code": "joined", "points": 50, "points_earned": 50, "member": True}
    steps = (
        Tap(ANA, "join", ANA.email, welcome, says=("Finch Club", "50 points")),
        Tap(ANA, "join", ANA.email, {"code": "already_member", "points": 50, "points_earned": 0}),
    )
    return Chapter("Ana taps the link, says yes and gives her e-mail address. Then she taps once more.", steps)


def _claiming() -> Chapter:
    steps = (
        Tap(ANA, "claim", "1042", {"code": "claimed", "points": 110, "points_earned": 60}, says=("1042", "60 points")),
        Tap(ANA, "claim", "1042", {"code": "already_claimed", "points": 110, "points_earned": 0}, says=("1042",)),
        Tap(BORIS, "join", BORIS.email, {"code": "joined", "points": 50}),
        Tap(BORIS, "claim", "1042", {"code": "unknown_order", "points": 50, "points_earned": 0}, says=("1042",)),
        Tap(BORIS, "claim", "1066", {"code": "not_paid", "points": 50, "points_earned": 0}, says=("not paid",)),
    )
    return Chapter("She claims her order of $60.00. It counts once, and only for her.", steps)


def _saving() -> Chapter:
    enough: Answer = {"code": "claimed", "points": 217, "points_to_next": 133, "rewards": "Tote bag (200)"}
    steps = (
        Tap(ANA, "claim", "1051", {"code": "claimed", "points": 155, "next_reward": "Tote bag"}, says=("45 points",)),
        Tap(ANA, "claim", "1063", enough, says=("Tote bag", "Stoneware mug", "133")),
    )
    return Chapter("Two more orders bring her over 200, the first prize.", steps)


def _redeeming(coupon: Answer) -> Chapter:
    taken: Answer = {"code": "redeemed", "points": 17, **coupon}
    steps = (
        Tap(ANA, "redeem", "tote", taken, says=(COUPON, "checkout", LINK)),
        Tap(ANA, "redeem", "tote", taken, says=(COUPON,)),
        Tap(BORIS, "redeem", "mug", {"code": "points_short", "points": 50, "coupon": "-"}, says=("300",)),
    )
    return Chapter("She takes the tote bag. A second tap gives the same code; Boris cannot afford the mug.", steps)


def _asking(coupon: Answer) -> Chapter:
    steps = (
        Tap(ANA, "points", "", {"code": "points", "points": 17, "points_to_next": 183, "next_reward": "Tote bag"}),
        Tap(ANA, "rewards", "", {"code": "rewards", "points": 17}, says=("Tote bag", "Stoneware mug", "Wool blanket")),
        Tap(ANA, "coupons", "", {"code": "coupons", "points": 17, **coupon}, says=(COUPON,)),
    )
    return Chapter("She asks how she stands, whenever she likes.", steps)


def _reminding() -> Chapter:
    steps = (
        DaysPass(ANA, REMINDER_DAYS),
        ReminderRun({"due": 1, "sent": 1, "failed": 0, "left": 0, "taken": 0}, says=("17", "Tote bag", "183", COUPON)),
        ReminderRun({"due": 0, "sent": 0, "failed": 0, "left": 0, "taken": 0}),
    )
    return Chapter("Four weeks pass, and the daily reminder run writes to her. Run twice, it writes once.", steps)
