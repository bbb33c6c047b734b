"""The function's doors, through real functions-framework, gspread and google-auth, with Google on a socket."""

import json
import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import functions_framework
import pytest
from flask import Flask
from flask.testing import FlaskClient

from loyalty.points.expiry import later
from manychat.incoming import Channel
from sandbox.google.http.access import Access
from sandbox.google.http.faults import API_OFF, DELETED, NOT_SHARED, DropAfter, DropBefore, Fault, Faults
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.manychat_api import ManyChat, Page
from sandbox.manychat_limits.blocks import flat_violations, violations
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from sandbox.story.demo_shop import ZONE
from service.container import now
from service.version import VERSION

ROOT = Path(__file__).parent.parent
CONTACTS = ROOT / "tests" / "manychat" / "contacts"
SHAPES = ("api", "instagram", "messenger_2018", "messenger_2019", "messenger_2022", "whatsapp_2026")
SECRET = "the-secret-of-this-test"
AUDIENCE = "https://regulars.example"
ANA = {"id": "7001", "first_name": "Ana"}


Tap = Callable[..., dict[str, Any]]
Night = Callable[[], dict[str, tuple[int, int]]]


@pytest.fixture
def tap(client: FlaskClient) -> Tap:
    """Taps as ManyChat does, and checks every answer against ManyChat's limits."""

    def send(action: str, contact: dict[str, Any] = ANA, /, **fields: object) -> dict[str, Any]:
        body = {"contact": contact, **fields}
        answer = client.post(f"/manychat/{action}", json=body, headers={"Authorization": f"Bearer {SECRET}"})
        reply = answer.get_json()
        assert answer.status_code == 200, reply
        if action.endswith("/block"):
            assert violations(reply, Channel(str(fields.get("channel", "messenger")))) == ()
        else:
            assert flat_violations(reply) == ()
        return dict(reply)

    return send


def kinds(server: Server) -> list[str]:
    """The requests for this test's spreadsheet; an instance of the test before may still be opening its own."""
    return [seen.kind for seen in server.google.requests if os.environ["SPREADSHEET_ID"] in seen.path]


def test_anybody_may_ask_what_this_is(client: FlaskClient) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.get_json()) == (200, {"service": "regulars", "version": VERSION})


def test_a_new_instance_that_is_greeted_reads_the_spreadsheet_once_before_anybody_needs_it(
    client: FlaskClient, server: Server
) -> None:
    server.google.requests.clear()

    client.get("/")
    for thread in (thread for thread in threading.enumerate() if thread.name == "opening"):
        thread.join(timeout=30)
    client.get("/")

    assert kinds(server) == ["read", "read"], "the layout and the tabs"


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("POST", "/manychat/join", "{}", {}, 401),
        ("POST", "/manychat/join", "{}", {"Authorization": "Bearer wrong"}, 401),
        ("POST", "/manychat/join", "{}", {"Authorization": f"Basic {SECRET}"}, 401),
        ("POST", "/manychat/join", "no json", None, 400),
        ("POST", "/manychat/join", "", None, 400),
        ("POST", "/manychat/join", '{"a": NaN}', None, 400),
        ("POST", "/manychat/join", "[" * 30_000, None, 400),
        ("POST", "/manychat/join", b"\xff\xfe{}", None, 400),
        ("POST", "/manychat/join", '{"contact": {"id": "{{contact_id}}"}}', None, 400),
        ("POST", "/manychat/join", "[]", None, 400),
        ("POST", "/manychat/join", "x" * (65 * 1024), None, 413),
        ("GET", "/manychat/join", "", None, 405),
        ("POST", "/manychat/dance", "{}", None, 404),
        ("POST", "/manychat/join/cards", "{}", None, 404),
        ("POST", "/elsewhere", "{}", None, 404),
        ("POST", "/", "{}", None, 405),
        ("POST", "/tasks/remind", "", {}, 401),
        ("POST", "/tasks/remind", "", {"Authorization": f"Bearer {SECRET}"}, 401),
        ("GET", "/tasks/remind", "", {}, 405),
        ("GET", "/tasks/tidy", "", {}, 405),
        ("POST", "/tasks/tidy", "", {"Authorization": f"Bearer {SECRET}"}, 401),
        ("POST", "/tasks/dance", "", {}, 404),
    ],
)
def test_what_is_not_for_us_is_turned_away_with_one_sentence_and_costs_google_nothing(
    client: FlaskClient,
    server: Server,
    method: str,
    path: str,
    body: str | bytes,
    headers: dict[str, str] | None,
    status: int,
) -> None:
    shown = {"Authorization": f"Bearer {SECRET}"} if headers is None else headers

    answer = client.open(path, method=method, data=body, headers=shown)

    assert answer.status_code == status
    assert list(answer.get_json()) == ["error"]
    assert answer.get_json()["error"].endswith(".")
    assert kinds(server) == []


