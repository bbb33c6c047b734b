"""What was sold: an order with its lines, what was paid for it, and what was given back of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sandbox.shops.cart import Bill, Cart, Reduction
from sandbox.shops.catalogue import Money, Variant

NOTHING = Decimal(0)


class TooMuchRefunded(Exception):
    """More is to be given back than was paid, or than was bought."""


@dataclass(slots=True)
class SoldLine:
    """One line of an order. ``removed`` units were taken out by editing the order, ``refunded`` ones were sent back."""

    id: int
    variant: Variant
    quantity: int
    reductions: Mapping[str, Decimal]
    removed: int = 0
    refunded: int = 0

    @property
    def kept(self) -> int:
        """How many the customer still has."""
        return self.quantity - self.removed - self.refunded

    @property
    def subtotal(self) -> Decimal:
        """The price of all units, before codes."""
        return self.variant.price * self.quantity

    @property
    def discount(self) -> Decimal:
        """What codes took off all units."""
        return sum(self.reductions.values(), NOTHING)

    @property
    def total(self) -> Decimal:
        """What was to be paid for all units."""
        return self.subtotal - self.discount

    def of_next(self, units: int, money: Money) -> Decimal:
        """What these many more units that leave the order were sold for; over all units it adds up to ``total``."""
        gone = self.removed + self.refunded
        return self._of_first(gone + units, money) - self._of_first(gone, money)

    def left(self, money: Money) -> Decimal:
        """What the kept units were sold for: all that has not left the order with others."""
        return self.total - self._of_first(self.removed + self.refunded, money)

    def _of_first(self, units: int, money: Money) -> Decimal:
        return money.rounded(self.total * units / self.quantity)


@dataclass(frozen=True, slots=True)
class RefundedLine:
    """Units of one line that were given back, and what for, without tax that was added."""

    id: int
    line: SoldLine
    quantity: int
    subtotal: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Refund:
    """Goods or money, or both, that went back. ``amount`` is all the money, with tax and shipping in it."""

    id: int
    at: datetime
    lines: tuple[RefundedLine, ...]
    shipping: Decimal
    amount: Decimal
    reason: str = ""

    @property
    def goods(self) -> Decimal:
        """What was given back for goods."""
        return sum((line.subtotal for line in self.lines), NOTHING)

    @property
    def tax(self) -> Decimal:
        """The tax on the goods."""
        return sum((line.tax for line in self.lines), NOTHING)


@dataclass(slots=True)
class Sale:
    """One order; ``status`` is in the shop's own words."""

    id: int
    number: str
    """What the customer knows: "1001"."""
    email: str
    lines: list[SoldLine]
    reductions: tuple[Reduction, ...]
    shipping: Decimal
    money: Money
    placed: datetime
    updated: datetime
    status: str
    phone: str = ""
    paid: datetime | None = None
    cancelled: datetime | None = None
    customer: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    tip: Decimal = NOTHING
    test: bool = False
    on_delivery: bool = False
    """To be paid in cash when it comes."""
    received: Decimal = NOTHING
    """The money that came in."""
    deleted: bool = False
    refunds: list[Refund] = field(default_factory=list)

    @property
    def goods(self) -> Decimal:
        """What was to be paid for the goods as ordered, after codes."""
        return sum((line.total for line in self.lines), NOTHING)

    @property
    def goods_left(self) -> Decimal:
        """What is to be paid for the goods that the customer keeps."""
        return sum((line.left(self.money) for line in self.lines), NOTHING)

    @property
    def shipping_discount(self) -> Decimal:
        """What codes took off the shipping."""
        return sum((one.shipping for one in self.reductions), NOTHING)

    @property
    def discount(self) -> Decimal:
        """What codes took off in all."""
        return sum((line.discount for line in self.lines), self.shipping_discount)

    @property
    def shipped_for(self) -> Decimal:
        """What was to be paid for the shipping."""
        return self.shipping - self.shipping_discount

    @property
    def tax(self) -> Decimal:
        """All tax, within the prices or on top."""
        return sum((self.money.tax_of(line.total) for line in self.lines), self.money.tax_of(self.shipped_for))

    @property
    def total(self) -> Decimal:
        """What was to be paid in all, as ordered."""
        parts = [*(line.total for line in self.lines), self.shipped_for]
        return sum(parts, self.tip) + sum(map(self.money.added_tax, parts), NOTHING)

    @property
    def shipping_left(self) -> Decimal:
        """What is to be paid for the shipping after refunds of it."""
        return self.shipped_for - sum((refund.shipping for refund in self.refunds), NOTHING)

    @property
    def tax_left(self) -> Decimal:
        """The tax on what the customer keeps."""
        lines = (self.money.tax_of(line.left(self.money)) for line in self.lines)
        return sum(lines, self.money.tax_of(self.shipping_left))

    @property
    def total_left(self) -> Decimal:
        """What is to be paid in all for what the customer keeps."""
        parts = [*(line.left(self.money) for line in self.lines), self.shipping_left]
        return sum(parts, self.tip) + sum(map(self.money.added_tax, parts), NOTHING)

    @property
    def refunded(self) -> Decimal:
        """The money that went back."""
        return sum((refund.amount for refund in self.refunds), NOTHING)

    @property
    def summary(self) -> str:
        """Its goods in one line."""
        return ", ".join(f"{line.kept} × {line.variant.name}" for line in self.lines)

    def pay(self, at: datetime) -> None:
        """All that is still open comes in."""
        self.received, self.paid, self.updated = self.total_left + self.refunded, self.paid or at, at

    def everything(self) -> dict[int, int]:
        """All units that the customer has, by their variants."""
        return {line.variant.id: line.kept for line in self.lines if line.kept}

    def line_of(self, variant_id: int) -> SoldLine:
        """The line of this variant; raises StopIteration where there is none."""
        return next(line for line in self.lines if line.variant.id == variant_id)

    def give_back(
        self,
        units: Mapping[int, int],
        *,
        ids: Iterable[int],
        at: datetime,
        amount: Decimal | None = None,
        shipping: Decimal = NOTHING,
        reason: str = "",
    ) -> Refund:
        """Gives back units by their variants, shipping, or a sum of money alone; raises TooMuchRefunded.

        Without an amount it is what the goods and the shipping were sold for, with their tax.
        """
        number = iter(ids)
        chosen = [(self.line_of(variant), quantity) for variant, quantity in units.items()]
        if any(quantity > line.kept for line, quantity in chosen):
            raise TooMuchRefunded
        lines = []
        for line, quantity in chosen:
            subtotal = line.of_next(quantity, self.money)
            lines.append(RefundedLine(next(number), line, quantity, subtotal, self.money.tax_of(subtotal)))
        parts = [*(line.subtotal for line in lines), shipping]
        worth = sum(parts, NOTHING) + sum(map(self.money.added_tax, parts), NOTHING)
        back = worth if amount is None else amount
        if back > self.received - self.refunded:
            raise TooMuchRefunded
        for line, quantity in chosen:
            line.refunded += quantity
        refund = Refund(next(number), at, tuple(lines), shipping, back, reason)
        self.refunds.append(refund)
        self.updated = at
        return refund


def sale_of(
    cart: Cart, bill: Bill, sale_id: int, number: str, *, money: Money, at: datetime, lines: Iterable[int]
) -> Sale:
    """The order that the cart with this bill becomes, which nobody has paid yet; ``lines`` are the ids of its lines."""
    return Sale(
        id=sale_id,
        number=number,
        email=cart.email,
        phone=cart.phone,
        lines=[
            SoldLine(line_id, line.variant, line.quantity, dict(line.reductions))
            for line_id, line in zip(lines, bill.lines, strict=False)
        ],
        reductions=bill.reductions,
        shipping=bill.shipping,
        money=money,
        placed=at,
        updated=at,
        status="pending",
        notes=dict(cart.notes),
    )
