"""Ana's card: she has ordered, taken a mug and a tote bag, and opens the card from the chat or from an email."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sandbox.owner import Owner
from service.container import now
from tests.cards.links import ANA, CHAT_LINK, CODE, CONTACT, Looks, path


@pytest.fixture
def ana(owner: Owner) -> Owner:
    """The owner of a shop in which Ana has 377 points, a mug's coupon, and asked for a tote bag."""
    today = now().date()
    owner.type_over("Settings", "Chat link", "Value", CHAT_LINK)
    owner.type_over("Rewards", "tote", "Image", "https://shop.example/tote.png")
    owner.type_over("Rewards", "mug", "Image", "http://shop.example/mug.png")
    owner.type("Members", [ANA, "ana@example.com", "Ana Lima", CONTACT, "", "2026-01-01"])
    owner.type(
        "Ledger",
        ["2026-01-01 09:00:00", ANA, "", "adjustment", 50],
        ["2026-01-02 09:00:00", ANA, "", "claim", 877, "1042", "", "order:1042"],
        ["2026-01-03 09:00:00", ANA, "", "redemption", -350, "mug", "", f"coupon:{CODE}"],
        ["2026-01-03 09:00:00", ANA, "", "redemption", -200, "tote", "", "coupon:TOTE-ASK1"],
    )
    last_day = (today + timedelta(days=20)).isoformat()
    owner.type(
        "Coupons",
        [CODE, "mug", "issued", ANA, "ana@example.com", "2026-01-03 09:00:00", last_day],
        ["TOTE-ASK1", "tote", "asked", ANA, "ana@example.com", "2026-01-03 09:00:00", last_day],
    )
    owner.google.requests.clear()
    return owner


@pytest.fixture
def look(client: FlaskClient, ana: Owner) -> Looks:  # noqa: ARG001 - her sheet is there first
    """Opens a card."""

    def opens(link: str | None = None, *, method: str = "GET", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.open(path() if link is None else link, method=method, headers=named)

    return opens
