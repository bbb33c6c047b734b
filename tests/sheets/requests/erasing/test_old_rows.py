"""Old rows of Emails and Answers are emptied in blocks, and no other one, whatever the owner does in that moment."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.nightly.old_lines import clear_old_lines
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CLEARS = partial(clear_old_lines, now=NOW, limit=200)


@pytest.fixture
def shop(owner: Owner) -> Owner:
    """Ana was sent a reminder each month for three years, taken and sent, and Boris has left."""
    owner.type_over("Settings", "Keep emails months", "Value", 13)
    owner.type("Members", ["K7Q4ZD", "ana@example.com", "Ana", "7001", "", "2024-01-01 09:00:00"])
    months = [(year, month) for year in (2024, 2025, 2026) for month in range(1, 12)]
    lines = (
        [f"{year}-{month:02}-05 10:00:0{at}", code, "", "reminder", status, "", f"reminder:{code}:{year}-{month:02}-05"]
        for year, month in months
        for at, status in enumerate(("taken", "sent"))
        for code in ("K7Q4ZD", "M3X9TR")
    )
    owner.type("Emails", *lines)
    owner.type("Answers", ["2024-01-05 10:00:00", "K7Q4ZD", "tea", "Tea or coffee?", "Tea", "a1"])
    owner.type("Answers", ["2026-11-05 10:00:00", "K7Q4ZD", "tea", "Tea or coffee?", "Tea", "a2"])
    return owner


def left(owner: Owner, code: str = "K7Q4ZD") -> list[tuple[str, str]]:
    rows = [row for row in owner.tab("Emails") if row.get("Member") == code]
    return sorted((str(row["Id"])[-10:], str(row["Status"])) for row in rows)


def both(*months: str) -> list[tuple[str, str]]:
    return [(f"{month}-05", status) for month in months for status in ("sent", "taken")]


YOUNG = both("2025-11", *(f"2026-{month:02}" for month in range(1, 12)))


def test_both_lines_of_an_old_letter_go_and_the_young_ones_stay(
    shop: Owner, workbook: Workbook, stand_in: StandIn
) -> None:
    stand_in.requests.clear()

    done = workbook.transact(CLEARS)

    assert (left(shop), left(shop, "M3X9TR")) == (YOUNG, YOUNG)
    assert [row["Id"] for row in shop.tab("Answers") if row] == ["a2"]
    assert done.count == 2 * 21 + 1
    assert [request.kind for request in stand_in.requests].count("write") == 1
    assert workbook.transact(CLEARS).count == 0


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("column", [0, 1, 4])
def test_whatever_the_owner_sorts_in_that_moment_no_young_line_is_lost(
    shop: Owner, workbook: Workbook, column: int, *, down: bool
) -> None:
    workbook.open()
    shop.before_next("write", lambda: shop.sort("Emails", column, descending=down))

    workbook.transact(CLEARS)
    after = left(shop), left(shop, "M3X9TR")
    workbook.transact(CLEARS, tidy=True)

    assert all(set(YOUNG) <= set(lines) for lines in after)
    assert (left(shop), left(shop, "M3X9TR")) == (YOUNG, YOUNG)


def test_another_instance_knows_it_too(shop: Owner, workbook: Workbook, instance: Callable[..., Workbook]) -> None:
    other = instance(rows_at_once=20)
    other.open()

    workbook.transact(CLEARS)

    assert other.transact(CLEARS).count == 0
    assert left(shop) == YOUNG


def test_an_older_sheet_without_the_setting_keeps_everything(shop: Owner, workbook: Workbook) -> None:
    shop.type_over("Settings", "Keep emails months", "Value", "")
    before = left(shop)

    assert workbook.transact(CLEARS).count == 0
    assert left(shop) == before
