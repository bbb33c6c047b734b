"""Rows that landed under wrong headings, because columns were moved in the very moment that a batch added them.

The batch has kept which rows it added, what proves each, and the headings that it knew. So whoever reads next puts each
cell under its heading, in its own row, whoever wrote it and wherever it stands by then (docs/decisions/0039).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table, find_headings
from sheets.google.grid import Cell
from sheets.requests.images import Kept, Request, as_written, heading
from sheets.requests.settling.put_back import place_now
from sheets.schema.growing_tab import ProvenTab
from sheets.schema.layout import Layout


@dataclass(frozen=True, slots=True)
class LandedRow:
    """A new row of a tab: where it was added, what proves it, and where its batch saw each column (from 0), among
    columns that had these ``headings`` by then.
    """

    tab: ProvenTab
    number: int
    proof: str
    columns: Mapping[AnyColumn, int]
    headings: tuple[str, ...]

    def places(self, table: Table) -> Mapping[AnyColumn, int]:
        """Where what was written for each column stands now: columns may have moved once more since."""
        found = {column: place_now(place, self.headings, table.headings) for column, place in self.columns.items()}
        return {column: place for column, place in found.items() if place is not None}

    def is_in(self, row: Row, places: Mapping[AnyColumn, int]) -> bool:
        """True for a row that shows what proves it where the batch has written that."""
        written = Row(self.tab, row.number, row.cells, places, row.zone)
        return bool(self.proof) and written.text_or_blank(self.tab.proof) == self.proof


def landed(kept: Kept, layout: Layout) -> Iterator[LandedRow]:
    """The new rows of tabs whose columns stood elsewhere than the commit had read them."""
    for tab, headings in kept.known(layout):
        if headings.displaced:
            columns = find_headings(tab, [list(headings.known)]).usable
            for added in (added for added in kept.added if added.sheet == headings.sheet):
                for number, proof in enumerate(added.proofs, added.row):
                    yield LandedRow(tab, number, proof, columns, tuple(map(heading, headings.cells)))


def put_right(rows: Iterable[LandedRow], tables: Mapping[str, Table], layout: Layout) -> Iterator[Request]:
    """Writes each cell of these rows under its heading, as far as they were read."""
    for landed_row in rows:
        table = tables[landed_row.tab.title]
        places = landed_row.places(table)
        found = [row for row in table.rows if landed_row.is_in(row, places)]
        # A row that was copied since proves nothing by itself: it counts where it was added.
        where = [row for row in found if row.number == landed_row.number] or found
        if len(where) == 1:
            yield from _moved(where[0], places, table, layout)


def _moved(row: Row, columns: Mapping[AnyColumn, int], table: Table, layout: Layout) -> Iterator[Request]:
    """What stands where it was written goes to where its column is now; what is left behind is emptied."""
    elsewhere = {column: place for column, place in columns.items() if table.columns.get(column) != place}
    held = {column: row.cells[place] for column, place in elsewhere.items() if place < len(row.cells)}
    cells: dict[int, tuple[Cell, AnyColumn | None]] = dict.fromkeys(elsewhere.values(), (None, None))
    for column, cell in held.items():
        now = table.columns.get(column)
        if now is not None and (now in cells or cell not in (None, "")):
            cells[now] = cell, column
    for place, (cell, under) in sorted(cells.items()):
        number_format = {"userEnteredFormat": {"numberFormat": under.form.number_format}} if under else {}
        yield {
            "updateCells": {
                "start": {
                    "sheetId": layout.sheet_id(table.tab.title),
                    "rowIndex": row.number - 1,
                    "columnIndex": place,
                },
                "rows": [{"values": [as_written(cell) | number_format]}],
                "fields": "userEnteredValue,userEnteredFormat.numberFormat" if under else "userEnteredValue",
            }
        }
