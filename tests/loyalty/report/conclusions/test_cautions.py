"""What stands beside the figures so that nobody reads into them what is not there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.report.conclusions.cautions import (
    BooksDiffer,
    Caution,
    ClosedYearsUnread,
    CostsUnknown,
    HistoryShort,
    LinesOfNobody,
    NothingBefore,
    OrdersOfNobody,
    OrdersUnreadable,
    OrdersWithoutDay,
    OthersChangedToo,
    PeriodNotOver,
    ProgramYounger,
    WhoJoinsBuysMore,
)
from loyalty.report.conclusions.whole_report import report_of
from loyalty.report.periods import calendar_year

Sheet = Callable[..., Book]
ANA = "Members | Email | Joined | Points\nANA | ana@example.com | 2026-01-01 10:00:00 |"
BEFORE = "Orders | Email | Amount | Placed\nold | old@example.com | 50 | 2025-05-01"
OLD = "Orders | Email | Amount | Placed\noldest | old@example.com | 50 | 2024-05-01"


def found(book: Book, today: date = date(2027, 1, 1)) -> Sequence[Caution]:
    return report_of(book, calendar_year(2026), today=today).cautions


def test_a_quiet_shop_without_members_needs_no_caution(sheet: Sheet) -> None:
    assert found(sheet("Members | Email")) == ()
    assert found(sheet(ANA, BEFORE)) == ()


def test_what_is_wrong_with_the_books_comes_first(sheet: Sheet) -> None:
    book = sheet(
        ANA,
        BEFORE,
        """
        Ledger              | Member | Entry      | Points | For              | Cause
        2025-01-05 10:00:00 | ANA    | opening    | 230    | join:ANA order:1 | opening:ANA:2026-01-01
        2026-01-05 10:00:00 | GONE   | sign-up    | 50     |                  | join:GONE
        2026-01-05 10:00:00 | LEFT   | sign-up    | 50     |                  | join:LEFT
        2026-01-06 10:00:00 | LEFT   | adjustment | 0      |                  | left:1f2e
        """,
    )

    assert found(book) == (BooksDiffer(ledger=230, members=0), ClosedYearsUnread(2), LinesOfNobody(50))


def test_orders_that_no_customer_or_no_year_has_are_told(sheet: Sheet) -> None:
    rows = "Orders | Email | Amount | Placed\n1 | a@example.com | 5 | \n2 | | 5 | 2026-05-01\n3 | | 5 | 2024-05-01"

    assert found(sheet(ANA, BEFORE, rows)) == (OrdersWithoutDay(1), OrdersOfNobody(1))


def test_orders_that_cannot_be_read_are_told_as_no_figure_has_them(sheet: Sheet) -> None:
    book = replace(sheet(ANA, BEFORE), unreadable=frozenset({"1001", "1002"}))

    assert found(book) == (OrdersUnreadable(2),)


def test_a_year_that_is_not_over_says_how_many_days_are_to_come(sheet: Sheet) -> None:
    assert found(sheet("Members | Email"), today=date(2026, 12, 1)) == (PeriodNotOver(31),)


def test_without_orders_from_before_the_program_nothing_can_be_compared(sheet: Sheet) -> None:
    assert found(sheet(ANA)) == (NothingBefore(),)


def test_a_year_before_of_which_only_the_end_is_known_makes_its_share_too_small(sheet: Sheet) -> None:
    after = "Orders | Email | Amount | Placed\nnew | new@example.com | 50 | 2026-05-01"
    nobodys = "Orders | Email | Amount | Placed\nx | | 50 | 2024-12-01"

    # The program began on 1 January 2026, and the oldest order is of 1 May or 30 January 2025.
    assert found(sheet(ANA, BEFORE, after)) == (HistoryShort(120), OthersChangedToo())
    assert found(sheet(ANA, BEFORE.replace("2025-05-01", "2025-01-30"), after)) == (
        HistoryShort(29),
        OthersChangedToo(),
    )
    assert found(sheet(ANA, BEFORE.replace("2025-05-01", "2025-01-29"), after)) == (OthersChangedToo(),)
    assert found(sheet(ANA, BEFORE, after, nobodys)) == (OthersChangedToo(),)


def test_a_program_that_began_within_the_year_has_days_of_both(sheet: Sheet) -> None:
    young = sheet(ANA.replace("2026-01-01", "2026-03-01"), BEFORE)

    assert ProgramYounger(59) in found(young)
    assert ProgramYounger(365) in found(sheet(ANA.replace("2026-01-01", "2027-03-01"), BEFORE))


def test_beside_before_and_after_stands_what_else_has_changed(sheet: Sheet) -> None:
    after = "Orders | Email | Amount | Placed\nnew | new@example.com | 50 | 2026-05-01"

    assert found(sheet(ANA, OLD, BEFORE, after)) == (OthersChangedToo(),)


def test_members_beside_others_are_no_headline(sheet: Sheet) -> None:
    bought = """
        Orders | Email             | Amount | Placed
        1      | ana@example.com   | 90     | 2026-05-01
        2      | ana@example.com   | 30     | 2026-05-02
        3      | boris@example.com | 40     | 2026-05-01
        4      | layla@example.com | 50     | 2026-05-01
    """

    assert found(sheet(ANA, OLD, BEFORE, bought)) == (OthersChangedToo(), WhoJoinsBuysMore(Decimal(120), Decimal(45)))


def test_points_that_were_spent_on_rewards_without_a_cost_are_told(sheet: Sheet) -> None:
    taken = """
        Ledger              | Member | Entry      | Points | For | Cause
        2026-01-05 10:00:00 | ANA    | adjustment | 100    |     |
        2026-01-06 10:00:00 | ANA    | redemption | -100   | pin | coupon:P1
    """

    assert found(sheet(ANA, BEFORE, taken)) == (CostsUnknown(100),)
