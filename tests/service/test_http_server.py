"""The real process from outside: what strangers send costs no memory and no thread, and keeps nobody else waiting.

The seconds here are safety nets: where something is wrong, an answer takes many times longer or never comes.
"""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.support.process_memory import memory_of
from benchmarks.support.worker import worker_of
from sandbox.localhost import LOCALHOST, free_port
from sandbox.processes import Function, running_function
from service.http_server import BODY_SECONDS, BoundedSocket, seconds_left

MIB = 2**20
PATIENCE_SECONDS = 20.0
SECRET = "the-secret-of-this-test"
GIVEN_UP = "the answer did not come"


class Door:
    """The function in a process of its own, reached byte by byte."""

    def __init__(self, function: Function, port: int, connections: ExitStack) -> None:
        self.function, self._port, self._connections = function, port, connections

    def say(self, data: bytes) -> socket.socket:
        """A connection on which these bytes have been sent, and which stays open."""
        connection = socket.create_connection((LOCALHOST, self._port), timeout=PATIENCE_SECONDS)
        self._connections.enter_context(connection)
        connection.sendall(data)
        return connection

    def ask(self, data: bytes) -> str:
        """The status of the answer."""
        return status_in(everything(self.say(data)))


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    told = b""
    try:
        while data := connection.recv(65_536):
            told += data
    except ConnectionResetError:
        pass
    except TimeoutError:
        pytest.fail(f"{GIVEN_UP}, or nobody hung up after {told[:100]!r}")
    return told


def status_in(answer: bytes) -> str:
    return answer.partition(b"\r\n")[0].decode().partition(" ")[2]


