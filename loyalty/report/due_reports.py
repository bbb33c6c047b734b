"""Which reports come by themselves: one each month, and that of a year when the year is over.

A night that could not make one leaves it to the next night. Who has never had a report gets the first one on the first
of a month.
"""

from datetime import date


def month_is_due(today: date, last: date | None) -> bool:
    """True when this month's report is still to be made; ``last`` is the day of the newest one, None for none."""
    if last is None:
        return today.day == 1
    return (last.year, last.month) < (today.year, today.month)


def year_due(today: date, last: date | None) -> int | None:
    """The year whose report is to be frozen beside this month's; None for none."""
    if not month_is_due(today, last):
        return None
    new_year = today.month == 1 if last is None else last.year < today.year
    return today.year - 1 if new_year else None
