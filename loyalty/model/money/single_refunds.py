"""Single refunds of an order, told without what went back in all: which of them are known, and which are new.

A refund is told apart by an id of its own, or by its day or instant. Of two that are told apart by neither nobody knows
whether they are one (docs/decisions/0064).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

_WRITTEN = re.compile(r"(\S+)(?: @([0-9T:+-]{10,32}))?(?: (\S.*))?")
LONGEST_ID = 100


class UnclearRefund(Exception):
    """A refund may be one that is known told otherwise, or another one; ``known`` is the amount of that one."""

    def __init__(self, known: Decimal) -> None:
        super().__init__(known)
        self.known = known


@dataclass(frozen=True, slots=True)
class SingleRefund:
    """``amount`` in the currency that was paid; ``id`` is its own, blank for none, and ``at`` when it went back.

    ``at`` is a day, or an instant in the zone in which its day is told; None for neither.
    """

    amount: Decimal
    id: str = ""
    at: datetime | date | None = None

    @property
    def is_told_apart(self) -> bool:
        """True where it can be known again."""
        return bool(self.id) or self.at is not None


def written_refund(refund: SingleRefund) -> str:
    """As a line of the Log holds it: ``15 @2026-11-09 re_1``."""
    at = f" @{refund.at.isoformat()}" if refund.at else ""
    return f"{refund.amount.normalize():f}{at}{' ' if refund.id else ''}{refund.id}"


def read_refund(written: str) -> SingleRefund | None:
    """The refund that is written so; None for another text."""
    found = _WRITTEN.fullmatch(written.strip())
    try:
        amount = Decimal(found[1] if found else "")
        at = _moment(found[2]) if found and found[2] else None
    except (InvalidOperation, ValueError):
        return None
    refund = SingleRefund(amount, (found[3] or "") if found else "", at)
    return refund if amount.is_finite() and amount > 0 and refund.is_told_apart else None


def new_refunds(told: Iterable[SingleRefund], known: Sequence[SingleRefund]) -> Sequence[SingleRefund]:
    """Those that are not among the known ones; UnclearRefund."""
    new = list[SingleRefund]()
    for refund in told:
        alike = [other for other in (*known, *new) if not are_two(refund, other)]
        if any(other.amount == refund.amount for other in alike):
            continue
        if alike:
            raise UnclearRefund(alike[0].amount)
        new.append(refund)
    return new


def are_two(one: SingleRefund, other: SingleRefund) -> bool:
    """True where an id of their own, or the time, tells them apart."""
    if one.id and other.id and one.id != other.id:
        return True
    if one.at is None or other.at is None:
        return False
    if isinstance(one.at, datetime) and isinstance(other.at, datetime):
        return one.at != other.at
    return _day(one.at) != _day(other.at)


def _day(at: datetime | date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _moment(written: str) -> datetime | date:
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
