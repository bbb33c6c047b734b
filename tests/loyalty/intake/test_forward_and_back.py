"""What a shop says of an order goes forward and back, and the points go with it: by time where it tells one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddFact, Decision
from loyalty.book.told_orders import as_told
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.model.imported import IntakeResult, IntakeStatus, OrderSource, ShopOrder
from loyalty.model.member import Member
from loyalty.model.orders import OrderStatus
from loyalty.model.program_settings import EditedOrder, Settings
from loyalty.outcomes.claiming import Claimed

Sheet = Callable[..., Book]
Took = Decision[tuple[IntakeResult, ...]]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAID, UNPAID, PARTLY = OrderStatus.PAID, OrderStatus.UNPAID, OrderStatus.PARTLY_REFUNDED
REFUNDED, CANCELLED = OrderStatus.REFUNDED, OrderStatus.CANCELLED
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana
"""
CORRECT = """
    Settings                 | Value
    Edited order after claim | correct
"""


def told(**what: Any) -> ShopOrder:
    order = ShopOrder("8021", "ana@example.com", Decimal(80), "USD", date(2026, 11, 20))
    return replace(order, **what)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


class Shop:
    """A shop that tells of one order, and its book; each word comes a minute after the one before."""

    def __init__(self, book: Book) -> None:
        self.book, self.minute = book, 0
        self.facts: list[tuple[str, str]] = []
        self.lines: list[tuple[int, str]] = []

    def says(self, source: OrderSource = OrderSource.SHOP, **what: Any) -> IntakeStatus:
        self.minute += 1
        took = take_orders(self.book, orders=[told(**what)], now=at(self.minute), source=source)
        self.book = self.book.after(took.changes)
        self.facts += [(one.fact.kind.value, one.fact.value) for one in took.changes if isinstance(one, AddFact)]
        self.lines += [(one.entry.points, one.entry.cause) for one in took.changes if isinstance(one, AddEntry)]
        return took.outcome[0].fate

    def is_claimed(self) -> None:
        self.minute += 1
        claim = claim_order(self.book, contact="ana", number="8021", now=at(self.minute))
        assert isinstance(claim.outcome, Claimed)
        self.book = self.book.after(claim.changes)

    def the_owner_writes(self, **cells: Any) -> None:
        self.minute += 1
        order = self.book.orders["8021"]
        book = self.book.after(())
        book.corrected(as_told(replace(order, cells=replace(order.own_cells, **cells)), ()))
        changes = tuple(follow_owner(book, now=at(self.minute), among=OwnerEdits(orders=(book.orders["8021"],))))
        self.book = book.after(changes)
        self.lines += [(one.entry.points, one.entry.cause) for one in changes if isinstance(one, AddEntry)]

    @property
    def points(self) -> int:
        return self.book.account_of("ANA").points


@pytest.fixture
def shop(sheet: Sheet) -> Shop:
    return Shop(sheet(ANA))


@pytest.fixture
def claimed(shop: Shop) -> Shop:
    shop.says(status=PAID)
    shop.is_claimed()
    return shop


Words = Sequence[dict[str, Any]]


@pytest.mark.parametrize(
    ("words", "status", "refunded"),
    [
        ([{"status": CANCELLED}, {"status": PAID}], PAID, None),
        ([{"status": UNPAID}, {"status": CANCELLED}, {"status": UNPAID}, {"status": PAID}], PAID, None),
        ([{"status": PAID}, {"status": UNPAID}], UNPAID, None),
        ([{"status": REFUNDED}, {"status": PAID}], PAID, None),
        ([{"status": CANCELLED}, {"status": PAID}, {"status": CANCELLED}], CANCELLED, None),
        ([{"refunded": Decimal(20)}, {"status": PAID}], PARTLY, Decimal(20)),
        ([{"refunded": Decimal(20)}, {"refunded": Decimal(5)}], PARTLY, Decimal(5)),
        ([{"refunded": Decimal(20)}, {"refunded": Decimal(0)}], PAID, Decimal(0)),
        ([{"refunded": Decimal(80)}, {"refunded": Decimal(20), "status": PAID}], PARTLY, Decimal(20)),
        ([{"status": REFUNDED, "refunded": Decimal(80)}, {"status": PAID}], PAID, Decimal(0)),
        ([{"status": REFUNDED, "refunded": Decimal(80)}, {"refunded": None}], REFUNDED, Decimal(80)),
    ],
)
def test_before_the_claim_the_newest_word_counts(
    shop: Shop, words: Words, status: OrderStatus, refunded: Decimal | None
) -> None:
    for word in words:
        shop.says(**word)

    order = shop.book.orders["8021"]
    assert (order.status, order.refunded, shop.lines) == (status, refunded, [])


