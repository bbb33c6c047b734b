"""Counting the books: what the Ledger says of each day is noted every night, and compared with what it said before.

A line that was deleted leaves no trace in the Ledger itself, and what it gave could be had once more. What is counted
hangs on no order of rows and on no address, nor on the owner's own lines, which have no cause and which they may add,
change and delete as they like (docs/decisions/0043).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, Decision
from loyalty.model.causes import coupon_cause, opening_day
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import Entry
from loyalty.model.fact import Fact, FactKind
from loyalty.model.identifiers import fold
from loyalty.points.redeemed import redemption_of

COMPLETE_AFTER = timedelta(hours=1)
"""A line is dated when it is decided, and may be written a little later."""
_CLOSED = "before "
_DIGEST_BYTES = 6
_VALUE = re.compile(r"lines (\d+), points (-?\d+), sum ([0-9a-f]{12}), commit ([0-9a-f]{1,12}), zone (\S+)")


@dataclass(frozen=True, slots=True)
class Sum:
    """What lines come to: the number of their causes, their points, and a sum over the causes in any order."""

    lines: int = 0
    points: int = 0
    digest: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        digest = (self.digest + other.digest) % 256**_DIGEST_BYTES
        return Sum(self.lines + other.lines, self.points + other.points, digest)


@dataclass(frozen=True, slots=True)
class Noted:
    """A sum, the number of the commit that it was counted at, and the name of the spreadsheet's zone at that time."""

    sum: Sum
    commit: int
    zone: str

    @property
    def value(self) -> str:
        """How the Log says it."""
        counted = self.sum
        said = f"lines {counted.lines}, points {counted.points}, sum {counted.digest:012x}"
        return f"{said}, commit {self.commit:x}, zone {self.zone}"

    @classmethod
    def read(cls, value: str) -> "Noted | None":
        """What this value of a fact says; None where somebody has typed over it."""
        found = _VALUE.fullmatch(value.strip())
        if not found:
            return None
        return cls(Sum(int(found[1]), int(found[2]), int(found[3], 16)), int(found[4], 16), found[5])


@dataclass(frozen=True, slots=True)
class Difference:
    """What the lines of a ``day`` came to, at that commit, and what they come to now.

    With ``closed`` these are the lines of all days before that one: closing books puts one line in the place of many.
    """

    day: date
    then: Noted
    now: Sum
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """A copy of all that is counted: nobody waits while it is. Each cause has the line that stands for it.

    ``noted`` are the counts that the Log holds; ``ungiven`` are coupons that are out, but that no line has given;
    ``undecided`` are the instants since which rows of Review wait; ``version`` is the commit's token.
    """

    causes: tuple[tuple[str, Entry], ...]
    noted: tuple[Fact, ...]
    ungiven: tuple[Coupon, ...]
    undecided: tuple[datetime, ...]
    zone: str
    version: str

    def counts(self) -> Iterator[Noted]:
        """All that was ever noted and can be read."""
        return filter(None, (Noted.read(fact.value) for fact in self.noted))


@dataclass(frozen=True, slots=True)
class Count:
    """The sums of all complete days. Those before ``closed`` can only be compared together."""

    days: Mapping[date, Sum]
    closed: date
    zone: str

    def periods(self) -> Iterator[tuple[str, Sum]]:
        """What the Log notes a sum of, by the words it is found by."""
        if self.closed > date.min:
            yield f"{_CLOSED}{self.closed}", self.until(self.closed)
        yield from ((f"{day}", self.days[day]) for day in sorted(self.days) if day >= self.closed)

    def until(self, end: date) -> Sum:
        """All lines of the days before this one."""
        return _total(sums for day, sums in self.days.items() if day < end)


def take_stock(book: Book) -> Decision[Stock]:
    """What there is to count; nothing is changed."""
    glance = book.at_a_glance()
    noted = (fact for fact in glance.all_facts() if fact.kind is FactKind.LEDGER_COUNT)
    ungiven = (coupon for coupon in glance.coupons.values() if _is_out(coupon) and not _is_given(glance, coupon))
    undecided = (row.time for row in glance.all_reviews() if row.waits)
    zone = str(book.settings.zone)
    return Decision(Stock(book.all_causes(), tuple(noted), tuple(ungiven), tuple(undecided), zone, book.version))


