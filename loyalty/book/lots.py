"""Lots: each line that brought points, and how many of them are still there when all that went out is taken off."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import assert_never

from loyalty.book.moved_instants import Said, named
from loyalty.model.causes import coupon_cause, lot_key, order_cause, said_in
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold

NO_LOTS = frozenset[str]()


@dataclass(slots=True)
class Lot:
    """Points that came in together; ``points`` is what is left of them.

    ``key`` is what an expiry names it by, or has named it by: its cause, or what it says where it has none. ``sources``
    are the folded keys of the lots whose points they are.
    """

    entry: Entry
    points: int
    key: str
    sources: frozenset[str] = NO_LOTS

    def available_on(self, today: date) -> bool:
        """True when its points can be spent on that day."""
        return self.entry.available is None or self.entry.available <= today


def lots(entries: Iterable[Entry], *, day: Callable[[datetime], date]) -> tuple[Lot, ...]:
    """The lots of one member's lines that are not used up, the oldest first; ``day`` is an instant's day in the shop.

    What goes out comes from the oldest points that could be spent then; a refund from its own order's first, a bonus
    that is taken back and an expiry from the lot that they name. What is taken beyond all there is comes from the next
    points.
    """
    return tuple(lot for lot in _replayed(entries, day).lots if lot.points)


@dataclass(frozen=True, slots=True)
class Spending:
    """Points of one line that a redemption has taken at the instant ``at``."""

    entry: Entry
    points: int
    at: datetime


def spendings(entries: Iterable[Entry], *, day: Callable[[datetime], date]) -> tuple[Spending, ...]:
    """Which points each redemption among these lines of one member has taken, the first redemption first.

    What a cancelled coupon gave back came by its own line; what was spent before it came belongs to none.
    """
    return tuple(_replayed(entries, day).spendings)


def _ended(lines: Sequence[Entry]) -> Mapping[Said, str]:
    """Lines without a cause that have expired, by what they say, and the names under which they have."""
    said = {(line.time, line.points) for line in lines if not line.cause and line.points > 0}
    if not said:
        return {}
    causes = {fold(line.cause) for line in lines}
    names = {line.cause.partition(":")[2] for line in lines if line.kind is EntryKind.EXPIRY}
    told = {name: instant for name in names if (instant := said_in(name)) and fold(name) not in causes}
    return named({one: one for one in said}, told)


def paid_with(entries: Iterable[Entry], cause: str, *, day: Callable[[datetime], date]) -> frozenset[str]:
    """The folded causes of the redemptions that took points of the lot of this cause.

    Points that a cancelled coupon gave back are what they were before: a coupon taken with them was paid with the lot,
    too.
    """
    open_lots = _replayed(entries, day)
    return frozenset(spent for spent, lots in open_lots.paid_from.items() if fold(cause) in lots)


def _replayed(entries: Iterable[Entry], day: Callable[[datetime], date]) -> "_OpenLots":
    # Replayed by the time of the lines: the order of rows means nothing, for the owner sorts (docs/decisions/0012).
    lines = sorted(entries, key=lambda entry: (entry.time, -entry.points, entry.cause))
    open_lots = _OpenLots(_ended(lines))
    for entry in lines:
        if entry.points > 0:
            open_lots.put(entry)
        else:
            open_lots.take(entry, day(entry.time))
    return open_lots


class _OpenLots:
    """The lots so far; ``ended`` are the names of lines without a cause that an expiry has ended."""

    def __init__(self, ended: Mapping[Said, str]) -> None:
        self.lots: list[Lot] = []
        self._ended = ended
        self._named: dict[str, Lot] = {}
        self._used_up = 0
        self._short = 0
        self.paid_from: dict[str, frozenset[str]] = {}
        """The folded causes of redemptions, each with the folded keys of the lots that it was paid with."""
        self.spendings: list[Spending] = []

    def put(self, entry: Entry) -> None:
        """Points come in; what was short before is settled first."""
        settled = min(self._short, entry.points)
        self._short -= settled
        said = entry.time, entry.points
        key = entry.cause or self._ended.get(said) or lot_key(entry.member, *said)
        lot = Lot(entry, entry.points - settled, key, self._came_of(entry, key))
        self.lots.append(lot)
        self._named.setdefault(fold(lot.key), lot)

    def take(self, entry: Entry, today: date) -> None:
        """Points go out."""
        left = -entry.points
        # Points that could not be spent yet go last.
        for lot in chain(self._own(entry), self._in_turn(today), self._in_turn(date.max)):
            if not left:
                return
            taken = min(lot.points, left)
            if taken and entry.kind is EntryKind.REDEMPTION:
                spent = fold(entry.cause)
                self.paid_from[spent] = self.paid_from.get(spent, NO_LOTS) | lot.sources
                self.spendings.append(Spending(lot.entry, taken, entry.time))
            lot.points -= taken
            left -= taken
        self._short += left

    def _came_of(self, entry: Entry, key: str) -> frozenset[str]:
        """The lots whose points these are: their own, and those with which a coupon was paid that gives them back."""
        given = coupon_cause(entry.cause.partition(":")[2]) if entry.kind is EntryKind.CANCELLATION else ""
        return self.paid_from.get(fold(given), NO_LOTS) | {fold(key)}

    def _own(self, entry: Entry) -> Iterator[Lot]:
        match entry.kind:
            case EntryKind.EXPIRY | EntryKind.TIER | EntryKind.REFERRAL:
                name = entry.cause.partition(":")[2]
            case EntryKind.REFUND | EntryKind.CORRECTION:
                name = order_cause(entry.subject)
            case (
                EntryKind.SIGN_UP
                | EntryKind.CLAIM
                | EntryKind.REDEMPTION
                | EntryKind.ADJUSTMENT
                | EntryKind.CANCELLATION
                | EntryKind.USE
                | EntryKind.OPENING
                | EntryKind.MEMBERSHIP
                | EntryKind.SURVEY
                | EntryKind.BIRTHDAY
                | EntryKind.ACTION
            ):
                return
            case _:
                assert_never(entry.kind)
        lot = self._named.get(fold(name))
        if lot:
            yield lot

    def _in_turn(self, today: date) -> Iterator[Lot]:
        """The oldest first; those at the beginning that are used up are not looked at again."""
        while self._used_up < len(self.lots) and not self.lots[self._used_up].points:
            self._used_up += 1
        for index in range(self._used_up, len(self.lots)):
            if self.lots[index].available_on(today):
                yield self.lots[index]
