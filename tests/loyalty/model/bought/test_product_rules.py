"""Which of the owner's rows a line of an order falls under."""

from decimal import Decimal

import pytest

from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.bought.product_rules import NO_RULES, ProductRule, ProductRules, is_one_of

TEA = OrderLine("Green tea, loose", "TEA-01", "Tea & coffee")


@pytest.mark.parametrize(
    ("products", "counts"),
    [
        (("green tea loose", "tea-01", "tea & coffee", "*"), "green tea loose"),
        (("tea-01", "tea & coffee", "green*"), "tea-01"),
        (("tea & coffee", "green tea*"), "tea & coffee"),
        (("*", "g*", "green*loose"), "green*loose"),
        (("*", "**"), "*"),
        (("black tea",), None),
        (("tea",), None),
        (("*0*1*",), "*0*1*"),
        (("*1*0*",), None),
        (("gr*een",), None),
    ],
)
def test_the_most_exact_row_counts_wherever_it_stands(products: tuple[str, ...], counts: str | None) -> None:
    some = [ProductRule(product, Decimal(2)) for product in products]

    for rules in (ProductRules(tuple(some)), ProductRules(tuple(reversed(some)))):
        found = rules.rule_for(TEA)
        assert (found.product if found else None) == counts


def test_of_two_that_are_as_exact_the_one_that_gives_less_counts() -> None:
    for some in ((ProductRule("gr*", Decimal(3)), ProductRule("*se", Decimal(2))), (ProductRule("te*", fixed=9),)):
        rules = ProductRules((*some, ProductRule("*ee", Decimal("0.5"))))
        assert rules.rule_for(TEA) == ProductRule("*ee", Decimal("0.5"))


def test_without_rows_there_is_none() -> None:
    assert NO_RULES.rule_for(TEA) is None
    assert not NO_RULES
    assert not ProductRules((ProductRule("*", active=False),))


def test_a_line_whose_name_is_nothing_but_punctuation_between_words_falls_under_everything() -> None:
    assert ProductRules((ProductRule("*", Decimal(0)),)).rule_for(OrderLine(",;")) == ProductRule("*", Decimal(0))


def test_a_hostile_row_takes_no_longer_than_its_length() -> None:
    line = OrderLine("a" * 500)

    assert ProductRules((ProductRule("*a" * 249 + "*b", Decimal(2)),)).rule_for(line) is None
    assert not is_one_of(line, ["a*" * 250 + "b"])
