"""A report comes once a month, a year's once a year, whatever nights the program was away; or as the owner says."""

from datetime import date

import pytest

from loyalty.model.program_settings import AutomaticReports
from loyalty.report.due_reports import due_reports

MONTHLY, YEARLY, NO = AutomaticReports


@pytest.mark.parametrize(
    ("today", "last", "due"),
    [
        (date(2026, 3, 1), None, (None,)),
        (date(2026, 3, 2), None, ()),
        (date(2027, 1, 1), None, (2026, None)),
        (date(2026, 3, 31), date(2026, 3, 1), ()),
        (date(2026, 4, 1), date(2026, 3, 1), (None,)),
        (date(2026, 4, 3), date(2026, 3, 31), (None,)),
        (date(2027, 1, 2), date(2026, 12, 1), (2026, None)),
        (date(2027, 2, 1), date(2026, 11, 1), (2026, None)),
        (date(2027, 2, 1), date(2027, 1, 9), (None,)),
    ],
)
def test_a_report_is_due_once_a_month_and_a_years_once_a_year(
    today: date, last: date | None, due: tuple[int | None, ...]
) -> None:
    assert due_reports(today, wanted=MONTHLY, last=last, frozen=()) == due
    assert due_reports(today, wanted=NO, last=last, frozen=()) == ()


def test_a_running_report_made_by_hand_in_january_does_not_stand_for_the_years() -> None:
    today, last = date(2027, 1, 9), date(2027, 1, 1)

    assert due_reports(today, wanted=MONTHLY, last=last, frozen=(2025,)) == (2026,)
    assert due_reports(today, wanted=MONTHLY, last=last, frozen=(2025, 2026)) == ()


@pytest.mark.parametrize(
    ("today", "frozen", "due"),
    [
        (date(2027, 1, 1), (), (2026,)),
        (date(2027, 1, 31), (2025,), (2026,)),
        (date(2027, 1, 2), (2025, 2026), ()),
        (date(2026, 12, 1), (), ()),
        (date(2027, 2, 1), (), ()),
    ],
)
def test_who_wants_only_the_years_gets_it_in_january(
    today: date, frozen: tuple[int, ...], due: tuple[int, ...]
) -> None:
    assert due_reports(today, wanted=YEARLY, last=date(2026, 11, 3), frozen=frozen) == due
