"""Identifiers: how they are compared, and codes that nobody misreads."""

from itertools import count, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.model.causes import code_of, coupon_cause, order_cause
from loyalty.model.identifiers import (
    CODE_LETTERS,
    COUPON_CODE_LENGTH,
    MEMBER_CODE_LENGTH,
    codes,
    fold,
    fold_order,
    has_lost_digits,
    with_hyphens,
    without_a_fraction,
)


def test_a_code_has_no_letters_that_are_taken_for_one_another() -> None:
    assert set(CODE_LETTERS).isdisjoint("0O1IL25S8BU")
    assert len(CODE_LETTERS) == len(set(CODE_LETTERS)) == 25
    assert (MEMBER_CODE_LENGTH, COUPON_CODE_LENGTH) == (6, 8)


def test_each_number_below_25_is_a_letter_of_a_code() -> None:
    numbers = (number % 25 for number in count())

    assert list(islice(codes(numbers, 10), 3)) == ["34679ACDEF", "GHJKMNPQRT", "VWXYZ34679"]


def test_no_code_is_one_that_a_spreadsheet_takes_for_a_number() -> None:
    letters = "3467E934679H346793E3E3E3H4679E"

    given = codes(map(CODE_LETTERS.index, letters), 6)

    assert list(islice(given, 2)) == ["34679H", "H4679E"]


@pytest.mark.parametrize("number", ["1042", " 1042", "10 42", "#1042", "##1042", "# 1042", "１０４２", "١٠٤٢", "१०४२"])
def test_one_order_is_written_in_many_ways(number: str) -> None:
    assert fold_order(number) == "1042"


@pytest.mark.parametrize("number", ["01042", "1042-1", "10420", "A1042", "1042#"])
def test_a_number_that_differs_is_another_order(number: str) -> None:
    assert fold_order(number) != "1042"


@pytest.mark.parametrize("number", ["3.1E+15", "3,1e+15", "3.1E15", "8E+9"])
def test_a_number_that_a_spreadsheet_has_shortened_is_seen(number: str) -> None:
    assert has_lost_digits(number)


@pytest.mark.parametrize("number", ["8E9", "E+9", "3.1", "3.1E+1234", "A3.1E+15", "1042"])
def test_what_only_looks_a_little_like_one_is_a_number(number: str) -> None:
    assert not has_lost_digits(number)


def test_a_whole_number_loses_its_fraction_of_nothing_and_a_dash_becomes_a_hyphen() -> None:
    assert [without_a_fraction(number) for number in ("77.0", "77.00", "77.10", "77.000", "v2.0")] == [
        "77",
        "77",
        "77.10",
        "77.000",
        "v2.0",
    ]
    assert with_hyphens("EN–77") == with_hyphens("EN-77") == "EN-77"


def test_order_numbers_with_letters_do_not_care_for_case() -> None:
    assert order_cause("#ab-1042") == order_cause("AB-1042") == "order:ab-1042"


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd", "Pd"]), max_size=12))
def test_surrounding_blanks_and_marks_never_matter(number: str) -> None:
    assert fold_order(f" # {number} ") == fold_order(number)
    assert fold(f"\t{number}\n") == fold(number)


@pytest.mark.parametrize("code", ["TOTE-1", "A3F7KMPQ"])
def test_the_cause_of_a_redemption_names_its_coupon(code: str) -> None:
    assert code_of(coupon_cause(code)) == code
