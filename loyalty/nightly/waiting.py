"""What waits for the owner's yes or no since the night before, for the email that tells them so."""

from collections.abc import Iterable
from datetime import datetime, timedelta

SINCE = timedelta(hours=25)
"""A day, as a run may begin a little later than the one before. What is older was told, and is not told every night."""


def new_since_yesterday(undecided: Iterable[datetime], *, now: datetime) -> int:
    """How many of the rows of Review that wait since these instants are new."""
    return sum(1 for time in undecided if time > now - SINCE)
