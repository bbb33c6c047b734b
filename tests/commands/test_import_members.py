"""Members of an earlier program, by the command line, and what they find in the chat; with a real mail server."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from manage import manage
from sandbox.mailbox import MailBox
from sandbox.owner import Owner

SMILE = """\
first_name,last_name,email,state,points_balance
Ana,Lee,ana@example.com,member,320
Boris,,boris@example.com,member,0
Layla,,layla@,member,40
"""
SECRET = "the-secret-of-this-test"
Tap = Callable[..., dict[str, Any]]


@pytest.fixture
def smile(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(SMILE, encoding="utf-8")
    return path


@pytest.fixture
def tap(client: FlaskClient) -> Tap:
    def send(action: str, contact: int = 7001, /, **fields: object) -> dict[str, Any]:
        body = {"contact": {"id": contact, "language": "English"}, **fields}
        answer = client.post(f"/manychat/{action}", json=body, headers={"Authorization": f"Bearer {SECRET}"})
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    return send


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(manage, ["import-members", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_each_address_becomes_a_member_with_what_she_had_once(owner: Owner, smile: Path) -> None:
    tried = run(smile, "--dry-run")
    nobody = owner.tab("Members")
    added, again = run(smile), run(smile)

    assert nobody == []
    assert tried.output.startswith(
        "customers.csv: Smile.io; UTF-8, separated by commas; 3 lines, 320 points\n"
        "  Email from 'email', Points from 'points_balance', First name from 'first_name', "
        "Last name from 'last_name', State from 'state'\n"
        "  Would add 2, update 0, leave 0 as they are, reject 1.\n"
    )
    assert "Added 2, updated 0, left 0 as they are, rejected 1." in added.output
    assert "line 4: Email: This is not an email address." in added.output
    assert "Added 0, updated 0, left 2 as they are, rejected 1." in again.output
    assert (tried.exit_code, added.exit_code, again.exit_code) == (1, 1, 1)
    ana, boris = owner.tab("Members")
    assert (ana["Email"], ana["Name"], ana["Points"], ana["Reminders"]) == ("ana@example.com", "Ana Lee", 320, "no")
    assert "Contact" not in ana
    assert boris["Points"] == 0
    [line] = owner.tab("Ledger")
    assert (line["Entry"], line["Points"], line["Member"]) == ("opening", 320, ana["Member"])


def test_in_the_chat_only_the_code_by_letter_opens_what_she_had(
    owner: Owner, smile: Path, tap: Tap, mailbox: MailBox
) -> None:
    run(smile)

    stranger = tap("join", 7666, email="Ana@example.com")
    letters = [letter.recipients for letter in mailbox.letters]
    guessed = tap("join", 7666, email="Ana@example.com", code="000000")
    asked = tap("join", email="ana@example.com")
    found = re.search(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"]))
    assert found
    stolen = tap("join", 7666, email="ana@example.com", code=found[0])
    joined = tap("join", email="ana@example.com", code=found[0])

    assert (stranger["code"], guessed["code"], stolen["code"]) == ("code_sent", "code_wrong", "code_wrong")
    assert letters == [("ana@example.com",)]
    assert (asked["code"], joined["code"], joined["points"]) == ("code_sent", "contact_added", 320)
    assert tap("points")["points"] == 320
    assert tap("points", 7666)["code"] == "not_member"
    ana = owner.tab("Members")[0]
    assert (ana["Contact now"], ana["Reminders now"]) == ("7001", "yes")


def test_whoever_joined_with_the_address_before_gets_nothing_unless_the_owner_says_so(
    owner: Owner, smile: Path, tap: Tap
) -> None:
    tap("join", email="ana@example.com")

    refused = run(smile)
    given = run(smile, "--joined-too")

    assert "line 2: Somebody has joined in the chat with this address" in refused.output
    assert "Added 0, updated 1, left 1 as they are, rejected 1." in given.output
    assert tap("points")["points"] == 370
    assert len(owner.tab("Members")) == 2


def test_without_what_letters_need_it_says_that_nobody_can_join_so(
    smile: Path, owner: Owner, environment: pytest.MonkeyPatch
) -> None:
    del owner
    environment.delenv("LINK_KEY")

    ran = run(smile, "--letters")

    assert ran.output.endswith("They join with a code by letter; the function needs LINK_KEY for that.\n")


def test_members_who_have_agreed_to_letters_follow_the_programs_setting(owner: Owner, smile: Path) -> None:
    run(smile, "--letters")

    assert all("Reminders" not in row for row in owner.tab("Members"))


@pytest.mark.usefixtures("owner")
def test_another_file_is_understood_with_map(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text("Kunde;Punkte\nana@example.com;1.320\nboris@example.com;2,0\n", encoding="utf-8")

    unknown = run(path)
    known = run(path, "--map", "Email=Kunde,Points=Punkte")

    assert unknown.exit_code == 1
    assert "is no export that is known" in unknown.output
    assert (known.exit_code, "1,322 points" in known.output) == (0, True)


ALONG = """\
email,points,vip_tier,birthday,coupons,reward,expires
ana@example.com,320,Gold,1990-05-07,OLD-7K4M,Tea set,2030-01-31
boris@example.com,-40,,,,,
layla@example.com,10,Amber,,,,
"""


def proves(tap: Tap, mailbox: MailBox, email: str) -> None:
    tap("join", email=email)
    found = re.search(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"]))
    assert found
    assert tap("join", email=email, code=found[0])["code"] == "contact_added"


def test_tiers_birthdays_debts_and_unused_codes_come_along_and_who_leaves_stays_out(
    owner: Owner, tmp_path: Path, tap: Tap, mailbox: MailBox
) -> None:
    owner.type("Tiers", ("Gold", 300))
    path = tmp_path / "along.csv"
    path.write_text(ALONG, encoding="utf-8")

    first, again = run(path), run(path)
    ana, boris = owner.tab("Members")
    proves(tap, mailbox, "ana@example.com")
    coupons, tier = tap("coupons"), tap("tier")
    tap("leave")
    left = tap("leave", confirm="yes")
    later = run(path)

    assert "Added 2, updated 0, left 0 as they are, rejected 1." in first.output
    assert 'line 4: Tier: "Amber" is not in the tab Tiers.' in first.output
    assert "Added 0, updated 0, left 2 as they are, rejected 1." in again.output
    assert (ana["Points"], ana["Tier"], boris["Points"]) == (320, "Gold", -40)
    assert "OLD-7K4M" in coupons["message"]
    assert "Tea set" in coupons["message"]
    assert "Gold" in tier["message"]
    assert left["code"] == "left"
    assert "line 2: They have left the program, and stay out of it." in later.output
    assert [row["Email"] for row in owner.tab("Members") if "Email" in row] == ["boris@example.com"]
