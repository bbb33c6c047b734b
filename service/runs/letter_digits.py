"""The six digits in the email `confirm`: noted with the tries before it leaves, as those that somebody asks for are."""

from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddTry
from loyalty.member.guessing.counted import noted_letter
from service.chat.tries import letter_tried
from service.container import Container
from service.email_codes import code_for


def note_digits(container: Container, book: Book, contact: str, address: str, now: datetime) -> AddTry | None:
    """What is to be noted before digits for this contact go to the address; None where they cannot, or no more may."""
    if not container.environment.code_keys(now.date()):
        return None
    return noted_letter(book.tries, letter_tried(container, contact, address, now), now)


def digits_to(container: Container, contact: str, address: str, at: datetime) -> str:
    """The digits for this contact at this instant, at which they were noted."""
    keys = container.environment.code_keys(at.date())
    return code_for(contact, address, key=keys[0], now=at) if keys else ""
