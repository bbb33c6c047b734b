"""Numbers as people see them, and field masks as people write them."""

import pytest

from sandbox.google.cell_text import number_formats
from sandbox.google.protocol import field_masks
from sandbox.google.protocol.google_errors import Refusal


@pytest.mark.parametrize(
    ("number", "kind", "pattern", "shown"),
    [
        (1 / 3, "", "", "0.3333333333"),
        (0.1 + 0.2, "", "", "0.3"),
        (1234567890123456, "", "", "1.23457E+15"),
        (0.0000000001, "", "", "1E-10"),
        (5, "NUMBER", "", "5.00"),
        (-1234.5, "NUMBER", "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (7, "NUMBER", '000" points"', "007 points"),
        (1.5, "NUMBER", "0.##", "1.5"),
        (2.675, "NUMBER", "0.00", "2.68"),
        (-0.001, "NUMBER", "0.00", "0.00"),
        (0.5, "PERCENT", "0%", "50%"),
        (46348.5, "DATE", "dddd, mmmm d, yyyy", "Sunday, November 22, 2026"),
        (46348.5, "DATE", "ddd d-mmm-yy", "Sun 22-Nov-26"),
        (46348.5, "DATE_TIME", 'yyyy"y" hh:mm:ss AM/PM', "2026y 12:00:00 PM"),
        (46348.999999, "TIME", "h:mm:ss.000", "23:59:59.914"),
        (3, "TEXT", "@", "3"),
        (3, "NUMBER", '"none"', "none"),
    ],
)
def test_numbers_are_shown_by_their_pattern(number: float, kind: str, pattern: str, shown: str) -> None:
    assert number_formats.shown(float(number), {"type": kind, "pattern": pattern}) == shown


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("a", {"a": {}}),
        ("a, b", {"a": {}, "b": {}}),
        ("a.b,a/c", {"a": {"b": {}, "c": {}}}),
        ("a(b,c.d)", {"a": {"b": {}, "c": {"d": {}}}}),
        ("a.b,a", {"a": {}}),
        ("a,a.b", {"a": {}}),
        ("a.*", {"a": {}}),
        ("*", {}),
    ],
)
def test_masks_are_read_in_all_of_googles_spellings(text: str, mask: dict[str, object]) -> None:
    assert field_masks.parse(text) == mask


@pytest.mark.parametrize("text", ["a..b", "a(b", "a)", "a,", ",a", "a b!", "(a)"])
def test_a_mask_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="Invalid field mask"):
        field_masks.parse(text)
