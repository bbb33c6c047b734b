"""Where the owner wants that, the points of a claimed order follow its amount, by the rules of the day of its claim."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, AddReview
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits, follow_owner
from loyalty.intake.shop_orders import take_orders
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.history import history_of
from loyalty.model.causes import expiry_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.model.imported import ShopOrder
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import EditedOrder, TierBy, WhenSpent
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from loyalty.points.refund import is_all_back
from loyalty.points.tier_progress import progress, steps

Sheet = Callable[..., Book]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana
"""
ORDER = """
    Orders | Email           | Amount | Placed
    3300   | ana@example.com | 40.00  | 2026-11-20
"""
CORRECT = """
    Settings                 | Value
    Edited order after claim | correct
"""
MEMBER = Member("ANA", "ana@example.com", contact="ana")
DEFICIT = """
    Settings                      | Value
    When points are already spent | deficit
"""


WORD = Fact(LATER, FactKind.ORDER_STATUS, "3300", "paid", "refunded")


def setting(name: str, value: str) -> str:
    return f"Settings | Value\n{name} | {value}"


def claimed(book: Book, number: str = "3300", *, now: datetime = NOON) -> Book:
    claim = claim_order(book, contact="ana", number=number, now=now)
    assert isinstance(claim.outcome, Claimed), claim.outcome
    return book.after(claim.changes)


def counts_for_a_tier(book: Book, by: TierBy) -> Decimal:
    settings = replace(book.settings, tier_by=by)
    return progress(steps(book.entries_of("ANA"), settings), settings, day=LATER.date())


def with_order(book: Book, number: str = "3300", **what: object) -> Book:
    """The same book where the owner, or the shop, has another word about the order."""
    changed = book.after(())
    changed.corrected(replace(book.orders[number], **what))  # type: ignore[arg-type]  # a test names any field
    return changed


def edited(book: Book, amount: str, number: str = "3300") -> Book:
    return with_order(book, number, amount=Decimal(amount))


def followed(book: Book, *, now: datetime = LATER) -> tuple[Book, list[tuple[int, str]]]:
    edits = OwnerEdits.among((), book.orders.values(), (), book.all_reviews())
    changes = tuple(follow_owner(book, now=now, among=edits.not_booked(book)))
    lines = [(change.entry.points, change.entry.cause) for change in changes if isinstance(change, AddEntry)]
    return book.after(changes), lines


@pytest.mark.parametrize(
    ("amounts", "lines", "points"),
    [
        (["55"], [(15, "corrected:1:55:3300")], 55),
        (["25.50"], [(-15, "corrected:1:25.5:3300")], 25),
        (["55", "55.00", "25", "40", "40"], [(15, "…"), (-30, "…"), (15, "corrected:3:40:3300")], 40),
        (["40.004"], [], 40),
        (["0"], [(-40, "corrected:1:0:3300")], 0),
    ],
)
def test_each_amount_that_is_told_is_one_line_up_or_down(
    sheet: Sheet, amounts: list[str], lines: list[tuple[int, str]], points: int
) -> None:
    book, booked = claimed(sheet(ANA, ORDER, CORRECT)), list[tuple[int, str]]()
    for hour, amount in enumerate(amounts, start=1):
        book, more = followed(edited(book, amount), now=NOON + timedelta(hours=hour))
        booked += more

    assert [line[0] for line in booked] == [line[0] for line in lines]
    assert booked[-1:] == lines[-1:]
    assert book.account_of("ANA").points == points


def test_with_leave_an_amount_that_changes_changes_nothing(sheet: Sheet) -> None:
    book = claimed(sheet(ANA, ORDER))

    assert followed(edited(book, "55"))[1] == []


