"""A signed event of which what points rest on is missing or of another kind: told to the owner, and nothing of it
counts; an order that is there already stays as it was.
"""

from typing import Any

import pytest

from sandbox.owner import Owner
from tests.webhooks import senders
from tests.webhooks.senders import (
    Send,
    shopify_order,
    shopify_refund,
    stripe_charge,
    stripe_event,
    stripe_refund,
    stripe_session,
    woocommerce_order,
)

NO_LIST: list[Any] = [{}, "", "none", True, 15, [None], [[]], ["15.00"]]
NO_CURRENCY: list[Any] = [None, "", "$", "EURO", "E", [], {}, 978, True]
LATER = "2026-11-22T10:00:00-05:00"


def told(owner: Owner) -> list[str]:
    """The fields that Problems names of what the shop has told."""
    every = [problem["Why"] for problem in owner.tab("Problems")]
    return [why.split(": ")[1] for why in every if why.startswith("Your shop has told")]


@pytest.mark.parametrize("refunds", NO_LIST)
def test_an_order_whose_refunds_are_no_list_takes_back_none_that_is_known(
    shopify: Send, woocommerce: Send, owner: Owner, row: Any, refunds: object
) -> None:
    shopify(shopify_order(refunds=[shopify_refund(amount="15.00")]))
    woocommerce(woocommerce_order(refunds=[{"id": 1, "total": "-15.00"}]))

    answers = [
        shopify(shopify_order(refunds=refunds, updated_at=LATER), "orders/updated"),
        woocommerce(woocommerce_order(refunds=refunds, date_modified_gmt="2026-11-22T15:00:00")),
    ]

    assert [(answer.status_code, answer.get_json()) for answer in answers] == [(200, {"taken": 0})] * 2
    assert told(owner) == ["refunds", "refunds"]
    assert [row(number)["Shop refunded"] for number in ("#1001", "727")] == [15, 15]


def test_where_woocommerce_leaves_the_refunds_out_they_stay(woocommerce: Send, owner: Owner, row: Any) -> None:
    woocommerce(woocommerce_order(refunds=[{"id": 1, "total": "-15.00"}]))
    without = woocommerce_order(date_modified_gmt="2026-11-22T15:00:00")
    del without["refunds"]

    answers = [woocommerce(without), woocommerce({**without, "refunds": None})]

    assert {answer.status_code for answer in answers} == {200}
    assert row("727")["Shop refunded"] == 15
    assert owner.tab("Problems") == []


@pytest.mark.parametrize("total", [None, "", [], "-"])
def test_a_refund_of_woocommerces_without_its_sum_takes_back_none(
    woocommerce: Send, owner: Owner, row: Any, total: object
) -> None:
    woocommerce(woocommerce_order(refunds=[{"id": 1, "total": "-15.00"}]))
    part = {"id": 1, "total": total} if total != "-" else {"id": 1}

    answer = woocommerce(woocommerce_order(refunds=[part], date_modified_gmt="2026-11-22T15:00:00"))

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 0})
    assert told(owner) == ["refunds"]
    assert row("727")["Shop refunded"] == 15


PAID_BACK: dict[str, Any] = {"kind": "refund", "status": "success", "amount": "15.00", "currency": "USD"}
FOREIGN = [PAID_BACK | {"amount": "13.00", "currency": "EUR"}]
GOODS: dict[str, Any] = {
    "subtotal": "15.00",
    "total_tax": "1.00",
    "subtotal_set": {"shop_money": {"amount": "15.00", "currency_code": "USD"}},
}
SHIPPING: dict[str, Any] = {"kind": "shipping_refund", "amount": "-5.00", "tax_amount": "-1.00"}


