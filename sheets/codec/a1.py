"""A1 notation: how ranges are named to Google."""

from collections.abc import Iterable
from itertools import groupby


def quoted(title: str) -> str:
    """The whole tab."""
    return "'" + title.replace("'", "''") + "'"


def letters(column: int) -> str:
    """A column (from 0)."""
    written = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        written = chr(ord("A") + rest) + written
    return written


def runs(numbers: Iterable[int]) -> list[range]:
    """Ascending row or column numbers as runs of neighbours: 2, 3, 7 are 2 to 3 and 7."""
    neighbours = groupby(enumerate(numbers), key=lambda numbered: numbered[1] - numbered[0])
    found = [[number for _, number in run] for _, run in neighbours]
    return [range(run[0], run[-1] + 1) for run in found]
