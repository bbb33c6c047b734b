"""Scratch tabs in somebody's spreadsheet: two for each promise, and at the end all of them are gone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sheets.codec.a1 import quoted
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS
from tests.live.google import BatchRefused, Json, Live, Stopped

ROWS, COLUMNS = 12, 4
RACES = 1_000
Hands = Callable[[str], str]
"""Says to a person what to do, in plain words, and gives what they typed when it was done."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a run is made: the ``hands`` of a person who is there, how many ``races``; ``say`` tells how far it is."""

    hands: Hands | None = None
    races: int = RACES
    say: Callable[[str], object] = lambda _words: None


TABS_WITH_CUSTOMERS = (MEMBERS, ORDERS, LEDGER)
"""Where a spreadsheet that is in use has rows."""


class InUse(Exception):
    """The spreadsheet belongs to somebody's customers."""


@dataclass
class Pair:
    """Two tabs and a prefix for named ranges that one promise has for itself; ``a`` and ``b`` are their titles."""

    live: Live
    a: str
    b: str
    ids: dict[str, int]
    prefix: str
    run: "Run"

    def write(self, row: int, *cells: Json, tab: str = "", column: int = 0) -> Json:
        """A request that writes neighbouring cells of a row (from 0)."""
        start = {"sheetId": self.ids[tab or self.a], "rowIndex": row, "columnIndex": column}
        return {"updateCells": {"start": start, "rows": [{"values": list(cells)}], "fields": "userEnteredValue"}}

    def text(self, row: int, *texts: str, tab: str = "", column: int = 0) -> Json:
        """The same for texts."""
        return self.write(row, *({"userEnteredValue": {"stringValue": text}} for text in texts), tab=tab, column=column)

    def rows(self, first: int, last: int, tab: str = "") -> Json:
        """Rows (from 0, without the last) as Google names them."""
        return {"sheetId": self.ids[tab or self.a], "dimension": "ROWS", "startIndex": first, "endIndex": last}

    def box(self, first: int, last: int, columns: int = COLUMNS, tab: str = "") -> Json:
        """The first columns of these rows."""
        span = {"startRowIndex": first, "endRowIndex": last, "startColumnIndex": 0, "endColumnIndex": columns}
        return {"sheetId": self.ids[tab or self.a], **span}

    def name(self, name: str, id_: str, row: int = 0) -> Json:
        """A request for a named range of this prefix."""
        named = {"namedRangeId": f"{self.prefix}{id_}", "name": f"{self.prefix}{name}", "range": self.box(row, row + 1)}
        return {"addNamedRange": {"namedRange": named}}

    def unname(self, id_: str) -> Json:
        """A request that takes a named range of this prefix away."""
        return {"deleteNamedRange": {"namedRangeId": f"{self.prefix}{id_}"}}

    def asked(self, what: str) -> str:
        """Has a person do something, in the words of a sentence to them; what they typed when it was done."""
        return self.run.hands(what) if self.run.hands else ""

    def grid(self, tab: str = "") -> list[list[Any]]:
        """The cells of a tab without their empty ends."""
        found: list[list[Any]] = self.live.values(quoted(tab or self.a))[0].get("values", [])
        return found

    def names(self) -> dict[str, int]:
        """The named ranges of this prefix: their ids without it, and the row (from 0) that they begin in."""
        found = named_ranges(self.live, self.prefix)
        return {named["namedRangeId"].removeprefix(self.prefix): _row(named) for named in found}


@dataclass
class Scratch:
    """What was made in the spreadsheet, by this run alone."""

    live: Live
    chance: str
    run: Run
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def pair(self, rows: int = ROWS) -> Pair:
        """Two new tabs."""
        number = next(self._numbers)
        titles = [f"{self._title}{number}{side}" for side in "ab"]
        grid = {"rowCount": rows, "columnCount": COLUMNS}
        adds = [{"addSheet": {"properties": {"title": title, "gridProperties": grid}}} for title in titles]
        replies = self.live.batch(*adds)
        ids = [int(reply["addSheet"]["properties"]["sheetId"]) for reply in replies]
        prefix = f"{self.prefix}{number}_"
        return Pair(self.live, titles[0], titles[1], dict(zip(titles, ids, strict=True)), prefix, self.run)

    @property
    def prefix(self) -> str:
        """What the names and ids of its named ranges begin with."""
        return f"regulars_try_{self.chance}_"

    @property
    def _title(self) -> str:
        return f"regulars try {self.chance} "

    def remove(self) -> None:
        """Takes away all that was made, and is there: a person may have restored an older version."""
        there = self.live.describe("namedRanges,sheets.properties(sheetId,title)")
        names = [named["namedRangeId"] for named in _named(there, self.prefix)]
        batch = [{"deleteNamedRange": {"namedRangeId": name}} for name in names]
        tabs = [sheet["properties"] for sheet in there["sheets"]]
        made = [tab.get("sheetId", 0) for tab in tabs if tab["title"].startswith(self._title)]
        batch += [{"deleteSheet": {"sheetId": sheet}} for sheet in made]
        if batch:
            self.live.batch(*batch)


@contextmanager
def scratch(live: Live, chance: str, run: Run) -> Iterator[Scratch]:
    """Scratch tabs for as long as the ``with`` block runs; InUse where customers' rows are."""
    there = {sheet["properties"]["title"] for sheet in live.describe("sheets.properties.title")["sheets"]}
    titles = [tab.title for tab in TABS_WITH_CUSTOMERS if tab.title in there]
    grids = live.values(*map(quoted, titles)) if titles else []
    for title, grid in zip(titles, grids, strict=True):
        if len(grid.get("values", ())) > 1:
            raise InUse(f"This spreadsheet has rows in its tab {title}. Take an empty one, or a copy that nobody uses.")
    made = Scratch(live, chance, run)
    try:
        yield made
    finally:
        try:
            made.remove()
        except BatchRefused as error:
            raise Stopped(f"The tabs that begin with 'regulars try {chance}' are left: {error}") from error


def named_ranges(live: Live, prefix: str) -> Sequence[Json]:
    """Those whose names begin with this."""
    return _named(live.describe("namedRanges"), prefix)


def _named(description: Json, prefix: str) -> Sequence[Json]:
    """A named range may come back under another id, but not under another name."""
    found = description.get("namedRanges", ())
    return [named for named in found if named["name"].startswith(prefix)]


def _row(named: Json) -> int:
    return int(named.get("range", {}).get("startRowIndex", 0))
