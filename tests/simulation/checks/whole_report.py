"""A report as it is now, and whether its tab shows all of it, whatever the owner has done there before."""

from collections.abc import Iterator
from datetime import date

from loyalty.report.conclusions.whole_report import report_of
from loyalty.report.periods import year_before
from sandbox.owner import Owner
from sheets.engine.reports.report_commit import write_report
from sheets.google.client import Spent
from sheets.requests.report_requests import NAMED, sheet_id
from sheets.schema.reports.page_writing import report_page
from sheets.schema.reports.report_page import COLUMNS, ReportPage
from sheets.schema.reports.report_said import report_said
from tests.simulation.network.instances import Instance

READ_SECONDS = 120.0


def page_now(process: Instance) -> tuple[ReportPage, date]:
    """The report on what stands in the sheet, and its day. WorkbookErrors."""
    snapshot = process.start().read_whole(seconds=READ_SECONDS)
    today, language = snapshot.book.settings.day(process.clock()), snapshot.layout.language
    report = report_of(snapshot.book, year_before(today), today=today)
    page = report_page(report, report_said(report, language), language, made=today, stays=False)
    return page, today


def write_and_compare(process: Instance, owner: Owner) -> Iterator[str]:
    """Writes the report, and tells each row of its tab that does not show it, and each chart that lacks."""
    page, today = page_now(process)
    write_report(process.google, page, day=today, year=None, chance=lambda: "at-rest", spent=Spent())
    description = owner.description(cells=True)
    tab = next(one for one in description["sheets"] if one["properties"].get("sheetId") == sheet_id(None))
    first = next(one for one in description["namedRanges"] if one["name"] == NAMED)["range"].get("startColumnIndex", 0)
    shown = [row.get("values", []) for row in tab["data"][0].get("rowData", [])]
    if tab.get("merges"):
        yield f"the report has merged cells: {tab['merges']}"
    for number, row in enumerate(page.rows):
        wanted = [None if cell.value in (None, "") else str(cell.value) for cell in row.cells]
        wanted += [None] * (COLUMNS - len(wanted))
        there = shown[number][first : first + COLUMNS] if number < len(shown) else []
        values = [next(iter(cell.get("userEnteredValue", {}).values()), None) for cell in there]
        values += [None] * (COLUMNS - len(values))
        if [value is None for value in values] != [value is None for value in wanted]:
            yield f"row {number + 1} of the report shows {values} instead of {wanted}"
    left = [row[first : first + COLUMNS] for row in shown[len(page.rows) :]]
    if any("userEnteredValue" in cell for row in left for cell in row):
        yield "the report has lines of an older one"
    if len(tab.get("charts", ())) < len(page.charts) + len(page.scorecards):
        yield "the report lacks charts"
