"""A shop with WooCommerce, whose owner sets its orders to one status and another."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from werkzeug.wrappers import Request, Response

from loyalty.model.shop.cart import ShopKind
from sandbox.shops.cart import Cart
from sandbox.shops.catalogue import Catalogue
from sandbox.shops.sale import Sale
from sandbox.shops.webhooks import Outbox
from sandbox.shops.woocommerce import till
from sandbox.shops.woocommerce.deliveries import manners
from sandbox.shops.woocommerce.keys import Keys
from sandbox.shops.woocommerce.order_bodies import order_body
from sandbox.shops.woocommerce.rest import BASE, Rest
from sandbox.shops.woocommerce.site import Site
from shops.api.code_shop import CodeShop
from shops.api.order_shop import OrderShop
from shops.api.woocommerce_rest import Key, WooCommerce
from shops.web.heard import Webhook
from shops.web.woocommerce import read_woocommerce
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
from tests.webhooks.senders import SECRET, woocommerce_headers

CODES = f"{BASE}/coupons"
STATUSES = ("cancelled", "cancelled", "failed", "processing", "completed", "refunded", "on-hold")
SAME_SECOND = timedelta(seconds=2)
"""Of two versions of one second nobody can say which is the newer one."""
PAID = ("processing", "completed")
GIVES_BACK = ("cancelled", "failed")


class WooCommerceOnline(OnlineShop):
    """Its first day's goods, and no coupons."""

    kind = ShopKind.WOOCOMMERCE

    def __init__(self, outside: OutsideWorld, beginning: datetime) -> None:
        super().__init__(outside, VirtualShopClock(beginning, outside))
        self._site = Site(clock=self.clock, posts=count(FIRST_ORDER))
        keys = Keys()
        self._key = Key(*keys.make())
        self._rest = Rest(self._site, keys, Outbox(self.clock, manners(lambda: self.url)), lambda: self.url)

    @property
    def catalogue(self) -> Catalogue:
        return self._site.catalogue

    @property
    def codes(self) -> Mapping[int, str]:
        return {number: coupon.code for number, coupon in self._site.coupons.items()}

    def opened(self, name: str, pass_crash_point: Callable[[], None]) -> tuple[CodeShop, OrderShop]:
        shop = WooCommerce(self.url, self._key, wired(self, name, pass_crash_point))
        return shop, shop

    def answer(self, request: Request) -> Response:
        return self._rest.answer(request)

    def refusal(self, fault: Literal["429", "500", "401", "refuses"], path: str) -> tuple[int, Mapping[str, object]]:
        del path
        if fault == "refuses":
            return 400, {"code": "woocommerce_rest_cannot", "message": "No more coupons.", "data": {"status": 400}}
        return int(fault), {"code": "broken", "message": "Not now."}

    def makes_code(self, request: Request) -> bool:
        return request.method == "POST" and request.path == CODES

    def code_of(self, code: str) -> CodeThere | None:
        coupon = self._site.coupon_of(code)
        return CodeThere(bool(coupon.used_by), coupon.expires) if coupon else None

    def buy(self, email: str, product: int, code: str, prefix: str) -> Iterator[Told]:
        coupon = self._site.coupon_of(code)
        wanted = next(iter(coupon.product_ids if coupon else ()), product)
        sale = till.bought(self._site, Cart(lines={wanted: 1}, codes=[code] if code else [], email=email))
        sale.number = f"{prefix}{sale.id}"  # as by a plug-in that numbers orders anew
        till.set_status(self._site, sale, "processing")
        yield self._told(sale)

    def change(self) -> Iterator[Told]:
        chance, sales = self.outside.chance, list(self._site.sales.values())
        sale, status = chance.choice(sales), chance.choice(STATUSES)
        if self.clock.now() - sale.updated >= SAME_SECOND and status != sale.status:
            till.set_status(self._site, sale, status)
            yield self._told(sale)

    def tell_all(self) -> Iterator[Told]:
        return map(self._told, self._site.sales.values())

    def read(self, told: Told) -> Webhook:
        headers = {name.lower(): value for name, value in woocommerce_headers(told.body, told.topic).items()}
        return read_woocommerce(headers, told.body, secrets=[SECRET], site=self.url)

    def orders(self) -> Iterator[OrderThere]:
        for sale in self._site.sales.values():
            uses = {0} if sale.status in GIVES_BACK else {1} if sale.status in PAID else {0, 1}
            codes = [one.code for one in sale.reductions]
            yield OrderThere(sale.number, codes, sale.status, frozenset(uses), sale.refunded)

    def _told(self, sale: Sale) -> Told:
        body = json.dumps(order_body(sale, self._site, self.url)).encode()
        return Told("order.updated", body, sale.number)
