"""One refund that a shop's webhook and another program both tell, at ``POST /orders`` or by a file: it counts once."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webhooks.senders import (
    Send,
    shopify_order,
    shopify_refund,
    stripe_charge,
    stripe_event,
    stripe_session,
    woocommerce_order,
)

Row = Callable[[str], dict[str, Any]]
Post = Callable[..., str]
SECRET = "the-secret-of-the-shops-orders"
FIRST, SECOND = ("870001", "15.00"), ("870002", "5.00")


@pytest.fixture
def post(doors: pytest.MonkeyPatch, client: FlaskClient) -> Post:
    """What becomes of one refund that another program tells of an order."""
    doors.setenv("ORDERS_SECRET", SECRET)

    def send(number: str, refund: str, amount: str) -> str:
        body = {"order": number, "refund_id": refund, "refund_amount": amount}
        answer = client.post("/orders", json=body, headers={"Authorization": f"Bearer {SECRET}"})
        [result] = answer.get_json()["orders"]
        return str(result["result"])

    return send


@pytest.mark.parametrize("turns", list(permutations(range(4)))[::5])
def test_a_refund_of_shopify_that_is_posted_too_counts_once_whichever_comes_first(
    shopify: Send, post: Post, row: Row, turns: Sequence[int]
) -> None:
    shopify(shopify_order())
    tells: list[Callable[[], object]] = [
        lambda: shopify(shopify_refund(int(FIRST[0]), amount=FIRST[1]), "refunds/create").get_json(),
        lambda: shopify(shopify_refund(int(SECOND[0]), amount=SECOND[1]), "refunds/create").get_json(),
        lambda: post("1001", *FIRST),
        lambda: post("1001", *SECOND),
    ]

    answers = [tells[turn]() for turn in (*turns, *turns)]

    assert "refused" not in answers
    assert row("#1001")["Shop refunded"] == 20


def test_a_posted_refund_that_the_webhook_has_not_told_is_added_to_those_it_has(
    shopify: Send, post: Post, row: Row
) -> None:
    shopify(shopify_order())
    shopify(shopify_refund(int(FIRST[0]), amount=FIRST[1]), "refunds/create")

    assert post("1001", *SECOND) == "updated"
    assert row("#1001")["Shop refunded"] == 20


def test_a_refund_that_stands_in_woocommerces_order_is_known_when_it_is_posted(
    woocommerce: Send, post: Post, row: Row
) -> None:
    refunds = [{"id": int(id_), "total": f"-{amount}"} for id_, amount in (FIRST, SECOND)]
    woocommerce(woocommerce_order(refunds=refunds))

    answers = [post("727", *refund) for refund in (FIRST, SECOND)]
    woocommerce(woocommerce_order(refunds=refunds, date_modified_gmt="2026-11-21T15:00:00"))

    assert answers == ["unchanged", "unchanged"]
    assert row("727")["Shop refunded"] == 20


def test_what_stripe_says_of_a_payment_holds_the_refunds_that_are_posted_one_by_one(
    stripe: Send, post: Post, row: Row
) -> None:
    stripe(stripe_event("checkout.session.completed", stripe_session()))
    post("2001", "re_1", "10.00")
    post("2001", "re_2", "5.00")

    stripe(stripe_event("charge.refunded", stripe_charge(refunded=1500), 1_763_660_000))
    again = post("2001", "re_2", "5.00")

    assert again == "unchanged"
    assert row("2001")["Shop refunded"] == 15
