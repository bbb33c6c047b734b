"""Who has proved that an address or a number is theirs, and since when an address has to be before it gives anything.

What was proved is a line of the Log with the address. At the switch to ``before points`` members who have claimed an
order count as proved: the shop knew the address as theirs (docs/decisions/0056-an-address-is-proved.md).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import AddFact
from loyalty.model.addresses import fold_email
from loyalty.model.causes import ORDER
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import THE_PROGRAM, FactKind
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.model.program_settings import ConfirmAddress

LONGEST_CLAIM = timedelta(minutes=10)
"""A line has the time at which it was asked for. What was asked for just before the switch may be decided after it."""


def has_proved(book: Book, member: Member) -> bool:
    """True when what rests on the member's address may be given: always, unless the owner wants a proof first.

    A member without a contact is the owner's own word, and nobody can act as them before they have proved it.
    """
    match book.settings.confirm_email:
        case ConfirmAddress.NO | ConfirmAddress.AT_JOINING:
            return True
        case ConfirmAddress.BEFORE_POINTS:
            return not member.contacts or is_proved(book, member)
        case _:
            assert_never(book.settings.confirm_email)


def is_proved(book: Book, member: Member) -> bool:
    """True when the member has shown that they read the mail of their address, whatever the owner asks for."""
    if member.proved:
        return True
    since = proof_from(book)
    entries = book.entries_of(member.code)
    return any(_claims(entry) and (since is None or entry.time < since - LONGEST_CLAIM) for entry in entries)


def _claims(entry: Entry) -> bool:
    """True also for the opening of a member whose claims were closed."""
    return entry.kind is EntryKind.CLAIM or any(cause.startswith(ORDER) for cause in entry.stands_for)


def has_shown(book: Book, member: Member) -> bool:
    """True when the address is known to be theirs, not only typed by whoever joined: then what the shop has under it is
    theirs as well, and goes when they leave.

    At joining nobody gets in without a proof, and a further contact never comes without one. An order that was claimed
    by its number proves nothing: numbers can be guessed (docs/decisions/0055-leaving-and-export.md).
    """
    if not member.email:
        return False
    further = any(fact.kind is FactKind.MEMBER_CONTACT for fact in book.facts_about_member(member.code))
    at_joining = book.settings.confirm_email is ConfirmAddress.AT_JOINING
    return member.proved is not None or at_joining or further


def further_addresses(book: Book, member: Member) -> frozenset[str]:
    """The further addresses, folded, under which orders are the member's: proved ones, where the owner wants a proof.

    None that is somebody else's beyond doubt.
    """
    counting = member.others_proved if _wants_proof(book, member) else map(fold_email, member.other_emails)
    holders = {address: book.member_with(address) for address in counting if address}
    codes = book.codes_of(member.code)
    return frozenset(
        address
        for address, holder in holders.items()
        if holder is None or holder.code in codes or not has_proved(book, holder)
    )


def to_prove(book: Book, member: Member) -> tuple[str, ...]:
    """The further addresses, as the owner has written them, that count only once they are proved."""
    if not _wants_proof(book, member):
        return ()
    return tuple(address for address in member.other_emails if fold_email(address) not in member.others_proved)


def _wants_proof(book: Book, member: Member) -> bool:
    return book.settings.confirm_email is ConfirmAddress.BEFORE_POINTS and bool(member.contacts)


def is_by_phone(book: Book, member: Member, order: Order, *, shown: str = "") -> bool:
    """True for an order without an address whose number is the member's: ``shown`` is that from which they write now.

    Else it is theirs as far as the Log knows, while nobody else has shown it, too: numbers are given up, and given to
    others (docs/decisions/0071-a-phone-number-proves-an-order.md).
    """
    if order.email or not order.phone:
        return False
    if shown:
        return order.phone == shown
    return order.phone == member.phone and len(book.members_with_phone(order.phone)) == 1


def notes_phone(book: Book, member: Member, phone: str, *, now: datetime) -> tuple[AddFact, ...]:
    """The line of the Log with the number from which they write; none where that is known, or no number is."""
    if not phone or phone == member.phone:
        return ()
    return (AddFact(book.next_fact(FactKind.MEMBER_PHONE, member.code, phone, stood="", now=now)),)


def proof_from(book: Book) -> datetime | None:
    """Since when an address has to be proved before it gives anything; None while nothing has been given since."""
    noted = book.fact(FactKind.PROOF_FROM, THE_PROGRAM)
    return noted.time if noted else None


def notes_proof_from(book: Book, *, now: datetime) -> Iterator[AddFact]:
    """The line of the Log that says so, with the first order that is claimed since."""
    if book.settings.confirm_email is ConfirmAddress.BEFORE_POINTS and proof_from(book) is None:
        word = ConfirmAddress.BEFORE_POINTS.value
        yield AddFact(book.next_fact(FactKind.PROOF_FROM, THE_PROGRAM, word, stood="", now=now))
