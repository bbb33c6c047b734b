"""A whole run: the sheet behind a socket, letters over a real SMTP server, and what goes wrong on the way."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddTry
from loyalty.book.recent_tries import Try, TryKind
from loyalty.letters.outbox import take_due
from mail.smtp import MailServer, PostClosed
from sandbox.google.http.server import Server
from sandbox.mailbox import DROP, SILENCE, Fault, MailBox
from sandbox.owner import Owner
from service.container import chance, open_google
from service.runs.reminder_run import Count, Run, release, would_send
from service.runs.throttle import Throttle
from sheets.google.client import Spent
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
PEOPLE = ("ana", "boris", "layla")
PEOPLE_S = tuple(f"{person}@post.example" for person in PEOPLE)
SENDER = "Marigold & Finch <hello@shop.example>"


@pytest.fixture
def people(owner: Owner) -> Owner:
    """Three members who are due a reminder."""
    owner.type("Members", *([p.upper(), f"{p}@post.example", p.title(), "", "", "2026-01-01"] for p in PEOPLE))
    owner.google.requests.clear()
    return owner


@pytest.fixture
def start(people: Owner, server: Server) -> Callable[[], Workbook]:
    """An instance of its own for each call."""
    google = open_google(people.spreadsheet, server.url)
    return partial(Workbook, google, clock=lambda: NOW, chance=chance, quota=(60_000, 60_000))


def run(
    workbook: Workbook, box: MailBox, *, now: datetime = NOW, timeout: float = 5, user: str = "", **more: object
) -> Count:
    url = box.url.replace("//", f"//{user}@") if user else box.url
    settled: Run = replace(Run(workbook, SENDER, lambda: now, Spent(), lambda: True), **more)  # type: ignore[arg-type]
    return settled.send_all(MailServer(url, timeout))


def fate(owner: Owner) -> dict[str, str]:
    """The last status of each member's letters."""
    return {str(row["Member"]): str(row["Status"]) for row in owner.tab("Emails")}


def lines(owner: Owner, member: str) -> list[str]:
    """The statuses of all lines about the member's letters, in the order of the tab."""
    return [str(row["Status"]) for row in owner.tab("Emails") if row["Member"] == member]


def at(step: str, address: str, answer: str) -> Fault:
    return lambda now, whose: answer if (now, whose) == (step, address) else None


def recipients(box: MailBox) -> list[str]:
    return [letter.recipients[0] for letter in box.letters]


def test_every_letter_goes_out_once_with_a_link_that_ends_them(people: Owner, start: Callable[[], Workbook]) -> None:
    with MailBox() as box:
        count = run(start(), box, unsubscribe=lambda member: f"https://regulars.example/unsubscribe?t={member}")
        again = run(start(), box, now=NOW + timedelta(hours=2))

    assert count == Count(due=3, sent=3)
    assert again == Count()
    assert recipients(box) == list(PEOPLE_S)
    assert fate(people) == dict.fromkeys(("ANA", "BORIS", "LAYLA"), "sent")
    first = box.letters[0].message
    assert first["List-Unsubscribe"] == "<https://regulars.example/unsubscribe?t=ANA>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert box.connections == 2


@pytest.mark.parametrize(("minutes", "holds"), [(0, True), (4, True), (6, False), (30, False)])
def test_digits_that_would_not_be_good_for_long_stand_in_no_letter(
    owner: Owner, start: Callable[[], Workbook], minutes: int, holds: bool
) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "before points")
    owner.type("Members", ["NEW22A", "new@post.example", "", "77", "", f"{NOW:%Y-%m-%d %H:%M}"])
    clock = iter([NOW])

    def note(_book: Book, _contact: str, _address: str, now: datetime) -> AddTry:
        return AddTry(Try(TryKind.LETTER, "contact-", "mailbox-", "letter--", now))

    with MailBox() as box:
        run(
            start(),
            box,
            clock=lambda: next(clock, NOW + timedelta(minutes=minutes)),
            note_digits=note,
            digits=lambda *_: "482913",
            confirm=lambda *_: "https://m.me/shop?ref=loyalty--confirm-x",
        )

    [letter] = [letter for letter in box.letters if letter.recipients == ("new@post.example",)]
    said = str(letter.message.get_body(("plain",)))
    assert ("482913" in said, "confirm-x" in said) == (holds, True)


