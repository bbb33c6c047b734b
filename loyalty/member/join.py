"""Joining: a contact leaves an e-mail address and is a member with the sign-up bonus, once."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, AddMember, Change, Decision
from loyalty.book.left_members import WITHOUT_KEY, Marks, accounts_of, lines_of_leaving, was_blocked
from loyalty.book.proof import has_proved, notes_phone, notes_proof_from, to_prove
from loyalty.member.proving import Proof, as_named, has_kept_bonus, is_shown, is_used_up, nothing_shown, proof_of, prove
from loyalty.member.referral import advocate_of
from loyalty.member.subscription import wish_of
from loyalty.model.addresses import fold_email, valid_email
from loyalty.model.causes import join_cause, rejoined_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.member import Member
from loyalty.model.program_settings import ConfirmAddress, CreditOrders
from loyalty.outcomes.joining import (
    AlreadyMember,
    ConfirmEmail,
    ContactAdded,
    EmailInvalid,
    EmailMissing,
    EmailTaken,
    Joined,
    JoinOutcome,
)
from loyalty.points.standing import standing


def join(
    book: Book,
    *,
    contact: str,
    email: str,
    name: str,
    language: str,
    codes: Iterable[str],
    now: datetime,
    referrer: str = "",
    proof: Proof = nothing_shown,
    marks: Marks = WITHOUT_KEY,
) -> Decision[JoinOutcome]:
    """A new member takes the first of the member codes that nobody has; joining again proves an address or nothing.

    ``referrer`` is the code of the member who brings them, blank for none. Who has proved an address that somebody has
    is the same person, by another channel. A member without any contact, whom the owner has added with points, belongs
    to nobody until somebody proves the address, whatever the settings say. Who has left before is known by
    ``marks`` of this contact and mailbox.
    """
    program, today = book.settings.program_name, book.settings.day(now)
    member = book.member_of(contact)
    if member:
        return _is_member(book, member, email, proof, now)
    if not email.strip():
        return Decision(EmailMissing())
    address = valid_email(email)
    if address is None:
        return Decision(EmailInvalid())
    known, confirmed = book.member_with(address), is_shown(book, proof, address)
    asks_later = book.settings.confirm_email is ConfirmAddress.BEFORE_POINTS
    if not confirmed and asks_later:
        # whoever has the address: nobody may learn of it, and it gives nothing before it is proved
        known = None
    # imported points belong to whoever proves the address by letter, also with Confirm e-mail off (docs/decisions/0021)
    waits = known is not None and not known.contacts
    asks_first = book.settings.confirm_email is ConfirmAddress.AT_JOINING
    if (asks_first or waits) and not confirmed:
        return Decision(ConfirmEmail(_spelling(book, known, address), program, book.settings.chat_link))
    before = lines_of_leaving(book, marks.to_find(contact, address))
    if known and (not asks_later or has_proved(book, known)):
        # without a proof an address that belongs to a member is never taken over (docs/decisions/0019)
        return _same_person(book, known, contact, before, now) if confirmed else Decision(EmailTaken())
    code = next(code for code in codes if not _known(book, code))
    member = Member(
        code,
        address,
        name,
        contact,
        language,
        joined=now,
        reminders=book.settings.reminders or None,
        referred_by=advocate_of(book, code=referrer),
        blocked=was_blocked(before),
    )
    had = bool(before) or _had_bonus(book, address, proved=confirmed)
    bonus = 0 if had else book.settings.sign_up_bonus
    changes = (*notes_proof_from(book, now=now), *_changes(member, bonus, now), *_rejoined(book, member, before, now))
    if confirmed:
        changes += proof_of(book.after(changes), member, now=now)
    stands = standing(book.after(changes), member, today=today)
    return Decision(Joined(stands, program, bonus, "" if confirmed or not asks_later else address), changes)


def with_phone(
    book: Book, joined: Decision[JoinOutcome], *, contact: str, phone: str, now: datetime
) -> Decision[JoinOutcome]:
    """The same, and the number that WhatsApp names for them is noted where orders are credited without a claim.

    Else nothing rests on it before a claim brings it along. A blank ``phone`` is none.
    """
    if not phone or book.settings.credit_orders is not CreditOrders.AUTOMATICALLY:
        return joined
    after = book.after(joined.changes)
    member = after.member_of(contact)
    more = notes_phone(after, member, phone, now=now) if member else ()
    return Decision(joined.outcome, (*joined.changes, *more))


def _rejoined(book: Book, member: Member, before: Iterable[Entry], now: datetime) -> Iterator[AddEntry]:
    """Lines that say which accounts the member had left, so that what nobody gets twice is not given again."""
    known = accounts_of(book, member.code)
    for code in dict.fromkeys(book.code_of(line.member) for line in before):
        if code not in known:
            cause = rejoined_cause(member.code, code)
            yield AddEntry(Entry(now, member.code, EntryKind.ADJUSTMENT, 0, note=f"was {code} before", cause=cause))


def _is_member(book: Book, member: Member, email: str, proof: Proof, now: datetime) -> Decision[JoinOutcome]:
    """Proves their address, or the further one that they name, if anything does; else they are a member already.

    A further address is asked for only where the owner has written it into their row.
    """
    others = to_prove(book, member)
    named = next((address for address in others if fold_email(address) == fold_email(email)), "")
    # Digits prove what they were sent to; a button says itself what it proves.
    shown = [address for address in others if address == named or is_used_up(proof, address)]
    for address in (address for address in shown if is_shown(book, proof, address)):
        proved = prove(book, as_named(member, address), now=now, used_up=is_used_up(proof, address))
        return Decision(proved.outcome, proved.changes)
    if named:
        return Decision(ConfirmEmail(named, book.settings.program_name, book.settings.chat_link))
    if is_shown(book, proof, member.email):
        proved = prove(book, member, now=now, used_up=is_used_up(proof, member.email))
        return Decision(proved.outcome, proved.changes)
    stands = standing(book, member, today=book.settings.day(now))
    return Decision(AlreadyMember(stands, book.settings.program_name))


def _had_bonus(book: Book, address: str, *, proved: bool) -> bool:
    """True for a further spelling of a member's mailbox.

    At Gmail one person has as many addresses as dots fit into a name (docs/decisions/0049). Where addresses are proved
    later, only who has proved it learns that: a bonus that is missing would tell strangers whose mailbox is a member's.
    """
    others = book.members_of_mailbox(address)
    if book.settings.confirm_email is not ConfirmAddress.BEFORE_POINTS:
        return bool(others)
    return proved and any(has_kept_bonus(book, other) for other in others)


def _spelling(book: Book, known: Member | None, address: str) -> str:
    """Where digits go: to what stands in the member's row, not to what somebody types who may be anybody."""
    # A row that the owner has just typed is nobody's yet, and its address is already where letters will go.
    rows = (known,) if known else book.identities.newcomers
    wanted = fold_email(address)
    stored = (row.email for row in rows if fold_email(row.email) == wanted)
    return next(filter(valid_email, stored), address)


def _same_person(
    book: Book, member: Member, contact: str, before: Iterable[Entry], now: datetime
) -> Decision[JoinOutcome]:
    stands = standing(book, member, today=book.settings.day(now))
    # Never a cell of their row: the owner may sort, or type there, in the moment before it is written.
    proved = book.next_fact(FactKind.MEMBER_CONTACT, member.code, contact, stood=member.own_row.contact, now=now)
    changes: list[Change] = [AddFact(proved), *proof_of(book, member, now=now), *_rejoined(book, member, before, now)]
    joins_now = not member.contacts and not member.bounced
    if joins_now and book.settings.reminders and not member.reminders:
        changes.append(wish_of(book, member, wanted=True, now=now))
    return Decision(ContactAdded(stands, book.settings.program_name), tuple(changes))


def _known(book: Book, code: str) -> bool:
    return code in book.members or bool(book.entries_of(code))


def _changes(member: Member, bonus: int, now: datetime) -> tuple[Change, ...]:
    entry = Entry(
        now,
        member.code,
        EntryKind.SIGN_UP,
        bonus,
        email=member.email,
        note="Sign-up bonus",
        cause=join_cause(member.code),
    )
    return AddMember(member), AddEntry(entry)
