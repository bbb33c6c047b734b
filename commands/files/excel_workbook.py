"""A table in an Excel workbook (.xlsx), read as the same lines that a CSV file gives.

openpyxl opens the workbook and knows its sheets, texts and formats. The cells are read here: its own reader gives
either a formula or the value that the formula had, turns amounts into floats, and says nothing of rows that are hidden
or cells that are merged; all of that decides about money here.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from commands.files.shown_values import NumberFormat, number_format, shown_number
from shops.csv_file import Export, Line, NoTable, plain_cell
from shops.order_fields import NOT_CALCULATED

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.workbook import Workbook as ExcelWorkbook

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LARGEST_UNPACKED = 800 * 2**20
"""Bytes of a workbook's parts in all; 50,000 lines of 40 columns are 110 MB."""
MOST_TIMES, SMALL = 100, 32 * 2**20
"""A workbook unpacks to some ten times its size; what is larger than this many times is made to fill a memory."""
MOST_HEADING_ROWS = 20
"""So many rows are looked at for headings that are known: above them may stand a title."""
MOST_COLUMNS = 1_000
"""What stands further to the right is one more cell, which has no heading."""
_DAMAGE = (
    *(BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, ArithmeticError),
    *(OSError, EOFError, SyntaxError, RuntimeError, NotImplementedError, AssertionError),
)
"""What zipfile, expat and openpyxl raise for parts that are missing, cut off or not what they should be."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _MERGED = f"{_MAIN}row", f"{_MAIN}mergeCell"
_VALUE, _FORMULA, _INLINE = f"{_MAIN}v", f"{_MAIN}f", f"{_MAIN}is"
_TEXT, _PIECE = f"{_MAIN}t", f"{_MAIN}r"
_YES = ("1", "true")
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")

Headings = Sequence[str]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where a sheet stands in the workbook, and whether its owner has hidden it."""

    path: str
    hidden: bool


@dataclass(slots=True)
class _Seen:
    """What is told of a sheet besides its rows."""

    hidden: int = 0
    merged: int = 0
    uncalculated: int = 0

    def sentences(self) -> Iterator[str]:
        """For its owner."""
        if self.hidden:
            yield f"Hidden rows are read like the others: {self.hidden:,}."
        if self.merged:
            yield f"Of merged cells the first one holds what they show, and the others nothing: {self.merged:,}."
        if self.uncalculated:
            yield (
                f"Formulas that were never calculated have no value: {self.uncalculated:,}. "
                "Open the file in Excel, save it, and import it then."
            )


def is_workbook(content: bytes) -> bool:
    """True for what is or may be a workbook, not text: its reader says in words what is wrong with others."""
    return content.startswith((ZIP, OLE))


def read_workbook(
    content: bytes, *, known: Callable[[Headings], bool], sheet: str = "", largest: int = LARGEST_UNPACKED
) -> Export:
    """The table in the sheet of this name, or else in the first one whose headings are ``known``; NoTable.

    ``largest`` is how many bytes the workbook's parts may come to.
    """
    _check(content, largest)
    try:
        # It warns of what it does not know, such as drop-down lists; no value depends on that.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, known, sheet)
    except _DAMAGE as error:
        raise NoTable("it is a damaged workbook; open it in Excel, save it, and try again") from error


def _check(content: bytes, largest: int) -> None:
    if content.startswith(OLE):
        if _ENCRYPTED in content:
            raise NoTable("it is protected by a password; save it without one")
        raise NoTable("it is a workbook of an old Excel (.xls); save it as .xlsx or as CSV")
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            size = sum(part.file_size for part in archive.infolist())
            protected = any(part.flag_bits & 1 for part in archive.infolist())
    except (*_DAMAGE, zipfile.LargeZipFile) as error:
        raise NoTable("it is a damaged workbook or archive") from error
    if protected:
        raise NoTable("it is protected by a password; save it without one")
    if "xl/workbook.bin" in names:
        raise NoTable("it is a binary workbook of Excel (.xlsb); save it as .xlsx or as CSV")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise NoTable("it is an archive or a workbook of another program; save the table as .xlsx or as CSV")
    if size > largest:
        raise NoTable(f"unpacked it is larger than {largest // 2**20} MB; split it")
    if size > max(SMALL, MOST_TIMES * len(content)):
        raise NoTable(f"it unpacks to more than {MOST_TIMES} times its size; open it in Excel, and save it as another")


def _read(content: bytes, known: Callable[[Headings], bool], sheet: str) -> Export:
    try:
        from openpyxl.reader.excel import ExcelReader  # 100 ms, and only workbooks need it
        from openpyxl.styles.stylesheet import apply_stylesheet
    except ImportError as error:
        raise NoTable("Excel workbooks need a package: pip install -r requirements-dev.txt") from error
    package = ExcelReader(BytesIO(content), keep_links=False)
    package.read_manifest()
    package.read_strings()
    package.read_workbook()
    apply_stylesheet(package.archive, package.wb)
    reader = _Reader(package.archive, package.wb, package.shared_strings)
    sheets = {
        part.name: _Sheet(place.target, part.state != "visible")
        for part, place in package.parser.find_sheets()
        if place.target in package.valid_files and "chartsheet" not in place.Type
    }
    return _export(reader, sheets, known, sheet)


