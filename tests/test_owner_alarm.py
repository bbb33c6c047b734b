"""The email to the owner: what closes the program reaches them by a real mail server, once a day over all instances."""

import os
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from loyalty.model.shop.wanted_code import Refusal
from sandbox.google.http.faults import Fault, Refuse
from sandbox.google.http.server import Server
from sandbox.mailbox import KeptLetter, MailBox
from sandbox.owner import Owner
from service.container import Container, chance, open_google
from service.environment import Environment
from service.log_lines import ThrottledLog
from service.owner_alarm import OwnerAlarm
from sheets.codec.translation import said
from sheets.engine.alarm_note import AlarmNote, NightNews
from sheets.google.errors import BookForked, NewerLayout, NoAnswer, WorkbookError
from sheets.schema.made.shop_code_sentences import REFUSED, WHY
from sheets.schema.noted.known_headings import GoneHeading, HeadingGone
from sheets.schema.noted.ledger_length import LedgerLength
from sheets.schema.orders_tab import ORDERS

SECRET = {"Authorization": "Bearer the-secret-of-this-test"}
CONTACT = {"id": "7001", "first_name": "Ana", "channel": "messenger", "language": "en"}
NOW = datetime(2026, 11, 28, 17, 0, tzinfo=UTC)
ADDRESS = "owner@shop.example"
CLOSED = HeadingGone((GoneHeading(ORDERS, 1, ORDERS.currency),))
Instance = Callable[..., OwnerAlarm]


@pytest.fixture(autouse=True)
def addressed(owner: Owner) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", ADDRESS)


@pytest.fixture
def instance(owner: Owner, server: Server) -> Instance:
    """What one instance of the function writes to the owner with, at this time of day."""

    def start(now: datetime = NOW) -> OwnerAlarm:
        container = Container(Environment(dict(os.environ)))
        return OwnerAlarm(
            container.environment,
            note=lambda: AlarmNote(open_google(owner.spreadsheet, server.url), chance=chance),
            mail_server=lambda: container.mail_server_or_why,
            clock=lambda: now,
            throttled_log=ThrottledLog(),
        )

    return start


def renames(owner: Owner, tab: str, heading: str, new: str) -> None:
    at = owner.google.tab(owner.spreadsheet, tab)[0].index(heading)
    owner.type_at(f"{tab}!{chr(ord('A') + at)}1", [new])


def writes(alarm: OwnerAlarm, error: Exception) -> None:
    thread = alarm.about(error)
    if thread:
        thread.join()


def asks(client: FlaskClient) -> object:
    answer = client.post("/manychat/points", json=CONTACT, headers=SECRET).get_json()
    for thread in threading.enumerate():
        if thread.name == "owner-alarm":
            thread.join()
    return answer["code"]


def another_joins(client: FlaskClient) -> object:
    body = {**CONTACT, "id": "7002", "email": "boris@example.com"}
    answer = client.post("/manychat/join", json=body, headers=SECRET).get_json()
    for thread in threading.enumerate():
        if thread.name == "owner-alarm":
            thread.join()
    return answer["code"]


def joins(client: FlaskClient) -> object:
    answer = client.post("/manychat/join", json={**CONTACT, "email": "ana@example.com"}, headers=SECRET)
    return answer.get_json()["code"]


def part(letter: KeptLetter, kind: str = "plain") -> str:
    body = letter.message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def subjects(mailbox: MailBox) -> list[str]:
    return [str(letter.message["Subject"]) for letter in mailbox.letters]


def test_an_owner_is_written_to_once_when_a_heading_that_decides_is_gone(
    client: FlaskClient, owner: Owner, mailbox: MailBox
) -> None:
    joined = joins(client)
    renames(owner, "Orders", "Currency", "Money")

    answers = {asks(client) for _ in range(4)}

    [letter] = mailbox.letters
    text = part(letter)
    assert (joined, answers) == ("joined", {"later"})
    assert letter.recipients == (ADDRESS,)
    assert "is closed" in subjects(mailbox)[0]
    assert "Tab Orders, row 1, Currency" in text
    assert "Write it back above its column" in text
    assert "Customers are asked to try again later" in text
    assert "ana@example.com" not in text


def doubles_a_heading(owner: Owner) -> None:
    owner.insert("Orders", "COLUMNS", 0)
    owner.type_at("Orders!A1", ["Status"])


