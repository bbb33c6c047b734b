"""Rewards on offer: which of them a member can have on a day, and at what price."""

from dataclasses import replace
from datetime import date

from loyalty.book.book import Book
from loyalty.book.left_members import lines_ever
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.reward import Reward
from loyalty.points.audience import groups_of, is_for
from loyalty.points.redeemed import not_undone


def rewards_on_offer(book: Book, member: Member, *, today: date) -> tuple[Reward, ...]:
    """The rewards that a member can have now, at their price, the cheapest first; of two with one id the first."""
    distinct = {fold(reward.id): reward for reward in reversed(book.rewards)}
    groups = groups_of(book, member, today=today) if any(map(asks_who, book.rewards)) else frozenset[str]()
    shown = (reward for reward in distinct.values() if offered(reward, today) and book.in_stock(reward))
    hers = (reward for reward in shown if is_for(groups, reward.only_for) and not had(book, member, reward))
    priced = (at_price_for(groups, reward) for reward in hers)
    return tuple(sorted(priced, key=lambda reward: (reward.points, fold(reward.name))))


def offered(reward: Reward, today: date) -> bool:
    """True when it is on the list on this day."""
    return reward.active and (reward.starts or today) <= today <= (reward.ends or today)


def at_price_for(groups: frozenset[str], reward: Reward) -> Reward:
    """The reward with the points that it costs whoever is in these groups."""
    special = reward.special_price
    if special is None or not reward.special_for or not is_for(groups, reward.special_for):
        return reward
    return replace(reward, points=min(special, reward.points))


def had(book: Book, member: Member, reward: Reward) -> bool:
    """True when a member can take it only once, and has, also before they left and came back."""
    if not reward.once:
        return False
    return any(fold(entry.subject) == fold(reward.id) for entry in not_undone(lines_ever(book, member.code)))


def asks_who(reward: Reward) -> bool:
    """True for a reward that not everybody can have, or not at one price."""
    return bool(reward.only_for or reward.special_for)
