"""What of an order counts: goods or all of it, products that give more or none, rounding, the most of one order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.intake.owner_edits import OwnerEdits, follow_owner
from loyalty.member.claim import claim_order
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.bought.product_rules import NO_RULES, ProductRule, ProductRules
from loyalty.model.orders import Order, OrderCells, OrderStatus
from loyalty.model.program_settings import PointsCount, Rounding, Settings
from loyalty.outcomes.claiming import Claimed, ClaimOutcome, OrderTooSmall
from loyalty.outcomes.member_standing import Standing
from loyalty.points.counting.base_points import base_points, counted_amount, tells_goods, whole_points

Sheet = Callable[..., Book]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana
"""
GOODS = "Settings | Value\nPoints count | goods"
TOTAL = "Settings | Value\nPoints count | total"


def order(amount: str, *, goods: str = "", lines: str = "", products: str = "", number: str = "1042") -> str:
    return f"""
    Orders   | Email           | Amount   | Goods   | Lines   | Products   | Placed
    {number} | ana@example.com | {amount} | {goods} | {lines} | {products} | 2026-11-22
    """


def rules(*rows: str) -> str:
    return "Products | Multiplier | Fixed\n" + "\n".join(rows)


def claim(book: Book, number: str = "1042") -> Decision[ClaimOutcome]:
    return claim_order(book, contact="ana", number=number, now=NOW)


def claimed(book: Book, number: str = "1042") -> Claimed:
    outcome = claim(book, number).outcome
    assert isinstance(outcome, Claimed)
    return outcome


def note(book: Book) -> str:
    [change] = claim(book).changes
    assert isinstance(change, AddEntry)
    return change.entry.note


@pytest.mark.parametrize(
    ("counts", "goods", "lines", "points"),
    [
        (TOTAL, "41.50", "", 53),
        (GOODS, "41.50", "", 41),
        (GOODS, "", "", 53),
        (GOODS, "", "Mug / 30; Soap / 9.90", 39),
        (GOODS, "", "Mug / 30; Soap", 53),
        (GOODS, "", "Mug / 30; Voucher / / gift card / 1 / 10", 30),
        (GOODS, "", "Mug; Voucher / / Gift Cards / 1 / 10", 43),
        (GOODS, "60", "", 53),
        (GOODS, "41.50", "Mug / 30; Soap / 9.90", 41),
        (TOTAL, "", "Mug / 30; Voucher / / gift card / 1 / 10", 53),
    ],
)
def test_of_the_amount_only_goods_count_where_the_owner_wants_it_and_somebody_has_told_them(
    sheet: Sheet, counts: str, goods: str, lines: str, points: int
) -> None:
    book = sheet(ANA, counts, order("53.91", goods=goods, lines=lines))

    assert claimed(book).earned == points


def test_the_customer_and_the_ledger_are_told_how_much_counts(sheet: Sheet) -> None:
    book = sheet(ANA, GOODS, order("53.91", goods="41.50"))

    told = claimed(book)

    assert (told.counted, told.currency) == (Decimal("41.50"), "USD")
    assert note(book) == "53.91 USD, goods 41.50 USD"
    all_of_it = claimed(sheet(ANA, GOODS, order("53.91", goods="53.91")))
    assert (all_of_it.counted, all_of_it.currency) == (None, "")


LINES = (
    "Tote bag / TOTE-1 / Bags / 2 / 40.00; Gift card / GC-25 / Vouchers / 1 / 25.00; Dark soap / SO-9 / Care / 3 / 15"
)


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        ((), 85),
        (("Tote bag | 2 |",), 125),
        (("tote-1 | 2 |",), 125),
        (("BAGS | 1.5 |",), 105),
        (("ＴＯＴＥ　ＢＡＧ | 2 |",), 125),
        (("Gift card | 0 |",), 60),
        (("Tote bag | | 7",), 59),
        (("so-9 | | 10",), 100),
        (("* | 0 |",), 5),
        (("* | 3 |",), 245),
        (("*soap | 2 |",), 100),
        (("s*-9 | 2 |",), 100),
        (("Mug | 5 |",), 85),
        (("Tote bag | 2 |", "Bags | 0 |", "* | 0 |"), 85),
        (("Bags | 2 |", "T* | 0 |"), 125),
        (("t* | 2 |", "to* | 3 |"), 165),
        (("t*g | 3 |", "*ag | 2 |"), 125),
        (("Tote bag | 2 |", "TOTE-1 | 0 |"), 125),
    ],
)
def test_products_give_what_their_most_exact_row_says(sheet: Sheet, rows: tuple[str, ...], points: int) -> None:
    book = sheet(ANA, order("85.00", lines=LINES), *([rules(*rows)] if rows else []))

    assert claimed(book).earned == points


