"""Of an order that goes back in part, its share of the points is taken back, each part once and never too much."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.account import Account
from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
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


@pytest.mark.parametrize(("refunded", "points"), [("15.00", -15), ("60.00", -60), ("0", None), ("", None)])
def test_what_goes_back_of_an_order_in_dispute_counts_as_of_a_paid_one(
    sheet: Sheet, refunded: str, points: int | None
) -> None:
    book = sheet(ANA, CLAIMED, order("unpaid", refunded))

    assert [taken for taken, _, _ in booked(book)] == ([] if points is None else [points])


def test_an_order_in_dispute_that_is_paid_again_keeps_what_is_booked_of_it(sheet: Sheet) -> None:
    book = sheet(ANA, CLAIMED, order("unpaid", "15.00"))
    edits = book_owner_edits(book, now=NOW)

    paid = sheet(ANA, CLAIMED, order("paid", "15.00")).after(edits)

    assert booked(paid) == []


@pytest.mark.parametrize("refunded", ["15.00", "60.00"])
def test_what_is_unpaid_cannot_be_claimed_whatever_went_back_of_it(sheet: Sheet, refunded: str) -> None:
    decision = claim_order(sheet(ANA, order("unpaid", refunded)), contact="ana", number="1042", now=NOW)

    assert isinstance(decision.outcome, NotPaid)


@pytest.mark.parametrize(
    ("refunded", "points"),
    [("15.00", -15), ("0.50", None), ("1.00", -1), ("59.99", -59), ("60.00", -60), ("0", None)],
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


@pytest.mark.parametrize("program", ["", DEFICIT])
def test_an_order_that_is_called_off_gives_nothing_whatever_has_expired_of_it(sheet: Sheet, program: str) -> None:
    expired = """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-11-01 09:00 | ANA    | adjustment | 500    |      |
        2026-11-03 09:00 | ANA    | expiry     | -60    |      | expiry:order:1042
        2026-11-04 09:00 | ANA    | correction | -30    | 1042 | corrected:1:30:1042
    """
    book = sheet(ANA, CLAIMED, expired, order("cancelled", "", "30.00"), *([program] if program else []))

    assert [points for points, _, _ in booked(book)] == [0]


@pytest.mark.parametrize("program", ["", "    When points are already spent  | deficit"])
@pytest.mark.parametrize(("expired", "taken"), [(0, -30), (45, -15), (60, 0)])
def test_a_smaller_amount_takes_nothing_of_what_has_expired(
    sheet: Sheet, program: str, expired: int, taken: int
) -> None:
    lines = f"""
        Ledger           | Member | Entry      | Points     | Cause
        2026-11-01 09:00 | ANA    | adjustment | 500        |
        2026-11-03 09:00 | ANA    | expiry     | -{expired} | expiry:order:1042
    """
    settings = f"""
    Settings                  | Value
    Edited order after claim  | correct
{program}
    """
    claimed = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount
    2026-11-02 09:00 | ANA    | claim | 60     | 1042 | order:1042 | 60
    """
    book = sheet(
        ANA, claimed, *([lines] if expired else [lines.replace("-0 ", "0 ")]), order("paid", "", "30.00"), settings
    )

    assert [points for points, _, _ in booked(book)] == [taken]


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


def told(back: str | None, rate: str = "1.25", status: OrderStatus = PART) -> Order:
    """An order over 48.00 GBP, of which so much is back, as it is read at this rate."""
    at, amount, refunded = Decimal(rate), Decimal("48.00"), None if back is None else Decimal(back)
    return Order(
        "1042",
        "ana@example.com",
        amount * at,
        status,
        refunded=None if refunded is None else refunded * at,
        paid_as="48.00 GBP",
        told_amount=amount,
        told_refunded=refunded,
    )


POUNDS = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount
    2026-11-02 09:00 | ANA    | claim | 60     | 1042 | order:1042 | 60.00
"""


def read_at(book: Book, order: Order) -> Book:
    """The book with the order's row as it is read now, and what is booked then."""
    book.corrected(order)
    return book.after(book_owner_edits(book, now=NOW))


