"""WooCommerce's orders: what the REST API tells of them, and the webhooks that do, as they come and stop coming."""

import base64
import hashlib
import hmac
from decimal import Decimal
from html import escape
from typing import Any

import pytest

from sandbox.shops.catalogue import Money
from sandbox.shops.clock import ShopClock
from sandbox.shops.sale import TooMuchRefunded
from sandbox.shops.woocommerce.shop import WooCommerce
from sandbox.shops.woocommerce.site import Site
from tests.sandbox.shops.asking import Rest
from tests.sandbox.shops.listener import SECRET, URL, Listener

TOPIC = "X-WC-Webhook-Topic"


def caller(shop: WooCommerce) -> Rest:
    return Rest(shop, shop.key())


def test_each_thing_that_happens_is_told_in_its_topic(telling_woocommerce: WooCommerce, listener: Listener) -> None:
    shop = telling_woocommerce
    sale = shop.buy(shop.cart({"Tote bag": 2}), email="ana@example.com", status="pending")
    shop.set_status(sale, "processing")
    shop.refund(sale, {"Tote bag": 1})
    shop.cancel(sale)
    shop.trash(sale)
    shop.restore(sale)

    shop.deliver()

    assert listener.topics(TOPIC) == [
        *("order.created", "order.updated", "order.updated", "order.updated", "order.deleted", "order.restored")
    ]
    assert listener.told[4].json == {"id": sale.id}
    assert listener.told[5].json["status"] == "cancelled"


def test_a_delivery_is_signed_and_has_all_headers(telling_woocommerce: WooCommerce, listener: Listener) -> None:
    telling_woocommerce.buy(telling_woocommerce.cart("Tote bag"), email="ana@example.com")
    telling_woocommerce.deliver(lambda due: [due[0], due[0]])

    first, again = listener.told
    digest = hmac.new(SECRET.encode(), first.body, hashlib.sha256).digest()
    webhook = telling_woocommerce.outbox.subscriptions[0]
    assert first.headers == {
        "Content-Type": "application/json",
        "User-Agent": "WooCommerce/11.2.0 Hookshot (WordPress/7.0)",
        "X-WC-Webhook-Source": f"{telling_woocommerce.url}/",
        "X-WC-Webhook-Topic": "order.created",
        "X-WC-Webhook-Resource": "order",
        "X-WC-Webhook-Event": "created",
        "X-WC-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-WC-Webhook-ID": str(webhook.id),
        "X-WC-Webhook-Delivery-ID": first.headers["X-WC-Webhook-Delivery-ID"],
    }
    assert first.headers["X-WC-Webhook-Delivery-ID"] != again.headers["X-WC-Webhook-Delivery-ID"]


def test_a_secret_with_signs_of_html_signs_as_it_was_typed(clock: ShopClock, listener: Listener) -> None:
    with WooCommerce(Site(clock=clock), send=listener) as shop:
        shop.webhooks_to(URL, escape('a&b<"c'), ["order.created"])
        shop.buy(shop.cart("Tote bag"))
        shop.deliver()

    told = listener.told[-1]
    digest = hmac.new(b'a&b<"c', told.body, hashlib.sha256).digest()
    assert told.headers["X-WC-Webhook-Signature"] == base64.b64encode(digest).decode()


def test_saving_a_webhook_pings_without_a_signature(clock: ShopClock, listener: Listener) -> None:
    with WooCommerce(Site(clock=clock), send=listener) as shop:
        shop.webhooks_to(URL, SECRET, ["order.created"])

    ping = listener.told[0]
    assert ping.body == f"webhook_id={shop.outbox.subscriptions[0].id}".encode()
    assert ping.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert not any("Signature" in name for name in ping.headers)
    assert shop.pings == [200]


