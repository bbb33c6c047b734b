"""Opening accounts: members of an earlier program come in with what they had there, each once.

Nobody has proved yet whose address it is: an account that is opened here has no contact, and ``join`` gives it to
nobody without a proof. Whoever has joined under such an address before gets nothing, unless the owner says so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from loyalty.arrivals import Arrival, Fate, OldMember
from loyalty.book import Book
from loyalty.decisions import AddEntry, AddMember, Change, Decision
from loyalty.identifiers import fold, import_cause
from loyalty.values import Entry, EntryKind, Member

JOINED = "Somebody has joined in the chat with this address, and it is not known whether it is hers."
TWICE = "This address was there before, with other points."
BLOCKED = "She is blocked."


def open_accounts(
    book: Book, *, members: Iterable[OldMember], codes: Iterable[str], now: datetime, letters: bool, joined_too: bool
) -> Decision[tuple[Arrival, ...]]:
    """What became of each of them, in their order.

    New members get no letters before they join, unless with ``letters``. With ``joined_too`` also those who have
    joined in the chat get their points.
    """
    arrivals, changes, before = list[Arrival](), list[Change](), dict[str, OldMember]()
    free = (code for code in _each_once(codes) if code not in book.members and not book.entries_of(code))
    for old in members:
        twin = before.setdefault(fold(old.email), old)
        if twin is not old:
            same = twin.points == old.points
            arrivals.append(Arrival(Fate.UNCHANGED) if same else Arrival(Fate.REFUSED, TWICE))
            continue
        known = book.member_with(old.email)
        why = _refusal(known, joined_too=joined_too) if known else ""
        made = _known(book, known, old, now) if known else _new(old, next(free), now, letters=letters)
        if not made:
            arrivals.append(Arrival(Fate.UNCHANGED))
        elif why:
            arrivals.append(Arrival(Fate.REFUSED, why))
        else:
            changes += made
            arrivals.append(Arrival(Fate.UPDATED if known else Fate.ADDED))
    return Decision(tuple(arrivals), tuple(changes))


def _refusal(known: Member, *, joined_too: bool) -> str:
    if known.blocked:
        return BLOCKED
    return JOINED if known.contacts and not joined_too else ""


def _known(book: Book, known: Member, old: OldMember, now: datetime) -> list[Change]:
    if not old.points or book.caused_by(import_cause(known.code)):
        return []
    return [_opening(known, old, now)]


def _each_once(codes: Iterable[str]) -> Iterator[str]:
    before = set[str]()
    for code in codes:
        if code not in before:
            before.add(code)
            yield code


def _new(old: OldMember, code: str, now: datetime, *, letters: bool) -> list[Change]:
    reminders = None if letters else False
    member = Member(code, old.email, old.name, joined=now, reminders=reminders)
    return [AddMember(member), *([_opening(member, old, now)] if old.points else [])]


def _opening(member: Member, old: OldMember, now: datetime) -> AddEntry:
    note, cause = "from the earlier program", import_cause(member.code)
    return AddEntry(Entry(now, member.code, EntryKind.OPENING, old.points, email=member.email, note=note, cause=cause))
