"""Stripe's webhooks over HTTP: a payment by its own id, what of it went back in all, and only what is signed now."""

from collections.abc import Callable
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sandbox.google.http.server import Server
from sandbox.owner import Owner
from service.container import now
from tests.taps import Tap, tapping
from tests.webhooks import senders
from tests.webhooks.senders import OLD_SECRET, SECRET, Send, stripe_charge, stripe_event, stripe_refund, stripe_session

PAID, LATER, REFUNDED = "checkout.session.completed", "checkout.session.async_payment_succeeded", "charge.refunded"
Row = Callable[[str], dict[str, Any]]


def test_a_payment_is_an_order_under_the_shops_own_number(stripe: Send, row: Row) -> None:
    answer = stripe(stripe_event(PAID, stripe_session()))

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 1})
    added = row("2001")
    assert (added["Email"], added["Amount"], added["Goods"]) == ("ana@example.com", 60, 50)
    assert added["Source"] == "shop 60 2025-11-20T15:00:00Z stripe/pi_3Oabc"


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ({"metadata": {}, "client_reference_id": "K7Q4ZD"}, "K7Q4ZD"),
        ({"metadata": None}, "pi_3Oabc"),
        ({"metadata": {}, "payment_intent": None}, "cs_live_pi_3Oabc"),
        ({"metadata": {}, "payment_intent": {"id": "pi_3Oxyz"}}, "pi_3Oxyz"),
    ],
)
def test_without_a_number_the_payments_id_is_the_number(
    stripe: Send, row: Row, what: dict[str, Any], number: str
) -> None:
    assert stripe(stripe_event(PAID, stripe_session(**what))).get_json() == {"taken": 1}
    assert row(number)["Amount"] == 60


def test_what_went_back_is_told_in_all_and_in_any_order(stripe: Send, row: Row, owner: Owner) -> None:
    events = [
        stripe_event(REFUNDED, stripe_charge(refunded=1500), 1_763_660_000),
        stripe_event(PAID, stripe_session(), 1_763_650_000),
        stripe_event(REFUNDED, stripe_charge(refunded=2500), 1_763_670_000),
        stripe_event(REFUNDED, stripe_charge(refunded=1500), 1_763_660_000),
    ]

    answers = [stripe(event) for event in events]

    assert [(answer.status_code, answer.get_json()) for answer in answers] == [(200, {"taken": 1})] * 4
    assert row("2001")["Shop refunded"] == 25
    assert [row["Order"] for row in owner.tab("Orders") if str(row["Order"]).startswith("pi_")] == []


FIRST, FAILED, SECOND = 1_763_660_000, 1_763_670_000, 1_763_680_000


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_refund_that_fails_later_has_not_gone_back_whatever_comes_first(
    stripe: Send, row: Row, order: tuple[int, ...]
) -> None:
    """Fifteen went back and came home again; then five went back, in which the fifteen are no more."""
    events = [
        stripe_event(PAID, stripe_session(), 1_763_650_000),
        stripe_event(REFUNDED, stripe_charge(refunded=1500), FIRST),
        stripe_event("refund.failed", stripe_refund(), FAILED),
        stripe_event(REFUNDED, stripe_charge(refunded=500), SECOND),
    ]

    statuses = {stripe(events[place]).status_code for place in order}

    assert statuses == {200}
    assert row("2001")["Shop refunded"] == 5


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app)


@pytest.mark.parametrize("topic", ["refund.failed", "refund.updated", "charge.refund.updated"])
@pytest.mark.parametrize("what", [{}, {"status": "canceled"}, {"charge": stripe_charge(refunded=0)}])
def test_its_points_come_back_once_however_often_it_is_told(
    stripe: Send, tap: Tap, topic: str, what: dict[str, Any]
) -> None:
    tap("join", email="ana@example.com")
    before = tap("points")["points"]
    stripe(stripe_event(PAID, stripe_session(), 1_763_650_000))
    tap("claim", order_number="2001")
    stripe(stripe_event(REFUNDED, stripe_charge(refunded=1500), FIRST))
    less = tap("points")["points"] - before
    for at in (FAILED, FAILED, FAILED + 60):
        stripe(stripe_event(topic, stripe_refund(**what), at))

    assert (less, tap("points")["points"] - before) == (45, 60)


@pytest.mark.parametrize("charge", ["ch_pi_3Oabc", {"id": "ch_pi_3Oabc", "amount_refunded": 1500}])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_dispute_that_is_lost_takes_its_points_besides_what_the_shop_gave_back(
    stripe: Send, row: Row, order: tuple[int, ...], charge: object
) -> None:
    dispute = {"id": "dp_1", "object": "dispute", "status": "lost", "charge": charge, "payment_intent": "pi_3Oabc"}
    events = [
        stripe_event(PAID, stripe_session(), 1_763_650_000),
        stripe_event(REFUNDED, stripe_charge(refunded=1500), FIRST),
        stripe_event("charge.dispute.closed", {**dispute, "amount": 4500, "currency": "usd"}, SECOND),
    ]
    taken = [stripe(events[place]).get_json() for place in (*order, *order)]

    assert taken == [{"taken": 1}] * 6
    assert row("2001")["Shop refunded"] == 60


@pytest.mark.parametrize("lost", [True, False])
def test_whoever_has_their_bank_take_the_money_back_keeps_no_points(stripe: Send, tap: Tap, lost: bool) -> None:
    tap("join", email="ana@example.com")
    before = tap("points")["points"]
    stripe(stripe_event(PAID, stripe_session(payment_intent="pi_4"), 1_763_650_000))
    tap("claim", order_number="2001")
    dispute = {"id": "dp_1", "charge": "ch_4", "payment_intent": "pi_4", "amount": 6000, "currency": "usd"}
    stripe(stripe_event("charge.dispute.created", {**dispute, "status": "needs_response"}, FIRST))
    open_ = tap("points")["points"] - before
    stripe(stripe_event("charge.dispute.closed", {**dispute, "status": "lost" if lost else "won"}, SECOND))

    assert (open_, tap("points")["points"] - before) == (60, 0 if lost else 60)


