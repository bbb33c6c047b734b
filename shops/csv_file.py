"""A CSV file as lines under headings, whatever its encoding and its separator."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from loyalty.model.unseen import UNSEEN_IN_PROSE
from words.literal_text import without_mark

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LARGEST_FILE = 200 * 2**20
LONGEST_CELL = 2**20
ZIP = b"PK\x03\x04"
_HIGH = re.compile(rb"[\x80-\xff]+")
_CYRILLIC = re.compile(r"[А-яЁё]{2,}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"[^"]*"')
_EXCEL = re.compile(r'="(.*)"', re.DOTALL)


class NoTable(Exception):
    """The file holds no table that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the headings: its number in the file, as an editor counts, and its cells."""

    number: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """The cell in this column (from 0), blank where the line is shorter."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Export:
    """What a CSV file holds, and how it is written."""

    encoding: str
    separator: str
    headings: tuple[str, ...]
    lines: Sequence[Line]

    @property
    def told(self) -> str:
        """How the file is written, in words."""
        return f"{self.encoding}, parted by {SEPARATORS[self.separator]}"

    def cells(self, places: Iterable[int]) -> Iterator[str]:
        """What stands in these columns (from 0)."""
        return (cell for place in places for line in self.lines if (cell := line.cell(place)))


def read_export(content: bytes) -> Export:
    """The table in a file's bytes; NoTable."""
    if content.startswith(ZIP):
        raise NoTable("it is a workbook of Excel or an archive; save the table as CSV, or unpack it")
    encoding, text = _decoded(content)
    first, *rest = _LINE_END.split(text, maxsplit=1)
    # Excel's own first line that names the separator, which is no heading.
    named = first.lower().startswith("sep=")
    separator = first[4:5] if named and first[4:5] in SEPARATORS else _separator(first)
    rows = _rows("".join(rest) if named else text, separator, skipped=int(named))
    if not rows:
        raise NoTable("it is empty")
    return Export(encoding, separator, rows[0].cells, rows[1:])


def _rows(text: str, separator: str, *, skipped: int) -> list[Line]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, number = list[Line](), skipped + 1
    try:
        for cells in reader:
            if any(cells):
                rows.append(Line(number, tuple(map(_plain, cells))))
            number = reader.line_num + skipped + 1
    except csv.Error as error:
        raise NoTable(f"line {number} cannot be read as CSV ({error})") from None
    return rows


def _plain(cell: str) -> str:
    """The cell without outer blanks and what keeps Excel from reading it as a number (``="…"``) or a formula."""
    cell = cell.translate(UNSEEN_IN_PROSE).strip()
    found = _EXCEL.fullmatch(cell) if cell[:2] == '="' else None
    return found[1] if found else without_mark(cell)


def _separator(first: str) -> str:
    """The separator that stands most often between the headings of the first line, outside of quotes."""
    return max(SEPARATORS, key=lambda sign: _QUOTED.sub("", first).count(sign))


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16", _as("utf-16", content)
    # UTF-16 without its mark: every second byte of a heading is zero.
    if content[1:2] == b"\0" or content[:1] == b"\0":
        return "UTF-16", _as("utf-16-be" if content[:1] == b"\0" else "utf-16-le", content)
    try:
        return "UTF-8", content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if _is_cyrillic(content):
        return "Windows-1251", _as("cp1251", content)
    return "Windows-1252", _as("cp1252", content)


def _as(encoding: str, content: bytes) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise NoTable(f"it is not text in {encoding} nor in any other encoding that is usual") from None


def _is_cyrillic(content: bytes) -> bool:
    """True for Windows-1251: Russian words are all high bytes, in Western words they stand alone between others."""
    runs = [run for run in _HIGH.findall(content) if not run.isspace()]
    long = sum(len(run) for run in runs if len(run) > 2 and _CYRILLIC.fullmatch(run.decode("cp1251", "replace")))
    return long * 2 > sum(map(len, runs))
