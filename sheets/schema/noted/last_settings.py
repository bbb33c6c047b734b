"""The settings as they last could be read: one that is mistyped, doubled or deleted keeps the value that it had.

Without it "five" for three points a unit, or a row that somebody deleted, would give the default's points in silence
(docs/decisions/0046). The hidden tab notes them, so that an instance that starts anew knows them, too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from sheets.google.grid import Cell

ROW = 7
"""Where the hidden tab notes them, in its first column."""
LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class LastSettings:
    """The cells under Value by what they set; none for a setting that was empty."""

    cells: Mapping[str, Cell] = field(default_factory=dict)

    @classmethod
    def of(cls, cells: Mapping[str, Cell]) -> "LastSettings":
        """Those of these cells that hold something short: a cell of the hidden tab has to hold them all."""
        short = {name: cell for name, cell in cells.items() if cell is not None and len(str(cell)) <= LONGEST_VALUE}
        return cls(short)

    @classmethod
    @lru_cache(maxsize=4)  # every read brings it, and it hardly ever says something else
    def read(cls, text: str) -> "LastSettings":
        """As the hidden tab notes them; none where somebody has typed over it."""
        try:
            return cls.of({str(name): _read(cell) for name, cell in json.loads(text).items()})
        except (ArithmeticError, AttributeError, RecursionError, TypeError, ValueError):
            return cls()

    def says(self, name: str, cell: Cell) -> bool:
        """True when this cell holds what is known; of a long one nothing is."""
        return self.cells.get(name) == self.of({name: cell}).cells.get(name)

    def noted(self, system: int) -> dict[str, object]:
        """The request that notes them in the hidden tab, by its number."""
        text = json.dumps(dict(sorted(self.cells.items())), ensure_ascii=False, default=_written)
        return {
            "updateCells": {
                "start": {"sheetId": system, "rowIndex": ROW - 1, "columnIndex": 0},
                "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]}],
                "fields": "userEnteredValue",
            }
        }


def _written(fraction: Decimal) -> list[str]:
    """JSON has no exact fractions."""
    return [str(fraction)]


def _read(found: object) -> Cell:
    match found:
        case [str(fraction)]:
            return Decimal(fraction) if Decimal(fraction).is_finite() else None
        case bool() | int() | str():
            return found
    return None


NONE_KNOWN = LastSettings()
