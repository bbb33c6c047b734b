"""A CSV file as lines under headings, whatever its encoding and its separator; strict about quotation marks.

An open quotation mark swallows the lines below it, and with them orders: it is an error at its line.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loyalty.model.written.unseen import UNSEEN_IN_PROSE
from shops.file_encoding import UnclearEncoding, decoded
from shops.formats import known_words
from words.literal_text import without_mark

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LARGEST_FILE = 200 * 2**20
LONGEST_CELL = 2**20
SWALLOWED = "A quotation mark is left open here: the cell goes on over what looks like the next line."
_LEAST_WIDTH = 3
"""In a narrower table a line of an address looks like a line of the file."""
_IN_WORDS = {
    "unexpected end of data": "a quotation mark is opened here and never closed",
    "expected after": "a quotation mark is left open here, or one within a cell is not doubled",
}
"""What Python says of quotation marks, and what owners are told."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"[^"]*"')
_EXCEL = re.compile(r'="(.*)"', re.DOTALL)


class NoTable(Exception):
    """The file holds no table that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the headings: its number in the file, as an editor counts, its cells, and why it cannot be taken."""

    number: int
    cells: tuple[str, ...]
    why: str = ""

    def cell(self, place: int) -> str:
        """The cell in this column (from 0), blank where the line is shorter."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds, and how it is written: a CSV file in its ``encoding``, or the ``sheet`` of a workbook.

    ``separator`` stands between the cells, also of the file that is written beside it; ``notes`` are sentences for its
    owner.
    """

    encoding: str
    separator: str
    headings: tuple[str, ...]
    lines: Sequence[Line]
    sheet: str = ""
    notes: Sequence[str] = ()

    @property
    def told(self) -> str:
        """How the file is written, in words."""
        if self.sheet:
            return f"an Excel workbook, sheet {self.sheet!r}"
        return f"{self.encoding}, separated by {SEPARATORS[self.separator]}"

    def cells(self, places: Iterable[int]) -> Iterator[str]:
        """What stands in these columns (from 0)."""
        return (cell for place in places for line in self.lines if (cell := line.cell(place)))


def first_cell(lines: Iterable[Line], places: Iterable[int]) -> str:
    """What stands on the first of the lines that has something in these columns (from 0), blank where none has."""
    # Asked for some twenty times for each line of a file: loops are twice as fast here as a generator.
    for line in lines:
        cells = line.cells
        for place in places:
            if place < len(cells) and (cell := cells[place]):
                return cell
    return ""


def all_cells(lines: Iterable[Line], places: Iterable[int] | None) -> Sequence[str]:
    """All that stands in these columns (from 0) on the lines, line by line; nothing for a field without a column."""
    return [cell for line in lines for place in places if (cell := line.cell(place))] if places else ()


def read_export(content: bytes, *, encoding: str = "") -> Export:
    """The table in a file's bytes, in this encoding if the owner says one; NoTable."""
    try:
        told, text = decoded(content, known=known_words(), encoding=encoding)
    except UnclearEncoding as error:
        raise NoTable(str(error)) from error
    first, *rest = _LINE_END.split(text, maxsplit=1)
    # Excel's own first line that names the separator, which is no heading.
    named = first.lower().startswith("sep=")
    separator = first[4:5] if named and first[4:5] in SEPARATORS else _separator(text)
    rows = _rows("".join(rest) if named else text, separator, skipped=int(named))
    if not rows:
        raise NoTable("it is empty")
    return Export(told, separator, rows[0].cells, rows[1:])


def _rows(text: str, separator: str, *, skipped: int) -> list[Line]:
    csv.field_size_limit(LONGEST_CELL)
    fed = list[str]()
    reader = csv.reader(_noting(io.StringIO(text, newline=""), fed), delimiter=separator, strict=True)
    rows, number = list[Line](), skipped + 1
    try:
        for cells in reader:
            if any(cells):
                width = len(rows[0].cells) if rows else 0
                why = SWALLOWED if len(fed) > 1 and _has_swallowed(fed, separator, width) else ""
                # Most cells of a wide file are read by nobody, and one word or number each.
                plain = [cell if cell.isalnum() and cell.isascii() else plain_cell(cell) for cell in cells]
                rows.append(Line(number, tuple(plain), why))
            number = reader.line_num + skipped + 1
            fed.clear()
    except csv.Error as error:
        why = next((said for python, said in _IN_WORDS.items() if python in str(error)), "")
        raise NoTable(f"line {number}: {why}" if why else f"line {number} cannot be read as CSV ({error})") from None
    return rows


def _noting(lines: Iterable[str], fed: list[str]) -> Iterator[str]:
    for line in lines:
        fed.append(line)
        yield line


def _has_swallowed(lines: Sequence[str], separator: str, width: int) -> bool:
    """True when the first of the lines of one row, and one after it, would each be a row of their own."""
    first, *others = (_QUOTED.sub("", line).count(separator) + 1 for line in lines)
    return first >= width >= _LEAST_WIDTH and width in others


@lru_cache(maxsize=1024)  # most cells of a wide file are blank, or say what many others say
def plain_cell(cell: str) -> str:
    """The cell without outer blanks and what keeps Excel from reading it as a number (``="…"``) or a formula."""
    plain = cell.isascii() and cell.isprintable()  # as nearly every cell is
    cell = (cell if plain else cell.translate(UNSEEN_IN_PROSE)).strip()
    found = _EXCEL.fullmatch(cell) if cell[:2] == '="' else None
    return found[1] if found else without_mark(cell)


def _separator(text: str) -> str:
    """The separator that stands most often between the headings, outside of quotes; eBay writes a blank line first."""
    headings = _LINE_END.split(text.lstrip("\r\n " + "".join(SEPARATORS)), maxsplit=1)[0]
    return max(SEPARATORS, key=lambda sign: _QUOTED.sub("", headings).count(sign))
