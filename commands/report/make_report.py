"""What the program did, in figures: of the last 365 days, or of one year."""

import click

from commands.report.closed_lines import closed_lines
from commands.report.printed_figures import as_csv, as_json, as_text
from commands.spreadsheets import open_spreadsheet, snapshot_of
from loyalty.report.conclusions.whole_report import Report, report_of
from loyalty.report.periods import calendar_year, year_before
from service.container import now
from sheets.google.client import Google
from sheets.schema.reports.report_said import report_said
from words.days import FIRST_YEAR, LAST_YEAR


@click.command("report")
@click.argument("spreadsheet", required=False)
@click.option(
    "--year",
    type=click.IntRange(FIRST_YEAR + 1, LAST_YEAR - 1),
    help="This year, from January to December; else the 365 days that ended yesterday.",
)
@click.option("--json", "json_", is_flag=True, help="All figures as one JSON object.")
@click.option("--csv", "csv_", is_flag=True, help="All figures as CSV, one on each line.")
def report(spreadsheet: str | None, year: int | None, *, json_: bool, csv_: bool) -> None:
    """Say what is certain, what is likely and what nobody can know: members, points, rewards, who orders again.

    Nothing is written. docs/report.md says what each figure means, and where it misleads.

    Example: python manage.py report --year 2025 --json
    """
    if json_ and csv_:
        raise click.ClickException("Choose one of the two: --json or --csv.")
    made, language = report_on(open_spreadsheet(spreadsheet), year)
    said = report_said(made, language)
    if json_:
        click.echo(as_json(made, said))
    elif csv_:
        click.echo(as_csv(made, said), nl=False)
    else:
        click.echo(as_text(said))


def report_on(google: Google, year: int | None) -> tuple[Report, str]:
    """The report on this spreadsheet, of a year or of the 365 days before today, and the sheet's language."""
    snapshot = snapshot_of(google)
    today = snapshot.book.settings.day(now())
    period = year_before(today) if year is None else calendar_year(year)
    closed, unread = closed_lines(google, snapshot)
    for sentence in unread:
        click.echo(sentence, err=True)
    return report_of(snapshot.book, period, today=today, closed=closed), snapshot.layout.language