def test_the_old_secret_still_opens_while_it_is_being_replaced(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer the-old-secret-of-it"}

    answer = client.post("/manychat/points", json={"contact": ANA}, headers=headers)

    assert answer.get_json()["code"] == "not_member"


def test_the_first_day_of_a_member(tap: Tap, owner: Owner) -> None:
    joined = tap("join", email="Ana@Example.com")
    again = tap("join", email="ana@example.com")
    claimed = tap("claim", order_number="#1042")
    claimed_again = tap("claim", order_number=1042)

    assert (joined["code"], joined["points"], joined["points_earned"]) == ("joined", 50, 50)
    assert (again["code"], again["points"]) == ("already_member", 50)
    assert (claimed["code"], claimed["points"], claimed["points_earned"]) == ("claimed", 110, 60)
    assert (claimed["next_reward"], claimed["points_to_next"]) == ("Tote bag", 90)
    assert (claimed_again["status"], claimed_again["code"], claimed_again["points"]) == ("no", "already_claimed", 110)
    assert len(owner.tab("Members")) == 1


def test_another_members_order_earns_nothing(tap: Tap) -> None:
    boris = {"id": 7002, "first_name": "Boris"}
    tap("join", boris, email="boris@example.com")

    answer = tap("claim", boris, order_number="1042")

    assert (answer["status"], answer["code"], answer["points"]) == ("no", "unknown_order", 50)


def test_a_prize_is_taken_once_and_its_coupon_is_told_again(tap: Tap) -> None:
    tap("join", email="ana@example.com")
    for number in ("1042", "1051", "1063"):
        tap("claim", order_number=number)
    taken = tap("redeem", reward="tote")
    again = tap("redeem", reward="Tote Bag")
    coupons = tap("coupons")

    assert (taken["code"], taken["coupon"], taken["points"]) == ("redeemed", "TOTE-7K4M", 17)
    assert taken["coupon_link"].startswith("https://")
    assert (again["code"], again["coupon"], again["points"]) == ("redeemed", "TOTE-7K4M", 17)
    assert coupons["coupon"] == "TOTE-7K4M"


def test_a_claim_costs_exactly_one_read_and_one_write(tap: Tap, server: Server) -> None:
    tap("join", email="ana@example.com")
    server.google.requests.clear()

    tap("claim", order_number="1042")

    assert kinds(server) == ["read", "write"]


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("redeem", {"reward": "mug"}),
        ("join", {"email": "ana@example.com"}),
        ("points", {}),
        ("rewards", {}),
        ("coupons", {}),
    ],
)
def test_a_refusal_or_a_question_costs_one_read_and_no_write(
    tap: Tap, server: Server, action: str, fields: dict[str, str]
) -> None:
    tap("join", email="ana@example.com")
    server.google.requests.clear()

    tap(action, **fields)

    assert kinds(server) == ["read"]


@pytest.mark.parametrize("number", ["9999", "1047"], ids=["nobody's", "somebody else's"])
def test_a_guess_is_written_down_before_its_answer_and_the_same_again_is_not(
    tap: Tap, server: Server, number: str
) -> None:
    tap("join", email="ana@example.com")
    server.google.requests.clear()

    first = tap("claim", order_number=number)["code"], kinds(server)
    server.google.requests.clear()
    again = tap("claim", order_number=number)["code"], kinds(server)

    assert first == ("unknown_order", ["read", "write"])
    assert again == ("unknown_order", ["read"])


