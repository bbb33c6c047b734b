"""The proofs: who is let in, and who is not; to whoever is not, nothing happens."""

import hashlib
import hmac
import json
import logging
import socket
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Barrier
from typing import Any

import functions_framework
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from google.auth import crypt, jwt

from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.auth import Certificates, CertificatesUnavailable, is_scheduler, secret_shown, unsigned_token

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT, AUDIENCE = "tasks@project.iam.gserviceaccount.com", "https://regulars.example"
SECRETS = ("the-old-secret-of-ours", "the-new-secret-of-ours")


class CertificateServer(HTTPServer):
    """Serves public keys as Google serves its certificates, and counts how often it is asked."""

    keys: dict[str, str]
    garbage = b""
    asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/certs"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, CertificateServer)
        server.asked += 1
        body = server.garbage or json.dumps(server.keys).encode()
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


@cache
def signer(private: str) -> crypt.RSASigner:
    """What signs with this key; to read one tries its primes, which takes longer than all else in most tests here."""
    return crypt.RSASigner.from_string(private)


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

    def make(private: str = keys[0], kid: str = "key1", **other: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": "https://accounts.google.com",
            "aud": AUDIENCE,
            "email": ACCOUNT,
            "email_verified": True,
            "iat": now,
            "exp": now + 3600,
        }
        signed = jwt.encode(signer(private), claims | other, key_id=kid)
        return f"Bearer {signed.decode()}"

    return make


def test_either_secret_opens_the_door_and_no_other() -> None:
    assert secret_shown("Bearer the-old-secret-of-ours", SECRETS) == "the-old-secret-of-ours"
    assert secret_shown("bearer  the-new-secret-of-ours ", SECRETS) == "the-new-secret-of-ours"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "the-old-secret-of-ours", "Basic the-old-secret-of-ours", "Bearer ünicode"]
)
def test_a_wrong_or_missing_secret_opens_nothing(header: str) -> None:
    assert secret_shown(header, SECRETS) is None


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
        {"iat": int(time.time()) + 86_400, "exp": int(time.time()) + 90_000},
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
    clock = [0.0]
    certificates = Certificates(certificate_server.url, lambda: clock[0])

    for second in (0.0, 10.0, 3599.0):
        clock[0] = second
        assert is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)
    asked_within_the_hour, clock[0] = certificate_server.asked, 3600.0
    assert is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)

    assert (asked_within_the_hour, certificate_server.asked) == (1, 2)


def test_without_certificates_nobody_can_say(certificate_server: CertificateServer, token: Callable[..., str]) -> None:
    certificate_server.keys = {}

    with pytest.raises(CertificatesUnavailable):
        is_scheduler(token(), Certificates(certificate_server.url), account=ACCOUNT, audience=AUDIENCE)


def test_after_a_failure_nobody_asks_again_for_half_a_minute(
    certificate_server: CertificateServer, keys: tuple[str, str], token: Callable[..., str]
) -> None:
    clock = [0.0]
    certificates = Certificates(certificate_server.url, lambda: clock[0])
    certificate_server.keys = {}
    for _ in range(85):
        with pytest.raises(CertificatesUnavailable):
            is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)
    asked = certificate_server.asked
    certificate_server.keys, clock[0] = {"key1": keys[1]}, 31.0

    assert is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)
    assert (asked, certificate_server.asked) == (1, 2)


def test_a_key_that_is_not_there_is_asked_for_once_in_five_minutes(
    certificate_server: CertificateServer, keys: tuple[str, str], token: Callable[..., str]
) -> None:
    clock = [0.0]
    certificates = Certificates(certificate_server.url, lambda: clock[0])
    assert is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)
    for second in (1.0, 299.0):
        clock[0] = second
        assert not any(
            is_scheduler(token(kid=f"made up {n}"), certificates, account=ACCOUNT, audience=AUDIENCE) for n in range(20)
        )
    asked = certificate_server.asked
    certificate_server.keys, clock[0] = {"key1": keys[1], "key2": keys[1]}, 301.0

    assert is_scheduler(token(kid="key2"), certificates, account=ACCOUNT, audience=AUDIENCE)
    assert (asked, certificate_server.asked) == (1, 2)


