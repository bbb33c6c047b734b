"""What waits for the owner's yes or no: what is unusual, what each word does, and that nothing counts twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits, follow_owner
from loyalty.member.claim import claim_order
from loyalty.member.export import export
from loyalty.member.leave import leave
from loyalty.member.owner_actions import book_action
from loyalty.member.survey import take_survey
from loyalty.model.causes import order_of_refund_above
from loyalty.model.entry import EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.orders import Order, OrderStatus
from loyalty.nightly.credit_orders import credit_orders
from loyalty.outcomes.claiming import Claimed, InReview, NotApproved, NotPaid
from loyalty.outcomes.extra_points import ActionBooked, ActionLimit, SurveyDone
from loyalty.outcomes.stored_data import Exported
from loyalty.owner.merging import merge
from loyalty.points.earning import earn

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


def follows(book: Book, now: datetime = NOON) -> Book:
    """All that comes of what stands in Review, and of the orders."""
    edits = OwnerEdits.among((), book.orders.values(), (), book.all_reviews())
    return book.after(follow_owner(book, now=now, among=edits))


def says(book: Book, *, yes: bool) -> Book:
    """The owner writes into the one row of Review, and what follows."""
    [review] = book.all_reviews()
    book.corrected(replace(review, decision=yes))
    return follows(book)


def settled(book: Book) -> bool:
    """True when nothing more comes of it."""
    edits = OwnerEdits.among((), book.orders.values(), (), book.all_reviews())
    return not tuple(follow_owner(book, now=NOON, among=edits)) and len(edits.not_booked(book)) == 0


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
    assert [review.why for review in book.all_reviews()] == [why]
    assert book.account_of("ANA").points == 0
    assert claims(book) == Decision(told.outcome)

    book = says(book, yes=True)

    assert book.account_of("ANA").points == int(book.orders["1042"].amount)
    assert settled(book)


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
    book = sheet(ANA, order(amount="5000", status="cancelled")).grown(reviews=waits.all_reviews())

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
    assert len(tuple(book.all_reviews())) == 1
    assert credit_orders(book, now=NOON, limit=9).changes == ()


def test_more_refunded_than_paid_takes_nothing_until_the_owner_says_that_it_is_so(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, order(refunded="600.00", status="partly refunded"))
    edits = OwnerEdits(orders=tuple(book.orders.values()))

    assert edits.not_booked(book) == edits
    assert tuple(book_owner_edits(book, now=NOON)) == ()
    book = follows(book)
    assert settled(book)
    assert len(edits.not_booked(book)) == 0

    back = says(book, yes=True)

    assert back.account_of("ANA").points == 0
    assert back.caused_by("refund:1042")
    assert settled(back)


def test_a_refund_that_is_a_slip_takes_nothing(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, order(refunded="600.00", status="partly refunded"))
    book = follows(book)

    assert says(book, yes=False).account_of("ANA").points == 60


def test_an_order_with_more_refunded_than_paid_waits_when_it_is_claimed(sheet: Sheet) -> None:
    book = sheet(ANA, order(refunded="600.00", status="partly refunded"))
    told = claims(book)
    book = book.after(told.changes)

    assert isinstance(told.outcome, InReview)
    assert [(review.kind.value, review.why) for review in book.all_reviews()] == [("refund", "more refunded than paid")]
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
        reviews=[replace(review, decision=True) for review in book.all_reviews()],
        answers=book.answers_of("ANA"),
    )
    approved = follows(approved)

    assert approved.account_of("ANA").points == 5030
    assert isinstance(book_action(approved, contact="ana", action="visit", now=NOON).outcome, ActionBooked)
    told = take_survey(approved, contact="ana", survey="", question="", answer="", now=NOON).outcome
    assert isinstance(told, SurveyDone)
    assert told.again

    gone = sheet(ANA).grown(reviews=approved.all_reviews())
    assert settled(gone)

    for review in tuple(book.all_reviews()):
        book.corrected(replace(review, decision=False))
    assert isinstance(book_action(book, contact="ana", action="visit", now=NOON).outcome, NotApproved)


def test_of_two_rows_about_one_thing_the_word_counts_and_a_no_before_a_yes(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    [row] = book.after(claims(book).changes).all_reviews()
    yes, no = replace(row, decision=True), replace(row, decision=False)

    for rows in ([yes, no, row], [row, no, yes], [no, yes]):
        assert Book.of(reviews=rows[:1]).grown(reviews=rows[1:]).reviews_about("ORDER:1042", "ANA") == (no,)
        assert Book.of(reviews=rows).reviews_about("order:1042", "ANA") == (no,)
    for rows in ([yes, row], [row, yes]):
        assert Book.of(reviews=rows[:1]).grown(reviews=rows[1:]).reviews_about("order:1042", "ANA") == (yes,)


def test_who_leaves_takes_along_what_waits_and_is_told_it_before(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    book = book.after(claims(book).changes)

    told = export(book, contact="ana", now=NOON).outcome
    assert isinstance(told, Exported)
    waits = told.as_words()["waiting for the shop"]
    assert "'what': 'claim', 'for': '1042', 'points': 5000" in str(waits)

    left = leave(book, contact="ana", confirmed=True, now=NOON)

    assert tuple(book.after(left.changes).all_reviews()) == ()


def test_a_word_is_about_one_member_alone(sheet: Sheet) -> None:
    eve = """
        Members | Email           | Contact
        ANA     | ana@example.com | ana
        EVE     | eve@example.com | eve

        Settings     | Value
        Review above | 1000
    """
    book = sheet(eve, order(amount="5000"))
    book = book.after(claim_order(book, contact="eve", number="1042", now=NOON, signed=True).changes)
    book = says(book, yes=False)

    told = claims(book)
    assert isinstance(told.outcome, InReview)
    book = book.after(told.changes)
    [mine] = book.reviews_of("ANA")
    book.corrected(replace(mine, decision=True))

    again = claim_order(book, contact="eve", number="1042", now=NOON, signed=True)
    assert isinstance(again.outcome, NotApproved)
    assert follows(book).account_of("ANA").points == 5000


def test_a_yes_is_no_yes_to_more_than_the_owner_has_seen(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    book = book.after(claims(book).changes)
    book.corrected(replace(book.orders["1042"], amount=Decimal(900_000_000)))

    book = says(book, yes=True)

    assert book.account_of("ANA").points == 0
    assert sorted(review.points for review in book.all_reviews()) == [5000, 900_000_000]
    assert settled(book)
    assert isinstance(claims(book).outcome, InReview)


def test_a_claim_is_judged_by_the_day_on_which_it_was_made(sheet: Sheet) -> None:
    rules = "Settings | Value\nClaim within days | 3\nMost points a day | 5000"
    book = sheet(ANA, rules, order(amount="4000"))
    book = book.after(claims(book).changes)
    late = NOON + timedelta(days=20)
    book = book.grown(orders=[Order("1043", "ana@example.com", Decimal(900), placed=late.date())])
    book = book.after(claim_order(book, contact="ana", number="1043", now=late).changes)

    [review] = book.all_reviews()
    book.corrected(replace(review, decision=True))
    book = follows(book, late)

    assert book.account_of("ANA").points == 4900
    assert earn(book, book.members["ANA"], Order("1044", "", Decimal(9000)), now=late).points == 4100
    assert earn(book, book.members["ANA"], Order("1044", "", Decimal(9000)), now=NOON).points == 1000
    claim = book.claim_of("1042")
    assert claim
    assert claim.time == late


def test_a_line_that_the_owner_deletes_does_not_come_back_by_itself(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    [row] = book.after(claims(book).changes).all_reviews()

    assert settled(sheet(ANA, order(amount="5000")).grown(reviews=[replace(row, decision=True, done=True)]))


def test_a_no_to_a_refund_brings_the_points_that_waited_for_it(sheet: Sheet) -> None:
    book = sheet(ANA, order(refunded="600.00", status="partly refunded"))
    book = says(book.after(claims(book).changes), yes=False)

    assert book.account_of("ANA").points == 60
    assert settled(book)


def test_another_figure_is_asked_for_anew(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, order(refunded="600.00", status="partly refunded"))
    book = says(follows(book), yes=False)
    book.corrected(replace(book.orders["1042"], refunded=Decimal(61)))

    book = follows(book)

    assert len(tuple(book.all_reviews())) == 2
    assert book.account_of("ANA").points == 60
    assert settled(book)


@pytest.mark.parametrize(("word", "points"), [(True, 0), (False, 60)])
def test_of_an_order_in_dispute_more_than_was_paid_waits_for_the_owners_word(
    sheet: Sheet, word: bool, points: int
) -> None:
    book = follows(sheet(ANA, CLAIMED, order(refunded="61.00", status="unpaid")))
    assert (book.account_of("ANA").points, len(tuple(book.all_reviews()))) == (60, 1)

    book = says(book, yes=word)

    assert book.account_of("ANA").points == points
    assert settled(book)


def test_a_refund_above_the_order_asks_also_after_a_yes_to_its_claim(sheet: Sheet) -> None:
    book = sheet(ANA, order(amount="5000"))
    book = book.after(claims(book).changes)
    went = replace(book.orders["1042"], status=OrderStatus.PARTLY_REFUNDED, refunded=Decimal(50_000))
    book.corrected(went)

    book = says(book, yes=True)
    assert (book.account_of("ANA").points, len(tuple(book.all_reviews()))) == (0, 2)

    [refund] = [row for row in book.all_reviews() if row.kind is EntryKind.REFUND]
    book.corrected(replace(refund, decision=False))
    book = follows(book)

    assert book.account_of("ANA").points == 5000
    assert settled(book)


def test_a_refund_above_in_another_currency_is_asked_for_in_that_currency(sheet: Sheet) -> None:
    foreign = Order(
        "1042",
        "ana@example.com",
        Decimal(66),
        OrderStatus.PARTLY_REFUNDED,
        refunded=Decimal(660),
        told_amount=Decimal(60),
        told_refunded=Decimal(600),
    )

    book = follows(sheet(ANA, CLAIMED).grown(orders=[foreign]))

    assert [review.cause for review in book.all_reviews()] == ["refund-above:600/60:1042"]


def test_a_refund_whose_order_is_gone_books_nothing(sheet: Sheet) -> None:
    book = follows(sheet(ANA, CLAIMED, order(refunded="600.00", status="partly refunded")))
    [row] = book.all_reviews()

    assert settled(sheet(ANA, CLAIMED).grown(reviews=[replace(row, decision=True)]))


OFFERS = """
    Actions | Name  | Points | Limit | Per
    visit   | Visit | 5000   | 1     | ever

    Survey | Question | Choices | Points
    Taste  | Sweet?   |         | 5000
