"""Due letters: each kind at its time, none too near to another, and a reason for whoever gets none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddLetter
from loyalty.letters.due import Due, NotDue, due_letter
from loyalty.letters.outbox import LetterResult, look_over, note_and_take, note_results, release_taken, take_due
from loyalty.model.email_log import LetterStatus
from loyalty.points.shopping import Shopping

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ANA = """
    Members | Email           | Name | Contact | Joined
    ANA     | ana@example.com | Ana  | ana     | 2026-01-01 09:00
"""
ALL_ON = """
    Settings     | Value
    Letters      | welcome reminder coupon coupon_expiring win_back owner_task
    Owner e-mail | owner@shop.example
"""
COUPON = """
    Rewards | Name     | Points
    tote    | Tote bag | 200

    Ledger           | Member | Entry      | Points | For  | Cause
    {issued} 09:00   | ANA    | redemption | -200   | tote | coupon:TOTE-1

    Coupons | Reward | Status   | Member | Issued         | Expires
    TOTE-1  | tote   | {status} | ANA    | {issued} 09:00 | {expires}
"""


def due(book: Book, now: datetime = NOW) -> Due | NotDue:
    shopping = Shopping.of(book, today=book.settings.day(now))
    return due_letter(book, book.members["ANA"], shopping=shopping, now=now)


def due_id(book: Book, now: datetime = NOW) -> str | NotDue:
    found = due(book, now)
    return found.id if isinstance(found, Due) else found


def coupon(issued: str, expires: str, status: str = "issued") -> str:
    return COUPON.format(issued=issued, expires=expires, status=status)


def sent(book: Book, now: datetime = NOW, status: LetterStatus = LetterStatus.SENT) -> Book:
    """The book after a run in which every letter came to this end."""
    taken = take_due(book, now=now, limit=10)
    book = book.after(taken.changes)
    results = {one.letter.id: LetterResult(status) for one in taken.outcome.reminders}
    return book.after(note_results(book, results=results, now=now).changes)


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (8, NotDue.OUTSIDE_HOURS),
        (9, "reminder:ANA:2026-11-22"),
        (19, "reminder:ANA:2026-11-22"),
        (20, NotDue.OUTSIDE_HOURS),
    ],
)
def test_letters_go_out_within_the_owners_hours(sheet: Sheet, hour: int, expected: str | NotDue) -> None:
    assert due_id(sheet(ANA), NOW.replace(hour=hour)) == expected


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        ("2026-11-19", "reminder:ANA:2026-11-22"),
        ("2026-11-20", NotDue.JUST_ORDERED),
        ("2026-11-22", NotDue.JUST_ORDERED),
        ("", "reminder:ANA:2026-11-22"),
    ],
)
def test_no_letter_comes_within_three_days_of_an_order(sheet: Sheet, placed: str, expected: str | NotDue) -> None:
    orders = f"""
        Orders | Email           | Amount | Placed
        1042   | Ana@Example.com | 60     | {placed}
        1043   |                 | 60     | 2026-11-22
    """

    assert due_id(sheet(ANA, orders)) == expected


def test_an_order_that_was_called_off_is_none(sheet: Sheet) -> None:
    orders = """
        Orders | Email           | Amount | Placed     | Status
        1042   | ana@example.com | 60     | 2026-11-22 | refunded
    """

    assert due_id(sheet(ANA, orders)) == "reminder:ANA:2026-11-22"


@pytest.mark.parametrize(
    ("letter", "last", "expected"),
    [
        ("coupon_expiring", "2026-11-16", NotDue.JUST_WRITTEN),
        ("coupon_expiring", "2026-11-15", "reminder:ANA:2026-11-22"),
        ("coupon", "2026-11-20", NotDue.JUST_WRITTEN),
        ("coupon", "2026-11-19", "reminder:ANA:2026-11-22"),
        ("owner_task", "2026-11-22", "reminder:ANA:2026-11-22"),
        ("win_back", "2026-11-10", NotDue.TOO_SOON),
    ],
)
def test_letters_keep_a_week_apart_and_three_days_from_those_that_she_asked_for(
    sheet: Sheet, letter: str, last: str, expected: str | NotDue
) -> None:
    letters = f"""
        Emails       | Member | Letter   | Status | Id
        {last} 08:00 | ANA    | {letter} | sent   | one
    """

    assert due_id(sheet(ANA, letters)) == expected


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        ("", NotDue.RESTING),
        ("2026-08-19 | claim", NotDue.RESTING),
        ("2026-10-21 | claim", "reminder:ANA:2026-11-22"),
        ("2026-10-21 | redemption", "reminder:ANA:2026-11-22"),
        ("2026-10-21 | adjustment", NotDue.RESTING),
        ("2026-10-21 | refund", NotDue.RESTING),
    ],
)
def test_after_three_letters_without_a_visit_there_are_no_more_until_she_comes_back(
    sheet: Sheet, visit: str, expected: str | NotDue
) -> None:
    day, _, kind = visit.partition(" | ")
    ledger = f"""
        Ledger      | Member | Entry  | Points
        {day} 09:00 | ANA    | {kind} | 1
    """
    letters = """
        Emails           | Member | Letter   | Status | Id
        2026-08-20 09:00 | ANA    | reminder | sent   | one
        2026-09-20 09:00 | ANA    | reminder | taken  | two
        2026-10-20 09:00 | ANA    | reminder | sent   | three
    """

    assert due_id(sheet(ANA, letters, *([ledger] if visit else []))) == expected


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        ("2026-11-22", "welcome:ANA:2026-11-22"),
        ("2026-11-16", "welcome:ANA:2026-11-16"),
        ("2026-11-15", NotDue.TOO_SOON),
    ],
)
def test_a_welcome_comes_to_who_has_just_joined(sheet: Sheet, joined: str, expected: str | NotDue) -> None:
    book = sheet(ALL_ON, ANA.replace("2026-01-01", joined))

    assert due_id(book) == expected
    assert due_id(sent(book)) != expected or isinstance(expected, NotDue)


def test_letters_that_she_asked_for_come_although_she_wants_no_reminders(sheet: Sheet) -> None:
    book = sheet(
        ALL_ON,
        coupon("2026-11-20", "2026-12-20"),
        """
        Members | Email           | Joined           | Reminders
        ANA     | ana@example.com | 2026-01-01 09:00 | no
        """,
    )

    assert due_id(book) == "coupon:ANA:TOTE-1"
    assert due(sent(book)) is NotDue.OPTED_OUT


@pytest.mark.parametrize(
    ("email", "bounced", "program", "expected"),
    [
        ("", "no", "yes", NotDue.NO_ADDRESS),
        ("ana@example.com", "yes", "yes", NotDue.BOUNCED),
        ("ana@example.com", "no", "no", NotDue.SWITCHED_OFF),
    ],
)
def test_nobody_is_written_to_without_a_mailbox_or_when_letters_are_off(
    sheet: Sheet, email: str, bounced: str, program: str, expected: NotDue
) -> None:
    book = sheet(
        f"""
        Settings  | Value
        Reminders | {program}
        Letters   | welcome coupon reminder

        Members | Email   | Joined           | Bounced
        ANA     | {email} | 2026-11-21 09:00 | {bounced}
        """
    )

    assert due(book) is expected


@pytest.mark.parametrize(
    ("issued", "expires", "status", "expected"),
    [
        ("2026-10-30", "2026-11-29", "issued", "coupon_expiring:ANA:TOTE-1"),
        ("2026-10-30", "2026-11-22", "issued", "coupon_expiring:ANA:TOTE-1"),
        ("2026-10-30", "2026-11-21", "issued", "reminder:ANA:2026-11-22"),
        ("2026-10-31", "2026-11-30", "issued", "reminder:ANA:2026-11-22"),
        ("2026-11-20", "2026-11-25", "issued", "reminder:ANA:2026-11-22"),
        ("2026-10-30", "2026-11-29", "used", "reminder:ANA:2026-11-22"),
        ("2026-10-30", "2026-11-29", "asked", "reminder:ANA:2026-11-22"),
    ],
)
def test_a_coupon_s_end_is_told_seven_days_before(
    sheet: Sheet, issued: str, expires: str, status: str, expected: str
) -> None:
    book = sheet(ANA, coupon(issued, expires, status))

    assert due_id(book) == expected


def test_a_coupon_s_end_is_told_once(sheet: Sheet) -> None:
    book = sheet(
        ANA,
        coupon("2026-10-30", "2026-11-29"),
        """
        Settings | Value
        Letters  | coupon_expiring
        """,
    )

    assert due_id(book) == "coupon_expiring:ANA:TOTE-1"
    assert due(sent(book), NOW + timedelta(days=7)) is NotDue.TOO_SOON


def test_a_letter_about_a_coupon_that_failed_is_tried_three_times(sheet: Sheet) -> None:
    book = sheet(ALL_ON, ANA, coupon("2026-11-20", "2026-12-20"))

    ids = []
    for days in range(4):
        ids.append(due_id(book, NOW + timedelta(days=days)))
        book = sent(book, NOW + timedelta(days=days), LetterStatus.FAILED)
        assert due_id(book, NOW + timedelta(days=days)) != ids[-1]

    assert ids[:3] == ["coupon:ANA:TOTE-1", "coupon:ANA:TOTE-1:2", "coupon:ANA:TOTE-1:3"]
    assert str(ids[3]).startswith("reminder")


@pytest.mark.parametrize(
    ("owner", "expected"), [("owner@shop.example", "owner_task:ANA:TOTE-1"), ("", "reminder:ANA:2026-11-22")]
)
def test_the_owner_is_told_what_she_has_to_send(sheet: Sheet, owner: str, expected: str) -> None:
    book = sheet(
        ANA,
        coupon("2026-10-30", "2026-12-20", "asked"),
        f"""
        Settings     | Value
        Owner e-mail | {owner}
        """,
    )

    [letter] = take_due(book, now=NOW, limit=1).outcome.reminders

    assert letter.letter.id == expected
    assert letter.letter.email == (owner or "ana@example.com")
    assert (letter.subject.coupon.code if letter.subject else "") == ("TOTE-1" if owner else "")
    assert not owner or due_id(sent(book)) == "reminder:ANA:2026-11-22"


@pytest.mark.parametrize(
    ("days", "placed", "expected"),
    [
        (60, ["2026-09-23"], "win_back:ANA:2026-11-22"),
        (60, ["2026-09-24"], NotDue.TOO_SOON),
        (60, [], NotDue.TOO_SOON),
        (0, ["2026-08-04", "2026-08-25", "2026-09-27"], "win_back:ANA:2026-11-22"),
        (0, ["2026-08-04", "2026-08-25", "2026-09-29"], NotDue.TOO_SOON),
        (0, ["2026-08-04", "2026-08-25", "2026-09-15"], "win_back:ANA:2026-11-22"),
        (0, ["2026-08-04", "2026-08-25"], NotDue.TOO_SOON),
    ],
)
def test_who_stays_away_for_long_is_won_back(
    sheet: Sheet, days: int, placed: list[str], expected: str | NotDue
) -> None:
    rows = "\n".join(f"{1000 + number} | ana@example.com | 60 | {day}" for number, day in enumerate(placed))
    settings = f"Settings | Value\nLetters | win_back\nWin back days | {days}"
    book = sheet(ANA, settings, f"Orders | Email | Amount | Placed\n{rows}")

    assert due_id(book) == expected


def test_who_stays_away_is_written_to_once_and_again_after_she_came_back(sheet: Sheet) -> None:
    program = "Settings | Value\nLetters | win_back\nWin back days | 60"
    first = "Orders | Email | Amount | Placed\n1 | ana@example.com | 60 | 2026-09-01"
    second = "Orders | Email | Amount | Placed\n2 | ana@example.com | 60 | 2026-12-01"
    letter = "Emails | Member | Letter | Status | Id\n2026-11-22 09:30 | ANA | win_back | {} | one"

    assert due(sheet(ANA, program, first, letter.format("sent")), NOW + timedelta(days=90)) is NotDue.TOO_SOON
    tomorrow = NOW + timedelta(days=1)
    assert due_id(sheet(ANA, program, first, letter.format("failed")), tomorrow) == "win_back:ANA:2026-11-23"
    later = NOW + timedelta(days=90)
    assert due_id(sheet(ANA, program, first, second, letter.format("sent")), later) == "win_back:ANA:2027-02-20"


def test_no_letter_that_the_owner_has_not_switched_on(sheet: Sheet) -> None:
    program = "Settings | Value\nLetters | win_back"

    assert due(sheet(ANA, program)) is NotDue.TOO_SOON


@pytest.mark.parametrize("days", [0, 3])
def test_a_letter_that_was_taken_and_not_sent_goes_out_as_itself(sheet: Sheet, days: int) -> None:
    book = sheet(ALL_ON, ANA, coupon("2026-11-20", "2026-12-20"))
    book = sent(book, NOW, LetterStatus.WAITING)
    later = NOW + timedelta(days=days, minutes=5)

    again = sent(book, later)

    [coupon_letter] = again.letters_to("ANA")
    assert (coupon_letter.id, coupon_letter.status) == ("coupon:ANA:TOTE-1", LetterStatus.SENT)
    assert coupon_letter.taken_at == later


def test_a_reminder_that_waits_takes_the_place_of_the_next(sheet: Sheet) -> None:
    book = sent(sheet(ANA), NOW, LetterStatus.WAITING)

    again = sent(book, NOW + timedelta(days=2))

    assert [(one.id, one.status) for one in again.letters_to("ANA")] == [("reminder:ANA:2026-11-22", LetterStatus.SENT)]
    assert due(again, NOW + timedelta(days=29)) is NotDue.TOO_SOON


def test_slices_follow_each_other_in_one_decision_each(sheet: Sheet) -> None:
    book = sheet(
        """
        Members | Email             | Joined
        ANA     | ana@example.com   | 2026-01-01 09:00
        BORIS   | boris@example.com | 2026-01-01 09:00
        """
    )

    first = take_due(book, now=NOW, limit=1)
    book = book.after(first.changes)
    results = {"reminder:ANA:2026-11-22": LetterResult(LetterStatus.SENT)}
    second = note_and_take(book, results=results, now=NOW, limit=1, among=first.outcome.rest)
    book = book.after(second.changes)

    assert first.outcome.rest == ("BORIS",)
    assert [one.letter.member for one in second.outcome.reminders] == ["BORIS"]
    assert [book.letters_to(code)[0].status for code in ("ANA", "BORIS")] == [LetterStatus.SENT, LetterStatus.TAKEN]


def test_two_runs_that_looked_at_the_same_moment_take_nobody_twice(sheet: Sheet) -> None:
    book = sheet(ANA)

    first = take_due(book, now=NOW, limit=1, among=["ANA"])
    second = take_due(book.after(first.changes), now=NOW, limit=1, among=["ANA", "GONE"])

    assert len(first.outcome.reminders) == 1
    assert second.outcome.reminders == ()


@pytest.mark.parametrize(
    ("email", "letter", "bounced"),
    [
        ("ana@example.com", "reminder", True),
        ("new@example.com", "reminder", False),
        ("ana@example.com", "owner_task", False),
    ],
)
def test_a_mailbox_that_does_not_exist_is_not_written_to_again(
    sheet: Sheet, email: str, letter: str, *, bounced: bool
) -> None:
    book = sheet(
        f"""
        Members | Email   | Joined           | Reminders
        ANA     | {email} | 2026-01-01 09:00 | yes
        """,
        f"Emails | Member | Letter | Status | Id\n2026-11-22 09:30 | ANA | {letter} | taken | one",
    )
    [known] = book.letters_to("ANA")
    written = {"one": LetterResult(LetterStatus.FAILED, "550 no such user", bounced=True)}
    book = book.after([AddLetter(replace(known, email="ana@example.com"))])
    after = book.after(note_results(book, results=written, now=NOW).changes)

    assert after.members["ANA"].bounced is bounced
    assert after.members["ANA"].reminders is not bounced
    assert after.letters_to("ANA")[0].detail == "550 no such user"


@pytest.mark.parametrize(("minutes", "released"), [(59, 0), (60, 1)])
def test_letters_of_a_run_that_died_are_let_go_by_hand_after_an_hour(sheet: Sheet, minutes: int, released: int) -> None:
    book = sheet(ANA)
    book = book.after(take_due(book, now=NOW, limit=1).changes)
    later = NOW + timedelta(minutes=minutes)

    decision = release_taken(book, now=later, limit=10)
    after = sent(book.after(decision.changes), later)

    assert take_due(book, now=later, limit=1).outcome.unknown == 1
    assert decision.outcome == released
    assert after.letters_to("ANA")[0].status is (LetterStatus.SENT if released else LetterStatus.TAKEN)


def test_everybody_is_looked_over_with_a_reason(sheet: Sheet) -> None:
    book = sheet(ANA, "Members | Email | Joined\nBORIS | | 2026-01-01 09:00")

    said = {member.code: due if isinstance(due, NotDue) else due.id for member, due in look_over(book, now=NOW)}

    assert said == {"ANA": "reminder:ANA:2026-11-22", "BORIS": NotDue.NO_ADDRESS}


SHOP = """
    Orders | Email             | Amount | Placed     | Status
    1      | ana@example.com   | 20     | 2026-10-01 | paid
    2      | boris@example.com | 60     | 2026-10-02 | paid
    3      | boris@example.com | 900    | 2025-10-02 | paid
    4      | boris@example.com | 900    | 2026-10-02 | refunded
    5      | boris@example.com | 900    |            | paid
