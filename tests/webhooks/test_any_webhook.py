"""Whatever a signed body holds, at any depth: an answer in JSON, and no fault of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.webhooks import senders

refund = senders.shopify_refund(
    order_adjustments=[{"kind": "shipping_refund", "amount": "-5.00", "tax_amount": "-1.00"}],
    refund_shipping_lines=[{"subtotal_amount_set": {"shop_money": {"amount": "5.00"}}}],
)
line = senders.shopify_line("Mug", "10.00", tax_lines=[{"price": "1"}], discount_allocations=[{"amount": "1.00"}])
EVENTS: dict[str, tuple[dict[str, Any], Callable[[bytes], dict[str, str]]]] = {
    "shopify order": (
        senders.shopify_order(taxes_included=True, line_items=[line], discount_codes=[{"code": "A"}], refunds=[refund]),
        lambda body: senders.shopify_headers(body, "orders/paid"),
    ),
    "shopify refund": (refund, lambda body: senders.shopify_headers(body, "refunds/create")),
    "woocommerce": (
        senders.woocommerce_order(coupon_lines=[{"code": "a"}], refunds=[{"id": 1, "total": "-1.00"}]),
        senders.woocommerce_headers,
    ),
    "stripe session": (
        senders.stripe_event("checkout.session.completed", senders.stripe_session()),
        senders.stripe_headers,
    ),
    "stripe charge": (senders.stripe_event("charge.refunded", senders.stripe_charge()), senders.stripe_headers),
}
TEMPTING = ["", "-1", "1e5", "9" * 400, "x" * 20_000, "\x00", "\u202e", "=1+1", "2026-13-45T99:99:99Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "USD", "true", "#", "1042_" + "0" * 20]  # fmt: skip # noqa: E501
leaves = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.sampled_from(TEMPTING)
values = st.recursive(leaves, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3), max_leaves=5)  # fmt: skip # noqa: E501


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize("event", EVENTS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_anywhere_is_answered(client: FlaskClient, event: str, data: st.DataObject) -> None:
    body, headers = EVENTS[event]
    path = data.draw(st.sampled_from(list(senders.places(body))))
    content = senders.raw(senders.put(body, path, data.draw(values)))

    answer = senders.post(client, event.split(maxsplit=1)[0], content, headers(content))

    assert answer.status_code in (200, 400)
    assert set(answer.get_json()) in ({"taken"}, {"error"})
