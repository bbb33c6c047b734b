"""Shopify's webhooks over HTTP: what is signed counts once, whatever comes twice, late, in another order or broken."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox.google.http.faults import DropAfter, DropBefore, Fault, Faults
from sandbox.google.http.server import Server
from sandbox.owner import Owner
from service.order_links import signed_number
from tests.webhooks import senders
from tests.webhooks.senders import OLD_SECRET, SECRET, Send, shopify_line, shopify_order, shopify_refund

ANA = {"id": "7001", "first_name": "Ana"}
Row = Callable[[str], dict[str, Any]]
Tap = Callable[..., dict[str, Any]]


@pytest.fixture
def tap(client: FlaskClient) -> Tap:
    def send(action: str, **fields: object) -> dict[str, Any]:
        headers = {"Authorization": "Bearer the-secret-of-this-test"}
        return dict(client.post(f"/manychat/{action}", json={"contact": ANA, **fields}, headers=headers).get_json())

    return send


def test_a_paid_order_is_a_row_and_can_be_claimed(shopify: Send, row: Row, tap: Tap, server: Server) -> None:
    tap("join", email="ana@example.com")
    server.google.requests.clear()

    answer = shopify(shopify_order(discount_codes=[{"code": "WELCOME10", "amount": "5.00", "type": "fixed_amount"}]))

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 1})
    assert [seen.kind for seen in server.google.requests] == ["read", "write"]
    added = row("#1001")
    assert (added["Email"], added["Amount"], added["Goods"]) == ("ana@example.com", 60, 50)
    assert added["Product lines"] == "Tote bag | TOT |  | 1 | 30\nMug | MUG |  | 2 | 20"
    assert (added["Products"], added["Coupons"]) == ("Tote bag, Mug", "WELCOME10")
    assert added["Source"] == "shop 60 2026-11-20T15:00:00Z shopify/450790470"
    assert tap("claim", order_number="1001")["points_earned"] == 60


def test_a_refund_takes_its_points_back_once_however_often_and_wherever_it_is_told(
    shopify: Send, row: Row, tap: Tap
) -> None:
    tap("join", email="ana@example.com")
    shopify(shopify_order())
    tap("claim", order_number="1001")
    inside = shopify_order(
        financial_status="partially_refunded",
        current_total_price="45.00",
        refunds=[shopify_refund()],
        updated_at="2026-11-21T09:00:01-05:00",
    )

    answers = [
        shopify(shopify_refund(), "refunds/create"),
        shopify(shopify_refund(), "refunds/create"),
        shopify(inside, "orders/updated"),
        shopify(shopify_refund(870_002, amount="5.00"), "refunds/create"),
    ]

    assert [(answer.status_code, answer.get_json()) for answer in answers] == [(200, {"taken": 1})] * 4
    assert row("#1001")["Shop refunded"] == 20
    assert tap("points")["points"] == 50 + 60 - 20


def test_a_refund_that_comes_before_its_order_waits_for_it_whichever_instance_the_order_reaches(
    shopify: Send, shopify_elsewhere: Send, row: Row, owner: Owner, tap: Tap
) -> None:
    tap("join", email="ana@example.com")

    early = shopify(shopify_refund(), "refunds/create")
    [line] = [line for line in owner.tab("Log") if line["What"] == "shop refund"]
    shopify_elsewhere(shopify_order())

    assert (early.status_code, early.get_json()) == (200, {"taken": 1})
    assert (line["Subject"], line["Value"]) == ("shopify/450790470", "870001 15 15")
    assert row("#1001")["Shop refunded"] == 15
    assert tap("claim", order_number="1001")["points_earned"] == 45


def test_an_older_version_that_comes_late_changes_nothing(shopify: Send, row: Row) -> None:
    shopify(shopify_order(financial_status="pending", updated_at="2026-11-20T10:00:00-05:00"), "orders/create")
    shopify(shopify_order(updated_at="2026-11-20T12:00:00-05:00"), "orders/paid")

    late = shopify_order(cancelled_at="2026-11-20T11:00:00-05:00", updated_at="2026-11-20T11:00:00-05:00")
    shopify(late, "orders/cancelled")

    assert row("#1001")["Shop says"] == "paid"


def test_it_changes_nothing_either_where_the_newer_one_said_nothing_new(shopify: Send, row: Row) -> None:
    shopify(shopify_order(updated_at="2026-11-20T10:00:00-05:00"), "orders/paid")
    shopify(shopify_order(updated_at="2026-11-20T12:00:00-05:00"), "orders/updated")

    late = shopify_order(cancelled_at="2026-11-20T11:00:00-05:00", updated_at="2026-11-20T11:00:00-05:00")
    shopify(late, "orders/cancelled")

    assert row("#1001").get("Shop says", "") == ""


def test_an_order_that_stands_there_already_is_known_by_its_number_and_then_by_the_shops_own_id(
    shopify: Send, row: Row, owner: Owner
) -> None:
    owner.type("Orders", ["1001", "ana@example.com", 60])

    shopify(shopify_order())
    shopify(shopify_refund(), "refunds/create")
    renamed = shopify(shopify_order(name="#R-1001", updated_at="2026-11-22T10:00:00-05:00"), "orders/updated")

    assert renamed.get_json() == {"taken": 1}
    assert row("1001")["Shop refunded"] == 15
    assert [row for row in owner.tab("Orders") if row["Order"] in ("#1001", "#R-1001")] == []


def test_one_order_at_once_from_many_sides_is_one_row(shopify: Send, owner: Owner) -> None:
    events = [(shopify_order(), topic) for topic in ("orders/create", "orders/paid", "orders/updated")] * 3
    events += [(shopify_refund(), "refunds/create")] * 3

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda event: shopify(*event), events))

    assert {answer.status_code for answer in answers} == {200}
    [row] = [row for row in owner.tab("Orders") if row["Order"] == "#1001"]
    assert row["Shop refunded"] == 15
    assert len([line for line in owner.tab("Log") if line["What"] == "shop refund"]) == 1


def test_an_order_without_an_address_is_kept_and_its_signed_link_claims_it(
    shopify: Send, row: Row, tap: Tap, doors: pytest.MonkeyPatch
) -> None:
    doors.setenv("ORDER_LINK_KEY", "the-key-of-the-shops-order-mail")
    tap("join", email="ana@example.com")

    shopify(shopify_order(email=None, contact_email="no address", customer=None))
    plain, signed = tap("claim", order_number="1001"), signed_number("1001", "the-key-of-the-shops-order-mail")

    assert row("#1001").get("Email", "") == ""
    assert plain["code"] == "unknown_order"
    assert tap("claim", order_number=signed)["code"] == "claimed"


def test_where_there_is_no_address_the_number_with_its_country_comes_along(shopify: Send, row: Row) -> None:
    shopify(shopify_order(email=None, contact_email=None, customer={"phone": "+49 170 1234567"}))

    assert row("#1001")["Phone"].lstrip("'") == "+491701234567"


def test_a_coupon_of_the_program_is_used_in_the_commit_that_brings_its_order(
    shopify: Send, tap: Tap, owner: Owner, server: Server
) -> None:
    tap("join", email="ana@example.com")
    for number in (1001, 1002, 1003):
        shopify(shopify_order(number))
        tap("claim", order_number=str(number))
    coupon = tap("redeem", reward="tote")["coupon"]
    server.google.requests.clear()

    shopify(shopify_order(1004, discount_codes=[{"code": coupon.lower()}]))
    requests = [seen.kind for seen in server.google.requests]
    shopify(shopify_order(1005, discount_codes=[{"code": coupon}]))

    uses = [(line["For"], line["Note"]) for line in owner.tab("Ledger") if line["Entry"] == "use"]
    assert requests == ["read", "write"]
    assert uses == [
        ("#1004", f"coupon {coupon} used; also bought for 20.00: Mug"),
        ("#1005", f"coupon {coupon} used again: it is good for one order"),
    ]
    [problem] = owner.tab("Problems")
    assert problem["Why"].startswith(f"Order #1005 was paid with the code {coupon.lower()}, which another order")


def test_a_coupon_is_used_also_where_the_order_stood_there_before_the_shop_told_of_its_code(
    shopify: Send, tap: Tap, owner: Owner
) -> None:
    tap("join", email="ana@example.com")
    for number in (1001, 1002, 1003):
        shopify(shopify_order(number))
        tap("claim", order_number=str(number))
    coupon = tap("redeem", reward="tote")["coupon"]
    owner.type("Orders", ["1004", "ana@example.com", 60])

    shopify(shopify_order(1004, discount_codes=[{"code": coupon}]))

    assert [line["For"] for line in owner.tab("Ledger") if line["Entry"] == "use"] == ["1004"]
    assert tap("coupons")["coupon"] == "-"


@pytest.mark.parametrize(
    ("what", "amount", "goods"),
    [
        ({"taxes_included": True, "total_price": "56.00", "total_tax": "8.00"}, 56, 42),
        (
            {
                "taxes_included": True,
                "total_price": "56.00",
                "total_tax": "9.00",
                "line_items": [shopify_line("Tote bag", "50.00", tax_lines=[{"price": "8.00", "rate": 0.19}])],
            },
            56,
            42,
        ),
        ({"line_items": [shopify_line("Gift card", "20.00", gift_card=True), shopify_line("Mug", "30.00")]}, 60, 30),
        ({"total_tip_received": "5.00", "total_price": "65.00"}, 65, 50),
        ({"total_price": "0.00", "subtotal_price": "0.00"}, 0, 0),
        ({"subtotal_price": None}, 60, None),
        ({"subtotal_price": "700.00"}, 60, 60),
        ({"total_price": 60.5, "subtotal_price": 50}, Decimal("60.5"), 50),
        ({"presentment_currency": "EUR", "total_price_set": {"presentment_money": {"amount": "55.00"}}}, 60, 50),
        ({"total_price": None, "total_price_set": {"shop_money": {"amount": "60.00"}}}, 60, 50),
    ],
)
def test_the_amount_is_what_was_paid_and_goods_are_without_shipping_tax_tips_and_gift_cards(
    shopify: Send, row: Row, what: dict[str, Any], amount: object, goods: object
) -> None:
    assert shopify(shopify_order(**what)).get_json() == {"taken": 1}

    assert (row("#1001")["Amount"], row("#1001").get("Goods")) == (amount, goods)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"financial_status": "pending"}, "unpaid"),
        ({"financial_status": "authorized"}, "unpaid"),
        ({"financial_status": "something new"}, "unpaid"),
        ({"financial_status": None}, "unpaid"),
        ({"financial_status": "voided"}, "cancelled"),
        ({"financial_status": "refunded"}, "refunded"),
        ({"cancelled_at": "2026-11-20T10:00:00-05:00"}, "cancelled"),
        ({"financial_status": "partially_refunded"}, ""),
        ({"name": None, "order_number": 1001}, ""),
    ],
)
def test_what_an_order_says_of_itself(shopify: Send, owner: Owner, what: dict[str, Any], says: str) -> None:
    shopify(shopify_order(**what))

    [row] = [row for row in owner.tab("Orders") if row["Order"] in ("#1001", "1001")]
    assert row.get("Shop says", "") == says


@pytest.mark.parametrize(
    ("what", "back"),
    [
        ({"transactions": []}, 15),
        ({"transactions": [{"kind": "refund", "status": "failure", "amount": "15.00", "currency": "USD"}]}, 15),
        ({"refund_line_items": [], "transactions": []}, None),
        ({"refund_line_items": []}, 15),
        (
            {
                "transactions": [{"kind": "refund", "status": "success", "amount": "13.00", "currency": "EUR"}],
                "order_adjustments": [
                    {"kind": "shipping_refund", "amount": "-5.00", "tax_amount": "-1.00"},
                ],
            },
            21,
        ),
    ],
)
def test_what_went_back_is_the_money_in_the_shops_own_currency(
    shopify: Send, row: Row, what: dict[str, Any], back: object
) -> None:
    shopify(shopify_order())

    answer = shopify(shopify_refund(**what), "refunds/create")

    assert answer.status_code == 200
    assert row("#1001").get("Shop refunded") == back


def test_where_goods_count_a_refund_is_as_large_a_part_as_its_goods_are_of_all_goods(
    shopify: Send, owner: Owner, tap: Tap
) -> None:
    owner.type_over("Settings", "Points count", "Value", "goods")
    tap("join", email="ana@example.com")
    shopify(shopify_order())
    earned = tap("claim", order_number="1001")["points_earned"]

    shopify(shopify_refund(amount="20.00"), "refunds/create")
    shipping = shopify_refund(
        870_002, refund_line_items=[], order_adjustments=[{"kind": "shipping_refund", "amount": "-15.00"}]
    )
    shopify(shipping, "refunds/create")

    assert earned == 50
    assert tap("points")["points"] == 50 + 50 - 20


@pytest.mark.parametrize(
    ("headers", "topic"),
    [
        ({}, "products/update"),
        ({}, "draft_orders/create"),
        ({"X-Shopify-Test": "true"}, "orders/paid"),
        ({"X-Shopify-Shop-Domain": "another.myshopify.com"}, "orders/paid"),
    ],
)
def test_what_is_not_needed_is_answered_well_and_google_is_not_asked(
    shopify: Send, server: Server, doors: pytest.MonkeyPatch, headers: dict[str, str], topic: str
) -> None:
    doors.setenv("SHOPIFY_SHOP", "https://Marigold.myshopify.com/")

    answer = shopify(shopify_order(), topic, **headers)
    test_order = shopify(shopify_order(test=True))

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 0})
    assert test_order.get_json() == {"taken": 0}
    assert server.google.requests == []


def test_another_address_than_shopifys_own_in_the_variable_keeps_no_order_out(
    shopify: Send, doors: pytest.MonkeyPatch
) -> None:
    doors.setenv("SHOPIFY_SHOP", "shop.example")

    assert shopify(shopify_order()).get_json() == {"taken": 1}


@pytest.mark.usefixtures("doors")
def test_the_headers_of_events_are_read_too_and_a_body_without_a_topic_by_its_shape(
    client: FlaskClient, row: Row
) -> None:
    content = senders.raw(shopify_order())
    signature = senders.shopify_headers(content, "")["X-Shopify-Hmac-SHA256"]

    answer = client.post("/shops/shopify", data=content, headers={"Shopify-Hmac-Sha256": signature})
    refund = senders.raw(shopify_refund())
    signature = senders.shopify_headers(refund, "")["X-Shopify-Hmac-SHA256"]
    client.post("/shops/shopify", data=refund, headers={"shopify-hmac-sha256": signature})

    assert answer.get_json() == {"taken": 1}
    assert row("#1001")["Shop refunded"] == 15


@pytest.mark.parametrize(
    ("variable", "statuses"),
    [
        (f"{SECRET},{OLD_SECRET}", [200, 200]),
        (f"{SECRET},{OLD_SECRET}@2999-01-31", [200, 200]),
        (f"{SECRET},{OLD_SECRET}@2026-01-31", [200, 401]),
        (SECRET, [200, 401]),
    ],
)
def test_two_secrets_sign_while_one_is_replaced_and_one_that_has_ended_does_not(
    shopify: Send, doors: pytest.MonkeyPatch, variable: str, statuses: list[int]
) -> None:
    doors.setenv("SHOPIFY_WEBHOOK_SECRET", variable)

    assert [shopify(shopify_order(), secret=secret).status_code for secret in (SECRET, OLD_SECRET)] == statuses


@pytest.mark.parametrize(
    "change",
    [
        lambda body, headers: (body + b" ", headers),
        lambda body, headers: (body.replace(b"60.00", b"90.00"), headers),
        lambda body, _: (body, {}),
        lambda body, _: (body, {"X-Shopify-Hmac-SHA256": "A" * 43 + "="}),
        lambda body, _: (body, {"X-Shopify-Hmac-SHA256": "é" * 44}),
        lambda body, _: (body, {"Authorization": f"Bearer {SECRET}"}),
        lambda body, _: (body, senders.shopify_headers(body, "orders/paid", "another-secret-of-somebody")),
        lambda body, _: (body, senders.stripe_headers(body)),
    ],
)
@pytest.mark.usefixtures("doors")
def test_what_is_not_signed_is_turned_away_and_google_is_not_asked(
    client: FlaskClient, server: Server, change: Callable[..., Any]
) -> None:
    content = senders.raw(shopify_order())
    body, headers = change(content, senders.shopify_headers(content, "orders/paid"))

    answer = senders.post(client, "shopify", body, headers)

    assert (answer.status_code, list(answer.get_json())) == (401, ["error"])
    assert server.google.requests == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"[" * 30_000,
        b'{"id": 1, "id": 2}',
        b'{"id": NaN}',
        b'{"total_price": 1e9999999999999999999}',
        b'{"name": "\\ud800"}',
        b"webhook_id=5",
        "ключ".encode("cp1251"),
    ],
)
def test_a_signed_body_that_is_no_event_is_refused_in_a_sentence(shopify: Send, server: Server, body: bytes) -> None:
    answer = shopify(body)

    assert (answer.status_code, list(answer.get_json())) == (400, ["error"])
    assert server.google.requests == []


def test_other_methods_larger_bodies_and_other_shops_are_turned_away(client: FlaskClient, shopify: Send) -> None:
    large = shopify(b"x" * (1024 * 1024 + 1))
    got = client.get("/shops/shopify")
    unknown = client.post("/shops/etsy", data=b"{}")

    assert (large.status_code, got.status_code, unknown.status_code) == (413, 405, 404)


def test_without_a_secret_there_is_no_such_door(client: FlaskClient) -> None:
    body = senders.raw(shopify_order())

    assert senders.post(client, "shopify", body, senders.shopify_headers(body, "orders/paid", "")).status_code == 404


def test_while_the_sheet_is_away_the_shop_hears_so_within_four_seconds_and_nothing_is_lost_or_doubled(
    shopify: Send, row: Row, outage: list[Fault]
) -> None:
    shopify(shopify_order(1))
    outage.append(DropBefore())
    try:
        began = time.monotonic()
        away = shopify(shopify_order())
        lasted = time.monotonic() - began
    finally:
        outage.clear()
    back = shopify(shopify_order())

    assert (away.status_code, list(away.get_json())) == (503, ["error"])
    assert lasted < 4
    assert back.get_json() == {"taken": 1}
    assert row("#1001")["Amount"] == 60


def test_an_answer_of_google_that_is_lost_doubles_nothing(shopify: Send, row: Row, sockets_faults: Faults) -> None:
    shopify(shopify_order(1))
    sockets_faults.next_write(DropAfter())

    lost = shopify(shopify_order())
    shopify(shopify_order())

    assert lost.get_json() == {"taken": 1}
    assert row("#1001")["Amount"] == 60


def test_the_log_tells_door_topic_and_how_many_and_nothing_of_anybody(
    shopify: Send, capfd: pytest.CaptureFixture[str]
) -> None:
    shopify(shopify_order(billing_address={"name": "Ana Petrova", "phone": "+15550100"}))
    shopify(shopify_order(1002, total_price="much"))
    shopify(shopify_order(1003, currency="EUR"))
    shopify(shopify_order(1004), secret="not-the-secret-of-it")

    logged = "".join(capfd.readouterr())
    assert "shops/shopify orders/paid added 1" in logged
    assert "an order of the shop's (…1002) cannot be read: total_price: This is not a number." in logged
    assert "(…1003) was not taken: The program counts in USD; EUR has no rate in Currencies." in logged
    for secret in (SECRET, OLD_SECRET, "ana@example.com", "Petrova", "+15550100", "Tote bag", str(senders.SHOP_ID)[:6]):
        assert secret not in logged
    assert json.dumps(shopify_order())[:20] not in logged


def test_what_could_not_be_taken_is_told_to_the_owner_once_in_problems(shopify: Send, owner: Owner) -> None:
    for _ in range(2):
        shopify(shopify_order(1002, total_price="much"))
        shopify(shopify_order(1003, currency="EUR"))

    why = "Your shop has told of this order, and it could not be taken: "
    told = {problem["Cell"]: problem["Why"] for problem in owner.tab("Problems")}
    assert len(owner.tab("Problems")) == 2
    assert told["#1002"].startswith(f"{why}total_price: This is not a number. Put that right")
    assert told["#1003"].startswith(f"{why}The program counts in USD; EUR has no rate in Currencies. Put that right")
