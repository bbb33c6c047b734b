"""The owner's and operator's command line: set up the spreadsheet, check that all is well, close the books."""

import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loyalty.book import Book
from loyalty.rehearsal import rehearse
from loyalty.values import LetterName
from mail.lines import BadSender
from mail.post import PostClosed
from mail.server import BadAddress
from sheets.checkup import Finding, check_up
from sheets.errors import NoAccess, WorkbookError
from sheets.google import Google, Spent
from sheets.setup import set_up
from sheets.workbook import Workbook
from words.tongue import LANGUAGES
from world import closing
from world.chromium import NoPicture, find_chromium
from world.environment import Environment, VariableMalformed, VariableMissing, advice, complaints, wanted_by
from world.preview import letters_in, preview, preview_real
from world.reminders import Run, release, would_send
from world.world import World, chance, now, open_google

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar  # click gives it no public name

LOOK_SECONDS = 60.0
YOUNGEST_DAYS = 30
"""Books are not closed over what is younger: customers still ask for it, and the owner still mends it."""
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
    environment = Environment(os.environ)
    findings = [Finding(sentence, blocks=True) for sentence in complaints(environment)]
    findings += [Finding(sentence, blocks=False) for sentence in advice(environment)]
    try:
        findings += check_up(open_spreadsheet(spreadsheet), partial(wanted_by, environment))
    except click.ClickException as error:
        findings.append(Finding(error.message, blocks=True))
    for finding in findings:
        click.echo(f"{'✗' if finding.blocks else '·'} {finding.sentence}")
    if not findings:
        click.echo("All is well.")
    sys.exit(int(any(finding.blocks for finding in findings)))


@manage.command("close-books")
@click.argument("spreadsheet", required=False)
@click.option("--before", metavar="YYYY-MM-DD", help="Close what is older than this day; else than last year.")
@click.option("--dry-run", is_flag=True, help="Only say what would be moved.")
def close_books(spreadsheet: str | None, before: str | None, *, dry_run: bool) -> None:
    """Move old lines of the Ledger into a tab for each year; everybody's points stay as they are.

    One line for each member stands for hers. Run it again whenever it was interrupted: what it did is complete.

    Example: python manage.py close-books --before 2025-01-01 --dry-run
    """
    day = the_day(before, today=now().date())
    google = open_spreadsheet(spreadsheet)
    try:
        quota = Environment(os.environ).quota
    except VariableMalformed as error:
        raise click.ClickException(str(error)) from error
    start = partial(Workbook, google, clock=now, chance=chance, quota=quota)
    tell(closing.plan(start(), before=day) if dry_run else closing.close(google, start, before=day))


@manage.command("campaign-preview")
@click.argument("campaign")
@click.argument("spreadsheet", required=False)
def campaign_preview(campaign: str, spreadsheet: str | None) -> None:
    """Say what CAMPAIGN, a row of the tab Campaigns, would have given to the orders of a year ago.

    Nothing is written. Its days are moved a year back; a campaign without both days is tried on all of the last year.

    Example: python manage.py campaign-preview "Double week"
    """
    book = look_at(spreadsheet)
    found = rehearse(book, campaign=campaign, now=now())
    if found is None:
        names = ", ".join(one.name for one in book.offers.campaigns) or "none"
        raise click.ClickException(f"There is no campaign {campaign!r} in the tab Campaigns. There are: {names}.")
    click.echo(f"{found.campaign}, tried on the orders placed from {found.first} to {found.last}:")
    click.echo(f"members touched: {found.members}, orders: {found.orders}, points given: {found.points}")
    if found.cost is None:
        click.echo("What they would cost cannot be said: no reward has a Cost.")
    else:
        click.echo(f"when they are spent on rewards, they cost about {found.cost} {found.currency}")


def look_at(named: str | None) -> Book:
    """The spreadsheet as it is, which is only looked at."""
    try:
        workbook = Workbook(open_spreadsheet(named), clock=now, chance=chance, quota=Environment(os.environ).quota)
        return workbook.look(seconds=LOOK_SECONDS).book
    except (WorkbookError, VariableMalformed) as error:
        raise click.ClickException(f"The spreadsheet cannot be read: {str(error).rstrip('.')}.") from error


