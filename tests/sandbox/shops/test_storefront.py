"""The shops' own pages: a link opens a checkout, a person buys there, and the owner gives back."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.stripe.shop import Stripe
from sandbox.shops.woocommerce.shop import WooCommerce
from tests.sandbox.shops.asking import SECONDS, Admin, Rest
from tests.sandbox.shops.listener import Listener


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=SECONDS)


def send(url: str, **form: str) -> requests.Response:
    return requests.post(url, data=form, timeout=SECONDS)


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("/cart/45000000000001:2?discount=SHELL7CODE42&checkout[email]=ana@example.com", 302),
        ("/buy/45000000000001:2?discounts/codes/0=SHELL7CODE42&buyer/email=ana@example.com", 303),
    ],
)
def test_a_shopify_link_opens_a_checkout_where_one_unit_is_free(
    shopify: Shopify, admin: Admin, link: str, status: int
) -> None:
    admin.discount("SHELL7CODE42")

    page = get(shopify.url + link)
    bought = send(page.url, email="ana@example.com", codes="SHELL7CODE42", do="pay")

    assert [one.status_code for one in page.history] == [status]
    assert "Pay 17.00 USD" in page.text
    assert "SHELL7CODE42 −12.00 USD" in page.text
    assert "ana@example.com" in page.text
    assert "Your order is #1001" in bought.text
    (sale,) = shopify.store.sales
    assert (sale.goods, sale.total, sale.email) == (Decimal("12.00"), Decimal("17.00"), "ana@example.com")


def test_a_woocommerce_link_opens_a_checkout(woocommerce: WooCommerce, rest: Rest) -> None:
    rest.coupon("shell7code42")

    page = get(f"{woocommerce.url}/checkout-link/?products=101:1&coupon=shell7code42")
    more = send(page.url, add="105")
    changed = send(page.url, **{"quantity-101": "3", "codes": "shell7code42, unknown", "email": "", "do": "update"})

    assert "Pay 5.00 USD" in page.text
    assert "Pay 64.00 USD" in more.text
    assert "Pay 88.00 USD" in changed.text
    assert "unknown&#34; cannot be applied because it does not exist" in changed.text
    assert not woocommerce.site.sales


def test_whoever_opens_a_link_has_bought_nothing(shopify: Shopify) -> None:
    for _ in range(3):
        get(f"{shopify.url}/cart/45000000000001:1")

    assert not shopify.store.sales
    assert shopify.outbox.waiting == []


@pytest.mark.parametrize("link", ["/cart/999:1", "/cart/tote:1", "/buy/~%%%", "/checkout/unknown", "/thanks/unknown"])
def test_a_broken_link_is_a_page_that_says_so(shopify: Shopify, link: str) -> None:
    page = get(shopify.url + link)

    assert page.status_code == 404
    assert "There is nothing here" in page.text


def test_what_somebody_types_is_shown_as_text(shopify: Shopify) -> None:
    page = get(f"{shopify.url}/cart/45000000000001:1")

    shown = send(page.url, codes="<script>alert(1)</script>", email='"><b>', do="update")

    assert "<script>" not in shown.text
    assert "&lt;script&gt;" in shown.text


def test_the_profile_says_where_links_begin(shopify: Shopify) -> None:
    profile = get(f"{shopify.url}/.well-known/ucp").json()

    capability = profile["ucp"]["capabilities"]["dev.ucp.shopping.permalink"][0]
    assert capability["config"]["endpoint"] == f"{shopify.url}/buy"


def test_the_owner_gives_back_and_cancels_on_their_page(telling_shopify: Shopify, listener: Listener) -> None:
    shop = telling_shopify
    first = get(f"{shop.url}/").text
    page = send(f"{shop.url}/shelf", variant=re.findall(r'value="(\d+)">Buy', first)[0])
    send(page.url, email="ana@example.com", codes="", do="pay")
    number = shop.store.sales[0].id

    send(f"{shop.url}/orders/{number}", do="Refund 1 × Tote bag")
    listed = get(f"{shop.url}/orders").text
    stale = send(f"{shop.url}/orders/{number}", do="Mark as paid")
    send(f"{shop.url}/orders/{number}", do="Cancel and refund")
    shop.deliver()

    assert "#1001 · partially_refunded" in listed
    assert "This order has changed meanwhile" in stale.text
    assert listener.topics("X-Shopify-Topic").count("refunds/create") == 2
    assert shop.store.sales[0].status == "refunded"


def test_a_site_before_stripe_gives_orders_their_numbers(telling_stripe: Stripe, listener: Listener) -> None:
    page = send(f"{telling_stripe.url}/shelf", variant="501")
    bought = send(page.url, email="ana@example.com", do="pay")
    session = telling_stripe.payments[0].session
    send(f"{telling_stripe.url}/orders/{session}", do="Refund 8")
    send(f"{telling_stripe.url}/orders/{session}", do="Refund all that is left")
    telling_stripe.deliver()

    assert "Discount code" not in page.text
    assert "Your order is 3001" in bought.text
    assert listener.told[0].json["data"]["object"]["metadata"] == {"order_number": "3001"}
    assert [told.json["data"]["object"]["amount_refunded"] for told in listener.told[1:]] == [800, 1700]


def test_the_owner_of_a_woocommerce_shop_moves_an_order_there_and_back(woocommerce: WooCommerce) -> None:
    page = send(f"{woocommerce.url}/shelf", variant="101")
    send(page.url, email="ana@example.com", do="pay")
    (sale,) = woocommerce.site.sales.values()
    statuses = []

    for deed in ("Completed", "Cancelled", "Processing", "Refund 1 × Tote bag"):
        send(f"{woocommerce.url}/orders/{sale.id}", do=deed)
        statuses.append(sale.status)

    assert statuses == ["completed", "cancelled", "processing", "processing"]
    assert sale.refunded == Decimal("12.00")


def test_the_example_in_the_docs_runs_as_it_stands() -> None:
    page = (Path(__file__).parents[3] / "docs" / "shop-stand-ins.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}

    exec(example, names)  # noqa: S102 - our own page

    assert names["sale"].status == "refunded"
    assert names["bill"].refused == {"SHELL7CODE42": "Enter a valid discount code"}
