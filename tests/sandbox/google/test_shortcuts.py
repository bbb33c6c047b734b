"""The ways by which a long tab is quick come to the same as looking at each cell."""

import json
from collections.abc import Sequence
from itertools import chain, repeat

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.google.cell_text import rendering
from sandbox.google.cell_text.rendering import Rendering
from sandbox.google.grid import column_kinds, filled
from sandbox.google.grid.box import Box, Span
from sandbox.google.grid.cell import BLANK, Cell, Fault, Formula, Row
from sandbox.google.grid.row_store import Rows
from sandbox.google.grid.sheet import Sheet
from sandbox.google.methods import append_target
from sandbox.google.methods.core import Google

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"
WIDTH = 5

FORMATS = [
    None,
    {"textFormat": {"bold": True}},
    {"numberFormat": {"type": "DATE", "pattern": "d mmm yyyy"}},
    {"numberFormat": {"type": "DATE_TIME"}},
    {"numberFormat": {"type": "TIME", "pattern": "h:mm:ss.000 AM/PM"}},
    {"numberFormat": {"type": "NUMBER", "pattern": '#,##0.00 "pts";(0.0)'}},
    {"numberFormat": {"type": "TEXT"}},
]
VALUES = st.one_of(
    st.none(),
    st.text('ab é\n",[]\\\ud800', min_size=1, max_size=3),  # the last is half a character
    st.integers(-3, 60_000).map(float),
    st.sampled_from([0.125, 1e16, 1e15, -2.5, 1e-10, -0.0, 1e22, 46348.770833333336]),
    st.booleans(),
    st.sampled_from(["=ROW()", "=A1+1", "=B2", "=1/0", "=C3", "=SUM(A1)"]).map(Formula),
    st.sampled_from(["N_A", "REF", "?"]).map(Fault),
)
CHECK_BOX = Cell(rule={"condition": {"type": "BOOLEAN"}})
CELLS = st.one_of(st.just(BLANK), st.just(CHECK_BOX), st.builds(Cell, VALUES, st.sampled_from(FORMATS)))
PLAIN_CELLS = CELLS.filter(lambda cell: not isinstance(cell.value, Formula))
SPANS = st.tuples(st.integers(0, 1300), st.integers(0, 1300)).map(sorted).map(lambda ends: Span(*ends))
COLUMNS = st.tuples(st.integers(0, WIDTH), st.integers(0, WIDTH)).map(sorted).map(lambda ends: Span(*ends))
WHOLE = st.just(Box(Span(0, 2000), Span(0, WIDTH)))
MIDDLE = Box(Span(0, 9000), Span(1, WIDTH - 1))
BOXES = st.one_of(WHOLE, st.builds(Box, SPANS, COLUMNS))
RENDERINGS = [
    Rendering(value, date_time)
    for value in ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
    for date_time in ("SERIAL_NUMBER", "FORMATTED_STRING")
]
REPEATS = st.sampled_from([1, 2, 5, 300, 700])


def blocks(cells: st.SearchStrategy[Cell]) -> st.SearchStrategy[list[Row]]:
    """Rows, some of them many times over, so that there are several chunks."""
    block = st.tuples(st.lists(cells, max_size=WIDTH).map(tuple), REPEATS)
    return st.lists(block, max_size=6).map(lambda found: list(chain.from_iterable(repeat(*some) for some in found)))


@settings(max_examples=40, deadline=None)  # thousands of rows, on a machine that may be busy
@given(
    st.one_of(blocks(PLAIN_CELLS), blocks(CELLS)),
    blocks(PLAIN_CELLS),
    st.lists(BOXES, min_size=1, max_size=3),
    st.sampled_from(RENDERINGS),
)
def test_rows_are_shown_as_their_cells_are(rows: list[Row], more: list[Row], boxes: list[Box], how: Rendering) -> None:
    short = Sheet(0, "Members", 9000, WIDTH).with_rows(0, rows)
    long = short.with_rows(len(short.rows), more)

    for sheet in (short, long):
        for box in [*boxes, MIDDLE]:
            cells = shown_one_by_one(sheet, box, how)
            across = [list(column) for column in zip(*cells, strict=True)]
            assert exact(rendering.table(sheet, box, how)) == exact(without_ends(cells))
            assert exact(json.loads(rendering.columns(sheet, box, how))) == exact(without_ends(across))


def test_long_columns_of_numbers_are_sent_as_short_ones_are() -> None:
    numbers = [110.0, -0.0, 0.5, 1e15, -1e16, 1e16, 9999999999999998.0, 1e22]
    whole = [(Cell(float(number)), Cell(numbers[number % len(numbers)])) for number in range(600)]
    sheet, box = Sheet(0, "Members", 9000, WIDTH).with_rows(0, whole), Box(Span(0, 600), Span(0, WIDTH))

    table = rendering.table(sheet, box, rendering.UNFORMATTED)

    assert exact(table) == exact(without_ends(shown_one_by_one(sheet, box, rendering.UNFORMATTED)))


def exact(cells: list[list[object]]) -> str:
    """The cells so that 1, 1.0 and true are not the same."""
    return repr(cells)


def shown_one_by_one(sheet: Sheet, box: Box, how: Rendering) -> list[list[object]]:
    return [
        [rendering.shown(sheet, row, column, sheet.cell(row, column), how) for column in box.columns.clip(WIDTH)]
        for row in box.rows.clip(len(sheet.rows))
    ]