@pytest.mark.parametrize("status", ["succeeded", "pending", "requires_action", None])
def test_a_refund_that_has_not_failed_is_told_by_its_charge(stripe: Send, server: Server, status: str | None) -> None:
    answer = stripe(stripe_event("refund.updated", stripe_refund(status=status)))

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 0})
    assert server.google.requests == []


@pytest.mark.parametrize(
    ("currency", "minor", "amount"),
    [("usd", 6050, "60.5"), ("jpy", 6050, "6050"), ("kwd", 6050, "6.05"), ("clp", 1, "1"), ("eur", 0, "0")],
)
def test_amounts_are_in_the_smallest_unit_of_their_currency(
    stripe: Send, row: Row, owner: Owner, currency: str, minor: int, amount: str
) -> None:
    owner.type_over("Settings", "Currency", "Value", currency.upper())
    session = stripe_session(currency=currency, amount_total=minor, total_details={})

    assert stripe(stripe_event(PAID, session)).get_json() == {"taken": 1}
    assert Decimal(str(row("2001")["Amount"])) == Decimal(amount)


@pytest.mark.parametrize(
    ("kind", "what", "event"),
    [
        (PAID, {"payment_status": "unpaid"}, {}),
        (PAID, {"payment_status": None}, {}),
        (PAID, {"mode": "setup"}, {}),
        (PAID, {}, {"livemode": False}),
        (PAID, {}, {"livemode": None}),
        ("checkout.session.expired", {}, {}),
        ("charge.dispute.created", {}, {}),
        ("charge.dispute.closed", {"status": "won"}, {}),
        ("charge.dispute.closed", {"status": "warning_closed"}, {}),
        ("invoice.paid", {}, {}),
    ],
)
def test_what_is_not_paid_a_test_or_not_needed_is_answered_well_and_google_is_not_asked(
    stripe: Send, server: Server, kind: str, what: dict[str, Any], event: dict[str, Any]
) -> None:
    answer = stripe(stripe_event(kind, stripe_session(**what), **event))

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 0})
    assert server.google.requests == []


@pytest.mark.parametrize(
    ("kind", "what"), [(PAID, {"payment_status": "no_payment_required"}), (LATER, {"payment_status": "paid"})]
)
def test_what_is_paid_otherwise_counts_too(stripe: Send, kind: str, what: dict[str, Any]) -> None:
    assert stripe(stripe_event(kind, stripe_session(**what))).get_json() == {"taken": 1}


@pytest.mark.parametrize(("late", "status"), [(-290, 200), (290, 200), (-310, 401), (310, 401), (-(10**9), 401)])
def test_a_signature_is_good_for_five_minutes_before_and_after(stripe: Send, late: int, status: int) -> None:
    at = int(now().timestamp()) + late

    assert stripe(stripe_event(PAID, stripe_session()), at=at).status_code == status


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize(
    ("write", "status"),
    [
        (lambda second, right: f"t={second},v1={right}", 200),
        (lambda second, right: f"t={second}, v1={'0' * 64}, v1={right}", 200),
        (lambda second, right: f"v1={right},t={second}", 200),
        (lambda second, right: f"t={second},v0={right}", 401),
        (lambda second, right: f"t={second},t={second},v1={right}", 401),
        (lambda _, right: f"v1={right}", 401),
        (lambda _, right: f"t=now,v1={right}", 401),
        (lambda second, right: f"t={second + 1},v1={right}", 401),
        (lambda second, _: f"t={second}", 401),
        (lambda _, __: "", 401),
        (lambda second, right: f"t={second}" + f",v1={'0' * 64}" * 20 + f",v1={right}", 401),
    ],
)
def test_one_of_several_signatures_has_to_be_right(
    client: FlaskClient, write: Callable[[int, str], str], status: int
) -> None:
    body, second = senders.raw(stripe_event(PAID, stripe_session())), int(now().timestamp())
    right = senders.stripe_headers(body, at=second)["Stripe-Signature"].split("v1=")[1][:64]

    answer = client.post("/shops/stripe", data=body, headers={"Stripe-Signature": write(second, right)})

    assert answer.status_code == status


def test_both_secrets_sign_and_others_do_not(stripe: Send) -> None:
    secrets = (SECRET, OLD_SECRET, "whsec_of_somebody_else")

    statuses = [stripe(stripe_event(PAID, stripe_session()), secret=secret).status_code for secret in secrets]

    assert statuses == [200, 200, 401]


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b'{"type": []}', b'{"type": "a", "type": "b"}'])
def test_a_signed_body_that_is_no_event_is_refused_in_a_sentence(stripe: Send, body: bytes) -> None:
    answer = stripe(body)

    assert (answer.status_code, list(answer.get_json())) == (400, ["error"])


def test_the_log_tells_nothing_of_anybody(stripe: Send, capfd: pytest.CaptureFixture[str]) -> None:
    stripe(stripe_event(PAID, stripe_session()))
    stripe(stripe_event(PAID, stripe_session("pi_secretive", amount_total="x")))

    logged = "".join(capfd.readouterr())
    assert "shops/stripe checkout.session.completed added 1" in logged
    assert "(…tive) cannot be read: amount_total: This is not a number." in logged
    for secret in (SECRET, OLD_SECRET, "ana@example.com", "pi_secretive", "cs_live"):
        assert secret not in logged
