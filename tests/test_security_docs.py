"""docs/security.md: each test that it names is there, and nothing counts as kept without one."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROMISES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.partition("## What others do")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| promise")
]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))

    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise[0])
def test_what_counts_as_kept_has_a_test_and_what_does_not_says_so(promise: list[str]) -> None:
    _, attack, kept, tests = promise

    assert attack
    assert re.match(r"(kept|partly: |not yet$)", kept)
    assert (tests == "–") == (kept == "not yet")
    assert tests == "–" or re.fullmatch(r"`tests/[\w/]+\.py::\w+`(, `tests/[\w/]+\.py::\w+`)*", tests)


def test_each_secret_is_said_to_be_able_to_do_something_and_the_pages_are_found() -> None:
    listed = subprocess.run(
        ["/bin/bash", "-c", 'source deploy/common.sh; echo "${SECRETS[@]}"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    security, readme = (ROOT / "SECURITY.md").read_text("utf-8"), (ROOT / "README.md").read_text("utf-8")

    told = "".join(re.findall(r"^\| (`[^|]*)\|", security, flags=re.MULTILINE))
    assert [name for name in listed.stdout.split() if f"`{name}`" not in told] == []
    assert "](docs/security.md)" in security
    assert "](SECURITY.md)" in readme
    assert "](docs/security.md)" in readme
    assert len(PROMISES) > 20
    assert len(NAMED) > 30
