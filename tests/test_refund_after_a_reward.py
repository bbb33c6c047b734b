"""Goods that go back after their points have bought a reward, over HTTP: the unused coupon goes with them, once."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox.owner import Owner
from service.container import now

SECRET, SHOP_SECRET = "the-secret-of-this-test", "the-secret-of-the-shop"
ANA = {"id": "7001", "first_name": "Ana"}
SETTING = "Refunded order with a coupon"

Tap = Callable[..., dict[str, Any]]
Shop = Callable[..., None]


@pytest.fixture
def tap(client: FlaskClient) -> Tap:
    def send(action: str, contact: dict[str, str] = ANA, **fields: object) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {SECRET}"}
        return dict(client.post(f"/manychat/{action}", json={"contact": contact, **fields}, headers=headers).get_json())

    return send


@pytest.fixture
def shop(environment: pytest.MonkeyPatch, client: FlaskClient) -> Shop:
    environment.setenv("ORDERS_SECRET", SHOP_SECRET)

    def tell(number: str, **what: object) -> None:
        told = {"order": number, "email": "ana@example.com", **what}
        answer = client.post("/orders", json=told, headers={"Authorization": f"Bearer {SHOP_SECRET}"})
        assert answer.status_code == 200

    return tell


@pytest.fixture
def code(tap: Tap, shop: Shop) -> str:
    """The code of the coupon that Ana has taken with the points of order 3001."""
    shop("3001", amount=200, placed=now().date().isoformat())
    tap("join", email="ana@example.com")
    tap("claim", order_number="3001")
    taken = tap("redeem", reward="tote")
    assert (taken["code"], taken["points"]) == ("redeemed", 50)
    return str(taken["coupon"])


def coupon_row(owner: Owner, code: str) -> dict[str, Any]:
    [row] = [row for row in owner.tab("Coupons") if row["Code"] == code]
    return row


def lines(owner: Owner) -> list[tuple[str, int]]:
    return [(line["Entry"], line["Points"]) for line in owner.tab("Ledger")]


def points(owner: Owner) -> int:
    [ana] = [row for row in owner.tab("Members") if row.get("Email") == "ana@example.com"]
    return int(ana["Points"])


def test_a_new_sheet_begins_with_cancelling(owner: Owner) -> None:
    [row] = [row for row in owner.tab("Settings") if row["Setting"] == SETTING]

    assert row["Value"] == "cancel coupon"


@pytest.mark.parametrize("way", ["the shop", "the owner"])
def test_the_coupon_goes_with_the_goods_whoever_tells_of_it(
    owner: Owner, tap: Tap, shop: Shop, code: str, way: str
) -> None:
    if way == "the shop":
        shop("3001", status="refunded")
    else:
        owner.type_over("Orders", "3001", "Status", "refunded")
        tap("claim", order_number="3001")  # whoever asks for the order reads its row
        tap("join", {"id": "7002"}, email="boris@example.com")  # and the next commit books it
    stands = tap("points")

    assert stands["points"] == 50
    assert code not in tap("coupons")["message"]
    assert (coupon_row(owner, code)["Status"], points(owner)) == ("cancelled", 50)
    assert lines(owner).count(("cancellation", 200)) == lines(owner).count(("refund", -200)) == 1
    [told] = [row for row in owner.tab("Problems") if row.get("Cell") == code]
    assert told["Why"].startswith(f"The coupon {code} of ")
