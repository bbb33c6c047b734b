"""Proof of address: six digits by letter, good for ten minutes, five tries.

Nothing of it is stored: the digits follow from the key that signs links, the contact, the address and the minute, so
that any instance can check what another has sent.
"""

import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta

from loyalty.model.addresses import fold_email
from loyalty.model.identifiers import ascii_digits
from loyalty.model.unseen import seen

GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
MOST_LETTERS = 3
"""So many codes are sent to one address, and for one contact, within an hour."""
MINUTE = 60


def code_for(contact: str, email: str, *, key: str, now: datetime) -> str:
    """The six digits that a letter sent at this instant says."""
    return _digits(contact, email, key, int(now.timestamp()) // MINUTE)


def is_code(code: str, contact: str, email: str, *, key: str, now: datetime) -> bool:
    """True for digits that were sent within the last ten minutes, typed in any script; never without a key."""
    given = ascii_digits("".join(seen(code).split())).encode(errors="replace")
    sent = [expected.encode() for expected in _good_now(contact, email, key, now)]
    return bool(key) and any(hmac.compare_digest(given, expected) for expected in sent)


def _good_now(contact: str, email: str, key: str, now: datetime) -> Iterator[str]:
    this = int(now.timestamp()) // MINUTE
    for minute in range(this, this - int(GOOD_FOR.total_seconds()) // MINUTE - 1, -1):
        yield _digits(contact, email, key, minute)


def _digits(contact: str, email: str, key: str, minute: int) -> str:
    message = "\n".join(("confirm", contact, fold_email(email), str(minute))).encode()
    return f"{int.from_bytes(hmac.digest(key.encode(), message, 'sha256')) % 1_000_000:06}"