def _export(reader: "_Reader", sheets: Mapping[str, _Sheet], known: Callable[[Headings], bool], asked: str) -> Export:
    if not sheets:
        raise NoTable("it has no sheet with cells; save the table as .xlsx or as CSV")
    name = _named(sheets, asked) if asked else _first_known(reader, sheets, known)
    seen = _Seen()
    rows = list(reader.rows(sheets[name], seen))
    if not rows:
        raise NoTable(f"the sheet {name!r} is empty")
    rows = rows[_heading_row(rows, known) or 0 :]
    others = [title for title in sheets if title != name]
    notes = (*seen.sentences(), *([f"Not read: {', '.join(others)}. --sheet reads another one."] if others else []))
    return Export("", ",", rows[0].cells, rows[1:], sheet=name, notes=notes)


def _named(sheets: Iterable[str], asked: str) -> str:
    name = next((title for title in sheets if title.casefold() == asked.strip().casefold()), None)
    if name is None:
        raise NoTable(f"it has no sheet {asked!r}; it has: {', '.join(sheets)}")
    return name


def _first_known(reader: "_Reader", sheets: Mapping[str, _Sheet], known: Callable[[Headings], bool]) -> str:
    """The first sheet with headings that are known, else the first that holds anything; hidden ones come last."""
    in_order = sorted(sheets, key=lambda title: sheets[title].hidden)
    heads = {title: list(islice(reader.rows(sheets[title], _Seen()), MOST_HEADING_ROWS)) for title in in_order}
    first_known = (title for title in in_order if _heading_row(heads[title], known) is not None)
    return next(first_known, next((title for title in in_order if heads[title]), in_order[0]))


def _heading_row(rows: Sequence[Line], known: Callable[[Headings], bool]) -> int | None:
    """Which of the first rows has headings that are known; above it may stand a title."""
    return next((at for at, row in enumerate(rows[:MOST_HEADING_ROWS]) if known(row.cells)), None)


class _Reader:
    """The rows of a workbook's sheets."""

    def __init__(self, archive: ZipFile, book: "ExcelWorkbook", strings: Sequence[str]) -> None:
        from openpyxl.utils.datetime import MAC_EPOCH
        from openpyxl.worksheet.worksheet import Worksheet

        self._archive = archive
        self._from_1904 = book.epoch == MAC_EPOCH
        self._styles = Worksheet(book)
        """Knows the workbook's formats by their numbers."""
        self._strings = [plain_cell(_unescaped(text)) for text in strings]
        self._formats = dict[str, NumberFormat]()
        self._columns = dict[str, int]()

    def rows(self, sheet: _Sheet, seen: _Seen) -> Iterator[Line]:
        """The rows that hold something, with their numbers in the sheet."""
        from openpyxl.xml.functions import iterparse

        number = 0
        with self._archive.open(sheet.path) as source:
            for _, element in iterparse(source):
                if element.tag == _ROW:
                    number = int(element.get("r") or number + 1)
                    cells = self._cells(element, seen)
                    if cells:
                        seen.hidden += element.get("hidden") in _YES
                        yield Line(number, tuple(cells))
                    element.clear()
                elif element.tag == _MERGED:
                    seen.merged += 1

    def _cells(self, row: "Element", seen: _Seen) -> list[str]:
        """What the cells show, up to the last one that shows anything."""
        cells, columns, formats, place = list[str](), self._columns, self._formats, -1
        for cell in row:
            kind, value = cell.get("t", "n"), cell.findtext(_VALUE)
            if value and kind == "n":
                style = cell.get("s", "0")
                form = formats.get(style) or self._format(style)
                text = shown_number(value, form, from_1904=self._from_1904)
            elif value and kind == "s":
                text = self._strings[int(value)]
            else:
                text = _other_text(cell, kind, value or "", seen)
            if reference := cell.get("r"):
                letters = reference.rstrip("0123456789")
                at = columns.get(letters)
                place = self._column(letters) if at is None else at
            else:  # it stands behind the one before
                place = min(place + 1, MOST_COLUMNS)
            if text:
                if len(cells) <= place:
                    cells += [""] * (place + 1 - len(cells))
                cells[place] = text
        return cells

    def _column(self, letters: str) -> int:
        """The column (from 0) of the letters in ``AB12``."""
        from openpyxl.utils import column_index_from_string

        place = self._columns[letters] = min(column_index_from_string(letters) - 1, MOST_COLUMNS)
        return place

    def _format(self, style: str) -> NumberFormat:
        from openpyxl.cell.read_only import ReadOnlyCell
        from openpyxl.styles.numbers import is_date_format, is_timedelta_format

        written = ReadOnlyCell(self._styles, 1, 1, None, "n", int(style)).number_format
        form = self._formats[style] = number_format(
            written, is_date=lambda text: is_date_format(text) and not is_timedelta_format(text)
        )
        return form


def _other_text(cell: "Element", kind: str, value: str, seen: _Seen) -> str:
    """What a cell shows that holds neither a number nor a text that many share.

    A formula shows the value that it had when the workbook was saved; its text may be blank.
    """
    if value:
        return ("FALSE", "TRUE")[value in _YES] if kind == "b" else plain_cell(_unescaped(value))
    if kind == "inlineStr":
        return plain_cell(_unescaped(_inline(cell)))
    if kind != "str" and cell.find(_FORMULA) is not None:
        seen.uncalculated += 1
        return NOT_CALCULATED
    return ""


def _inline(cell: "Element") -> str:
    """The text that stands in the cell itself, in one piece or in several of different looks."""
    found = cell.find(_INLINE)
    if found is None:
        return ""
    return found.findtext(_TEXT) or "".join(piece.findtext(_TEXT, "") for piece in found.findall(_PIECE))


def _unescaped(text: str) -> str:
    """The text without what stands in workbooks for signs that XML cannot hold: ``_x000D_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[0][2:6], 16)), text)
