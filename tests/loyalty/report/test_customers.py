"""Whose each order is, and what of it counts."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from loyalty.book.book import Book
from loyalty.model.orders import OrderStatus
from loyalty.report.customers import COUNTED, Customers, Purchase, customers_of
from loyalty.report.periods import Period, calendar_year, year_before

Sheet = Callable[..., Book]
YEAR = calendar_year(2026)


def numbers(customers: Customers) -> Mapping[str, list[str]]:
    return {key: [purchase.order for purchase in mine] for key, mine in customers.purchases.items()}


def test_an_order_is_its_claimant_s_then_that_of_the_member_with_its_address_then_of_its_mailbox(sheet: Sheet) -> None:
    book = sheet("""
        Members | Email           | Other emails
        ANA     | ana@example.com |
        BORIS   | b.oris@gmail.com | boris@work.example

        Orders | Email                  | Amount | Placed
        1      | Ana@Example.com        | 60     | 2026-01-05
        2      | ana@example.com        | 60     | 2026-01-06
        3      | boris+shop@gmail.com   | 60     | 2026-01-07
        4      | boris@work.example     | 60     | 2026-01-08
        5      | layla@example.com      | 60     | 2026-01-09
        6      | layla+new@example.com  | 60     | 2026-01-10

        Ledger              | Member | Entry | Points | For | Cause
        2026-01-06 10:00:00 | BORIS  | claim | 60     | 2   | order:2
    """)

    assert numbers(customers_of(book)) == {
        "ANA": ["1"],
        "BORIS": ["2", "3", "4"],
        "layla@example.com": ["5", "6"],
    }


def test_an_order_of_a_closed_year_is_still_its_claimant_s(sheet: Sheet) -> None:
    book = sheet("""
        Members | Email
        ANA     | ana@example.com

        Orders | Email             | Amount | Placed
        1      | layla@example.com | 60     | 2025-01-05

        Ledger              | Member | Entry   | Points | For             | Cause
        2025-01-05 10:00:00 | ANA    | opening | 110    | join:ANA order:1 | opening:ANA:2026-01-01
    """)

    assert numbers(customers_of(book)) == {"ANA": ["1"]}


def test_without_an_address_the_phone_number_says_whose_it_is(sheet: Sheet) -> None:
    book = sheet("""
        Orders | Amount | Placed     | Phone
        1      | 60     | 2026-01-05 | +491701234567
        2      | 60     | 2026-01-06 | +491701234567
        3      | 60     | 2026-01-06 |
    """)

    customers = customers_of(book)

    assert numbers(customers) == {"+491701234567": ["1", "2"]}
    assert len(customers.purchases) == 1
    assert customers.nobodys == [Purchase(date(2026, 1, 6), Decimal(60), "3")]
    assert len(list(customers.all_in(YEAR))) == 3


def test_what_was_paid_less_refunds_counts_and_nothing_that_went_back_whole(sheet: Sheet) -> None:
    book = sheet("""
        Orders | Email           | Amount | Placed     | Status          | Refunded
        1      | ana@example.com | 60     | 2026-01-05 | paid            |
        2      | ana@example.com | 60     | 2026-01-06 | partly refunded | 15.50
        3      | ana@example.com | 60     | 2026-01-07 | refunded        |
        4      | ana@example.com | 60     | 2026-01-08 | cancelled       |
        5      | ana@example.com | 60     | 2026-01-09 | unpaid          |
        6      | ana@example.com | 0      | 2026-01-10 | paid            |
        7      | ana@example.com | 60     |            | paid            |
        8      | ana@example.com | 60     | 2025-12-31 | paid            |
    """)

    customers = customers_of(book)
    bought = customers.bought_in(YEAR)

    assert (bought.customers, list(bought.each)) == (["ana@example.com"], [(3, Decimal("104.50"))])
    assert customers.undated == 1
    assert len(customers.bought_in(Period(date(2024, 1, 1), date(2024, 12, 31)))) == 0


def test_of_two_members_with_one_mailbox_the_same_one_is_the_customer_each_time(sheet: Sheet) -> None:
    members = ["BORIS | a.na@gmail.com", "ANA | an.a@gmail.com"]
    orders = "Orders | Email | Amount | Placed\n1 | ana@gmail.com | 60 | 2026-01-05"
    books = [sheet("\n".join(["Members | Email", *rows]), orders) for rows in (members, members[::-1])]

    assert [numbers(customers_of(book)) for book in books] == [{"ANA": ["1"]}] * 2


def test_a_year_is_the_365_days_that_end_yesterday() -> None:
    year = year_before(date(2026, 11, 30))

    assert (year.first, year.last, year.days) == (date(2025, 11, 30), date(2026, 11, 29), 365)
    assert year.has(date(2025, 11, 30))
    assert not year.has(date(2026, 11, 30))
    assert calendar_year(2024).days == 366


def test_a_period_begins_and_ends_at_midnight_in_the_shop() -> None:
    begin, end = calendar_year(2026).instants(ZoneInfo("Asia/Tokyo"))

    assert (begin.astimezone(UTC), end.astimezone(UTC)) == (
        datetime(2025, 12, 31, 15, tzinfo=UTC),
        datetime(2026, 12, 31, 15, tzinfo=UTC),
    )


def test_each_status_of_an_order_counts_or_does_not() -> None:
    assert COUNTED | {OrderStatus.UNPAID, OrderStatus.REFUNDED, OrderStatus.CANCELLED} == set(OrderStatus)
