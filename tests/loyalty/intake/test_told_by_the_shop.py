"""What a shop tells by its own ids: the sheet ends the same in whatever order it comes, however often."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, AddOrder, RemoveFacts
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.entry import EntryKind
from loyalty.model.fact import FactKind
from loyalty.model.imported import IntakeStatus, ShopOrder
from loyalty.model.money.refund_lines import refunds_in
from loyalty.model.money.told_refunds import FailedRefund, Refund, by_ids
from loyalty.model.orders import OrderStatus
from loyalty.nightly.old_lines import clear_old_lines
from loyalty.outcomes.claiming import Claimed

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EARLIER = NOON - timedelta(days=40)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana
"""
GOODS = """
    Settings     | Value
    Points count | goods
"""
TYPED = """
    Orders | Email           | Amount | Placed
    8021   | ana@example.com | 80.00  | 2026-11-20
"""
GIVEN = """
    Coupons | Reward | Status | Member | Issued           | Expires
    TOTE-1  | tote   | issued | ANA    | 2026-11-20 09:00 | 2026-12-25

    Ledger           | Member | Entry      | Points | For  | Cause
    2026-11-20 09:00 | ANA    | redemption | -200   | tote | coupon:TOTE-1
"""
PAID, UNPAID, CANCELLED = OrderStatus.PAID, OrderStatus.UNPAID, OrderStatus.CANCELLED


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def told(minute: int = 0, status: OrderStatus = PAID, **what: Any) -> ShopOrder:
    order = ShopOrder("8021", "ana@example.com", Decimal(80), "USD", date(2026, 11, 20), status, changed=at(minute))
    return replace(order, **{"shop_id": "shopify/1", **what})


def version(minute: int, status: OrderStatus, amount: int) -> ShopOrder:
    return told(minute, status, amount=Decimal(amount))


def went_back(name: str, amount: int, minute: int = 0, goods: int | None = None) -> ShopOrder:
    refund = Refund(Decimal(amount), name, at(minute), None if goods is None else Decimal(goods))
    return ShopOrder("", shop_id="shopify/1", refunds=(refund,))


def failed(of: str, amount: int, made: int, minute: int) -> ShopOrder:
    """A refund that was a part of this sum, and has not gone back after all."""
    part = FailedRefund(of, at(made))
    refund = Refund(Decimal(amount), f"{of}-{amount}-{made}", at(minute), failed=part)
    return ShopOrder("", shop_id="shopify/1", refunds=(refund,))


def taken(book: Book, *orders: ShopOrder) -> tuple[Book, list[IntakeStatus]]:
    """The book after the orders have come, each by itself, a minute apart."""
    fates = []
    for minute, order in enumerate(orders):
        decided = take_orders(book, orders=[order], now=at(100 + minute))
        book = book.after(decided.changes)
        fates.append(decided.outcome[0].fate)
    return book, fates


def stands(book: Book) -> tuple[object, ...]:
    """All that the sheet says of the order in the end, for the owner and for points."""
    order = book.orders.get("8021")
    counted = by_ids(refunds_in(book.facts_with("shop:shopify/1")))
    return (order.status, order.amount, order.refunded or 0, order.email, counted) if order else (counted,)


@pytest.mark.parametrize("book", [(ANA,), (ANA, TYPED)], ids=["no row", "a row of the owner's"])
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_sheet_ends_the_same_whatever_order_the_same_events_come_in(
    sheet: Sheet, book: Sequence[str], data: st.DataObject
) -> None:
    versions = st.builds(version, st.integers(0, 4), st.sampled_from([PAID, UNPAID, CANCELLED]), st.integers(80, 82))
    refunds = st.builds(went_back, st.sampled_from(["r1", "r2"]), st.integers(1, 9), st.integers(5, 7))
    minutes = st.integers(4, 8)
    failing = st.builds(failed, st.sampled_from(["r1", "r2"]), st.integers(1, 9), minutes, minutes)
    events = [told(9), *data.draw(st.lists(versions | refunds | failing, max_size=6))]
    inside = tuple(refund for event in events for refund in event.refunds)
    events.append(told(8, refunds=inside))
    otherwise = data.draw(st.permutations([*events, *data.draw(st.lists(st.sampled_from(events), max_size=3))]))

    ends = stands(taken(sheet(*book), *events)[0])

    assert stands(taken(sheet(*book), *otherwise)[0]) == ends


def test_what_comes_too_early_is_kept_once_and_joins_its_order(sheet: Sheet) -> None:
    early = went_back("r1", 20)

    book, fates = taken(sheet(ANA), early, early, told(), went_back("r2", 10), early)

    assert fates == [
        *(IntakeStatus.ADDED, IntakeStatus.UNCHANGED, IntakeStatus.ADDED, IntakeStatus.UPDATED, IntakeStatus.UNCHANGED)
    ]
    assert stands(book) == (OrderStatus.PARTLY_REFUNDED, 80, 30, *stands(book)[3:])


