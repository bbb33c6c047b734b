"""The signed links that letters and the chat carry: each of a kind of its own, and good for nothing else.

A link shows nothing but whom it is for, by a code or an id that is no name and no address. The key itself is in none.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer

LONGEST_TOKEN = 200
CARD_DAYS = 60
"""So long is a link to a card good."""
NOBODY = "-nobody-"
"""The code of no member: with a link of theirs the check tries the signature, and nobody's letters end."""
OF_NOBODY = "This link names nobody who is here."


class CardKind(StrEnum):
    """Where a link to a card was given out, which decides what the card shows; each value salts a key of its own."""

    CHAT = "card in the chat"
    EMAIL = "card in an email"


UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class CardLink:
    """Whose card a link opens, a contact's (CHAT) or a member's (EMAIL), and its last day, in UTC."""

    kind: CardKind
    whose: str
    last_day: date


def unsubscribe_link(member: str, *, address: str, key: str) -> str:
    """The address at which the member with this code ends their letters; blank while there is no key or no address."""
    return f"{address}/unsubscribe?t={_signer(key, UNSUBSCRIBE).dumps(member)}" if key and address else ""


def member_of(token: str, *, key: str) -> str | None:
    """The code of the member for whom this link to end letters was made; None for a token that we did not make."""
    code = _opened(token, key, UNSUBSCRIBE)
    return code if isinstance(code, str) else None


def card_link(kind: CardKind, whose: str, *, today: date, address: str, key: str) -> str:
    """The address of somebody's card, good for sixty days from ``today``, the same one all day.

    Blank while there is no key or no address, and for an id that is too long for a link.
    """
    if not (key and address and whose):
        return ""
    token = _signer(key, kind).dumps([whose, (today + timedelta(days=CARD_DAYS)).toordinal()])
    return f"{address}/card?t={token}" if len(token) <= LONGEST_TOKEN else ""


def card_of(token: str, *, key: str) -> CardLink | None:
    """Whose card this is, also where its last day is over; None for a token that we did not make for a card."""
    for kind in CardKind:
        match _opened(token, key, kind):
            case [str(whose), int(day)]:
                return CardLink(kind, whose, date.fromordinal(day))
    return None


def _opened(token: str, key: str, salt: str) -> object:
    """What was signed with this key and this salt; None for anything else."""
    if not key or len(token) > LONGEST_TOKEN:
        return None
    try:
        opened: object = _signer(key, salt).loads(token)
    except BadSignature:
        return None
    return opened


def _signer(key: str, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=salt)