def test_slices_cost_one_read_and_one_write_each(people: Owner, start: Callable[[], Workbook]) -> None:
    workbook = start()
    workbook.open()
    people.google.requests.clear()

    with MailBox() as box:
        count = run(workbook, box, at_once=1)

    kinds = [seen.kind for seen in people.google.requests]
    assert count.sent == 3
    assert (kinds.count("read"), kinds.count("write")) == (4, 4)


@pytest.mark.parametrize("answer", [DROP, SILENCE])
def test_a_server_that_falls_silent_after_the_letter_leaves_it_taken_and_no_run_sends_it_again(
    people: Owner, start: Callable[[], Workbook], answer: str
) -> None:
    with MailBox(fault=at("DATA", "boris@post.example", answer)) as box:
        count = run(start(), box, timeout=0.3)
        again = run(start(), box, now=NOW + timedelta(days=1), timeout=0.3)

    assert count == Count(due=3, sent=2, taken=1)
    assert again == Count(taken=1)
    assert recipients(box) == ["ana@post.example", "layla@post.example"]
    assert fate(people) == {"ANA": "sent", "BORIS": "taken", "LAYLA": "sent"}
    [why] = [row["Detail"] for row in people.tab("Emails") if row.get("Detail")]
    assert "may have arrived" in str(why)


@pytest.mark.parametrize(
    ("step", "answer", "wish"),
    [
        ("RCPT", "550 5.1.1 No such user", "bounced"),
        ("RCPT", "550 no mailbox here", "bounced"),
        ("RCPT", "550 5.7.1 You are on a list", ""),
        ("RCPT", "552 5.2.2 Mailbox full", ""),
        ("RCPT", "450 4.2.0 Come back later", ""),
        ("DATA", "554 5.7.1 Spam", ""),
    ],
)
def test_a_refused_address_stops_no_other_and_only_a_mailbox_that_is_not_there_ends_her_letters(
    people: Owner, start: Callable[[], Workbook], step: str, answer: str, wish: str
) -> None:
    with MailBox(fault=at(step, "boris@post.example", answer)) as box:
        count = run(start(), box)
        tomorrow = run(start(), box, now=NOW + timedelta(days=1))

    assert count == Count(due=3, sent=2, failed=1)
    assert people.tab("Members")[1].get("Reminders now", "") == wish
    assert tomorrow == (Count() if wish else Count(due=1, failed=1))
    problems = [(row["Tab"], row["Column"], row["Cell"]) for row in people.tab("Problems")]
    assert problems == ([("Members", "Reminders now", "bounced")] if wish else [])


def test_a_failure_that_may_pass_is_tried_three_times(people: Owner, start: Callable[[], Workbook]) -> None:
    with MailBox(fault=at("RCPT", "boris@post.example", "451 4.7.1 Greylisted")) as box:
        counts = [run(start(), box, now=NOW + timedelta(days=days)).due for days in range(5)]

    assert counts == [3, 1, 1, 0, 0]
    assert [row["Status"] for row in people.tab("Emails") if row["Member"] == "BORIS"] == ["taken", "failed"] * 3


@pytest.mark.usefixtures("people")
def test_an_idle_connection_that_the_server_has_closed_is_opened_again(start: Callable[[], Workbook]) -> None:
    sent: list[str] = []
    closes = iter(["421 4.4.2 post.example Error: timeout exceeded"])

    def once(step: str, address: str) -> str | None:
        if step == "DATA":
            sent.append(address)
        return next(closes, None) if step == "MAIL" and sent else None

    with MailBox(fault=once) as box:
        count = run(start(), box)

    assert count == Count(due=3, sent=3)
    assert box.connections == 2


