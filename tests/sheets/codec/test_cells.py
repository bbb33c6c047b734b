"""One cell: what owners type, and what comes out of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets.codec import cells, column
from sheets.codec.cells import UnreadableCell, cell_data
from sheets.google.grid import Cell
from words.amounts import read_signed_amount

NEW_YORK = ZoneInfo("America/New_York")
FORMULA_ERRORS = [
    *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!", "#SPILL!", "Loading..."),
    *("#BEZUG!", "#NV", "#WERT!", "#NOM?", "#¡REF!", "#¿NOMBRE?", "#¡DIV/0!", "#N/D", "#Н/Д", "#ДЕЛ/0!", "#ССЫЛКА!"),
]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (None, ""),
        (" K7Q4ZD ", "K7Q4ZD"),
        (1042, "1042"),
        (Decimal("1042.0"), "1042"),
        (Decimal("1.234567890123456E+15"), "1234567890123456"),
        (Decimal("60.50"), "60.5"),
        (True, "TRUE"),
        ("00123", "00123"),
        ("=1+1", "=1+1"),
    ],
)
def test_an_identifier_is_text_even_when_its_cell_is_a_number(cell: Cell, read: str) -> None:
    assert cells.text(cell) == read


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (None, None),
        ("", None),
        (60, "60"),
        (Decimal("60.1"), "60.1"),
        ("$60.00", "60.00"),
        ("60,5 €", "60.5"),
        ("$1,234.50", "1234.50"),
        ("1.234,50 €", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1'234.50 CHF", "1234.50"),
        ("1,234,567", "1234567"),
        ("٦٠", "60"),
        ("-5", "-5"),
        ("−12", "-12"),
        ("— 12,50 €", "-12.50"),
        ("($1,234.50)", "-1234.50"),
        ("12-", "-12"),
    ],
)
def test_an_amount_is_exact_however_it_is_written(cell: Cell, amount: str | None) -> None:
    read = cells.number(cell, read=read_signed_amount)

    assert read == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("cell", ["$60", "60 €", "7 EUR", "60 %", "25 pts"])
def test_points_have_nothing_beside_them(cell: Cell) -> None:
    with pytest.raises(UnreadableCell, match="not a number"):
        cells.whole(cell)


@pytest.mark.parametrize("cell", ["1,234", "1.234", "abc", "1.2.3,4,5", "--5", True, "10**9", "1e9", 10**10, "#REF!"])
def test_an_amount_that_could_be_two_things_or_none_is_not_guessed(cell: Cell) -> None:
    with pytest.raises(UnreadableCell):
        cells.number(cell)


def test_half_a_point_is_no_whole_number() -> None:
    with pytest.raises(UnreadableCell, match="whole"):
        cells.whole(Decimal("0.5"))


@pytest.mark.parametrize("cell", [-1, "−1.50", "(2)", "（2 €）", "3 –"])
def test_money_below_zero_is_refused(cell: Cell) -> None:
    with pytest.raises(UnreadableCell, match="below zero"):
        cells.money(cell)


@pytest.mark.parametrize("cell", ["3-5", "3–5", "[4]", "±4", "4 (5)", "4%"])
def test_what_may_be_meant_as_minus_is_told(cell: Cell) -> None:
    with pytest.raises(UnreadableCell, match="not a number"):
        cells.whole(cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (46348, datetime(2026, 11, 22, 5, tzinfo=UTC)),
        (Decimal("46348.5"), datetime(2026, 11, 22, 17, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, 5, tzinfo=UTC)),
        ("2026-11-22 12:00", datetime(2026, 11, 22, 17, tzinfo=UTC)),
        ("22.11.2026 12:00 Uhr", datetime(2026, 11, 22, 17, tzinfo=UTC)),
        ("22 ноября 2026 г. в 12:00", datetime(2026, 11, 22, 17, tzinfo=UTC)),
        ("٢٢ نوفمبر ٢٠٢٦، ١٢:٠٠ م", datetime(2026, 11, 22, 17, tzinfo=UTC)),
        ("2026-11-22T12:00:00+02", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("46348.5", datetime(2026, 11, 22, 17, tzinfo=UTC)),
        (None, None),
    ],
)
def test_a_date_cell_is_an_instant_in_the_sheets_own_zone(cell: Cell, read: datetime | None) -> None:
    assert cells.instant(cell, NEW_YORK) == read


@pytest.mark.parametrize("cell", ["soon", True, -1, 10**9, "31.11.2026", "0001-01-01", "03/04/2026"])
def test_what_is_no_date_is_said_to_be_none(cell: Cell) -> None:
    with pytest.raises(UnreadableCell):
        cells.day(cell)


@pytest.mark.parametrize(("cell", "read"), [("Yes", True), ("нет", False), (True, True), (0, False), (None, None)])
def test_yes_and_no_are_read_as_owners_write_them(cell: Cell, read: bool | None) -> None:
    assert cells.yes_no(cell) is read


def test_what_is_neither_yes_nor_no_is_not_guessed() -> None:
    with pytest.raises(UnreadableCell):
        cells.yes_no("maybe")


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds have no zone
def test_an_instant_written_and_read_again_is_the_same_second(instant: datetime) -> None:
    instant = instant.replace(microsecond=0)
    zone = ZoneInfo("Asia/Dubai")
    data = cell_data(instant, cells.INSTANT_FORMAT, zone)

    entered = data["userEnteredValue"]
    assert isinstance(entered, dict)
    assert cells.instant(Decimal(repr(entered["numberValue"])), zone) == instant


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+49", "-3", "\t=1", "'=1", "＝1"])
def test_what_could_be_a_formula_is_text_in_the_cell_and_in_what_is_exported_of_it(name: str) -> None:
    written = cell_data(name, cells.TEXT_FORMAT, NEW_YORK)["userEnteredValue"]

    assert written == {"stringValue": f"'{name}"}
    assert cells.text(f"'{name}") == name.strip()


@pytest.mark.parametrize("name", ["Ana", "'quoted'", "a=b", "ana+tea@example.com", "—"])
def test_all_other_text_is_written_as_it_is(name: str) -> None:
    assert cell_data(name, cells.TEXT_FORMAT, NEW_YORK)["userEnteredValue"] == {"stringValue": name}


def test_a_number_below_zero_stays_a_number() -> None:
    assert cell_data(-200, cells.WHOLE_FORMAT, NEW_YORK)["userEnteredValue"] == {"numberValue": -200}


@pytest.mark.parametrize("name", [*FORMULA_ERRORS, "#1042", "plain"])
def test_what_is_called_like_an_error_is_read_again_as_it_was(name: str) -> None:
    entered = cell_data(name, cells.TEXT_FORMAT, NEW_YORK)["userEnteredValue"]
    assert isinstance(entered, dict)

    assert cells.text(entered["stringValue"]) == name


def test_a_day_is_a_whole_serial_number() -> None:
    assert cell_data(date(2026, 11, 22), cells.DAY_FORMAT, NEW_YORK)["userEnteredValue"] == {"numberValue": 46348}


@pytest.mark.parametrize("form", [form for form in vars(column).values() if isinstance(form, column.Form)])
def test_an_empty_cell_says_the_same_whether_google_leaves_it_out_or_sends_an_empty_text(
    form: column.Form[Any],
) -> None:
    assert form.read(None, UTC) == form.read("", UTC) == form.blank


@pytest.mark.parametrize("error", FORMULA_ERRORS)
def test_the_error_of_a_formula_is_no_text_in_any_language(error: str) -> None:
    with pytest.raises(UnreadableCell, match="formula"):
        cells.text(error)


@pytest.mark.parametrize("written", ["#1042", "#1042!", "#A/B", "#AB/0", "#tote!", "Loading", "#"])
def test_a_number_or_a_word_behind_the_same_sign_is_none(written: str) -> None:
    assert cells.text(written) == written
