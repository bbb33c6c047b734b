"""The stand-in for Google with a large tab: what a read costs beside its JSON, and whether writes grow with it."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from time import process_time

from benchmarks.support.options import Options
from benchmarks.support.report_table import Figure, middle, say, show
from sandbox.google.cell_text.number_formats import serial
from sandbox.google.grid.cell import BLANK, Cell, Row, Value, shared
from sandbox.google.grid.sheet import Sheet, trimmed
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.exchange import Request
from sandbox.google.methods.core import Google
from sandbox.google.protocol.discovery import Json

ROWS = 100_000
SIZES = (1_000, 10_000, 100_000)
BUILT = (5_000, 20_000)
TIMES_READ, TIMES_WRITTEN = 5, 60
BOOK = "/v4/spreadsheets/B"
RAW = (("valueInputOption", "RAW"),)
NAMES = ("Ana", "Boris", "Layla")
JOINED = datetime(2026, 1, 1)  # noqa: DTZ001 - serials have no zone
DAY: Json = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
INSTANT: Json = {"numberFormat": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm:ss"}}
MONEY: Json = {"numberFormat": {"type": "NUMBER", "pattern": "#,##0.00"}}


def run(options: Options) -> None:
    """The three tables."""
    _read(options.members or ROWS)
    _written([size for size in SIZES if size <= (options.members or ROWS)])
    _built()


def _read(rows: int) -> None:
    google = _with_a_tab(rows)
    lines: list[tuple[Figure, ...]] = []
    # Once in a process Google's discovery document is read, and numpy is loaded for the first long column of numbers
    google.answer(Request("GET", f"{BOOK}/values/Tab!D1:D200"))
    for option in ("UNFORMATTED_VALUE", "FORMATTED_VALUE"):
        say(f"{rows:,} rows as {option}")
        request = Request("GET", f"{BOOK}/values:batchGet", (("ranges", "Tab"), ("valueRenderOption", option)))
        first = _milliseconds(partial(google.answer, request))
        message = json.loads(google.answer(request).body)
        answered = min(_milliseconds(partial(google.answer, request)) for _ in range(TIMES_READ))
        encoded = min(_milliseconds(partial(_encoded, message)) for _ in range(TIMES_READ))
        lines.append((option, encoded, first, first / encoded, answered, answered / encoded))
    headings = ("ms of CPU", "its JSON", "first answer", "times its JSON", "least of five", "times its JSON")
    note = "Twelve columns: texts, numbers, money, a day, an instant, truth values and blanks, each row with its own."
    show(f"The stand-in: batchGet of {rows:,} rows", headings, lines, [note])


def _encoded(message: object) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def _written(sizes: list[int]) -> None:
    taken: dict[str, list[float]] = {}
    for size in sizes:
        say(f"writing one row into {size:,}")
        google = _with_a_tab(size)
        for name, requests in _writes(size).items():
            costs = [_milliseconds(partial(google.answer, next(requests))) for _ in range(TIMES_WRITTEN)]
            taken.setdefault(name, []).append(middle(costs))
    show(
        "The stand-in: one row written, by rows in the tab",
        ("ms of CPU, the median", *(f"{size:,}" for size in sizes), "times the first"),
        [(name, *figures, figures[-1] / figures[0]) for name, figures in taken.items()],
    )


def _writes(size: int) -> dict[str, Iterator[Request]]:
    """The ways to write one row, each an endless supply of requests."""
    cells = [{"userEnteredValue": {"stringValue": "new"}}, {"userEnteredValue": {"numberValue": 7}}]
    append_cells = {"appendCells": {"rows": [{"values": cells}], "fields": "userEnteredValue"}}
    body = _encoded({"values": [["new", 7]]})
    appended = Request("POST", f"{BOOK}/values/Tab:append", RAW, body)
    return {
        "values.append": (appended for _ in count()),
        "values.append, INSERT_ROWS": (
            Request("POST", f"{BOOK}/values/Tab!A1:append", (*RAW, ("insertDataOption", "INSERT_ROWS")), body)
            for _ in count()
        ),
        "appendCells": (
            Request("POST", f"{BOOK}:batchUpdate", (), _encoded({"requests": [append_cells]})) for _ in count()
        ),
        "values.update in the middle": (
            Request("PUT", f"{BOOK}/values/Tab!A{size // 2 + number % 9}", RAW, body) for number in count()
        ),
    }


def _built() -> None:
    lines: list[tuple[Figure, ...]] = []
    body = _encoded({"values": [["Ana", "ana@example.com", 7]]})
    for rows in BUILT:
        say(f"{rows:,} rows one by one")
        google = _with_a_tab(0)
        began = process_time()
        for _ in range(rows):
            google.answer(Request("POST", f"{BOOK}/values/Tab:append", RAW, body))
        seconds = process_time() - began
        lines.append((f"{rows:,} rows", seconds, seconds / rows * 1000))
    show("The stand-in: a tab built by single appends", ("", "s of CPU", "ms for a row"), lines)


def _milliseconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return (process_time() - began) * 1000


def _with_a_tab(rows: int) -> Google:
    sheet = Sheet(0, "Tab", rows + 1000, 26).with_rows(0, list(map(_row, range(rows))))
    return Google(spreadsheets={"B": Spreadsheet("B", {"locale": "en_US", "timeZone": "Europe/Berlin"}, (sheet,))})


def _row(number: int) -> Row:
    joined = JOINED + timedelta(minutes=97 * number)
    day = serial(joined.replace(hour=0, minute=0))
    held: tuple[tuple[Value | None, Json | None], ...] = (
        (f"M{number:06}", None),
        (f"{NAMES[number % 3]} {number}", None),
        (f"member{number}@example.com", None),
        (float(number), None),
        (number * 0.37, MONEY),
        (day, DAY),
        (serial(joined), INSTANT),
        (number % 2 == 0, None),
        (None if number % 4 else "a note", None),
        (f"order {number * 7}" if number % 3 else None, None),
        (number / 7, None),
        ("gold" if number % 5 else None, None),
    )
    return trimmed(
        tuple(BLANK if value is None and not form else Cell(value, form and shared(form)) for value, form in held)
    )
