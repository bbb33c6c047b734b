"""The owner's note: counted after the night, taken in one commit, sent, and noted in another."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.letters.outbox import LetterResult
from loyalty.letters.owner_note import DueNote, due_note, note_what_became, take_note
from loyalty.model.email_log import LetterStatus
from loyalty.model.program_settings import Settings
from loyalty.report.note_figures import NoteFigures, note_figures
from loyalty.report.periods import Period
from mail.letters import LetterBroken
from mail.owner.note_letter import NoteFacts, NoteItem, NoteLine, write_note
from mail.sanitise import BadRecipient, read_sender
from mail.smtp import Connection, MailServer, PostClosed
from service.runs.delivery import result_of
from sheets.codec.translation import said
from sheets.engine.archive.closed_lines import NIGHT_SECONDS, ClosedLines, closed_lines
from sheets.engine.archive.second_spreadsheet import FIELDS, noted_elsewhere
from sheets.engine.reports.cells_to_correct import cells_to_correct
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import Google, Spent
from sheets.schema.reports.note_sentences import Waits, note_said
from sheets.workbook import Workbook
from words.web_links import sheet_link

OWNER_NOTE_SETTING = "Owner note"
COMMIT_SECONDS = 60.0
READ_SECONDS = 120.0

log = logging.getLogger("regulars.owner_note")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the book does not know: how many things the night has found ``wrong``, the ``shops`` that are listened to,
    by the first part of their ids, with their names, and the last days of secrets that are ``ending``.
    """

    wrong: int = 0
    shops: Mapping[str, str] = field(default_factory=dict)
    ending: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """A note that was taken, with the figures and settings that it is written from."""

    due: DueNote
    figures: NoteFigures
    settings: Settings


def send_owner_note(
    workbook: Workbook,
    google: Callable[[], Google],
    post: MailServer | Exception,
    *,
    sender: str,
    around: Surroundings,
    clock: Callable[[], datetime],
    spent: Spent,
    may_go_on: Callable[[], bool],
) -> LetterStatus | None:
    """Sends the note if it is due, and says what became of it; None on other days. Costs one read as long as none is.

    Raises what keeps it from going out, with nothing taken: ``post`` where it is an error, BadSender and PostClosed;
    and WorkbookErrors.
    """
    now = clock()
    due = workbook.transact(lambda book: Decision(due_note(book, now=now)), seconds=COMMIT_SECONDS, spent=spent)
    if due is None or not may_go_on():
        return None
    if isinstance(post, Exception):
        raise post
    read_sender(sender)
    opened = google()
    finder = TabFinder(opened)
    layout = finder.look(seconds=READ_SECONDS, spent=spent, fields=FIELDS)
    elsewhere = noted_elsewhere(opened, finder.description)
    cells = cells_to_correct(opened, layout, seconds=READ_SECONDS, spent=spent)
    closed = closed_lines(opened, layout, elsewhere, seconds=NIGHT_SECONDS, spent=spent)
    # The connection before the line: a note that cannot leave is not taken.
    with post.connection() as connection:
        take = partial(_take, now=now, shops=around.shops, closed=closed, counted={})
        taken = workbook.transact(take, seconds=COMMIT_SECONDS, spent=spent)
        if taken is None:
            return None
        facts = _facts(taken, layout.language, cells, around, sheet=sheet_link(opened.spreadsheet))
        result, why = _sent(connection, facts, language=layout.language, sender=sender, now=clock())
        note = partial(note_what_became, letter=taken.due.letter, result=result, now=clock())
        workbook.transact(note, seconds=COMMIT_SECONDS, spent=spent)
    if why:
        log.error("the owner's note was not sent: %s", why)
    return result.status


def _take(
    book: Book, *, now: datetime, shops: Iterable[str], closed: ClosedLines, counted: dict[str, NoteFigures]
) -> Decision[Counted | None]:
    taken = take_note(book, now=now)
    due = taken.outcome
    if due is None:
        return Decision(None)
    # It takes seconds in a large shop: one look for each commit that it can be of is enough.
    if book.version not in counted:
        period = Period(due.first, due.last)
        # Without all of them it suggests nothing, and the rest goes out.
        lines = None if closed.unread else closed.lines
        counted[book.version] = note_figures(book.at_a_glance(), period, now=now, shops=shops, closed=lines)
    return Decision(Counted(due, counted[book.version], book.settings), taken.changes)


def _facts(taken: Counted, language: str, cells: int, around: Surroundings, *, sheet: str) -> NoteFacts:
    settings = taken.settings
    text = note_said(
        taken.figures, cells=cells, wrong=around.wrong, shops=around.shops, ending=around.ending, language=language
    )
    return NoteFacts(
        letter=taken.due.letter,
        first=taken.due.first,
        last=taken.due.last,
        came=[NoteLine(came.label, came.value, came.beside) for came in text.came],
        waits=list(map(_item, text.waits)),
        wrong=list(map(_item, text.wrong)),
        suggestion=text.suggestion,
        program=settings.program_name,
        shop=settings.shop_name,
        setting=said(OWNER_NOTE_SETTING, language),
        sheet=sheet,
        logo=settings.logo,
        colour=settings.colour,
    )


def _item(waits: Waits) -> NoteItem:
    return NoteItem(waits.what, waits.to_do)


def _sent(
    connection: Connection, facts: NoteFacts, *, language: str, sender: str, now: datetime
) -> tuple[LetterResult, str]:
    """What became of it, and why it was not sent; blank where it was."""
    try:
        result = result_of(connection.deliver(write_note(facts, language=language, sender=sender, now=now)))
    except (LetterBroken, BadRecipient) as error:
        result = LetterResult(LetterStatus.FAILED, str(error))
    except PostClosed as closed:
        result = LetterResult(LetterStatus.FAILED if closed.tried else LetterStatus.WAITING, closed.why)
    return result, "" if result.status is LetterStatus.SENT else result.detail
