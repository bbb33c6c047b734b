"""When a shop has changed an order, and what it says of refunds, comes with the order by each door."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shops.csv_file import read_export
from shops.formats import SHOPS
from shops.headings import known_shop, mapped_shop
from shops.json_orders import read_json_orders
from shops.order_rows import read_orders
from words.days import UnclearDay, day_form, instant_or_day

AT = datetime(2026, 11, 20, 9, 50, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value", "changed"),
    [
        ("changed", "2026-11-20T09:50:26Z", AT),
        ("updated_at", "2026-11-20T10:50:26+01:00", AT),
        ("date_modified", "2026-11-20T09:50:26", AT.replace(tzinfo=None)),
        ("updated", int(AT.timestamp()), AT),
        ("modified_at", int(AT.timestamp()) * 1000 + 7, AT),
        ("changed", "2026-11-20", None),
        ("changed", 9_999_999_999, None),
        ("changed", None, None),
    ],
)
def test_json_says_when(field: str, value: object, changed: datetime | None) -> None:
    [read] = read_json_orders({"order": "71", field: value})

    assert read.order is not None
    assert read.order.changed == changed


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("soon", "changed: This is not a date."),
        (True, "changed: This is not text."),
        ("03/04/2026 10:00", "changed: This can be two days. Write it as 2026-11-23T09:50:26Z."),
    ],
)
def test_json_that_does_not_say_it_clearly_is_refused(value: object, why: str) -> None:
    assert [order.why for order in read_json_orders({"order": "71", "changed": value})] == [why]


@pytest.mark.parametrize(("refunded", "read"), [(0, Decimal(0)), ("0.00", Decimal("0.00")), (None, None), ("", None)])
def test_nothing_refunded_is_a_word_and_a_missing_one_is_none(refunded: object, read: Decimal | None) -> None:
    [posted] = read_json_orders({"order": "71", "refunded": refunded})

    assert posted.order is not None
    assert posted.order.refunded == read


def orders(text: str, **maps: str) -> list[tuple[str, object, object, object]]:
    export = read_export(text.encode())
    understood = read_orders(export, mapped_shop(maps, known_shop(export.headings, SHOPS)))
    return [
        (group.why, *((order.amount, order.refunded, order.changed) if (order := group.value) else (None,) * 3))
        for group in understood.groups
    ]


def test_a_file_says_when_and_how_much_went_back() -> None:
    text = "Order,Email,Amount,Refunded,Edited\n71,a@example.com,20,0.00,2026-11-20T09:50:26Z\n72,a@example.com,20,,\n"

    assert orders(text, Changed="Edited") == [("", 20, 0, AT), ("", 20, None, None)]


def test_of_several_lines_the_last_change_counts_and_a_day_alone_is_none() -> None:
    text = (
        "Order,Email,Amount,Edited\n71,a@example.com,20,2026-11-19T09:50:26Z\n71,,,2026-11-20T09:50:26Z\n"
        "72,a@example.com,20,2026-11-20\n"
    )

    assert [row[3] for row in orders(text, Changed="Edited")] == [AT, None]


@pytest.mark.parametrize(
    ("amount", "shop_amount", "read", "why"),
    [
        ("20", "", 20, ""),
        ("20", "20.00", 20, ""),
        ("0", "25", 25, ""),
        ("20", "25", None, "Amount: Two amounts stand under this number: 20 and 25."),
    ],
)
@pytest.mark.parametrize(
    "headings",
    [
        "Order,Email,Amount,Shop amount",
        "Заказ,Почта,Сумма,Сумма от магазина",
        "الطلب,البريد,المبلغ,مبلغ المتجر",
    ],
)
def test_a_sheet_of_ours_brings_the_amount_that_the_shop_has_told_later(
    headings: str, amount: str, shop_amount: str, read: int | None, why: str
) -> None:
    [row] = orders(f"{headings}\n71,a@example.com,{amount},{shop_amount}\n")

    assert row[:2] == (why, read)


@pytest.mark.parametrize("day", ["26/11/28", "13-01-31", "25/12/26"])
def test_a_day_that_may_begin_with_its_year_is_two_days(day: str) -> None:
    with pytest.raises(UnclearDay):
        instant_or_day(day, day_form([day]))


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["25/12/26", "27/12/26"], date(2026, 12, 25)),
        (["25/12/26", "25/12/2026"], date(2026, 12, 25)),
        (["26/11/28", "26/11/29"], None),
        (["26/11/28", "27/11/29"], None),
    ],
)
def test_the_other_days_of_a_file_tell_it(days: list[str], first: date | None) -> None:
    form = day_form(days)

    if first:
        assert instant_or_day(days[0], form) == first
    else:
        with pytest.raises(UnclearDay):
            instant_or_day(days[0], form)


@pytest.mark.parametrize(("day", "read"), [("26.11.28", date(2028, 11, 26)), ("26/11/98", date(2098, 11, 26))])
def test_dots_put_the_day_first_and_no_month_has_98_days(day: str, read: date) -> None:
    assert instant_or_day(day, day_form([day])) == read
