"""Google Cloud as deploy/ meets with it: gcloud and curl that stand in, and the owner's config file."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.gcloud import CLIENT, running_gcloud
from tests.deploy.project import NEW

ROOT = Path(__file__).parent.parent.parent
TOOLS = ("awk", "bash", "date", "dirname", "env", "grep", "mktemp", "od", "rm", "sleep", "tail", "tee", "tr")
CONFIG = {
    "PROJECT": "marigold-finch-4711",
    "REGION": "us-central1",
    "TIME_ZONE": "America/New_York",
    "SPREADSHEET": "https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789_abcdE/edit?gid=0#gid=0",
    "MAIL_FROM": 'Marigold "M" & Finch <hello@shop.example>',
}
SMTP_URL = "smtp://hello%40shop.example:the-password-of-mail@mail.example:587"


@dataclass(frozen=True)
class Ended:
    """How a script ended, and what it said."""

    status: int
    said: str
    complained: str


@dataclass
class Cloud:
    """A fresh project of the owner, and a terminal in which nothing but the stand-ins reaches outside."""

    folder: Path

    def configure(self, **changes: str | None) -> None:
        """Writes the config file, with other values or without some."""
        settings = {name: value for name, value in (CONFIG | changes).items() if value is not None}
        (self.folder / "config").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def run(self, script: str, *arguments: str, typed: str = "", root: Path = ROOT, **variables: str) -> Ended:
        """Runs a script of deploy/ with the config file; SMTP_URL is in the environment unless it is given blank.

        ``root`` is the folder that the program lies in.
        """
        environment = {
            "PATH": str(self.folder / "bin"),
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "WAIT_SECONDS": "0",
            "SMTP_URL": SMTP_URL,
            "LC_ALL": "C.UTF-8",
        }
        done = subprocess.run(  # noqa: S603 - our own scripts
            ["/bin/bash", str(root / "deploy" / script), *arguments, str(self.folder / "config")],
            env=environment | variables,
            cwd=self.folder,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    @property
    def state(self) -> dict[str, Any]:
        """What is in the project now."""
        found: dict[str, Any] = json.loads((self.folder / "project.json").read_text())
        return found

    def change(self, **changes: object) -> None:
        """Makes the project another than it was."""
        (self.folder / "project.json").write_text(json.dumps(self.state | changes))

    def trouble(self, command: str, saying: str, times: int = 1) -> None:
        """Google refuses this command some times."""
        (self.folder / "trouble.json").write_text(json.dumps({command: {"saying": saying, "times": times}}))

    @property
    def calls(self) -> Sequence[Sequence[str]]:
        """All command lines that gcloud was called with."""
        return [json.loads(line) for line in (self.folder / "calls.jsonl").read_text().splitlines()]

    def without(self, tool: str) -> None:
        """Takes a program off the machine."""
        (self.folder / "bin" / tool).unlink()

    @property
    def service(self) -> dict[str, Any]:
        """The service as it was last deployed."""
        found: dict[str, Any] = self.state["run"]["regulars"]
        return found

    def secret(self, name: str) -> list[str | None]:
        """All versions of a secret; None for one that is destroyed."""
        versions: list[str | None] = self.state["secrets"][name]["versions"]
        return versions


@pytest.fixture(scope="session")
def gcloud() -> Iterator[int]:
    """The port at which gcloud's stand-in answers."""
    with running_gcloud() as port:
        yield port


@pytest.fixture
def cloud(gcloud: int, tmp_path: Path) -> Cloud:
    return fresh(tmp_path, gcloud)


@pytest.fixture(scope="session")
def first_run(gcloud: int, tmp_path_factory: pytest.TempPathFactory) -> tuple[Cloud, Ended]:
    """The program as the first run has left it, and what that run said; to look at, not to change."""
    cloud = fresh(tmp_path_factory.mktemp("first"), gcloud)
    return cloud, cloud.run("deploy.sh")


@pytest.fixture
def deployed(first_run: tuple[Cloud, Ended], cloud: Cloud) -> Cloud:
    """The program is in the cloud already."""
    cloud.change(**first_run[0].state)
    return cloud


def fresh(folder: Path, gcloud: int) -> Cloud:
    """A project in which nothing is yet, with gcloud's stand-in at that port."""
    (folder / "bin").mkdir()
    (folder / "tmp").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (folder / "bin" / tool).symlink_to(found)
    curl = """#!/bin/sh\necho '{"service": "regulars"}'\n"""
    for name, script in {"gcloud": CLIENT.format(port=gcloud, folder=folder), "curl": curl}.items():
        path = folder / "bin" / name
        path.write_text(script)
        path.chmod(0o755)
    (folder / "project.json").write_text(json.dumps(dict(NEW)))
    (folder / "trouble.json").write_text("{}")
    (folder / "calls.jsonl").write_text("")
    cloud = Cloud(folder)
    cloud.configure()
    return cloud
