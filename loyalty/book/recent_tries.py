"""What was tried within the last hour: order numbers in vain, codes, and the emails that brought codes.

All instances count together, so these stand in the spreadsheet, where nobody may read who tried what. A try holds
digests, made with a key that the sheet does not have: no address, no contact, no number (docs/decisions/0051).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)
AHEAD = timedelta(minutes=5)
"""So much may another instance's clock be ahead; what is dated later than that counts for nothing."""
NO_ADDRESS = "-" * 8
"""Stands in the place of a digest where a try is about no address."""
MOST_OF_A_KIND = 1_500
"""So many tries of each kind are kept: a cell of Google's holds 50,000 characters, and each takes 32."""


class TryKind(StrEnum):
    """What was tried."""

    GUESS = "guess"
    CODE = "code"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Try:
    """``contact`` has tried ``what`` at this instant: a number that is no order of theirs, digits for ``address``, or
    an email with digits to it, which is told by chance from all others. All of them are digests.
    """

    kind: TryKind
    contact: str
    address: str
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecentTries:
    """The tries of each kind, the oldest first; an hour later they count no more."""

    by_kind: Mapping[TryKind, tuple[Try, ...]] = field(default_factory=dict)

    def recent(self, kind: TryKind, now: datetime, *, within: timedelta = HOUR) -> tuple[Try, ...]:
        """Those of this kind that are not older than that."""
        since, until = now - within, now + AHEAD
        return tuple(one for one in self.by_kind.get(kind, ()) if since < one.at <= until)

    def has_room(self, kind: TryKind, now: datetime, *, within: timedelta = HOUR) -> bool:
        """False when one more would take the place of one that still matters."""
        return len(self.recent(kind, now, within=within)) < MOST_OF_A_KIND

    def after(self, tries: Iterable[Try]) -> "RecentTries":
        """These and new ones; of each kind the newest, as many as are kept."""
        by_kind = dict(self.by_kind)
        for one in tries:
            known = by_kind.get(one.kind, ())
            by_kind[one.kind] = (*_since(known, one.at - HOUR), one)[-MOST_OF_A_KIND:]
        return RecentTries(by_kind)

    def without_old(self, now: datetime) -> "RecentTries":
        """Those that may still count; the cells that note them become as short as they can be."""
        return RecentTries({kind: _since(tries, now - HOUR) for kind, tries in self.by_kind.items()})


def _since(tries: tuple[Try, ...], instant: datetime) -> tuple[Try, ...]:
    return tuple(one for one in tries if one.at > instant)


NO_TRIES = RecentTries()
