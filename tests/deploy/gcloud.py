"""A stand-in for gcloud: takes what gcloud takes, keeps a small project in a folder, and notes each call.

It answers from this process. What a script calls is a few lines of bash that pass its words on, because a new Python
for each of the sixty calls of a deployment would take longer than all the rest.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import NamedTuple

from tests.deploy.commands import Misused, understood
from tests.deploy.project import GcloudRefused, Project

CLIENT = r"""#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/{port}
for word; do
  case $word in --data-file=-) IFS= read -r -d '' given ;; esac
done
printf '%s\0' '{folder}' "$given" "$#" "$@" >&3
for part in printed complained status; do IFS= read -r -d '' -u 3 "$part"; done
printf %s "$printed"
printf %s "$complained" >&2
exit "${{status:-70}}"
"""


class Said(NamedTuple):
    """What gcloud prints, what it complains of, and the exit status that it ends with."""

    printed: str = ""
    complained: str = ""
    status: int = 0


@contextmanager
def running_gcloud() -> Iterator[int]:
    """Answers on this port until the block ends."""
    with ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def answer(folder: Path, words: list[str], given: str) -> Said:
    """What gcloud says to these words; ``given`` is its standard input."""
    with (folder / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps(words) + "\n")
    try:
        call = understood(words)
        _meet_with_trouble(folder / "trouble.json", call.command)
        project = Project(folder / "project.json")
        printed = project.do(call, given)
    except (Misused, GcloudRefused) as error:
        return Said(complained=f"ERROR: (gcloud) {error}\n", status=2 if isinstance(error, Misused) else 1)
    project.save()
    return Said(f"{printed}\n" if printed else "")


class _Handler(StreamRequestHandler):
    def handle(self) -> None:
        folder, given, count = self._part(), self._part(), int(self._part())
        said = answer(Path(folder), [self._part() for _ in range(count)], given)
        self.wfile.write(b"".join(str(part).encode() + b"\0" for part in said))

    def _part(self) -> str:
        """One of the parts, each of which ends with a zero byte."""
        part = bytearray()
        while (byte := self.rfile.read(1)) not in (b"\0", b""):
            part += byte
        return part.decode()


def _meet_with_trouble(path: Path, command: str) -> None:
    """Refuses a command as often as the test wants it."""
    trouble = json.loads(path.read_text())
    if trouble.get(command, {}).get("times", 0) > 0:
        trouble[command]["times"] -= 1
        path.write_text(json.dumps(trouble))
        raise GcloudRefused(trouble[command]["saying"])
