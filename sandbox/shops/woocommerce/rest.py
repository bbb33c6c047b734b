"""The REST API: what each address answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from sandbox.shops.catalogue import NotSold
from sandbox.shops.woocommerce import coupon_rest
from sandbox.shops.woocommerce.coupons import Coupon
from sandbox.shops.woocommerce.keys import Keys
from sandbox.shops.woocommerce.lists import page_of
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
        Rule("/products", methods=["GET"], endpoint="products"),
        Rule("/products/<int:number>", methods=["GET"], endpoint="product"),
        Rule("/products/<int:number>/variations", methods=["GET"], endpoint="variations"),
    ]
)


@dataclass(frozen=True, slots=True)
class Rest:
    """The API of one site, at this address."""

    site: Site
    keys: Keys
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
