"""The headings that the program has found before: one that decides and is not there any more closes what rests on it.

Without Currency 6,000 yen would be 6,000 points, without Status a cancelled order would pay, without Reminders emails
would go to who said no. A sheet that never had such a heading goes without: so what was found is noted in the hidden
tab, and only that is asked for (docs/decisions/0040).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sheets.codec.column import AnyColumn, Tab
from sheets.codec.owner_sentences import Sentence, Words
from sheets.codec.table import Table
from sheets.google.errors import WorkbookError

ROW = 3
"""Where the hidden tab notes them, in its first column."""
GONE = Sentence(
    "The heading %(heading)s is gone from %(tab)s. Write it back above its column; until then no points are given "
    "or taken, and customers are told to try again later."
)


@dataclass(frozen=True, slots=True)
class GoneHeading:
    """A heading that decides, which a tab had and has no more; the row is that of the tab's headings."""

    tab: Tab
    row: int
    column: AnyColumn


def gone_sentence(heading: str, tab: str) -> Sentence:
    """What the owner reads of a heading (in English) that is gone, whose tab is titled like this."""
    return GONE.of(heading=Words((heading,)), tab=tab.strip())


class HeadingGone(WorkbookError):
    """Headings on which money, consent or identity hang have disappeared: nothing is decided until they are back."""

    def __init__(self, headings: tuple[GoneHeading, ...]) -> None:
        named = (f"The heading {gone.column.heading!r} is gone from the tab {gone.tab.title!r}" for gone in headings)
        super().__init__(f"{'; '.join(named)}; write it back above its column, or run manage.py setup --without it.")
        self.headings = headings

    def lacking_in(self, title: str) -> tuple[str, ...]:
        """The headings that have disappeared, where it is this tab alone that lacks any; none else."""
        alone = all(heading.tab.title == title for heading in self.headings)
        return tuple(heading.column.heading for heading in self.headings) if alone else ()


@dataclass(frozen=True, slots=True)
class KnownHeadings:
    """The headings that decide and were found, in English, by the program's titles of their tabs."""

    by_tab: Mapping[str, frozenset[str]]

    @classmethod
    @lru_cache(maxsize=4)  # every read brings it, and it hardly ever says something else
    def read(cls, text: str) -> "KnownHeadings":
        """As the hidden tab notes them; none where somebody has typed over it."""
        try:
            found = json.loads(text)
            return cls({str(tab): frozenset(map(str, headings)) for tab, headings in found.items()})
        except (AttributeError, RecursionError, TypeError, ValueError):
            return cls({})

    @property
    def text(self) -> str:
        """What the hidden tab notes."""
        return json.dumps({tab: sorted(headings) for tab, headings in sorted(self.by_tab.items())}, ensure_ascii=False)

    def and_those_of(self, tables: Iterable[Table]) -> "KnownHeadings":
        """These and the ones that stand in these tabs."""
        found = {table.tab.title: _deciding(tuple(table.columns)) for table in tables}
        none = frozenset[str]()
        titles = {*self.by_tab, *found}
        return KnownHeadings({title: self.by_tab.get(title, none) | found.get(title, none) for title in titles})

    def noted(self, system: int) -> dict[str, object]:
        """The request that notes them in the hidden tab, by its number."""
        return {
            "updateCells": {
                "start": {"sheetId": system, "rowIndex": ROW - 1, "columnIndex": 0},
                "rows": [{"values": [{"userEnteredValue": {"stringValue": self.text}}]}],
                "fields": "userEnteredValue",
            }
        }

    def without(self, tab: str, heading: str) -> "KnownHeadings":
        """All but this one, which the owner has taken away on purpose."""
        return KnownHeadings({**self.by_tab, tab: self.by_tab.get(tab, frozenset()) - {heading}})

    def gone_from(self, tables: Iterable[Table]) -> tuple[GoneHeading, ...]:
        """Those that were there and are not; one that stands twice is not gone."""
        return tuple(
            GoneHeading(table.tab, table.heading_row, column)
            for table in tables
            for column in table.tab.columns
            if column not in table.columns  # hardly any, and each cycle asks
            and column.heading in self.by_tab.get(table.tab.title, ())
            and all(column is not doubled.column for doubled in table.doubled)
            and not (table.doubled and column in table.tab.together)
        )


@lru_cache(maxsize=64)  # every commit asks of each tab, and hardly ever of other columns
def _deciding(columns: tuple[AnyColumn, ...]) -> frozenset[str]:
    return frozenset(column.heading for column in columns if column.decides or column.key or column.identity)
