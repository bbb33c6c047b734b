"""Proof of address: six digits by letter, and the token behind the button of one, good for a month.

They follow from a key, the address and the time, so that any instance can check what another has sent. The digits are
for the contact who asked; that they were sent, and that nobody has used them yet, is noted with the tries in the
spreadsheet (loyalty/member/guessing/). The token is for whoever brings it, who has read that letter.
"""

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from loyalty.member.guessing.counted import CODE_LASTS
from loyalty.model.addresses import fold_email
from loyalty.model.identifiers import ascii_digits
from loyalty.model.written.unseen import seen

MINUTE = timedelta(minutes=1)
TOKEN_LASTS = timedelta(days=30)
TOKEN_LENGTH = 20
CODE_DIGITS = 6
_TOKEN = re.compile(rf"([0-9]{{1,12}})_([0-9a-f]{{{TOKEN_LENGTH}}})", re.IGNORECASE)


def code_for(contact: str, email: str, *, key: str, now: datetime) -> str:
    """The six digits that a letter sent at this instant says."""
    digest = _digest(key, "confirm", contact, email, int(now.timestamp()) // 60)
    return f"{int.from_bytes(digest) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def token_for(email: str, *, key: str, now: datetime) -> str:
    """The token behind the button of a letter that is sent at this instant: nothing in it tells the address."""
    second = int(now.timestamp())
    return f"{second}_{_mark(email, key, second)}"


def written_digits(code: str) -> str:
    """The digits as they are compared, typed in any script and with any blanks."""
    return ascii_digits("".join(seen(code).split()))


def looks_like_code(text: str) -> bool:
    """True for as many digits as a letter says."""
    return len(text) == CODE_DIGITS and text.isascii() and text.isdigit()


def right_from(code: str, contact: str, email: str, *, keys: Sequence[str], now: datetime) -> frozenset[datetime]:
    """The minutes, of those that may still count, in which a letter would have said these digits; none without a key.

    Whether one did is for the rules to find.
    """
    given, this = written_digits(code).encode(errors="replace"), now.replace(second=0, microsecond=0)
    minutes = [this - past * MINUTE for past in range(CODE_LASTS // MINUTE + 1)]
    made = [(minute, code_for(contact, email, key=key, now=minute)) for minute in minutes for key in keys]
    compared = [(minute, hmac.compare_digest(given, digits.encode())) for minute, digits in made]
    return frozenset(minute for minute, is_right in compared if is_right)


def is_token(shown: str) -> bool:
    """True for what looks like a token of ours, which nobody guesses: it is counted by nobody."""
    return _TOKEN.fullmatch(written_digits(shown)) is not None


def token_made_at(shown: str, email: str, *, keys: Sequence[str], now: datetime) -> datetime | None:
    """When the token was made for this address; None for what is none, of another address, or too old."""
    found = _TOKEN.fullmatch(written_digits(shown))
    if not found:
        return None
    second = int(found[1])
    known = [hmac.compare_digest(_mark(email, key, second), found[2].lower()) for key in keys]
    age = int(now.timestamp()) - second
    return datetime.fromtimestamp(second, UTC) if any(known) and 0 <= age <= TOKEN_LASTS.total_seconds() else None


def _mark(email: str, key: str, second: int) -> str:
    return _digest(key, "token", "", email, second).hex()[:TOKEN_LENGTH]


def _digest(key: str, purpose: str, contact: str, email: str, made: int) -> bytes:
    message = "\n".join((purpose, contact, fold_email(email), str(made))).encode()
    return hmac.digest(key.encode(), message, "sha256")
