"""A Shopify store, whose orders are paid, edited, refunded in part and cancelled."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from werkzeug.wrappers import Request, Response

from loyalty.model.shop.cart import ShopKind
from sandbox.shops.cart import Cart
from sandbox.shops.catalogue import Catalogue
from sandbox.shops.sale import Refund, Sale, TooMuchRefunded
from sandbox.shops.shopify import till
from sandbox.shops.shopify.admin.admin_api import TOKEN, AdminApi
from sandbox.shops.shopify.deliveries import RETRIES, manners
from sandbox.shops.shopify.order_bodies import order_body, refund_body
from sandbox.shops.shopify.store import Store
from sandbox.shops.shopify.tokens import Apps
from sandbox.shops.webhooks import Outbox
from shops.api.code_shop import CodeShop
from shops.api.order_shop import OrderShop
from shops.api.shopify_admin import App, Shopify
from shops.api.shopify_orders import ShopifyOrders
from shops.web.heard import Webhook
from shops.web.shopify import read_shopify
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.online_shop import (
    FIRST_ORDER,
    CodeThere,
    OnlineShop,
    OrderThere,
    Told,
    VirtualShopClock,
)
from tests.simulation.network.shop_wire import wired
from tests.webhooks.senders import SECRET, shopify_headers

APP = App("the-client-id", "the-client-secret")
CREATES = ("discountCodeBasicCreate", "discountCodeFreeShippingCreate")
LATER_SHARE = 0.2
"""So many orders are paid later, or never."""
MOST_UNITS = 3
SAME_SECOND = timedelta(seconds=2)
"""Of two versions of one second nobody can say which is the newer one."""


class ShopifyOnline(OnlineShop):
    """Its first day's goods, and no discounts."""

    kind = ShopKind.SHOPIFY
    retries = RETRIES

    def __init__(self, outside: OutsideWorld, beginning: datetime) -> None:
        super().__init__(outside, VirtualShopClock(beginning, outside))
        self._store = Store(clock=self.clock, first_number=FIRST_ORDER)
        outbox = Outbox(self.clock, manners(self._store.domain))
        self._api = AdminApi(self._store, Apps(APP.client_id, APP.client_secret), outbox)

    @property
    def catalogue(self) -> Catalogue:
        return self._store.catalogue

    @property
    def codes(self) -> Mapping[int, str]:
        return {number: discount.code.casefold() for number, discount in self._store.discounts.items()}

    def opened(self, name: str, pass_crash_point: Callable[[], None]) -> tuple[CodeShop, OrderShop]:
        virtual_time, session = self.outside.virtual_time, wired(self, name, pass_crash_point)
        shop = Shopify(self.url, APP, session, monotonic=lambda: virtual_time.now)
        return shop, ShopifyOrders(shop, sleep=virtual_time.sleep)

    def answer(self, request: Request) -> Response:
        return self._api.answer(request)

    def refusal(self, fault: Literal["429", "500", "401", "refuses"], path: str) -> tuple[int, Mapping[str, object]]:
        match fault:
            case "429" if path != TOKEN:
                return 200, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}
            case "refuses":
                wrong = {"field": ["basicCodeDiscount"], "code": "INVALID", "message": "No more discounts."}
                return 200, {"data": {CREATES[0]: {"codeDiscountNode": None, "userErrors": [wrong]}}}
            case _:
                return int(fault), {"errors": "Not now"}

    def makes_code(self, request: Request) -> bool:
        asked = request.get_data(as_text=True)
        return any(mutation in asked for mutation in CREATES)

    def code_of(self, code: str) -> CodeThere | None:
        discount = self._store.discount_of(code)
        return CodeThere(bool(discount.used_by), discount.ends) if discount else None

    def buy(self, email: str, product: int, code: str, prefix: str) -> Iterator[Told]:
        self._store.prefix = prefix
        chance, discount = self.outside.chance, self._store.discount_of(code)
        wanted = next(iter(discount.variants if discount else ()), product)
        cart = Cart(lines={wanted: chance.randint(1, MOST_UNITS)}, codes=[code] if code else [], email=email)
        sale = till.bought(self._store, cart)
        yield self._told("orders/create", sale)
        if chance.random() >= LATER_SHARE:
            till.paid(self._store, sale)
            yield self._told("orders/paid", sale)

    def change(self) -> Iterator[Told]:
        chance = self.outside.chance
        sale = chance.choice(self._store.sales)
        if self.clock.now() - sale.updated < SAME_SECOND:
            return
        deeds = (self._pay, self._refund_goods, self._refund_goods, self._refund_money, self._cancel, self._edit)
        with suppress(TooMuchRefunded):
            yield from chance.choice((*deeds, self._touch))(sale)

    def tell_all(self) -> Iterator[Told]:
        return (self._told("orders/updated", sale) for sale in self._store.sales)

    def read(self, told: Told) -> Webhook:
        headers = {name.lower(): value for name, value in shopify_headers(told.body, told.topic).items()}
        return read_shopify(headers, told.body, secrets=[SECRET])

    def orders(self) -> Iterator[OrderThere]:
        for sale in self._store.sales:
            # What went back wholly, or was cancelled, may have been told of before or not.
            uses = {1} if sale.status in ("paid", "partially_refunded") and not sale.cancelled else {0, 1}
            codes = [one.code for one in sale.reductions]
            yield OrderThere(self._store.name_of(sale), codes, sale.status, frozenset(uses), sale.refunded)

    def _pay(self, sale: Sale) -> Iterator[Told]:
        if not sale.cancelled and sale.status in ("pending", "partially_paid"):
            till.paid(self._store, sale)
            yield self._told("orders/paid", sale)

    def _refund_goods(self, sale: Sale) -> Iterator[Told]:
        kept = [line for line in sale.lines if line.kept]
        if sale.received and kept and not sale.cancelled:
            yield from self._refunded(sale, {self.outside.chance.choice(kept).variant.id: 1})

    def _refund_money(self, sale: Sale) -> Iterator[Told]:
        left = int(sale.received - sale.refunded)
        if left and not sale.cancelled:
            yield from self._refunded(sale, {}, amount=Decimal(self.outside.chance.randint(1, left)))

    def _refunded(self, sale: Sale, units: Mapping[int, int], amount: Decimal | None = None) -> Iterator[Told]:
        refund = till.refunded(self._store, sale, units, amount=amount)
        yield from self._gone_back(refund, sale)

    def _cancel(self, sale: Sale) -> Iterator[Told]:
        if sale.cancelled:
            return
        refund = till.cancelled(self._store, sale)
        yield self._told("orders/cancelled", sale)
        yield from self._gone_back(refund, sale)

    def _gone_back(self, refund: Refund, sale: Sale) -> Iterator[Told]:
        if refund.amount:
            yield self._written("refunds/create", refund_body(refund, sale, self._store), sale)
        yield self._told("orders/updated", sale)

    def _edit(self, sale: Sale) -> Iterator[Told]:
        if not sale.cancelled and not sale.refunds:
            chance = self.outside.chance
            till.edited(self._store, sale, {chance.choice(self.catalogue.variants).id: chance.randint(0, MOST_UNITS)})
            yield self._told("orders/updated", sale)

    def _touch(self, sale: Sale) -> Iterator[Told]:
        sale.updated = self.clock.now()
        yield self._told("orders/updated", sale)

    def _told(self, topic: str, sale: Sale) -> Told:
        return self._written(topic, order_body(sale, self._store), sale)

    def _written(self, topic: str, body: Mapping[str, Any], sale: Sale) -> Told:
        return Told(topic, json.dumps(body).encode(), self._store.name_of(sale))
