"""Stripe: the events of checkouts and refunds, who signed them, and what its API tells and takes."""

import hashlib
import hmac
from decimal import Decimal
from typing import Any

import pytest
import requests

from sandbox.shops.catalogue import Money
from sandbox.shops.clock import ShopClock
from sandbox.shops.sale import TooMuchRefunded
from sandbox.shops.stripe.shop import TOPICS, Stripe
from sandbox.shops.web import Refused
from tests.sandbox.shops.asking import SECONDS
from tests.sandbox.shops.listener import SECRET, URL, Listener


def ask(shop: Stripe, key: str, method: str, path: str, **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {key}"}
    return requests.request(method, f"{shop.url}/v1{path}", headers=headers, timeout=SECONDS, **more)


def kinds(listener: Listener) -> list[str]:
    return [told.json["type"] for told in listener.told]


def v1_of(secret: str, body: bytes, at: str) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def test_an_event_is_signed_with_the_time_of_its_sending(
    telling_stripe: Stripe, listener: Listener, clock: ShopClock
) -> None:
    telling_stripe.buy(telling_stripe.cart("Tote bag"), email="ana@example.com")
    listener.answers.append(500)

    telling_stripe.outbox.let_pass(hours=1)

    first, again = (told.headers["Stripe-Signature"] for told in listener.told)
    at = str(int(clock.now().timestamp()) - 3600)
    assert first == f"t={at},v1={v1_of(SECRET, listener.told[0].body, at)}"
    later = again.partition(",")[0].removeprefix("t=")
    assert int(later) > int(at)
    assert again == f"t={later},v1={v1_of(SECRET, listener.told[0].body, later)}"
    assert listener.told[0].body == listener.told[1].body


def test_while_a_secret_is_rolled_both_sign(clock: ShopClock, listener: Listener) -> None:
    with Stripe(clock=clock, send=listener) as shop:
        shop.webhooks_to(URL, "whsec_new,whsec_old")
        shop.buy(shop.cart("Tote bag"))
        shop.deliver()

    told = listener.told[0]
    at, *signed = (one.partition("=")[2] for one in told.headers["Stripe-Signature"].split(","))
    assert signed == [v1_of(secret, told.body, at) for secret in ("whsec_new", "whsec_old")]


@pytest.mark.parametrize("answer", [None, 500, 302])
def test_an_event_is_tried_for_three_days(telling_stripe: Stripe, listener: Listener, answer: int | None) -> None:
    telling_stripe.buy(telling_stripe.cart("Tote bag"))
    listener.answers.extend([answer] * 50)

    telling_stripe.outbox.let_pass(days=2.9)
    within = len(listener.told)
    telling_stripe.outbox.let_pass(days=30)

    assert 5 < within < len(listener.told) == 12
    assert telling_stripe.outbox.waiting == []


def test_a_completed_session_tells_what_was_paid_and_by_whom(telling_stripe: Stripe, listener: Listener) -> None:
    telling_stripe.buy(
        telling_stripe.cart({"Tote bag": 2}),
        email="ana@example.com",
        reference="K7Q4ZD",
        metadata={"order_number": "1042"},
        discount=Decimal("12.00"),
    )
    telling_stripe.deliver()

    event = listener.told[0].json
    session = event["data"]["object"]
    assert (event["type"], event["livemode"], event["id"][:4]) == ("checkout.session.completed", True, "evt_")
    assert (session["amount_subtotal"], session["amount_total"], session["currency"]) == (2400, 1700, "usd")
    assert session["total_details"] == {"amount_discount": 1200, "amount_shipping": 500, "amount_tax": 0}
    assert (session["payment_status"], session["mode"]) == ("paid", "payment")
    assert (session["customer_details"]["email"], session["customer_email"]) == ("ana@example.com", None)
    assert (session["client_reference_id"], session["metadata"]) == ("K7Q4ZD", {"order_number": "1042"})
    assert session["payment_intent"].startswith("pi_")


def test_a_slow_way_to_pay_is_told_twice(telling_stripe: Stripe, listener: Listener) -> None:
    payment = telling_stripe.buy(telling_stripe.cart("Tote bag"), paid=False)
    with pytest.raises(TooMuchRefunded):
        telling_stripe.refund(payment)
    telling_stripe.settle(payment)
    failing = telling_stripe.buy(telling_stripe.cart("Tote bag"), paid=False)
    telling_stripe.fail_payment(failing)
    telling_stripe.deliver()

    said = [(told.json["type"], told.json["data"]["object"]["payment_status"]) for told in listener.told]
    assert said == [
        ("checkout.session.completed", "unpaid"),
        ("checkout.session.async_payment_succeeded", "paid"),
        ("checkout.session.completed", "unpaid"),
    ]


def test_what_costs_nothing_needs_no_payment(telling_stripe: Stripe, listener: Listener) -> None:
    payment = telling_stripe.buy(telling_stripe.cart("Tote bag"), discount=Decimal("17.00"))
    telling_stripe.deliver()

    session = listener.told[0].json["data"]["object"]
    assert (session["payment_status"], session["amount_total"], session["payment_intent"]) == (
        "no_payment_required",
        0,
        None,
    )
    assert payment.charge == ""


def test_a_refund_that_fails_later_is_told_by_itself_and_is_in_no_sum_any_more(
    telling_stripe: Stripe, listener: Listener
) -> None:
    payment = telling_stripe.buy(telling_stripe.cart("Tote bag"))
    first = telling_stripe.refund(payment, Decimal("10.00"))
    telling_stripe.deliver()
    listener.told.clear()
    telling_stripe.fail_refund(payment, first)
    telling_stripe.refund(payment, Decimal("4.50"))
    telling_stripe.deliver()

    assert kinds(listener) == ["refund.updated", "refund.failed", "charge.refunded"]
    refund, _, charge = (told.json["data"]["object"] for told in listener.told)
    assert (refund["status"], refund["amount"], refund["charge"]) == ("failed", 1000, payment.charge)
    assert charge["amount_refunded"] == 450


def test_refunds_are_told_as_a_sum_that_grows(telling_stripe: Stripe, listener: Listener) -> None:
    payment = telling_stripe.buy(telling_stripe.cart({"Tote bag": 2}), email="ana@example.com")
    telling_stripe.refund(payment, Decimal("10.00"))
    telling_stripe.refund(payment, Decimal("4.50"))
    telling_stripe.refund(payment)
    telling_stripe.deliver()

    events = [told.json["data"] for told in listener.told[1:]]
    sums = [(one["object"]["amount_refunded"], one["previous_attributes"]["amount_refunded"]) for one in events]
    assert sums == [(1000, 0), (1450, 1000), (2900, 1450)]
    assert [one["object"]["refunded"] for one in events] == [False, False, True]
    assert events[2]["previous_attributes"]["refunded"] is False
    assert {one["object"]["payment_intent"] for one in events} == {payment.intent}
    assert events[0]["object"]["billing_details"]["email"] == "ana@example.com"
    with pytest.raises(TooMuchRefunded):
        telling_stripe.refund(payment, Decimal("0.01"))


@pytest.mark.parametrize(("currency", "total"), [("USD", 1700), ("JPY", 17), ("KWD", 17000)])
def test_minor_units_are_those_of_the_currency(clock: ShopClock, listener: Listener, currency: str, total: int) -> None:
    with Stripe(Money(currency), clock=clock, send=listener, livemode=False) as shop:
        shop.webhooks_to(URL, SECRET, [*TOPICS, "charge.dispute.created"])
        payment = shop.buy(shop.cart("Tote bag"))
        shop.dispute(payment)
        shop.close_dispute(payment)
        shop.deliver()

    session, dispute, closed = (told.json for told in listener.told)
    assert session["data"]["object"]["amount_total"] == total
    assert (session["livemode"], session["data"]["object"]["id"][:8]) == (False, "cs_test_")
    assert (dispute["type"], dispute["data"]["object"]["charge"]) == ("charge.dispute.created", payment.charge)
    lost = closed["data"]["object"]
    assert (closed["type"], lost["status"], lost["amount"]) == ("charge.dispute.closed", "lost", total)


def test_a_webhook_is_made_by_a_form_and_shows_its_secret_once(clock: ShopClock, listener: Listener) -> None:
    with Stripe(clock=clock, send=listener) as shop:
        key = shop.key()
        wanted = {"url": URL, "enabled_events[0]": "charge.refunded", "enabled_events[1]": "refund.created"}
        made = ask(shop, key, "POST", "/webhook_endpoints", data=wanted).json()
        listed = ask(shop, key, "GET", "/webhook_endpoints").json()
        as_json = ask(shop, key, "POST", "/webhook_endpoints", json={"url": URL})
        unknown = ask(shop, key, "POST", "/webhook_endpoints", data={**wanted, "topics": "x"})
        plain = ask(shop, key, "POST", "/webhook_endpoints", data={**wanted, "url": "http://regulars.example"})
        shop.refund(shop.buy(shop.cart("Tote bag")))
        shop.deliver()
        gone = ask(shop, key, "DELETE", f"/webhook_endpoints/{made['id']}").json()
        left = ask(shop, key, "GET", "/webhook_endpoints").json()["data"]

    assert made["enabled_events"] == ["charge.refunded", "refund.created"]
    assert kinds(listener) == ["refund.created", "charge.refunded"]
    told = listener.told[0]
    at = told.headers["Stripe-Signature"].partition(",")[0].removeprefix("t=")
    assert told.headers["Stripe-Signature"].endswith(v1_of(made["secret"], told.body, at))
    assert [("secret" in one, one["id"]) for one in listed["data"]] == [(False, made["id"])]
    assert [one.status_code for one in (as_json, unknown, plain)] == [400, 400, 400]
    assert unknown.json()["error"]["code"] == "parameter_unknown"
    assert (gone["deleted"], left) == (True, [])


def test_sessions_charges_and_refunds_are_listed_from_a_moment_on(telling_stripe: Stripe, clock: ShopClock) -> None:
    key, payments = telling_stripe.key(), []
    for _ in range(5):
        payments.append(telling_stripe.buy(telling_stripe.cart({"Tote bag": 2}), email="ana@example.com"))
        clock.pass_by(days=1)
    telling_stripe.refund(payments[4], Decimal("5.00"))
    since = int(payments[2].created.timestamp())

    page = ask(telling_stripe, key, "GET", "/checkout/sessions", params={"created[gte]": since, "limit": 2}).json()
    more = {"created[gte]": since, "limit": 2, "starting_after": page["data"][-1]["id"]}
    last = ask(telling_stripe, key, "GET", "/checkout/sessions", params=more).json()
    charges = ask(telling_stripe, key, "GET", "/charges", params={"payment_intent": payments[4].intent}).json()
    refunds = ask(telling_stripe, key, "GET", "/refunds", params={"charge": payments[4].charge}).json()
    session = ask(telling_stripe, key, "GET", f"/checkout/sessions/{payments[0].session}").json()
    lines = ask(telling_stripe, key, "GET", f"/checkout/sessions/{payments[0].session}/line_items").json()
    events = ask(telling_stripe, key, "GET", "/events", params={"type": "charge.refunded"}).json()

    assert [one["id"] for one in page["data"]] == [payments[4].session, payments[3].session]
    assert (page["has_more"], last["has_more"]) == (True, False)
    assert [one["id"] for one in last["data"]] == [payments[2].session]
    assert [one["amount_refunded"] for one in charges["data"]] == [500]
    assert [one["amount"] for one in refunds["data"]] == [500]
    assert session["id"] == payments[0].session
    assert [(one["description"], one["quantity"], one["amount_total"]) for one in lines["data"]] == [
        ("Tote bag", 2, 2400)
    ]
    assert len(events["data"]) == 1


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/charges?limit=101", 400, "less than or equal to 100"),
        ("/charges?since=5", 400, "unknown parameter: since"),
        ("/charges?created[gte]=monday", 400, "Invalid integer"),
        ("/charges?starting_after=ch_none", 400, "No such object"),
        ("/charges/ch_none", 404, "No such object"),
        ("/checkout/sessions/cs_none/line_items", 404, "No such object"),
        ("/customers", 404, "Unrecognized request URL"),
    ],
)
def test_what_it_does_not_take_is_told(telling_stripe: Stripe, path: str, status: int, said: str) -> None:
    answer = ask(telling_stripe, telling_stripe.key(), "GET", path)

    assert answer.status_code == status
    assert said in answer.json()["error"]["message"]


def test_a_restricted_key_may_do_what_it_was_given(telling_stripe: Stripe) -> None:
    reader = telling_stripe.key("charges:read")

    statuses = [
        ask(telling_stripe, reader, "GET", "/charges").status_code,
        ask(telling_stripe, reader, "GET", "/refunds").status_code,
        ask(telling_stripe, reader, "POST", "/webhook_endpoints", data={"url": URL}).status_code,
        ask(telling_stripe, "rk_live_unknown", "GET", "/charges").status_code,
        requests.get(f"{telling_stripe.url}/v1/charges", timeout=SECONDS).status_code,
        requests.get(f"{telling_stripe.url}/v1/charges", auth=(reader, ""), timeout=SECONDS).status_code,
    ]

    assert statuses == [200, 403, 403, 401, 401, 200]
    telling_stripe.fails(Refused(429))
    assert ask(telling_stripe, reader, "GET", "/charges").json()["error"]["message"] == "Request rate limit exceeded."
