"""A table is the same orders, refusals and money, whether it comes as CSV or as a workbook."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.files.excel_workbook import read_workbook
from commands.import_run import read_file
from loyalty.model.imported import ShopOrder
from shops.csv_file import Export, read_export
from shops.formats import SHOPS
from shops.headings import known_shop, mapped_shop
from shops.member_rows import PROGRAMS, read_members
from shops.order_rows import read_orders
from shops.row_groups import Group
from tests.shops.page_examples import Example, examples

TILL = mapped_shop({"Order": "Beleg", "Email": "E-Mail", "Amount": "Summe", "Placed": "Datum"})
HEADINGS = ("Order", "Email", "Amount", "Date", "Status", "Refunded")
Cell = int | str | Decimal | datetime | None
Row = tuple[Cell, ...]


def is_known(headings: Sequence[str]) -> bool:
    return known_shop(headings, (*SHOPS, *PROGRAMS)) is not None


def workbook(rows: Sequence[Row]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    return book


def as_workbook(rows: Sequence[Row]) -> Export:
    file = BytesIO()
    workbook(rows).save(file)
    return read_workbook(file.getvalue(), known=is_known)


def as_csv(rows: Sequence[Row]) -> Export:
    lines = (";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return read_export("\n".join(lines).encode())


def said(export: Export) -> list[tuple[object, str, tuple[int, ...]]]:
    """What is read of it, why something is not, and in which lines."""
    shop = known_shop(export.headings, (*SHOPS, *PROGRAMS)) or TILL
    read = read_members(export, shop) if shop in PROGRAMS else read_orders(export, shop)
    return [(group.value, group.why, tuple(line.number for line in group.lines)) for group in read.groups]


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.title)
def test_each_example_of_the_page_says_the_same_in_a_workbook(example: Example) -> None:
    export = read_export(example.csv.encode())
    rows: list[Row] = [()] * export.lines[-1].number
    rows[export.lines[0].number - 2] = export.headings
    for line in export.lines:
        rows[line.number - 1] = line.cells

    assert said(as_workbook(rows)) == said(export)


CENTS = st.integers(-100_000, 100_000).map(lambda cents: Decimal(cents) / 100)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001 - cells have no zone
ROWS = st.lists(
    st.tuples(
        st.one_of(st.integers(1, 6), st.sampled_from(["00123", "#7", "Total", None, "8.1E+12"])),
        st.sampled_from(["a@b.example", "c@b.example", "a@b", None]),
        st.one_of(CENTS, st.none(), st.just("much")),
        st.one_of(INSTANTS.map(lambda at: at.replace(microsecond=0)), st.none()),
        st.sampled_from(["paid", "refunded", "on the moon", None]),
        st.one_of(CENTS.map(abs), st.none()),
    ),
    max_size=12,
)


@given(ROWS)
def test_typed_cells_say_what_the_same_table_says_as_text(rows: list[Row]) -> None:
    table: list[Row] = [HEADINGS, *rows]

    assert said(as_workbook(table)) == said(as_csv(table))


@given(ROWS, st.booleans())
def test_the_money_of_a_workbook_is_taken_refused_or_gone_back(rows: list[Row], items: bool) -> None:
    told = [(*row[:5], None) for row in rows]
    export = as_workbook([HEADINGS, *told])

    groups = read_orders(export, mapped_shop({"Line amount": "Amount"} if items else {})).groups

    written = sum((row[2] for row in told if isinstance(row[2], Decimal)), Decimal(0))
    assert written == sum((stands_for(group, items=items) for group in groups), Decimal(0))
    assert sorted(line.number for group in groups for line in group.lines) == [line.number for line in export.lines]


def stands_for(group: Group[ShopOrder], *, items: bool) -> Decimal:
    """What was refused, or what was taken less what went back; where each line repeats the order's amount, so often."""
    amounts = [Decimal(cell) for line in group.lines if (cell := line.cell(2)) and cell != "much"]
    if group.value is None:
        return sum(amounts, Decimal(0))
    paid, back = group.value.amount or Decimal(0), group.value.refunded or Decimal(0)
    repeats = 1 if items else sum(amount == paid for amount in amounts if amount > 0)
    return paid * repeats - back


def test_a_workbook_is_one_of_the_files_that_the_commands_take(tmp_path: Path) -> None:
    path = tmp_path / "till.xlsx"
    workbook([("Beleg", "Summe"), ("00042", Decimal("12.5"))]).save(path)

    export = read_file(path, SHOPS, {"Order": "Beleg", "Amount": "Summe"})

    assert [line.cells for line in export.lines] == [("00042", "12.5")]
