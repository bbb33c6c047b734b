"""An order of the shop and its status."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from loyalty.model.bought.order_lines import OrderLine


class OrderStatus(StrEnum):
    """Where an order stands; one that is refunded or cancelled gives its points back."""

    PAID = "paid"
    UNPAID = "unpaid"
    PARTLY_REFUNDED = "partly refunded"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderCells:
    """What the owner's cells say of an order, in its own currency; ``status`` is None where they say nothing.

    ``rate`` is what one of its currency is worth in the program's. ``brought`` is the amount that a door or a file told
    when it added the row, and ``changed`` when the shop had changed it last; None for a row that the owner has typed.
    ``goods`` is what of the amount was for goods, None where they do not say; ``lines`` are the products of the order.
    ``phone`` is a number as loyalty.model.written.phone_numbers reads it, blank for none.
    ``shop_id`` is the shop's own id of it, where a door has told that with the row.
    """

    status: OrderStatus | None
    amount: Decimal
    refunded: Decimal | None
    email: str
    rate: Decimal = Decimal(1)
    brought: Decimal | None = None
    changed: datetime | None = None
    goods: Decimal | None = None
    lines: tuple[OrderLine, ...] = ()
    phone: str = ""
    shop_id: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the shop, in the program's currency; without a day of placing it is never too old.

    ``refunded`` is how much of its amount went back in all, None where the owner has not said; ``placed_at`` the
    instant of placing, where the owner's sheet tells more than the day. ``coupons`` are the codes, folded, that it was
    paid with. ``paid_as`` is what the customer paid where that was in another currency, such as ``50.00 EUR``; then
    ``told_amount`` and ``told_refunded`` are the amounts as they were told, None where that is the program's currency.
    ``goods`` is what of the amount was for goods: without shipping, tax, tips and gift cards; None where nobody has
    told it. ``lines`` are its products with what each came to, as that was told, in the currency that was paid.
    ``phone`` is the customer's number as loyalty.model.written.phone_numbers reads it, blank for none: it says whose
    the order is where there is no address.
    ``cells`` are what the owner's cells say, where that is not all that counts: the shop may have said more.
    """

    number: str
    email: str
    amount: Decimal
    status: OrderStatus = OrderStatus.PAID
    placed: date | None = None
    refunded: Decimal | None = None
    placed_at: datetime | None = None
    products: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    paid_as: str = ""
    told_amount: Decimal | None = None
    told_refunded: Decimal | None = None
    goods: Decimal | None = None
    lines: tuple[OrderLine, ...] = ()
    phone: str = ""
    cells: OrderCells | None = None

    @property
    def own_cells(self) -> OrderCells:
        """What the owner's cells say."""
        return self.cells or OrderCells(
            self.status,
            self.amount,
            self.refunded,
            self.email,
            goods=self.goods,
            lines=self.lines,
            phone=self.phone,
        )

    @property
    def paid(self) -> bool:
        """True when points can be claimed for it, or for what is left of it."""
        match self.status:
            case OrderStatus.PAID:
                return True
            case OrderStatus.PARTLY_REFUNDED:
                return self.refunded is not None
            case OrderStatus.UNPAID | OrderStatus.REFUNDED | OrderStatus.CANCELLED:
                return False
            case _:
                assert_never(self.status)

    @property
    def given_back(self) -> Decimal:
        """How much of its amount the customer has back, from nothing to all of it."""
        if self.called_off:
            return self.amount
        if self.refunded is None or not self._goes_back_in_part:
            return Decimal(0)
        return max(min(self.refunded, self.amount), Decimal(0))

    @property
    def net(self) -> Decimal:
        """What is left of its amount; the very same number where nothing went back, as a large book has many."""
        back = self.given_back
        return self.amount - back if back else self.amount

    @property
    def told_back(self) -> tuple[Decimal, Decimal]:
        """How much the customer has back, and of how much, as it was told: no rate of today's is in it."""
        if self.told_amount is None:
            return self.given_back, self.amount
        as_told = replace(self, amount=self.told_amount, refunded=self.told_refunded, told_amount=None)
        return as_told.told_back

    @property
    def refund_is_above(self) -> bool:
        """True where more is said to have gone back than was paid, and nobody has said that it went back."""
        return self._goes_back_in_part and self.refunded is not None and self.refunded > self.amount

    @property
    def _goes_back_in_part(self) -> bool:
        """True also where its payment is open again, as in a dispute after its claim: then Refunded alone says it."""
        return self.status in (OrderStatus.PARTLY_REFUNDED, OrderStatus.UNPAID)

    @property
    def called_off(self) -> bool:
        """True when nothing of it stands any more."""
        return self.status in (OrderStatus.REFUNDED, OrderStatus.CANCELLED)


def after_refund(status: OrderStatus, amount: Decimal, refunded: Decimal | None) -> OrderStatus:
    """What the refunded amount makes of an order: nobody need say the same twice.

    More than was paid cannot go back: that says nothing sure (Order.refund_is_above). What is unpaid cannot be claimed,
    whatever went back of it in part.
    """
    if not refunded or status in (OrderStatus.REFUNDED, OrderStatus.CANCELLED):
        return status
    if refunded == amount:
        return OrderStatus.REFUNDED
    return status if status is OrderStatus.UNPAID else OrderStatus.PARTLY_REFUNDED
