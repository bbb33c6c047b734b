"""What a hold-out shows, worked out by hand: who ordered within 28 days of the day on which an email was due."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.report.certainty.intervals import newcombe
from loyalty.report.customers import Customers, customers_of
from loyalty.report.hold_out_results import Group, HoldOut, base_rate, detectable_difference, hold_outs
from loyalty.report.periods import Period, calendar_year

Sheet = Callable[..., Book]
YEAR = calendar_year(2026)
TODAY = date(2027, 1, 1)


def results(book: Book, today: date = TODAY) -> Sequence[HoldOut]:
    return hold_outs(book, customers_of(book), YEAR, today=today)


def members(*codes: str) -> str:
    return "\n".join(["Members | Email", *(f"{code} | {code.lower()}@example.com" for code in codes)])


def emails(*rows: str) -> str:
    lines = (f"{row} | {number}" for number, row in enumerate(rows))
    return "\n".join(["Emails | Member | Letter | Status | Id", *lines])


def orders(*rows: str) -> str:
    lines = (f"{number} | {row} | 60" for number, row in enumerate(rows))
    return "\n".join(["Orders | Email | Placed | Amount", *lines])


def test_whoever_was_due_the_email_counts_whether_it_arrived_or_not(sheet: Sheet) -> None:
    book = sheet(
        members("ANA", "BORIS", "LAYLA", "VERA", "OLD"),
        emails(
            "2026-03-01 10:00:00 | ANA   | reminder | sent",
            "2026-03-01 10:00:00 | BORIS | reminder | failed",
            "2026-03-01 10:00:00 | LAYLA | reminder | held out",
            "2026-03-02 10:00:00 | VERA  | reminder | held out",
            "2026-03-02 10:00:00 | VERA  | coupon   | sent",
            "2026-03-02 10:00:00 | GONE  | reminder | held out",
            "2026-02-28 10:00:00 | OLD   | reminder | sent",
        ),
        orders(
            "ana@example.com | 2026-03-29",  # the last of the 28 days
            "boris@example.com | 2026-03-30",
            "layla@example.com | 2026-03-01",  # the very day
            "vera@example.com | 2026-03-01",
        ),
    )

    [found] = results(book)

    assert found == HoldOut("reminder", Group([(1, 1), (1, 0)]), Group([(1, 1), (1, 0)]))
    assert (found.treated.n, found.treated.rate, found.held.rate, found.difference) == (2, 0.5, 0.5, 0.0)
    assert found.interval is None


def test_only_emails_count_whose_28_days_are_over(sheet: Sheet) -> None:
    book = sheet(
        members("ANA", "LAYLA"),
        emails("2026-12-01 10:00:00 | ANA | reminder | sent", "2026-12-01 10:00:00 | LAYLA | reminder | held out"),
    )

    assert results(book, date(2026, 12, 29))[0].held.n == 0
    assert results(book, date(2026, 12, 30))[0].held.n == 1


def test_an_email_that_is_tried_again_and_an_order_within_the_days_of_two_count_once(sheet: Sheet) -> None:
    book = sheet(
        members("ANA", "LAYLA"),
        emails(
            "2026-03-01 10:00:00 | LAYLA | reminder | held out",
            "2026-03-01 10:00:00 | ANA   | reminder | failed",
            "2026-03-02 10:00:00 | ANA   | reminder | sent",
            "2026-03-29 10:00:00 | ANA   | reminder | sent",
        ),
        orders("ana@example.com | 2026-03-03"),
    )

    assert results(book)[0].treated == Group([(2, 1)])


def test_where_nobody_was_held_out_in_the_period_there_is_nothing_to_compare(sheet: Sheet) -> None:
    book = sheet(
        members("ANA", "LAYLA"),
        emails("2026-03-01 10:00:00 | ANA | reminder | sent", "2025-03-01 10:00:00 | LAYLA | reminder | held out"),
    )

    assert results(book) == []


def test_with_one_email_for_each_member_the_interval_is_newcombe_s() -> None:
    # 56 of 70 against 48 of 80: 0.200, from 0.0524 to 0.3339.
    found = HoldOut("reminder", Group([(1, 1)] * 56 + [(1, 0)] * 14), Group([(1, 1)] * 48 + [(1, 0)] * 32))

    assert found.difference == pytest.approx(0.2)
    assert found.interval is not None
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (0.0524, 0.3339)


def test_emails_of_one_member_are_alike_and_count_as_fewer() -> None:
    # Half of them order after all of their ten emails, half of them after none: each is worth one.
    same = Group([(10, 10)] * 20 + [(10, 0)] * 20)
    # Everybody orders after five of ten: no more alike than chance would have it.
    mixed = Group([(10, 5)] * 40)

    assert (same.n, same.rate, same.worth) == (400, 0.5, 40)
    assert (mixed.n, mixed.rate, mixed.worth) == (400, 0.5, 400)
    assert HoldOut("reminder", same, same).interval == newcombe(0.5, 40, 0.5, 40)


def test_where_all_or_none_order_each_member_counts_once() -> None:
    assert Group([(10, 0)] * 20).worth == 20
    assert Group([(10, 10)] * 20).worth == 20


def test_of_an_empty_group_nothing_is_known() -> None:
    found = HoldOut("reminder", Group([]), Group([(1, 0)] * 30))

    assert (found.treated.rate, found.difference, found.interval, found.treated.worth) == (None, None, None, 0)
    turned = HoldOut("reminder", Group([(1, 0)] * 30), Group([]))
    assert (turned.difference, turned.interval) == (None, None)


def test_the_base_rate_is_who_orders_within_28_days_on_average_over_the_year(sheet: Sheet) -> None:
    book = sheet(
        members("ANA", "LAYLA"),
        orders(
            "ana@example.com | 2026-12-31",
            "ana@example.com | 2026-12-04",  # the same 28 days
            "ana@example.com | 2026-12-03",
            "ana@example.com | 2026-01-01",  # 364 days are thirteen times 28: the first day is left over
            "ana@example.com | 2027-01-02",
            "boris@example.com | 2026-12-03",
        ),
    )

    assert base_rate(customers_of(book), book.members, YEAR) == 2 / 26


def test_1000_members_of_a_shop_without_orders_with_a_fifth_held_out_see_10_points() -> None:
    nobody, codes = Customers({}, [], 0), [f"M{n}" for n in range(1_000)]

    assert detectable_difference(nobody, codes, YEAR, share=Decimal("0.2")) == pytest.approx(0.1030, abs=1e-4)
    assert detectable_difference(nobody, codes, YEAR, share=Decimal(0)) is None
    assert detectable_difference(nobody, [], YEAR, share=Decimal("0.2")) is None
    assert base_rate(nobody, codes, Period(date(2026, 1, 1), date(2026, 1, 5))) == 0.3
