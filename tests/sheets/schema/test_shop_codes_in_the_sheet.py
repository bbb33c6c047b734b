"""What the sheet says of codes in the shop: a product's number, a setting without a shop, lines of the Log."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.model.program_settings import CouponSource
from loyalty.model.reward import Reward
from loyalty.model.shop.cart import Cart, ShopKind
from loyalty.model.shop.wanted_code import AwayReason, Refusal
from sheets.codec.table import BadCell, read_table
from sheets.google.grid import Cell
from sheets.schema.made.log_tab import LOG
from sheets.schema.made.shop_code_sentences import AWAY, WHY, refused_codes
from sheets.schema.offers.rewards_tab import REWARDS, read_rewards
from sheets.schema.settings_tab import SETTINGS, read_settings

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
SHOP = Cart(ShopKind.SHOPIFY, "https://finch.myshopify.com")


def read(
    cells: Mapping[str, Cell], *, source: CouponSource = CouponSource.SHOP, cart: Cart | None = SHOP
) -> tuple[Reward, list[str]]:
    row: dict[str, Cell] = {"Reward": "tote", "Points": 200, **cells}
    rewards, problems = read_rewards(
        read_table(REWARDS, [list(row), list(row.values())], UTC_ZONE), source=source, cart=cart
    )
    return rewards[0], [problem.column for problem in problems]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("43729076123", "43729076123"),
        (43729076123, "43729076123"),
        (Decimal("45000000000001.0"), "45000000000001"),
        ("45.0", "45"),
        (" gid://shopify/ProductVariant/45 ", "45"),
        ("٤٥", "45"),
        ("\u200e45\u200f", "45"),
    ],
)
def test_a_products_number_is_digits_however_it_was_pasted(cell: Cell, number: str) -> None:
    reward, wrong = read({"Product id": cell})

    assert (reward.product, reward.out_of_order, wrong) == (number, False, [])
    assert reward.cart_link == f"https://finch.myshopify.com/cart/{number}:1?discount={{code}}"


@pytest.mark.parametrize("cell", ["tote", "45/../46", "-45", "4.5", "4,5", "1" * 21, True, "45:2"])
def test_what_is_no_number_is_told_and_the_reward_is_not_given(cell: Cell) -> None:
    reward, wrong = read({"Product id": cell})

    assert (reward.product, reward.out_of_order) == ("", True)
    assert wrong == ["Product id", "Product id"]


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({}, ["Product id"]),
        ({"Active": "no"}, []),
        ({"Kind": "amount", "Value": 5}, []),
        ({"Kind": "amount"}, ["Value"]),
        ({"Kind": "amount", "Value": 0}, ["Value"]),
        ({"Kind": "percent", "Value": "15 %"}, []),
        ({"Kind": "percent", "Value": 101}, ["Value"]),
        ({"Kind": "percent"}, ["Value"]),
        ({"Kind": "free shipping"}, []),
        ({"Kind": "gift card"}, []),
        ({"Kind": "other"}, []),
    ],
)
def test_what_a_shop_could_make_no_code_for_is_out_of_order_and_told(cells: dict[str, Cell], wrong: list[str]) -> None:
    reward, told = read(cells)
    anywhere, nothing = read(cells, source=CouponSource.POOL)

    assert told == wrong
    assert reward.out_of_order == (bool(wrong) or "Active" in cells)
    assert (anywhere.out_of_order, nothing) == (False, [])


def test_only_what_is_in_a_cart_has_its_link() -> None:
    assert read({"Product id": "45"}, cart=None)[0].cart_link == ""
    assert read({"Kind": "amount", "Value": 5})[0].cart_link == "https://finch.myshopify.com/discount/{code}"
    assert read({"Kind": "gift card"})[0].cart_link == ""


@pytest.mark.parametrize(
    ("makes_codes", "source", "told"), [(True, CouponSource.SHOP, 0), (False, CouponSource.MANUAL, 1)]
)
def test_without_a_shop_the_owner_sends_the_codes_and_is_told(
    *, makes_codes: bool, source: CouponSource, told: int
) -> None:
    table = read_table(SETTINGS, [["Setting", "Value"], ["Coupons", "shop"]], UTC_ZONE)
    found = read_settings(table, UTC_ZONE, makes_codes=makes_codes)

    assert found.settings.coupons is source
    assert len(found.problems) == told


@pytest.mark.parametrize(
    ("value", "said"),
    [("made", "made"), (" MADE ", "made"), ("refused: shop says: No: never", "refused: shop says: No: never")],
)
def test_a_line_about_a_code_is_read_as_it_was_written(value: str, said: str) -> None:
    assert line(value).value == said


def test_a_line_about_a_code_that_says_nothing_known_counts_for_nothing() -> None:
    with pytest.raises(BadCell):
        line("perhaps")


def line(value: str) -> Fact:
    cause = Fact(NOW, FactKind.SHOP_CODE, "AB34", value).cause
    table = read_table(LOG, [["Value", "Stood", "Cause"], [value, "", cause]], UTC_ZONE)
    [row] = table.keyed()
    return LOG.read(row, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("why", Refusal)
@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_the_owner_reads_why_in_their_language(why: Refusal, language: str) -> None:
    given = Entry(NOW, "ANA", EntryKind.REDEMPTION, -200, subject="tote", cause="coupon:AB34")
    fact = Fact(NOW, FactKind.SHOP_CODE, "AB34", f"refused: {why}: 4711")
    [problem] = refused_codes([AddFact(fact)], Book.of(entries=[given], facts=[fact]))
    told = problem.why.in_language(language)

    assert "%(" not in told
    assert ("4711" in told) == ("%(said)s" in WHY[why].message)
    assert "tote" in told


def test_only_a_refusal_is_told() -> None:
    made = Fact(NOW, FactKind.SHOP_CODE, "AB34", "made")
    odd = Fact(NOW, FactKind.SHOP_CODE, "AB34", "refused: by nobody")
    given = Entry(NOW, "ANA", EntryKind.REDEMPTION, -200, subject="tote", cause="coupon:AB34")
    book = Book.of(entries=[given])

    assert list(refused_codes([AddFact(made)], book)) == []
    assert list(refused_codes([AddFact(odd)], Book.of())) == []
    assert "by nobody" in str(next(refused_codes([AddFact(odd)], book)).why)
    assert set(AWAY) == set(AwayReason)
