"""The table of docs/orders-in.md about orders that go forward and back happens as it stands there."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from loyalty.book.book import Book
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus

PAGE = Path(__file__).parents[3] / "docs" / "orders-in.md"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ANA = "Members | Email | Contact\nANA | ana@example.com | ana"


def words() -> list[list[str]]:
    section = PAGE.read_text(encoding="utf-8").partition("## Forward and back")[2].partition("\n#")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line] for line in lines[1:]]


def told(said: str, changed: str) -> ShopOrder:
    status, refunded = re.match(r"`(\w+)`", said), re.match(r"refunded ([\d.]+)", said)
    return ShopOrder(
        "8021",
        "ana@example.com",
        Decimal(80),
        placed=date(2026, 11, 20),
        status=OrderStatus(status[1]) if status else None,
        refunded=Decimal(refunded[1]) if refunded else None,
        changed=datetime.fromisoformat(changed).replace(tzinfo=UTC) if changed else None,
    )


def test_what_the_shop_says_counts_as_the_page_says(sheet: Callable[..., Book]) -> None:
    book, happened = sheet(ANA), list[list[str]]()

    for minutes, (said, changed, _, _) in enumerate(words()):
        now = NOON + timedelta(minutes=minutes)
        book = book.after(take_orders(book, orders=[told(said, changed)], now=now).changes)
        if not happened:
            book = book.after(claim_order(book, contact="ana", number="8021", now=now).changes)
        happened.append([said, changed, book.orders["8021"].status.value, str(book.account_of("ANA").points)])

    assert happened == words()
    assert len(happened) > 10
