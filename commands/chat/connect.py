"""The chat at ManyChat: what its flow needs, made through its API, and what the owner pastes there."""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from getpass import GetPassWarning

import click

from commands.chat.chat_flows import FLOW_NAME, ChatFlows, find_flows, tell_flows
from commands.chat.entry_links import pages
from commands.chat.manychat_account import NotConnected, connect, send_test
from commands.chat.pasted_texts import to_paste
from commands.checks.finding import Finding, worst_first
from commands.checks.function_address import TALK_DOOR, AddressCheck
from manychat.api import FIELDS_A_MINUTE, Api, ChatClosed
from service.container import now
from service.environment import Environment, VariableMalformed, VariableMissing
from service.runs.throttle import Throttle
from words.web_links import host_of

MANYCHAT_SECONDS = 20.0
WITH_VARIABLES = "deploy/with-variables.sh runs this command with those of the cloud."
PUT_IT_THERE = f"Put it into the cloud first (README.md), or set PUBLIC_URL to its address: {WITH_VARIABLES}"


@click.command("connect-manychat")
@click.argument("spreadsheet", required=False)
@click.option("--test", "contact", metavar="CONTACT_ID", help="Send this contact a message at the end.")
@click.option("--page", default="", metavar="NAME", help="The Facebook page's name, as in m.me/NAME.")
@click.option("--instagram", default="", metavar="NAME", help="The Instagram account's name.")
@click.option("--whatsapp", default="", metavar="NUMBER", help="The WhatsApp number with its country code.")
@click.option("--show-secret", is_flag=True, help="Print the header with its secret, also where no terminal is.")
@click.option("--wait", is_flag=True, help="Stay until the flow is there: its key need not be typed again.")
def connect_manychat(
    spreadsheet: str | None,
    contact: str | None,
    page: str,
    instagram: str,
    whatsapp: str,
    *,
    show_secret: bool,
    wait: bool,
) -> None:
    """Make ready in ManyChat what docs/chat.md builds on, and print what to paste there.

    It makes the contact fields and tags that are missing, looks for the flow called "Loyalty" and writes its name space
    into the setting Chat flow of SPREADSHEET, asks the function at PUBLIC_URL as ManyChat will, and prints address,
    header, body, keywords and links. Run again it changes nothing that is right.

    The key of ManyChat's API (Settings, API; it needs the Pro plan) is read from MANYCHAT_TOKEN, else asked for.

    Example: python manage.py connect-manychat --page marigoldandfinch
    """
    environment = Environment(os.environ)
    chats = pages(messenger=page, instagram=instagram, whatsapp=whatsapp)
    try:
        with closing(_api(environment)) as api:
            flows = _in_the_account(api, spreadsheet, contact)
            found = list(_asked_from_outside(environment))
            secret = _first_secret(environment) if show_secret or sys.stdout.isatty() else ""
            click.echo("")
            for line in to_paste(environment.public_url, secret, flows.of_channels, chats):
                click.echo(line)
            if wait and not flows.main:
                _wait_for_the_flow(api, spreadsheet)
    except (NotConnected, VariableMissing, VariableMalformed) as error:
        raise click.ClickException(str(error)) from error
    except ChatClosed as error:
        raise click.ClickException(f"{error.why}. {_advice(error.why)}") from error
    sys.exit(int(any(finding.blocks for finding in found)))


def _in_the_account(api: Api, spreadsheet: str | None, contact: str | None) -> ChatFlows:
    """Makes and finds what there has to be, and says each thing."""
    for sentence in connect(api):
        click.echo(sentence)
    flows = _looked_for(api, spreadsheet)
    if contact is not None:
        click.echo(send_test(api, contact))
    return flows


def _looked_for(api: Api, spreadsheet: str | None) -> ChatFlows:
    flows = find_flows(api)
    for sentence in tell_flows(flows, spreadsheet):
        click.echo(sentence)
    return flows


def _wait_for_the_flow(api: Api, spreadsheet: str | None) -> None:
    """Looks each time somebody presses Enter, until the flow is there; Ctrl-C ends it."""
    found = False
    while not found:
        click.prompt(f'Press Enter when the flow "{FLOW_NAME}" is live', default="", show_default=False)
        found = bool(_looked_for(api, spreadsheet).main)


def _asked_from_outside(environment: Environment) -> Iterator[Finding]:
    """Asks the function as ManyChat will, and says what came of it."""
    address = environment.public_url
    if not host_of(address):
        click.echo(f"PUBLIC_URL names no function, so none was asked. {PUT_IT_THERE}")
        return
    found = worst_first(AddressCheck(environment).look())
    for finding in found:
        click.echo(f"{finding.sentence} {finding.to_do}".strip())
        yield finding
    if not _first_secret(environment):
        click.echo(f"MANYCHAT_SECRET is not set here, so it was not tried. {WITH_VARIABLES}")
    elif not any(finding.blocks for finding in found):
        click.echo(f"The function answers ManyChat at {address}/{TALK_DOOR}.")


def _first_secret(environment: Environment) -> str:
    """The newest of the secrets; blank where none is set or good any more."""
    return next(iter(environment.secrets("MANYCHAT_SECRET", now().date())), "")


def _api(environment: Environment) -> Api:
    """ManyChat with the key of the environment, else with the one that is typed now and shown nowhere."""
    if not environment.variables.get("MANYCHAT_TOKEN", "").strip():
        environment = Environment({**environment.variables, "MANYCHAT_TOKEN": _typed_key()})
    turn = partial(Throttle().keep, FIELDS_A_MINUTE)
    return Api(environment.manychat_url, environment.manychat_token, MANYCHAT_SECONDS, fields_turn=turn, flow_turn=turn)


def _typed_key() -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)  # it would be shown as it is typed
            return str(click.prompt("Key of ManyChat's API", hide_input=True))
    except (click.Abort, GetPassWarning):
        missing = "The key of ManyChat's API is missing: set MANYCHAT_TOKEN, or run this in a terminal, which asks."
        raise click.ClickException(missing) from None


def _advice(why: str) -> str:
    if "MANYCHAT_TOKEN" in why:
        return "Copy the key anew from ManyChat, Settings, API; only the Pro plan has one."
    if "cannot be reached" in why:
        return "Check whether this machine has a network, then run the command again."
    return "Run the command again in some minutes; what is made stays."