"""


@pytest.mark.parametrize(
    ("orders", "earn_by", "expected"),
    [
        (SHOP, "amount", 5),
        (SHOP, "order", 200),
        (
            SHOP
            + "    6 | ana@example.com | 20 | 2026-10-05 | paid\n    7 | ana@example.com | 20 | 2026-10-09 | paid\n",
            "amount",
            10,
        ),
        ("Orders | Email\n", "amount", None),
    ],
)
def test_a_letter_says_how_many_orders_the_next_reward_is_away(
    sheet: Sheet, orders: str, earn_by: str, expected: int | None
) -> None:
    book = sheet(
        ANA,
        orders,
        f"""
        Settings | Value
        Earn by  | {earn_by}
        Coupons  | generate

        Rewards | Name     | Points
        tote    | Tote bag | 200
        """,
    )

    [letter] = take_due(book, now=NOW, limit=1).outcome.reminders

    assert letter.orders_to_next == expected


def test_whoever_comes_in_a_later_slice_is_told_of_the_same_usual_order(sheet: Sheet) -> None:
    members = """
        Members | Email             | Joined
        ANA     | ana@example.com   | 2026-01-01 09:00
        LAYLA   | layla@example.com | 2026-01-01 09:00
    """
    program = """
        Settings | Value
        Coupons  | generate

        Rewards | Name     | Points
        tote    | Tote bag | 200
    """
    large = "    6 | boris@example.com | 900 | 2026-11-20 | paid\n"

    first = take_due(sheet(members, SHOP, program), now=NOW, limit=1).outcome
    later = sheet(members, SHOP + large, program)
    second = take_due(later, now=NOW, limit=1, among=first.rest, before=first).outcome

    told = [(one.letter.member, one.orders_to_next) for one in (*first.reminders, *second.reminders)]
    assert told == [("ANA", 5), ("LAYLA", 5)]


@pytest.mark.parametrize(
    ("worth", "mug", "expected"), [("6.50", "", None), ("6.50", "9.80", Decimal("22.80")), ("", "", None)]
)
def test_what_she_has_won_is_worth_something_where_the_owner_has_said_it_of_all(
    sheet: Sheet, worth: str, mug: str, expected: Decimal | None
) -> None:
    book = sheet(
        ANA,
        f"""
        Settings  | Value
        Currency  | EUR
        Chat link | https://m.me/finch

        Rewards | Name | Points | Worth | Your cost
        tote    | Tote | 200    | {worth} | 2.10
        mug     | Mug  | 300    | {mug} |

        Ledger           | Member | Entry      | Points | For  | Cause
        2026-10-01 09:00 | ANA    | redemption | -200   | tote | coupon:A
        2026-10-02 09:00 | ANA    | redemption | -200   | tote | coupon:B
        2026-10-03 09:00 | ANA    | redemption | -300   | mug  | coupon:C
        """,
    )

    [letter] = take_due(book, now=NOW, limit=1).outcome.reminders

    assert (letter.worth, letter.currency, letter.chat) == (expected, "EUR", "https://m.me/finch")


def test_a_prize_that_is_no_longer_on_the_list_is_worth_nobody_knows_what(sheet: Sheet) -> None:
    ledger = """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-10-01 09:00 | ANA    | redemption | -200   | gone | coupon:A
    """

    [letter] = take_due(sheet(ANA, ledger), now=NOW, limit=1).outcome.reminders

    assert letter.worth is None


def test_orders_are_looked_at_by_the_day(sheet: Sheet) -> None:
    shopping = Shopping.of(sheet(ANA, SHOP), today=date(2026, 11, 22))

    assert shopping.usual == Decimal(40)


@pytest.mark.parametrize(
    ("setting", "names", "letter", "expected"),
    [
        ("Reminder only for", "vip", "reminder", "reminder:ANA:2026-11-22"),
        ("Reminder only for", "best vip", "reminder", "reminder:ANA:2026-11-22"),
        ("Reminder only for", "gold", "reminder", NotDue.OTHERS_ONLY),
        ("Reminder only for", "gold", "win_back", "win_back:ANA:2026-11-22"),
        ("Win back only for", "vip", "win_back", "win_back:ANA:2026-11-22"),
        ("Win back only for", "gold", "win_back", NotDue.TOO_SOON),
        ("Win back only for", "gold", "reminder", "reminder:ANA:2026-11-22"),
    ],
)
def test_an_email_may_be_only_for_some(
    sheet: Sheet, setting: str, names: str, letter: str, expected: str | NotDue
) -> None:
    ana = ANA.replace("Joined", "Joined | Segment").replace("09:00", "09:00 | vip")
    settings = f"Settings | Value\nLetters | {letter}\nWin back days | 60\n{setting} | {names}"
    orders = "Orders | Email | Amount | Placed\n1 | ana@example.com | 60 | 2026-09-01"

    assert due_id(sheet(ana, settings, orders)) == expected
