"""An order that is told again in another currency, at every door: the owner is told what to do, and nothing is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from manage import manage
from sandbox.owner import Owner
from tests.conftest import SHOP_SECRET
from tests.taps import Tap, tapping
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
WHY = "The tab Orders has this order in USD, and it is told in EUR now"


@pytest.fixture(autouse=True)
def rates(owner: Owner, environment: pytest.MonkeyPatch) -> None:
    owner.type_over("Settings", "Currencies", "Value", "EUR 1.10")
    environment.setenv("ORDERS_SECRET", SHOP_SECRET)


@pytest.fixture
def ana(client: FlaskClient) -> Tap:
    tap = tapping(client.application)
    tap("join", email="ana@example.com")
    return tap


def told_to(owner: Owner) -> list[str]:
    return [str(problem["Cell"]) for problem in owner.tab("Problems") if WHY in problem["Why"]]


def test_the_webhooks_of_each_shop(shopify: Send, woocommerce: Send, stripe: Send, owner: Owner, row: Row) -> None:
    later = {"updated_at": "2026-11-21T10:00:00-05:00"}
    shopify(shopify_order(1001))
    shopify(shopify_order(1001, currency="EUR", total_price="55.00", **later))
    woocommerce(woocommerce_order(727))
    refunds = [{"id": 9, "reason": "", "total": "-10.00"}]
    woocommerce(
        woocommerce_order(727, currency="EUR", total="55.00", refunds=refunds, date_modified_gmt="2026-11-21T15:00:00")
    )
    for unit in ("usd", "eur"):
        stripe(stripe_event("checkout.session.completed", stripe_session("pi_1", currency=unit)))

    assert sorted(told_to(owner)) == sorted(["#1001", "727", str(row_of_stripe(owner)["Order"])])
    for number in ("#1001", "727"):
        assert (row(number)["Amount"], row(number)["Currency"]) == (60, "USD")
        assert (row(number).get("Shop amount"), row(number).get("Shop refunded")) == (None, None)


def row_of_stripe(owner: Owner) -> dict[str, Any]:
    [found] = [row for row in owner.tab("Orders") if "stripe/pi_1" in str(row.get("Source"))]
    return found


def test_what_the_program_of_a_shop_posts(client: FlaskClient, ana: Tap, row: Row) -> None:
    def post(**what: Any) -> dict[str, Any]:
        body = {"order": "3001", "email": "ana@example.com", "amount": 60, "currency": "USD", **what}
        answer = client.post("/orders", json=body, headers={"Authorization": f"Bearer {SHOP_SECRET}"})
        return {"status": answer.status_code, **answer.get_json()["orders"][0]}

    post()
    ana("claim", order_number="3001")
    before = ana("points")["points"]
    refused = post(amount=55, currency="EUR", refunded=10)
    kept = ana("points")["points"]
    cancelled = post(currency="EUR", status="cancelled")

    assert (refused["status"], refused["result"], cancelled["result"]) == (422, "refused", "refused")
    assert WHY in refused["why"]
    assert (kept, ana("points")["points"]) == (before, before - 60)
    assert row("3001")["Shop says"] == "cancelled"


def test_a_file(tmp_path: Path, row: Row) -> None:
    def imports(name: str, line: str) -> tuple[int, str]:
        path = tmp_path / name
        path.write_text(f"Order,Email,Amount,Currency,Date,Status\n{line}\n", encoding="utf-8")
        result = CliRunner().invoke(manage, ["import-orders", str(path)])
        return result.exit_code, result.output

    first, _ = imports("orders.csv", "8801,ana@example.com,60.00,USD,2026-11-02,paid")
    second, said = imports("again.csv", "8801,ana@example.com,55.00,EUR,2026-11-02,paid")

    assert (first, second) == (0, 1)
    assert WHY in said
    assert (tmp_path / "again.rejected.csv").read_text(encoding="utf-8").count("8801") == 1
    assert (row("8801")["Amount"], row("8801").get("Shop amount")) == (60, None)


def test_once_the_owner_has_written_the_right_currency_the_shops_word_counts_again(
    woocommerce: Send, owner: Owner, row: Row
) -> None:
    owner.type("Orders", ["727", "ana@example.com", 60])
    in_euros = {"currency": "EUR", "date_modified_gmt": "2026-11-21T15:00:00"}
    woocommerce(woocommerce_order(727, **in_euros))
    refused = told_to(owner)
    owner.type_over("Orders", "727", "Currency", "EUR")
    refunds = [{"id": 9, "reason": "", "total": "-10.00"}]
    woocommerce(woocommerce_order(727, **(in_euros | {"date_modified_gmt": "2026-11-22T15:00:00"}), refunds=refunds))

    assert refused == ["727"]
    assert row("727")["Shop refunded"] == 10


def test_a_refund_that_comes_alone(shopify: Send, stripe: Send, owner: Owner, row: Row) -> None:
    shopify(shopify_order(1001))
    stripe(stripe_event("checkout.session.completed", stripe_session("pi_1")))
    numbers = ("#1001", str(row_of_stripe(owner)["Order"]))
    for number in numbers:
        owner.type_over("Orders", number, "Currency", "EUR")
    shopify(shopify_refund(1), topic="refunds/create")
    stripe(stripe_event("charge.refunded", stripe_charge("pi_1", refunded=1000)))

    why = "The tab Orders has this order in EUR, and it is told in USD now"
    assert len([problem for problem in owner.tab("Problems") if why in problem["Why"]]) == 2
    assert [row(number).get("Shop refunded") for number in numbers] == [None, None]
