"""After any life another zone, rate or language books nothing again: a cause holds only what somebody said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.claim import claim_order
from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.member import Member
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import PointsExpire, Settings, WhenSpent
from loyalty.points.expiry import expire

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = Member("ANA", "ana@example.com", contact="ana")
PROGRAM = Settings(points_expire=PointsExpire.ROLLING, expire_from=date(2025, 1, 1), currency="EUR")
ZONES = [ZoneInfo(name) for name in ("UTC", "Asia/Tokyo", "America/Denver", "Pacific/Kiritimati")]
ago = st.one_of(st.none(), st.integers(0, 24 * 500))
amounts = st.sampled_from([Decimal("0.99"), Decimal("48.70"), Decimal(60)])
rates = st.sampled_from([Decimal(rate) for rate in ("0.0061", "0.87", "1", "1.1", "3.25", "412")])


def typed(lines: Sequence[tuple[int | None, int]], *, moved: int = 0) -> list[Entry]:
    """Lines of the owner's own, so many hours ago by a clock on the wall, as they are read in a zone further on."""
    return [
        Entry(UNDATED if hours is None else NOW - timedelta(hours=hours + moved), "ANA", EntryKind.ADJUSTMENT, points)
        for hours, points in lines
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(ago, st.integers(1, 4)), min_size=1, max_size=12), st.integers(-26, 26), st.sampled_from(ZONES)
)
def test_points_that_have_expired_do_not_expire_in_another_zone(
    lines: Sequence[tuple[int | None, int]], moved: int, zone: ZoneInfo
) -> None:
    book = Book.of(PROGRAM, members=[ANA], entries=typed(lines))
    ended = tuple(one.entry for one in expire(book, now=NOW, limit=9).changes)  # type: ignore[union-attr]
    other = Book.of(replace(PROGRAM, zone=zone), members=[ANA], entries=[*typed(lines, moved=moved), *ended])
    more = tuple(one.entry for one in expire(other, now=NOW, limit=9).changes)  # type: ignore[union-attr]
    back = Book.of(PROGRAM, members=[ANA], entries=[*typed(lines), *ended, *more])

    most = sum(points for hours, points in lines if hours is not None)
    assert -sum(line.points for line in (*ended, *more)) <= most
    assert len({line.cause for line in (*ended, *more)}) == len((*ended, *more))
    assert not expire(back, now=NOW, limit=9).changes


def order(number: int, amount: Decimal, share: Decimal, rate: Decimal) -> Order:
    """An order in another currency, of which this share is back, as it is read at this rate."""
    back = amount * share
    status = OrderStatus.PARTLY_REFUNDED if back else OrderStatus.PAID
    return Order(
        str(number),
        "ana@example.com",
        amount * rate,
        status,
        refunded=back * rate,
        told_amount=amount,
        told_refunded=back,
    )


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([Decimal("0.99"), Decimal("48.70"), Decimal(60)]), st.lists(st.integers(0, 4), max_size=3)
        ),
        min_size=1,
        max_size=3,
    ),
    rates,
    st.lists(rates, min_size=1, max_size=4),
    st.sampled_from(WhenSpent),
    st.integers(0, 30),
)
def test_what_was_taken_back_is_not_taken_at_another_rate(
    orders: Sequence[tuple[Decimal, Sequence[int]]],
    first: Decimal,
    then: Sequence[Decimal],
    when_spent: WhenSpent,
    spent: int,
) -> None:
    book = Book.of(
        replace(PROGRAM, when_spent=when_spent, points_per_unit=Decimal(7)),
        members=[ANA],
        orders=[order(number, amount, Decimal(0), first) for number, (amount, _) in enumerate(orders)],
        entries=[Entry(NOW, "ANA", EntryKind.REDEMPTION, -spent)],
    )
    for number in range(len(orders)):
        book = book.after(claim_order(book, contact="ana", number=str(number), now=NOW).changes)
    for number, (amount, parts) in enumerate(orders):
        for part in sorted(parts):
            book.corrected(order(number, amount, Decimal(part) / 4, first))
            book = book.after(book_owner_edits(book, now=NOW))

    for rate in then:
        for number, (amount, parts) in enumerate(orders):
            book.corrected(order(number, amount, Decimal(max(parts, default=0)) / 4, rate))
        other = replace(book, settings=replace(book.settings, points_per_unit=rate, language="ar", zone=ZONES[1]))

        assert tuple(book_owner_edits(other, now=NOW)) == ()
