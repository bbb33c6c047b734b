"""Nothing is written that would not be read back, whatever a rule decides; and nothing else is refused."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.book.decision import (
    AddAnswer,
    AddCoupon,
    AddEntry,
    AddFact,
    AddLetter,
    AddMember,
    AddOrder,
    AddReview,
    AddTry,
    AddWaiting,
    Change,
    GiveCoupon,
    RemoveFacts,
    RemoveLines,
    RemoveMember,
)
from loyalty.book.recent_tries import Try, TryKind
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import Entry, EntryKind, Review, ReviewReason, WaitingClaim
from loyalty.model.fact import Fact, FactKind
from loyalty.model.identifiers import fold_order
from loyalty.model.imported import OrderSource, ShopOrder
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import Settings
from sheets.codec.column import AnyColumn
from sheets.codec.table import Row
from sheets.requests.read_back import NotReadBack, cells_of, require_readable, written
from sheets.schema.answers_tab import ANSWERS
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.emails_tab import EMAILS
from sheets.schema.growing_tab import GrowingTab, RowContext
from sheets.schema.layout import Layout, read_layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.review_tab import KINDS
from sheets.schema.made.waiting_tab import WAITING
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LAYOUTS = [
    read_layout({"properties": {"timeZone": zone}, "sheets": [{"properties": {"title": "Orders"}}]})
    for zone in ("America/New_York", "Asia/Kathmandu", "UTC")
]
words = st.one_of(
    st.sampled_from(["1042", "'1042", "#REF!", "", "=1+1", "Ana", "a, b", "x" * 600, "x" * 60_000, "yes", "\u200b"]),
    st.text(max_size=40),
)
wholes = st.one_of(st.integers(-100, 100), st.integers(-(10**13), 10**13))
amounts = st.decimals(min_value=-100, max_value=10**11, allow_nan=False, places=2)
instants = st.datetimes(datetime(1900, 1, 1), datetime(2400, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds have no zone
days = st.dates(date(1850, 1, 1), date(2400, 1, 1))
members = st.builds(
    Member,
    code=words,
    email=words,
    name=words,
    contact=words,
    language=words,
    joined=instants,
    reminders=st.sampled_from([None, True, False]),
    birthday=st.one_of(st.none(), days),
    referred_by=words,
)
entries = st.builds(
    Entry,
    instants,
    words,
    st.sampled_from(EntryKind),
    wholes,
    email=words,
    subject=words,
    note=words,
    cause=words,
    available=st.one_of(st.none(), days),
    amount=st.one_of(st.none(), amounts),
    campaign=words,
)
coupons = st.builds(
    Coupon,
    words,
    words,
    st.sampled_from(CouponStatus),
    words,
    words,
    issued=st.one_of(st.none(), instants),
    expires=st.one_of(st.none(), days),
)
letters = st.builds(Letter, words, instants, words, words, words, st.sampled_from(LetterStatus), words)
told = st.builds(
    ShopOrder,
    words,
    words,
    amounts,
    st.sampled_from(["", "USD"]),
    st.one_of(st.none(), days, instants),
    st.one_of(st.none(), st.sampled_from(OrderStatus)),
    st.one_of(st.none(), amounts),
    st.lists(words, max_size=2).map(tuple),
    st.lists(words, max_size=2).map(tuple),
)
facts = st.builds(Fact, instants, st.sampled_from(FactKind), words, words, words, st.integers(1, 9))
reviews = st.builds(
    Review,
    cause=words,
    time=instants,
    member=words,
    kind=st.sampled_from(KINDS),
    subject=words,
    points=wholes,
    why=st.sampled_from(ReviewReason),
)
claims = st.builds(WaitingClaim, instants, st.just("K7Q4ZD"), words.filter(fold_order), days, st.booleans())
ORDER = st.just(Order("1", "", Decimal(1)))
CHANGES: Mapping[type[Change], st.SearchStrategy[Any]] = {
    AddMember: st.builds(AddMember, members),
    AddEntry: st.builds(AddEntry, entries),
    AddCoupon: st.builds(AddCoupon, coupons),
    GiveCoupon: st.builds(GiveCoupon, coupons),
    AddLetter: st.builds(AddLetter, letters),
    RemoveMember: st.builds(RemoveMember, members),
    AddAnswer: st.builds(AddAnswer, st.builds(Answer, words, instants, words, words, words, words)),
    AddFact: st.builds(AddFact, facts),
    AddReview: st.builds(AddReview, reviews),
    AddWaiting: st.builds(AddWaiting, claims),
    RemoveFacts: st.builds(RemoveFacts, st.lists(facts, max_size=2).map(tuple)),
    AddOrder: st.builds(AddOrder, ORDER, told, st.sampled_from(OrderSource)),
    RemoveLines: st.builds(RemoveLines, st.lists(letters, max_size=2).map(tuple)),
    AddTry: st.builds(AddTry, st.builds(Try, st.sampled_from(TryKind), words, words, words, instants)),
}
TABS: Mapping[type[Change], GrowingTab[Any]] = {
    AddMember: MEMBERS,
    AddEntry: LEDGER,
    AddCoupon: COUPONS,
    AddLetter: EMAILS,
    AddAnswer: ANSWERS,
    AddOrder: ORDERS,
    AddWaiting: WAITING,
}


def may_be(change: Change, layout: Layout) -> bool:
    try:
        require_readable([change], layout)
    except NotReadBack:
        return False
    return True


def reads(change: Change, layout: Layout) -> Iterator[tuple[AnyColumn, object]]:
    """What each column's own reader makes of what is written; raises when it makes nothing of it."""
    for column, value in cells_of(change).items():
        if value not in (None, ""):
            yield column, column.form.read(written(column, value, layout), layout.zone)


