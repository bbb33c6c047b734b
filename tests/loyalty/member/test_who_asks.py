"""The languages that an answer may be in."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.book.book import Book
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.who_asks import answered

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PEOPLE = """
    Settings | Value
    Language | ru

    Members | Email             | Contact | Language
    ANA     | ana@example.com   | ana     |
    LAYLA   | layla@example.com | layla   | ar
"""


@pytest.mark.parametrize(("contact", "members"), [("layla", "ar"), ("ana", ""), ("a stranger", "")])
def test_an_answer_tells_the_members_language_and_the_programs(sheet: Sheet, contact: str, members: str) -> None:
    answer = answered(partial(tell_points, contact=contact, now=NOW), contact)(sheet(PEOPLE)).outcome

    assert (answer.members, answer.programs) == (members, "ru")


def test_the_language_changes_neither_the_outcome_nor_what_is_written(sheet: Sheet, now: datetime) -> None:
    book = sheet(
        PEOPLE,
        """
        Orders | Email             | Amount
        1042   | layla@example.com | 60
        """,
    )
    rule = partial(claim_order, contact="layla", number="1042", now=now)

    decision = answered(rule, "layla")(book)

    assert decision.outcome.outcome == rule(book).outcome
    assert decision.changes == rule(book).changes != ()
