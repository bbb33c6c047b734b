"""Cells that a batch wrote over by mistake, because columns or rows were moved in that very moment: they are put back.

The batch's own images say what stood there (docs/decisions/0039).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets.codec.table import Row, Table, find_headings
from sheets.google.grid import Cell
from sheets.requests.images import CellRun, Kept, Request, as_written, heading
from sheets.requests.read_back import written
from sheets.schema.growing_tab import GrowingTab
from sheets.schema.layout import Layout


@dataclass(frozen=True, slots=True)
class PutBack:
    """A cell that was written over by mistake, and what stood there before.

    ``of`` is what proves whose row it is, blank where that is not known: then it is found by its number. ``place`` is
    its column (from 0) among those that had these ``headings`` then. ``wrote`` is what was written there; () where
    nobody remembers.
    """

    tab: str
    row: int
    of: str
    place: int
    headings: tuple[str, ...]
    stood: Cell
    wrote: Cell | tuple[()] = ()


def names(kept: Kept, layout: Layout) -> Mapping[tuple[int, int], str]:
    """What proves whose the rows are, by the tab's number and the row's: what stood there, or what the writer knew."""
    known, stood = dict[tuple[int, int], str](), dict[tuple[int, int], str]()
    for tab, headings in kept.known(layout):
        then = find_headings(tab, [list(headings.known)]).usable.get(tab.proof)
        now = find_headings(tab, [list(headings.cells)]).usable.get(tab.proof)
        for image in kept.images:
            if image.sheet != headings.sheet or image.seen is None:
                continue
            if image.place == then:
                known[image.sheet, image.row] = image.seen
            if image.place == now:
                row = Row(tab, image.row, list(image.cells), {tab.proof: 0}, layout.zone)
                stood[image.sheet, image.row] = row.text_or_blank(tab.proof)
    return known | stood


def to_put_back(kept: Kept, overwritten: Iterable[CellRun], layout: Layout) -> Iterator[PutBack]:
    """The cells that the images show of columns that were headed otherwise, and those of rows that were blank.

    A row that was inserted in that moment is nobody's: what was to be shown in the row below it has landed there.
    """
    blank = {(image.sheet, image.row) for image in kept.images if image.seen and not any(image.cells)}
    if not blank and not any(headings.displaced for _, headings in kept.known(layout)):
        return  # as nearly always
    wrote = {
        (run.table.tab.title, run.row, run.place + at): written(column, value, layout)
        for run in overwritten
        for at, (column, value) in enumerate(zip(run.columns, run.values, strict=True))
    }
    named = names(kept, layout)
    for tab, headings in kept.known(layout):
        then = tuple(map(heading, headings.cells))
        of_tab = (image for image in kept.images if image.sheet == headings.sheet)
        for image in (image for image in of_tab if not image.known and image.seen is None):
            of = named.get((image.sheet, image.row), "")
            for place, stood in enumerate(image.cells, image.place):
                if place not in headings.displaced and (image.sheet, image.row) not in blank:
                    continue
                if not wrote:
                    yield PutBack(tab.title, image.row, of, place, then, stood)
                elif (tab.title, image.row, place) in wrote:
                    yield PutBack(tab.title, image.row, of, place, then, stood, wrote[tab.title, image.row, place])


def place_now(place: int, then: Sequence[str], headings: Sequence[Cell]) -> int | None:
    """Where the column stands now that stood at ``place`` when the tab was headed so; None where that is not clear."""
    now = tuple(map(heading, headings))
    if now[: len(then)] == tuple(then):
        return place
    # A column without a heading of its own is known by the one next to it, with nothing headed between them.
    nearest = [
        next((at for at in range(min(place, len(then) - 1), -1, -1) if then[at]), None),
        next((at for at in range(place, len(then)) if then[at]), None),
    ]
    for at in (at for at in nearest if at is not None and then.count(then[at]) == now.count(then[at]) == 1):
        found, known = now.index(then[at]) + place - at, now.index(then[at])
        between = now[min(found, known) : max(found, known) + 1]
        if found >= 0 and [title for title in between if title] == [then[at]]:
            return found
    return None


def put_back(cells: Iterable[PutBack], tables: Mapping[str, Table], layout: Layout) -> Iterator[Request]:
    """Writes into those that still show what was written there by mistake, and were read, what stood there before."""
    wanted = list(cells)
    rows, nobodys = dict[tuple[str, int | str], list[Row]](), set[tuple[str, int]]()
    for title in {cell.tab for cell in wanted} & tables.keys():
        table = tables[title]
        if isinstance(table.tab, GrowingTab):
            for row in table.rows:
                proof = row.text_or_blank(table.tab.proof)
                rows.setdefault((title, row.number), []).append(row)
                rows.setdefault((title, proof), []).append(row)
                if not proof:
                    nobodys.add((title, row.number))
    for cell in wanted:
        for row in rows.get((cell.tab, cell.of or cell.row), ()):
            place = place_now(cell.place, cell.headings, tables[cell.tab].headings)
            if place is None:
                continue
            shown = _or_blank(row.cells[place] if place < len(row.cells) else None)
            if cell.wrote == () and not cell.of and (cell.tab, row.number) not in nobodys:
                continue  # somebody's row stands there by now
            still = isinstance(cell.wrote, tuple) or _or_blank(cell.wrote) == shown
            if still and shown != _or_blank(cell.stood):
                yield {
                    "updateCells": {
                        "start": {
                            "sheetId": layout.sheet_id(cell.tab),
                            "rowIndex": row.number - 1,
                            "columnIndex": place,
                        },
                        "rows": [{"values": [as_written(cell.stood)]}],
                        "fields": "userEnteredValue",
                    }
                }


def _or_blank(cell: Cell) -> Cell:
    """Between two cells that hold something Google gives a blank one as an empty text."""
    return None if cell == "" else cell
