"""The languages that an answer may be in, read from the same book as the answer itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from loyalty.book.book import Book
from loyalty.book.decision import Decision

O_co = TypeVar("O_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Answered(Generic[O_co]):
    """An outcome with the member's own language, blank for none, and the program's."""

    outcome: O_co
    members: str
    programs: str


def answered(rule: Callable[[Book], Decision[O_co]], contact: str) -> Callable[[Book], Decision[Answered[O_co]]]:
    """The rule, whose outcome also tells in which languages this contact may be answered."""

    def rule_with_languages(book: Book) -> Decision[Answered[O_co]]:
        decision, member = rule(book), book.member_of(contact)
        outcome = Answered(decision.outcome, member.language if member else "", book.settings.language)
        return Decision(outcome, decision.changes)

    return rule_with_languages
