"""What the program rests on at Shopify, each tried on a store; nothing is changed there but codes of a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from loyalty.model.reward import RewardKind
from loyalty.model.shop.cart import Cart, ShopKind
from service.container import now
from shops.api import shopify_orders
from shops.api.calls import Answered, HeaderAuth, call
from shops.api.shopify_admin import API_VERSION, FIND, SHOP, App, Shopify
from tests.live.promises import CannotTell, expect
from tests.live.shops.store import ShopPromise, Store, amount_in, each_once, enough, read_by_us

MOST_COST = 1_000
DAY_SECONDS = 86_400
MOST = 20
"""So many orders are looked at."""
CHANGES = """query Changes($query: String, $first: Int!, $after: String) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {
    nodes { id updatedAt } pageInfo { hasNextPage endCursor } }
}"""
STATUS = """query Status($code: String!) {
  codeDiscountNodeByCode(code: $code) { codeDiscount { ... on DiscountCodeBasic { title status } } }
}"""
VARIANT = "query Variant { productVariants(first: 20) { nodes { legacyResourceId price } } }"
CREATE = """mutation Create($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) { codeDiscountNode { id } userErrors { field code message } }
}"""


@dataclass
class ShopifyStore(Store):
    """A store at Shopify."""

    credentials: App | str = ""

    @cached_property
    def api(self) -> Shopify:
        """The program's own way to it."""
        return Shopify(self.url, self.credentials, self.session)

    def granted(self, app: App) -> Answered:
        """What is answered to an app that asks for a token."""
        form = {
            "grant_type": "client_credentials",
            "client_id": app.client_id,
            "client_secret": app.client_secret,
        }
        url = f"{self.url}/admin/oauth/access_token"
        return call(self.session, "POST", url, shop=SHOP, auth=HeaderAuth(), form=form)

    def answered(self, query: str, variables: Mapping[str, object], *, token: str = "") -> Answered:
        """The whole answer to a query, of which the program needs the data alone."""
        own = self.credentials
        good = own if isinstance(own, str) else str(self.granted(own).field("access_token"))
        url = f"{self.url}/admin/api/{API_VERSION}/graphql.json"
        auth = HeaderAuth("X-Shopify-Access-Token", token or good)
        return call(self.session, "POST", url, shop=SHOP, auth=auth, json={"query": query, "variables": variables})

    def changes(self, query: str = "", first: int = MOST, after: str | None = None) -> Mapping[str, Any]:
        """A page of orders with their times of change."""
        found: Mapping[str, Any] = self.api.ask(
            CHANGES, {"query": f"{query} status:any".strip(), "first": first, "after": after}
        )["orders"]
        return found

    def listed(self) -> Sequence[tuple[str, datetime]]:
        """The orders changed last: their ids and times."""
        return [(one["id"], datetime.fromisoformat(one["updatedAt"])) for one in self.changes()["nodes"]]


def a_token_lasts_a_day(store: ShopifyStore) -> str:
    if isinstance(store.credentials, str):
        raise CannotTell("this store has a permanent token")
    answer = store.granted(store.credentials)
    seconds = answer.field("expires_in")
    expect(isinstance(seconds, int) and DAY_SECONDS - 60 <= seconds <= DAY_SECONDS, f"expires_in is {seconds}")
    return f"expires_in is {seconds}"


def a_wrong_token_is_401(store: ShopifyStore) -> str:
    answer = store.answered("query Shop { shop { name } }", {}, token="shpat_of_nobody")
    expect(answer.status == 401, f"{answer.status}")
    return str(answer.field("errors"))


def our_orders_are_readable(store: ShopifyStore) -> str:
    since = now() - timedelta(days=30)
    return read_by_us(shopify_orders.ShopifyOrders(store.api).orders_since(since))


