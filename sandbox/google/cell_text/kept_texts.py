"""Texts that are written once for each number that they are written for."""

from collections.abc import Callable

MOST = 20_000
"""How many are kept: the days of fifty years, or all minutes of a day."""


class KeptTexts(dict[int, str]):
    """The text for each number, written when it is first asked for; all are forgotten when there are too many.

    A look into a dict takes half as long as ``lru_cache`` does, and there are several for each cell.
    """

    def __init__(self, write: Callable[[int], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, number: int) -> str:
        if len(self) >= MOST:
            self.clear()
        text = self[number] = self._write(number)
        return text
