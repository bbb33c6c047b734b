"""Text from a clipboard as rows of fields: separated by a delimiter, as CSV and TSV are, or tables in HTML."""

import csv
import io
from html.parser import HTMLParser

from sandbox.google.grid.cell import MAX_CHARACTERS, too_long

Fields = list[list[str]]

_LINES = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"style", "script", "head", "title"})


def delimited(text: str, delimiter: str) -> Fields:
    """The lines of a text and their fields; a field in double quotes may hold delimiters, line ends and ``""``.

    With a delimiter of more than one character, a quote or a line end, quotes mean nothing.
    """
    if len(delimiter) != 1 or delimiter in '"\r\n':
        return [line.split(delimiter) for line in text.splitlines()]
    try:
        rows = [row or [""] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:  # too long for this module, unless who reads files has told it to read longer ones
        raise too_long() from None
    if any(len(field) > MAX_CHARACTERS for row in rows for field in row):
        raise too_long()
    return rows


def tables(text: str) -> Fields:
    """The rows of all tables in an HTML text, or its lines, each in one cell, when it has no table."""
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    return reader.rows or [[line] for line in reader.lines()]


class _TableReader(HTMLParser):
    """Collects the cells of each row; a cell over several columns has empty ones after it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Fields = []
        self._text: list[str] = []
        self._outside: list[str] = []
        self._columns = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not self.rows:
                self.rows.append([])
            span = dict(attrs).get("colspan") or "1"
            self._columns = max(int(span), 1) if span.isdecimal() else 1
        elif tag == "br" or tag in _LINES:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()
        elif tag in _LINES:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # Only a <br> ends a line: line ends in the text are spaces, as a browser shows them.
            (self._text if self._columns else self._outside).append(" ".join(data.split("\n")))

    def lines(self) -> list[str]:
        """The lines of the text outside of tables that hold anything."""
        return [line for line in _shown(self._outside).split("\n") if line]

    def _break(self) -> None:
        (self._text if self._columns else self._outside).append("\n")

    def _end_cell(self) -> None:
        if self._columns:
            self.rows[-1] += [_shown(self._text).strip("\n")] + [""] * (self._columns - 1)
        self._columns, self._text = 0, []


def _shown(parts: list[str]) -> str:
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n"))
