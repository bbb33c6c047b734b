"""WooCommerce's coupons and products: how they are made and found, and what coupons take off a cart."""

from decimal import Decimal
from typing import Any

import pytest
import requests

from sandbox.shops.cart import LinkBroken
from sandbox.shops.clock import ShopClock
from sandbox.shops.web import Lost, Refused
from sandbox.shops.woocommerce.shop import WooCommerce
from tests.sandbox.shops.asking import SECONDS, Rest

CODE = "shell7code42"


@pytest.mark.parametrize(
    ("cart", "off"),
    [
        ({"Tote bag": 1}, "12.00"),
        ({"Tote bag": 2}, "12.00"),
        ({"Wool blanket": 2, "Tote bag": 3}, "12.00"),
        ({"Wool blanket": 1}, "0"),
    ],
)
def test_a_percentage_for_one_item_makes_one_unit_free_and_charges_everything_else(
    woocommerce: WooCommerce, rest: Rest, cart: dict[str, int], off: str
) -> None:
    rest.coupon(CODE)
    full = woocommerce.bill(woocommerce.cart(cart)).goods

    bill = woocommerce.bill(woocommerce.cart(cart, code=CODE.upper()))

    assert full - bill.goods == Decimal(off)
    assert all(line.discount == 0 for line in bill.lines if line.variant.title != "Tote bag")


@pytest.mark.parametrize(
    ("coupon", "cart", "off"),
    [
        ({"limit_usage_to_x_items": None}, {"Tote bag": 3}, "36.00"),
        ({"limit_usage_to_x_items": 2}, {"Tote bag": 3}, "24.00"),
        ({"product_ids": [], "limit_usage_to_x_items": 1}, {"Tote bag": 1, "Wool blanket": 2}, "59.00"),
        ({"product_ids": [], "amount": "15", "limit_usage_to_x_items": None}, {"Tote bag": 1, "Candle": 1}, "3.23"),
        ({"discount_type": "fixed_cart", "amount": "10", "product_ids": []}, {"Tote bag": 1, "Wool blanket": 2}, "10"),
        ({"discount_type": "fixed_cart", "amount": "100", "product_ids": []}, {"Tote bag": 1}, "12.00"),
        ({"discount_type": "fixed_product", "amount": "5"}, {"Tote bag": 3}, "5.00"),
        (
            {"discount_type": "fixed_product", "amount": "5", "limit_usage_to_x_items": None},
            {"Tote bag": 3, "Wool blanket": 1},
            "15.00",
        ),
        ({"discount_type": "fixed_product", "amount": "50"}, {"Tote bag": 2}, "12.00"),
        ({"exclude_sale_items": True, "product_ids": []}, {"Candle": 2}, "0"),
    ],
)
def test_what_each_kind_of_coupon_takes_off(
    woocommerce: WooCommerce, rest: Rest, coupon: dict[str, object], cart: dict[str, int], off: str
) -> None:
    rest.coupon(CODE, **coupon)
    goods = {"Beeswax candle" if title == "Candle" else title: number for title, number in cart.items()}

    bill = woocommerce.bill(woocommerce.cart(goods, code=CODE))

    assert sum(line.discount for line in bill.lines) == Decimal(off)


@pytest.mark.parametrize(
    ("coupon", "why"),
    [
        ({"date_expires": "2026-11-30"}, "expired"),
        ({"date_expires": "2026-12-01"}, None),
        ({"date_expires": "2026-11-30T16:59:59Z"}, "expired"),
        ({"date_expires_gmt": "2026-11-01T00:00:00"}, None),  # the API only shows it
        ({"minimum_amount": "12.01"}, "minimum spend"),
        ({"maximum_amount": "11.99"}, "maximum spend"),
        ({"email_restrictions": ["ana@example.com"]}, None),
        ({"email_restrictions": ["*@example.com"]}, None),
        ({"email_restrictions": ["boris@example.com"]}, "valid email"),
        ({"excluded_product_ids": [101]}, "not applicable"),
        ({"product_ids": [105]}, "not applicable"),
        ({"product_ids": [], "product_categories": [15]}, None),
        ({"product_ids": [], "product_categories": [16]}, "not applicable"),
        ({"status": "draft"}, "does not exist"),
    ],
)
def test_a_coupon_that_does_not_apply_says_why(
    woocommerce: WooCommerce, rest: Rest, coupon: dict[str, object], why: str | None
) -> None:
    rest.coupon(CODE, **coupon)

    bill = woocommerce.bill(woocommerce.cart("Tote bag", code=CODE, email="Ana@example.com"))

    assert (why or "") in bill.refused.get(CODE, "")
    assert bool(bill.reductions) is (why is None)


