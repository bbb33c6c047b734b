"""Cells that a batch wrote over by mistake, because columns or rows were moved in that very moment: they are put back.

The batch's own images say what stood there (docs/decisions/0039).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table, find_headings
from sheets.google.grid import Cell, Spot
from sheets.requests.images import CellRun, Kept, Request, as_written, heading
from sheets.requests.read_back import written
from sheets.schema.growing_tab import ProvenTab
from sheets.schema.layout import Layout
from sheets.schema.members_tab import mark_named


@dataclass(frozen=True, slots=True)
class PutBack:
    """A cell that was written over by mistake, and what stood there before.

    ``of`` is what proves whose row it is, blank where that is not known: then it is found by its number. ``place`` is
    its column (from 0) among those that had these ``headings`` then. ``wrote`` is what was written there; () where
    nobody remembers. ``meant``: nobody saw whose row it was, as the proof stood in another column; ``of`` is whose the
    writer meant.
    """

    tab: str
    row: int
    of: str
    place: int
    headings: tuple[str, ...]
    stood: Cell
    wrote: Cell | tuple[()] = ()
    meant: bool = False


@dataclass(frozen=True, slots=True)
class Whose:
    """What proves whose a row is; only ``meant`` where nobody saw it, and the writer took it to be theirs."""

    proof: str
    meant: bool = False


NOBODYS = Whose("")


def names(kept: Kept, layout: Layout) -> Mapping[tuple[int, int], Whose]:
    """What proves whose the rows are since, by the tab's number and the row's: what was written over it, what stood
    there, or what the writer knew.
    """
    known, stood, wrote = dict[tuple[int, int], Whose](), dict[tuple[int, int], Whose](), dict[tuple[int, int], Whose]()
    for tab, headings in kept.known(layout):
        then = find_headings(tab, [list(headings.known)]).usable.get(tab.proof)
        now = find_headings(tab, [list(headings.cells)]).usable.get(tab.proof)
        for image in kept.images:
            if image.sheet != headings.sheet:
                continue
            if image.seen is not None and image.place == then:
                known[image.sheet, image.row] = Whose(image.seen, meant=then != now)
            if image.seen is not None and image.place == now:
                stood[image.sheet, image.row] = Whose(proof_in(tab, next(iter(image.cells), None), layout))
            if now is not None and image.place <= now < image.place + len(image.wrote):
                wrote[image.sheet, image.row] = Whose(proof_in(tab, image.wrote[now - image.place], layout))
    return known | stood | wrote


def proof_in(tab: ProvenTab, cell: Cell, layout: Layout) -> str:
    """What this cell proves where it stands in the column ``proof``."""
    return Row(tab, 0, [cell], {tab.proof: 0}, layout.zone).text_or_blank(tab.proof)


def to_put_back(kept: Kept, overwritten: Iterable[CellRun], layout: Layout) -> Iterator[PutBack]:
    """What the images show of rows of which a cell was headed otherwise, and of those that were blank.

    All that was written into such a row is taken back, also what landed under its heading: what a row shows is decided
    by the whole of it. A row that was inserted in that moment is nobody's: what was to be shown in the row below it has
    landed there. What has landed in another's row is shown right with the next commit, but for cells that are believed.
    """
    blank = {(image.sheet, image.row) for image in kept.images if image.seen and not any(image.cells)}
    believed = set(_believed_of_others(kept, layout))
    if not blank and not believed and not any(headings.displaced for _, headings in kept.known(layout)):
        return  # as nearly always
    wrote = {
        (run.table.tab.title, run.row, run.place + at): written(column, value, layout)
        for run in overwritten
        for at, (column, value) in enumerate(zip(run.columns, run.values, strict=True))
    }
    named = names(kept, layout)
    for tab, headings in kept.known(layout):
        then = tuple(map(heading, headings.cells))
        of_tab = [
            image for image in kept.images if image.sheet == headings.sheet and not image.known and image.seen is None
        ]
        torn = {image.row for image in of_tab if not headings.displaced.isdisjoint(image.places)}
        torn |= {row for sheet, row in blank if sheet == headings.sheet}
        for image in of_tab:
            whose = named.get((image.sheet, image.row), NOBODYS)
            for at, (place, stood) in enumerate(zip(image.places, image.cells, strict=True)):
                if image.row not in torn and (image.sheet, image.row, place) not in believed:
                    continue
                over: Cell | tuple[()] = ()
                if image.wrote:
                    over = image.wrote[at]
                elif wrote:
                    if (tab.title, image.row, place) not in wrote:
                        continue
                    over = wrote[tab.title, image.row, place]
                yield PutBack(tab.title, image.row, whose.proof, place, then, stood, over, whose.meant)


def _believed_of_others(kept: Kept, layout: Layout) -> Iterator[Spot]:
    """The cells that are shown and read, in rows that are another's than the writer knew."""
    for tab, headings in kept.known(layout):
        columns = find_headings(tab, [list(headings.cells)]).usable if tab.shown_and_read else {}
        places = [columns[column] for column in tab.shown_and_read if column in columns]
        for image in kept.images if places else ():
            if image.sheet == headings.sheet and image.seen and image.place == columns.get(tab.proof):
                stood = proof_in(tab, next(iter(image.cells), None), layout)
                if stood not in ("", image.seen):
                    yield from ((image.sheet, image.row, place) for place in places)


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
    for cell, row, place in _found(cells, tables):
        if _still_shows(cell, row, place) and _at(row, place) != _or_blank(cell.stood):
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


