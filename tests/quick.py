"""``make quick``: the tests of what has changed since the last commit, or since main when that has none of it.

The tests of a room are all that stand in its folder of tests/. What is slow everywhere (the simulator, the scripts of
deploy/, whole processes, Chromium) is left to ``make test``.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
SLOW = ("tests/simulation", "tests/deploy", "tests/lives", "tests/live", "tests/commands/preview")
SLOW_FILES = (
    "tests/test_processes.py",
    "tests/test_shipping.py",
    "tests/test_closed_families.py",
    "tests/sandbox/test_desk.py",
    "tests/sandbox/test_story.py",
    "tests/commands/test_all_commands.py",
)
ELSEWHERE = {
    "main.py": ("tests/test_main.py", "tests/test_orders.py", "tests/test_unsubscribe.py"),
    "manage.py": ("tests/commands/test_manage.py",),
    "templates": ("tests/mail", "tests/test_unsubscribe.py"),
    "locales": ("tests/words",),
    "words": ("tests/words", "tests/manychat/say"),
    "docs": ("tests/test_chat_docs.py", "tests/sheets/schema", "tests/commands/checks"),
}
"""Where the tests of what has no folder of its own stand."""
ALWAYS = ("tests/test_rooms.py",)


def changed_files() -> list[str]:
    """The files that differ from the last commit, also new ones; those that differ from main where there are none."""
    files = _git("diff", "--name-only", "HEAD") + _git("ls-files", "--others", "--exclude-standard")
    return files or _git("diff", "--name-only", "main...HEAD")


def select(files: Iterable[str]) -> list[str]:
    """The files and folders of tests/ to run for these files, without those that are slow."""
    found = set(ALWAYS)
    for file in files:
        found.update(_tests_of(file))
    inside = {test for test in found if any(test != other and test.startswith(f"{other}/") for other in found)}
    return sorted(test for test in found - inside if not _is_slow(test) and (ROOT / test).exists())


def _tests_of(file: str) -> Iterable[str]:
    top, *rest = file.split("/")
    if top == "tests":
        folder = file if Path(file).name.startswith("test_") else str(Path(file).parent)
        return () if folder == "tests" else (folder,)
    if file in ELSEWHERE or top in ELSEWHERE:
        return ELSEWHERE.get(file) or ELSEWHERE[top]
    # The tests of a sub-room stand in a folder of its name; where there is none, those of the whole room run.
    rooms = ["/".join(["tests", top, *rest[:-1][:depth]]) for depth in range(len(rest), -1, -1)]
    return next(((room,) for room in rooms if (ROOT / room).is_dir()), ())


def _is_slow(test: str) -> bool:
    return test in SLOW_FILES or any(test == slow or test.startswith(f"{slow}/") for slow in SLOW)


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(  # noqa: S603 - git with our own arguments
        ["git", *arguments],  # noqa: S607 - whichever git the developer has
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.split()


if __name__ == "__main__":
    command = [sys.executable, "-m", "pytest", "-n", "2", *(f"--ignore={path}" for path in (*SLOW, *SLOW_FILES))]
    run = subprocess.run([*command, *select(changed_files())], cwd=ROOT, check=False)  # noqa: S603 - our own tests
    sys.exit(run.returncode)
