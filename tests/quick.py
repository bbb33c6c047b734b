"""``make quick``: the tests of what has changed since the last commit, or since main when that has none of it.

The tests of a room are all that stand in its folder of tests/. What is slow everywhere (the simulator, the scripts of
deploy/, whole processes, Chromium) is left to ``make test``, so that format, types and tests take under 30 seconds.
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
    "tests/sandbox/test_desk_in_browser.py",
    "tests/sandbox/test_story.py",
    "tests/commands/test_all_commands.py",
)
SLOW_FROM_ABOVE = ("tests/sheets/cache/test_spreadsheet_cache.py", "tests/sheets/requests/test_closing.py")
"""These take half of the time of all of tests/sheets: they run only for a change in their own sub-room."""
CHECKS = tuple(f"tests/commands/checks/test_{name}.py" for name in ("check_command", "check_docs", "sheet_content"))
ELSEWHERE = {
    "main.py": ("tests/test_main.py", "tests/test_orders.py", "tests/test_proof.py", "tests/test_unsubscribe.py"),
    "manage.py": ("tests/commands/test_manage.py",),
    "commands": ("tests/commands/test_manage.py",),
    "commands/chat": ("tests/commands/test_connect_manychat.py", "tests/commands/test_print_links.py"),
    "commands/check.py": CHECKS,
    "commands/checks": (*CHECKS, "tests/commands/checks/test_mail_server.py"),
    "commands/checks/function_address.py": ("tests/commands/checks/test_function_address.py",),
    "commands/checks/mail_domain.py": ("tests/commands/checks/test_mail_domain.py",),
    "commands/import_members.py": ("tests/commands/test_import_members.py",),
    "commands/import_orders.py": ("tests/commands/test_import_orders.py",),
    "commands/import_run.py": ("tests/commands/test_import_members.py", "tests/commands/test_import_orders.py"),
    "commands/setup.py": ("tests/commands/test_setup_command.py",),
    "commands/sheet": ("tests/commands/test_setup_command.py", "tests/sheets/test_provision.py"),
    "commands/translations.py": ("tests/words",),
    "templates": ("tests/mail", "tests/test_unsubscribe.py"),
    "locales": ("tests/words",),
    "words": ("tests/words", "tests/manychat/say"),
    "docs": (
        "tests/commands/checks/test_check_docs.py",
        "tests/sheets/schema",
        "tests/test_chat_docs.py",
        "tests/test_docs_name_files.py",
    ),
    "tests/conftest.py": ("tests/test_main.py",),
}
"""Where the tests of files and folders stand that have no folder of tests by the same name; the longest path counts."""
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


def left_out(selected: Iterable[str]) -> list[str]:
    """What is not run though it stands in a folder that is selected."""
    chosen = set(selected)
    from_above = [test for test in SLOW_FROM_ABOVE if not {test, str(Path(test).parent)} & chosen]
    return [*SLOW, *SLOW_FILES, *from_above]


def _tests_of(file: str) -> Iterable[str]:
    parts = file.split("/")
    for depth in range(len(parts), 0, -1):
        if (path := "/".join(parts[:depth])) in ELSEWHERE:
            return ELSEWHERE[path]
    top, *rest = parts
    if top == "tests":
        folder = file if Path(file).name.startswith("test_") else str(Path(file).parent)
        return () if folder == "tests" else (folder,)
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
    tests = select(changed_files())
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist=worksteal"]
    run = subprocess.run(  # noqa: S603 - our own tests
        [*command, *(f"--ignore={path}" for path in left_out(tests)), *tests], cwd=ROOT, check=False
    )
    sys.exit(run.returncode)
