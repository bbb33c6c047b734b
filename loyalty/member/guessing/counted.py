"""A rule whose tries are counted: ten wrong order numbers an hour, five codes, and few emails with codes.

The try is part of the decision, so it is committed before anybody hears what came of it, and the next one is decided on
a book that shows it: many at once, in any number of instances, are no more than one after the other. Who has none left
is refused before anybody looks (docs/decisions/0051).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar, assert_never, cast

from loyalty.book.book import Book
from loyalty.book.decision import AddTry, Decision
from loyalty.book.proof import has_proved, to_prove
from loyalty.book.recent_tries import HOUR, NO_ADDRESS, RecentTries, Try, TryKind
from loyalty.member.ask import tell_no_more_tries
from loyalty.model.addresses import fold_email
from loyalty.outcomes.claiming import OrderNoted, UnknownOrder, WaitingFull
from loyalty.outcomes.joining import AddressProved, AlreadyMember, CodeWrong, ConfirmEmail, ContactAdded, Joined
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.not_served import Later, TooManyTries

MOST_GUESSES = 10
"""So many different order numbers in vain within an hour, for each contact."""
MOST_CODES = 5
"""So many codes within an hour, for each contact and for each mailbox."""
MOST_LETTERS = 3
"""So many emails with codes within an hour, for each contact."""
MOST_LETTERS_TO = 10
"""So many to each mailbox, whoever asks: of these no contact alone takes so many that none is left for its owner."""
CODE_LASTS = timedelta(minutes=10)

T = TypeVar("T")
HasJoined = Joined | ContactAdded | AddressProved | AlreadyMember
Counted = CodeWrong | Later | TooManyTries | HasJoined
"""What may be answered instead of what the rule says."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a request tries, all as digests (loyalty.book.recent_tries); blank for what it does not try.

    ``address`` is that of the mailbox. ``right_from`` are the minutes in which an email would have said these digits.
    ``button``: the token of one came, which nobody guesses. ``letter`` tells the email that this request may lead to
    from all others. ``unasked``: the digits are the number of an order, unless they are those of an email that came of
    itself.
    """

    contact: str
    number: str = ""
    address: str = NO_ADDRESS
    digits: str = ""
    right_from: frozenset[datetime] = frozenset()
    letter: str = ""
    button: bool = False
    unasked: bool = False


def counted(
    book: Book, *, rule: Callable[[bool], Callable[[Book], Decision[T]]], tried: Tried, contact: str, now: datetime
) -> Decision[T | Counted]:
    """What the rule decides, with what was tried; ``rule`` is told whether the digits prove the address.

    Where the rule asks for a proof, an email with digits is on its way once this is committed, or their digits were
    wrong.
    """
    tried = _meant(book, tried, contact, now)
    until = _until(book.tries, tried, now)
    if until:
        return tell_no_more_tries(book, contact=contact, until=until, now=now)
    if not _has_room(book.tries, tried, now):
        return Decision(Later())
    proved = _proves(book.tries, tried, now)
    decision = rule(proved)(book)
    if _asks_for_proof(decision, book, contact, tried):
        return _asked_for_proof(book, decision, tried, contact, now)
    # Digits that were wrong count as well where nothing hung on them: nobody tries them one after the other.
    used = tried.digits and (decision.changes or not proved)
    kinds = [*([TryKind.CODE] if used else []), *([TryKind.GUESS] if tried.number and _in_vain(decision) else [])]
    return Decision(decision.outcome, (*decision.changes, *_new(book.tries, kinds, tried, now)))


def counted_of(
    book: Book,
    *,
    rule: Callable[[bool], Callable[[Book], Decision[T]]],
    tries: Callable[[str], Tried],
    contact: str,
    now: datetime,
    email: str = "",
) -> Decision[T | Counted]:
    """The same of a contact who may be a member: what they try is about the address in their own row, or about the
    further one of theirs that they name by ``email``.
    """
    member = book.member_of(contact)
    further = to_prove(book, member) if member and email else ()
    own = next((one for one in further if fold_email(one) == fold_email(email)), member.email if member else "")
    return counted(book, rule=rule, tried=tries(own), contact=contact, now=now)


def _meant(book: Book, tried: Tried, contact: str, now: datetime) -> Tried:
    """What is tried: digits that nobody has asked for are some while an email with some is noted for who waits for it.

    Then each six digits are a try, right or wrong: nobody guesses those of an email as numbers of orders.
    """
    if not tried.unasked:
        return tried
    member = book.member_of(contact)
    if member and not has_proved(book, member) and _letters_with_digits(book.tries, tried, now):
        return tried
    return replace(tried, digits="", right_from=frozenset(), unasked=False)


def _asks_for_proof(decision: Decision[object], book: Book, contact: str, tried: Tried) -> bool:
    """True for who is asked for one, and for a member whose digits have not proved what waits for it."""
    outcome = decision.outcome
    if isinstance(outcome.then if isinstance(outcome, JoinedThen) else outcome, ConfirmEmail):
        return True
    member = book.member_of(contact) if (tried.digits or tried.button) and isinstance(outcome, AlreadyMember) else None
    return member is not None and not has_proved(book, member)


def _in_vain(decision: Decision[object]) -> bool:
    outcome = decision.outcome
    told = outcome.then if isinstance(outcome, JoinedThen) else outcome
    return isinstance(told, UnknownOrder | OrderNoted | WaitingFull)


def _asked_for_proof(
    book: Book, decision: Decision[T], tried: Tried, contact: str, now: datetime
) -> Decision[T | Counted]:
    """An email with digits is on its way, or their digits were wrong; who has joined with it stays a member."""
    outcome = decision.outcome
    joined = outcome.joined if isinstance(outcome, JoinedThen) else None
    if (tried.digits and not tried.unasked) or tried.button:
        noted = tuple(_new(book.tries, [TryKind.CODE] if tried.digits else [], tried, now))
        if isinstance(outcome, JoinedThen) and isinstance(joined, Joined):
            return Decision(cast("T", replace(outcome, then=CodeWrong())), (*decision.changes, *noted))
        return Decision(CodeWrong(), (*decision.changes, *noted))
    if tried.unasked:
        code = tuple(_new(book.tries, [TryKind.CODE], tried, now))
        decision = Decision(outcome, (*decision.changes, *code))
    noted = tuple(_new(book.tries, [TryKind.LETTER], tried, now))
    # Decided anew on a newer book it may find itself there: then it is this very email that was noted.
    # An email matters for as long as its digits are good: after that it only counts, as long as there is room.
    until = _no_letter_until(book.tries, tried, now) if noted else None
    if noted and (until or not book.tries.has_room(TryKind.LETTER, now, within=CODE_LASTS)):
        if joined:
            return Decision(joined, decision.changes)
        refused = tell_no_more_tries(book, contact=contact, until=until, now=now).outcome if until else Later()
        return Decision(refused, decision.changes if tried.unasked else ())
    return Decision(decision.outcome, (*decision.changes, *noted))


def noted_letter(tries: RecentTries, tried: Tried, now: datetime) -> AddTry | None:
    """What is to be noted of digits that go along with an email of a run; None where no more of them may leave."""
    full = _no_letter_until(tries, tried, now) or not tries.has_room(TryKind.LETTER, now, within=CODE_LASTS)
    return None if full else AddTry(_as_try(TryKind.LETTER, tried, now))


def _until(tries: RecentTries, tried: Tried, now: datetime) -> datetime | None:
    """When all that this request tries may be tried again; None for now."""
    full = list[datetime]()
    if tried.number:
        full += _again(_by(tried.contact, tries.recent(TryKind.GUESS, now)), MOST_GUESSES)
    if tried.digits:
        codes = tries.recent(TryKind.CODE, now)
        full += _again(_by(tried.contact, codes), MOST_CODES)
        full += _again(_to(tried.address, codes), MOST_CODES)
    return max(full, default=None)


def _again(tries: Sequence[Try], most: int) -> Iterator[datetime]:
    if len(tries) >= most:
        yield sorted(one.at for one in tries)[-most] + HOUR


def _has_room(tries: RecentTries, tried: Tried, now: datetime) -> bool:
    """False when what this tries could not be noted without forgetting what somebody else has tried.

    Nobody looks then, as it would not be counted: who has many contacts gains nothing by filling the hidden tab.
    """
    wanted = [*([TryKind.GUESS] if tried.number else []), *([TryKind.CODE] if tried.digits else [])]
    return all(tries.has_room(kind, now) for kind in wanted)


def _proves(tries: RecentTries, tried: Tried, now: datetime) -> bool:
    """True for digits that an email has brought within ten minutes, for this contact, and that nobody has tried yet."""
    if not tried.digits or _is_noted(tries, TryKind.CODE, tried, now):
        return False
    letters = _letters_with_digits(tries, tried, now)
    return any(letter.at.replace(second=0, microsecond=0) in tried.right_from for letter in letters)


def _letters_with_digits(tries: RecentTries, tried: Tried, now: datetime) -> list[Try]:
    """The emails to this contact's mailbox whose digits are still good."""
    return _to(tried.address, _by(tried.contact, tries.recent(TryKind.LETTER, now, within=CODE_LASTS)))