@pytest.mark.parametrize(
    ("gesture", "sentence"),
    [
        (doubles_a_heading, "is there twice in Orders"),
        (lambda owner: owner.protect("Ledger"), "the program may not write there"),
        (lambda owner: owner.delete_tab("Rewards"), "The tab Rewards is missing"),
        (lambda owner: renames(owner, "Settings", "Value", "Worth"), "The heading Value is gone from Settings"),
    ],
)
def test_an_owner_is_written_to_of_all_that_keeps_the_program_from_booking(
    client: FlaskClient, owner: Owner, mailbox: MailBox, gesture: Callable[[Owner], None], sentence: str
) -> None:
    joins(client)
    gesture(owner)

    answers = [asks(client), another_joins(client), another_joins(client)]

    [letter] = mailbox.letters
    assert "later" in answers
    assert sentence in part(letter)


def test_of_a_protected_tab_the_owner_reads_what_goes_on_and_what_does_not(
    client: FlaskClient, owner: Owner, mailbox: MailBox
) -> None:
    joins(client)
    owner.protect("Ledger")

    answers = [asks(client), another_joins(client), asks(client)]

    [letter] = mailbox.letters
    assert answers == ["points", "later", "points"]
    assert "cannot book everything" in subjects(mailbox)[0]
    assert "Tab Ledger" in part(letter)
    assert "Customers are told their points, rewards and coupons as before" in part(letter)
    assert "is closed" not in subjects(mailbox)[0] + part(letter)


def test_when_it_is_put_right_customers_are_answered_and_nothing_is_said_again(
    client: FlaskClient, owner: Owner, mailbox: MailBox
) -> None:
    joins(client)
    renames(owner, "Orders", "Currency", "Money")
    asks(client)
    renames(owner, "Orders", "Money", "Currency")

    assert asks(client) == "points"
    assert len(mailbox.letters) == 1


def test_many_instances_at_once_send_one_email_a_day(instance: Instance, mailbox: MailBox) -> None:
    threads = [alarm.about(CLOSED) for alarm in [instance() for _ in range(6)]]
    for thread in threads:
        assert thread is not None
        thread.join()
    first = len(mailbox.letters)
    writes(instance(now=NOW + timedelta(hours=5)), CLOSED)
    same_day = len(mailbox.letters)
    writes(instance(now=NOW + timedelta(days=1)), CLOSED)

    assert (first, same_day, len(mailbox.letters)) == (1, 1, 2)


def test_one_instance_asks_the_sheet_once_an_hour_at_most(server: Server, instance: Instance, mailbox: MailBox) -> None:
    alarm = instance()
    writes(alarm, CLOSED)
    server.google.requests.clear()
    writes(alarm, CLOSED)

    assert len(mailbox.letters) == 1
    assert list(server.google.requests) == []


def test_an_owner_without_an_address_is_written_nothing_and_nothing_is_noted(
    owner: Owner, server: Server, instance: Instance, mailbox: MailBox
) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", "")
    server.google.requests.clear()

    writes(instance(), CLOSED)

    assert subjects(mailbox) == []
    assert [seen.kind for seen in server.google.requests].count("write") == 0