def test_a_row_that_is_switched_off_says_nothing(sheet: Sheet) -> None:
    off = "Products | Multiplier | Active\nTote bag | 2 | no"

    assert claimed(sheet(ANA, order("85.00", lines=LINES), off)).earned == 85


@pytest.mark.parametrize(
    ("amount", "lines", "points"),
    [
        ("50.00", "Tea / 30; Mug / 10", 80),  # shipping or tax stays as it is
        ("20.00", "Tea / 30; Mug / 10", 35),  # a discount on the whole is each line's in its share
        ("40.00", "Tea / 30; Mug", 70),
        ("40.00", "Tea; Mug / 10", 40),  # nobody knows what the tea came to
        ("0", "Tea / 0", 0),
    ],
)
def test_lines_that_come_to_something_else_than_the_order_count_as_far_as_they_are_told(
    sheet: Sheet, amount: str, lines: str, points: int
) -> None:
    outcome = claim(sheet(ANA, order(amount, lines=lines), rules("tea | 2 |"))).outcome

    assert (outcome.earned if isinstance(outcome, Claimed) else 0) == points


def test_a_name_alone_says_nothing_of_its_amount(sheet: Sheet) -> None:
    book = sheet(ANA, order("40.00", products="tea mug"), rules("tea | 2 |", "mug | | 100"))

    assert claimed(book).earned == 40


def test_lines_are_in_the_currency_that_was_paid() -> None:
    cells = OrderCells(None, Decimal(40), None, "", rate=Decimal("1.5"))
    euros = Order("1", "", Decimal(60), lines=(OrderLine("Tea", amount=Decimal(30)),), cells=cells)

    base = base_points(euros, Settings(points_count=PointsCount.GOODS), ProductRules((ProductRule("tea", Decimal(2)),)))

    assert (base.points, base.counted) == (Fraction(90), Decimal(45))


def test_the_ledger_and_the_customer_are_told_which_products_brought_more(sheet: Sheet) -> None:
    book = sheet(
        ANA, order("85.00", lines=LINES), rules("Tote bag | 2 |", "gift card | 0 |", "soap | 1 |", "*soap | | 4")
    )

    assert note(book) == "85.00 USD, Tote bag × 2, gift card × 0, *soap 4 points each"
    assert claimed(book).more_for == ("Tote bag",)


def test_an_order_of_nothing_that_counts_says_so(sheet: Sheet) -> None:
    book = sheet(ANA, order("25.00", lines="Gift card / 25"), rules("gift card | 0 |"))

    assert claim(book) == Decision(OrderTooSmall(Standing(0), "1042", Decimal(0), "USD", nothing_counts=True))


def test_a_claim_stays_as_it_was_booked_whatever_the_tab_says_later(sheet: Sheet) -> None:
    book = sheet(ANA, order("85.00", lines=LINES), rules("Tote bag | 2 |"))
    book = book.after(claim(book).changes)

    later = replace(book, offers=replace(book.offers, products=ProductRules((ProductRule("*", Decimal(0)),))))

    assert tuple(follow_owner(later, now=NOW, among=OwnerEdits(orders=tuple(later.orders.values())))) == ()
    assert later.account_of("ANA").points == 125


@pytest.mark.parametrize(("back", "left"), [("21.25", 94), ("85.00", 0)])
def test_what_goes_back_takes_its_share_of_all_that_the_order_gave(sheet: Sheet, back: str, left: int) -> None:
    book = sheet(ANA, order("85.00", lines=LINES), rules("Tote bag | 2 |"))
    book = book.after(claim(book).changes)

    part = replace(book.orders["1042"], status=OrderStatus.PARTLY_REFUNDED, refunded=Decimal(back))
    whole = replace(part, status=OrderStatus.REFUNDED)
    book.corrected(part if left else whole)
    book = book.after(follow_owner(book, now=NOW, among=OwnerEdits(orders=(book.orders["1042"],))))

    assert book.account_of("ANA").points == left


