"""The chat at ManyChat: what its flows need, made through its API."""

import os
import warnings
from functools import partial
from getpass import GetPassWarning

import click

from commands.chat.manychat_account import NotConnected, connect, send_test
from manychat.api import FIELDS_A_MINUTE, Api, ChatClosed
from service.environment import Environment, VariableMalformed, VariableMissing
from service.runs.throttle import Throttle

MANYCHAT_SECONDS = 20.0


@click.command("connect-manychat")
@click.option("--test", "contact", metavar="CONTACT_ID", help="Send this contact a message at the end.")
def connect_manychat(contact: str | None) -> None:
    """Make the contact fields and tags in ManyChat that the flows of docs/chat.md use, where they are missing.

    The key of ManyChat's API (Settings, API; it needs the Pro plan) is read from MANYCHAT_TOKEN, else asked for.
    Run again it changes nothing that is there.

    Example: python manage.py connect-manychat --test 1702200000000004
    """
    try:
        api = _api()
        try:
            for sentence in connect(api):
                click.echo(sentence)
            if contact is not None:
                click.echo(send_test(api, contact))
        finally:
            api.close()
    except (NotConnected, VariableMissing, VariableMalformed) as error:
        raise click.ClickException(str(error)) from error
    except ChatClosed as error:
        raise click.ClickException(f"{error.why}. {_advice(error.why)}") from error


def _api() -> Api:
    """ManyChat with the key of the environment, else with the one that is typed now and shown nowhere."""
    variables = dict(os.environ)
    if not variables.get("MANYCHAT_TOKEN", "").strip():
        variables["MANYCHAT_TOKEN"] = _typed_key()
    environment = Environment(variables)
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
        return "Look whether this machine has a network, then run the command again."
    return "Run the command again in some minutes; what is made stays."