@manage.group()
def letters() -> None:
    """What the program writes to people."""


@letters.command("preview")
@click.argument("spreadsheet", required=False)
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to.")
@click.option("--language", "only", type=click.Choice(LANGUAGES), help="Only this one; else all, or each member's own.")
@click.option("--real", is_flag=True, help="With what the spreadsheet says, each letter to a member whom it suits.")
def preview_letters(spreadsheet: str | None, out: Path, only: str | None, *, real: bool) -> None:
    """Write every letter as HTML, plain text and pictures: of a made-up shop, or with what SPREADSHEET really says.

    Nothing is sent, and nothing is written into the spreadsheet. Members are named by their codes.

    Example: python manage.py letters preview --real --out letters --language ru
    """
    languages = (only,) if only else LANGUAGES
    pages, length = preview(out, languages), letters_in(languages)
    if real or spreadsheet:
        pages, length = preview_of(spreadsheet, out, only), len(LetterName)
    said = list[str]()
    try:
        with progress("Letters", length=length) as bar:
            for sentence in pages:
                said.append(sentence)
                bar.update(1)
    except (NoPicture, OSError) as error:
        raise click.ClickException(f"The letters in {out} are not complete: {error}.") from error
    if real or spreadsheet:
        click.echo("\n".join(said))
    else:
        click.echo(f"{len(said)} letters are in {out}.")
    if not find_chromium():
        click.echo("There are no pictures of them: Chromium is not installed here.")


def preview_of(named: str | None, out: Path, language: str | None) -> Iterator[str]:
    """The letters with what the spreadsheet says now, which is only looked at."""
    environment = Environment(os.environ)
    way_out = bool(environment.public_url and environment.link_key)
    return preview_real(out, look_at(named), now=now(), language=language, way_out=way_out)


@manage.command()
@click.option("--dry-run", is_flag=True, help="Only say who would get which letter, and why the others would not.")
@click.option("--retry-taken", is_flag=True, help="Send also letters that a broken run took, if they are still due.")
def remind(*, dry_run: bool, retry_taken: bool) -> None:
    """Send the letters that are due, as the daily task does. Members are named by their codes.

    A letter that was taken by a run that died, or that the mail server did not answer for, is never sent again by
    itself: nobody knows whether it arrived. With --retry-taken those older than an hour go out once more.

    Example: python manage.py remind --dry-run
    """
    world = World.of(os.environ)
    try:
        if dry_run:
            for line in would_send(world.workbook.look(seconds=LOOK_SECONDS).book, now=world.clock()):
                click.echo(line)
            return
        if retry_taken:
            released = release(world.workbook, now=world.clock())
            click.echo(f"{released} letters that were taken before may go out again.")
        with progress("Letters", length=1) as bar:

            def tell_bar(done: int, due: int) -> None:
                bar.length = due
                bar.update(done - bar.pos)

            run = Run(
                world.workbook,
                sender=world.environment.sender,
                clock=world.clock,
                spent=Spent(),
                may_go_on=lambda: True,
                unsubscribe=world.unsubscribe_link,
                chat=world.chat_or_why,
                tell=tell_bar,
            )
            count = run.send_all(world.post_or_why)
    except (WorkbookError, VariableMissing, VariableMalformed, BadSender, BadAddress, PostClosed) as error:
        raise click.ClickException(f"Stopped: {error}") from error
    click.echo(f"due {count.due}, sent {count.sent}, failed {count.failed}, left {count.left}, taken {count.taken}")


def progress(label: str, *, length: int) -> "ProgressBar[int]":
    """A bar on stderr, and nothing at all where that is no terminal."""
    return click.progressbar(length=length, label=label, show_pos=True, file=sys.stderr, hidden=not sys.stderr.isatty())


def tell(sentences: Iterator[str]) -> None:
    """Says each sentence when it is true; one more when something came between."""
    try:
        for sentence in sentences:
            click.echo(sentence)
    except WorkbookError as error:
        message = f"Stopped: {str(error).rstrip('.')}. Nothing is half done; run the command again to go on."
        raise click.ClickException(message) from error


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


if __name__ == "__main__":
    manage()
