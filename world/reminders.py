"""The reminder run: letters taken in one commit, sent, and noted in another, slice after slice."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

from loyalty.outcomes import LetterFacts
from loyalty.remind import LetterResult, note_results, take_due
from loyalty.values import LetterStatus
from mail.letters import LetterBroken, write
from mail.lines import BadRecipient, read_sender
from mail.post import Connection, Post, PostClosed, Refused
from sheets.google import Spent
from sheets.workbook import Workbook
from words.tongue import language_of

SLICE = 100
COMMIT_SECONDS = 60.0

log = logging.getLogger("regulars.reminders")


@dataclass(slots=True)
class Count:
    """What a run did: letters that were due, sent, failed, and left for the next run."""

    due: int = 0
    sent: int = 0
    failed: int = 0
    left: int = 0

    def as_answer(self) -> dict[str, str | int]:
        """The task's answer."""
        return {"task": "remind", **asdict(self)}


def remind(
    workbook: Workbook,
    post: Post,
    *,
    sender: str,
    clock: Callable[[], datetime],
    spent: Spent,
    may_go_on: Callable[[], bool],
) -> Count:
    """Sends what is due while it may go on.

    Raises BadSender and PostClosed before any letter is taken, and WorkbookErrors.
    """
    read_sender(sender)
    count = Count()
    with post.connection() as connection:
        while True:
            take = partial(take_due, now=clock(), limit=SLICE)
            taken = workbook.transact(take, seconds=COMMIT_SECONDS, spent=spent, tidy=True)
            count.due += len(taken.reminders)
            count.left = taken.left
            if not taken.reminders:
                return count
            results = dict(_send(connection, taken.reminders, sender=sender, now=clock()))
            note = partial(note_results, results=results)
            workbook.transact(note, seconds=COMMIT_SECONDS, spent=spent, tidy=True)
            sent = sum(result.status is LetterStatus.SENT for result in results.values())
            count.sent += sent
            count.failed += len(results) - sent
            if not taken.left or not may_go_on():
                return count


def _send(
    connection: Connection, reminders: Iterable[LetterFacts], *, sender: str, now: datetime
) -> Iterable[tuple[str, LetterResult]]:
    for reminder in reminders:
        yield reminder.letter.id, _send_one(connection, reminder, sender=sender, now=now)


def _send_one(connection: Connection, reminder: LetterFacts, *, sender: str, now: datetime) -> LetterResult:
    try:
        language = language_of(reminder.language, reminder.program_language)
        letter = write(reminder, language=language, sender=sender, unsubscribe="", now=now)
        delivered = connection.deliver(letter)
    except (LetterBroken, BadRecipient, PostClosed) as error:
        log.error("a letter was not sent: %s", error)
        return LetterResult(LetterStatus.FAILED, str(error))
    if isinstance(delivered, Refused):
        return LetterResult(LetterStatus.FAILED, delivered.why)
    return LetterResult(LetterStatus.SENT)
