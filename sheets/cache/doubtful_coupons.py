"""Rows of Coupons that leave a doubt: codes of a reward that is not there, and a Status beside another's Member."""

from collections.abc import Iterable, Iterator

from loyalty.book.book import Book
from loyalty.model.causes import coupon_cause
from loyalty.model.coupon import Coupon, CouponStatus
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
WHOSE_STATUS = Sentence(
    "The Ledger gave this code to %(member)s, but the row does not name them: this word may be about another coupon, "
    "and counts for nothing. Empty this cell; when the row shows who has the coupon, write the word again if it holds."
)
DONE_WITH = frozenset(CouponStatus) - {CouponStatus.AVAILABLE, CouponStatus.ISSUED}


def unproved(book: Book, coupons: TabCache[Coupon]) -> tuple[int, ...]:
    """The rows whose Status is nobody's word, for they name another member than the Ledger (docs/decisions/0059)."""
    rows = enumerate(coupons.all_values(), coupons.heading_row + 1)
    return tuple(number for number, row in rows if row and row.status in DONE_WITH and _is_anothers(book, row))


def _is_anothers(book: Book, row: Coupon) -> bool:
    counts = book.coupons[fold(row.code)]
    return bool(counts.member) and counts.member != row.member and book.caused_by(coupon_cause(row.code)) is not None


def problems(book: Book, coupons: TabCache[Coupon], rewards: Table, doubtful: Iterable[int]) -> Iterator[Problem]:
    """What Problems lists of rows whose Status is nobody's word, and of rewards that are not there."""
    for number in doubtful:
        row = coupons.value(number)
        counts = book.coupons.get(fold(row.code)) if row else None
        if row and counts:
            why = WHOSE_STATUS.of(member=counts.member)
            yield Problem(COUPONS.title, number, COUPONS.status.heading, row.status.value, why)
    yield from _without_reward(book, coupons, rewards)


def _without_reward(book: Book, coupons: TabCache[Coupon], rewards: Table) -> Iterator[Problem]:
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
