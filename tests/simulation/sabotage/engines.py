"""Engines that are wrong on purpose, to show that the simulator can fail: each has one of the seven laws switched off.

They are wrong on the way between the workbook and Google, so that nothing in the program knows of them. Each does what
programs do that were never taught the law: goes by titles, writes rows back as it read them, and so on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sheets.codec.table import Problem
from sheets.google.client import Applied, Google, Spent
from sheets.google.errors import BookForked, NoAnswer
from sheets.google.grid import Grid, GridRange
from sheets.schema.layout import read_layout
from sheets.schema.noted import ledger_length
from sheets.schema.tabs import SYSTEM
from sheets.workbook import PATIENCE_SECONDS, Out, Rule, Workbook
from tests.simulation.sabotage.altered_requests import (
    CHECK,
    PART,
    Request,
    Requests,
    converted,
    deletes_fence,
    entered,
    names_copies,
    number_by_title,
    renumbered,
    row_written,
    rows_written,
    text_cell,
    unmarked,
    without_fence,
    written_back,
)

_RATE = re.compile(r"EUR ([\d.]+)")


class WithoutFence(Google):
    """Commits whatever was decided, on however old a book; A1 shows the newest token as ever."""

    def commit(self, batch: Requests, *, seconds: float, spent: Spent, shown: str = "") -> Applied:
        """Applies the batch without its fence."""
        return super().commit(list(without_fence(batch)), seconds=seconds, spent=spent, shown=shown)


class RetriesBlindly(Google):
    """Sends a batch again, under a fresh fence, when nobody answered the first time."""

    def commit(self, batch: Requests, *, seconds: float, spent: Spent, shown: str = "") -> Applied:
        """Applies the batch, at least once."""
        try:
            return super().commit(batch, seconds=seconds, spent=spent, shown=shown)
        except NoAnswer:
            fence = read_layout(self.layout(seconds=seconds, spent=spent)).fence
            refreshed = [
                {"deleteNamedRange": {"namedRangeId": fence}} if deletes_fence(request) else request
                for request in batch
            ]
            return super().commit(refreshed, seconds=seconds, spent=spent, shown=shown)


class TabsByTitle(Google):
    """Law 1: a tab is whichever has its title. To the workbook the number of a tab is made of its title."""

    _numbers: Mapping[int, int] = {}
    """The true numbers of the tabs when the layout was read last, by those made of their titles."""

    def _request(
        self,
        method: str,
        address: str,
        seconds: float,
        params: Mapping[str, Sequence[str]] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Mapping[str, Any]:
        answer = super()._request(method, address, seconds, params, renumbered(body, self._numbers))
        sheets = [sheet["properties"] for sheet in answer.get("sheets", ()) if "title" in sheet.get("properties", ())]
        if sheets:
            self._numbers = {number_by_title(sheet): sheet.get("sheetId", 0) for sheet in sheets}
        titles = {number: made for made, number in self._numbers.items()}
        found: Mapping[str, Any] = renumbered(answer, titles)
        return found


class WritesWholeRows(Google):
    """Law 2: reads each row that it writes into and writes all of it back, whatever the owner has typed meanwhile."""

    def commit(self, batch: Requests, *, seconds: float, spent: Spent, shown: str = "") -> Applied:
        """Applies the batch with what stood in the rest of its rows a moment ago."""
        rows = list(dict.fromkeys(rows_written(batch)))
        if not rows:
            return super().commit(batch, seconds=seconds, spent=spent, shown=shown)
        filters = [
            {"gridRange": {"sheetId": sheet, "startRowIndex": row, "endRowIndex": row + 1}} for sheet, row in rows
        ]
        params = {"fields": "valueRanges(valueRange(values),dataFilters(gridRange))"}
        body = {"dataFilters": filters, "valueRenderOption": "UNFORMATTED_VALUE"}
        body |= {"dateTimeRenderOption": "SERIAL_NUMBER"}
        answer = self._request("post", f"{self._address}/values:batchGetByDataFilter", seconds, params, body)
        whole = [written_back(found) for found in answer["valueRanges"] if "values" in found["valueRange"]]
        first = next(at for at, request in enumerate(batch) if row_written(request) in rows)
        return super().commit([*batch[:first], *whole, *batch[first:]], seconds=seconds, spent=spent, shown=shown)


class WithoutImages(Google):
    """Law 3: keeps no copy of what stood in the cells that a batch writes over."""

    def commit(self, batch: Requests, *, seconds: float, spent: Spent, shown: str = "") -> Applied:
        """Applies the batch without its copies and their names."""
        kept = [request for request in batch if "copyPaste" not in request and not names_copies(request)]
        return super().commit(kept, seconds=seconds, spent=spent, shown=shown)


class HealsOverEdits(Google):
    """Law 4: sees no mark beside a member's points: what differs from the Ledger is a display that has to be healed."""

    def cells(self, ranges: Sequence[GridRange], *, seconds: float, spent: Spent) -> list[Grid]:
        """The cells without the marks."""
        return [unmarked(grid) for grid in super().cells(ranges, seconds=seconds, spent=spent)]

    def commit(self, batch: Requests, *, seconds: float, spent: Spent, shown: str = "") -> Applied:
        """Applies the batch; the copies that it gives back show no marks either."""
        applied = super().commit(batch, seconds=seconds, spent=spent, shown=shown)
        return replace(applied, shown=unmarked(applied.shown)) if applied.shown else applied


