"""Of an order that goes back in part, its share of the points is taken back, each part once and never too much."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.account import Account
from loyalty.book.book import Book
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.claim import claim_order
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import Settings, WhenSpent
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, NotPaid, OrderTooSmall
from loyalty.outcomes.member_standing import Standing

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PART = OrderStatus.PARTLY_REFUNDED
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana
"""
CLAIMED = """
    Ledger           | Member | Entry | Points | For  | Cause
    2026-11-02 09:00 | ANA    | claim | 60     | 1042 | order:1042
"""
SPENT = """
    Ledger           | Member | Entry      | Points
    2026-11-03 09:00 | ANA    | redemption | -50
"""
DEFICIT = """
    Settings                       | Value
    When points are already spent  | deficit
"""


def order(status: str, refunded: str, amount: str = "60.00") -> str:
    return f"""
    Orders | Email           | Amount   | Status   | Refunded
    1042   | ana@example.com | {amount} | {status} | {refunded}
    """


def booked(book: Book) -> list[tuple[int, str, str]]:
    return [(edit.entry.points, edit.entry.note, edit.entry.cause) for edit in book_owner_edits(book, now=NOW)]


@pytest.mark.parametrize(
    ("refunded", "points"),
    [("15.00", -15), ("0.50", None), ("1.00", -1), ("59.99", -59), ("60.00", -60), ("600", -60), ("0", None)],
)
def test_the_share_of_the_points_is_taken_back_rounded_in_her_favour(
    sheet: Sheet, refunded: str, points: int | None
) -> None:
    book = sheet(ANA, CLAIMED, order("partly refunded", refunded))

    assert [entry[0] for entry in booked(book)] == ([] if points is None else [points])


def test_the_line_says_how_much_went_back(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, order("partly refunded", "15.00"))

    assert booked(book) == [(-15, "15.00 of the order refunded", "refund-of:15:15/60:1042")]


def test_the_share_is_of_what_the_order_gave_and_not_of_todays_rate(sheet: Sheet) -> None:
    rate = """
        Settings        | Value
        Points per unit | 7
    """

    assert booked(sheet(ANA, CLAIMED, rate, order("partly refunded", "30.00")))[0][0] == -30


def test_nobody_says_how_much_went_back_and_nothing_is_taken(sheet: Sheet) -> None:
    assert booked(sheet(ANA, CLAIMED, order("partly refunded", ""))) == []


def test_each_part_is_taken_once_and_then_the_rest(sheet: Sheet) -> None:
    book, taken = sheet(ANA, CLAIMED), list[int]()

    for status, refunded in ((PART, "10"), (PART, "10.00"), (PART, "35"), (PART, "20"), (OrderStatus.REFUNDED, "")):
        row = Order("1042", "ana@example.com", Decimal(60), status, refunded=Decimal(refunded) if refunded else None)
        book.corrected(row)
        edits = tuple(book_owner_edits(book, now=NOW))
        taken += [edit.entry.points for edit in edits]
        book = book.after(edits)

    assert taken == [-10, -25, -25]
    assert list(book_owner_edits(book, now=NOW)) == []


def test_what_is_spent_stays_with_the_shop_and_is_not_taken_later(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, SPENT, order("partly refunded", "30"))
    after = book.after(book_owner_edits(book, now=NOW))
    richer = after.after(claim_order(with_order(after), contact="ana", number="1043", now=NOW).changes)
    richer.corrected(Order("1042", "ana@example.com", Decimal(60), OrderStatus.REFUNDED))

    assert booked(book) == [
        (-10, "30.00 of the order refunded, 10 of its 30 points were left to take back", "refund-of:30:30/60:1042")
    ]
    assert [entry[0] for entry in booked(richer)] == [-30]


def test_with_a_deficit_all_of_it_is_taken_and_the_next_points_settle_that(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, SPENT, DEFICIT, order("partly refunded", "30"))
    after = with_order(book.after(book_owner_edits(book, now=NOW)))

    told = claim_order(after, contact="ana", number="1043", now=NOW).outcome

    assert after.account_of("ANA") == Account(points=-20, lifetime=30, redeemed=50)
    assert told == Claimed(Standing(80), "1043", 100)


@pytest.mark.parametrize("program", ["", DEFICIT])
def test_points_that_have_expired_are_not_taken_a_second_time(sheet: Sheet, program: str) -> None:
    expired = """
        Ledger           | Member | Entry      | Points | Cause
        2026-11-01 09:00 | ANA    | adjustment | 500    |
        2026-11-03 09:00 | ANA    | expiry     | -45    | expiry:order:1042
    """
    more = [program] if program else []
    part = sheet(ANA, CLAIMED, expired, order("partly refunded", "10"), *more)
    book = part.after(book_owner_edits(part, now=NOW))
    book.corrected(Order("1042", "ana@example.com", Decimal(60), OrderStatus.REFUNDED))

    assert [entry[0] for entry in booked(part)] == [-10]
    assert [entry[0] for entry in booked(book)] == [-5]