def test_the_shops_own_word_after_the_claim_is_a_line_of_the_log_and_one_of_the_ledger(sheet: Sheet) -> None:
    book = sheet(ANA, CORRECT)
    told = ShopOrder("3300", "ana@example.com", Decimal(40), "USD", date(2026, 11, 20))
    book = claimed(book.after(take_orders(book, orders=[told], now=NOON).changes))

    took = take_orders(book, orders=[replace(told, amount=Decimal(52))], now=LATER)
    again = take_orders(book.after(took.changes), orders=[replace(told, amount=Decimal(52))], now=LATER)

    assert book.after(took.changes).account_of("ANA").points == 52
    assert (book.after(took.changes).orders["3300"].amount, again.changes) == (Decimal(52), ())


def test_tier_and_campaign_are_those_of_the_claim(sheet: Sheet) -> None:
    book = sheet(
        ANA,
        ORDER,
        CORRECT,
        "Tiers | From | Multiplier\nSilver | 50 | 1.5\nGold | 80 | 2",
        "Campaigns | Multiplier | Bonus | Minimum\nTeas | 2 | | 30\nGift | 1 | 5 |",
        """
        Ledger           | Member | Entry | Points | For    | Cause
        2026-11-01 09:00 | ANA    | claim | 60     | 3299   | order:3299
        2026-11-01 09:00 | ANA    | tier  | 0      | Silver | tier:ANA:1:silver
        """,
    )
    book = claimed(book)
    claim = book.claim_of("3300")
    assert claim is not None
    assert claim.points == 100, "40 × 2 by the campaign and 40 × 0.5 by the tier"

    _, more = followed(edited(book, "60"))
    _, less = followed(edited(book, "20"))

    assert [points for points, _ in more] == [50]
    assert [points for points, _ in less] == [-65], "below the campaign's minimum the other one counts: 20 + 5 + 10"


def test_where_the_rules_have_changed_since_the_points_follow_in_proportion(sheet: Sheet) -> None:
    book = claimed(sheet(ANA, ORDER, CORRECT))
    book = replace(book, settings=replace(book.settings, points_per_unit=Decimal(3)))

    _, lines = followed(edited(book, "50"))

    assert [points for points, _ in lines] == [10]


def test_what_was_left_of_the_days_limit_is_all_that_a_correction_brings(sheet: Sheet) -> None:
    orders = ORDER + "    3301   | ana@example.com | 30.00  | 2026-11-20\n"
    book = sheet(ANA, orders, CORRECT, setting("Most points a day", "80"))
    book = claimed(claimed(book), "3301", now=NOON + timedelta(seconds=1))

    _, lines = followed(edited(book, "75", "3301"))

    assert [points for points, _ in lines] == [10]


def test_below_the_least_order_nothing_is_left(sheet: Sheet) -> None:
    book = claimed(sheet(ANA, ORDER, CORRECT, setting("Minimum order", "30")))

    _, lines = followed(edited(book, "29.99"))

    assert [points for points, _ in lines] == [-40]


def test_without_a_deficit_no_more_is_taken_than_there_is_and_no_more_comes_again(sheet: Sheet) -> None:
    spent = "Ledger | Member | Entry | Points\n2026-11-22 12:30 | ANA | redemption | -35"
    book = claimed(sheet(ANA, ORDER, CORRECT, spent))

    book, down = followed(edited(book, "10"))
    book, up = followed(edited(book, "40"))

    assert [points for points, _ in (*down, *up)] == [-5, 5]


def test_with_a_deficit_all_of_it_is_taken(sheet: Sheet) -> None:
    spent = "Ledger | Member | Entry | Points\n2026-11-22 12:30 | ANA | redemption | -35"
    book, lines = followed(edited(claimed(sheet(ANA, ORDER, CORRECT, DEFICIT, spent)), "10"))

    assert ([points for points, _ in lines], book.account_of("ANA").points) == ([-30], -25)


