"""Reminders: every 28 days, never twice, and why not."""

from datetime import date, timedelta

import pytest

from loyalty.book import Book
from loyalty.outcomes import Prize, TakenReminders
from loyalty.remind import LetterResult, NotDue, not_due, note_results, take_due
from loyalty.values import LetterStatus, Settings
from tests.loyalty.drawn import NOW, book

TODAY = date(2026, 11, 22)


def sheet(joined: str = "2026-10-25", more: str = "", reminders: str = "", email: str = "ana@example.com") -> Book:
    return book(
        f"""
        Members | Member | Email   | Name | Contact | Joined   | Reminders
                | ANAAAA | {email} | Ana  | 7001    | {joined} | {reminders}

        Rewards | Reward | Name     | Points
                | tote   | Tote bag | 200

        Coupons | Code | Reward
                | T-1  | tote

        Ledger  | Time       | Member | Entry      | Points | For  | Note  | Cause
                | 2026-10-25 | ANAAAA | sign-up    | 50     |      |       | join:ANAAAA
                | 2026-10-26 | ANAAAA | redemption | -20    | pin  | A pin | coupon:PIN-1
                | 2026-10-26 | ANAAAA | redemption | -10    | tote |       | coupon:TOTE-9

        {more}
        """
    )


def why_not(one: Book, days: int = 0) -> NotDue | None:
    return not_due(one, one.members["ANAAAA"], today=TODAY + timedelta(days=days))


def taken(one: Book, limit: int = 10) -> TakenReminders:
    return take_due(one, now=NOW, limit=limit).outcome


def test_a_letter_is_due_on_the_twenty_eighth_day_after_joining() -> None:
    assert why_not(sheet("2026-10-25")) is None
    assert why_not(sheet("2026-10-26")) is NotDue.TOO_SOON


def test_a_letter_says_what_she_has_and_has_won() -> None:
    [reminder] = taken(sheet()).reminders

    assert (reminder.name, reminder.standing.points, reminder.standing.points_to_next) == ("Ana", 20, 180)
    assert reminder.won == (Prize("A pin", 1), Prize("Tote bag", 1))
    assert reminder.redeemed == 30
    assert reminder.letter.status is LetterStatus.TAKEN


def test_a_letter_that_was_taken_is_not_taken_again() -> None:
    one = sheet()
    decision = take_due(one, now=NOW, limit=10)

    after = one.after(decision.changes)

    assert taken(after).reminders == ()
    assert why_not(after, days=27) is NotDue.TOO_SOON
    assert why_not(after, days=28) is None


@pytest.mark.parametrize("letter", ["sent", "taken"])
def test_the_days_count_from_the_last_letter(letter: str) -> None:
    def last(day: str) -> Book:
        return sheet(more=f"Emails | Time | Member | Status\n | {day} | ANAAAA | {letter}")

    assert why_not(last("2026-10-26")) is NotDue.TOO_SOON
    assert why_not(last("2026-10-25")) is None


def test_the_last_reminder_in_her_row_counts_though_the_letters_were_tidied_away() -> None:
    one = book(
        """
        Members | Member | Email           | Joined     | Last reminder
                | ANAAAA | ana@example.com | 2026-01-01 | 2026-11-01
        """
    )

    assert why_not(one) is NotDue.TOO_SOON


def test_another_kind_of_letter_is_no_reminder() -> None:
    one = sheet(more="Emails | Time | Member | Letter\n | 2026-11-20 | ANAAAA | welcome")

    assert why_not(one) is None


def test_a_letter_that_failed_is_tried_again_the_next_day_three_times_in_all() -> None:
    def failed(*days: str) -> Book:
        rows = "\n".join(f" | {day} | ANAAAA | failed" for day in days)
        return sheet(more=f"Emails | Time | Member | Status\n{rows}")

    assert why_not(failed("2026-11-22")) is NotDue.TOO_SOON
    assert why_not(failed("2026-11-21")) is None
    assert why_not(failed("2026-11-20", "2026-11-21")) is None
    assert why_not(failed("2026-11-19", "2026-11-20", "2026-11-21")) is NotDue.TOO_SOON


def test_results_are_noted_in_the_letters_own_row() -> None:
    one = sheet()
    decision = take_due(one, now=NOW, limit=10)
    [reminder] = decision.outcome.reminders
    after = one.after(decision.changes)

    noted = note_results(after, results={reminder.letter.id: LetterResult(LetterStatus.FAILED, "550 no such box")})

    [letter] = after.after(noted.changes).letters_to("ANAAAA")
    assert (letter.status, letter.detail) == (LetterStatus.FAILED, "550 no such box")
    assert letter == after.after(noted.changes).letter(letter.id, "ANAAAA")
    assert note_results(after, results={}).changes == ()


def test_who_said_no_or_has_no_address_gets_none() -> None:
    assert why_not(sheet(reminders="no")) is NotDue.OPTED_OUT
    assert why_not(sheet(email="")) is NotDue.NO_ADDRESS
    assert why_not(sheet(reminders="yes")) is None


def test_the_owner_can_switch_reminders_off() -> None:
    one = book("Members | Member | Email\n | ANAAAA | ana@example.com", Settings(reminders=False))

    assert why_not(one) is NotDue.SWITCHED_OFF


def test_a_member_of_whom_no_day_is_known_is_due() -> None:
    assert why_not(sheet(joined="")) is None


def test_a_slice_takes_so_many_and_says_how_many_are_left() -> None:
    rows = "\n".join(f" | MEM{n:03} | m{n}@example.com | 2026-01-01" for n in range(5))
    one = book(f"Members | Member | Email | Joined\n{rows}")

    first = take_due(one, now=NOW, limit=3)
    second = take_due(one.after(first.changes), now=NOW, limit=3)

    assert (len(first.outcome.reminders), first.outcome.left) == (3, 2)
    assert (len(second.outcome.reminders), second.outcome.left) == (2, 0)