"""


def test_of_two_accounts_that_became_one_a_survey_and_an_action_count_once(sheet: Sheet) -> None:
    two = """
        Members | Email           | Contact | Joined
        ANA     | ana@example.com | ana     | 2026-11-01T09:00
        BOB     | bob@example.com | bob     | 2026-11-02T09:00

        Settings     | Value
        Review above | 1000
    """
    book = sheet(two, OFFERS)
    for contact in ("ana", "bob"):
        book = book.after(book_action(book, contact=contact, action="visit", now=NOON).changes)
        taken = take_survey(book, contact=contact, survey="", question="", answer="yes", now=NOON)
        book = book.after(taken.changes)
    book = book.after(merge(book, keep="ANA", other="BOB", now=NOON).changes)
    assert book.code_of("BOB") == "ANA"

    for row in tuple(book.all_reviews()):
        book.corrected(replace(row, decision=True))
    book = follows(book)

    assert book.account_of("ANA").points == 10_000
    assert settled(book)


def test_as_many_actions_wait_as_the_limit_allows_and_each_counts_for_its_own_day(sheet: Sheet) -> None:
    actions = """
        Actions | Name  | Points | Limit | Per
        visit   | Visit | 5000   | 2     | day
    """
    book = sheet(ANA, actions)
    for hours in (0, 0, 1, 2):
        told = book_action(book, contact="ana", action="visit", now=NOON + timedelta(hours=hours))
        assert isinstance(told.outcome, InReview)
        book = book.after(told.changes)
    rows = tuple(book.all_reviews())
    assert len(rows) == 2

    tomorrow = NOON + timedelta(days=1)
    for row in rows:
        book.corrected(replace(row, decision=True))
    book = follows(book, tomorrow)

    assert book.account_of("ANA").points == 10_000
    later = tomorrow + timedelta(hours=1)
    assert isinstance(book_action(book, contact="ana", action="visit", now=later).outcome, InReview)
    assert isinstance(book_action(book, contact="ana", action="visit", now=NOON).outcome, ActionLimit)


def test_an_action_or_survey_that_brings_more_by_then_is_asked_for_anew(sheet: Sheet) -> None:
    book = sheet(ANA, OFFERS)
    book = book.after(book_action(book, contact="ana", action="visit", now=NOON).changes)
    book = book.after(take_survey(book, contact="ana", survey="", question="", answer="yes", now=NOON).changes)
    yes = [replace(row, decision=True) for row in book.all_reviews()]

    more = follows(sheet(ANA, OFFERS.replace("5000", "7000")).grown(reviews=yes))

    assert more.account_of("ANA").points == 0
    assert sorted(review.points for review in more.all_reviews()) == [5000, 5000, 7000, 7000]
    assert settled(more)


def test_a_claim_that_comes_by_a_yes_notes_from_when_on_addresses_have_to_be_proved(sheet: Sheet) -> None:
    before_points = "Settings | Value\nConfirm e-mail | before points"
    book = sheet(ANA, before_points, order(amount="5000"))
    book = book.after(claim_order(book, contact="ana", number="1042", now=NOON, signed=True).changes)

    book = says(book, yes=True)

    assert book.account_of("ANA").points == 5000
    assert [fact.kind for fact in book.all_facts()].count(FactKind.PROOF_FROM) == 1


def test_a_no_to_a_survey_is_told_and_books_nothing(sheet: Sheet) -> None:
    book = sheet(ANA, OFFERS)
    book = book.after(take_survey(book, contact="ana", survey="", question="", answer="yes", now=NOON).changes)
    book = says(book, yes=False)

    told = take_survey(book, contact="ana", survey="", question="", answer="", now=NOON)

    assert isinstance(told.outcome, NotApproved)
    assert told.changes == ()
    assert settled(book)


@pytest.mark.parametrize(
    ("cause", "order"),
    [("Refund-above:600/60:AB:1", "ab:1"), ("refund:1042", ""), ("refund-above:1042", ""), ("", "")],
)
def test_of_which_order_a_refund_is_asked_about_stands_in_its_cause(cause: str, order: str) -> None:
    assert order_of_refund_above(cause) == order


def test_what_waited_on_one_day_brings_no_more_than_that_day_may(sheet: Sheet) -> None:
    book = sheet(ANA, "Settings | Value\nReview above | 50\nMost points a day | 100")
    for number in ("1042", "1043"):
        book = book.grown(orders=[Order(number, "ana@example.com", Decimal(80))])
        book = book.after(claim_order(book, contact="ana", number=number, now=NOON).changes)

    for row in tuple(book.all_reviews()):
        book.corrected(replace(row, decision=True))
    book = follows(book, NOON + timedelta(days=1))

    assert book.account_of("ANA").points == 100


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_rows_about_one_refund_the_same_word_counts_however_they_stand(sheet: Sheet, turned: bool) -> None:
    sold = order(refunded="600.00", status="partly refunded")
    [row] = follows(sheet(ANA, CLAIMED, sold)).all_reviews()
    rows = [row, replace(row, points=5, decision=True)]

    book = follows(sheet(ANA, CLAIMED, sold).grown(reviews=rows[::-1] if turned else rows))

    assert book.account_of("ANA").points == 0
