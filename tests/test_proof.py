"""Proof of address and export over HTTP, with a real mail server."""

import json
import re

import pytest
from flask import Flask

from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from tests.taps import Tap, tapping


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app)


@pytest.fixture
def strict(owner: Owner) -> Owner:
    """The owner, who wants every address proved."""
    owner.type_over("Settings", "Confirm e-mail", "Value", "on")
    return owner


def code_in(mailbox: MailBox) -> str:
    found = re.search(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"]))
    assert found
    return found[0]


def test_a_code_by_letter_proves_the_address(tap: Tap, strict: Owner, mailbox: MailBox) -> None:
    asked = tap("join", email="ana@example.com")
    assert (asked["status"], asked["code"], strict.tab("Members")) == ("no", "code_sent", [])
    assert mailbox.letters[-1].recipients == ("ana@example.com",)

    wrong = tap("join", email="ana@example.com", code="000000" if code_in(mailbox) != "000000" else "111111")
    joined = tap("join", email="ana@example.com", code=code_in(mailbox))

    assert (wrong["code"], joined["code"], joined["points"]) == ("code_wrong", "joined", 50)
    assert [row["Email"] for row in strict.tab("Members")] == ["ana@example.com"]


def test_a_code_is_for_the_contact_and_the_address_that_asked(tap: Tap, strict: Owner, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")
    code = code_in(mailbox)

    assert tap("join", 7002, email="ana@example.com", code=code)["code"] == "code_wrong"
    assert tap("join", email="boris@example.com", code=code)["code"] == "code_wrong"
    assert strict.tab("Members") == []


def test_after_five_wrong_codes_the_right_one_is_wrong_too(tap: Tap, strict: Owner, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")
    code = code_in(mailbox)
    wrong = [f"{(int(code) + number) % 1_000_000:06}" for number in range(1, 6)]

    told = [tap("join", email="ana@example.com", code=digits)["code"] for digits in (*wrong, code)]

    assert told == ["code_wrong"] * 5 + ["too_many_tries"]
    assert strict.tab("Members") == []


def test_nobody_is_flooded_with_codes(tap: Tap, strict: Owner, mailbox: MailBox) -> None:
    told = [tap("join", 7001 + n // 3, email="ana@example.com")["code"] for n in range(12)]

    assert told == ["code_sent"] * 10 + ["too_many_tries"] * 2
    assert len(mailbox.letters) == 10
    assert strict.tab("Members") == []


def test_by_a_second_channel_she_is_the_same_member(tap: Tap, strict: Owner, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")
    tap("join", email="ana@example.com", code=code_in(mailbox))
    asked = tap("join", 7002, email="ANA@example.com")

    added = tap("join", 7002, email="ana@example.com", code=code_in(mailbox))

    assert (asked["code"], asked["points"], asked["member"]) == ("code_sent", 0, False)
    assert (added["status"], added["code"], added["points"]) == ("ok", "contact_added", 50)
    assert [(row["Contact"], row["Contact now"]) for row in strict.tab("Members")] == [("7001", "7001, 7002")]
    assert tap("points", 7002)["points"] == tap("points", 7001)["points"] == 50
    strict.sort("Members", 1)
    strict.type("Orders", ["6001", "ana@example.com", 30])
    assert tap("claim", 7002, order_number="6001")["points"] == 80


@pytest.mark.parametrize("lacking", ["LINK_KEY", "SMTP_URL", "MAIL_FROM"])
def test_without_a_way_to_send_it_the_chat_says_later_and_the_log_why(
    tap: Tap,
    strict: Owner,
    environment: pytest.MonkeyPatch,
    lacking: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    environment.delenv(lacking)

    asked = tap("join", email="ana@example.com")

    assert (asked["status"], asked["code"]) == ("later", "later")
    assert lacking in caplog.text
    assert "ana@" not in caplog.text
    assert strict.tab("Members") == []


def test_what_is_stored_comes_in_the_chat_or_by_letter(tap: Tap, owner: Owner, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")
    owner.type("Orders", ["6001", "ana@example.com", 30])
    tap("claim", order_number="6001")

    here, sent = tap("export"), tap("export", by="letter")

    assert "Email: ana@example.com" in str(here["message"])
    assert "Claimed orders: 1" in str(here["message"])
    assert (here["code"], sent["code"]) == ("export", "export_sent")
    letter = mailbox.letters[-1].message
    assert mailbox.letters[-1].recipients == ("ana@example.com",)
    [attached] = letter.iter_attachments()
    stored = json.loads(attached.get_content())
    assert (stored["email"], stored["points"], len(stored["history"])) == ("ana@example.com", 80, 2)
    assert [order["order"] for order in stored["orders"]] == ["6001"]
    assert "Orders: 6001" in str(here["message"])


def test_with_proof_all_orders_and_closed_years_are_in_the_file(tap: Tap, strict: Owner, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")
    tap("join", email="ana@example.com", code=code_in(mailbox))
    strict.type("Orders", ["6001", "ANA@example.com", 30])
    code = str(strict.tab("Members")[0]["Member"])
    properties = {"sheetId": 1_640_002_024, "title": "Ledger 2024"}
    strict.edit({"addSheet": {"properties": properties}})
    strict.type_at("Ledger 2024!A1", list(strict.google.tab(strict.spreadsheet, "Ledger")[0]))
    strict.type(
        "Ledger 2024",
        ["2024-02-01 09:00:00", code, "ana@old.example", "survey", 7, "tea", "Tea", "survey:tea:x"],
        ["2024-02-01 09:00:00", "BORIS2", "boris@example.com", "survey", 9, "tea", "Tea", "survey:tea:y"],
    )

    assert tap("export", by="letter")["code"] == "export_sent"

    [attached] = mailbox.letters[-1].message.iter_attachments()
    stored = json.loads(attached.get_content())
    theirs = {row["Order"] for row in strict.tab("Orders") if str(row.get("Email")).lower() == "ana@example.com"}
    assert "1042" in theirs
    assert theirs == {order["order"] for order in stored["orders"]}
    assert [(line["points"], line["email"]) for line in stored["ledger"]][:1] == [(7, "ana@old.example")]
    assert "boris" not in str(stored)


def test_who_only_typed_an_address_takes_nothing_of_the_shops_along(tap: Tap, owner: Owner) -> None:
    before = [row["Email"] for row in owner.tab("Orders")]
    tap("join", 6666, email="ana@example.com")

    exported, left = tap("export", 6666), tap("leave", 6666, confirm="yes")

    assert (exported["code"], left["code"]) == ("export", "left")
    assert "1042" not in str(exported["message"])
    assert [row["Email"] for row in owner.tab("Orders")] == before
    assert (owner.tab("Members"), [row for row in owner.tab("Ledger") if "Email" in row]) == ([], [])


def test_who_has_proved_an_address_leaves_no_trace_of_it(tap: Tap, strict: Owner, mailbox: MailBox) -> None:
    tap("join", email="ana@example.com")
    tap("join", email="ana@example.com", code=code_in(mailbox))
    strict.type("Orders", ["6001", "Ana <ANA@example.com>", "much"])

    asked, left = tap("leave"), tap("leave", confirm="yes")

    assert (asked["code"], left["code"]) == ("leave_sure", "left")
    assert "Google keeps older versions of our list" in str(asked["message"])
    titles = [str(one["properties"]["title"]) for one in strict.description()["sheets"]]
    cells = [str(cell) for title in titles for row in strict.google.tab(strict.spreadsheet, title) for cell in row]
    assert [cell for cell in cells if "ana@example" in cell.casefold() and "such as" not in cell] == []
