"""Codes made in the shop, over HTTP: commit, make, commit that it is made, tell; whatever dies or fails in between."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox.google.http.faults import DropBefore, Fault
from sandbox.owner import Owner
from sandbox.shops.web import Broken, Down, Lost, NotJson, Refused, Slow, Throttled
from sandbox.shops.woocommerce.shop import WooCommerce
from tests.shop_codes.conftest import OnlineShop
from tests.taps import Night, Tap

Instance = Callable[[], Tap]


def lines(owner: Owner, kind: str) -> list[int]:
    return [line["Points"] for line in owner.tab("Ledger") if line["Entry"] == kind]


def states(owner: Owner) -> list[str]:
    return [line["Value"] for line in owner.tab("Log") if line["What"] == "code in the shop"]


def coupon_row(owner: Owner) -> dict[str, Any]:
    [row] = [row for row in owner.tab("Coupons") if row.get("Member")]
    return row


def test_a_quick_shop_has_the_code_when_the_customer_hears_of_it(own: Owner, online: OnlineShop, ana: Tap) -> None:
    taken = ana("redeem", reward="tote")

    assert (taken["status"], taken["code"], taken["points"]) == ("ok", "redeemed", 17)
    assert online.codes() == [taken["coupon"]]
    assert states(own) == ["wanted", "made"]
    assert coupon_row(own)["Code"] == taken["coupon"]
    assert coupon_row(own)["Status"] == "issued"
    assert lines(own, "redemption") == [-200]


def test_the_link_puts_one_unit_and_the_code_into_the_cart_and_everything_else_is_charged(
    online: OnlineShop, ana: Tap
) -> None:
    taken = ana("redeem", reward="tote")
    cart = online.shop.open(taken["coupon_link"])
    alone = online.shop.bill(cart)
    cart.add(online.shop.catalogue.named("Tote bag"), 2)
    cart.add(online.shop.catalogue.named("Wool blanket"))
    more = online.shop.bill(cart)

    assert taken["coupon_link"] in taken["message"]
    assert urlsplit(taken["coupon_link"]).netloc == urlsplit(online.shop.url).netloc
    assert alone.goods == 0
    assert more.goods == Decimal("24.00") + Decimal("59.00")


def test_a_code_is_good_for_one_order(online: OnlineShop, ana: Tap) -> None:
    link = ana("redeem", reward="tote")["coupon_link"]

    first = online.shop.buy(online.shop.open(link), email="ana@example.com")
    second = online.shop.bill(online.shop.open(link))

    assert (first.goods, second.goods) == (Decimal(0), Decimal("12.00"))


@pytest.mark.parametrize(
    ("kind", "value", "cart", "off"),
    [
        ("amount", 5, {"Wool blanket": 2}, "5.00"),
        ("percent", 15, {"Tote bag": 1, "Wool blanket": 1}, "10.65"),
        ("free shipping", "", {"Wool blanket": 1}, "5.00"),
    ],
)
def test_each_kind_of_reward_takes_off_what_it_is_and_once(
    own: Owner, online: OnlineShop, ana: Tap, kind: str, value: object, cart: dict[str, int], off: str
) -> None:
    own.type_over("Rewards", "tote", "Kind", kind)
    own.type_over("Rewards", "tote", "Value", value)
    own.type_over("Rewards", "tote", "Product id", "")

    code = ana("redeem", reward="tote")["coupon"]
    without = online.shop.bill(online.shop.cart(cart))
    bill = online.shop.bill(online.shop.cart(cart, code=code))
    online.shop.buy(online.shop.cart(cart, code=code), email="ana@example.com")
    again = online.shop.bill(online.shop.cart(cart, code=code))

    assert without.total - bill.total == Decimal(off)
    assert again.total == without.total


@pytest.mark.parametrize("kind", ["gift card", "other"])
def test_what_no_code_can_give_the_owner_sends(own: Owner, online: OnlineShop, ana: Tap, kind: str) -> None:
    own.type_over("Rewards", "tote", "Kind", kind)

    assert ana("redeem", reward="tote")["code"] == "asked_owner"
    assert online.codes() == []
    assert coupon_row(own)["Status"] == "asked"


AWAY = [
    Down(),
    Refused(503),
    Refused(500),
    Refused(429, after=2),
    Refused(401),
    Refused(403),
    Throttled(),
    NotJson(),
    NotJson(502),
]


@pytest.mark.parametrize("fault", AWAY, ids=str)
def test_while_the_shop_is_away_the_code_comes_soon_and_the_night_makes_it(
    own: Owner, online: OnlineShop, ana: Tap, night: Night, fault: Any
) -> None:
    online.shop.fails(fault, times=None)
    taken = ana("redeem", reward="tote")
    asked = ana("coupons")
    night()
    waiting = states(own)
    online.shop.recovers()
    night()
    told = ana("coupons")

    assert (taken["status"], taken["code"], taken["coupon"], taken["coupon_link"]) == ("ok", "coupon_soon", "-", "-")
    assert taken["points"] == 17
    assert asked["coupon"] == "-"
    assert waiting == ["wanted"]
    assert online.codes() == [told["coupon"]]
    assert states(own) == ["wanted", "made"]
    assert (lines(own, "redemption"), lines(own, "cancellation")) == ([-200], [])


@pytest.mark.parametrize("fault", [Refused(429), Throttled()], ids=str)
def test_a_shop_that_is_busy_at_night_is_waited_for(
    own: Owner, online: OnlineShop, ana: Tap, night: Night, fault: Any
) -> None:
    online.shop.fails(fault, times=2, on=online.creating)
    ana("redeem", reward="tote")
    night()

    assert states(own) == ["wanted", "made"]
    assert len(online.codes()) == 1


@pytest.mark.parametrize("action", ["points", "coupons", "redeem"])
def test_the_next_answer_makes_the_code_and_tells_it(
    own: Owner, online: OnlineShop, ana: Tap, instance: Instance, action: str
) -> None:
    online.shop.fails(Down(), times=None)
    ana("redeem", reward="tote")
    online.shop.recovers()
    answer = instance()(action, reward="tote")

    assert online.codes() == [answer["coupon"]]
    assert answer["coupon"] in answer["message"]
    assert answer["coupon_link"].startswith(online.shop.url)
    assert lines(own, "redemption") == [-200]


@pytest.mark.parametrize("fault", [Lost(), Broken(500), Broken(502)], ids=str)
def test_a_lost_answer_is_found_again_by_the_code(
    own: Owner, online: OnlineShop, ana: Tap, instance: Instance, fault: Any
) -> None:
    online.shop.fails(fault, on=online.creating)
    soon = ana("redeem", reward="tote")
    there = online.codes()
    online.shop.catalogue.set_price(online.shop.catalogue.named("Tote bag").id, Decimal("99.00"))
    found = instance()("redeem", reward="tote")

    assert soon["code"] == "coupon_soon"
    assert found["code"] == "redeemed"
    assert there == online.codes() == [found["coupon"]]
    assert lines(own, "redemption") == [-200]


def test_an_instance_that_dies_before_it_notes_the_code_leaves_it_to_another(
    own: Owner, online: OnlineShop, ana: Tap, instance: Instance, outage: list[Fault]
) -> None:
    """The shop has made the code, and its answer is on the way, when nothing of ours reaches the sheet any more."""
    online.shop.fails(Slow(1.0), on=online.creating)
    dying = threading.Thread(target=lambda: ana("redeem", reward="tote"))
    dying.start()
    while not online.codes():
        dying.join(0.01)
    outage.append(DropBefore())
    dying.join()
    outage.clear()
    before = states(own)
    found = instance()("coupons")

    assert before == ["wanted"]
    assert online.codes() == [found["coupon"]]
    assert states(own) == ["wanted", "made"]


def test_two_taps_at_once_and_two_instances_make_one_code(
    own: Owner, online: OnlineShop, ana: Tap, instance: Instance
) -> None:
    other = instance()
    other("points")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda at: (ana, other)[at % 2]("redeem", reward="tote"), range(6)))
    last = ana("redeem", reward="tote")

    assert {answer["code"] for answer in answers} <= {"redeemed", "coupon_soon"}
    assert online.codes() == [last["coupon"]]
    assert lines(own, "redemption") == [-200]
    assert states(own).count("wanted") == 1


def test_what_the_shop_refuses_for_good_gives_the_points_back_once_and_tells_everybody(
    own: Owner, online: OnlineShop, ana: Tap, night: Night
) -> None:
    own.type_over("Rewards", "tote", "Product id", "999")
    refused = ana("redeem", reward="tote")
    night()
    asked = ana("coupons")

    assert (refused["status"], refused["code"], refused["points"]) == ("no", "coupon_refused", 217)
    assert "points" in refused["message"]
    assert (lines(own, "redemption"), lines(own, "cancellation")) == ([-200], [200])
    assert online.codes() == []
    assert coupon_row(own)["Status"] == "cancelled"
    [problem] = [row for row in own.tab("Problems") if row["Tab"] == "Coupons"]
    assert "999" in problem["Why"]
    assert (asked["coupon"], asked["points"]) == ("-", 217)
    assert states(own)[-1] == "off"


@pytest.mark.parametrize(("language", "words"), [("Russian", "Баллы"), ("Arabic", "نقاط")])
def test_everybody_hears_it_in_their_own_language(own: Owner, tap: Tap, language: str, words: str) -> None:
    own.type_over("Rewards", "tote", "Product id", "999")
    tap("join", email="ana@example.com", language=language)
    for number in ("1042", "1051", "1063"):
        tap("claim", order_number=number)

    assert words in tap("redeem", reward="tote")["message"]


@pytest.mark.parametrize("when", ["made", "lost"])
def test_a_cancelled_code_is_switched_off_in_the_shop_once_and_its_points_are_back(
    own: Owner, online: OnlineShop, ana: Tap, night: Night, when: str
) -> None:
    if when == "lost":
        online.shop.fails(Lost(), on=online.creating)
    ana("redeem", reward="tote")
    own.type_over("Coupons", coupon_row(own)["Code"], "Status", "cancelled")
    online.shop.fails(Refused(503), times=None)
    night()
    still = online.codes()
    online.shop.recovers()
    night()
    gone, calls = online.codes(), len(online.shop.calls)
    night()

    assert len(still) == 1
    assert gone == []
    assert len(online.shop.calls) == calls
    assert lines(own, "cancellation") == [200]
    assert ana("coupons")["coupon"] == "-"


def test_a_code_that_was_used_first_stays_used(own: Owner, online: OnlineShop, ana: Tap, night: Night) -> None:
    taken = ana("redeem", reward="tote")
    online.shop.buy(online.shop.open(taken["coupon_link"]), email="ana@example.com")
    own.type_over("Coupons", taken["coupon"], "Status", "cancelled")
    night()

    assert online.codes() == [taken["coupon"]]
    assert states(own)[-1] == "off"


@pytest.mark.parametrize("online", ["Shopify", "WooCommerce"], indirect=True)
def test_a_shop_that_hangs_keeps_nobody_longer_than_their_patience(
    own: Owner, online: OnlineShop, ana: Tap, instance: Instance
) -> None:
    online.shop.fails(Slow(60.0), on=online.creating)
    soon = ana("redeem", reward="tote")
    found = instance()("coupons")

    assert (soon["code"], soon["coupon"]) == ("coupon_soon", "-")
    assert online.codes() == [found["coupon"]]
    assert states(own) == ["wanted", "made"]


def test_somebody_else_is_answered_while_the_shop_takes_its_time(online: OnlineShop, ana: Tap) -> None:
    online.shop.fails(Slow(1.5), on=online.creating)
    redeeming = threading.Thread(target=lambda: ana("redeem", reward="tote"))
    redeeming.start()
    while not online.codes():
        redeeming.join(0.01)
    boris = ana("join", 7002, name="Boris", email="boris@example.com")
    meanwhile = redeeming.is_alive()
    redeeming.join()

    assert boris["code"] == "joined"
    assert meanwhile


def test_without_a_number_of_the_product_nobody_can_take_it_and_the_owner_is_told(
    own: Owner, ana: Tap, night: Night
) -> None:
    own.type_over("Rewards", "tote", "Product id", "")
    offered, taken = ana("rewards"), ana("redeem", reward="tote")
    night()

    assert "Tote bag" not in offered["message"]
    assert (taken["code"], taken["points"]) == ("out_of_stock", 217)
    assert "left" not in taken["message"]
    assert lines(own, "redemption") == []
    assert [(row["Tab"], row["Column"]) for row in own.tab("Problems") if row["Tab"] == "Rewards"] == [
        ("Rewards", "Product id")
    ]


def test_no_secret_and_no_code_stands_in_the_log(
    online: OnlineShop, ana: Tap, night: Night, caplog: pytest.LogCaptureFixture
) -> None:
    for fault in (Refused(401), NotJson(), Down()):
        online.shop.fails(fault, times=None)
        ana("redeem", reward="tote")
        night()
        online.shop.recovers()
    night()
    code = ana("coupons")["coupon"]
    secrets = ("SHOPIFY_TOKEN", "SHOPIFY_CLIENT_SECRET", "WOOCOMMERCE_KEY", "WOOCOMMERCE_SECRET")

    assert "codes wait for the shop" in caplog.text
    assert code not in caplog.text
    assert not any(os.environ[name] in caplog.text for name in secrets if name in os.environ)


def test_a_page_of_woocommerce_is_no_cart_of_shopify(online: OnlineShop, ana: Tap) -> None:
    link = ana("redeem", reward="tote")["coupon_link"]

    assert ("/checkout-link/" in link) == isinstance(online.shop, WooCommerce)
