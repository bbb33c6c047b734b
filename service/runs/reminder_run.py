"""The reminder run: letters taken in one commit, sent, and noted in the commit that takes the next slice."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial

from loyalty.book.book import Book
from loyalty.letters.channels import route_to
from loyalty.letters.due import Due
from loyalty.letters.hold_outs import is_held_out
from loyalty.letters.letter import LetterFacts, TakenReminders
from loyalty.letters.outbox import (
    LetterResult,
    NoteDigits,
    look_over,
    no_digits,
    note_and_take,
    note_results,
    release_taken,
    take_due,
)
from loyalty.member.guessing.counted import CODE_LASTS
from loyalty.model.email_log import LetterName, LetterStatus
from loyalty.model.member import Member
from loyalty.model.program_settings import RemindersBy, Settings
from mail.letters import language_to, write
from mail.smtp import MailServer
from mail.template_values import NO_PROOF, AddressProof
from manychat.api import Api
from service.environment import VariableMissing
from service.runs.delivery import NO_CHAT, WAITING, Delivery, delivery
from service.runs.throttle import Throttle
from sheets.google.client import Spent
from sheets.workbook import Workbook

SLICE = 200
COMMIT_SECONDS = 60.0
TIME_TO_READ = timedelta(minutes=5)
"""Digits that are good for less than this stand in no letter."""

log = logging.getLogger("regulars.reminders")


def would_send(book: Book, *, now: datetime) -> Iterator[str]:
    """A line for each member: the letter that they, or the owner because of them, is due now, or why there is none."""
    tally = Counter[str]()
    for member, due in look_over(book, now=now):
        said = _would_be(member, due, book.settings) if isinstance(due, Due) else f"- {due}"
        tally[said] += 1
        yield f"{member.code}  {said}"
    yield from (f"{number} × {said}" for said, number in tally.most_common())


def _would_be(member: Member, due: Due, settings: Settings) -> str:
    is_out = is_held_out(member.code, due.name, settings)
    return f"{due.name}, held out" if is_out else f"{due.name}{_way(member, due, settings)}"


def _way(member: Member, due: Due, settings: Settings) -> str:
    """How the letter would go, where it could go in more ways than one."""
    by_chat = None if due.name is LetterName.OWNER_TASK else route_to(member, settings).by_chat
    if settings.reminders_by is RemindersBy.EMAIL or by_chat is None:
        return "" if settings.reminders_by is RemindersBy.EMAIL else ", by e-mail"
    return ", by chat and by e-mail" if by_chat.email_too else ", by chat"


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
    """One run: whose letters they are, and what it may spend. ``unsubscribe`` and ``card`` give the links for a
    member's code, ``confirm`` the one that proves an address, for the address and the link into the chat, and
    ``digits`` the six that do it, for who has joined with it, the address and the instant at which ``note_digits`` has
    noted them. ``sheet`` is the address of the owner's spreadsheet.

    ``chat`` is ManyChat's API, or what keeps letters from going by chat; ``tell`` hears, after each letter, how many
    are done and how many there may be in all. ``at_once`` letters are taken in one commit.
    """

    workbook: Workbook
    sender: str
    clock: Callable[[], datetime]
    spent: Spent
    may_go_on: Callable[[], bool]
    unsubscribe: Callable[[str], str] = lambda _member: ""
    chat: Api | Exception = NO_CHAT
    tell: Callable[[int, int], None] = lambda _done, _due: None
    at_once: int = SLICE
    card: Callable[[str], str] = lambda _member: ""
    confirm: Callable[[str, str], str] = lambda _address, _chat: ""
    note_digits: NoteDigits = no_digits
    digits: Callable[[str, str, datetime], str] = lambda _contact, _address, _at: ""
    sheet: str = ""
    pace: Throttle = field(default_factory=Throttle)
    count: Count = field(default_factory=Count)

    def send_all(self, post: MailServer | Exception) -> Count:
        """Sends what is due while it may go on; ``post`` is how letters leave by e-mail, or what keeps them.

        Raises what closed the way by e-mail, such as PostClosed and BadSender, when all else is done and noted: what
        was not sent then waits for the next run. Where letters go by chat this is so only if one has to wait, and a
        mail server that is not set up is no error. Raises WorkbookErrors.
        """
        ways = delivery(post, self.chat, sender=self.sender, write=self._write, unsubscribe=self.unsubscribe)
        with ways as opened:
            now, note_digits = self.clock(), self.note_digits
            take = partial(take_due, now=now, limit=self.at_once, ways=opened.ways, note_digits=note_digits)
            taken = self.workbook.transact(take, seconds=COMMIT_SECONDS, spent=self.spent, tidy=True)
            self.count.taken, by = taken.unknown, taken.reminders_by
            if by is not RemindersBy.EMAIL and opened.no_chat:
                log.error("no letter goes by chat: %s", opened.no_chat)
            self._leave(taken.held)
            # In a small slice everybody may be held out: the next one still has letters to send.
            while taken.reminders or (taken.held_out and taken.rest):
                taken = self._send_slice(opened, taken)
                self._leave(taken.held)
        self._leave(taken.left)
        self._end(opened.no_email, by)
        return self.count

    def _send_slice(self, opened: Delivery, taken: TakenReminders) -> TakenReminders:
        """Sends and notes one slice, and takes the next one while there is time; who waits is not tried again."""
        results = self._send(opened, taken)
        self._add_up(results)
        wait = {
            reminder.letter.member
            for reminder in taken.reminders
            if results[reminder.letter.id].status is LetterStatus.WAITING
        }
        rest = tuple(code for code in taken.rest if code not in wait)
        # One commit notes this slice and takes the next: a letter is noted as taken before it is sent, so that two runs
        # never send it twice (docs/decisions/0004).
        if not (rest and self.may_go_on()):
            note = partial(note_results, results=results, now=self.clock())
            self.workbook.transact(note, seconds=COMMIT_SECONDS, spent=self.spent)
            return TakenReminders((), rest)
        ways, now = opened.ways, self.clock()
        both = partial(
            note_and_take,
            results=results,
            now=now,
            limit=self.at_once,
            among=rest,
            before=taken,
            ways=ways,
            note_digits=self.note_digits,
        )
        return self.workbook.transact(both, seconds=COMMIT_SECONDS, spent=self.spent)

    def _send(self, opened: Delivery, taken: TakenReminders) -> dict[str, LetterResult]:
        """What became of each letter by its id; those that came too late, or found no way open, are waiting."""
        results = dict.fromkeys((reminder.letter.id for reminder in taken.reminders), WAITING)
        known = self.count.due + len(taken.reminders) + len(taken.rest)
        for done, reminder in enumerate(taken.reminders, start=self.count.due + 1):
            if not self.may_go_on():
                break
            self.pace.keep(taken.per_minute)
            results[reminder.letter.id] = opened.deliver(reminder)
            self.tell(done, known)
        return results

    def _leave(self, number: int) -> None:
        self.count.left += number
        self.count.due += number

    def _end(self, no_email: Exception | None, by: RemindersBy) -> None:
        if no_email is None or (by is RemindersBy.CHAT and not self.count.left):
            return
        # Where letters go by chat, a mail server that nobody has set up is no fault (docs/decisions/0013).
        if by is not RemindersBy.CHAT or not isinstance(no_email, VariableMissing):
            raise no_email
        log.warning("letters wait that can only go by e-mail: %s", no_email)

    def _write(self, reminder: LetterFacts) -> EmailMessage:
        to_owner, member = reminder.letter.letter == LetterName.OWNER_TASK, reminder.letter.member
        return write(
            reminder,
            language=language_to(reminder),
            sender=self.sender,
            unsubscribe="" if to_owner else self.unsubscribe(member),
            card="" if to_owner else self.card(member),
            sheet=self.sheet if to_owner else "",
            proof=self._proof(reminder),
            now=self.clock(),
        )

    def _proof(self, reminder: LetterFacts) -> AddressProof:
        """What the letter brings to prove its address; digits only while there is time to read and write them."""
        letter, noted = reminder.letter, reminder.digits
        if letter.letter != LetterName.CONFIRM:
            return NO_PROOF
        link = self.confirm(letter.email, reminder.chat)
        if noted is None or self.clock() > noted.at + CODE_LASTS - TIME_TO_READ:
            return AddressProof(link)
        until = f"{noted.at + CODE_LASTS:%H:%M}"
        return AddressProof(link, self.digits(noted.contact, letter.email, noted.at), until)

    def _add_up(self, results: dict[str, LetterResult]) -> None:
        status = [result.status for result in results.values()]
        self.count.due += len(status)
        self.count.sent += status.count(LetterStatus.SENT)
        self.count.failed += status.count(LetterStatus.FAILED)
        self.count.left += status.count(LetterStatus.WAITING)
        self.count.taken += status.count(LetterStatus.TAKEN)
