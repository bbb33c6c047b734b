"""Who asks: the member behind a contact, or the answer to whoever is none or is blocked, and in which languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.member import Member
from loyalty.outcomes.not_served import Blocked, NotMember
from loyalty.points.standing import standing

O_co = TypeVar("O_co", covariant=True)


def member_who_asks(book: Book, contact: str) -> Member | NotMember:
    """The contact's member, blocked or not: for rules that only tell what is stored, or delete it."""
    return book.member_of(contact) or NotMember(book.settings.program_name)


def member_whose_data(book: Book, contact: str) -> Member | NotMember:
    """The same, for rules about all that is stored of somebody."""
    return book.member_of(contact) or NotMember(book.settings.program_name, asks_what_is_stored=True)


def member_who_may_act(book: Book, contact: str, *, now: datetime) -> Member | NotMember | Blocked:
    """The contact's member unless they are blocked: for rules that give or take points, rewards or answers."""
    member = member_who_asks(book, contact)
    if isinstance(member, Member) and member.blocked:
        return Blocked(standing(book, member, today=book.settings.day(now)))
    return member


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
