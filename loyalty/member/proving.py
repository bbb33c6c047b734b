"""Proving: a member shows that they read the mail of their address, and it is theirs from then on.

Who proves an address takes it from who has only typed it. Where somebody has proved it before, or the owner has named
them by it, both are one person, and their accounts become one (docs/decisions/0056-an-address-is-proved.md).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, Change, Decision
from loyalty.book.proof import has_proved, is_proved
from loyalty.model.addresses import fold_email
from loyalty.model.causes import bonus_again_cause, join_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.member import Member
from loyalty.outcomes.joining import AddressProved, ContactAdded
from loyalty.outcomes.not_served import Blocked
from loyalty.owner.merging import Merged, merge
from loyalty.points.standing import standing

Proof = Callable[[str], datetime | None]
"""Whether what came with the request shows that this address is theirs: None where nothing does, else when it was made
that works once (a button's token), and MAY_COME_AGAIN for what may be shown twice: digits are the contact's own, and a
signed order is claimed once.
"""
MAY_COME_AGAIN = datetime.max.replace(tzinfo=UTC)


def nothing_shown(_address: str) -> None:
    """Nothing came."""


def is_shown(book: Book, proof: Proof, address: str) -> bool:
    """True when something shows it that has shown nothing before: what was made before the last proof is used up."""
    made = proof(address) if address else None
    if made is None:
        return False  # as nearly always: then nobody's row has to be looked up
    holder = book.member_with(address)
    return holder is None or holder.proved is None or made > holder.proved


def is_used_up(proof: Proof, address: str) -> bool:
    """True for what works once, so that it has to be noted also where it shows nothing new."""
    return proof(address) not in (None, MAY_COME_AGAIN)


def prove(
    book: Book, member: Member, *, now: datetime, used_up: bool = False
) -> Decision[AddressProved | ContactAdded | Blocked]:
    """The address in the member's row is theirs; where that is known already only what is ``used_up`` is written."""
    today, program = book.settings.day(now), book.settings.program_name
    holder = book.member_with(member.email)
    if holder is None or holder.code == member.code or not has_proved(book, holder):
        changes = tuple(_proof(book, member, now=now, used_up=used_up))
        return Decision(AddressProved(standing(book.after(changes), member, today=today), program), changes)
    joined = _as_one(book, holder, member, now)
    if joined is None:
        return Decision(Blocked(standing(book, member, today=today)))
    return Decision(ContactAdded(standing(book.after(joined), holder, today=today), program), joined)


def as_named(member: Member, address: str) -> Member:
    """The member as who proves this further address of theirs; as they are for that of their row."""
    same = fold_email(address) == fold_email(member.email)
    return member if same else replace(member, email=address, proved=None)


def proof_of(book: Book, member: Member, *, now: datetime) -> tuple[AddFact, ...]:
    """The line of the Log that says so; each proof has its own, so that nothing proves it a second time."""
    return (AddFact(book.next_fact(FactKind.MEMBER_PROOF, member.code, member.email, stood=member.email, now=now)),)


def _proof(book: Book, member: Member, *, now: datetime, used_up: bool) -> Iterator[Change]:
    """With one sign-up bonus for each mailbox: nobody looks at that before the address is theirs."""
    if member.proved:
        yield from proof_of(book, member, now=now) if used_up else ()
        return
    yield from proof_of(book, member, now=now)
    others = (other for other in book.members_of_mailbox(member.email) if other.code != member.code)
    if any(has_kept_bonus(book, other) for other in others):
        yield from _bonus_again(book, member, now)


def _as_one(book: Book, holder: Member, member: Member, now: datetime) -> tuple[Change, ...] | None:
    """The member counts for who has the address already; None where one of the two is blocked."""
    changes: list[Change] = [*_bonus_again(book, member, now), *proof_of(book, holder, now=now)]
    merged = merge(book.after(changes), keep=holder.code, other=member.code, now=now)
    return (*changes, *merged.changes) if isinstance(merged.outcome, Merged) else None


def has_kept_bonus(book: Book, member: Member) -> bool:
    """True for a member with a sign-up bonus whose address is theirs beyond doubt."""
    bonus = book.caused_by(join_cause(member.code))
    given = bonus is not None and bonus.points > 0 and book.caused_by(bonus_again_cause(member.code)) is None
    return given and is_proved(book, member)


def _bonus_again(book: Book, member: Member, now: datetime) -> Iterator[AddEntry]:
    """Takes back a second sign-up bonus of one mailbox, as far as it is there still."""
    bonus = book.caused_by(join_cause(member.code))
    cause = bonus_again_cause(member.code)
    points = min(bonus.points, book.account_of(member.code).points) if bonus else 0
    if points > 0 and book.caused_by(cause) is None:
        note = "one sign-up bonus for each mailbox"
        yield AddEntry(
            Entry(now, member.code, EntryKind.ADJUSTMENT, -points, email=member.email, note=note, cause=cause)
        )
