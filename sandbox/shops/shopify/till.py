"""The checkout of a Shopify store: bills, orders, and what becomes of them."""

from collections.abc import Mapping
from decimal import Decimal

from sandbox.shops.cart import Bill, Cart, bill
from sandbox.shops.sale import Refund, Sale, SoldLine, sale_of
from sandbox.shops.shopify.discounts import Checkout, reductions
from sandbox.shops.shopify.store import Store


def billed(store: Store, cart: Cart) -> Bill:
    """What the cart costs at this moment, with the codes that apply."""
    lines, shipping = cart.contents(store.catalogue, store.shipping)
    customer = store.customer_of(cart.email) if cart.email else None
    at = Checkout(lines, shipping, cart.email, customer.id if customer else None, store.clock.now(), store.money)
    taken, refused = reductions([(code, store.discount_of(code)) for code in cart.codes], at)
    return bill(lines, shipping, taken, refused, store.money)


def bought(store: Store, cart: Cart, *, tip: Decimal = Decimal(0), test: bool = False) -> Sale:
    """The order that the cart becomes, which nobody has paid yet; its codes are used by it."""
    made, now = billed(store, cart), store.clock.now()
    customer = store.welcome(cart.email) if cart.email else None
    number = str(store.first_number + len(store.sales))
    sale = sale_of(cart, made, next(store.ids), number, money=store.money, at=now, lines=store.ids)
    sale.customer, sale.tip, sale.test = customer.id if customer else None, tip, test
    for reduction in made.reductions:
        used = store.discount_of(reduction.code)
        if used is not None:
            used.used_by.append(cart.email.casefold())
    store.sales.append(sale)
    return sale


def paid(store: Store, sale: Sale) -> None:
    """What is still open comes in."""
    sale.pay(store.clock.now())
    sale.status = "paid"


def refunded(
    store: Store,
    sale: Sale,
    units: Mapping[int, int],
    *,
    amount: Decimal | None = None,
    shipping: Decimal = Decimal(0),
    reason: str = "",
) -> Refund:
    """Goods or money go back; raises TooMuchRefunded. The status follows the money."""
    now = store.clock.now()
    refund = sale.give_back(units, ids=store.ids, at=now, amount=amount, shipping=shipping, reason=reason)
    if refund.amount:
        sale.status = "refunded" if sale.refunded >= sale.received else "partially_refunded"
    return refund


def cancelled(store: Store, sale: Sale) -> Refund:
    """The order is cancelled, and what was paid for it goes back with all its goods."""
    left, shipping = sale.received - sale.refunded, sale.shipping_left
    refund = refunded(store, sale, sale.everything(), amount=left, shipping=shipping, reason="Cancelled")
    sale.cancelled = sale.updated = store.clock.now()
    if not sale.received:
        sale.status = "voided"
    return refund


def edited(store: Store, sale: Sale, quantities: Mapping[int, int]) -> None:
    """The owner edits the order: so many of each variant are kept, new ones cost their price of now."""
    for variant_id, wanted in quantities.items():
        line = next((line for line in sale.lines if line.variant.id == variant_id and line.kept), None)
        kept = line.kept if line else 0
        if line and wanted < kept:
            line.removed += kept - wanted
        elif wanted > kept:
            variant = store.catalogue.variant(variant_id)
            sale.lines.append(SoldLine(next(store.ids), variant, wanted - kept, {}))
    sale.updated = store.clock.now()
    if sale.received:
        open_ = sale.total_left - sale.received + sale.refunded
        sale.status = "partially_paid" if open_ > 0 else "paid"
