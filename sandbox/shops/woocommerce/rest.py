"""The REST API: what each address answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.shops.catalogue import NotSold
from sandbox.shops.webhooks import Outbox, Subscription
from sandbox.shops.woocommerce import coupon_rest, order_rest, webhook_rest
from sandbox.shops.woocommerce.coupons import Coupon
from sandbox.shops.woocommerce.keys import Keys
from sandbox.shops.woocommerce.lists import page_of
from sandbox.shops.woocommerce.order_bodies import SYMBOLS, order_body
from sandbox.shops.woocommerce.products import matches, product_shown, variation_shown
from sandbox.shops.woocommerce.refusals import RestRefusal, of_status, unknown_id
from sandbox.shops.woocommerce.site import Site

BASE = "/wp-json/wc/v3"
ROUTES = Map(
    [
        Rule("/coupons", methods=["GET"], endpoint="coupons"),
        Rule("/coupons", methods=["POST"], endpoint="make_coupon"),
        Rule("/coupons/<int:number>", methods=["GET"], endpoint="coupon"),
        Rule("/coupons/<int:number>", methods=["POST", "PUT", "PATCH"], endpoint="change_coupon"),
        Rule("/coupons/<int:number>", methods=["DELETE"], endpoint="delete_coupon"),
        Rule("/orders", methods=["GET"], endpoint="orders"),
        Rule("/orders/<int:number>", methods=["GET"], endpoint="order"),
        Rule("/orders/<int:number>/refunds", methods=["GET"], endpoint="refunds"),
        Rule("/orders/<int:number>/refunds/<int:refund>", methods=["GET"], endpoint="refund"),
        Rule("/webhooks", methods=["GET"], endpoint="webhooks"),
        Rule("/webhooks", methods=["POST"], endpoint="make_webhook"),
        Rule("/webhooks/<int:number>", methods=["GET"], endpoint="webhook"),
        Rule("/webhooks/<int:number>", methods=["POST", "PUT", "PATCH"], endpoint="change_webhook"),
        Rule("/webhooks/<int:number>", methods=["DELETE"], endpoint="delete_webhook"),
        Rule("/products", methods=["GET"], endpoint="products"),
        Rule("/products/<int:number>", methods=["GET"], endpoint="product"),
        Rule("/products/<int:number>/variations", methods=["GET"], endpoint="variations"),
        Rule("/data/currencies/current", methods=["GET"], endpoint="currency"),
    ]
)


@dataclass(frozen=True, slots=True)
class Rest:
    """The API of one site, at this address."""

    site: Site
    keys: Keys
    outbox: Outbox
    url: Callable[[], str]

    def answer(self, request: Request) -> Response:
        """The answer to a request below BASE."""
        try:
            return self._answer(request)
        except RestRefusal as refusal:
            return as_json(refusal.shown(), refusal.status)

    def _answer(self, request: Request) -> Response:
        try:
            found, arguments = ROUTES.bind("").match(request.path.removeprefix(BASE), request.method)
        except (HTTPException, MethodNotAllowed):
            raise of_status(404) from None
        self.keys.check(request.authorization, request.method)
        if found == "make_webhook":  # it is pinged while nothing waits for it
            return self._make_webhook(request)
        with self.site.lock:
            answered: Response = getattr(self, f"_{found}")(request, **arguments)
            return answered

    def _coupons(self, request: Request) -> Response:
        query = request.args.to_dict()
        coupons = [one for one in self.site.coupons.values() if one.status == "publish"]
        if query.get("code", "").strip():
            found = self.site.coupon_of(query["code"])
            coupons = [found] if found else []
        orders: Mapping[str, Callable[[Coupon], Any]] = {
            "date": lambda one: (one.created, one.id),
            "modified": lambda one: (one.modified, one.id),
            "id": lambda one: one.id,
            "title": lambda one: one.code,
        }
        page, headers = page_of(coupons, query, orders, f"{self.url()}{BASE}/coupons")
        return as_json([self._shown(one) for one in page], headers=headers)

    def _make_coupon(self, request: Request) -> Response:
        given = _json_of(request)
        code, now = coupon_rest.code_in(given), self.site.clock.now()
        if self.site.coupon_of(code):
            raise RestRefusal("woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
        coupon = Coupon(next(self.site.posts), code, now, now)
        coupon_rest.changed(coupon, given, self.site)
        self.site.coupons[coupon.id] = coupon
        return as_json(self._shown(coupon), 201, {"Location": f"{self.url()}{BASE}/coupons/{coupon.id}"})

    def _coupon(self, _request: Request, number: int) -> Response:
        return as_json(self._shown(self._found(number)))

    def _change_coupon(self, request: Request, number: int) -> Response:
        coupon = self._found(number)
        coupon_rest.changed(coupon, _json_of(request), self.site)
        coupon.modified = self.site.clock.now()
        return as_json(self._shown(coupon))

    def _delete_coupon(self, request: Request, number: int) -> Response:
        coupon = self._found(number)
        if request.args.get("force") in ("true", "1"):
            del self.site.coupons[number]
        elif coupon.status == "trash":
            raise RestRefusal("woocommerce_rest_already_trashed", "The shop_coupon has already been deleted.", 410)
        else:
            coupon.status = "trash"
        return as_json(self._shown(coupon))

    def _products(self, request: Request) -> Response:
        query = request.args.to_dict()
        products = [one for one in self.site.catalogue.products if matches(one, query)]
        orders = {"date": lambda one: one.id, "id": lambda one: one.id, "title": lambda one: one.title}
        page, headers = page_of(products, query, orders, f"{self.url()}{BASE}/products")
        return as_json([product_shown(one, self.site, self.url()) for one in page], headers=headers)

    def _product(self, _request: Request, number: int) -> Response:
        product = self.site.catalogue.product(number)
        if product is not None:
            return as_json(product_shown(product, self.site, self.url()))
        try:
            variant = self.site.catalogue.variant(number)
        except NotSold:
            raise unknown_id("product") from None
        return as_json(variation_shown(variant, self.site, self.url()))

    def _currency(self, _request: Request) -> Response:
        currency = self.site.money.currency
        return as_json({"code": currency, "name": currency, "symbol": SYMBOLS.get(currency, currency)})

    def _variations(self, request: Request, number: int) -> Response:
        product = self.site.catalogue.product(number)
        if product is None:
            raise unknown_id("product")
        variants = [variant for variant in product.variants if variant.id != product.id]
        orders = {"date": lambda one: one.id, "id": lambda one: one.id, "title": lambda one: one.option}
        page, headers = page_of(
            variants, request.args.to_dict(), orders, f"{self.url()}{BASE}/products/{number}/variations"
        )
        return as_json([variation_shown(one, self.site, self.url()) for one in page], headers=headers)

    def _orders(self, request: Request) -> Response:
        page, headers = order_rest.orders_listed(request.args.to_dict(), self.site, self.url())
        return as_json(page, headers=headers)

    def _order(self, _request: Request, number: int) -> Response:
        return as_json(order_body(order_rest.order_found(number, self.site), self.site, self.url()))

    def _refunds(self, request: Request, number: int) -> Response:
        page, headers = order_rest.refunds_listed(number, request.args.to_dict(), self.site, self.url())
        return as_json(page, headers=headers)

    def _refund(self, _request: Request, number: int, refund: int) -> Response:
        return as_json(order_rest.refund_found(number, refund, self.site, self.url()))

    def _webhooks(self, request: Request) -> Response:
        query = request.args.to_dict()
        status = query.get("status", "all")
        wanted = [one for one in self.outbox.subscriptions if status == "all" or (status == "active") == one.active]
        orders = {"date": lambda one: one.id, "id": lambda one: one.id, "title": lambda one: one.name}
        page, headers = page_of(wanted, query, orders, f"{self.url()}{BASE}/webhooks")
        return as_json([webhook_rest.shown(one, self.site, self.url()) for one in page], headers=headers)

    def _make_webhook(self, request: Request) -> Response:
        made = webhook_rest.made(_json_of(request), self.outbox, self.site)
        return as_json(webhook_rest.shown(made, self.site, self.url()), 201)

    def _webhook(self, _request: Request, number: int) -> Response:
        return as_json(webhook_rest.shown(self._found_webhook(number), self.site, self.url()))

    def _change_webhook(self, request: Request, number: int) -> Response:
        webhook = self._found_webhook(number)
        webhook_rest.changed(webhook, _json_of(request))
        return as_json(webhook_rest.shown(webhook, self.site, self.url()))

    def _delete_webhook(self, request: Request, number: int) -> Response:
        webhook = self._found_webhook(number)
        if request.args.get("force") not in ("true", "1"):
            message = "Webhooks do not support trashing."
            raise RestRefusal("woocommerce_rest_trash_not_supported", message, 501)
        self.outbox.subscriptions.remove(webhook)
        return as_json(webhook_rest.shown(webhook, self.site, self.url()))

    def _found_webhook(self, number: int) -> Subscription:
        found = next((one for one in self.outbox.subscriptions if one.id == number), None)
        if found is None:
            raise unknown_id("shop_webhook")
        return found

    def _shown(self, coupon: Coupon) -> dict[str, Any]:
        return coupon_rest.shown(coupon, self.site, self.url())

    def _found(self, number: int) -> Coupon:
        coupon = self.site.coupons.get(number)
        if coupon is None:
            raise unknown_id()
        return coupon


def as_json(said: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return Response(json.dumps(said), status, headers, mimetype="application/json")


def _json_of(request: Request) -> Mapping[str, Any]:
    said = request.get_json(silent=True)
    if not isinstance(said, Mapping):
        raise RestRefusal("rest_invalid_json", "Invalid JSON body passed.")
    return said
