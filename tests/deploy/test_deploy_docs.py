"""What is written about deploying holds: files are there, headings are found, and sums add up."""

import json
import re
from urllib.parse import parse_qs, urlsplit

from tests.deploy.conftest import ROOT

README = (ROOT / "README.md").read_text()
TUTORIAL = (ROOT / "deploy" / "cloudshell.md").read_text()
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
