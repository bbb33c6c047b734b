"""Who asks: the member behind a contact, or the answer to whoever is none or is blocked."""

from datetime import datetime

from loyalty.book.book import Book
from loyalty.model.member import Member
from loyalty.outcomes.not_served import Blocked, NotMember
from loyalty.points.standing import standing


def member_who_asks(book: Book, contact: str) -> Member | NotMember:
    """The contact's member, blocked or not: for rules that only tell what is stored, or delete it."""
    return book.member_of(contact) or NotMember(book.settings.program_name)


def member_who_may_act(book: Book, contact: str, *, now: datetime) -> Member | NotMember | Blocked:
    """The contact's member unless they are blocked: for rules that give or take points, rewards or answers."""
    member = member_who_asks(book, contact)
    if isinstance(member, Member) and member.blocked:
        return Blocked(standing(book, member, today=book.settings.day(now)))
    return member
