"""What Google says that an erasing batch has changed, compared with the cells that it was for.

findReplace and deleteDuplicates never fail: where the owner has sorted a tab or moved a column since it was read, where
a formula shows the address, or a number is not shown as it was read, they change nothing and say so in their
reply. Whoever does not read it tells somebody that their data is gone while it stands there (docs/decisions/0018).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem, Row, Table
from sheets.google.grid import Cell
from sheets.requests.images import CellRun
from sheets.schema.snapshot import Snapshot

MOST_TOLD = 10
"""So many cells are told of one who has left: a formula for a whole column must not fill the tab Problems."""
STAYED = Sentence(
    "A member has left, and the program could not erase what row %(row)s says of them here: a formula shows it, or the "
    "cell shows something else than it holds. Please empty it yourself."
)
ROW_STAYED = Sentence(
    "A member has left, and the program could not erase row %(row)s, which is about them. Please check "
    "whether it is still there, and delete it yourself."
)
NO_END = 1 << 30
"""Stands for the end of a range that goes to the end of its tab."""

Request = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Search:
    """A findReplace: the cells of a tab (rows and columns from 0, without the last) whose text it is to change."""

    sheet: int
    rows: tuple[int, int]
    columns: tuple[int, int]
    text: re.Pattern[str]
    whole: bool

    @classmethod
    def of(cls, asked: Request) -> "_Search":
        box = asked.get("range", asked)
        text = asked["find"] if asked.get("searchByRegex") else re.escape(asked["find"])
        return cls(
            box.get("sheetId", 0),
            (box.get("startRowIndex", 0), box.get("endRowIndex", NO_END)),
            (box.get("startColumnIndex", 0), box.get("endColumnIndex", NO_END)),
            re.compile(text, 0 if asked.get("matchCase") else re.IGNORECASE),
            bool(asked.get("matchEntireCell")),
        )

    def finds(self, cell: Cell) -> bool:
        """True for a cell that it has to change; numbers are meant as they were read."""
        if cell is None or isinstance(cell, bool):
            return False
        return bool(self.text.fullmatch(str(cell)) if self.whole else self.text.search(str(cell)))


@dataclass(slots=True)
class _Leftovers:
    """Goes through a batch in its order; ``emptied`` are the cells that its earlier requests have taken away."""

    tables: Mapping[int, Table]
    emptied: set[tuple[int, int, int]]
    removed: set[tuple[int, int]] = field(default_factory=set)

    def of(self, request: Request, reply: Request) -> Iterator[Problem]:
        """What this request was for and has not changed."""
        if "deleteDuplicates" in request:
            box = request["deleteDuplicates"]["range"]
            sheet, first = box.get("sheetId", 0), box.get("startRowIndex", 0)
            # The upper half are the rows that our own batch has put there.
            rows = range(first, first + (box["endRowIndex"] - first) // 2)
            if reply.get("deleteDuplicates", {}).get("duplicatesRemovedCount", 0) >= len(rows):
                self.removed.update((sheet, at) for at in rows)
            elif sheet in self.tables:
                title = self.tables[sheet].tab.title
                yield from (Problem(title, 0, "", "", ROW_STAYED.of(row=str(at + 1))) for at in rows)
        if "findReplace" in request:
            search = _Search.of(request["findReplace"])
            found = list(self._found(search)) if search.sheet in self.tables else []
            if reply.get("findReplace", {}).get("occurrencesChanged", 0) < len(found):
                yield from (_stayed(self.tables[search.sheet], row, place) for row, place in found)
            else:
                self.emptied |= {(search.sheet, row.number - 1, place) for row, place in found}

    def _found(self, search: _Search) -> Iterator[tuple[Row, int]]:
        """The cells that the search has to change, as the rows were read, but for those that are gone by then."""
        for row in self.tables[search.sheet].rows:
            at = row.number - 1
            if not search.rows[0] <= at < search.rows[1] or (search.sheet, at) in self.removed:
                continue
            for place, cell in enumerate(row.cells[: search.columns[1]]):
                if place >= search.columns[0] and (search.sheet, at, place) not in self.emptied and search.finds(cell):
                    yield row, place


def left_over(
    snapshot: Snapshot,
    batch: Sequence[Request],
    cells: Sequence[CellRun],
    replies: Sequence[Request],
    years: Sequence[Table] = (),
) -> list[Problem]:
    """What the batch has not erased of the rows that it rests on; nothing when all of it is gone.

    ``cells`` are those that the batch wrote over before, ``years`` what was read of closed years. Without ``replies``
    nothing counts as erased.
    """
    read = (*snapshot.tables.values(), *years)
    tables = {snapshot.layout.sheet_id(table.tab.title): table for table in read}
    written = {
        (snapshot.layout.sheet_id(run.table.tab.title), run.row - 1, run.place + at)
        for run in cells
        for at in range(len(run.columns))
    }
    leftovers = _Leftovers(tables, written)
    told = replies if len(replies) == len(batch) else [{}] * len(batch)
    found = [problem for request, reply in zip(batch, told, strict=True) for problem in leftovers.of(request, reply)]
    return list(dict.fromkeys(found))


def _stayed(table: Table, row: Row, place: int) -> Problem:
    """Where it stands; never what stands there."""
    heading = next((column.heading for column, at in table.columns.items() if at == place), "")
    return Problem(table.tab.title, 0, heading, "", STAYED.of(row=str(row.number)))
