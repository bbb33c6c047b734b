"""Every command that manage.py has, and every one that it will have: help, an example that is true, no traceback.

The commands are found by walking through ``manage``; each is run with everything that a user can do wrong.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from manage import manage
from sandbox.google.http.faults import API_OFF, DELETED, NOT_SHARED, DropBefore, Fault, Refuse
from sandbox.google.http.server import Server
from sandbox.owner import Owner
from tests.commands.conftest import NOWHERE

ROOT = Path(__file__).parents[2]
NOTES = "notes.txt"
"""A file that is there, and none of those that a command takes."""
SECRETS = ("MANYCHAT_SECRET", "LINK_KEY", "MANYCHAT_TOKEN")
ASKS_GOOGLE_WITH: Mapping[tuple[str, ...], Sequence[str]] = {("letters", "preview"): ["--real"]}
"""A command that asks Google only when it is told to, and by what: without it nothing here could go wrong with it."""
Leaf = tuple[tuple[str, ...], click.Command]


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner
            yield from leaves(inner, (*path, name))
    else:
        yield path, command


every_command = pytest.mark.parametrize("leaf", [pytest.param(leaf, id=" ".join(leaf[0])) for leaf in leaves(manage)])


def run(*arguments: str) -> Result:
    """What comes of it, which is an exit status and at least a sentence, and tells no secret."""
    result = CliRunner().invoke(manage, arguments, input="")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in (0, 1, 2)
    assert result.output.strip()
    assert "Traceback" not in result.output
    assert not [name for name in SECRETS if os.environ.get(name) and os.environ[name] in result.output]
    return result


def fails_if_it_asks_google(server: Server, *arguments: str) -> None:
    """A command that needs no spreadsheet may go on without one."""
    server.google.requests.clear()
    status = run(*arguments).exit_code

    assert status == 1 or not server.google.requests


def arguments_for(leaf: Leaf, given: Callable[[click.Parameter], str | None]) -> list[str]:
    """What the command cannot do without, and what ``given`` says for the rest."""
    path, command = leaf
    words = [*path, *ASKS_GOOGLE_WITH.get(path, ())]
    for parameter in command.params:
        value = given(parameter)
        if value is None and parameter.required:
            value = usual(parameter)
        if value is not None:
            words += [value] if isinstance(parameter, click.Argument) else [parameter.opts[0], value]
    return words


def usual(parameter: click.Parameter) -> str:
    match parameter.type:
        case click.Choice(choices=choices):
            return str(next(iter(choices)))
        case click.types.IntParamType() | click.types.FloatParamType():
            return "1"
        case click.Path(exists=True) | click.File():
            return NOTES
        case click.Path():
            return os.environ["OUT"]
    return "word"


def why_not(command: click.Command, words: list[str]) -> str:
    """Why these words cannot be typed after the command, in the end of click's sentence; blank when they can."""
    try:
        command.make_context(command.name, words).close()
    except click.UsageError as error:
        return error.message.partition("' ")[2] or error.message
    return ""


