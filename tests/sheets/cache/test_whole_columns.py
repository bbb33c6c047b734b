from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.model.program_settings import Settings
from sheets.cache.whole_columns import Shared, read_column, read_columns
from sheets.codec.cells import LARGEST_TOTAL, LONGEST_NAME, UnreadableCell
from sheets.codec.column import (
    ADDRESS,
    CONTACTS,
    DAY,
    IDENTIFIER,
    INSTANT,
    MEMBER_CODE,
    MONEY,
    UNIQUE,
    WHOLE,
    AnyColumn,
    Form,
)
from sheets.codec.table import Row
from sheets.google.grid import Cell
from sheets.schema.growing_tab import GrowingTab, RowContext
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS
from sheets.schema.tabs import GROWING
from words.amounts import LARGEST_AMOUNT

BERLIN = ZoneInfo("Europe/Berlin")
FORMS = {column.form: f"{tab.title}, {column.heading}" for tab in GROWING for column in tab.columns}
TEXTS: list[Cell] = [
    *("", "ana@example.com", "ANA@Example.com ", "Ana <ana@example.com>", "ana.example.com", "a@b.de, c@d.de"),
    *("M4K7PQ", "m4k7pq", " M4K7PQ", "'M4K7PQ", "M4\u200bK7PQ", "#1042", "#1042!", "#REF!", "#N/A", "#ССЫЛКА!"),
    *("Loading...", "Loading", " ", "'", "''=1+1", "Ana\nBoris", "Ana Bar", "Ána", "ليلى", "x" * LONGEST_NAME),
    *("x" * (LONGEST_NAME + 1), "yes", "Да", "paid", "refunded", "12.50", "12,50 €", "1,234", "2026-11-30", "1/2/2026"),
]
NUMBERS: list[Cell] = [
    *(0, 1, -1, 60, 1042, 45_800, LARGEST_AMOUNT, LARGEST_AMOUNT + 1, -LARGEST_AMOUNT - 1, LARGEST_TOTAL + 1),
    *map(Decimal, ("12.5", "-0.01", "45800.25", "45800.500023", "0.5", "3E+9", "1E+300", "577000000000000000", "1.0")),
]
USUAL: dict[Form[Any], Cell] = {
    MEMBER_CODE: "M4K7PQ",
    ADDRESS: "ana@example.com",
    CONTACTS: "17022334455",
    IDENTIFIER: "1042",
    UNIQUE: "claim:1042",
    WHOLE: 60,
    MONEY: 60,
    DAY: 45_800,
    INSTANT: Decimal("45800.25"),
}
CELLS: list[Cell] = [None, True, False, *TEXTS, *NUMBERS]
COLUMNS = st.one_of(*(st.lists(st.sampled_from(some), min_size=1, max_size=9) for some in (CELLS, TEXTS, NUMBERS)))


@pytest.mark.parametrize("form", FORMS, ids=FORMS.values())
@given(cells=COLUMNS, times=st.integers(1, 9))
@settings(max_examples=60)
def test_a_cell_says_the_same_read_with_its_column_or_alone(form: Form[object], cells: list[Cell], times: int) -> None:
    column = cells * times

    assert list(map(_told, read_column(form, column, BERLIN))) == [_alone(form, cell) for cell in column]


@pytest.mark.parametrize("form", FORMS, ids=FORMS.values())
@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_one_odd_cell_changes_nothing_for_its_neighbours(form: Form[object], cell: Cell) -> None:
    for usual in ("M4K7PQ", "ana@example.com", 60, Decimal("45800.25"), None):
        column = [usual, usual, cell, usual, usual]

        assert list(map(_told, read_column(form, column, BERLIN))) == [_alone(form, beside) for beside in column]


def test_rows_of_different_length_have_nothing_where_they_end() -> None:
    columns: dict[AnyColumn, int] = {ORDERS.order: 0, ORDERS.amount: 2, MEMBERS.birthday: 7}

    said = read_columns([["1042"], ["1043", None, 60], [None, "", 70]], columns, BERLIN, Shared())

    assert list(said[ORDERS.order]) == ["1042", "1043", ""]
    assert list(said[ORDERS.amount]) == [None, 60, 70]
    assert list(said[MEMBERS.birthday]) == [None, None, None]


def test_what_many_rows_of_a_large_shop_say_takes_memory_once() -> None:
    columns: dict[AnyColumn, int] = {ORDERS.email: 0, ORDERS.amount: 1, ORDERS.placed: 2, ORDERS.points: 3}
    # The same in two parts of a tab, in each of which hardly two rows are alike.
    answers: list[list[list[Cell]]] = [
        [[f"m{n}@example.com", Decimal(n) / 8, 45_800 + n, 1_000 * n] for n in range(1, 9)] for _ in range(2)
    ]
    shared = Shared()

    first, later = (read_columns(rows, columns, BERLIN, shared) for rows in answers)

    for column in columns:
        assert len(set(first[column])) == len(answers[0])
        assert all(one is again for one, again in zip(first[column], later[column], strict=True))


def test_an_amount_keeps_the_digits_that_it_was_written_with() -> None:
    shared = Shared()

    said = [*map(str, read_column(MONEY, ["12.5", Decimal("12.50"), Decimal("12.5"), "12.50", 12], BERLIN, shared))]

    assert said == ["12.5", "12.50", "12.5", "12.50", "12"]


@pytest.mark.parametrize("tab", GROWING, ids=lambda tab: tab.title)
@given(changes=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.sampled_from(CELLS)), max_size=6))
@settings(max_examples=120)
def test_a_row_says_the_same_read_with_its_neighbours_or_alone(
    tab: GrowingTab[Any], changes: list[tuple[int, int, Cell]]
) -> None:
    columns: dict[AnyColumn, int] = {column: place for place, column in enumerate(tab.columns)}
    rows: list[list[Cell]] = [[USUAL.get(column.form) for column in columns] for _ in range(4)]
    for row, place, cell in changes:
        rows[row][place % len(columns)] = cell
    said = read_columns(rows, columns, BERLIN, Shared())
    context = RowContext(Settings(), {"M4K7PQ"}.__contains__, lambda _: "")
    read = partial(context.reader.read, read=tab.reader(context))

    for place, cells in enumerate(rows):
        alone = Row(tab, place + 2, cells, columns, BERLIN)
        assert read(alone._replace(said=said, place=place)) == read(alone)


def _alone(form: Form[object], cell: Cell) -> tuple[str, object]:
    try:
        return _told(form.blank if cell is None else form.read(cell, BERLIN))
    except UnreadableCell as unreadable:
        return _told(unreadable)


def _told(said: object) -> tuple[str, object]:
    """Its type as well: a ticked box equals a one to Python."""
    return type(said).__name__, said.why if isinstance(said, UnreadableCell) else said
