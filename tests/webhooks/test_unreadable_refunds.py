"""Refunds of any size and shape: what went back is read or told to the owner, and never taken for nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.owner import Owner
from tests.webhooks import senders
from tests.webhooks.senders import Send, shopify_order, shopify_refund, woocommerce_order

Row = Callable[[str], dict[str, Any]]
HUGE = b"1e300"


def told(owner: Owner) -> list[tuple[str, str]]:
    return [(str(problem["Cell"]), problem["Why"].split(": ")[1]) for problem in owner.tab("Problems")]


@pytest.mark.parametrize("amount", ["fifteen", "15,00", "-15.00", "9999999999.00", True, ["15.00"]])
def test_money_of_shopify_that_cannot_be_read_is_told(shopify: Send, owner: Owner, row: Row, amount: object) -> None:
    shopify(shopify_order())
    paid = {"kind": "refund", "status": "success", "amount": amount, "currency": "USD"}
    goods = [{"id": 1, "line_item_id": 1, "quantity": 1, "subtotal": amount, "total_tax": "0.00"}]

    alone = shopify(shopify_refund(1, transactions=[paid]), "refunds/create")
    inside = shopify(shopify_order(refunds=[shopify_refund(2, refund_line_items=goods, transactions=[])]))

    assert [answer.get_json() for answer in (alone, inside)] == [{"taken": 0}] * 2
    assert told(owner) == [(str(senders.SHOP_ID + 1001), "refund amount"), ("#1001", "refund subtotal")]
    assert row("#1001").get("Shop refunded") is None


@pytest.mark.parametrize("total", [HUGE, b"-1e399", b'"-99999999999999.99"'])
def test_money_of_woocommerce_beyond_all_bounds_is_told(
    woocommerce: Send, owner: Owner, row: Row, total: bytes
) -> None:
    woocommerce(woocommerce_order())
    body = senders.raw(woocommerce_order(refunds=[{"id": 1, "total": "how much"}]))

    answer = woocommerce(body.replace(b'"how much"', total))

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 0})
    assert told(owner) == [("727", "refunds")]
    assert row("727").get("Shop refunded") is None


def test_an_order_of_more_than_a_thousand_refunds_is_taken_in_time(shopify: Send, row: Row) -> None:
    refunds = [shopify_refund(number, amount="0.01") for number in range(1010)]

    answer = shopify(shopify_order(refunds=refunds))

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 1})
    assert row("#1001")["Shop refunded"] == 10.1
