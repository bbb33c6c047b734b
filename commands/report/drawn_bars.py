"""A chart as shapes of SVG: a bar for each row, its interval as a thin line, its words above it.

Bars lie, so that a label has the whole width of a phone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from sheets.schema.reports.report_page import FIGURE, HIGH, LABEL, LOW, Chart, PageRow, ReportPage
from sheets.schema.reports.shown_figures import ShownFigures
from words.isolates import END
from words.locales import RIGHT_TO_LEFT

WIDTH, BAR, LINE, GAP = 360, 16, 16, 10
LETTERS = 46
"""So many letters of a label fit into a line."""
ROOM_FOR_VALUE = 84
"""What a value needs beside the longest bar."""
RIGHT_TO_LEFT_ISOLATE = "\N{RIGHT-TO-LEFT ISOLATE}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes of SVG within WIDTH and this height; their classes are ``bar``, ``ends`` and, around those, ``around``."""

    shapes: str
    height: int


def inline_svg(chart: Chart, page: ReportPage, shown: ShownFigures) -> str:
    """The picture as it stands in a web page, with what it shows in words for who does not see it."""
    drawing = drawn(chart, page, shown)
    told, name = escape(chart.told), escape(chart.title)
    return (
        f'<svg viewBox="0 0 {WIDTH} {drawing.height}" role="img" aria-label="{name}"><title>{name}</title>'
        f"<desc>{told}</desc>{drawing.shapes}</svg>"
    )


def drawn(chart: Chart, page: ReportPage, shown: ShownFigures) -> Drawing:
    """The bars with their words, without colours."""
    rows = page.rows[chart.rows[0] : chart.rows[1]]
    most = max((number for row in rows for number in _numbers(row)), default=0.0)
    scale = (WIDTH - ROOM_FOR_VALUE) / most if most > 0 else 0.0
    shapes, below = list[str](), 0
    for row in rows:
        below += GAP
        picture = _Row(row, below, scale, mirrored=page.language in RIGHT_TO_LEFT)
        shapes += picture.parts(shown)
        below = picture.bottom
    return Drawing("".join(shapes), below)


class _Row:
    """One bar with its words; from right to left where it is ``mirrored``."""

    def __init__(self, row: PageRow, top: int, scale: float, *, mirrored: bool) -> None:
        self._row, self._top, self._scale, self._mirrored = row, top, scale, mirrored
        self._label = wrap(str(row.cells[LABEL].value), LETTERS)

    @property
    def bottom(self) -> int:
        return self._top + LINE * len(self._label) + BAR

    def parts(self, shown: ShownFigures) -> Iterator[str]:
        """The elements of the picture."""
        for number, text in enumerate(self._label, start=1):
            yield self._text(0, self._top + LINE * number - 4, text)
        bar, cell = self.bottom - BAR, self._row.cells[FIGURE]
        length = self._length(FIGURE) or 0.0
        x = WIDTH - length if self._mirrored else 0
        yield f'<rect class="bar" x="{x:.1f}" y="{bar}" width="{length:.1f}" height="{BAR}" rx="2"/>'
        low, high = self._length(LOW), self._length(HIGH)
        if low is not None and high is not None:
            yield self._ends(low, high, bar + BAR // 2)
        end = max(length, high or 0.0)
        yield self._text(end + 6, bar + BAR - 4, shown.one(cell.value, cell.kind) or "–")

    def _ends(self, low: float, high: float, y: int) -> str:
        ends = [WIDTH - at if self._mirrored else at for at in (low, high)]
        caps = "".join(f"M{at:.1f} {y - 4}V{y + 4}" for at in ends)
        path = f"M{ends[0]:.1f} {y}H{ends[1]:.1f}{caps}"
        # The line lies half on the bar and half beside it: paper around it makes it seen on both.
        return f'<path class="around" d="{path}"/><path class="ends" d="{path}"/>'

    def _length(self, column: int) -> float | None:
        number = _number(self._row, column)
        # What is below zero has no bar, only its number: to the other side there is no room.
        return None if number is None else max(number, 0.0) * self._scale

    def _text(self, at: float, y: int, text: str) -> str:
        if not self._mirrored:
            return f'<text x="{at:.1f}" y="{y}">{escape(text)}</text>'
        # It ends at its right side and is isolated: what draws pictures for emails knows no direction of SVG.
        ends = f'x="{WIDTH - at:.1f}" y="{y}" direction="ltr" text-anchor="end"'
        return f"<text {ends}>{RIGHT_TO_LEFT_ISOLATE}{escape(text)}{END}</text>"


def _numbers(row: PageRow) -> Iterator[float]:
    found = (_number(row, column) for column in (FIGURE, LOW, HIGH))
    return (number for number in found if number is not None)


def _number(row: PageRow, column: int) -> float | None:
    value = row.cells[column].value if column < len(row.cells) else None
    return None if value is None or isinstance(value, str) else float(value)
