"""Shops of the sandbox that break one promise on purpose, to show that whoever tries the promise would notice."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.shops.shop import Shop

Said = Any
Change = Callable[["Asked", Said], Said]
"""What is answered in place of a true answer."""
SECOND = "2026-01-01T00:00:00"


class Asked:
    """A request, as a sabotage looks at it."""

    def __init__(self, request: Request, status: int) -> None:
        self.method, self.path, self.query, self.status = request.method, request.path, request.args, status
        self.body: Said = request.get_json(silent=True) or {}

    def of(self, name: str) -> bool:
        """True for the GraphQL query with this name."""
        return f" {name}" in str(self.body.get("query", "")).partition("{")[0].partition("(")[0]

    @property
    def variables(self) -> Mapping[str, Any]:
        """Those of a GraphQL query."""
        found: Mapping[str, Any] = self.body.get("variables") or {}
        return found


def sabotaged(shop: Shop, change: Change) -> None:
    """From now on the shop's answers in JSON are changed on their way."""
    true = shop.answer

    def answer(request: Request) -> Response:
        response = true(request)
        if response.mimetype != "application/json":
            return response
        asked, said = Asked(request, response.status_code), json.loads(response.get_data())
        changed = change(asked, said)
        headers = dict(response.headers)
        if isinstance(changed, Response):
            return changed
        response.set_data(json.dumps(changed))
        headers["Content-Length"] = response.headers["Content-Length"]
        return response

    shop._server._answer = answer


def of_an_hour(_asked: Asked, said: Said) -> Said:
    return said | {"expires_in": 3600} if "expires_in" in said else said


def lets_everybody_in(asked: Asked, said: Said) -> Said:
    return said if asked.status != 401 else Response('{"data": {}}', 200, mimetype="application/json")


def without_amounts(asked: Asked, said: Said) -> Said:
    orders = said["data"]["orders"]["nodes"] if asked.of("Orders") else said if asked.path.endswith("/orders") else ()
    for order in orders:
        order |= {"totalPriceSet": None, "total": "some"}
    return said


def dear(_asked: Asked, said: Said) -> Said:
    if "extensions" in said:
        said["extensions"]["cost"]["requestedQueryCost"] = 1_400
    return said


def _nodes(asked: Asked, said: Said, change: Callable[[list[Said]], object]) -> Said:
    if asked.of("Changes"):
        change(said["data"]["orders"]["nodes"])
    return said


def forgets_one_change(asked: Asked, said: Said) -> Said:
    bounded = "updated_at" in asked.variables.get("query", "") or {"modified_after", "created[gte]"} & {*asked.query}
    return _without_first(asked, said) if bounded else said


def knows_no_offsets(asked: Asked, said: Said) -> Said:
    return _without_first(asked, said) if "+05:30" in asked.variables.get("query", "") else said


def _without_first(asked: Asked, said: Said) -> Said:
    rows = said if isinstance(said, list) else said.get("data") if isinstance(said.get("data"), list) else None
    if rows is not None:
        del rows[:1]
        return said
    return _nodes(asked, said, lambda nodes: nodes.__delitem__(slice(0, 1)))


def oldest_first(asked: Asked, said: Said) -> Said:
    if isinstance(said.get("data"), list):
        said["data"].reverse()
        return said
    return _nodes(asked, said, list.reverse)


def repeats_a_page(asked: Asked, said: Said) -> Said:
    """The second page begins with what the first one had."""
    rows = said if isinstance(said, list) else said.get("data", ())
    if isinstance(rows, list) and rows and (asked.query.get("page", "1") != "1" or "starting_after" in asked.query):
        rows[0] = rows[0] | {"id": -1}
    if asked.variables.get("after"):
        return _nodes(asked, said, lambda nodes: nodes[0].update(id="gid://shopify/Order/1"))
    return said


def in_local_time(asked: Asked, said: Said) -> Said:
    def local(nodes: list[Said]) -> None:
        for node in nodes:
            node["updatedAt"] = node["updatedAt"].replace("Z", "-05:00")

    return _nodes(asked, said, local)


def makes_twice(_asked: Asked, said: Said) -> Said:
    made = (said.get("data") or {}).get("discountCodeBasicCreate")
    if made and made["userErrors"]:
        made |= {"userErrors": [], "codeDiscountNode": {"id": "gid://shopify/DiscountCodeNode/1"}}
    return said


def minds_capitals(asked: Asked, said: Said) -> Said:
    if asked.of("Find") and asked.variables["code"].islower():
        said["data"]["codeDiscountNodeByCode"] = None
    return [] if asked.path.endswith("/coupons") and asked.query.get("code", "").islower() else said


def goes_on(asked: Asked, said: Said) -> Said:
    if asked.of("Status"):
        said["data"]["codeDiscountNodeByCode"]["codeDiscount"]["status"] = "ACTIVE"
    return said


def knows_gmt_alone(asked: Asked, said: Said) -> Said:
    """The site's own times are taken for GMT."""
    return [] if "modified_after" in asked.query and "dates_are_gmt" not in asked.query else said


def counts_nothing(asked: Asked, said: Said) -> Said:
    if asked.path.endswith("/orders"):
        return Response(json.dumps(said), 200, {"X-WP-Total": "1"}, mimetype="application/json")
    return said


def tells_site_time(asked: Asked, said: Said) -> Said:
    return _coupons(asked, said, {"date_created_gmt": SECOND})


def ends_elsewhere(asked: Asked, said: Said) -> Said:
    return _coupons(asked, said, {"date_expires": SECOND})


def forgets_limits(asked: Asked, said: Said) -> Said:
    return _coupons(asked, said, {"limit_usage_to_x_items": None})


def _coupons(asked: Asked, said: Said, changed: Said) -> Said:
    if asked.method == "GET" and asked.path.endswith("/coupons"):
        return [one | changed for one in said]
    return said


def takes_again(asked: Asked, said: Said) -> Said:
    taken = asked.method == "POST" and asked.status == 400
    return Response("{}", 201, mimetype="application/json") if taken else said


def keeps_what_is_deleted(asked: Asked, said: Said) -> Said:
    return [{"id": 1}] if asked.path.endswith("/coupons") and said == [] else said


def has_everything(asked: Asked, said: Said) -> Said:
    return Response("{}", 200, mimetype="application/json") if asked.status == 404 else said


def tells_all_kinds(asked: Asked, said: Said) -> Said:
    return said | {"data": [one | {"type": "charge.succeeded"} for one in said["data"]]} if _filtered(asked) else said


def in_milliseconds(_asked: Asked, said: Said) -> Said:
    data = said.get("data")
    return said | {"data": [one | {"created": one["created"] * 2} for one in data]} if data else said


def tells_one_refund(_asked: Asked, said: Said) -> Said:
    for one in said.get("data", ()):
        if one["type"] == "charge.refunded":
            one["data"]["previous_attributes"]["amount_refunded"] = one["data"]["object"]["amount_refunded"]
    return said


def without_a_payment(_asked: Asked, said: Said) -> Said:
    for one in said.get("data", ()):
        one["data"]["object"].pop("payment_intent", None)
    return said


def _filtered(asked: Asked) -> bool:
    return "types[]" in asked.query
