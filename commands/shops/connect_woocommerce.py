"""Connecting WooCommerce: from the key of its REST API to webhooks, products and a coupon."""

import os
import secrets
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
from commands.shops.woocommerce_account import make_webhooks, search, try_rights
from service.environment import WEBHOOK_SECRETS
from service.shop.shop_variables import WOO_KEY, WOO_SECRET, WOO_URL, woocommerce_access, woocommerce_site
from shops.api.woocommerce_rest import Key, WooCommerce

WEBHOOK_SECRET = WEBHOOK_SECRETS["woocommerce"]
SECRET_BYTES = 24
NEEDS = (
    "The key needs the permission Read/Write; it is made in WooCommerce, Settings, Advanced, REST API, by a user who "
    "is an administrator or shop manager. What you type is tried, and secrets are not shown."
)
CLOSED = (
    f"Copy {WOO_KEY} and {WOO_SECRET} anew, or make a new key (WooCommerce, Settings, Advanced, REST API); then run "
    "the command again."
)
GRANT = (
    "Give it the permission Read/Write in WooCommerce, Settings, Advanced, REST API, and make it the key of a user who "
    "is an administrator or shop manager; then run the command again."
)


@click.command("connect-woocommerce")
@click.argument("spreadsheet", required=False)
@keep_option
def connect_woocommerce(spreadsheet: str | None, path: Path) -> None:
    """Connect a WooCommerce shop: orders come in by themselves, and codes are made in the shop.

    It asks for what the variables do not say, tries whether the key may read and write, makes a coupon and deletes it,
    makes the webhooks that are missing, and writes the Product id of the rewards of SPREADSHEET that it finds by their
    names. Run again it changes nothing that is right.

    Example: python manage.py connect-woocommerce
    """
    click.echo(NEEDS)
    variables = ShopVariables(os.environ, path)
    with one_sentence(address=WOO_URL, closed=CLOSED, rights=GRANT), requests.Session() as session:
        shop = let_in(variables, (WOO_KEY, WOO_SECRET), lambda: _tried(variables, session))
        made = {} if webhook_secret(variables, WEBHOOK_SECRET) else {WEBHOOK_SECRET: secrets.token_hex(SECRET_BYTES)}
        variables.keep(WOO_URL, WOO_KEY, WOO_SECRET, WEBHOOK_SECRET, **made)
        secret = webhook_secret(variables, WEBHOOK_SECRET)
        with_webhooks("woocommerce", lambda address: make_webhooks(shop, address, secret))
        say(tell_products(spreadsheet, lambda name: search(shop, name)))
    click.echo(what_comes_next(variables, path))


def _tried(variables: ShopVariables, session: requests.Session) -> WooCommerce:
    """The shop's API, whose rights were tried."""
    shop = _asked_for(variables, session)
    say(try_rights(shop))
    return shop


def _asked_for(variables: ShopVariables, session: requests.Session) -> WooCommerce:
    """The shop's API, with what is known and what is typed now."""
    variables.ask(WOO_URL, "The shop's address, such as https://shop.example", hidden=False, read=woocommerce_site)
    variables.ask(WOO_KEY, "Consumer key (ck_...)")
    variables.ask(WOO_SECRET, "Consumer secret (cs_...)")
    access = woocommerce_access(variables.all())
    if access is None:
        raise click.ClickException(f"{WOO_KEY} is missing: run this in a terminal, which asks for it.")
    return WooCommerce(access.cart.address, Key(*access.credentials), session)
