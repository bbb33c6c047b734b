"""Closed years go into the second spreadsheet: copied, compared row by row, and only then taken away here.

A tab keeps its number in both spreadsheets, so whatever moment a run was interrupted in, the next one sees what has
arrived and brings only what has not (docs/decisions/0044).
"""

import re
from collections.abc import Collection, Iterator, Sequence

from commands.checks.sheet_content import MOST_CELLS
from commands.sheet import year_rows
from commands.sheet.archive_tabs import ARCHIVE_SECONDS, columns_differ
from commands.sheet.year_marks import Mark, hidden, marked, shown
from commands.sheet.year_rows import YearRows
from sheets.engine.archive.second_spreadsheet import FIELDS, HERE, CannotHoldYears, address, note, noted, take
from sheets.google.client import Google, Spent
from sheets.google.errors import ColumnsDiffer, NotInTime, RequestRefused, WorkbookError
from sheets.requests import archive_rows
from sheets.requests.decision_requests import Request
from sheets.schema.identity.place import Place
from sheets.schema.layout import FENCE, Layout, read_layout

MOST_TRIES = 20
"""Each customer who is answered in the second between our look and our write costs one."""


_REFUSED_FIRST = re.compile(r"requests\[0\]")


class CopyDiffers(WorkbookError):
    """What has arrived in the second spreadsheet is not what left; nothing was taken away."""

    def __init__(self, title: str) -> None:
        super().__init__(f"The copy of the tab {title!r} is not like the tab, which stays where it is")


def move_years(google: Google, second: Google) -> Iterator[str]:
    """Moves the tabs of all closed years, and tells of each. WorkbookErrors; CannotHoldYears before anything."""
    take(google, second)
    layout, there = _look(google), _look(second)
    years = archive_rows.places(layout)
    _require_room(years.values(), there, second)
    for year, place in years.items():
        _lacking(second, there, marked(place.title) or Mark(place.title, year, ""), year_rows.headings(google, place))
    _delete_strays(second, there, {mark.token for place in years.values() if (mark := marked(place.title))})
    for year in years:
        yield from _move_year(google, second, year)


def _move_year(google: Google, second: Google, year: int) -> Iterator[str]:
    for _ in range(MOST_TRIES):
        layout = _look(google)
        place = archive_rows.places(layout).get(year)
        if place is None:  # another run has moved it
            return
        mark = marked(place.title)
        if not mark:
            # Nobody types into a tab that they do not see, and nobody takes its copy for something else.
            google.commit([hidden(place, year, layout)], seconds=ARCHIVE_SECONDS, spent=Spent())
            continue
        rows = year_rows.read(google, place)
        _bring(google, second, place, mark, rows)
        if _take_away(google, second, place, mark, rows):
            lines = "1 line" if rows.count == 1 else f"{rows.count:,} lines"
            yield f"Moved the tab {mark.title} with {lines} into {address(second.spreadsheet)}."
            return
    raise NotInTime(f"The tab {year} keeps changing")


def _bring(google: Google, second: Google, place: Place, mark: Mark, rows: YearRows) -> None:
    """Has every row stand in the year's tab of the second spreadsheet, once, and no other copy."""
    there = _look(second)
    lacking = _lacking(second, there, mark, rows)
    if lacking is None or lacking:
        google.copy_tab(place.id, second.spreadsheet, seconds=ARCHIVE_SECONDS, spent=Spent())
        # First the copies, then what has arrived: of two runs at once the second wants to delete a copy that the first
        # has used up, and Google refuses all that it does.
        there = _look(second)
        lacking = _lacking(second, there, mark, rows)
    copies = _copies(there, mark)
    requests = list[Request]()
    if (lacking is None or lacking) and copies:
        copy = copies[-1]
        year_rows.make_alike(second, copy, rows, CopyDiffers(mark.title))
        requests += _new(there, copy, mark) if lacking is None else _added(there, copy, mark, lacking)
    requests += [{"deleteSheet": {"sheetId": copy.id}} for copy in copies]
    if requests:
        second.commit(requests, seconds=ARCHIVE_SECONDS, spent=Spent())
    if _lacking(second, _look(second), mark, rows) != []:
        raise CopyDiffers(mark.title)


