"""What waits for the owner's yes or no: what is unusual, what each word does, and that nothing counts twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits, questions_to_owner
from loyalty.member.claim import claim_order
from loyalty.member.export import export
from loyalty.member.leave import leave
from loyalty.member.owner_actions import book_action
from loyalty.member.survey import take_survey
from loyalty.model.entry import Review
from loyalty.nightly.credit_orders import credit_orders
from loyalty.outcomes.claiming import Claimed, InReview, NotApproved, NotPaid
from loyalty.outcomes.extra_points import ActionBooked, SurveyDone
from loyalty.outcomes.stored_data import Exported

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact | Joined
    ANA     | ana@example.com | ana     | 2026-11-01T09:00

    Settings     | Value
    Review above | 1000
"""
CLAIMED = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount
    2026-11-20 09:00 | ANA    | claim | 60     | 1042 | order:1042 | 60.00
"""


def order(amount: str = "60.00", placed: str = "2026-11-20", refunded: str = "", status: str = "paid") -> str:
    return f"""
    Orders | Email           | Amount   | Placed   | Status   | Refunded
    1042   | ana@example.com | {amount} | {placed} | {status} | {refunded}
    """


def claims(book: Book, contact: str = "ana") -> Decision[object]:
    return claim_order(book, contact=contact, number=" #1042 ", now=NOON)


def says(book: Book, *, yes: bool) -> Book:
    """The owner writes into the one row of Review, and what follows."""
    [review] = book.reviews.values()
    book.corrected(replace(review, decision=yes))
    return book.after(book_owner_edits(book, now=NOON))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (order(amount="1001.00"), "more points than usual"),
        (order(amount="999999999"), "more points than usual"),
        (order(placed="2199-01-01"), "placed in the future"),
        (order(placed="2027-02-21"), "placed in the future"),
    ],
)
def test_what_is_unusual_waits_and_comes_with_the_owners_yes_without_another_tap(
    sheet: Sheet, row: str, why: str
) -> None:
    book = sheet(ANA, row)

    told = claims(book)
    book = book.after(told.changes)

    assert told.outcome == InReview(told.outcome.standing, "1042")  # type: ignore[attr-defined]
    assert [review.why for review in book.reviews.values()] == [why]
    assert book.account_of("ANA").points == 0
    assert claims(book) == Decision(told.outcome)

    book = says(book, yes=True)

    assert book.account_of("ANA").points == int(book.orders["1042"].amount)
    assert tuple(book_owner_edits(book, now=NOON)) == ()


@pytest.mark.parametrize(
    "row", [order(amount="1000.99"), order(placed="2027-02-20"), order(refunded="60.00", status="partly refunded")]
)
def test_what_is_large_or_early_within_reason_needs_nobody(sheet: Sheet, row: str) -> None:
    assert not isinstance(claims(sheet(ANA, row)).outcome, InReview)


def test_nothing_waits_because_of_its_points_where_the_owner_wants_that(sheet: Sheet) -> None:
    book = sheet(ANA, "Settings | Value\nReview above | 0", order(amount="900000000"))

    assert isinstance(claims(book).outcome, Claimed)


def test_a_no_books_nothing_and_the_owner_may_think_again(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    book = says(book.after(claims(book).changes), yes=False)

    told = claims(book)

    assert isinstance(told.outcome, NotApproved)
    assert told.changes == ()
    assert book.account_of("ANA").points == 0

    assert says(book, yes=True).account_of("ANA").points == 5000


def test_a_yes_counts_for_the_order_as_it_is_then(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    book = book.after(claims(book).changes)
    book.corrected(replace(book.orders["1042"], amount=book.orders["1042"].amount / 100))

    assert says(book, yes=True).account_of("ANA").points == 50


def test_an_order_that_was_corrected_needs_no_yes_any_more(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    book = book.after(claims(book).changes)
    book.corrected(replace(book.orders["1042"], amount=book.orders["1042"].amount / 100))

    assert isinstance(claims(book).outcome, Claimed)


def test_a_yes_to_what_was_called_off_meanwhile_books_nothing(sheet: Sheet) -> None:
    waits = sheet(ANA, order(amount="5000"))
    waits = waits.after(claims(waits).changes)
    book = sheet(ANA, order(amount="5000", status="cancelled")).grown(reviews=waits.reviews.values())

    assert says(book, yes=True).account_of("ANA").points == 0


def test_a_yes_for_who_was_blocked_meanwhile_books_nothing(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    book = book.after(claims(book).changes)
    book.corrected(replace(book.members["ANA"], blocked=True))

    assert says(book, yes=True).account_of("ANA").points == 0


def test_the_night_asks_the_owner_too(sheet: Sheet) -> None:
    book = sheet(ANA, "Settings | Value\nCredit orders | automatically", order(amount="5000"))

    told = credit_orders(book, now=NOON, limit=9)

    assert told.outcome.count == 0
    book = book.after(told.changes)
    assert len(book.reviews) == 1
    assert credit_orders(book, now=NOON, limit=9).changes == ()


def test_more_refunded_than_paid_takes_nothing_until_the_owner_says_that_it_is_so(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, order(refunded="600.00", status="partly refunded"))
    edits = OwnerEdits(orders=tuple(book.orders.values()))

    assert edits.not_booked(book) == edits
    assert tuple(book_owner_edits(book, now=NOON)) == ()
    book = book.after(questions_to_owner(book, now=NOON, among=edits))
    assert tuple(questions_to_owner(book, now=NOON, among=edits)) == ()
    assert len(edits.not_booked(book)) == 0

    back = says(book, yes=True)

    assert back.account_of("ANA").points == 0
    assert back.caused_by("refund:1042")
    assert tuple(questions_to_owner(back, now=NOON, among=edits)) == ()


def test_a_refund_that_is_a_slip_takes_nothing(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, order(refunded="600.00", status="partly refunded"))
    book = book.after(questions_to_owner(book, now=NOON, among=OwnerEdits(orders=tuple(book.orders.values()))))

    assert says(book, yes=False).account_of("ANA").points == 60


def test_an_order_with_more_refunded_than_paid_waits_when_it_is_claimed(sheet: Sheet) -> None:
    book = sheet(ANA, order(refunded="600.00", status="partly refunded"))
    told = claims(book)
    book = book.after(told.changes)

    assert isinstance(told.outcome, InReview)
    assert [(review.kind.value, review.why) for review in book.reviews.values()] == [
        ("refund", "more refunded than paid")
    ]
    assert isinstance(claims(says(book, yes=True)).outcome, NotPaid)
    slip = says(book, yes=False)
    assert claims(slip).outcome.earned == 60  # type: ignore[attr-defined]


def test_who_says_herself_that_an_order_is_refunded_is_not_asked(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, order(refunded="600.00", status="refunded"))

    assert [line.entry.points for line in book_owner_edits(book, now=NOON)] == [-60]


def test_an_action_or_survey_of_too_many_points_waits_and_brings_what_it_does_when_it_is_approved(sheet: Sheet) -> None:
    offers = """
        Actions | Name   | Points    | Limit | Per
        visit   | Visit  | 999999999 | 1     | day

        Survey | Question | Choices | Points
        Taste  | Sweet?   |         | 5000
    """
    book = sheet(ANA, offers)
    acts = book_action(book, contact="ana", action="visit", now=NOON)
    book = book.after(acts.changes)
    answered = take_survey(book, contact="ana", survey="", question="", answer="yes", now=NOON)
    book = book.after(answered.changes)

    assert [type(told.outcome) for told in (acts, answered)] == [InReview, InReview]
    assert len(book.answers_of("ANA")) == 1
    assert book_action(book, contact="ana", action="visit", now=NOON).changes == ()
    assert book.account_of("ANA").points == 0

    corrected = sheet(ANA, offers.replace("999999999", "30       "))
    approved = corrected.grown(
        reviews=[replace(review, decision=True) for review in book.reviews.values()],
        answers=book.answers_of("ANA"),
    )
    approved = approved.after(book_owner_edits(approved, now=NOON))

    assert approved.account_of("ANA").points == 5030
    assert isinstance(book_action(approved, contact="ana", action="visit", now=NOON).outcome, ActionBooked)
    told = take_survey(approved, contact="ana", survey="", question="", answer="", now=NOON).outcome
    assert isinstance(told, SurveyDone)
    assert told.again

    gone = sheet(ANA).grown(reviews=approved.reviews.values())
    assert tuple(book_owner_edits(gone, now=NOON)) == ()

    for review in book.reviews.values():
        book.corrected(replace(review, decision=False))
    assert isinstance(book_action(book, contact="ana", action="visit", now=NOON).outcome, NotApproved)


def test_of_two_rows_about_one_thing_the_one_counts_that_gives_less(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    [row] = book.after(claims(book).changes).reviews.values()
    yes, no = replace(row, decision=True), replace(row, decision=False)

    for rows in ([yes, no, row], [row, no, yes], [no, yes]):
        assert book.grown(reviews=rows).review("ORDER:1042") == no
        assert Book.of(reviews=rows).review("order:1042") == no


def test_who_leaves_takes_along_what_waits_and_is_told_it_before(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    book = book.after(claims(book).changes)

    told = export(book, contact="ana", now=NOON).outcome
    assert isinstance(told, Exported)
    waits = told.as_words()["waiting for the shop"]
    assert "'what': 'claim', 'for': '1042', 'points': 5000" in str(waits)

    left = leave(book, contact="ana", confirmed=True, now=NOON)

    assert [change.reviews for change in left.changes if hasattr(change, "reviews")] == [("order:1042",)]
    assert book.after(left.changes).reviews == {}


def test_what_waits_counts_for_whoever_the_account_was_joined_with(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    [row] = book.after(claims(book).changes).reviews.values()

    assert book.grown(reviews=[replace(row, member="OTHER")]).reviews_of("ANA") == ()
    assert isinstance(row, Review)
