"""Shopify's webhooks: when they come, who signed them, how often they are tried, and what they say."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from decimal import Decimal
from threading import Barrier, Event
from typing import Any

import pytest

from sandbox.shops.catalogue import Money
from sandbox.shops.clock import ShopClock
from sandbox.shops.sale import TooMuchRefunded
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.shopify.store import Store
from sandbox.shops.webhooks import Delivery, Headers, post
from tests.sandbox.shops.asking import Admin
from tests.sandbox.shops.listener import SECRET, URL, Listener

TOPIC = "X-Shopify-Topic"
WAIT_SECONDS = 20.0
SUBSCRIBE = """mutation ($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
    webhookSubscription { id topic uri apiVersion { handle } }
    userErrors { field message }
  }
}"""


def subscribe(admin: Admin, topic: str = "ORDERS_PAID", uri: str = URL) -> Any:
    return admin.ask(SUBSCRIBE, topic=topic, uri=uri)["data"]["webhookSubscriptionCreate"]


def test_each_thing_that_happens_is_told_in_its_topics(telling_shopify: Shopify, listener: Listener) -> None:
    shop = telling_shopify
    sale = shop.buy(shop.cart({"Tote bag": 2}), email="ana@example.com", paid=False)
    shop.pay(sale)
    shop.refund(sale, {"Tote bag": 1})
    shop.edit(sale, {"Stoneware mug": 1})
    shop.cancel(sale)

    shop.deliver()

    assert listener.topics(TOPIC) == [
        "orders/create",
        *("orders/paid", "orders/updated"),
        *("refunds/create", "orders/updated"),
        "orders/updated",
        *("orders/cancelled", "refunds/create", "orders/updated"),
    ]


def test_a_delivery_is_signed_and_has_all_headers(telling_shopify: Shopify, listener: Listener) -> None:
    telling_shopify.buy(telling_shopify.cart("Tote bag"), email="аня@example.com")

    telling_shopify.deliver()

    first, second = listener.told
    digest = hmac.new(SECRET.encode(), first.body, hashlib.sha256).digest()
    assert first.headers == {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Hmac-SHA256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": "marigold-finch.myshopify.com",
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": first.headers["X-Shopify-Webhook-Id"],
        "X-Shopify-Event-Id": first.headers["X-Shopify-Event-Id"],
        "X-Shopify-Triggered-At": "2026-11-30T17:00:00Z",
        "X-Shopify-Test": "false",
        "X-Shopify-Order-Id": str(first.json["id"]),
    }
    assert first.headers["X-Shopify-Webhook-Id"] != second.headers["X-Shopify-Webhook-Id"]


def test_events_are_signed_under_names_of_their_own(clock: ShopClock, listener: Listener) -> None:
    with Shopify(Store(clock=clock), send=listener, as_events=True) as shop:
        shop.webhooks_to(URL, SECRET, ["orders/create"])
        shop.buy(shop.cart("Tote bag"))
        shop.deliver()

    told = listener.told[0]
    digest = hmac.new(SECRET.encode(), told.body, hashlib.sha256).digest()
    assert told.headers["Shopify-Hmac-SHA256"] == base64.b64encode(digest).decode()
    assert "Shopify-Webhook-Id" in told.headers
    assert not any(name.startswith("X-Shopify-Hmac") for name in told.headers)


def test_two_subscriptions_to_one_event_share_its_id_and_nothing_else(
    telling_shopify: Shopify, listener: Listener
) -> None:
    telling_shopify.webhooks_to("https://other.example", "other-secret", ["orders/paid"])
    telling_shopify.buy(telling_shopify.cart("Tote bag"), email="ana@example.com")

    telling_shopify.deliver()

    paid = [one for one in listener.told if one.headers[TOPIC] == "orders/paid"]
    assert [one.url for one in paid] == [URL, "https://other.example"]
    assert len({one.headers["X-Shopify-Event-Id"] for one in paid}) == 1
    assert len({one.headers["X-Shopify-Webhook-Id"] for one in paid}) == 2
    assert len({one.headers["X-Shopify-Hmac-SHA256"] for one in paid}) == 2


@pytest.mark.parametrize("answer", [None, 500, 404, 302], ids=["none", "500", "404", "redirect"])
def test_what_is_not_taken_is_sent_eight_times_more_within_four_hours_as_it_was(
    telling_shopify: Shopify, listener: Listener, answer: int | None, clock: ShopClock
) -> None:
    sale = telling_shopify.buy(telling_shopify.cart("Tote bag"), email="ana@example.com", paid=False)
    listener.answers.extend([answer] * 20)

    telling_shopify.deliver()
    sale.status = "something newer"
    before = clock.now()
    telling_shopify.outbox.let_pass(hours=24)

    assert len(listener.told) == 9
    assert len({(one.body, one.headers["X-Shopify-Webhook-Id"]) for one in listener.told}) == 1
    assert listener.told[0].json["financial_status"] == "pending"
    assert (clock.now() - before).total_seconds() == pytest.approx(24 * 3600)
    assert telling_shopify.outbox.waiting == []


def test_a_delivery_that_is_taken_at_last_is_not_sent_again(telling_shopify: Shopify, listener: Listener) -> None:
    telling_shopify.buy(telling_shopify.cart("Tote bag"), paid=False)
    listener.answers.extend([503, 503, 201])

    telling_shopify.outbox.let_pass(hours=5)

    assert len(listener.told) == 3


def test_what_an_app_subscribed_to_is_gone_after_its_last_failure_and_what_the_owner_entered_stays(
    telling_shopify: Shopify, listener: Listener
) -> None:
    admin = Admin(telling_shopify, telling_shopify.permanent_token())
    made = subscribe(admin, "ORDERS_CREATE")
    listener.answers.extend([500] * 18)
    telling_shopify.buy(telling_shopify.cart("Tote bag"), paid=False)
    telling_shopify.outbox.let_pass(hours=5)
    listener.told.clear()

    telling_shopify.buy(telling_shopify.cart("Tote bag"), paid=False)
    telling_shopify.deliver()

    assert made["userErrors"] == []
    assert len(listener.told) == 1
    assert admin.ask("{ webhookSubscriptions(first: 9) { nodes { id } } }")["data"]["webhookSubscriptions"] == {
        "nodes": []
    }


def test_what_still_waits_for_a_deleted_subscription_is_not_sent(clock: ShopClock, listener: Listener) -> None:
    with Shopify(Store(clock=clock), send=listener) as shop:
        subscribe(Admin(shop, shop.permanent_token()), "ORDERS_CREATE")
        listener.answers.extend([500] * 30)
        shop.buy(shop.cart("Tote bag"))
        shop.outbox.let_pass(minutes=10)
        shop.buy(shop.cart("Tote bag"))
        shop.outbox.let_pass(hours=24)

    assert len(listener.told) == 17
    assert shop.outbox.waiting == []


def test_an_app_subscribes_once_and_is_signed_with_its_own_secret(clock: ShopClock, listener: Listener) -> None:
    with Shopify(Store(clock=clock), send=listener) as shop:
        admin = Admin(shop, shop.permanent_token())
        made, again, plain = subscribe(admin), subscribe(admin), subscribe(admin, uri="http://regulars.example/")
        listed = admin.ask("{ webhookSubscriptions(first: 9, topics: [ORDERS_PAID]) { nodes { topic uri } } }")
        shop.buy(shop.cart("Tote bag"))
        shop.deliver()

    digest = hmac.new(shop.apps.client_secret.encode(), listener.told[0].body, hashlib.sha256).digest()
    assert made["webhookSubscription"]["apiVersion"] == {"handle": "2026-10"}
    assert "already been taken" in again["userErrors"][0]["message"]
    assert "not supported" in plain["userErrors"][0]["message"]
    assert listed["data"]["webhookSubscriptions"]["nodes"] == [{"topic": "ORDERS_PAID", "uri": URL}]
    assert listener.told[0].headers["X-Shopify-Hmac-SHA256"] == base64.b64encode(digest).decode()


def test_deliveries_come_twice_in_any_order_or_never_as_a_test_says(
    telling_shopify: Shopify, listener: Listener
) -> None:
    sale = telling_shopify.buy(telling_shopify.cart("Tote bag"), email="ana@example.com")
    telling_shopify.refund(sale, {"Tote bag": 1})

    def order(due: Sequence[Delivery]) -> Iterable[Delivery]:
        create, paid, refund, _lost = due
        return [refund, paid, create, refund]

    telling_shopify.deliver(order)

    assert listener.topics(TOPIC) == ["refunds/create", "orders/paid", "orders/create", "refunds/create"]
    assert listener.told[0] == listener.told[3]
    assert telling_shopify.outbox.waiting == []


def test_an_order_has_every_key_and_honest_amounts(telling_shopify: Shopify, listener: Listener) -> None:
    admin = Admin(telling_shopify, telling_shopify.permanent_token())
    admin.discount("SHELL7CODE42")
    cart = telling_shopify.open("/cart/45000000000001:2,45000000000004:1?discount=shell7code42&attributes[regulars]=K7")
    telling_shopify.buy(cart, email="ana@example.com", tip=Decimal("3.00"))
    telling_shopify.deliver()

    order = listener.told[-1].json

    assert set(order) >= WANTED_OF_AN_ORDER
    assert (order["name"], order["order_number"], order["email"]) == ("#1001", 1001, "ana@example.com")
    assert order["discount_codes"] == [{"code": "SHELL7CODE42", "amount": "12.00", "type": "fixed_amount"}]
    assert order["note_attributes"] == [{"name": "regulars", "value": "K7"}]
    amounts = ("total_line_items_price", "total_discounts", "subtotal_price", "total_price", "total_tip_received")
    assert [order[name] for name in amounts] == ["83.00", "12.00", "71.00", "79.00", "3.00"]
    assert order["total_shipping_price_set"]["shop_money"] == {"amount": "5.00", "currency_code": "USD"}
    assert [line["quantity"] for line in order["line_items"]] == [2, 1]
    assert order["line_items"][0]["discount_allocations"][0]["amount"] == "12.00"
    assert order["line_items"][1]["discount_allocations"] == []
    assert order["financial_status"] == "paid"
    assert order["created_at"] == "2026-11-30T12:00:00-05:00"


WANTED_OF_AN_ORDER = {
    *("id", "admin_graphql_api_id", "name", "order_number", "email", "contact_email", "phone", "customer", "currency"),
    *("presentment_currency", "total_price", "subtotal_price", "total_discounts", "total_tax", "taxes_included"),
    *("total_shipping_price_set", "total_tip_received", "current_total_price", "current_subtotal_price"),
    *("financial_status", "cancelled_at", "test", "discount_codes", "line_items", "refunds", "tags"),
    *("note_attributes", "landing_site", "created_at", "processed_at", "updated_at"),
}


@pytest.mark.parametrize(
    ("goods", "more", "goods_back", "money_back", "adjusted", "status"),
    [
        ({"Tote bag": 1}, {}, [6.0], "6.00", {}, "partially_refunded"),
        (
            {"Tote bag": 2, "Stoneware mug": 1},
            {"shipping": Decimal("5.00")},
            [12.0, 18.0],
            "35.00",
            {"shipping_refund": "-5.00"},
            "refunded",
        ),
        (
            {"Tote bag": 1},
            {"amount": Decimal("4.00")},
            [6.0],
            "4.00",
            {"refund_discrepancy": "2.00"},
            "partially_refunded",
        ),
        ({}, {"amount": Decimal("7.50")}, [], "7.50", {"refund_discrepancy": "-7.50"}, "partially_refunded"),
        ({}, {"shipping": Decimal("5.00")}, [], "5.00", {"shipping_refund": "-5.00"}, "partially_refunded"),
    ],
    ids=["one unit", "all", "less than its price", "money alone", "shipping"],
)
def test_a_refund_tells_goods_and_money_apart(
    telling_shopify: Shopify,
    listener: Listener,
    goods: dict[str, int],
    more: dict[str, Decimal],
    goods_back: list[float],
    money_back: str,
    adjusted: dict[str, str],
    status: str,
) -> None:
    Admin(telling_shopify, telling_shopify.permanent_token()).discount("SHELL7CODE42")
    cart = telling_shopify.cart({"Tote bag": 2, "Stoneware mug": 1}, code="SHELL7CODE42")
    sale = telling_shopify.buy(cart, email="ana@example.com")
    telling_shopify.deliver(lambda _due: ())

    telling_shopify.refund(sale, goods, **more)  # type: ignore[arg-type]
    telling_shopify.deliver()

    refund, order = listener.told[0].json, listener.told[1].json
    assert [line["subtotal"] for line in refund["refund_line_items"]] == goods_back
    assert [(one["kind"], one["status"], one["amount"]) for one in refund["transactions"]] == [
        ("refund", "success", money_back)
    ]
    assert refund["order_id"] == order["id"]
    assert order["refunds"] == [refund]
    assert order["financial_status"] == status
    left = Decimal("30.00") - sum(map(Decimal, goods_back))
    assert order["current_subtotal_price"] == str(left)
    assert {one["kind"]: one["amount"] for one in refund["order_adjustments"]} == adjusted


def test_refunds_of_single_units_add_up_to_what_was_paid(telling_shopify: Shopify) -> None:
    admin = Admin(telling_shopify, telling_shopify.permanent_token())
    value = {"value": {"percentage": 0.333}, "items": {"all": True}}
    admin.discount("THIRD", customerGets=value)
    sale = telling_shopify.buy(telling_shopify.cart({"Stoneware mug": 7}, code="THIRD"), email="ana@example.com")

    refunds = [telling_shopify.refund(sale, {"Stoneware mug": 1}) for _ in range(7)]

    assert sum(one.goods for one in refunds) == sale.goods
    with pytest.raises(TooMuchRefunded):
        telling_shopify.refund(sale, {"Stoneware mug": 1})
    with pytest.raises(TooMuchRefunded):
        telling_shopify.refund(sale, amount=Decimal("5.01"))


def test_tax_within_the_prices_is_told_and_not_added(clock: ShopClock, listener: Listener) -> None:
    euros = Money("EUR", Decimal("0.20"), prices_include_tax=True)
    dollars = Money("USD", Decimal("0.10"))
    for money, tax, total in ((euros, "2.83", "17.00"), (dollars, "1.70", "18.70")):
        with Shopify(Store(clock=clock, money=money), send=listener) as shop:
            shop.webhooks_to(URL, SECRET, ["orders/paid"])
            shop.buy(shop.cart("Tote bag"), email="ana@example.com")
            shop.deliver()

        order = listener.told[-1].json
        assert (order["total_tax"], order["total_price"], order["currency"]) == (tax, total, money.currency)
        assert order["subtotal_price"] == "12.00"


def test_money_without_digits_after_the_point_has_none(clock: ShopClock, listener: Listener) -> None:
    with Shopify(Store(clock=clock, money=Money("JPY")), send=listener) as shop:
        shop.webhooks_to(URL, SECRET, ["orders/paid"])
        shop.buy(shop.cart("Tote bag"), email="ana@example.com")
        shop.deliver()

    assert listener.told[0].json["total_price"] == "17"


def test_an_order_may_come_without_an_address_as_a_test_or_be_gone(clock: ShopClock, listener: Listener) -> None:
    with Shopify(Store(clock=clock, shows_personal_data=False), send=listener) as shop:
        shop.webhooks_to(URL, SECRET, ["orders/create", "orders/delete"])
        sale = shop.buy(shop.cart("Tote bag"), email="ana@example.com", test=True)
        shop.delete(sale)
        shop.deliver()

    order, deleted = listener.told
    assert (order.json["email"], order.json["customer"]["email"], order.json["test"]) == (None, None, True)
    assert order.headers["X-Shopify-Test"] == "true"
    assert deleted.json == {"id": sale.id}


def test_an_edited_order_tells_what_is_left(telling_shopify: Shopify, listener: Listener) -> None:
    sale = telling_shopify.buy(telling_shopify.cart({"Tote bag": 3}), email="ana@example.com")
    telling_shopify.edit(sale, {"Tote bag": 1, "Wool blanket": 1})
    telling_shopify.deliver()

    order = listener.told[-1].json

    assert [(line["quantity"], line["current_quantity"]) for line in order["line_items"]] == [(3, 1), (1, 1)]
    assert (order["current_subtotal_price"], order["total_outstanding"]) == ("71.00", "35.00")
    assert order["financial_status"] == "partially_paid"


@pytest.mark.parametrize(("paid", "status"), [(True, "refunded"), (False, "voided")])
def test_a_cancelled_order_has_nothing_left(
    telling_shopify: Shopify, listener: Listener, paid: bool, status: str
) -> None:
    sale = telling_shopify.buy(telling_shopify.cart("Tote bag"), email="ana@example.com", paid=paid)
    telling_shopify.cancel(sale)
    telling_shopify.deliver()

    order = listener.told[-1].json

    assert order["financial_status"] == status
    assert order["cancelled_at"] == "2026-11-30T12:00:00-05:00"
    assert order["current_total_price"] == "0.00"


ORDERS = """query ($q: String, $first: Int = 2, $after: String) {
  orders(first: $first, after: $after, query: $q, sortKey: UPDATED_AT) {
    nodes { name email test displayFinancialStatus discountCodes cancelledAt updatedAt
      currentSubtotalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
      lineItems(first: 5) { nodes { quantity currentQuantity isGiftCard variant { id }
        discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount } } } }
      refunds(first: 9) { id totalRefundedSet { shopMoney { amount } }
        refundLineItems(first: 5) { nodes { quantity subtotalSet { shopMoney { amount } } } } } }
    pageInfo { hasNextPage endCursor }
  }
}"""


def test_orders_that_changed_are_listed_with_what_became_of_them(
    telling_shopify: Shopify, clock: ShopClock, listener: Listener
) -> None:
    admin = Admin(telling_shopify, telling_shopify.permanent_token())
    admin.discount("SHELL7CODE42")
    old = telling_shopify.buy(telling_shopify.cart("Wool blanket"), email="ana@example.com")
    clock.pass_by(days=4)
    telling_shopify.buy(telling_shopify.cart({"Tote bag": 2}, code="SHELL7CODE42"), email="boris@example.com")
    clock.pass_by(hours=1)
    telling_shopify.refund(old, {"Wool blanket": 1})

    found = admin.ask(ORDERS, q="updated_at:>='2026-12-02T00:00:00Z' status:any")["data"]["orders"]
    first = admin.ask(ORDERS, first=1)["data"]["orders"]
    second = admin.ask(ORDERS, first=1, after=first["pageInfo"]["endCursor"])["data"]["orders"]
    older = admin.ask(ORDERS, q="updated_at:>'2026-12-04T17:00:00Z' name:#1001")["data"]["orders"]["nodes"]

    boris, ana = found["nodes"]
    assert [boris["name"], ana["name"]] == ["#1002", "#1001"]
    assert boris["discountCodes"] == ["SHELL7CODE42"]
    assert boris["lineItems"]["nodes"][0]["discountedTotalSet"]["shopMoney"]["amount"] == "12.00"
    assert (ana["displayFinancialStatus"], ana["totalRefundedSet"]["shopMoney"]["amount"]) == (
        "PARTIALLY_REFUNDED",
        "59.00",
    )
    assert ana["refunds"][0]["refundLineItems"]["nodes"] == [
        {"quantity": 1, "subtotalSet": {"shopMoney": {"amount": "59.00"}}}
    ]
    assert [one["name"] for one in first["nodes"] + second["nodes"]] == ["#1002", "#1001"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert [one["name"] for one in older] == ["#1001"]
    telling_shopify.deliver()
    refund = next(one for one in listener.told if one.headers[TOPIC] == "refunds/create")
    assert ana["refunds"][0]["id"] == refund.json["admin_graphql_api_id"]


def test_whoever_may_not_read_all_orders_sees_those_of_sixty_days(telling_shopify: Shopify, clock: ShopClock) -> None:
    telling_shopify.buy(telling_shopify.cart("Tote bag"), email="ana@example.com")
    clock.pass_by(days=61)
    recent = Admin(telling_shopify, telling_shopify.permanent_token("read_orders"))
    every = Admin(telling_shopify, telling_shopify.permanent_token("read_orders", "read_all_orders"))

    assert recent.ask(ORDERS)["data"]["orders"]["nodes"] == []
    assert len(every.ask(ORDERS)["data"]["orders"]["nodes"]) == 1


def test_webhooks_go_out_by_themselves_over_http(clock: ShopClock) -> None:
    arrived = Event()

    def send(url: str, body: bytes, headers: Headers, seconds: tuple[float, float]) -> int | None:
        status = post(url, body, headers, seconds)
        arrived.set()
        return status

    with Shopify() as other, Shopify(Store(clock=clock), send=send) as shop:  # any web server will do to listen
        shop.webhooks_to(f"{other.url}/shops/shopify", SECRET, ["orders/create"])
        with shop.delivering():
            shop.buy(shop.cart("Tote bag"))
            assert arrived.wait(WAIT_SECONDS)

    assert (other.calls[0].method, other.calls[0].address) == ("POST", "/shops/shopify")
    assert [attempt.status for attempt in shop.outbox.attempts] == [404]
    assert other.calls[0].body == shop.outbox.attempts[0].body.decode()


def test_as_many_are_on_their_way_at_once_as_a_test_says(clock: ShopClock) -> None:
    together = Barrier(5)

    def send(*_message: object) -> int:
        together.wait(WAIT_SECONDS)  # breaks unless five wait at the same time
        return 200

    with Shopify(Store(clock=clock), send=send) as shop:
        shop.webhooks_to(URL, SECRET, ["orders/create"])
        for _ in range(10):
            shop.buy(shop.cart("Tote bag"))
        attempts = shop.deliver(at_once=5)

    assert [attempt.status for attempt in attempts] == [200] * 10


def test_nobody_there_is_no_answer() -> None:
    with Shopify() as gone:
        url = gone.url

    assert post(url, b"{}", {}, (1.0, 1.0)) is None
