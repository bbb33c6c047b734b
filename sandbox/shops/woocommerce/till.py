"""The checkout of a WooCommerce shop: bills, orders, and what becomes of them."""

from collections.abc import Mapping
from decimal import Decimal

from sandbox.shops.cart import Bill, Cart, bill
from sandbox.shops.sale import Refund, Sale, SoldLine, sale_of
from sandbox.shops.woocommerce.coupons import Checkout, reductions
from sandbox.shops.woocommerce.site import Site

STATUSES = ("pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed")
PAID = ("processing", "completed")
ON_DELIVERY_PAID = ("completed",)
NOT_SOLD = ("cancelled", "failed", "trash")
"""An order in one of these does not use its coupons."""


def billed(site: Site, cart: Cart) -> Bill:
    """What the cart costs at this moment, with the coupons that apply."""
    lines, shipping = cart.contents(site.catalogue, site.shipping)
    at = Checkout(lines, shipping, cart.email, site.clock.now(), site.money, site.categories)
    taken, refused = reductions([(code, site.coupon_of(code)) for code in cart.codes], at)
    return bill(lines, shipping, taken, refused, site.money)


def bought(site: Site, cart: Cart) -> Sale:
    """The order that the cart becomes, which nobody has paid yet; its coupons are used by it."""
    made, now = billed(site, cart), site.clock.now()
    number = next(site.posts)
    sale = sale_of(cart, made, number, str(number), money=site.money, at=now, lines=site.rows)
    _count_coupons(site, sale, uses=True)
    site.sales[sale.id] = sale
    return sale


def set_status(site: Site, sale: Sale, status: str) -> None:
    """The order gets this status, as a payment or the owner's hand sets it: there and back, as often as they like."""
    before, sale.status, sale.updated = sale.status, status, site.clock.now()
    if status in (ON_DELIVERY_PAID if sale.on_delivery else PAID) and sale.paid is None:
        sale.pay(sale.updated)
    if (before in NOT_SOLD) != (status in NOT_SOLD):
        _count_coupons(site, sale, uses=status not in NOT_SOLD)


def refunded(
    site: Site,
    sale: Sale,
    units: Mapping[int, int],
    *,
    amount: Decimal | None = None,
    shipping: Decimal = Decimal(0),
    reason: str = "",
) -> Refund:
    """Goods or money go back; raises TooMuchRefunded. An order of which nothing is left is refunded."""
    ids = [next(site.rows) for _ in units]
    refund = sale.give_back(
        units, ids=[*ids, next(site.posts)], at=site.clock.now(), amount=amount, shipping=shipping, reason=reason
    )
    if sale.refunded >= sale.received:
        sale.status = "refunded"
    return refund


def edited(site: Site, sale: Sale, quantities: Mapping[int, int]) -> None:
    """The owner edits the order: so many of each variant stand in it, whose coupons take off their share."""
    for variant_id, wanted in quantities.items():
        line = next((line for line in sale.lines if line.variant.id == variant_id), None)
        if line is None:
            sale.lines.append(SoldLine(next(site.rows), site.catalogue.variant(variant_id), wanted, {}))
        else:
            shares = {code: amount * wanted / line.quantity for code, amount in line.reductions.items()}
            line.quantity, line.reductions = wanted, {code: site.money.rounded(one) for code, one in shares.items()}
    sale.lines = [line for line in sale.lines if line.quantity]
    sale.updated = site.clock.now()
    if sale.paid:
        sale.received = sale.total  # the owner settles the difference


def undone(site: Site, sale: Sale, refund: Refund) -> None:
    """The owner deletes a refund: goods and money are as if it had not been."""
    for line in refund.lines:
        line.line.refunded -= line.quantity
    sale.refunds.remove(refund)
    sale.updated = site.clock.now()


def _count_coupons(site: Site, sale: Sale, *, uses: bool) -> None:
    buyer = sale.email.casefold()
    for reduction in sale.reductions:
        coupon = site.coupon_of(reduction.code)
        if coupon is not None and uses:
            coupon.used_by.append(buyer)
        elif coupon is not None and buyer in coupon.used_by:
            coupon.used_by.remove(buyer)
