"""An owner may call tabs as they like: the report, the owner's note and the alarm find them as all else does."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from loyalty.book.decision import Decision
from mail.smtp import MailServer
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.container import chance, open_google
from service.runs.owner_note_run import Surroundings, send_owner_note
from sheets.engine.alarm_note import AlarmNote
from sheets.google.client import Google, Spent
from sheets.google.errors import TabMissing
from sheets.workbook import Workbook
from tests.service.runs.conftest import Night

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
RENAMED = ["Ledger", "Settings", "Members", "Orders", "Rewards", "Emails", "Problems"]
Opened = Callable[[], Google]


@pytest.fixture
def opened(owner: Owner) -> Opened:
    """The way to the spreadsheet of an owner with an address, whose tabs the program has seen before."""
    owner.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001", "", "2026-02-01 09:00:00"])

    def opened() -> Google:
        return open_google(owner.spreadsheet, os.environ["GOOGLE_SHEETS_URL"])

    return opened


@pytest.mark.parametrize("title", RENAMED)
def test_reports_are_made_whatever_a_tab_is_called(night: Night, owner: Owner, title: str) -> None:
    night(2026, 11, 23)
    owner.rename_tab(title, f"{title} of ours")

    assert night(2027, 1, 1) == ("Report 2026", "Report")


@pytest.mark.parametrize("title", RENAMED)
def test_the_owners_note_goes_out_whatever_a_tab_is_called(opened: Opened, owner: Owner, title: str) -> None:
    workbook = Workbook(opened(), clock=lambda: MONDAY, chance=chance, quota=(60_000, 60_000))
    workbook.transact(Decision, tidy=True)
    owner.rename_tab(title, f"{title} of ours")

    with MailBox() as box:
        status = send_owner_note(
            workbook,
            opened,
            MailServer(box.url, timeout=5),
            sender="Marigold & Finch <hello@shop.example>",
            around=Surroundings(),
            clock=lambda: MONDAY,
            spent=Spent(),
            may_go_on=lambda: True,
        )

    assert status == "sent"
    assert [letter.recipients[0] for letter in box.letters] == ["owner@shop.example"]


@pytest.mark.parametrize("title", ["Settings", "Problems"])
def test_the_alarm_finds_the_owners_address_whatever_a_tab_is_called(opened: Opened, owner: Owner, title: str) -> None:
    workbook = Workbook(opened(), clock=lambda: MONDAY, chance=chance, quota=(60_000, 60_000))
    workbook.transact(Decision, tidy=True)
    owner.rename_tab(title, f"{title} of ours")

    alarm = AlarmNote(opened(), chance=chance).take(TabMissing("Coupons"), MONDAY)

    assert alarm is not None
    assert alarm.settings.owner_email == "owner@shop.example"
