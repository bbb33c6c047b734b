"""The check at the public address: a real function, with what its deployer may get wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from sandbox.owner import Owner
from tests.commands.conftest import RunCheck, Serve

Speak = Callable[[str, str], tuple[int, str]]
"""What an address answers to a method and a path: status and body."""
OURS = '{"service": "regulars"}'


@contextmanager
def somebody(speak: Speak) -> Iterator[str]:
    """Somebody at an address of this machine who is not our function."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, body = speak(self.command, self.path)
            self.send_response(status)
            self.send_header("Location", "https://elsewhere.example/")
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815 - the base class finds it by this name

        def log_message(self, *args: object) -> None:
            """Nobody listens."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_a_function_with_another_secret_is_found_and_no_secret_is_told(run_check: RunCheck, serve: Serve) -> None:
    serve(MANYCHAT_SECRET="the-secret-of-this-test", LINK_KEY="another-key-of-32-signs-by-chance")

    found = run_check()

    assert "secret 1 of the 2 in MANYCHAT_SECRET" in found["address.secret"]["sentence"]
    assert found["address.secret"]["blocks"]
    assert "LINK_KEY" in found["address.link_key"]["sentence"]
    assert "the-old-secret" not in str(found)


def test_a_function_that_cannot_read_its_spreadsheet_is_found(
    run_check: RunCheck, serve: Serve, environment: pytest.MonkeyPatch
) -> None:
    serve(SPREADSHEET_ID="a-spreadsheet-that-is-not-there")

    found = run_check()
    environment.delenv("LINK_KEY")

    assert run_check()["address.no_spreadsheet"] == found["address.no_spreadsheet"]
    assert "its log says why" in found["address.no_spreadsheet"]["what_to_do"]
    assert not [key for key in found if key.startswith("sheet.")]


def test_a_function_that_cannot_check_the_scheduler_s_proof_is_found(run_check: RunCheck, serve: Serve) -> None:
    serve(TASKS_CERTS_URL="http://127.0.0.1:1/certs")

    assert run_check()["tasks.certificates"]["blocks"]


@pytest.mark.usefixtures("function")
def test_a_look_at_the_function_ends_nobody_s_letters_and_books_nothing(run_check: RunCheck, owner: Owner) -> None:
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001", "", "2026-01-01"])
    before = owner.tab("Members"), owner.tab("Ledger")

    run_check()

    assert (owner.tab("Members"), owner.tab("Ledger")) == before


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ((403, "<html>Forbidden</html>"), "address.closed"),
        ((200, "<html>A parked domain</html>"), "address.silent"),
        ((200, "[]"), "address.silent"),
        ((302, ""), "address.silent"),
        ((500, "{" * 100_000), "address.silent"),
    ],
)
def test_an_address_where_somebody_else_answers_gets_no_secret(
    run_check: RunCheck, environment: pytest.MonkeyPatch, answer: tuple[int, str], key: str
) -> None:
    asked = list[tuple[str, str]]()

    def speak(method: str, path: str) -> tuple[int, str]:
        asked.append((method, path))
        return answer

    with somebody(speak) as address:
        environment.setenv("PUBLIC_URL", address)
        found = run_check()

    assert found[key]["blocks"]
    assert str(answer[0]) in found[key]["sentence"]
    assert asked == [("GET", "/")]


@pytest.mark.usefixtures("owner")
def test_no_secret_goes_where_anybody_on_the_way_can_read_it(
    run_check: RunCheck, environment: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def speak(method: str, path: str) -> tuple[int, str]:
        asked.append(f"{method} {path}")
        return 200, OURS

    with somebody(speak) as proxy:
        environment.setenv("http_proxy", proxy)
        environment.setenv("no_proxy", "127.0.0.1")
        environment.setenv("PUBLIC_URL", "http://regulars.example")
        found = run_check()

    assert found["address.not_https"]["blocks"]
    assert asked == ["GET http://regulars.example/"]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("status", "key"), [(200, "tasks.open"), (404, "tasks.missing"), (503, "tasks.certificates"), (500, "tasks.odd")]
)
def test_a_door_that_lets_in_whoever_comes_is_knocked_at_once(
    run_check: RunCheck, environment: pytest.MonkeyPatch, status: int, key: str
) -> None:
    doors = list[str]()

    def speak(_method: str, path: str) -> tuple[int, str]:
        if path.startswith("/tasks/"):
            doors.append(path)
            return status, "{}"
        return 200, OURS

    with somebody(speak) as address:
        environment.setenv("PUBLIC_URL", address)
        found = run_check()

    assert found[key]["blocks"]
    assert doors == ["/tasks/tidy"]


@pytest.mark.usefixtures("owner")
def test_a_chat_that_answers_oddly_is_named(run_check: RunCheck, environment: pytest.MonkeyPatch) -> None:
    def speak(_method: str, path: str) -> tuple[int, str]:
        return (500 if path.startswith("/manychat/") else 403 if path.startswith("/tasks/") else 200), OURS

    with somebody(speak) as address:
        environment.setenv("PUBLIC_URL", address)

        found = run_check()

    assert "it answers 500" in found["address.chat"]["sentence"]
    assert "it answers 200" in found["address.page"]["sentence"]
    assert not [key for key in found if key.startswith("tasks.")]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((404, "{}"), "The function is of an older version, which leads no conversation in the chat."),
        ((200, "{}"), "The function does not answer at /manychat/talk/block as it should: it answers 200."),
    ],
)
def test_a_function_that_cannot_lead_the_conversation_is_named_with_its_version(
    run_check: RunCheck, environment: pytest.MonkeyPatch, answer: tuple[int, str], sentence: str
) -> None:
    def speak(_method: str, path: str) -> tuple[int, str]:
        if path == "/manychat/talk/block":
            return answer
        return 200, '{"service": "regulars", "version": "0.0.9"}'

    with somebody(speak) as address:
        environment.setenv("PUBLIC_URL", address)
        found = run_check()

    assert found["address.conversation"]["sentence"] == sentence
    assert found["address.conversation"]["blocks"]
    assert found["address.version"]["sentence"].startswith("The function is version 0.0.9, and this is ")


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "https://regulars.invalid", "https://xn--.invalid"])
def test_an_address_that_is_silent_is_named(run_check: RunCheck, environment: pytest.MonkeyPatch, address: str) -> None:
    environment.setenv("PUBLIC_URL", address)

    assert run_check()["address.silent"]["blocks"]
