"""What is given once: two members who are one person now do not get it a second time."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.member.birthday import congratulate
from loyalty.member.owner_actions import book_action
from loyalty.member.survey import take_survey
from loyalty.outcomes.extra_points import ActionBooked, ActionLimit, SurveyDone, SurveyQuestion
from loyalty.owner.closing import close_books
from loyalty.owner.merging import Merged, merge
from loyalty.points.tiers import rank_members, tier_of

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TWO_ROWS = """
    Members | Email             | Contact | Birthday
    ANA001  | ana@example.com   | ana     | 1990-11-20
    ANA002  | ana@example.net   | other   | 1990-11-20
"""
TIERS = """
    Tiers  | From | Bonus
    Silver | 100  | 10
    Gold   | 500  | 50
"""


def joined(book: Book, keep: str = "ANA001", other: str = "ANA002") -> Book:
    decision = merge(book, keep=keep, other=other, now=NOW)
    assert isinstance(decision.outcome, Merged)
    return book.after(decision.changes)


def closed(book: Book) -> Book:
    return book.after(close_books(book, before=NOW, limit=100).changes)


def points(book: Book) -> int:
    return book.account_of("ANA001").points


def says(book: Book, contact: str, answer: str = "") -> tuple[Book, object]:
    decision = take_survey(book, contact=contact, survey="", question="", answer=answer, now=NOW)
    return book.after(decision.changes), decision.outcome


@pytest.mark.parametrize("keep", ["ANA001", "ANA002"])
def test_a_survey_is_not_asked_and_paid_twice(sheet: Sheet, keep: str) -> None:
    survey = "Survey | Question | Choices | Points\ntea | Tea? | | 10\ntea | Why? | | 5"
    book = sheet(TWO_ROWS, survey)
    for answer in ("yes", "so"):
        book, _ = says(book, "other", answer)

    book = joined(book, keep, "ANA002" if keep == "ANA001" else "ANA001")
    book, outcome = says(book, "ana", "no")

    assert isinstance(outcome, SurveyDone)
    assert (outcome.again, outcome.points, points(book)) == (True, 0, 15)


def test_a_survey_that_the_one_has_begun_goes_on_for_both(sheet: Sheet) -> None:
    book = sheet(TWO_ROWS, "Survey | Question | Choices | Points\ntea | Tea? | | 10\ntea | Why? | | 5")
    book, _ = says(book, "other", "yes")

    book, outcome = says(joined(book), "ana")

    assert isinstance(outcome, SurveyQuestion)
    assert outcome.question == "Why?"


@pytest.mark.parametrize("books", [joined, lambda book: joined(closed(book))], ids=["open", "closed"])
def test_one_birthday_brings_one_gift(sheet: Sheet, books: Callable[[Book], Book]) -> None:
    ledger = """
        Ledger              | Member | Entry    | Points | Cause
        2026-11-20 03:00:00 | ANA002 | birthday | 30     | birthday:ANA002:2026
        2026-11-01 03:00:00 | ANA002 | sign-up  | 50     | join:ANA002
    """
    book = books(sheet(TWO_ROWS, "Settings | Value\nBirthday points | 30", ledger))

    booked = book.after(congratulate(book, now=NOW, limit=10).changes)

    assert points(booked) == points(book) == 80


@pytest.mark.parametrize("books", [joined, lambda book: joined(closed(book))], ids=["open", "closed"])
def test_an_actions_limit_is_one_for_both(sheet: Sheet, books: Callable[[Book], Book]) -> None:
    ledger = "Ledger | Member | Entry | Points | Cause\n2026-01-01 08:00:00 | ANA002 | sign-up | 50 | join:ANA002"
    book = sheet(TWO_ROWS, "Actions | Name | Points | Limit | Per\nreview | A review | 20 | 1 |", ledger)
    acts = partial(book_action, action="review")
    decision = acts(book, contact="other", now=datetime(2026, 10, 1, tzinfo=UTC))
    assert isinstance(decision.outcome, ActionBooked)

    book = books(book.after(decision.changes))

    assert isinstance(acts(book, contact="ana", now=NOW).outcome, ActionLimit)


@pytest.mark.parametrize(
    ("steps", "tier"),
    [
        (["01-01 | ANA001 | tier:ANA001:1:gold | Gold", "02-01 | ANA002 | tier:ANA002:1:silver | Silver"], "Gold"),
        (["01-01 | ANA002 | tier:ANA002:1:gold | Gold", "02-01 | ANA001 | tier:ANA001:1:silver | Silver"], "Gold"),
        (["01-01 | ANA002 | tier:ANA002:1:gold | Gold"], "Gold"),
        (
            [
                "01-01 | ANA001 | tier:ANA001:1:gold | Gold",
                "02-01 | ANA002 | tier:ANA002:1:gold | Gold",
                "03-01 | ANA002 | tier-lost:ANA002:2:gold |",
            ],
            "Gold",
        ),
        (
            [
                "01-01 | ANA002 | tier:ANA002:1:silver | Silver",
                "01-01 | ANA002 | tier:ANA002:2:gold | Gold",
                "02-01 | ANA001 | tier:ANA001:1:gold | Gold",
                "03-01 | ANA001 | tier-lost:ANA001:2:gold |",
            ],
            "Gold",
        ),
    ],
    ids=["kept-higher", "other-higher", "other-alone", "other-lost", "kept-lost"],
)
def test_a_tier_that_the_one_has_reached_brings_its_bonus_once(sheet: Sheet, steps: list[str], tier: str) -> None:
    rows = "\n".join(
        f"2026-{day.strip()} 09:00:00 | {member.strip()} | tier | 0 | {name.strip()} | {cause.strip()} |"
        for day, member, cause, name in (step.split("|") for step in steps)
    )
    ledger = "Ledger | Member | Entry | Points | For | Cause | Amount"
    orders = "2026-01-01 08:00:00 | ANA001 | claim | 600 | 1 | order:1 | 600"
    book = joined(sheet(TWO_ROWS, TIERS, f"{ledger}\n{orders}\n{rows}"))

    ranked = book.after(rank_members(book, now=NOW, limit=10).changes)

    assert (reached := tier_of(ranked, "ANA001")) is not None
    assert (reached.name, points(ranked)) == (tier, 600)


def test_a_tier_that_neither_has_reached_brings_its_bonus(sheet: Sheet) -> None:
    ledger = """
        Ledger              | Member | Entry | Points | For    | Cause                  | Amount
        2026-01-01 08:00:00 | ANA001 | claim | 300    | 1      | order:1                | 300
        2026-01-01 08:00:00 | ANA002 | claim | 300    | 2      | order:2                | 300
        2026-01-01 09:00:00 | ANA001 | tier  | 10     | silver | tier:ANA001:1:silver   | 100
        2026-01-01 09:00:00 | ANA002 | tier  | 10     | silver | tier:ANA002:1:silver   | 100
    """
    book = joined(sheet(TWO_ROWS, TIERS, ledger))

    ranked = book.after(rank_members(book, now=NOW, limit=10).changes)

    assert points(ranked) == 620 + 50
