"""What became of points of one time, and what may be expected, worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.program_settings import Settings
from loyalty.points.expiry import later
from loyalty.report.point_sums import Ledgers
from loyalty.report.vintages import Vintages, expected_redemption, vintages_of

LAST = date(2026, 12, 31)


def line(kind: str, points: int, day: date, cause: str = "") -> Entry:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Entry(at, "ANA", EntryKind(kind), points, cause=cause or f"{kind}:{day}:{points}")


def vintages(*lines: Entry, last: date = LAST) -> Vintages:
    return vintages_of(Ledgers({"ANA": lines}, 0), Settings(), last=last)


def test_what_of_the_points_of_the_year_before_last_is_spent_by_now() -> None:
    found = vintages(
        line("claim", 100, date(2024, 12, 31)),  # too old, and spent first
        line("claim", 200, date(2025, 1, 1)),
        line("claim", 200, date(2025, 12, 31)),
        line("claim", 500, date(2026, 1, 1)),  # too young
        line("redemption", -150, date(2026, 2, 1)),
        line("redemption", -300, date(2026, 3, 1)),
    )

    # 100 of the 450 spent are of 2024, 350 of 2025: 200 + 150 of 400.
    assert (found.old_issued, found.old_spent) == (400, 350)


def test_points_that_a_coupon_gave_back_are_of_no_vintage_and_an_unread_opening_neither() -> None:
    found = vintages(
        line("opening", 70, date(2025, 2, 1), "opening:ANA:2026-01-01"),
        line("claim", 100, date(2025, 3, 1)),
        line("redemption", -100, date(2025, 4, 1)),
        line("cancellation", 100, date(2025, 5, 1)),
        line("redemption", -130, date(2025, 6, 1)),
    )

    # The opening's 70 go first, then 30 of the claim; then its other 70, and 60 of those that were given back.
    assert (found.old_issued, found.old_spent) == (100, 100)


def month(number: int) -> date:
    return later(date(2026, 1, 5), number)


def expected(found: list[list[Entry]], last: date = LAST) -> float | None:
    ledgers = Ledgers({str(number): tuple(lines) for number, lines in enumerate(found)}, 0)
    return expected_redemption(vintages_of(ledgers, Settings(), last=last), last=last)


def one_member_each(*shares: Sequence[int]) -> list[list[Entry]]:
    """A member for each month, who spends in the months after it, once by so many small redemptions."""
    made = list[list[Entry]]()
    for number, ages in enumerate(shares):
        lines = [line("claim", 100, month(number))]
        for age, points in enumerate(ages):
            day = month(number + age).replace(day=9)
            lines += [line("redemption", -1, day, f"coupon:{number}-{age}-{one}") for one in range(points)]
        made.append(lines)
    return made


def test_where_each_month_spends_a_tenth_in_the_next_one_a_tenth_is_expected_also_of_the_youngest() -> None:
    # Eleven of twelve months have spent 10 of 100, the last one will: 120 of 1,200.
    made = one_member_each(*[(0, 10)] * 11, (0,))

    assert expected(made) == pytest.approx(0.1)


def test_the_share_of_each_age_is_that_of_the_months_which_have_reached_it() -> None:
    # At age 0 all twelve spend 5; at age 1 eleven could, and six did 10: 60/1100; at age 2 nobody.
    made = one_member_each(*[(5, 10)] * 6, *[(5,)] * 6)

    # Spent so far 12 × 5 + 60 = 120; the twelfth month still has 100 × 60/1100 before it.
    assert expected(made) == pytest.approx((120 + 100 * 60 / 1100) / 1200)


def test_what_was_spent_in_the_month_that_is_not_over_yet_is_left_to_the_months_that_are() -> None:
    made = one_member_each(*[(0, 10)] * 12, (0,))

    # On the day before its last one, December is not over: what it has brought and spent is left out.
    assert expected(made, last=date(2026, 12, 30)) is None  # eleven months are too few
    assert expected(made, last=date(2027, 1, 30)) == pytest.approx(0.1)


def test_of_less_than_30_redemptions_nothing_is_expected() -> None:
    assert expected(one_member_each(*[(0, 2)] * 11, (7,))) is None
    assert expected(one_member_each(*[(0, 2)] * 11, (8,))) is not None


def test_a_single_early_member_does_not_speak_for_everybody() -> None:
    usual = [[line("claim", 100, month(n)), line("redemption", -10, month(n + 1))] for n in range(-30, 11)]
    alone = [line("claim", 10, month(-31)), line("redemption", -10, month(10))]

    without, with_them = expected(usual), expected([alone, *usual])

    # Each month spends a tenth one month later. Ten points of 4,110, all spent 41 months later, change next to nothing.
    assert without == pytest.approx(0.1)
    assert with_them == pytest.approx(0.1, abs=0.003)


def test_lines_without_a_time_came_nobody_knows_when() -> None:
    usual = [[line("claim", 100, month(n)), line("redemption", -10, month(n + 1))] for n in range(-30, 11)]
    emptied = [replace(line("claim", 1_000, month(0)), time=UNDATED), line("redemption", -1_000, month(10))]

    assert expected([emptied, *usual]) == expected(usual)