def without_ends(cells: list[list[object]]) -> list[list[object]]:
    """Rows or columns without the empty cells at their ends and the empty ones at the end."""
    found = [row[: max((place for place, value in enumerate(row, 1) if value != ""), default=0)] for row in cells]
    while found and not found[-1]:
        found.pop()
    return found


MASKS = st.lists(st.tuples(st.integers(0, 2**WIDTH - 1), REPEATS), max_size=6).map(
    lambda found: list(chain.from_iterable(repeat(*some) for some in found))
)


@settings(max_examples=80, deadline=None)  # the same
@given(MASKS, MASKS, st.integers(0, 2**WIDTH - 1), st.integers(0, 1400), BOXES)
def test_an_append_finds_the_table_that_one_finds_row_by_row(
    first: list[int], more: list[int], changed: int, at: int, box: Box
) -> None:
    rows = Rows(map(row_of, first))
    check(rows, first, box)
    for mask in more[:3]:
        rows, first = rows.splice(len(rows), len(rows), [row_of(mask)]), [*first, mask]
        check(rows, first, box)
    rows, first = rows.splice(len(rows), len(rows), list(map(row_of, more))), first + more
    check(rows, first, box)
    at = min(at, max(len(first) - 1, 0))
    rows, first = rows.splice(at, at + 1, [row_of(changed)]), [*first[:at], changed, *first[at + 1 :]]
    check(rows, first, box)


def row_of(mask: int) -> Row:
    """A row with a value in each column of the mask."""
    return tuple(Cell(1.0) if mask >> column & 1 else BLANK for column in range(mask.bit_length()))


def check(rows: Rows[Row], masks: Sequence[int], box: Box) -> None:
    sheet = Sheet(0, "Members", 9000, WIDTH, rows)
    last = filled.last(rows, 0, len(rows), filled.ANY)

    assert append_target.last(sheet, box) == table_row_by_row(masks, box)
    assert last == max((row for row, mask in enumerate(masks) if mask), default=None)
    assert sheet.last_row() == (0 if last is None else last + 1)


def table_row_by_row(masks: Sequence[int], box: Box) -> Box | None:
    """What values.append is to find: from the last cell on, all that touches, one row or column at a time."""
    columns = range(box.columns.start, box.columns.end or 0)
    cells = [(row, column) for row in box.rows.clip(len(masks)) for column in columns if masks[row] >> column & 1]
    if not cells:
        return None
    top, left = max(cells)
    bottom, right = top + 1, left + 1
    while True:
        touching = sum(1 << column for column in range(max(left - 1, 0), right + 1))
        around = masks[max(top - 1, 0) : bottom + 1]
        if top and masks[top - 1] & touching:
            top -= 1
        elif bottom < len(masks) and masks[bottom] & touching:
            bottom += 1
        elif left and any(mask >> (left - 1) & 1 for mask in around):
            left -= 1
        elif any(mask >> right & 1 for mask in around):
            right += 1
        else:
            return Box(Span(top, bottom), Span(left, right))


def test_a_row_appended_to_a_long_tab_leaves_all_that_is_known_of_the_rest() -> None:
    rows: Rows[Row] = Rows(repeat((Cell("Ana"), Cell(7.0)), 10_300))

    again = rows.splice(len(rows), len(rows), [(Cell("Boris"),)])
    changed = again.splice(len(again) - 1, len(again), [(Cell("Layla"),)])

    assert rows.body is again.body is changed.body


def test_the_columns_of_full_chunks_are_known_from_writing_them() -> None:
    row = Cell("Ana"), Cell(7.0)
    tab = Sheet(0, "Members", 9000, WIDTH).with_rows(0, [row] * 1300)
    for number in range(1300, 2200):
        tab = tab.with_rows(number, [row])
    changed = tab.with_rows(700, [row])

    assert known(tab) == [True, True, True, True, False]
    assert known(changed) == [True, False, True, True, False]


def known(sheet: Sheet) -> list[bool]:
    """Of each chunk of rows, whether it is known what its columns hold."""
    return [chunk.knows(column_kinds.of_rows) for _, chunk in sheet.rows.chunks(0, len(sheet.rows))]


@pytest.mark.parametrize(
    ("where", "table", "written", "second"),
    [("Members", "C1", "C2:E2", ["", "", "a", "", "c"]), ("Members!A1", "A1", "A2:C2", ["a", "", "c"])],
)
def test_an_append_after_a_row_with_a_gap_is_as_gspread_recorded_it(
    google: Google, session: requests.Session, where: str, table: str, written: str, second: list[str]
) -> None:
    def append(where: str) -> dict[str, object]:
        query = {"valueInputOption": "RAW"}
        found: dict[str, object] = session.post(
            f"{URL}/values/{where}:append", params=query, json={"values": [["a", "", "c"]]}
        ).json()
        return found

    first, again = append("Members"), append(where)

    counts = {"updatedRows": 1, "updatedColumns": 3, "updatedCells": 3}
    assert first == {
        "spreadsheetId": "S",
        "updates": {"spreadsheetId": "S", "updatedRange": "Members!A1:C1"} | counts,
    }
    assert again == {
        "spreadsheetId": "S",
        "tableRange": f"Members!{table}",
        "updates": {"spreadsheetId": "S", "updatedRange": f"Members!{written}"} | counts,
    }
    assert google.tab("S", "Members") == [["a", "", "c"], second]
