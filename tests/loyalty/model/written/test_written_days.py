"""A day as somebody writes it: what is none."""

from datetime import date

import pytest

from loyalty.model.written.written_days import LONGEST_DAY, written_day


@pytest.mark.parametrize("text", ["24.12.5", "24/12-1990", "", "24. 12. 1990 " + "x" * LONGEST_DAY, "1990"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert written_day(text) is None


def test_a_day_without_a_year_as_iso_8601_writes_it() -> None:
    found = written_day("--02-04")

    assert found
    assert (found.year, found.in_year(1990)) == (None, date(1990, 2, 4))