def count(stock: Stock, *, now: datetime) -> Count:
    """The sums of the days of UTC that are complete; it takes some microseconds for each cause."""
    end = (now - COMPLETE_AFTER).astimezone(UTC).date()
    known = _Last.of(stock.noted)
    # A day all of whose lines are gone is counted, too; and books that were closed stay so.
    days, closed = dict.fromkeys(known.days, Sum()), max(known.before, default=date.min)
    for cause, entry in stock.causes:
        day, opened = entry.time.astimezone(UTC).date(), opening_day(cause)
        if opened:
            # Books are closed by the owner's days, of which the last one may end after that of UTC.
            closed = max(closed, opened + timedelta(days=1))
        if day < end:
            # An opening has the points of those whose causes it names, and has said nothing itself.
            said = Sum() if opened else Sum(1, 0, _digest(cause))
            points = entry.points if cause == fold(entry.cause) else 0
            days[day] = days.get(day, Sum()) + said + Sum(0, points)
    return Count(days, closed, stock.zone)


def differences(counted: Count, noted: Iterable[Fact], *, since: int | None = None) -> Iterator[Difference]:
    """Where the Ledger says something else than was noted last, or by the commit ``since``; in the order of days."""
    last = _Last.of(noted, since)
    yield from _closed(counted, last)
    for day, then in sorted(last.days.items()):
        now = counted.days.get(day, Sum())
        # Lines of version 0.1.0 do not say how far from UTC they were: in another zone they are another day's.
        if day >= counted.closed and now != then.sum and then.zone == counted.zone:
            yield Difference(day, then, now)


def _closed(counted: Count, last: "_Last") -> Iterator[Difference]:
    """What was closed comes to what its days came to before, all of them together."""
    start = max((day for day in last.before if day <= counted.closed), default=date.min)
    parts = [said for day, said in last.days.items() if start <= day < counted.closed]
    if start in last.before:
        parts.append(last.before[start])
    if not parts:
        return
    then, now = _total(part.sum for part in parts), counted.until(counted.closed)
    if then != now and all(part.zone == counted.zone for part in parts):
        newest_commit = max(part.commit for part in parts)
        yield Difference(counted.closed, Noted(then, newest_commit, counted.zone), now, closed=True)


def lines_of(stock: Stock, difference: Difference) -> list[Entry]:
    """The lines that are there of what differs, in the order of time."""
    day = difference.day
    found = (entry for cause, entry in stock.causes if cause == fold(entry.cause))
    of_it = (entry for entry in found if _is_of(entry.time.astimezone(UTC).date(), day, closed=difference.closed))
    return sorted(of_it, key=lambda entry: (entry.time, entry.cause))


def _is_of(day: date, wanted: date, *, closed: bool) -> bool:
    return day < wanted if closed else day == wanted


def note(book: Book, *, counted: Count, commit: int, now: datetime, limit: int, accept: bool = False) -> Decision[int]:
    """Notes up to ``limit`` of the sums that the Log does not hold yet; gives how many are left.

    What differs from a sum that it holds is left as it was noted, unless the owner says ``accept``.
    """
    new = list[Fact]()
    for period, sums in counted.periods():
        known = book.at_a_glance().fact(FactKind.LEDGER_COUNT, period)
        said = Noted.read(known.value) if known else None
        if said is None or (said.sum != sums and (accept or said.zone != counted.zone)):
            value = Noted(sums, commit, counted.zone).value
            new.append(book.next_fact(FactKind.LEDGER_COUNT, period, value, stood="", now=now))
    return Decision(max(len(new) - limit, 0), tuple(map(AddFact, new[:limit])))


def _is_out(coupon: Coupon) -> bool:
    return bool(coupon.member) and coupon.status in (CouponStatus.ISSUED, CouponStatus.ASKED)


def _is_given(book: Book, coupon: Coupon) -> bool:
    # The owner may have put another code in place of the one given: told, they would cancel what was paid for.
    return book.caused_by(coupon_cause(coupon.code)) is not None or redemption_of(book, coupon) is not None


@dataclass(frozen=True, slots=True)
class _Last:
    """What was noted last of each day, and of all days before one."""

    days: Mapping[date, Noted]
    before: Mapping[date, Noted]

    @classmethod
    def of(cls, facts: Iterable[Fact], since: int | None = None) -> "_Last":
        """Of these facts, or of those up to the commit ``since``; what somebody has typed over says nothing."""
        days, before = dict[date, Noted](), dict[date, Noted]()
        for fact in sorted(facts, key=lambda fact: fact.age):
            said = Noted.read(fact.value)
            try:
                day = date.fromisoformat(fact.about.removeprefix(_CLOSED))
            except ValueError:
                continue
            if said and (since is None or said.commit <= since):
                (before if fact.about.startswith(_CLOSED) else days)[day] = said
        return cls(days, before)


def _total(sums: Iterable[Sum]) -> Sum:
    return sum(sums, Sum())


def _digest(cause: str) -> int:
    return int.from_bytes(blake2b(cause.encode(), digest_size=_DIGEST_BYTES).digest())
