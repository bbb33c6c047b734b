"""The three doors, open, and each shop before its own."""

from pathlib import Path
from typing import Any

import functions_framework
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sandbox.owner import Owner
from tests.webhooks import senders
from tests.webhooks.senders import OLD_SECRET, SECRET, Send


@pytest.fixture
def doors(environment: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("SHOPIFY", "WOOCOMMERCE", "STRIPE"):
        environment.setenv(f"{name}_WEBHOOK_SECRET", f"{SECRET},{OLD_SECRET}")
    return environment


@pytest.fixture
def shopify(doors: pytest.MonkeyPatch, client: FlaskClient) -> Send:  # noqa: ARG001 - it is open before anybody comes
    return shopify_at(client)


@pytest.fixture
def shopify_elsewhere(doors: pytest.MonkeyPatch, app: Flask) -> Send:  # noqa: ARG001 - both are open
    """The same shop before another instance, which knows nothing of the first one."""
    another = functions_framework.create_app("loyalty", str(Path(__file__).parent.parent.parent / "main.py"))
    return shopify_at(another.test_client())


def shopify_at(client: FlaskClient) -> Send:
    def send(body: object, topic: str = "orders/paid", *, secret: str = SECRET, **headers: str) -> TestResponse:
        content = senders.raw(body)
        signed = senders.shopify_headers(content, topic, secret)
        return senders.post(client, "shopify", content, signed | headers)

    return send


@pytest.fixture
def woocommerce(doors: pytest.MonkeyPatch, client: FlaskClient) -> Send:  # noqa: ARG001 - it is open before anybody comes
    def send(body: object, topic: str = "order.updated", *, secret: str = SECRET, **headers: str) -> TestResponse:
        content = senders.raw(body)
        signed = senders.woocommerce_headers(content, topic, secret)
        return senders.post(client, "woocommerce", content, signed | headers)

    return send


@pytest.fixture
def stripe(doors: pytest.MonkeyPatch, client: FlaskClient) -> Send:  # noqa: ARG001 - it is open before anybody comes
    def send(body: object, *, secret: str = SECRET, at: int | None = None) -> TestResponse:
        content = senders.raw(body)
        return senders.post(client, "stripe", content, senders.stripe_headers(content, secret, at))

    return send


@pytest.fixture
def row(owner: Owner) -> Any:
    """The one row of Orders with this number."""

    def find(number: str) -> dict[str, Any]:
        [found] = [row for row in owner.tab("Orders") if row.get("Order") == number]
        return dict(found)

    return find
