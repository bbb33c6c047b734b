"""Amounts as shops write them, each with its own signs."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.amounts import UnclearAmount, UnreadableAmount, decimal_sign, read_amount


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.234,56 €", "1234.56"),
        ("$1,234.56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1 234,56 zł", "1234.56"),
        ("1'234.50 CHF", "1234.50"),
        ("CA$76.00", "76.00"),
        ("Rs.500", "500"),
        ("1,23,456.00", "123456.00"),
        ("500 руб.", "500"),
        ("٦٠٫٥٠", "60.50"),
        ("12.5", "12.5"),
        (".50", "0.50"),
        ("0.125", "0.125"),
        ("1.234.567", "1234567"),
        ("-0.00", "0.00"),
    ],
)
def test_an_amount_that_can_be_read_in_one_way_is_read(written: str, meant: str) -> None:
    assert read_amount(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["1,234", "1.234", "12 345.678"[:2] + ",345"])
def test_thousands_or_a_fraction_is_not_guessed(written: str) -> None:
    with pytest.raises(UnclearAmount):
        read_amount(written)


def test_the_other_amounts_of_the_file_tell_which_sign_parts_the_cents() -> None:
    german, american = ["1.234", "12,50"], ["1,234", "12.50"]

    assert [read_amount(written, decimal_sign(german)) for written in german] == [1234, Decimal("12.5")]
    assert [read_amount(written, decimal_sign(american)) for written in american] == [1234, Decimal("12.5")]
    assert decimal_sign(["1,234", "7"]) == ""
    assert decimal_sign(["1,234"], usual=".") == "."
    assert decimal_sign(["12,50", "12.50"], usual=".") == "", "a file that writes both ways tells nothing"


@pytest.mark.parametrize("written", ["", "much", "12-3", "1.2.3,4", "1,234.567.8", "1,2345.00", "$", "1e5", "=1+1"])
def test_what_is_no_amount_is_not_read(written: str) -> None:
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_amount(written)


def test_cents_after_a_comma_are_no_thousands_in_a_file_with_points() -> None:
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_amount("12,50", ".")


@pytest.mark.parametrize(("written", "why"), [("-5", "below zero"), ("−5,00 €", "below zero"), ("9" * 12, "too large")])
def test_what_no_order_can_come_to_is_refused(written: str, why: str) -> None:
    with pytest.raises(UnreadableAmount, match=why):
        read_amount(written)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_amount_is_read_as_it_was_written_in_each_form(price: Decimal) -> None:
    american = f"{price:,.2f}"
    german = american.translate(str.maketrans(",.", ".,"))

    assert read_amount(american, ".") == read_amount(german, ",") == read_amount(f"{price} €") == price


@given(st.text(max_size=30))
def test_no_text_breaks_it(written: str) -> None:
    with suppress(UnreadableAmount):
        assert read_amount(written, decimal_sign([written])) >= 0
