"""What of Review is told in the night: what is new and not decided."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.member.claim import claim_order
from loyalty.nightly.ledger_count import take_stock
from loyalty.nightly.waiting import new_since_yesterday

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact | Joined
    ANA     | ana@example.com | ana     | 2026-11-01T09:00

    Orders | Email           | Amount    | Placed
    1042   | ana@example.com | 999999999 | 2026-11-20
"""


@pytest.mark.parametrize(
    ("hours", "decision", "told"),
    [(1, None, 1), (24, None, 1), (26, None, 0), (1, True, 0), (1, False, 0)],
)
def test_what_is_new_and_not_decided_is_told_once(sheet: Sheet, hours: int, decision: bool | None, told: int) -> None:
    book = sheet(ANA)
    book = book.after(claim_order(book, contact="ana", number="1042", now=NOON).changes)
    [row] = book.all_reviews()
    book.corrected(replace(row, decision=decision))

    undecided = take_stock(book).outcome.undecided
    assert new_since_yesterday(undecided, now=NOON + timedelta(hours=hours)) == told
