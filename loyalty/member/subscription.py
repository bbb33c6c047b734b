"""Subscribing: a member ends their letters, or wants them again."""

from dataclasses import replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, Decision
from loyalty.book.learned_members import NO, YES, reminders_word, wish_time
from loyalty.letters.channels import route_to
from loyalty.letters.letter import Subscription
from loyalty.model.fact import FactKind
from loyalty.model.identifiers import member_code
from loyalty.model.member import Member


def tell_subscription(book: Book, *, member: str) -> Decision[Subscription | None]:
    """Whether the member with this code gets letters, also by chat when the mailbox is gone; None for unknown codes."""
    found = book.member(member)
    return Decision(_subscription(book, found) if found else None)


def set_subscription(book: Book, *, member: str, wanted: bool, now: datetime) -> Decision[Subscription | None]:
    """The member's letters end, or come again; None for a code that is nobody's."""
    found = book.member(member)
    if found is None:
        return Decision(None)
    after = replace(found, reminders=wanted, bounced=False)
    changes = () if after == found else (wish_of(book, found, wanted=wanted, now=now),)
    return Decision(_subscription(book, after), changes)


def wish_of(book: Book, member: Member, *, wanted: bool, now: datetime) -> AddFact:
    """The line of the Log that says whether the member wants emails from now on."""
    kind, stood = FactKind.MEMBER_REMINDERS, reminders_word(member.own_row)
    at = wish_time(book.facts_about_member(member.code), kind, now)
    return AddFact(book.next_fact(kind, member.code, YES if wanted else NO, stood=stood, now=at))


def holds_against(book: Book, member: str, word: str) -> AddFact | None:
    """Says once more that the member wants no emails, where the owner has written ``word`` in that very moment.

    Nobody knows which of the two came first, and in doubt nobody is written to. None where the owner has written
    something else since, where the member has, and where it holds already.
    """
    found = book.members.get(member_code(member))
    facts = [fact for fact in book.facts_about_member(member) if fact.kind is FactKind.MEMBER_REMINDERS]
    newest = max(facts, key=lambda fact: fact.age, default=None)
    if found is None or newest is None or newest.value != NO:
        return None
    if reminders_word(found.own_row) != word or newest.newer_than(word):
        return None
    return AddFact(book.next_fact(newest.kind, found.code, NO, stood=word, now=newest.time))


def _subscription(book: Book, member: Member) -> Subscription:
    settings = book.settings
    by_chat_alone = member.bounced and route_to(member, settings).by_chat is not None
    wish = None if by_chat_alone else member.reminders
    return Subscription(
        settings.program_name,
        member.language,
        settings.language,
        settings.reminders if wish is None else wish,
        shop=settings.shop_name,
        shop_link=settings.shop_link,
        colour=settings.colour,
    )
