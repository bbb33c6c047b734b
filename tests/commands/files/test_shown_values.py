"""Numbers of workbooks as their owners see them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import is_date_format

from commands.files.shown_values import number_format, shown_number


def shown(stored: str, written: str = "General", *, from_1904: bool = False) -> str:
    return shown_number(stored, number_format(written, is_date=is_date_format), from_1904=from_1904)


@pytest.mark.parametrize(
    ("stored", "seen"),
    [
        ("19.99", "19.99"),
        ("19.989999999999998", "19.99"),
        ("0.30000000000000004", "0.3"),
        ("-7.0999999999999996", "-7.1"),
        ("1.1E-2", "0.0110"),
        ("5.0E-05", "0.00005"),
        ("1042", "1042"),
        ("112233445566778", "112233445566778"),
        ("9007199254740993", "9007199254740993"),
        ("12.345", "12.3450"),
        ("-1.250", "-1.25"),
        ("1234.5678", "1234.5678"),
        ("5.77E+17", "5.77E+17"),
        ("5.7712345678901197E+17", "5.77123456789012E+17"),
        ("1.5E+3", "1500"),
        ("1E-999999999", "1E-999999999"),
        ("1E+999999999", "1E+999999999"),
        ("much", "much"),
    ],
)
def test_a_number_has_the_digits_that_a_spreadsheet_keeps(stored: str, seen: str) -> None:
    assert shown(stored) == seen


@pytest.mark.parametrize(
    ("stored", "written", "seen"),
    [
        ("45", "[$€-407]#,##0.00", "45 €"),
        ("45.5", '#,##0.00\\ "zł"', "45.5 zł"),
        ("45", '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "45 $"),
        ("-45", "$#,##0.00;[Red]-$#,##0.00", "-45 $"),
        ("45", "[$USD] #,##0.00", "45 USD"),
        ("45", "£0.00", "45 £"),
        ("45", "#,##0.00", "45"),
        ("45.678", "#,##0.00", "45.68"),
        ("-45.675", "0.00", "-45.68"),
        ("45.678", "#,##0", "45.6780"),
        ("7.125", "0.000", "7.1250"),
        ("45.6", "[>=100]0.0;0.00", "45.6"),
        ("0.6", "0%", "60 %"),
        ("123", "00000", "00123"),
        ("123456", "00000", "123456"),
        ("123.5", "000", "123.5"),
        ("5", '0 "pcs"', "5 pcs"),
        ("5", "@", "5"),
        ("5", "[$-409]0", "5"),
    ],
)
def test_a_format_says_what_stands_beside_a_number_and_how_exact_it_is(stored: str, written: str, seen: str) -> None:
    assert shown(stored, written) == seen


@pytest.mark.parametrize(
    ("stored", "written", "seen"),
    [
        ("46354", "dd/mm/yyyy", "2026-11-28"),
        ("46354.75", "yyyy-mm-dd hh:mm", "2026-11-28 18:00:00"),
        ("46354.999999", "m/d/yy h:mm", "2026-11-28 23:59:59".replace("23:59:59", "00:00:00").replace("28", "29")),
        ("46354.5", "d mmmm yyyy", "2026-11-28"),
        ("46354", "m/d/yy h:mm", "2026-11-28 00:00:00"),
        ("46354", "[$-419]d mmmm yyyy", "2026-11-28"),
        ("99999999999", "yyyy-mm-dd", "99999999999"),
        ("1E+400", "yyyy-mm-dd", "1E+400"),
    ],
)
def test_a_day_is_shown_year_first_whatever_its_format(stored: str, written: str, seen: str) -> None:
    assert shown(stored, written) == seen


def test_old_workbooks_of_macs_count_days_from_1904() -> None:
    assert shown("44892", "yyyy-mm-dd", from_1904=True) == "2026-11-28"


@given(st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=2))
def test_any_amount_that_a_workbook_keeps_as_a_float_is_read_to_the_cent(amount: Decimal) -> None:
    assert Decimal(shown(repr(float(amount)))) == amount
    assert Decimal(shown(f"{float(amount):.17g}")) == amount


@given(st.text(alphabet='#0?.,;[]$€%"\\_*@-EeyYmMdDhHsS ()zł', max_size=40), st.floats(allow_nan=False))
def test_no_format_is_too_odd_to_show_something(written: str, number: float) -> None:
    assert shown(repr(number), written)
