"""A small WooCommerce shop on this machine: the front door of this folder."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from werkzeug.wrappers import Request, Response

from sandbox.shops.cart import Bill, Cart, LinkBroken
from sandbox.shops.catalogue import Money
from sandbox.shops.sale import Refund, Sale
from sandbox.shops.shop import Shop, ordered
from sandbox.shops.storefront import ShownOrder
from sandbox.shops.web import Words
from sandbox.shops.webhooks import Outbox, Send, Subscription, post
from sandbox.shops.woocommerce import till
from sandbox.shops.woocommerce.deliveries import manners
from sandbox.shops.woocommerce.keys import READ_WRITE, Keys
from sandbox.shops.woocommerce.links import cart_of
from sandbox.shops.woocommerce.order_bodies import order_body
from sandbox.shops.woocommerce.refusals import of_status
from sandbox.shops.woocommerce.rest import BASE, Rest, as_json
from sandbox.shops.woocommerce.site import Site
from sandbox.shops.woocommerce.webhook_rest import ping

TOPICS = ("order.created", "order.updated", "order.deleted", "order.restored")


class WooCommerce(Shop):
    """One shop, at ``url`` in place of WOOCOMMERCE_URL; ``key`` makes what WOOCOMMERCE_KEY and its secret say.

    A webhook's body is written when it is sent, so a late one tells of the order as it is by then. Where it is not
    ``written_late``, it is as it was when it happened: two servers can still meet each other on the way.
    """

    def __init__(
        self, site: Site | None = None, *, send: Send = post, port: int = 0, written_late: bool = True
    ) -> None:
        self.site = site or Site()
        self.keys = Keys()
        self._written_late, self._before_trash = written_late, dict[int, str]()
        self.pings: list[int | None] = []
        """What each ping was answered."""
        outbox = Outbox(self.site.clock, manners(lambda: self.url), send)
        self._rest = Rest(self.site, self.keys, outbox, lambda: self.url)
        words = Words(_refusal, lambda: _refusal(429))
        super().__init__(self.site.name, self.site.catalogue, self.site.clock, outbox, words, port=port)

    def key(self, permission: str = READ_WRITE) -> tuple[str, str]:
        """A new key and its secret."""
        return self.keys.make(permission)

    def open(self, link: str) -> Cart:
        """The cart that this link opens; raises LinkBroken."""
        path, query = self.parts(link)
        if path.strip("/") != "checkout-link":
            raise LinkBroken(f"No cart is opened by /{path}")
        return cart_of(query, self.catalogue)

    def bill(self, cart: Cart) -> Bill:
        """What the cart costs at this moment."""
        with self.site.lock:
            return till.billed(self.site, cart)

    def buy(
        self, cart: Cart, *, code: str = "", email: str = "", status: str = "processing", on_delivery: bool = False
    ) -> Sale:
        """Somebody checks out: the order begins as pending, and a payment, or the wait for one, gives it its status.

        What is to be paid ``on_delivery`` is processed before it is paid.
        """
        with self.site.lock:
            sale = till.bought(self.site, ordered(cart, code, email))
            sale.on_delivery = on_delivery
            self._tell("order.created", sale)
            if status != sale.status:
                self.set_status(sale, status)
        return sale

    def set_status(self, sale: Sale, status: str) -> None:
        """The order gets this status, there and back as often as the owner likes."""
        with self.site.lock:
            till.set_status(self.site, sale, status)
            self._tell("order.updated", sale)

    def cancel(self, sale: Sale) -> None:
        """The order is cancelled; money that was paid does not go back by itself."""
        self.set_status(sale, "cancelled")

    def refund(
        self,
        sale: Sale,
        goods: Mapping[str, int] | None = None,
        *,
        amount: Decimal | None = None,
        shipping: Decimal = Decimal(0),
        reason: str = "",
    ) -> Refund:
        """The owner gives back goods by their names, shipping, or a sum of money alone; TooMuchRefunded."""
        with self.site.lock:
            units = self.units(goods or {})
            refund = till.refunded(self.site, sale, units, amount=amount, shipping=shipping, reason=reason)
            self._tell("order.updated", sale)
        return refund

    def edit(self, sale: Sale, goods: Mapping[str, int]) -> None:
        """The owner changes how many of these goods the order has."""
        with self.site.lock:
            till.edited(self.site, sale, self.units(goods))
            self._tell("order.updated", sale)

    def undo_refund(self, sale: Sale, refund: Refund) -> None:
        """The owner deletes a refund."""
        with self.site.lock:
            till.undone(self.site, sale, refund)
            self._tell("order.updated", sale)

    def touch(self, sale: Sale) -> None:
        """Something that has nothing to do with money changes, such as a note of the owner's."""
        self.set_status(sale, sale.status)

    def trash(self, sale: Sale) -> None:
        """The owner puts the order into the trash; what is told of it then is its id alone."""
        with self.site.lock:
            self._before_trash[sale.id] = sale.status
            till.set_status(self.site, sale, "trash")
            written = json.dumps({"id": sale.id}).encode()
            self.outbox.tell("order.deleted", lambda: written, event="")

    def restore(self, sale: Sale) -> None:
        """The owner takes the order out of the trash again."""
        with self.site.lock:
            till.set_status(self.site, sale, self._before_trash.pop(sale.id))
            self._tell("order.restored", sale)

    @property
    def money(self) -> Money:
        return self.site.money

    def checked_out(self, cart: Cart) -> str:
        return self.buy(cart).number

    def orders_shown(self) -> Sequence[ShownOrder]:
        return [self._shown(sale) for sale in reversed(self.site.sales.values())]

    def _shown(self, sale: Sale) -> ShownOrder:
        deeds: dict[str, Callable[[], object]] = {}
        first = next((line for line in sale.lines if line.kept), None)
        if sale.received > sale.refunded and first:
            deeds[f"Refund 1 × {first.variant.name}"] = lambda: self.refund(sale, {first.variant.name: 1})
        for status in ("processing", "completed", "cancelled"):
            if sale.status not in (status, "refunded"):
                deeds[status.capitalize()] = partial(self.set_status, sale, status)
        codes = ", ".join(one.code for one in sale.reductions)
        return ShownOrder(str(sale.id), sale.number, sale.email, sale.status, sale.summary, codes, sale.total, deeds)

    def variables(self, secret: str) -> Mapping[str, str]:
        key, key_secret = self.key()
        return {
            "WOOCOMMERCE_URL": self.url,
            "WOOCOMMERCE_KEY": key,
            "WOOCOMMERCE_SECRET": key_secret,
            "WOOCOMMERCE_WEBHOOK_SECRET": secret,
        }

    def webhooks_to(self, url: str, secret: str, topics: Iterable[str] = TOPICS) -> tuple[Subscription, ...]:
        """The owner enters them under WooCommerce, Settings, Advanced, Webhooks; each is pinged when it is saved."""
        made = []
        for topic in topics:
            webhook = Subscription(next(self.site.posts), topic, url, secret, self.clock.now(), name=topic)
            made.append(self.outbox.subscribe(webhook))
            self.pings.append(ping(webhook, self.outbox))
        return tuple(made)

    def _tell(self, topic: str, sale: Sale) -> None:
        def written() -> bytes:
            with self.site.lock:
                said = json.dumps(order_body(sale, self.site, self.url), separators=(",", ":"))
            return said.replace("/", r"\/").encode()

        now = written()
        self.outbox.tell(topic, written if self._written_late else lambda: now, event="")

    def answer(self, request: Request) -> Response:
        if request.path.startswith(f"{BASE}/"):
            return self._rest.answer(request)
        if request.path.startswith("/wp-json/"):
            return _refusal(404)
        if request.path.strip("/") == "checkout-link":
            try:
                return self.storefront.open(cart_of(request.args.to_dict(), self.catalogue))
            except LinkBroken as error:
                return self.storefront.nothing(str(error))
        return self.storefront.answer(request)


def _refusal(status: int) -> Response:
    return as_json(of_status(status).shown(), status)
