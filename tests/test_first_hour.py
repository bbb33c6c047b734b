"""docs/first-hour.md: its clicks, fields and commands are counted, and its commands are those of the tutorial."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "first-hour.md").read_text(encoding="utf-8")
CHAT = (ROOT / "docs" / "chat.md").read_text(encoding="utf-8")
TUTORIAL = (ROOT / "deploy" / "cloudshell.md").read_text(encoding="utf-8")
SECTIONS = {
    title: body for title, body in (part.split("\n", 1) for part in PAGE.split("\n## ")[1:]) if re.match(r"\d", title)
}
ROW = re.compile(r"^\| \[(\d\. [^]]+)\]\(#[^)]+\) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", re.MULTILINE)
TABLE = {title: tuple(map(int, figures)) for title, *figures in ROW.findall(PAGE)}
"""Clicks, fields, commands and seconds of each step."""
BY_THE_CHAT_PAGE = "7. The chat"
COUNTED = sorted(TABLE.keys() - {BY_THE_CHAT_PAGE})


def counted(section: str) -> tuple[int, int, int]:
    steps = "\n".join(re.findall(r"^\d+\. (.+)$", section, flags=re.MULTILINE))
    return (
        len(re.findall(r"\*\*[^*]+\*\*", steps)),
        len(re.findall(r"(?<!\*)\*[^*]+\*(?!\*)", steps)),
        len(re.findall(r"\bRun `", steps)),
    )


@pytest.mark.parametrize("title", COUNTED)
def test_each_step_has_the_clicks_fields_and_commands_that_the_table_says(title: str) -> None:
    assert counted(SECTIONS[title]) == TABLE[title][:3]


def test_the_seconds_and_sums_add_up() -> None:
    [together] = re.findall(r"^\| \*\*together\*\* \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", PAGE, re.MULTILINE)
    said = re.findall(r"We count (\d+) seconds for a click, (\d+) for a field and (\d+) for a command", PAGE)

    assert said == [("10", "20", "30")]
    assert list(TABLE) == list(SECTIONS)
    assert [seconds for _, _, _, seconds in TABLE.values()] == [
        10 * clicks + 20 * fields + 30 * commands for clicks, fields, commands, _ in TABLE.values()
    ]
    assert tuple(map(int, together)) == tuple(map(sum, zip(*TABLE.values(), strict=True)))
    assert f"{round(int(together[3]) / 60)} minutes" in PAGE


def test_the_chat_is_counted_by_its_own_page() -> None:
    [of_the_chat] = re.findall(r"^\| \*\*together\*\* \| (\d+) \| (\d+) \| (\d+) \|$", CHAT, re.MULTILINE)
    clicks, pastes, _, seconds = TABLE[BY_THE_CHAT_PAGE]

    assert (clicks, pastes, seconds) == tuple(map(int, of_the_chat))


def test_what_is_run_in_the_cloud_is_what_the_tutorial_has() -> None:
    run = [command for title in ("2", "4", "9") for command in commands(title)]

    assert len(run) == 6
    assert [command for command in run if f"\n{command}" not in TUTORIAL] == []


def commands(number: str) -> list[str]:
    [section] = [body for title, body in SECTIONS.items() if title.startswith(f"{number}.")]
    return re.findall(r"Run `([^`]+)`", section)
