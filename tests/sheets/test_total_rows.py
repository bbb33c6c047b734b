"""Totals that the owner writes below a tab's rows: nobody's, never written over, and no problem."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.asking import PointsTold
from sandbox.owner import Owner
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TOTALS: dict[str, list[list[Any]]] = {
    "Members": [
        ["Total", "", "", "", "", "", "=1+2"],
        ["Saldo", "", "", "", "", "", "=2+2"],
        ["5", "", "", "", "", "", "=4+2"],
        ["", "Итого:", "", "", "", "", "=5+2"],
    ],
    "Orders": [
        ["Total 2026", "", "=6+2", "", "", "", "", "=7+2"],
        ["", "", "=8+2", "", "", "", "=9+2", "=10+2"],
        ["", "", "", "", "", "", "", "=11+2", "all points"],
    ],
    "Ledger": [["", "Total", "", "", "=12+2"], ["المجموع", "", "", "", "=13+2"]],
    "Coupons": [["Total", "", "", "", "", "=14+2"], ["", "", "5"]],
}


@pytest.mark.parametrize(
    ("title", "row"),
    [
        pytest.param(title, row, id=f"{title}-{number}")
        for title, rows in TOTALS.items()
        for number, row in enumerate(rows)
    ],
)
@pytest.mark.parametrize("rows_at_once", [20_000, 4], ids=["small", "large"])
def test_a_total_is_left_alone(
    owner: Owner, instance: Callable[..., Workbook], title: str, row: list[Any], rows_at_once: int
) -> None:
    workbook = instance(rows_at_once=rows_at_once)
    joins = partial(join, email="ana@example.com", name="", language="en", codes=["K7Q4ZD"], now=NOW)
    workbook.transact(partial(joins, contact="7001"))
    owner.type(title, row)
    written = owner.google.tab(owner.spreadsheet, title)[-1]

    workbook.transact(partial(claim_order, contact="7001", number="1042", now=NOW))
    outcome = workbook.transact(partial(tell_points, contact="7001", now=NOW), tidy=True)

    assert isinstance(outcome, PointsTold)
    assert outcome.standing.points == 110
    assert [problem["Why"] for problem in owner.tab("Problems")] == []
    assert sum(int(line["Points"]) for line in owner.tab("Ledger") if "Cause" in line) == 110
    assert row_of_formulas(owner, title, row) == len([cell for cell in row if str(cell).startswith("=")]), written


def row_of_formulas(owner: Owner, title: str, row: list[Any]) -> int:
    """How many of the row's formulas still stand side by side in one row of the tab."""
    sheets = owner.description(cells=True)["sheets"]
    [sheet] = [sheet for sheet in sheets if sheet["properties"]["title"] == title]
    wanted = {cell for cell in row if str(cell).startswith("=")}
    found = 0
    for cells in sheet["data"][0]["rowData"]:
        there = {cell.get("userEnteredValue", {}).get("formulaValue") for cell in cells.get("values", [])}
        found = max(found, len(wanted & there))
    return found
