"""WooCommerce's coupons: what each takes off a cart, and to whom, when and how often it applies."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from fnmatch import fnmatchcase

from sandbox.shops.cart import CodeRefused, Reduction
from sandbox.shops.catalogue import Money, Variant

PERCENT, FIXED_CART, FIXED_PRODUCT = "percent", "fixed_cart", "fixed_product"
TYPES = (PERCENT, FIXED_CART, FIXED_PRODUCT)
HUNDRED = Decimal(100)

Lines = Sequence[tuple[Variant, int]]


@dataclass(slots=True)
class Coupon:
    """One coupon; its code is stored in lower case."""

    id: int
    code: str
    created: datetime
    modified: datetime
    type: str = FIXED_CART
    amount: Decimal = Decimal(0)
    status: str = "publish"
    description: str = ""
    expires: datetime | None = None
    product_ids: tuple[int, ...] = ()
    excluded_product_ids: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    excluded_categories: tuple[int, ...] = ()
    usage_limit: int = 0
    usage_limit_per_user: int = 0
    limit_usage_to_x_items: int = 0
    free_shipping: bool = False
    individual_use: bool = False
    exclude_sale_items: bool = False
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal(0)
    email_restrictions: tuple[str, ...] = ()
    meta: tuple[tuple[int, str, object], ...] = ()
    used_by: list[str] = field(default_factory=list)
    """The billing address of each order that uses it."""

    def is_for(self, variant: Variant, categories: Mapping[str, int]) -> bool:
        """Whether it is for this variant; a list names variations or whole products."""
        ids = {variant.id, variant.product_id}
        within = {categories[name] for name in variant.categories}
        named = not (self.product_ids or self.categories)
        named = named or bool(ids & set(self.product_ids)) or bool(within & set(self.categories))
        barred = ids & set(self.excluded_product_ids) or within & set(self.excluded_categories)
        return named and not barred and not (self.exclude_sale_items and variant.on_sale)


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a coupon is looked at against."""

    lines: Lines
    shipping: Decimal
    email: str
    """The billing address; blank in a cart, where what rests on it is not looked at yet."""
    now: datetime
    money: Money
    categories: Mapping[str, int]
    """The id of each category by its name."""

    @property
    def subtotal(self) -> Decimal:
        """The goods before coupons."""
        return sum((variant.price * quantity for variant, quantity in self.lines), Decimal(0))


def reductions(
    codes: Sequence[tuple[str, Coupon | None]], at: Checkout
) -> tuple[tuple[Reduction, ...], dict[str, str]]:
    """What the codes take off, in their order, and why others do not."""
    taken: list[tuple[Coupon, Reduction]] = []
    refused = {}
    for code, coupon in codes:
        try:
            if coupon is None:
                raise CodeRefused(f'Coupon "{code}" cannot be applied because it does not exist.')
            _check(coupon, at)
            if coupon.individual_use:
                taken.clear()  # it stands alone, and the others go
            elif any(other.individual_use for other, _ in taken):
                raise CodeRefused("Sorry, another coupon has already been applied and cannot be used with others.")
            taken.append((coupon, _reduction(coupon, at, [reduction for _, reduction in taken])))
        except CodeRefused as why:
            refused[code] = str(why)
    return tuple(reduction for _, reduction in taken), refused


def _check(coupon: Coupon, at: Checkout) -> None:
    """Raises CodeRefused with the first thing that is wrong, in WooCommerce's order."""
    code = coupon.code
    meant = [variant for variant, _ in at.lines if coupon.is_for(variant, at.categories)]
    times = coupon.used_by.count(at.email.casefold()) if at.email else 0
    unmet = (
        (coupon.status != "publish", f'Coupon "{code}" cannot be applied because it does not exist.'),
        (0 < coupon.usage_limit <= len(coupon.used_by), f'Usage limit for coupon "{code}" has been reached.'),
        (0 < coupon.usage_limit_per_user <= times, f'Usage limit for coupon "{code}" has been reached.'),
        (coupon.expires is not None and at.now > coupon.expires, f'Coupon "{code}" has expired.'),
        (at.subtotal < coupon.minimum, f'The minimum spend for coupon "{code}" is {coupon.minimum}.'),
        (0 < coupon.maximum < at.subtotal, f'The maximum spend for coupon "{code}" is {coupon.maximum}.'),
        (not meant, f'Sorry, coupon "{code}" is not applicable to selected products.'),
        (
            coupon.type == FIXED_CART and coupon.exclude_sale_items and any(v.on_sale for v, _ in at.lines),
            f'Sorry, coupon "{code}" is not valid for sale items.',
        ),
        (bool(at.email) and not _is_allowed(coupon, at.email), f'Please enter a valid email to use coupon "{code}".'),
    )
    for wrong, why in unmet:
        if wrong:
            raise CodeRefused(why)


def _is_allowed(coupon: Coupon, email: str) -> bool:
    """Whether the billing address is one that it is for; "*@example.com" names a whole domain."""
    wanted = [one.casefold() for one in coupon.email_restrictions]
    return not wanted or any(fnmatchcase(email.casefold(), one) for one in wanted)


def _reduction(coupon: Coupon, at: Checkout, before: Sequence[Reduction]) -> Reduction:
    left = {
        place: variant.price * quantity - sum((one.lines.get(place, Decimal(0)) for one in before), Decimal(0))
        for place, (variant, quantity) in enumerate(at.lines)
        if coupon.type == FIXED_CART or coupon.is_for(variant, at.categories)
    }
    shipping = at.shipping if coupon.free_shipping else Decimal(0)
    return Reduction(coupon.code, coupon.type, OFF[coupon.type](coupon, at, left), shipping)


Left = dict[int, Decimal]
"""What is still to be paid for each line that the coupon is for."""


def _percent_off(coupon: Coupon, at: Checkout, left: Left) -> Left:
    off = {}
    for place, units in _units(coupon, at.lines, left):
        quantity = at.lines[place][1]
        off[place] = at.money.rounded(left[place] * units / quantity * coupon.amount / HUNDRED)
    return off


def _off_each(coupon: Coupon, at: Checkout, left: Left) -> Left:
    return {
        place: at.money.rounded(min(coupon.amount * units, left[place] * units / at.lines[place][1]))
        for place, units in _units(coupon, at.lines, left)
    }


def _off_cart(coupon: Coupon, at: Checkout, left: Left) -> Left:
    """The same off each unit, as far as prices go; odd minor units go to the first ones."""
    amount = min(coupon.amount, sum(left.values(), Decimal(0)))
    off = dict.fromkeys(left, Decimal(0))
    step = Decimal(1).scaleb(-at.money.digits)
    while amount >= step:
        open_ = {place: at.lines[place][1] for place in left if off[place] < left[place]}
        each = max((amount / sum(open_.values())).quantize(step, ROUND_DOWN), step)
        for place, quantity in open_.items():
            taken = min(each * quantity, left[place] - off[place], amount)
            off[place], amount = off[place] + taken, amount - taken
    return off


def _units(coupon: Coupon, lines: Lines, left: Left) -> Iterator[tuple[int, int]]:
    """How many units of each line it meets: the dearest first, until its number of items is reached."""
    most = coupon.limit_usage_to_x_items
    for place in sorted(left, key=lambda one: -lines[one][0].price):
        units = lines[place][1] if not coupon.limit_usage_to_x_items else min(most, lines[place][1])
        most -= units
        if units:
            yield place, units


OFF: Mapping[str, Callable[[Coupon, Checkout, Left], Left]] = {
    PERCENT: _percent_off,
    FIXED_PRODUCT: _off_each,
    FIXED_CART: _off_cart,
}
