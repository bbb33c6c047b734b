"""Whoever buys in the shop where codes are made, and its owner there: orders that carry codes, cancelled and revived,
and the webhooks that tell of them, twice, late and in any order.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from sandbox.shops.cart import Cart
from sandbox.shops.sale import Sale
from sandbox.shops.woocommerce import till
from sandbox.shops.woocommerce.order_bodies import order_body
from shops.web.woocommerce import read_woocommerce
from tests.simulation.actors.shopkeeper import FIRST_CONTACT, WEBSHOP_PREFIX, Shopkeeper, address
from tests.simulation.actors.webhook_delivery import deliver
from tests.simulation.checks.run_log import RunLog
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import Instance, Service
from tests.simulation.network.online_shop import URL, OnlineShop
from tests.webhooks.senders import SECRET, woocommerce_headers

SECONDS = 3.8
BUY_SHARE, CHANGE_SHARE, AWAY_SHARE = 0.45, 0.25, 0.04
STATUSES = ("cancelled", "cancelled", "processing", "completed", "refunded", "on-hold")
LONGEST_AWAY_SECONDS = 1800.0
SAME_SECOND = timedelta(seconds=2)
"""Of two versions of one second nobody can say which is the newer one."""


@dataclass(slots=True)
class Buyers:
    """Their orders, and the events that tell of them, each as it was when it happened."""

    outside: OutsideWorld
    service: Service
    shopkeeper: Shopkeeper
    run_log: RunLog
    shop: OnlineShop
    people: int
    events: list[bytes] = field(default_factory=list)

    def act(self) -> None:
        """Something happens in the shop, or is told once more; now and then the shop is away for a while."""
        chance, kind = self.outside.chance, self.outside.chance.random()
        if kind < AWAY_SHARE:
            self.shop.away_until = self.outside.virtual_time.now + LONGEST_AWAY_SECONDS * chance.random()
            self.outside.trace.note("shop", "away")
        elif kind < AWAY_SHARE + BUY_SHARE or not self.events:
            self._buy()
        elif kind < AWAY_SHARE + BUY_SHARE + CHANGE_SHARE:
            self._change()
        if self.events:
            instance = self.service.any()
            if instance is not None:
                self._tell(instance, chance.choice(self.events[-20:]), SECONDS)

    def tell_all(self, instance: Instance, seconds: float) -> None:
        """Every order as it is now, as the shop's list of orders has it."""
        for sale in self.shop.site.sales.values():
            self._tell(instance, self._body(sale), seconds)

    def _buy(self) -> None:
        """Somebody checks out with a code that works, or one that another order has used."""
        chance, site = self.outside.chance, self.shop.site
        coupons = list(site.coupons.values())
        if not coupons:
            return
        coupon = chance.choice(coupons)
        contact = str(FIRST_CONTACT + chance.randrange(self.people))
        product = next(iter(coupon.product_ids), site.catalogue.named("Tote bag").id)
        sale = till.bought(site, Cart(lines={product: 1}, codes=[coupon.code], email=address(contact)))
        sale.number = f"{WEBSHOP_PREFIX}{sale.id}"  # as by a plug-in that numbers orders anew
        till.set_status(site, sale, "processing")
        self.shopkeeper.orders.add(sale.number, contact)
        self.outside.trace.note("shop", "order", f"{sale.number} with {[one.code for one in sale.reductions]}")
        self.events.append(self._body(sale))

    def _change(self) -> None:
        chance, site = self.outside.chance, self.shop.site
        sale = chance.choice(list(site.sales.values()))
        status = chance.choice(STATUSES)
        if site.clock.now() - sale.updated < SAME_SECOND or status == sale.status:
            return
        self.run_log.called_off.add(sale.number)
        till.set_status(site, sale, status)
        self.outside.trace.note("shop", "order", f"{sale.number} is {status}")
        self.events.append(self._body(sale))

    def _body(self, sale: Sale) -> bytes:
        return json.dumps(order_body(sale, self.shop.site, URL)).encode()

    def _tell(self, instance: Instance, body: bytes, seconds: float) -> None:
        headers = {name.lower(): value for name, value in woocommerce_headers(body).items()}
        heard = read_woocommerce(headers, body, secrets=[SECRET], site=URL)
        order = deliver(self.outside, self.run_log, instance, heard, topic="order", seconds=seconds)
        if order:
            self.run_log.taken.add(order.number)
