"""The contact field "Loyalty ask" as a value: nothing, a word, what we remember, or what nobody of us wrote."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.model.identifiers import ORDER_MARKS
from manychat.contact_fields import is_placeholder
from manychat.talk.command import Action, Command, command_of
from manychat.talk.memory import MARK, Memory, Seal, word_of_button
from manychat.talk.spelling import plain_digits
from manychat.text_fit import one_line

FIELD_NAME = "Loyalty ask"
NOTHING = "-"
"""The field's value for "none": the response mapping cannot write an empty text."""


@dataclass(frozen=True, slots=True)
class Empty:
    """The field has nothing in it, or a variable that ManyChat did not fill in."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A link or a button has put a word into it."""

    command: Command


@dataclass(frozen=True, slots=True)
class Remembered:
    """What we wrote with the last answer, as far as it still holds."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Strange:
    """Something is in it that nobody of us wrote: a link of somebody else's, perhaps."""


AskField = Empty | Tapped | Remembered | Strange


def read_ask(value: str, seal: Seal, now: datetime) -> AskField:
    """What stands in the field; never raises, whatever a link has put there.

    Only words are taken from it: an address, a date or a yes in a link would be somebody else's answer.
    """
    text = one_line(value)
    if not text or text == NOTHING or is_placeholder(text) or text.casefold() == FIELD_NAME.casefold():
        return Empty()
    if text.startswith(MARK):
        memory = seal.read(text, now)
        if memory:
            return Remembered(memory)
        button = command_of(word_of_button(text))
        return Tapped(button) if button else Strange()
    command = command_of(text) or _bare_order(text)
    return Tapped(command) if command else Strange()


def _bare_order(text: str) -> Command | None:
    number = plain_digits(text).lstrip(ORDER_MARKS).strip()
    return Command(Action.ORDER, number) if number.isascii() and number.isdecimal() and len(number) <= 20 else None
