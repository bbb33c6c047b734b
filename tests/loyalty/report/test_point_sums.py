"""Points in and out: the sums always give the balances, whatever happened."""

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.model.entry import Entry, EntryKind
from loyalty.report.point_sums import SIDES, PointSums, add_up, ledgers_of

Sheet = Callable[..., Book]
AT = datetime(2026, 1, 5, 10, tzinfo=UTC)


def line(kind: str, points: int, cause: str = "", subject: str = "") -> Entry:
    return Entry(AT, "ANA", EntryKind(kind), points, subject=subject, cause=cause)


def test_each_kind_of_entry_is_added_up_somewhere() -> None:
    assert set(SIDES) == set(EntryKind)


def test_each_way_of_points_has_its_own_sum() -> None:
    lines = [
        line("sign-up", 50),
        line("claim", 200),
        line("correction", 10),
        line("correction", -4),
        line("refund", -20),
        line("refund", 5),  # the shop has taken a part of the refund back
        line("redemption", -100),
        line("cancellation", 100),
        line("redemption", -60),
        line("expiry", -7),
        line("adjustment", 30),
        line("adjustment", -3),
        line("use", 0),
        line("opening", 40, "import:ANA"),
    ]

    sums = add_up(lines)

    assert sums == PointSums(issued=260, spent=160, expired=7, taken_back=19, given_back=100, adjusted=67)
    assert sums.outstanding == sum(one.points for one in lines) == 241


@given(st.lists(st.builds(line, st.sampled_from([kind.value for kind in EntryKind]), st.integers(-500, 500))))
def test_the_sums_give_the_balance_whatever_stands_in_the_ledger(lines: list[Entry]) -> None:
    assert add_up(lines).outstanding == sum(one.points for one in lines)


CLOSED = [
    line("sign-up", 50, "join:ANA"),
    line("claim", 200, "order:1", "1"),
    line("refund", -20, "refund:1", "1"),
]
OPENED = """
    Members | Points
    ANA     | 130

    Ledger              | Member | Entry      | Points | For                                 | Cause
    2025-01-05 10:00:00 | ANA    | opening    | 230    | join:ANA order:1 refund:1 | opening:ANA:2026-01-01
    2026-01-05 10:00:00 | ANA    | redemption | -100   | mug                                 | coupon:MUG1
"""


def test_lines_of_closed_years_are_counted_in_place_of_the_opening_that_stands_for_them(sheet: Sheet) -> None:
    found = ledgers_of(sheet(OPENED), [*CLOSED, CLOSED[0]])

    assert add_up(found.all()) == PointSums(issued=250, spent=100, taken_back=20)
    assert found.unread == 0


def test_what_of_closed_years_cannot_be_read_counts_as_issued_so_that_the_sum_stays(sheet: Sheet) -> None:
    found = ledgers_of(sheet(OPENED), CLOSED[1:2])

    assert add_up(found.all()) == PointSums(issued=200 + 30, spent=100)
    assert found.unread == 2
    assert add_up(ledgers_of(sheet(OPENED)).all()) == PointSums(issued=230, spent=100)


def test_books_that_were_closed_twice_count_each_line_once(sheet: Sheet) -> None:
    book = sheet("""
        Members | Points
        ANA     | 230

        Ledger              | Member | Entry   | Points | For | Cause
        2025-01-05 10:00:00 | ANA    | opening | 230    | opening:ANA:1 join:ANA order:1 refund:1 | opening:ANA:2
    """)
    earlier = line("opening", 250, "opening:ANA:1", "join:ANA order:1")

    found = ledgers_of(book, [earlier, *CLOSED])

    assert add_up(found.all()) == PointSums(issued=250, taken_back=20)
    assert found.unread == 0


def test_who_was_joined_with_a_member_counts_with_them_and_who_has_left_not_at_all(sheet: Sheet) -> None:
    book = sheet("""
        Members | Points
        ANA     | 110

        Ledger              | Member | Entry      | Points | Cause
        2026-01-05 10:00:00 | ANA    | sign-up    | 50     | join:ANA
        2026-01-05 10:00:00 | ANNA   | claim      | 60     | order:1
        2026-01-06 10:00:00 | ANA    | adjustment | 60     | merge:ANNA:ANA
        2026-01-06 10:00:00 | ANNA   | adjustment | -60    | merge-out:ANNA:ANA
        2026-01-05 10:00:00 | LAYLA  | claim      | 70     | order:2
        2026-01-07 10:00:00 | LAYLA  | adjustment | 0      | left:1f2e3d
    """)

    assert add_up(ledgers_of(book).all()) == PointSums(issued=110)
    assert sum(entry.points for entry in book.lines_of_nobody()) == 70
