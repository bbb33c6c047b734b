"""The lines of an order in a cell: what is read, what is refused, and that the same lines are the same text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.model.bought.order_lines import BadLine, OrderLine, fold_product, read_lines, together, written_lines

MUG = OrderLine("Mug", "MUG-1", "Cups", Decimal(2), Decimal("24.90"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Mug | MUG-1 | Cups | 2 | 24.90", MUG),
        ("Mug|MUG-1|Cups|2|24.9", MUG),
        ("Mug", OrderLine("Mug")),
        ("Mug | 12", OrderLine("Mug", amount=Decimal(12))),
        ("Mug | 3 | 36", OrderLine("Mug", quantity=Decimal(3), amount=Decimal(36))),
        ("Mug | MUG-1 | 3 | 36", OrderLine("Mug", "MUG-1", quantity=Decimal(3), amount=Decimal(36))),
        ("| MUG-1 | | | ", OrderLine("", "MUG-1")),
        ("Cheese | | | 0.35 | 7.20", OrderLine("Cheese", quantity=Decimal("0.35"), amount=Decimal("7.20"))),
        ("Gift | | | 1 | 0", OrderLine("Gift", amount=Decimal(0))),
    ],
)
def test_a_line_says_as_much_as_somebody_has_told(text: str, line: OrderLine) -> None:
    assert read_lines(f"\n {text} \n\n") == (line,)


@pytest.mark.parametrize(
    ("text", "number", "part"),
    [
        ("Mug | 12\nSoap | twelve", 2, "twelve"),
        ("Mug | -12", 1, "-12"),
        ("Mug | M-1 | Cups | 1 | twelve", 1, "twelve"),
        ("Mug | 0 | 12", 1, "0"),
        ("Mug | 1e9 | 12", 1, "1e9"),
        ("Mug | NaN", 1, "NaN"),
        ("Mug | Infinity | 12", 1, "Infinity"),
        ("| | | 2 | 12", 1, "| | | 2 | 12"),
        ("Mug | a | b | 1 | 2 | 3", 1, "Mug | a | b | 1 | 2 | 3"),
        ("Mug | | | -2 | 12", 1, "-2"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line_and_part(text: str, number: int, part: str) -> None:
    with pytest.raises(BadLine) as refused:
        read_lines(text)

    assert (refused.value.number, refused.value.part) == (number, part)


def test_the_pieces_of_one_product_are_one_line() -> None:
    pieces = [OrderLine("Mug", amount=Decimal("0.10")), OrderLine("Soap")] * 10_000

    assert together(pieces) == (
        OrderLine("Mug", quantity=Decimal(10_000), amount=Decimal(1000)),
        OrderLine("Soap", quantity=Decimal(10_000)),
    )


def test_a_name_keeps_no_sign_that_parts_lines_or_their_parts() -> None:
    odd = OrderLine("Mug | blue\nlarge", "A|1", amount=Decimal(12))

    assert written_lines([odd]) == "Mug blue large | A 1 |  | 1 | 12"


@pytest.mark.parametrize(
    "other", ["TOTE BAG", "tote  bag", "Tote,bag", "Tote; Bag ", "ｔｏｔｅ　ｂａｇ", "Tote\u00a0bag", "To\u200bte bag"]
)
def test_a_product_is_the_same_in_any_case_and_width(other: str) -> None:
    assert fold_product(other) == fold_product("Tote bag")


def test_an_accent_is_the_same_however_it_is_put_together() -> None:
    assert fold_product("Cafe\u0301") == fold_product("CAF\u00c9") != fold_product("cafe")


words = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="|"), max_size=12)
whole_lines = st.builds(
    OrderLine,
    words.map(lambda word: " ".join(f"n{word}".split())),
    words.map(lambda word: " ".join(word.split())),
    words.map(lambda word: " ".join(word.split())),
    st.integers(1, 10**8).map(lambda number: Decimal(number) / 100),
    st.none() | st.integers(0, 10**9).map(lambda number: Decimal(number) / 1000),
)


@given(st.lists(whole_lines, max_size=5))
def test_what_is_written_is_read_back_and_written_alike(lines: list[OrderLine]) -> None:
    text = written_lines(lines)

    assert read_lines(text) == tuple(lines)
    assert written_lines(read_lines(text)) == text
