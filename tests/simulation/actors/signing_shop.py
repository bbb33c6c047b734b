"""A shop that signs its webhooks: each event alone, at any instance, twice, late, a refund perhaps before its order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shops.web.shopify import read_shopify
from tests.simulation.actors.shopkeeper import FIRST_CONTACT, WEBSHOP_PREFIX, Shopkeeper, address
from tests.simulation.actors.webhook_delivery import deliver
from tests.simulation.checks.run_log import RunLog
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import Service
from tests.webhooks.senders import SECRET, SHOP_ID, raw, shopify_headers, shopify_order, shopify_refund

SECONDS = 3.8
AGAIN_SHARE, REFUND_SHARE, CHANGE_SHARE = 0.3, 0.25, 0.2
STATUSES: Sequence[dict[str, Any]] = (
    {"financial_status": "paid"},
    {"financial_status": "pending"},
    {"financial_status": "refunded"},
    {"cancelled_at": "2026-11-20T10:00:00Z"},
)


@dataclass(slots=True)
class SigningShop:
    """Its events, each with its topic; it makes orders, changes and refunds them, and sends any event once more."""

    outside: OutsideWorld
    service: Service
    shopkeeper: Shopkeeper
    run_log: RunLog
    people: int
    orders: list[tuple[int, str, int]] = field(default_factory=list)
    events: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    def post(self) -> None:
        """One event; what is not answered comes again only by chance."""
        instance = self.service.any()
        if instance is None:
            return
        body, topic = self._event(instance.clock())
        content = raw(body)
        headers = {name.lower(): value for name, value in shopify_headers(content, topic).items()}
        heard = read_shopify(headers, content, secrets=[SECRET])
        order = deliver(self.outside, self.run_log, instance, heard, topic=topic, seconds=SECONDS).order
        if order:
            self.run_log.taken |= {order.number} - {""}
            self.run_log.refunds |= {(order.shop_id, refund.id) for refund in order.refunds}

    def _event(self, now: datetime) -> tuple[dict[str, Any], str]:
        chance, kind = self.outside.chance, self.outside.chance.random()
        if self.events and kind < AGAIN_SHARE:
            return chance.choice(self.events)
        if self.orders and kind < AGAIN_SHARE + REFUND_SHARE + CHANGE_SHARE:
            number, email, amount = chance.choice(self.orders)
            self.run_log.called_off.add(name_of(number))
            if kind < AGAIN_SHARE + REFUND_SHARE:
                event = self._refund(number, amount, now)
            else:
                event = _order(number, email, amount, now, **chance.choice(STATUSES)), "orders/updated"
        else:
            event = self._new(now)
        self.events.append(event)
        return event

    def _new(self, now: datetime) -> tuple[dict[str, Any], str]:
        chance, orders = self.outside.chance, self.shopkeeper.orders
        contact, number = str(FIRST_CONTACT + chance.randrange(self.people)), len(orders.numbers)
        orders.add(name_of(number), contact)
        self.orders.append((number, address(contact), chance.randint(5, 90)))
        number, email, amount = self.orders[-1]
        if chance.random() < REFUND_SHARE:  # its refund overtakes it
            self.run_log.called_off.add(name_of(number))
            self.events.append((_order(number, email, amount, now), "orders/paid"))
            return self._refund(number, amount, now)
        return _order(number, email, amount, now), "orders/paid"

    def _refund(self, number: int, amount: int, now: datetime) -> tuple[dict[str, Any], str]:
        part = str(self.outside.chance.randint(1, amount))
        told = shopify_refund(len(self.events) + 1, number, part, processed_at=now.isoformat())
        return told, "refunds/create"


def name_of(number: int) -> str:
    """What the customer calls this order."""
    return f"{WEBSHOP_PREFIX}{number}"


def _order(number: int, email: str, amount: int, now: datetime, **what: Any) -> dict[str, Any]:
    return shopify_order(
        number,
        id=SHOP_ID + number,
        name=name_of(number),
        email=email,
        total_price=str(amount),
        subtotal_price=str(amount),
        line_items=[],
        updated_at=now.isoformat(),
        created_at=None,
        processed_at=None,
        **what,
    )
