"""The plain words that a letter's templates get: every text on one line, every link one of the web."""

from dataclasses import dataclass
from datetime import date

from loyalty.outcomes import HeldCoupon, LetterFacts, Prize, Standing
from loyalty.values import Reward
from mail.lines import link, one_line


@dataclass(frozen=True)
class RewardWords:
    """A reward; ``link`` is blank when there is none."""

    name: str
    points: str
    link: str


@dataclass(frozen=True)
class NextWords:
    """The next reward and the way there; ``percent`` is from 0 to 100."""

    name: str
    points: str
    missing: str
    percent: int
    link: str


@dataclass(frozen=True)
class CouponWords:
    """A coupon not yet used; ``asked``: it has no code yet, the shop will send it. Blanks where nothing is known."""

    name: str
    code: str
    last_day: str
    how_to_redeem: str
    link: str
    asked: bool


@dataclass(frozen=True)
class ReminderWords:
    """All that a reminder says."""

    name: str
    program: str
    shop: str
    shop_link: str
    points: str
    rewards: tuple[RewardWords, ...]
    next_reward: NextWords | None
    won: tuple[str, ...]
    spent: str
    coupons: tuple[CouponWords, ...]


def reminder_words(reminder: LetterFacts) -> ReminderWords:
    """What the templates of a reminder may say."""
    standing = reminder.standing
    return ReminderWords(
        name=one_line(reminder.name),
        program=one_line(reminder.program),
        shop=one_line(reminder.shop),
        shop_link=link(reminder.shop_link),
        points=points(standing.points),
        rewards=tuple(_reward(reward) for reward in standing.takeable),
        next_reward=None if standing.next_reward is None else _next(standing, standing.next_reward),
        won=tuple(_won(prize) for prize in reminder.won),
        spent=points(reminder.redeemed),
        coupons=tuple(_coupon(held) for held in reminder.coupons),
    )


def points(number: int) -> str:
    """``1 point``, ``1,250 points``."""
    return f"{number:,} point" if number == 1 else f"{number:,} points"


def day(a_day: date | None) -> str:
    """``14 December 2026``; blank for no day."""
    return "" if a_day is None else f"{a_day.day} {a_day:%B %Y}"


def _reward(reward: Reward) -> RewardWords:
    return RewardWords(one_line(reward.name), points(reward.points), link(reward.link))


def _next(standing: Standing, reward: Reward) -> NextWords:
    share = 100 * standing.points // reward.points if reward.points else 100
    return NextWords(
        one_line(reward.name),
        points(reward.points),
        missing=points(standing.points_to_next),
        percent=min(max(share, 0), 100),
        link=link(reward.link),
    )


def _won(prize: Prize) -> str:
    name = one_line(prize.name)
    return name if prize.times == 1 else f"{name} ({prize.times} times)"


def _coupon(held: HeldCoupon) -> CouponWords:
    reward = held.reward
    return CouponWords(
        name=one_line(reward.name if reward else held.coupon.reward),
        code=one_line(held.coupon.code),
        last_day=day(held.coupon.expires),
        how_to_redeem=one_line(reward.how_to_redeem) if reward else "",
        link=link(reward.link) if reward else "",
        asked=held.asked,
    )
