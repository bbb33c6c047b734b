"""A member as they count: what their row says and what the program has learned, the newer word of the two for each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from loyalty.model.addresses import fold_email
from loyalty.model.fact import Fact, FactKind, newest
from loyalty.model.member import Member

YES, NO, BOUNCED = "yes", "no", "bounced"
WISHES = (FactKind.MEMBER_BOUNCE, FactKind.MEMBER_REMINDERS)
"""What can be learned about a member's emails; of two of one second the later of these counts: a wish holds."""
TICK = timedelta(seconds=1)
BETWEEN_NAMES = ","
"""What no segment's name has in it."""
OF_SEGMENTS = frozenset({FactKind.MEMBER_SEGMENTS, FactKind.SEGMENTS_SENT})
"""What says nothing of the member themselves, and stands in the Log for nearly everybody of a large shop."""


def as_learned(row: Member, facts: Iterable[Fact], *, is_free: Callable[[str], bool]) -> Member:
    """The member of this row with all that the Log says of them.

    ``is_free`` tells whether a contact is theirs or nobody's: where the owner has given it to another member, it is
    that one's.
    """
    facts = sorted(facts, key=lambda fact: fact.age)
    learned = replace(
        row,
        row=row,
        contact=_contact(row, facts, is_free),
        proved=_proved(row, facts),
        others_proved=tuple(_others_proved(row, facts)),
        phone=_phone(facts),
    )
    birthday = next((fact for fact in reversed(facts) if fact.kind is FactKind.MEMBER_BIRTHDAY), None)
    if birthday and birthday.newer_than(birthday_word(row)):
        learned = replace(learned, birthday=day_in(birthday.value) or row.birthday)
    wish = next(_wishes(row, facts), None)
    if wish is None or not wish.newer_than(reminders_word(row)):
        return learned
    bounced = wish.kind is FactKind.MEMBER_BOUNCE
    return replace(learned, reminders=not bounced and wish.value != NO, bounced=bounced)


def wish_time(facts: Iterable[Fact], kind: FactKind, now: datetime) -> datetime:
    """When a wish or a bounce is learned now: no clock may put it before what was learned of the other of the two."""
    (other,) = (wish for wish in WISHES if wish is not kind)
    last = max((fact.time for fact in facts if fact.kind is other), default=None)
    if last is None:
        return now
    return max(now, last + TICK if kind is FactKind.MEMBER_BOUNCE else last)


def reminders_word(member: Member) -> str:
    """What is said of a member's emails in one word; blank where the program's own setting decides."""
    if member.bounced:
        return BOUNCED
    return "" if member.reminders is None else YES if member.reminders else NO


def birthday_word(member: Member) -> str:
    """A member's birthday as facts write it; blank for none."""
    return member.birthday.isoformat() if member.birthday else ""


def day_in(value: str) -> date | None:
    """The day that a fact's value is; None where the owner has made something else of it."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _contact(row: Member, facts: Iterable[Fact], is_free: Callable[[str], bool]) -> str:
    """All contacts: a proof is one whatever the owner has typed under Contact since, and ends with its line alone."""
    proved = (fact.value for fact in facts if fact.kind is FactKind.MEMBER_CONTACT and is_free(fact.value))
    further = tuple(contact for contact in dict.fromkeys(proved) if contact not in row.contacts)
    return ", ".join((*row.contacts, *further)) if further else row.contact


def _proved(row: Member, facts: Iterable[Fact]) -> datetime | None:
    """When the address in the row was proved last: another address is another proof."""
    address = fold_email(row.email)
    proofs = (fact.time for fact in facts if fact.kind is FactKind.MEMBER_PROOF and fold_email(fact.value) == address)
    return max(proofs, default=None)


def _others_proved(row: Member, facts: Iterable[Fact]) -> Iterator[str]:
    """Those of the further addresses that were proved; what the owner has taken out of the row is none of theirs."""
    proofs = {fold_email(fact.value) for fact in facts if fact.kind is FactKind.MEMBER_PROOF}
    return (address for address in map(fold_email, row.other_emails) if address in proofs)


def _phone(facts: Iterable[Fact]) -> str:
    """The number that they have proved last: one that they have given up may be somebody else's by now."""
    proof = newest(facts, FactKind.MEMBER_PHONE)
    return proof.value if proof else ""


@lru_cache(maxsize=1024)  # thousands of members have the same few segments
def names_in(value: str) -> tuple[str, ...]:
    """The names of segments in a fact's value."""
    return tuple(filter(None, map(str.strip, value.split(BETWEEN_NAMES))))


def written_names(names: Iterable[str]) -> str:
    """The names as a fact's value, and as owner and chat read them."""
    return f"{BETWEEN_NAMES} ".join(names)


def _wishes(row: Member, facts: Iterable[Fact]) -> Iterator[Fact]:
    """What was learned of the member's emails, the newest first; an address that has been corrected has not bounced."""
    newest_first = sorted(
        (fact for fact in facts if fact.kind in WISHES),
        key=lambda fact: (fact.time, WISHES.index(fact.kind), fact.number),
        reverse=True,
    )
    for fact in newest_first:
        if fact.kind is not FactKind.MEMBER_BOUNCE or fold_email(fact.value) == fold_email(row.email):
            yield fact
