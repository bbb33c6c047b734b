"""Lines that are named like a total, in the languages of shops, and order numbers that only look like one."""

import pytest

from words.total_rows import names_a_total


@pytest.mark.parametrize(
    "text",
    [
        "TOTAL",
        "Sub-total",
        "Total 2026",
        "Totales",
        "Razem:",
        "Suma",
        "ВСЕГО",
        "الإجمالي",
        "Summe =",
        "∑",
        "Gesamtsumme",
        "Общий итог:",
    ],
)
def test_a_total_is_known(text: str) -> None:
    assert names_a_total(text)


@pytest.mark.parametrize("text", ["", "1042", "Sum-1042", "Totalis", "Sumatra", "T-1", "итогов"])
def test_other_words_are_none(text: str) -> None:
    assert not names_a_total(text)