@pytest.mark.parametrize("answer", [None, 503, 401, 303], ids=["none", "503", "401", "303"])
def test_what_is_not_taken_is_not_sent_again_and_six_in_a_row_switch_it_off(
    clock: ShopClock, listener: Listener, answer: int | None
) -> None:
    with WooCommerce(Site(clock=clock), send=listener) as shop:
        (webhook,) = shop.webhooks_to(URL, SECRET, ["order.created"])
        listener.told.clear()
        listener.answers.extend([answer] * 5 + [302] + [answer] * 6)
        for _ in range(20):
            shop.buy(shop.cart("Tote bag"))
            shop.outbox.let_pass(hours=1)
        rest = caller(shop)
        off = rest.ask("GET", f"/webhooks/{webhook.id}").json()["status"]
        rest.ask("PUT", f"/webhooks/{webhook.id}", json={"status": "active"})
        shop.buy(shop.cart("Tote bag"))
        shop.deliver()

    assert off == "disabled"
    assert len(listener.told) == 13
    assert webhook.failures == 0


def test_a_late_delivery_tells_of_the_order_as_it_is_by_then(
    telling_woocommerce: WooCommerce, listener: Listener
) -> None:
    sale = telling_woocommerce.buy(telling_woocommerce.cart("Tote bag"), status="pending")
    telling_woocommerce.set_status(sale, "processing")

    telling_woocommerce.deliver()

    assert [one.json["status"] for one in listener.told] == ["processing", "processing"]


def test_an_older_state_may_come_after_a_newer_one(clock: ShopClock, listener: Listener) -> None:
    with WooCommerce(Site(clock=clock), send=listener, written_late=False) as shop:
        shop.webhooks_to(URL, SECRET)
        listener.told.clear()
        sale = shop.buy(shop.cart("Tote bag"), status="cancelled")
        clock.pass_by(minutes=5)
        shop.set_status(sale, "processing")
        shop.deliver(reversed)

    said = [(one.headers[TOPIC], one.json["status"], one.json["date_modified_gmt"]) for one in listener.told]
    assert said == [
        ("order.updated", "processing", "2026-11-30T17:05:00"),
        ("order.updated", "cancelled", "2026-11-30T17:00:00"),
        ("order.created", "pending", "2026-11-30T17:00:00"),
    ]


def test_cash_on_delivery_is_dated_as_paid_when_it_is_completed(
    telling_woocommerce: WooCommerce, listener: Listener
) -> None:
    sale = telling_woocommerce.buy(telling_woocommerce.cart("Tote bag"), on_delivery=True)
    telling_woocommerce.deliver()
    telling_woocommerce.set_status(sale, "completed")
    telling_woocommerce.deliver()

    said = [(one.json["status"], bool(one.json["date_paid_gmt"])) for one in listener.told]
    assert {one.json["payment_method"] for one in listener.told} == {"cod"}
    assert said == [("processing", False), ("processing", False), ("completed", True)]


def test_an_order_has_every_key_and_honest_amounts(telling_woocommerce: WooCommerce, listener: Listener) -> None:
    caller(telling_woocommerce).coupon("SHELL7CODE42")
    cart = telling_woocommerce.open("/checkout-link/?products=101:2,105:1,104:1&coupon=SHELL7CODE42")
    telling_woocommerce.buy(cart, email="ana@example.com")
    telling_woocommerce.deliver()

    order = listener.told[0].json

    assert set(order) >= WANTED_OF_AN_ORDER
    assert (order["status"], order["number"], order["billing"]["email"]) == (
        "processing",
        str(order["id"]),
        "ana@example.com",
    )
    amounts = ("total", "discount_total", "shipping_total", "total_tax")
    assert [order[name] for name in amounts] == ["94.00", "12.00", "5.00", "0.00"]
    lines = [(one["product_id"], one["variation_id"], one["subtotal"], one["total"]) for one in order["line_items"]]
    assert lines == [(101, 0, "24.00", "12.00"), (105, 0, "59.00", "59.00"), (102, 104, "18.00", "18.00")]
    assert [(one["code"], one["discount"]) for one in order["coupon_lines"]] == [("shell7code42", "12.00")]
    assert (order["date_paid"], order["date_paid_gmt"]) == ("2026-11-30T12:00:00", "2026-11-30T17:00:00")


WANTED_OF_AN_ORDER = {
    *("id", "number", "order_key", "status", "currency", "total", "total_tax", "shipping_total", "discount_total"),
    *("cart_tax", "prices_include_tax", "customer_id", "billing", "date_paid_gmt", "date_completed_gmt"),
    *("date_modified_gmt", "line_items", "coupon_lines", "fee_lines", "refunds", "meta_data"),
}


