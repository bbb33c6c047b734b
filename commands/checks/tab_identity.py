"""Which tab is which: those that are missing, were renamed, or could be the same."""

from collections.abc import Iterator

from commands.checks.finding import Finding
from sheets.codec.column import Tab
from sheets.codec.table import HEADING_ROWS, find_headings
from sheets.codec.translation import fold_name, said
from sheets.google.client import Google, Spent
from sheets.google.grid import Grid
from sheets.schema.identity.place import Place
from sheets.schema.identity.tab_choice import EARLIER
from sheets.schema.identity.tab_problems import rival_problems, successor_problems
from sheets.schema.layout import OURS, Layout
from sheets.schema.orders_tab import ORDERS
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.tabs import SYSTEM, TABS
from words.locales import LANGUAGES


def which_is_which(layout: Layout) -> Iterator[Finding]:
    """Tabs that go by another name than ours, and other ones that could be meant."""
    rivals = {rival.ours: rival for rival in layout.rivals}
    for rival, problem in zip(layout.rivals, rival_problems(layout.rivals), strict=True):
        if rival.is_ours or fold_name(rival.used.title) not in _titles(rival.ours):
            yield Finding(
                "sheet.tab_renamed",
                problem.why.in_language(layout.language),
                blocks=False,
                to_do="Until then nothing is lost.",
            )
        else:
            sentence = (
                f"There are two tabs that could be {rival.ours}: {rival.used.title!r} is used, "
                f"{rival.other.title!r} is not."
            )
            yield Finding("sheet.tab_twice", sentence, "Rename the one that should not count.")
    for problem in successor_problems(layout.successors):
        yield Finding(
            "sheet.tab_new",
            problem.why.in_language(layout.language),
            "The next booking notes it, and says so in Problems.",
        )
    for tab in (tab for tab in TABS if tab.title in layout.places and not tab.number and tab.title not in rivals):
        place = layout.place(tab.title)
        if fold_name(place.title) not in _titles(tab.title):
            yield Finding(
                "sheet.tab_known", f"The tab {tab.title} is called {place.title!r} now, and is used as before."
            )
    for place in (layout.places[title] for title in EARLIER if title in layout.places):
        new = layout.place(ORDERS.title).title
        sentence = f"The orders in {place.title!r} are read beside those in {new!r}, where new ones go."
        yield Finding("sheet.orders_before", sentence)


def missing(google: Google, layout: Layout, spent: Spent, seconds: float) -> Iterator[Finding]:
    """Tabs without which nothing works and that are not there, each with those that may be it under another name."""
    lacking = [tab for tab in TABS if not tab.optional and tab.title not in layout.places]
    others = [place for title, place in layout.places.items() if title not in OURS] if lacking else []
    tops = [place.cells.rows(1, HEADING_ROWS) for place in others]
    grids = google.cells(tops, seconds=seconds, spent=spent) if tops else []
    for tab in lacking:
        alike = [place for place, grid in zip(others, grids, strict=True) if _has_headings_of(tab, grid)]
        yield Finding("sheet.tab_missing", f"The tab {tab.title} is missing.", _to_do(tab, alike), blocks=True)
    if PROBLEMS.title not in layout.places:
        to_do = "Nobody can tell you what is wrong in your sheet; manage.py setup makes it again."
        yield Finding("sheet.problems_missing", f"The tab {PROBLEMS.title} is missing.", to_do)
    if SYSTEM not in layout.places:
        yield Finding("sheet.tab_missing", f"The tab {SYSTEM} is missing.", _AGAIN, blocks=True)


_AGAIN = "manage.py setup makes it again, empty."


def _to_do(tab: Tab, alike: list[Place]) -> str:
    if not alike:
        return _AGAIN
    named = " or ".join(repr(place.title) for place in alike)
    return f"{named} has its headings: if it was renamed, call it {tab.title} again. Else {_AGAIN}"


def _has_headings_of(tab: Tab, grid: Grid) -> bool:
    """True when most of the tab's headings are there, and all without which it cannot be read."""
    found = find_headings(tab, grid).places
    return all(key in found for key in tab.keys) and 2 * len(found) > len(tab.columns)


def _titles(ours: str) -> set[str]:
    return {fold_name(said(ours, language)) for language in LANGUAGES}
