"""Two orders under one number: neither takes the place of the other, whoever has written the number."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from sandbox.owner import Owner
from tests.conftest import SHOP_SECRET
from tests.taps import Shop, Tap, tapping
from tests.webhooks.senders import (
    Body,
    Send,
    shopify_order,
    stripe_charge,
    stripe_event,
    stripe_session,
    woocommerce_order,
)

Row = Callable[[str], dict[str, Any]]
ANOTHER = "The tab Orders has another order under this number."
BORIS = {"customer_details": {"email": "boris@example.com"}}


@pytest.fixture(autouse=True)
def orders_door(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ORDERS_SECRET", SHOP_SECRET)


@pytest.fixture
def tap(app: Flask) -> Tap:
    tap = tapping(app)
    tap("join", email="ana@example.com")
    tap("join", 7002, name="Boris", email="boris@example.com")
    return tap


def paid(payment: str, **what: Any) -> Body:
    return stripe_event("checkout.session.completed", stripe_session(payment, **what))


def in_the_link(payment: str, number: str, **what: Any) -> Body:
    """A payment by a Payment Link, in whose address whoever pays has written the number."""
    return paid(payment, metadata={}, client_reference_id=number, **what)


def refused(owner: Owner) -> list[str]:
    return [str(problem["Cell"]) for problem in owner.tab("Problems") if ANOTHER in problem["Why"]]


@pytest.mark.parametrize("named", [{"metadata": {"order_number": "K7Q4ZD"}}, {"client_reference_id": "K7Q4ZD"}])
def test_two_payments_under_one_number_are_two_orders(stripe: Send, row: Row, tap: Tap, named: dict[str, Any]) -> None:
    first, second = ({"metadata": {}, **named}, {"metadata": {}, **named, **BORIS, "amount_total": 9000})
    for payment, told in (("pi_1", first), ("pi_2", second), ("pi_2", second)):
        stripe(paid(payment, **told))
    stripe(stripe_event("charge.refunded", stripe_charge("pi_2", refunded=1000)))

    ana, boris = (
        tap("claim", order_number="K7Q4ZD"),
        tap("claim", 7002, name="Boris", order_number="pi_2"),
    )
    assert (row("K7Q4ZD")["Amount"], row("pi_2")["Amount"], row("pi_2")["Shop refunded"]) == (60, 90, 10)
    assert (ana["points_earned"], boris["points_earned"]) == (60, 80)


def test_whoever_pays_a_cent_under_somebody_elses_number_changes_nothing(
    shopify: Send, stripe: Send, shop: Shop, owner: Owner, row: Row, tap: Tap
) -> None:
    shopify(shopify_order(1001))
    shop("3001", amount=60, currency="USD")
    for number in ("1001", "3001"):
        stripe(in_the_link(f"pi_{number}", number, amount_total=1, **BORIS))
        stripe(stripe_event("charge.refunded", stripe_charge(f"pi_{number}", refunded=1)))

    assert [tap("claim", order_number=number)["points_earned"] for number in ("1001", "3001")] == [60, 60]
    assert [row(number).get("Shop refunded") for number in ("#1001", "3001")] == [None, None]
    assert refused(owner) == ["1001", "3001"]


def test_whoever_pays_a_cent_under_the_next_number_gets_no_points_of_that_order(
    shopify: Send, stripe: Send, shop: Shop, owner: Owner, tap: Tap
) -> None:
    for number in ("1001", "3001"):
        stripe(in_the_link(f"pi_{number}", number, amount_total=100, **BORIS))
    shopify(shopify_order(1001))
    with pytest.raises(AssertionError):
        shop("3001", amount=60, currency="USD")

    assert [tap("claim", 7002, name="Boris", order_number=number)["points_earned"] for number in ("1001", "3001")] == [
        1,
        1,
    ]
    assert refused(owner) == ["#1001"]


def test_orders_of_two_shops_under_one_number_do_not_mix(
    shopify: Send, woocommerce: Send, owner: Owner, tap: Tap
) -> None:
    shopify(shopify_order(1001))
    woocommerce(woocommerce_order(1001, billing={"email": "boris@example.com"}))
    woocommerce(woocommerce_order(1001, total="10.00"))

    assert tap("claim", order_number="1001")["points_earned"] == 60
    assert refused(owner) == ["1001"]


def test_what_two_shops_tell_of_one_order_is_one(woocommerce: Send, stripe: Send, row: Row, owner: Owner) -> None:
    woocommerce(woocommerce_order(2001))
    stripe(paid("pi_1"))
    stripe(stripe_event("charge.refunded", stripe_charge("pi_1", refunded=1500)))
    woocommerce(
        woocommerce_order(2001, date_modified_gmt="2026-11-21T00:00:00", refunds=[{"id": 1, "total": "-15.00"}])
    )

    assert row("2001")["Shop refunded"] == 15
    assert refused(owner) == []


def test_two_orders_of_one_shop_that_a_plugin_has_given_one_number(woocommerce: Send, row: Row, owner: Owner) -> None:
    woocommerce(woocommerce_order(5001))
    woocommerce(woocommerce_order(6001) | {"number": "5001"})

    assert row("5001")["Amount"] == 60
    assert refused(owner) == ["5001"]
