"""Columns that a tab lacks, right of everything that is there: a column of the owner's is never moved."""

from collections.abc import Iterable, Iterator, Sequence

from sheets.codec.a1 import runs
from sheets.codec.cells import TEXT_FORMAT, cell_data
from sheets.codec.column import AnyColumn
from sheets.codec.table import Row, Table
from sheets.codec.translation import said
from sheets.requests.cell_format import Json
from sheets.schema.identity.place import Place
from sheets.schema.layout import Layout
from sheets.schema.members_tab import MEMBERS


def headings(place: Place, start: int, top: int, columns: Sequence[AnyColumn], language: str) -> Iterator[Json]:
    """Writes the headings of these columns from the column ``start`` (from 0) on, into the row ``top`` (from 1)."""
    lacking = start + len(columns) - place.columns
    if lacking > 0:
        yield {"appendDimension": {"sheetId": place.id, "dimension": "COLUMNS", "length": lacking}}
    yield {
        "updateCells": {
            "start": {"sheetId": place.id, "rowIndex": top - 1, "columnIndex": start},
            "rows": [
                {"values": [{"userEnteredValue": {"stringValue": said(one.heading, language)}} for one in columns]}
            ],
            "fields": "userEnteredValue",
        }
    }
    for index in (start + index for index, column in enumerate(columns) if column.hidden):
        span = {"sheetId": place.id, "dimension": "COLUMNS", "startIndex": index, "endIndex": index + 1}
        hidden = {"range": span, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
        yield {"updateDimensionProperties": hidden}


def lacking(table: Table) -> tuple[AnyColumn, ...]:
    """The hidden columns that the tab lacks, which the program can add by itself; none while a heading stands twice."""
    if table.doubled:
        return ()
    return tuple(column for column in table.tab.columns if column.hidden and column not in table.columns)


def filled(
    layout: Layout,
    place: Place,
    start: int,
    columns: Sequence[AnyColumn],
    rows: Iterable[Row],
    *,
    all_marks: bool,
) -> Iterator[Json]:
    """What new columns of a tab with these rows begin with: what version 0.1.0 has noted in another one.

    Its marks name nobody, and a sort may have left them beside other members since. So only with ``all_marks`` each of
    them is taken; else those that say what stands under Points, of which nothing can be booked by mistake.
    """
    if MEMBERS.points_shown not in columns:
        return
    marks = {row.number: mark for row in rows if (mark := _named(row)) and (all_marks or _says_what_stands(row))}
    for run in runs(sorted(marks)):
        at = {"sheetId": place.id, "rowIndex": run.start - 1}
        yield {
            "updateCells": {
                "start": at | {"columnIndex": start + columns.index(MEMBERS.points_shown)},
                "rows": [{"values": [cell_data(marks[number], TEXT_FORMAT, layout.zone)]} for number in run],
                "fields": "userEnteredValue,userEnteredFormat.numberFormat",
            }
        }


def _named(row: Row) -> str:
    """The mark beside a member's points with the name that marks had none of; blank where nothing was shown."""
    code, mark = (row.text_or_blank(column) for column in (MEMBERS.member, MEMBERS.points_as_booked))
    return f"{code}:{mark}" if code and "@" in mark else ""


def _says_what_stands(row: Row) -> bool:
    return row.text_or_blank(MEMBERS.points_as_booked).partition("@")[0] == row.text_or_blank(MEMBERS.points)
