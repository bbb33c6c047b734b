"""The numbers by which the program knows its tabs again, as the hidden tab notes them.

A title says little: an owner renames Ledger to keep it and calls a copy of it Ledger, or begins a new tab Orders each
year. Google's number of a tab never changes, so it is noted, and an instance that starts later goes by it
(docs/decisions/0041).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

ROW = 5
"""Where the hidden tab notes them, in its first column."""


@dataclass(frozen=True, slots=True)
class KnownTabs:
    """Google's numbers of tabs, by the program's own titles in English."""

    numbers: Mapping[str, int]

    @classmethod
    def read(cls, text: str) -> "KnownTabs":
        """As the hidden tab notes them; none where somebody has typed over it."""
        try:
            found = json.loads(text)
            return cls({title: number for title, number in found.items() if type(number) is int})
        except (AttributeError, RecursionError, ValueError):
            return cls({})

    @property
    def text(self) -> str:
        """What the hidden tab notes."""
        return json.dumps(dict(sorted(self.numbers.items())), ensure_ascii=False)

    def and_those(self, newer: "KnownTabs") -> "KnownTabs":
        """These and those; of a tab that both know, the newer number."""
        return KnownTabs({**self.numbers, **newer.numbers})

    def noted(self, system: int) -> dict[str, object]:
        """The request that notes them in the hidden tab, by its number."""
        return {
            "updateCells": {
                "start": {"sheetId": system, "rowIndex": ROW - 1, "columnIndex": 0},
                "rows": [{"values": [{"userEnteredValue": {"stringValue": self.text}}]}],
                "fields": "userEnteredValue",
            }
        }
