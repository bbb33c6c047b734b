"""The function under functions-framework, as a process of its own: started, waited for, and stopped in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

from sandbox.localhost import LOCALHOST, local_session

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.05
THREADS = 500
"""As many requests at once as one instance takes in the cloud."""
LAST_LINES = 12


class FunctionSilent(Exception):
    """The function does not answer; carries the last lines that it wrote."""

    def __init__(self, why: str, lines: str) -> None:
        super().__init__(f"The function {why}. Its last lines:\n{lines or '(it wrote nothing)'}")


@dataclass(frozen=True, slots=True)
class Function:
    """The running function and where it writes."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Comes back when it answers; raises FunctionSilent when it has ended or the seconds are over."""
        deadline = time.monotonic() + seconds
        with local_session() as session:
            while not _answers(session, self.url):
                if self.process.poll() is not None:
                    raise FunctionSilent("ended while it was starting", self.last_lines())
                if time.monotonic() > deadline:
                    raise FunctionSilent(f"did not answer within {seconds:.0f} seconds", self.last_lines())
                time.sleep(POLL_SECONDS)

    def last_lines(self) -> str:
        """The end of what it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:])


@contextmanager
def running_function(
    environment: Mapping[str, str], *, port: int, log: Path, folder: Path = ROOT
) -> Iterator[Function]:
    """The function in this folder, configured by these variables, for as long as the ``with`` block runs."""
    # Ctrl-C reaches a whole group of processes; in a session of its own the function is ended by us, in order.
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            _command(port),
            cwd=folder,
            env={**_inherited(), "THREADS": str(THREADS), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Function(f"http://{LOCALHOST}:{port}", process, log)
    finally:
        _stop(process)


def _command(port: int) -> list[str]:
    framework = Path(sys.executable).parent / "functions-framework"
    return [str(framework), "--target", "loyalty", "--host", LOCALHOST, "--port", str(port)]


def _inherited() -> dict[str, str]:
    """Our own variables, so that Python and the system work as here, with this machine out of any proxy's reach."""
    return dict(os.environ) | {"NO_PROXY": LOCALHOST, "no_proxy": LOCALHOST}


def _answers(session: requests.Session, url: str) -> bool:
    with suppress(requests.RequestException):
        return session.get(url, timeout=START_SECONDS).ok
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
