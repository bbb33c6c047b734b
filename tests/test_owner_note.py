"""The owner's note over HTTP: the nightly task sends it after its work, and chat answers cost no more for it."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sandbox.google.http.server import Server
from sandbox.mailbox import KeptLetter, MailBox
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from service.container import now
from sheets.codec.translation import said
from sheets.schema.tabs import TABS
from tests.conftest import FUNCTION, shops_today
from tests.taps import Shop, tapping

ADDRESS = "owner@shop.example"
Tidies = Callable[[], dict[str, Any]]


@pytest.fixture
def tidies(client: FlaskClient, credentials: Path, server: Server) -> Tidies:
    """The nightly task's answer."""
    account = Scheduler(FUNCTION, credentials).account
    token = server.access.id_token(FUNCTION, now().timestamp(), email=account)

    def tidy() -> dict[str, Any]:
        answer = client.post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        return dict(answer.get_json())

    return tidy


@pytest.fixture(autouse=True)
def addressed(owner: Owner) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", ADDRESS)


def plain(box: MailBox) -> str:
    [letter] = box.letters
    return _text(letter)


def _text(letter: KeptLetter) -> str:
    part = letter.message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_the_night_sends_the_note_once_and_says_so(owner: Owner, tidies: Tidies, app: Flask, mailbox: MailBox) -> None:
    tap = tapping(app)
    tap("join", email="ana@example.com")

    first, second = tidies(), tidies()

    assert (first["owner_note"], second["owner_note"]) == ("sent", "")
    assert [letter.recipients for letter in mailbox.letters] == [(ADDRESS,)]
    assert [row["Status"] for row in owner.tab("Emails")] == ["taken", "sent"]
    assert owner.tab("Problems") == []


def test_what_came_in_is_of_the_days_before_and_the_owner_sees_no_members_data(
    owner: Owner, tidies: Tidies, mailbox: MailBox
) -> None:
    owner.type("Members", ["K7Q4ZD", "nina@example.com", "Nina", "7001", "", f"{_days_ago(2)} 09:00:00"])
    owner.type(
        "Orders",
        ["9001", "nina@example.com", 40, "USD", _days_ago(1), "paid"],
        ["9002", "nina@example.com", 20.5, "USD", _days_ago(30), "paid"],
        ["9003", "stranger@example.com", 90, "USD", _days_ago(1), "paid"],
    )
    owner.type("Ledger", [f"{_days_ago(1)} 09:00:00", "K7Q4ZD", "", "claim", 40, "9001", "", "order:9001"])

    tidies()

    text = plain(mailbox)
    assert "Members who joined: 1 (members in all: 1)" in text
    assert "Points given: 40" in text
    assert "Orders of members: 1 (together $40.00)" in text
    assert not [word for word in ("nina@", "Nina", "K7Q4ZD", "9001", "stranger") if word in text]


def test_beside_the_email_of_the_night_the_note_says_how_many_and_where(
    shop: Shop, tidies: Tidies, app: Flask, mailbox: MailBox
) -> None:
    tap = tapping(app)
    tap("join", email="ana@example.com")
    shop("3001", amount=999_999_999)
    tap("claim", order_number="3001")

    tidies()
    tidies()

    alarm, note = (" ".join(_text(letter).split()) for letter in mailbox.letters)
    assert "New in the tab Review: 1" in alarm
    assert "Rows of the tab Review without your decision: 1" in note
    assert "New in the tab Review" not in note


def test_without_a_mail_server_the_night_is_done_and_nothing_is_taken(
    owner: Owner, environment: pytest.MonkeyPatch, client: FlaskClient, credentials: Path, server: Server
) -> None:
    environment.delenv("SMTP_URL")
    token = server.access.id_token(FUNCTION, now().timestamp(), email=Scheduler(FUNCTION, credentials).account)

    answer = client.post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.get_json()["owner_note"]) == (200, "")
    assert owner.tab("Emails") == []


def test_a_note_costs_the_chat_nothing(
    owner: Owner, tidies: Tidies, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    tap = tapping(app)
    tap("join", email="ana@example.com")
    tidies()
    capsys.readouterr()
    assert owner

    tap("points")
    tap("rewards")

    costs = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"sheets_reads"' in line]
    assert [(cost["sheets_reads"], cost["sheets_writes"]) for cost in costs] == [(1, 0), (1, 0)]


@pytest.mark.parametrize(("language", "told"), [("ru", "Нового нет."), ("ar", "لا مستجدات.")])
def test_it_is_written_in_the_sheets_language(
    owner: Owner, tidies: Tidies, mailbox: MailBox, language: str, told: str
) -> None:
    for tab in (tab for tab in TABS if not tab.number):
        owner.rename_tab(tab.title, said(tab.title, language))

    assert tidies()["owner_note"] == "sent"

    assert told in plain(mailbox)


def _days_ago(days: int) -> str:
    return str(shops_today() - timedelta(days=days))
