"""Closing the books: old entries leave the Ledger, and an opening entry of each member stands for theirs.

The opening names the cause of each entry that it stands for, so that a cause counts once for ever. The sums stay.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.book.moved_instants import named
from loyalty.model.causes import RETURNED, edit_mark, opening_causes, plan_of, rejoined_from, returned_cause, said_in
from loyalty.model.entry import MOST_POINTS, UNDATED, Entry, EntryKind
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.member import Member
from loyalty.model.program_settings import TierWindow
from loyalty.outcomes.batch_reports import ClosedBooks, ReturnedLines
from loyalty.points.sign_up_bonus import waiting_bonus

LONGEST_CAUSES = 40_000
"""Characters of causes in one opening; a cell of Google's holds 50,000."""
KINDS_THAT_STAY = frozenset(
    {
        EntryKind.REDEMPTION,
        EntryKind.CANCELLATION,
        EntryKind.USE,
        EntryKind.EXPIRY,
        EntryKind.TIER,
        EntryKind.MEMBERSHIP,
    }
)


def close_books(
    book: Book, *, before: datetime, limit: int, codes: Collection[str] | None = None
) -> Decision[ClosedBooks]:
    """Openings for what is older than ``before``, an instant in the zone whose days the owner counts.

    Members are closed whole: as many as have up to ``limit`` causes together, one member at the least. Of all members,
    or of those with these ``codes``; then nobody else's entries are looked at.
    """
    members = book.members.values() if codes is None else filter(None, map(book.member, codes))
    closings = [closing for member in members if (closing := _closing(book, member, before))]
    sizes = accumulate(sum(len(_causes(entry)) for entry in closing) for closing in closings)
    now = [closing for at, (closing, size) in enumerate(zip(closings, sizes, strict=True)) if not at or size <= limit]
    left = closings[len(now) :]
    done = ClosedBooks(
        entries=tuple(entry for closing in now for entry in closing),
        members=len(now),
        entries_left=sum(map(len, left)),
        members_left=len(left),
    )
    return Decision(done, tuple(AddEntry(_opening(book, closing, before)) for closing in now))


def give_back(book: Book, *, lines: Iterable[Entry], limit: int) -> Decision[ReturnedLines]:
    """Up to ``limit`` of these closed lines that nothing in the Ledger stands for are put into it again, each once.

    They were moved away by mistake, when the owner sorted the Ledger at that very moment. What a member had who has
    left without a trace stays away.
    """
    missing = tuple(_missing(book, _named(book, lines)))
    returned = missing[:limit]
    return Decision(ReturnedLines(returned, len(missing) - len(returned)), tuple(map(AddEntry, returned)))


def _closing(book: Book, member: Member, before: datetime) -> tuple[Entry, ...]:
    """The member's entries to close, oldest first, as many as one opening can stand for; none or several."""
    mine = book.entries_of(member.code)
    paid = frozenset(plan[1] for entry in mine if (plan := plan_of(entry.cause)))
    # How much of what they have is the bonus could no longer be told, and it would be spent without an order.
    waits = bool(waiting_bonus(book, member.code, today=before.date()))
    can_be = (
        entry
        for entry in mine
        if _can_be_closed(entry, member, before)
        and not _counts_for_tiers(book, entry, before)
        and fold_order(entry.subject) not in paid
        and not (waits and entry.kind is EntryKind.SIGN_UP)
    )
    old = sorted(can_be, key=lambda entry: (entry.time, entry.cause))
    # A single line is not worth an opening of its own (docs/decisions/0009).
    while len(old) > 1:
        closing = tuple(_fitting(old))
        if len(closing) > 1:
            return closing if abs(sum(entry.points for entry in closing)) <= MOST_POINTS else ()
        old.pop(0)
    return ()


