"""What the chat refused, as the hidden tab notes it: read again as it was, bounded, and apart from all else there."""

from datetime import date

import pytest

from loyalty.book.book import Refusals
from loyalty.outcomes.refusals import REFUSED
from sheets.codec.cells import LONGEST_TEXT
from sheets.schema.noted.noted_refusals import COLUMN, MOST_MONTHS, added, read, requests

NOVEMBER = date(2026, 11, 30)


def cell(refusals: Refusals) -> str:
    [request] = requests(7, refusals)
    written = request["updateCells"]["rows"][0]["values"][0]["userEnteredValue"]["stringValue"]  # type: ignore[index]
    return str(written)


def test_counts_add_up_by_month_and_are_read_again() -> None:
    november = added({}, {"not_paid": 2, "points_short": 1}, NOVEMBER)
    both = added(added(november, {"not_paid": 1}, NOVEMBER), {"not_paid": 4}, date(2026, 12, 1))

    assert both == {"2026-11": {"not_paid": 3, "points_short": 1}, "2026-12": {"not_paid": 4}}
    assert read(cell(both)) == both


def test_as_much_as_is_ever_kept_fits_into_the_cell_and_is_no_formula() -> None:
    refusals: Refusals = {}
    for number in range(40):
        month = date(2026 + number // 12, number % 12 + 1, 1)
        refusals = added(refusals, dict.fromkeys(REFUSED, 999_999_999), month)

    assert len(refusals) == MOST_MONTHS
    assert max(refusals) == "2029-04"
    assert len(cell(refusals)) <= LONGEST_TEXT
    assert cell(refusals)[0].isalpha()
    assert read(cell(refusals)) == refusals


@pytest.mark.parametrize("typed", ["", "refused", "refused:2026-11 not_paid many", "2026-11 not_paid 3", "refused:;"])
def test_what_somebody_typed_there_counts_for_nothing(typed: str) -> None:
    assert read(typed) == {}


def test_it_stands_beside_what_is_noted_in_the_first_column() -> None:
    assert COLUMN == 1
