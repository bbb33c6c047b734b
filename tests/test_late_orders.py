"""An order that comes late, over HTTP: noted in three languages, booked with the order, told once by email."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from service.container import now
from service.order_links import signed_number
from tests.conftest import FUNCTION
from tests.taps import Night, Shop, Tap, tapping

KEY = "the-key-of-the-order-links"


@pytest.fixture
def tap(environment: pytest.MonkeyPatch, app: Flask, owner: Owner) -> Tap:
    environment.setenv("ORDER_LINK_KEY", KEY)
    owner.type_over("Settings", "Claim waits days", "Value", 14)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    owner.type_over("Settings", "Letter hours", "Value", "0–24")
    return tapping(app, "Ana")


@pytest.fixture
def emails(client: FlaskClient, mailbox: MailBox, credentials: object, server: Server) -> Callable[[], list[str]]:
    """Lets the emails go out; the subjects of all so far."""
    account = Scheduler(FUNCTION, credentials).account  # type: ignore[arg-type]

    def run() -> list[str]:
        token = server.access.id_token(FUNCTION, now().timestamp(), email=account)
        answer = client.post("/tasks/remind", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        return [str(letter.message["Subject"]) for letter in mailbox.letters]

    return run


@pytest.mark.parametrize(
    ("language", "word"), [("English", "We have noted order"), ("Russian", "Мы записали"), ("Arabic", "سجّلنا الطلب")]
)
def test_an_unknown_order_and_somebody_elses_are_noted_with_the_same_words(
    tap: Tap, shop: Shop, language: str, word: str
) -> None:
    tap("join", email="ana@example.com", language=language)
    shop("7002", amount=60, email="boris@example.com")

    unknown, foreign = (tap("claim", order_number=number, language=language) for number in ("7001", "7002"))

    assert (unknown["status"], unknown["code"], unknown["points"]) == ("no", "noted", 50)
    assert word in unknown["message"]
    assert "a…@example.com" in unknown["message"]
    assert foreign == {**unknown, "message": unknown["message"].replace("7001", "7002")}


def test_the_points_come_with_the_order_and_one_email(
    tap: Tap, shop: Shop, owner: Owner, emails: Callable[[], list[str]]
) -> None:
    tap("join", email="ana@example.com")
    for _ in range(2):
        assert tap("claim", order_number="7001")["code"] == "noted"

    shop("7001", amount=60)

    assert tap("points")["points"] == 110
    assert tap("claim", order_number="7001")["code"] == "already_claimed"
    assert emails() == ["Finch Club: the points of your order 7001 are here"]
    assert len(emails()) == 1
    assert [row["State"] for row in owner.tab("Waiting")] == ["booked"]


def test_a_signed_number_is_booked_under_any_address(tap: Tap, shop: Shop) -> None:
    tap("join", email="ana@example.com")
    assert tap("claim", order_number=signed_number("7001", KEY))["code"] == "noted"

    shop("7001", amount=60, email="somebody@example.org")

    assert tap("points")["points"] == 110


def test_wrong_numbers_that_are_noted_still_end_the_guessing(tap: Tap) -> None:
    tap("join", email="ana@example.com")

    codes = [tap("claim", order_number=f"99{number:02}")["code"] for number in range(11)]

    assert codes == ["noted"] * 5 + ["waiting_full"] * 5 + ["too_many_tries"]


def test_who_has_waited_in_vain_is_told_once(
    tap: Tap, owner: Owner, night: Night, emails: Callable[[], list[str]]
) -> None:
    tap("join", email="ana@example.com")
    tap("claim", order_number="7001")
    cause = owner.tab("Waiting")[0]["Cause"]
    owner.type_over("Waiting", cause, "Until", str(now().date() - timedelta(days=2)))

    for _ in range(2):
        night()
        assert emails() == ["Finch Club: we could not find your order 7001"]

    assert [row for row in owner.tab("Waiting") if row] == []
    assert tap("claim", order_number="7001")["code"] == "noted"


def test_before_the_proof_nothing_is_noted_and_nothing_told(tap: Tap, shop: Shop, owner: Owner) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "before points")
    tap("join", email="ana@example.com")
    shop("7002", amount=60)

    for number in ("7001", "7002"):
        assert tap("claim", order_number=number)["code"] in ("code_sent", "later")
    assert owner.tab("Waiting") == []


@pytest.mark.parametrize("language", ["English", "Russian", "Arabic"])
def test_the_conversation_notes_it_too_and_leads_on(tap: Tap, shop: Shop, language: str) -> None:
    tap("join", email="ana@example.com", language=language)

    told = tap("talk", ask="order-7001", language=language)
    assert told["code"] == "noted"

    shop("7001", amount=60)
    assert tap("talk", ask="points", language=language)["points"] == 110


def test_a_late_order_counts_its_goods_and_lines_and_is_corrected_with_them(tap: Tap, shop: Shop, owner: Owner) -> None:
    for name, value in (("Points count", "goods"), ("Edited order after claim", "correct"), ("Sign-up bonus", 0)):
        owner.type_over("Settings", name, "Value", value)
    owner.type("Products", ["tea", 3])
    tap("join", email="ana@example.com")
    assert tap("claim", order_number="7001")["code"] == "noted"
    bought = {"goods": 50, "lines": [{"name": "Tea", "amount": 20}, {"name": "Mug", "amount": 30}]}

    shop("7001", amount=60, status="cancelled", **bought)
    assert tap("points")["points"] == 0
    shop("7001", amount=60, status="paid")
    assert tap("points")["points"] == 90
    shop("7001", amount=70)
    assert tap("points")["points"] == 100
    shop("7001", refunded=35)
    assert tap("points")["points"] == 50
    shop("7001", refunded=0)

    assert tap("points")["points"] == 100
    [row] = [row for row in owner.tab("Orders") if row["Order"] == "7001"]
    assert (row["Points"], row["Shop amount"], row["Goods"]) == (100, 70, 50)
    assert [row["State"] for row in owner.tab("Waiting")] == ["booked"]


def test_goods_and_lines_that_come_after_the_claim_are_followed_once(tap: Tap, shop: Shop, owner: Owner) -> None:
    for name, value in (("Points count", "goods"), ("Edited order after claim", "correct"), ("Sign-up bonus", 0)):
        owner.type_over("Settings", name, "Value", value)
    owner.type("Products", ["tea", 3])
    tap("join", email="ana@example.com")
    shop("7001", amount=60)
    assert tap("claim", order_number="7001")["points"] == 60
    bought = {"goods": 50, "lines": [{"name": "Tea", "amount": 20}, {"name": "Mug", "amount": 30}]}

    for _ in range(2):
        shop("7001", **bought)
        assert tap("points")["points"] == 90

    [row] = [row for row in owner.tab("Orders") if row["Order"] == "7001"]
    assert (row["Points"], row["Shop goods"].split("\n")[0]) == (90, "50")
    lines = [(row["Entry"], row["Points"], row["Cause"]) for row in owner.tab("Ledger") if row.get("For") == "7001"]
    assert lines == [("claim", 60, "order:7001"), ("correction", 30, "corrected:1:60/bought-2:7001")]


def test_a_late_order_under_a_further_address_counts_and_what_waits_goes_with_who_leaves(
    tap: Tap, shop: Shop, owner: Owner
) -> None:
    tap("join", email="ana@example.com")
    owner.type_over("Members", "ana@example.com", "Other emails", "ana@work.example")
    for number in ("7001", "7002"):
        assert tap("claim", order_number=number)["code"] == "noted"

    shop("7001", amount=60, email="Ana@Work.example")

    assert tap("points")["points"] == 110
    tap("leave", confirm="yes")
    assert [row for row in owner.tab("Waiting") if row.get("Order")] == []
    shop("7002", amount=60)
    assert [row.get("Claimed", "") for row in owner.tab("Orders") if row["Order"] == "7002"] == [""]
