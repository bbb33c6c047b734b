"""Letters by chat in a whole run: the sheet, ManyChat and a mail server, each behind a real socket."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from loyalty.letters.outbox import take_due
from mail.smtp import MailServer, PostClosed
from manychat.api import Api
from sandbox.google.http.server import Server
from sandbox.mailbox import Fault as MailFault
from sandbox.mailbox import MailBox
from sandbox.manychat_api import DROP, FIELDS, FLOW, Fault, ManyChat, Page
from sandbox.owner import Owner
from service.container import chance, open_google
from service.environment import VariableMissing
from service.runs.reminder_run import SLICE, Count, Run
from sheets.google.client import Spent
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
SENDER = "Marigold & Finch <hello@shop.example>"
TOKEN = "123456:0a1b2c3d4e5f"
THE_FLOW = "content20260101120000_123456"
CONTACTS = {"ANA": "700100001", "BORIS": "700100002", "LAYLA": "700100003"}
NO_MAIL = VariableMissing("SMTP_URL")


def never(_path: str, _contact: str) -> None:
    return None


Opening = Callable[..., ManyChat]


@pytest.fixture
def many_chat(loyalty_fields: frozenset[str]) -> Opening:
    """The owner's page with all members in it; nobody is too early for it."""
    return partial(open_page, loyalty_fields)


def open_page(fields: frozenset[str], fault: Fault = never, *, closed: tuple[str, ...] = ()) -> ManyChat:
    page = Page(TOKEN, {contact: {} for contact in CONTACTS.values()}, fields, frozenset({THE_FLOW}))
    page.closed.update(CONTACTS[member] for member in closed)
    moments = iter(range(1_000_000))
    return ManyChat(page, fault=fault, monotonic=lambda: float(next(moments)))


def api(chat: ManyChat, token: str = TOKEN) -> Api:
    return Api(chat.url, token, 5, fields_turn=lambda: None, flow_turn=lambda: None, sleep=lambda _seconds: None)


@pytest.fixture
def people(owner: Owner) -> Owner:
    """Three members who are due a reminder and chat with the shop; Layla has left no address."""
    owner.type_over("Settings", "Reminders by", "Value", "chat")
    owner.type_over("Settings", "Chat flow", "Value", THE_FLOW)
    for member, contact in CONTACTS.items():
        email = "" if member == "LAYLA" else f"{member.lower()}@post.example"
        language = {"ANA": "en", "BORIS": "ru", "LAYLA": "ar"}[member]
        owner.type("Members", [member, email, member.title(), f"'{contact}", language, "2026-01-01"])
    return owner


@pytest.fixture
def start(people: Owner, server: Server) -> Callable[[], Workbook]:
    """An instance of its own for each call."""
    google = open_google(people.spreadsheet, server.url)
    return partial(Workbook, google, clock=lambda: NOW, chance=chance, quota=(60_000, 60_000))


def run(
    workbook: Workbook,
    chat: ManyChat | Exception,
    box: MailBox | Exception,
    *,
    now: datetime = NOW,
    token: str = TOKEN,
    unsubscribe: Callable[[str], str] = lambda _member: "",
    at_once: int = SLICE,
) -> Count:
    caller = chat if isinstance(chat, Exception) else api(chat, token)
    settled = Run(workbook, SENDER, lambda: now, Spent(), lambda: True, unsubscribe, caller, at_once=at_once)
    return settled.send_all(box if isinstance(box, Exception) else MailServer(box.url, 5))


def fates(owner: Owner) -> dict[str, tuple[str, str]]:
    """The last status of each member's letters, and its detail."""
    return {str(row["Member"]): (str(row["Status"]), str(row.get("Detail", ""))) for row in owner.tab("Emails")}


def recipients(box: MailBox) -> list[str]:
    return [letter.recipients[0] for letter in box.letters]


def contacts(chat: ManyChat) -> list[str]:
    return [sent.contact for sent in chat.sent]


