"""Reminding: who gets a letter when, what it says, and what becomes of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddLetter, Decision
from loyalty.letters.due import NotDue, due_letter
from loyalty.letters.letter import LetterFacts, TakenReminders
from loyalty.letters.outbox import LetterResult, note_results, take_due
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.outcomes.member_standing import Standing, TakenReward
from loyalty.points.shopping import Shopping

Sheet = Callable[..., Book]

ANA = """
    Members | Email           | Name | Contact | Joined
    ANA     | ana@example.com | Ana  | ana     | 2026-10-25 09:00
"""
PEOPLE = f"""{ANA}
    Members | Email             | Joined
    BORIS   | boris@example.com | 2026-10-01 09:00
    LAYLA   | layla@example.com | 2026-10-02 09:00
"""
TODAY = date(2026, 11, 22)


def why_not(book: Book, today: date = TODAY) -> NotDue | None:
    now = datetime.combine(today, time(12), UTC)
    due = due_letter(book, book.members["ANA"], shopping=Shopping.of(book, today=today), now=now)
    return due if isinstance(due, NotDue) else None


def taken(decision: Decision[TakenReminders]) -> list[str]:
    return [reminder.letter.member for reminder in decision.outcome.reminders]


@pytest.mark.parametrize(("today", "reason"), [(date(2026, 11, 21), NotDue.TOO_SOON), (TODAY, None)])
def test_the_first_letter_comes_28_days_after_joining(sheet: Sheet, today: date, reason: NotDue | None) -> None:
    assert why_not(sheet(ANA), today) is reason


def test_the_28_days_are_those_of_the_shop(sheet: Sheet) -> None:
    book = sheet(
        """
        Settings     | Value
        Time zone    | Asia/Tokyo
        Letter hours | 0-24

        Members | Email           | Joined
        ANA     | ana@example.com | 2026-10-24 15:30
        """
    )

    an_hour_early = take_due(book, now=datetime(2026, 11, 21, 14, 59, tzinfo=UTC), limit=10)
    in_time = take_due(book, now=datetime(2026, 11, 21, 15, 0, tzinfo=UTC), limit=10)

    assert taken(an_hour_early) == []
    assert taken(in_time) == ["ANA"]
    assert in_time.outcome.reminders[0].letter.id == "reminder:ANA:2026-11-22"


@pytest.mark.parametrize("status", ["taken", "sent"])
@pytest.mark.parametrize(
    ("last", "reason"),
    [("2026-10-25 23:59", None), ("2026-10-26 00:00", NotDue.TOO_SOON), ("2026-11-22 08:00", NotDue.JUST_WRITTEN)],
)
def test_the_next_letter_comes_28_days_after_the_last_whether_its_end_is_known_or_not(
    sheet: Sheet, status: str, last: str, reason: NotDue | None
) -> None:
    book = sheet(
        f"""
        Members | Email           | Joined
        ANA     | ana@example.com | 2026-01-01 09:00

        Emails           | Member | Letter   | Status   | Id
        {last}           | ANA    | reminder | {status} | two
        2026-09-01 09:00 | ANA    | reminder | failed   | one
        """
    )

    assert why_not(book) is reason


@pytest.mark.parametrize(("last", "reason"), [("2026-10-25 09:00", None), ("2026-10-26 09:00", NotDue.TOO_SOON)])
def test_the_last_reminder_in_her_row_counts_where_the_emails_tab_was_cleared(
    sheet: Sheet, last: str, reason: NotDue | None
) -> None:
    book = sheet(
        f"""
        Members | Email           | Joined           | Last reminder
        ANA     | ana@example.com | 2026-01-01 09:00 | {last}
        """
    )

    assert why_not(book) is reason


def test_letters_of_another_kind_and_to_others_do_not_count(sheet: Sheet) -> None:
    book = sheet(
        PEOPLE,
        """
        Emails           | Member | Letter   | Status | Id
        2026-11-19 09:00 | ANA    | welcome  | sent   | one
        2026-11-21 09:00 | BORIS  | reminder | sent   | two
        """,
    )

    assert why_not(book) is None


def test_a_member_with_no_dates_at_all_gets_her_letter(sheet: Sheet) -> None:
    book = sheet(
        """
        Members | Email
        ANA     | ana@example.com
        """
    )

    assert why_not(book) is None


@pytest.mark.parametrize(
    ("statuses", "last", "reason"),
    [
        (["failed"], "2026-11-22 00:00", NotDue.TOO_SOON),
        (["failed"], "2026-11-21 23:59", None),
        (["failed", "failed"], "2026-11-21 09:00", None),
        (["failed", "failed", "failed"], "2026-11-21 09:00", NotDue.TOO_SOON),
        (["failed", "failed", "failed"], "2026-10-26 09:00", NotDue.TOO_SOON),
        (["failed", "failed", "failed"], "2026-10-25 09:00", None),
        (["failed", "failed", "sent", "failed"], "2026-11-21 09:00", NotDue.JUST_WRITTEN),
        (["failed", "failed", "taken"], "2026-11-21 09:00", NotDue.JUST_WRITTEN),
    ],
)
def test_a_letter_that_failed_is_tried_again_the_next_day_three_times_at_most(
    sheet: Sheet, statuses: list[str], last: str, reason: NotDue | None
) -> None:
    newest = datetime.fromisoformat(last)
    rows = [
        f"{newest - timedelta(days=age)} | ANA | reminder | {status} | {age}"
        for age, status in enumerate(reversed(statuses))
    ]
    book = sheet(ANA, "\n".join(["Emails | Member | Letter | Status | Id", *rows]))

    assert why_not(book) is reason


@pytest.mark.parametrize(
    ("wish", "program", "reason"),
    [
        ("", "yes", None),
        ("yes", "yes", None),
        ("no", "yes", NotDue.OPTED_OUT),
        ("", "no", NotDue.SWITCHED_OFF),
        ("yes", "no", NotDue.SWITCHED_OFF),
    ],
)
def test_letters_go_to_whom_the_program_and_she_herself_allow(
    sheet: Sheet, wish: str, program: str, reason: NotDue | None
) -> None:
    book = sheet(
        f"""
        Settings  | Value
        Reminders | {program}

        Members | Email           | Joined           | Reminders
        ANA     | ana@example.com | 2026-01-01 09:00 | {wish}
        """
    )

    assert why_not(book) is reason


def test_a_member_without_an_address_gets_no_letter_and_it_is_said_why(sheet: Sheet) -> None:
    book = sheet(
        """
        Members | Email | Joined
        ANA     |       | 2026-01-01 09:00
        """
    )

    assert why_not(book) is NotDue.NO_ADDRESS


def test_a_letter_tells_points_rewards_prizes_and_coupons(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        ANA,
        """
        Settings     | Value
        Program name | Friends
        Shop name    | Marigold & Finch
        Shop link    | https://shop.example
        Coupons      | generate

        Rewards | Name     | Points
        tote    | Tote bag | 200
        mug     | Mug      | 350

        Ledger           | Member | Entry      | Points | For  | Cause
        2026-10-25 09:00 | ANA    | sign-up    | 50     |      | join:ANA
        2026-10-26 09:00 | ANA    | adjustment | 400    |      |
        2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1

        Coupons | Reward | Status | Member | Expires
        TOTE-1  | tote   | issued | ANA    | 2026-12-20
        """,
    )
    tote, mug = book.rewards
    letter = Letter("reminder:ANA:2026-11-22", now, "ANA", "ana@example.com", "reminder", LetterStatus.TAKEN)

    decision = take_due(book, now=now, limit=10)
    (reminder,) = decision.outcome.reminders

    assert decision.changes == (AddLetter(letter),)
    assert reminder == LetterFacts(
        letter,
        name="Ana",
        program="Friends",
        shop="Marigold & Finch",
        shop_link="https://shop.example",
        standing=Standing(250, (tote,), mug),
        won=(TakenReward("Tote bag", 1),),
        redeemed=200,
        coupons=reminder.coupons,
        program_language="en",
        currency="USD",
    )
    assert [(held.coupon.code, held.reward) for held in reminder.coupons] == [("TOTE-1", tote)]


def test_a_run_takes_as_many_as_it_may_and_says_how_many_are_left(sheet: Sheet, now: datetime) -> None:
    book = sheet(PEOPLE)

    first = take_due(book, now=now, limit=2)
    second = take_due(book.after(first.changes), now=now, limit=2)
    third = take_due(book.after(first.changes).after(second.changes), now=now, limit=2)

    assert (taken(first), first.outcome.left) == (["BORIS", "LAYLA"], 1)
    assert (taken(second), second.outcome.left) == (["ANA"], 0)
    assert third == Decision(TakenReminders((), unknown=3))


@pytest.mark.parametrize("result", [LetterStatus.SENT, LetterStatus.FAILED, None])
def test_two_runs_on_one_day_send_one_letter(sheet: Sheet, now: datetime, result: LetterStatus | None) -> None:
    book = sheet(ANA)

    first = take_due(book, now=now, limit=10)
    book = book.after(first.changes)
    if result:
        results = {"reminder:ANA:2026-11-22": LetterResult(result)}
        book = book.after(note_results(book, results=results, now=now).changes)

    assert taken(first) == ["ANA"]
    assert taken(take_due(book, now=now + timedelta(hours=11), limit=10)) == []


def test_what_became_of_letters_is_noted_in_rows_of_its_own(sheet: Sheet, now: datetime) -> None:
    book = sheet(PEOPLE)
    book = book.after(take_due(book, now=now, limit=3).changes)

    decision = note_results(
        book,
        results={
            "reminder:ANA:2026-11-22": LetterResult(LetterStatus.SENT),
            "reminder:BORIS:2026-11-22": LetterResult(LetterStatus.FAILED, "mailbox full"),
            "reminder:OMAR:2026-11-22": LetterResult(LetterStatus.SENT),
        },
        now=now,
    )
    after = book.after(decision.changes)
    letters = [after.letter(f"reminder:{member}:2026-11-22", member) for member in ("ANA", "BORIS", "LAYLA")]

    assert decision.outcome is None
    assert all(isinstance(change, AddLetter) for change in decision.changes)
    assert [(letter.status, letter.detail) for letter in letters if letter] == [
        (LetterStatus.SENT, ""),
        (LetterStatus.FAILED, "mailbox full"),
        (LetterStatus.TAKEN, ""),
    ]
    assert len(after.letters_to("ANA")) == 1


def test_a_letter_that_failed_goes_out_the_next_day(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)

    book = book.after(take_due(book, now=now, limit=10).changes)
    failed = {"reminder:ANA:2026-11-22": LetterResult(LetterStatus.FAILED, "mailbox full")}
    book = book.after(note_results(book, results=failed, now=now).changes)
    tomorrow = take_due(book, now=now + timedelta(days=1), limit=10)

    assert [reminder.letter.id for reminder in tomorrow.outcome.reminders] == ["reminder:ANA:2026-11-23"]


def test_noting_an_older_letter_leaves_the_letters_in_the_order_of_their_tab(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        ANA,
        """
        Emails           | Member | Letter   | Status | Id
        2026-09-01 09:00 | ANA    | reminder | taken  | one
        2026-10-01 09:00 | ANA    | reminder | sent   | two
        """,
    )

    after = book.after(note_results(book, results={"one": LetterResult(LetterStatus.FAILED)}, now=now).changes)

    assert [(letter.id, letter.status) for letter in after.letters_to("ANA")] == [("one", "failed"), ("two", "sent")]


def test_a_letter_whose_row_was_deleted_meanwhile_is_nobodys(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)

    assert note_results(book, results={"one": LetterResult(LetterStatus.SENT)}, now=now) == Decision(None, ())
    assert book.letter("one", "ANA") is None


def facts(sheet: Sheet, now: datetime, *tables: str) -> LetterFacts:
    """What the letter to Ana says."""
    people = """
        Members | Email           | Joined           | Language
        ANA     | ana@example.com | 2026-10-25 09:00 | ru_RU

        Rewards | Name     | Points | Worth
        mug     | Mug      | 150    | 6.50
        tote    | Tote bag | 400    |

        Settings | Value
        Coupons  | generate
    """
    (letter,) = take_due(sheet(people, *tables), now=now, limit=10).outcome.reminders
    return letter


def test_a_letter_knows_her_language_and_the_programs(sheet: Sheet, now: datetime) -> None:
    letter = facts(sheet, now)

    assert (letter.language, letter.program_language) == ("ru_RU", "en")


def test_a_letter_says_how_many_orders_of_the_usual_size_are_missing(sheet: Sheet, now: datetime) -> None:
    shop = """
        Orders | Email           | Amount | Placed     | Status
        1      | bo@example.com  | 50.50  | 2026-10-01 | paid
        2      | li@example.com  | 70.00  | 2026-10-02 | paid
        3      | li@example.com  | 900    | 2026-10-03 | unpaid

        Ledger           | Member | Entry   | Points
        2026-10-25 09:00 | ANA    | sign-up | 20
    """
    assert facts(sheet, now, shop).orders_to_next == 3
    assert facts(sheet, now).orders_to_next is None


def test_what_she_has_won_is_told_in_money_only_where_all_of_it_has_a_cost(sheet: Sheet, now: datetime) -> None:
    mugs = """
        Ledger           | Member | Entry      | Points | For | Cause
        2026-10-25 09:00 | ANA    | adjustment | 900    |     |
        2026-10-26 09:00 | ANA    | redemption | -150   | mug | coupon:M-1
        2026-10-27 09:00 | ANA    | redemption | -150   | mug | coupon:M-2
    """
    tote = """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-10-28 09:00 | ANA    | redemption | -400   | tote | coupon:T-1
    """
    assert facts(sheet, now, mugs).worth == Decimal("13.00")
    assert facts(sheet, now, mugs, tote).worth is None
    assert facts(sheet, now).worth is None


def test_what_is_noted_already_is_not_noted_twice(sheet: Sheet, now: datetime) -> None:
    book = sheet(ANA)
    book = book.after(take_due(book, now=now, limit=1).changes)
    sent = {"reminder:ANA:2026-11-22": LetterResult(LetterStatus.SENT)}
    note = partial(note_results, results=sent, now=now)

    once = note(book).changes

    assert len(once) == 1
    assert note(book.after(once)).changes == ()


def test_no_reminder_has_the_id_of_one_that_went_out_on_that_day_in_another_time_zone(
    sheet: Sheet, now: datetime
) -> None:
    book = sheet(
        ANA,
        """
        Emails           | Member | Letter   | Status | Id
        2026-09-01 09:00 | ANA    | reminder | sent   | reminder:ANA:2026-11-22
        """,
    )

    assert take_due(book, now=now, limit=1).changes == ()