def test_each_change_that_there_is_is_tried() -> None:
    assert set(CHANGES) == set(get_args(Change))


@pytest.mark.parametrize("kind", CHANGES)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_may_be_written_is_read_again_in_every_column(kind: type[Change], data: st.DataObject) -> None:
    change, layout = data.draw(CHANGES[kind]), data.draw(st.sampled_from(LAYOUTS))
    if not may_be(change, layout):
        return

    for column, read in reads(change, layout):
        meant = cells_of(change)[column]
        if isinstance(meant, int):
            assert read == meant
        if isinstance(meant, datetime) and isinstance(read, datetime):
            assert abs(read - meant) < timedelta(seconds=1)


@pytest.mark.parametrize("kind", TABS)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_row_that_may_be_written_is_no_problem(kind: type[Change], data: st.DataObject) -> None:
    change, layout, tab = data.draw(CHANGES[kind]), data.draw(st.sampled_from(LAYOUTS)), TABS[kind]
    filled = all(value or value == 0 for column, value in cells_of(change).items() if column.key)
    if not (may_be(change, layout) and filled):
        return
    columns = {column: place for place, column in enumerate(tab.columns)}
    cells = [written(column, cells_of(change).get(column), layout) for column in tab.columns]
    context = RowContext(Settings(), knows=lambda _: True, code_with=lambda _: "")
    row = Row(tab, 2, cells, columns, layout.zone)
    if tab.is_total(row):  # nobody has the code "COUNT", and a shop's row of sums is left alone wherever it stands
        return

    tab.read(row, context)

    # An order that nobody could claim is told, but it is read; so is one whose address lacks its sign.
    told = () if kind is not AddOrder else (ORDERS.amount.heading, ORDERS.email.heading)
    assert [one.why for one in context.reader.problems if one.column not in told] == []


@pytest.mark.parametrize(
    "change",
    [
        AddEntry(Entry(NOW, "K7Q4ZD", EntryKind.CLAIM, 10**9 + 1, cause="order:1")),
        AddEntry(Entry(NOW, "K7Q4ZD", EntryKind.CLAIM, 1, cause="order:1", amount=Decimal(10**9) + 1)),
        AddEntry(Entry(NOW, "K7Q4ZD", EntryKind.CLAIM, 1, cause="order:" + "1" * 50_000)),
        AddEntry(Entry(NOW, "K7Q4ZD", EntryKind.CLAIM, 1, cause="order:1", note="🎉" * 25_001)),
        AddEntry(Entry(NOW, "K7Q4ZD", EntryKind.CLAIM, 1, cause="order:1", note="half a sign \ud83c")),
        AddOrder(Order("1", "", Decimal(1)), ShopOrder("1", placed=date(1969, 12, 31)), OrderSource.SHOP),
        AddOrder(Order("1", "", Decimal(1)), ShopOrder("'1", amount=Decimal(1)), OrderSource.SHOP),
        AddMember(Member("K7Q4ZD", birthday=date(1899, 12, 31))),
        AddCoupon(Coupon("TOTE-1", "tote", expires=date(2201, 1, 1))),
    ],
)
def test_what_would_be_read_as_something_else_may_not(change: Change) -> None:
    assert not may_be(change, LAYOUTS[0])


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
def test_the_largest_that_there_may_be_may(zone: str) -> None:
    entry = Entry(
        NOW.astimezone(ZoneInfo(zone)),
        "K7Q4ZD",
        EntryKind.CLAIM,
        10**9,
        cause="order:" + "1" * 49_000,
        note="#REF!",
        amount=Decimal(10**9),
    )

    assert may_be(AddEntry(entry), LAYOUTS[0])
