"""Orders that a shop tells of come in once, and what becomes of them follows, where the owner leaves it to the shop."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, AddOrder, AddReview, Decision
from loyalty.intake.shop_orders import STATUS_RANK, take_orders
from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.written.order_statuses import order_status

Sheet = Callable[..., Book]
Took = Decision[tuple[IntakeResult, ...]]

CLAIMED = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Orders | Email           | Amount | Status
    1042   | ana@example.com | 60.00  | paid

    Ledger           | Member | Entry | Points | For  | Cause
    2026-11-02 09:00 | ANA    | claim | 60     | 1042 | order:1042
"""
EUROS = """
    Settings   | Value
    Currencies | EUR 1.10
    Time zone  | America/New_York
"""


def told(number: str = "1042", **what: object) -> ShopOrder:
    order = ShopOrder(number, "ana@example.com", Decimal(60), "USD", date(2026, 11, 20))
    return replace(order, **what)  # type: ignore[arg-type]  # a test names any field


def take(book: Book, *orders: ShopOrder) -> Took:
    return take_orders(book, orders=orders, now=datetime(2026, 11, 22, 12, tzinfo=UTC))


def fates(took: Took) -> list[IntakeStatus]:
    return [arrival.fate for arrival in took.outcome]


def learned(took: Took) -> list[tuple[str, str, str]]:
    """What the Log gets: what, as it was said, what stood in the owner's cell."""
    facts = (change.fact for change in took.changes if isinstance(change, AddFact))
    return [(fact.kind.value, fact.value, fact.stood) for fact in facts]


def points_booked(took: Took) -> list[int]:
    return [change.entry.points for change in took.changes if isinstance(change, AddEntry)]


def test_a_new_order_is_added_and_told_again_it_changes_nothing(sheet: Sheet) -> None:
    book = sheet()

    first = take(book, told("#1042", products=("Tote bag",), coupons=("TEN",)))
    second = take(book.after(first.changes), told("1042"))

    assert (fates(first), fates(second), second.changes) == ([IntakeStatus.ADDED], [IntakeStatus.UNCHANGED], ())
    [added] = first.changes
    assert isinstance(added, AddOrder)
    assert replace(added.order, cells=None) == Order(
        "#1042",
        "ana@example.com",
        Decimal(60),
        placed=date(2026, 11, 20),
        products=("tote bag",),
        coupons=("ten",),
    )
    assert added.written.number == "#1042"


def test_the_same_order_twice_at_once_is_one_and_the_later_word_counts(sheet: Sheet) -> None:
    book = sheet()
    took = take(
        book, told(status=OrderStatus.UNPAID), told("#1042", status=OrderStatus.PAID), told(refunded=Decimal(15))
    )

    assert fates(took) == [IntakeStatus.ADDED, IntakeStatus.UPDATED, IntakeStatus.UPDATED]
    assert isinstance(took.changes[0], AddOrder)
    assert learned(took) == [
        ("order status", "unpaid", ""),
        ("order status", "paid", ""),
        ("order refunded", "15", ""),
    ]
    order = book.after(took.changes).orders["1042"]
    assert (order.status, order.refunded) == (OrderStatus.PARTLY_REFUNDED, Decimal(15))


@pytest.mark.parametrize(
    ("known", "status", "then"),
    [
        ("unpaid", OrderStatus.PAID, OrderStatus.PAID),
        ("unpaid", OrderStatus.CANCELLED, OrderStatus.CANCELLED),
        ("paid", OrderStatus.UNPAID, OrderStatus.PAID),
        ("paid", OrderStatus.PARTLY_REFUNDED, OrderStatus.PARTLY_REFUNDED),
        ("paid", OrderStatus.REFUNDED, OrderStatus.REFUNDED),
        ("refunded", OrderStatus.PAID, OrderStatus.REFUNDED),
        ("cancelled", OrderStatus.REFUNDED, OrderStatus.CANCELLED),
        ("paid", None, OrderStatus.PAID),
    ],
)
def test_of_an_order_of_which_nobody_knows_what_the_shop_said_before_a_status_goes_forward(
    sheet: Sheet, known: str, status: OrderStatus | None, then: OrderStatus
) -> None:
    book = sheet(f"Orders | Email | Amount | Status\n1042 | ana@example.com | 60 | {known}")

    took = take(book, told(status=status, amount=Decimal(99), email="else@example.com"))

    order = book.after(took.changes).orders["1042"]
    assert replace(order, cells=None) == replace(book.orders["1042"], status=then)
    assert fates(took) == [IntakeStatus.UPDATED if then != known else IntakeStatus.UNCHANGED]


