"""Which cells the owner sees as a plain number."""

from decimal import Decimal

import pytest

from sheets.cache.typed_numbers import is_plain
from sheets.google.grid import Cell, ShownCell


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (300, "300", ""),
        (300, "300.00", "NUMBER"),
        (1300, "1,300", "NUMBER"),
        (1300, "1.300", "NUMBER"),
        (1300, "1.300,00", "NUMBER"),
        (1300, "1\u202f300", "NUMBER"),
        (1300, "١٬٣٠٠", "NUMBER"),
        (1, "1.000", "NUMBER"),
        (1000, "1.000", "NUMBER"),
        (-30, "(30)", "NUMBER"),
        (300, "300 points", "NUMBER"),
        (0, "0", ""),
        (0, "", "NUMBER"),
        (Decimal("300"), "300", "TEXT"),
    ],
)
def test_a_number_that_is_seen_as_it_is(value: Cell, text: str, kind: str) -> None:
    assert is_plain(ShownCell(value, text, kind))


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (46356, "2026-11-30", "DATE"),
        (46356, "46356", "DATE"),
        (46356, "30 Nov", ""),
        (1, "24:00:00", "TIME"),
        (46356, "11/30/2026 0:00:00", "DATE_TIME"),
        (5, "500%", "PERCENT"),
        (5, "5 ٪", "NUMBER"),
        (12, "$12", "CURRENCY"),
        (12, "12 zł", "CURRENCY"),
        (12, "12 €", "NUMBER"),
        (1000, "1", "NUMBER"),
        (1000, "1k", "NUMBER"),
        (1000, "", "NUMBER"),
        (1000, "1.00E+03", "SCIENTIFIC"),
        (None, "", ""),
        ("300", "300", "TEXT"),
    ],
)
def test_a_number_that_is_seen_as_something_else(value: Cell, text: str, kind: str) -> None:
    assert not is_plain(ShownCell(value, text, kind))
