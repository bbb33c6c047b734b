"""Closing the books of past years."""

import os
from datetime import date
from functools import partial

import click

from commands import closing_run
from commands.spreadsheets import open_spreadsheet, the_spreadsheet
from commands.terminal import tell
from service.container import chance, now
from service.environment import Environment, VariableMalformed
from sheets.engine.archive.second_spreadsheet import CannotHoldYears, look_at_second
from sheets.google.client import Google
from sheets.google.errors import WorkbookError
from sheets.workbook import Workbook

YOUNGEST_DAYS = 30
"""Books are not closed over what is younger: customers still ask for it, and the owner still corrects it."""


@click.command("close-books")
@click.argument("spreadsheet", required=False)
@click.option("--before", metavar="YYYY-MM-DD", help="Close what is older than this day; else than last year.")
@click.option("--into", metavar="SPREADSHEET", help="Move all tabs of closed years into this other spreadsheet, too.")
@click.option("--dry-run", is_flag=True, help="Only say what would be moved.")
def close_books(spreadsheet: str | None, before: str | None, into: str | None, *, dry_run: bool) -> None:
    """Move old lines of the Ledger into a tab for each year; everybody's points stay as they are.

    One line for each member stands for theirs. Run it again whenever it was interrupted: what it did is complete.

    Example: python manage.py close-books --before 2025-01-01 --dry-run
    """
    day = the_day(before, today=now().date())
    google = open_spreadsheet(spreadsheet)
    second = None if into is None else the_second(google, into)
    try:
        quota = Environment(os.environ).quota
    except VariableMalformed as error:
        raise click.ClickException(str(error)) from error
    start = partial(Workbook, google, clock=now, chance=chance, quota=quota)
    if dry_run:
        tell(closing_run.plan(start(), before=day, into=second))
    else:
        tell(closing_run.close(google, start, before=day, into=second))


def the_second(google: Google, into: str) -> Google:
    """The spreadsheet for closed years, by its id or address; a sentence when it will not do."""
    second = google.beside(the_spreadsheet(into))
    try:
        look_at_second(google, second)
    except CannotHoldYears as error:
        raise click.ClickException(f"{error}.") from error
    except WorkbookError as error:
        raise click.ClickException(f"The second spreadsheet cannot be read: {str(error).rstrip('.')}.") from error
    return second


def the_day(written: str | None, *, today: date) -> date:
    """The day before which books are closed: the one written, else the first of last year."""
    if written is None:
        return date(today.year - 1, 1, 1)
    try:
        day = date.fromisoformat(written.strip())
    except ValueError:
        message = f"{written!r} is no day; write one such as {today.year}-01-01."
        raise click.ClickException(message) from None
    if (today - day).days < YOUNGEST_DAYS:
        raise click.ClickException(f"Books can be closed before a day that is {YOUNGEST_DAYS} days past; {day} is not.")
    return day