def test_letters_arrive_by_chat_once_and_need_neither_an_address_nor_a_mail_server(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    with many_chat() as chat:
        count = run(start(), chat, NO_MAIL)
        again = run(start(), chat, NO_MAIL, now=NOW + timedelta(hours=2))

    assert (count, again) == (Count(due=3, sent=3), Count())
    assert contacts(chat) == list(CONTACTS.values())
    assert fates(people) == dict.fromkeys(CONTACTS, ("sent", "by chat"))


@pytest.mark.usefixtures("people")
def test_each_member_reads_her_own_language_in_the_chat(start: Callable[[], Workbook], many_chat: Opening) -> None:
    with many_chat() as chat:
        run(start(), chat, NO_MAIL, unsubscribe=lambda member: f"https://regulars.example/unsubscribe?t={member}")

    ana, boris, layla = (sent.fields for sent in chat.sent)
    assert ana["Loyalty message"].startswith("Hello Ana!")
    assert boris["Loyalty message"].startswith("Здравствуйте, Boris!")
    assert layla["Loyalty message"].startswith("أهلًا")
    assert (ana["Loyalty letter"], ana["Loyalty points"]) == ("reminder", "0")
    assert ana["Loyalty unsubscribe"] == "https://regulars.example/unsubscribe?t=ANA"


def test_what_manychat_refuses_goes_by_e_mail_in_the_same_run_and_the_row_says_so(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    with many_chat(closed=("BORIS", "LAYLA")) as chat, MailBox() as box:
        count = run(start(), chat, box)
        tomorrow = run(start(), chat, box, now=NOW + timedelta(days=1))

    refusal = "ManyChat: The 24 hours window for this contact is closed (3011)"
    assert count == Count(due=3, sent=2, failed=1)
    assert recipients(box) == ["boris@post.example"]
    assert fates(people)["ANA"] == ("sent", "by chat")
    assert fates(people)["BORIS"] == ("sent", f"{refusal}; by e-mail")
    assert fates(people)["LAYLA"] == ("failed", refusal)
    assert tomorrow == Count(due=1, failed=1), "Layla's is tried again, Boris has his"


def test_without_a_mail_server_a_refusal_is_a_failure_and_the_log_says_it_once(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    with many_chat(closed=tuple(CONTACTS)) as chat:
        count = run(start(), chat, NO_MAIL)

    assert count == Count(due=3, failed=3)
    assert {status for status, _ in fates(people).values()} == {"failed"}
    assert len([line for line in caplog.records if "3011" in line.getMessage()]) == 1


def test_a_mailbox_that_does_not_exist_gets_no_e_mail_and_the_chat_still_comes(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    people.type_over("Members", "ANA", "Reminders", "bounced")
    people.type_over("Members", "BORIS", "Reminders", "bounced")

    with many_chat(closed=("BORIS",)) as chat, MailBox() as box:
        count = run(start(), chat, box)

    assert count == Count(due=3, sent=2, failed=1)
    assert recipients(box) == []
    assert contacts(chat) == [CONTACTS["ANA"], CONTACTS["LAYLA"]]


def test_who_wants_no_letters_gets_none_by_chat(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    people.type_over("Members", "ANA", "Reminders", "no")

    with many_chat() as chat:
        run(start(), chat, NO_MAIL)

    assert CONTACTS["ANA"] not in contacts(chat)


def test_both_ways_are_one_letter_and_one_that_arrived_counts(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    people.type_over("Settings", "Reminders by", "Value", "both")
    no_mailbox: MailFault = lambda step, _whose: "550 5.1.1 No such user" if step == "RCPT" else None  # noqa: E731

    with many_chat(closed=("LAYLA",)) as chat, MailBox() as box:
        count = run(start(), chat, box)
    with many_chat() as later, MailBox(fault=no_mailbox) as refusing:
        run(start(), later, refusing, now=NOW + timedelta(days=40))

    assert count == Count(due=3, sent=2, failed=1)
    assert contacts(chat) == [CONTACTS["ANA"], CONTACTS["BORIS"]]
    assert recipients(box) == ["ana@post.example", "boris@post.example"]
    assert fates(people)["ANA"] == ("sent", "by chat; 550 5.1.1 No such user")
    assert people.tab("Members")[0]["Reminders now"] == "bounced"


@pytest.mark.parametrize("way", ["chat", "both"])
def test_a_flow_of_which_nobody_knows_whether_it_arrived_is_never_sent_again(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening, way: str
) -> None:
    people.type_over("Settings", "Reminders by", "Value", way)
    lost: Fault = lambda path, contact: DROP if (path, contact) == (FLOW, CONTACTS["ANA"]) else None  # noqa: E731

    with many_chat(lost) as chat, MailBox() as box:
        count = run(start(), chat, box)
        again = run(start(), chat, box, now=NOW + timedelta(days=1))

    assert contacts(chat).count(CONTACTS["ANA"]) == 1, "it did arrive"
    status, detail = fates(people)["ANA"]
    assert "may have arrived" in detail
    if way == "chat":
        assert (status, count.taken, again.taken) == ("taken", 1, 1)
        assert recipients(box) == []
    else:
        assert (status, count.taken, again.taken) == ("sent", 0, 0)
        assert recipients(box) == ["ana@post.example", "boris@post.example"]


def test_a_wrong_token_stops_the_chat_with_one_line_and_e_mail_goes_on(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    with many_chat() as chat, MailBox() as box:
        count = run(start(), chat, box, token="123456:wrong")
        waiting = fates(people)["LAYLA"][0]
        mended = run(start(), chat, box, now=NOW + timedelta(hours=2))

    assert count == Count(due=3, sent=2, left=1)
    assert chat.calls[:2] == [FIELDS, FIELDS], "one call of the first run, the next one's are of the second"
    assert recipients(box) == ["ana@post.example", "boris@post.example"]
    assert waiting == "waiting"
    assert mended == Count(due=1, sent=1)
    lines = [line.getMessage() for line in caplog.records if line.name == "regulars.delivery"]
    assert lines == ["no letter goes by chat any more in this run: ManyChat does not take MANYCHAT_TOKEN (401)"]


def test_without_a_token_nobody_is_taken_who_can_only_be_reached_by_chat(
    people: Owner, start: Callable[[], Workbook], caplog: pytest.LogCaptureFixture
) -> None:
    with MailBox() as box:
        count = run(start(), VariableMissing("MANYCHAT_TOKEN"), box)

    assert count == Count(due=3, sent=2, left=1)
    assert set(fates(people)) == {"ANA", "BORIS"}
    assert [line.levelno for line in caplog.records if "MANYCHAT_TOKEN is not set" in line.getMessage()] == [
        logging.ERROR
    ]


def test_when_the_chat_closes_in_the_middle_the_rest_goes_by_e_mail(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    calls: list[str] = []

    def away_after_the_first(path: str, _contact: str) -> int | None:
        calls.append(path)
        return 503 if len(calls) > 2 else None

    with many_chat(away_after_the_first) as chat, MailBox() as box:
        count = run(start(), chat, box, at_once=1)

    assert count == Count(due=3, sent=2, left=1)
    assert fates(people) == {"ANA": ("sent", "by chat"), "BORIS": ("sent", "not by chat; by e-mail")}
    assert chat.calls == [FIELDS, FLOW, FIELDS, FIELDS]


def test_a_mail_server_that_is_away_holds_back_only_who_needs_it(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    with many_chat(closed=("BORIS",)) as chat, pytest.raises(PostClosed):
        run(start(), chat, PostClosed("the mail server is away"))
    with many_chat(closed=("BORIS",)) as later, MailBox() as box:
        count = run(start(), later, box, now=NOW + timedelta(hours=2))

    assert contacts(chat) == [CONTACTS["ANA"], CONTACTS["LAYLA"]]
    assert count == Count(due=1, sent=1)
    assert recipients(box) == ["boris@post.example"]
    assert {member: status for member, (status, _) in fates(people).items()} == dict.fromkeys(CONTACTS, "sent")


@pytest.mark.usefixtures("people")
def test_a_mail_server_that_is_away_is_no_error_when_nobody_needed_it(
    start: Callable[[], Workbook], many_chat: Opening
) -> None:
    with many_chat() as chat:
        count = run(start(), chat, PostClosed("the mail server is away"))

    assert count == Count(due=3, sent=3)


def test_a_service_letter_that_has_to_wait_is_tried_once_a_run(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    people.type_over("Settings", "Letters", "Value", "welcome")
    people.type_over("Members", "BORIS", "Joined", "2026-11-21")

    with many_chat(closed=("BORIS",)) as chat, pytest.raises(PostClosed):
        run(start(), chat, PostClosed("the mail server is away"))

    assert chat.calls == [FIELDS, FLOW]
    assert fates(people)["BORIS"][0] == "waiting"


@pytest.mark.parametrize("way", ["email", "both"])
def test_without_a_mail_server_letters_that_should_go_by_e_mail_are_an_error(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening, way: str
) -> None:
    people.type_over("Settings", "Reminders by", "Value", way)

    with many_chat() as chat, pytest.raises(VariableMissing, match="SMTP_URL"):
        run(start(), chat, NO_MAIL)

    assert len(chat.sent) == (3 if way == "both" else 0)


def test_who_only_has_an_address_waits_for_a_mail_server_without_an_error(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    people.type_over("Members", "BORIS", "Contact", "")

    with many_chat() as chat:
        count = run(start(), chat, NO_MAIL)

    assert count == Count(due=3, sent=2, left=1)
    assert "BORIS" not in fates(people)


def test_a_process_that_dies_between_taking_and_sending_never_sends_twice(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening
) -> None:
    start().transact(partial(take_due, now=NOW, limit=2), tidy=True)  # the process dies here

    with many_chat() as chat:
        count = run(start(), chat, NO_MAIL, now=NOW + timedelta(hours=2))

    assert count == Count(due=1, sent=1, taken=2)
    assert contacts(chat) == [CONTACTS["LAYLA"]]
    assert fates(people)["ANA"][0] == "taken"


def test_no_line_of_the_log_names_anybody(
    people: Owner, start: Callable[[], Workbook], many_chat: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    words = "Ana (ana@post.example, 700100001) is not there any more"
    gone: Fault = lambda _path, contact: (400, {"status": "error", "message": words}) if contact[-1] == "1" else None  # noqa: E731

    with many_chat(gone, closed=("BORIS",)) as chat, MailBox() as box:
        run(start(), chat, box)

    ours = [line.getMessage() for line in caplog.records if line.name.startswith("regulars")]
    assert len(ours) == 2
    said = " ".join(ours) + " ".join(detail for _, detail in fates(people).values())
    assert not [own for own in ("ana", "boris", "@", "7001000", TOKEN) if own in said.casefold()]
