"""Orders of which nobody has told what the owner's rules ask for: goods alone, or what each product came to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.book.book import Book
from loyalty.model.program_settings import EarnBy, PointsCount
from loyalty.points.counting.base_points import tells_goods, tells_lines

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class UntoldOrders:
    """Of so many paid ``orders`` of the last year, those without ``goods`` and those without amounts of their lines.

    Both are 0 where no rule asks for them. ``in_vain``: there are rules for products, and each order gives the same.
    """

    orders: int
    goods: int
    lines: int
    in_vain: bool


def untold_orders(book: Book, *, now: datetime) -> UntoldOrders:
    """What is not told, as the sheet stands."""
    settings, offers, today = book.settings, book.offers, book.settings.day(now)
    recent = [order for order in book.orders.values() if order.paid and (order.placed or today) > today - YEAR]
    by_amount = settings.earn_by is EarnBy.AMOUNT
    wants_goods = by_amount and settings.points_count is PointsCount.GOODS
    named = any(campaign.products and campaign.multiplier != 1 for campaign in offers.campaigns if campaign.active)
    wants_lines = by_amount and (bool(offers.products) or named)
    return UntoldOrders(
        len(recent),
        goods=sum(1 for order in recent if not tells_goods(order)) if wants_goods else 0,
        lines=sum(1 for order in recent if not tells_lines(order)) if wants_lines else 0,
        in_vain=bool(offers.products) and not by_amount,
    )
