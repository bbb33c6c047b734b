"""What the program rests on at WooCommerce, each tried on a shop; nothing is changed there but coupons of a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import requests

from loyalty.model.identifiers import fold
from loyalty.model.reward import RewardKind
from loyalty.model.shop.cart import Cart, ShopKind
from service.container import now
from shops.api.calls import MOST_STEP_SECONDS
from shops.api.woocommerce_rest import TAKEN, Key, WooCommerce
from tests.live.promises import CannotTell, expect
from tests.live.shops.store import ShopPromise, Store, amount_in, each_once, enough, read_by_us

MOST = 20
"""So many orders are looked at."""
CLOCKS_APART = timedelta(minutes=5)


@dataclass
class WooCommerceStore(Store):
    """A shop of WooCommerce's."""

    key: Key = field(default_factory=lambda: Key("", ""))

    @cached_property
    def api(self) -> WooCommerce:
        """The program's own way to it."""
        return WooCommerce(self.url, self.key, self.session)

    def get(self, path: str, query: Mapping[str, str], key: Key | None = None) -> requests.Response:
        """An answer with its headers, which the program does not need."""
        url = f"{self.url}/wp-json/wc/v3/{path}"
        return self.session.get(
            url, params=query, auth=key or self.key, timeout=MOST_STEP_SECONDS, allow_redirects=False
        )

    def listed(self, **query: str) -> Sequence[tuple[int, datetime]]:
        """Orders by their ids, the newest first, with their times of change."""
        wanted = {"orderby": "id", "order": "desc", "per_page": str(MOST)} | query
        answer = self.api.ask("GET", "orders", query=wanted)
        expect(isinstance(answer.body, list), f"{answer.status}: {answer.field('message')}")
        orders: Any = answer.body
        return [(one["id"], _gmt(one["date_modified_gmt"])) for one in orders]

    def coupon(self, code: str) -> Mapping[str, Any]:
        """The coupon that is found by this code."""
        answer = self.api.ask("GET", "coupons", query={"code": code})
        found: Any = answer.body
        expect(isinstance(found, list) and len(found) == 1, f"it is not found by {code}")
        coupon: Mapping[str, Any] = found[0]
        return coupon


def a_wrong_key_is_401(store: WooCommerceStore) -> str:
    answer = store.get("orders", {}, Key("ck_of_nobody", "cs_of_nobody"))
    expect(answer.status_code == 401, answer.status_code)
    said = answer.json()
    expect(said["data"]["status"] == 401, "the body does not say the status")
    return f"{said['code']}: {said['message']}"


def our_orders_are_readable(store: WooCommerceStore) -> str:
    return read_by_us(store.api.orders_since(now() - timedelta(days=30)))


def changes_after_a_moment(store: WooCommerceStore) -> str:
    orders = store.listed()
    after = enough([changed for _, changed in orders])
    found = {order for order, _ in store.listed(modified_after=_bare(after), dates_are_gmt="true")}
    wanted = {order for order, changed in orders if changed > after}
    expect(wanted <= found, f"{len(wanted - found)} changed orders are not told, out of {len(wanted)}")
    earlier = {order for order, changed in orders if changed < after}
    expect(not earlier & found, f"{len(earlier & found)} orders are told that were changed before")
    return f"{len(found)} of {len(orders)}, {'with' if found > wanted else 'without'} those of that second"


def without_gmt_a_moment_is_the_sites(store: WooCommerceStore) -> str:
    offset = _site_offset(store)
    if not offset:
        raise CannotTell("this site's zone is UTC")
    after = enough([changed for _, changed in store.listed()])
    here = store.listed(modified_after=_bare(after), dates_are_gmt="true")
    there = store.listed(modified_after=_bare(after + offset))
    expect(here == there, f"{len(here)} in GMT, {len(there)} in the site's time")
    return f"{len(here)} both times, {offset} apart"


def pages_have_each_order_once(store: WooCommerceStore) -> str:
    whole = [str(order) for order, _ in store.listed()]
    if len(whole) < 3:
        raise CannotTell(f"it needs 3 orders, and there are {len(whole)}: buy something")
    return each_once(_pages(store, len(whole)), whole)


