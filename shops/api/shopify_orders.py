"""The orders of a Shopify shop, asked for by GraphQL and written with the keys that its webhooks have.

So one reader understands both, and what both tell is the same. A query may cost 1,000 points, and a shop on a small
plan gets back 100 a second: an order is asked for with its first lines, and once more, whole, where it has more of them
or something went back.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from loyalty.model.shop.wanted_code import AwayReason
from shops.api.code_shop import ShopAway
from shops.api.patience import patiently
from shops.api.shopify_admin import SHOP, Shopify, told_in
from shops.web.event_fields import NOTHING, Fields, fields_of, inner, lenient_money, objects
from shops.web.heard import NothingForUs, Webhook
from shops.web.shopify import told_by_shopify

ASKED = "asked"
"""The topic of what no webhook has told."""
HEAD = """id legacyResourceId name email phone test processedAt updatedAt cancelledAt currencyCode
  displayFinancialStatus taxesIncluded discountCodes
  totalPriceSet { shopMoney { amount } } subtotalPriceSet { shopMoney { amount } }
  totalTaxSet { shopMoney { amount } }"""
LINE = """nodes { name sku quantity isGiftCard
  originalUnitPriceSet { shopMoney { amount } } originalTotalSet { shopMoney { amount } }
  discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount } }
  taxLines(first: 5) { priceSet { shopMoney { amount } } } } pageInfo { hasNextPage endCursor }"""
PAGE = f"""query Orders($query: String!, $after: String) {{
  orders(first: 12, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {{
    nodes {{ {HEAD} lineItems(first: 6) {{ {LINE} }} refunds(first: 1) {{ id }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}"""
LINES = f"""query Lines($id: ID!, $after: String) {{
  order(id: $id) {{ lineItems(first: 80, after: $after) {{ {LINE} }} }}
}}"""
WHOLE = f"""query Order($id: ID!) {{
  order(id: $id) {{ {HEAD}
    refunds(first: 50) {{ legacyResourceId createdAt
      refundLineItems(first: 100) {{ nodes {{
        subtotalSet {{ shopMoney {{ amount currencyCode }} }} totalTaxSet {{ shopMoney {{ amount }} }} }} }}
      refundShippingLines(first: 5) {{ nodes {{
        subtotalAmountSet {{ shopMoney {{ amount }} }} taxAmountSet {{ shopMoney {{ amount }} }} }} }}
      transactions(first: 10) {{ nodes {{ kind status amountSet {{ shopMoney {{ amount currencyCode }} }} }} }}
    }}
  }}
}}"""


class ShopifyOrders:
    """The orders of this shop; for any number of threads."""

    def __init__(self, shop: Shopify, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._shop, self._sleep = shop, sleep

    def orders_since(self, since: datetime) -> Iterator[Sequence[Webhook]]:
        """The orders that were changed since then, the newest first, a few after the other; ShopAway."""
        wanted: dict[str, object] = {"query": f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}' status:any"}
        while True:
            page = self._asked(PAGE, wanted, "orders") or NOTHING
            orders = _nodes(page)
            whole = [one for one in orders if one.get("refunds") or inner(one, "lineItems", "pageInfo", "hasNextPage")]
            yield [_told(one, _lines(one)) for one in orders if one not in whole]
            for one in whole:
                yield [self._whole(one)]
            wanted["after"] = _end(page)
            if not wanted["after"]:
                return

    def _whole(self, order: Fields) -> Webhook:
        lines: list[Fields] = list(_lines(order))
        listed: Fields | None = order
        while listed and (after := _end(fields_of(listed.get("lineItems")))):
            listed = self._asked(LINES, {"id": order.get("id"), "after": after}, "order")
            lines += _lines(listed) if listed else ()
        found = self._asked(WHOLE, {"id": order.get("id")}, "order")
        return _told(found, lines) if found else NothingForUs(ASKED, "the order is gone")

    def _asked(self, query: str, variables: Mapping[str, object], name: str) -> Fields | None:
        """What the answer has under this name, after a while where the shop takes no more calls for now; ShopAway."""
        return told_in(patiently(lambda: self._shop.ask(query, variables), sleep=self._sleep), name)


def _lines(order: Fields) -> Sequence[Fields]:
    return _nodes(fields_of(order.get("lineItems")))


def _nodes(connection: Fields) -> Sequence[Fields]:
    return _list_in(connection, "nodes")


def _list_in(fields: Fields, name: str) -> Sequence[Fields]:
    """The objects of this list, whole; ShopAway for none, which is no empty one: nothing would be missed there."""
    value = fields.get(name)
    found = objects(value)
    if not isinstance(value, list) or len(found) < len(value):
        raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, name)
    return found


def _end(connection: Fields) -> str:
    """Where the next page begins, blank behind the last one; ShopAway where that is not said."""
    more, after = (inner(connection, "pageInfo", name) for name in ("hasNextPage", "endCursor"))
    if more is False:
        return ""
    if more is not True or not isinstance(after, str) or not after:
        raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "pageInfo")
    return after


def _told(order: Fields, lines: Iterable[Fields]) -> Webhook:
    """What the order tells, by the reader of webhooks."""
    if order.get("test") is True:
        return NothingForUs(ASKED, "a test")
    number = order.get("legacyResourceId")
    if number is None:
        raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "orders")
    written = {
        "id": number,
        "name": order.get("name"),
        "email": order.get("email"),
        "phone": order.get("phone"),
        "currency": order.get("currencyCode"),
        "processed_at": order.get("processedAt"),
        "updated_at": order.get("updatedAt"),
        "cancelled_at": order.get("cancelledAt"),
        "financial_status": order.get("displayFinancialStatus"),
        "taxes_included": order.get("taxesIncluded"),
        "discount_codes": [{"code": code} for code in _texts(order.get("discountCodes"))],
        "total_price": _money(order, "totalPriceSet"),
        "subtotal_price": _money(order, "subtotalPriceSet"),
        "total_tax": _money(order, "totalTaxSet"),
        "line_items": list(map(_line, lines)),
        "refunds": list(map(_refund, _list_in(order, "refunds"))),
    }
    return told_by_shopify(ASKED, written)


def _line(line: Fields) -> Fields:
    """A line whose price is what it came to before discounts, as the webhook has it."""
    return {
        "name": line.get("name"),
        "sku": line.get("sku"),
        "quantity": line.get("quantity"),
        "gift_card": line.get("isGiftCard"),
        "price": _money(line, "originalUnitPriceSet"),
        "tax_lines": [{"price": _money(tax, "priceSet")} for tax in objects(line.get("taxLines"))],
        "discount_allocations": [
            {
                "amount": lenient_money(_money(line, "originalTotalSet"))
                - lenient_money(_money(line, "discountedTotalSet"))
            }
        ],
    }


def _refund(refund: Fields) -> Fields:
    def nodes(name: str) -> Sequence[Fields]:
        return _nodes(fields_of(refund.get(name)))

    return {
        "id": refund.get("legacyResourceId"),
        "processed_at": refund.get("createdAt"),
        "refund_line_items": [
            {
                "subtotal": _money(item, "subtotalSet"),
                "subtotal_set": {
                    "shop_money": {"currency_code": inner(item, "subtotalSet", "shopMoney", "currencyCode")}
                },
                "total_tax": _money(item, "totalTaxSet"),
            }
            for item in nodes("refundLineItems")
        ],
        "order_adjustments": [
            {
                "kind": "shipping_refund",
                "amount": _money(line, "subtotalAmountSet"),
                "tax_amount": _money(line, "taxAmountSet"),
            }
            for line in nodes("refundShippingLines")
        ],
        "transactions": [
            {
                "kind": _word(part.get("kind")),
                "status": _word(part.get("status")),
                "amount": _money(part, "amountSet"),
                "currency": inner(part, "amountSet", "shopMoney", "currencyCode"),
            }
            for part in nodes("transactions")
        ],
    }


def _money(fields: Fields, name: str) -> object:
    return inner(fields, name, "shopMoney", "amount")


def _word(value: object) -> str:
    return str(value).lower()


def _texts(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
