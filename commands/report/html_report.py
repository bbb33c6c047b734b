"""A report as one web page, from the same rows and charts as the tab: no script, light or dark as the reader has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from commands.report.drawn_bars import drawn
from sheets.codec.translation import DOMAIN
from sheets.schema.reports.report_page import FIGURE, LABEL, PageRow, ReportPage, RowKind
from sheets.schema.reports.shown_figures import ShownFigures
from words.locales import locale_for

PAGES = Path(__file__).resolve().parent.parent.parent / "templates" / "pages"
EMPTY = "–"


@dataclass(slots=True)
class _Part:
    """What stands below one heading: sentences, or lines of a table below the ``heads`` of their columns."""

    title: str
    heads: Sequence[str] = ()
    sentences: list[str] = field(default_factory=list)
    lines: list[Sequence[str]] = field(default_factory=list)


def as_html(page: ReportPage) -> str:
    """The whole page, whose style and pictures are in it: it asks for nothing else."""
    locale, shown = locale_for(page.language, DOMAIN), ShownFigures(page.language, page.currency)
    parts = list(_parts(page, shown))
    first = next(at for at, row in enumerate(page.rows) if row.kind is RowKind.BAND)
    top = [_text(row) for row in page.rows[:first] if row.kind is RowKind.SENTENCE]
    quiet = [_text(row) for row in page.rows if row.kind is RowKind.NOTE and row.cells]
    return (
        Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
        .get_template("report.html")
        .render(
            language=page.language,
            direction=locale.direction,
            title=page.title,
            note=quiet[0],
            sentences=top,
            cards=[{"title": card.title, "value": _figure(page.rows[card.row], shown)} for card in page.scorecards],
            charts=[
                # Everything in the picture is escaped where it is drawn.
                {"title": chart.title, "svg": Markup(drawn(chart, page, shown))}  # noqa: S704
                for chart in page.charts
            ],
            sections=parts,
            notes=quiet[1:],
        )
    )


def _parts(page: ReportPage, shown: ShownFigures) -> Iterator[_Part]:
    part: _Part | None = None
    for row in page.rows:
        match row.kind:
            case RowKind.HEADING:
                if part:
                    yield _without_empty_columns(part)
                title, *heads = [str(cell.value) for cell in row.cells]
                part = _Part(title, heads)
            case RowKind.SENTENCE if part:
                part.sentences.append(_text(row))
            case RowKind.FIGURES if part:
                part.lines.append([shown.one(cell.value, cell.kind) for cell in row.cells])
    if part:
        yield _without_empty_columns(part)


def _without_empty_columns(part: _Part) -> _Part:
    """A phone has no room for ends of intervals where there are none; what is not known is a dash."""
    widest = max((at for line in part.lines for at, text in enumerate(line) if text), default=FIGURE)
    used = range(FIGURE, max(widest, FIGURE) + 1)
    lines = list[Sequence[str]]((line[LABEL], *(_cell(line, at) for at in used)) for line in part.lines)
    return _Part(part.title, [part.heads[at - 1] for at in used] if part.heads else (), part.sentences, lines)


def _cell(line: Sequence[str], at: int) -> str:
    text = line[at] if at < len(line) else ""
    return text or (EMPTY if at == FIGURE else "")


def _text(row: PageRow) -> str:
    return str(row.cells[LABEL].value)


def _figure(row: PageRow, shown: ShownFigures) -> str:
    cell = row.cells[FIGURE]
    return shown.one(cell.value, cell.kind) or EMPTY
