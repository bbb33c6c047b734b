"""Amounts as shops write them, each with its own signs."""

from contextlib import suppress
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words.amounts import (
    IN_CELLS,
    IN_FILES,
    AmountStyle,
    UnclearAmount,
    UnreadableAmount,
    decimal_sign,
    read_amount,
    read_plain_number,
    read_signed_amount,
)


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


MINUS_LIKE = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u207b\u2796"


@pytest.mark.parametrize("style", [IN_FILES, IN_CELLS])
@pytest.mark.parametrize("minus", MINUS_LIKE)
def test_whatever_looks_like_a_minus_is_one_before_and_after_the_digits(minus: str, style: AmountStyle) -> None:
    for written in (
        f"{minus}45",
        f"{minus} 45",
        f"45{minus}",
        f"45 {minus}",
        f"{minus}$45",
        f"$ {minus}45",
        f"45 €{minus}",
    ):
        assert read_signed_amount(written, style=style) == -45, written
    assert read_signed_amount(f"{minus}0", style=style).is_signed() is False


@pytest.mark.parametrize("style", [IN_FILES, IN_CELLS])
@pytest.mark.parametrize(
    "written", ["(45)", "( 45 )", "（45）", "($45.00)", "$(45)", "(45) €", "(EUR 45)", "\u200e(45)"]
)
def test_accountants_put_what_is_below_zero_into_parentheses(written: str, style: AmountStyle) -> None:
    assert read_signed_amount(written, style=style) == -45


@pytest.mark.parametrize("style", [IN_FILES, IN_CELLS])
@pytest.mark.parametrize(
    "written",
    [
        *("7-9", "7 – 9", "7\u22129", "--7", "-7-", "(-7)", "(7", "7)", "7(", "()7", "7 (or so)", "[7]", "<7>", "±7"),
        *("7.-", "7,–", "7-day", "e-mail 7", "minus 7", "Минус 7", "ناقص 7", "-", "()", "(7)(8)"),
    ],
)
def test_a_sign_that_may_mean_a_minus_is_never_read_as_plus(written: str, style: AmountStyle) -> None:
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_signed_amount(written, style=style)


@pytest.mark.parametrize("written", ["−45", "45 –", "(45)", "（45）"])
def test_what_is_below_zero_is_refused_where_nothing_may_be(written: str) -> None:
    with pytest.raises(UnreadableAmount, match="below zero"):
        read_amount(written)


@pytest.mark.parametrize("sign", ["$", "-", "(", ".", "9", " ", "a", "9-", "9,", "$."])
def test_a_text_of_any_length_is_answered_at_once(sign: str) -> None:
    for style in (IN_FILES, IN_CELLS):
        with pytest.raises(UnreadableAmount, match="not a number"):
            read_signed_amount(sign * 1_000_000, style=style)
        started = perf_counter()
        assert style.pattern.fullmatch(sign * 20_000 + "\n-9.x9") is None
        assert perf_counter() - started < 1.0
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_plain_number("9" * 1_000_000)


@given(st.text(alphabet="0123456789.,'-()–−（） $€ab", max_size=12))
def test_a_minus_or_parenthesis_never_comes_out_as_plus(written: str) -> None:
    for style in (IN_FILES, IN_CELLS):
        with suppress(UnreadableAmount):
            amount = read_signed_amount(written, style=style)
            assert amount <= 0 or not set(written) & set("-()–−（）")


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_amount_is_read_as_it_was_written_in_each_form(price: Decimal) -> None:
    american = f"{price:,.2f}"
    german = american.translate(str.maketrans(",.", ".,"))

    assert read_amount(american, ".") == read_amount(german, ",") == read_amount(f"{price} €") == price


@given(st.text(max_size=30))
def test_no_text_breaks_it(written: str) -> None:
    with suppress(UnreadableAmount):
        assert read_amount(written, decimal_sign([written])) >= 0