def test_a_refund_takes_the_points_of_a_claimed_order_back_at_once_and_each_part_once(sheet: Sheet) -> None:
    book = sheet(CLAIMED)

    half = take(book, told(refunded=Decimal(30)))
    book = book.after(half.changes)
    same = take(book, told(refunded=Decimal(30)))
    all_of_it = take(book, told(status=OrderStatus.REFUNDED))
    book = book.after(all_of_it.changes)
    again = take(book, told(status=OrderStatus.REFUNDED), told(refunded=Decimal(60)))

    assert points_booked(half) == [-30]
    assert learned(half) == [("order refunded", "30", "")]
    assert (fates(same), same.changes) == ([IntakeStatus.UNCHANGED], ())
    assert points_booked(all_of_it) == [-30]
    assert (learned(again), points_booked(again)) == ([("order refunded", "60", "")], [])
    assert book.account_of("ANA").points == 0


def test_more_refunded_than_paid_takes_nothing_and_the_owner_is_asked_at_once(sheet: Sheet) -> None:
    took = take(sheet(CLAIMED), told(refunded=Decimal(600)))

    assert points_booked(took) == []
    assert [change.review.cause for change in took.changes if isinstance(change, AddReview)] == [
        "refund-above:600/60:1042"
    ]


def test_two_words_about_a_known_order_at_once_are_two_lines_and_its_points_go_back_once(sheet: Sheet) -> None:
    took = take(sheet(CLAIMED), told(refunded=Decimal(15)), told(status=OrderStatus.REFUNDED))

    assert learned(took) == [("order refunded", "15", ""), ("order status", "refunded", "paid")]
    assert points_booked(took) == [-60]


def test_orders_in_other_currencies_count_at_the_owners_rate_and_one_without_a_rate_is_refused(sheet: Sheet) -> None:
    placed = datetime(2026, 11, 20, 23, 30, tzinfo=UTC) + timedelta(hours=4)
    book = sheet(EUROS)

    took = take(book, told("1", currency="eur", placed=placed), told("2", currency="GBP"), told("3", currency=""))

    assert fates(took) == [IntakeStatus.ADDED, IntakeStatus.REFUSED, IntakeStatus.ADDED]
    assert took.outcome[1].why == "The program counts in USD; GBP has no rate in Currencies."
    order = book.after(took.changes).orders["1"]
    assert (order.amount, order.paid_as, order.placed, order.placed_at) == (
        Decimal("66.00"),
        "60.00 EUR",
        date(2026, 11, 20),
        placed,
    )


def test_a_refund_is_counted_in_the_orders_own_currency(sheet: Sheet) -> None:
    book = sheet(EUROS)
    book = book.after(take(book, told(currency="EUR")).changes)

    back = take(book, told(refunded=Decimal(10), currency=""))

    assert book.after(back.changes).orders["1042"].refunded == Decimal("11.00")


def test_an_instant_without_a_zone_is_the_shops_own_time(sheet: Sheet) -> None:
    took = take(sheet(EUROS), told(placed=datetime(2026, 11, 20, 23, 30)))  # noqa: DTZ001 - as a shop writes it

    [added] = took.changes
    assert isinstance(added, AddOrder)
    assert added.order.placed == date(2026, 11, 20)
    assert added.order.placed_at == datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def test_an_order_that_comes_refunded_counts_as_that_also_when_its_row_was_lost(sheet: Sheet) -> None:
    lost = sheet(CLAIMED.replace("1042   | ana@example.com | 60.00  | paid", "1 | x@example.com | 1 | paid"))

    took = take(lost, told(refunded=Decimal(60)), told("7", status=OrderStatus.PAID, refunded=Decimal(10)))

    orders = lost.after(took.changes).orders
    assert [orders[number].status for number in ("1042", "7")] == [
        OrderStatus.REFUNDED,
        OrderStatus.PARTLY_REFUNDED,
    ]
    assert points_booked(took) == [-60]


def test_what_cannot_be_taken_is_refused_and_the_rest_is_not(sheet: Sheet) -> None:
    book = replace(sheet(), unreadable=frozenset({"1042"}))

    took = take(book, told("#1042"), told("2", amount=None), told("3"))

    assert [(one.fate, one.why) for one in took.outcome] == [
        (IntakeStatus.REFUSED, "Its row in the tab Orders cannot be read; correct it there first."),
        (IntakeStatus.REFUSED, "The amount is missing."),
        (IntakeStatus.ADDED, ""),
    ]


def test_each_status_has_its_place_on_the_way() -> None:
    assert set(STATUS_RANK) == set(OrderStatus)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("", OrderStatus.PAID),
        ("wc-completed", OrderStatus.PAID),
        ("Shipped - Delivered to Buyer", OrderStatus.PAID),
        ("partially_refunded", OrderStatus.PARTLY_REFUNDED),
        ("On-Hold", OrderStatus.UNPAID),
        ("Canceled", OrderStatus.CANCELLED),
        ("lost at sea", None),
    ],
)
def test_shops_have_many_words_for_a_status(written: str, status: OrderStatus | None) -> None:
    assert order_status(written) is status


