"""Orders and their refunds as the REST API lists them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shops.sale import Sale
from sandbox.shops.woocommerce.lists import Headers, page_of
from sandbox.shops.woocommerce.order_bodies import Body, order_body, refund_resource
from sandbox.shops.woocommerce.refusals import invalid, unknown_id
from sandbox.shops.woocommerce.site import Site
from sandbox.shops.woocommerce.till import STATUSES

Bound = Callable[[datetime, datetime], bool]
BOUNDS: Mapping[str, tuple[Callable[[Sale], datetime], Bound]] = {
    "after": (lambda sale: sale.placed, lambda found, bound: found > bound),
    "before": (lambda sale: sale.placed, lambda found, bound: found < bound),
    "modified_after": (lambda sale: sale.updated, lambda found, bound: found > bound),
    "modified_before": (lambda sale: sale.updated, lambda found, bound: found < bound),
}
SORTED: Mapping[str, Callable[[Sale], Any]] = {
    "date": lambda sale: (sale.placed, sale.id),
    "modified": lambda sale: (sale.updated, sale.id),
    "id": lambda sale: sale.id,
    "include": lambda sale: sale.id,
    "title": lambda sale: sale.id,
    "slug": lambda sale: sale.id,
}


def orders_listed(query: Mapping[str, str], site: Site, url: str) -> tuple[list[Body], Headers]:
    """The page of orders that the query asks for, and its headers; raises RestRefusal."""
    found = [sale for sale in site.sales.values() if _is_wanted(sale, query, site)]
    page, headers = page_of(found, query, SORTED, f"{url}/wp-json/wc/v3/orders")
    return [order_body(sale, site, url) for sale in page], headers


def order_found(number: int, site: Site) -> Sale:
    """The order with this id; raises RestRefusal."""
    sale = site.sales.get(number)
    if sale is None or sale.deleted:
        raise unknown_id("shop_order")
    return sale


def refunds_listed(number: int, query: Mapping[str, str], site: Site, url: str) -> tuple[list[Body], Headers]:
    """The page of an order's refunds; raises RestRefusal."""
    sale = order_found(number, site)
    orders = {"date": lambda one: (one.at, one.id), "id": lambda one: one.id}
    page, headers = page_of(sale.refunds, query, orders, f"{url}/wp-json/wc/v3/orders/{number}/refunds")
    return [refund_resource(one, sale, site, url) for one in page], headers


def refund_found(number: int, refund_id: int, site: Site, url: str) -> Body:
    """One refund of an order; raises RestRefusal."""
    sale = order_found(number, site)
    for refund in sale.refunds:
        if refund.id == refund_id:
            return refund_resource(refund, sale, site, url)
    raise unknown_id("shop_order_refund")


def _is_wanted(sale: Sale, query: Mapping[str, str], site: Site) -> bool:
    statuses = query.get("status", "any").split(",")
    if unknown := [one for one in statuses if one not in (*STATUSES, "any", "trash", "checkout-draft")]:
        raise invalid("status[0]", f"status[0] is not one of any, trash, {', '.join(STATUSES)}: {unknown[0]}")
    wanted = sale.status in statuses or ("any" in statuses and sale.status != "trash")
    within = all(
        holds(of(sale), _bound(query[name], name, query, site)) for name, (of, holds) in BOUNDS.items() if name in query
    )
    search = query.get("search", "").casefold()
    return not sale.deleted and wanted and within and search in f"{sale.number} {sale.email}".casefold()


def _bound(text: str, name: str, query: Mapping[str, str], site: Site) -> datetime:
    """The moment of a bound: the site's, unless it has an offset or the query says that its dates are in GMT."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(name, "Invalid date.") from None
    zone = UTC if query.get("dates_are_gmt") in ("true", "1") else ZoneInfo(site.time_zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
