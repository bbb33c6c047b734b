"""Held out: a stable part gets no reminder and no win_back; nobody misses what is theirs, and the rhythm stays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddLetter, Decision
from loyalty.letters.channels import OpenChannels
from loyalty.letters.due import NotDue
from loyalty.letters.hold_outs import may_be_held_out
from loyalty.letters.letter import TakenReminders
from loyalty.letters.outbox import look_over, take_due
from loyalty.model.email_log import LetterName, LetterStatus

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HALF = "Settings | Value\nHold out | 0.5"
# By the hash of code and name: of reminders BORIS is held out at a half, ANA and LAYLA are not.
PEOPLE = """
    Members | Email             | Joined
    ANA     | ana@example.com   | 2026-10-01 09:00
    BORIS   | boris@example.com | 2026-10-01 09:00
    LAYLA   | layla@example.com | 2026-10-01 09:00
"""


def noted(decision: Decision[TakenReminders]) -> dict[str, tuple[str, str]]:
    letters = [change.letter for change in decision.changes if isinstance(change, AddLetter)]
    return {letter.member: (letter.letter, letter.status.value) for letter in letters}


def sent_to(decision: Decision[TakenReminders]) -> list[str]:
    return [reminder.letter.member for reminder in decision.outcome.reminders]


def test_only_what_wants_to_bring_somebody_back_may_be_held_out() -> None:
    assert {name for name in LetterName if may_be_held_out(name)} == {LetterName.REMINDER, LetterName.WIN_BACK}


def test_who_is_held_out_gets_a_line_and_no_email(sheet: Sheet) -> None:
    decision = take_due(sheet(PEOPLE, HALF), now=NOW, limit=10)

    assert sent_to(decision) == ["ANA", "LAYLA"]
    assert noted(decision) == {
        "ANA": ("reminder", "taken"),
        "BORIS": ("reminder", "held out"),
        "LAYLA": ("reminder", "taken"),
    }
    assert decision.outcome.held_out == 1
    [line] = [one.letter for one in decision.changes if isinstance(one, AddLetter) and one.letter.member == "BORIS"]
    assert (line.taken_at, line.email, line.detail) == (NOW, "boris@example.com", "")


def test_with_the_setting_at_nothing_everybody_gets_theirs(sheet: Sheet) -> None:
    assert sent_to(take_due(sheet(PEOPLE), now=NOW, limit=10)) == ["ANA", "BORIS", "LAYLA"]


def test_held_out_has_the_rhythm_of_sent_and_is_not_tried_again(sheet: Sheet) -> None:
    book = sheet(PEOPLE, HALF)
    days = dict[str, list[int]]()
    for day in range(100):
        now = NOW + timedelta(days=day)
        decision = take_due(book, now=now, limit=10)
        changes = [change for change in decision.changes if isinstance(change, AddLetter)]
        for change in changes:
            days.setdefault(change.letter.member, []).append(day)
        sent = [change.letter for change in changes if change.letter.status is LetterStatus.TAKEN]
        results = [AddLetter(letter.next_line(LetterStatus.SENT, now=now)) for letter in sent]
        book = book.after([*changes, *results])

    assert days == {code: [0, 28, 56] for code in ("ANA", "BORIS", "LAYLA")}  # three without a visit are enough


@pytest.mark.parametrize(
    ("more", "letter"),
    [
        (
            """
            Rewards | Name     | Points
            tote    | Tote bag | 200

            Ledger           | Member | Entry      | Points | For  | Cause
            2026-11-01 09:00 | BORIS  | redemption | -200   | tote | coupon:T1

            Coupons | Reward | Status | Member | Issued           | Expires
            T1      | tote   | issued | BORIS  | 2026-11-01 09:00 | 2026-11-25
            """,
            "coupon_expiring",
        ),
        (
            """
            Ledger           | Member | Entry   | Points | Cause
            2025-12-15 09:00 | BORIS  | sign-up | 50     | join:BORIS

            Settings      | Value
            Points expire | rolling
            Expire from   | 2026-06-01
            """,
            "points_expiring",
        ),
    ],
)
def test_nobody_is_held_out_of_a_warning(sheet: Sheet, more: str, letter: str) -> None:
    decision = take_due(sheet(PEOPLE, HALF, more), now=NOW, limit=10)

    assert noted(decision)["BORIS"] == (letter, "taken")


def test_whoever_is_held_out_counts_against_the_slice_and_the_next_one_goes_on(sheet: Sheet) -> None:
    book = sheet(PEOPLE, HALF)

    decision = take_due(book, now=NOW, limit=1, among=("BORIS", "LAYLA"))

    assert (sent_to(decision), decision.outcome.held_out, decision.outcome.rest) == ([], 1, ("LAYLA",))


def test_where_no_email_could_go_nobody_is_held_out_either(sheet: Sheet) -> None:
    decision = take_due(sheet(PEOPLE, HALF), now=NOW, limit=10, ways=OpenChannels(email=False, chat=False))

    assert (decision.changes, decision.outcome.held) == ((), 3)


def test_one_that_waited_when_the_hold_out_began_is_held_out_on_its_own_line(sheet: Sheet) -> None:
    lines = """
        Emails           | Member | Letter   | Status  | Id
        2026-11-21 10:00 | BORIS  | reminder | waiting | reminder:BORIS:2026-11-21
    """
    book = sheet(PEOPLE, HALF, lines)

    decision = take_due(book, now=NOW, limit=10)

    assert noted(decision)["BORIS"] == ("reminder", "held out")
    after = book.after(decision.changes)
    assert [letter.status for letter in after.letters_to("BORIS")] == [LetterStatus.HELD_OUT]
    due = {member.code: due for member, due in look_over(after, now=NOW + timedelta(days=10))}
    assert due["BORIS"] is NotDue.TOO_SOON


def test_a_win_back_is_held_out_once_for_each_time_that_somebody_stays_away(sheet: Sheet) -> None:
    codes = [f"M{number}" for number in range(40)]
    people = "\n".join(["Members | Email | Joined", *(f"{c} | {c}@example.com | 2026-01-01 09:00" for c in codes)])
    bought = "\n".join(
        ["Orders | Email | Amount | Placed", *(f"{c} | {c}@example.com | 60 | 2026-08-01" for c in codes)]
    )
    settings = "Settings | Value\nHold out | 0.5\nLetters | win_back\nWin back days | 60"
    book = sheet(people, bought, settings)

    decision = take_due(book, now=NOW, limit=100)
    again = take_due(book.after(decision.changes), now=NOW + timedelta(days=40), limit=100)

    assert set(noted(decision).values()) == {("win_back", "taken"), ("win_back", "held out")}
    assert sent_to(again) == []
    assert again.changes == ()
