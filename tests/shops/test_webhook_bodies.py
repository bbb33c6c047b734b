"""Webhooks as they are read, without a door: whatever stands in a field, and what a lone header says."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from shops.web.heard import Heard, NothingForUs, NotSigned, Unreadable, Webhook
from shops.web.shopify import read_shopify
from shops.web.stripe import read_stripe
from shops.web.woocommerce import read_woocommerce
from tests.webhooks import senders
from tests.webhooks.senders import SECRET, Body

TEXTS = ("", "x" * 20_000, "1,234", "-1.00")
WRONG: tuple[object, ...] = (None, True, -5, 0.5, 10**30, *TEXTS, [], {}, [[1]], {"a": {"b": 1}}, [{}])
SENTENCE = re.compile(r"[a-z_ ]+: (This|The|A) [a-zA-Z ,.]+\.")
Read = Callable[[Body], Webhook]


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def from_shopify(topic: str) -> Read:
    def read(body: Body) -> Webhook:
        content = senders.raw(body)
        return read_shopify(lower(senders.shopify_headers(content, topic)), content, secrets=[SECRET])

    return read


def from_woocommerce(body: Body) -> Webhook:
    content = senders.raw(body)
    return read_woocommerce(lower(senders.woocommerce_headers(content)), content, secrets=[SECRET])


def from_stripe(kind: str) -> Read:
    def read(body: Body) -> Webhook:
        content = senders.raw(senders.stripe_event(kind, body))
        now = datetime.now(UTC)
        return read_stripe(lower(senders.stripe_headers(content)), content, secrets=[SECRET], now=now)

    return read


line = senders.shopify_line("Mug", "10.00", tax_lines=[{"price": "1"}], discount_allocations=[{"amount": "1.00"}])
refund = senders.shopify_refund(
    order_adjustments=[{"kind": "shipping_refund", "amount": "-5.00", "tax_amount": "-1.00"}],
)
EVENTS: dict[str, tuple[Body, Read]] = {
    "an order of Shopify's": (
        senders.shopify_order(taxes_included=True, line_items=[line], discount_codes=[{"code": "A"}], refunds=[refund]),
        from_shopify("orders/paid"),
    ),
    "a refund of Shopify's": (refund, from_shopify("refunds/create")),
    "an order of WooCommerce's": (
        senders.woocommerce_order(coupon_lines=[{"code": "a"}], refunds=[{"id": 1, "total": "-1.00"}]),
        from_woocommerce,
    ),
    "a session of Stripe's": (senders.stripe_session(), from_stripe("checkout.session.completed")),
    "a charge of Stripe's": (senders.stripe_charge(), from_stripe("charge.refunded")),
    "a refund of Stripe's that has failed": (senders.stripe_refund(), from_stripe("refund.failed")),
}


@pytest.mark.parametrize("event", EVENTS)
def test_whatever_stands_anywhere_is_read_refused_by_name_or_nothing_for_us(event: str) -> None:
    body, read = EVENTS[event]

    for path in senders.places(body):
        for wrong in WRONG:
            heard = read(senders.put(body, path, wrong))
            assert isinstance(heard, Heard | Unreadable | NothingForUs), (path, wrong)
            if isinstance(heard, Unreadable):
                assert SENTENCE.fullmatch(heard.why), heard.why
            if isinstance(heard, Heard):
                [order] = heard.orders
                assert order.amount is None or 0 <= (order.goods or 0) <= order.amount


@pytest.mark.parametrize("event", EVENTS)
def test_whatever_is_missing_is_no_fault_of_ours(event: str) -> None:
    body, read = EVENTS[event]

    for name in body:
        heard = read({key: value for key, value in body.items() if key != name})
        assert not isinstance(heard, NotSigned), name


def test_a_long_order_is_taken_without_its_lines() -> None:
    lines = [senders.shopify_line(f"{number} {'x' * 300}", "1.00") for number in range(200)]

    heard = from_shopify("orders/paid")(senders.shopify_order(line_items=lines))

    assert isinstance(heard, Heard)
    assert heard.orders[0].lines == ()
    assert heard.orders[0].goods == 50
