"""Codes of the pool whose reward is not in Rewards: nobody would be given one, and the owner would not know why."""

from collections.abc import Iterator

from loyalty.book.book import Book
from loyalty.model.coupon import Coupon
from loyalty.model.identifiers import fold
from loyalty.model.program_settings import CouponSource
from sheets.cache.tab_cache import TabCache
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem, Table
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.offers.rewards_tab import REWARDS

NO_SUCH_REWARD = Sentence(
    "No row of Rewards has this under Reward, so codes for it are given to nobody; they begin in this row. "
    "Write the reward as it is called there, or add it."
)


def problems(book: Book, coupons: TabCache[Coupon], rewards: Table) -> Iterator[Problem]:
    """One for each reward that is not there, at the first of its codes; none where codes come from elsewhere.

    A reward that cannot be read has a problem of its own.
    """
    if book.settings.coupons is not CouponSource.POOL:
        return
    known = {fold(row.text_or_blank(REWARDS.reward)) for row in rewards.keyed()}
    for reward, pool in book.pools.items():
        if pool and reward not in known:
            row = min(coupons.rows(fold(coupon.code) for coupon in pool), default=coupons.heading_row)
            yield Problem(COUPONS.title, row, COUPONS.reward.heading, pool[0].reward[:100], NO_SUCH_REWARD)