@pytest.mark.parametrize(
    ("goods", "more", "lines", "total", "status"),
    [
        ({"Tote bag": 1}, {}, [("-12.00", -1)], "12.00", "processing"),
        ({"Tote bag": 1}, {"amount": Decimal("10.00")}, [("-12.00", -1)], "10.00", "processing"),
        ({}, {"amount": Decimal("10.00")}, [], "10.00", "processing"),
        ({"Tote bag": 2}, {"shipping": Decimal("5.00")}, [("-24.00", -2)], "29.00", "refunded"),
    ],
    ids=["one unit", "less than its price", "money alone", "all"],
)
def test_a_refund_stands_in_its_order_and_by_itself(
    telling_woocommerce: WooCommerce,
    listener: Listener,
    goods: dict[str, int],
    more: dict[str, Decimal],
    lines: list[tuple[str, int]],
    total: str,
    status: str,
) -> None:
    sale = telling_woocommerce.buy(telling_woocommerce.cart({"Tote bag": 2}), email="ana@example.com")

    refund = telling_woocommerce.refund(sale, goods, reason="Too small", **more)
    telling_woocommerce.deliver()

    order: Any = listener.told[-1].json
    alone = caller(telling_woocommerce).ask("GET", f"/orders/{sale.id}/refunds").json()
    assert order["refunds"] == [{"id": refund.id, "reason": "Too small", "total": f"-{total}"}]
    assert (order["status"], order["total"]) == (status, "29.00")
    assert [(one["amount"], one["reason"]) for one in alone] == [(total, "Too small")]
    assert [(one["total"], one["quantity"]) for one in alone[0]["line_items"]] == lines
    assert caller(telling_woocommerce).ask("GET", f"/orders/{sale.id}/refunds/{refund.id}").json() == alone[0]


def test_a_refund_that_is_deleted_is_gone_and_may_be_given_again(telling_woocommerce: WooCommerce) -> None:
    sale = telling_woocommerce.buy(telling_woocommerce.cart("Tote bag"), email="ana@example.com")
    first = telling_woocommerce.refund(sale, {"Tote bag": 1})
    with pytest.raises(TooMuchRefunded):
        telling_woocommerce.refund(sale, {"Tote bag": 1})

    telling_woocommerce.undo_refund(sale, first)

    assert telling_woocommerce.refund(sale, {"Tote bag": 1}).id != first.id


def test_an_edited_order_is_told_as_it_is_now(telling_woocommerce: WooCommerce, listener: Listener) -> None:
    caller(telling_woocommerce).coupon("SHELL7CODE42", limit_usage_to_x_items=None)
    sale = telling_woocommerce.buy(telling_woocommerce.cart({"Tote bag": 4}, code="SHELL7CODE42"))
    telling_woocommerce.edit(sale, {"Tote bag": 1, "Wool blanket": 1})
    telling_woocommerce.deliver()
    more = listener.told[-1].json
    telling_woocommerce.edit(sale, {"Tote bag": 0})
    telling_woocommerce.deliver()
    less = listener.told[-1].json

    assert [(one["quantity"], one["total"]) for one in more["line_items"]] == [(1, "0.00"), (1, "59.00")]
    assert (more["total"], more["discount_total"]) == ("64.00", "12.00")
    assert [(one["quantity"], one["total"]) for one in less["line_items"]] == [(1, "59.00")]


def test_a_cancelled_order_gives_its_coupon_back(woocommerce: WooCommerce, rest: Rest) -> None:
    rest.coupon("SHELL7CODE42")
    sale = woocommerce.buy(woocommerce.cart("Tote bag", code="SHELL7CODE42"), email="ana@example.com")
    used = woocommerce.bill(woocommerce.cart("Tote bag", code="SHELL7CODE42")).refused
    woocommerce.cancel(sale)
    free = woocommerce.bill(woocommerce.cart("Tote bag", code="SHELL7CODE42")).refused
    woocommerce.set_status(sale, "processing")
    used_again = woocommerce.bill(woocommerce.cart("Tote bag", code="SHELL7CODE42")).refused

    assert [bool(one) for one in (used, free, used_again)] == [True, False, True]


