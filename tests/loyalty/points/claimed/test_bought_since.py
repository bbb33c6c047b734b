"""Goods and product lines that the shop tells after the claim: the points follow them where the owner wants that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddReview
from loyalty.book.told_orders import as_told
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.imported import ShopOrder
from loyalty.model.member import Member
from loyalty.model.orders import OrderStatus
from loyalty.model.program_settings import EditedOrder, PointsCount, Settings
from loyalty.outcomes.claiming import Claimed

Sheet = Callable[..., Book]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANA = "Members | Email | Contact\nANA | ana@example.com | ana"
ROWS = {"Points count": "goods", "Edited order after claim": "correct"}
TEA, MUG = OrderLine("Tea", amount=Decimal(20)), OrderLine("Mug", amount=Decimal(30))


def settings(**changed: str) -> str:
    rows = {**ROWS, **{name.replace("_", " "): value for name, value in changed.items()}}
    return "Settings | Value\n" + "\n".join(f"{name} | {value}" for name, value in rows.items())


def order(**what: Any) -> ShopOrder:
    return replace(ShopOrder("4410", "ana@example.com", Decimal(60), "USD", date(2026, 11, 20)), **what)


class Shop:
    """A shop that has told of an order without its goods, which Ana has claimed; each word comes an hour later."""

    def __init__(self, book: Book, **first: Any) -> None:
        self.now, self.lines = NOON, list[tuple[int, str]]()
        self.book = book.after(take_orders(book, orders=[order(**first)], now=NOON).changes)
        claim = claim_order(self.book, contact="ana", number="4410", now=NOON)
        assert isinstance(claim.outcome, Claimed), claim.outcome
        self.book = self.book.after(claim.changes)

    def says(self, **what: Any) -> int:
        """What the order brings after the shop has told it so."""
        self.now += timedelta(hours=1)
        self._takes(take_orders(self.book, orders=[order(**what)], now=self.now).changes)
        return self.points

    def looks(self) -> int:
        """What it brings after the program has looked at every row."""
        self.now += timedelta(hours=1)
        edits = OwnerEdits.among((), self.book.orders.values(), (), self.book.all_reviews()).not_booked(self.book)
        self._takes(follow_owner(self.book, now=self.now, among=edits))
        return self.points

    def _takes(self, changes: Any) -> None:
        changes = tuple(changes)
        self.book = self.book.after(changes)
        self.lines += [(one.entry.points, one.entry.cause) for one in changes if isinstance(one, AddEntry)]

    @property
    def points(self) -> int:
        return self.book.account_of("ANA").points


@pytest.fixture
def shop(sheet: Sheet) -> Shop:
    return Shop(sheet(ANA, settings()))


def test_the_goods_of_a_claimed_order_are_one_line_and_told_again_none(shop: Shop) -> None:
    assert shop.says(goods=Decimal("48.50")) == 48
    assert shop.says(goods=Decimal("48.50")) == 48
    assert shop.looks() == 48

    assert shop.lines == [(-12, "corrected:1:60/bought-1:4410")]


def test_with_leave_they_are_noted_and_change_nothing_until_the_owner_chooses(sheet: Sheet) -> None:
    shop = Shop(sheet(ANA, settings(Edited_order_after_claim="leave")))

    assert shop.says(goods=Decimal(50)) == 60
    assert shop.book.orders["4410"].goods == 50
    assert shop.lines == []


def test_other_goods_and_then_another_amount_are_followed_each(shop: Shop) -> None:
    assert shop.says(goods=Decimal(50)) == 50
    assert shop.says(goods=Decimal(55)) == 55
    assert shop.says(amount=Decimal(70)) == 65, "the shipping of 5 is what it was"
    assert shop.says(amount=Decimal(70), goods=Decimal(40)) == 40
    assert shop.says(amount=Decimal(80), goods=Decimal(72)) == 72
    assert shop.looks() == 72


def test_goods_that_stay_as_they_are_when_the_shipping_changes_are_followed(sheet: Sheet) -> None:
    shop = Shop(sheet(ANA, settings()), goods=Decimal(50))

    assert shop.says(amount=Decimal(70), goods=Decimal(50)) == 50
    assert shop.says(amount=Decimal(65), goods=Decimal(50)) == 50
    assert shop.says(amount=Decimal(66)) == 51


def test_lines_bring_what_the_tab_products_gives_for_them(sheet: Sheet) -> None:
    shop = Shop(sheet(ANA, settings(Points_count="total"), "Products | Multiplier\ntea | 3\nmug | 0"))

    assert shop.says(lines=(TEA,)) == 100
    assert shop.says(lines=(TEA, MUG)) == 70
    assert shop.looks() == 70


def test_lines_alone_tell_the_goods_too(shop: Shop) -> None:
    assert shop.says(lines=(TEA, MUG)) == 50


def test_what_changes_nothing_is_followed_all_the_same_so_that_no_later_rule_acts_on_it(sheet: Sheet) -> None:
    shop = Shop(sheet(ANA, settings(Points_count="total"), "Products | Multiplier\nsoap | 3"))
    assert shop.says(lines=(TEA, MUG)) == 60

    shop.book = replace(shop.book, offers=sheet("Products | Multiplier\ntea | 3").offers)

    assert shop.looks() == 60
    assert [points for points, _ in shop.lines] == [0]


def test_what_was_told_before_the_claim_is_nothing_new(sheet: Sheet) -> None:
    shop = Shop(sheet(ANA, settings()), goods=Decimal(50))

    assert (shop.points, shop.looks(), shop.lines) == (50, 50, [])


def test_of_a_cancelled_order_they_count_once_it_lives_again(shop: Shop) -> None:
    assert shop.says(status=OrderStatus.CANCELLED, goods=Decimal(50)) == 0
    assert shop.says(status=OrderStatus.PAID) == 50


def test_a_refund_takes_its_share_of_what_the_order_brings_by_then(shop: Shop) -> None:
    assert shop.says(refunded=Decimal(30)) == 30
    assert shop.says(goods=Decimal(50)) == 25
    assert shop.says(refunded=Decimal(0)) == 50


def test_what_the_owner_writes_afterwards_stands(shop: Shop) -> None:
    shop.says(goods=Decimal(50))
    row = shop.book.orders["4410"]
    book = shop.book.after(())
    cells = replace(row.own_cells, goods=Decimal(10))
    book.corrected(as_told(replace(row, cells=cells), book.facts_with("order:4410")))
    shop.book = book

    assert shop.looks() == 50
    assert shop.says(goods=Decimal(50)) == 50, "a word that is only repeated is not newer"


def test_where_todays_settings_no_longer_give_what_the_claim_gave_the_points_stay(shop: Shop) -> None:
    shop.book = replace(shop.book, settings=replace(shop.book.settings, points_per_unit=Decimal(2)))

    assert shop.says(goods=Decimal(50)) == 60
    assert shop.says(amount=Decimal(30)) == 30


def test_where_they_were_followed_before_another_amount_is_in_proportion_to_that(shop: Shop) -> None:
    assert shop.says(goods=Decimal(40)) == 40
    shop.book = replace(shop.book, settings=replace(shop.book.settings, points_per_unit=Decimal(2)))

    assert shop.says(amount=Decimal(30)) == 20


def test_very_many_points_wait_for_the_owners_yes(sheet: Sheet) -> None:
    shop = Shop(sheet(ANA, settings(Points_count="total", Review_above="100"), "Products | Multiplier\ntea | 30"))
    took = take_orders(shop.book, orders=[order(lines=(TEA,))], now=NOON)
    [asked] = [change.review for change in took.changes if isinstance(change, AddReview)]
    shop.book = shop.book.after(took.changes)
    assert (asked.cause, shop.looks()) == ("corrected:1:60/bought-1:4410", 60)

    shop.book = shop.book.after((AddReview(replace(asked, decision=True)),))

    assert shop.looks() == 640


Telling = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.integers(1, 90).map(Decimal),
        "goods": st.integers(1, 90).map(Decimal),
        "status": st.sampled_from((OrderStatus.PAID, OrderStatus.CANCELLED)),
    },
)


@given(st.lists(Telling, max_size=8))
def test_whatever_is_told_after_the_claim_the_points_are_those_of_the_goods_of_now(tellings: list[Any]) -> None:
    rules = Settings(points_count=PointsCount.GOODS, edited_order=EditedOrder.CORRECT)
    shop = Shop(Book.of(settings=rules, members=[Member("ANA", "ana@example.com", contact="ana")]))
    shop.says(goods=Decimal(60))
    for telling in tellings:
        shop.says(**telling)
        again = shop.looks()

        row = shop.book.orders["4410"]
        assert again == shop.points
        if row.called_off:
            assert shop.points == 0
        elif "goods" in telling and "amount" in telling:
            assert shop.points == min(row.amount, telling["goods"])
    assert len({cause for _, cause in shop.lines}) == len(shop.lines)


def test_nobody_is_asked_where_there_is_no_claim(sheet: Sheet) -> None:
    book = sheet(ANA, settings())
    book = book.after(take_orders(book, orders=[order()], now=NOON).changes)

    took = take_orders(book, orders=[order(goods=Decimal(50))], now=NOON)

    after = book.after(took.changes)
    assert after.orders["4410"].goods == 50
    assert not OwnerEdits(orders=(after.orders["4410"],)).not_booked(after)
    assert not any(isinstance(change, AddEntry) for change in took.changes)
