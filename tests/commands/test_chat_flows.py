"""The one flow from the command line: found in the account, named in Settings, and what is to be pasted for it."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from commands.chat.pasted_texts import CHANNEL_NAMES, FULL_CONTACT_DATA
from manage import manage
from manychat.incoming import Channel
from sandbox.manychat_api import ManyChat, Page
from sandbox.manychat_flows.flow import FULL_CONTACT_DATA as WHAT_MANYCHAT_FILLS_IN
from sandbox.manychat_flows.flow import body_for
from sandbox.owner import Owner
from tests.commands.conftest import NOWHERE, Serve

TOKEN = "123456:0a1b2c3d4e5f"
LOYALTY, OTHER = "content20260101120000_123456", "content20260202120000_654321"
SECRET = "the-old-secret-of-it"
Connect = Callable[..., Result]


@pytest.fixture
def page() -> Page:
    """An account with a flow called Loyalty and one of the owner's own."""
    return Page(TOKEN, {}, frozenset(), frozenset({LOYALTY, OTHER}), flow_names={LOYALTY: "Loyalty", OTHER: "Sale"})


@pytest.fixture
def connect(page: Page, environment: pytest.MonkeyPatch) -> Iterator[Connect]:
    with ManyChat(page) as chat:
        environment.setenv("MANYCHAT_URL", chat.url)
        environment.setenv("MANYCHAT_TOKEN", TOKEN)

        def run(*arguments: str) -> Result:
            result = CliRunner().invoke(manage, ["connect-manychat", *arguments], input="")
            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            return result

        yield run


def chat_flow(owner: Owner) -> list[object]:
    return [row.get("Value") for row in owner.tab("Settings") if row["Setting"] == "Chat flow"]


def others(owner: Owner) -> dict[object, object]:
    return {row["Setting"]: row.get("Value") for row in owner.tab("Settings") if row["Setting"] != "Chat flow"}


@pytest.mark.usefixtures("function")
def test_the_flow_called_loyalty_is_written_into_settings_and_the_function_is_asked(
    connect: Connect, owner: Owner
) -> None:
    owner.type_over("Settings", "Chat flow", "Value", "")
    before = others(owner)

    result = connect()
    again = connect()

    assert result.exit_code == again.exit_code == 0, result.output
    assert f'Found the flow "Loyalty": {LOYALTY}\n' in result.output
    assert f"Wrote {LOYALTY} into the setting Chat flow.\n" in result.output
    assert f"The setting Chat flow says {LOYALTY}.\n" in again.output
    assert "The function answers ManyChat at http://127.0.0.1:" in result.output
    assert chat_flow(owner) == [LOYALTY]
    assert others(owner) == before


def test_while_the_function_is_silent_the_flow_is_named_and_all_to_paste_is_printed(
    connect: Connect, owner: Owner
) -> None:
    owner.type_over("Settings", "Chat flow", "Value", "")

    result = connect()

    assert result.exit_code == 1
    assert f"The function does not answer at {NOWHERE}" in result.output
    assert chat_flow(owner) == [LOYALTY]
    assert f"Address:  {NOWHERE}/manychat/talk/block" in result.output


def test_a_sheet_that_cannot_be_reached_leaves_the_flow_to_be_written_by_hand(connect: Connect) -> None:
    result = connect("no-such-sheet")

    assert f'Found the flow "Loyalty": {LOYALTY}\n' in result.output
    assert "Write it into the setting Chat flow." in result.output
    assert "Keywords" in result.output


@pytest.mark.usefixtures("owner")
def test_without_the_flow_it_says_what_is_still_to_do(connect: Connect, page: Page, owner: Owner) -> None:
    owner.type_over("Settings", "Chat flow", "Value", "")
    page.flow_names[LOYALTY] = "Welcome"

    result = connect()

    assert 'There is no flow called "Loyalty" yet: build it as docs/chat.md says' in result.output
    assert chat_flow(owner) == [None]


def test_of_two_flows_with_the_name_none_is_taken(connect: Connect, page: Page, owner: Owner) -> None:
    owner.type_over("Settings", "Chat flow", "Value", "")
    page.flow_names[OTHER] = "loyalty"

    result = connect()

    assert 'Several flows are called "Loyalty": rename all but one' in result.output
    assert chat_flow(owner) == [None]


@pytest.mark.usefixtures("owner")
def test_a_flow_that_a_channel_has_for_itself_stands_in_its_body(connect: Connect, page: Page) -> None:
    page.flow_names[OTHER] = "Loyalty  whatsapp"

    output = connect().output

    assert f'"channel": "whatsapp", "flow": "{OTHER}"}}\n' in output
    assert f"{body_for(Channel.MESSENGER)}\n" in output


def test_an_older_sheet_gets_the_settings_row(connect: Connect, owner: Owner) -> None:
    titles = [row["Setting"] for row in owner.tab("Settings")]
    owner.delete("Settings", "ROWS", titles.index("Chat flow") + 1)
    before = others(owner)

    connect()

    assert chat_flow(owner) == [LOYALTY]
    assert others(owner) == before


def test_a_flow_that_shows_letters_by_chat_goes_on_doing_so(connect: Connect, owner: Owner) -> None:
    owner.type_over("Settings", "Chat flow", "Value", OTHER)
    owner.type_over("Settings", "Reminders by", "Value", "both")

    result, again = connect(), connect()

    values = {row["Setting"]: row.get("Value") for row in owner.tab("Settings")}
    assert (values["Chat flow"], values["Letter flow"]) == (LOYALTY, OTHER)
    assert f"Letters by chat go on with {OTHER}, in Letter flow.\n" in result.output
    assert f"The setting Chat flow says {LOYALTY}.\n" in again.output


def test_settings_may_be_sorted_in_the_very_second_in_which_the_flow_is_written(connect: Connect, owner: Owner) -> None:
    owner.type_over("Settings", "Chat flow", "Value", "")
    before = others(owner)
    owner.before_next("write", lambda: owner.sort("Settings", 0))

    connect()

    assert chat_flow(owner) == [LOYALTY]
    assert others(owner) == before


@pytest.mark.usefixtures("owner")
def test_the_secret_is_printed_only_when_it_is_asked_for(connect: Connect) -> None:
    assert SECRET not in connect().output

    shown = connect("--show-secret").output

    assert f"Header:   Authorization   Bearer {SECRET}\n" in shown
    assert TOKEN not in shown


def test_a_function_with_another_secret_is_told_in_words(connect: Connect, serve: Serve) -> None:
    serve(MANYCHAT_SECRET="another-secret-of-this-test")

    result = connect()

    assert result.exit_code == 1
    assert "The function does not take secret 1 of the 2 in MANYCHAT_SECRET that is set here." in result.output
    assert "answers ManyChat" not in result.output


@pytest.mark.usefixtures("owner")
def test_before_there_is_a_function_all_else_is_made_ready(connect: Connect, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("PUBLIC_URL")
    environment.delenv("MANYCHAT_SECRET")

    result = connect("--show-secret", "--page", "marigold")

    assert result.exit_code == 0
    assert "PUBLIC_URL names no function, so none was asked." in result.output
    assert "https://YOUR-FUNCTION/manychat/talk/block" in result.output
    assert "https://m.me/marigold?ref=loyalty--order-ORDER-NUMBER\n" in result.output


def test_each_channel_has_its_name_and_manychats_own_variable_is_in_each_body() -> None:
    assert set(CHANNEL_NAMES) == set(Channel)
    assert FULL_CONTACT_DATA == WHAT_MANYCHAT_FILLS_IN
