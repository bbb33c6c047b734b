"""A small Stripe on this machine: the front door of this folder."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from threading import RLock
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from sandbox.shops.cart import Bill, Cart, bill
from sandbox.shops.catalogue import Money, goods
from sandbox.shops.clock import ShopClock
from sandbox.shops.sale import TooMuchRefunded
from sandbox.shops.shop import Shop
from sandbox.shops.storefront import ShownOrder
from sandbox.shops.stripe.api import PAGE, check_names, listed
from sandbox.shops.stripe.bodies import (
    Body,
    charge_body,
    dispute_body,
    endpoint_body,
    event_body,
    line_items_body,
    refund_body,
    session_body,
)
from sandbox.shops.stripe.deliveries import manners
from sandbox.shops.stripe.keys import Keys, StripeRefusal
from sandbox.shops.stripe.payments import FREE, UNPAID, Payment, StripeRefund, new_id
from sandbox.shops.web import Words
from sandbox.shops.webhooks import Outbox, Send, Subscription, post

TITLE = "Marigold & Finch"
FIRST_PRODUCT, FIRST_ORDER = 501, 3001
SHIPPING = Decimal("5.00")
TOPICS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "charge.refunded",
    "refund.failed",
    "refund.updated",
    "charge.dispute.closed",
)
PERMISSIONS = ("checkout_sessions:read", "charges:read", "refunds:read", "events:read", "webhook_endpoints:write")
SAID = {
    401: "Invalid API Key provided: rk_live_****",
    403: "The provided key does not have the required permissions for this endpoint.",
    404: "Unrecognized request URL.",
    429: "Request rate limit exceeded.",
    500: "An unknown error occurred.",
}


class Stripe(Shop):
    """One account, at ``url`` in place of https://api.stripe.com; ``key`` makes what STRIPE_KEY says.

    In a sandbox of Stripe's, which is not ``livemode``, nothing is real money. Its pages are those of a site that
    takes its payments through Stripe.
    """

    takes_codes = False

    def __init__(
        self,
        money: Money | None = None,
        *,
        clock: ShopClock | None = None,
        send: Send = post,
        port: int = 0,
        livemode: bool = True,
    ) -> None:
        self._money, self.livemode = money or Money(), livemode
        self.payments: list[Payment] = []
        self.events: list[Body] = []
        self.keys = Keys()
        self._lock = RLock()
        clock = clock or ShopClock()
        outbox = Outbox(clock, manners(), send)
        words = Words(_refusal, lambda: _refusal(429))
        super().__init__(TITLE, goods(first_product=FIRST_PRODUCT), clock, outbox, words, port=port)

    def key(self, *permissions: str) -> str:
        """A new restricted key; without permissions it may do what this program needs."""
        return self.keys.make(permissions or PERMISSIONS, livemode=self.livemode)

    def bill(self, cart: Cart) -> Bill:
        """What the cart costs; the site before Stripe has added it up."""
        lines = [(self.catalogue.variant(number), quantity) for number, quantity in cart.lines.items() if quantity]
        return bill(lines, SHIPPING if lines else Decimal(0), (), {}, self.money)

    def buy(
        self,
        cart: Cart,
        *,
        email: str = "",
        reference: str = "",
        metadata: Mapping[str, str] | None = None,
        discount: Decimal = Decimal(0),
        paid: bool = True,
    ) -> Payment:
        """Somebody completes a checkout session; where they pay in a way that takes days, nothing is ``paid`` yet."""
        now = self.clock.now()
        prefix = "cs_live" if self.livemode else "cs_test"
        payment = Payment(
            session=new_id(prefix),
            bill=self.bill(cart),
            money=self.money,
            email=email or cart.email,
            created=now,
            livemode=self.livemode,
            status=UNPAID,
            reference=reference,
            metadata=metadata or {},
            discount=discount,
        )
        with self._lock:
            self.payments.append(payment)
            if not payment.total:
                payment.status = FREE
            elif paid:
                payment.settle(now)
                self._tell("charge.succeeded", charge_body(payment))
            self._tell("checkout.session.completed", session_body(payment))
        return payment

    def settle(self, payment: Payment) -> None:
        """The money of a slow way to pay comes in."""
        with self._lock:
            payment.settle(self.clock.now())
            self._tell("charge.succeeded", charge_body(payment))
            self._tell("checkout.session.async_payment_succeeded", session_body(payment))

    def fail_payment(self, payment: Payment) -> None:
        """The money of a slow way to pay never comes."""
        with self._lock:
            self._tell("checkout.session.async_payment_failed", session_body(payment))

    def refund(self, payment: Payment, amount: Decimal | None = None, *, reason: str | None = None) -> StripeRefund:
        """The owner gives back a sum, or all that is left; TooMuchRefunded."""
        with self._lock:
            left, before = payment.total - payment.refunded, payment.refunded
            back = left if amount is None else payment.minor(amount)
            if not payment.charge or back > left:
                raise TooMuchRefunded
            refund = StripeRefund(new_id("re"), back, self.clock.now(), reason)
            payment.refunds.append(refund)
            previous = {"amount_refunded": before, "receipt_url": None}
            if payment.refunded == payment.total:
                previous["refunded"] = False
            self._tell("refund.created", refund_body(refund, payment))
            self._tell("charge.refunded", charge_body(payment), previous)
        return refund

    def fail_refund(self, payment: Payment, refund: StripeRefund) -> None:
        """The bank sends a refund back, days later: the money is the account's again."""
        with self._lock:
            place = payment.refunds.index(refund)
            failed = payment.refunds[place] = replace(refund, failed=True)
            for topic in ("refund.updated", "charge.refund.updated", "refund.failed"):
                self._tell(topic, refund_body(failed, payment), {"status": "succeeded"})

    def dispute(self, payment: Payment) -> None:
        """The customer's bank disputes the charge."""
        with self._lock:
            payment.disputed = True
            self._tell("charge.dispute.created", dispute_body(payment, self.clock.now()))

    def close_dispute(self, payment: Payment, *, won: bool = False) -> None:
        """The bank decides: what it takes back for the customer is no refund."""
        with self._lock:
            closed = dispute_body(payment, self.clock.now(), "won" if won else "lost")
            self._tell("charge.dispute.closed", closed)

    @property
    def money(self) -> Money:
        return self._money

    def checked_out(self, cart: Cart) -> str:
        """The site before Stripe gives the order a number, which goes along as metadata."""
        number = str(FIRST_ORDER + len(self.payments))
        self.buy(cart, metadata={"order_number": number})
        return number

    def orders_shown(self) -> Sequence[ShownOrder]:
        return [self._shown(payment) for payment in reversed(self.payments)]

    def _shown(self, payment: Payment) -> ShownOrder:
        deeds: dict[str, Callable[[], object]] = {}
        if payment.status == UNPAID:
            deeds["The money comes in"] = lambda: self.settle(payment)
        if payment.charge and payment.refunded < payment.total:
            half = (payment.bill.total / 2).quantize(Decimal(1))
            deeds["Refund all that is left"] = lambda: self.refund(payment)
            if payment.refunded + payment.minor(half) < payment.total:
                deeds[f"Refund {half}"] = lambda: self.refund(payment, half)
        bought = ", ".join(f"{line.quantity} × {line.variant.name}" for line in payment.bill.lines)
        back = payment.money.text(Decimal(payment.refunded).scaleb(-payment.money.digits))
        status = f"{payment.status}, refunded {back}" if payment.refunded else payment.status
        name, total = payment.metadata.get("order_number", payment.session), payment.bill.total - payment.discount
        return ShownOrder(payment.session, name, payment.email, status, bought, "", total, deeds)

    def variables(self, secret: str) -> Mapping[str, str]:
        return {"STRIPE_KEY": self.key(), "STRIPE_WEBHOOK_SECRET": secret, "STRIPE_URL": self.url}

    def webhooks_to(self, url: str, secret: str, topics: Iterable[str] = TOPICS) -> tuple[Subscription, ...]:
        """The owner enters them under Workbench, Webhooks; ``secret`` may be two, while one is rolled."""
        name, now = new_id("we"), self.clock.now()
        made = [Subscription(place, topic, url, secret, now, name=name) for place, topic in enumerate(topics)]
        return tuple(map(self.outbox.subscribe, made))

    def answer(self, request: Request) -> Response:
        if not request.path.startswith("/v1/"):
            return self.storefront.answer(request)
        try:
            return _json(200, self._answer(request))
        except StripeRefusal as refusal:
            return _json(refusal.status, refusal.shown())

    def _tell(self, kind: str, thing: Body, previous: Body | None = None) -> None:
        event = event_body(kind, thing, self.clock.now(), livemode=self.livemode, previous=previous)
        self.events.append(event)
        written = json.dumps(event, indent=2, ensure_ascii=False).encode()
        self.outbox.tell(kind, lambda: written, event=event["id"])

    def _answer(self, request: Request) -> Body:
        parts = request.path.removeprefix("/v1/").split("/")
        match request.method, parts:
            case "POST" | "GET", ["webhook_endpoints"]:
                self.keys.check(request, "webhook_endpoints")
                return self._make_endpoint(request) if request.method == "POST" else self._endpoints(request.args)
            case "POST", ["webhook_endpoints", name]:
                self.keys.check(request, "webhook_endpoints")
                return self._change_endpoint(request, name)
            case "DELETE", ["webhook_endpoints", name]:
                self.keys.check(request, "webhook_endpoints")
                return self._delete_endpoint(name)
            case "GET", ["checkout", "sessions", *rest]:
                self.keys.check(request, "checkout_sessions")
                return self._sessions(request, rest)
            case "GET", [kind, *rest] if kind in LISTS and len(rest) <= 1:
                self.keys.check(request, kind)
                filters, shown = LISTS[kind]
                return self._looked_up(request, shown(self), filters, rest)
        raise StripeRefusal(f"Unrecognized request URL ({request.method}: {request.path}).", 404)

    def _sessions(self, request: Request, rest: list[str]) -> Body:
        if len(rest) == 2 and rest[1] == "line_items":
            payment = next((one for one in self.payments if one.session == rest[0]), None)
            if payment is None:
                raise _unknown(rest[0])
            return {"object": "list", "url": request.path, "has_more": False, "data": line_items_body(payment)}
        shown = [session_body(one) for one in self.payments]
        return self._looked_up(request, shown, ("payment_intent", "customer", "status"), rest)

    def _looked_up(self, request: Request, shown: list[Body], filters: Iterable[str], rest: list[str]) -> Body:
        """One of these objects, or a page of them."""
        if not rest:
            check_names(request.args, {*PAGE, *filters, "expand"})
            return listed(shown, request.args, request.path)
        found = next((one for one in shown if one["id"] == rest[0]), None)
        if found is None:
            raise _unknown(rest[0])
        return found

    def _make_endpoint(self, request: Request) -> Body:
        form = request.form
        check_names(form, {"url", "enabled_events", "description", "api_version", "metadata", "connect"})
        url, topics = form.get("url", ""), [value for name, value in form.items(multi=True) if _is_event(name)]
        if not topics or not url:
            missing = "url" if not url else "enabled_events"
            raise StripeRefusal(f"Missing required param: {missing}.", code="parameter_missing", param=missing)
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise StripeRefusal("Invalid URL: URL must be publicly accessible.", code="url_invalid", param="url")
        secret = new_id("whsec")
        made = self.webhooks_to(url, secret, topics)
        for one in made:
            one.by_api = True
        return endpoint_body(url, list(made), livemode=self.livemode, secret=secret)

    def _endpoints(self, query: "MultiDict[str, str]") -> Body:
        check_names(query, PAGE)
        named: dict[str, list[Subscription]] = {}
        for one in self.outbox.subscriptions:
            named.setdefault(one.name, []).append(one)
        shown = [endpoint_body(ones[0].url, ones, livemode=self.livemode) for ones in named.values()]
        return listed(shown, query, "/v1/webhook_endpoints")

    def _change_endpoint(self, request: Request, name: str) -> Body:
        """Other events, or on again; what is not named stays, and so does the secret."""
        form = request.form
        check_names(form, {"url", "enabled_events", "description", "disabled", "metadata"})
        ones = [one for one in self.outbox.subscriptions if one.name == name]
        if not ones:
            raise _unknown(name)
        topics = [value for field, value in form.items(multi=True) if _is_event(field)] or [one.topic for one in ones]
        for one in ones:
            one.active = form.get("disabled", "false") == "false"
            if one.topic not in topics:
                self.outbox.subscriptions.remove(one)
        for topic in topics:
            if topic not in [one.topic for one in ones]:
                more = replace(ones[0], id=len(self.outbox.subscriptions), topic=topic, failures=0)
                ones.append(self.outbox.subscribe(more))
        kept = [one for one in ones if one.topic in topics]
        return endpoint_body(kept[0].url, kept, livemode=self.livemode)

    def _delete_endpoint(self, name: str) -> Body:
        ones = [one for one in self.outbox.subscriptions if one.name == name]
        if not ones:
            raise _unknown(name)
        for one in ones:
            self.outbox.subscriptions.remove(one)
        return {"id": name, "object": "webhook_endpoint", "deleted": True}


def _charges(shop: Stripe) -> list[Body]:
    return [charge_body(one) for one in shop.payments if one.charge]


def _refunds(shop: Stripe) -> list[Body]:
    return [refund_body(refund, one) for one in shop.payments for refund in one.refunds]


LISTS: Mapping[str, tuple[tuple[str, ...], Callable[[Stripe], list[Body]]]] = {
    "charges": (("payment_intent", "customer"), _charges),
    "refunds": (("payment_intent", "charge"), _refunds),
    "events": (("type", "types", "delivery_success"), lambda shop: shop.events),
}
"""What is looked up by its name: the filters that it takes, and the objects."""


def _is_event(name: str) -> bool:
    return name.partition("[")[0] == "enabled_events"


def _unknown(name: str) -> StripeRefusal:
    return StripeRefusal(f"No such object: '{name}'", 404, code="resource_missing", param="id")


def _refusal(status: int) -> Response:
    return _json(status, StripeRefusal(SAID.get(status, "Something is broken here."), status).shown())


def _json(status: int, said: Any) -> Response:
    return Response(json.dumps(said, indent=2), status, mimetype="application/json")
