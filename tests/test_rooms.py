"""The rooms: what import-linter cannot see of main.py and manage.py, and what a start must not load."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ONLY_FOR_TESTS = ("sandbox", "pytest", "hypothesis", "aiosmtpd", "googleapiclient", "mypy")
ONLY_FOR_LETTERS = ("jinja2", "smtplib", "email_validator", "babel", "css_inline")


@pytest.mark.parametrize("module", ["main", "manage"])
def test_what_ships_loads_nothing_that_only_tests_or_the_sandbox_need(module: str) -> None:
    loaded = loaded_by(module)

    assert [name for name in ONLY_FOR_TESTS if name in loaded] == []


def test_the_functions_start_loads_nothing_that_only_letters_or_joining_need() -> None:
    loaded = loaded_by("main")

    own = {name for name in ONLY_FOR_LETTERS if name in loaded} - {"jinja2"}
    assert own == set()
    assert "mail.letters" not in loaded


def test_nothing_happens_when_the_function_is_imported() -> None:
    subprocess.run(
        [sys.executable, "-c", "import main, manage; assert not main._containers"],
        cwd=ROOT,
        env={"PATH": "", "PYTHONWARNINGS": "error"},
        check=True,
    )


def test_an_answer_without_days_or_large_numbers_does_not_load_what_writes_them() -> None:
    small = loaded_by(
        "main",
        then="import words.tongue as w; w.tongue('ar', 'chat').count('%(number)s point', '%(number)s points', 999)",
    )
    large = loaded_by(
        "main",
        then="import words.tongue as w; w.tongue('ar', 'chat').count('%(number)s point', '%(number)s points', 1000)",
    )

    assert ("babel" in small, "babel" in large) == (False, True)


def loaded_by(module: str, *, then: str = "pass") -> set[str]:
    code = f"import {module}, sys; {then}; print(*sys.modules)"
    printed = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(printed.stdout.split())
