"""Subscribing: a member ends their letters, or wants them again."""

from dataclasses import replace

from loyalty.book.book import Book
from loyalty.book.decision import ChangeMember, Decision
from loyalty.letters.channels import route_to
from loyalty.letters.letter import Subscription
from loyalty.model.member import Member


def tell_subscription(book: Book, *, member: str) -> Decision[Subscription | None]:
    """Whether the member with this code gets letters, also by chat when the mailbox is gone; None for unknown codes."""
    found = book.member(member)
    return Decision(_subscription(book, found) if found else None)


def set_subscription(book: Book, *, member: str, wanted: bool) -> Decision[Subscription | None]:
    """The member's letters end, or come again; None for a code that is nobody's."""
    found = book.member(member)
    if found is None:
        return Decision(None)
    after = replace(found, reminders=wanted, bounced=False)
    return Decision(_subscription(book, after), () if after == found else (ChangeMember(after),))


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