def test_a_rate_that_changes_takes_nothing_of_what_was_taken(sheet: Sheet) -> None:
    book = read_at(sheet(ANA, POUNDS, order(PART, "0")), told("12"))
    for rate in ("1.31", "0.8", "190", "1.25"):
        book = read_at(book, told("12", rate))
    more = read_at(book, told("24", "1.31"))

    taken = [(entry.points, entry.cause) for entry in more.entries_of("ANA") if entry.kind is EntryKind.REFUND]
    assert taken == [(-15, "refund-of:15.01:12/48:1042"), (-15, "refund-of:30.01:24/48:1042")]


def test_the_cause_is_the_same_at_any_rate(sheet: Sheet) -> None:
    causes = set[str]()
    for rate in ("1.25", "1.31", "0.004"):
        book = sheet(ANA, POUNDS, order(PART, "0"))
        book.corrected(told("7.30", rate))
        causes.update(cause for _, _, cause in booked(book))

    assert causes == {"refund-of:9.13:7.3/48:1042"}


def test_an_amount_that_the_owner_corrects_changes_nothing_of_what_was_taken(sheet: Sheet) -> None:
    book = read_at(sheet(ANA, CLAIMED, order(PART, "15")), Order("1042", "", Decimal(60), PART, refunded=Decimal(15)))
    book = read_at(book, Order("1042", "", Decimal(120), PART, refunded=Decimal(15)))
    book = read_at(book, Order("1042", "", Decimal(120), PART, refunded=Decimal(30)))

    assert [entry.points for entry in book.entries_of("ANA")] == [60, -15]


@pytest.mark.parametrize("spent", [0, 55])
@pytest.mark.parametrize(("then", "rate"), [("1.25", "1.25"), ("1.25", "1.50"), ("1.25", "1.00"), ("1.50", "1.50")])
def test_a_part_of_the_version_before_is_not_taken_again(sheet: Sheet, spent: int, rate: str, then: str) -> None:
    """It was booked at the rate of that day, the claim's or another one, and may have found too little to take."""
    by_then = Decimal(12) * Decimal(then)
    before = f"""
        Ledger           | Member | Entry      | Points             | For  | Cause
        2026-11-03 09:00 | ANA    | redemption | -{spent}           |      |
        2026-11-04 09:00 | ANA    | refund     | -{min(15, 60 - spent)} | 1042 | refund-of:{by_then.normalize():f}:1042
    """
    book = sheet(ANA, POUNDS, before, order(PART, "0"))
    book.corrected(told("12", rate))

    assert booked(book) == []


def test_what_went_back_after_a_part_of_the_version_before_is_taken(sheet: Sheet) -> None:
    before = """
        Ledger           | Member | Entry  | Points | For  | Cause
        2026-11-04 09:00 | ANA    | refund | -15    | 1042 | refund-of:15:1042
    """
    book = sheet(ANA, POUNDS, before, order(PART, "0"))

    for back, points in (("12", []), ("36", [-30])):
        book.corrected(told(back))
        assert [entry[0] for entry in booked(book)] == points
    book.corrected(told(None, status=OrderStatus.REFUNDED))
    assert [entry[0] for entry in booked(book)] == [-45]


def due_in_the_version_before(book: Book, order: Order, claim: Entry) -> int:
    """What version 0.1.0 would still take: it reads what stands after the first colon, at the rate of now."""

    def share_of(back: Decimal) -> int:
        return int(claim.points * min(back, order.amount) / order.amount)

    parts = [
        Decimal(entry.cause.partition(":")[2].partition(":")[0])
        for entry in book.entries_of("ANA")
        if entry.kind is EntryKind.REFUND
    ]
    return share_of(order.given_back) - share_of(max(parts, default=Decimal(0)))


@given(
    st.integers(1, 5000),
    st.decimals(min_value="0.01", max_value=5000, places=2),
    st.decimals(min_value="0.01", max_value=1, places=2),
    st.decimals(min_value="0.001", max_value=200, places=3),
    st.booleans(),
)
def test_an_instance_of_the_version_before_takes_nothing_again(
    points: int, amount: Decimal, part: Decimal, rate: Decimal, foreign: bool
) -> None:
    back, at = amount * part, rate if foreign else Decimal(1)
    row = Order("1042", "", amount * at, PART, refunded=back * at)
    if foreign:
        row = replace(row, told_amount=amount, told_refunded=back)
    claim = Entry(
        NOW,
        "ANA",
        EntryKind.CLAIM,
        points,
        subject="1042",
        cause="order:1042",
        amount=(amount * at).quantize(Decimal("0.01")),
    )
    book = Book.of(Settings(when_spent=WhenSpent.DEFICIT), members=[Member("ANA")], orders=[row], entries=[claim])
    before = due_in_the_version_before(book, row, claim)
    book = book.after(book_owner_edits(book, now=NOW))

    assert before >= book.taken_back(claim)
    assert due_in_the_version_before(book, row, claim) <= 0 or not book.taken_back(claim)


