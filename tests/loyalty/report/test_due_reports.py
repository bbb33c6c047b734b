"""A report comes once a month, a year's once a year, whatever nights the program was away."""

from datetime import date

import pytest

from loyalty.report.due_reports import month_is_due, year_due


@pytest.mark.parametrize(
    ("today", "last", "due", "year"),
    [
        (date(2026, 3, 1), None, True, None),
        (date(2026, 3, 2), None, False, None),
        (date(2027, 1, 1), None, True, 2026),
        (date(2026, 3, 31), date(2026, 3, 1), False, None),
        (date(2026, 4, 1), date(2026, 3, 1), True, None),
        (date(2026, 4, 3), date(2026, 3, 31), True, None),
        (date(2027, 1, 2), date(2026, 12, 1), True, 2026),
        (date(2027, 2, 1), date(2026, 11, 1), True, 2026),
        (date(2027, 1, 9), date(2027, 1, 1), False, None),
    ],
)
def test_a_report_is_due_once_a_month_and_a_years_once_a_year(
    today: date, last: date | None, due: bool, year: int | None
) -> None:
    assert (month_is_due(today, last), year_due(today, last)) == (due, year)
