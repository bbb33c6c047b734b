"""Telling: the email, or the message in the chat, about an order that has come late, or has not come in time.

It is noted as waiting in the very commit that it is about, so that it goes out once, with the next run of emails.
"""

from collections.abc import Iterator
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddLetter
from loyalty.book.proof import has_proved
from loyalty.letters.channels import ALL_CHANNELS_OPEN, route_to
from loyalty.model.causes import order_letter_id
from loyalty.model.email_log import Letter, LetterName, LetterStatus
from loyalty.model.member import Member


def tell(book: Book, member: Member, name: LetterName, order: str, *, now: datetime) -> Iterator[AddLetter]:
    """The line of Emails; none where the owner has such emails off, or the member can be told in no way.

    An address that nobody has proved gets no email about anybody's orders.
    """
    settings = book.settings
    reached = route_to(member, settings).open_to(ALL_CHANNELS_OPEN) and has_proved(book, member) and not member.blocked
    id_ = order_letter_id(name, member.code, order, settings.day(now))
    if settings.reminders and name in settings.letters and reached and book.letter(id_, member.code) is None:
        yield AddLetter(Letter(id_, now, member.code, "", name.value, LetterStatus.WAITING))
