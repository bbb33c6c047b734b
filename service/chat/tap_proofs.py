"""What a button of a dynamic block shows in place of the secret: its contact may tap at this one door.

ManyChat sends a button's headers with each tap. Whoever comes to see a button's content finds nothing in it that opens
another door, or this one for anybody else.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

MARK = "tap"
TAKE_DOOR, ANSWER_DOOR = "redeem/block", "survey/block"
"""The doors that buttons lead to."""
LENGTH = 32
"""Hex digits of each of its two parts."""


@dataclass(frozen=True, slots=True)
class TapProof:
    """A proof that we have made; whom it is for shows only in the body, which is read afterwards."""

    secret: str
    contact: str

    def is_of(self, contact: str) -> bool:
        """True for the contact whose button it was."""
        return hmac.compare_digest(self.contact, _digest(contact))


def tap_proof(secret: str, door: str, contact: str) -> str:
    """What goes into a button's Authorization header, behind the word Bearer; it ends with the secret."""
    return ".".join((MARK, _digest(contact), _seal(secret, door, _digest(contact))))


def shown_tap(shown: str, door: str, secrets: Sequence[str]) -> TapProof | None:
    """The proof behind the word Bearer; None when none of the secrets has made it for this door."""
    mark, _, rest = shown.partition(".")
    contact, _, seal = rest.partition(".")
    if mark != MARK or door not in (TAKE_DOOR, ANSWER_DOOR):
        return None
    for secret in secrets:
        if hmac.compare_digest(_seal(secret, door, contact).encode(), seal.encode()):
            return TapProof(secret, contact)
    return None


def _digest(contact: str) -> str:
    return sha256(contact.encode(errors="replace")).hexdigest()[:LENGTH]


def _seal(secret: str, door: str, contact: str) -> str:
    text = "\n".join((MARK, door, contact)).encode(errors="replace")
    return hmac.digest(secret.encode(), text, "sha256").hex()[:LENGTH]
