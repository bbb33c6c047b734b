"""The command line, against Google on a socket: plain sentences, sensible exit statuses, never a traceback."""

import os
import pty
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loyalty.book.account import Account
from manage import manage
from sandbox.google.http.faults import DropBefore, Fault
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.manychat_api import ManyChat, Page
from sandbox.owner import Owner
from service.container import chance, now, open_google
from sheets.workbook import Workbook

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(manage, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def test_setup_tells_what_it_made_and_that_nothing_is_left_to_do(
    server: Server, environment: pytest.MonkeyPatch
) -> None:
    del environment
    spreadsheet = "1" + os.environ["SPREADSHEET_ID"]
    server.google.create(spreadsheet)

    first = run("setup", f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit#gid=0")
    second = run("setup", spreadsheet)

    assert first.exit_code == 0
    assert "Made the tab Ledger." in first.output
    assert second.output == "Everything was there already.\n"


@pytest.mark.usefixtures("environment")
def test_a_spreadsheet_that_is_not_there_is_one_sentence() -> None:
    for command in ("setup", "close-books"):
        result = run(command, "no-such-spreadsheet")

        assert result.exit_code == 1
        assert "404" in result.output


@pytest.mark.usefixtures("owner")
def test_without_a_network_it_is_one_sentence(outage: list[Fault]) -> None:
    outage.append(DropBefore())
    try:
        results = [run("setup"), run("close-books")]
    finally:
        outage.clear()

    assert [result.exit_code for result in results] == [1, 1]
    assert all("no answer from Google" in result.output for result in results)


@pytest.mark.usefixtures("owner")
def test_without_credentials_it_is_one_sentence(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/at-all.json")

    results = [run("setup"), run("close-books")]

    assert [result.exit_code for result in results] == [1, 1]
    assert all("credentials" in result.output for result in results)


@pytest.mark.usefixtures("owner")
def test_without_a_spreadsheet_it_asks_for_one(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("SPREADSHEET_ID")

    result = run("setup")

    assert result.exit_code == 1
    assert "Name the spreadsheet" in result.output


def test_the_books_of_thousands_of_lines_are_closed_and_nobody_has_a_point_more_or_less(
    owner: Owner, environment: pytest.MonkeyPatch
) -> None:
    environment.delenv("PUBLIC_URL")  # nobody answers there
    year, members, lines = now().year - 2, 400, 8
    codes = [f"MEM{number:03}" for number in range(members)]
    owner.type("Members", *([code, f"{code}@example.com"] for code in codes))
    owner.type(
        "Ledger",
        *(
            [f"{year}-{1 + line:02}-15 12:00:00", code, "", "claim", 10 + line, "", "", f"order:{code}-{line}"]
            for line in range(lines)
            for code in codes
        ),
    )
    before = accounts()

    tried = run("close-books", "--dry-run")
    closed = run("close-books")
    again = run("close-books")

    assert f"Would move 3,200 lines into the tab Ledger {year}." in tried.output
    assert "Closed the books of 400 members" in closed.output
    assert f"Moved 3,200 lines into the tab Ledger {year}." in closed.output
    assert "nothing to close" in again.output
    assert [result.exit_code for result in (tried, closed, again)] == [0, 0, 0]
    assert accounts() == before
    assert len(owner.tab(f"Ledger {year}")) >= 3_200
    assert len([row for row in owner.tab("Ledger") if row.get("Entry") == "opening"]) == 400
    assert run("check").exit_code == 0


def test_closed_years_go_into_a_second_spreadsheet_by_its_address(owner: Owner, server: Server) -> None:
    second = f"{owner.spreadsheet}-years"
    server.google.create(second)
    year = now().year - 2
    owner.type("Members", ["K7Q4ZD", "ana@example.com"])
    lines = [[f"{year}-0{month}-15 12:00:00", "K7Q4ZD", "", "claim", 10, "", "", f"order:{month}"] for month in (1, 2)]
    owner.type("Ledger", *lines)
    before = accounts()

    tried = run("close-books", "--into", second, "--dry-run")
    closed = run("close-books", "--into", f"https://docs.google.com/spreadsheets/d/{second}/edit#gid=0")

    address = f"https://docs.google.com/spreadsheets/d/{second}"
    assert f"Would move the tab Ledger {year} into {address}." in tried.output
    assert f"Moved the tab Ledger {year} with 2 lines into {address}." in closed.output
    assert len(Owner(server.google, second).tab(f"Ledger {year}")) >= 2
    assert accounts() == before


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_a_second_spreadsheet_that_will_not_do_is_one_sentence(owner: Owner, dry_run: tuple[str, ...]) -> None:
    own = run("close-books", "--into", owner.spreadsheet, *dry_run)
    nowhere = run("close-books", "--into", "no-such-spreadsheet", *dry_run)

    assert [own.exit_code, nowhere.exit_code] == [1, 1]
    assert own.output == (
        f"Error: The second spreadsheet https://docs.google.com/spreadsheets/d/{owner.spreadsheet} "
        "is the program's own sheet.\n"
    )
    assert "no-such-spreadsheet is not there: see whether the address is complete" in nowhere.output


def accounts() -> dict[str, Account]:
    google = open_google(os.environ["SPREADSHEET_ID"], os.environ["GOOGLE_SHEETS_URL"])
    book = Workbook(google, clock=now, chance=chance).read_whole().book
    return {code: book.account_of(code) for code in book.members}


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("day", ["soon", "2024-02-30", "2999-01-01", now().date().isoformat()])
def test_books_are_not_closed_before_a_day_that_is_none_or_not_long_past(day: str) -> None:
    result = run("close-books", "--before", day)

    assert result.exit_code == 1
    assert day in result.output


def test_a_campaign_can_be_tried_on_last_years_orders_before_it_starts(owner: Owner) -> None:
    run("setup")
    owner.type("Members", ["K7Q4ZD", "vera@example.com", "Vera", "7009"])
    owner.type("Orders", ["901", "vera@example.com", 80, "USD", (now() - timedelta(days=30)).date().isoformat()])
    owner.type("Campaigns", ["Double week", "", "", 2])

    result = run("campaign-preview", "double week")
    unknown = run("campaign-preview", "Easter")

    assert result.exit_code == 0
    assert "members touched: 1, orders: 1, points given: 80\n" in result.output
    assert "they cost about 2.53 USD" in result.output
    assert unknown.exit_code == 1
    assert "There are: Double week." in unknown.output
    assert [row for row in owner.tab("Ledger") if row.get("Entry") == "claim"] == []


def test_letters_can_be_looked_at_before_they_go_out(owner: Owner, mailbox: MailBox) -> None:
    owner.type("Members", ["K7Q4ZD", "ana@shop.example", "Ana", "", "", "2026-01-01"], ["B9XQ4Z", "", "Boris", "7002"])

    looked = run("remind", "--dry-run")
    before = len(mailbox.letters)
    ran = run("remind", "--retry-taken")

    assert looked.output.splitlines()[:2] == ["K7Q4ZD  reminder", "B9XQ4Z  - they have no email address"]
    assert before == 0
    assert "ana@" not in looked.output
    assert ran.output.splitlines() == [
        "0 letters that were taken before may go out again.",
        "due 1, sent 1, failed 0, left 0, taken 0",
    ]
    assert [letter.recipients for letter in mailbox.letters] == [("ana@shop.example",)]


@pytest.mark.usefixtures("owner")
def test_a_run_by_hand_without_a_mail_server_is_one_sentence(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SMTP_URL", "smtp://127.0.0.1:1")

    result = run("remind")

    assert result.exit_code == 1
    assert result.output.startswith("Error: Stopped: the mail server 127.0.0.1:1 cannot be reached")


def test_a_run_by_hand_shows_on_a_terminal_how_far_it_is_and_elsewhere_only_what_it_did(
    owner: Owner, mailbox: MailBox
) -> None:
    codes = [f"MEM{number:03}" for number in range(12)]
    owner.type("Members", *([code, f"{code}@example.com", "", "", "", "2026-01-01"] for code in codes))
    ours, theirs = pty.openpty()

    watched = subprocess.run(
        [sys.executable, "manage.py", "remind"], cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True
    )
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    unwatched = run("remind")

    assert watched.stdout == "due 12, sent 12, failed 0, left 0, taken 0\n"
    assert "Letters" in shown
    assert "12/12" in shown
    assert "example.com" not in shown
    assert (unwatched.stdout, unwatched.stderr) == ("due 0, sent 0, failed 0, left 0, taken 0\n", "")
    assert len(mailbox.letters) == len(codes)


def test_the_check_and_the_dry_run_know_that_letters_are_to_go_by_chat(
    owner: Owner, environment: pytest.MonkeyPatch
) -> None:
    owner.type_over("Settings", "Reminders by", "Value", "both")
    owner.type_over("Settings", "Chat flow", "Value", "content20260101120000_123456")
    owner.type_over("Settings", "Letter hours", "Value", "0 to 24")
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "", "700100001", "", "2026-01-01"])
    owner.type("Members", ["M3X9TR", "layla@example.com", "", "", "", "2026-01-01"])

    without, would = run("check"), run("remind", "--dry-run")
    environment.setenv("MANYCHAT_TOKEN", "123456:0a1b2c3d4e5f")

    assert "The setting Reminders by is both, but no letter goes by chat. The variable MANYCHAT_TOKEN" in without.output
    assert "MANYCHAT_TOKEN" not in run("check").output
    assert "K7Q4ZD  reminder, by chat and by e-mail\nM3X9TR  reminder, by e-mail" in would.output


@pytest.mark.parametrize("missing", ["SMTP_URL", "MAIL_FROM"])
def test_a_run_by_hand_sends_letters_by_chat_where_the_owner_wants_it_so(
    owner: Owner, environment: pytest.MonkeyPatch, loyalty_fields: frozenset[str], missing: str
) -> None:
    flow, token = "content20260101120000_123456", "123456:0a1b2c3d4e5f"
    owner.type_over("Settings", "Reminders by", "Value", "chat")
    owner.type_over("Settings", "Chat flow", "Value", flow)
    owner.type("Members", ["K7Q4ZD", "", "Ana", "700100001", "", "2026-01-01"])
    environment.delenv(missing)

    without = run("remind")
    with ManyChat(Page(token, {"700100001": {}}, loyalty_fields, frozenset({flow}))) as chat:
        environment.setenv("MANYCHAT_TOKEN", token)
        environment.setenv("MANYCHAT_URL", chat.url)
        ran = run("remind")

    assert without.output.endswith("due 1, sent 0, failed 0, left 1, taken 0\n")
    assert ran.output == "due 1, sent 1, failed 0, left 0, taken 0\n"
    [sent] = chat.sent
    assert "/unsubscribe?t=" in sent.fields["Loyalty unsubscribe"]
