"""The Ledger's arithmetic: what the entries that count add up to."""

from collections.abc import Iterable
from dataclasses import dataclass

from loyalty.values import Entry, EntryKind


@dataclass(frozen=True, slots=True)
class Account:
    """A member's whole points: what she has, what she earned in all, what she spent on rewards.

    A refund is earned no longer, a cancellation spent no longer.
    """

    points: int = 0
    lifetime: int = 0
    redeemed: int = 0


def account(entries: Iterable[Entry]) -> Account:
    """What these entries of one member add up to, in any order; the Book holds each cause once."""
    earned = spent = 0
    for entry in entries:
        if entry.kind in (EntryKind.REDEMPTION, EntryKind.CANCELLATION):
            spent -= entry.points
        else:
            earned += entry.points
    return Account(points=earned - spent, lifetime=earned, redeemed=spent)