def test_tax_within_the_prices_is_no_part_of_the_lines(clock: ShopClock, listener: Listener) -> None:
    euros = Money("EUR", Decimal("0.20"), prices_include_tax=True)
    with WooCommerce(Site(clock=clock, money=euros), send=listener) as shop:
        shop.webhooks_to(URL, SECRET, ["order.created"])
        shop.buy(shop.cart({"Tote bag": 2}), email="ana@example.com")
        shop.deliver()

    order = listener.told[-1].json
    assert [(one["total"], one["total_tax"]) for one in order["line_items"]] == [("20.00", "4.00")]
    assert (order["total"], order["total_tax"], order["shipping_total"]) == ("29.00", "4.83", "4.17")


def test_orders_that_changed_are_listed_in_pages(woocommerce: WooCommerce, rest: Rest, clock: ShopClock) -> None:
    sales = []
    for hour in range(5):
        sales.append(woocommerce.buy(woocommerce.cart("Tote bag"), email=f"{hour}@example.com"))
        clock.pass_by(hours=1)
    woocommerce.touch(sales[0])
    asked = {"modified_after": "2026-11-30T19:00:00", "dates_are_gmt": "true", "orderby": "modified", "order": "asc"}

    page = rest.ask("GET", "/orders", params={**asked, "per_page": 2})
    rest_of_it = rest.ask("GET", "/orders", params={**asked, "per_page": 2, "page": 2})
    local = rest.ask("GET", "/orders", params={"modified_after": "2026-11-30T14:00:00"})

    assert [one["id"] for one in page.json()] == [sales[3].id, sales[4].id]
    assert [one["id"] for one in rest_of_it.json()] == [sales[0].id]
    assert (page.headers["X-WP-Total"], page.headers["X-WP-TotalPages"]) == ("3", "2")
    assert len(local.json()) == 3
    assert rest.ask("GET", f"/orders/{sales[1].id}").json()["billing"]["email"] == "1@example.com"
    assert rest.ask("GET", "/orders/999").json()["code"] == "woocommerce_rest_shop_order_invalid_id"


def test_orders_are_listed_by_their_status(woocommerce: WooCommerce, rest: Rest) -> None:
    first, second, third = (woocommerce.buy(woocommerce.cart("Tote bag")) for _ in range(3))
    woocommerce.set_status(second, "completed")
    woocommerce.trash(third)

    def listed(**query: str) -> set[int]:
        return {one["id"] for one in rest.ask("GET", "/orders", params=query).json()}

    assert listed() == {first.id, second.id}
    assert listed(status="completed") == {second.id}
    assert listed(status="processing,completed") == {first.id, second.id}
    assert listed(status="trash") == {third.id}
    assert rest.ask("GET", "/orders", params={"status": "paid"}).json()["code"] == "rest_invalid_param"


def test_webhooks_are_made_by_the_api_pinged_listed_and_deleted(clock: ShopClock, listener: Listener) -> None:
    with WooCommerce(Site(clock=clock), send=listener) as shop:
        rest = caller(shop)
        wanted = {"name": "Regulars", "topic": "order.updated", "delivery_url": URL, "secret": SECRET}
        made = rest.ask("POST", "/webhooks", json=wanted)
        wrong = [
            rest.ask("POST", "/webhooks", json={**wanted, **one}).json()["code"]
            for one in ({"topic": "order.bought"}, {"delivery_url": "regulars.example"})
        ]
        listed = rest.ask("GET", "/webhooks", params={"status": "active"}).json()
        kept = rest.ask("DELETE", f"/webhooks/{made.json()['id']}")
        gone = rest.ask("DELETE", f"/webhooks/{made.json()['id']}", params={"force": "true"})
        left = rest.ask("GET", "/webhooks").json()

    assert (made.status_code, made.json()["status"], made.json()["delivery_url"]) == (201, "active", URL)
    assert "secret" not in made.json()
    assert [told.body for told in listener.told] == [f"webhook_id={made.json()['id']}".encode()]
    assert wrong == ["woocommerce_rest_invalid_webhook_topic", "woocommerce_rest_invalid_webhook_delivery_url"]
    assert [one["name"] for one in listed] == ["Regulars"]
    assert (kept.status_code, gone.status_code, left) == (501, 200, [])
