"""Shopify's code discounts: what each takes off a cart, and to whom, when and how often it applies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sandbox.shops.cart import CodeRefused, Reduction, spread
from sandbox.shops.catalogue import Money, Variant

PRODUCT, ORDER, SHIPPING = "PRODUCT", "ORDER", "SHIPPING"
"""The classes of discounts, by which it is said what combines with what."""

INVALID_CODE = "Enter a valid discount code"
NOT_FOR_THESE = "This discount code isn't valid for the items in your cart"
EXPIRED = "This discount code has expired"
USED_UP = "This discount code has reached its usage limit"
USED_BY_YOU = "You have already used this discount code"
NOT_COMBINED = "This discount code can't be combined with the others"
NOT_FOR_YOU = "This discount code isn't available to you"


@dataclass(slots=True)
class Discount:
    """One code discount; ``id`` is that of its node."""

    id: int
    title: str
    code: str
    starts: datetime
    created: datetime
    ends: datetime | None = None
    amount: Decimal | None = None
    each_item: bool = False
    """Whether the amount is taken off each unit, or once."""
    percentage: Decimal | None = None
    """A share: 1 is everything."""
    free_shipping: bool = False
    dearest_shipping: Decimal | None = None
    """The price of shipping up to which shipping is free."""
    variants: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()
    everything: bool = False
    usage_limit: int | None = None
    once_per_customer: bool = False
    customers: frozenset[int] = frozenset()
    """Whom it is for; empty: for all."""
    least_subtotal: Decimal | None = None
    least_quantity: int | None = None
    combines_with: frozenset[str] = frozenset()
    used_by: list[str] = field(default_factory=list)
    """The address of each buyer who used it, in order."""

    @property
    def kind(self) -> str:
        """Its class."""
        if self.free_shipping:
            return SHIPPING
        return ORDER if self.everything else PRODUCT

    @property
    def in_orders(self) -> str:
        """What an order's body calls its kind."""
        return "shipping" if self.free_shipping else "percentage" if self.percentage is not None else "fixed_amount"

    def status(self, now: datetime) -> str:
        """ACTIVE, EXPIRED or SCHEDULED; who switches one off ends it."""
        if self.ends is not None and now >= self.ends:
            return "EXPIRED"
        return "ACTIVE" if now >= self.starts else "SCHEDULED"

    def entitles(self, variant: Variant) -> bool:
        """Whether it is for this variant; nothing is taken off gift cards."""
        meant = self.everything or variant.id in self.variants or variant.product_id in self.products
        return meant and not variant.gift_card


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a code is looked at against."""

    lines: Sequence[tuple[Variant, int]]
    shipping: Decimal
    email: str
    """The buyer's address; blank in a cart, where what rests on it is not looked at yet."""
    customer: int | None
    now: datetime
    money: Money


Taken = tuple[Discount, Reduction]


def reductions(
    codes: Sequence[tuple[str, Discount | None]], at: Checkout
) -> tuple[tuple[Reduction, ...], dict[str, str]]:
    """What the codes take off, in their order, and why others do not."""
    taken: list[Taken] = []
    refused = {}
    # what is for single products comes before what is for the order, whose base it makes smaller
    for code, discount in sorted(codes, key=lambda one: one[1] is not None and one[1].kind != PRODUCT):
        try:
            if discount is None:
                raise CodeRefused(INVALID_CODE)
            _check(discount, at, taken)
            taken.append((discount, _reduction(discount, at, [reduction for _, reduction in taken])))
        except CodeRefused as why:
            refused[code] = str(why)
    return tuple(reduction for _, reduction in taken), refused


def _check(discount: Discount, at: Checkout, before: Sequence[Taken]) -> None:
    """Raises CodeRefused with the first thing that is wrong."""
    meant = [(v, q) for v, q in at.lines if discount.entitles(v) or discount.free_shipping]
    subtotal, quantity = sum((v.price * q for v, q in meant), Decimal(0)), sum(q for _, q in meant)
    status, least, few = discount.status(at.now), discount.least_subtotal, discount.least_quantity
    dearest, limit = discount.dearest_shipping, discount.usage_limit
    apart = any(o.kind not in discount.combines_with or discount.kind not in o.combines_with for o, _ in before)
    unmet = (
        (status == "EXPIRED", EXPIRED),
        (status == "SCHEDULED", INVALID_CODE),
        (limit is not None and len(discount.used_by) >= limit, USED_UP),
        (discount.once_per_customer and at.email.casefold() in filter(None, discount.used_by), USED_BY_YOU),
        (bool(discount.customers) and at.customer not in discount.customers, NOT_FOR_YOU),
        (apart, NOT_COMBINED),
        (not meant, NOT_FOR_THESE),
        (dearest is not None and at.shipping > dearest, NOT_FOR_THESE),
        (least is not None and subtotal < least, f"Spend at least {least} to use this discount code"),
        (few is not None and quantity < few, f"Add at least {few} of the items to use this discount code"),
    )
    for wrong, why in unmet:
        if wrong:
            raise CodeRefused(why)


def _reduction(discount: Discount, at: Checkout, before: Sequence[Reduction]) -> Reduction:
    if discount.free_shipping:
        return Reduction(discount.code, discount.in_orders, {}, at.shipping)
    base = {}
    for place, (variant, quantity) in enumerate(at.lines):
        met = [one for one in before if one.lines.get(place)]
        # a line that another product's code has met is not met twice
        if discount.entitles(variant) and not (discount.kind == PRODUCT and any(o.on_lines_of_its_own for o in met)):
            base[place] = variant.price * quantity - sum((one.lines[place] for one in met), Decimal(0))
    if not base:
        raise CodeRefused(NOT_COMBINED)
    off = _off_each_line(discount, at, base)
    return Reduction(discount.code, discount.in_orders, off, on_lines_of_its_own=discount.kind == PRODUCT)


def _off_each_line(discount: Discount, at: Checkout, base: Mapping[int, Decimal]) -> dict[int, Decimal]:
    if discount.percentage is not None:
        return {place: at.money.rounded(amount * discount.percentage) for place, amount in base.items()}
    amount = discount.amount or Decimal(0)
    if discount.each_item:
        return {place: min(amount * at.lines[place][1], most) for place, most in base.items()}
    return spread(amount, base, at.money)
