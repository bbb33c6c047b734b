"""All that three shops send of a day, in any order, twice, at two instances at once, with answers lost on the way."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import functions_framework
import pytest
from flask import Flask
from flask.testing import FlaskClient

from sandbox.google.http.faults import DropAfter, Faults
from sandbox.owner import Owner
from tests.taps import tapping
from tests.webhooks import senders
from tests.webhooks.senders import Body, shopify_order, shopify_refund, stripe_charge, stripe_event, stripe_session

PAID, BACK = "checkout.session.completed", "charge.refunded"
REFUNDS = [shopify_refund(1, amount="15.00"), shopify_refund(2, amount="5.00")]
Event = tuple[str, bytes, dict[str, str]]


def from_shopify(topic: str, body: Body) -> Event:
    content = senders.raw(body)
    return "shopify", content, senders.shopify_headers(content, topic)


def from_woocommerce(hour: int, status: str, *refunds: str) -> Event:
    told = [{"id": number, "total": total} for number, total in enumerate(refunds)]
    changed = f"2026-11-20T{hour:02}:00:00"
    content = senders.raw(senders.woocommerce_order(status=status, date_modified_gmt=changed, refunds=told))
    return "woocommerce", content, senders.woocommerce_headers(content)


def from_stripe(kind: str, told: Body, created: int) -> Event:
    content = senders.raw(stripe_event(kind, told, created))
    return "stripe", content, senders.stripe_headers(content)


def day() -> list[Event]:
    """Shopify's order of 60 of which 20 went back, WooCommerce's of which 12 did, and Stripe's of which 25 did."""
    return [
        from_shopify(
            "orders/create", shopify_order(financial_status="pending", updated_at="2026-11-20T10:00:00-05:00")
        ),
        from_shopify("orders/paid", shopify_order(updated_at="2026-11-20T10:00:01-05:00")),
        from_shopify("refunds/create", REFUNDS[0]),
        from_shopify("refunds/create", REFUNDS[1]),
        from_shopify("orders/updated", shopify_order(refunds=REFUNDS, updated_at="2026-11-22T10:00:00-05:00")),
        from_woocommerce(9, "pending"),
        from_woocommerce(10, "processing"),
        from_woocommerce(11, "cancelled"),
        from_woocommerce(12, "processing", "-5.00"),
        from_woocommerce(13, "completed", "-5.00", "-7.00"),
        from_stripe(PAID, stripe_session(), 1_763_650_000),
        from_stripe(BACK, stripe_charge(refunded=1000), 1_763_660_000),
        from_stripe(BACK, stripe_charge(refunded=2500), 1_763_670_000),
    ]


@pytest.fixture
def instances(app: Flask, environment: pytest.MonkeyPatch) -> Sequence[FlaskClient]:
    for name in ("SHOPIFY", "WOOCOMMERCE", "STRIPE"):
        environment.setenv(f"{name}_WEBHOOK_SECRET", senders.SECRET)
    another = functions_framework.create_app("loyalty", str(Path(__file__).parent.parent.parent / "main.py"))
    assert isinstance(another, Flask)
    return app.test_client(), another.test_client()


@pytest.mark.parametrize("seed", range(5))
def test_the_sheet_ends_the_same(
    seed: int, instances: Sequence[FlaskClient], app: Flask, owner: Owner, sockets_faults: Faults
) -> None:
    chance = Random(seed)
    events = chance.sample(day() * 2, 2 * len(day()))
    tap = tapping(app)
    tap("join", email="ana@example.com")
    if seed % 2:
        sockets_faults.next_write(DropAfter())

    def post(event: Event) -> int:
        return senders.post(chance.choice(instances).application.test_client(), *event).status_code

    with ThreadPoolExecutor(1 if seed == 0 else 6) as threads:
        statuses = list(threads.map(post, events))

    claimed = {number: tap("claim", order_number=number)["points_earned"] for number in ("1001", "727", "2001")}
    assert set(statuses) == {200}
    assert claimed == {"1001": 40, "727": 48, "2001": 35}
    numbers = [str(row["Order"]) for row in owner.tab("Orders")]
    assert [numbers.count(number) for number in ("#1001", "727", "2001")] == [1, 1, 1]