@pytest.mark.parametrize("file", SHAPES)
@pytest.mark.parametrize("place", ["", "contact", "subscriber", "subscriber_data", "data"])
def test_contacts_of_every_shape_join_and_claim(client: FlaskClient, owner: Owner, file: str, place: str) -> None:
    contact = json.loads((CONTACTS / f"{file}.json").read_text(encoding="utf-8"))
    headers = {"Authorization": f"Bearer {SECRET}"}
    body = contact if not place else {place: contact}

    joined = client.post("/manychat/join", json=body | {"email": "ana@example.com"}, headers=headers).get_json()
    claimed = client.post("/manychat/claim", json=body | {"order_number": 1042}, headers=headers).get_json()

    assert (joined["code"], claimed["code"], claimed["points"]) == ("joined", "claimed", 110)
    [member] = owner.tab("Members")
    assert str(member["Contact"]).isdigit()


def test_everybody_is_answered_in_her_own_language_else_her_contacts_else_the_programs(tap: Tap, owner: Owner) -> None:
    layla, boris = {"id": "7003", "first_name": "Layla", "locale": "ar_AR"}, {"id": "7002", "first_name": "Boris"}

    joined = tap("join", layla, email="layla@example.com")
    stranger = tap("points", boris)
    owner.type_over("Settings", "Language", "Value", "ru")
    boris_says = tap("points", boris)
    owner.type_over("Members", "layla@example.com", "Language", "RU-ru")
    layla_says = tap("points", layla)

    assert str(joined["message"]).startswith("شكرًا لك، وأهلًا بك في برنامج «")
    assert str(stranger["message"]).startswith("You are not in")
    assert str(boris_says["message"]).startswith("Вы пока не в программе")
    assert str(layla_says["message"]).startswith("Сейчас у вас 50 баллов.")


def test_whom_nobody_could_look_up_is_told_so_in_her_contacts_language(tap: Tap, outage: list[Fault]) -> None:
    outage.append(DropBefore())

    later = tap("points", {"id": "7003", "language": "Arabic"})
    english = tap("points", {"id": "7002", "language": "Klingon"})
    outage.clear()

    assert "يُرجى المحاولة مرة أخرى بعد دقيقة" in str(later["message"])
    assert "try again in a minute" in str(english["message"])


def test_a_contact_whose_placeholders_were_not_filled_in_is_nobody(client: FlaskClient, owner: Owner) -> None:
    contact = json.loads((CONTACTS / "unresolved.json").read_text(encoding="utf-8"))

    answer = client.post(
        "/manychat/join",
        json={"contact": contact, "email": "a@example.com"},
        headers={"Authorization": f"Bearer {SECRET}"},
    )

    assert answer.status_code == 400
    assert owner.tab("Members") == []


def test_a_commit_whose_answer_is_dropped_after_it_was_applied_is_booked_once(
    tap: Tap, owner: Owner, sockets_faults: Faults
) -> None:
    tap("join", email="ana@example.com")
    sockets_faults.next_write(DropAfter())

    claimed = tap("claim", order_number="1042")

    assert (claimed["code"], claimed["points"]) == ("claimed", 110)
    assert [row["Cause"] for row in owner.tab("Ledger")][1:] == ["order:1042"]


def test_an_owner_sorting_between_two_claims_changes_no_result(tap: Tap, owner: Owner) -> None:
    tap("join", {"id": "7002", "first_name": "Boris"}, email="boris@example.com")
    tap("join", email="ana@example.com")
    tap("claim", order_number="1042")
    owner.sort("Members", 1)
    owner.sort("Orders", 1, descending=True)

    claimed = tap("claim", order_number="1051")

    assert claimed["points"] == 155
    assert {row["Name"]: row["Points"] for row in owner.tab("Members")} == {"Ana": 155, "Boris": 50}
    points = {row["Order"]: row["Points"] for row in owner.tab("Orders") if "Points" in row}
    assert points == {"1042": 60, "1051": 45}


@pytest.mark.parametrize("channel", list(Channel))
def test_the_block_form_says_the_same_within_each_channels_limits(tap: Tap, channel: Channel) -> None:
    tap("join/block", email="ana@example.com", channel=channel.value)
    for number in ("1042", "1051", "1063"):
        tap("claim/block", order_number=number, channel=channel.value)
    for action in ("points", "rewards", "redeem", "coupons"):
        block = tap(f"{action}/block", reward="tote", channel=channel.value)

        assert block["content"].get("type", "messenger") == channel.value
        assert block["content"]["messages"]


