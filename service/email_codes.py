"""Proof of address: six digits by letter.

They follow from the key that signs links, the contact, the address and the minute, so that any instance can check what
another has sent. That one was sent, and that nobody has used it yet, is noted with the tries in the spreadsheet
(loyalty/member/guessing/).
"""

import hmac
from datetime import datetime, timedelta

from loyalty.member.guessing.counted import CODE_LASTS
from loyalty.model.addresses import fold_email
from loyalty.model.identifiers import ascii_digits
from loyalty.model.unseen import seen

MINUTE = timedelta(minutes=1)


def code_for(contact: str, email: str, *, key: str, now: datetime) -> str:
    """The six digits that a letter sent at this instant says."""
    return _digits(contact, email, key, int(now.timestamp()) // 60)


def written_digits(code: str) -> str:
    """The digits as they are compared, typed in any script and with any blanks."""
    return ascii_digits("".join(seen(code).split()))


def right_from(code: str, contact: str, email: str, *, key: str, now: datetime) -> frozenset[datetime]:
    """The minutes, of those that may still count, in which a letter would have said these digits; none without a key.

    Whether one did is for the rules to find.
    """
    given, this = written_digits(code).encode(errors="replace"), now.replace(second=0, microsecond=0)
    minutes = [this - past * MINUTE for past in range(CODE_LASTS // MINUTE + 1)] if key else []
    right = (hmac.compare_digest(given, code_for(contact, email, key=key, now=minute).encode()) for minute in minutes)
    return frozenset(minute for minute, is_right in zip(minutes, list(right), strict=True) if is_right)


def _digits(contact: str, email: str, key: str, minute: int) -> str:
    message = "\n".join(("confirm", contact, fold_email(email), str(minute))).encode()
    return f"{int.from_bytes(hmac.digest(key.encode(), message, 'sha256')) % 1_000_000:06}"
