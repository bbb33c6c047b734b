"""The guides for newcomers name settings, commands, options and words of the chat that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from manage import manage
from manychat.talk.command import Action, Command
from manychat.talk.understanding import understand
from sheets.schema.known_settings import PROGRAM_SETTINGS

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = ["README.md", "docs/guide.md", "docs/setting-up.md", "docs/first-hour.md", "deploy/cloudshell.md"]
COMMAND = re.compile(r"\bmanage\.py ((?:[a-z][a-z-]*)(?: [^`\n]*)?)")


def commands_in(text: str) -> Iterator[str]:
    """What stands behind ``manage.py``, with its options."""
    yield from COMMAND.findall(text)


def missing(line: str) -> list[str]:
    """What of this command line the program does not have."""
    command: click.Command = manage
    words = line.split()
    while (
        isinstance(command, click.Group) and words and (inner := command.get_command(click.Context(command), words[0]))
    ):
        command = inner
        words.pop(0)
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    if command is manage:
        return [line]
    return [word for word in words if word.startswith("--") and word not in known]


@pytest.mark.parametrize("page", PAGES)
def test_each_command_and_option_that_a_page_names_is_there(page: str) -> None:
    named = list(commands_in((ROOT / page).read_text(encoding="utf-8")))

    assert named
    assert [gone for line in named for gone in missing(line)] == []


def test_the_table_of_commands_has_all_of_them() -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", README.partition("## The commands")[2].partition("\n## ")[0], re.MULTILINE)
    told = {name.split()[0] for row in rows for name in re.findall(r"`([^`]+)`", row)}

    assert told == set(manage.list_commands(click.Context(manage)))


def test_each_setting_that_the_guide_names_is_there() -> None:
    named = set(re.findall(r"`([A-Z][a-z][^`]*)`", GUIDE))

    assert len(named) > 15
    assert named - {setting.name for setting in PROGRAM_SETTINGS} == set()


def test_the_guide_begins_with_the_settings_that_the_tab_start_leads_to() -> None:
    table = GUIDE.partition("the settings that matter first:\n")[2].partition("\n\nBefore")[0]

    assert re.findall(r"`([^`]+)`", table) == [setting.name for setting in PROGRAM_SETTINGS if setting.first]


@pytest.mark.parametrize(
    ("word", "action"),
    [(word, Action(word)) for word in ("join", "points", "coupons", "leave", "human", "menu")]
    + [("my data", Action.EXPORT)],
)
def test_the_chat_takes_the_words_that_the_guide_has_customers_write(word: str, action: Action) -> None:
    assert f"`{word}`" in GUIDE.partition("## What customers ask")[2]
    assert understand(word) == Command(action)


@pytest.mark.parametrize(
    ("data", "leave"),
    [('"my data"', '"leave"'), ("«мои данные»", "«удалить мои данные»"), ("«بياناتي»", "«حذف بياناتي»")],
)
def test_the_chat_takes_the_words_of_the_text_about_consent(data: str, leave: str) -> None:
    assert data in GUIDE
    assert leave in GUIDE
    assert understand(data[1:-1]) == Command(Action.EXPORT)
    assert understand(leave[1:-1]) == Command(Action.LEAVE)
