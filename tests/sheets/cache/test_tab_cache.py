"""The cache of a tab: its rows are found by their keys whenever they are first asked for."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from loyalty.model.entry import Entry, EntryKind
from sheets.cache.tab_cache import TabCache
from sheets.codec.line_checks import check_of
from sheets.codec.table import Row, Table
from sheets.google.grid import Cell, GridRange
from sheets.schema.ledger_tab import LEDGER

COLUMNS = {column: place for place, column in enumerate(LEDGER.columns)}
LINE = Entry(datetime(2026, 11, 22, 12, tzinfo=UTC), "K7Q4ZD", EntryKind.CLAIM, 10, subject="1042", cause="order:1042")


def _holding(*checks: str) -> TabCache[Entry]:
    """A Ledger with the line in as many rows, beside these checks; the second one brings more."""
    cache = TabCache(LEDGER, Table(LEDGER, COLUMNS, 1, (), end=1), [], UTC, GridRange(0, "Ledger"))
    for number, check in enumerate(checks, 2):
        value = LINE if number == 2 else replace(LINE, points=1_000)
        cells: list[Cell] = [*[None] * COLUMNS[LEDGER.check], check]
        cache.put(Row(LEDGER, number, cells, COLUMNS, UTC), number, value)
    return cache


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_copied_line_that_does_not_count_is_read_again_with_those_of_its_member(asked_before: bool) -> None:
    cache = _holding(check_of(LINE), "")
    assert not asked_before or cache.rows(("K7Q4ZD",)) == {2, 3}

    cache.leave_out_copies({LEDGER.unique(LINE)})

    assert (cache.value(2), cache.value(3)) == (LINE, None)
    assert cache.rows(("K7Q4ZD",)) == {2, 3}


def test_a_row_that_comes_after_the_first_look_is_found_as_well() -> None:
    cache = _holding(check_of(LINE))
    assert cache.holds("K7Q4ZD")

    cache.put(Row(LEDGER, 3, [], COLUMNS, UTC), 3, replace(LINE, member="M3X9TR", cause="order:1043"))

    assert cache.rows(("M3X9TR",)) == {3}
