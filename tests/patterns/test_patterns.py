"""No text makes the program think for long: the time of every pattern grows with the text, and no faster."""

import subprocess
import sys

import pytest

from tests.patterns.patterns_in_tree import ROOT, Found, patterns

LAST_RESORT_SECONDS = 110


def named_by(*given: str) -> list[str]:
    """The patterns that took too long, in a process that can be ended: a pattern that thinks listens to nobody."""
    command = [sys.executable, "-m", "tests.patterns.try_all", *given]
    return subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=LAST_RESORT_SECONDS
    ).stdout.splitlines()


def test_no_pattern_in_the_tree_takes_long_over_any_text() -> None:
    assert named_by() == []


@pytest.mark.parametrize(
    "pattern", [r"(a+)+b", r"\S*(?:@|%40)\S*", r"(\d+[.,]?)*x", r"(?:a|[a-f])*#", r"\s*\Z", r"<([^>]*)>"]
)
def test_a_pattern_that_would_is_named(pattern: str) -> None:
    assert [line.partition(" (search)")[0] for line in named_by(pattern)] == [pattern]


def test_the_patterns_that_strangers_reach_are_among_them() -> None:
    found: list[Found] = list(patterns())

    assert {one.place.partition(":")[0] for one in found} >= {
        "loyalty/member/birthday.py",
        "loyalty/model/addresses.py",
        "manychat/contact_fields.py",
        "manychat/talk/understanding.py",
        "service/log_lines.py",
        "words/days.py",
        "words/amounts.py",
    }
    assert len(found) > 80
