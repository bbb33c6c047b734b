"""Currencies: which one is meant by what stands beside an amount."""

from itertools import combinations

import pytest

from loyalty.model.money.currencies import CODES, MARKS, currencies_meant, currencies_of, same_currency


def test_of_two_marks_the_one_has_all_of_the_other_or_they_are_apart() -> None:
    for one, other in combinations(map(frozenset, set(MARKS.values())), 2):
        assert one <= other or other <= one or one.isdisjoint(other), (one, other)
    assert {code for codes in MARKS.values() for code in codes} <= CODES


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([], ""),
        (["", "eur"], "EUR"),
        (["$"], "$"),
        (["$", "$"], "$"),
        (["$", "CAD"], "CAD"),
        (["cad", "$", ""], "CAD"),
        (["€", "EUR"], "EUR"),
        (["€", "USD"], None),
        (["kr", "$"], None),
        (["pts", "PTS"], "PTS"),
        (["pts", "EUR"], None),
    ],
)
def test_what_several_marks_say_together(written: list[str], said: str | None) -> None:
    assert same_currency(written) == said


@pytest.mark.parametrize(
    ("written", "own", "rated", "meant"),
    [
        ("gbp", "USD", (), ("GBP",)),
        ("€", "USD", (), ("EUR",)),
        ("$", "CAD", ("USD",), ("CAD",)),
        ("$", "EUR", ("usd", "GBP"), ("USD",)),
        ("$", "EUR", ("USD", "CAD"), ("USD", "CAD")),
        ("$", "EUR", ("GBP",), ()),
        ("pts", "PTS", (), ("PTS",)),
        ("£", "EUR", ("EGP",), ("GBP", "EGP")),
        ("$", "EUR", ("CAD", "AUD"), ("USD", "CAD", "AUD")),
        ("¥", "EUR", ("CNY",), ("JPY", "CNY")),
        ("£", "EUR", ("GBP", "EGP"), ("GBP", "EGP")),
        ("£", "EGP", (), ("EGP",)),
        ("$", "EUR", (), ()),
    ],
)
def test_a_mark_of_several_is_the_shops_own_or_the_one_that_has_a_rate(
    written: str, own: str, rated: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    assert currencies_meant(written, own, rated) == meant


def test_a_long_text_is_no_mark() -> None:
    assert currencies_of("$" * 10_000) == ()
    assert currencies_of("Р У Б.") == ("RUB",)