def test_who_looks_whether_certificates_can_be_had_is_let_in_nowhere(certificate_server: CertificateServer) -> None:
    header = f"Bearer {unsigned_token(account=ACCOUNT, audience=AUDIENCE)}"

    assert not is_scheduler(header, Certificates(certificate_server.url), account=ACCOUNT, audience=AUDIENCE)
    assert certificate_server.asked == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://elsewhere.example"},
        {"aud": [AUDIENCE]},
        {"email": "somebody@project.iam.gserviceaccount.com"},
        {"email_verified": False},
        {"iss": "https://accounts.example"},
        {"exp": 0},
        {"exp": "later"},
        {"iat": 10**12},
        {"iat": None},
        {"kid": ""},
        {"kid": "k" * 200},
        {"more": "x" * 5_000},
    ],
)
def test_for_what_is_no_token_of_ours_by_its_own_word_nobody_asks_for_certificates(
    certificate_server: CertificateServer, token: Callable[..., str], claims: dict[str, Any]
) -> None:
    for _ in range(3):
        assert not is_scheduler(
            token(**claims), Certificates(certificate_server.url), account=ACCOUNT, audience=AUDIENCE
        )

    assert certificate_server.asked == 0


def test_while_certificates_are_long_in_coming_hardly_anybody_waits(token: Callable[..., str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the question and never answers
        certificates = Certificates(f"http://127.0.0.1:{silent.getsockname()[1]}/certs")
        waiting = Barrier(85)
        ends: list[str] = []

        def knock() -> None:
            waiting.wait()
            try:
                is_scheduler(token(), certificates, account=ACCOUNT, audience=AUDIENCE)
            except CertificatesUnavailable as error:
                ends.append(str(error))

        knocking = [threading.Thread(target=knock) for _ in range(85)]
        for thread in knocking:
            thread.start()
        for thread in knocking:
            thread.join(20)
        silent.settimeout(0)
        silent.accept()[0].close()

        assert len(ends) == 85
        with pytest.raises(BlockingIOError):  # only one of them has asked
            silent.accept()


class Door:
    """The function with one letter due, and what came of knocking at its reminder run."""

    def __init__(self, client: FlaskClient, server: Server, mailbox: MailBox) -> None:
        self._client, self._server, self._mailbox = client, server, mailbox

    def knock(self, header: str) -> int:
        """The status of the answer to this header."""
        return self._client.post("/tasks/remind", headers={"Authorization": header} if header else {}).status_code

    def what_happened(self) -> tuple[int, int]:
        """How many requests went to Google's Sheets, and how many letters went out."""
        return len(self._server.google.requests), len(self._mailbox.letters)


@pytest.fixture
def again(server: Server, mailbox: MailBox) -> Callable[[], Door]:
    """A new instance's door."""

    def start() -> Door:
        logging.getLogger("regulars").handlers.clear()  # they are set up anew, on this test's own output
        client: FlaskClient = functions_framework.create_app("loyalty", str(ROOT / "main.py")).test_client()
        return Door(client, server, mailbox)

    return start


@pytest.fixture
def door(
    owner: Owner,
    server: Server,
    again: Callable[[], Door],
    certificate_server: CertificateServer,
    environment: pytest.MonkeyPatch,
) -> Door:
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "", "", "2026-01-01"])
    environment.setenv("TASKS_ACCOUNT", ACCOUNT)
    environment.setenv("TASKS_AUDIENCE", AUDIENCE)
    environment.setenv("TASKS_CERTS_URL", certificate_server.url)
    server.google.requests.clear()
    return again()


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def claims_of(token: str) -> str:
    return token.removeprefix("Bearer ").split(".")[1]


def unsigned(token: str, **head: object) -> str:
    return f"Bearer {part({'typ': 'JWT', **head})}.{claims_of(token)}."