def _counts_for_tiers(book: Book, entry: Entry, before: datetime) -> bool:
    """True for a line of an order that a tier may still rest on: of ever, or of this year and the two before."""
    if not book.offers.tiers or entry.kind not in (EntryKind.CLAIM, EntryKind.REFUND, EntryKind.CORRECTION):
        return False
    for_ever = book.settings.tier_window is TierWindow.LIFETIME
    return for_ever or entry.time.year >= before.year - 2


def _fitting(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Those of the entries whose causes go into one cell together; an earlier opening may be full already."""
    room = LONGEST_CAUSES
    for entry in entries:
        size = sum(len(cause) + 1 for cause in _causes(entry))
        if size <= room:
            room -= size
            yield entry


def _can_be_closed(entry: Entry, member: Member, before: datetime) -> bool:
    """Redemptions and cancellations stay: they say what was won. So do numbers typed over what is shown.

    An expiry stays, too: what it took was earned, which the sum of an opening could not tell. Tiers and memberships are
    what their lines say.
    """
    return (
        entry.kind not in KINDS_THAT_STAY
        # A line that was typed over has none: it counts again when that is undone, which an opening could not know.
        and entry.points != 0
        and UNDATED < entry.time < before
        and (entry.available is None or entry.available <= before.date())
        # An opening names causes with blanks between them, and a line without a cause could not be told again.
        and entry.cause.split() == [entry.cause]
        and not rejoined_from(entry.cause)
        and not fold(entry.cause).startswith(fold(edit_mark(member.code, member.display)))
    )


def _opening(book: Book, closing: tuple[Entry, ...], before: datetime) -> Entry:
    member = book.members[closing[0].member]
    causes = [cause for entry in closing for cause in _causes(entry)]
    return Entry(
        closing[0].time,
        member.code,
        EntryKind.OPENING,
        sum(entry.points for entry in closing),
        email=member.email,
        subject=" ".join(causes),
        note=f"{len(causes)} lines before {before.date()}",
        cause=next(cause for cause in opening_causes(member.code, before.date()) if book.caused_by(cause) is None),
    )


def _causes(entry: Entry) -> tuple[str, ...]:
    return entry.cause, *entry.stands_for


def _named(book: Book, lines: Iterable[Entry]) -> Iterator[Entry]:
    """The lines, each with a cause: one without is named after what it says, and numbered among its like.

    One that has come back has the name that it got then, also when the spreadsheet's zone is another one by now.
    """
    like, unnamed = Counter[tuple[str, datetime, int]](), dict[str, list[Entry]]()
    for line in lines:
        if line.cause:
            yield line
            continue
        says = line.email or line.member, line.time, line.points
        like[says] += 1
        unnamed.setdefault(line.member, []).append(replace(line, cause=returned_cause(*says, like[says])))
    for member, mine in unnamed.items():
        returned = {cause: said for cause in _returned(book, member) if (said := said_in(cause))}
        known = named({line.cause: (line.time, line.points) for line in mine}, returned)
        yield from (replace(line, cause=known.get(line.cause, line.cause)) for line in mine)


def _returned(book: Book, member: str) -> Iterator[str]:
    """The causes of the member's lines that had none and were given back, also of those that were closed since."""
    causes = (cause for entry in book.entries_of(member) for cause in _causes(entry))
    return (cause for cause in causes if cause.startswith(f"{RETURNED}:"))


def _missing(book: Book, lines: Iterable[Entry]) -> Iterator[Entry]:
    """What the book does not know; an opening before the lines that it stands for."""
    known = set[str]()
    for line in sorted(lines, key=lambda line: len(line.stands_for), reverse=True):
        is_new = fold(line.cause) not in known and book.caused_by(line.cause) is None
        # Looked up, so that what the member is shown follows with the lines.
        if is_new and (book.member(line.member) or book.entries_of(line.member)):
            known.update(map(fold, _causes(line)))
            # And what the order's row shows: once the line is closed again, the row alone tells what it gave.
            book.order(line.subject)
            yield line
