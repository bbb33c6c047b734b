"""JSON that could be read in two ways is none."""

from decimal import Decimal

import pytest

from words.exact_json import (
    DEEPEST,
    HALF_A_CHARACTER,
    KEY_TWICE,
    NO_JSON,
    NO_NUMBER,
    ODD_NUMBER,
    TOO_DEEP,
    InexactJson,
    read_exact_json,
)


def nested(depth: int, opening: str = "[", closing: str = "]", inside: str = "1") -> str:
    return opening * depth + inside + closing * depth


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"id": 1, "id": 2}', KEY_TWICE),
        ('{"id": 1, "id": 1}', KEY_TWICE),
        ('{"contact": {"id": 1}, "contact": {"id": 2}}', KEY_TWICE),
        (r'{"id": 1, "\u0069d": 2}', KEY_TWICE),
        ('[[{"deep": [{"a": 1, "b": 2, "a": 3}]}]]', KEY_TWICE),
        ("1e9999999999999999999", ODD_NUMBER),
        ("-1E-9999999999999999999", ODD_NUMBER),
        ('{"amount": 1e401}', ODD_NUMBER),
        ("0e99999", ODD_NUMBER),
        ("1e-999999", ODD_NUMBER),
        ("9" * 401, ODD_NUMBER),
        ("0." + "1" * 400, ODD_NUMBER),
        ("[NaN]", NO_NUMBER),
        ("-Infinity", NO_NUMBER),
        (nested(DEEPEST + 1), TOO_DEEP),
        (nested(DEEPEST + 1, '{"a":', "}"), TOO_DEEP),
        (nested(30_000), TOO_DEEP),
        ("[" * 30_000, TOO_DEEP),
        (r'["\ud83c"]', HALF_A_CHARACTER),
        (r'{"\udfff": 1}', HALF_A_CHARACTER),
        (r'["\udf89\ud83c"]', HALF_A_CHARACTER),
        (b'["\xed\xa0\xbc"]', HALF_A_CHARACTER),
        ("", NO_JSON),
        ("{'a': 1}", NO_JSON),
        ('{"a": 1,}', NO_JSON),
        ("01", NO_JSON),
        (b'"\xff"', NO_JSON),
    ],
)
def test_what_could_be_read_in_two_ways_or_none_is_told_in_one_sentence(text: str | bytes, why: str) -> None:
    with pytest.raises(InexactJson) as refused:
        read_exact_json(text)

    assert str(refused.value) == why
    assert why.endswith(".")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": {"id": 1}, "b": {"id": 1}}', {"a": {"id": 1}, "b": {"id": 1}}),
        ('{"id": 1, "ID": 2}', {"id": 1, "ID": 2}),
        ("60.10", Decimal("60.10")),
        ("1e300", Decimal("1e300")),
        ("12345678901234567890", 12345678901234567890),
        (r'"\ud83c\udf89"', "🎉"),
        ('"a\nb\tc"', "a\nb\tc"),
        (nested(DEEPEST), None),
    ],
)
def test_everything_else_is_read_as_it_stands(text: str, value: object) -> None:
    read = read_exact_json(text)

    assert value is None or read == value
