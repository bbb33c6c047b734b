"""Joining two members who are one person: from then on the lines of the one count for the other.

Two lines carry the points over, so that whoever adds up the Ledger for each code is right; the Book knows by their
causes that all other lines of the one are the other's, too: orders stay claimed, coupons can be asked for, points keep
the day on which they expire (docs/decisions/0033).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, takewhile

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, Change, Decision
from loyalty.book.identities import has_left
from loyalty.book.learned_members import NO, reminders_word, wish_time
from loyalty.model.causes import MergeStep
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.identifiers import member_code
from loyalty.model.member import Member


@dataclass(frozen=True, slots=True)
class Merged:
    """``other`` counts for ``member`` now, or (``undone``) no longer; ``points`` go over; ``has`` is their balance."""

    member: str
    other: str
    points: int
    has: int
    undone: bool


@dataclass(frozen=True, slots=True)
class NotMerged:
    """Nothing is done: ``why`` is a sentence for the owner. ``is_so`` when all is as they want it already."""

    why: str
    is_so: bool = False


def merge(book: Book, *, keep: str, other: str, now: datetime) -> Decision[Merged | NotMerged]:
    """The member ``other`` counts for ``keep`` from now on; each is named by code or address."""
    named = _both(book, keep, other)
    if isinstance(named, NotMerged):
        return Decision(named)
    member, code = named
    whose = book.member(code)
    if whose and whose.code == member.code:
        is_so = book.code_of(code) != code
        return Decision(NotMerged(f"{code} is {member.code} already." if is_so else "Both are one row.", is_so=is_so))
    if member.blocked or (whose and whose.blocked):
        return Decision(NotMerged("One of the two is blocked: empty the Status in their row first."))
    code = whose.code if whose else code
    points = book.account_of(code).points
    step = next(step for step in _steps(code, member.code) if book.caused_by(step.cause) is None)
    email = whose.email if whose else ""
    changes: list[Change] = [*_lines(step, points, now, email, f"joined with {code}", f"joined with {member.code}")]
    if whose:
        changes += _proved(book, member, (contact for contact in whose.contacts if contact not in member.contacts), now)
        one = book.after(changes).member(member.code)
        if one and whose.reminders is False and one.reminders is not False:
            # The other row's own cell says so, or this row's cell says yes: in doubt nobody is written to.
            changes.append(_no_emails(book.after(changes), member, now))
    has = book.account_of(member.code).points + points
    return Decision(Merged(member.code, code, points, has, undone=False), tuple(changes))


def take_apart(book: Book, *, keep: str, other: str, now: datetime) -> Decision[Merged | NotMerged]:
    """Undoes the last merge of the two: the lines of ``other`` count for themselves again."""
    kept, code = book.member(keep) or book.member_with(keep), member_code(other)
    member = kept.code if kept else member_code(keep)
    done = list(_first(_steps(code, member), book))
    if not done or book.code_of(code) == code:
        return Decision(NotMerged(f"{code} is not joined with {member}.", is_so=bool(done)))
    step = replace(done[-1], undone=True)
    given = book.caused_by(done[-1].cause)
    points, email = (given.points, given.email) if given else (0, "")
    lines = _lines(step, points, now, email, f"{code} is by itself again", f"by itself again, no longer {member}")
    has = book.account_of(member).points - sum(entry.points for entry in book.lines_under(code))
    return Decision(Merged(member, code, points, has, undone=True), tuple(lines))


def _both(book: Book, keep: str, other: str) -> tuple[Member, str] | NotMerged:
    kept = _named(book, keep)
    if isinstance(kept, NotMerged):
        return kept
    member = book.member(kept)
    if member is None:
        return NotMerged(f"No member is called {keep}.")
    code = _named(book, other)
    if isinstance(code, NotMerged):
        return code
    lines = book.lines_under(code)
    if book.member(code) is None and (not lines or has_left(lines)):
        return NotMerged(f"No member is called {other}.")
    return member, code


def _named(book: Book, text: str) -> str | NotMerged:
    """The code that is meant; an address that two members have means neither."""
    if "@" not in text:
        return member_code(text)
    member = book.member_with(text)
    if member is None:
        return NotMerged(f"No member has the address {text}.")
    if book.shares_address(member):
        return NotMerged(f"More than one row has the address {text}: name the codes.")
    return member.code


def _steps(other: str, member: str) -> Iterator[MergeStep]:
    return (MergeStep(other, member, number) for number in count(1))


def _first(steps: Iterator[MergeStep], book: Book) -> Iterator[MergeStep]:
    return takewhile(lambda step: book.caused_by(step.cause) is not None, steps)


def _proved(book: Book, member: Member, contacts: Iterable[str], now: datetime) -> Iterator[AddFact]:
    """Lines of the Log that say of these contacts that they are the member's, also once the other row is gone."""
    stood = member.own_row.contact
    for contact in contacts:
        fact = book.next_fact(FactKind.MEMBER_CONTACT, member.code, contact, stood=stood, now=now)
        book = book.after((AddFact(fact),))
        yield AddFact(fact)


def _no_emails(book: Book, member: Member, now: datetime) -> AddFact:
    kind, stood = FactKind.MEMBER_REMINDERS, reminders_word(member.own_row)
    at = wish_time(book.facts_about_member(member.code), kind, now)
    return AddFact(book.next_fact(kind, member.code, NO, stood=stood, now=at))


def _lines(
    step: MergeStep, points: int, now: datetime, email: str, note: str, other_note: str
) -> tuple[AddEntry, AddEntry]:
    """The line that brings the points, and the one that takes them from where they were."""
    into, out_of = (step.other, step.member) if step.undone else (step.member, step.other)
    notes = (other_note, note) if step.undone else (note, other_note)
    brings = Entry(now, into, EntryKind.ADJUSTMENT, points, email=email, note=notes[0], cause=step.cause)
    takes = replace(brings, member=out_of, points=-points, note=notes[1], cause=replace(step, goes_out=True).cause)
    return AddEntry(brings), AddEntry(takes)