@pytest.mark.parametrize("written", ["refund-of:1:5/0:1042", "refund-of:ten:1042", "refund-of:Infinity:1042"])
def test_a_cause_that_says_no_part_breaks_nothing(sheet: Sheet, written: str) -> None:
    changed = f"""
        Ledger           | Member | Entry  | Points | For  | Cause
        2026-11-04 09:00 | ANA    | refund | -1     | 1042 | {written}
    """

    assert booked(sheet(ANA, CLAIMED, changed, order("partly refunded", "10")))[0][0] in (-9, -10)


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
    # More than was paid waits in Review.
    most = max((part for part in parts if part <= Decimal(60)), default=Decimal(0))
    due = points if all_of_it else int(points * most / 60)
    assert 0 <= taken <= due
    assert taken == due if when_spent is WhenSpent.DEFICIT or not spending.points else account.points >= 0
    assert (
        account.available_on(NOW.date()) + sum(lot.points for lot in account.pending_on(NOW.date())) == account.points
    )
    assert all(lot.points > 0 for lot in account.waiting)


@given(
    st.integers(1, 90),
    st.lists(st.integers(0, 30_000), min_size=1, max_size=8),
    st.booleans(),
)
def test_of_a_capped_order_each_refund_takes_its_share_of_what_was_given_and_once(
    most: int, cents: list[int], of_a_day: bool
) -> None:
    """80 points for an order over 300: 30 that go back take 8, and what was never given is never taken."""
    free = Settings(when_spent=WhenSpent.DEFICIT)
    settings = replace(free, most_points_a_day=most) if of_a_day else replace(free, most_points_an_order=most)
    row = Order("1042", "ana@example.com", Decimal(300), placed=NOW.date())
    ana = Member("ANA", "ana@example.com", contact="ana")
    book = Book.of(settings, members=[ana], orders=[row])
    book = book.after(claim_order(book, contact="ana", number="1042", now=NOW).changes)
    assert book.account_of("ANA").points == most

    highest = 0
    for part in cents:
        book = book.after(())
        highest = max(highest, part)
        status = OrderStatus.REFUNDED if part == 30_000 else PART
        book.corrected(replace(row, status=status, refunded=Decimal(part) / 100))
        for _ in range(2):
            book = book.after(book_owner_edits(book, now=NOW))

        # Without corrections a smaller figure gives nothing again.
        assert book.account_of("ANA").points == most - most * highest // 30_000


def test_a_part_whose_books_are_closed_is_not_booked_again_for_a_claim_that_was_lost_and_made_again(
    sheet: Sheet,
) -> None:
    [(_, _, cause)] = booked(sheet(ANA, CLAIMED, order("partly refunded", "15.00")))
    opening = f"""
    Ledger           | Member | Entry   | Points | For              | Cause
    2026-11-01 09:00 | ANA    | opening | 35     | join:ANA {cause} | opening:ANA:2026-11-02
    """

    assert booked(sheet(ANA, opening, CLAIMED, order("partly refunded", "15.00"))) == []
    again = claim_order(sheet(ANA, opening, order("partly refunded", "15.00")), contact="ana", number="1042", now=NOW)
    assert [change.entry.cause for change in again.changes if isinstance(change, AddEntry)] == ["order:1042"]


def test_more_that_goes_back_after_that_is_booked(sheet: Sheet) -> None:
    [(_, _, cause)] = booked(sheet(ANA, CLAIMED, order("partly refunded", "15.00")))
    opening = f"""
    Ledger           | Member | Entry   | Points | For              | Cause
    2026-11-01 09:00 | ANA    | opening | 35     | join:ANA {cause} | opening:ANA:2026-11-02
    """

    assert [points for points, _, _ in booked(sheet(ANA, opening, CLAIMED, order("refunded", "60.00")))] == [-60]
