"""Opening accounts: members of an earlier program come in with what they had there, each once.

Nobody has proved yet whose address it is: an account that is opened here has no contact, and ``join`` gives it to
nobody without a proof. Whoever has joined under such an address before gets nothing, unless the owner says so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddMember, Change, Decision
from loyalty.model.addresses import fold_email
from loyalty.model.causes import import_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.imported import ImportedMember, IntakeResult, IntakeStatus
from loyalty.model.member import Member

HAS_JOINED = "Somebody has joined in the chat with this address, and it is not known whether it is hers."
NAMED_TWICE = "This address was there before, with other points."
BLOCKED = "She is blocked."


def open_accounts(
    book: Book,
    *,
    members: Iterable[ImportedMember],
    codes: Iterable[str],
    now: datetime,
    letters: bool,
    joined_too: bool,
) -> Decision[tuple[IntakeResult, ...]]:
    """What became of each of them, in their order.

    New members get no letters before they join, unless with ``letters``. With ``joined_too`` also those who have
    joined in the chat get their points.
    """
    arrivals, changes, before = list[IntakeResult](), list[Change](), dict[str, ImportedMember]()
    unused = partial(_unused, book, iter(codes), set())
    for old in members:
        twin = before.setdefault(fold_email(old.email), old)
        if twin is not old:
            same = twin.points == old.points
            arrivals.append(
                IntakeResult(IntakeStatus.UNCHANGED) if same else IntakeResult(IntakeStatus.REFUSED, NAMED_TWICE)
            )
            continue
        known = book.member_with(old.email)
        if known:
            arrival, made = _known(book, known, old, now, joined_too=joined_too)
        else:
            arrival, made = IntakeResult(IntakeStatus.ADDED), _new(old, unused(), now, letters=letters)
        arrivals.append(arrival)
        changes += made
    return Decision(tuple(arrivals), tuple(changes))


def _known(
    book: Book, known: Member, old: ImportedMember, now: datetime, *, joined_too: bool
) -> tuple[IntakeResult, list[Change]]:
    if not old.points or book.caused_by(import_cause(known.code)):
        return IntakeResult(IntakeStatus.UNCHANGED), []
    if known.blocked:
        return IntakeResult(IntakeStatus.REFUSED, BLOCKED), []
    if known.contacts and not joined_too:
        return IntakeResult(IntakeStatus.REFUSED, HAS_JOINED), []
    return IntakeResult(IntakeStatus.UPDATED), [_opening(known, old, now)]


def _unused(book: Book, codes: Iterator[str], given: set[str]) -> str:
    """The next of the codes that nobody has or had, which is then given."""
    code = next(code for code in codes if not (code in given or code in book.members or book.entries_of(code)))
    given.add(code)
    return code


def _new(old: ImportedMember, code: str, now: datetime, *, letters: bool) -> list[Change]:
    reminders = None if letters else False
    member = Member(code, old.email, old.name, joined=now, reminders=reminders)
    return [AddMember(member), *([_opening(member, old, now)] if old.points else [])]


def _opening(member: Member, old: ImportedMember, now: datetime) -> AddEntry:
    note, cause = "from the earlier program", import_cause(member.code)
    return AddEntry(Entry(now, member.code, EntryKind.OPENING, old.points, email=member.email, note=note, cause=cause))
