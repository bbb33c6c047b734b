"""Old lines of Emails and Answers are cleared, but for those that a rule still needs."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Change, RemoveFacts, RemoveLines
from loyalty.letters.due import NotDue, due_letter
from loyalty.member.survey import answer_id
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import UNDATED
from loyalty.model.fact import Fact, FactKind
from loyalty.model.offers import Answer, Question
from loyalty.nightly.old_lines import clear_old_lines
from loyalty.outcomes.batch_reports import Booked
from loyalty.points.shopping import Shopping

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Settings           | Value
    Keep emails months | 13
    Win back days      | 60
    Letters            | reminder win_back coupon_expiring owner_task
    Owner e-mail       | owner@example.com

    Members | Email           | Joined
    ANA     | ana@example.com | 2024-01-01T09:00

    Orders | Email           | Amount | Placed
    1042   | ana@example.com | 60.00  | 2025-01-02
"""


def letters(*days: str, name: str = "reminder", status: str = "sent", member: str = "ANA") -> str:
    lines = [f"{day}T10:00 | {member} | {name} | {status} | {name}:{member}:{day}" for day in days]
    return "\n".join(["Emails | Member | Letter | Status | Id", *lines])


def cleared(changes: Iterable[Change]) -> tuple[list[str], list[str]]:
    """The ids of the letters and answers that go."""
    [lines] = [change for change in changes if isinstance(change, RemoveLines)] or [RemoveLines()]
    return [letter.id for letter in lines.letters], [answer.id for answer in lines.answers]


def gone(book: Book) -> list[str]:
    """The days of the letters that go."""
    found, _ = cleared(clear_old_lines(book, now=NOON, limit=9).changes)
    return [id_.rpartition(":")[2] for id_ in found]


def test_what_is_older_than_so_many_months_goes(sheet: Sheet) -> None:
    days = ("2025-06-01", "2025-07-01", "2025-08-01", "2025-09-01", "2025-10-21", "2025-10-22", "2026-11-01")
    book = sheet(SHEET, letters(*days))

    done = clear_old_lines(book, now=NOON, limit=99)

    assert gone(book) == ["2025-06-01", "2025-07-01", "2025-08-01", "2025-09-01"]
    assert done.outcome == Booked(4, 0, ())
    assert [letter.id[-10:] for letter in book.after(done.changes).letters_to("ANA")] == list(days[4:])


@pytest.mark.parametrize("months", ["0", "1"])
def test_nothing_goes_without_the_setting_nor_what_is_as_young_as_two_months(sheet: Sheet, months: str) -> None:
    book = sheet(SHEET, letters("2026-09-22", "2026-09-23", "2026-10-01", "2026-10-02", "2026-10-03"))
    book = replace(book, settings=replace(book.settings, keep_emails_months=int(months)))

    assert clear_old_lines(book, now=NOON, limit=9).changes == ()


def test_who_rested_after_three_reminders_goes_on_resting(sheet: Sheet) -> None:
    failed = letters("2025-04-01", "2025-05-01", "2025-06-01", status="failed")
    book = sheet(SHEET, letters("2024-06-01", "2024-07-01", "2024-08-01", "2024-09-01"), failed)
    book = replace(book, settings=replace(book.settings, win_back_days=9999))

    after = book.after(clear_old_lines(book, now=NOON, limit=9).changes)

    assert gone(book) == ["2024-06-01"]
    shopping = Shopping.of(after, today=NOON.date())
    assert due_letter(after, after.members["ANA"], shopping=shopping, now=NOON) is NotDue.RESTING


def test_a_win_back_goes_once_however_long_somebody_stays_away(sheet: Sheet) -> None:
    book = sheet(SHEET, letters("2024-06-01", "2024-07-01", "2024-08-01", "2025-04-01", name="win_back"))
    reminders = letters("2025-05-01", "2025-06-01", "2025-07-01")
    book = book.grown(letters=sheet(reminders).letters_to("ANA"))

    after = book.after(clear_old_lines(book, now=NOON, limit=9).changes)

    assert gone(book) == ["2024-06-01"]
    shopping = Shopping.of(after, today=NOON.date())
    assert due_letter(after, after.members["ANA"], shopping=shopping, now=NOON) is NotDue.RESTING


def test_what_waits_and_what_has_no_time_stays(sheet: Sheet) -> None:
    new = letters("2026-09-01", "2026-10-01", "2026-11-01")
    book = sheet(SHEET, letters("2025-01-01", status="waiting"), new)
    undated = Letter("reminder:ANA:x", UNDATED, "ANA", "", "reminder", LetterStatus.TAKEN)

    assert gone(book.grown(letters=[undated])) == []


