"""Asking the shops for their orders, and taking what no webhook has told of."""

import os
from collections.abc import Sequence
from datetime import timedelta

import click

from commands.import_run import COMMIT_SECONDS, counted, open_store
from commands.spreadsheets import look_at
from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from service.container import now
from service.runs.reconcile_run import NIGHT_DAYS, Take, reconcile, taker
from service.shop.order_shops import order_shops
from service.shop.shop_variables import STRIPE_KEY, shop_variables
from sheets.codec.table import Problem
from sheets.google.client import Spent
from sheets.google.deadline_transport import deadline_session
from sheets.google.errors import WorkbookError

MOST_DAYS = 3650
NO_SHOP = f"There is no shop to ask: set {shop_variables()}, or {STRIPE_KEY} for Stripe."


@click.command("reconcile")
@click.option("--spreadsheet", help="Its id or address; else SPREADSHEET_ID.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=NIGHT_DAYS, show_default=True, help="How far back.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def reconcile_orders(spreadsheet: str | None, days: int, *, dry_run: bool) -> None:
    """Ask your shop for the orders that were changed of late, and take what its webhooks have not told.

    The nightly run does the same for three days. Nothing counts twice. The exit status is 1 where a shop could not be
    asked, or an order could not be taken.

    Example: python manage.py reconcile --days 30 --dry-run
    """
    shops = order_shops(os.environ, deadline_session())
    if not shops:
        raise click.ClickException(NO_SHOP)
    take = (
        _looking(spreadsheet)
        if dry_run
        else taker(open_store(spreadsheet), clock=now, spent=Spent(), seconds=COMMIT_SECONDS)
    )
    try:
        done = reconcile(shops, take, since=now() - timedelta(days=days), may_go_on=lambda: True)
    except WorkbookError as error:
        message = f"Stopped: {str(error).rstrip('.')}. Run the command again to go on."
        raise click.ClickException(message) from error
    added, updated, unchanged, refused = (done.fates[fate] for fate in IntakeStatus)
    asked = f"Asked {' and '.join(shops)} for {counted(days, 'day')}: "
    if dry_run:
        told = f"would add {added:,}, update {updated:,}, leave {unchanged:,} as they are, reject {refused:,}."
    else:
        told = f"added {added:,}, updated {updated:,}, left {unchanged:,} as they are, rejected {refused:,}."
    click.echo(asked + told)
    for sentence in done.away:
        click.echo(str(sentence))
    if refused and not dry_run:
        click.echo("The tab Problems says why.")
    if done.away or refused:
        raise click.exceptions.Exit(1)


def _looking(spreadsheet: str | None) -> Take:
    """Takes nothing, and says what would become of it."""
    book = look_at(spreadsheet)

    def take(orders: Sequence[ShopOrder], _also: Sequence[Problem]) -> Sequence[IntakeResult]:
        return take_orders(book, orders=orders, now=now()).outcome

    return take