def test_a_coupon_ends_with_the_day_before_the_date_that_is_set(
    woocommerce: WooCommerce, rest: Rest, clock: ShopClock
) -> None:
    shown = rest.coupon(CODE, date_expires="2026-12-01")

    clock.pass_by(hours=12)  # midnight in New York
    last = woocommerce.bill(woocommerce.cart("Tote bag", code=CODE))
    clock.pass_by(seconds=1)
    after = woocommerce.bill(woocommerce.cart("Tote bag", code=CODE))

    assert (shown["date_expires"], shown["date_expires_gmt"]) == ("2026-12-01T00:00:00", "2026-12-01T05:00:00")
    assert last.goods == 0
    assert "expired" in after.refused[CODE]


def test_a_coupon_is_used_as_often_as_it_says(woocommerce: WooCommerce, rest: Rest) -> None:
    rest.coupon(CODE, usage_limit=2, usage_limit_per_user=1)
    woocommerce.buy(woocommerce.cart("Tote bag", code=CODE), email="ana@example.com")

    ana = woocommerce.bill(woocommerce.cart("Tote bag", code=CODE, email="ana@example.com"))
    woocommerce.buy(woocommerce.cart("Tote bag", code=CODE), email="boris@example.com")
    layla = woocommerce.bill(woocommerce.cart("Tote bag", code=CODE, email="layla@example.com"))
    shown = rest.ask("GET", "/coupons", params={"code": CODE}).json()[0]

    assert "Usage limit" in ana.refused[CODE]
    assert "Usage limit" in layla.refused[CODE]
    assert (shown["usage_count"], shown["used_by"]) == (2, ["ana@example.com", "boris@example.com"])


def test_a_coupon_for_itself_drives_the_others_out(woocommerce: WooCommerce, rest: Rest) -> None:
    rest.coupon("tote")
    rest.coupon("alone", individual_use=True, product_ids=[])
    cart = woocommerce.cart({"Tote bag": 1, "Wool blanket": 1})

    cart.codes = ["tote", "alone"]
    last = [one.code for one in woocommerce.bill(cart).reductions]
    cart.codes = ["alone", "tote"]
    first = woocommerce.bill(cart)

    assert last == ["alone"]
    assert [one.code for one in first.reductions] == ["alone"]
    assert "cannot be used with others" in first.refused["tote"]


def test_free_shipping_takes_off_the_shipping(woocommerce: WooCommerce, rest: Rest) -> None:
    rest.coupon(CODE, free_shipping=True, amount="0", product_ids=[], limit_usage_to_x_items=None)

    assert woocommerce.bill(woocommerce.cart("Tote bag", code=CODE)).total == Decimal("12.00")


def test_a_coupon_shows_every_key_of_the_api(rest: Rest) -> None:
    shown = rest.coupon("ABC123", meta_data=[{"key": "regulars", "value": "redemption:7"}], description="A tote bag")

    assert list(shown) == [
        *("id", "code", "amount", "status", "date_created", "date_created_gmt", "date_modified", "date_modified_gmt"),
        *("discount_type", "description", "date_expires", "date_expires_gmt", "usage_count", "individual_use"),
        *("product_ids", "excluded_product_ids", "usage_limit", "usage_limit_per_user", "limit_usage_to_x_items"),
        *("free_shipping", "product_categories", "excluded_product_categories", "exclude_sale_items"),
        *("minimum_amount", "maximum_amount", "email_restrictions", "used_by", "meta_data", "_links"),
    ]
    assert (shown["code"], shown["amount"], shown["usage_limit_per_user"]) == ("abc123", "100.00", None)
    assert shown["meta_data"][0]["value"] == "redemption:7"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": CODE.upper()}, "woocommerce_rest_coupon_code_already_exists"),
        ({}, "rest_missing_callback_param"),
        ({"code": " "}, "woocommerce_rest_empty_coupon_code"),
        ({"code": "x", "amount": 5}, "rest_invalid_param"),
        ({"code": "x", "usage_limit": "many"}, "rest_invalid_param"),
        ({"code": "x", "product_ids": 101}, "rest_invalid_param"),
        ({"code": "x", "discount_type": "free"}, "rest_invalid_param"),
        ({"code": "x", "discount_type": "percent", "amount": "101"}, "coupon_invalid_amount"),
        ({"code": "x", "date_expires": "soon"}, "rest_invalid_param"),
        ({"code": "x", "email_restrictions": ["ana"]}, "coupon_invalid_email_address"),
    ],
)
def test_what_is_wrong_with_a_coupon_is_a_400_and_nothing_is_made(
    woocommerce: WooCommerce, rest: Rest, given: dict[str, object], code: str
) -> None:
    rest.coupon(CODE)

    answer = rest.ask("POST", "/coupons", json=given)

    assert answer.status_code == 400
    assert (answer.json()["code"], answer.json()["data"]["status"]) == (code, 400)
    assert len(woocommerce.site.coupons) == 1


