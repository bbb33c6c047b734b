"""Who may talk to us: ManyChat shows a secret, Cloud Scheduler a token that Google has signed."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests

ISSUERS = ("accounts.google.com", "https://accounts.google.com")
CLOCK_SKEW_SECONDS = 10
LONGEST_TOKEN = 4_096
"""Google's have about 1,000 characters."""
LONGEST_KEY_ID = 100
CERTIFICATES_TIMEOUT_SECONDS = 4.0
CERTIFICATES_KEPT_SECONDS = 3600.0
"""Google's certificates change about once a day and overlap for longer than this."""
UNKNOWN_KEY_SECONDS = 300.0
"""Certificates that are still good are fetched again for a key that is not among them, but not before this."""
FAILURE_KEPT_SECONDS = 30.0
"""After a fetch that failed nobody tries again for this long: anybody can send a token that asks for one."""
WAIT_SECONDS = 0.6
"""So long a request waits for certificates on their way; Cloud Scheduler comes again when that was too short."""
MOST_WAITING = 4
"""Requests that wait at the same time; the two jobs do not need more."""


class CertificatesUnavailable(Exception):
    """Google's certificates could not be fetched, so a token cannot be checked."""


def bearer(header: str) -> str:
    """The token in an Authorization header; blank when there is none."""
    scheme, _, token = header.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def secret_shown(header: str, secrets: Sequence[str]) -> str | None:
    """The one of the secrets that the header shows; takes as long for a wrong one as for a right one."""
    shown = bearer(header).encode()
    found = [secret for secret in secrets if hmac.compare_digest(shown, secret.encode())]
    return found[0] if found else None


@dataclass(slots=True)
class Certificates:
    """Google's public keys by their ids, fetched when first needed and once an hour, by a thread of their own.

    Whoever asks has proved nothing yet, so asking costs nothing: a fetch is begun seldom, and hardly anybody waits.
    """

    url: str
    monotonic: Callable[[], float] = time.monotonic
    _keys: Mapping[str, str] = field(default_factory=dict)
    _until: float = float("-inf")
    _next_fetch: float = float("-inf")
    _why: str = "no certificates yet"
    _arrived: threading.Event | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _seats: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(MOST_WAITING))

    def key(self, key_id: str, patience: float = WAIT_SECONDS) -> str | None:
        """The key with this id, None where there is no such key; raises CertificatesUnavailable.

        Waits for ``patience`` seconds at most, and never for longer than WAIT_SECONDS.
        """
        arrived = self._begun(key_id)
        if arrived and self._seats.acquire(blocking=False):
            try:
                arrived.wait(min(patience, WAIT_SECONDS))
            finally:
                self._seats.release()
        with self._turn:
            if self.monotonic() >= self._until:
                raise CertificatesUnavailable(self._why)
            return self._keys.get(key_id)

    def _begun(self, key_id: str) -> threading.Event | None:
        """What tells when the fetch that this key needs has ended; None where there is nothing to wait for."""
        with self._turn:
            now = self.monotonic()
            known = now < self._until and key_id in self._keys
            if known or self._arrived:
                return None if known else self._arrived
            if now < self._next_fetch:
                return None
            self._arrived = threading.Event()
            threading.Thread(target=self._fill, args=(self._arrived,), name="certificates", daemon=True).start()
            return self._arrived

    def _fill(self, arrived: threading.Event) -> None:
        keys: Mapping[str, str] = {}
        try:
            keys = _fetch(self.url)
        except CertificatesUnavailable as error:
            self._why = str(error)
        finally:
            with self._turn:
                now = self.monotonic()
                if keys:
                    self._keys, self._until = keys, now + CERTIFICATES_KEPT_SECONDS
                self._next_fetch = now + (UNKNOWN_KEY_SECONDS if keys else FAILURE_KEPT_SECONDS)
                self._arrived = None
            arrived.set()


def is_scheduler(
    header: str, certificates: Certificates, *, account: str, audience: str, patience: float = WAIT_SECONDS
) -> bool:
    """True for an OIDC token of Google's, still valid, for this audience, given to this service account.

    Raises CertificatesUnavailable, for a token that is all this by its own word, when they do not come within
    ``patience`` seconds. The claims are those of Google's
    OpenID Connect documentation.
    """
    from google.auth import jwt  # only tasks need it
    from google.auth.exceptions import GoogleAuthError

    token = bearer(header)
    if not token or len(token) > LONGEST_TOKEN or not token.isascii() or token.count(".") != 2:
        return False
    try:
        head, claims = jwt.decode_header(token), jwt.decode(token, verify=False)
        key_id = _key_id(head)
        if not key_id or not _is_for_us(claims, account, audience):
            return False
        key = certificates.key(key_id, patience)
        if key is None:
            return False
        jwt.decode(token, certs={key_id: key}, audience=audience, clock_skew_in_seconds=CLOCK_SKEW_SECONDS)
    except (ValueError, RecursionError, GoogleAuthError):
        return False
    return True


def unsigned_token(*, account: str, audience: str, seconds: int = 60) -> str:
    """A token that is right by its own word and signed by nobody: it only makes a door look for certificates."""
    now = int(time.time())
    head = {"alg": "RS256", "kid": "nobody", "typ": "JWT"}
    claims = {
        "iss": ISSUERS[1],
        "aud": audience,
        "email": account,
        "email_verified": True,
        "iat": now,
        "exp": now + seconds,
    }
    parts = (json.dumps(head), json.dumps(claims), "signed by nobody")
    return ".".join(urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts)


def _key_id(head: Mapping[str, Any]) -> str:
    """The id of the key that is said to have signed; blank where it cannot be one of Google's."""
    key_id = head.get("kid")
    return key_id if head.get("alg") == "RS256" and isinstance(key_id, str) and len(key_id) <= LONGEST_KEY_ID else ""


def _is_for_us(claims: Mapping[str, Any], account: str, audience: str) -> bool:
    """True for what one of our tokens says of itself; who signed it is another question."""
    issued, expires, now = claims.get("iat"), claims.get("exp"), time.time()
    return bool(
        claims.get("iss") in ISSUERS
        and claims.get("aud") == audience
        and claims.get("email") == account
        and claims.get("email_verified") is True
        and isinstance(issued, int)
        and isinstance(expires, int)
        and issued - CLOCK_SKEW_SECONDS <= now <= expires + CLOCK_SKEW_SECONDS
    )


def _fetch(url: str) -> Mapping[str, str]:
    try:
        answer = requests.get(url, timeout=CERTIFICATES_TIMEOUT_SECONDS)
        answer.raise_for_status()
        keys = answer.json()
    except (requests.RequestException, ValueError, RecursionError) as error:
        raise CertificatesUnavailable(f"no certificates ({type(error).__name__})") from None
    if not isinstance(keys, dict) or not keys:
        raise CertificatesUnavailable("no certificates in the answer")
    return {str(key): str(value) for key, value in keys.items()}