def a_list_counts_its_pages(store: WooCommerceStore) -> str:
    answer = store.get("orders", {"per_page": "2"})
    total, pages = (int(answer.headers.get(name, "-1")) for name in ("X-WP-Total", "X-WP-TotalPages"))
    expect(total >= 0 and pages == -(-total // 2), f"{total} orders on {pages} pages of 2")
    return f"{total} orders on {pages} pages of 2"


def times_are_in_gmt(store: WooCommerceStore) -> str:
    wanted = store.trial_code(store.api)
    shown = store.coupon(wanted.code)["date_created_gmt"]
    expect(not shown.endswith("Z") and "+" not in shown, f"it writes {shown}")
    expect(abs(_gmt(shown) - now()) < CLOCKS_APART, f"a coupon of this moment is of {shown}")
    return "without a zone, and in GMT"


def a_code_is_taken_once(store: WooCommerceStore) -> str:
    wanted = store.trial_code(store.api)
    answer = store.api.ask("POST", "coupons", json={"code": wanted.code.upper()})
    code = answer.field("code")
    expect(answer.status == 400 and code == TAKEN, f"{answer.status} {code}")
    return f"{code}: {answer.field('message')}"


def a_code_is_found_in_any_case(store: WooCommerceStore) -> str:
    wanted = store.trial_code(store.api)
    shown = [store.coupon(code)["code"] for code in (wanted.code.upper(), wanted.code.lower())]
    expect({fold(code) for code in shown} == {fold(wanted.code)}, f"it is called {shown}")
    return "in small letters" if shown[0].islower() else "as it was written"


def a_day_is_its_midnight(store: WooCommerceStore) -> str:
    wanted = store.trial_code(store.api)
    shown = store.coupon(wanted.code)["date_expires"]
    midnight = f"{wanted.last_day + timedelta(days=1)}T00:00:00"
    expect(shown == midnight, f"written {midnight}, shown {shown}")
    return "shown as it was written"


def one_item_is_kept(store: WooCommerceStore) -> str:
    wanted = store.trial_code(store.api, RewardKind.PRODUCT, str(_product(store)["id"]))
    shown = store.coupon(wanted.code)
    kept = {name: shown[name] for name in ("limit_usage_to_x_items", "usage_limit", "usage_limit_per_user")}
    expect(set(kept.values()) == {1}, f"{kept}")
    expect([str(one) for one in shown["product_ids"]] == [wanted.product], f"it is for {shown['product_ids']}")
    return "as written"


def a_code_is_deleted(store: WooCommerceStore) -> str:
    wanted = store.trial_code(store.api)
    store.api.switch_off(wanted.code)
    answer = store.api.ask("GET", "coupons", query={"code": wanted.code})
    expect(answer.body == [], "it is still there")
    return "gone"


def a_product_that_is_not_there_is_404(store: WooCommerceStore) -> str:
    answer = store.api.ask("GET", "products/999999999")
    expect(answer.status == 404, answer.status)
    return f"{answer.field('code')}: {answer.field('message')}"


def a_change_is_told_at_once(store: WooCommerceStore) -> str:
    before = dict(store.listed())
    store.asked("In WooCommerce, Orders, open any order, change something of its billing address, and press Update.")
    changed = [order for order, at in store.listed() if before.get(order) != at]
    expect(len(changed) == 1, f"{len(changed)} orders are told as changed")
    return "told"


def one_unit_of_two_is_free(store: WooCommerceStore) -> str:
    product = _product(store)
    wanted = store.trial_code(store.api, RewardKind.PRODUCT, str(product["id"]))
    link = Cart(ShopKind.WOOCOMMERCE, store.url).with_product(wanted.product).replace("{code}", wanted.code)
    typed = store.asked(
        f"Open {link} in a browser where you are not signed in, and look: the goods cost nothing. Then open "
        f"{link.replace(':1&', ':2&')} and type here what the two units cost without shipping and tax."
    )
    expect(
        amount_in(typed) == amount_in(str(product["price"])), f"two units cost {typed}, one costs {product['price']}"
    )
    return f"two units cost {typed}"


def _product(store: WooCommerceStore) -> Mapping[str, Any]:
    answer = store.api.ask("GET", "products", query={"per_page": str(MOST)})
    found: Any = answer.body if isinstance(answer.body, list) else []
    simple = (one for one in found if one.get("type") == "simple" and amount_in(str(one.get("price") or "0")) > 0)
    product: Mapping[str, Any] | None = next(simple, None)
    if product is None:
        raise CannotTell("there is no simple product with a price")
    return product


def _site_offset(store: WooCommerceStore) -> timedelta:
    answer = store.api.ask("GET", "orders", query={"per_page": "1"})
    orders: Any = answer.body
    if not isinstance(orders, list) or not orders:
        raise CannotTell("there are no orders: buy something")
    return _gmt(orders[0]["date_created"]) - _gmt(orders[0]["date_created_gmt"])


def _pages(store: WooCommerceStore, most: int) -> Iterator[Sequence[str]]:
    for page in range(1, -(-most // 2) + 1):
        yield [str(order) for order, _ in store.listed(per_page="2", page=str(page))]


def _gmt(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _bare(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


PROMISES: Sequence[ShopPromise[WooCommerceStore]] = (
    ShopPromise("a key of nobody is refused with 401, in JSON", a_wrong_key_is_401),
    ShopPromise("the program's list of orders is taken, and each order is read", our_orders_are_readable),
    ShopPromise("`modified_after` in GMT tells all later changes, and no earlier ones", changes_after_a_moment),
    ShopPromise("without `dates_are_gmt` the moment is of the site's zone", without_gmt_a_moment_is_the_sites),
    ShopPromise("pages by descending ids have each order once", pages_have_each_order_once),
    ShopPromise("`X-WP-Total` and `X-WP-TotalPages` count a list", a_list_counts_its_pages),
    ShopPromise("times that end in _gmt are GMT, and have no zone", times_are_in_gmt),
    ShopPromise("a code that is there is refused with 400 and its own word", a_code_is_taken_once),
    ShopPromise("a code is found at once, in capital and small letters", a_code_is_found_in_any_case),
    ShopPromise("`date_expires` is shown as the site's time that was written", a_day_is_its_midnight),
    ShopPromise("`limit_usage_to_x_items` and the limits of use stay as written", one_item_is_kept),
    ShopPromise("a coupon that is deleted with `force` is found no more", a_code_is_deleted),
    ShopPromise("a product that is not there is 404, in JSON", a_product_that_is_not_there_is_404),
    ShopPromise("an order that the owner changes is told at once", a_change_is_told_at_once, by_hand=True),
    ShopPromise("a code for a product pays for one of two units", one_unit_of_two_is_free, by_hand=True),
)
