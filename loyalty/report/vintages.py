"""Vintages: what became of the points of one time, and what may be expected of those that are still there.

What members spend comes from their oldest points, as the program itself counts it (loyalty.book.lots).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from loyalty.book.lots import Spending, spendings
from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.program_settings import Settings
from loyalty.points.expiry import later
from loyalty.report.periods import Period
from loyalty.report.point_sums import Ledgers, Side, side_of, takes_a_reward

FEWEST_VINTAGES = 12
FEWEST_REDEMPTIONS = 30
"""With less nobody can say what will be spent in the end (docs/decisions/0082)."""
FEWEST_POINTS = Fraction(1, 20)
"""An age that fewer of all points have reached says nothing: a single early member would speak for everybody."""
MONTHS_OF_A_YEAR = 12
A_DAY = timedelta(days=1)


def vintage_before(last: date) -> Period:
    """The year whose points are 12 to 24 months old on this day."""
    return Period(later(last, -2 * MONTHS_OF_A_YEAR) + A_DAY, later(last, -MONTHS_OF_A_YEAR))


@dataclass(frozen=True, slots=True)
class Vintages:
    """Points that came in each month (years × 12 + month − 1), and how many of them were spent so many months later.

    ``old_issued`` and ``old_spent`` are those of the points that are 12 to 24 months old. What an opening of closed
    years stands for that nobody has read came nobody knows when, and so did a line without a time: they are in none.
    """

    issued: Mapping[int, int]
    spent: Mapping[tuple[int, int], int]
    redemptions: int
    old_issued: int
    old_spent: int


def vintages_of(ledgers: Ledgers, settings: Settings, *, last: date) -> Vintages:
    """The vintages as they stand at the end of the day ``last``."""
    issued, spent = Counter[int](), Counter[tuple[int, int]]()
    old, old_issued, old_spent, redemptions = vintage_before(last), 0, 0, 0
    for line in ledgers.all():
        if _is_issued(line) and (day := settings.day(line.time)) <= last:
            issued[_month(day)] += line.points
            old_issued += line.points if old.has(day) else 0
    for took in _spendings(ledgers.lines.values(), settings):
        day, came = settings.day(took.at), settings.day(took.entry.time)
        if _is_issued(took.entry) and day <= last:
            spent[_month(came), _month(day)] += took.points
            old_spent += took.points if old.has(came) else 0
    redemptions = sum(takes_a_reward(line) and settings.day(line.time) <= last for line in ledgers.all())
    by_age = {(came, went - came): points for (came, went), points in spent.items()}
    return Vintages(issued, by_age, redemptions, old_issued, old_spent)


def expected_redemption(vintages: Vintages, *, last: date) -> float | None:
    """What share of all points issued will have been spent in the end; None where nobody can say it yet.

    A chain ladder over the months that are over: of each age, what was spent at that age by all vintages that have
    reached it, as a share of their points, is what younger ones still have before them. At an age that hardly any
    points have reached nothing is taken to be spent any more. docs/report.md has an example.
    """
    end = _month(last + A_DAY)
    issued = {month: points for month, points in vintages.issued.items() if month < end}
    if len(issued) < FEWEST_VINTAGES or vintages.redemptions < FEWEST_REDEMPTIONS:
        return None
    # By age: what was spent then, and the points of all vintages that are that old.
    spent, reached = Counter[int](), Counter[int]()
    for (month, age), points in vintages.spent.items():
        if month + age < end:
            spent[age] += points
    oldest = end - 1 - min(issued)
    for month, came in issued.items():
        reached[end - 1 - month] += came
    for age in range(oldest, 0, -1):
        reached[age - 1] += reached[age]
    # From the last age back: what a vintage that has reached an age still has before it.
    before, ultimate, points = Fraction(0), Fraction(sum(spent.values())), sum(issued.values())
    for age in range(oldest, -1, -1):
        ultimate += issued.get(end - 1 - age, 0) * before
        if reached[age] >= FEWEST_POINTS * points:
            before += Fraction(spent[age], reached[age])
    return min(float(ultimate / points), 1.0)


def _is_issued(line: Entry) -> bool:
    dated = line.time > UNDATED
    return dated and line.points > 0 and side_of(line) is Side.EARNED and line.kind is not EntryKind.OPENING


def _spendings(ledgers: Iterable[tuple[Entry, ...]], settings: Settings) -> Iterator[Spending]:
    for lines in ledgers:
        # Nearly everybody is done here: lots are only put together for members who have taken something.
        if any(map(takes_a_reward, lines)):
            yield from spendings(lines, day=settings.day)


def _month(day: date) -> int:
    return day.year * MONTHS_OF_A_YEAR + day.month - 1