CAMPAIGN = "Campaigns | Multiplier | Bonus | For products\nTea week | {multiplier} | {bonus} | {products}"


@pytest.mark.parametrize(
    ("multiplier", "bonus", "products", "lines", "points"),
    [
        ("3", "", "tea", "Tea / 30; Mug / 10", 100),
        ("3", "", "tea, mug", "Tea / 30; Mug / 10", 120),
        ("3", "", "*", "Tea / 30; Mug / 10", 120),
        ("3", "", "soap", "Tea / 30; Mug / 10", 40),
        ("", "25", "tea", "Tea; Mug / 10", 65),
        ("3", "25", "tea", "Tea; Mug / 10", 65),
        ("", "25", "soap", "Tea; Mug / 10", 40),
    ],
)
def test_a_campaign_for_products_acts_on_what_these_give_alone(
    sheet: Sheet, multiplier: str, bonus: str, products: str, lines: str, points: int
) -> None:
    running = CAMPAIGN.format(multiplier=multiplier, bonus=bonus, products=products)

    assert claimed(sheet(ANA, order("40.00", lines=lines), running)).earned == points


def test_a_campaign_and_the_tab_act_on_the_same_line_one_after_the_other(sheet: Sheet) -> None:
    running = CAMPAIGN.format(multiplier="3", bonus="", products="tea")

    assert claimed(sheet(ANA, order("40.00", lines="Tea / 30"), running, rules("tea | 2 |"))).earned == 10 + 3 * 60


def test_where_each_order_gives_the_same_products_change_nothing_but_a_campaign_for_them(sheet: Sheet) -> None:
    by_order = "Settings | Value\nEarn by | order\nPoints per unit | 20\nPoints count | goods"
    running = CAMPAIGN.format(multiplier="2", bonus="", products="tea")
    book = sheet(ANA, by_order, rules("tea | 0 |"), running, order("40", goods="30", lines="Mug; Tea / 30"))
    without = sheet(ANA, by_order, running, order("40", products="mug"))

    assert (claimed(book).earned, claimed(book).counted) == (40, None)
    assert claimed(without).earned == 20


@pytest.mark.parametrize(
    ("rounding", "amount", "points"),
    [
        ("down", "12.99", 12),
        ("nearest", "12.49", 12),
        ("nearest", "12.50", 13),
        ("up", "12.01", 13),
        ("up", "12.00", 12),
        ("up", "0.01", 1),
        ("nearest", "0.50", 1),
    ],
)
def test_what_is_left_of_a_point_is_rounded_as_the_owner_wants(
    sheet: Sheet, rounding: str, amount: str, points: int
) -> None:
    assert claimed(sheet(ANA, f"Settings | Value\nRounding | {rounding}", order(amount))).earned == points


def test_it_is_rounded_once_when_all_is_added_up(sheet: Sheet) -> None:
    running = "Campaigns | Multiplier\nWeek | 1.5"
    tea = "Tea / 0.30; Mug / 0.30; Soap / 0.30"
    book = sheet(ANA, "Settings | Value\nRounding | up", running, rules("* | 1.1 |"), order("0.90", lines=tea))

    assert claimed(book).earned == 2  # 0.9 × 1.1 × 1.5 = 1.485, and not one for each line


@pytest.mark.parametrize(
    ("most", "points", "limit"), [("0", 240, 0), ("240", 240, 0), ("239", 239, 239), ("50", 50, 50)]
)
def test_one_order_brings_no_more_than_its_most_whatever_adds_to_it(
    sheet: Sheet, most: str, points: int, limit: int
) -> None:
    running = "Campaigns | Multiplier\nWeek | 2"
    book = sheet(ANA, f"Settings | Value\nMost points an order | {most}", running, order("120"))

    told = claimed(book)

    assert (told.earned, told.order_limit) == (points, limit)
    assert note(book) == "120.00 USD, Week" + (f", at most {most} points an order" if limit else "")


