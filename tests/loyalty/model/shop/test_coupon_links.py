"""Links of coupons: what stands in their places, and what becomes of a place that nothing stands in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.reward import Reward
from loyalty.model.shop.cart import Cart, ShopKind
from loyalty.model.shop.coupon_link import coupon_link, page_of
from loyalty.model.shop.link_template import filled, has_places

VALUES = {"code": "TOTE/7 K&4", "email": "ana+1@example.com", "member": "K7Q4ZD"}
SHOP = "https://shop.example"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (f"{SHOP}/tote", f"{SHOP}/tote"),
        (f"{SHOP}/tote?size=m&code={{code}}", f"{SHOP}/tote?size=m&code=TOTE%2F7%20K%264"),
        (f"{SHOP}/{{CODE}}/x", f"{SHOP}/TOTE%2F7%20K%264/x"),
        (f"{SHOP}/%7Bcode%7d", f"{SHOP}/TOTE%2F7%20K%264"),
        (f"{SHOP}/?e={{email}}&m={{member}}", f"{SHOP}/?e=ana%2B1%40example.com&m=K7Q4ZD"),
        (f"{SHOP}/#{{member}}", f"{SHOP}/#K7Q4ZD"),
        (f"{SHOP}/?both={{code}}-{{member}}", f"{SHOP}/?both=TOTE%2F7%20K%264-K7Q4ZD"),
        (f"{SHOP}/?other={{name}}&code={{code}}", f"{SHOP}/?other={{name}}&code=TOTE%2F7%20K%264"),
        ("https://{code}.example/", ""),
        ("https://shop.example@{member}/x", ""),
        ("//{code}", ""),
        ("{code}", ""),
        ("javascript:alert('{code}')", ""),
    ],
)
def test_each_place_is_filled_in_and_can_do_nothing_else(link: str, shown: str) -> None:
    assert filled(link, VALUES) == shown


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (f"{SHOP}/tote?code={{code}}&size=m#top", f"{SHOP}/tote?size=m#top"),
        (f"{SHOP}/tote?code={{code}}", f"{SHOP}/tote"),
        (f"{SHOP}/tote?x=1&{{code}}&y=2", f"{SHOP}/tote?x=1&y=2"),
        (f"{SHOP}/tote#{{code}}", f"{SHOP}/tote"),
        (f"{SHOP}/discount/{{code}}?to=/tote", ""),
        (f"{SHOP}/?both={{code}}-{{member}}", f"{SHOP}/"),
    ],
)
def test_a_place_without_a_value_takes_its_whole_parameter_away(link: str, shown: str) -> None:
    assert filled(link, {"member": "K7Q4ZD", "code": ""}) == shown


@given(st.text(), st.text(min_size=1))
def test_no_value_leaves_its_place(before: str, value: str) -> None:
    link = f"{SHOP}/?a={before}&code={{code}}"
    shown = filled(link, {"code": value, "email": "e", "member": "m"})

    assert not has_places(shown)
    assert shown.startswith(f"{SHOP}/")


@pytest.mark.parametrize(
    ("kind", "link", "alone"),
    [
        (ShopKind.SHOPIFY, f"{SHOP}/cart/45:1?discount=AB34", f"{SHOP}/discount/AB34"),
        (ShopKind.WOOCOMMERCE, f"{SHOP}/checkout-link/?products=45:1&coupon=AB34", f"{SHOP}/tote"),
    ],
)
def test_a_code_of_the_shop_leads_into_its_cart(kind: ShopKind, link: str, alone: str) -> None:
    cart = Cart(kind, SHOP)
    tote = Reward("tote", "Tote bag", 200, link=f"{SHOP}/tote", cart_link=cart.with_product("45"))
    off = Reward("off", "10 off", 200, link=f"{SHOP}/tote", cart_link=cart.with_code_alone())

    def of(reward: Reward, *, in_shop: bool) -> str:
        return coupon_link(reward, code="AB34", email="", member="ANA", in_shop=in_shop)

    assert of(tote, in_shop=True) == link
    assert of(off, in_shop=True) == alone
    assert of(tote, in_shop=False) == f"{SHOP}/tote"


def test_the_owners_own_places_come_first_and_a_page_needs_no_code() -> None:
    tote = Reward("tote", "Tote bag", 200, link=f"{SHOP}/tote?c={{code}}", cart_link=f"{SHOP}/cart?x={{code}}")

    assert coupon_link(tote, code="AB34", email="", member="", in_shop=True) == f"{SHOP}/tote?c=AB34"
    assert page_of(tote) == f"{SHOP}/tote"
