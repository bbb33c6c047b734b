"""Connecting Shopify: from the app's credentials to webhooks, products and a code."""

import os
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
from commands.shops.reward_products import tell_products
from commands.shops.shopify_account import RIGHTS, make_webhooks, search, try_rights
from service.environment import WEBHOOK_SECRETS
from service.shop.shop_variables import (
    CLIENT_ID,
    CLIENT_SECRET,
    SHOPIFY_SHOP,
    SHOPIFY_TOKEN,
    shopify_access,
    shopify_shop,
)
from shops.api.shopify_admin import App, Shopify

WEBHOOK_SECRET = WEBHOOK_SECRETS["shopify"]
NAMES = (SHOPIFY_SHOP, CLIENT_ID, CLIENT_SECRET, SHOPIFY_TOKEN)
CLOSED = (
    f"Copy {CLIENT_ID} and {CLIENT_SECRET} anew from the app's Settings in the Dev Dashboard (of an app from before "
    f"2026 {SHOPIFY_TOKEN}), and see that the app is installed in this shop; then run the command again."
)
GRANT = (
    "Add what is missing to a new version of the app in the Dev Dashboard, release it, approve it in the shop, and run "
    "the command again."
)
QUESTION = "Admin API access token"
NEEDS = (
    f"The app needs the rights {', '.join(RIGHTS)} (docs/shops.md says where to make it). What you type is tried, and "
    "secrets are not shown."
)


@click.command("connect-shopify")
@click.argument("spreadsheet", required=False)
@keep_option
def connect_shopify(spreadsheet: str | None, path: Path) -> None:
    """Connect a Shopify shop: orders come in by themselves, and codes are made in the shop.

    It asks for what the variables do not say, tries each right of the app with a call that changes nothing, makes a
    code and takes it back, makes the webhooks that are missing, and writes the Product id of the rewards of SPREADSHEET
    that it finds by their names. Run again it changes nothing that is right.

    Example: python manage.py connect-shopify
    """
    click.echo(NEEDS)
    variables = ShopVariables(os.environ, path)
    with one_sentence(address=SHOPIFY_SHOP, closed=CLOSED, rights=GRANT), requests.Session() as session:
        by_token = bool(variables.known(SHOPIFY_TOKEN))
        shop = let_in(
            variables,
            (SHOPIFY_TOKEN,) if by_token else (CLIENT_ID, CLIENT_SECRET),
            lambda: _tried(variables, session, by_token=by_token),
        )
        variables.keep(*NAMES, **_signs(variables))
        with_webhooks("shopify", lambda address: make_webhooks(shop, address))
        say(tell_products(spreadsheet, lambda name: search(shop, name)))
    click.echo(what_comes_next(variables, path))


def _tried(variables: ShopVariables, session: requests.Session, *, by_token: bool) -> Shopify:
    """The shop's API, whose rights were tried."""
    shop = _asked_for(variables, session, by_token=by_token)
    say(try_rights(shop))
    return shop


def _asked_for(variables: ShopVariables, session: requests.Session, *, by_token: bool) -> Shopify:
    """The shop's API, with what is known and what is typed now; ``by_token`` where it is known that there is one."""
    question = "The shop's own address at Shopify, name.myshopify.com"
    variables.ask(SHOPIFY_SHOP, question, hidden=False, read=shopify_shop)
    if by_token:
        variables.ask(SHOPIFY_TOKEN, QUESTION)
    elif not variables.known(SHOPIFY_TOKEN):
        only_new = "Client ID of the app (Enter, if you have a permanent token of before 2026)"
        if variables.ask(CLIENT_ID, only_new, hidden=False, needed=bool(variables.known(CLIENT_SECRET))):
            variables.ask(CLIENT_SECRET, "Client secret of the app")
        else:
            variables.ask(SHOPIFY_TOKEN, QUESTION)
    if variables.known(SHOPIFY_TOKEN):
        variables.ask(WEBHOOK_SECRET, "API secret key of the same app, which signs its webhooks")
    access = shopify_access(variables.all())
    if access is None:
        raise click.ClickException(f"{CLIENT_ID} is missing: run this in a terminal, which asks for it.")
    first, *rest = access.credentials
    return Shopify(access.cart.address, App(first, rest[0]) if rest else first, session)


def _signs(variables: ShopVariables) -> dict[str, str]:
    """What webhooks are signed with: the app's secret, beside one that was there for those of the settings page."""
    if variables.known(SHOPIFY_TOKEN):
        return {WEBHOOK_SECRET: variables.known(WEBHOOK_SECRET)}
    app, before = variables.known(CLIENT_SECRET), variables.known(WEBHOOK_SECRET)
    if app in before.split(","):
        return {WEBHOOK_SECRET: before}
    newest = webhook_secret(variables, WEBHOOK_SECRET)
    return {WEBHOOK_SECRET: f"{app},{newest}" if newest else app}