def head(path: str, *, secret: str = "", length: int | None = None, more: str = "") -> bytes:
    size = f"Content-Length: {length}\r\n" if length is not None else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {secret or 'wrong'}\r\n{size}{more}\r\n".encode()
    )


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One process for all these tests: nobody here gets as far as the spreadsheet."""
    port, log = free_port(), tmp_path_factory.mktemp("function") / "log"
    known = {"MANYCHAT_SECRET": SECRET, "ORDERS_SECRET": SECRET, "TASKS_ACCOUNT": "a@b", "TASKS_AUDIENCE": "https://b"}
    known |= {f"{shop}_WEBHOOK_SECRET": SECRET for shop in ("SHOPIFY", "WOOCOMMERCE", "STRIPE")}
    variables = known | {"GOOGLE_CLOUD_PROJECT": "shop"}
    with running_function(dict(os.environ) | variables, port=port, log=log) as function, ExitStack() as connections:
        function.wait()
        yield Door(function, port, connections)
        assert [line for line in Path(log).read_text().splitlines() if "ERROR" in line or "Traceback" in line] == []


@pytest.mark.parametrize(
    "path",
    [
        *("/manychat/points", "/orders", "/tasks/tidy", "/nowhere", "/unsubscribe?t=x"),
        *("/shops/shopify", "/shops/woocommerce", "/shops/stripe", "/shops/etsy"),
    ],
)
def test_a_body_is_refused_before_it_has_come_and_its_sender_is_hung_up_on(door: Door, path: str) -> None:
    connection = door.say(head(path, length=9_900_000) + b"x" * 1_000)

    answer = everything(connection)

    assert status_in(answer) in ("401 UNAUTHORIZED", "404 NOT FOUND")
    assert b"\r\nconnection: close\r\n" in answer.lower()


def test_forty_large_uploads_whose_last_byte_is_held_stay_out_of_memory(door: Door) -> None:
    worker = worker_of(door.function.process.pid)
    door.ask(head("/manychat/points", length=0))
    before = memory_of(worker)

    def upload(connection: socket.socket) -> None:
        with suppress(OSError):  # they may hang up, and should
            connection.sendall(b"x" * 9_899_999)

    held = [door.say(head("/manychat/points", length=9_900_000)) for _ in range(40)]
    senders = [Thread(target=upload, args=(connection,)) for connection in held]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert memory_of(worker, "VmHWM") - before < 40 * MIB


def test_a_body_without_a_length_is_not_waited_for_either(door: Door) -> None:
    connection = door.say(
        head("/manychat/points", more="Transfer-Encoding: chunked\r\n") + b"fffffff\r\n" + b"x" * 1_000
    )

    assert status_in(everything(connection)) == "401 UNAUTHORIZED"


def test_whoever_does_not_hang_up_keeps_nobody_waiting(door: Door) -> None:
    for _ in range(60):
        door.say(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")

    assert door.ask(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n") == "200 OK"


@pytest.mark.parametrize("begun", [b"", b"G", b"GET / HTTP/1.1\r\nHost: he", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20])
def test_a_head_that_does_not_come_to_its_end_is_not_waited_for(door: Door, begun: bytes) -> None:
    assert everything(door.say(begun)) == b""


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"x" * 5_000 + b" HTTP/1.1\r\nHost: here\r\n\r\n", "414 URI Too Long"),
        (b"GET /" + b"x" * 200_000, "414 URI Too Long"),
        (head("/", more="A: b\r\n" * 100), "431 Request Header Fields Too Large"),
        (head("/", more=f"A: {'b' * 9_000}\r\n"), "431 Request Header Fields Too Large"),
        (head("/", more=f"A: {'b' * 8_000}\r\n" * 6), "431 Request Header Fields Too Large"),
    ],
)
def test_a_head_of_more_than_anybody_needs_is_refused(door: Door, sent: bytes, status: str) -> None:
    assert door.ask(sent) == status


MAY_BE_SIGNED = {
    "/shops/shopify": f"X-Shopify-Hmac-SHA256: {'A' * 43}=",
    "/shops/woocommerce": f"X-WC-Webhook-Signature: {'A' * 43}=",
}


@pytest.mark.parametrize("path", MAY_BE_SIGNED)
def test_a_body_that_is_the_proof_itself_is_read_up_to_its_size_and_within_a_strangers_second(
    door: Door, path: str
) -> None:
    signed = f"{MAY_BE_SIGNED[path]}\r\n"

    began = time.monotonic()
    held = status_in(everything(door.say(head(path, length=1_000, more=signed) + b"x" * 999)))
    lasted = time.monotonic() - began

    assert (held, lasted < BODY_SECONDS) == ("408 REQUEST TIMEOUT", True)
    assert door.ask(head(path, length=MIB + 1, more=signed)) == "413 REQUEST ENTITY TOO LARGE"
    assert door.ask(head(path, length=MIB, more=signed) + b"x" * MIB) == "401 UNAUTHORIZED"


def test_who_has_the_secret_is_waited_for_and_not_for_ever(door: Door) -> None:
    held = door.say(head("/manychat/points", secret=SECRET, length=100) + b'{"contact":')

    assert status_in(everything(held)) == "408 REQUEST TIMEOUT"


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [("/manychat/points", 64 * 1024 + 1, "413"), ("/orders", 1024 * 1024 + 1, "413"), ("/orders", 200, "400")],
)
@pytest.mark.parametrize("told", [True, False])
def test_with_the_secret_a_body_is_read_to_the_limit_of_its_door(
    door: Door, path: str, size: int, status: str, *, told: bool
) -> None:
    body = b"[" + b" " * (size - 1)
    if told:
        sent = head(path, secret=SECRET, length=size, more="Connection: close\r\n") + body
    else:
        more = "Transfer-Encoding: chunked\r\nConnection: close\r\n"
        sent = head(path, secret=SECRET, more=more) + f"{size:x}\r\n".encode() + body + b"\r\n0\r\n\r\n"

    assert door.ask(sent).startswith(status)


@pytest.mark.parametrize(
    "chunk", [b"zz\r\nabc\r\n", b"3\r\nabcdef\r\n0\r\n\r\n", b"-3\r\nabc\r\n", b"3;\x00\r\nabc\r\n"]
)
def test_chunks_that_are_none_are_the_senders_fault(door: Door, chunk: bytes) -> None:
    more = "Transfer-Encoding: chunked\r\n"

    assert door.ask(head("/manychat/points", secret=SECRET, more=more) + chunk).startswith("400")


def test_a_body_that_breaks_off_is_none(door: Door) -> None:
    connection = door.say(head("/manychat/points", secret=SECRET, length=100) + b"{}")
    connection.shutdown(socket.SHUT_WR)

    answer = everything(connection)

    assert status_in(answer) == "400 BAD REQUEST"
    assert b"did not come as a whole" in answer


def test_a_connection_is_used_again_where_all_was_read(door: Door) -> None:
    body = b"{}"
    connection = door.say(head("/manychat/points", secret=SECRET, length=2) + body)
    first = b""
    while not first.endswith(b"}"):
        first += connection.recv(65_536)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")

    assert status_in(first) == "400 BAD REQUEST"
    assert status_in(everything(connection)) == "200 OK"


anything = st.binary(max_size=60)
tokens = st.from_regex(rb"[!-~]{1,30}", fullmatch=True)
fields = st.tuples(tokens | st.sampled_from([b"Transfer-Encoding", b"Expect", b"Content-Length", b"Upgrade"]), anything)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([b"GET", b"POST", b"HEAD", b"CONNECT"]) | tokens, tokens, st.lists(fields, max_size=5), anything)
def test_whatever_a_head_holds_it_is_no_fault_of_ours(
    door: Door, method: bytes, path: bytes, more: list[tuple[bytes, bytes]], body: bytes
) -> None:
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in more)
    connection = door.say(method + b" /" + path + b" HTTP/1.1\r\nHost: here\r\n" + lines + b"\r\n" + body)
    connection.shutdown(socket.SHUT_WR)

    status = status_in(everything(connection))

    assert not status.startswith("5") or status.startswith("501")  # gunicorn's word for an unknown Transfer-Encoding


@pytest.mark.parametrize(("ago", "left"), [(0.0, 0.75), (0.5, 0.25), (5.0, 0.0)])
def test_who_took_long_over_a_head_is_thought_about_for_what_is_left_of_a_second(ago: float, left: float) -> None:
    with BoundedSocket() as client:
        client.since = time.monotonic() - ago

        assert seconds_left({"gunicorn.socket": client}) == pytest.approx(left, abs=0.2)
