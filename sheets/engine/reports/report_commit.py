"""The commit that puts a report into its tab: tab, cells and charts at once, behind the fence or not at all.

What was counted stays as it was counted, so nobody's answer is waited for; whoever commits in the same second makes
Google refuse this batch, and it is made again over the tabs as they are then.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from sheets.codec.owner_sentences import Sentence
from sheets.codec.translation import fold_name
from sheets.engine import fence
from sheets.engine.archive.second_spreadsheet import FIELDS as ARCHIVE_FIELDS
from sheets.engine.archive.second_spreadsheet import noted_elsewhere
from sheets.engine.commits.protected_tab import protected_tab
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import Google, Spent
from sheets.google.errors import NotInTime, RequestRefused, TabProtected, WriteProtected
from sheets.requests.missing_tabs import free_title
from sheets.requests.report_requests import NAMED, ReportPlace, Request, made, sheet_id, written_anew
from sheets.schema.identity.place import Place
from sheets.schema.layout import Layout
from sheets.schema.reports.report_page import COLUMNS, ReportPage

REPORT = Sentence("Report")
REPORT_OF_YEAR = Sentence("Report %(year)s")
REQUEST_SECONDS = 30.0
MOST_TRIES = 20
"""Each customer who is answered between our look and our write costs one."""
FIELDS = f"{ARCHIVE_FIELDS},sheets(charts(chartId),merges)"
_DAY = re.compile(r"report-(\d{4}-\d\d-\d\d)-.+")


class Fate(Enum):
    """What became of a report."""

    MADE = auto()
    REPLACED = auto()
    FROZEN = auto()
    """It was there, and stays as it is."""


@dataclass(frozen=True, slots=True)
class Written:
    """The tab in which the report stands; ``not_ours`` when the owner has one of their own that is called so.

    ``before`` is the day of the running report in whose place this one came, None for none.
    """

    fate: Fate
    title: str
    not_ours: str = ""
    before: date | None = None


@dataclass(frozen=True, slots=True)
class ReportsThere:
    """The reports in a spreadsheet: the day of the running one, None for none, and which years have theirs.

    ``layout`` is the tabs as they were then, ``elsewhere`` the spreadsheets that closed years were moved into.
    """

    last: date | None
    frozen: Collection[int]
    layout: Layout
    elsewhere: Sequence[Google]


def reports_there(google: Google, spent: Spent) -> ReportsThere:
    """The reports that there are, by one read. WorkbookErrors."""
    layout, description = _found(google, spent)
    years = {place.id - sheet_id(None) for place in layout.places.values()}
    return ReportsThere(_day(_named(description)), years, layout, noted_elsewhere(google, description))


def write_report(
    google: Google, page: ReportPage, *, day: date, year: int | None, chance: Callable[[], str], spent: Spent
) -> Written:
    """Writes the page into its tab; that of a ``year`` only once. ``day`` is noted of the running report.

    WorkbookErrors; NoAnswer when nobody knows what became of it. Doing it again then is safe.
    """
    for _ in range(MOST_TRIES):
        layout, description = _found(google, spent)
        layout.require_tabs()
        there = next((place for place in layout.places.values() if place.id == sheet_id(year)), None)
        if there and year is not None:
            return Written(Fate.FROZEN, there.title)
        title, wanted = _titles(layout, page.language, year)
        tab = there or Place(sheet_id(year), title, COLUMNS + 1, len(page.rows) + 1)
        requests = list(_requests(description, page, tab, there=bool(there)))
        if year is None:
            requests += _noted(description, _place(description, tab), f"report-{day.isoformat()}-{chance()}")
        if _committed(google, layout, requests, chance(), spent):
            before = _day(_named(description))
            if there:
                return Written(Fate.REPLACED, there.title, before=before)
            return Written(Fate.MADE, tab.title, "" if title == wanted else wanted, before)
    raise NotInTime("other answers kept coming in between")


def _found(google: Google, spent: Spent) -> tuple[Layout, Mapping[str, Any]]:
    """Where the tabs are, whatever the owner calls them, and Google's description."""
    finder = TabFinder(google)
    return finder.look(seconds=REQUEST_SECONDS, spent=spent, fields=FIELDS), finder.description


def _titles(layout: Layout, language: str, year: int | None) -> tuple[str, str]:
    """What the tab is called when it is made, and what it would be called had the owner none of that title."""
    sentence = REPORT if year is None else REPORT_OF_YEAR.of(year=str(year))
    wanted = sentence.in_language(language)
    taken = {fold_name(place.title) for place in layout.places.values()}
    return (free_title(wanted, layout.places.values()) if fold_name(wanted) in taken else wanted), wanted


def _requests(description: Mapping[str, Any], page: ReportPage, tab: Place, *, there: bool) -> Iterable[Request]:
    place = _place(description, tab)
    return written_anew(page, place) if there else made(page, place)


def _place(description: Mapping[str, Any], tab: Place) -> ReportPlace:
    """Where the owner has moved the report's columns to; where it was made, if that is not to be known."""
    charts = [chart.get("chartId", 0) for sheet in description["sheets"] for chart in sheet.get("charts", ())]
    merges = [
        merge
        for sheet in description["sheets"]
        if sheet.get("properties", {}).get("sheetId", 0) == tab.id
        for merge in sheet.get("merges", ())
    ]
    box = _named(description).get("range", {})
    if box.get("sheetId", 0) != tab.id or "endColumnIndex" not in box:
        return ReportPlace(tab, charts=charts, merges=merges)
    first = box.get("startColumnIndex", 0)
    return ReportPlace(tab, first, max(box["endColumnIndex"] - first, COLUMNS), charts, merges)


def _noted(description: Mapping[str, Any], place: ReportPlace, number: str) -> Iterator[Request]:
    """The named range, whose id says of which day the report is."""
    if old := _named(description):
        yield {"deleteNamedRange": {"namedRangeId": old["namedRangeId"]}}
    box = {"sheetId": place.tab.id, "startColumnIndex": place.column, "endColumnIndex": place.column + COLUMNS}
    yield {"addNamedRange": {"namedRange": {"namedRangeId": number, "name": NAMED, "range": box}}}


def _named(description: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((found for found in description.get("namedRanges", ()) if found.get("name") == NAMED), {})


def _day(named: Mapping[str, Any]) -> date | None:
    found = _DAY.fullmatch(named.get("namedRangeId", ""))
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _committed(google: Google, layout: Layout, requests: Iterable[Request], chance: str, spent: Spent) -> bool:
    """True when Google has taken it; False when somebody else has committed first."""
    # The names of the instances at work stay in the token: they count each other by it.
    token = fence.next_token(layout.fence or "", f"{fence.NOBODY}-{chance}")
    batch = [*fence.swap(layout, old=layout.fence, new=token), *requests]
    try:
        google.commit(batch, seconds=REQUEST_SECONDS, spent=spent)
    except WriteProtected as error:
        raise TabProtected(protected_tab(error, batch, layout), google.account) from error
    except RequestRefused as error:
        if not fence.refused_by_fence(str(error)):
            raise
        return False
    return True
