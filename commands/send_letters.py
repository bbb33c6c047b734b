"""Looking at letters, and sending those that are due."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from secrets import token_hex

import click

from commands.preview.chromium import NoPicture, find_chromium
from commands.preview.letter_preview import letters_in, preview, preview_real
from commands.preview.letter_trial import Trial, send_trial, way_out_of_nobody
from commands.spreadsheets import LOOK_SECONDS, open_spreadsheet, snapshot_of
from commands.terminal import progress
from loyalty.model.addresses import looks_like_email
from loyalty.model.email_log import LetterName
from mail.sanitise import BadRecipient, BadSender
from mail.smtp import MailServer, PostClosed
from mail.smtp_url import BadAddress
from service.container import MAIL_SECONDS, Container, now
from service.environment import Environment, VariableMalformed, VariableMissing
from service.runs.letter_digits import digits_to, note_digits
from service.runs.reminder_run import Run, release, would_send
from sheets.google.client import Spent
from sheets.google.errors import WorkbookError
from words.locales import LANGUAGES
from words.web_links import sheet_link


@click.group()
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
    way_out, google = bool(environment.public_url and environment.link_key), open_spreadsheet(named)
    book, sheet = snapshot_of(google).book, sheet_link(google.spreadsheet)
    return preview_real(out, book, now=now(), language=language, way_out=way_out, sheet=sheet)


@letters.command("send-test")
@click.argument("spreadsheet", required=False)
@click.option("--to", "address", help="Where to; else the address in the setting Owner e-mail.")
@click.option(
    "--letter",
    "names",
    multiple=True,
    type=click.Choice([name.value for name in LetterName]),
    help="Only this one; else all.",
)
@click.option("--language", "only", type=click.Choice(LANGUAGES), help="In this one; else in each member's own.")
def send_test(spreadsheet: str | None, address: str | None, names: tuple[str, ...], only: str | None) -> None:
    """Send emails to yourself, with your words in the tab Texts and what SPREADSHEET really says.

    Each is as the member whom it suits would get it, else with a made-up one. Nobody else gets anything, nothing is
    written into the spreadsheet, and the link that ends emails in them ends nobody's.

    Example: python manage.py letters send-test --letter reminder --to me@example.com
    """
    environment, google = Environment(os.environ), open_spreadsheet(spreadsheet)
    book, sheet = snapshot_of(google).book, sheet_link(google.spreadsheet)
    to = (address or book.settings.owner_email).strip()
    if not looks_like_email(to):
        raise click.ClickException("There is no address to send to. Name one with --to, or fill in Owner e-mail.")
    wanted = tuple(LetterName(name) for name in names) or tuple(LetterName)
    try:
        server = MailServer(environment.needed("SMTP_URL"), timeout=MAIL_SECONDS)
        way_out = way_out_of_nobody(environment.public_url)
        trial = Trial(to, environment.needed("MAIL_FROM"), token_hex(16), sheet, way_out)
        with server.connection() as connection:
            for sentence in send_trial(connection, book, wanted, trial, language=only, now=now()):
                click.echo(sentence)
    except (VariableMissing, BadAddress, BadSender, BadRecipient, PostClosed) as error:
        raise click.ClickException(f"Stopped: {error}") from error


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say who would get which letter, and why the others would not.")
@click.option("--retry-taken", is_flag=True, help="Send also letters that a broken run took, if they are still due.")
def remind(*, dry_run: bool, retry_taken: bool) -> None:
    """Send the letters that are due, as the daily task does. Members are named by their codes.

    A letter that was taken by a run that died, or that the mail server did not answer for, is never sent again by
    itself: nobody knows whether it arrived. With --retry-taken those older than an hour go out once more.

    Example: python manage.py remind --dry-run
    """
    container = Container.of(os.environ)
    try:
        if dry_run:
            for line in would_send(container.workbook.read_whole(seconds=LOOK_SECONDS).book, now=container.clock()):
                click.echo(line)
            return
        if retry_taken:
            released = release(container.workbook, now=container.clock())
            click.echo(f"{released} letters that were taken before may go out again.")
        with progress("Letters", length=1) as bar:

            def tell_bar(done: int, due: int) -> None:
                bar.length = due
                bar.update(done - bar.pos)

            run = Run(
                container.workbook,
                sender=container.environment.sender,
                clock=container.clock,
                spent=Spent(),
                may_go_on=lambda: True,
                unsubscribe=container.unsubscribe_link,
                card=container.card_in_email,
                sheet=sheet_link(container.environment.spreadsheet),
                confirm=container.confirm_link,
                note_digits=partial(note_digits, container),
                digits=partial(digits_to, container),
                chat=container.chat_or_why,
                tell=tell_bar,
            )
            count = run.send_all(container.mail_server_or_why)
    except (WorkbookError, VariableMissing, VariableMalformed, BadSender, BadAddress, PostClosed) as error:
        raise click.ClickException(f"Stopped: {error}") from error
    click.echo(f"due {count.due}, sent {count.sent}, failed {count.failed}, left {count.left}, taken {count.taken}")
