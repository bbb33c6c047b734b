"""Shopify's discount codes: how they are made, and what they take off a cart."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shops.cart import Cart
from sandbox.shops.clock import ShopClock
from sandbox.shops.shopify.discounts import EXPIRED, INVALID_CODE, NOT_COMBINED, NOT_FOR_THESE, USED_BY_YOU, USED_UP
from sandbox.shops.shopify.shop import Shopify
from tests.sandbox.shops.asking import Admin

CODE = "SHELL7CODE42"
ALL_ITEMS = {"all": True}
COMBINES = {"orderDiscounts": True, "productDiscounts": True, "shippingDiscounts": True}


def gets(value: Mapping[str, object], items: Mapping[str, object]) -> dict[str, object]:
    return {"value": value, "items": items}


def amount(text: str, *, each: bool = False) -> dict[str, object]:
    return {"discountAmount": {"amount": text, "appliesOnEachItem": each}}


def product(shop: Shopify, title: str) -> dict[str, object]:
    number = shop.catalogue.named(title).product_id
    return {"products": {"productsToAdd": [f"gid://shopify/Product/{number}"]}}


def goods_cost(shop: Shopify, cart: Cart) -> Decimal:
    return shop.bill(cart).goods


@pytest.mark.parametrize(
    ("goods", "off"),
    [
        ({"Tote bag": 1}, "12.00"),
        ({"Tote bag": 2}, "12.00"),
        ({"Tote bag": 3, "Wool blanket": 1}, "12.00"),
        ({"Wool blanket": 1, "Tote bag": 1}, "12.00"),
        ({"Wool blanket": 1}, "0"),
    ],
)
def test_an_amount_once_makes_one_unit_free_and_charges_everything_else(
    shopify: Shopify, admin: Admin, goods: dict[str, int], off: str
) -> None:
    admin.discount(CODE)
    full = goods_cost(shopify, shopify.cart(goods))

    bill = shopify.bill(shopify.cart(goods, code=CODE))

    assert bill.goods == full - Decimal(off)
    assert all(line.discount == 0 for line in bill.lines if line.variant.title != "Tote bag")


@pytest.mark.parametrize(
    ("value", "items", "cart", "off"),
    [
        ({"percentage": 1.0}, "Tote bag", {"Tote bag": 2, "Wool blanket": 1}, "24.00"),
        ({"percentage": 0.15}, None, {"Tote bag": 1, "Wool blanket": 1}, "10.65"),
        ({"percentage": 0.1}, None, {"Tote bag": 1, "Gift card": 1}, "1.20"),
        (amount("5.00"), None, {"Tote bag": 1, "Wool blanket": 1}, "5.00"),
        (amount("500.00"), None, {"Tote bag": 1, "Wool blanket": 1}, "71.00"),
        (amount("10.00"), None, {"Gift card": 1}, "0"),
        (amount("5.00", each=True), "Stoneware mug", {"Stoneware mug": 3, "Tote bag": 1}, "15.00"),
        (amount("25.00", each=True), "Stoneware mug", {"Stoneware mug": 2}, "36.00"),
    ],
)
def test_what_each_kind_of_value_takes_off(
    shopify: Shopify, admin: Admin, value: dict[str, object], items: str | None, cart: dict[str, int], off: str
) -> None:
    admin.discount(CODE, customerGets=gets(value, product(shopify, items) if items else ALL_ITEMS))

    bill = shopify.bill(shopify.cart(cart, code=CODE))

    assert goods_cost(shopify, shopify.cart(cart)) - bill.goods == Decimal(off)
    assert sum(line.discount for line in bill.lines) == Decimal(off)


def test_a_price_that_rose_leaves_a_rest_to_pay(shopify: Shopify, admin: Admin) -> None:
    admin.discount(CODE)
    shopify.catalogue.set_price(shopify.catalogue.named("Tote bag").id, Decimal("14.50"))

    assert goods_cost(shopify, shopify.cart("Tote bag", code=CODE)) == Decimal("2.50")


def test_a_code_is_used_once_whatever_its_case(shopify: Shopify, admin: Admin) -> None:
    admin.discount(CODE)
    sale = shopify.buy(shopify.cart("Tote bag", code=CODE.lower()), email="ana@example.com")

    bill = shopify.bill(shopify.cart("Tote bag", code=CODE))

    assert sale.goods == 0
    assert sale.total == Decimal("5.00")
    assert (bill.goods, bill.refused) == (Decimal("12.00"), {CODE: USED_UP})


def test_a_customer_uses_a_code_once_and_another_one_may(shopify: Shopify, admin: Admin) -> None:
    admin.discount(CODE, usageLimit=None)
    shopify.buy(shopify.cart("Tote bag", code=CODE), email="ana@example.com")

    again = shopify.bill(shopify.cart("Tote bag", code=CODE, email="ANA@example.com"))
    other = shopify.bill(shopify.cart("Tote bag", code=CODE, email="boris@example.com"))

    assert again.refused == {CODE: USED_BY_YOU}
    assert other.goods == 0


@pytest.mark.parametrize(
    ("code_ends", "hours", "why"),
    [
        ("2026-12-01T05:00:00Z", 11, None),
        ("2026-12-01T05:00:00Z", 12, EXPIRED),
        ("2026-11-30T23:59:59-05:00", 11.99, None),
        ("2026-11-30T23:59:59-05:00", 12, EXPIRED),
    ],
)
def test_a_code_ends_at_its_moment(
    shopify: Shopify, admin: Admin, clock: ShopClock, code_ends: str, hours: float, why: str | None
) -> None:
    admin.discount(CODE, endsAt=code_ends)
    clock.pass_by(hours=hours)

    assert shopify.bill(shopify.cart("Tote bag", code=CODE)).refused.get(CODE) == why


@pytest.mark.parametrize(
    ("other", "cart", "why"),
    [
        ({"startsAt": "2026-12-24T00:00:00Z"}, {"Tote bag": 1}, INVALID_CODE),
        ({}, {"Stoneware mug": 1}, NOT_FOR_THESE),
        ({"minimumRequirement": {"quantity": {"greaterThanOrEqualToQuantity": "2"}}}, {"Tote bag": 1}, "Add at least"),
        ({"minimumRequirement": {"subtotal": {"greaterThanOrEqualToSubtotal": "20"}}}, {"Tote bag": 1}, "Spend at"),
        (
            {"minimumRequirement": {"subtotal": {"greaterThanOrEqualToSubtotal": "20"}}},
            {"Tote bag": 1, "Wool blanket": 1},
            "Spend at",
        ),
        ({"minimumRequirement": {"quantity": {"greaterThanOrEqualToQuantity": "2"}}}, {"Tote bag": 2}, None),
    ],
)
def test_a_code_that_does_not_apply_says_why_and_costs_nothing_off(
    shopify: Shopify, admin: Admin, other: dict[str, object], cart: dict[str, int], why: str | None
) -> None:
    admin.discount(CODE, **other)

    bill = shopify.bill(shopify.cart(cart, code=CODE))

    assert bill.refused.get(CODE, "").startswith(why or "")
    assert bool(bill.reductions) is (why is None)


def test_two_codes_are_combined_only_when_both_say_so(shopify: Shopify, admin: Admin) -> None:
    admin.discount("ALONE")
    admin.discount("TOTE", combinesWith=COMBINES)
    ten = gets({"percentage": 0.1}, ALL_ITEMS)
    admin.discount("TENPERCENT", combinesWith=COMBINES, customerGets=ten, usageLimit=None)
    admin.free_shipping("SHIPPING", combinesWith=COMBINES)
    cart = shopify.cart({"Tote bag": 2, "Wool blanket": 1})

    cart.codes = ["ALONE", "TENPERCENT"]
    alone = shopify.bill(cart)
    cart.codes = ["TENPERCENT", "TOTE", "SHIPPING"]
    three = shopify.bill(cart)

    assert alone.refused == {"TENPERCENT": NOT_COMBINED}
    assert {one.code: one.amount for one in three.reductions} == {
        "TOTE": Decimal("12.00"),
        "TENPERCENT": Decimal("7.10"),
        "SHIPPING": Decimal("5.00"),
    }
    assert three.total == Decimal("83.00") - Decimal("19.10")


@pytest.mark.parametrize(
    ("dearest", "total"), [(None, "12.00"), ("5.00", "12.00"), ("4.99", "17.00")], ids=["any", "just", "too dear"]
)
def test_free_shipping_takes_off_the_shipping_alone(
    shopify: Shopify, admin: Admin, dearest: str | None, total: str
) -> None:
    admin.free_shipping(maximumShippingPrice=dearest)

    assert shopify.bill(shopify.cart("Tote bag", code="SHIPPING")).total == Decimal(total)


def test_a_code_for_one_customer_is_nobody_elses(shopify: Shopify, admin: Admin) -> None:
    ana = shopify.store.welcome("ana@example.com")
    admin.discount(CODE, context={"customers": {"add": [f"gid://shopify/Customer/{ana.id}"]}})

    assert shopify.bill(shopify.cart("Tote bag", code=CODE, email="ana@example.com")).goods == 0
    assert shopify.bill(shopify.cart("Tote bag", code=CODE, email="boris@example.com")).goods == Decimal("12.00")
    assert shopify.bill(shopify.cart("Tote bag", code=CODE)).goods == Decimal("12.00")


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"code": ""}, ["code"], "TOO_SHORT"),
        ({"code": "X" * 256}, ["code"], "TOO_LONG"),
        ({"code": "taken-already"}, ["code"], "TAKEN"),
        ({"title": " "}, ["title"], "BLANK"),
        ({"startsAt": None}, ["startsAt"], "BLANK"),
        ({"endsAt": "2026-10-31T00:00:00Z"}, ["endsAt"], "END_DATE_BEFORE_START_DATE"),
        ({"usageLimit": 0}, ["usageLimit"], "GREATER_THAN"),
        ({"context": None}, ["context"], "BLANK"),
        ({"context": {}}, ["context"], "INVALID"),
        ({"customerGets": None}, ["customerGets"], "BLANK"),
        ({"customerGets": gets({}, ALL_ITEMS)}, ["customerGets", "value"], "INVALID"),
        ({"customerGets": gets({"percentage": 100.0}, ALL_ITEMS)}, ["customerGets", "value", "percentage"], "VALUE_"),
        (
            {"customerGets": gets(amount("0"), ALL_ITEMS)},
            ["customerGets", "value", "discountAmount", "amount"],
            "GREATER_THAN",
        ),
        (
            {
                "customerGets": gets(
                    amount("1"), {"products": {"productVariantsToAdd": ["gid://shopify/ProductVariant/1"]}}
                )
            },
            ["customerGets", "items", "products", "productVariantsToAdd"],
            "INVALID",
        ),
    ],
)
def test_what_is_wrong_with_a_discount_is_told_with_a_200_and_nothing_is_made(
    shopify: Shopify, admin: Admin, wrong: dict[str, object], field: list[str], code: str
) -> None:
    admin.discount("TAKEN-ALREADY")

    made = admin.discount(**{"code": CODE, **wrong})  # type: ignore[arg-type]

    assert made["codeDiscountNode"] is None
    told = made["userErrors"][0]
    assert told["field"] == ["basicCodeDiscount", *field]
    assert told["code"].startswith(code)
    assert len(shopify.store.discounts) == 1


def test_a_code_is_found_again_and_switched_off(shopify: Shopify, admin: Admin) -> None:
    made = admin.discount(CODE, usageLimit=None)
    shopify.buy(shopify.cart("Tote bag", code=CODE), email="ana@example.com")
    found = """query ($code: String!) { codeDiscountNodeByCode(code: $code) { id codeDiscount { ... on DiscountCodeBasic
        { title status asyncUsageCount codes(first: 1) { nodes { code } } } } } }"""

    before: Any = admin.ask(found, code=CODE.lower())["data"]["codeDiscountNodeByCode"]
    off = admin.ask(
        "mutation ($id: ID!) { discountCodeDeactivate(id: $id) { userErrors { code } codeDiscountNode { id } } }",
        id=made["codeDiscountNode"]["id"],
    )
    after: Any = admin.ask(found, code=CODE)["data"]["codeDiscountNodeByCode"]

    assert before == {
        "id": made["codeDiscountNode"]["id"],
        "codeDiscount": {
            "title": "redemption:7",
            "status": "ACTIVE",
            "asyncUsageCount": 1,
            "codes": {"nodes": [{"code": CODE}]},
        },
    }
    assert off["data"]["discountCodeDeactivate"]["userErrors"] == []
    assert after["codeDiscount"]["status"] == "EXPIRED"
    assert shopify.bill(shopify.cart("Tote bag", code=CODE)).refused == {CODE: EXPIRED}
    assert admin.ask(found, code="UNKNOWN")["data"]["codeDiscountNodeByCode"] is None


@pytest.mark.parametrize(
    "link",
    [
        "/cart/{tote}:2,{blanket}:1?discount=SHELL7CODE42&checkout[email]=ana%40example.com&attributes[regulars]=K7Q4ZD",
        "/buy/{tote}:2,{blanket}?discounts/codes/0=SHELL7CODE42&buyer/email=ana%40example.com",
    ],
    ids=["cart", "ucp"],
)
def test_a_link_puts_goods_and_code_into_the_cart(shopify: Shopify, link: str) -> None:
    tote, blanket = shopify.catalogue.named("Tote bag").id, shopify.catalogue.named("Wool blanket").id

    cart = shopify.open(shopify.url + link.format(tote=tote, blanket=blanket))

    assert cart.lines == {tote: 2, blanket: 1}
    assert (cart.codes, cart.email) == ([CODE], "ana@example.com")
