"""Lots: which of her points are still there."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.account import account
from loyalty.book.book import Book
from loyalty.book.lots import lots
from loyalty.model.entry import Entry, EntryKind

Sheet = Callable[..., Book]


def left(book: Book) -> list[tuple[str, int]]:
    return [(lot.key, lot.points) for lot in lots(book.entries_of("ANA"), day=book.settings.day)]


def test_the_oldest_points_go_first(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry      | Points | For  | Cause
        2026-03-01 09:00 | ANA    | claim      | 60     | 2    | order:2
        2026-01-01 09:00 | ANA    | sign-up    | 50     |      | join:ANA
        2026-04-01 09:00 | ANA    | redemption | -70    | mug  | coupon:A
        """
    )

    assert left(book) == [("order:2", 40)]


def test_points_that_could_not_be_spent_yet_are_passed_over(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry      | Points | For | Cause    | Available
        2026-01-01 09:00 | ANA    | claim      | 60     | 1   | order:1  | 2026-04-02
        2026-03-01 09:00 | ANA    | claim      | 60     | 2   | order:2  | 2026-04-01
        2026-04-01 09:00 | ANA    | redemption | -50    | mug | coupon:A |
        """
    )

    assert left(book) == [("order:1", 60), ("order:2", 10)]


def test_a_refund_takes_its_own_orders_points_and_then_the_oldest(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry      | Points | For | Cause
        2026-01-01 09:00 | ANA    | sign-up    | 50     |     | join:ANA
        2026-02-01 09:00 | ANA    | claim      | 60     | #2  | order:2
        2026-03-01 09:00 | ANA    | claim      | 70     | 3   | order:3
        2026-04-01 09:00 | ANA    | redemption | -90    | mug | coupon:A
        2026-05-01 09:00 | ANA    | refund     | -60    | 2   | refund:2
        2026-05-02 09:00 | ANA    | refund     | -5     | 9   | refund:9
        """
    )

    assert left(book) == [("order:3", 25)]


def test_an_expiry_ends_the_points_that_it_names(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry      | Points | Note      | Cause
        2026-01-01 09:00 | ANA    | sign-up    | 50     |           | join:ANA
        2026-02-01 09:00 | ANA    | adjustment | 20     | a present |
        2026-03-01 09:00 | ANA    | expiry     | -20    |           | expiry:ANA:2026-02-01T09:00:00:20
        """
    )

    assert left(book) == [("join:ANA", 50)]


def test_what_was_taken_beyond_all_there_is_comes_from_the_next_points(sheet: Sheet) -> None:
    book = sheet(
        """
        Ledger           | Member | Entry      | Points
        2026-01-01 09:00 | ANA    | adjustment | 50
        2026-02-01 09:00 | ANA    | adjustment | -80
        2026-03-01 09:00 | ANA    | adjustment | 20
        2026-04-01 09:00 | ANA    | adjustment | 15
        """
    )

    assert left(book) == [("ANA:2026-04-01T09:00:00:15", 5)]


NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ENTRIES = st.lists(
    st.builds(
        Entry,
        time=st.integers(0, 9).map(lambda days: NOW + timedelta(days=days)),
        member=st.just("ANA"),
        kind=st.sampled_from(EntryKind),
        points=st.integers(-90, 90),
        subject=st.sampled_from(["", "1", "2"]),
        cause=st.sampled_from(["", "order:1", "order:2", "expiry:order:1", "refund:2"]),
        available=st.none() | st.integers(0, 9).map(lambda days: date(2026, 11, 22) + timedelta(days=days)),
    ),
    max_size=20,
)


@given(ENTRIES)
def test_the_lots_are_the_balance_and_none_is_below_zero_or_more_than_came(entries: Sequence[Entry]) -> None:
    remaining = lots(entries, day=lambda instant: instant.date())

    balance = account(entries).points
    assert sum(lot.points for lot in remaining) == max(balance, 0)
    assert all(0 < lot.points <= lot.entry.points for lot in remaining)


@given(ENTRIES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_means_nothing_to_the_lots_sum(entries: list[Entry], chance: st.DataObject) -> None:
    before = lots(entries, day=lambda instant: instant.date())
    chance.shuffle(entries)  # type: ignore[attr-defined]

    assert sum(lot.points for lot in lots(entries, day=lambda instant: instant.date())) == sum(
        lot.points for lot in before
    )