@pytest.mark.parametrize(
    ("sums", "back"),
    [
        ([("ch_1", 15, 1)], 0),  # the one that failed later was in it
        ([("ch_1", 15, 1), ("ch_1", 20, 2)], 5),
        ([("ch_1", 15, 1), ("ch_1", 5, 4)], 5),  # told after it had failed, without it
        ([("ch_2", 15, 1)], 15),
        ([("ch_1", 15, 0)], 15),  # told before it was made
        ([("ch_1", 10, 1)], 0),
        ([], 0),
    ],
)
def test_a_refund_that_has_failed_is_no_part_of_what_went_back(
    sheet: Sheet, sums: list[tuple[str, int, int]], back: int
) -> None:
    failing = failed("ch_1", 15, made=1, minute=3)
    orders = [told(), *(went_back(of, amount, minute) for of, amount, minute in sums)]

    for events in ([*orders, failing, failing], [failing, *orders]):
        book, _ = taken(sheet(ANA), *events)
        assert (stands(book)[2], stands(book)[0]) == (back, OrderStatus.PARTLY_REFUNDED if back else PAID)


def test_an_order_with_its_refunds_in_one_list_is_taken_whole(sheet: Sheet) -> None:
    orders = [told(), went_back("r1", 20), told(1, number="R-8021")]

    decided = take_orders(sheet(ANA), orders=orders, now=at(9))

    assert [result.fate for result in decided.outcome] == [
        *(IntakeStatus.ADDED, IntakeStatus.UPDATED, IntakeStatus.UNCHANGED)
    ]
    assert len([change for change in decided.changes if isinstance(change, AddOrder)]) == 1


def test_all_that_went_back_takes_all_points_and_none_of_it_comes_again_with_a_late_word(sheet: Sheet) -> None:
    book, _ = taken(sheet(ANA), told(status=OrderStatus.REFUNDED), went_back("r1", 80), told(3))

    assert book.orders["8021"].status is OrderStatus.REFUNDED


def test_a_larger_word_under_the_same_id_counts_and_an_older_one_does_not(sheet: Sheet) -> None:
    book, _ = taken(sheet(ANA), told(), went_back("ch1", 30, 7), went_back("ch1", 10, 6), went_back("ch1", 20, 8))

    assert book.orders["8021"].refunded == 20


def test_a_refund_that_is_part_of_what_another_door_has_told_changes_nothing(sheet: Sheet) -> None:
    other = told(2, shop_id="woocommerce/5", refunded=Decimal(30))

    book, _ = taken(sheet(ANA), told(), other, went_back("r1", 20))
    more, _ = taken(book, went_back("r2", 20))

    assert [one.orders["8021"].refunded for one in (book, more)] == [30, 40]
    assert [fact.value for fact in book.facts_with("shop:woocommerce/5")] == ["8021"]


@pytest.mark.parametrize(
    ("goods", "back", "refunded"),
    [
        (60, went_back("r1", 20, goods=15), 20),
        (60, went_back("r1", 60, goods=60), 80),
        (60, went_back("r1", 70, goods=90), 80),
        (60, went_back("r1", 20), 20),
        (60, went_back("r1", 20, goods=0), 0),
        (0, went_back("r1", 20, goods=5), 20),
        (None, went_back("r1", 20, goods=5), 20),
        (70, went_back("r1", 20, goods=10), Decimal("11.43")),
    ],
)
def test_where_goods_count_their_share_is_what_went_back(
    sheet: Sheet, goods: int | None, back: ShopOrder, refunded: object
) -> None:
    order = told(goods=None if goods is None else Decimal(goods))

    book, _ = taken(sheet(ANA, GOODS), order, back)

    assert (book.orders["8021"].refunded or 0) == refunded


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (told(status=UNPAID), told()),
        (told(), told(status=CANCELLED)),
        (told(), told(amount=Decimal(90))),
        (told(), told(refunded=Decimal(10))),
        (told(lines=(OrderLine("A"),)), told(lines=(OrderLine("B"),))),
    ],
)
def test_of_two_versions_of_one_second_the_same_counts_whichever_comes_first(
    sheet: Sheet, first: ShopOrder, second: ShopOrder
) -> None:
    ends = [stands(taken(sheet(ANA, GOODS), *orders)[0]) for orders in ((first, second), (second, first))]

    assert ends[0] == ends[1]


def test_a_version_that_says_nothing_new_is_noted_for_a_week(sheet: Sheet) -> None:
    book, _ = taken(sheet(ANA), told(0), told(20), told(10, CANCELLED))
    [version] = [fact for fact in book.facts_with("order:8021") if fact.kind is FactKind.ORDER_VERSION]

    soon = clear_old_lines(book, now=at(20) + timedelta(days=6), limit=9)
    late = clear_old_lines(book, now=at(20) + timedelta(days=8), limit=9)

    assert book.orders["8021"].status is PAID
    assert (version.time, version.value) == (at(20), "paid")
    assert (soon.outcome.count, soon.changes) == (0, ())
    assert (late.outcome.count, late.changes) == (1, (RemoveFacts((version,)),))


