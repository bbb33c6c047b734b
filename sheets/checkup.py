"""The check-up: what is wrong with the spreadsheet, each in one sentence for the owner, worst first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from loyalty.values import Settings
from sheets import cells
from sheets.cells import Cell, Unreadable
from sheets.errors import WorkbookError
from sheets.google import Google, Grid, Spent
from sheets.layout import Layout, read_layout
from sheets.loading import Chunk, kinds_in
from sheets.mirror import Mirror
from sheets.reading import Snapshot, read_small
from sheets.table import find_headings
from sheets.tabs import SYSTEM, TABS, Tab

SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong; ``blocks`` when the chat cannot answer until it is mended."""

    sentence: str
    blocks: bool


Wants = Callable[[Settings], Iterable[str]]
"""What the owner's settings need that is not there, in sentences."""


def check_up(google: Google, wants: Wants = lambda _settings: ()) -> Sequence[Finding]:
    """Everything that is wrong with the spreadsheet, and what its settings want; nothing when all is well."""
    try:
        return sorted(_findings(google, wants), key=lambda finding: not finding.blocks)
    except WorkbookError as error:
        return [Finding(f"The spreadsheet cannot be read: {error}.", blocks=True)]


def _findings(google: Google, wants: Wants) -> Iterator[Finding]:
    spent = Spent()
    layout = read_layout(google.layout(seconds=SECONDS, spent=spent))
    required = (SYSTEM, *(tab.title for tab in TABS if not tab.optional))
    titles = [title for title in (SYSTEM, *(tab.title for tab in TABS)) if title in layout.places]
    grids = google.values([layout.a1(title) for title in titles], seconds=SECONDS, spent=spent) if titles else []
    found = dict(zip(titles, grids, strict=True))
    for title in required:
        if title not in found:
            yield Finding(f"The tab {title} is missing. manage.py setup makes it again, empty.", blocks=True)
    blocked = any(title not in found for title in required)
    for tab in TABS:
        for finding in _missing_headings(tab, found.get(tab.title)):
            blocked = blocked or finding.blocks
            yield finding
    if SYSTEM in found:
        yield from _fence(layout, found[SYSTEM])
    if not blocked:
        snapshot = _snapshot(layout, found)
        for sentence in wants(snapshot.book.settings):
            yield Finding(sentence, blocks=False)
        for problem in snapshot.problems:
            place = f"Tab {problem.tab}, row {problem.row}, column {problem.column}"
            yield Finding(f"{place}: {problem.why}", blocks=False)


def _snapshot(layout: Layout, found: Mapping[str, Grid]) -> Snapshot:
    mirror = Mirror(layout)
    titles = [kind.tab.title for kind in kinds_in(layout)]
    chunks = [
        Chunk(title, 1, len(found[title]) + layout.place(title).rows, whole=True, tab=layout.a1(title))
        for title in titles
    ]
    small = read_small(layout, found)
    return mirror.load("", chunks, [found[title] for title in titles], small) or mirror.snapshot("", small)


def _missing_headings(tab: Tab, grid: list[list[Cell]] | None) -> Iterator[Finding]:
    if grid is None:
        return
    _, columns = find_headings(tab, grid)
    for column in tab.columns:
        if column.heading not in columns:
            sentence = (
                f"The tab {tab.title} has no column {column.heading}. "
                "Write the heading back where it was, or let manage.py setup add it."
            )
            yield Finding(sentence, blocks=column.key and not tab.optional)


def _fence(layout: Layout, grid: list[list[Cell]]) -> Iterator[Finding]:
    try:
        shown = cells.text(grid[0][0]) if grid and grid[0] else ""
    except Unreadable:
        shown = ""
    if not layout.fence or shown != layout.fence:
        yield Finding("The fence is lost. The next answer sets it up anew; manage.py setup does so now.", blocks=False)
