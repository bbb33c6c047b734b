"""Connecting Stripe: from a restricted key to the endpoint of its webhooks."""

import os
from collections.abc import Iterator
from pathlib import Path

import click
import requests

from commands.shops.connecting import (
    keep_option,
    let_in,
    one_sentence,
    say,
    webhook_secret,
    what_comes_next,
    with_webhooks,
)
from commands.shops.kept_secrets import ShopVariables
from commands.shops.stripe_account import PERMISSIONS, endpoint_to, try_permissions
from service.environment import WEBHOOK_SECRETS
from service.shop.shop_variables import STRIPE_KEY, STRIPE_URL, stripe_access
from shops.api.stripe_api import Stripe

WEBHOOK_SECRET = WEBHOOK_SECRETS["stripe"]
NEEDS = (
    f"A restricted key needs the permissions {', '.join(PERMISSIONS)}, and no others (Developers, API keys, Create "
    "restricted key). What you type is tried, and not shown."
)
CLOSED = f"Copy {STRIPE_KEY} anew from Stripe, Developers, API keys, and run the command again."
GRANT = "Edit the key in Stripe, Developers, API keys, and run the command again."
SIGNS = "whsec_"
SIGNING = "Its signing secret (Developers, Webhooks, the endpoint, Reveal: whsec_...)"
UNRESTRICTED = "sk_"
OF_A_SANDBOX = ("rk_test_", "sk_test_")


@click.command("connect-stripe")
@keep_option
def connect_stripe(path: Path) -> None:
    """Connect Stripe: payments at its Checkout and Payment Links come in by themselves, and what went back of them.

    It asks for a restricted key unless STRIPE_KEY says it, tries its permissions with calls that change nothing, and
    makes the endpoint of its webhooks, or adds the events that it lacks. Run again it changes nothing that is right.

    Example: python manage.py connect-stripe
    """
    click.echo(NEEDS)
    variables = ShopVariables(os.environ, path)
    with one_sentence(address=STRIPE_URL, closed=CLOSED, rights=GRANT), requests.Session() as session:
        shop = let_in(variables, (STRIPE_KEY,), lambda: _tried(variables, session))
        variables.keep(STRIPE_KEY)  # first: the secret of a new endpoint comes once, and must have a place
        with_webhooks("stripe", lambda address: _endpoint(shop, variables, address))
    click.echo(what_comes_next(variables, path))


def _tried(variables: ShopVariables, session: requests.Session) -> Stripe:
    """The account's API, with the key that is known or typed now, whose permissions were tried."""
    variables.ask(STRIPE_KEY, "Restricted key (rk_live_...)")
    url, key = stripe_access(variables.all())
    if key.startswith(UNRESTRICTED):
        click.echo("This key may do everything with your money: a restricted one is enough.")
    if key.startswith(OF_A_SANDBOX):
        click.echo("This is the key of a test: its payments are answered and not booked.")
    shop = Stripe(url, key, session)
    say(try_permissions(shop))
    return shop


def _endpoint(shop: Stripe, variables: ShopVariables, address: str) -> Iterator[str]:
    endpoint = endpoint_to(shop, address)
    before = webhook_secret(variables, WEBHOOK_SECRET)
    if endpoint.secret:
        # What was signed with the one before may still be on its way: Stripe tries for three days.
        variables.keep(**{WEBHOOK_SECRET: ",".join(filter(None, (endpoint.secret, before)))})
    yield endpoint.said
    if not endpoint.secret and not before:
        # Nothing but an event shows whether it is right, so at least what is none is not taken for one.
        while not variables.ask(WEBHOOK_SECRET, SIGNING).startswith(SIGNS):
            click.echo(f"A signing secret begins with {SIGNS}.")
            del variables.typed[WEBHOOK_SECRET]
        variables.keep(WEBHOOK_SECRET)
