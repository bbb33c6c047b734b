"""Points added up by what became of them; the six sums always give the balances of all members.

What members have is issued − spent − expired − taken back + given back + adjusted. An opening of closed books stands
for other lines: where those can be read they are counted in its place, else its points count as issued.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import assert_never

from loyalty.book.book import Book
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold


class Side(Enum):
    """Where a kind of entry is added up."""

    EARNED = auto()
    """Points that come by a rule: issued where they come, taken back where they go."""
    SPENT = auto()
    GIVEN_BACK = auto()
    EXPIRED = auto()
    TAKEN_BACK = auto()
    ADJUSTED = auto()


SIDES: Mapping[EntryKind, Side] = {
    EntryKind.SIGN_UP: Side.EARNED,
    EntryKind.CLAIM: Side.EARNED,
    EntryKind.CORRECTION: Side.EARNED,
    EntryKind.TIER: Side.EARNED,
    EntryKind.MEMBERSHIP: Side.EARNED,
    EntryKind.REFERRAL: Side.EARNED,
    EntryKind.SURVEY: Side.EARNED,
    EntryKind.BIRTHDAY: Side.EARNED,
    EntryKind.ACTION: Side.EARNED,
    EntryKind.REDEMPTION: Side.SPENT,
    EntryKind.CANCELLATION: Side.GIVEN_BACK,
    EntryKind.EXPIRY: Side.EXPIRED,
    EntryKind.REFUND: Side.TAKEN_BACK,
    EntryKind.ADJUSTMENT: Side.ADJUSTED,
    EntryKind.USE: Side.ADJUSTED,
    EntryKind.OPENING: Side.ADJUSTED,
}
"""An opening that stands for closed lines is earned; what an earlier program had is brought along, and adjusted."""


@dataclass(frozen=True, slots=True)
class PointSums:
    """Whole points. Issued, spent, expired and taken back are gross: what a cancelled coupon gave back stands alone."""

    issued: int = 0
    spent: int = 0
    expired: int = 0
    taken_back: int = 0
    given_back: int = 0
    adjusted: int = 0

    @property
    def outstanding(self) -> int:
        """What is left of them."""
        return self.issued - self.spent - self.expired - self.taken_back + self.given_back + self.adjusted


def side_of(line: Entry) -> Side:
    """Where the line is added up."""
    return Side.EARNED if line.stands_for else SIDES[line.kind]


def takes_a_reward(line: Entry) -> bool:
    """True for points that were spent on a reward; a coupon that came from an earlier program cost none."""
    return line.kind is EntryKind.REDEMPTION and line.points < 0


def add_up(lines: Iterable[Entry]) -> PointSums:
    """The sums of these lines."""
    issued = spent = expired = taken_back = given_back = adjusted = 0
    for line in lines:
        match side_of(line):
            case Side.EARNED:
                issued += max(line.points, 0)
                taken_back -= min(line.points, 0)
            case Side.SPENT:
                spent -= line.points
            case Side.GIVEN_BACK:
                given_back += line.points
            case Side.EXPIRED:
                expired -= line.points
            case Side.TAKEN_BACK:
                taken_back -= line.points
            case Side.ADJUSTED:
                adjusted += line.points
            case unknown:
                assert_never(unknown)
    return PointSums(issued, spent, expired, taken_back, given_back, adjusted)


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The lines of all members by their codes, with those of closed years in place of the openings that stand for them.

    ``unread`` is how many closed lines no tab that was read has: their points count as issued by their opening.
    """

    lines: Mapping[str, tuple[Entry, ...]]
    unread: int

    def all(self) -> Iterator[Entry]:
        """All lines of all members, in no order."""
        return (line for lines in self.lines.values() for line in lines)


def ledgers_of(book: Book, closed: Iterable[Entry] = ()) -> Ledgers:
    """All lines of this book's members; ``closed`` are those of closed years, in any order and however often."""
    by_cause = {fold(line.cause): line for line in closed if line.cause and not line.stands_for}
    lines, unread = dict[str, tuple[Entry, ...]](), 0
    for code in book.members:
        mine = book.entries_of(code)
        for opening in (line for line in mine if line.stands_for):
            stood, lacking = _in_place_of(opening, by_cause)
            mine = (*(line for line in mine if line is not opening), *stood)
            unread += lacking
        lines[code] = mine
    return Ledgers(lines, unread)


def _in_place_of(opening: Entry, closed: Mapping[str, Entry]) -> tuple[tuple[Entry, ...], int]:
    """The closed lines that the opening stands for, itself with the points that they leave, and how many lack."""
    causes = dict.fromkeys(map(fold, opening.stands_for))
    found = [closed[cause] for cause in causes if cause in closed]
    left = opening.points - sum(line.points for line in found)
    rest = (replace(opening, points=left),) if left else ()
    # An earlier opening is named beside the lines that it stands for itself, and has no points besides theirs.
    lacking = sum(1 for cause in causes if cause not in closed and not cause.startswith("opening:"))
    return (*found, *rest), lacking
