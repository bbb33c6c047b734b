"""A nightly step: who has something due is found once, then booked slice after slice, each complete in itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.model.entry import Entry
from loyalty.model.member import Member
from loyalty.outcomes.batch_reports import Booked

NOTHING_DUE = Decision(Booked(0, 0, ()))


def book_due(
    book: Book,
    due: Callable[[Book, Member], Iterator[Entry]],
    *,
    limit: int,
    among: Sequence[str] | None,
) -> Decision[Booked]:
    """Books what is ``due`` to the first ``limit`` of the members ``among`` these codes; None looks over everybody.

    What is due to one member must not depend on what is booked for another.
    """
    if among is None:
        # A first look over everybody rests on no row; each member is looked up again in the book that is committed on.
        glance = book.at_a_glance()
        among = [member.code for member in glance.members.values() if next(due(glance, member), None)]
    members = filter(None, map(book.member, among[:limit]))
    return booked((entry for member in members for entry in due(book, member)), among[limit:])


def booked(entries: Iterable[Entry], rest: Sequence[str]) -> Decision[Booked]:
    """The decision to book these entries, and what they come to."""
    lines = tuple(entries)
    return Decision(Booked(len(lines), sum(line.points for line in lines), tuple(rest)), tuple(map(AddEntry, lines)))
