"""Pictures of pages by Debian's Chromium, asked through its DevTools pipe, so that dark mode is the real one."""

import base64
import json
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import F_DUPFD_CLOEXEC, fcntl
from pathlib import Path
from select import select
from typing import Any

PATIENCE_SECONDS = 30.0
NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe")
TO_BROWSER, FROM_BROWSER = 3, 4
"""Where Chromium reads and writes DevTools messages, each ended by a zero byte."""
HIGH = 10
"""The first file number that cannot be in the way of those two."""


class NoPicture(Exception):
    """Chromium did not answer, or not with a picture."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Chromium gave no picture: {why}")


def find_chromium() -> str | None:
    """The program's path; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """A running browser with one empty page."""

    def __init__(self, write_to: int, read_from: int) -> None:
        self._write_to, self._read_from = write_to, read_from
        self._unread = b""
        self._number = 0
        self._session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.ask("Page.enable")

    def picture(self, page: Path, *, width: int, dark: bool) -> bytes:
        """The whole page as a PNG, ``width`` CSS pixels wide; raises NoPicture."""
        self.open(page.resolve().as_uri(), width=width, dark=dark)
        return self.shot(width=width)

    def open(self, url: str, *, width: int, dark: bool, height: int = 200) -> None:
        """Opens the page at this address; raises NoPicture."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=True)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self.ask("Page.navigate", url=url)
        self._hear(lambda said: said.get("method") == "Page.loadEventFired")

    def shot(self, *, width: int) -> bytes:
        """The whole page as it is now, as a PNG; raises NoPicture."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": width, "height": size["height"], "scale": 1}
        shot = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(shot["data"])

    def value(self, script: str) -> Any:
        """What this JavaScript comes to in the page, once it is there; raises NoPicture."""
        answer = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise NoPicture(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    def close(self) -> None:
        """Asks it to end."""
        self._session = ""
        self.ask("Browser.close")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a DevTools command (https://chromedevtools.github.io/devtools-protocol/); raises NoPicture."""
        self._number += 1
        number, session = self._number, {"sessionId": self._session} if self._session else {}
        words = json.dumps({"id": number, "method": method, "params": params, **session})
        try:
            os.write(self._write_to, words.encode() + b"\0")
        except BrokenPipeError:
            raise NoPicture("it has ended") from None
        answer = self._hear(lambda said: said.get("id") == number)
        if "error" in answer:
            raise NoPicture(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _hear(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            while b"\0" not in self._unread:
                ready, _, _ = select([self._read_from], [], [], PATIENCE_SECONDS)
                more = os.read(self._read_from, 1 << 16) if ready else b""
                if not more:
                    raise NoPicture("it has ended or does not answer")
                self._unread += more
            words, _, self._unread = self._unread.partition(b"\0")
            said: dict[str, Any] = json.loads(words)
            if wanted(said):
                return said


@contextmanager
def chromium(program: str) -> Iterator[Chromium]:
    """A browser for as long as the ``with`` block runs; raises NoPicture."""
    (their_read, our_write), (our_read, their_write) = _high_pipe(), _high_pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = os.posix_spawn(
            program,
            [program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, their_read, TO_BROWSER),
                (os.POSIX_SPAWN_DUP2, their_write, FROM_BROWSER),
            ],
            setpgroup=0,
        )
        os.close(their_read)
        os.close(their_write)
        try:
            browser = Chromium(our_write, our_read)
            yield browser
            browser.close()
        finally:
            os.close(our_write)
            os.close(our_read)
            os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _high_pipe() -> tuple[int, int]:
    low = os.pipe()
    high = tuple(fcntl(end, F_DUPFD_CLOEXEC, HIGH) for end in low)
    for end in low:
        os.close(end)
    return high[0], high[1]
