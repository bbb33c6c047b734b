"""The owner's note: when it is due, and the lines of Emails by which it goes out once.

It is taken before it is sent, as all emails are (docs/decisions/0084-the-owners-note.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import AddLetter, Decision
from loyalty.letters.due import COUNTED_STATUSES, MOST_TRIES_OF_A_LETTER, WEEK_DAYS
from loyalty.letters.outbox import LetterResult
from loyalty.model.causes import letter_id
from loyalty.model.email_log import OWNER_NOTE, THE_OWNER, Letter, LetterStatus
from loyalty.model.program_settings import OwnerNote, Settings

LONGEST_DAYS = 31
"""A note tells of no more days than these, however long none has gone out."""


@dataclass(frozen=True, slots=True)
class DueNote:
    """A note for ``today`` tells of the days from ``first`` to the day before; ``letter`` is its line to be written."""

    first: date
    today: date
    letter: Letter

    @property
    def last(self) -> date:
        """The last day that it tells of."""
        return self.today - timedelta(days=1)


def due_note(book: Book, *, now: datetime) -> DueNote | None:
    """The note that is to go out now; None on other days, where none is wanted, and without the owner's address."""
    settings, today = book.settings, book.settings.day(now)
    days = _rhythm(settings)
    if days is None or not settings.owner_email:
        return None
    notes = _notes(book, today)
    gone = max((day for day, note in notes if note.status in COUNTED_STATUSES), default=None)
    if gone is not None and today < gone + timedelta(days=days):
        return None
    if _failed(notes, settings, today) >= MOST_TRIES_OF_A_LETTER:
        return None
    of_today = next((note for day, note in notes if day == today), None)
    if of_today and of_today.status is LetterStatus.FAILED:
        return None
    first = max(gone or today - timedelta(days=days), today - timedelta(days=LONGEST_DAYS))
    return DueNote(first, today, _taken(of_today, settings, today, now))


def take_note(book: Book, *, now: datetime) -> Decision[DueNote | None]:
    """Takes the note that is due, so that no other run sends it."""
    due = due_note(book, now=now)
    return Decision(due, (AddLetter(due.letter),) if due else ())


def note_what_became(book: Book, *, letter: Letter, result: LetterResult, now: datetime) -> Decision[None]:
    """The second line of a note that was taken: what became of it."""
    known = book.letter(letter.id, letter.member) or letter
    # What is noted already, before an answer of Google's was lost, is not noted twice.
    if (known.status, known.detail) == (result.status, result.detail):
        return Decision(None)
    return Decision(None, (AddLetter(known.next_line(result.status, result.detail, now=now)),))


def _rhythm(settings: Settings) -> int | None:
    """Days from one note to the next; None for no note."""
    match settings.owner_note:
        case OwnerNote.WEEKLY:
            return WEEK_DAYS
        case OwnerNote.DAILY:
            return 1
        case OwnerNote.NO:
            return None
        case _:
            assert_never(settings.owner_note)


def _notes(book: Book, today: date) -> Sequence[tuple[date, Letter]]:
    """All notes with their days, as far as these can be read."""
    written = (note for note in book.letters_to(THE_OWNER) if note.letter == OWNER_NOTE)
    dated = ((_day(note), note) for note in written)
    # When the zone has moved west, the last note may be of tomorrow. A day further ahead would end all notes for years.
    return [(day, note) for day, note in dated if day and day <= today + timedelta(days=1)]


def _day(note: Letter) -> date | None:
    try:
        return date.fromisoformat(note.id.rpartition(":")[2])
    except ValueError:
        return None


def _failed(notes: Sequence[tuple[date, Letter]], settings: Settings, today: date) -> int:
    """How often a note has failed at this very address within the week: more would say no more."""
    lately = (note for day, note in notes if day > today - timedelta(days=WEEK_DAYS))
    return sum(note.status is LetterStatus.FAILED and note.email == settings.owner_email for note in lately)


def _taken(before: Letter | None, settings: Settings, today: date, now: datetime) -> Letter:
    email = settings.owner_email
    if before:
        return replace(before.next_line(LetterStatus.TAKEN, now=now), email=email)
    id_ = letter_id(OWNER_NOTE, THE_OWNER, today.isoformat())
    return Letter(id_, now, THE_OWNER, email, OWNER_NOTE, LetterStatus.TAKEN)