def test_an_order_that_was_cancelled_and_came_to_life_is_claimed(shop: Shop) -> None:
    shop.says(status=UNPAID)
    shop.says(status=CANCELLED)
    shop.says(status=PAID, amount=Decimal(74))

    shop.is_claimed()

    assert shop.points == 74


@pytest.mark.parametrize(
    ("words", "lines", "points"),
    [
        # taken back, told twice, and refunded once more
        (
            [{"status": REFUNDED}, {"status": PAID}, {"status": PAID}, {"status": REFUNDED}],
            [(-80, "refund:8021"), (80, "refund-step:1:0/80:8021"), (-80, "refund-step:2:all:8021")],
            0,
        ),
        # in parts, forward and back
        (
            [{"refunded": Decimal(r)} for r in (10, 30, 30, 10, 10, 0, 30)],
            [
                (-10, "refund-of:10:10/80:8021"),
                (-20, "refund-of:30:30/80:8021"),
                (20, "refund-step:1:10/80:8021"),
                (10, "refund-step:2:0/80:8021"),
                (-30, "refund-step:3:30/80:8021"),
            ],
            50,
        ),
        # all of it, then only a part, then all of it
        (
            [{"status": CANCELLED}, {"status": PAID, "refunded": Decimal(25)}, {"status": CANCELLED}],
            [(-80, "refund:8021"), (55, "refund-step:1:25/80:8021"), (-55, "refund-step:2:all:8021")],
            0,
        ),
        # an order that is unpaid again, or whose refund nobody can count, gives nothing again
        ([{"status": REFUNDED}, {"status": UNPAID}], [(-80, "refund:8021")], 0),
        ([{"status": REFUNDED}, {"status": PARTLY}], [(-80, "refund:8021")], 0),
    ],
)
def test_after_the_claim_the_points_go_with_what_went_back(
    claimed: Shop, words: Words, lines: list[tuple[int, str]], points: int
) -> None:
    for word in words:
        claimed.says(**word)

    assert claimed.lines == lines
    assert claimed.points == points


@given(st.lists(st.integers(0, 80), min_size=1, max_size=12))
def test_however_a_refund_goes_up_and_down_the_points_are_what_is_left(refunds: list[int]) -> None:
    shop = Shop(Book.of(members=[Member("ANA", "ana@example.com", contact="ana")]))
    shop.says(status=PAID)
    shop.is_claimed()

    for refunded in refunds:
        shop.says(refunded=Decimal(refunded))
        assert shop.points == 80 - refunded
    assert len({cause for _, cause in shop.lines}) == len(shop.lines)


