"""A run with a hold-out, over a real mail server: who is held out gets a line in Emails and nothing else, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from mail.smtp import MailServer
from sandbox.google.http.faults import DropAfter
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.container import chance, open_google
from service.runs.reminder_run import Count, Run, would_send
from sheets.google.client import Spent
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


@pytest.fixture
def people(owner: Owner) -> Owner:
    """Three members who are due a reminder; by the hash of code and name BORIS is held out at a half."""
    for person in ("ana", "boris", "layla"):
        owner.type("Members", [person.upper(), f"{person}@post.example", person.title(), "", "", "2026-01-01"])
    owner.type_over("Settings", "Hold out", "Value", "50 %")
    return owner


@pytest.fixture
def start(people: Owner, server: Server) -> Callable[[], Workbook]:
    """An instance of its own for each call."""
    google = open_google(people.spreadsheet, server.url)
    return partial(Workbook, google, clock=lambda: NOW, chance=chance, quota=(60_000, 60_000))


def run(workbook: Workbook, box: MailBox, *, now: datetime = NOW, at_once: int = 200) -> Count:
    sending = Run(workbook, "hello@shop.example", lambda: now, Spent(), lambda: True, at_once=at_once)
    return sending.send_all(MailServer(box.url, 5))


def fate(owner: Owner) -> dict[str, str]:
    """The last status of each member's emails."""
    return {str(row["Member"]): str(row["Status"]) for row in owner.tab("Emails")}


def lines(owner: Owner, member: str) -> list[str]:
    """The statuses of all lines about the member's emails, in the order of the tab."""
    return [str(row["Status"]) for row in owner.tab("Emails") if row["Member"] == member]


def recipients(box: MailBox) -> list[str]:
    return [letter.recipients[0] for letter in box.letters]


def test_who_is_held_out_gets_a_line_and_no_email_in_this_run_and_in_the_next_ones(
    people: Owner, start: Callable[[], Workbook]
) -> None:
    planned = list(would_send(start().read_whole().book, now=NOW))
    with MailBox() as box:
        count = run(start(), box)
        at_once = run(start(), box, now=NOW + timedelta(hours=2))
        a_day_later = run(start(), box, now=NOW + timedelta(days=1))
        four_weeks_later = run(start(), box, now=NOW + timedelta(days=28))

    assert planned[1] == "BORIS  reminder, held out"
    assert (count, at_once, a_day_later, four_weeks_later) == (Count(2, 2), Count(), Count(), Count(2, 2))
    assert recipients(box) == ["ana@post.example", "layla@post.example"] * 2
    assert lines(people, "BORIS") == ["held out", "held out"]
    ids = [row["Id"] for row in people.tab("Emails") if row["Member"] == "BORIS"]
    assert ids == ["reminder:BORIS:2026-11-22", "reminder:BORIS:2026-12-20"]
    shown = {str(row["Member"]): row.get("Last reminder") for row in people.tab("Members")}
    assert (shown["BORIS"], bool(shown["ANA"])) == (None, True)


def test_a_slice_in_which_everybody_is_held_out_stops_no_run(people: Owner, start: Callable[[], Workbook]) -> None:
    with MailBox() as box:
        count = run(start(), box, at_once=1)

    assert (count, recipients(box)) == (Count(2, 2), ["ana@post.example", "layla@post.example"])
    assert fate(people) == {"ANA": "sent", "BORIS": "held out", "LAYLA": "sent"}


def test_where_all_who_are_due_are_held_out_nothing_is_sent(people: Owner, start: Callable[[], Workbook]) -> None:
    for member in ("ANA", "LAYLA"):
        people.type_over("Members", member, "Reminders", "no")

    with MailBox() as box:
        count = run(start(), box)

    assert (count, box.letters, fate(people)) == (Count(), (), {"BORIS": "held out"})


def test_two_instances_at_once_hold_out_once(people: Owner, start: Callable[[], Workbook]) -> None:
    instances = start(), start()
    for instance in instances:
        instance.open()  # both have read the sheet before either one writes

    with MailBox() as box, ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda workbook: run(workbook, box), instances))

    assert sum(count.sent for count in counts) == 2
    assert sorted(recipients(box)) == ["ana@post.example", "layla@post.example"]
    assert lines(people, "BORIS") == ["held out"]


def test_a_commit_whose_answer_is_lost_holds_out_once(people: Owner, start: Callable[[], Workbook]) -> None:
    workbook = start()
    workbook.open()
    people.google.faults.next_write(DropAfter())

    with MailBox() as box:
        count = run(workbook, box)

    assert (count, recipients(box)) == (Count(2, 2), ["ana@post.example", "layla@post.example"])
    assert lines(people, "BORIS") == ["held out"]
