"""What is written about deploying holds: files are there, headings are found, and sums add up."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.deploy.conftest import ROOT, Cloud, Ended

README = (ROOT / "README.md").read_text()
TUTORIAL = (ROOT / "deploy" / "cloudshell.md").read_text()
[BUTTON] = re.findall(r"cloudshell_git_repo=([^&]+)&", README)
"""The repository that the button opens."""
DIRECTIVES = {
    "walkthrough-tutorial-duration",
    "walkthrough-project-setup",
    "walkthrough-editor-open-file",
    "walkthrough-project-id",
    "walkthrough-conclusion-trophy",
}


def test_the_button_opens_the_tutorial_and_the_repository_stands_in_one_place() -> None:
    [link] = re.findall(r"^\[open\]: (\S+)$", README, flags=re.MULTILINE)

    asked = parse_qs(urlsplit(link).query)
    assert (ROOT / asked["cloudshell_tutorial"][0]).read_text() == TUTORIAL
    assert asked["cloudshell_git_repo"][0].startswith("https://github.com/")
    assert README.count("https://github.com/") == 1


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The scripts and the README in a folder of its own that git knows."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    for name in ("README.md", ".gcloudignore"):
        shutil.copy(ROOT / name, folder)
    git(folder, "init", "--quiet")
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)  # noqa: S603, S607 - whichever git is on this machine


def button(clone: Path, *arguments: str) -> Ended:
    done = subprocess.run(  # noqa: S603 - our own script
        ["/bin/bash", clone / "deploy" / "button.sh", *arguments], capture_output=True, text=True, check=False
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "origin",
    [
        "https://github.com/marigold/finch.club",
        "https://github.com/marigold/finch.club.git",
        "https://marigold:ghp_a_key_of_hers@github.com/marigold/finch.club.git",
        "git@github.com:marigold/finch.club.git",
        "ssh://git@github.com/marigold/finch.club.git",
    ],
)
def test_the_button_opens_the_repository_that_the_folder_was_cloned_from(clone: Path, origin: str) -> None:
    git(clone, "remote", "add", "origin", origin)

    first, again = button(clone), button(clone)

    assert (first.status, again, first.complained) == (0, Ended(0, "", ""), "")
    assert "https://github.com/marigold/finch.club now" in first.said
    assert (clone / "README.md").read_text() == README.replace(BUTTON, "https://github.com/marigold/finch.club")


@pytest.mark.parametrize("origin", [None, "/work/regulars", "https://shop.example/marigold/finch", "git@else:a/b.git"])
def test_a_folder_that_is_not_from_github_keeps_its_button(clone: Path, origin: str | None) -> None:
    if origin:
        git(clone, "remote", "add", "origin", origin)

    assert button(clone) == Ended(0, "", "")
    assert (clone / "README.md").read_text() == README


def test_the_button_takes_an_address_and_nothing_else(clone: Path) -> None:
    assert button(clone, "https://github.com/marigold/finch").status == 0
    named = (clone / "README.md").read_text()
    refused = button(clone, "https://github.com/marigold&cloudshell_tutorial=x")

    assert named == README.replace(BUTTON, "https://github.com/marigold/finch")
    assert (refused.status, refused.said) == (1, "")
    assert "https://github.com/OWNER/REPOSITORY" in refused.complained
    assert (clone / "README.md").read_text() == named


def test_the_deployment_sets_the_button(deployed: Cloud, clone: Path) -> None:
    (deployed.folder / "bin" / "git").symlink_to(str(shutil.which("git")))
    git(clone, "remote", "add", "origin", "https://github.com/marigold/finch")

    ended = deployed.run("deploy.sh", root=clone)

    assert (ended.status, "README.md opens https://github.com/marigold/finch now" in ended.said) == (0, True)
    assert "cloudshell_git_repo=https://github.com/marigold/finch&" in (clone / "README.md").read_text()


def test_the_tutorial_names_files_that_are_there_and_directives_that_cloud_shell_has() -> None:
    commands = "\n".join(re.findall(r"```bash\n(.*?)```", TUTORIAL, flags=re.DOTALL))

    named = set(re.findall(r"(?:deploy|docs)/[\w.-]*\w", TUTORIAL)) - {"deploy/config"}
    assert "cp --no-clobber deploy/config.example deploy/config" in commands
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert set(re.findall(r"<(walkthrough[\w-]*)", TUTORIAL)) == DIRECTIVES


def test_each_alarm_points_to_a_heading_of_the_operations_page() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    headings = set(re.findall(r"^## (.*)$", page, flags=re.MULTILINE))

    for name in ("regulars-broken", "regulars-tap-again"):
        alarm = json.loads((ROOT / "deploy" / "alarms" / f"{name}.json").read_text())
        named = re.findall(r'"([^"]+)"', alarm["documentation"]["content"])
        assert named
        assert set(named) <= headings
        assert f"| `{name}` |" in page


def test_the_sums_of_what_it_costs_add_up_and_stay_within_what_is_free() -> None:
    rows = re.findall(
        r"^\| (?!what)([\w ]+) \| (.*) \| (.*) \| (\d*).*\|$", README.split("## What it costs")[1], re.MULTILINE
    )
    assert len(rows) == 9

    for what, sums, free, share in rows:
        allowance = number(free.split("; ")[-1])
        for sum_ in re.findall(r"[^;]*=[^;]*", sums):
            left, right = sum_.split("=")
            total = sum(product(term) for term in left.split("+"))
            assert abs(total - number(right)) <= 0.05 * total, what
            assert number(right) <= allowance, what
            if share:
                assert abs(100 * number(right) / allowance - int(share)) <= 1.2, what


def product(term: str) -> float:
    """The value of ``30,000 taps × 1 s``, thousands of bytes as parts of a gigabyte."""
    value = 1.0
    for factor in term.split("×"):
        value *= number(factor) * (1e-6 if " kB" in factor else 1)
    return value


def number(text: str) -> float:
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    assert found, text
    return float(found[0].replace(",", ""))
