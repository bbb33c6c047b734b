"""The checkout of a Shopify store: bills, orders, and what becomes of them."""

from decimal import Decimal

from sandbox.shops.cart import Bill, Cart, bill
from sandbox.shops.catalogue import Variant
from sandbox.shops.sale import Sale, sold_lines
from sandbox.shops.shopify.discounts import Checkout, reductions
from sandbox.shops.shopify.store import Store

FIRST_NUMBER = 1001


def billed(store: Store, cart: Cart) -> Bill:
    """What the cart costs at this moment, with the codes that apply."""
    lines: list[tuple[Variant, int]] = [
        (store.catalogue.variant(number), quantity) for number, quantity in cart.lines.items() if quantity
    ]
    shipping = store.shipping if any(not variant.gift_card for variant, _ in lines) else Decimal(0)
    customer = store.customer_of(cart.email) if cart.email else None
    at = Checkout(lines, shipping, cart.email, customer.id if customer else None, store.clock.now(), store.money)
    taken, refused = reductions([(code, store.discount_of(code)) for code in cart.codes], at)
    return bill(lines, shipping, taken, refused, store.money)


def bought(store: Store, cart: Cart, *, status: str, tip: Decimal = Decimal(0), test: bool = False) -> Sale:
    """The order that the cart becomes, whose codes are used by it."""
    made, now = billed(store, cart), store.clock.now()
    customer = store.welcome(cart.email) if cart.email else None
    sale = Sale(
        id=next(store.ids),
        number=str(FIRST_NUMBER + len(store.sales)),
        email=cart.email,
        phone=cart.phone,
        lines=sold_lines(made, store.ids),
        reductions=made.reductions,
        shipping=made.shipping,
        money=store.money,
        placed=now,
        updated=now,
        status=status,
        customer=customer.id if customer else None,
        notes=dict(cart.notes),
        tip=tip,
        test=test,
    )
    for reduction in made.reductions:
        used = store.discount_of(reduction.code)
        if used is not None:
            used.used_by.append(cart.email.casefold())
    store.sales.append(sale)
    return sale