@pytest.mark.parametrize(
    ("what", "field"),
    [
        *[({name: no_list}, name) for name in ("refund_line_items", "transactions") for no_list in NO_LIST],
        *[({"order_adjustments": no_list}, "order_adjustments") for no_list in NO_LIST],
        ({"refund_shipping_lines": {}}, "refund_shipping_lines"),
        *[({"transactions": [PAID_BACK | {"amount": amount}]}, "refund amount") for amount in (None, "")],
        *[({"transactions": [PAID_BACK | {"currency": unit}]}, "refund currency") for unit in NO_CURRENCY[2:]],
        ({"refund_line_items": [GOODS | {"total_tax": "much"}], "transactions": FOREIGN}, "refund tax"),
        ({"order_adjustments": [SHIPPING | {"amount": "much"}], "transactions": FOREIGN}, "refund shipping"),
        ({"refund_line_items": [GOODS | {"subtotal_set": {"shop_money": {"currency_code": 1}}}]}, "refund currency"),
    ],
)
def test_a_refund_of_shopifys_that_is_not_read_whole_is_told_and_not_booked_in_part(
    shopify: Send, owner: Owner, row: Any, what: dict[str, Any], field: str
) -> None:
    shopify(shopify_order())

    alone = shopify(shopify_refund(1, **what), "refunds/create")
    inside = shopify(shopify_order(refunds=[shopify_refund(2, **what)], updated_at=LATER), "orders/updated")

    assert [answer.get_json() for answer in (alone, inside)] == [{"taken": 0}] * 2
    assert told(owner) == [field, field]
    assert row("#1001").get("Shop refunded") is None


@pytest.mark.parametrize("unit", NO_CURRENCY)
def test_an_order_without_its_currency_is_not_taken_for_one_in_the_programs_own(
    shopify: Send, woocommerce: Send, stripe: Send, owner: Owner, unit: object
) -> None:
    """Stripe counts in the smallest unit: 6000 are sixty dollars, and six thousand yen."""
    owner.type_over("Settings", "Currency", "Value", "JPY")
    orders = len(owner.tab("Orders"))

    answers = [
        shopify(shopify_order(currency=unit)),
        woocommerce(woocommerce_order(currency=unit)),
        stripe(stripe_event("checkout.session.completed", stripe_session(currency=unit))),
        stripe(stripe_event("charge.refunded", stripe_charge(currency=unit))),
        stripe(stripe_event("refund.failed", stripe_refund(currency=unit))),
    ]

    assert [(answer.status_code, answer.get_json()) for answer in answers] == [(200, {"taken": 0})] * 5
    assert set(told(owner)) == {"currency"}
    assert len(owner.tab("Orders")) == orders


@pytest.mark.parametrize("payment", [[], {}, {"id": None}, True, False, 0.5])
def test_a_payment_that_is_no_id_is_not_taken_for_another_one(stripe: Send, owner: Owner, payment: object) -> None:
    orders = len(owner.tab("Orders"))

    answers = [
        stripe(stripe_event("checkout.session.completed", stripe_session(payment_intent=payment))),
        stripe(stripe_event("charge.refunded", stripe_charge(payment_intent=payment))),
    ]

    assert [(answer.status_code, answer.get_json()) for answer in answers] == [(200, {"taken": 0})] * 2
    assert told(owner) == ["payment_intent", "payment_intent"]
    assert len(owner.tab("Orders")) == orders
    assert [line for line in owner.tab("Log") if line["What"] == "shop refund"] == []


@pytest.mark.parametrize("event", ["shopify", "woocommerce", "stripe"])
def test_bytes_before_the_body_and_other_encodings_are_read_as_they_are_signed(
    shopify: Send, woocommerce: Send, stripe: Send, event: str
) -> None:
    send = {"shopify": shopify, "woocommerce": woocommerce, "stripe": stripe}[event]
    body: dict[str, Any] = {
        "shopify": shopify_order(),
        "woocommerce": woocommerce_order(),
        "stripe": stripe_event("checkout.session.completed", stripe_session()),
    }[event]

    assert send(b"\xef\xbb\xbf" + senders.raw(body)).get_json() == {"taken": 1}
