"""What the program did, in figures: of the last 365 days, or of one year."""

import os
from dataclasses import dataclass
from datetime import date
from typing import assert_never

import click

from commands.report.printed_figures import as_csv, as_json, as_text
from commands.spreadsheets import open_spreadsheet, snapshot_of
from loyalty.model.program_settings import Settings
from loyalty.report.conclusions.whole_report import Report, report_of
from loyalty.report.periods import calendar_year, year_before
from service.container import Container, chance, now
from sheets.engine.archive.closed_lines import ClosedLines, closed_lines
from sheets.engine.archive.second_spreadsheet import elsewhere
from sheets.engine.reports.report_commit import Fate, Written, write_report
from sheets.google.client import Google, Spent
from sheets.google.errors import NoAnswer, WorkbookError
from sheets.requests.report_requests import sheet_id
from sheets.schema.layout import Layout
from sheets.schema.reports.page_writing import report_page
from sheets.schema.reports.report_page import ReportPage
from sheets.schema.reports.report_said import report_said
from words.days import FIRST_YEAR, LAST_YEAR

CLOSED_YEARS_SECONDS = 600.0
EVERY_LINE = 10_000_000
"""A spreadsheet has no more cells."""


@click.command("report")
@click.argument("spreadsheet", required=False)
@click.option(
    "--year",
    type=click.IntRange(FIRST_YEAR + 1, LAST_YEAR - 1),
    help="This year, from January to December; else the 365 days that ended yesterday.",
)
@click.option("--json", "json_", is_flag=True, help="All figures as one JSON object.")
@click.option("--csv", "csv_", is_flag=True, help="All figures as CSV, one on each line.")
@click.option("--html", "html_", is_flag=True, help="One page for the browser, with charts and without scripts.")
@click.option("--email", is_flag=True, help="Send it to the address under Owner e-mail, too, with charts as pictures.")
def report(spreadsheet: str | None, year: int | None, *, json_: bool, csv_: bool, html_: bool, email: bool) -> None:
    """Say what is certain, what is likely and what nobody can know: members, points, rewards, who orders again.

    It stands with tables and charts in the tab Report then, in the place of the report before. That of a --year has a
    tab of its own and never changes. With --json, --csv or --html nothing is written. --email sends it as well, each
    time once. docs/report.md says what each figure means, and where it misleads.

    Example: python manage.py report --year 2025
    """
    if json_ + csv_ + html_ + email > 1:
        raise click.ClickException("Choose one: --json, --csv, --html or --email.")
    google = open_spreadsheet(spreadsheet)
    made = report_on(google, year)
    if email and not made.settings.owner_email:
        raise click.ClickException("Nobody is to get it: write your address under Owner e-mail in the tab Settings.")
    said = report_said(made.report, made.language)
    if json_ or csv_:
        click.echo(as_json(made.report, said) if json_ else as_csv(made.report, said), nl=json_)
        return
    page = report_page(made.report, said, made.language, made=made.today, stays=year is not None)
    if html_:
        from commands.report.html_report import as_html  # templates: whoever only reads the report loads none

        click.echo(as_html(page))
        return
    click.echo(as_text(said))
    # What stands in a year's tab never changes, so none is made before the year is over.
    written = _write(google, page, made.today, year) if year is None or year < made.today.year else None
    told = (
        _told(written) if written else f"No tab is made as long as {year} is not over: what stands there never changes."
    )
    click.echo(f"\n{told}")
    if email:
        tab, number = (written.title, sheet_id(year)) if written else ("", 0)
        click.echo(_mail(page, made, google.spreadsheet, tab, number))


def _write(google: Google, page: ReportPage, today: date, year: int | None) -> Written:
    try:
        return write_report(google, page, day=today, year=year, chance=chance, spent=Spent())
    except NoAnswer as error:
        again = "Run the command again: nothing is written twice"
        raise click.ClickException(f"It is not known whether the tab was written: {error}. {again}.") from error
    except WorkbookError as error:
        raise click.ClickException(f"The tab was not written: {str(error).rstrip('.')}.") from error


def _told(written: Written) -> str:
    """What became of it, in a sentence."""
    match written.fate:
        case Fate.FROZEN:
            return f"The tab {written.title} was there already, and stays as it is."
        case Fate.REPLACED:
            return f"Written into the tab {written.title}, in the place of the report before."
        case Fate.MADE:
            yours = f" The tab {written.not_ours} is one of your own and stays as it is." if written.not_ours else ""
            return f"Made the tab {written.title}.{yours}"
        case _:
            assert_never(written.fate)


def _mail(page: ReportPage, made: "MadeReport", spreadsheet: str, tab: str, number: int) -> str:
    """Sends it, and says so."""
    from commands.report.chart_pictures import pictures  # as above
    from service.runs.report_mail import NOT_MAILED, ReportToMail, mail_report

    report = ReportToMail(page, made.today, made.settings, spreadsheet, tab, number)
    try:
        mail_report(report, Container.of(os.environ), now=now(), pictures=pictures(report.page, report.settings.colour))
    except NOT_MAILED as error:
        raise click.ClickException(f"It was not sent: {str(error).rstrip('.')}.") from error
    return "Sent to the address under Owner e-mail."


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A report with the settings and the language of its sheet, and the day there."""

    report: Report
    settings: Settings
    language: str
    today: date


def report_on(google: Google, year: int | None) -> MadeReport:
    """The report on this spreadsheet, of a year or of the 365 days before today."""
    snapshot = snapshot_of(google)
    settings = snapshot.book.settings
    today = settings.day(now())
    period = year_before(today) if year is None else calendar_year(year)
    closed = _closed_lines(google, snapshot.layout)
    for sentence in closed.told:
        click.echo(sentence, err=True)
    made = report_of(snapshot.book, period, today=today, closed=closed.lines, unread=closed.unread)
    return MadeReport(made, settings, snapshot.layout.language, today)


def _closed_lines(google: Google, layout: Layout) -> ClosedLines:
    """All of them, however many there are: this machine has the memory."""
    try:
        others = elsewhere(google)
    except WorkbookError as error:
        raise click.ClickException(f"The spreadsheet cannot be read: {str(error).rstrip('.')}.") from error
    return closed_lines(google, layout, others, seconds=CLOSED_YEARS_SECONDS, spent=Spent(), most=EVERY_LINE)
