"""The archive: a tab for each year with the lines that were closed, in the Ledger's own columns.

Lines are cut and pasted, not written again: the owner's own cells, notes and formats go along, and when the Ledger is
sorted in that very moment, a wrong line is moved but none is lost (docs/decisions/0009). A tab is known by its number,
so that one of the owner's with such a title is never taken for ours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Change
from loyalty.model.identifiers import fold
from sheets.codec.a1 import runs
from sheets.codec.table import BadCell, Row
from sheets.google.errors import NoAnswer
from sheets.schema.identity.place import Place
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.snapshot import Snapshot
from words.days import FIRST_YEAR, LAST_YEAR

FIRST_ID = 1_640_000_000
"""Google's number for a year's tab is the year plus this."""
HEADING_ROW = 1
_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


class NoTabForYear(NoAnswer):
    """Lines would be closed whose year has no tab, as far as is known: the tabs have to be looked up again, for Google
    may have answered from before the tab was made.
    """

    def __init__(self, year: int) -> None:
        super().__init__(f"the tab {title_of(year)!r} is not there")


def sheet_id(year: int) -> int:
    """Google's number for the year's tab."""
    return FIRST_ID + year


def title_of(year: int) -> str:
    """What the year's tab is called when it is made; the owner may call it otherwise."""
    return f"{LEDGER.title} {year}"


def titles(layout: Layout) -> dict[int, str]:
    """The archive's tabs that are there, by their years."""
    return {place.id - FIRST_ID: title for title, place in layout.places.items() if place.id - FIRST_ID in _YEARS}


def places(layout: Layout) -> dict[int, Place]:
    """Where these tabs are, by their years."""
    return {year: layout.places[title] for year, title in sorted(titles(layout).items())}


def opens(changes: Iterable[Change]) -> bool:
    """True when there are openings among the changes, which stand for lines that have to go then."""
    return any(isinstance(change, AddEntry) and change.entry.stands_for for change in changes)


def closed_rows(snapshot: Snapshot, changes: Iterable[Change], after: Book) -> dict[int, list[int]]:
    """The numbers of the Ledger's dated rows for which openings stand in the book ``after`` the commit, by their year
    as the owner reads it; also those that a sort has left behind, of which rows of a year without a tab stay where they
    are. NoTabForYear where the ``changes`` open for such rows: both would stand in the Ledger then.
    """
    found: dict[int, list[int]] = {}
    there = titles(snapshot.layout)
    opened = {fold(change.entry.cause) for change in changes if isinstance(change, AddEntry)}
    for row in snapshot.tables[LEDGER.title].keyed():
        opening, year = _opening_and_year(row, after)
        if year in there:
            found.setdefault(year, []).append(row.number)
        elif year and opening in opened:
            raise NoTabForYear(year)
    return dict(sorted(found.items()))


def moves(layout: Layout, rows: Mapping[int, Sequence[int]]) -> Iterator[dict[str, object]]:
    """What moves these rows right below the headings of their years' tabs."""
    ledger = layout.sheet_id(LEDGER.title)
    for year, numbers in rows.items():
        yield from cut(ledger, numbers, sheet_id(year))
    for run in reversed(runs(sorted(number for numbers in rows.values() for number in numbers))):
        emptied = {"sheetId": ledger, "dimension": "ROWS", "startIndex": run.start - 1, "endIndex": run.stop - 1}
        yield {"deleteDimension": {"range": emptied}}


def cut(source: int, numbers: Sequence[int], target: int) -> Iterator[dict[str, object]]:
    """What takes these rows out of one tab, whose rows stay as blank ones, and puts them below another's headings."""
    yield _insert(target, len(numbers))
    top = HEADING_ROW
    for run in runs(numbers):
        yield {
            "cutPaste": {
                "source": {"sheetId": source, "startRowIndex": run.start - 1, "endRowIndex": run.stop - 1},
                "destination": {"sheetId": target, "rowIndex": top, "columnIndex": 0},
                "pasteType": "PASTE_NORMAL",
            }
        }
        top += len(run)


def _opening_and_year(row: Row, book: Book) -> tuple[str, int]:
    """The folded cause of the opening that stands for this row, and the row's year; blank and 0 where none does."""
    try:
        cause = row.read(LEDGER.cause)
        line = book.caused_by(cause) if cause else None
        if line is None or not line.stands_for or fold(line.cause) == fold(cause):
            return "", 0
        time = row.read(LEDGER.time)
    except BadCell:
        return "", 0
    return fold(line.cause), time.astimezone(row.zone).year if time else 0


def _insert(sheet: int, count: int) -> dict[str, object]:
    place = {"sheetId": sheet, "dimension": "ROWS", "startIndex": HEADING_ROW, "endIndex": HEADING_ROW + count}
    return {"insertDimension": {"range": place, "inheritFromBefore": True}}
