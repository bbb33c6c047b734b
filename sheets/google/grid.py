"""What a read of Google's brings: cells as JSON has them, in rows."""

from decimal import Decimal

Cell = str | int | Decimal | bool | None
CELL_TYPES = frozenset({str, int, Decimal, bool, type(None)})
Grid = list[list[Cell]]