def test_a_coupon_is_found_by_its_code_and_deleted_for_good(woocommerce: WooCommerce, rest: Rest) -> None:
    made = rest.coupon(CODE)

    found = rest.ask("GET", "/coupons", params={"code": CODE.upper()})
    deleted = rest.ask("DELETE", f"/coupons/{made['id']}", params={"force": "true"})
    gone = rest.ask("GET", "/coupons", params={"code": CODE})
    again = rest.ask("DELETE", f"/coupons/{made['id']}", params={"force": "true"})

    assert [one["id"] for one in found.json()] == [made["id"]]
    assert found.headers["X-WP-Total"] == "1"
    assert deleted.json()["code"] == CODE
    assert gone.json() == []
    assert (again.status_code, again.json()["code"]) == (404, "woocommerce_rest_shop_coupon_invalid_id")
    assert "does not exist" in woocommerce.bill(woocommerce.cart("Tote bag", code=CODE)).refused[CODE]


def test_a_coupon_in_the_trash_is_worth_nothing_and_its_code_is_free(woocommerce: WooCommerce, rest: Rest) -> None:
    made = rest.coupon(CODE)

    rest.ask("DELETE", f"/coupons/{made['id']}")
    twice = rest.ask("DELETE", f"/coupons/{made['id']}")

    assert "does not exist" in woocommerce.bill(woocommerce.cart("Tote bag", code=CODE)).refused[CODE]
    assert twice.status_code == 410
    assert rest.coupon(CODE)["id"] != made["id"]


@pytest.mark.parametrize(
    ("key", "permission", "code"),
    [
        (("", ""), "read_write", "woocommerce_rest_cannot_create"),
        (("ck_unknown", "x"), "read_write", "woocommerce_rest_authentication_error"),
        (None, "read", "woocommerce_rest_authentication_error"),
    ],
    ids=["none", "unknown", "may only read"],
)
def test_whoever_may_not_write_is_told_so(
    woocommerce: WooCommerce, key: tuple[str, str] | None, permission: str, code: str
) -> None:
    caller = Rest(woocommerce, key or woocommerce.key(permission))

    answer = caller.ask("POST", "/coupons", json={"code": CODE})

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert not woocommerce.site.coupons


def test_products_and_variations_have_ids_and_prices(rest: Rest) -> None:
    tote = rest.ask("GET", "/products", params={"search": "tote"}).json()
    mug = rest.ask("GET", "/products", params={"search": "mug"}).json()[0]
    kinds = rest.ask("GET", f"/products/{mug['id']}/variations", params={"order": "asc"}).json()
    one: Any = rest.ask("GET", f"/products/{kinds[1]['id']}").json()

    assert [(it["name"], it["price"], it["type"]) for it in tote] == [("Tote bag", "12.00", "simple")]
    assert (mug["type"], mug["variations"]) == ("variable", [it["id"] for it in kinds])
    assert [it["name"] for it in kinds] == ["Sand", "Moss"]
    assert (one["parent_id"], one["price"], one["type"]) == (mug["id"], "18.00", "variation")
    assert rest.ask("GET", "/products/999").json()["code"] == "woocommerce_rest_product_invalid_id"


def test_a_list_comes_in_pages_that_are_counted(rest: Rest) -> None:
    page = rest.ask("GET", "/products", params={"per_page": 2, "page": 2, "orderby": "id", "order": "asc"})
    too_many = rest.ask("GET", "/products", params={"per_page": 101})

    assert [one["name"] for one in page.json()] == ["Wool blanket", "Beeswax candle"]
    assert (page.headers["X-WP-Total"], page.headers["X-WP-TotalPages"]) == ("5", "3")
    assert 'rel="next"' in page.headers["Link"]
    assert too_many.json()["code"] == "rest_invalid_param"


def test_a_checkout_link_puts_goods_and_coupon_into_the_cart(woocommerce: WooCommerce) -> None:
    cart = woocommerce.open(f"{woocommerce.url}/checkout-link/?products=101:2,104&coupon=ABC")

    assert (cart.lines, cart.codes) == ({101: 2, 104: 1}, ["ABC"])
    for broken in ("/checkout-link/?products=999:1", "/checkout-link/", "/shop/?products=101:1"):
        with pytest.raises(LinkBroken):
            woocommerce.open(woocommerce.url + broken)


def test_faults_on_order_are_told_in_the_words_of_the_shop(woocommerce: WooCommerce, rest: Rest) -> None:
    woocommerce.fails(Refused(503))
    down = rest.ask("GET", "/products")
    woocommerce.fails(Lost(), on="/coupons")
    with pytest.raises(requests.ConnectionError):
        rest.coupon(CODE)

    assert (down.status_code, down.json()["data"]) == (503, {"status": 503})
    assert rest.ask("POST", "/coupons", json={"code": CODE}).json()["code"].endswith("code_already_exists")
    assert requests.get(f"{woocommerce.url}/wp-json/wc/v2/orders", timeout=SECONDS).status_code == 404