@pytest.fixture(autouse=True)
def nothing_outside(owner: Owner, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody answers but Google and the mail server on this machine."""
    del owner
    environment.setenv("MANYCHAT_URL", NOWHERE)
    environment.setenv("MANYCHAT_TOKEN", "123456:0a1b2c3d4e5f")
    environment.setenv("OUT", str(tmp_path / "out"))
    environment.setenv("PATH", str(tmp_path))  # no browser is found, which would draw for minutes
    (tmp_path / NOTES).write_text("Milk, bread\n\x00 and eggs")
    environment.chdir(tmp_path)


@every_command
def test_each_command_has_help_with_an_example_that_can_be_typed(leaf: Leaf) -> None:
    path, command = leaf

    result = run(*path, "--help")

    assert result.exit_code == 0
    found = re.search(r"Example: python manage\.py ([^\n]+)", command.help or "")
    assert found, f"{' '.join(path)} has no Example"
    words = shlex.split(found[1])
    assert tuple(words[: len(path)]) == path
    assert why_not(command, words[len(path) :]) in ("", "does not exist.")


@every_command
def test_a_wrong_option_is_one_sentence_and_exit_status_2(leaf: Leaf) -> None:
    assert run(*leaf[0], "--no-such-option").exit_code == 2


@every_command
@pytest.mark.parametrize("fault", [NOT_SHARED, DELETED, API_OFF, DropBefore(), Refuse(200, "<html>")])
def test_whatever_google_answers_is_one_sentence(leaf: Leaf, fault: Fault, outage: list[Fault], server: Server) -> None:
    outage.append(fault)
    try:
        fails_if_it_asks_google(server, *arguments_for(leaf, lambda _: None))
    finally:
        outage.clear()


@every_command
def test_a_viewer_s_rights_are_one_sentence(leaf: Leaf, server: Server) -> None:
    for _ in range(9):
        server.google.faults.next_write(NOT_SHARED)
    result = run(*arguments_for(leaf, lambda _: None))

    assert result.exit_code == 1 or 403 not in [seen.status for seen in server.google.requests]


@every_command
def test_revoked_credentials_are_one_sentence(leaf: Leaf, server: Server) -> None:
    server.access.revoked = True

    run(*arguments_for(leaf, lambda _: None))


@every_command
@pytest.mark.parametrize("content", [None, "", "[]", '{"type": "authorized_user"}'])
def test_credentials_that_are_missing_or_none_are_one_sentence(
    leaf: Leaf, environment: pytest.MonkeyPatch, tmp_path: Path, server: Server, content: str | None
) -> None:
    key = tmp_path / "key.json"
    if content is not None:
        key.write_text(content)
    environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))

    run(*arguments_for(leaf, lambda _: None))

    assert not server.google.requests


@every_command
def test_without_any_variable_it_is_one_sentence(leaf: Leaf, environment: pytest.MonkeyPatch) -> None:
    out = os.environ["OUT"]
    for name in tuple(os.environ):
        if name not in ("PATH", "HOME", "OUT"):
            environment.delenv(name)
    environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", f"{out}/nowhere.json")
    environment.setenv("DNS_SERVER", "127.0.0.1:1")

    run(*arguments_for(leaf, lambda _: None))


SPREADSHEETS = (
    "no-such-spreadsheet",
    "https://docs.google.com/document/d/1AbC/edit",
    "https://example.com",
    "../../v4?x=1#y",
    " ",
    "таблица 💥",
    "1" * 5_000,
)


@every_command
@pytest.mark.parametrize("spreadsheet", SPREADSHEETS)
def test_a_spreadsheet_that_is_none_is_one_sentence(
    leaf: Leaf, environment: pytest.MonkeyPatch, spreadsheet: str, server: Server
) -> None:
    environment.setenv("SPREADSHEET_ID", spreadsheet)

    fails_if_it_asks_google(server, *arguments_for(leaf, lambda _: None))
    fails_if_it_asks_google(
        server, *arguments_for(leaf, lambda parameter: spreadsheet if parameter.name == "spreadsheet" else None)
    )


@every_command
def test_a_spreadsheet_s_web_address_is_as_good_as_its_id(
    leaf: Leaf, environment: pytest.MonkeyPatch, owner: Owner
) -> None:
    by_id = run(*arguments_for(leaf, lambda _: None))

    address = f"https://docs.google.com/spreadsheets/d/{owner.spreadsheet}/edit?gid=0#gid=0"
    environment.setenv("SPREADSHEET_ID", address)
    by_address = run(*arguments_for(leaf, lambda parameter: address if parameter.name == "spreadsheet" else None))

    assert by_address.exit_code == by_id.exit_code


@every_command
@pytest.mark.parametrize(
    "tabs", [("Ledger",), ("Settings",), ("_system",), ("Members", "Orders", "Rewards", "Coupons")]
)
def test_a_spreadsheet_without_its_tabs_is_one_sentence(leaf: Leaf, owner: Owner, tabs: Sequence[str]) -> None:
    for title in tabs:
        owner.edit({"deleteSheet": {"sheetId": owner.sheet_id(title)}})

    run(*arguments_for(leaf, lambda _: None))


@every_command
def test_an_empty_spreadsheet_is_one_sentence(
    leaf: Leaf, environment: pytest.MonkeyPatch, server: Server, owner: Owner
) -> None:
    server.google.create(f"{owner.spreadsheet}-empty")
    environment.setenv("SPREADSHEET_ID", f"{owner.spreadsheet}-empty")

    run(*arguments_for(leaf, lambda _: None))


@every_command
@pytest.mark.parametrize("word", ["", "no/such/file.csv", ".", NOTES, "💥", "-1", "x" * 5_000])
def test_words_that_make_no_sense_are_one_sentence(leaf: Leaf, word: str) -> None:
    def nonsense(parameter: click.Parameter) -> str | None:
        takes_a_word = parameter.name != "spreadsheet" and not getattr(parameter, "is_flag", False)
        return word if takes_a_word else None

    run(*arguments_for(leaf, nonsense))


@every_command
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOOGLE_SHEETS_URL", "nonsense"),
        ("SHEETS_QUOTA", "many"),
        ("SMTP_URL", "smtp://user:hunter22@[half"),
        ("SMTP_URL", "smtp://127.0.0.1:1"),
        ("MAIL_FROM", "the shop"),
        ("PUBLIC_URL", "http://[half"),
        ("MANYCHAT_TOKEN", "hunter22"),
        ("MANYCHAT_URL", "nonsense"),
        ("DNS_SERVER", "nonsense"),
    ],
)
def test_a_variable_that_is_none_is_one_sentence(
    leaf: Leaf, environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)

    assert "hunter22" not in run(*arguments_for(leaf, lambda _: None)).output


def test_without_the_packages_it_says_how_to_get_them() -> None:
    ran = subprocess.run(
        [sys.executable, "-S", "manage.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 1
    assert ran.stderr == (
        "The package click is not installed for this Python. Run: make setup; then: .venv/bin/python manage.py ...\n"
    )


def test_a_package_that_one_command_needs_is_named_when_that_command_is_called() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import sys; sys.modules['gspread'] = None; import manage; manage.manage(['report'])"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 1
    assert ran.stderr == (
        "The package gspread is not installed for this Python. Run: make setup; then: .venv/bin/python manage.py ...\n"
    )
