"""The owner's and operator's command line: set up the spreadsheet, check that all is well."""

import os
import re
import sys

import click

from sheets.checkup import Finding, check_up
from sheets.errors import NoAccess, WorkbookError
from sheets.google import Google
from sheets.setup import set_up
from world.environment import Environment, complaints
from world.world import chance, open_google

_ADDRESS = re.compile(r"/spreadsheets/d/([A-Za-z0-9_-]+)")


@click.group()
def manage() -> None:
    """Regulars: a loyalty program in your Google Sheet."""


def the_spreadsheet(named: str | None) -> str:
    """The spreadsheet's id, from an id or a web address, else from SPREADSHEET_ID."""
    given = (named or os.environ.get("SPREADSHEET_ID", "")).strip()
    if not given:
        raise click.ClickException("Name the spreadsheet: its id or its address, or set SPREADSHEET_ID.")
    found = _ADDRESS.search(given)
    return found[1] if found else given


def open_spreadsheet(named: str | None) -> Google:
    """The spreadsheet behind Google's API; one clear sentence when there are no credentials."""
    try:
        return open_google(the_spreadsheet(named), Environment(os.environ).sheets_url)
    except NoAccess as error:
        message = f"I cannot ask Google: {error}. Run: gcloud auth application-default login"
        raise click.ClickException(message) from error


@manage.command()
@click.argument("spreadsheet", required=False)
def setup(spreadsheet: str | None) -> None:
    """Add what SPREADSHEET lacks: tabs, headings, settings, the fence. Changes nothing that is there.

    Example: python manage.py setup https://docs.google.com/spreadsheets/d/1AbC.../edit
    """
    try:
        words = set_up(open_spreadsheet(spreadsheet), chance=chance())
    except WorkbookError as error:
        raise click.ClickException(f"Nothing was changed or it cannot be known: {error}.") from error
    for word in words or ["Everything was there already."]:
        click.echo(word)


@manage.command()
@click.argument("spreadsheet", required=False)
def check(spreadsheet: str | None) -> None:
    """Say in plain sentences what is wrong with the environment and with SPREADSHEET.

    Exit status 1 when something keeps the program from working.

    Example: python manage.py check
    """
    findings = [Finding(sentence, blocks=True) for sentence in complaints(Environment(os.environ))]
    try:
        findings += check_up(open_spreadsheet(spreadsheet))
    except click.ClickException as error:
        findings.append(Finding(error.message, blocks=True))
    for finding in findings:
        click.echo(f"{'✗' if finding.blocks else '·'} {finding.sentence}")
    if not findings:
        click.echo("All is well.")
    sys.exit(int(any(finding.blocks for finding in findings)))


if __name__ == "__main__":
    manage()