def test_a_server_that_takes_no_more_ends_the_run_and_the_next_hour_sends_the_rest(
    people: Owner, start: Callable[[], Workbook]
) -> None:
    rate = "421 4.7.28 Unusual rate of mail from boris@post.example"
    workbook = start()
    with MailBox(fault=at("RCPT", "boris@post.example", rate)) as box, pytest.raises(PostClosed, match="Unusual rate"):
        run(workbook, box)
    between, details = fate(people), {row["Member"]: row.get("Detail", "") for row in people.tab("Emails")}
    with MailBox() as next_hour:
        count = run(workbook, next_hour, now=NOW + timedelta(hours=1))

    said = "the mail server takes no more now: 421 4.7.28 Unusual rate of mail from …"
    assert between == {"ANA": "sent", "BORIS": "failed", "LAYLA": "waiting"}
    assert details == {"ANA": "", "BORIS": said, "LAYLA": said}
    assert (recipients(box), box.connections) == (["ana@post.example"], 1)
    assert (count, recipients(next_hour)) == (Count(due=1, sent=1), ["layla@post.example"])
    assert lines(people, "LAYLA") == ["taken", "waiting", "taken", "sent"]


def test_where_the_server_asks_about_no_letter_none_has_had_a_try(people: Owner, start: Callable[[], Workbook]) -> None:
    with (
        MailBox(fault=at("MAIL", "hello@shop.example", "421 4.7.0 Try again later")) as box,
        pytest.raises(PostClosed, match="Try again later"),
    ):
        run(start(), box)

    assert fate(people) == dict.fromkeys(("ANA", "BORIS", "LAYLA"), "waiting")
    with MailBox() as next_hour:
        assert run(start(), next_hour, now=NOW + timedelta(hours=1)) == Count(due=3, sent=3)


def test_a_server_that_goes_away_in_the_middle_fails_nothing_and_the_next_run_sends_the_rest(
    people: Owner, start: Callable[[], Workbook]
) -> None:
    gone = at("MAIL", "hello@shop.example", "550 5.7.60 not you")
    sent: list[str] = []

    def after_the_first(step: str, address: str) -> str | None:
        if step == "DATA":
            sent.append(address)
        return gone(step, address) if sent else None

    workbook = start()
    with MailBox(fault=after_the_first) as box, pytest.raises(PostClosed):
        run(workbook, box)
    between = fate(people)
    with MailBox() as box:
        count = run(workbook, box, now=NOW + timedelta(minutes=5))

    assert between == {"ANA": "sent", "BORIS": "waiting", "LAYLA": "waiting"}
    assert count == Count(due=2, sent=2)
    assert recipients(box) == ["boris@post.example", "layla@post.example"]
    assert lines(people, "ANA") == ["taken", "sent"]
    assert lines(people, "BORIS") == ["taken", "waiting", "taken", "sent"]


def test_a_wrong_password_stops_the_run_before_anything_is_taken(people: Owner, start: Callable[[], Workbook]) -> None:
    with MailBox(user="owner", password="right") as box, pytest.raises(PostClosed, match="password is wrong"):
        run(start(), box, user="owner:wrong")

    assert people.tab("Emails") == []


def test_a_run_that_dies_leaves_letters_taken_which_are_sent_again_by_hand_alone(
    people: Owner, start: Callable[[], Workbook]
) -> None:
    start().transact(partial(take_due, now=NOW, limit=2), tidy=True)  # the process dies here

    with MailBox() as box:
        next_run = run(start(), box, now=NOW + timedelta(hours=2))
        released = release(start(), now=NOW + timedelta(hours=2))
        by_hand = run(start(), box, now=NOW + timedelta(hours=2))

    assert next_run == Count(due=1, sent=1, taken=2)
    assert released == 2
    assert by_hand == Count(due=2, sent=2)
    assert sorted(recipients(box)) == list(PEOPLE_S)
    assert fate(people) == dict.fromkeys(("ANA", "BORIS", "LAYLA"), "sent")


