"""Reminding: letters that are due are taken before they are sent, and what became of them is noted."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, AddLetter, AddTry, Change, Decision
from loyalty.book.learned_members import reminders_word, wish_time
from loyalty.letters.channels import ALL_CHANNELS_OPEN, OpenChannels, Route, route_to
from loyalty.letters.due import SERVICE_LETTERS, Due, NotDue, due_letter
from loyalty.letters.facts import facts
from loyalty.letters.hold_outs import is_held_out
from loyalty.letters.letter import LetterFacts, NotedDigits, TakenReminders
from loyalty.model.email_log import Letter, LetterName, LetterStatus
from loyalty.model.fact import FactKind
from loyalty.model.member import Member
from loyalty.points.shopping import Shopping

LONGEST_RUN = timedelta(hours=1)
"""No run lasts longer."""
NoteDigits = Callable[[Book, str, str, datetime], AddTry | None]
"""What is to be noted before digits for a contact go to an address; None where the letter goes without any."""


def no_digits(_book: Book, _contact: str, _address: str, _now: datetime) -> None:
    """Letters go without digits."""


@dataclass(frozen=True, slots=True)
class LetterResult:
    """What became of a letter that was taken: sent, or failed and why; ``bounced``: their mailbox does not exist.

    A result that is still taken may have arrived or not; one that is waiting has certainly not been sent.
    """

    status: LetterStatus
    detail: str = ""
    bounced: bool = False


def look_over(book: Book, *, now: datetime) -> Iterator[tuple[Member, Due | NotDue]]:
    """Every member, with the letter that is due now or why there is none."""
    shopping = Shopping.of(book, today=book.settings.day(now))
    for member in book.members.values():
        yield member, due_letter(book, member, shopping=shopping, now=now)


def take_due(
    book: Book,
    *,
    now: datetime,
    limit: int,
    among: Sequence[str] | None = None,
    before: TakenReminders | None = None,
    ways: OpenChannels = ALL_CHANNELS_OPEN,
    note_digits: NoteDigits = no_digits,
) -> Decision[TakenReminders]:
    """Takes up to ``limit`` letters that are due and can go by these ways, so that no other run sends them.

    Whoever is held out of theirs counts among them, and is noted in its place.

    ``among`` are the codes of members that the slice ``before`` has found due. The orders of those that are taken are
    seen at a glance only: they tell no more than a day.
    """
    glance, today = book.at_a_glance(), book.settings.day(now)
    # What an order usually brings is found in all orders of a year, once a run.
    shopping = Shopping.with_usual(before.usual, glance) if before else Shopping.of(glance, today=today)
    due: Sequence[str] = among or ()
    held = 0
    # While the same ways are open, all who were found due can go by them. Nobody is looked at again before their turn:
    # a slice of a run for 100,000 members would take as long as its first. With one closed some have to wait now.
    as_before = before and (before.ways, before.reminders_by) == (ways, book.settings.reminders_by)
    if among is None or not (as_before or ways == ALL_CHANNELS_OPEN):
        routes = dict(_found_due(glance, glance.members if among is None else among, shopping, now))
        due = [code for code, route in routes.items() if route.open_to(ways)]
        held = len(routes) - len(due)
    looked_up = (book.member(code) for code in due[:limit])
    found = list(_taken(book, filter(None, looked_up), shopping, now, note_digits))
    letters = tuple(reminder for reminder, _ in found if reminder)
    outcome = TakenReminders(
        letters,
        rest=(*due[limit:], *(facts.letter.member for facts in letters if facts.letter.letter in SERVICE_LETTERS)),
        per_minute=book.settings.letters_per_minute,
        unknown=sum(1 for _ in _letters_taken(glance)) if among is None else 0,
        held=held,
        held_out=len(found) - len(letters),
        ways=ways,
        reminders_by=book.settings.reminders_by,
        usual=shopping.usual,
    )
    return Decision(outcome, tuple(change for _, changes in found for change in changes))


def note_results(book: Book, *, results: Mapping[str, LetterResult], now: datetime) -> Decision[None]:
    """Notes what became of the letters, by their ids; a member whose mailbox does not exist gets no more e-mail.

    Their own no stays, for it holds for the chat, too.
    """
    glance = book.at_a_glance()
    theirs = [code for code in book.members if any(letter.id in results for letter in glance.letters_to(code))]
    return Decision(None, tuple(_noted(book, theirs, results, now)))


def note_and_take(
    book: Book,
    *,
    results: Mapping[str, LetterResult],
    now: datetime,
    limit: int,
    among: Sequence[str],
    before: TakenReminders | None = None,
    ways: OpenChannels = ALL_CHANNELS_OPEN,
    note_digits: NoteDigits = no_digits,
) -> Decision[TakenReminders]:
    """Notes what became of the slice ``before`` and takes the next one."""
    noted = note_results(book, results=results, now=now).changes
    taken = take_due(
        book.after(noted), now=now, limit=limit, among=among, before=before, ways=ways, note_digits=note_digits
    )
    return Decision(taken.outcome, (*noted, *taken.changes))


def release_taken(book: Book, *, now: datetime, limit: int) -> Decision[int]:
    """Lets letters go out again of which nobody knows what became, and gives their number; by hand only.

    Those that were taken within the hour are left alone: a run may be sending them.
    """
    known = (letter for letter in _letters_taken(book.at_a_glance()) if now - letter.taken_at >= LONGEST_RUN)
    looked_up = [book.letter(letter.id, letter.member) for letter in islice(known, limit)]
    # A run that died after it had sent leaves letters at taken: sending them again is for people to decide
    # (docs/decisions/0004).
    stuck = [letter for letter in looked_up if letter and letter.status is LetterStatus.TAKEN]
    changes = tuple(AddLetter(letter.next_line(LetterStatus.WAITING, now=now)) for letter in stuck)
    return Decision(len(changes), changes)


def _letters_taken(book: Book) -> Iterator[Letter]:
    for code in book.members:
        yield from (letter for letter in book.letters_to(code) if letter.status is LetterStatus.TAKEN)


def _found_due(book: Book, codes: Iterable[str], shopping: Shopping, now: datetime) -> Iterator[tuple[str, Route]]:
    """Those of the members who are due a letter, and how it can go."""
    for member in filter(None, map(book.members.get, codes)):
        due = due_letter(book, member, shopping=shopping, now=now)
        if isinstance(due, Due):
            yield member.code, _route(book, member, due)


def _route(book: Book, member: Member, due: Due) -> Route:
    if due.name is LetterName.OWNER_TASK:
        return Route(book.settings.owner_email)
    if due.name is LetterName.CONFIRM:
        return Route(member.email)
    return route_to(member, book.settings)


def _taken(
    book: Book, members: Iterable[Member], shopping: Shopping, now: datetime, note_digits: NoteDigits
) -> Iterator[tuple[LetterFacts | None, tuple[Change, ...]]]:
    """The letters that these members are due, and what is written of them before they are sent; None: held out."""
    noted = book
    for member in members:
        taken = _take(book, member, shopping, now)
        if taken is None:
            continue
        said, letter = taken
        if said is None:
            yield None, (letter,)
            continue
        asks = said.letter.letter == LetterName.CONFIRM
        note = note_digits(noted, member.contacts[0], member.email, now) if asks else None
        if note:
            noted = noted.after((note,))
            digits = NotedDigits(member.contacts[0], now.astimezone(book.settings.zone))
            yield replace(said, digits=digits), (letter, note)
        else:
            yield said, (letter,)


def _take(book: Book, member: Member, shopping: Shopping, now: datetime) -> tuple[LetterFacts | None, Change] | None:
    due = due_letter(book, member, shopping=shopping, now=now)
    if isinstance(due, NotDue):
        return None
    route, today = _route(book, member, due), book.settings.day(now)
    is_out = is_held_out(member.code, due.name, book.settings)
    status = LetterStatus.HELD_OUT if is_out else LetterStatus.TAKEN
    letter = Letter(due.id, now, member.code, route.email, due.name.value, status)
    if due.again:
        letter = replace(due.again.next_line(status, now=now), email=route.email)
    if is_out:
        return None, AddLetter(letter)
    said = facts(book, member, letter, route=route, about=due.about, shopping=shopping, today=today)
    return said, AddLetter(letter)


def _noted(book: Book, codes: Iterable[str], results: Mapping[str, LetterResult], now: datetime) -> Iterator[Change]:
    for code in codes:
        for letter in book.letters_to(code):
            result = results.get(letter.id)
            if result is None:
                continue
            # What is noted already, by this run before it lost a race or an answer, is not noted twice.
            if (letter.status, letter.detail) != (result.status, result.detail):
                yield AddLetter(letter.next_line(result.status, result.detail, now=now))
            member = book.member(code) if result.bounced and letter.letter != LetterName.OWNER_TASK else None
            # Not when the address has changed since, nor over the member's own no, which holds for the chat, too.
            if member and member.email == letter.email and member.reminders is not False:
                yield _bounce_of(book, member, now)


def _bounce_of(book: Book, member: Member, now: datetime) -> AddFact:
    """The line of the Log that says that the mailbox at the member's address does not exist."""
    kind, stood = FactKind.MEMBER_BOUNCE, reminders_word(member.own_row)
    at = wish_time(book.facts_about_member(member.code), kind, now)
    return AddFact(book.next_fact(kind, member.code, member.email, stood=stood, now=at))
