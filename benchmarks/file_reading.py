"""Reading 50,000 orders of 40 columns, as CSV and as an Excel workbook, beside what reads their cells alone."""

import csv
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl

from benchmarks.imports import HEADINGS, LINES, MORE, more_of
from benchmarks.support.options import Options
from benchmarks.support.report_table import say, show
from commands.import_run import read_file
from shops.formats import SHOPIFY, SHOPS
from shops.order_rows import read_orders


def run(options: Options) -> None:
    """Prints the table."""
    lines = options.members or LINES
    headings = [*HEADINGS.split(","), *MORE]
    with TemporaryDirectory() as folder:
        text, workbook = Path(folder) / "orders.csv", Path(folder) / "orders.xlsx"
        say(f"writing {lines:,} lines of {len(headings)} columns")
        _write(text, workbook, headings, lines)
        figures = [
            ("CSV: its cells by csv.reader", *_spent(lambda: _csv_alone(text))),
            ("CSV: the orders in it", *_spent(lambda: _orders(text))),
            ("workbook: its cells by openpyxl", *_spent(lambda: _openpyxl_alone(workbook))),
            ("workbook: the orders in it", *_spent(lambda: _orders(workbook))),
        ]
    show(f"{lines:,} lines of {len(headings)} columns", ("", "processor s", "orders or rows"), figures, [])


def _write(text: Path, workbook: Path, headings: list[str], lines: int) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Orders")
    sheet.append(headings)
    with text.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for number in range(lines):
            cells = _line(number)
            writer.writerow(cells)
            sheet.append(cells)
    book.save(workbook)


def _line(number: int) -> list[Any]:
    at = datetime(2026, 1 + number % 12, 1 + number % 28, 9, 50, 26, tzinfo=UTC).replace(tzinfo=None)
    order = [f"#{500_000 + number}", f"customer{number}@example.com", "paid", at, "fulfilled", "USD", 48.91, 5.0, 0.0]
    order += [20 + number % 90 + 0.91, at, 1, "Tote bag", 34.9, None, 0.0]
    return [*order, *more_of(number)]


def _spent(work: Callable[[], int]) -> tuple[float, int]:
    began = time.process_time()
    count = work()
    return time.process_time() - began, count


def _csv_alone(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return len(list(csv.reader(file)))


def _openpyxl_alone(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def _orders(path: Path) -> int:
    groups = read_orders(read_file(path, SHOPS, {}), SHOPIFY).groups
    return sum(1 for group in groups if group.value)