class ConvertsCauses(Google):
    """Law 5: the cause of a part refund holds its amount in euros, at the rate of the day on which it is looked at."""

    _rate = Decimal(1)

    def cells(self, ranges: Sequence[GridRange], *, seconds: float, spent: Spent) -> list[Grid]:
        """The cells with each such amount as today's rate has it."""
        grids = super().cells(ranges, seconds=seconds, spent=spent)
        texts = (cell for grid in grids for row in grid for cell in row if isinstance(cell, str))
        rates = [Decimal(found[1]) for text in texts if (found := _RATE.fullmatch(text))]
        self._rate = rates[0] if rates else self._rate
        return [[[converted(cell, 1 / self._rate) for cell in row] for row in grid] for grid in grids]

    def commit(self, batch: Requests, *, seconds: float, spent: Spent, shown: str = "") -> Applied:
        """Applies the batch with each such amount in euros; those lines have no check, which would tell of it."""
        return super().commit([self._in_euros(request) for request in batch], seconds=seconds, spent=spent, shown=shown)

    def _in_euros(self, request: Request) -> Request:
        rows = request.get("updateCells", {}).get("rows", ())
        if not any(PART.fullmatch(entered(cell)) for row in rows for cell in row["values"]):
            return request
        return {"updateCells": request["updateCells"] | {"rows": [self._row_in_euros(row["values"]) for row in rows]}}

    def _row_in_euros(self, cells: Sequence[Request]) -> Request:
        if not any(PART.fullmatch(entered(cell)) for cell in cells):
            return {"values": cells}
        texts = [converted(entered(cell), self._rate) for cell in cells]
        changed = [cell if text == entered(cell) else text_cell(text) for cell, text in zip(cells, texts, strict=True)]
        return {"values": [{} if CHECK.fullmatch(entered(cell)) else cell for cell in changed]}


class ForgetsCounts(Google):
    """Law 6: does not know how long the Ledger was at the last commit, nor what was counted in any night before."""

    def cells(self, ranges: Sequence[GridRange], *, seconds: float, spent: Spent) -> list[Grid]:
        """The cells without these notes."""
        grids = super().cells(ranges, seconds=seconds, spent=spent)
        for cells, grid in zip(ranges, grids, strict=True):
            if cells.title == SYSTEM and cells.first_row == 1 and len(grid) >= ledger_length.ROW:
                grid[ledger_length.ROW - 1] = []
        return [[[] if "ledger count" in row else row for row in grid] for grid in grids]


class WritesOn(Workbook):
    """Law 7: where two commits have one number it begins anew as if nothing had happened, and goes on."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._given, self._named = given, named
        self._workbook = Workbook(*given, **named)

    def transact(
        self,
        rule: Rule[Out],
        *,
        seconds: float = PATIENCE_SECONDS,
        spent: Spent | None = None,
        tidy: bool = False,
        tells: Sequence[Problem] = (),
        joins: bool = False,
    ) -> Out:
        """The outcome, whatever has happened."""
        try:
            return self._workbook.transact(rule, seconds=seconds, spent=spent, tidy=tidy, tells=tells, joins=joins)
        except BookForked:
            self._workbook = Workbook(*self._given, **self._named)
            return self._workbook.transact(rule, seconds=seconds, spent=spent, tidy=tidy, tells=tells, joins=joins)
