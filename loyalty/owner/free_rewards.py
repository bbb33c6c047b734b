"""Rewards that somebody can take who only opens accounts: joining, alone or as a friend, brings enough points."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loyalty.book.book import Book
from loyalty.model.identifiers import fold
from loyalty.model.program_settings import BonusSpendable
from loyalty.model.reward import Reward
from loyalty.points.audience import is_for
from loyalty.points.rewards import at_price_for


@dataclass(frozen=True, slots=True)
class FreeReward:
    """It costs a new account no more ``points`` than joining brings without any order.

    As a ``friend``: than joining with a member's code brings, once there is an order of any amount.
    """

    reward: Reward
    points: int
    friend: bool


def free_rewards(book: Book, rewards: Iterable[Reward]) -> Iterator[FreeReward]:
    """Those of the rewards that a new account can take for nothing, or for next to nothing."""
    settings = book.settings
    at_once = settings.bonus_spendable is BonusSpendable.AT_ONCE
    alone = settings.sign_up_bonus if at_once else 0
    by_any_order = settings.friend_points > 0 and settings.referral_minimum <= 0
    as_friend = settings.sign_up_bonus + settings.friend_points if by_any_order else 0
    groups = frozenset(fold(tier.name) for tier in book.offers.tiers if tier.threshold <= 0)
    for reward in rewards:
        if is_for(groups, reward.only_for):
            priced = at_price_for(groups, reward)
            if priced.points <= alone:
                yield FreeReward(priced, alone, friend=False)
            elif priced.points <= as_friend:
                yield FreeReward(priced, as_friend, friend=True)
