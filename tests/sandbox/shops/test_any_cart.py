"""Whatever is in the cart: a reward's code takes off exactly one unit of its product, and sums are exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.shops.cart import Cart, spread
from sandbox.shops.catalogue import Money
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.woocommerce.shop import WooCommerce
from tests.sandbox.shops.asking import Admin, Rest

CODE, THIRD = "SHELL7CODE42", "A-THIRD-OFF"
TITLES = ("Tote bag", "Stoneware mug", "Wool blanket", "Beeswax candle", "Gift card")
CENTS = st.integers(1, 100_000).map(lambda cents: Decimal(cents) / 100)


@pytest.fixture(scope="module")
def shops() -> tuple[Shopify | WooCommerce, ...]:
    with Shopify() as shopify, WooCommerce() as woocommerce:
        admin, rest = Admin(shopify, shopify.permanent_token()), Rest(woocommerce, woocommerce.key())
        third = {"value": {"percentage": 0.333}, "items": {"all": True}}
        admin.discount(CODE)
        admin.discount(THIRD, customerGets=third, usageLimit=None)
        rest.coupon(CODE)
        rest.coupon(THIRD, amount="33.3", product_ids=[], limit_usage_to_x_items=None, usage_limit=None)
    return shopify, woocommerce


@given(goods=st.dictionaries(st.sampled_from(TITLES), st.integers(1, 5), min_size=1))
def test_one_unit_is_free_and_everything_else_is_charged(
    shops: tuple[Shopify | WooCommerce, ...], goods: dict[str, int]
) -> None:
    for shop in shops:
        full, bill = shop.bill(shop.cart(goods)), shop.bill(shop.cart(goods, code=CODE))

        assert full.total - bill.total == (Decimal("12.00") if "Tote bag" in goods else 0)
        assert bool(bill.refused) is ("Tote bag" not in goods)


@given(amount=CENTS, over=st.dictionaries(st.integers(0, 9), CENTS, min_size=1))
def test_what_is_spread_adds_up_and_is_nowhere_more_than_there_is(amount: Decimal, over: dict[int, Decimal]) -> None:
    shares = spread(amount, over, Money())

    assert sum(shares.values()) == min(amount, sum(over.values()))
    assert all(0 <= shares[place] <= over[place] for place in over)


@given(quantity=st.integers(1, 9), code=st.booleans(), refunds=st.lists(st.integers(1, 9), max_size=5))
def test_what_goes_back_and_what_is_left_are_what_was_paid(
    shops: tuple[Shopify | WooCommerce, ...], quantity: int, code: bool, refunds: list[int]
) -> None:
    for shop in shops:
        sale = shop.buy(Cart({shop.catalogue.named("Stoneware mug").id: quantity}, [THIRD] if code else []))
        assert (sale.discount > 0) is code
        for units in refunds:
            if units <= sale.lines[0].kept:
                shop.refund(sale, {"Stoneware mug": units})

        assert sum(refund.goods for refund in sale.refunds) + sale.goods_left == sale.goods
