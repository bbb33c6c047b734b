"""Proof: whether a member has shown that their address is theirs, so that what the shop has under it is theirs, too."""

from loyalty.book.book import Book
from loyalty.model.fact import FactKind
from loyalty.model.member import Member


def has_proved(book: Book, member: Member) -> bool:
    """True when the member's address is known to be theirs, not only typed by whoever joined.

    Where Confirm e-mail is on nobody joins without proof, and a further contact never comes without it. An order that
    was claimed by its number proves nothing: numbers can be guessed (docs/decisions/0055).
    """
    confirmed = any(fact.kind is FactKind.MEMBER_CONTACT for fact in book.facts_about_member(member.code))
    return bool(member.email) and (book.settings.confirm_email or confirmed)