def test_while_google_is_down_the_chat_says_later_and_nothing_is_half_done(
    tap: Tap, outage: list[Fault], owner: Owner
) -> None:
    tap("join", email="ana@example.com")
    outage.append(DropBefore())
    down = tap("claim", order_number="1042")
    outage.clear()
    up = tap("claim", order_number="1042")

    assert (down["status"], down["code"], down["member"]) == ("later", "later", False)
    assert (up["code"], up["points"]) == ("claimed", 110)
    assert len(owner.tab("Ledger")) == 2


CREDENTIALS = "Google refused the function's credentials; give the function credentials of its service account"


@pytest.fixture
def access(server: Server) -> Access:
    """The service account's, which ``server`` gives back in the end."""
    return server.access


def errors(written: str) -> list[str]:
    lines = [json.loads(line) for line in written.splitlines()]
    return [line["message"] for line in lines if line["severity"] == "ERROR"]


@pytest.mark.parametrize(
    ("refusal", "to_do"),
    [
        (NOT_SHARED, "share the spreadsheet with the function's service account as an editor"),
        (API_OFF, "switch the Google Sheets API on in the project of the function's service account"),
        (
            DELETED,
            "SPREADSHEET_ID names no spreadsheet: see whether it is complete, and whether the spreadsheet was deleted",
        ),
        (None, CREDENTIALS),
    ],
)
def test_a_storm_without_access_is_one_line_that_says_what_to_do_and_the_next_tap_after_it_works(
    app: Flask,
    tap: Tap,
    outage: list[Fault],
    access: Access,
    capsys: pytest.CaptureFixture[str],
    refusal: Fault | None,
    to_do: str,
) -> None:
    tap("join", email="ana@example.com")
    capsys.readouterr()
    outage += [refusal] if refusal else []
    access.revoked = refusal is None

    def claim(_index: int) -> str:
        body, headers = {"contact": ANA, "order_number": "1042"}, {"Authorization": f"Bearer {SECRET}"}
        answer = app.test_client().post("/manychat/claim", json=body, headers=headers)
        return str(answer.get_json()["code"])

    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(claim, range(100)))
    outage.clear()
    access.revoked = False
    back = tap("claim", order_number="1042")

    assert codes == ["later"] * 100
    assert (back["code"], back["points"]) == ("claimed", 110)
    written = capsys.readouterr().out
    [said] = errors(written)
    assert said.endswith(to_do)
    assert not [secret for secret in ("ana", "ya29", "private", SECRET, "7001") if secret in written.lower()]


def test_a_deleted_tab_is_later_in_the_chat_and_named_in_the_log(
    tap: Tap, owner: Owner, capsys: pytest.CaptureFixture[str]
) -> None:
    owner.edit({"deleteSheet": {"sheetId": owner.sheet_id("Coupons")}})

    answer = tap("points")

    assert answer["status"] == "later"
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert any(line["severity"] == "ERROR" and "Coupons" in line["message"] for line in logged)


def test_a_heading_that_stands_twice_is_later_in_the_chat_and_named_in_the_log_and_in_problems(
    tap: Tap, owner: Owner, capsys: pytest.CaptureFixture[str]
) -> None:
    owner.insert("Rewards", "COLUMNS", 0)
    owner.type_at("Rewards!A1", ["Points "])

    answer = tap("points")

    assert answer["status"] == "later"
    [said] = errors(capsys.readouterr().out)
    assert "HeadingTwice: The heading 'Points' stands twice in the tab 'Rewards' (columns A and D)" in said
    assert [row["Tab"] for row in owner.tab("Problems")] == ["Rewards"]


