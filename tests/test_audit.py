"""The audit of the pins, against a server that plays the database: clean, found and not reached are three answers."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from sandbox.localhost import free_port
from tests.audit import CLEAN, DATABASE, FOUND, NOT_REACHED, pins

ROOT = Path(__file__).parent.parent
Answer = Callable[[Mapping[str, Any]], tuple[int, bytes]]


@contextmanager
def database(answer: Answer) -> Iterator[str]:
    """An address at which this answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, said = answer(body) if self.path == "/v1/querybatch" else (404, b"{}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def audit(url: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.audit"],
        cwd=ROOT,
        env={**os.environ, "OSV_URL": url, "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def knows(body: Mapping[str, Any], known: Mapping[str, list[str]]) -> tuple[int, bytes]:
    """As the database answers: for each query its advisories, an empty object for none."""
    names = [query["package"]["name"] for query in body["queries"]]
    results = [{"vulns": [{"id": one} for one in known[name]]} if name in known else {} for name in names]
    return 200, json.dumps({"results": results}).encode()


def test_pins_against_which_nothing_is_known_are_clean_and_each_was_asked_for() -> None:
    asked = list[Mapping[str, Any]]()

    def answer(body: Mapping[str, Any]) -> tuple[int, bytes]:
        asked.append(body)
        return knows(body, {})

    with database(answer) as url:
        status, said = audit(url)

    pinned = pins("requirements-dev.txt")
    assert status == CLEAN
    assert said == f"0 of {len(pinned)} pinned packages have known advisories.\n"
    assert {query["package"]["name"]: query["version"] for query in asked[0]["queries"]} == pinned
    assert {"flask", "coverage", "cffi", "typing-extensions"} <= pinned.keys()
    assert {query["package"]["ecosystem"] for query in asked[0]["queries"]} == {"PyPI"}


def test_what_is_known_is_named_with_where_the_package_runs() -> None:
    with database(lambda body: knows(body, {"flask": ["PYSEC-1", "GHSA-2"], "pytest": ["GHSA-3"]})) as url:
        status, said = audit(url)

    flask, tester, total = said.splitlines()
    assert status == FOUND
    assert flask.startswith(f"flask {pins('requirements.txt')['flask']} (runs in the cloud): ")
    assert flask.endswith("https://osv.dev/vulnerability/GHSA-2, https://osv.dev/vulnerability/PYSEC-1")
    assert "(runs on this machine alone)" in tester
    assert total.startswith("2 of ")


def test_a_second_page_of_the_answer_is_asked_for() -> None:
    def answer(body: Mapping[str, Any]) -> tuple[int, bytes]:
        if "page_token" in body["queries"][0]:
            return 200, json.dumps({"results": [{"vulns": [{"id": "GHSA-late"}]}]}).encode()
        results: list[dict[str, object]] = [{} for _ in body["queries"]]
        results[7] = {"next_page_token": "more"}
        return 200, json.dumps({"results": results}).encode()

    with database(answer) as url:
        status, said = audit(url)

    assert (status, "GHSA-late" in said) == (FOUND, True)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (500, b"{}"),
        (403, b"<html>not from here</html>"),
        (200, b"<html>log in first</html>"),
        (200, b"[]"),
        (200, b'{"results": []}'),
        (200, b'{"results": [{"vulns": "none"}]}'),
    ],
)
def test_an_answer_that_is_none_is_never_taken_for_clean(code: int, said: bytes) -> None:
    with database(lambda _: (code, said)) as url:
        status, told = audit(url)

    assert status == NOT_REACHED
    assert told.startswith("The database of advisories could not be reached, so nobody knows about the pins: ")
    assert told.count("\n") == 1


def test_an_answer_without_an_end_is_not_waited_for() -> None:
    def answer(body: Mapping[str, Any]) -> tuple[int, bytes]:
        return 200, json.dumps({"results": [{"next_page_token": "more"} for _ in body["queries"]]}).encode()

    with database(answer) as url:
        assert audit(url)[0] == NOT_REACHED


def test_a_database_that_nobody_reaches_is_told_in_one_sentence() -> None:
    status, told = audit(f"http://127.0.0.1:{free_port()}")

    assert (status, told.count("\n")) == (NOT_REACHED, 1)
    assert DATABASE.startswith("https://")
