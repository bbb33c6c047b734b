"""Which reports come by themselves: one each month, and that of a year when the year is over; or only the year's.

A night that could not make one leaves it to the next night. Who has never had a report gets the first one on the first
of a month.
"""

from collections.abc import Collection
from datetime import date
from typing import TypeAlias, assert_never

from loyalty.model.program_settings import AutomaticReports

Year: TypeAlias = int | None
"""Whose report it is; None for the running one, of the 365 days before."""
JANUARY = 1


def due_reports(
    today: date, *, wanted: AutomaticReports, last: date | None, frozen: Collection[int]
) -> tuple[Year, ...]:
    """Those that are still to be made, the running one at last.

    ``last`` is the day of the newest running report, None for none, and ``frozen`` are the years that have theirs.
    """
    year = today.year - 1
    match wanted:
        case AutomaticReports.NO:
            return ()
        case AutomaticReports.YEARLY:
            return (year,) if today.month == JANUARY and year not in frozen else ()
        case AutomaticReports.MONTHLY:
            month = _month_is_due(today, last)
            new_year = month and (today.month == JANUARY if last is None else last.year < today.year)
            # Whoever has made the running one by hand, in January before any night did, has not made the year's.
            by_hand = today.month == JANUARY and last is not None and year not in frozen
            return (*((year,) if new_year or by_hand else ()), *((None,) if month else ()))
        case _:
            assert_never(wanted)


def _month_is_due(today: date, last: date | None) -> bool:
    if last is None:
        return today.day == 1
    return (last.year, last.month) < (today.year, today.month)