def typed_since(cells: Iterable[PutBack], tables: Mapping[str, Table], column: AnyColumn) -> Iterator[tuple[Row, int]]:
    """The rows in which the owner has typed over a number that was written under this column, with that number.

    What landed in a row of nobody's was never seen in anybody's own: nothing was typed over it.
    """
    for cell, row, place in _found((cell for cell in cells if cell.of), tables):
        typed = not _still_shows(cell, row, place) and _at(row, place) != _or_blank(cell.stood)
        if typed and row.columns.get(column) == place and isinstance(cell.wrote, int):
            yield row, cell.wrote


def _found(cells: Iterable[PutBack], tables: Mapping[str, Table]) -> Iterator[tuple[PutBack, Row, int]]:
    """Where each of these cells stands now, as far as its tab was read."""
    wanted = dict[tuple[str, int], list[PutBack]]()
    for cell in cells:
        if cell.tab in tables:
            wanted.setdefault((cell.tab, cell.row), []).append(cell)
    rows = _rows_by_number_and_proof(tables[title] for title in {title for title, _ in wanted})
    for (title, number), of_row in wanted.items():
        nobodys = {row.number for row in rows.get((title, ""), ())}
        for cell in of_row:
            place = place_now(cell.place, cell.headings, tables[title].headings)
            proven, numbered = rows.get((title, cell.of or number), ()), rows.get((title, number), ())
            for row in _those_meant(of_row, proven, numbered, tables[title].headings):
                if cell.wrote == () and not cell.of and row.number not in nobodys:
                    continue  # somebody's row stands there by now
                if place is not None:
                    yield cell, row, place


def _rows_by_number_and_proof(tables: Iterable[Table]) -> Mapping[tuple[str, int | str], Sequence[Row]]:
    """By the tab's title; those that are nobody's are proved by nothing."""
    rows = dict[tuple[str, int | str], list[Row]]()
    for table in tables:
        if isinstance(table.tab, ProvenTab):
            for row in table.rows:
                rows.setdefault((table.tab.title, row.number), []).append(row)
                rows.setdefault((table.tab.title, row.text_or_blank(table.tab.proof)), []).append(row)
    return rows


def _those_meant(
    cells: Sequence[PutBack], proven: Sequence[Row], numbered: Sequence[Row], headings: Sequence[Cell]
) -> Sequence[Row]:
    """Of rows that the same proves: those with all that was written there, and of these the one in its place.

    A row may have been copied, or what proves it may have been written over by a number that others show as well. Where
    nobody saw whose row it was, it is the one in its place if that shows more of what was written than the rows of whom
    the writer meant.
    """
    places = [(cell, place_now(cell.place, cell.headings, headings)) for cell in cells]
    if cells[0].meant:
        most = max((_shown_of(places, row) for row in proven), default=0)
        if any(_shown_of(places, row) > most for row in numbered):
            return numbered
    if len(proven) < 2:
        return proven
    whole = [row for row in proven if all(place is None or _still_shows(cell, row, place) for cell, place in places)]
    return [row for row in whole or proven if row.number == cells[0].row] or whole


def _shown_of(places: Iterable[tuple[PutBack, int | None]], row: Row) -> int:
    """How many cells of the row show what was written there; where nobody remembers what that was, how many hold a mark
    of the points of whoever was meant.
    """
    return sum(
        place is not None
        and (_names(cell.of, _at(row, place)) if isinstance(cell.wrote, tuple) else _still_shows(cell, row, place))
        for cell, place in places
    )


def _names(code: str, cell: Cell) -> bool:
    mark = mark_named(cell)
    return mark is not None and mark[0] == code


def _still_shows(cell: PutBack, row: Row, place: int) -> bool:
    """True where what was written by mistake stands in the row, or nobody remembers what that was."""
    return isinstance(cell.wrote, tuple) or _or_blank(cell.wrote) == _at(row, place)


def _at(row: Row, place: int) -> Cell:
    return _or_blank(row.cells[place] if place < len(row.cells) else None)


def _or_blank(cell: Cell) -> Cell:
    """Between two cells that hold something Google gives a blank one as an empty text."""
    return None if cell == "" else cell