def signed_with_the_public_key(token: str, public: str) -> str:
    signed = f"{part({'alg': 'HS256', 'kid': 'key1', 'typ': 'JWT'})}.{claims_of(token)}"
    signature = hmac.new(public.encode(), signed.encode(), hashlib.sha256).digest()
    return f"Bearer {signed}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def with_other_claims(token: str, **other: object) -> str:
    head, claims, signature = token.split(".")
    held = json.loads(urlsafe_b64decode(claims + "=="))
    return f"{head}.{part(held | other)}.{signature}"


Make = Callable[..., str]
FORGED: dict[str, Callable[[Make, str], str]] = {
    "none at all": lambda _make, _public: "",
    "expired": lambda make, _public: make(iat=int(time.time()) - 7200, exp=int(time.time()) - 3600),
    "not yet valid": lambda make, _public: make(iat=int(time.time()) + 600, exp=int(time.time()) + 4200),
    "another audience": lambda make, _public: make(aud="https://elsewhere.example"),
    "many audiences": lambda make, _public: make(aud=[AUDIENCE, "https://elsewhere.example"]),
    "another account": lambda make, _public: make(email="somebody@project.iam.gserviceaccount.com"),
    "no account": lambda make, _public: make(email=None),
    "an account that nobody has verified": lambda make, _public: make(email_verified=False),
    "another issuer": lambda make, _public: make(iss="https://accounts.example"),
    "another key": lambda make, _public: make(private=new_key()[0]),
    "a key that nobody knows": lambda make, _public: make(kid="key2"),
    "unsigned": lambda make, _public: make().rpartition(".")[0] + ".",
    "unsigned by its own word": lambda make, _public: unsigned(make(), alg="none", kid="key1"),
    "no algorithm": lambda make, _public: unsigned(make(), kid="key1"),
    "a strange algorithm": lambda make, _public: unsigned(make(), alg=["RS256"], kid="key1"),
    "an algorithm of another key": lambda make, _public: unsigned(make(), alg="ES256", kid="key1"),
    "the public key as a secret": lambda make, public: signed_with_the_public_key(make(), public),
    "claims changed afterwards": lambda make, _public: with_other_claims(make(email="x@y.example"), email=ACCOUNT),
    "nested without end": lambda make, _public: f"Bearer {part({})}.{deep()}.{make().rpartition('.')[2]}",
}


def deep() -> str:
    return urlsafe_b64encode(b"[" * 20_000).rstrip(b"=").decode()


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_gets_401_and_nothing_happens(door: Door, token: Make, keys: tuple[str, str], name: str) -> None:
    status = door.knock(FORGED[name](token, keys[1]))

    assert status == 401
    assert door.what_happened() == (0, 0)


def test_the_scheduler_s_own_token_runs_the_reminders(door: Door, token: Make) -> None:
    status = door.knock(token())

    requests, letters = door.what_happened()
    assert status == 200
    assert requests > 0
    assert letters == 1


@pytest.mark.parametrize("garbage", [b"", b"<html>", b"[]", b"null", b"\xff\xfe", b"[" * 20_000])
def test_without_certificates_the_run_waits_and_nothing_happens(
    door: Door, again: Callable[[], Door], certificate_server: CertificateServer, token: Make, garbage: bytes
) -> None:
    good = certificate_server.keys
    certificate_server.keys, certificate_server.garbage = {} if not garbage else good, garbage

    while_away = door.knock(token()), door.what_happened()
    certificate_server.keys, certificate_server.garbage = good, b""
    in_the_same_half_minute = door.knock(token())
    after_a_new_start = again().knock(token())

    assert while_away == (503, (0, 0))
    assert (in_the_same_half_minute, after_a_new_start) == (503, 200)


def test_a_certificate_that_is_none_lets_nobody_in(
    door: Door, certificate_server: CertificateServer, token: Make
) -> None:
    certificate_server.keys = {"key1": "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"}

    status = door.knock(token())

    assert status == 401
    assert door.what_happened() == (0, 0)


def test_when_nothing_listens_where_the_certificates_are_the_run_waits(
    door: Door, token: Make, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("TASKS_CERTS_URL", "http://127.0.0.1:1/certs")

    status = door.knock(token())

    assert status == 503
    assert door.what_happened() == (0, 0)