def _take_away(google: Google, second: Google, place: Place, mark: Mark, rows: YearRows) -> bool:
    """Deletes the tab here, unless something has been done to it since: then False."""
    for turn in range(MOST_TRIES):
        description = google.layout(seconds=ARCHIVE_SECONDS, spent=Spent(), fields=FIELDS)
        layout = read_layout(description)
        now = archive_rows.places(layout).get(mark.year)
        if now is None:
            return True
        # Lines that another closing moves here are inserted rows, so later turns see them without reading all again.
        if now != place or (not turn and year_rows.read(google, now).lines != rows.lines):
            return False
        requests: list[Request] = _unless_committed(layout)
        if second.spreadsheet not in noted(description, HERE):
            requests.append(note(HERE, second.spreadsheet))
        try:
            requests.append({"deleteSheet": {"sheetId": place.id}})
            google.commit(requests, seconds=ARCHIVE_SECONDS, spent=Spent())
        except RequestRefused as error:
            if not _REFUSED_FIRST.search(str(error)):
                raise
        else:
            return True
    raise NotInTime(f"Customers are answered so often that the tab {mark.title!r} could not be deleted; it has arrived")


def _unless_committed(layout: Layout) -> list[Request]:
    """What makes Google refuse the batch when somebody has committed since, perhaps lines into the tab."""
    if not layout.fence:
        return []
    fence = {"namedRangeId": layout.fence, "name": FENCE}
    return [{"updateNamedRange": {"namedRange": fence, "fields": "name"}}]


def _lacking(second: Google, there: Layout, mark: Mark, rows: YearRows) -> list[int] | None:
    """The numbers of the rows that have not arrived; None where the year has no tab there yet.

    ColumnsDiffer, CannotHoldYears where it cannot have one.
    """
    place = archive_rows.places(there).get(mark.year)
    if place is None:
        if any(other.title == mark.title for other in there.places.values()):
            why = f"has a tab {mark.title!r} that the program has not made; give that one another name"
            raise CannotHoldYears(second.spreadsheet, why)
        return None
    arrived = year_rows.read(second, place)
    if columns_differ(arrived.headings, rows.headings):
        raise ColumnsDiffer(place.title)
    return rows.lacking_in(arrived)


def _copies(there: Layout, mark: Mark) -> list[Place]:
    return [place for place in there.places.values() if (found := marked(place.title)) and found.token == mark.token]


def _new(there: Layout, copy: Place, mark: Mark) -> list[Request]:
    """The copy becomes the year's tab, by its number; Google refuses whoever comes second."""
    number = archive_rows.sheet_id(mark.year)
    twin = {"sourceSheetId": copy.id, "newSheetId": number, "newSheetName": mark.title}
    return [{"duplicateSheet": twin | {"insertSheetIndex": len(there.places)}}, shown(number)]


def _added(there: Layout, copy: Place, mark: Mark, lacking: Sequence[int]) -> list[Request]:
    """The rows that have not arrived go from the copy into the year's tab, which has lines of an earlier closing."""
    place = archive_rows.places(there)[mark.year]
    wider = copy.columns - place.columns
    room = {"sheetId": place.id, "dimension": "COLUMNS", "length": wider}
    widened: list[Request] = [{"appendDimension": room}] if wider > 0 else []
    return [*widened, *archive_rows.cut(copy.id, lacking, place.id)]


def _delete_strays(second: Google, there: Layout, under_way: set[str]) -> None:
    """Copies go that Google made after we had stopped to wait for it: all that is on them has arrived otherwise."""
    years = archive_rows.places(there)
    for stray in there.places.values():
        mark = marked(stray.title)
        if mark and mark.token not in under_way and mark.year in years:
            arrived = year_rows.read(second, years[mark.year])
            if not year_rows.read(second, stray).lacking_in(arrived):
                second.commit([{"deleteSheet": {"sheetId": stray.id}}], seconds=ARCHIVE_SECONDS, spent=Spent())


def _require_room(leaving: Collection[Place], there: Layout, second: Google) -> None:
    cells = [place.rows * place.columns for place in leaving]
    used = sum(place.rows * place.columns for place in there.places.values())
    # For a moment the largest one stands there twice.
    if cells and used + sum(cells) + max(cells) > MOST_CELLS:
        why = (
            f"has no room: {used:,} of its {MOST_CELLS:,} cells are there, and {sum(cells):,} would come; name another"
        )
        raise CannotHoldYears(second.spreadsheet, why)


def _look(google: Google) -> Layout:
    return read_layout(google.layout(seconds=ARCHIVE_SECONDS, spent=Spent()))
