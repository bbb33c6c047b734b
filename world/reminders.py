"""The reminder run: letters taken in one commit, sent, and noted in the commit that takes the next slice."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.message import EmailMessage
from functools import partial

from loyalty.book import Book
from loyalty.due import Due
from loyalty.outcomes import LetterFacts, TakenReminders
from loyalty.remind import LetterResult, look_over, note_and_take, note_results, release_taken, take_due
from loyalty.values import LetterName, LetterStatus
from mail.letters import LetterBroken, language_to, write
from mail.lines import BadRecipient, read_sender
from mail.post import Connection, Delivered, Post, PostClosed, Refused, Unsure
from sheets.google import Spent
from sheets.workbook import Workbook
from world.pace import Pace

SLICE = 200
COMMIT_SECONDS = 60.0
WAITING = LetterResult(LetterStatus.WAITING)

log = logging.getLogger("regulars.reminders")


def would_send(book: Book, *, now: datetime) -> Iterator[str]:
    """A line for each member: the letter that she, or the owner because of her, is due now, or why there is none."""
    tally = Counter[str]()
    for member, due in look_over(book, now=now):
        said = f"{due.name}" if isinstance(due, Due) else f"- {due}"
        tally[said] += 1
        yield f"{member.code}  {said}"
    yield from (f"{number} × {said}" for said, number in tally.most_common())


def release(workbook: Workbook, *, now: datetime) -> int:
    """Lets letters go out again of which nobody knows what became; gives their number."""
    rule = partial(release_taken, now=now, limit=SLICE)
    return workbook.transact(rule, seconds=COMMIT_SECONDS, tidy=True)


@dataclass(slots=True)
class Count:
    """What a run did: letters that were due, sent, failed, and left for the next run.

    ``taken`` are those of which nobody knows whether they arrived, of runs before and of this one.
    """

    due: int = 0
    sent: int = 0
    failed: int = 0
    left: int = 0
    taken: int = 0

    def as_answer(self) -> dict[str, str | int]:
        """The task's answer."""
        return {"task": "remind", **asdict(self)}


@dataclass(slots=True)
class Run:
    """One run: whose letters they are, and what it may spend. ``unsubscribe`` gives the link for a member's code;
    ``tell`` hears, after each letter, how many are done and how many there may be in all.
    """

    workbook: Workbook
    sender: str
    clock: Callable[[], datetime]
    spent: Spent
    may_go_on: Callable[[], bool]
    unsubscribe: Callable[[str], str] = lambda _member: ""
    tell: Callable[[int, int], None] = lambda _done, _due: None
    pace: Pace = field(default_factory=Pace)
    count: Count = field(default_factory=Count)
    _said: set[str] = field(default_factory=set)

    def send_all(self, post: Post) -> Count:
        """Sends what is due while it may go on.

        Raises BadSender and PostClosed before any letter is taken, PostClosed also when the mail server goes away in
        the middle: what was not sent then waits for the next run. Raises WorkbookErrors.
        """
        read_sender(self.sender)
        with post.connection() as connection:
            take = partial(take_due, now=self.clock(), limit=SLICE)
            taken = self.workbook.transact(take, seconds=COMMIT_SECONDS, spent=self.spent, tidy=True)
            self.count.taken = taken.unknown
            while taken.reminders:
                taken = self._send_slice(connection, taken)
        self.count.left += taken.left
        self.count.due += taken.left
        return self.count

    def _send_slice(self, connection: Connection, taken: TakenReminders) -> TakenReminders:
        """Sends and notes one slice, and takes the next one while there is time."""
        results, closed = self._send(connection, taken)
        self._add_up(results)
        if closed or not (taken.rest and self.may_go_on()):
            note = partial(note_results, results=results)
            self.workbook.transact(note, seconds=COMMIT_SECONDS, spent=self.spent)
            if closed:
                raise closed
            return TakenReminders((), taken.rest)
        both = partial(note_and_take, results=results, now=self.clock(), limit=SLICE, among=taken.rest)
        return self.workbook.transact(both, seconds=COMMIT_SECONDS, spent=self.spent)

    def _send(self, connection: Connection, taken: TakenReminders) -> tuple[dict[str, LetterResult], PostClosed | None]:
        """What became of each letter by its id; those that came too late, or after the post had closed, are waiting."""
        results = dict.fromkeys((reminder.letter.id for reminder in taken.reminders), WAITING)
        known = self.count.due + len(taken.reminders) + len(taken.rest)
        for done, reminder in enumerate(taken.reminders, start=self.count.due + 1):
            if not self.may_go_on():
                break
            self.pace.keep(taken.per_minute)
            try:
                results[reminder.letter.id] = self._send_one(connection, reminder)
            except PostClosed as closed:
                return results, closed
            self.tell(done, known)
        return results, None

    def _send_one(self, connection: Connection, reminder: LetterFacts) -> LetterResult:
        try:
            delivered = connection.deliver(self._write(reminder))
        except (LetterBroken, BadRecipient) as error:
            if str(error) not in self._said:
                log.error("a letter was not sent: %s", error)
            self._said.add(str(error))
            return LetterResult(LetterStatus.FAILED, str(error), bounced=isinstance(error, BadRecipient))
        match delivered:
            case Delivered():
                return LetterResult(LetterStatus.SENT)
            case Unsure(why):
                return LetterResult(LetterStatus.TAKEN, why)
            case Refused(why=why, no_mailbox=no_mailbox):
                return LetterResult(LetterStatus.FAILED, why, bounced=no_mailbox)

    def _write(self, reminder: LetterFacts) -> EmailMessage:
        to_owner = reminder.letter.letter == LetterName.OWNER_TASK
        return write(
            reminder,
            language=language_to(reminder),
            sender=self.sender,
            unsubscribe="" if to_owner else self.unsubscribe(reminder.letter.member),
            now=self.clock(),
        )

    def _add_up(self, results: dict[str, LetterResult]) -> None:
        status = [result.status for result in results.values()]
        self.count.due += len(status)
        self.count.sent += status.count(LetterStatus.SENT)
        self.count.failed += status.count(LetterStatus.FAILED)
        self.count.left += status.count(LetterStatus.WAITING)
        self.count.taken += status.count(LetterStatus.TAKEN)
