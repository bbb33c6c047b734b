"""Shopify's Admin API of one store: tokens for its app, and GraphQL for whoever shows one."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.shops.shopify.admin.cost import MOST, Bucket
from sandbox.shops.shopify.admin.graph import Graph
from sandbox.shops.shopify.admin.orders_root import orders_root
from sandbox.shops.shopify.admin.webhooks_root import webhooks_root
from sandbox.shops.shopify.store import API_VERSION, Store
from sandbox.shops.shopify.tokens import Apps
from sandbox.shops.webhooks import Outbox

ADMIN = "/admin/"
GRAPHQL = f"{ADMIN}api/{API_VERSION}/graphql.json"
TOKEN = f"{ADMIN}oauth/access_token"
POINTS, RESTORED = 2000.0, 100.0
"""The bucket of a store on the smallest plan."""
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


class AdminApi:
    """The API of one store, to which ``apps`` give its tokens; ``most_cost`` is what a single query may cost."""

    def __init__(self, store: Store, apps: Apps, outbox: Outbox, most_cost: int = MOST) -> None:
        self._store, self._apps, self._outbox = store, apps, outbox
        self._graph = Graph(store, Bucket(POINTS, RESTORED), self._more, most_cost)

    def answer(self, request: Request) -> Response:
        """The answer to a request below ADMIN."""
        match request.method, request.path:
            case "POST", path if path == TOKEN:
                return said_in_json(*self._apps.grant(request.form.to_dict(), self._store.clock.now()))
            case "POST", path if path == GRAPHQL:
                return self._graphql(request)
        return refused(404)

    def throttled(self) -> Response:
        """What is said when the bucket is empty; nothing is carried out."""
        return said_in_json(200, self._graph.throttled())

    def _graphql(self, request: Request) -> Response:
        scopes = self._apps.scopes_of(request.headers.get("X-Shopify-Access-Token", ""), self._store.clock.now())
        if scopes is None:
            return refused(401)
        said = request.get_json(silent=True)
        if not isinstance(said, Mapping):
            return refused(400)
        return said_in_json(200, self._graph.answer(said, scopes))

    def _more(self, scopes: Collection[str]) -> Mapping[str, Any]:
        return {**orders_root(self._store, scopes), **webhooks_root(self._outbox, self._apps.client_secret, scopes)}


def refused(status: int) -> Response:
    """What Shopify says with such a status."""
    return said_in_json(status, {"errors": SAID.get(status, "Something is broken here")})


def said_in_json(status: int, said: Any) -> Response:
    """An answer in JSON."""
    return Response(json.dumps(said), status, mimetype="application/json")