def _no_letter_until(tries: RecentTries, tried: Tried, now: datetime) -> datetime | None:
    """When the next email with digits may leave for this contact and mailbox; None for now."""
    letters = tries.recent(TryKind.LETTER, now)
    full = [
        *_again(_by(tried.contact, letters), MOST_LETTERS),
        *_again(_to(tried.address, letters), MOST_LETTERS_TO),
    ]
    return max(full, default=None)


def _new(tries: RecentTries, kinds: Sequence[TryKind], tried: Tried, now: datetime) -> Iterator[AddTry]:
    """What is to be noted of these; the same number or code again is no other try."""
    for kind in kinds:
        if not _is_noted(tries, kind, tried, now):
            yield AddTry(_as_try(kind, tried, now))


def _is_noted(tries: RecentTries, kind: TryKind, tried: Tried, now: datetime) -> bool:
    wanted = _as_try(kind, tried, now)
    return any(
        (one.contact, one.address, one.what) == (wanted.contact, wanted.address, wanted.what)
        for one in tries.recent(kind, now)
    )


def _as_try(kind: TryKind, tried: Tried, now: datetime) -> Try:
    match kind:
        case TryKind.GUESS:
            return Try(kind, tried.contact, NO_ADDRESS, tried.number, now)
        case TryKind.CODE:
            return Try(kind, tried.contact, tried.address, tried.digits, now)
        case TryKind.LETTER:
            return Try(kind, tried.contact, tried.address, tried.letter, now)
        case _:
            assert_never(kind)


def _by(contact: str, tries: Sequence[Try]) -> list[Try]:
    return [one for one in tries if one.contact == contact]


def _to(address: str, tries: Sequence[Try]) -> list[Try]:
    return [one for one in tries if one.address == address]