def test_an_order_that_cannot_be_taken_takes_no_refund_along(sheet: Sheet) -> None:
    decided = take_orders(sheet(ANA), orders=[told(currency="EUR", refunds=went_back("r1", 5).refunds)], now=at(9))

    assert decided.outcome[0].fate is IntakeStatus.REFUSED
    assert decided.changes == ()


def test_a_refund_of_nothing_is_no_line(sheet: Sheet) -> None:
    book, fates = taken(sheet(ANA), told(), went_back("r1", 0))

    assert fates == [IntakeStatus.ADDED, IntakeStatus.UNCHANGED]
    assert book.facts_with("shop:shopify/1") == ()


def test_a_shops_clock_that_is_ahead_makes_no_second_line_of_one_refund(sheet: Sheet) -> None:
    ahead = went_back("r1", 10, 10**6)

    book, fates = taken(sheet(ANA), told(), ahead, ahead)

    assert fates == [IntakeStatus.ADDED, IntakeStatus.UPDATED, IntakeStatus.UNCHANGED]
    assert len(book.facts_with("shop:shopify/1")) == 1


def test_the_points_of_what_went_back_follow_in_the_same_commit(sheet: Sheet) -> None:
    book, _ = taken(sheet(ANA), told())
    claim = claim_order(book, contact="ana", number="8021", now=at(200))
    assert isinstance(claim.outcome, Claimed)

    book, _ = taken(book.after(claim.changes), went_back("r1", 20))

    assert book.account_of("ANA").points == 60


def test_an_order_that_is_deleted_in_the_shop_counts_no_more_unless_it_was_claimed_long_ago(sheet: Sheet) -> None:
    deleted = ShopOrder("", shop_id="shopify/1", status=CANCELLED)
    book, _ = taken(sheet(ANA), told())
    claimed = [book.after(claim_order(book, contact="ana", number="8021", now=now).changes) for now in (NOON, EARLIER)]

    ends = [taken(each, deleted) for each in (book, *claimed)]

    assert [end.orders["8021"].status for end, _ in ends] == [CANCELLED, CANCELLED, PAID]
    assert [end.account_of("ANA").points for end, _ in ends] == [0, 0, 80]
    assert [fates for _, fates in ends] == [[IntakeStatus.UPDATED], [IntakeStatus.UPDATED], [IntakeStatus.UNCHANGED]]
    assert taken(sheet(ANA), deleted)[1] == [IntakeStatus.UNCHANGED]


def test_of_a_row_that_was_copied_the_same_one_counts_however_the_tab_is_sorted(sheet: Sheet) -> None:
    book, _ = taken(sheet(ANA), told(), told(number="8022", shop_id="shopify/2"))
    rows = [replace(order, cells=replace(order.own_cells, shop_id="shopify/1")) for order in book.orders.values()]

    found = {order.number for some in (rows, rows[::-1]) if (order := Book.of(orders=some).order_at_shop("shopify/1"))}

    assert found == {"8021"}


def test_a_line_whose_order_is_gone_leads_nowhere(sheet: Sheet) -> None:
    linked, _ = taken(sheet(ANA, TYPED), told())
    facts = [change.fact for change in _facts(linked)]
    gone = Book.of(facts=facts)

    assert linked.order_at_shop("shopify/1") == linked.order("8021")
    assert gone.order_at_shop("shopify/1") is None


def _facts(book: Book) -> Iterable[AddFact]:
    return (AddFact(fact) for fact in book.all_facts())


def test_a_coupon_is_used_in_the_commit_in_which_its_order_is_paid_and_a_second_order_is_told(sheet: Sheet) -> None:
    book = sheet(ANA, GIVEN)
    again = told(3, number="8022", shop_id="shopify/2", coupons=("SUMMER", "TOTE-1"))

    book, _ = taken(book, told(1, UNPAID, coupons=("tote-1",)))
    unused = book.caused_by("used:tote-1")
    book, _ = taken(book, told(2), told(3), again)

    uses = [(entry.subject, entry.note) for entry in book.entries_of("ANA") if entry.kind is EntryKind.USE]
    assert unused is None
    assert uses == [
        ("8021", "coupon TOTE-1 used"),
        ("8022", "coupon TOTE-1 used again: it is good for one order"),
    ]


@pytest.mark.parametrize("before", [(), (told(),), (told(shop_id="", changed=None),)], ids=["typed", "shop", "file"])
def test_a_coupon_is_used_also_where_the_order_was_told_of_before_without_it(
    sheet: Sheet, before: Sequence[ShopOrder]
) -> None:
    with_code = told(2, coupons=("SUMMER", "tote-1"))

    book, _ = taken(sheet(ANA, GIVEN, *(() if before else (TYPED,))), *before, with_code, with_code)

    assert [entry.subject for entry in book.entries_of("ANA") if entry.kind is EntryKind.USE] == ["8021"]


def test_a_code_that_only_an_older_version_has_was_taken_out_of_the_order(sheet: Sheet) -> None:
    book, _ = taken(sheet(ANA, GIVEN), told(5), told(2, coupons=("tote-1",)))

    assert book.caused_by("used:tote-1") is None
