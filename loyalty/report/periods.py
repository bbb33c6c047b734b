"""Periods: whole days of the shop's zone, both ends included."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Period:
    """From the day ``first`` to the day ``last``, both included."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """True for a day of it."""
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1

    def instants(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """When it begins, and when it is over: in UTC, as a large Ledger's lines are compared with it."""
        days = self.first, self.last + timedelta(days=1)
        begin, over = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
        return begin, over


def year_before(day: date) -> Period:
    """The 365 days that end on the day before this one."""
    return Period(day - timedelta(days=YEAR_DAYS), day - timedelta(days=1))


def calendar_year(year: int) -> Period:
    """From the first of January to the last of December."""
    return Period(date(year, 1, 1), date(year, 12, 31))
