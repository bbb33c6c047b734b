"""Counting the books on demand: does the Ledger still say what it said when it was counted?"""

import os
from collections.abc import Iterator

import click

from commands.spreadsheets import open_spreadsheet
from commands.terminal import tell
from loyalty.nightly.ledger_count import Difference, Stock, count, differences, lines_of, take_stock
from service.container import chance, now
from service.environment import Environment, VariableMalformed
from service.runs.books_count import count_books
from sheets.engine import fence
from sheets.google.client import Spent
from sheets.google.errors import WorkbookError
from sheets.schema.count_sentences import sentences_of
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.snapshot import Snapshot
from sheets.workbook import OPENING_SECONDS, Workbook


class CommitNumber(click.ParamType[int]):
    """A commit's number as the nightly run prints it: hexadecimal digits."""

    name = "commit"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        try:
            return int(str(value).strip(), 16)
        except ValueError:
            self.fail(f"{value!r} is no commit; the nightly run prints them, such as 2a.", param, ctx)


@click.command("verify")
@click.argument("spreadsheet", required=False)
@click.option("--since", type=CommitNumber(), help="Compare with what was counted by this commit, not with the last.")
@click.option("--accept", is_flag=True, help="Count anew: what stands in the Ledger now is right.")
def verify(spreadsheet: str | None, since: int | None, *, accept: bool) -> None:
    """Count the books: does the Ledger still say what it said when it was counted?

    The first line that differs is named. The exit status is 1 when something does.

    Example: python manage.py verify --since 2a
    """
    google = open_spreadsheet(spreadsheet)
    try:
        workbook = Workbook(google, clock=now, chance=chance, quota=Environment(os.environ).quota)
    except VariableMalformed as error:
        raise click.ClickException(str(error)) from error
    if accept:
        tell(_accepted(workbook))
        return
    try:
        snapshot = workbook.read_whole(seconds=OPENING_SECONDS)
    except WorkbookError as error:
        raise click.ClickException(f"The spreadsheet cannot be read: {str(error).rstrip('.')}.") from error
    told = list(_told(snapshot, since))
    for line in told:
        click.echo(line)
    if told:
        raise click.exceptions.Exit(1)
    click.echo(f"The books add up at commit {fence.number(snapshot.token):x}.")


def _accepted(workbook: Workbook) -> Iterator[str]:
    workbook.open(seconds=OPENING_SECONDS)
    counted = count_books(workbook, clock=now, spent=Spent(), accept=True)
    yield f"Counted at commit {counted.commit:x}: what stands in the Ledger is right from now on."


def _told(snapshot: Snapshot, since: int | None) -> Iterator[str]:
    stock: Stock = take_stock(snapshot.book).outcome
    if since is not None and not any(noted.commit <= since for noted in stock.counts()):
        raise click.ClickException(f"Nothing was counted by commit {since:x}.")
    found = tuple(differences(count(stock, now=now()), stock.noted, since=since))
    yield from _ledgers_own(snapshot)
    yield from map(str, sentences_of(found, stock.ungiven))
    if found:
        yield _where(stock, found[0])


def _ledgers_own(snapshot: Snapshot) -> Iterator[str]:
    """The lines that count for nobody, each by its row."""
    for problem in snapshot.problems:
        if problem.tab == LEDGER.title:
            yield f"Ledger, row {problem.row}, {problem.column}: {problem.why}"


def _where(stock: Stock, difference: Difference) -> str:
    """Where to begin to look."""
    first = next(iter(lines_of(stock, difference)), None)
    if first is None:
        return f"No line of {difference.day} is there any more."
    return f"Begin to look at the line of {first.time:%Y-%m-%d %H:%M} UTC with the cause {first.cause}."
