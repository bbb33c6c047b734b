"""The checkout of a WooCommerce shop: bills, orders, and what becomes of them."""

from decimal import Decimal

from sandbox.shops.cart import Bill, Cart, bill
from sandbox.shops.sale import Sale, sold_lines
from sandbox.shops.woocommerce.coupons import Checkout, reductions
from sandbox.shops.woocommerce.site import Site


def billed(site: Site, cart: Cart) -> Bill:
    """What the cart costs at this moment, with the coupons that apply."""
    lines = [(site.catalogue.variant(number), quantity) for number, quantity in cart.lines.items() if quantity]
    shipping = site.shipping if any(not variant.gift_card for variant, _ in lines) else Decimal(0)
    at = Checkout(lines, shipping, cart.email, site.clock.now(), site.money, site.categories)
    taken, refused = reductions([(code, site.coupon_of(code)) for code in cart.codes], at)
    return bill(lines, shipping, taken, refused, site.money)


def bought(site: Site, cart: Cart, *, status: str) -> Sale:
    """The order that the cart becomes; its coupons are used by it."""
    made, now = billed(site, cart), site.clock.now()
    number = next(site.posts)
    sale = Sale(
        id=number,
        number=str(number),
        email=cart.email,
        phone=cart.phone,
        lines=sold_lines(made, site.rows),
        reductions=made.reductions,
        shipping=made.shipping,
        money=site.money,
        placed=now,
        updated=now,
        status=status,
        notes=dict(cart.notes),
    )
    for reduction in made.reductions:
        used = site.coupon_of(reduction.code)
        if used is not None:
            used.used_by.append(cart.email.casefold())
    site.sales[sale.id] = sale
    return sale
