"""What waits for the owner's yes or no since the night before, for the email that tells them so."""

from datetime import datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.decision import Decision

SINCE = timedelta(hours=25)
"""A day, as a run may begin a little later than the one before. What is older was told, and is not told every night."""


def new_reviews(book: Book, *, now: datetime) -> Decision[int]:
    """How many rows of Review wait without a decision for a day at most, or a little more; nothing is changed."""
    rows = book.at_a_glance().all_reviews()
    return Decision(sum(1 for row in rows if row.decision is None and row.time > now - SINCE))