class TestTheNewerWordCounts:
    """An order that a door has brought; the owner writes into its row, and the shop goes on telling of it."""

    @staticmethod
    def the_owner_writes(book: Book, **cells: object) -> Book:
        order = book.orders["1042"]
        row = replace(order, cells=replace(order.own_cells, **cells))  # type: ignore[arg-type]  # names any cell
        after = book.after(())
        after.corrected(row)
        return after

    @pytest.fixture
    def brought(self, sheet: Sheet) -> Book:
        return sheet().after(take(sheet(), told(status=OrderStatus.PAID)).changes)

    @staticmethod
    def says(book: Book, **what: Any) -> Book:
        return book.after(take(book, told(**what)).changes)

    def test_the_shops_word_replaces_what_stood_there_and_the_owners_replaces_the_shops(self, brought: Book) -> None:
        book = self.says(brought, status=OrderStatus.CANCELLED)
        assert book.orders["1042"].status is OrderStatus.CANCELLED

        book = self.the_owner_writes(book, status=OrderStatus.PAID)
        assert book.orders["1042"].status is OrderStatus.PAID

        book = self.says(book, status=OrderStatus.UNPAID)
        assert book.orders["1042"].status is OrderStatus.UNPAID

    @pytest.mark.parametrize("owners", [OrderStatus.REFUNDED, OrderStatus.CANCELLED, OrderStatus.UNPAID])
    def test_what_the_shop_only_says_again_is_no_newer_word(self, brought: Book, owners: OrderStatus) -> None:
        book = self.the_owner_writes(brought, status=owners, amount=Decimal(45))

        again = take(book, told(status=OrderStatus.PAID), told(), told(refunded=Decimal(0)))

        assert (fates(again), again.changes) == ([IntakeStatus.UNCHANGED] * 3, ())

    def test_an_order_that_was_cancelled_and_then_paid_is_paid(self, brought: Book) -> None:
        book = self.says(self.says(brought, status=OrderStatus.CANCELLED), status=OrderStatus.PAID)

        assert book.orders["1042"].paid

    def test_an_order_that_comes_unpaid_is_not_paid_until_the_shop_says_so(self, sheet: Sheet) -> None:
        book = self.says(sheet(), status=OrderStatus.UNPAID)
        assert not book.orders["1042"].paid

        assert self.says(book, status=OrderStatus.PAID).orders["1042"].paid

    def test_an_amount_that_the_shop_changes_counts_until_the_owner_writes_another(self, brought: Book) -> None:
        book = self.says(brought, amount=Decimal("34.90"))
        assert book.orders["1042"].amount == Decimal("34.90")

        book = self.the_owner_writes(book, amount=Decimal(30))
        book = self.says(book, amount=Decimal("34.90"))
        assert book.orders["1042"].amount == Decimal(30)

        assert self.says(book, amount=Decimal(20)).orders["1042"].amount == Decimal(20)

    def test_an_amount_that_the_shop_changes_after_the_claim_changes_nothing(self, sheet: Sheet) -> None:
        book = sheet(CLAIMED)

        assert take(book, told(amount=Decimal(10))).changes == ()

    def test_an_address_that_comes_later_makes_an_order_somebodys(self, sheet: Sheet) -> None:
        book = self.says(sheet(), email="")
        book = self.says(book, email="ana@example.com")
        assert book.orders["1042"].email == "ana@example.com"

        assert self.says(book, email="boris@example.com").orders["1042"].email == "ana@example.com"
        assert self.the_owner_writes(book, email="layla@example.com").orders["1042"].email == "layla@example.com"

    def test_what_was_said_of_an_order_counts_again_when_its_lost_row_comes_anew(self, brought: Book) -> None:
        book = self.says(brought, status=OrderStatus.CANCELLED)
        lost = Book.of(facts=book.facts_with("order:1042"))

        assert not self.says(lost).orders["1042"].paid

    def test_amounts_are_compared_in_the_orders_own_currency(self, sheet: Sheet) -> None:
        book = self.says(sheet(EUROS), currency="EUR", amount=Decimal(60))
        book = self.says(book, currency="EUR", amount=Decimal(50), refunded=Decimal(10))

        order = book.orders["1042"]
        assert (order.amount, order.refunded, order.paid_as) == (Decimal("55.00"), Decimal("11.00"), "50.00 EUR")


