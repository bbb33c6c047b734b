"""The fields of the schema's root that tell of orders."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from graphql import GraphQLError

from sandbox.shops.sale import Sale
from sandbox.shops.shopify.admin import orders_shown
from sandbox.shops.shopify.admin.connections import Connection, connection
from sandbox.shops.shopify.admin.gids import number_of
from sandbox.shops.shopify.admin.goods_shown import Shown
from sandbox.shops.shopify.admin.search_terms import Term, all_hold, terms
from sandbox.shops.shopify.store import Store

SEEN = timedelta(days=60)
"""How old an order may be for whoever may not read all of them."""
SORTED: Mapping[str, Callable[[Sale], Any]] = {
    "CREATED_AT": lambda sale: (sale.placed, sale.id),
    "PROCESSED_AT": lambda sale: (sale.placed, sale.id),
    "UPDATED_AT": lambda sale: (sale.updated, sale.id),
    "ORDER_NUMBER": lambda sale: sale.id,
    "ID": lambda sale: sale.id,
}
STATUSES: Mapping[str, Callable[[Sale], bool]] = {
    "any": lambda _sale: True,
    "open": lambda sale: sale.cancelled is None,
    "cancelled": lambda sale: sale.cancelled is not None,
}


def orders_root(store: Store, scopes: Collection[str]) -> Mapping[str, Any]:
    """``order`` and ``orders`` for a caller with these scopes."""

    def seen() -> list[Sale]:
        oldest = store.clock.now() - SEEN
        every = "read_all_orders" in scopes
        return [sale for sale in store.sales if not sale.deleted and (every or sale.placed >= oldest)]

    def one(_info: Any, id: str) -> Shown | None:  # noqa: A002 - the schema's name
        number = number_of("Order", id)
        found = next((sale for sale in seen() if sale.id == number), None)
        return orders_shown.order(found, store) if found else None

    def several(_info: Any, **page: Any) -> Connection:
        wanted, key = terms(page.pop("query", None)), page.pop("sortKey")
        if key not in SORTED:
            raise GraphQLError(f"The sandbox does not sort orders by {key}.")
        found = [sale for sale in seen() if _is_wanted(sale, wanted, store)]
        ordered = sorted(found, key=SORTED[key])
        return connection(ordered, lambda sale: sale.id, lambda sale: orders_shown.order(sale, store), **page)

    return {"order": one, "orders": several}


def _is_wanted(sale: Sale, wanted: tuple[Term, ...], store: Store) -> bool:
    named = [term for term in wanted if term.field == "status"]
    others = [term for term in wanted if term.field != "status"]
    if any(term.value not in STATUSES for term in named):
        raise GraphQLError(f"The sandbox knows the statuses {', '.join(STATUSES)}.")
    texts = (store.name_of(sale), sale.number, sale.email)
    return all(STATUSES[term.value](sale) for term in named) and all_hold(
        others, orders_shown.fields_of_order(sale, store), texts
    )