def test_two_runs_at_once_write_to_nobody_twice(people: Owner, start: Callable[[], Workbook]) -> None:
    others: list[Count] = []

    def second_run_at_the_first_letter(step: str, _address: str) -> str | None:
        if step == "MAIL" and not others:
            others.append(Count())
            with MailBox() as second:
                others.append(run(start(), second, at_once=1))
                written.extend(recipients(second))
        return None

    written: list[str] = []
    with MailBox(fault=second_run_at_the_first_letter) as box:
        first = run(start(), box, timeout=20, at_once=1)
        written.extend(recipients(box))

    assert sorted(written) == list(PEOPLE_S)
    assert (first.sent, others[1].sent) == (1, 2)
    assert [lines(people, person) for person in ("ANA", "BORIS", "LAYLA")] == [["taken", "sent"]] * 3


def test_a_run_that_has_no_time_left_puts_letters_back_for_the_next(
    people: Owner, start: Callable[[], Workbook]
) -> None:
    answers: Iterator[bool] = iter([True])

    with MailBox() as box:
        first = run(start(), box, may_go_on=lambda: next(answers, False))
        second = run(start(), box)

    assert first == Count(due=3, sent=1, left=2)
    assert second == Count(due=2, sent=2)
    assert recipients(box) == list(PEOPLE_S)
    assert fate(people) == dict.fromkeys(("ANA", "BORIS", "LAYLA"), "sent")


def test_letters_keep_the_owners_pace(people: Owner, start: Callable[[], Workbook]) -> None:
    people.type_over("Settings", "Letters per minute", "Value", 30)
    clock = [100.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    with MailBox() as box:
        run(start(), box, pace=Throttle(lambda: clock[0], sleep))

    assert clock[0] == 104


def test_a_dry_run_names_nobody_but_by_the_code(people: Owner, start: Callable[[], Workbook]) -> None:
    people.type_over("Members", "BORIS", "Reminders", "no")

    lines = list(would_send(start().read_whole().book, now=NOW))

    assert lines == [
        "ANA  reminder",
        "BORIS  - they want no emails",
        "LAYLA  reminder",
        "2 × reminder",
        "1 × - they want no emails",
    ]
    assert os.environ["SPREADSHEET_ID"] == people.spreadsheet
    assert people.tab("Emails") == []


def test_points_that_expire_are_warned_of_in_the_dry_run_and_by_letter(
    people: Owner, start: Callable[[], Workbook]
) -> None:
    for setting, value in (("Points expire", "rolling"), ("Expire from", "2026-06-01")):
        people.type_over("Settings", setting, "Value", value)
    people.type("Ledger", ["2025-12-20 09:00:00", "ANA", "", "adjustment", 40])

    planned = next(would_send(start().read_whole().book, now=NOW))
    with MailBox() as box:
        run(start(), box)
        run(start(), box, now=NOW + timedelta(days=24))

    assert planned == "ANA  points_expiring"
    assert [letter.message["Subject"] for letter in box.letters if letter.recipients[0] == "ana@post.example"] == [
        "40 points at Marigold & Finch are good until 20 December 2026",
        "40 points at Marigold & Finch are good until 20 December 2026",
    ]
    ids = [row["Id"] for row in people.tab("Emails") if row["Member"] == "ANA"]
    assert list(dict.fromkeys(ids)) == ["points_expiring:ANA:2026-12-20:30", "points_expiring:ANA:2026-12-20:7"]


def test_a_run_in_which_nothing_is_due_tells_what_the_owner_has_mistyped(owner: Owner, server: Server) -> None:
    workbook = Workbook(open_google(owner.spreadsheet, server.url), clock=lambda: NOW, chance=chance)
    with MailBox() as box:
        run(workbook, box)
        owner.type_over("Orders", owner.tab("Orders")[0]["Order"], "Amount", "plenty")
        count = run(workbook, box)

    assert count == Count()
    assert [(row["Tab"], row["Row"], row["Column"]) for row in owner.tab("Problems")] == [("Orders", 2, "Amount")]
