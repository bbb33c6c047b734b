"""Setting the spreadsheet up."""

import click

from commands.spreadsheets import open_spreadsheet
from sheets.errors import WorkbookError
from sheets.setup import set_up
from world.world import chance


@click.command()
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