def test_what_was_told_of_a_coupon_stays_as_long_as_it_is_held(sheet: Sheet) -> None:
    held = """
        Rewards | Name | Points
        mug     | Mug  | 40

        Coupons | Reward | Status | Member | Issued           | Expires
        MUG-1   | mug    | asked  | ANA    | 2025-01-01T09:00 | 2027-01-01

        Ledger           | Member | Entry      | Points | For | Cause
        2025-01-01T09:00 | ANA    | redemption | -40    | mug | coupon:MUG-1
    """
    tasks = """
        Emails           | Member | Letter     | Status | Id
        2025-01-01T10:00 | ANA    | owner_task | failed | owner_task:ANA:MUG-1
        2025-01-02T10:00 | ANA    | owner_task | sent   | owner_task:ANA:MUG-1:2
        2025-01-01T10:00 | ANA    | owner_task | sent   | owner_task:ANA:MUG-0
    """
    newer = letters(*(f"2025-02-0{day}" for day in range(1, 5)), name="owner_task")

    assert gone(sheet(SHEET, held, tasks, newer)) == ["MUG-0", "2025-02-01"]
    assert gone(sheet(SHEET, tasks, newer)) == ["MUG-1", "2", "MUG-0", "2025-02-01"]


def test_of_who_has_left_all_old_lines_go(sheet: Sheet) -> None:
    book = sheet(SHEET, letters("2025-01-01", "2026-11-01", member="GONE"))

    assert gone(book) == ["2025-01-01"]


def test_answers_stay_as_long_as_their_question_is_asked(sheet: Sheet) -> None:
    tea, coffee = Question("hot", "Tea?"), Question("hot", "Coffee?")
    old = datetime(2025, 1, 1, tzinfo=UTC)
    answers = [
        Answer(answer_id("ANA", question), old, "ANA", "hot", question.text, "Yes") for question in (tea, coffee)
    ]
    book = sheet(SHEET).grown(answers=[*answers, replace(answers[0], id="new", time=NOON)])
    book = replace(book, offers=replace(book.offers, questions=(tea,)))

    done = clear_old_lines(book, now=NOON, limit=9)

    assert cleared(done.changes) == ([], [answers[1].id])
    assert [answer.id for answer in book.after(done.changes).answers_of("ANA")] == [answers[0].id, "new"]


def test_it_goes_member_by_member_in_slices(sheet: Sheet) -> None:
    book = sheet(SHEET, *(letters("2025-01-01", "2025-01-02", member=code) for code in ("B", "C", "D")))

    first = clear_old_lines(book, now=NOON, limit=3)
    second = clear_old_lines(book.after(first.changes), now=NOON, limit=3, among=first.outcome.rest)

    assert (first.outcome, second.outcome) == (Booked(4, 0, ("D",)), Booked(2, 0, ()))
    again = clear_old_lines(book.after(first.changes), now=NOON, limit=3, among=["B"])
    assert (again.outcome, again.changes) == (Booked(0, 0, ()), ())


def test_of_what_each_night_may_write_anew_only_the_newest_line_stays(sheet: Sheet) -> None:
    def noted(day: int, value: str, kind: FactKind = FactKind.MEMBER_SEGMENTS, about: str = "ANA") -> Fact:
        return Fact(NOON.replace(day=day), kind, about, value)

    facts = [noted(1, "new"), noted(2, "best"), noted(3, ""), noted(1, "new", FactKind.SEGMENTS_SENT)]
    facts += [noted(1, "2 5", FactKind.SEGMENT_TOTAL, "new"), noted(20, "3 5", FactKind.SEGMENT_TOTAL, "new")]
    facts += [noted(19, "4 5", FactKind.SEGMENT_TOTAL, "best"), noted(20, "5 5", FactKind.SEGMENT_TOTAL, "best")]
    book = sheet(SHEET).grown(facts=facts)

    decision = clear_old_lines(book, now=NOON, limit=9)

    [gone] = decision.changes
    assert isinstance(gone, RemoveFacts)
    assert [(fact.kind, fact.value) for fact in gone.facts] == [
        (FactKind.MEMBER_SEGMENTS, "new"),
        (FactKind.MEMBER_SEGMENTS, "best"),
        (FactKind.SEGMENT_TOTAL, "2 5"),
    ]
    assert clear_old_lines(book.after(decision.changes), now=NOON, limit=9).changes == ()