class TestARowThatTheOwnerHasTyped:
    """Nobody knows whether the shop has changed an amount or the owner has: the first one that it tells is noted."""

    @pytest.mark.parametrize(("typed", "counts"), [("45", Decimal(45)), ("0", Decimal(60))])
    def test_the_first_amount_is_noted_and_counts_only_over_nothing(
        self, sheet: Sheet, typed: str, counts: Decimal
    ) -> None:
        book = sheet(f"Orders | Email | Amount\n1042 | ana@example.com | {typed}")

        took = take(book, told())

        assert learned(took)[0][:2] == ("order amount", "60")
        assert book.after(took.changes).orders["1042"].amount == counts

    def test_the_next_amount_counts(self, sheet: Sheet) -> None:
        book = sheet("Orders | Email | Amount\n1042 | ana@example.com | 45")
        book = book.after(take(book, told()).changes)

        assert book.after(take(book, told(amount=Decimal(70))).changes).orders["1042"].amount == Decimal(70)
        assert take(book, told()).changes == ()


def test_a_telling_without_an_amount_leaves_the_amount_alone(sheet: Sheet) -> None:
    book = sheet(CLAIMED)

    later = take(book, told(amount=None, status=OrderStatus.CANCELLED))

    assert [kind for kind, *_ in learned(later)] == ["order status"]


class TestRefundsWithoutTheirOrder:
    """Single refunds that come in a file without the order that they belong to."""

    @staticmethod
    def refund(amount: str) -> ShopOrder:
        return replace(told(amount=None), refunded=Decimal(amount), refunds_alone=True)

    def test_the_first_one_counts_and_the_same_file_again_changes_nothing(self, sheet: Sheet) -> None:
        book = sheet().after(take(sheet(), told(status=OrderStatus.PAID)).changes)

        first = take(book, self.refund("15"))
        again = take(book.after(first.changes), self.refund("15"))

        assert [one.fate for one in (*first.outcome, *again.outcome)] == [IntakeStatus.UPDATED, IntakeStatus.UNCHANGED]
        assert book.after(first.changes).orders["1042"].refunded == 15

    def test_one_that_is_not_what_went_back_before_is_refused_with_both(self, sheet: Sheet) -> None:
        book = sheet().after(take(sheet(), told(status=OrderStatus.PAID)).changes)
        book = book.after(take(book, self.refund("15")).changes)

        [arrival] = take(book, self.refund("4.50")).outcome

        assert arrival.fate is IntakeStatus.REFUSED
        assert arrival.why == (
            "15 of this order went back before, and 4.5 is told here alone: write what went back in all under Refunded."
        )

    def test_one_of_an_order_that_is_not_there_is_refused(self, sheet: Sheet) -> None:
        [arrival] = take(sheet(), self.refund("15")).outcome

        assert arrival.why == "Something went back here, and the tab Orders has no such order; take that one first."


TWO_DOLLARS = """
    Settings   | Value
    Currency   | EUR
    Currencies | USD 0.90, CAD 0.65
"""


def test_a_mark_beside_an_amount_counts_as_its_currency_does(sheet: Sheet) -> None:
    took = take(sheet(EUROS), told("1", currency="$"), told("2", currency="EUR"), told("3", currency="£"))

    assert fates(took) == [IntakeStatus.ADDED, IntakeStatus.ADDED, IntakeStatus.REFUSED]
    assert [order.paid_as for order in sheet(EUROS).after(took.changes).orders.values()] == ["", "60.00 EUR"]
    assert took.outcome[2].why == "The program counts in USD; £ has no rate in Currencies."


def test_a_mark_that_can_be_several_is_the_orders_own_or_is_asked_about(sheet: Sheet) -> None:
    book = sheet(TWO_DOLLARS)
    book = book.after(take(book, told("1", currency="CAD")).changes)

    took = take(book, told("1", currency="$", amount=Decimal(80)), told("2", currency="$"))

    assert fates(took) == [IntakeStatus.UPDATED, IntakeStatus.REFUSED]
    assert book.after(took.changes).orders["1"].amount == Decimal(52)
    assert took.outcome[1].why == "$ can be USD or CAD: write the three letters of the right one."


@pytest.mark.parametrize(("first", "then"), [("7001", "7001.0"), ("7001.0", "7001"), ("7001.00", "7001.0")])
def test_a_whole_number_that_a_program_wrote_with_a_fraction_is_the_same_order(
    sheet: Sheet, first: str, then: str
) -> None:
    book = sheet()

    took = take(book, told(first), told(then, amount=Decimal(70)))

    assert fates(took) == [IntakeStatus.ADDED, IntakeStatus.UPDATED]
    assert list(book.after(took.changes).orders) == ["7001"]


def test_an_order_that_stands_with_a_fraction_already_is_not_added_again(sheet: Sheet) -> None:
    book = sheet(
        """
        Orders | Email           | Amount
        7001.0 | ana@example.com | 60.00
        """
    )

    assert fates(take(book, told("7001.0"))) == [IntakeStatus.UNCHANGED]
