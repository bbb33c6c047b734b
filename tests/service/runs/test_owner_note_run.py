"""The owner's note over a sheet behind a socket and a real mail server: it goes out once, whatever goes wrong."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from mail.smtp import MailServer, PostClosed
from sandbox.google.http.faults import DropAfter, Refuse
from sandbox.google.http.server import Server
from sandbox.mailbox import DROP, Fault, MailBox
from sandbox.owner import Owner
from service.container import chance, open_google
from service.environment import VariableMissing
from service.runs.owner_note_run import Surroundings, send_owner_note
from sheets.google.client import Spent
from sheets.google.errors import WorkbookError
from sheets.workbook import Workbook

NIGHT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
"""Half past three at night of a Monday in New York, where the shop of these tests is."""
ADDRESS = "owner@shop.example"
SENDER = "Marigold & Finch <hello@shop.example>"
Sends = Callable[..., str | None]


@pytest.fixture
def shop(owner: Owner) -> Owner:
    owner.type_over("Settings", "Owner e-mail", "Value", ADDRESS)
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001", "", "2026-11-18 09:00:00"])
    owner.google.requests.clear()
    return owner


@pytest.fixture
def sends(shop: Owner, server: Server) -> Sends:
    """One night of an instance of its own, so many days later; what became of the note."""

    def send(
        box: MailBox | Exception,
        days: int = 0,
        *,
        hours: float = 0,
        wrong: int = 0,
        shops: Mapping[str, str] | None = None,
        ending: Mapping[str, date] | None = None,
        spent: Spent | None = None,
        on: bool = True,
    ) -> str | None:
        moment = NIGHT + timedelta(days=days, hours=hours)
        google = open_google(shop.spreadsheet, server.url)
        return send_owner_note(
            Workbook(google, clock=lambda: moment, chance=chance, quota=(60_000, 60_000)),
            lambda: google,
            box if isinstance(box, Exception) else MailServer(box.url, timeout=5),
            sender=SENDER,
            around=Surroundings(wrong, shops or {}, ending or {}),
            clock=lambda: moment,
            spent=spent or Spent(),
            may_go_on=lambda: on,
        )

    return send


def lines(owner: Owner) -> list[tuple[str, str]]:
    """The lines of the notes: the day of each, and its status."""
    notes = [row for row in owner.tab("Emails") if row["Letter"] == "owner_note"]
    assert {(row["Member"], row["Email"]) for row in notes} <= {("OWNER", ADDRESS)}
    return [(str(row["Id"]).rpartition(":")[2], str(row["Status"])) for row in notes]


def texts(box: MailBox) -> list[str]:
    parts = [letter.message.get_body(("plain",)) for letter in box.letters]
    return [str(part.get_content()) for part in parts if part]


def at(step: str, answer: str) -> Fault:
    return lambda now, _whose: answer if now == step else None


def test_a_note_comes_every_seventh_day_of_the_days_since_the_last_one(shop: Owner, sends: Sends) -> None:
    with MailBox() as box:
        became = {day: sends(box, day) for day in range(16)}

    assert {day for day, status in became.items() if status} == {0, 7, 14}
    assert lines(shop) == [
        (day, status) for day in ("2026-11-23", "2026-11-30", "2026-12-07") for status in ("taken", "sent")
    ]
    assert [letter.recipients for letter in box.letters] == [(ADDRESS,)] * 3
    first, second, _ = texts(box)
    assert "16 November 2026 to 22 November 2026" in first
    assert "Members who joined: 1 (members in all: 1)" in first
    assert f"Open the spreadsheet: https://docs.google.com/spreadsheets/d/{shop.spreadsheet}/edit" in first
    assert "23 November 2026 to 29 November 2026" in second
    assert "Members who joined" not in second
    assert shop.tab("Problems") == []


def test_with_daily_it_comes_every_day_and_once(shop: Owner, sends: Sends) -> None:
    shop.type_over("Settings", "Owner note", "Value", "daily")
    with MailBox() as box:
        became = [sends(box, day) for day in range(8)]
        again = sends(box, 7, hours=5)

    assert became == ["sent"] * 8
    assert again is None
    assert [text.splitlines()[2].rpartition(", ")[2] for text in texts(box)][:2] == [
        "22 November 2026",
        "23 November 2026",
    ]


@pytest.mark.parametrize(
    ("written", "came", "told"), [("no", 0, 0), ("нет", 0, 0), ("", 1, 0), ("hourly", 1, 1), ("еженедельно", 1, 0)]
)
def test_no_note_where_the_owner_wants_none_and_nonsense_is_told(
    shop: Owner, sends: Sends, written: str, came: int, told: int
) -> None:
    shop.type_over("Settings", "Owner note", "Value", written)
    with MailBox() as box:
        for day in range(8):
            sends(box, day)

    assert len(box.letters) == came * 2
    assert [problem["Tab"] for problem in shop.tab("Problems")] == ["Settings"] * told


def test_a_value_that_cannot_be_read_keeps_the_one_before(shop: Owner, sends: Sends) -> None:
    shop.type_over("Settings", "Owner note", "Value", "daily")
    with MailBox() as box:
        sends(box)
        shop.type_over("Settings", "Owner note", "Value", "sometimes")
        next_day = sends(box, 1)

    assert next_day == "sent"


def test_without_an_address_nothing_is_taken_and_it_comes_when_there_is_one(shop: Owner, sends: Sends) -> None:
    shop.type_over("Settings", "Owner e-mail", "Value", "")
    with MailBox() as box:
        without = sends(box)
        shop.type_over("Settings", "Owner e-mail", "Value", ADDRESS)
        with_one = sends(box, 1)

    assert (without, with_one) == (None, "sent")
    assert lines(shop) == [("2026-11-24", "taken"), ("2026-11-24", "sent")]


def test_letters_and_reminders_have_no_say(shop: Owner, sends: Sends) -> None:
    shop.type_over("Settings", "Letters", "Value", "reminder")
    shop.type_over("Settings", "Reminders", "Value", "no")
    with MailBox() as box:
        assert sends(box) == "sent"


def test_without_a_mail_server_nothing_is_taken(shop: Owner, sends: Sends) -> None:
    with pytest.raises(VariableMissing):
        sends(VariableMissing("SMTP_URL"))
    with MailBox() as gone:
        pass
    with pytest.raises(PostClosed):
        sends(gone, 1)

    assert lines(shop) == []


def test_after_nights_without_it_the_next_one_tells_of_all_days_a_month_at_most(sends: Sends) -> None:
    with MailBox() as box:
        sends(box)
        late, later = sends(box, 10), sends(box, 99)

    assert (late, later) == ("sent", "sent")
    _, second, third = texts(box)
    assert "23 November 2026 to 2 December 2026" in second
    assert "30 January 2027 to 1 March 2027" in third


def test_a_note_that_was_refused_is_tried_the_next_nights_three_times_in_a_week(shop: Owner, sends: Sends) -> None:
    with MailBox(fault=at("RCPT", "550 5.1.1 no such mailbox")) as box:
        became = [sends(box, day) for day in range(8)]

    failed = [("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-30")]
    assert became == ["failed", "failed", "failed", None, None, None, None, "failed"]
    assert [day for day, status in lines(shop) if status == "failed"] == list(*failed)
    with MailBox() as box:
        shop.type_over("Settings", "Owner e-mail", "Value", f"new.{ADDRESS}")
        assert sends(box, 8) == "sent"


def test_a_note_that_waits_goes_out_the_same_day_and_not_twice(shop: Owner, sends: Sends) -> None:
    with MailBox(fault=at("MAIL", "421 try later")) as box:
        assert sends(box) == "waiting"
    with MailBox() as box:
        became = [sends(box, hours=hours) for hours in (1, 2)]

    assert became == ["sent", None]
    assert [status for _, status in lines(shop)] == ["taken", "waiting", "taken", "sent"]


def test_a_note_of_which_nobody_knows_whether_it_arrived_is_not_sent_again(shop: Owner, sends: Sends) -> None:
    with MailBox(fault=at("DATA", DROP)) as box:
        became = sends(box)
    with MailBox() as box:
        later = [sends(box, hours=1), sends(box, 1), sends(box, 7)]

    assert (became, later) == ("taken", [None, None, "sent"])
    assert [status for _, status in lines(shop)] == ["taken", "taken", "taken", "sent"]


def test_of_two_instances_one_sends_it(sends: Sends) -> None:
    with MailBox() as box, ThreadPoolExecutor(4) as threads:
        became = list(threads.map(lambda _: sends(box), range(4)))

    assert sorted(map(str, became)) == ["None", "None", "None", "sent"]
    assert len(box.letters) == 1


def test_an_instance_that_dies_before_it_notes_what_became_of_it_leads_to_no_second_note(
    shop: Owner, sends: Sends, outage: list[object]
) -> None:
    def dies(step: str, _address: str) -> None:
        if step == "DATA":
            assert [status for _, status in lines(shop)] == ["taken"]  # noted before anything has left
            outage.append(Refuse(403))

    with MailBox(fault=dies) as box, pytest.raises(WorkbookError):
        sends(box)
    outage.clear()
    with MailBox() as again:
        became = [sends(again, hours=2), sends(again, 6), sends(again, 7)]

    assert (len(box.letters), became) == (1, [None, None, "sent"])
    assert [status for _, status in lines(shop)] == ["taken", "taken", "sent"]


@pytest.mark.parametrize("fault", [Refuse(429), Refuse(503), DropAfter()])
def test_a_write_that_google_refuses_or_loses_makes_no_second_note(
    shop: Owner, sends: Sends, fault: Refuse | DropAfter
) -> None:
    shop.google.faults.next_write(fault)
    with MailBox() as box:
        first = sends(box)
        second = sends(box, hours=1)

    assert (first, second) == ("sent", None)
    assert len(box.letters) == 1
    assert lines(shop) == [("2026-11-23", "taken"), ("2026-11-23", "sent")]


def test_when_google_is_away_nothing_goes_out_and_the_next_night_sends_it(sends: Sends, outage: list[object]) -> None:
    outage.append(Refuse(403))
    with MailBox() as box:
        with pytest.raises(WorkbookError):
            sends(box)
        outage.clear()
        assert sends(box, 1) == "sent"

    assert len(box.letters) == 1


def test_most_nights_cost_one_read_and_a_nights_note_a_handful(sends: Sends) -> None:
    night, ordinary = Spent(), Spent()
    with MailBox() as box:
        sends(box, spent=night)
        sends(box, 1, spent=ordinary)

    # The instances here are new: each reads the whole sheet first, which takes two reads.
    assert (night.reads, night.writes) == (6, 2)
    assert (ordinary.reads, ordinary.writes) == (2, 0)


def test_when_the_nights_time_is_over_it_waits(shop: Owner, sends: Sends) -> None:
    with MailBox() as box:
        assert sends(box, on=False) is None

    assert lines(shop) == []


@pytest.mark.parametrize(("zone", "hours"), [("Pacific/Honolulu", 0), ("Pacific/Kiritimati", 15)])
def test_when_the_zone_changes_the_same_day_brings_no_second_note(
    shop: Owner, sends: Sends, zone: str, hours: int
) -> None:
    with MailBox() as box:
        sends(box)
        shop.type_over("Settings", "Time zone", "Value", zone)
        became = [sends(box, day, hours=hours) for day in range(1, 9)]

    assert became.count("sent") == 1
    assert became.index("sent") in (5, 6, 7)


@pytest.mark.parametrize("id_", ["owner_note:OWNER:2199-01-01", "owner_note:OWNER:soon", "whatever"])
def test_an_id_that_somebody_types_over_ends_no_notes(shop: Owner, sends: Sends, id_: str) -> None:
    with MailBox() as box:
        sends(box)
        at_id = shop.google.tab(shop.spreadsheet, "Emails")[0].index("Id")
        for row in (2, 3):
            shop.type_at(f"Emails!{chr(ord('A') + at_id)}{row}", [id_])
        assert sends(box, 7) == "sent"


def test_a_heading_of_a_closed_year_that_is_gone_costs_the_suggestion_alone(shop: Owner, sends: Sends) -> None:
    shop.copy_tab("Ledger", "Ledger 2025")
    with MailBox() as box:
        assert sends(box) == "sent"
        shop.type_at("Ledger 2025!A1", ["When", "Who"])
        assert sends(box, 7) == "sent"


def test_what_waits_says_where_and_what_to_do(shop: Owner, sends: Sends) -> None:
    shop.type("Orders", ["2001", "ana@example.com", "many"], ["2002", "ana@example.com", "sixty"])
    shop.type("Coupons", ["TOTE-9", "tote", "asked", "K7Q4ZD", "ana@example.com", "2026-11-20 09:00:00", "2026-12-20"])
    shop.type(
        "Ledger",
        ["2026-11-19 09:00:00", "K7Q4ZD", "", "adjustment", 500],
        ["2026-11-20 09:00:00", "K7Q4ZD", "", "redemption", -200, "tote", "", "coupon:TOTE-9"],
    )
    with MailBox() as box:
        sends(box, wrong=2, shops={"shopify": "Shopify"}, ending={"MANYCHAT_SECRET": date(2026, 12, 3)})
        sends(box, 7, wrong=2, shops={"shopify": "Shopify"}, ending={"MANYCHAT_SECRET": date(2026, 12, 3)})

    [letter, _], [_, text] = box.letters, texts(box)
    flat = " ".join(text.replace("\u2068", "").replace("\u2069", "").split())
    assert "things are waiting for you" in str(letter.message["Subject"])
    assert "Coupons that you send yourself: 1 Make each code in your shop. In the tab Coupons write it" in flat
    assert "Cells to correct: 2 The tab Problems names each of them" in flat
    assert "Shops that have reported nothing lately: 1 Shopify (nothing yet). Check whether the shop" in flat
    assert "MANYCHAT_SECRET until 3 December 2026" in flat
    assert "Things in the books that do not add up: 2 The tab Problems says which" in flat
    assert "ana@example.com" not in flat
    assert "K7Q4ZD" not in flat
