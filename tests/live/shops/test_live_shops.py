"""The promises of the shops against the sandbox's own: they are kept, and a broken one is found by its name."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.shops.clock import ShopClock
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.shopify.store import Store as StoreOfShopify
from sandbox.shops.stripe.shop import Stripe
from sandbox.shops.web import Down, Throttled
from sandbox.shops.woocommerce.shop import WooCommerce
from sandbox.shops.woocommerce.site import Site
from tests.live.report import Came, Seen
from tests.live.scratch import Hands
from tests.live.shops import sabotage, shopify_promises, stripe_promises, woocommerce_promises
from tests.live.shops.__main__ import stores_in, tried
from tests.live.shops.sabotage import Change, sabotaged
from tests.live.shops.store import try_promises

ROOT = Path(__file__).parents[3]
SALES = 5
MADE: Mapping[str, Callable[[ShopClock], Shopify | WooCommerce | Stripe]] = {
    "Shopify": lambda clock: Shopify(StoreOfShopify(clock=clock)),
    "WooCommerce": lambda clock: WooCommerce(Site(clock=clock)),
    "Stripe": lambda clock: Stripe(clock=clock),
}
PROMISES: Mapping[str, Any] = {
    "Shopify": shopify_promises.PROMISES,
    "WooCommerce": woocommerce_promises.PROMISES,
    "Stripe": stripe_promises.PROMISES,
}
ALL = [(name, promise) for name, promises in PROMISES.items() for promise in promises]


@contextmanager
def in_use(name: str) -> Iterator[Shopify | WooCommerce | Stripe]:
    """A shop of this kind in which something was bought and went back, the last of it a moment ago."""
    # Ten times as fast as ours, so that Shopify soon takes calls again.
    clock = ShopClock(datetime.now(UTC) - timedelta(minutes=10 * SALES), speed=10)
    with MADE[name](clock) as shop:
        for number in range(SALES):
            sale: Any = shop.buy(shop.cart({"Tote bag": 2}), email=f"c{number}@example.com")
            if not number:
                shop.refund(sale, {"Tote bag": 1}) if not isinstance(shop, Stripe) else shop.refund(sale, Decimal(5))
            clock.pass_by(minutes=10)
        yield shop


def codes_left(shop: Shopify | WooCommerce | Stripe) -> list[str]:
    if isinstance(shop, Shopify):
        now = shop.clock.now()
        return [one.code for one in shop.store.discounts.values() if one.status(now) == "ACTIVE"]
    return [one.code for one in shop.site.coupons.values()] if isinstance(shop, WooCommerce) else []


def came_of(shop: Shopify | WooCommerce | Stripe, name: str, see: object, hands: Hands | None = None) -> Seen:
    [store] = stores_in(shop.variables("of-nobody"), requests.Session(), hands)
    promises = [promise for promise in PROMISES[name] if promise.see is see]
    [seen] = try_promises(store, promises)
    assert store.take_away() == []
    return seen


def test_the_shops_of_the_sandbox_keep_what_they_promise_and_no_code_is_left() -> None:
    with in_use("Shopify") as shopify, in_use("WooCommerce") as woocommerce, in_use("Stripe") as stripe:
        shops = (shopify, woocommerce, stripe)
        variables = {name: value for shop in shops for name, value in shop.variables("of-nobody").items()}

        ran = subprocess.run(
            [sys.executable, "-m", "tests.live.shops"],
            cwd=ROOT,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    by_hand = sum(promise.by_hand for _, promise in ALL)
    tried_ = len(ALL) - by_hand
    assert f"{tried_} of {tried_} behaviours are as assumed" in ran.stdout
    assert ran.stdout.count("| kept |") == tried_
    assert ran.stdout.count("| not asked |") == by_hand
    assert [codes_left(shop) for shop in shops] == [[], [], []]
    assert "@example.com" not in ran.stdout
    assert not any(value in ran.stdout + ran.stderr for name, value in variables.items() if "SECRET" in name)


BROKEN: list[tuple[str, Change, object]] = [
    ("Shopify", sabotage.of_an_hour, shopify_promises.a_token_lasts_a_day),
    ("Shopify", sabotage.lets_everybody_in, shopify_promises.a_wrong_token_is_401),
    ("Shopify", sabotage.without_amounts, shopify_promises.our_orders_are_readable),
    ("Shopify", sabotage.dear, shopify_promises.a_page_of_orders_is_not_too_dear),
    ("Shopify", sabotage.forgets_one_change, shopify_promises.changes_since_a_moment),
    ("Shopify", sabotage.knows_no_offsets, shopify_promises.an_offset_is_the_same_moment),
    ("Shopify", sabotage.oldest_first, shopify_promises.the_newest_change_comes_first),
    ("Shopify", sabotage.repeats_a_page, shopify_promises.pages_have_each_order_once),
    ("Shopify", sabotage.in_local_time, shopify_promises.times_are_in_utc),
    ("Shopify", sabotage.makes_twice, shopify_promises.a_code_is_taken_once),
    ("Shopify", sabotage.minds_capitals, shopify_promises.a_code_is_found_in_any_case),
    ("Shopify", sabotage.goes_on, shopify_promises.a_code_is_switched_off),
    ("Shopify", sabotage.makes_twice, shopify_promises.what_is_wrong_comes_with_200),
    ("WooCommerce", sabotage.lets_everybody_in, woocommerce_promises.a_wrong_key_is_401),
    ("WooCommerce", sabotage.without_amounts, woocommerce_promises.our_orders_are_readable),
    ("WooCommerce", sabotage.forgets_one_change, woocommerce_promises.changes_after_a_moment),
    ("WooCommerce", sabotage.knows_gmt_alone, woocommerce_promises.without_gmt_a_moment_is_the_sites),
    ("WooCommerce", sabotage.repeats_a_page, woocommerce_promises.pages_have_each_order_once),
    ("WooCommerce", sabotage.counts_nothing, woocommerce_promises.a_list_counts_its_pages),
    ("WooCommerce", sabotage.tells_site_time, woocommerce_promises.times_are_in_gmt),
    ("WooCommerce", sabotage.takes_again, woocommerce_promises.a_code_is_taken_once),
    ("WooCommerce", sabotage.minds_capitals, woocommerce_promises.a_code_is_found_in_any_case),
    ("WooCommerce", sabotage.ends_elsewhere, woocommerce_promises.a_day_is_its_midnight),
    ("WooCommerce", sabotage.forgets_limits, woocommerce_promises.one_item_is_kept),
    ("WooCommerce", sabotage.keeps_what_is_deleted, woocommerce_promises.a_code_is_deleted),
    ("WooCommerce", sabotage.has_everything, woocommerce_promises.a_product_that_is_not_there_is_404),
    ("Stripe", sabotage.lets_everybody_in, stripe_promises.a_wrong_key_is_401),
    ("Stripe", sabotage.forgets_one_change, stripe_promises.events_since_a_second),
    ("Stripe", sabotage.oldest_first, stripe_promises.the_newest_event_comes_first),
    ("Stripe", sabotage.repeats_a_page, stripe_promises.pages_have_each_event_once),
    ("Stripe", sabotage.tells_all_kinds, stripe_promises.only_the_kinds_that_are_asked_for),
    ("Stripe", sabotage.in_milliseconds, stripe_promises.times_are_seconds),
    ("Stripe", sabotage.tells_one_refund, stripe_promises.a_refund_tells_the_sum),
    ("Stripe", sabotage.without_a_payment, stripe_promises.a_payment_is_told_by_its_session),
]


def test_every_promise_is_broken_once() -> None:
    assert {see for _, _, see in BROKEN} == {promise.see for _, promise in ALL if not promise.by_hand}


@pytest.mark.parametrize(("name", "change", "see"), BROKEN)
def test_a_promise_that_is_broken_is_found(name: str, change: Change, see: object) -> None:
    with in_use(name) as shop:
        kept = came_of(shop, name, see)
        sabotaged(shop, change)
        [store] = stores_in(shop.variables("of-nobody"), requests.Session(), None)
        [broken] = try_promises(store, [promise for promise in PROMISES[name] if promise.see is see])

    assert kept.came is Came.KEPT, kept
    assert broken.came is Came.DIFFERS, broken
    assert broken.said


@pytest.mark.parametrize(("name", "promise"), ALL, ids=lambda it: it if isinstance(it, str) else it.see.__name__)
def test_each_promise_stands_in_fidelity(name: str, promise: Any) -> None:
    page = (ROOT / "sandbox" / "FIDELITY.md").read_text(encoding="utf-8")
    section = page.partition("### What test-live-shop tries")[2]

    assert f"| {name}: {promise.behaviour} |" in section


@pytest.mark.parametrize("name", MADE)
def test_what_a_person_does_is_seen(name: str) -> None:
    with in_use(name) as shop:
        person = Person(shop)
        seen = [came_of(shop, name, one.see, person) for one in PROMISES[name] if one.by_hand]

    assert {one.came for one in seen} == {Came.KEPT}, seen
    assert len(person.heard) == len(seen)


@pytest.mark.parametrize("name", MADE)
def test_what_a_person_sees_otherwise_is_said(name: str) -> None:
    with in_use(name) as shop:
        seen = [came_of(shop, name, one.see, lambda _what: "99.00") for one in PROMISES[name] if one.by_hand]

    assert {one.came for one in seen} == {Came.DIFFERS}, seen


class Person:
    """Does what they are asked at the sandbox's shop."""

    def __init__(self, shop: Shopify | WooCommerce | Stripe) -> None:
        self.shop, self.heard = shop, list[str]()

    def __call__(self, what: str) -> str:
        self.heard.append(what)
        shop = self.shop
        if isinstance(shop, Stripe):
            shop.buy(shop.cart("Tote bag"), email="ana@example.com")
            return ""
        link = next((word for word in what.split() if ":2" in word), "")
        if not link:
            shop.clock.pass_by(minutes=1)
            newest: Any = shop.store.sales[-1] if isinstance(shop, Shopify) else [*shop.site.sales.values()][-1]
            shop.touch(newest)
            return ""
        return f"{shop.bill(shop.open(link)).goods} $"


