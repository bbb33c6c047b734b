"""Amounts as shops write them, each with its own signs."""

from contextlib import suppress
from decimal import Decimal
from time import perf_counter
from typing import Literal

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.money.currencies import CODES, currencies_of
from words.amounts import (
    UnclearAmount,
    UnreadableAmount,
    currency_in,
    decimal_separator,
    read_amount,
    read_number,
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
        ("1\u202f234\u202f567,89", "1234567.89"),
        ("1’234.50", "1234.50"),
        ("۱٬۲۳۴٫۵", "1234.5"),
        ("٫٧٥", "0.75"),
        ("85.-", "85"),
        ("Fr. 85.–", "85"),
        ("€ 85,--", "85"),
        ("S/.8.50", "8.50"),
        ("＋8", "8"),
    ],
)
def test_an_amount_that_can_be_read_in_one_way_is_read(written: str, meant: str) -> None:
    assert read_amount(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["1,234", "1.234", "12,345", "١٢،٣٤٥"])
def test_thousands_or_a_fraction_is_not_guessed(written: str) -> None:
    with pytest.raises(UnclearAmount):
        read_amount(written)


def test_the_other_amounts_of_the_file_tell_which_sign_parts_the_cents() -> None:
    german, american = ["1.234", "12,50"], ["1,234", "12.50"]

    assert [read_amount(written, decimal_separator(german)) for written in german] == [1234, Decimal("12.5")]
    assert [read_amount(written, decimal_separator(american)) for written in american] == [1234, Decimal("12.5")]
    assert decimal_separator(["1,234", "7"]) == ""
    assert decimal_separator(["1,234"], usual=".") == "."
    assert decimal_separator(["12,50", "12.50"], usual=".") == "", "a file that writes both ways tells nothing"


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


@pytest.mark.parametrize("minus", MINUS_LIKE)
def test_whatever_looks_like_a_minus_is_one_before_and_after_the_digits(minus: str) -> None:
    for written in (
        f"{minus}45",
        f"{minus} 45",
        f"45{minus}",
        f"45 {minus}",
        f"{minus}$45",
        f"$ {minus}45",
        f"45 €{minus}",
    ):
        assert read_signed_amount(written) == -45, written
    assert read_signed_amount(f"{minus}0").is_signed() is False


@pytest.mark.parametrize(
    "written", ["(45)", "( 45 )", "（45）", "($45.00)", "$(45)", "(45) €", "(EUR 45)", "\u200e(45)"]
)
def test_accountants_put_what_is_below_zero_into_parentheses(written: str) -> None:
    assert read_signed_amount(written) == -45


@pytest.mark.parametrize(
    "written",
    [
        *("7-9", "7 – 9", "7\u22129", "--7", "-7-", "(-7)", "(7", "7)", "7(", "()7", "7 (or so)", "[7]", "<7>", "±7"),
        *("7-day", "e-mail 7", "minus 7", "Минус 7", "ناقص 7", "-", "()", "(7)(8)", "-7 CR", "+7 CR", "(7 CR)", "+-7"),
    ],
)
def test_a_sign_that_may_mean_a_minus_is_never_read_as_plus(written: str) -> None:
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_signed_amount(written)


@pytest.mark.parametrize("written", ["−45", "45 –", "(45)", "（45）"])
def test_what_is_below_zero_is_refused_where_nothing_may_be(written: str) -> None:
    with pytest.raises(UnreadableAmount, match="below zero"):
        read_amount(written)


@pytest.mark.parametrize("sign", ["$", "-", "(", ".", "9", " ", "a", "9-", "9,", "$."])
def test_a_text_of_any_length_is_answered_at_once(sign: str) -> None:
    for text in (sign * 1_000_000, sign * 100):
        started = perf_counter()
        with suppress(UnreadableAmount):
            read_signed_amount(text)
        assert perf_counter() - started < 1.0
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_signed_amount(sign * 101)
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_plain_number("9" * 1_000_000)


@given(st.text(alphabet="0123456789.,'-()–−（） $€ab", max_size=12))
def test_a_minus_or_parenthesis_never_comes_out_as_plus(written: str) -> None:
    with suppress(UnreadableAmount):
        amount = read_signed_amount(written)
        without_cents = any(end in written for end in (".-", ",-", ".–", ",–", ".−", ",−"))
        assert amount <= 0 or without_cents or not set(written) & set("-()–−（）")


@pytest.mark.parametrize("written", ["8.75 CR", "8,75cr.", "$8.75 CR", "8.75 EUR CR"])
def test_what_a_till_marks_as_credit_is_below_zero(written: str) -> None:
    assert read_signed_amount(written) == Decimal("-8.75")