def test_a_mail_server_that_is_away_is_tried_again_an_hour_later_the_same_day(
    instance: Instance, mailbox: MailBox, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    writes(instance(), CLOSED)
    environment.setenv("SMTP_URL", mailbox.url)
    writes(instance(now=NOW + timedelta(minutes=50)), CLOSED)
    too_soon = len(mailbox.letters)
    writes(instance(now=NOW + timedelta(minutes=61)), CLOSED)
    writes(instance(now=NOW + timedelta(minutes=130)), CLOSED)

    assert (too_soon, len(mailbox.letters)) == (0, 1)


def test_customers_are_answered_while_the_mail_server_is_away(
    client: FlaskClient, owner: Owner, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    joins(client)
    renames(owner, "Orders", "Currency", "Money")
    closed_answer = asks(client)
    renames(owner, "Orders", "Money", "Currency")

    assert (closed_answer, asks(client)) == ("later", "points")


@pytest.mark.parametrize("error", [BookForked(), NewerLayout("9")])
def test_an_instance_that_may_write_nothing_notes_nothing_and_says_so_all_the_same(
    server: Server, instance: Instance, mailbox: MailBox, error: WorkbookError
) -> None:
    server.google.requests.clear()
    writes(instance(), error)
    writes(instance(), error)

    assert [seen.kind for seen in server.google.requests].count("write") == 0
    assert {str(letter.message["Message-ID"]) for letter in mailbox.letters} == {
        mailbox.letters[0].message["Message-ID"]
    }
    assert "manage.py deploy" in part(mailbox.letters[0])


def test_an_instance_that_may_write_nothing_sends_one_a_day_itself(owner: Owner, server: Server) -> None:
    note = AlarmNote(open_google(owner.spreadsheet, server.url), chance=chance)
    days = [0, 0, 1]

    taken = [note.take(BookForked(), NOW + timedelta(days=day)) for day in days]
    assert [alarm is not None for alarm in taken] == [True, False, True]

    assert taken[2] is not None
    server.google.requests.clear()
    note.give_back(taken[2], NOW)
    assert list(server.google.requests) == []
    assert note.take(BookForked(), NOW + timedelta(days=1)) is not None


def test_a_hidden_tab_that_is_protected_keeps_no_email_back(owner: Owner, server: Server) -> None:
    owner.protect("_system")
    note = AlarmNote(open_google(owner.spreadsheet, server.url), chance=chance)

    assert [note.take(CLOSED, NOW) is not None for _ in range(2)] == [True, False]


def test_what_was_counted_wrong_is_written_in_the_sheets_own_words_once_a_day(
    instance: Instance, mailbox: MailBox
) -> None:
    news = NightNews(wrong=(LedgerLength(0x2A, 9).sentence(3),), waits=(NOW, NOW - timedelta(days=3)))
    told = instance().after_the_night(news)
    again = instance().after_the_night(news)
    nothing = instance(now=NOW + timedelta(days=2)).after_the_night(NightNews())

    [letter] = mailbox.letters
    text = part(letter)
    assert (told, again, nothing) == (True, False, False)
    assert "does not add up" in subjects(mailbox)[0]
    assert "Since commit 2a lines of the Ledger are gone" in " ".join(text.split())
    assert "Customers are served as before" in text


def waiting(*days: int) -> NightNews:
    """Rows of Review that wait since the evening, so many days after the first."""
    return NightNews(waits=tuple(NOW - timedelta(hours=1) + timedelta(days=day) for day in days))


def told_numbers(mailbox: MailBox) -> list[str]:
    said = [" ".join(part(letter).split()) for letter in mailbox.letters]
    return [found[1] if (found := re.search(r"New in the tab Review: (\d+)\.", text)) else "-" for text in said]


def test_each_row_of_review_is_told_once_also_where_nights_are_late_early_or_left_out(
    instance: Instance, mailbox: MailBox
) -> None:
    nights = [(0.0, waiting(0)), (0.9, waiting(0)), (1.1, waiting(0, 1)), (2.0, waiting(1)), (9.0, waiting(1, 3, 5, 8))]

    told = [instance(now=NOW + timedelta(days=day)).after_the_night(news) for day, news in nights]

    assert told == [True, False, True, False, True]
    assert told_numbers(mailbox) == ["1", "1", "3"]


def test_each_refusal_of_the_shop_is_told_once_and_two_alike_in_one_line(instance: Instance, mailbox: MailBox) -> None:
    def refused(*days: float) -> NightNews:
        why = REFUSED.of(reward="tote", member="ANA", why=WHY[Refusal.NO_PRICE].of(said="45"))
        return NightNews(refused=tuple((NOW - timedelta(hours=1) + timedelta(days=day), why) for day in days))

    nights = [(0, refused(-2, 0)), (1, refused(-2, 0)), (2, refused(0, 1.5))]

    told = [instance(now=NOW + timedelta(days=day)).after_the_night(news) for day, news in nights]

    assert told == [True, False, True]
    assert all("your shop refuses codes" in subject for subject in subjects(mailbox))
    assert [part(letter).count("has no price in your shop") for letter in mailbox.letters] == [1, 1]


def test_what_came_on_a_day_with_another_email_is_told_in_the_next_night(instance: Instance, mailbox: MailBox) -> None:
    writes(instance(), CLOSED)
    same_day = instance(now=NOW + timedelta(hours=3)).after_the_night(waiting(0))
    next_night = instance(now=NOW + timedelta(days=1)).after_the_night(waiting(0))
    writes(instance(now=NOW + timedelta(days=2)), CLOSED)
    after_another = instance(now=NOW + timedelta(days=3)).after_the_night(waiting(0))

    assert (same_day, next_night, after_another) == (False, True, False)
    assert told_numbers(mailbox) == ["-", "1", "-"]


def test_an_email_that_the_mail_server_did_not_take_has_told_nothing(
    instance: Instance, mailbox: MailBox, environment: pytest.MonkeyPatch
) -> None:
    url = os.environ["SMTP_URL"]
    instance().after_the_night(waiting(0))
    environment.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    in_vain = instance(now=NOW + timedelta(days=1)).after_the_night(waiting(0, 1))
    environment.setenv("SMTP_URL", url)
    at_last = instance(now=NOW + timedelta(days=1, hours=2)).after_the_night(waiting(0, 1))

    assert (in_vain, at_last) == (False, True)
    assert told_numbers(mailbox) == ["1", "1"]


@pytest.mark.parametrize("applied", [True, False])
def test_a_note_of_the_night_that_nobody_has_answered_tells_what_it_was_for(
    owner: Owner, instance: Instance, mailbox: MailBox, outage: list[Fault], *, applied: bool
) -> None:
    def away() -> None:
        outage.append(Refuse(503, applied=applied))
        owner.before_next("read", outage.clear)

    owner.before_next("write", away)
    instance().after_the_night(waiting(0))
    outage.clear()
    instance(now=NOW + timedelta(days=1)).after_the_night(waiting(0))

    assert told_numbers(mailbox) == ["1"]


@pytest.mark.parametrize("typed", ["x", "2026-11-27 taken abc told", "2026-11-27 taken abc told yesterday", 45000])
def test_whoever_types_over_the_note_is_told_of_all_that_waits(
    owner: Owner, instance: Instance, mailbox: MailBox, typed: object
) -> None:
    owner.type_at("_system!A6", [typed])

    assert instance().after_the_night(waiting(0, -5))
    assert told_numbers(mailbox) == ["2"]


@pytest.mark.parametrize("applied", [True, False])
def test_a_note_that_nobody_has_answered_is_no_second_email_and_no_lost_one(
    owner: Owner, instance: Instance, mailbox: MailBox, outage: list[Fault], *, applied: bool
) -> None:
    def away() -> None:
        outage.append(Refuse(503, applied=applied))
        owner.before_next("read", outage.clear)

    owner.before_next("write", away)
    thread = instance().about(CLOSED)
    assert thread is not None
    thread.join()
    outage.clear()
    writes(instance(now=NOW + timedelta(hours=2)), CLOSED)

    assert len(mailbox.letters) == 1


def test_a_note_that_was_written_without_an_answer_is_known_again_later(
    owner: Owner, server: Server, outage: list[Fault]
) -> None:
    note = AlarmNote(open_google(owner.spreadsheet, server.url), chance=chance)
    owner.before_next("write", lambda: outage.append(Refuse(503, applied=True)))
    with pytest.raises(NoAnswer):
        note.take(CLOSED, NOW)
    outage.clear()

    later = [note.take(CLOSED, NOW + timedelta(hours=1)) is not None for _ in range(2)]

    assert later == [True, False]


def test_a_program_whose_settings_have_lost_their_headings_finds_the_address(
    owner: Owner, instance: Instance, mailbox: MailBox
) -> None:
    renames(owner, "Settings", "Value", "Worth")
    renames(owner, "Settings", "Setting", "Rule")

    writes(instance(), CLOSED)

    assert [letter.recipients for letter in mailbox.letters] == [(ADDRESS,)]


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [("ru", "остановлена", "исчез с листа «Заказы»"), ("ar", "متوقف", "من الورقة «الطلبات»")],
)
def test_an_owner_reads_it_in_the_language_of_their_sheet(
    owner: Owner, instance: Instance, mailbox: MailBox, language: str, subject: str, sentence: str
) -> None:
    for tab in (
        "Settings",
        "Members",
        "Orders",
        "Rewards",
        "Coupons",
        "Ledger",
        "Emails",
        "Problems",
        "Segments",
        "Texts",
    ):
        owner.rename_tab(tab, said(tab, language))
    writes(instance(), CLOSED)

    [letter] = mailbox.letters
    assert subject in str(letter.message["Subject"])
    assert sentence in part(letter)
    assert sentence in part(letter, "html")
