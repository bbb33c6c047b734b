"""Setting the spreadsheet up."""

import sys
from collections.abc import Callable
from decimal import Decimal

import click

from commands.sheet.provision import carry_out, make_plan
from commands.spreadsheets import open_spreadsheet
from loyalty.model.program_settings import Settings
from service.container import chance
from sheets.engine.commits.protected_tab import protected_tab
from sheets.google.errors import NoAnswer, TabProtected, WorkbookError, WriteProtected
from words.amounts import LARGEST_AMOUNT, UnreadableAmount, read_plain_number
from words.locales import LANGUAGES


class Amount(click.ParamType[Decimal, str]):
    """An amount of money above zero."""

    name = "amount"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """The amount; a point or a comma parts its fraction."""
        try:
            amount = read_plain_number(value)
        except UnreadableAmount:
            amount = Decimal(0)
        if not 0 < amount <= LARGEST_AMOUNT:
            self.fail(f"{value!r} is no amount above zero; write one such as 65 or 49.90.", param, ctx)
        return amount


@click.command()
@click.argument("spreadsheet", required=False)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of what it writes; else that of the tabs there.")
@click.option("--average-order", type=Amount(), help="What a usual order comes to; prices the example rewards.")
@click.option("--without", multiple=True, metavar="HEADING", help="A heading that you took away on purpose; repeat it.")
@click.option("--sections", is_flag=True, help="Also put the settings under headings; each row moves as it is.")
@click.option("--formats", is_flag=True, help="Also set formats, widths, notes and choices of what is there anew.")
def setup(
    spreadsheet: str | None,
    language: str | None,
    average_order: Decimal | None,
    *,
    without: tuple[str, ...],
    sections: bool,
    formats: bool,
) -> None:
    """Add what SPREADSHEET lacks: tabs, headings, settings, the fence. Changes nothing that is there.

    Example: python manage.py setup https://docs.google.com/spreadsheets/d/1AbC.../edit
    """
    google = open_spreadsheet(spreadsheet)
    try:
        plan = make_plan(
            google,
            chance=chance(),
            language=language or "",
            usual_order=_asking(average_order),
            formats=formats,
            sections=sections,
            without=without,
        )
    except WorkbookError as error:
        raise click.ClickException(f"Nothing was changed: {str(error).rstrip('.')}.") from error
    try:
        words = carry_out(google, plan)
    except NoAnswer as error:
        again = "Run the command again: it adds only what is still missing"
        raise click.ClickException(f"It is not known whether all was done: {error}. {again}.") from error
    except WriteProtected as error:
        protected = TabProtected(protected_tab(error, plan.requests, plan.layout), google.account)
        raise click.ClickException(f"Nothing was changed: {protected}") from error
    except WorkbookError as error:
        raise click.ClickException(f"Nothing was changed: {str(error).rstrip('.')}.") from error
    for word in words or ["Everything was there already."]:
        click.echo(word)


def _asking(average_order: Decimal | None) -> Callable[[Settings], Decimal | None]:
    """What a usual order comes to: as said, else as asked for, where somebody sits at a terminal to answer."""

    def usual_order(settings: Settings) -> Decimal | None:
        if average_order is not None or not sys.stdin.isatty():
            return average_order
        question = f"What does a usual order in the shop come to, in {settings.currency}? (Enter: I do not know)"
        while answer := click.prompt(question, default="", show_default=False).strip():
            try:
                return Amount().convert(answer, None, None)
            except click.BadParameter as error:
                click.echo(error.message)
        return None

    return usual_order
