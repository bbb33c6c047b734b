"""A small Shopify store on this machine: the front door of this folder."""

import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.shops.cart import Bill, Cart
from sandbox.shops.sale import Sale
from sandbox.shops.shop import Shop, ordered
from sandbox.shops.shopify.admin.cost import MOST, Bucket
from sandbox.shops.shopify.admin.graph import Graph
from sandbox.shops.shopify.deliveries import manners
from sandbox.shops.shopify.links import cart_of
from sandbox.shops.shopify.store import API_VERSION, Store
from sandbox.shops.shopify.till import billed, bought
from sandbox.shops.shopify.tokens import Apps
from sandbox.shops.web import Words
from sandbox.shops.webhooks import Send, post

GRAPHQL = f"/admin/api/{API_VERSION}/graphql.json"
TOKEN = "/admin/oauth/access_token"  # noqa: S105 - an address
POINTS, RESTORED = 2000.0, 100.0
"""The bucket of a store on the smallest plan."""


class Shopify(Shop):
    """One store, at ``url`` in place of https://<domain>; ``most_cost`` is what a single query may cost.

    ``apps`` has what SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET say, and permanent tokens for SHOPIFY_TOKEN.
    """

    def __init__(self, store: Store | None = None, *, send: Send = post, port: int = 0, most_cost: int = MOST) -> None:
        self.store = store or Store()
        self.apps = Apps(client_id=secrets.token_hex(16), client_secret=f"shpss_{secrets.token_hex(16)}")
        self._graph = Graph(self.store, Bucket(POINTS, RESTORED), most_cost)
        words = Words(_refusal, lambda: _json(200, self._graph.throttled()))
        super().__init__(
            self.store.catalogue, self.store.clock, manners(self.store.domain), words, send=send, port=port
        )

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
            return billed(self.store, cart)

    def buy(self, cart: Cart, *, code: str = "", email: str = "") -> Sale:
        """Somebody checks out and pays."""
        with self.store.lock:
            return bought(self.store, ordered(cart, code, email), status="paid")

    def webhooks_to(self, url: str, secret: str, topics: Iterable[str] = ()) -> None:
        """The owner enters them under Settings, Notifications, Webhooks."""
        raise NotImplementedError

    def answer(self, request: Request) -> Response:
        match request.method, request.path:
            case "POST", "/admin/oauth/access_token":
                status, said = self.apps.grant(request.form.to_dict(), self.clock.now())
                return _json(status, said)
            case "POST", path if path == GRAPHQL:
                return self._graphql(request)
        return _refusal(404)

    def _graphql(self, request: Request) -> Response:
        scopes = self.apps.scopes_of(request.headers.get("X-Shopify-Access-Token", ""), self.clock.now())
        if scopes is None:
            return _refusal(401)
        said = request.get_json(silent=True)
        if not isinstance(said, Mapping):
            return _refusal(400)
        return _json(200, self._graph.answer(said, scopes))


SAID = {
    400: "Required parameter missing or invalid",
    401: "[API] Invalid API key or access token (unrecognized login or wrong password)",
    402: "Unavailable Shop",
    403: "[API] This action requires merchant approval.",
    404: "Not Found",
    423: "Unavailable Shop",
    429: "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def _refusal(status: int) -> Response:
    return _json(status, {"errors": SAID.get(status, "Something is broken here")})


def _json(status: int, said: Any) -> Response:
    return Response(json.dumps(said), status, mimetype="application/json")