class TestTheShopTellsWhenItHasChangedTheOrder:
    def test_an_older_version_that_comes_late_says_nothing(self, claimed: Shop) -> None:
        claimed.says(status=REFUNDED, changed=at(-10))

        assert claimed.says(status=PAID, changed=at(-30)) is IntakeStatus.UNCHANGED
        assert (claimed.book.orders["8021"].status, claimed.points) == (REFUNDED, 0)

    def test_a_newer_one_counts_whenever_it_comes(self, claimed: Shop) -> None:
        claimed.says(status=REFUNDED, changed=at(-30))
        claimed.says(status=PAID, changed=at(-10))
        claimed.says(status=CANCELLED, changed=at(-20))

        assert (claimed.book.orders["8021"].status, claimed.points) == (PAID, 80)

    def test_a_version_from_before_the_one_that_brought_the_row_is_older(self, shop: Shop) -> None:
        shop.says(status=PAID, changed=at(-10))

        assert shop.says(status=CANCELLED, changed=at(-11)) is IntakeStatus.UNCHANGED
        assert shop.says(status=CANCELLED, changed=at(-9)) is IntakeStatus.UPDATED

    def test_two_versions_of_one_second_count_as_they_come(self, shop: Shop) -> None:
        shop.says(status=CANCELLED, changed=at(-10))

        assert shop.says(status=PAID, changed=at(-10)) is IntakeStatus.UPDATED

    def test_what_is_told_without_a_time_is_as_new_as_it_comes_and_makes_no_other_older(self, shop: Shop) -> None:
        shop.says(status=PAID, changed=at(-10))
        shop.says(status=CANCELLED)
        assert shop.book.orders["8021"].status is CANCELLED

        assert shop.says(status=REFUNDED, changed=at(-11)) is IntakeStatus.UNCHANGED
        assert shop.says(status=PAID, changed=at(-5)) is IntakeStatus.UPDATED
        assert shop.book.orders["8021"].status is PAID
        assert shop.says(status=CANCELLED, changed=at(-7)) is IntakeStatus.UNCHANGED
        assert shop.says(status=CANCELLED) is IntakeStatus.UPDATED

    def test_a_word_of_a_file_that_the_shop_repeats_has_the_time_of_that(self, claimed: Shop) -> None:
        claimed.says(OrderSource.FILE, status=REFUNDED)
        assert claimed.says(status=REFUNDED, changed=at(-10)) is IntakeStatus.UNCHANGED
        claimed.says(status=REFUNDED, changed=at(-9))

        assert claimed.says(status=PAID, changed=at(-20)) is IntakeStatus.UNCHANGED
        assert claimed.facts == [("order status", "refunded")] * 2

    def test_the_owners_word_still_replaces_it_then(self, claimed: Shop) -> None:
        claimed.says(OrderSource.FILE, status=REFUNDED)
        claimed.the_owner_writes(status=PAID)

        claimed.says(status=REFUNDED, changed=at(-10))

        assert claimed.points == 80

    def test_a_file_of_today_keeps_out_no_webhook_of_an_hour_ago(self, shop: Shop) -> None:
        shop.says(OrderSource.FILE, status=UNPAID)
        shop.says(OrderSource.FILE, status=CANCELLED)

        assert shop.says(status=PAID, changed=at(-60)) is IntakeStatus.UPDATED
        assert shop.book.orders["8021"].status is PAID

    def test_a_clock_that_goes_wrong_does_not_shut_the_door_for_what_comes_next(self, shop: Shop) -> None:
        shop.says(status=CANCELLED, changed=datetime(2198, 1, 1, tzinfo=UTC))

        assert shop.says(status=PAID, changed=at(10)) is IntakeStatus.UPDATED

    def test_a_time_without_a_zone_is_the_shops_own(self, sheet: Sheet) -> None:
        shop = Shop(sheet(ANA, "Settings | Value\nTime zone | America/New_York"))
        shop.says(status=CANCELLED, changed=datetime(2026, 11, 22, 6, 50))  # noqa: DTZ001 - as a shop writes it

        assert shop.says(status=PAID, changed=at(-15)) is IntakeStatus.UNCHANGED

    def test_an_older_version_fills_in_an_address_that_nobody_has_told(self, shop: Shop) -> None:
        shop.says(email="", status=PAID, changed=at(-10))

        assert shop.says(status=CANCELLED, changed=at(-20)) is IntakeStatus.UPDATED
        order = shop.book.orders["8021"]
        assert (order.email, order.status) == ("ana@example.com", PAID)


@given(st.permutations(range(6)))
def test_in_whatever_order_versions_come_the_newest_counts(order: list[int]) -> None:
    words: Words = [
        {"status": UNPAID},
        {"status": CANCELLED},
        {"status": PAID, "refunded": Decimal(0)},
        {"status": PAID, "refunded": Decimal(20)},
        {"status": REFUNDED, "refunded": Decimal(80)},
        {"status": PAID, "refunded": Decimal(8)},
    ]
    shop = Shop(Book.of(members=[Member("ANA", "ana@example.com", contact="ana")]))

    for version in order:
        shop.says(**words[version], changed=at(version - 60))

    told_last = shop.book.orders["8021"]
    assert (told_last.status, told_last.refunded) == (PARTLY, Decimal(8))


Telling = tuple[int | None, OrderStatus]


@given(st.lists(st.tuples(st.none() | st.integers(1, 6), st.sampled_from(OrderStatus)), max_size=14))
def test_of_versions_with_times_and_files_without_none_is_dropped_but_what_the_shop_itself_calls_older(
    tellings: list[Telling],
) -> None:
    """A version is known by its time; one without a time counts as it comes, one with a time if none told is newer."""
    shop = Shop(Book.of(members=[Member("ANA", "ana@example.com", contact="ana")]))
    shop.says(status=UNPAID)
    counts, has_time, newest = UNPAID, False, 0
    for version, status in tellings:
        shop.says(status=status, changed=None if version is None else at(version - 60))

        if version is None:
            has_time = has_time and status is counts
            counts = status
        elif version >= newest:
            # What is only repeated with a later time is no line of the Log, and that time is not known afterwards.
            newest = newest if has_time and status is counts else version
            counts, has_time = status, True
        assert shop.book.orders["8021"].status is counts


