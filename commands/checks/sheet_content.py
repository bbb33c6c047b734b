"""The check-up: what is wrong in the spreadsheet, each in one sentence for the owner, worst first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from commands.checks.finding import Finding, worst_first
from commands.checks.protection import protected_from
from commands.checks.tab_identity import missing, which_is_which
from loyalty.book.book import Book
from sheets.cache.full_load import Chunk, growing_tabs_in
from sheets.cache.spreadsheet_cache import SpreadsheetCache
from sheets.codec import cells
from sheets.codec.cells import UnreadableCell
from sheets.codec.column import Tab
from sheets.codec.doubled_headings import CLOSES_PROGRAM
from sheets.codec.table import find_headings
from sheets.engine import fence
from sheets.engine.tab_finder import TabFinder
from sheets.google.client import Google, Spent
from sheets.google.errors import HeadingsBelowRows, NoAccess, WorkbookError
from sheets.google.grid import Grid
from sheets.requests.problem_rows import in_the_owners_words
from sheets.schema.identity.tab_choice import EARLIER
from sheets.schema.layout import Layout
from sheets.schema.noted.known_headings import KnownHeadings, gone_sentence
from sheets.schema.noted.last_settings import LastSettings
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS
from sheets.schema.snapshot import (
    TOLD_OF_THE_LAYOUT,
    Snapshot,
    below_problem,
    closed_by,
    layout_problems,
    read_small_tabs,
)
from sheets.schema.tabs import SYSTEM, TABS

CHECK_SECONDS = 30.0
MOST_CELLS = 10_000_000
"""What Google gives one spreadsheet, blank ones included (its help page "Files you can store in Google Drive")."""
ROOM_SHARE = 0.6
"""From this share on there is time to make room, and reason to."""

WORTH_OR_COST = Finding(
    "rewards.cost",
    "Under the heading Cost in Rewards customers are told what their rewards are worth, and previews of campaigns "
    "reckon with the same figures as what they cost you.",
    "Which of the two are they? Rename the heading to Worth if customers may be told them, else to Your cost; "
    "manage.py setup adds the other one.",
)

Wants = Callable[[Book], Iterable[Finding]]
"""What else is to be said of the book, if it can be read."""


def check_up(
    google: Google, wants: Wants = lambda _book: (), *, spent: Spent | None = None, finder: TabFinder | None = None
) -> Sequence[Finding]:
    """Everything that is wrong in the spreadsheet, and what ``wants`` says; nothing when all is well. NoAccess.

    A ``finder`` has asked for the layout already.
    """
    try:
        return worst_first(_findings(google, wants, spent or Spent(), finder))
    except NoAccess:
        raise
    except WorkbookError as error:
        return [unreadable(error)]


def unreadable(error: WorkbookError) -> Finding:
    """The spreadsheet could not be read this time."""
    sentence = f"The spreadsheet cannot be read: {str(error).rstrip('.')}."
    return Finding("sheet.unreadable", sentence, "Try again in a minute.", blocks=True)


def _findings(google: Google, wants: Wants, spent: Spent, finder: TabFinder | None) -> Iterator[Finding]:
    if finder:
        layout = finder.found()
    else:
        finder = TabFinder(google)
        layout = finder.look(seconds=CHECK_SECONDS, spent=spent)
    titles = (SYSTEM, *(tab.title for tab in TABS), *EARLIER)
    layout, found = finder.read(layout, titles, seconds=CHECK_SECONDS, spent=spent)
    known = KnownHeadings.read(fence.known_in(found.get(SYSTEM, [])))
    if finder.pass_over(layout, _lacking_orders(found, known)):
        layout, found = finder.read(finder.found(), titles, seconds=CHECK_SECONDS, spent=spent)
    yield from missing(google, layout, spent, CHECK_SECONDS)
    yield from which_is_which(layout)
    blocked = bool(layout.missing)
    if layout.unknown_zone:
        sentence = f"The spreadsheet's time zone {layout.unknown_zone} is not known here, so its days count as UTC's."
        to_do = "In the spreadsheet: File > Settings, choose another time zone; then see that the days are still right."
        yield Finding("sheet.time_zone", sentence, to_do)
    yield from _room(layout)
    yield from protected_from(layout, google.account or "the program's account")
    told = {sentence.in_language(layout.language) for sentence in TOLD_OF_THE_LAYOUT}
    told |= {in_the_owners_words(layout, problem).why for problem in layout_problems(layout)}
    for tab in (*TABS, *EARLIER_ORDERS):
        for finding in _headings(layout, tab, found.get(tab.title), known):
            blocked = blocked or finding.blocks
            told |= {finding.sentence}
            yield finding
    if SYSTEM in found:
        yield from _fence(layout, found[SYSTEM])
    if not blocked:
        snapshot = _snapshot(layout, found)
        yield from wants(snapshot.book)
        for problem in snapshot.problems:
            listed = in_the_owners_words(layout, problem)
            if listed.why not in told:
                place = f"Tab {listed.tab}, row {listed.row}, column {listed.column}"
                yield Finding("rows.unreadable", f"{place}: {listed.why}", "Correct the cell.")


def _lacking_orders(found: Mapping[str, Grid], known: KnownHeadings) -> set[str]:
    """The headings that the tab Orders has not, and that it must have."""
    there = {column.heading for column in find_headings(ORDERS, found.get(ORDERS.title, [])).places}
    return {*(column.heading for column in ORDERS.keys), *known.by_tab.get(ORDERS.title, ())} - there


def _room(layout: Layout) -> Iterator[Finding]:
    """Whether the spreadsheet has cells left for new rows."""
    cells = {place.title: place.rows * place.columns for place in layout.places.values()}
    used = sum(cells.values())
    if used < ROOM_SHARE * MOST_CELLS:
        return
    largest = sorted(cells, key=lambda title: cells[title], reverse=True)[:3]
    yield Finding(
        "sheet.cells",
        f"The spreadsheet has {used:,} of the {MOST_CELLS:,} cells that Google gives it; most are in "
        f"{', '.join(largest)}.",
        "Delete blank rows and columns, and tabs that are not needed; manage.py close-books --into SPREADSHEET moves "
        "old lines of the Ledger into a spreadsheet of their own.",
        blocks=used >= MOST_CELLS,
    )


def _snapshot(layout: Layout, found: Mapping[str, Grid]) -> Snapshot:
    cache = SpreadsheetCache(layout)
    titles = [tab.title for tab in growing_tabs_in(layout)]
    chunks = [
        Chunk(title, 1, len(found[title]) + layout.place(title).rows, whole=True, tab_cells=layout.whole(title))
        for title in titles
    ]
    last = LastSettings.read(fence.settings_in(found.get(SYSTEM, [])))
    small = read_small_tabs(layout, found, last)
    return cache.load("", chunks, [(found[title],) for title in titles], small) or cache.snapshot("", small)


def _headings(layout: Layout, tab: Tab, grid: Grid | None, known: KnownHeadings) -> Iterator[Finding]:
    """Headings that stand twice, and those that stand nowhere."""
    if grid is None:
        return
    found = find_headings(tab, grid)
    for doubled in found.doubled:
        closes = closed_by(doubled)
        sentence = doubled.sentence(closes, layout.place(tab.title).title).in_language(layout.language)
        to_do = "Rename the one that is yours, or take away the one that is too much."
        yield Finding("sheet.heading_twice", sentence, to_do, blocks=closes is CLOSES_PROGRAM)
    if found.below_rows:
        below = below_problem(layout, HeadingsBelowRows(tab.title, found.row)).why.in_language(layout.language)
        yield Finding("sheet.headings_below", below, "Drag the row of the headings above all others.", blocks=True)
    gone = known.by_tab.get(tab.title, ())
    if REWARDS.cost in found.places:
        yield WORTH_OR_COST
    for column in tab.columns:
        if column not in found.places and column.heading in gone:
            sentence = gone_sentence(column.heading, layout.place(tab.title).title).in_language(layout.language)
            to_do = f'Or, if you took it away on purpose: manage.py setup --without "{column.heading}".'
            yield Finding("sheet.heading_gone", sentence, to_do, blocks=True)
        elif column in found.lacking:
            sentence = f"The tab {tab.title} has no column {column.heading}."
            to_do = "Write the heading back where it was, or let manage.py setup add it."
            yield Finding("sheet.heading_missing", sentence, to_do, blocks=column.key and not tab.optional)


def _fence(layout: Layout, grid: Grid) -> Iterator[Finding]:
    try:
        shown = cells.text(grid[0][0]) if grid and grid[0] else ""
    except UnreadableCell:
        shown = ""
    if not layout.fence or shown != layout.fence:
        to_do = "The next answer sets it up anew; manage.py setup does so now."
        yield Finding("fence.lost", "The fence is lost.", to_do)