def a_page_of_orders_is_not_too_dear(store: ShopifyStore) -> str:
    answer = store.answered(shopify_orders.PAGE, {"query": "status:any", "after": None})
    cost: Any = answer.field("extensions")
    asked = cost["cost"]["requestedQueryCost"]
    expect(asked <= MOST_COST, f"it costs {asked}")
    return f"it costs {asked}; {cost['cost']['throttleStatus']['restoreRate']} points come back a second"


def changes_since_a_moment(store: ShopifyStore) -> str:
    orders = store.listed()
    since = enough([changed for _, changed in orders])
    found = {one["id"] for one in store.changes(f"updated_at:>='{since:%Y-%m-%dT%H:%M:%SZ}'")["nodes"]}
    wanted = {order for order, changed in orders if changed >= since}
    expect(wanted <= found, f"{len(wanted - found)} changed orders are not told, out of {len(wanted)}")
    expect(found == wanted, f"{len(found - wanted)} orders are told that were changed before")
    return f"{len(found)} of {len(orders)}"


def an_offset_is_the_same_moment(store: ShopifyStore) -> str:
    since = enough([changed for _, changed in store.listed()])
    elsewhere = since.astimezone(timezone(timedelta(hours=5, minutes=30)))
    here = [one["id"] for one in store.changes(f"updated_at:>='{since:%Y-%m-%dT%H:%M:%SZ}'")["nodes"]]
    there = [one["id"] for one in store.changes(f"updated_at:>='{elsewhere.isoformat()}'")["nodes"]]
    expect(here == there, f"{len(here)} in UTC, {len(there)} with an offset")
    return f"{len(here)} both times"


def the_newest_change_comes_first(store: ShopifyStore) -> str:
    moments = [changed for _, changed in store.listed()]
    enough(moments)
    expect(moments == sorted(moments, reverse=True), "they come in another order")
    return f"{len(moments)} orders"


def pages_have_each_order_once(store: ShopifyStore) -> str:
    whole = [order for order, _ in store.listed()]
    if len(whole) < 3:
        raise CannotTell(f"it needs 3 orders, and there are {len(whole)}: buy something")
    return each_once(_pages(store, len(whole)), whole)


def times_are_in_utc(store: ShopifyStore) -> str:
    times = [one["updatedAt"] for one in store.changes()["nodes"]]
    if not times:
        raise CannotTell("there are no orders: buy something")
    expect(all(time.endswith("Z") for time in times), f"it writes {times[0]}")
    late = max(map(datetime.fromisoformat, times))
    expect(late <= now() + timedelta(minutes=5), f"the newest change is at {late}, which is to come")
    return f"such as {times[0]}"


def a_code_is_taken_once(store: ShopifyStore) -> str:
    wanted = store.trial_code(store.api)
    errors = _created(store, code=wanted.code)
    codes = [str(one.get("code")) for one in errors]
    expect(codes == ["TAKEN"], f"a code that is there is made once more: {codes}")
    return str(errors[0].get("message"))


def a_code_is_found_in_any_case(store: ShopifyStore) -> str:
    wanted = store.trial_code(store.api)
    for code in (wanted.code, wanted.code.lower()):
        node = store.api.ask(FIND, {"code": code})["codeDiscountNodeByCode"]
        expect(node, "it is not found in small letters" if code.islower() else "it is not found at once")
        expect(node["codeDiscount"]["title"] == wanted.title, f"its title is {node['codeDiscount']['title']}")
    return "found with its title"


def a_code_is_switched_off(store: ShopifyStore) -> str:
    wanted = store.trial_code(store.api)
    before = store.api.ask(STATUS, {"code": wanted.code})["codeDiscountNodeByCode"]["codeDiscount"]["status"]
    store.api.switch_off(wanted.code)
    node = store.api.ask(STATUS, {"code": wanted.code})["codeDiscountNodeByCode"]
    after = node["codeDiscount"]["status"] if node else "not found"
    expect((before, after) == ("ACTIVE", "EXPIRED"), f"it was {before} and is {after}")
    return f"{before}, then {after}"


def what_is_wrong_comes_with_200(store: ShopifyStore) -> str:
    errors = _created(store, code="", percentage=2.0)
    expect(errors, "a discount of 200 percent was made")
    return "; ".join(f"{one.get('code')}: {one.get('message')}" for one in errors)


