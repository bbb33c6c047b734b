"""The Ledger's arithmetic: what the entries that count add up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold_order

SPENDING = frozenset({EntryKind.REDEMPTION, EntryKind.CANCELLATION})


@dataclass(frozen=True, slots=True)
class Waiting:
    """Points of an order that can be spent from that day on; what a refund took of them is gone already."""

    order: str
    points: int
    available: date


@dataclass(frozen=True, slots=True)
class Account:
    """A member's whole points: what they have, what they earned in all, what they spent on rewards.

    ``points`` hold those that are ``waiting``; below zero they are a deficit. A refund is earned no longer, a
    cancellation spent no longer. What has ``expired`` was earned all the same.
    """

    points: int = 0
    lifetime: int = 0
    redeemed: int = 0
    waiting: tuple[Waiting, ...] = ()
    expired: int = 0

    def pending_on(self, today: date) -> tuple[Waiting, ...]:
        """What is theirs but cannot be spent on this day, the soonest first."""
        return tuple(lot for lot in self.waiting if lot.available > today)

    def available_on(self, today: date) -> int:
        """What they can spend on this day; below zero for a deficit."""
        return self.points - sum(lot.points for lot in self.pending_on(today))


def account(entries: Sequence[Entry]) -> Account:
    """What these entries of one member add up to, in any order; the Book holds each cause once."""
    earned = spent = expired = 0
    later = False
    for entry in entries:
        if entry.kind in SPENDING:
            spent -= entry.points
        elif entry.kind is EntryKind.EXPIRY:
            expired -= entry.points
        else:
            earned += entry.points
        later = later or entry.available is not None
    waiting = _waiting(entries) if later else ()
    return Account(earned - spent - expired, lifetime=earned, redeemed=spent, waiting=waiting, expired=expired)


def refunds_of(entries: Iterable[Entry]) -> Mapping[str, int]:
    """How many points were taken back of each order."""
    taken: dict[str, int] = {}
    for entry in entries:
        if entry.kind is EntryKind.REFUND:
            order = fold_order(entry.subject)
            taken[order] = taken.get(order, 0) - entry.points
    return taken


def corrections_of(entries: Iterable[Entry]) -> Mapping[str, int]:
    """How many points another amount has brought of each order since its claim; below zero for a smaller one."""
    more: dict[str, int] = {}
    for entry in entries:
        if entry.kind is EntryKind.CORRECTION:
            order = fold_order(entry.subject)
            more[order] = more.get(order, 0) + entry.points
    return more


def _waiting(entries: Sequence[Entry]) -> tuple[Waiting, ...]:
    """A refund takes the points of its own order first, so they are the first to wait no longer.

    A correction of an order that waits has its day, and is one lot with it.
    """
    taken, came = refunds_of(entries), dict[tuple[str, date], int]()
    for entry in entries:
        if entry.available is not None:
            key = fold_order(entry.subject), entry.available
            came[key] = came.get(key, 0) + entry.points
    lots = (Waiting(order, points - taken.get(order, 0), day) for (order, day), points in came.items())
    return tuple(sorted((lot for lot in lots if lot.points > 0), key=lambda lot: (lot.available, lot.order)))
