"""The links to Ana's card, as the chat and her emails have them."""

from collections.abc import Callable
from datetime import date

from werkzeug.test import TestResponse

from service.container import now
from service.signed_links import CardKind, card_link

ADDRESS = "https://regulars.example"
KEY = "the-key-of-the-links-in-this-test"
ANA, CONTACT = "K7Q4ZD", "7001"
CODE = "MUG-OWN1"
CHAT_LINK = "https://m.me/marigold?ref=loyalty"

Looks = Callable[..., TestResponse]


def path(
    kind: CardKind = CardKind.CHAT, whose: str = "", *, made: date | None = None, key: str = KEY, address: str = ADDRESS
) -> str:
    """The path of a card, as the chat or an email has it."""
    whose = whose or (CONTACT if kind is CardKind.CHAT else ANA)
    return card_link(kind, whose, today=made or now().date(), address=address, key=key).removeprefix(address)
