"""A stand-in for gcloud: takes what gcloud takes, keeps a small project in a folder, and notes each call."""

import json
import os
import sys
from pathlib import Path

from tests.deploy.commands import Misused, understood
from tests.deploy.project import Project, Refused


def main(words: list[str]) -> int:
    """The exit status that gcloud would end with."""
    folder = Path(os.environ["GCLOUD_STAND_IN"])
    with (folder / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps(words) + "\n")
    try:
        call = understood(words)
        _meet_with_trouble(folder / "trouble.json", call.command)
        project = Project(folder / "project.json")
        printed = project.do(call, sys.stdin.read)
    except (Misused, Refused) as error:
        sys.stderr.write(f"ERROR: (gcloud) {error}\n")
        return 2 if isinstance(error, Misused) else 1
    project.save()
    if printed:
        sys.stdout.write(f"{printed}\n")
    return 0


def _meet_with_trouble(path: Path, command: str) -> None:
    """Refuses a command as often as the test wants it."""
    trouble = json.loads(path.read_text())
    if trouble.get(command, {}).get("times", 0) > 0:
        trouble[command]["times"] -= 1
        path.write_text(json.dumps(trouble))
        raise Refused(trouble[command]["saying"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
