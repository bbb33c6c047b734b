"""Codes that a shop gives back with the order that carried them: they work once more there, so they do here.

WooCommerce lowers a coupon's usage count when its order is cancelled, has failed or goes to the trash, and counts it
again when that order becomes pending, on hold, processing or completed; one that is refunded keeps it
(wc_update_coupon_usage_counts in wc-order-functions.php, pull request 47125). At Shopify a code that an order has used
stays used, whatever becomes of the order, as owners say in its community; no page of Shopify's promises either.
"""

from loyalty.book.book import Book
from loyalty.model.fact import FactKind, Subject, fact_key, newest
from loyalty.model.identifiers import fold
from loyalty.model.orders import Order, OrderStatus

GIVES_BACK = "woocommerce/"
"""How the shop's own ids of orders begin."""


def gives_codes_back(book: Book, order: Order) -> bool:
    """True while the order is cancelled in a shop that gives its codes back: by the shop's own word, not the owner's,
    which changes nothing there.
    """
    ids = (order.own_cells.shop_id, *book.shop_ids_of(order.number))
    if not any(fold(shop_id).startswith(GIVES_BACK) for shop_id in ids):
        return False
    said = newest(book.facts_with(fact_key(Subject.ORDER, order.number)), FactKind.ORDER_STATUS)
    return said is not None and said.value == OrderStatus.CANCELLED
