"""Numbers of settings and offers that the owner sees as a day: in a German or Russian sheet 1.5 is the first of May.

Cells are read as numbers, so such a multiplier would be one of 46,143. Where a number may be that of a day, Google is
asked once how the owner sees it (docs/decisions/0096).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sheets.cache.typed_numbers import DAYS, KEPT_SECONDS
from sheets.codec.cells import SeenAsDay, may_be_a_day
from sheets.codec.column import MONEY, WHOLE, AnyColumn
from sheets.codec.table import find_headings
from sheets.codec.translation import fold_heading
from sheets.google.grid import Cell, Grid, GridRange, ShownCell, Spot
from sheets.schema.layout import Layout
from sheets.schema.offers.segments_tab import SEGMENTS
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.settings_tab import SETTINGS, by_name
from sheets.schema.tabs import SMALL

NUMBERS = (WHOLE, MONEY)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that may be a day: where it stands, in its tab and in all of the spreadsheet."""

    title: str
    spot: Spot
    cell: Cell


class DaysInSmallTabs:
    """What was seen of such numbers; for one thread at a time."""

    def __init__(self) -> None:
        self._seen: dict[_Number, str] = {}
        """Each with the day that the owner sees, blank for a number."""
        self._forgotten = float("-inf")
        self.may_differ = False
        """True when a day was seen so long ago that the owner may have chosen another format."""

    def forget(self, now: float) -> None:
        """All of them are looked at again, but not again and again; ``now`` in seconds."""
        if now >= self._forgotten + KEPT_SECONDS:
            self.may_differ = any(self._seen.values())
            self._seen.clear()
            self._forgotten = now

    def unseen(self, layout: Layout, tabs: Mapping[str, Grid]) -> list[GridRange]:
        """The cells to look at in these tabs: of each column those from the first to the last such number."""
        self.may_differ = False
        new = sorted((number for number in _numbers(layout, tabs) if number not in self._seen), key=_column)
        return [_range(layout, list(numbers)) for _, numbers in groupby(new, key=_column)]

    def see(self, layout: Layout, tabs: Mapping[str, Grid], shown: Mapping[Spot, ShownCell]) -> None:
        """Notes what these cells show. One that holds another number by now is looked at with the next change."""
        for number in _numbers(layout, tabs):
            cell = shown.get(number.spot)
            if cell and cell.value == number.cell:
                self._seen[number] = cell.text if cell.kind in DAYS else ""

    def as_seen(self, layout: Layout, tabs: Mapping[str, Grid]) -> dict[str, Grid]:
        """These tabs with the days in place of their numbers, so that nobody reads them as numbers."""
        marked = dict(tabs)
        for number in _numbers(layout, tabs):
            if day := self._seen.get(number):
                _, row, column = number.spot
                if marked[number.title] is tabs[number.title]:
                    marked[number.title] = [list(cells) for cells in tabs[number.title]]
                marked[number.title][row - 1][column] = SeenAsDay(day)
        return marked


def _column(number: _Number) -> tuple[str, int]:
    return number.title, number.spot[2]


def _range(layout: Layout, numbers: list[_Number]) -> GridRange:
    rows, (title, column) = [number.spot[1] for number in numbers], _column(numbers[0])
    return layout.whole(title).column(column, 1).rows(min(rows), max(rows), column)


def _numbers(layout: Layout, tabs: Mapping[str, Grid]) -> Iterator[_Number]:
    """The numbers of the owner's in these tabs that may be days, where a number and no day belongs."""
    for tab in SMALL:
        grid = tabs.get(tab.title, [])
        if tab is PROBLEMS or not grid:
            continue
        found, sheet = find_headings(tab, grid), layout.sheet_id(tab.title)
        names = found.places.get(SETTINGS.setting, ())
        for column, places in found.places.items():
            for place in places if _is_for_numbers(column) else ():
                for row, cells in enumerate(grid[found.row :], start=found.row + 1):
                    cell = cells[place] if place < len(cells) else None
                    if may_be_a_day(cell) and (column is not SETTINGS.value or _sets_a_number(cells, names)):
                        yield _Number(tab.title, (sheet, row, place), cell)


def _is_for_numbers(column: AnyColumn) -> bool:
    mixed = column is SETTINGS.value or column is SEGMENTS.threshold
    return (column.form in NUMBERS and not column.service) or mixed


def _sets_a_number(cells: list[Cell], names: tuple[int, ...]) -> bool:
    named = [by_name().get(fold_heading(str(cells[place]))) for place in names if place < len(cells)]
    return any(setting is not None and setting.form in NUMBERS for setting in named)
