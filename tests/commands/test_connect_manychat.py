"""Connecting ManyChat, with the real API calls against the stand-in on a socket."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.chat.manychat_account import CONTACT_FIELDS
from manage import manage
from sandbox.manychat_api import DROP, GET_FIELDS, GET_FLOWS, NEW_FIELD, NEW_TAG, ManyChat, Page

ROOT = Path(__file__).parents[2]

TOKEN = "123456:0a1b2c3d4e5f"
ANA = "1702200000000004"
TAGS = ["Loyalty human", "Loyalty member", "Loyalty best", "Loyalty at risk", "Loyalty sleeping points"]


def a_page() -> Page:
    return Page(TOKEN, {ANA: {}}, frozenset({"Favourite colour"}), frozenset())


@pytest.fixture
def page() -> Page:
    return a_page()


def connect(chat: ManyChat, *arguments: str, token: str | None = TOKEN, typed: str | None = None) -> Result:
    result = CliRunner().invoke(
        manage,
        ["connect-manychat", *arguments],
        env={"MANYCHAT_URL": chat.url, "MANYCHAT_TOKEN": token, "PUBLIC_URL": None},
        input=typed,
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert TOKEN not in result.output
    return result


def test_it_makes_what_is_missing_says_so_and_sends_a_test(page: Page) -> None:
    with ManyChat(page) as chat:
        result = connect(chat, "--test", ANA)

    assert result.exit_code == 0, result.output
    assert page.fields == {"Favourite colour", *CONTACT_FIELDS}
    assert {name: page.types[name] for name in CONTACT_FIELDS} == CONTACT_FIELDS
    assert page.tags == TAGS
    assert "Made the field Loyalty balance (number).\n" in result.output
    assert "ManyChat accepted the test message: look whether it has arrived.\n" in result.output
    [(contact, content)] = chat.said
    assert contact == ANA
    assert "works" in content["content"]["messages"][0]["text"]


def test_with_wait_it_stays_until_the_flow_is_there_and_needs_its_key_no_second_time(page: Page) -> None:
    looked: list[str] = []

    def built_at_the_third_look(path: str, _contact: str) -> None:
        looked.extend([path] * (path == GET_FLOWS))
        if len(looked) == 3:
            page.flows |= {"content2026_7"}
            page.flow_names["content2026_7"] = "Loyalty"

    with ManyChat(page, fault=built_at_the_third_look) as chat:
        result = connect(chat, "--wait", token=None, typed=f"{TOKEN}\n\n\n")

    assert result.exit_code == 0, result.output
    assert result.output.count('Press Enter when the flow "Loyalty" is live') == 2
    assert result.output.index("Body for Messenger:") < result.output.index("Press Enter")
    assert 'Found the flow "Loyalty": content2026_7' in result.output


def test_waiting_can_be_given_up(page: Page) -> None:
    with ManyChat(page) as chat:
        result = connect(chat, "--wait", typed="\n")

    assert (result.exit_code, "Aborted!" in result.output) == (1, True)
    assert page.tags == TAGS


def test_a_second_run_makes_nothing(page: Page) -> None:
    with ManyChat(page) as chat:
        connect(chat)
        chat.calls.clear()
        result = connect(chat)

    assert result.output.startswith("Read back: 19 fields and 5 tags are there, each of the right type.\n")
    assert "Made" not in result.output
    assert NEW_FIELD not in chat.calls
    assert NEW_TAG not in chat.calls


def test_a_key_that_is_typed_is_not_shown(page: Page) -> None:
    with ManyChat(page) as chat:
        result = connect(chat, token=None, typed=f"{TOKEN}\n")

    assert result.exit_code == 0
    assert page.tags == TAGS


def test_a_field_of_another_type_is_named_and_nothing_is_made(page: Page) -> None:
    page.fields |= {"loyalty balance"}

    with ManyChat(page) as chat:
        result = connect(chat)

    assert result.exit_code == 1
    assert "The field Loyalty balance has the type text, and has to be number: rename yours" in result.output
    assert chat.calls == [GET_FIELDS]


def test_a_wrong_key_is_one_sentence_that_tells_of_the_plan(page: Page) -> None:
    with ManyChat(page) as chat:
        result = connect(chat, token="123456:something-else")

    assert result.exit_code == 1
    assert "does not take MANYCHAT_TOKEN (401). Copy the key anew from ManyChat, Settings, API; only the Pro" in (
        result.output
    )


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (DROP, "ManyChat cannot be reached: ConnectionError. Check whether this machine has a network"),
        (429, "ManyChat takes no more calls for now (429). Run the command again in some minutes"),
        (502, "ManyChat is out of order: it answered 502. Run the command again"),
        (403, "Copy the key anew"),
        ((400, {"status": "error", "message": "Upgrade to Pro"}), "does not show its fields: Upgrade to Pro."),
        ((200, {"status": "success", "data": {"odd": 1}}), "ManyChat's list of fields cannot be read"),
    ],
)
def test_what_keeps_it_from_connecting_is_one_sentence(fault: int | str | tuple[int, object], said: str) -> None:
    with ManyChat(a_page(), fault=lambda _path, _contact: fault) as chat:
        result = connect(chat)

    assert result.exit_code == 1
    assert said in result.output
    assert len(re.findall("Error:", result.output)) == 1


def test_a_test_that_manychat_refuses_says_why_and_what_to_do(page: Page) -> None:
    page.closed.add(ANA)

    with ManyChat(page) as chat:
        result = connect(chat, "--test", ANA)
        odd = connect(chat, "--test", "Ana")

    assert result.exit_code == 1
    assert "The 24 hours window for this contact is closed (3011). Write to the chat as that contact" in result.output
    assert odd.exit_code == 1
    assert "This is no contact's id" in odd.output


def test_without_a_key_and_without_a_terminal_it_says_what_to_do() -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "connect-manychat"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout.count("Traceback"), "Warning" in ended.stderr) == (1, 0, False)
    assert "set MANYCHAT_TOKEN, or run this in a terminal" in ended.stderr
