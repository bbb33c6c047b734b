"""Since when a member could take a reward, and how far away the next one is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from loyalty.book.book import Book
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.program_settings import BonusSpendable, Settings
from loyalty.model.reward import Reward
from loyalty.points.redeemed import not_undone
from loyalty.points.sign_up_bonus import waiting_bonus


@dataclass(frozen=True, slots=True)
class Reach:
    """``since`` is the day on which the first of the rewards came within reach that a member can take and has not
    taken any of since; None for none. ``missing`` are the points up to the next one; None where there is none.
    """

    since: date | None
    missing: int | None


def reach(book: Book, member: Member, rewards: Iterable[Reward], *, today: date) -> Reach:
    """How these rewards stand to the points that the member can spend on this day."""
    points = book.account_of(member.code).available_on(today) - waiting_bonus(book, member.code, today=today)
    rewards = tuple(rewards)
    missing = min((reward.points - points for reward in rewards if reward.points > points), default=None)
    takeable = [reward for reward in rewards if reward.points <= points]
    if not takeable:
        return Reach(None, missing)
    lines, settings = book.entries_of(member.code), book.settings
    came = [max(_had(lines, settings, points, reward.points, today), reward.starts or date.min) for reward in takeable]
    return Reach(max(min(came), *_taken_or_waited(lines, settings)), missing)


def _had(lines: tuple[Entry, ...], settings: Settings, points: int, price: int, today: date) -> date:
    """Since which day these lines, which come to so many points today, have come to the price."""
    dated = sorted(((_counts_from(line, settings), line.points) for line in lines), reverse=True)
    since = today
    for day, brought in dated:
        if day > today:
            continue
        if day < since and points < price:
            break
        points -= brought
        since = day
    return since


def _counts_from(line: Entry, settings: Settings) -> date:
    return max(settings.day(line.time), line.available or date.min)


def _taken_or_waited(lines: tuple[Entry, ...], settings: Settings) -> Iterator[date]:
    """The days before which nobody can have been waiting with points in hand: the last reward that they took, and the
    first order where the bonus waits for it.
    """
    yield max((settings.day(line.time) for line in not_undone(lines)), default=date.min)
    if settings.bonus_spendable is BonusSpendable.AFTER_FIRST_ORDER:
        claims = (settings.day(line.time) for line in lines if line.kind is EntryKind.CLAIM)
        yield min(claims, default=date.min)
