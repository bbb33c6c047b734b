"""What was paid and what went back, however the lines of an order tell it; and that no cent of a file gets lost."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.imported import ShopOrder
from shops.csv_file import read_export
from shops.formats import SHOPS
from shops.headings import LINE_AMOUNT, Shop, mapped_shop
from shops.order_rows import read_orders
from shops.row_groups import Group

ROWS = "Order,Email,Amount,Status,Refunded"
ITEMS = mapped_shop({LINE_AMOUNT: "Amount"})


def groups(text: str, *, items: bool = False) -> list[Group[ShopOrder]]:
    export = read_export(text.encode())
    return list(read_orders(export, ITEMS if items else mapped_shop({})).groups)


def one(*lines: str, items: bool = False) -> Group[ShopOrder]:
    [group] = groups("\n".join((ROWS, *lines)) + "\n", items=items)
    return group


def money(group: Group[ShopOrder]) -> tuple[str, str]:
    assert group.value, group.why
    return str(group.value.amount), str(group.value.refunded)


@pytest.mark.parametrize(
    ("lines", "paid", "back"),
    [
        (["7,ana@b.example,80.00,paid,", "7,ana@b.example,-12.50,paid,"], "80.00", "12.50"),
        (["7,ana@b.example,-12.50,refunded,", "7,ana@b.example,80.00,paid,"], "80.00", "12.50"),
        (["7,ana@b.example,80.00,paid,", "7,,(12.50),,", "7,,−3.00,Gutschrift,"], "80.00", "15.50"),
        (["7,ana@b.example,80.00,paid,12.50", "7,ana@b.example,-12.50,,"], "80.00", "12.50"),
        (["7,ana@b.example,80.00,paid,", "7,ana@b.example,-80.00,paid,"], "80.00", "80.00"),
        (["7,ana@b.example,80.00,paid,0.00", "7,ana@b.example,80.00,paid,12.50"], "80.00", "12.50"),
        (["7,ana@b.example,0.00,,", "7,ana@b.example,80.00,paid,"], "80.00", "None"),
        (["7,ana@b.example,80.00,paid,amount:12.50|reason:too late, sorry".replace(", ", " ")], "80.00", "12.50"),
        (["7,ana@b.example,80.00,paid,id:3|amount:12.50|reason:;id:4|amount:-2.50|reason:"], "80.00", "15.00"),
        (["7,ana@b.example,-12.50,paid,"], "None", "12.50"),
        (["7,ana@b.example,,unpaid,"], "None", "None"),
    ],
)
def test_an_orders_lines_tell_what_was_paid_and_what_went_back(lines: list[str], paid: str, back: str) -> None:
    assert money(one(*lines)) == (paid, back)


@pytest.mark.parametrize(
    ("lines", "paid", "back"),
    [
        (["7,,30.00,,", "7,,12.00,,"], "42.00", "None"),
        (["7,,30.00,,", "7,,12.00,,", "7,,-12.00,refunded,"], "42.00", "12.00"),
        (["7,,-12.00,,"], "None", "12.00"),
        (["7,,,Pending,", "7,,,Pending,"], "None", "None"),
    ],
)
def test_amounts_of_lines_are_added_up_and_those_below_zero_went_back(lines: list[str], paid: str, back: str) -> None:
    assert money(one(*lines, items=True)) == (paid, back)


def test_the_status_of_a_refund_is_not_the_orders() -> None:
    group = one("7,ana@b.example,80.00,paid,", "7,ana@b.example,-12.50,refunded,")

    assert group.value
    assert group.value.status == "paid"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            ["7,ana@b.example,80.00,,", "7,ana@b.example,81.00,,"],
            "Amount: Two amounts stand under this number: 80.00 and",
        ),
        (
            ["7,ana@b.example,80.00,,", "7,mia@b.example,80.00,,"],
            "Email: Two buyers stand under this number: ana@b.exam",
        ),
        (
            ["7,ana@straße.de,80.00,,", "7,ana@strasse.de,80.00,,"],
            "Email: Two buyers stand under this number: ana@straße",
        ),
        (["-----,-----,-----,-----,"], "Order: The number is missing."),
        (["Gesamtsumme,,80,,"], "This line is a total and no order."),
        (
            ["7,a@b.example,80,,", "7,a@b.example,-5,,", "7,a@b.example,-5,,"],
            "Amount: Two lines below zero say the same",
        ),
        (["7,a@b.example,80,,5", "7,a@b.example,80,,9"], "Refunded: Two amounts stand under this number: 5 and 9."),
        (["7,a@b.example,80,,5", "7,a@b.example,-9,,"], "Refunded: Two amounts stand under this number: 5 and 9."),
        (["7,a@b.example,80,,amount:much"], "Refunded: This is not a number."),
        (["9.1E+14,a@b.example,80,,"], "Order: A spreadsheet has shortened this number"),
        (["3e+07,a@b.example,80,,"], "Order: A spreadsheet has shortened this number"),
        (['"4,2E13",a@b.example,80,,'], "Order: A spreadsheet has shortened this number"),
        (["#REF!,a@b.example,80,,"], "Order: The formula here has no value."),
        (["#n/a,a@b.example,80,,"], "Order: The formula here has no value."),
        (["#NOT CALCULATED!,a@b.example,80,,"], "Order: The formula here has no value."),
        (["Grand total,,80,,"], "This line is a total and no order."),
        (["Итого:,,80,,"], "This line is a total and no order."),
        ([",,80,Summe,"], "This line is a total and no order."),
        ([",a@b.example,80,,"], "Order: The number is missing."),
    ],
)
def test_lines_that_contradict_each_other_and_lines_that_are_no_order_are_refused(lines: list[str], why: str) -> None:
    assert one(*lines).why.startswith(why)


def test_one_buyer_may_be_written_in_two_ways() -> None:
    group = one("7,Ana@müller.de,80.00,paid,", "7,ana@xn--mller-kva.de,80.00,paid,")

    assert group.value
    assert group.value.email == "Ana@müller.de"


def test_a_line_without_its_amount_keeps_the_order_back() -> None:
    assert one("7,,30.00,,", "7,,,,", items=True).why == "Amount: Line 3 has none."


@pytest.mark.parametrize("numbers", [("2001", "2001.0"), ("２００１", "2001")])
def test_a_number_that_a_program_took_for_a_fraction_is_the_same_number(numbers: tuple[str, str]) -> None:
    group = one(*(f"{number},ana@b.example,80.00,paid," for number in numbers))

    assert group.value
    assert group.value.number in ("2001", "#2001", "２００１")


DATED = "Order,Email,Amount,Date,Refund ID"


@pytest.mark.parametrize(
    ("lines", "back", "singles"),
    [
        (["7,,-15.00,2026-11-09,re_1", "7,,-15.00,2026-11-09,re_2"], "30.00", 2),
        (["7,,-15.00,2026-11-09,re_1", "7,,-15.00,2026-11-09,re_1"], "15.00", 1),
        (["7,,-15.00,2026-11-09,", "7,,-15.00,2026-11-16,"], "30.00", 2),
        (["7,,-15.00,2026-11-09 10:00,", "7,,-15.00,2026-11-09 11:30,"], "30.00", 2),
        (["7,,-15.00,whenever,"], "15.00", 0),
        (["7,,-15.00,,re_1", "7,,-4.00,,"], "19.00", 0),
    ],
)
def test_lines_below_zero_are_told_apart_by_their_id_or_their_day(lines: list[str], back: str, singles: int) -> None:
    [group] = groups("\n".join((DATED, *lines)) + "\n")

    assert group.value, group.why
    assert (str(group.value.refunded), len(group.value.refunds)) == (back, singles)


def test_the_lines_of_items_that_went_back_under_one_id_are_one_refund() -> None:
    text = f"{DATED}\n7,,-12.00,2026-11-09,p1\n7,,-1.25,2026-11-09,p1\n7,,-12.00,2026-11-09,p2\n"
    [group] = groups(text, items=True)

    assert group.value
    assert [(str(one.amount), one.id) for one in group.value.refunds] == [("13.25", "p1"), ("12.00", "p2")]


@pytest.mark.parametrize("number", ["12E5", "1.0.0", "2001.5", "A-1.0", "0001"])
def test_other_numbers_stay_as_they_are(number: str) -> None:
    group = one(f"{number},ana@b.example,80.00,paid,")

    assert group.value
    assert group.value.number == number


CENTS = st.integers(1, 100_000).map(lambda cents: Decimal(cents) / 100)
LINE = st.one_of(
    st.builds("{0},{1},{2},paid,".format, st.integers(1, 6), st.sampled_from(("a@b.example", "c@b.example")), CENTS),
    st.builds("{0},,-{1},,".format, st.integers(1, 6), CENTS),
    st.builds("{0},a@b.example,{1},on the moon,".format, st.integers(1, 6), CENTS),
    st.builds("Total,,{0},,".format, CENTS),
    st.builds(",,{0},,".format, CENTS),
    st.builds("{0},a@b,{1},,".format, st.integers(1, 6), CENTS),
    st.builds("8.1E+12,a@b.example,{0},,".format, CENTS),
    st.builds("{0},a@b.example,,,".format, st.integers(1, 6)),
)


@given(st.lists(LINE, max_size=12), st.booleans())
def test_the_money_taken_refused_and_refunded_is_what_stands_in_the_file(lines: list[str], items: bool) -> None:
    # One line twice is one order told twice, where each line repeats the order's own amount.
    told = lines if items else list(dict.fromkeys(lines))
    written = [Decimal(found[1]) for line in told if (found := re.search(r",(-?[0-9.]+),[^,]*,$", line))]

    read = groups("\n".join((ROWS, *told)) + "\n", items=items)

    taken = sum((group.value.amount or Decimal(0) for group in read if group.value), Decimal(0))
    repeated = sum((repeats(group) for group in read if group.value and not items), Decimal(0))
    back = sum((group.value.refunded or Decimal(0) for group in read if group.value), Decimal(0))
    refused = [Decimal(line.cell(2)) for group in read if group.why for line in group.lines if line.cell(2)]
    assert taken + repeated - back + sum(refused) == sum(written)
    assert sorted(line.number for group in read for line in group.lines) == list(range(2, 2 + len(told)))


SHOP_LINE = st.tuples(st.integers(1, 5), st.one_of(CENTS, CENTS.map(Decimal.copy_negate), st.none()), st.booleans())


@given(st.sampled_from(SHOPS), st.lists(SHOP_LINE, max_size=12))
def test_in_the_export_of_any_shop_no_money_gets_lost(shop: Shop, rows: list[tuple[int, Decimal | None, bool]]) -> None:
    items = LINE_AMOUNT in shop.columns
    money = shop.columns[LINE_AMOUNT if items else "Amount"][0]
    headings = list(dict.fromkeys((shop.columns["Order"][0], money, *shop.known_by, "Stray status")))
    mapped = mapped_shop({"Status": "Stray status"}, shop)
    told_in = [
        {headings[0]: f"{number}", money: f"{amount or ''}", "Stray status": "paid" if fine else "odd"}
        for number, amount, fine in rows
    ]
    lines = [",".join(cells.get(name, "") for name in headings) for cells in told_in]

    export = read_export("\n".join((",".join(headings), *lines)).encode())
    groups = read_orders(export, mapped).groups

    at = headings.index(money)
    told = Decimal(0)
    for group in groups:
        amounts = [Decimal(line.cell(at)) for line in group.lines if line.cell(at)]
        if group.value is None:
            told += sum(amounts, Decimal(0))
            continue
        paid, back = group.value.amount or Decimal(0), group.value.refunded or Decimal(0)
        told += paid * (1 if items else sum(amount == paid for amount in amounts)) - back
    assert told == sum((amount for _, amount, _ in rows if amount), Decimal(0))


def repeats(group: Group[ShopOrder]) -> Decimal:
    """What the lines of an order say of its amount once more."""
    assert group.value
    paid = [Decimal(line.cell(2)) for line in group.lines if line.cell(2) and line.cell(2)[0] != "-"]
    return sum(paid, Decimal(0)) - (group.value.amount or Decimal(0))
