"""The sign-up bonus: what of it waits until its member has ordered for the first time."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.proof import has_proved
from loyalty.model.causes import expiry_cause, order_of
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.program_settings import BonusSpendable
from loyalty.points.claimed.since_claim import ALL, NONE, OrderLines, lines_by_order


def waiting_bonus(book: Book, member: str, *, today: date) -> int:
    """How many of the points that the member could spend on this day wait for a first order, and for a proved address.

    For the address, as nobody opens one account for each address that they make up, with a small order for each.
    It waits again when that order goes back whole: what is left then is the bonus first, so that nobody spends it by
    ordering, taking a reward and sending the goods back (docs/decisions/0052).
    """
    match book.settings.bonus_spendable:
        case BonusSpendable.AT_ONCE:
            return 0
        case BonusSpendable.AFTER_FIRST_ORDER:
            lines = book.entries_of(member)
            bonus = _bonus(lines)
            # The Ledger alone says what stands: an order's row would be one more to read with each answer.
            if bonus <= 0 or (has_ordered(lines) and _is_known(book, member)):
                return 0
            return min(bonus, max(book.account_of(member).available_on(today), 0))
        case _:
            assert_never(book.settings.bonus_spendable)


def waits_for_proof(book: Book, member: str) -> bool:
    """True when the member has ordered, so that it is the proof of their address that a waiting bonus still needs."""
    return has_ordered(book.entries_of(member)) and not _is_known(book, member)


def _is_known(book: Book, code: str) -> bool:
    """True also for whoever has proved another address of theirs: that of an account that the owner joined with it."""
    member = book.member(code)
    if member is None or has_proved(book, member):
        return True
    return any(fact.kind is FactKind.MEMBER_PROOF for fact in book.facts_about_member(code))


def has_ordered(lines: Sequence[Entry]) -> bool:
    """True when an order of these lines stands, or a part of it; also one whose own line is closed by now."""
    claims = {fold_order(line.subject): line for line in lines if line.kind is EntryKind.CLAIM}
    closed = (order_of(cause) for line in lines for cause in line.stands_for)
    back = {order for order, of_it in lines_by_order(lines).items() if _is_all_back(of_it, claims.get(order))}
    return not back.issuperset((*claims, *filter(None, closed)))


def _is_all_back(of_it: OrderLines, claim: Entry | None) -> bool:
    """True where refunds leave nothing of their order."""
    return of_it.part([claim.amount] if claim else (), unknown=NONE) >= ALL


def _bonus(lines: Iterable[Entry]) -> int:
    """What joining has brought, without what of it has expired."""
    given = {fold(expiry_cause(line.cause)): line.points for line in lines if line.kind is EntryKind.SIGN_UP}
    ended = (line.points for line in lines if line.kind is EntryKind.EXPIRY and fold(line.cause) in given)
    return sum(given.values()) + sum(ended)
