"""What has to stand beside the figures so that nobody reads into them what is not there, as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum, auto

from loyalty.book.identities import has_left
from loyalty.report.counting import Counting
from loyalty.report.customers import NOTHING
from loyalty.report.figures import Figures
from loyalty.report.periods import year_before


@dataclass(frozen=True, slots=True)
class BooksDiffer:
    """Members show other points than the Ledger has: a number was typed that is not booked yet, or a line is gone."""

    ledger: int
    members: int


@dataclass(frozen=True, slots=True)
class ClosedYearsUnread:
    """So many lines of closed years were not found: their points count as issued, and their claims not at all."""

    lines: int


class WhyUnread(Enum):
    """Why closed years could not be read."""

    NOT_SHARED = auto()
    GONE = auto()
    HEADINGS = auto()
    TOO_MANY = auto()
    NO_ANSWER = auto()


@dataclass(frozen=True, slots=True)
class ArchiveUnread:
    """Closed years ``where``, in a tab or a spreadsheet, that could not be read, or not to their end."""

    where: str
    why: WhyUnread


@dataclass(frozen=True, slots=True)
class LinesOfNobody:
    """So many points stand in the Ledger under codes without a row in Members, of people who have not left."""

    points: int


@dataclass(frozen=True, slots=True)
class OrdersUnreadable:
    """So many rows of Orders cannot be read, such as one in a currency without a rate: they are in no figure."""

    orders: int


@dataclass(frozen=True, slots=True)
class OrdersWithoutDay:
    """So many orders have no day of placing, and are in no year."""

    orders: int


@dataclass(frozen=True, slots=True)
class OrdersOfNobody:
    """So many orders of the period have neither address nor claim: no customer is counted for them."""

    orders: int


@dataclass(frozen=True, slots=True)
class PeriodNotOver:
    """The period has so many days that are still to come."""

    days: int


@dataclass(frozen=True, slots=True)
class NothingBefore:
    """There are no orders of the year before the program: nothing can be compared with it."""


@dataclass(frozen=True, slots=True)
class HistoryShort:
    """So many days of the year before the program lie before the oldest order: fewer order twice in a shorter time."""

    days: int


@dataclass(frozen=True, slots=True)
class ProgramYounger:
    """So many days of the period lie before the first member joined: before and after overlap."""

    days: int


@dataclass(frozen=True, slots=True)
class OthersChangedToo:
    """Before and after are two times: season, prices and advertising were not the same either."""


@dataclass(frozen=True, slots=True)
class WhoJoinsBuysMore:
    """What members bought a head, and other customers, in the period: no headline, for who joins buys more anyway."""

    members: Decimal
    others: Decimal


@dataclass(frozen=True, slots=True)
class CostsUnknown:
    """Rewards for so many of the points that were spent have nothing under Your cost."""

    points: int


SHORT_DAYS = 28
"""A small shop may sell nothing for so long; a year without orders for more than that is not all there."""

Caution = (
    BooksDiffer
    | ClosedYearsUnread
    | ArchiveUnread
    | LinesOfNobody
    | OrdersUnreadable
    | OrdersWithoutDay
    | OrdersOfNobody
    | PeriodNotOver
    | NothingBefore
    | HistoryShort
    | ProgramYounger
    | OthersChangedToo
    | WhoJoinsBuysMore
    | CostsUnknown
)


def cautions(counting: Counting, figures: Figures) -> Iterator[Caution]:
    """All that this report needs, what is wrong with the books first."""
    yield from _of_books(counting, figures)
    yield from _of_rows(counting)
    yield from _of_times(counting, figures)
    yield from _of_members(counting)
    unknown = counting.cost.all_points - counting.cost.points
    if unknown:
        yield CostsUnknown(unknown)


def _of_books(counting: Counting, figures: Figures) -> Iterator[Caution]:
    if not figures.books_agree:
        yield BooksDiffer(ledger=figures.points_outstanding, members=figures.points_of_members)
    if counting.ledgers.unread:
        yield ClosedYearsUnread(counting.ledgers.unread)
    book, points = counting.book, dict[str, int]()
    for line in book.lines_of_nobody():
        points[line.member] = points.get(line.member, 0) + line.points
    lost = sum(had for code, had in points.items() if not has_left(book.lines_under(code)))
    if lost:
        yield LinesOfNobody(lost)


def _of_rows(counting: Counting) -> Iterator[Caution]:
    if counting.book.unreadable:
        yield OrdersUnreadable(len(counting.book.unreadable))
    if counting.customers.undated:
        yield OrdersWithoutDay(counting.customers.undated)
    nobodys = sum(counting.period.has(purchase.day) for purchase in counting.customers.nobodys)
    if nobodys:
        yield OrdersOfNobody(nobodys)


def _of_times(counting: Counting, figures: Figures) -> Iterator[Caution]:
    to_come = (counting.period.last - (counting.today - timedelta(days=1))).days
    if to_come > 0:
        yield PeriodNotOver(to_come)
    first = counting.first_join
    if first is None:
        return
    if not counting.repeat_before.customers.of:
        yield NothingBefore()
    if counting.period.first < first:
        yield ProgramYounger(min((first - counting.period.first).days, counting.period.days))
    if figures.repeat_customers_change is not None:
        lacking = (counting.customers.oldest - year_before(first).first).days
        if lacking > SHORT_DAYS:
            yield HistoryShort(lacking)
        yield OthersChangedToo()


def _of_members(counting: Counting) -> Iterator[Caution]:
    bought, members, others = counting.bought, list[Decimal](), list[Decimal]()
    for key, net in zip(bought.customers, bought.nets, strict=True):
        (members if key in counting.book.members else others).append(net)
    if members and others:
        mine, theirs = (sum(nets, NOTHING) / len(nets) for nets in (members, others))
        yield WhoJoinsBuysMore(mine, theirs)