@pytest.mark.parametrize(
    "written",
    [
        *(
            "45.00 (returned)",
            "15 %",
            "٪١٥",
            "3.5K",
            "3,5 тыс.",
            "18 75",
            "1 2345",
            "1  234",
            "12\t345",
            "2 x 30",
            "30 pts",
        ),
        *(
            "5²",
            "½",
            "5ª",
            "30 or so",
            "approx. 30",
            "30/2",
            "30:00",
            "1e3",
            "0x1F",
            "USDT 30",
            "30 CRX",
            "1'23",
            "1''234",
        ),
        *("1,234 567", "1.234,56.7", "30 €uro", "30 apples", "~30", "=30", "30=", "30 $$", "№ 30", "#30"),
    ],
)
def test_what_is_no_currency_beside_a_number_makes_it_unreadable(written: str) -> None:
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_signed_amount(written)


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        *(("27", ""), ("€27", "EUR"), ("27 CAD", "CAD"), ("27 cad", "CAD"), ("C$ 27", "CAD"), ("$27 CAD", "CAD")),
        *(("£27", "£"), ("$27", "$"), ("27 kr.", "kr"), ("27 ₽", "RUB"), ("27 р.", "RUB"), ("27 ر.س.\u200f", "SAR")),
        *(("27 د.ك", "KWD"), ("R$ 27", "BRL"), ("27 zł", "PLN"), ("27,- Kč", "CZK"), ("27 F\u202fCFA", "fcfa")),
    ],
)
def test_the_currency_beside_an_amount_is_told_by_its_letters_or_else_by_its_mark(written: str, currency: str) -> None:
    assert read_amount(written) == 27
    assert currency_in(written) == currency
    assert currency_in("3", written) == currency


def test_an_amount_in_two_currencies_is_none() -> None:
    for written in ("€27 USD", "$27 EUR"):
        with pytest.raises(UnreadableAmount, match="two currencies"):
            read_amount(written)
    with pytest.raises(UnreadableAmount, match="two currencies"):
        currency_in("€27", "27 PLN")


@pytest.mark.parametrize("written", ["$27", "27 EUR", "27 р."])
def test_a_number_of_points_has_no_currency(written: str) -> None:
    with pytest.raises(UnreadableAmount, match="not a number"):
        read_number(written)


@pytest.mark.parametrize("written", ["1.1", "1,1", "1٫1"])
def test_a_rate_has_no_groups(written: str) -> None:
    assert read_plain_number(written) == Decimal("1.1")
    assert read_plain_number("1,234") == Decimal("1.234")
    for other in ("1.234,5", "1.234.567", "1_0", "1e5", "NaN"):
        with pytest.raises(UnreadableAmount, match="not a number"):
            read_plain_number(other)


WRITERS = ("en", "de", "fr", "ru", "ar", "ar_EG", "de_CH", "en_IN", "fr_CH")
"""The five languages, and countries in which they are written otherwise."""


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.sampled_from(WRITERS),
    st.sampled_from(("latn", "default")),
)
def test_any_amount_that_any_of_the_languages_writes_is_read_back(price: Decimal, language: str, digits: str) -> None:
    numbers: Literal["latn", "default"] = "latn" if digits == "latn" else "default"
    written = format_decimal(price, "#,##0.00", locale=language, numbering_system=numbers)

    assert read_signed_amount(written) == price


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.sampled_from(sorted(CODES)),
    st.sampled_from(WRITERS),
    st.sampled_from(("standard", "accounting")),
    st.booleans(),
)
def test_and_so_it_is_with_its_currency(
    price: Decimal, code: str, language: str, form: Literal["standard", "accounting"], latin: bool
) -> None:
    written = format_currency(
        price,
        code,
        locale=language,
        format_type=form,
        numbering_system="latn" if latin else "default",
        currency_digits=False,
    )

    assert read_signed_amount(written, _cents_in(language)) == price
    assert code in (currencies_of(currency_in(written)))


def _cents_in(language: str) -> str:
    """Currencies that have three places of cents, or none, are written as the language writes its numbers."""
    return "," if language in ("de", "fr", "ru", "fr_CH") else "."


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_amount_is_read_as_it_was_written_in_each_form(price: Decimal) -> None:
    american = f"{price:,.2f}"
    german = american.translate(str.maketrans(",.", ".,"))

    assert read_amount(american, ".") == read_amount(german, ",") == read_amount(f"{price} €") == price


@given(st.text(max_size=30))
def test_no_text_breaks_it(written: str) -> None:
    with suppress(UnreadableAmount):
        assert read_amount(written, decimal_separator([written])) >= 0
