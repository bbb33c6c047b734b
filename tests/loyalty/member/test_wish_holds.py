"""Who ends their emails in the moment in which the owner writes: in doubt nobody is written to."""

from datetime import UTC, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.member.subscription import holds_against
from loyalty.model.fact import Fact, FactKind
from loyalty.model.member import Member

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = "K7Q4ZD"
ENDED = Fact(NOW, FactKind.MEMBER_REMINDERS, ANA, "no", stood="")


def shop(*facts: Fact, reminders: bool | None = True) -> Book:
    return Book.of(members=[Member(ANA, "ana@example.com", reminders=reminders, joined=NOW)], facts=facts)


def test_it_is_said_once_more_and_holds() -> None:
    book = shop(ENDED)
    assert book.members[ANA].reminders is True

    change = holds_against(book, ANA, "yes")

    assert change is not None
    after = book.after((change,))
    assert after.members[ANA].reminders is False
    assert holds_against(after, ANA, "yes") is None


@pytest.mark.parametrize(
    "book",
    [
        shop(),
        shop(ENDED, reminders=None),
        shop(ENDED, reminders=False),
        shop(ENDED, Fact(NOW + timedelta(days=1), FactKind.MEMBER_REMINDERS, ANA, "yes", stood="")),
        Book.of(members=[], facts=[ENDED]),
    ],
    ids=["nothing ended", "emptied since", "no since", "wanted since", "gone"],
)
def test_what_came_later_counts(book: Book) -> None:
    assert holds_against(book, ANA, "yes") is None
