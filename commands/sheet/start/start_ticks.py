"""The ticks in the tab Start, written by the check: into their own rows, which are looked at again afterwards.

An owner who sorts the tab in the same second has a tick land in another row: it is taken away there, and written once
more. What an owner has written under Done, other than a tick, stays.
"""

from collections.abc import Mapping, Set

from commands.sheet.named_cells import cell_requests, cells_by_name
from sheets.codec.table import Row, Table, read_table
from sheets.codec.translation import said
from sheets.google.client import Google, Spent
from sheets.google.grid import Cell
from sheets.schema.layout import Layout
from sheets.schema.start.start_steps import STEPS, StartStep
from sheets.schema.start.start_tab import START, TICK

TICK_SECONDS = 20.0
MOST_ROUNDS = 3


def tick(google: Google, layout: Layout, done: Set[StartStep], spent: Spent) -> None:
    """Ticks the rows of these steps, and takes the tick from those of all others. Any WorkbookError."""
    before: Mapping[str, Cell] = {}
    for _ in range(MOST_ROUNDS):
        [grid] = google.cells([layout.whole(START.title)], seconds=TICK_SECONDS, spent=spent)
        table = read_table(START, grid, layout.zone)
        if START.done not in table.columns:
            return
        before = before or cells_by_name(table, START.done, _name)
        requests = list(cell_requests(layout, table, START.done, _name, _wanted(table, done), before))
        if not requests:
            return
        google.commit(requests, seconds=TICK_SECONDS, spent=spent)


def next_step(done: Set[StartStep], language: str) -> str:
    """The first step that is not done, as Start names it in this language; blank when all are."""
    return next((said(STEPS[step].task, language) for step in StartStep if step not in done), "")


def _wanted(table: Table, done: Set[StartStep]) -> Mapping[str, str]:
    """What is to stand under Done, by the names of the rows; nothing for a row where the owner has written a word."""
    steps = {step.value: TICK if step in done else "" for step in StartStep}
    free = {_name(row) for row in table.keyed() if row.cell(START.done) in (None, "", TICK)}
    return {name: tick for name, tick in steps.items() if name in free}


def _name(row: Row) -> str:
    return row.text_or_blank(START.step)