def test_each_order_and_not_each_day_has_its_most(sheet: Sheet) -> None:
    most = "Settings | Value\nMost points an order | 50\nMost points a day | 80"
    book = sheet(ANA, most, order("120"), order("130", number="1043"))
    book = book.after(claim(book).changes)

    second = claimed(book, "1043")

    assert (second.earned, second.order_limit, second.limit) == (30, 50, 80)


def test_three_orders_below_a_point_each_are_three_on_the_way_to_a_tier(sheet: Sheet) -> None:
    tiers = "Tiers | From\nRegular | 3"
    settings = "Settings | Value\nTier by | orders"
    book = sheet(ANA, settings, tiers, *(order("0.70", number=f"20{n}") for n in range(3)))
    for number in ("200", "201", "202"):
        told = claimed(book, number)
        book = book.after(claim(book, number).changes)

    assert (told.earned, told.rise) == (0, "Regular")


def test_who_tells_the_goods_of_an_order_is_known() -> None:
    plain = Order("1", "", Decimal(10))

    assert not tells_goods(
        replace(plain, products=("tea",), lines=(OrderLine("Tea"), OrderLine("Mug", amount=Decimal(2))))
    )
    assert tells_goods(replace(plain, goods=Decimal(9)))
    assert tells_goods(replace(plain, lines=(OrderLine("Tea", amount=Decimal(9)),)))


cents = st.integers(0, 10**7).map(lambda number: Decimal(number) / 100)
names = st.sampled_from(["tea", "mug", "soap", "gift card"])
lines = st.lists(
    st.builds(
        OrderLine,
        names,
        category=st.sampled_from(["", "gift card", "care"]),
        quantity=st.integers(1, 20).map(Decimal),
        amount=st.none() | cents,
    ),
    max_size=6,
).map(tuple)
orders = st.builds(Order, st.just("1"), st.just(""), cents, goods=st.none() | cents, lines=lines)
products = st.builds(
    ProductRule,
    st.sampled_from(["tea", "mug", "care", "*", "*a*"]),
    st.integers(0, 50).map(lambda number: Decimal(number) / 10),
    st.none() | st.integers(0, 100),
)
rule_books = st.lists(products, max_size=3).map(lambda some: ProductRules(tuple(some)))
programs = st.builds(
    Settings,
    points_count=st.sampled_from(PointsCount),
    rounding=st.sampled_from(Rounding),
    points_per_unit=st.integers(1, 500).map(lambda number: Decimal(number) / 100),
    unit=st.integers(1, 500).map(lambda number: Decimal(number) / 100),
)


@given(orders, programs, rule_books)
def test_an_order_never_gives_less_than_nothing_and_no_more_counts_than_was_paid(
    order: Order, settings: Settings, rules: ProductRules
) -> None:
    assert base_points(order, settings, rules).points >= 0
    assert 0 <= counted_amount(order, settings) <= order.amount


@given(orders, programs, rule_books, cents)
def test_a_larger_order_never_gives_less(order: Order, settings: Settings, rules: ProductRules, more: Decimal) -> None:
    larger = replace(order, amount=order.amount + more)

    before, after = (base_points(one, settings, rules).points for one in (order, larger))

    assert before <= after
    assert whole_points(before, settings) <= whole_points(after, settings)


@given(orders, programs, rule_books, st.integers(1, 9))
def test_a_line_that_is_cut_in_two_gives_the_same(
    order: Order, settings: Settings, rules: ProductRules, tenths: int
) -> None:
    cut = tuple(
        part
        for line in order.lines
        for part in (
            replace(line, quantity=line.quantity * share, amount=None if line.amount is None else line.amount * share)
            for share in (Decimal(tenths) / 10, Decimal(10 - tenths) / 10)
        )
    )

    assert base_points(replace(order, lines=cut), settings, rules).points == base_points(order, settings, rules).points


@given(st.fractions(0, 10**6), programs)
def test_rounding_moves_by_less_than_a_point(points: Fraction, settings: Settings) -> None:
    assert abs(whole_points(points, settings) - points) < 1


@given(orders, programs)
def test_without_rows_an_order_gives_what_counts_of_its_amount(order: Order, settings: Settings) -> None:
    rate = Fraction(settings.points_per_unit) / Fraction(settings.unit)

    assert base_points(order, settings, NO_RULES).points == Fraction(counted_amount(order, settings)) * rate