def test_a_missing_variable_is_one_clear_line_and_later_in_the_chat(
    environment: pytest.MonkeyPatch, tap: Tap, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.delenv("SPREADSHEET_ID")

    answer = tap("points")

    assert answer["status"] == "later"
    assert "The variable SPREADSHEET_ID is not set" in capsys.readouterr().out


def test_forgotten_threads_are_one_warning(
    environment: pytest.MonkeyPatch, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.delenv("THREADS")

    client.get("/")
    client.get("/")

    assert capsys.readouterr().out.count("The variable THREADS is not set") == 1


def test_a_log_line_tells_what_it_cost_and_nothing_about_the_person(
    tap: Tap, capsys: pytest.CaptureFixture[str]
) -> None:
    tap("join", email="ana@example.com")
    capsys.readouterr()
    tap("claim", order_number="1042")

    written = capsys.readouterr().out
    [line] = [json.loads(text) for text in written.splitlines()]
    assert (line["severity"], line["action"], line["code"]) == ("INFO", "claim", "claimed")
    assert (line["sheets_reads"], line["sheets_writes"]) == (1, 1)
    assert isinstance(line["milliseconds"], int)
    assert not [secret for secret in ("ana", "example.com", SECRET, "7001") if secret in written.lower()]


def test_the_reminder_run_writes_one_letter_however_often_it_runs(
    client: FlaskClient, tap: Tap, owner: Owner, mailbox: MailBox, credentials: Path, server: Server
) -> None:
    tap("join", email="ana@example.com")
    owner.type_over("Members", "Ana", "Joined", "2026-01-01 12:00:00")
    token = server.access.id_token(AUDIENCE, now().timestamp(), email=Scheduler(AUDIENCE, credentials).account)
    headers = {"Authorization": f"Bearer {token}"}

    first = client.post("/tasks/remind", headers=headers)
    second = client.post("/tasks/remind", headers=headers)

    assert first.get_json() == {"task": "remind", "due": 1, "sent": 1, "failed": 0, "left": 0, "taken": 0}
    assert second.get_json() == {"task": "remind", "due": 0, "sent": 0, "failed": 0, "left": 0, "taken": 0}
    [letter] = mailbox.letters
    assert letter.recipients == ("ana@example.com",)
    assert b"50" in letter.raw
    assert [row["Status"] for row in owner.tab("Emails")] == ["taken", "sent"]
    assert "Last reminder" in owner.tab("Members")[0]


@pytest.fixture
def night(client: FlaskClient, credentials: Path, server: Server) -> Night:
    """Lets the nightly run do its work, and says what it counted."""
    token = server.access.id_token(AUDIENCE, now().timestamp(), email=Scheduler(AUDIENCE, credentials).account)

    def run() -> dict[str, tuple[int, int]]:
        answer = client.post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"}).get_json()
        assert (answer["task"], answer["left"]) == ("tidy", 0)
        return {step: (answer[step], points) for step, points in answer["points"].items() if answer[step]}

    return run


def test_orders_are_booked_at_night_where_the_owner_wants_no_claims(tap: Tap, owner: Owner, night: Night) -> None:
    tap("join", email="ana@example.com")
    owner.type("Orders", ["2001", "ana@example.com", 50, "eur"], ["2002", "ana@example.com", 50, "GBP"])
    owner.type_over("Settings", "Credit orders", "Value", "automatically")
    open_orders = [row["Order"] for row in owner.tab("Orders") if row["Email"] == "ana@example.com"]
    owner.type_over("Settings", "Currencies", "Value", "EUR 1.10")

    first, second = night(), night()

    assert first["orders"][0] == len(open_orders) - 1
    assert second == {}
    [claim] = [row for row in owner.tab("Ledger") if str(row.get("For")) == "2001"]
    assert (claim["Points"], claim["Note"], claim["Amount"]) == (55, "50.00 EUR = 55.00 USD", 55)
    assert [row["Cell"] for row in owner.tab("Problems")] == ["GBP"]


def test_ten_wrong_numbers_in_an_hour_end_the_guessing_and_say_until_when(
    tap: Tap, owner: Owner, server: Server
) -> None:
    tap("join", email="ana@example.com")
    owner.type("Orders", ["5001", "ana@example.com", 20])
    codes = [tap("claim", order_number=f"90{number}")["code"] for number in range(10)]
    before = len(server.google.requests)

    guessing = tap("claim", order_number="5001")
    silent = len(server.google.requests)
    asking = tap("points")
    other = tap("join", contact={"id": 9009}, email="vera@example.com")

    assert codes == ["unknown_order"] * 10
    assert (guessing["status"], guessing["code"], silent) == ("no", "too_many_tries", before + 1)
    assert re.search(r"try again at \W*\d\d:\d\d", str(guessing["message"]))
    assert "5001" not in str(guessing["message"])
    assert (asking["points"], other["code"]) == (50, "joined")


def test_who_is_blocked_may_ask_but_not_claim(tap: Tap, owner: Owner) -> None:
    tap("join", email="ana@example.com")
    owner.type("Orders", ["5001", "ana@example.com", 20])
    code = owner.tab("Members")[0]["Member"]
    owner.type_over("Members", code, "Status", "Blocked")

    refused, asked = tap("claim", order_number="5001"), tap("points")
    owner.type_over("Members", code, "Status", "bloqued")
    claimed = tap("claim", order_number="5001")

    assert (refused["status"], refused["code"], asked["points"]) == ("no", "blocked", 50)
    assert claimed["points"] == 70
    assert [row["Cell"] for row in owner.tab("Problems") if row["Column"] == "Status"] == ["bloqued"]


def test_a_member_leaves_when_she_has_confirmed_it(tap: Tap, owner: Owner) -> None:
    tap("join", email="ana@example.com")

    sure, left, gone = tap("leave"), tap("leave", confirm="yes"), tap("points")
    back = tap("join", email="ana@example.com")

    assert (sure["status"], sure["code"], left["code"], gone["code"]) == ("no", "leave_sure", "left", "not_member")
    assert (back["code"], back["points"]) == ("joined", 0)
    assert len([row for row in owner.tab("Members") if row]) == 1


def test_a_survey_a_birthday_and_an_action_bring_points_and_stand_in_the_sheet(
    tap: Tap, owner: Owner, night: Night
) -> None:
    owner.type("Survey", ["tea", "Tea or coffee?", "Tea, Coffee", 10], ["tea", "Why?"])
    owner.type("Actions", ["review", "A review", 20])
    tap("join", email="ana@example.com")

    asked = tap("survey")
    second = tap("survey", answer=2, question=asked["message"])
    stale = tap("survey", answer=2, question=asked["message"])
    done = tap("survey", answer="It wakes me")
    booked, limit = tap("book", action="review"), tap("book", action="nothing")
    told, known = tap("birthday", birthday="28.02.1960"), tap("birthday", birthday="1961-01-01")

    assert str(asked["message"]) == "1/2 Tea or coffee?\n1. Tea\n2. Coffee"
    assert [answer["code"] for answer in (asked, second, stale, done)] == [*["survey_question"] * 3, "survey_done"]
    assert (done["points"], done["points_earned"]) == (60, 10)
    assert [row["Answer"] for row in owner.tab("Answers")] == ["Coffee", "It wakes me"]
    assert (booked["code"], booked["points"], limit["code"]) == ("booked", 80, "unknown_action")
    assert (told["code"], known["code"]) == ("birthday", "birthday_known")
    assert owner.tab("Members")[0]["Birthday now"] == (date(1960, 2, 28) - date(1899, 12, 30)).days
    assert tap("points")["points"] == 80
    assert [row for row in owner.tab("Problems") if row["Tab"] == "Members"] == []
    assert night() == {}


def test_a_friend_who_joins_by_a_members_code_makes_both_of_them_points(tap: Tap, owner: Owner, night: Night) -> None:
    owner.type_over("Settings", "Referral points", "Value", 100)
    owner.type_over("Settings", "Friend points", "Value", 40)
    owner.type_over("Settings", "Chat link", "Value", "https://m.me/bean")
    tap("join", email="ana@example.com")
    told = tap("refer")
    code = owner.tab("Members")[0]["Member"]

    tap("join", contact={"id": 9009, "first_name": "Vera"}, email="vera@example.com", referrer=code)
    owner.type_over("Settings", "Referral minimum order", "Value", 30)
    owner.type("Orders", ["4001", "vera@example.com", 30])
    tap("claim", contact={"id": 9009}, order_number="4001")
    first, second = night(), night()

    assert f"Your link: https://m.me/bean?ref={code}" in str(told["message"])
    assert owner.tab("Members")[1]["Referred by"] == code
    assert (first, second) == ({"friends": (2, 140)}, {})
    assert (tap("points")["points"], tap("points", contact={"id": 9009})["points"]) == (150, 120)
    assert "for 1 friend so far" in str(tap("refer")["message"])


def test_a_tier_and_a_membership_are_told_in_the_chat_and_shown_in_her_row(
    tap: Tap, owner: Owner, night: Night
) -> None:
    owner.type("Tiers", ["Silver", 40, 1.5, "Early access", 10])
    owner.type("Plans", ["Club", 30, "yearly", "Club card", 2, "Free shipping"])
    tap("join", email="ana@example.com")
    owner.type("Orders", ["3001", "ana@example.com", 40, "", "", "", "", "", "", "", "Tea, club card"])

    claimed = tap("claim", order_number="3001")
    told = tap("tier")
    shown = owner.tab("Members")[0]
    owner.type_over("Tiers", "Silver", "From", 30)
    owner.type("Tiers", ["Gold", 35])
    ranked = night()

    assert "Welcome to the tier Silver! It brings you 10 more points. Your membership Club" in str(claimed["message"])
    assert (claimed["points"], claimed["points_earned"]) == (100, 40)
    assert (told["status"], told["code"]) == ("ok", "tier")
    assert str(told["message"]).startswith(
        "Your tier: Silver.\nWhat it gives you: Early access\nYour membership Club runs"
    )
    assert (shown["Tier"], str(shown["Membership"]).partition(" until ")[0]) == ("Silver", "Club")
    assert ranked == {"tiers": (1, 0)}
    assert owner.tab("Members")[0]["Tier"] == "Gold"


def test_a_question_with_few_choices_is_answered_by_a_tap_that_may_come_twice(tap: Tap, owner: Owner) -> None:
    owner.type(
        "Survey", ["first", "Why?"], ["taste", "Tea, none\nor coffee?", "tea, none", 20], ["taste", "Why is that?"]
    )
    tap("join", email="ana@example.com")

    asked = tap("survey/block", survey="taste")
    [_, none] = asked["content"]["messages"][-1]["buttons"]
    payload = dict(none["payload"])
    contact = payload.pop("contact")
    taps = [tap("survey/block", contact, **payload) for _ in range(2)]
    elsewhere = tap("survey/block", channel="instagram", survey="first")

    assert (none["caption"], none["url"]) == ("none", "https://regulars.example/manychat/survey/block")
    assert [answer["content"]["messages"][0]["text"] for answer in taps] == ["2/2 Why is that?"] * 2
    assert [(row["Survey"], row["Answer"]) for row in owner.tab("Answers")] == [("taste", "none")]
    assert "buttons" not in elsewhere["content"]["messages"][-1]


def test_a_coupon_that_an_order_carries_is_used_the_next_morning(tap: Tap, owner: Owner, night: Night) -> None:
    tap("join", email="ana@example.com")
    owner.type_over("Members", "ana@example.com", "Points", 500)
    code = tap("redeem", reward="tote")["coupon"]
    held = str(tap("coupons")["message"])
    owner.type("Orders", ["3001", "ana@example.com", 40])
    owner.type_over("Orders", "3001", "Coupons", f"SUMMER, {code}")

    assert code in held
    assert night() == {"used": (1, 0)}
    assert code not in str(tap("coupons")["message"])
    [row] = [row for row in owner.tab("Coupons") if row["Code"] == code]
    [line] = [row for row in owner.tab("Ledger") if row["Entry"] == "use"]
    assert (row["Used for"], line["For"], line["Note"]) == ("3001", "3001", f"coupon {code} used")
    assert night() == {}


def test_points_expire_at_night_one_full_period_after_the_owner_wanted_it(tap: Tap, owner: Owner, night: Night) -> None:
    tap("join", email="ana@example.com")
    owner.type_over("Settings", "Points expire", "Value", "rolling")
    before, first, after = now(), night(), now()
    [written] = [row["Value"] for row in owner.tab("Log") if row["What"] == "expiry start"]
    owner.type_over("Ledger", "sign-up", "Time", "2020-01-01 12:00:00")
    too_soon = night()
    owner.type_over("Settings", "Expire from", "Value", "2021-01-01")
    third, fourth = night(), night()

    today = {instant.astimezone(ZoneInfo(ZONE)).date() for instant in (before, after)}
    assert date.fromisoformat(str(written)) in {later(day, 12) for day in today}
    assert (first, too_soon, fourth) == ({}, {}, {})
    assert third == {"expired": (1, -50)}
    assert tap("points")["points"] == 0
    assert [(row["Entry"], row["Points"]) for row in owner.tab("Ledger")] == [("sign-up", 50), ("expiry", -50)]


def test_the_first_day_of_expiry_is_noted_also_where_the_owner_deleted_its_setting(
    client: FlaskClient, owner: Owner, credentials: Path, server: Server
) -> None:
    owner.type_over("Settings", "Points expire", "Value", "yearly")
    owner.type_over("Settings", "Expire from", "Setting", "")
    token = server.access.id_token(AUDIENCE, now().timestamp(), email=Scheduler(AUDIENCE, credentials).account)

    answer = client.post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 200
    [written] = [row["Value"] for row in owner.tab("Log") if row["What"] == "expiry start"]
    assert str(written).endswith("-12-31")


def test_the_nightly_run_says_when_it_cannot_be_done(
    client: FlaskClient, credentials: Path, server: Server, environment: pytest.MonkeyPatch
) -> None:
    environment.delenv("SPREADSHEET_ID")
    token = server.access.id_token(AUDIENCE, now().timestamp(), email=Scheduler(AUDIENCE, credentials).account)

    answer = client.post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 503


def test_the_reminder_run_goes_by_chat_without_any_mail_server_and_logs_nothing_of_anybody(
    tap: Tap,
    owner: Owner,
    credentials: Path,
    server: Server,
    environment: pytest.MonkeyPatch,
    loyalty_fields: frozenset[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    flow, key = "content20260101120000_123456", "123456:0a1b2c3d4e5f"
    tap("join", email="ana@example.com")
    owner.type_over("Members", "Ana", "Joined", "2026-01-01 12:00:00")
    owner.type_over("Settings", "Reminders by", "Value", "chat")
    owner.type_over("Settings", "Chat flow", "Value", flow)
    token = server.access.id_token(AUDIENCE, now().timestamp(), email=Scheduler(AUDIENCE, credentials).account)

    with ManyChat(Page(key, {"7001": {}}, loyalty_fields, frozenset({flow}))) as chat:
        environment.setenv("MANYCHAT_URL", chat.url)
        environment.setenv("MANYCHAT_TOKEN", key)
        environment.delenv("SMTP_URL")
        another_instance = functions_framework.create_app("loyalty", str(ROOT / "main.py")).test_client()
        answer = another_instance.post("/tasks/remind", headers={"Authorization": f"Bearer {token}"})

    assert answer.get_json() == {"task": "remind", "due": 1, "sent": 1, "failed": 0, "left": 0, "taken": 0}
    assert [sent.contact for sent in chat.sent] == ["7001"]
    assert [(row["Status"], row.get("Detail")) for row in owner.tab("Emails")] == [
        ("taken", None),
        ("sent", "by chat"),
    ]
    written = capsys.readouterr().out.casefold()
    assert "tasks/remind sent 1" in written
    assert not [own for own in ("ana", "7001", key) if own in written]


def test_when_the_mail_server_is_down_nothing_is_taken_and_the_next_run_goes_on(
    client: FlaskClient, tap: Tap, owner: Owner, credentials: Path, server: Server, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    tap("join", email="ana@example.com")
    owner.type_over("Members", "Ana", "Joined", "2026-01-01 12:00:00")
    token = server.access.id_token(AUDIENCE, now().timestamp(), email=Scheduler(AUDIENCE, credentials).account)

    answer = client.post("/tasks/remind", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 503
    assert owner.tab("Emails") == []


def test_a_name_such_as_a_formula_stays_text_from_the_chat_to_the_sheet(tap: Tap, owner: Owner) -> None:
    tap("join", {"id": "7001", "first_name": "=1+1"}, email="ana@example.com")

    assert owner.tab("Members")[0]["Name"] == "'=1+1"
