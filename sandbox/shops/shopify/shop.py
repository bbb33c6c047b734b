"""A small Shopify store on this machine: the front door of this folder."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from werkzeug.wrappers import Request, Response

from sandbox.shops.cart import Bill, Cart, LinkBroken
from sandbox.shops.catalogue import Money
from sandbox.shops.sale import Refund, Sale
from sandbox.shops.shop import Shop, ordered
from sandbox.shops.shopify import till
from sandbox.shops.shopify.admin.admin_api import ADMIN, AdminApi, refused, said_in_json
from sandbox.shops.shopify.admin.cost import MOST
from sandbox.shops.shopify.deliveries import manners
from sandbox.shops.shopify.links import cart_of, ucp_profile
from sandbox.shops.shopify.order_bodies import order_body, refund_body
from sandbox.shops.shopify.store import Store
from sandbox.shops.shopify.tokens import Apps
from sandbox.shops.storefront import ShownOrder
from sandbox.shops.web import Words
from sandbox.shops.webhooks import Outbox, Send, Subscription, post

TOPICS = ("orders/create", "orders/paid", "orders/updated", "orders/cancelled", "refunds/create")


class Shopify(Shop):
    """One store, at ``url`` in place of https://<domain>; ``most_cost`` is what a single query may cost.

    ``as_events`` its webhooks have the headers of Events, which are to follow webhooks.
    ``apps`` has what SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET say, and permanent tokens for SHOPIFY_TOKEN.
    """

    def __init__(
        self,
        store: Store | None = None,
        *,
        send: Send = post,
        port: int = 0,
        most_cost: int = MOST,
        as_events: bool = False,
    ) -> None:
        self.store = store or Store()
        self.apps = Apps(client_id=secrets.token_hex(16), client_secret=f"shpss_{secrets.token_hex(16)}")
        outbox = Outbox(self.store.clock, manners(self.store.domain, as_events=as_events), send)
        self._admin = AdminApi(self.store, self.apps, outbox, most_cost)
        words = Words(refused, self._admin.throttled)
        super().__init__(self.store.name, self.store.catalogue, self.store.clock, outbox, words, port=port)

    def permanent_token(self, *scopes: str) -> str:
        """A token of an app from before 2026, which never ends; without scopes it may do all."""
        token = f"shpat_{secrets.token_hex(16)}"
        self.apps.permanent[token] = frozenset(scopes) or self.apps.scopes
        return token

    def open(self, link: str) -> Cart:
        """The cart that this link opens; raises LinkBroken."""
        address, query = self.parts(link)
        return cart_of(address, query, self.catalogue)

    def bill(self, cart: Cart) -> Bill:
        """What the cart costs at this moment."""
        with self.store.lock:
            return till.billed(self.store, cart)

    def buy(
        self,
        cart: Cart,
        *,
        code: str = "",
        email: str = "",
        paid: bool = True,
        tip: Decimal = Decimal(0),
        test: bool = False,
    ) -> Sale:
        """Somebody checks out, and pays at once or later; the owner's own trial is a ``test``."""
        with self.store.lock:
            sale = till.bought(self.store, ordered(cart, code, email), tip=tip, test=test)
            if paid:
                till.paid(self.store, sale)
            self._tell("orders/create", sale)
            if paid:
                self._tell("orders/paid", sale)
        return sale

    def pay(self, sale: Sale) -> None:
        """The money for an order comes in."""
        with self.store.lock:
            till.paid(self.store, sale)
            self._tell("orders/paid", sale)
            self._tell("orders/updated", sale)

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
        with self.store.lock:
            units = self.units(goods or {})
            refund = till.refunded(self.store, sale, units, amount=amount, shipping=shipping, reason=reason)
            self._tell_refund(refund, sale)
            self._tell("orders/updated", sale)
        return refund

    def cancel(self, sale: Sale) -> None:
        """The order is cancelled, and all that was paid goes back."""
        with self.store.lock:
            refund = till.cancelled(self.store, sale)
            self._tell("orders/cancelled", sale)
            if refund.amount:
                self._tell_refund(refund, sale)
            self._tell("orders/updated", sale)

    def edit(self, sale: Sale, goods: Mapping[str, int]) -> None:
        """The owner changes how many of these goods the order has."""
        with self.store.lock:
            till.edited(self.store, sale, self.units(goods))
            self._tell("orders/updated", sale)

    def touch(self, sale: Sale) -> None:
        """Something that has nothing to do with money changes, such as a note of the owner's."""
        with self.store.lock:
            sale.updated = self.clock.now()
            self._tell("orders/updated", sale)

    def delete(self, sale: Sale) -> None:
        """The owner deletes the order."""
        with self.store.lock:
            sale.deleted = True
            self._tell_body("orders/delete", {"id": sale.id}, sale)

    @property
    def money(self) -> Money:
        return self.store.money

    def checked_out(self, cart: Cart) -> str:
        return self.store.name_of(self.buy(cart))

    def orders_shown(self) -> Sequence[ShownOrder]:
        return [self._shown(sale) for sale in reversed(self.store.sales) if not sale.deleted]

    def _shown(self, sale: Sale) -> ShownOrder:
        deeds: dict[str, Callable[[], object]] = {}
        first = next((line for line in sale.lines if line.kept), None)
        if not sale.paid and not sale.cancelled:
            deeds["Mark as paid"] = lambda: self.pay(sale)
        if sale.received > sale.refunded and first:
            deeds[f"Refund 1 × {first.variant.name}"] = lambda: self.refund(sale, {first.variant.name: 1})
        if not sale.cancelled:
            deeds["Cancel and refund"] = lambda: self.cancel(sale)
        codes = ", ".join(one.code for one in sale.reductions)
        name, goods = self.store.name_of(sale), sale.summary
        return ShownOrder(str(sale.id), name, sale.email, sale.status, goods, codes, sale.total, deeds)

    def variables(self, secret: str) -> Mapping[str, str]:
        return {
            "SHOPIFY_SHOP": self.store.domain,
            "SHOPIFY_URL": self.url,
            "SHOPIFY_CLIENT_ID": self.apps.client_id,
            "SHOPIFY_CLIENT_SECRET": self.apps.client_secret,
            "SHOPIFY_WEBHOOK_SECRET": secret,
        }

    def webhooks_to(self, url: str, secret: str, topics: Iterable[str] = TOPICS) -> tuple[Subscription, ...]:
        """The owner enters them under Settings, Notifications, Webhooks; all of them have one secret."""
        now = self.clock.now()
        return tuple(
            self.outbox.subscribe(Subscription(next(self.store.ids), topic, url, secret, now)) for topic in topics
        )

    def _tell(self, topic: str, sale: Sale) -> None:
        self._tell_body(topic, order_body(sale, self.store), sale)

    def _tell_refund(self, refund: Refund, sale: Sale) -> None:
        self._tell_body("refunds/create", refund_body(refund, sale, self.store), sale)

    def _tell_body(self, topic: str, body: Mapping[str, Any], sale: Sale) -> None:
        written = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"X-Shopify-Order-Id": str(sale.id), "X-Shopify-Test": str(sale.test).lower()}
        self.outbox.tell(topic, lambda: written, event=str(uuid4()), headers=headers)

    def answer(self, request: Request) -> Response:
        match request.method, request.path:
            case _, path if path.startswith(ADMIN):
                return self._admin.answer(request)
            case "GET", "/.well-known/ucp":
                return said_in_json(200, ucp_profile(self.url))
            case "GET", path if path.startswith(("/cart/", "/buy/")):
                return self._opened(request)
        return self.storefront.answer(request)

    def _opened(self, request: Request) -> Response:
        try:
            cart = cart_of(request.path.lstrip("/"), request.args.to_dict(), self.catalogue)
        except LinkBroken as error:
            return self.storefront.nothing(str(error))
        return self.storefront.open(cart, 303 if request.path.startswith("/buy/") else 302)
