"""Emails sent to try them: each to one address of the owner's own, with what the spreadsheet really says."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from commands.preview.samples import sample
from loyalty.book.book import Book
from loyalty.letters.letter import LetterFacts
from loyalty.model.email_log import LetterName
from loyalty.owner.letter_examples import example
from mail.letters import LetterBroken, language_to, write
from mail.smtp import Connection, Delivered, LetterRefused, Unsure
from words.locales import language_of


@dataclass(frozen=True, slots=True)
class Trial:
    """Where the emails go, from whom, by what ``chance`` they are told from others in a mailbox, the address of the
    owner's spreadsheet, and the link that ends nobody's emails, blank for none.
    """

    to: str
    sender: str
    chance: str
    sheet: str
    way_out: str = ""


def way_out_of_nobody(public_url: str) -> str:
    """A link that looks like the one that ends emails, and ends nobody's; blank without the function's address."""
    return f"{public_url}/unsubscribe?t=trial" if public_url else ""


def send_trial(
    connection: Connection,
    book: Book,
    names: tuple[LetterName, ...],
    trial: Trial,
    *,
    language: str | None,
    now: datetime,
) -> Iterator[str]:
    """Sends each of these emails once, and says in a sentence what became of it. Raises PostClosed.

    It is as the member whom it suits would get it; where it suits nobody, a made-up member's. Nothing is noted in the
    sheet, and nothing in the email proves an address or ends anybody's emails.
    """
    for name in names:
        facts = example(book, name, now=now)
        whose = f"as {facts.letter.member} would get it" if facts else "with a made-up member"
        facts = facts or _made_up(book, name, language or language_of(book.settings.language))
        # An id of its own: a mailbox shows an email once that it has been given twice.
        letter = replace(facts.letter, email=trial.to, id=f"trial:{name}:{trial.chance}")
        try:
            message = write(
                replace(facts, letter=letter),
                language=language or language_to(facts),
                sender=trial.sender,
                unsubscribe=trial.way_out,
                sheet=trial.sheet,
                now=now,
            )
        except LetterBroken as error:
            yield f"{name}: cannot be written: {error}."
            continue
        match connection.deliver(message):
            case Delivered():
                yield f"{name}: sent, {whose}."
            case LetterRefused(why=why) | Unsure(why=why):
                yield f"{name}: {why}."


def _made_up(book: Book, name: LetterName, language: str) -> LetterFacts:
    """A made-up member's email in the owner's own shop."""
    settings = book.settings
    return replace(
        sample(name, language),
        program=settings.program_name,
        shop=settings.shop_name,
        shop_link=settings.shop_link,
        program_language=settings.language,
        chat=settings.chat_link,
        colour=settings.colour,
        logo=settings.logo,
        postal_address=settings.postal_address,
        texts=tuple(text for text in book.offers.texts if text.letter is name),
    )