def a_change_is_told_at_once(store: ShopifyStore) -> str:
    before = dict(store.listed())
    store.asked("In Shopify's admin, open any order, write something into its Notes, save it.")
    changed = [order for order, at in store.listed() if before.get(order) != at]
    expect(len(changed) == 1, f"{len(changed)} orders are told as changed")
    return "told"


def one_unit_of_two_is_free(store: ShopifyStore) -> str:
    nodes = store.api.ask(VARIANT, {})["productVariants"]["nodes"]
    dear = next((one for one in nodes if amount_in(str(one["price"])) > 0), None)
    if dear is None:
        raise CannotTell("there is no product with a price")
    wanted = store.trial_code(store.api, RewardKind.PRODUCT, dear["legacyResourceId"])
    link = Cart(ShopKind.SHOPIFY, store.url).with_product(wanted.product).replace("{code}", wanted.code)
    typed = store.asked(
        f"Open {link} in a browser (a development store asks for its password first), and look: the goods cost "
        f"nothing. Then open {link.replace(':1?', ':2?')} and type here what the two units cost without shipping and "
        "tax."
    )
    expect(amount_in(typed) == amount_in(str(dear["price"])), f"two units cost {typed}, one costs {dear['price']}")
    return f"two units cost {typed}"


def _created(store: ShopifyStore, *, code: str, percentage: float = 0.01) -> list[Mapping[str, Any]]:
    """What Shopify has against a discount; none where it was made."""
    discount = {
        "title": "Trial of the loyalty program",
        "code": code or "REGULARSTRIAL",
        "startsAt": f"{now():%Y-%m-%dT%H:%M:%SZ}",
        "endsAt": f"{now() + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
        "usageLimit": 1,
        "context": {"all": "ALL"},
        "customerGets": {"items": {"all": True}, "value": {"percentage": percentage}},
    }
    found: list[Mapping[str, Any]] = store.api.ask(CREATE, {"discount": discount})["discountCodeBasicCreate"][
        "userErrors"
    ]
    return found


def _pages(store: ShopifyStore, most: int) -> Iterator[Sequence[str]]:
    after, seen = None, 0
    while seen < most:
        page = store.changes(first=2, after=after)
        yield [one["id"] for one in page["nodes"]][: most - seen]
        seen, after = seen + len(page["nodes"]), page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return


PROMISES: Sequence[ShopPromise[ShopifyStore]] = (
    ShopPromise("a token of an app ends after 24 hours", a_token_lasts_a_day),
    ShopPromise("a token of nobody is refused with 401", a_wrong_token_is_401),
    ShopPromise("the program's query for orders is taken, and each order is read", our_orders_are_readable),
    ShopPromise("a page of orders costs less than a query may", a_page_of_orders_is_not_too_dear),
    ShopPromise("`updated_at:>=` tells all orders changed since then, and no others", changes_since_a_moment),
    ShopPromise("a moment may be written in UTC or with an offset", an_offset_is_the_same_moment),
    ShopPromise("orders sorted by UPDATED_AT and reversed begin with the newest change", the_newest_change_comes_first),
    ShopPromise("pages by cursor have each order once", pages_have_each_order_once),
    ShopPromise("orders' times are in UTC, with a Z", times_are_in_utc),
    ShopPromise("a code that is there is refused as TAKEN", a_code_is_taken_once),
    ShopPromise("a code is found at once with its title, in capital and small letters", a_code_is_found_in_any_case),
    ShopPromise("a code that is switched off is EXPIRED", a_code_is_switched_off),
    ShopPromise("a discount that cannot be comes back as userErrors with 200", what_is_wrong_comes_with_200),
    ShopPromise("an order that the owner changes is told at once", a_change_is_told_at_once, by_hand=True),
    ShopPromise("a code for a product pays for one of two units", one_unit_of_two_is_free, by_hand=True),
)
