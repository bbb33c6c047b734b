"""The stand-in for Google in a process of its own, filled in memory, so that its work is not counted as ours."""

import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials

from benchmarks.support.large_shop import SPREADSHEET, Size, filled, local
from benchmarks.support.report_table import say
from sandbox.google.http.server import Server
from sandbox.google.methods.core import Google
from sandbox.localhost import local_session
from sheets.google.client import SCOPES

SECRET = "the-secret-of-the-benchmarks"  # noqa: S105 - it keeps nothing
NO_QUOTA = "1000000/1000000"
TOLD = {429: "refused", 400: "raced"}
"""A request beyond the quota, and a commit that the fence refused: nothing else is wrong here."""
BEFORE_ANY_REQUEST = 1e9
"""Seconds by which the stand-in's clock is below zero before a measurement, whose minute begins with a full quota."""


@dataclass(frozen=True, slots=True)
class GoogleConditions:
    """How Google is: its quota of reads and writes a minute, and how long both take, in milliseconds."""

    quota: tuple[int, int] | None = None
    latency_ms: tuple[int, int] = (0, 0)


WITHOUT_DELAY = GoogleConditions()
LIKE_GOOGLE = GoogleConditions((60, 60), (250, 350))


@dataclass(frozen=True, slots=True)
class StandIn:
    """The running stand-in."""

    url: str
    credentials: Path
    conditions: GoogleConditions
    _line: "Connection[Any, Any]"

    def begin(self) -> None:
        """Google's minute begins now, and nothing has been spent."""
        self._ask("begin")

    def spent(self) -> Counter[str]:
        """The requests since then: ``read``, ``write``, and of both those ``refused`` or ``raced`` (see ``TOLD``)."""
        return Counter(self._ask("spent"))

    def tab(self, title: str) -> list[list[object]]:
        """A tab's values; costs no request."""
        grid: list[list[object]] = self._ask(title)
        return grid

    def environment(self) -> dict[str, str]:
        """The variables of a function that works here."""
        quota = self.conditions.quota
        return {
            "GOOGLE_APPLICATION_CREDENTIALS": str(self.credentials),
            "GOOGLE_SHEETS_URL": self.url,
            "SHEETS_QUOTA": f"{quota[0]}/{quota[1]}" if quota else NO_QUOTA,
            "SPREADSHEET_ID": SPREADSHEET,
            "MANYCHAT_SECRET": SECRET,
        }

    def session(self) -> AuthorizedSession:
        """A session of its own that signs its requests."""
        return open_session(self.credentials)

    def _ask(self, word: str) -> Any:
        self._line.send(word)
        return self._line.recv()


def open_session(credentials: Path) -> AuthorizedSession:
    """A session that signs its requests with this service-account file."""
    signer = Credentials.from_service_account_file(str(credentials), scopes=SCOPES)
    session = AuthorizedSession(signer, auth_request=Request(session=local_session()))
    local(session)
    return session


@contextmanager
def running_stand_in(size: Size, conditions: GoogleConditions = WITHOUT_DELAY) -> Iterator[StandIn]:
    """The stand-in with a shop of this size, for as long as the ``with`` block runs."""
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    with TemporaryDirectory(prefix="regulars-benchmark-") as folder:
        credentials = Path(folder) / "service-account.json"
        process = processes.Process(target=_serve, args=(theirs, size, conditions, credentials), daemon=True)
        say(f"filling a spreadsheet with {size}")
        process.start()
        try:
            yield StandIn(ours.recv(), credentials, conditions, ours)
        finally:
            ours.send("end")
            process.join(10)
            process.kill()


def _serve(line: "Connection[Any, Any]", size: Size, conditions: GoogleConditions, credentials: Path) -> None:
    """The process: serves Google's API on a socket, and answers what the benchmarks ask on their own line."""
    began = time.monotonic() + BEFORE_ANY_REQUEST
    book = filled(size)
    core = Google(spreadsheets={book.id: book}, quota=conditions.quota, clock=lambda: time.monotonic() - began)
    del book  # else the spreadsheet of the beginning is kept beside the one of now
    with Server(core, latency_ms=conditions.latency_ms, credentials=credentials) as server:
        line.send(server.url)
        while (word := line.recv()) != "end":
            match word:
                case "begin":
                    began = time.monotonic()
                    core.requests.clear()
                    line.send(None)
                case "spent":
                    seen = list(core.requests)
                    outcomes = [TOLD.get(request.status or 0, "served") for request in seen]
                    line.send([*(request.kind for request in seen), *outcomes])
                case title:
                    line.send(json.loads(json.dumps(core.tab(SPREADSHEET, title))))
