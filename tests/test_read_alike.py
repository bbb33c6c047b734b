"""An amount, a day and an order's number are read alike at every door: from a file, as JSON, in a cell, in the chat."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.identifiers import fold_order
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import Order
from loyalty.model.program_settings import Settings
from manychat.incoming import Incoming, parse
from manychat.talk.command import Action, Command
from manychat.talk.spelling import plain_digits
from manychat.talk.understanding import Number, order_named, understand
from sandbox.owner import Owner
from sheets.codec.table import Reader, read_table
from sheets.google.grid import Cell
from sheets.schema.growing_tab import RowContext
from sheets.schema.orders_tab import ORDERS
from shops.csv_file import read_export
from shops.headings import OWN
from shops.json_orders import read_json_orders
from shops.order_rows import read_orders
from tests.taps import Tap, tapping

SETTINGS = Settings(currency="USD", currencies=(("EUR", Decimal("1.10")), ("SEK", Decimal("0.10"))))


class Read(NamedTuple):
    """What a door makes of an order; all None where it refuses it."""

    amount: Decimal | None
    currency: str | None
    placed: date | None


REFUSED = Read(None, None, None)


def by_file(amount: str, placed: str, currency: str = "") -> Read:
    text = f'Order;Email;Amount;Currency;Placed\n1;ana@example.com;"{amount}";{currency};"{placed}"\n'
    [group] = read_orders(read_export(text.encode()), OWN).groups
    return _told(group.value)


def by_json(amount: object, placed: object, currency: str = "") -> Read:
    [told] = read_json_orders({"order": "1", "amount": amount, "placed": placed, "currency": currency})
    return _told(told.order)


def _told(order: ShopOrder | None) -> Read:
    return Read(order.amount, order.currency, order.placed) if order else REFUSED


def in_cells(
    amount: Cell, placed: Cell = None, currency: str = "", settings: Settings = SETTINGS
) -> tuple[Order | None, list[str]]:
    headings: list[Cell] = ["Order", "Email", "Amount", "Currency", "Placed"]
    grid = [headings, ["1", "ana@example.com", amount, currency, placed]]
    [row] = read_table(ORDERS, grid, UTC).rows
    context = RowContext(settings, lambda _: False, lambda _: "")
    order, problems = context.reader.read(row, lambda read: ORDERS.read(read, context))
    return order, [str(problem.why) for problem in problems]


AMOUNTS = [
    ("€31,50", "31.50", "EUR"),
    ("31.50 €", "31.50", "EUR"),
    ("CHF 31.–", "31", "CHF"),
    ("31 руб.", "31", "RUB"),
    ("٣١٫٥٠ د.إ.", "31.50", "AED"),
    ("۲٬۳۱۵٫۵", "2315.5", ""),
    ("2 315,50", "2315.50", ""),
    ("2\u202f315,50 kr", "2315.50", "kr"),
    ("Rs. 2,315.50", "2315.50", "rs"),
    ("US$31", "31", "USD"),
]
BELOW_ZERO = ["($31.00)", "–31.00", "31.00−", "31 CR"]
NO_AMOUNTS = [
    *("31.00 (refunded)", "31 %", "3.1k", "31 50", "31 pcs", "31-32", "2,315"),
    *("€31 USD", "minus 31", "[31]", "3.1E+3", "٣١٪", "31 тыс.", "31²", "31 / 2"),
]


@pytest.mark.parametrize(("written", "amount", "currency"), AMOUNTS)
def test_an_amount_and_its_currency_are_the_same_from_a_file_and_as_json(
    written: str, amount: str, currency: str
) -> None:
    read = Read(Decimal(amount), currency, date(2026, 11, 20))

    assert by_file(written, "2026-11-20") == by_json(written, "2026-11-20") == read


@pytest.mark.parametrize("written", NO_AMOUNTS)
def test_what_is_no_amount_is_refused_at_every_door(written: str) -> None:
    assert by_file(written, "2026-11-20") == by_json(written, "2026-11-20") == REFUSED
    order, why = in_cells(written)
    assert order is None
    assert len(why) == 1


@pytest.mark.parametrize("written", BELOW_ZERO)
def test_what_is_below_zero_is_paid_at_no_door_and_in_a_file_it_is_what_went_back(written: str) -> None:
    text = f'Order;Email;Amount;Placed\n1;ana@example.com;"{written}";2026-11-20\n'
    [told] = [group.value for group in read_orders(read_export(text.encode()), OWN).groups]
    assert isinstance(told, ShopOrder)
    assert (told.amount, told.refunded) == (None, Decimal(31))

    assert by_json(written, "2026-11-20") == REFUSED
    order, why = in_cells(written)
    assert order is None
    assert len(why) == 1


@pytest.mark.parametrize(
    ("written", "column", "amount", "paid_as"),
    [
        ("$31.00", "", "31.00", ""),
        ("31 USD", "usd", "31", ""),
        ("€30", "", "33.00", "30.00 EUR"),
        ("30", "€", "33.00", "30.00 EUR"),
        ("30 EUR", "EUR", "33.00", "30.00 EUR"),
        ("30 kr", "", "3.00", "30.00 SEK"),
    ],
)
def test_a_mark_in_a_cell_counts_like_the_column(written: str, column: str, amount: str, paid_as: str) -> None:
    order, why = in_cells(written, currency=column)

    assert order is not None
    assert (order.amount, order.paid_as, why) == (Decimal(amount), paid_as, [])


@pytest.mark.parametrize(
    ("written", "column", "why"),
    [
        ("£30", "", "knows no rate"),
        ("30 GBP", "", "knows no rate"),
        ("€30", "USD", "different currencies"),
        ("$30", "EUR", "different currencies"),
    ],
)
def test_a_currency_without_a_rate_is_told_and_so_are_two_of_them(written: str, column: str, why: str) -> None:
    order, told = in_cells(written, currency=column)

    assert order is None
    assert why in told[0]


def test_a_mark_of_several_currencies_that_have_rates_is_asked_about() -> None:
    nordic = Settings(currency="EUR", currencies=(("SEK", Decimal("0.09")), ("NOK", Decimal("0.08"))))

    order, why = in_cells("30 kr", settings=nordic)

    assert order is None
    assert "SEK, NOK" in why[0].replace("\u2068", "").replace("\u2069", "")


DAYS = [
    ("22.11.2026", date(2026, 11, 22)),
    ("22. November 2026", date(2026, 11, 22)),
    ("le 22 novembre 2026", date(2026, 11, 22)),
    ("воскресенье, 22 ноября 2026 г.", date(2026, 11, 22)),
    ("٢٢/١١/٢٠٢٦", date(2026, 11, 22)),
    ("٢٢ تشرين الثاني ٢٠٢٦", date(2026, 11, 22)),
    ("22.11.2026 um 17:30 Uhr", datetime(2026, 11, 22, 17, 30)),  # noqa: DTZ001 - as it is written
    ("22 нояб. 2026 г., 17:30", datetime(2026, 11, 22, 17, 30)),  # noqa: DTZ001
    ("22\u200f/11\u200f/2026، 5:30 م", datetime(2026, 11, 22, 17, 30)),  # noqa: DTZ001
    ("46348.75", datetime(2026, 11, 22, 18)),  # noqa: DTZ001
    ("46348", date(2026, 11, 22)),
]


@pytest.mark.parametrize(("written", "meant"), DAYS)
def test_a_day_is_the_same_at_every_door(written: str, meant: date) -> None:
    order, why = in_cells(30, written)

    assert by_file("30", written).placed == by_json(30, written).placed == meant
    assert order is not None
    assert (order.placed, why) == (meant.date() if isinstance(meant, datetime) else meant, [])
    at = order.placed_at.replace(tzinfo=None) if order.placed_at else order.placed
    assert at == meant


@pytest.mark.parametrize("written", ["03/04/2026", "31.11.2026", "22 Nov", "22 Foo 2026", "noon", "463480", "1463"])
def test_what_is_no_day_or_two_is_refused_at_every_door(written: str) -> None:
    order, why = in_cells(30, written)

    assert by_file("30", written) == by_json(30, written) == REFUSED
    assert order is None
    assert len(why) == 1


def test_a_number_of_days_is_a_day_only_where_the_whole_column_holds_such() -> None:
    lines = "Order;Email;Amount;Placed\n1;a@b.org;5;46348.5\n2;a@b.org;5;{other}\n"
    serial, mixed = (
        [group.value for group in read_orders(read_export(lines.format(other=other).encode()), OWN).groups]
        for other in ("46001", "12/25/2026")
    )

    assert [order.placed if order else None for order in serial] == [
        datetime(2026, 11, 22, 12),  # noqa: DTZ001
        date(2025, 12, 10),
    ]
    assert [order is None for order in mixed] == [True, False]


def claimed(text: str) -> str:
    incoming = parse({"id": "7001", "order_number": text})
    assert isinstance(incoming, Incoming)
    return incoming.order_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("2071.", "2071"), ("Nr. 2071", "2071"), ("n° 2071", "2071"), ("№ 2071", "2071"), ("#2071 please!", "2071")),
        *(("hi, my order is #2071, thanks", "2071"), ("номер заказа 2071", "2071"), ("мой заказ №2071", "2071")),
        *(("رقم الطلب ٢٠٧١", "2071"), ("طلبي رقم #٢٠٧١ شكرا", "2071"), ("order: EN-2071", "EN-2071")),
        *(("EN–2071.", "EN–2071"), ("“2071”", "2071")),
    ],
)
def test_an_order_number_is_found_among_words_that_add_nothing(typed: str, number: str) -> None:
    meant = understand(typed)

    assert fold_order(claimed(typed)) == fold_order(number)
    assert isinstance(meant, Number | Command)
    assert (meant.text if isinstance(meant, Number) else meant.about) == number
    assert not isinstance(meant, Command) or meant.action is Action.ORDER


@pytest.mark.parametrize(
    "typed", ["A 2071", "2071 2072", "R-7 7", "2071 or so", "two", "EN - 2071", "-2071", "=2071", "x" * 500]
)
def test_what_may_be_another_number_is_left_as_it_is(typed: str) -> None:
    assert claimed(typed) == typed[:255]


@pytest.mark.parametrize("written", ["6.13E+17", "6,13E+17"])
def test_a_number_that_lost_its_digits_is_refused_at_every_door(written: str) -> None:
    text = f'Order;Email;Amount\n"{written}";ana@example.com;30\n'
    [group] = read_orders(read_export(text.encode()), OWN).groups
    headings: list[Cell] = ["Order", "Email", "Amount"]
    grids: list[list[list[Cell]]] = [
        [headings, [cell, "ana@example.com", 30]] for cell in (written, Decimal("6.13E+17"), 613 * 10**15)
    ]
    rows = [read_table(ORDERS, grid, UTC).rows[0] for grid in grids]
    context = RowContext(SETTINGS, lambda _: False, lambda _: "")

    assert "shortened" in group.why
    assert "shortened" in read_json_orders({"order": written, "amount": 30})[0].why
    for row in rows:
        order, [problem] = Reader().read(row, lambda read: ORDERS.read(read, context))
        assert order is None
        assert "last digits" in str(problem.why)


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app)


@pytest.mark.parametrize("typed", ["Nr. 1042.", "طلبي رقم ١٠٤٢ شكرا", "мой заказ № 1042, спасибо"])
def test_a_number_among_words_is_claimed_in_a_flow_of_the_owners_own(tap: Tap, typed: str) -> None:
    tap("join", email="ana@example.com")

    assert tap("claim", order_number=typed)["code"] == "claimed"


def test_what_an_owner_types_beside_an_amount_decides_what_its_order_is_worth(tap: Tap, owner: Owner) -> None:
    owner.type_over("Settings", "Currencies", "Value", "EUR 2")
    headings = owner.google.tab(owner.spreadsheet, "Orders")[0]
    typed = {"2091": "€45,00", "2092": "40 GBP", "2093": "($40)", "2094": "40 % off"}
    cells = [{"Order": number, "Email": "ana@example.com", "Amount": amount} for number, amount in typed.items()]
    owner.type("Orders", *([row.get(str(heading), "") for heading in headings] for row in cells))
    tap("join", email="ana@example.com")

    told = {number: tap("claim", order_number=number) for number in typed}

    assert (told["2091"]["code"], told["2091"]["points"]) == ("claimed", 140)
    assert {told[number]["code"] for number in ("2092", "2093", "2094")} == {"unknown_order"}
    told_owner = " ".join(str(row["Why"]) for row in owner.tab("Problems"))
    assert all(why in told_owner for why in ("knows no rate", "below zero", "not a number"))


@given(st.text(alphabet="0123456789AaEN#№-–.,!? _٣«»\u200f\u00b4order", max_size=40))
def test_what_is_typed_for_an_order_is_always_read(typed: str) -> None:
    read = order_named(typed)

    assert read in plain_digits(typed) or read in typed
