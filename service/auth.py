"""Who may talk to us: ManyChat shows a secret, Cloud Scheduler a token that Google has signed."""

import hmac
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import requests

ISSUERS = ("accounts.google.com", "https://accounts.google.com")
CLOCK_SKEW_SECONDS = 10
CERTIFICATES_TIMEOUT_SECONDS = 4.0
CERTIFICATES_KEPT_SECONDS = 3600.0
"""Google's certificates change about once a day and overlap for longer than this."""


class CertificatesUnavailable(Exception):
    """Google's certificates could not be fetched, so a token cannot be checked."""


def bearer(header: str) -> str:
    """The token in an Authorization header; blank when there is none."""
    scheme, _, token = header.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def knows_secret(header: str, secrets: Sequence[str]) -> bool:
    """True when the header shows one of the secrets; takes as long for a wrong one as for a right one."""
    shown = bearer(header).encode()
    found = [hmac.compare_digest(shown, secret.encode()) for secret in secrets]
    return any(found)


@dataclass(slots=True)
class Certificates:
    """Google's public keys by their ids, fetched when first needed and once an hour."""

    url: str
    monotonic: Callable[[], float] = time.monotonic
    _keys: Mapping[str, str] = field(default_factory=dict)
    _until: float = float("-inf")
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def keys(self) -> Mapping[str, str]:
        """The keys; raises CertificatesUnavailable."""
        with self._turn:
            if self.monotonic() >= self._until:
                self._keys = _fetch(self.url)
                self._until = self.monotonic() + CERTIFICATES_KEPT_SECONDS
            return self._keys


def is_scheduler(header: str, certificates: Certificates, *, account: str, audience: str) -> bool:
    """True for an OIDC token of Google's, still valid, for this audience, given to this service account.

    Raises CertificatesUnavailable. The claims are those of Google's OpenID Connect documentation.
    """
    from google.auth import jwt  # only tasks need it
    from google.auth.exceptions import GoogleAuthError

    token = bearer(header)
    if not token:
        return False
    keys = certificates.keys()
    try:
        claims = jwt.decode(token, certs=keys, audience=audience, clock_skew_in_seconds=CLOCK_SKEW_SECONDS)
    except (ValueError, RecursionError, GoogleAuthError):
        return False
    return bool(
        claims.get("iss") in ISSUERS and claims.get("email") == account and claims.get("email_verified") is True
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
