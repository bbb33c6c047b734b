"""Who may call: the service account's key file, the address that gives tokens for it, and the keys to check them by."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from sandbox.google.http.exchange import EMAIL

ISSUER = "https://accounts.google.com"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOGLES_ADDRESS = "https://oauth2.googleapis.com/token"
"""What google-auth writes into an assertion as its audience, wherever it sends it."""

LIFETIME = 3600
"""Seconds that a token is good for, as Google's are."""
CLOCK_SKEW = 60

KEY_BITS = 1024
"""Google's keys have 2,048. Each reading of such a key tries whether its primes are prime, which takes 34 ms of the
processor instead of 5: most of what a short test with a function of its own took. These keys open nothing but the
stand-in of this machine."""


class BadGrant(Exception):
    """A token request that is refused, in the words of Google's token address."""

    def __init__(self, description: str, *, error: str = "invalid_grant") -> None:
        super().__init__(description)
        self.body = {"error": error, "error_description": description}


class CredentialsDamaged(Exception):
    """The service-account file cannot be read as one; its sentence is for the person who started the stand-in."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"{path} is no service-account file ({why}); move it away, and a new one is written.")


def _new_key() -> RSAPrivateKey:
    return generate_private_key(65537, KEY_BITS)


@dataclass(slots=True)
class Access:
    """The service accounts' keys and Google's own; ``address`` is the URL that the stand-in answers at.

    ``key`` is that of EMAIL, the account that is always there; others are added. While ``revoked`` is true no account
    has access: no token is given, and none that was is good.
    """

    address: str
    key: RSAPrivateKey = field(default_factory=_new_key)
    own_key: RSAPrivateKey = field(default_factory=_new_key)
    revoked: bool = False
    _others: dict[str, RSAPrivateKey] = field(default_factory=dict)
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    def add_account(self, email: str, key: RSAPrivateKey | None = None) -> None:
        """From now on this account gets tokens, too; with a key of its own where none is given."""
        self._others[email] = key or _new_key()

    def service_account(self, email: str = EMAIL) -> dict[str, str]:
        """The service-account file that google-auth takes, with the token address of this stand-in.

        KeyError for an account that was not added.
        """
        key = self.key if email == EMAIL else self._others[email]
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return {
            "type": "service_account",
            "project_id": "sandbox",
            "private_key_id": _key_id(key),
            "private_key": private.decode(),
            "client_email": email,
            "client_id": _client_id(email),
            "token_uri": f"{self.address}/token",
        }

    def certificates(self) -> dict[str, str]:
        """The public key that id tokens are signed with, by its id, in PEM."""
        return {_key_id(self.own_key): _public_pem(self.own_key)}

    def token(self, grant_type: str, assertion: str, now: float) -> dict[str, object]:
        """An access token, or an id token where the assertion names a target_audience; BadGrant for a bad assertion.

        ``now`` is in seconds since 1970. The exchange is Google's "OAuth 2.0 for server to server applications".
        """
        if grant_type != GRANT:
            raise BadGrant(f"Invalid grant_type: {grant_type}", error="unsupported_grant_type")
        email = str(_claims(assertion).get("iss"))
        key = self.key if email == EMAIL else self._others.get(email)
        if self.revoked or key is None:
            raise BadGrant("Invalid grant: account not found")
        claims = _verified(assertion, key.public_key())
        if claims.get("aud") not in (f"{self.address}/token", GOOGLES_ADDRESS):
            raise BadGrant("Invalid JWT: the audience is not this token address.")
        if not _number(claims, "iat") - CLOCK_SKEW <= now <= _number(claims, "exp") + CLOCK_SKEW:
            raise BadGrant("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.")
        if "target_audience" in claims:
            return {"id_token": self.id_token(str(claims["target_audience"]), now, email=email)}
        if not claims.get("scope"):
            raise BadGrant("Invalid OAuth scope or ID token audience provided.", error="invalid_scope")
        token = f"ya29.{secrets.token_urlsafe(32)}"
        self._tokens[token] = (email, now + LIFETIME)
        return {"access_token": token, "expires_in": LIFETIME - 1, "token_type": "Bearer"}

    def id_token(self, audience: str, now: float, *, email: str = EMAIL) -> str:
        """A signed statement for ``audience`` that the caller is ``email``, as Cloud Scheduler sends them."""
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "azp": email,
            "sub": _client_id(email),
            "email": email,
            "email_verified": True,
            "iat": int(now),
            "exp": int(now) + LIFETIME,
        }
        head = {"alg": "RS256", "kid": _key_id(self.own_key), "typ": "JWT"}
        signed = b".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
        return b".".join((signed, _encoded(self.own_key.sign(signed, PKCS1v15(), SHA256())))).decode()

    def caller(self, authorization: str | None, now: float) -> str | None:
        """The email behind a bearer token that was given out less than an hour ago; None for any other."""
        scheme, _, token = (authorization or "").partition(" ")
        email, until = self._tokens.get(token, ("", 0.0))
        return email if not self.revoked and scheme.casefold() == "bearer" and until > now else None


def open_access(address: str, path: Path | None, others: Mapping[str, Path] | None = None) -> Access:
    """The access with the keys in the service-account files, which are written with the address of now.

    ``others`` are the files of further accounts by their emails. CredentialsDamaged when a file is there and has no
    such key. Without a file the key of EMAIL lives as long as the process.
    """
    access = Access(address, _kept_key(path)) if path else Access(address)
    for email, file in (others or {}).items():
        access.add_account(email, _kept_key(file))
    for email, file in {**({EMAIL: path} if path else {}), **(others or {})}.items():
        file.touch(mode=0o600)
        file.write_text(json.dumps(access.service_account(email), indent=2) + "\n", encoding="utf-8")
    return access


def _kept_key(path: Path) -> RSAPrivateKey:
    return _read_key(path) if path.exists() else _new_key()


def _read_key(path: Path) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(json.loads(path.read_text(encoding="utf-8"))["private_key"].encode(), None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CredentialsDamaged(path, f"{type(error).__name__}: {error}") from error
    if not isinstance(key, RSAPrivateKey):
        raise CredentialsDamaged(path, "its key is no RSA key")
    return key


def _public_pem(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _key_id(key: RSAPrivateKey) -> str:
    return hashlib.sha256(_public_pem(key).encode()).hexdigest()[:40]


def _client_id(email: str) -> str:
    """21 digits, the same for an email at any time."""
    number = 1 if email == EMAIL else int(hashlib.sha256(email.encode()).hexdigest(), 16) % 10**20
    return f"1{number:020d}"


def _claims(assertion: str) -> dict[str, Any]:
    """What a JWT says, whoever signed it."""
    try:
        claims = json.loads(_decoded(assertion.split(".")[1]))
    except (ValueError, IndexError, RecursionError):
        raise BadGrant("Bad Request") from None
    if not isinstance(claims, dict):
        raise BadGrant("Bad Request")
    return claims


def _verified(assertion: str, key: RSAPublicKey) -> dict[str, Any]:
    """The claims of a JWT signed with this key."""
    signed, _, signature = assertion.rpartition(".")
    try:
        key.verify(_decoded(signature), signed.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        raise BadGrant("Invalid JWT Signature.") from None
    except ValueError:
        raise BadGrant("Bad Request") from None
    return _claims(assertion)


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float):
        raise BadGrant(f"Invalid JWT: {name} is missing.")
    return float(value)


def _encoded(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
