"""Joining with something in hand: what led a newcomer here is decided on the book as joining leaves it."""

from collections.abc import Callable

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.outcomes.claiming import ClaimOutcome
from loyalty.outcomes.joining import AddressProved, AlreadyMember, ContactAdded, Joined, JoinOutcome
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.redeeming import RedeemOutcome


def join_then(
    book: Book,
    *,
    joining: Callable[[Book], Decision[JoinOutcome]],
    then: Callable[[Book], Decision[ClaimOutcome | RedeemOutcome]],
) -> Decision[JoinOutcome | JoinedThen]:
    """Both decisions as one, all or none; whoever does not become a member gets joining's answer alone."""
    first = joining(book)
    if not isinstance(first.outcome, Joined | ContactAdded | AddressProved | AlreadyMember):
        return Decision(first.outcome, first.changes)
    second = then(book.after(first.changes))
    return Decision(JoinedThen(first.outcome, second.outcome), (*first.changes, *second.changes))
