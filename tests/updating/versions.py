"""A version of the program in a folder of its own, run as its owner runs it, by a clock that a test turns."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.localhost import LOCALHOST, free_port
from sandbox.processes import ROOT, Function, running_function

FIXTURES = Path(__file__).parents[1] / "fixtures"
PARTS = (
    "main.py",
    "manage.py",
    "requirements.txt",
    "loyalty",
    "words",
    "locales",
    "sheets",
    "manychat",
    "mail",
    "shops",
    "service",
    "templates",
    "commands",
)
"""What ships, and the owner's commands."""
COMMAND_SECONDS = 120
CLOCK_FILE = "CLOCK_FILE"
"""The variable that names the file in which the clock's instant stands; without it the real time counts."""
FOLLOW_THE_FILE = f'''\
"""Lets this version's own clock show the instant that stands in a file, where a variable names one."""

import os
from datetime import UTC, datetime
from pathlib import Path

from service import container


class FileClock(datetime):
    """What the program asks for the time."""

    @classmethod
    def now(cls, tz=None):
        return datetime.fromisoformat(Path(os.environ["{CLOCK_FILE}"]).read_text()).astimezone(tz or UTC)


if "{CLOCK_FILE}" in os.environ:
    assert container.now.__globals__["datetime"] is datetime, "service/container.py reads the clock elsewhere"
    container.datetime = FileClock
'''
STARTED = {
    "main.py": "import follow_the_file\nfrom own_main import loyalty\n",
    "manage.py": "import follow_the_file\nfrom own_manage import manage\nmanage()\n",
}
"""Start in the place of the version's own files, which are beside them: an old version has no other way to a clock."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of all that run with its file, in the shop's zone."""

    file: Path
    zone: ZoneInfo

    @classmethod
    def of(cls, folder: Path, zone: str) -> "Clock":
        """A clock whose file is in this folder; to be set before anybody looks at it."""
        return cls(folder / "clock", ZoneInfo(zone))

    def set(self, local: str) -> None:
        """Turns it to a time of day in the shop, such as ``2025-03-01 10:00``."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(datetime.fromisoformat(local).replace(tzinfo=self.zone).isoformat())
        fresh.replace(self.file)  # at once: the function may be looking


@dataclass(frozen=True, slots=True)
class Version:
    """A version, ready to be started in its folder."""

    folder: Path

    @classmethod
    def of(cls, number: str, parent: Path) -> "Version":
        """A version that is kept in tests/fixtures, such as ``0_1_0``."""
        folder = parent / f"version_{number}"
        with tarfile.open(FIXTURES / f"version_{number}.tar.xz") as kept:
            kept.extractall(folder, filter="data")
        return cls._started_by_us(folder)

    @classmethod
    def today(cls, parent: Path) -> "Version":
        """The version that this repository is now."""
        folder = parent / "version_today"
        folder.mkdir()
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.po"))
            else:
                shutil.copy(ROOT / part, folder / part)
        return cls._started_by_us(folder)

    @classmethod
    def _started_by_us(cls, folder: Path) -> "Version":
        (folder / "follow_the_file.py").write_text(FOLLOW_THE_FILE)
        for name, start in STARTED.items():
            (folder / name).rename(folder / f"own_{name}")
            (folder / name).write_text(start)
        return cls(folder)

    @contextmanager
    def function(self, variables: Mapping[str, str], clock: Clock | None = None) -> Iterator[Function]:
        """The function for as long as the ``with`` block runs, at a free port, by which its tasks are called."""
        port = free_port()
        address = f"http://{LOCALHOST}:{port}"
        known = {**variables, **_at(clock), "TASKS_AUDIENCE": address}
        log = self.folder.with_name(f"{self.folder.name}-{port}.log")
        with running_function(known, port=port, log=log, folder=self.folder) as function:
            function.wait()
            yield function

    def command(self, variables: Mapping[str, str], clock: Clock | None, *arguments: str) -> str:
        """What a command of manage.py prints; CalledProcessError when it ends with an error and prints nothing."""
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env=os.environ | variables | _at(clock),
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        if done.returncode and not done.stdout:
            raise subprocess.CalledProcessError(done.returncode, arguments, done.stdout, done.stderr)
        return done.stdout


def _at(clock: Clock | None) -> dict[str, str]:
    return {CLOCK_FILE: str(clock.file)} if clock else {}