def test_a_shop_that_takes_no_more_calls_is_asked_again_and_no_code_is_left() -> None:
    with in_use("Shopify") as shop:
        [store] = stores_in(shop.variables("of-nobody"), requests.Session(), None)
        waited = list[float]()

        def pause(seconds: float) -> None:
            waited.append(seconds)
            shop.recovers()
            shop.clock.pass_by(seconds=seconds)

        store.pause = pause
        shop.fails(Throttled(), times=None, on="query Changes")
        seen = list(tried(store))

    assert {one.came for one in seen} == {Came.KEPT, Came.NOT_ASKED}
    assert waited
    assert codes_left(shop) == []


def test_without_a_shop_it_is_one_sentence() -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPIFY", "WOOC", "STRIPE"))}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.live.shops"], cwd=ROOT, env=plain, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 2
    assert "No shop is named." in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("name", MADE)
def test_a_shop_that_is_away_keeps_no_promise_and_says_so(name: str) -> None:
    with in_use(name) as shop:
        shop.fails(Down(), times=None)
        [store] = stores_in(shop.variables("of-nobody"), requests.Session(), None)
        seen = [one for one in tried(store) if one.came is not Came.NOT_ASKED]

    assert {one.came for one in seen} == {Came.DIFFERS}
    assert all("cannot be reached" in one.said or "ConnectionError" in one.said for one in seen), seen


@pytest.mark.parametrize("name", MADE)
def test_in_a_shop_where_nothing_was_bought_it_says_what_it_needs(name: str) -> None:
    with MADE[name](ShopClock()) as shop:
        [store] = stores_in(shop.variables("of-nobody"), requests.Session(), None)
        store.pause = lambda seconds: shop.clock.pass_by(seconds=seconds)
        seen = list(tried(store))

    assert not [one for one in seen if one.came is Came.DIFFERS]
    assert any("buy something" in one.said for one in seen if one.came is Came.NOT_SEEN)
