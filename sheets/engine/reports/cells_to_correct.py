"""How many cells the tab Problems names, counted where the owner reads them."""

from sheets.codec.table import UNREADABLE_BY_HEADINGS, BadCell, Row, read_table
from sheets.google.client import Google, Spent
from sheets.schema.layout import Layout
from sheets.schema.problems_tab import PROBLEMS


def cells_to_correct(google: Google, layout: Layout, *, seconds: float, spent: Spent) -> int:
    """By one read; 0 where the tab is not there or cannot be read. WorkbookErrors."""
    if PROBLEMS.title not in layout.places:
        return 0
    [grid] = google.cells([layout.whole(PROBLEMS.title)], seconds=seconds, spent=spent)
    try:
        rows = read_table(PROBLEMS, grid, layout.zone).keyed()
    except UNREADABLE_BY_HEADINGS:
        return 0
    return sum(map(_names_a_row, rows))


def _names_a_row(row: Row) -> bool:
    """What names no row has happened once; there is no cell to correct."""
    try:
        return PROBLEMS.read(row).row > 0
    except BadCell:
        return False
