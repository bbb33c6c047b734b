"""A report's page as texts, for where no sheet shows its figures: the web page and the email are made from these."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sheets.schema.reports.report_page import FIGURE, LABEL, PageRow, ReportPage, RowKind
from sheets.schema.reports.shown_figures import ShownFigures

UNKNOWN_FIGURE = "–"


@dataclass(slots=True)
class ShownPart:
    """What stands below one heading: sentences, or lines of a table below the ``heads`` of their columns.

    A line is its label, the figure, and as far as the table has them the two ends and how many stand behind it.
    """

    title: str
    heads: Sequence[str] = ()
    sentences: list[str] = field(default_factory=list)
    lines: list[Sequence[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownPage:
    """``note`` says when it was made, ``cards`` are the large figures by their titles, ``notes`` stand at the end."""

    title: str
    note: str
    sentences: Sequence[str]
    cards: Sequence[tuple[str, str]]
    parts: Sequence[ShownPart]
    notes: Sequence[str]


def shown_page(page: ReportPage, shown: ShownFigures) -> ShownPage:
    """The page in the language of its figures."""
    first = next(at for at, row in enumerate(page.rows) if row.kind is RowKind.BAND)
    quiet = [_text(row) for row in page.rows if row.kind is RowKind.NOTE and row.cells]
    return ShownPage(
        title=page.title,
        note=quiet[0],
        sentences=[_text(row) for row in page.rows[:first] if row.kind is RowKind.SENTENCE],
        cards=[(card.title, _figure(page.rows[card.row], shown)) for card in page.scorecards],
        parts=list(_parts(page, shown)),
        notes=quiet[1:],
    )


def _parts(page: ReportPage, shown: ShownFigures) -> Iterator[ShownPart]:
    part: ShownPart | None = None
    for row in page.rows:
        match row.kind:
            case RowKind.HEADING:
                if part:
                    yield _without_empty_columns(part)
                title, *heads = [str(cell.value) for cell in row.cells]
                part = ShownPart(title, heads)
            case RowKind.SENTENCE if part:
                part.sentences.append(_text(row))
            case RowKind.FIGURES if part:
                part.lines.append([shown.one(cell.value, cell.kind) for cell in row.cells])
    if part:
        yield _without_empty_columns(part)


def _without_empty_columns(part: ShownPart) -> ShownPart:
    """A phone has no room for ends of intervals where there are none; what is not known is a dash."""
    widest = max((at for line in part.lines for at, text in enumerate(line) if text), default=FIGURE)
    used = range(FIGURE, max(widest, FIGURE) + 1)
    lines = list[Sequence[str]]((line[LABEL], *(_cell(line, at) for at in used)) for line in part.lines)
    return ShownPart(part.title, [part.heads[at - 1] for at in used] if part.heads else (), part.sentences, lines)


def _cell(line: Sequence[str], at: int) -> str:
    text = line[at] if at < len(line) else ""
    return text or (UNKNOWN_FIGURE if at == FIGURE else "")


def _text(row: PageRow) -> str:
    return str(row.cells[LABEL].value)


def _figure(row: PageRow, shown: ShownFigures) -> str:
    cell = row.cells[FIGURE]
    return shown.one(cell.value, cell.kind) or UNKNOWN_FIGURE
