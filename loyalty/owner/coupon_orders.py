"""The orders that carried coupons of the program, and what was bought in them beside the rewards.

All of it is exact; whoever shows a figure rounds it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.bought.beside_rewards import beside_rewards
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.orders import Order
from loyalty.points.redeemed import redemption_of, reward_name


@dataclass(frozen=True, slots=True)
class CouponOrder:
    """A paid order with the ``codes`` of the program's coupons in it, as the tab Coupons writes them.

    ``beside`` is what was bought beside the rewards, as far as the order's products are told, with what each came to in
    the currency that was paid.
    """

    order: Order
    codes: tuple[str, ...]
    beside: tuple[OrderLine, ...]

    @property
    def net(self) -> Decimal:
        """What was paid in it, less what went back, in the program's currency: a reward itself costs nothing there."""
        return self.order.amount - self.order.given_back

    @property
    def has_more(self) -> bool:
        """True where anything was bought beside the rewards, and not all of it went back.

        Its products say it, else what of it was for goods, else its amount, where shipping counts as well.
        """
        if any(line.amount is not None for line in self.order.lines):
            return bool(self.beside) and self.net > 0
        goods = self.order.goods
        return self.net > 0 and (goods is None or goods > 0)


def coupon_orders(book: Book) -> tuple[CouponOrder, ...]:
    """All paid orders with coupons of the program's, in the order of the sheet."""
    return tuple(_carrying(book, [order for order in book.orders.values() if order.coupons and order.paid]))


def _carrying(book: Book, orders: Iterable[Order]) -> Iterator[CouponOrder]:
    for order in orders:
        codes, rewards = list[str](), list[str]()
        for code in dict.fromkeys(order.coupons):
            row = book.coupon(code)
            given = redemption_of(book, row) if row else None
            if row and given:
                codes.append(row.code)
                rewards.append(reward_name(book, given))
        if codes:
            yield CouponOrder(order, tuple(codes), beside_rewards(order.lines, rewards))
