"""Amounts of the owner's own that have another currency beside them: nobody can say what they are worth.

Only the tab Orders has a column for the currency, and rates; everywhere else money is in the program's own.
"""

from dataclasses import replace

from loyalty.model.money.currencies import currencies_meant
from sheets.codec import cells
from sheets.codec.column import MONEY
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem, Row, Table
from sheets.google.grid import Cell

ANOTHER_CURRENCY = Sentence(
    "This amount is in another currency. Write it in %(own)s, as a plain number such as 25 or 12.50."
)


def is_foreign(cell: Cell, own: str) -> bool:
    """True for an amount beside which another currency stands; what is no amount is told elsewhere."""
    if not isinstance(cell, str) or isinstance(cell, cells.SeenAsDay):
        return False
    try:
        beside = cells.currency_beside(cell)
    except cells.UnreadableCell:
        return False
    return bool(beside) and currencies_meant(beside, own, ()) != (own.upper(),)


def without_foreign_amounts(table: Table, own: str) -> tuple[Table, tuple[Problem, ...]]:
    """The table without the rows in which such an amount decides about money, and what to tell of them.

    One that is only shown, such as what a reward costs the owner, is left out alone.
    """
    money = {column: place for column, place in table.columns.items() if column.form is MONEY}
    rows, told = list[Row](), list[Problem]()
    for row in table.rows:
        foreign = [column for column in money if is_foreign(row.cell(column), own)]
        told += [row.bad(column, ANOTHER_CURRENCY.of(own=own)).problem for column in foreign]
        if not any(column.decides for column in foreign):
            blank = {money[column] for column in foreign}
            kept = [None if place in blank else cell for place, cell in enumerate(row.cells)] if blank else row.cells
            rows.append(row.with_cells(kept))
    return replace(table, rows=tuple(rows)), tuple(told)
