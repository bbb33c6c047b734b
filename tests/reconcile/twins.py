"""Two orders to which the same happens in their shop, of which one's webhooks can be lost, doubled and turned round."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from sandbox.shops.clock import ShopClock
from sandbox.shops.sale import Sale
from sandbox.shops.shop import Shop
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.shopify.store import Store
from sandbox.shops.stripe.payments import UNPAID, Payment
from sandbox.shops.stripe.shop import Stripe
from sandbox.shops.webhooks import Headers
from sandbox.shops.woocommerce.shop import WooCommerce
from sandbox.shops.woocommerce.site import Site
from service.container import now

SECRET = "the-secret-of-the-webhooks"
STEP_SECONDS = 10
FAST = 200
"""So much faster than ours the shops' clocks go: Shopify soon takes calls again."""
EARLIER = timedelta(days=2.5)
SIGNED_WITHIN = timedelta(minutes=4)
"""Stripe's signatures are good for five minutes."""
BAG = {"Tote bag": 1}
Event = tuple[str, bytes, Headers]
"""A webhook: the path of its address, its body and its headers."""
Deed = Callable[[Any, Any], object]


@dataclass
class Held:
    """What the shops have sent, and what nobody has brought to the function yet."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, url: str, body: bytes, headers: Headers, _seconds: tuple[float, float]) -> int:
        self.events.append((urlsplit(url).path, body, headers))
        return 200

    def taken(self) -> list[Event]:
        """All of them; none are held any more."""
        events, self.events = self.events, []
        return events


@dataclass(repr=False)
class TwinShop:
    """One shop, and pairs of orders in it."""

    name: str
    shop: Any
    held: Held
    pairs: list[tuple[Any, Any]] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(90_001))

    def __repr__(self) -> str:
        return self.name

    def begin(self) -> None:
        """The last example's orders are forgotten: none of them is asked for again."""
        self.pairs.clear()
        clock: ShopClock = self.shop.clock
        if isinstance(self.shop, Stripe):
            clock.pass_by(seconds=(now() - SIGNED_WITHIN - clock.now()).total_seconds())
            self.shop.payments.clear()
            self.shop.events.clear()
            return
        clock.pass_by(seconds=STEP_SECONDS)
        shop = self.shop
        for sale in shop.store.sales if isinstance(shop, Shopify) else shop.site.sales.values():
            sale.deleted = True

    def buy(self, *, paid: bool = True) -> tuple[Sequence[Event], Sequence[Event]]:
        """Somebody buys two bags, twice; what the shop tells of the one order and of the other."""
        first = self._bought(paid=paid)
        told = self._told()
        self.pairs.append((first, self._bought(paid=paid)))
        return told, self._told()

    def _bought(self, *, paid: bool) -> Any:
        cart = self.shop.cart({"Tote bag": 2}, email="ana@example.com")
        match self.shop:
            case Stripe():
                return self.shop.buy(cart, metadata={"order_number": f"S{next(self.numbers)}"}, paid=paid)
            case WooCommerce():
                return self.shop.buy(cart, status="processing" if paid else "pending")
            case _:
                return self.shop.buy(cart, paid=paid)

    def number_of(self, order: Any) -> str:
        """The number that the customer knows."""
        if isinstance(order, Payment):
            return str(order.metadata["order_number"])
        return self.shop.store.name_of(order) if isinstance(self.shop, Shopify) else str(order.number)

    def _told(self) -> Sequence[Event]:
        self.shop.deliver()
        return self.held.taken()

    def happens(self, deed: str, pair: int) -> tuple[Sequence[Event], Sequence[Event]]:
        """Does the same to both orders of a pair; what the shop tells of the one and of the other."""
        self.shop.clock.pass_by(seconds=STEP_SECONDS)
        told = list[Sequence[Event]]()
        for order in self.pairs[pair % len(self.pairs)]:
            DEEDS[deed](self.shop, order)
            told.append(self._told())
        first, second = told
        return first, second


def _refund(shop: Shop, order: Any) -> None:
    match shop:
        case Stripe() if order.charge and order.total - order.refunded >= 700:
            shop.refund(order, Decimal(7))
        case Shopify() | WooCommerce() if order.received > order.refunded and order.lines[0].kept:
            shop.refund(order, BAG)


def _cancel(shop: Shop, order: Any) -> None:
    match shop:
        case Stripe() if order.charge and order.total > order.refunded:
            shop.refund(order)
        case Shopify() if not order.cancelled:
            shop.cancel(order)
        case WooCommerce():
            shop.cancel(order)


def _pay(shop: Shop, order: Any) -> None:
    match shop:
        case Stripe() if order.status == UNPAID:
            shop.settle(order)
        case Shopify() if not order.paid and not order.cancelled:
            shop.pay(order)
        case WooCommerce() if order.status in ("pending", "cancelled"):
            shop.set_status(order, "processing")


def _touch(shop: Shop, order: Any) -> None:
    if isinstance(shop, Shopify | WooCommerce):
        shop.touch(order)


def _edit(shop: Shop, order: Sale) -> None:
    if isinstance(shop, Shopify | WooCommerce) and not order.cancelled and not order.refunds:
        shop.edit(order, {"Tote bag": 3})


def _undo(shop: Shop, order: Any) -> None:
    match shop:
        case WooCommerce() if order.refunds:
            shop.undo_refund(order, order.refunds[-1])
        case Stripe() if any(not refund.failed for refund in order.refunds):
            shop.fail_refund(order, next(refund for refund in order.refunds if not refund.failed))


DEEDS: Mapping[str, Deed] = {
    "refund": _refund,
    "cancel": _cancel,
    "pay": _pay,
    "touch": _touch,
    "edit": _edit,
    "undo": _undo,
}
"""What may happen to an order; where it cannot happen, nothing does."""


def shops(held: Held) -> Mapping[str, TwinShop]:
    """One of each kind, with numbers that nobody else has."""
    earlier = ShopClock(now() - EARLIER, speed=FAST)
    made = {
        "Shopify": Shopify(Store(clock=earlier, first_number=50_001), send=held),
        "WooCommerce": WooCommerce(Site(clock=earlier, posts=count(70_001)), send=held),
        "Stripe": Stripe(clock=ShopClock(speed=0), send=held),
    }
    return {name: TwinShop(name, shop, held) for name, shop in made.items()}
