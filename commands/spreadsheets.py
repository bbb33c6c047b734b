"""The spreadsheet that a command works on."""

import os

import click

from loyalty.book.book import Book
from service.container import chance, now, open_google
from service.environment import Environment, VariableMalformed, spreadsheet_id
from sheets.google.client import Google
from sheets.google.errors import NoAccess, WorkbookError
from sheets.schema.snapshot import Snapshot
from sheets.workbook import Workbook

LOOK_SECONDS = 600.0
"""A spreadsheet that is nearly full takes some thirty requests, and half a minute of our own on a slow machine.

Each request has a limit of its own.
"""


def the_spreadsheet(named: str | None) -> str:
    """The spreadsheet's id, from an id or a web address, else from SPREADSHEET_ID; a sentence for any other text."""
    given = (named or os.environ.get("SPREADSHEET_ID", "")).strip()
    if not given:
        raise click.ClickException("Name the spreadsheet: its id or its address, or set SPREADSHEET_ID.")
    found = spreadsheet_id(given)
    if "/spreadsheets/d/e/" in found:
        raise click.ClickException("This is the link of a published page: open the spreadsheet itself and copy that.")
    if "/" in found or " " in found:
        raise click.ClickException(
            "This is no spreadsheet's address: open the spreadsheet in the browser and copy the address from the top, "
            "https://docs.google.com/spreadsheets/d/... ."
        )
    return found


def open_spreadsheet(named: str | None) -> Google:
    """The spreadsheet behind Google's API; one clear sentence when there are no credentials."""
    try:
        return open_google(the_spreadsheet(named), Environment(os.environ).sheets_url)
    except NoAccess as error:
        message = f"I cannot ask Google: {error}. Run: gcloud auth application-default login"
        raise click.ClickException(message) from error


def look_at(named: str | None) -> Book:
    """The spreadsheet as it is, which is only looked at."""
    return snapshot_of(open_spreadsheet(named)).book


def snapshot_of(google: Google) -> Snapshot:
    """The spreadsheet as it is, with its layout; one clear sentence when it cannot be read."""
    try:
        workbook = Workbook(google, clock=now, chance=chance, quota=Environment(os.environ).quota)
        return workbook.read_whole(seconds=LOOK_SECONDS)
    except (WorkbookError, VariableMalformed) as error:
        raise click.ClickException(f"The spreadsheet cannot be read: {str(error).rstrip('.')}.") from error
