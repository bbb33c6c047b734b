"""A1 notation: ranges as people write them (``'My tab'!A2:C``) and as the stand-in reads them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sandbox.google.grid.box import Box, Span

MAX_COLUMNS = 18_278
"""ZZZ, the last column that A1 notation can name."""

KEPT = 4096
"""Ranges that are kept as read and as written: a program asks for the same ones again and again."""

_TITLED = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))(?:!(.+))?")
_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?(?:\$?([1-9]\d{0,8}))?")
_PLAIN = re.compile(r"[^\W\d]\w*")
_LIKE_BAD_CELL = re.compile(r"[A-Za-z]+\d+")
_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


@dataclass(frozen=True, slots=True)
class Address:
    """A range as written: the tab's title, None for the first one, and the box, None where only a word stands.

    A lone word is the title of a tab or the name of a named range; the spreadsheet knows which. ``name`` is what
    stands after a title where cells should: a named range of that tab, or nothing that there is.
    """

    title: str | None
    box: Box | None
    name: str | None = None


@lru_cache(maxsize=KEPT)
def parse(text: str) -> Address | None:
    """The address that ``text`` names, None when it is no A1 notation."""
    if box := _box(text):
        return Address(None, box)
    found = _TITLED.fullmatch(text)
    if not found:
        return None
    quoted, plain, cells = found.groups()
    title = quoted.replace("''", "'") if quoted else plain
    if cells is None:
        return Address(title, None)
    box = _box(cells)
    if box is None and (not _PLAIN.fullmatch(cells) or _LIKE_BAD_CELL.fullmatch(cells)):
        return None
    return Address(title, box, None if box else cells)


@lru_cache(maxsize=KEPT)
def written(title: str, box: Box) -> str:
    """The range with its title, quoted only when it must be (so Google echoes ranges since September 2026)."""
    plain = _PLAIN.fullmatch(title) and not _LIKE_CELL.fullmatch(title)
    shown = title if plain else "'" + title.replace("'", "''") + "'"
    return shown if box == Box() else f"{shown}!{cells(box)}"


def cells(box: Box) -> str:
    """The box in A1 notation, without a title; a box open both ways ends at column ZZZ."""
    top, bottom = box.rows.start, box.rows.end
    left, right = box.columns.start, box.columns.end
    if bottom is None and right is None:
        right = MAX_COLUMNS
    if bottom == top + 1 and right == left + 1:
        return f"{column(left)}{top + 1}"
    if bottom is None and right is not None:
        return f"{column(left)}{top + 1 if top else ''}:{column(right - 1)}"
    if right is None:
        return f"{column(left) if left else ''}{top + 1}:{bottom}"
    return f"{column(left)}{top + 1}:{column(right - 1)}{bottom}"


def column(index: int) -> str:
    """The letters of the column at ``index``, counted from 0."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The index, counted from 0, of the column with these letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def span(first: int | None, last: int | None) -> Span:
    """The rows or columns between two corners, of which one or both may have none."""
    if first is None:
        return Span(0, None if last is None else last + 1)
    if last is None:
        return Span(first, None)
    return Span(min(first, last), max(first, last) + 1)


def _box(text: str) -> Box | None:
    first, colon, second = text.partition(":")
    start = _corner(first)
    end = _corner(second) if colon else start
    if start is None or end is None:
        return None
    if not colon and None in start:
        return None
    columns, rows = span(start[0], end[0]), span(start[1], end[1])
    if columns.end is not None and columns.end > MAX_COLUMNS:
        return None
    return Box(rows, columns)


def _corner(text: str) -> tuple[int | None, int | None] | None:
    """Column and row of one corner, counted from 0, of which one may be missing."""
    found = _CORNER.fullmatch(text)
    if not found or not text.strip("$"):
        return None
    letters, digits = found.groups()
    return column_index(letters) if letters else None, int(digits) - 1 if digits else None
