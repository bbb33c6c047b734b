"""Signatures over a raw body: right for one of the secrets or not, in the same time either way."""

import hmac
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence

Headers = Mapping[str, str]
"""A request's headers by their names in lower case."""
LONGEST_TOPIC = 60
_BASE64 = re.compile(r"[A-Za-z0-9+/]{43}=")
_HEX = re.compile(r"[0-9a-f]{64}")


def looks_like_base64(signature: str) -> bool:
    """True for what may be the 32 bytes of HMAC-SHA256 in base64."""
    return _BASE64.fullmatch(signature) is not None


def looks_like_hex(signature: str) -> bool:
    """True for what may be the 32 bytes of HMAC-SHA256 in hex."""
    return _HEX.fullmatch(signature) is not None


def signed_in_base64(signatures: Iterable[str], body: bytes, secrets: Sequence[str]) -> bool:
    """True when one of the signatures is HMAC-SHA256 of the body with one of the secrets, in base64."""
    right = [b64encode(hmac.digest(secret.encode(), body, "sha256")).decode() for secret in secrets]
    return _one_is_right(signatures, right)


def signed_in_hex(signatures: Iterable[str], body: bytes, secrets: Sequence[str]) -> bool:
    """The same in hex."""
    return _one_is_right(signatures, [hmac.digest(secret.encode(), body, "sha256").hex() for secret in secrets])


def _one_is_right(shown: Iterable[str], right: Sequence[str]) -> bool:
    # All are compared, so that the time tells nothing about which of them was nearly right.
    same = [hmac.compare_digest(one.encode(), secret.encode()) for one in shown for secret in right]
    return any(same)


def topic_in(headers: Headers, *names: str) -> str:
    """The topic by the first of these headers that is there, short enough for a line of the log; blank for none."""
    topic = next((headers[name] for name in names if headers.get(name)), "")
    plain = "".join(sign for sign in topic.lower() if sign.isascii() and (sign.isalnum() or sign in "._/-"))
    return plain[:LONGEST_TOPIC]
