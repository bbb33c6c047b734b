"""Excel workbooks by the command line: taken, refused by name, and mended in the file beside, as CSV files are."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from manage import manage
from sandbox.owner import Owner

SHOPIFY = ("Name", "Email", "Financial Status", "Total", "Created at", "Lineitem name")


def run(command: str, *arguments: object) -> Result:
    result = CliRunner().invoke(manage, [command, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def save(path: Path, **sheets: list[tuple[Any, ...]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    at = datetime(2026, 11, 28, 18, 30)  # noqa: DTZ001 - cells have no zone
    rows = [
        ("Our orders",),
        SHOPIFY,
        ("00771", "ana@example.com", "paid", 42.1, at, "Lamp"),
        ("00772", "boris@example.com", "paid", "many", at, "Bulb"),
    ]
    return save(tmp_path / "orders.xlsx", Notes=[("for us",)], Orders=rows)


def test_a_workbooks_orders_are_taken_and_what_is_not_stands_in_a_csv_file_beside(owner: Owner, orders: Path) -> None:
    ran = run("import-orders", orders)
    with orders.with_name("orders.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        [_, line] = csv.reader(file)
    again = run("import-orders", orders)

    assert "orders.xlsx: Shopify; an Excel workbook, sheet 'Orders'; 2 lines, 2 orders" in ran.output
    assert "  Not read: Notes. --sheet reads another one." in ran.output
    assert "line 4: Amount: This is not a number." in ran.output
    assert ran.exit_code == 1
    assert line[:5] == ["Amount: This is not a number.", "00772", "boris@example.com", "paid", "many"]
    assert "Added 0, updated 0, left 1 as they are, rejected 1." in again.output
    [row] = [row for row in owner.tab("Orders") if row["Order"] == "00771"]
    assert (row["Email"], row["Amount"]) == ("ana@example.com", 42.1)


def test_a_currency_in_the_format_of_an_amount_counts_as_one_beside_it(owner: Owner, orders: Path) -> None:
    book = openpyxl.load_workbook(orders)
    book["Orders"]["D3"].number_format = "[$€-407]#,##0.00"
    book.save(orders)

    ran = run("import-orders", orders)

    assert "EUR has no rate in Currencies" in ran.output
    assert "00771" not in {row["Order"] for row in owner.tab("Orders")}


@pytest.mark.usefixtures("owner")
def test_a_sheet_that_is_not_there_and_a_sheet_of_a_text_file_are_one_sentence(orders: Path, tmp_path: Path) -> None:
    text = tmp_path / "orders.csv"
    text.write_text(",".join(SHOPIFY), encoding="utf-8")

    ran = run("import-orders", "--dry-run", "--sheet", "May", orders, text)

    assert ran.exit_code == 1
    assert "orders.xlsx cannot be read: it has no sheet 'May'; it has: Notes, Orders." in ran.output
    assert "orders.csv cannot be read: it is no workbook, so it has no sheets." in ran.output


def test_members_come_out_of_a_workbook_too(owner: Owner, tmp_path: Path) -> None:
    path = save(tmp_path / "customers.xlsx", Sheet1=[("email", "points"), ("mia@example.com", 75)])

    ran = run("import-members", path)

    assert ran.exit_code == 0, ran.output
    assert [(row["Email"], row["Points"]) for row in owner.tab("Members")] == [("mia@example.com", 75)]
