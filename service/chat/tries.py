"""What a request tries of that which somebody might guess: an order's number, and the digits that prove an address.

The rules count it (loyalty/member/guessing/), in the spreadsheet and as digests: they are made here, with a key that
the spreadsheet does not have.
"""

import base64
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from loyalty.member.guessing.counted import Tried
from loyalty.member.proving import MAY_COME_AGAIN, Proof
from loyalty.model.addresses import mailbox, valid_email
from loyalty.model.identifiers import fold_order
from manychat.incoming import Incoming
from service.container import Container, chance
from service.email_codes import is_token, right_from, token_made_at, written_digits
from service.environment import ORDER_LINK_KEY
from service.order_links import ShownOrder, shown_order

DIGEST_BYTES = 6
"""Of many thousands no two are alike, and whoever has the key and wants two alike gains one more try."""


def order_shown(container: Container, incoming: Incoming, now: datetime) -> ShownOrder:
    """The order that the request names, and whether the shop's own order mail shows it."""
    return shown_order(incoming.order_number, container.environment.secrets(ORDER_LINK_KEY, now.date()))


def tries_of(
    container: Container, incoming: Incoming, now: datetime, *, claims: bool, proves: bool
) -> Callable[[str], Tried]:
    """What this request tries, once a member's own address is known; blank for who is none.

    Only a request that ``claims`` an order tries its number, and only one that ``proves`` an address its digits. The
    ``incoming`` number is that of the order, without any signature.
    """
    return partial(_tries, container, incoming, now, claims=claims, proves=proves)


def letter_tried(container: Container, contact: str, address: str, now: datetime) -> Tried:
    """An email with digits for this contact that nobody has asked for in the chat."""
    key = _digest_key(container, now)
    letter, to = _digest(key, "letter", chance()), _digest(key, "address", mailbox(address))
    return Tried(_digest(key, "contact", contact), address=to, letter=letter)


def proof_in(container: Container, incoming: Incoming, now: datetime, *, confirmed: bool) -> Proof:
    """What the request shows of an address: digits that the tries have ``confirmed``, or the token of a button."""
    keys = container.environment.code_keys(now.date())

    def proof(address: str) -> datetime | None:
        return MAY_COME_AGAIN if confirmed else token_made_at(incoming.code, address, keys=keys, now=now)

    return proof


def _tries(container: Container, incoming: Incoming, now: datetime, own: str, *, claims: bool, proves: bool) -> Tried:
    key, contact = _digest_key(container, now), incoming.contact.id
    named = own or (valid_email(incoming.email) if incoming.email else None)
    email = named or "" if proves else ""
    number = fold_order(incoming.order_number) if claims else ""
    button = proves and is_token(incoming.code)
    digits = incoming.code if proves and not button else ""
    tried = Tried(_digest(key, "contact", contact), letter=_digest(key, "letter", chance()), button=button)
    if number:
        tried = replace(tried, number=_digest(key, "order", number))
    if email:
        tried = replace(tried, address=_digest(key, "address", mailbox(email)))
    if not digits:
        return tried
    keys = container.environment.code_keys(now.date())
    right = right_from(digits, contact, email, keys=keys, now=now)
    return replace(tried, digits=_digest(key, "digits", written_digits(digits)), right_from=right)


def _digest_key(container: Container, now: datetime) -> str:
    """The key of links; without one there are no codes, and order numbers are counted by what ManyChat shows."""
    environment = container.environment
    return environment.link_key or next(iter(environment.secrets("MANYCHAT_SECRET", now.date())), "")


def _digest(key: str, what: str, value: str) -> str:
    made = hmac.digest(key.encode(), f"try\n{what}\n{value}".encode(errors="replace"), "sha256")
    return base64.urlsafe_b64encode(made[:DIGEST_BYTES]).decode()
