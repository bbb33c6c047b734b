"""The rooms: what import-linter cannot see of main.py and manage.py, and what a start must not load."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ONLY_FOR_TESTS = ("sandbox", "pytest", "graphql", "hypothesis", "aiosmtpd", "googleapiclient", "mypy")
ONLY_FOR_LETTERS = ("jinja2", "smtplib", "email_validator", "babel", "css_inline", "segno")


@pytest.mark.parametrize("module", ["main", "manage"])
def test_what_ships_loads_nothing_that_only_tests_or_the_sandbox_need(module: str) -> None:
    loaded = loaded_by(module)

    assert [name for name in ONLY_FOR_TESTS if name in loaded] == []


def test_the_functions_start_loads_nothing_that_only_letters_cards_or_joining_need() -> None:
    loaded = loaded_by("main")

    own = {name for name in ONLY_FOR_LETTERS if name in loaded} - {"jinja2"}
    assert own == set()
    assert [name for name in loaded if name.startswith("mail.")] == []


def test_nothing_happens_when_the_function_is_imported() -> None:
    subprocess.run(
        [sys.executable, "-c", "import main, manage; assert not main._containers"],
        cwd=ROOT,
        env={"PATH": "", "PYTHONWARNINGS": "error"},
        check=True,
    )


def test_garbage_is_collected_once_the_function_is_loaded_but_not_among_its_modules() -> None:
    code = "import main, gc; print(gc.isenabled(), gc.get_freeze_count() > 50_000)"

    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter

    assert printed.stdout.split() == ["True", "True"]


def test_an_answer_without_days_or_large_numbers_does_not_load_what_writes_them() -> None:
    small = loaded_by(
        "main",
        then="import words.locales as w; "
        "w.locale_for('ar', 'chat').count('%(number)s point', '%(number)s points', 999)",
    )
    large = loaded_by(
        "main",
        then="import words.locales as w; "
        "w.locale_for('ar', 'chat').count('%(number)s point', '%(number)s points', 1000)",
    )

    assert ("babel" in small, "babel" in large) == (False, True)


SHIPPED = ("loyalty", "words", "sheets", "manychat", "mail", "shops", "service")
MOST_FILES = 15
"""With more files on one floor a stranger no longer finds the one to change (docs/decisions/0026)."""


def test_a_file_name_means_one_thing_within_what_ships() -> None:
    names = [path.name for room in SHIPPED for path in (ROOT / room).rglob("*.py") if path.name != "__init__.py"]

    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_no_folder_has_more_files_than_one_can_overlook() -> None:
    rooms = (*SHIPPED, "commands", "sandbox", "benchmarks", "tests/simulation")
    folders = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if path.name != "__init__.py"
    )

    assert {folder: count for folder, count in folders.items() if count > MOST_FILES} == {}


def loaded_by(module: str, *, then: str = "pass") -> set[str]:
    code = f"import {module}, sys; {then}; print(*sys.modules)"
    printed = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(printed.stdout.split())