def with_order(book: Book) -> Book:
    return book.grown(orders=[Order("1043", "ana@example.com", Decimal(100))])


def test_of_an_order_that_went_back_in_part_the_rest_can_be_claimed(sheet: Sheet) -> None:
    book = sheet(ANA, order("partly refunded", "14.50"))

    decision = claim_order(book, contact="ana", number="1042", now=NOW)
    after = book.after(decision.changes)

    assert decision.outcome == Claimed(Standing(46), "1042", 46)
    assert booked(after) == []
    assert claim_order(after, contact="ana", number="1042", now=NOW).outcome == AlreadyClaimed(
        Standing(46), "1042", 60, 14
    )


def test_what_is_left_of_an_order_must_still_be_enough(sheet: Sheet) -> None:
    least = """
        Settings      | Value
        Minimum order | 50
    """
    nearly_all, too_much = order("partly refunded", "59.99"), order("partly refunded", "11")

    for book, minimum in ((sheet(ANA, nearly_all), 0), (sheet(ANA, least, too_much), 50)):
        told = claim_order(book, contact="ana", number="1042", now=NOW).outcome
        if minimum:
            assert told == OrderTooSmall(Standing(0), "1042", Decimal(50), "USD")
        else:
            assert told == Claimed(Standing(1), "1042", 1)


def test_nothing_is_left_of_an_order_whose_every_cent_went_back(sheet: Sheet) -> None:
    told = claim_order(sheet(ANA, order("partly refunded", "60.00")), contact="ana", number="1042", now=NOW).outcome

    assert told == OrderTooSmall(Standing(0), "1042", Decimal(0), "USD")


def test_of_two_rows_of_one_order_the_one_of_which_less_is_left_counts(sheet: Sheet) -> None:
    twice = """
        Orders | Email           | Amount | Status          | Refunded
        1042   | ana@example.com | 60.00  | partly refunded | 10
        1042   | ana@example.com | 60.00  | partly refunded | 30
    """

    assert booked(sheet(ANA, CLAIMED, twice))[0][0] == -30


def test_it_cannot_be_claimed_while_nobody_knows_what_is_left(sheet: Sheet) -> None:
    book = sheet(ANA, order("partly refunded", ""))

    assert claim_order(book, contact="ana", number="1042", now=NOW).outcome == NotPaid(Standing(0), "1042")


def test_an_amount_that_the_owner_corrected_to_nothing_takes_nothing(sheet: Sheet) -> None:
    assert booked(sheet(ANA, CLAIMED, order("partly refunded", "10", amount="0"))) == []
    assert booked(sheet(ANA, CLAIMED, order("refunded", "", amount="0")))[0][0] == -60


def test_a_cause_that_somebody_changed_counts_as_no_part(sheet: Sheet) -> None:
    changed = """
        Ledger           | Member | Entry  | Points | For  | Cause
        2026-11-04 09:00 | ANA    | refund | -10    | 1042 | refund-of:ten:1042
        2026-11-04 09:00 | ANA    | refund | -5     | 1042 | my own
    """

    assert booked(sheet(ANA, CLAIMED, changed, order("partly refunded", "10")))[0][0] == -10


AMOUNTS = st.decimals(min_value=0, max_value=80, places=2)


@given(
    st.integers(1, 90),
    st.lists(AMOUNTS, max_size=6),
    st.booleans(),
    st.integers(0, 100),
    st.sampled_from(WhenSpent),
    st.integers(0, 20),
)
def test_many_parts_never_take_more_than_was_given(
    points: int,
    parts: Sequence[Decimal],
    all_of_it: bool,
    spent: int,
    when_spent: WhenSpent,
    pending: int,
) -> None:
    available = NOW.date().replace(day=NOW.day + 1) if pending else None
    claim = Entry(NOW, "ANA", EntryKind.CLAIM, points, subject="1042", cause="order:1042", available=available)
    spending = Entry(NOW, "ANA", EntryKind.REDEMPTION, -min(spent, 0 if pending else points))
    settings = Settings(when_spent=when_spent)
    rows = [Order("1042", "", Decimal(60), PART, refunded=part) for part in parts]
    rows += [Order("1042", "", Decimal(60), OrderStatus.REFUNDED)] if all_of_it else []
    book = Book.of(
        settings, members=[Member("ANA")], orders=[Order("1042", "", Decimal(60))], entries=[claim, spending]
    )
    for row in rows:
        book.corrected(row)
        book = book.after(book_owner_edits(book, now=NOW))

    account, taken = book.account_of("ANA"), book.taken_back(claim)
    most = max((min(part, Decimal(60)) for part in parts), default=Decimal(0))
    due = points if all_of_it else int(points * most / 60)
    assert 0 <= taken <= due
    assert taken == due if when_spent is WhenSpent.DEFICIT or not spending.points else account.points >= 0
    assert (
        account.available_on(NOW.date()) + sum(lot.points for lot in account.pending_on(NOW.date())) == account.points
    )
    assert all(lot.points > 0 for lot in account.waiting)