@given(st.data())
def test_the_last_version_stands_whatever_files_come_between(data: st.DataObject) -> None:
    """As a shop's webhooks come, each once or more, in any order, and exports of what it says by now."""
    versions = [(minute, status) for minute, status in enumerate((UNPAID, CANCELLED, REFUNDED, PAID, PARTLY))]
    order = data.draw(st.permutations([*versions, *data.draw(st.lists(st.sampled_from(versions), max_size=3))]))
    files = data.draw(st.lists(st.integers(0, len(order)), max_size=3))
    shop = Shop(Book.of(members=[Member("ANA", "ana@example.com", contact="ana")]))
    for place, (minute, status) in enumerate(order):
        shop.says(status=status, changed=at(minute - 60))
        for _ in range(files.count(place)):
            # What was exported may be newer than all that the webhooks have told.
            newest = max(order[: place + 1])[0]
            _, of_the_file = data.draw(st.sampled_from(versions[newest:]))
            shop.says(OrderSource.FILE, status=of_the_file)

    assert shop.book.orders["8021"].status is PARTLY


class TestTheOwnersCells:
    def test_what_the_owner_writes_afterwards_replaces_the_shops_word_and_gives_the_points_again(
        self, claimed: Shop
    ) -> None:
        claimed.says(status=REFUNDED)

        claimed.the_owner_writes(status=PAID)

        assert claimed.lines == [(-80, "refund:8021"), (80, "refund-step:1:0/80:8021")]
        claimed.says(status=REFUNDED)
        assert claimed.points == 80, "a word that is only repeated is not newer"

    @pytest.mark.parametrize(("setting", "points"), [("", 0), (CORRECT, 80)])
    def test_a_status_that_only_the_owner_has_set_comes_back_where_they_want_corrections(
        self, sheet: Sheet, setting: str, points: int
    ) -> None:
        shop = Shop(sheet(*filter(None, (ANA, setting))))
        shop.says(status=PAID)
        shop.is_claimed()

        shop.the_owner_writes(status=REFUNDED)
        assert shop.points == 0
        shop.the_owner_writes(status=PAID)
        shop.the_owner_writes(status=PAID)

        assert shop.points == points

    def test_a_larger_amount_alone_is_no_word_about_a_refund(self, claimed: Shop) -> None:
        claimed.says(refunded=Decimal(20))

        claimed.the_owner_writes(amount=Decimal(800))

        assert claimed.points == 60


class TestARowThatNobodyKnowsTheShopsWordsOf:
    """A row of the owner's, or of the version before: its status goes forward until the shop's words are known."""

    @staticmethod
    def with_row(sheet: Sheet, cells: str) -> Shop:
        return Shop(sheet(ANA, f"Orders | Email | Amount | Status | Refunded\n8021 | ana@example.com | 80 | {cells}"))

    @pytest.mark.parametrize("status", [CANCELLED, REFUNDED, PARTLY])
    def test_it_goes_back_once_the_shop_has_said_the_same_and_then_something_else(
        self, sheet: Sheet, status: OrderStatus
    ) -> None:
        shop = self.with_row(sheet, f"{status} |")

        assert shop.says(status=PAID) is IntakeStatus.UNCHANGED
        assert shop.says(status=status) is IntakeStatus.UNCHANGED
        assert shop.says(status=status) is IntakeStatus.UNCHANGED
        assert shop.facts == [("order status", status.value)]

        assert shop.says(status=PAID) is IntakeStatus.UPDATED
        assert shop.book.orders["8021"].paid

    def test_so_does_what_went_back(self, sheet: Sheet) -> None:
        shop = self.with_row(sheet, "partly refunded | 30")

        assert shop.says(refunded=Decimal(20)) is IntakeStatus.UNCHANGED
        assert shop.says(refunded=Decimal(30)) is IntakeStatus.UNCHANGED
        assert shop.says(refunded=Decimal(0)) is IntakeStatus.UPDATED
        assert shop.book.orders["8021"].paid
        assert shop.book.orders["8021"].given_back == 0

    def test_nothing_refunded_is_no_news_of_it(self, sheet: Sheet) -> None:
        shop = self.with_row(sheet, "partly refunded | 30")

        assert shop.says(refunded=Decimal(0)) is IntakeStatus.UNCHANGED
        assert shop.book.orders["8021"].refunded == 30


def test_the_first_word_of_the_shop_replaces_what_the_owner_had_written_into_a_row_of_its_own(shop: Shop) -> None:
    shop.says(status=PAID)
    shop.the_owner_writes(refunded=Decimal(30))

    shop.says(refunded=Decimal(0))
    assert shop.book.orders["8021"].refunded == 30, "a shop that says nothing new is not newer"

    shop.says(refunded=Decimal(10))
    assert shop.book.orders["8021"].refunded == 10


def test_settings_of_old_sheets_leave_claimed_orders_as_they_are() -> None:
    assert Settings().edited_order is EditedOrder.LEAVE
