"""The proofs: who is let in, and who is not."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt

from world.proofs import Certificates, CertificatesUnavailable, is_scheduler, knows_secret

ACCOUNT, AUDIENCE = "tasks@project.iam.gserviceaccount.com", "https://regulars.example"
SECRETS = ("the-old-secret-of-ours", "the-new-secret-of-ours")


class CertificateServer(HTTPServer):
    """Serves public keys as Google serves its certificates, and counts how often it is asked."""

    keys: dict[str, str]
    asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/certs"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, CertificateServer)
        server.asked += 1
        body = json.dumps(server.keys).encode()
        self.send_response(200 if server.keys else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Tests print nothing."""


def new_key() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    return new_key()


@pytest.fixture
def certificate_server(keys: tuple[str, str]) -> Iterator[CertificateServer]:
    server = CertificateServer(("127.0.0.1", 0), Handler)
    server.keys = {"key1": keys[1]}
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def token(keys: tuple[str, str]) -> Callable[..., str]:
    """Makes a token of Google's as Cloud Scheduler sends it, with other claims where a test says so."""

    def make(private: str = keys[0], **other: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": "https://accounts.google.com",
            "aud": AUDIENCE,
            "email": ACCOUNT,
            "email_verified": True,
            "iat": now,
            "exp": now + 3600,
        }
        signed = jwt.encode(crypt.RSASigner.from_string(private, "key1"), claims | other)
        return f"Bearer {signed.decode()}"

    return make


def test_either_secret_opens_the_door_and_no_other() -> None:
    assert knows_secret("Bearer the-old-secret-of-ours", SECRETS)
    assert knows_secret("bearer  the-new-secret-of-ours ", SECRETS)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "the-old-secret-of-ours", "Basic the-old-secret-of-ours", "Bearer ünicode"]
)
def test_a_wrong_or_missing_secret_opens_nothing(header: str) -> None:
    assert not knows_secret(header, SECRETS)


def test_the_schedulers_own_token_is_let_in(certificate_server: CertificateServer, token: Callable[..., str]) -> None:
    certificates = Certificates(certificate_server.url)

    assert is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://elsewhere.example"},
        {"email": "somebody@project.iam.gserviceaccount.com"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"iss": "https://accounts.example"},
        {"exp": int(time.time()) - 60, "iat": int(time.time()) - 3660},
        {"iat": int(time.time()) + 600, "exp": int(time.time()) + 4200},
    ],
)
def test_a_token_for_another_purpose_is_turned_away(
    certificate_server: CertificateServer, token: Callable[..., str], claims: dict[str, Any]
) -> None:
    certificates = Certificates(certificate_server.url)

    assert not is_scheduler(token(**claims), certificates, account=ACCOUNT, audience=AUDIENCE)


def test_a_token_that_somebody_else_signed_is_turned_away(
    certificate_server: CertificateServer, token: Callable[..., str]
) -> None:
    forged = token(private=new_key()[0])

    assert not is_scheduler(forged, Certificates(certificate_server.url), account=ACCOUNT, audience=AUDIENCE)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Bearer e30.e30.", "Basic a"])
def test_what_is_no_token_is_turned_away(certificate_server: CertificateServer, header: str) -> None:
    assert not is_scheduler(header, Certificates(certificate_server.url), account=ACCOUNT, audience=AUDIENCE)


def test_an_unsigned_token_is_turned_away(certificate_server: CertificateServer, token: Callable[..., str]) -> None:
    header, claims, _signature = token().split(".")

    unsigned = f"{header}.{claims}."

    assert not is_scheduler(unsigned, Certificates(certificate_server.url), account=ACCOUNT, audience=AUDIENCE)


def test_the_certificates_are_fetched_once_an_hour(
    certificate_server: CertificateServer, token: Callable[..., str]
) -> None:
    clock = iter([0.0, 0.0, 10.0, 3599.0, 3601.0, 3601.0])
    certificates = Certificates(certificate_server.url, monotonic=lambda: next(clock))

    for _ in range(3):
        assert is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)
    asked_within_the_hour = certificate_server.asked
    assert is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)

    assert (asked_within_the_hour, certificate_server.asked) == (1, 2)


def test_without_certificates_nobody_can_say(certificate_server: CertificateServer, token: Callable[..., str]) -> None:
    certificate_server.keys = {}

    with pytest.raises(CertificatesUnavailable):
        is_scheduler(token(), Certificates(certificate_server.url), account=ACCOUNT, audience=AUDIENCE)