@given(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 100)), min_size=1, max_size=8))
def test_amounts_and_refunds_in_any_order_leave_what_was_paid(words: list[tuple[int, int]]) -> None:
    settings = Book.of().settings
    book = Book.of(
        replace(settings, edited_order=EditedOrder.CORRECT, when_spent=WhenSpent.DEFICIT),
        members=[MEMBER],
        orders=[Order("3300", "ana@example.com", Decimal(100))],
    )
    book = claimed(book)
    for hour, (amount, percent) in enumerate(words, start=1):
        back = Decimal(amount * percent // 100)
        status = OrderStatus.REFUNDED if back == amount else OrderStatus.PARTLY_REFUNDED if back else OrderStatus.PAID
        word = with_order(book, amount=Decimal(amount), refunded=back, status=status)
        book, _ = followed(word, now=NOON + timedelta(hours=hour))

        assert followed(book)[1] == [], "each word is booked once"
        left = 0 if status is OrderStatus.REFUNDED else amount - int(back)
        assert abs(book.account_of("ANA").points - left) <= 1
        assert counts_for_a_tier(book, TierBy.POINTS) == book.account_of("ANA").points
        assert abs(counts_for_a_tier(book, TierBy.MONEY) - left) < Decimal("0.02")


@pytest.mark.parametrize("when_spent", WhenSpent)
@given(
    before=st.lists(st.tuples(st.integers(1, 400), st.integers(0, 100)), max_size=4),
    share=st.integers(1, 100),
    after=st.lists(st.tuples(st.integers(1, 400), st.integers(0, 100)), min_size=1, max_size=4),
)
def test_whatever_is_told_after_points_have_expired_they_are_taken_no_second_time(
    when_spent: WhenSpent, before: list[tuple[int, int]], share: int, after: list[tuple[int, int]]
) -> None:
    settings = Book.of().settings
    book = Book.of(
        replace(settings, edited_order=EditedOrder.CORRECT, when_spent=when_spent),
        members=[MEMBER],
        orders=[Order("3300", "ana@example.com", Decimal(100))],
    )
    book = after_words(claimed(book), before, first_hour=1)
    gone = book.account_of("ANA").points * share // 100
    cause = expiry_cause("order:3300")
    book = book.after([AddEntry(Entry(NOON, "ANA", EntryKind.EXPIRY, -gone, cause=cause))] if gone else [])
    other = 1_000
    book = book.after([AddEntry(Entry(NOON, "ANA", EntryKind.ADJUSTMENT, other))])

    book = after_words(book, after, first_hour=10)

    assert book.account_of("ANA").points >= other
    off = followed(with_order(book, status=OrderStatus.CANCELLED), now=NOON + timedelta(hours=20))
    assert all(points <= 0 for points, _ in off[1])
    assert off[0].account_of("ANA").points >= other


def after_words(book: Book, words: list[tuple[int, int]], *, first_hour: int) -> Book:
    """After these amounts and percents that went back were told, one an hour, and followed."""
    for hour, (amount, percent) in enumerate(words, start=first_hour):
        back = Decimal(amount * percent // 100)
        status = OrderStatus.REFUNDED if back == amount else OrderStatus.PARTLY_REFUNDED if back else OrderStatus.PAID
        word = with_order(book, amount=Decimal(amount), refunded=back, status=status)
        book, _ = followed(word, now=NOON + timedelta(hours=hour))
    return book


def test_an_order_in_another_currency_follows_its_own_amount_at_no_rate_of_another_day(sheet: Sheet) -> None:
    euros = setting("Currencies", "EUR 1.10")
    book = sheet(ANA, CORRECT, euros)
    told = ShopOrder("3300", "ana@example.com", Decimal(40), "EUR")
    book = claimed(book.after(take_orders(book, orders=[told], now=NOON).changes))
    other_rate = replace(book, settings=replace(book.settings, currencies=(("EUR", Decimal("1.50")),)))
    order = book.orders["3300"]
    assert order.cells

    at_another_rate = with_order(other_rate, amount=Decimal(60))
    assert followed(at_another_rate)[1] == []

    took = take_orders(book, orders=[replace(told, amount=Decimal(50))], now=LATER)
    assert book.after(took.changes).account_of("ANA").points == 55


@pytest.mark.parametrize("note", ["", "40.00 GBP = 44.00 USD", "44.00 USD"])
def test_where_nobody_knows_for_what_amount_the_claim_was_nothing_follows(sheet: Sheet, note: str) -> None:
    line = f"""
    Ledger           | Member | Entry | Points | For  | Cause      | Note   | Amount
    2026-11-21 09:00 | ANA    | claim | 44     | 3300 | order:3300 | {note} | 44
    """
    book = sheet(ANA, ORDER, CORRECT, line)

    euros = with_order(book, amount=Decimal(55), paid_as="50.00 EUR", told_amount=Decimal(50))

    assert followed(euros)[1] == []


def test_a_currency_that_is_written_beside_a_claimed_order_corrects_nothing(sheet: Sheet) -> None:
    line = """
    Ledger           | Member | Entry | Points | For  | Cause      | Note                  | Amount
    2026-11-21 09:00 | ANA    | claim | 44     | 3300 | order:3300 | 40.00 EUR = 44.00 USD | 44
    """

    assert followed(edited(sheet(ANA, ORDER, CORRECT, line), "40"))[1] == []


def test_a_claim_without_its_amount_or_whose_books_are_closed_stays_as_it_is(sheet: Sheet) -> None:
    no_amount = (
        "Ledger | Member | Entry | Points | For | Cause\n2026-11-21 09:00 | ANA | claim | 40 | 3300 | order:3300"
    )
    closed = no_amount.replace("claim | 40 | 3300 | order:3300", "opening | 40 | order:3300 | opening:ANA:2026-11-22")

    assert followed(edited(sheet(ANA, ORDER, CORRECT, no_amount), "55"))[1] == []
    assert followed(edited(sheet(ANA, ORDER, CORRECT, closed), "55"))[1] == []


def test_an_order_that_is_worth_something_only_afterwards_is_counted_by_todays_rules(sheet: Sheet) -> None:
    nothing = """
    Ledger           | Member | Entry | Points | For  | Cause      | Amount
    2026-11-21 09:00 | ANA    | claim | 0      | 3300 | order:3300 | 0
    """
    small = sheet(ANA, ORDER, CORRECT, nothing, setting("Minimum order", "50"))

    assert followed(sheet(ANA, ORDER, CORRECT, nothing))[1] == [(40, "corrected:1:40:3300")]
    assert followed(small)[1] == [(0, "corrected:1:40:3300")]


def test_many_points_wait_for_the_owner_and_come_with_a_yes(sheet: Sheet) -> None:
    book = edited(claimed(sheet(ANA, ORDER, CORRECT, setting("Review above", "500"))), "4000")

    asked, lines = followed(book)
    [row] = asked.all_reviews()
    assert (lines, row.kind, row.points, row.cause) == ([], EntryKind.CORRECTION, 3960, "corrected:1:4000:3300")
    assert followed(asked)[1] == []

    no = asked.after((AddReview(replace(row, decision=False)),))
    assert followed(no)[1] == []
    yes = asked.after((AddReview(replace(row, decision=True)),))
    assert followed(yes)[1] == [(3960, "corrected:1:4000:3300")]
    # fewer points ask nobody
    assert [points for points, _ in followed(edited(asked, "60"))[1]] == [20]


def test_a_yes_to_an_amount_that_is_another_by_now_books_nothing(sheet: Sheet) -> None:
    book = edited(claimed(sheet(ANA, ORDER, CORRECT, setting("Review above", "500"))), "4000")
    asked, _ = followed(book)
    [row] = asked.all_reviews()

    yes = asked.after((AddReview(replace(row, decision=True)),))
    changes = tuple(follow_owner(edited(yes, "40"), now=LATER, among=OwnerEdits(reviews=tuple(yes.all_reviews()))))

    assert changes == ()


def test_an_amount_beyond_all_bounds_brings_nothing(sheet: Sheet) -> None:
    no_review = setting("Review above", "0")
    book = claimed(sheet(ANA, ORDER, CORRECT, no_review))
    many_a_unit = claimed(sheet(ANA, ORDER, CORRECT, no_review, setting("Points per unit", "1000")))

    assert followed(edited(book, "2000000000"))[1] == []
    assert followed(edited(many_a_unit, "40000000"))[1] == []


def test_points_that_wait_are_corrected_where_they_wait(sheet: Sheet) -> None:
    book, _ = followed(edited(claimed(sheet(ANA, ORDER, CORRECT, setting("Pending days", "14"))), "55"))

    told = tell_points(book, contact="ana", now=LATER).outcome

    assert isinstance(told, PointsTold)
    assert (told.standing.points, told.standing.pending) == (0, 55)


def test_who_asks_is_told_what_the_order_has_brought_in_all(sheet: Sheet) -> None:
    book, _ = followed(edited(claimed(sheet(ANA, ORDER, CORRECT)), "55"))

    again = claim_order(book, contact="ana", number="3300", now=LATER).outcome

    assert isinstance(again, AlreadyClaimed)
    assert (again.earned, again.taken_back) == (55, 0)
    lines = history_of(book, book.members["ANA"])
    assert [(line.kind, line.points, line.about) for line in lines] == [
        (EntryKind.CORRECTION, 15, "3300"),
        (EntryKind.CLAIM, 40, "3300"),
    ]


@pytest.mark.parametrize(("by", "counts"), [(TierBy.POINTS, 55), (TierBy.MONEY, 55), (TierBy.ORDERS, 1)])
def test_a_tier_counts_the_amount_of_now_once(sheet: Sheet, by: TierBy, counts: int) -> None:
    book, _ = followed(edited(claimed(sheet(ANA, ORDER, CORRECT)), "55"))
    settings = replace(book.settings, tier_by=by)

    assert progress(steps(book.entries_of("ANA"), settings), settings, day=LATER.date()) == counts


def test_nothing_is_asked_or_booked_of_an_order_that_nobody_has_claimed(sheet: Sheet) -> None:
    assert list(book_owner_edits(sheet(ANA, ORDER, CORRECT), now=LATER)) == []


def test_a_line_of_the_owners_own_moves_points_and_says_nothing_of_the_amount(sheet: Sheet) -> None:
    by_hand = "Ledger | Member | Entry | Points | For\n2026-11-23 | ANA | correction | 7 | 3300"
    book = claimed(sheet(ANA, ORDER, CORRECT, by_hand))

    assert book.brought_by(claim_line(book)) == 47
    assert followed(edited(book, "50"))[1] == [(10, "corrected:1:50:3300")]


def claim_line(book: Book) -> Entry:
    claim = book.claim_of("3300")
    assert claim is not None
    return claim


def test_a_yes_is_not_asked_for_again_while_the_order_is_unpaid(sheet: Sheet) -> None:
    book = edited(claimed(sheet(ANA, ORDER, CORRECT, setting("Review above", "500"))), "4000")

    assert followed(with_order(book, status=OrderStatus.UNPAID))[1] == []


def test_a_friends_bonus_goes_back_with_an_order_of_which_all_is_back_by_now(sheet: Sheet) -> None:
    book = claimed(sheet(ANA, ORDER))
    assert not is_all_back(book, "3300")

    back, _ = followed(with_order(book, status=OrderStatus.REFUNDED))
    assert is_all_back(back, "3300")
    again, _ = followed(with_order(back.after([AddFact(WORD)]), status=OrderStatus.PAID))
    assert not is_all_back(again, "3300")
    closed = """
    Ledger           | Member | Entry   | Points | For         | Cause
    2024-11-01 09:00 | ANA    | opening | 0      | refund:3300 | opening:ANA:2026-01-01
    """
    assert is_all_back(sheet(ANA, ORDER, closed), "3300")
