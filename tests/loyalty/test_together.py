"""Late orders, statuses forward and back, corrections and what counts, acting on one order together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.intake.shop_orders import take_orders
from loyalty.letters.due import Due, due_letter
from loyalty.letters.letter import LateOrder
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.referral import pay_referrals
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.model.program_settings import TierBy
from loyalty.outcomes.claiming import Claimed, OrderNoted
from loyalty.owner.merging import merge
from loyalty.points.shopping import Shopping
from loyalty.points.tier_progress import progress, steps
from loyalty.points.tiers import rank_members, tier_of

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANA = "Members | Email | Contact | Joined\nANA | ana@example.com | ana | 2026-11-01T09:00"
SETTINGS = """
    Settings                      | Value
    Claim waits days              | 14
    Edited order after claim      | correct
    When points are already spent | deficit
"""
COUNTS = """
    Settings             | Value
    Points count         | goods
    Rounding             | up
    Most points an order | 150

    Products | Multiplier | Fixed
    tea      | 3          |
    mug      |            | 7
"""
BASKET = (OrderLine("Tea", amount=Decimal("20.30")), OrderLine("Mug", quantity=Decimal(2), amount=Decimal(24)))
REFUNDED, CANCELLED = OrderStatus.REFUNDED, OrderStatus.CANCELLED


def order(amount: str = "60", **what: Any) -> ShopOrder:
    return replace(ShopOrder("2001", "ana@example.com", Decimal(amount), "USD", date(2026, 11, 22)), **what)


def at(hours: int) -> datetime:
    return NOON + timedelta(hours=hours)


def says(book: Book, hours: int, amount: str = "60", **what: Any) -> Book:
    return book.after(take_orders(book, orders=[order(amount, **what)], now=at(hours)).changes)


def claims(book: Book, hours: int = 0, number: str = "2001", contact: str = "ana") -> Book:
    told = claim_order(book, contact=contact, number=number, now=at(hours))
    assert isinstance(told.outcome, Claimed | OrderNoted), told.outcome
    return book.after(told.changes)


def points(book: Book, member: str = "ANA") -> int:
    return book.account_of(member).points


def counts(book: Book, by: TierBy) -> Decimal:
    settings = replace(book.settings, tier_by=by)
    return progress(steps(book.entries_of("ANA"), settings), settings, day=at(24).date())


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"goods": Decimal(50)},
        {"goods": Decimal("50.10"), "lines": BASKET},
        {"lines": BASKET, "refunded": Decimal(15)},
        {"amount": Decimal(900), "goods": Decimal(890)},
    ],
)
def test_a_claim_that_waited_gives_what_a_claim_of_the_order_gives_and_is_corrected_alike(
    sheet: Sheet, what: dict[str, Any]
) -> None:
    book = sheet(ANA, SETTINGS, COUNTS)
    waited, direct = says(claims(book), 1, **what), claims(says(book, 0, **what), 1)
    assert points(waited) == points(direct) > 0

    for amount in ("45", "80", "30.55", "60"):
        waited, direct = (says(one, 2, **{**what, "amount": Decimal(amount)}) for one in (waited, direct))
        assert points(waited) == points(direct)


@pytest.mark.parametrize("first", [CANCELLED, REFUNDED, OrderStatus.UNPAID])
def test_a_claim_waits_on_while_the_order_is_no_order_and_is_booked_once_when_it_is(
    sheet: Sheet, first: OrderStatus
) -> None:
    book = says(claims(sheet(ANA, SETTINGS)), 1, status=first)
    assert points(book) == 0

    book = says(book, 2, status=OrderStatus.PAID)
    assert points(book) == 60
    assert points(says(says(book, 3, status=first), 4, status=OrderStatus.PAID)) == 60


def test_the_letter_about_a_late_order_tells_what_a_correction_has_left(sheet: Sheet) -> None:
    book = says(says(claims(sheet(ANA, SETTINGS)), 1, "600"), 2, "60")

    due = due_letter(book, book.members["ANA"], shopping=Shopping.of(book, today=NOON.date()), now=at(2))

    assert isinstance(due, Due)
    assert due.about == LateOrder("2001", 60)
    nothing = says(book, 3, "0")
    assert not isinstance(
        due_letter(nothing, book.members["ANA"], shopping=Shopping.of(nothing, today=NOON.date()), now=at(3)), Due
    )


@pytest.mark.parametrize("by", [TierBy.POINTS, TierBy.MONEY])
@pytest.mark.parametrize(
    ("words", "left"),
    [
        ([("100", 50), ("60", 50)], 10),
        ([("100", 50), ("200", 50)], 150),
        ([("100", 20), ("100", 50), ("80", 50)], 30),
        ([("100", 50), ("60", 50), ("60", 30)], 30),
        ([("100", 50), ("100", 20), ("50", 20)], 30),
    ],
)
def test_a_tier_counts_what_is_left_of_an_order_that_was_refunded_and_then_corrected(
    sheet: Sheet, by: TierBy, words: list[tuple[str, int]], left: int
) -> None:
    book = claims(says(sheet(ANA, SETTINGS), 0, "100"))
    for hour, (amount, back) in enumerate(words, start=1):
        book = says(book, hour, amount, refunded=Decimal(back))

    assert points(book) == left
    assert counts(book, by) == left


def test_a_tier_that_an_amount_has_reached_by_a_slip_goes_with_its_correction(sheet: Sheet) -> None:
    tiers = "Tiers | From | Multiplier | Bonus\nGold | 500 | 2 | 100"
    book = claims(says(sheet(ANA, SETTINGS, tiers), 0, "600"))
    assert (points(book), tier_of(book, "ANA")) == (700, book.offers.tiers[0])

    book = says(book, 1, "60")
    night = rank_members(book, now=at(20), limit=9)
    book = book.after(night.changes)

    assert (points(book), tier_of(book, "ANA")) == (60, None)
    assert rank_members(book, now=at(21), limit=9).changes == ()


def test_a_days_limit_counts_what_corrections_have_brought_since(sheet: Sheet) -> None:
    limit = "Settings | Value\nMost points a day | 80"
    orders = "Orders | Email | Amount\n2002 | ana@example.com | 30"
    book = says(claims(says(sheet(ANA, SETTINGS, limit, orders), 0, "40")), 1, "70")

    assert points(claims(book, 2, "2002")) == 80


@pytest.mark.parametrize(("amounts", "paid"), [(("60", "15"), 0), (("15", "60"), 50), (("60", "25"), 50)])
def test_a_friends_order_is_as_large_as_its_correction_says(sheet: Sheet, amounts: tuple[str, str], paid: int) -> None:
    friends = """
        Settings               | Value
        Referral points        | 50
        Referral minimum order | 20
        Sign-up bonus          | 0
    """
    book = sheet(ANA, SETTINGS, friends)
    joins = join(
        book, contact="boris", email="boris@x.example", name="", language="", codes=["BORIS"], now=NOON, referrer="ANA"
    )
    book = book.after(joins.changes)
    book = claims(says(book, 1, amounts[0], email="boris@x.example"), 2, contact="boris")
    book = says(book, 3, amounts[1], email="boris@x.example")

    book = book.after(pay_referrals(book, now=at(20), limit=9).changes)

    assert points(book) == paid


def test_an_older_version_with_other_goods_changes_nothing(sheet: Sheet) -> None:
    book = says(sheet(ANA, SETTINGS, COUNTS), 3, goods=Decimal(50), lines=BASKET, changed=at(2))

    older = take_orders(book, orders=[order("90", goods=Decimal(80), changed=at(1))], now=at(4))
    assert older.changes == ()
    newer = says(book, 5, "60", goods=Decimal(40), changed=at(4))
    assert newer.orders["2001"].goods == Decimal(40)
    assert newer.orders["2001"].lines == BASKET


def test_the_claims_of_joined_members_are_booked_and_corrected_for_the_one(sheet: Sheet) -> None:
    boris = "Members | Email | Contact\nBORIS | boris@example.com | boris"
    book = claims(sheet(ANA, boris, SETTINGS), contact="boris")
    book = book.after(merge(book, keep="ANA", other="BORIS", now=at(1)).changes)

    book = says(book, 2, email="boris@example.com")
    assert points(book) == 60
    book = says(book, 3, "40", email="boris@example.com", refunded=Decimal(10))
    assert points(book) == 30


def test_a_further_address_gets_the_order_that_came_late(sheet: Sheet) -> None:
    ana = "Members | Email | Contact | Other emails\nANA | ana@example.com | ana | ana@work.example"
    book = claims(sheet(ana, SETTINGS))

    assert points(says(book, 1, email="Ana@Work.example")) == 60


def test_points_of_a_fixed_rule_go_back_in_the_share_of_the_amount(sheet: Sheet) -> None:
    book = claims(says(sheet(ANA, SETTINGS, "Products | Fixed\ntea | 90"), 0, "60", lines=BASKET[:1]))
    before = points(book)

    assert before == 90 + 39
    assert points(says(book, 1, refunded=Decimal(30))) == before - before // 2
    assert points(says(says(book, 1, refunded=Decimal(30)), 2, refunded=Decimal(0))) == before


def test_what_the_owner_mends_of_goods_and_amount_at_once_is_corrected_once(sheet: Sheet) -> None:
    book = claims(says(sheet(ANA, SETTINGS, COUNTS), 0, "60", goods=Decimal(50)))
    mended = book.after(())
    mended.corrected(replace(book.orders["2001"], amount=Decimal(120), goods=Decimal(100)))

    changes = tuple(follow_owner(mended, now=at(1), among=OwnerEdits(orders=(mended.orders["2001"],))))
    assert points(mended.after(changes)) == 100
    again = mended.after(changes)
    assert tuple(follow_owner(again, now=at(2), among=OwnerEdits(orders=(mended.orders["2001"],)))) == ()


@pytest.mark.parametrize(("amount", "gives"), [("90", 80), ("60", 50), ("40", 30), ("8", 0)])
@pytest.mark.parametrize("what", [{"goods": Decimal(50)}, {"lines": (OrderLine("Cup", amount=Decimal(50)),)}])
def test_where_goods_count_another_amount_is_one_of_other_goods(
    sheet: Sheet, what: dict[str, Any], amount: str, gives: int
) -> None:
    goods = "Settings | Value\nPoints count | goods"
    book = claims(says(sheet(ANA, SETTINGS, goods), 0, **what))
    assert points(book) == 50

    assert points(says(book, 1, amount)) == gives


def test_where_nobody_tells_goods_or_all_counts_the_whole_new_amount_does(sheet: Sheet) -> None:
    goods = "Settings | Value\nPoints count | goods"
    for book in (says(sheet(ANA, SETTINGS, goods), 0), says(sheet(ANA, SETTINGS), 0, goods=Decimal(50))):
        assert points(says(claims(book), 1, "90")) == 90


@pytest.mark.parametrize(("most", "gives"), [("0", 180), ("150", 150), ("100", 120)])
def test_in_proportion_too_an_order_brings_no_more_than_one_may(sheet: Sheet, most: str, gives: int) -> None:
    book = claims(says(sheet(ANA, SETTINGS, "Settings | Value\nPoints per unit | 2"), 0))
    assert points(book) == 120
    settings = replace(book.settings, points_per_unit=Decimal(5), most_points_an_order=int(most))

    assert points(says(replace(book, settings=settings), 1, "90")) == gives


@pytest.mark.parametrize("by", list(TierBy))
def test_a_tier_that_was_brought_along_counts_beside_orders_that_were_refunded_and_corrected(
    sheet: Sheet, by: TierBy
) -> None:
    brought = """
        Ledger           | Member | Entry | Points | For  | Cause                   | Amount
        2026-11-02 09:00 | ANA    | tier  | 0      | Gold | tier-brought:ANA:1:gold | 300
    """
    book = claims(says(sheet(ANA, SETTINGS, brought, "Tiers | From\nGold | 300"), 0, "100"))

    book = says(says(book, 1, "100", refunded=Decimal(40)), 2, "80", refunded=Decimal(40))
    assert counts(book, by) == 300 + (1 if by is TierBy.ORDERS else 40)
    book = says(book, 3, "80", status=REFUNDED)

    assert counts(book, by) == 300
    assert tier_of(book, "ANA") == book.offers.tiers[0]
