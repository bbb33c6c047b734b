"""What a webhook turns out to be, whichever shop has sent it."""

from dataclasses import dataclass

from loyalty.model.imported import ShopOrder


@dataclass(frozen=True, slots=True)
class NotSigned:
    """Nobody knows who has sent this."""


@dataclass(frozen=True, slots=True)
class NoEvent:
    """It is signed, and no event of the shop's; ``why`` is a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class NothingForUs:
    """It is signed, and not about an order or a refund that counts; ``why`` in a few words, for the log."""

    topic: str
    why: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """It is signed and about an order, which cannot be read: ``number`` as far as it is known, and ``why``."""

    topic: str
    number: str
    why: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Orders and refunds that the shop tells of."""

    topic: str
    orders: tuple[ShopOrder, ...]


Webhook = NotSigned | NoEvent | NothingForUs | Unreadable | Heard
