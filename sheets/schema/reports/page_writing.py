"""The page of a report: its sentences on top, room for what is drawn, then its tables, from the figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.report.conclusions.whole_report import Report
from loyalty.report.figures import Figure
from loyalty.report.hold_out_results import HoldOut
from sheets.codec.owner_sentences import Sentence
from sheets.codec.translation import DOMAIN, said
from sheets.schema.reports.page_tables import (
    POINTS,
    REFUSALS,
    REFUSED_TITLE,
    REPEAT_AFTER,
    REPEAT_BEFORE,
    SCORES,
    SECTIONS,
    WHO_ORDERS_AGAIN,
    Line,
    Section,
)
from sheets.schema.reports.report_page import (
    FIGURE,
    HIGH,
    LABEL,
    LOW,
    CardValue,
    Chart,
    Drawn,
    Kind,
    PageCell,
    PageRow,
    ReportPage,
    RowKind,
    Scorecard,
)
from sheets.schema.reports.report_said import ReportSaid
from sheets.schema.reports.shown_figures import ShownFigures
from words.locales import locale_for

TITLE = Sentence("Report: %(first)s to %(last)s")
REPLACED = Sentence(
    "Made on %(day)s; money in %(currency)s. The next report is written over these columns: "
    "keep your own words beside them."
)
STAYS = Sentence("Made on %(day)s; money in %(currency)s. This report stays as it is.")
TO_CHANGE = Sentence("What you could change")
TO_MIND = Sentence("What to mind")
FIGURE_HEADING = Sentence("Figure")
LOW_HEADING = Sentence("At least")
HIGH_HEADING = Sentence("At most")
OF_HEADING = Sentence("Of how many")
HOLD_OUTS = Sentence("What emails and campaigns changed")
TREATED = Sentence("Ordered within 28 days, with the email %(letter)s")
HELD = Sentence("Ordered within 28 days, held out of %(letter)s")
TREATED_CAMPAIGN = Sentence("Ordered during the campaign %(letter)s")
HELD_CAMPAIGN = Sentence("Ordered during it, held out of %(letter)s")
CHANGED = Sentence("Difference by %(letter)s")
ACCOUNTANT = Sentence(
    "Ask your accountant whether points are a contract liability (IFRS 15.B39 to B43, ASC 606-10-55-41): for that they "
    "need nothing but points issued, spent and expired, their cost and what they would cost."
)
INTERVALS = Sentence(
    "In 95 of 100 such reports the true figure lies between At least and At most. Below 20 nothing is said about that."
)
UNKNOWN = Sentence("not known")

SCORE_ROWS, CHART_ROWS = 5, 14
"""As many rows as what lies over them is high, at 21 pixels each."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it stands on the page: the row of its heading, and the rows of its figures by their names."""

    heading: int
    at: Mapping[str, int]


def report_page(report: Report, texts: ReportSaid, language: str, *, made: date, stays: bool) -> ReportPage:
    """The page; one that ``stays`` says so, the other that the next one comes in its place."""
    return _Writing(report, texts, language).page(made, stays=stays)


class _Writing:
    def __init__(self, report: Report, texts: ReportSaid, language: str) -> None:
        self._report, self._texts, self._language = report, texts, language
        self._flat = report.figures.flat()
        self._shown = ShownFigures(language, report.currency)
        self._rows = list[PageRow]()
        self._tables = dict[str, _Table]()

    def page(self, made: date, *, stays: bool) -> ReportPage:
        locale = locale_for(self._language, DOMAIN)
        period = self._report.period
        title = self._say(TITLE.of(first=locale.day(period.first), last=locale.day(period.last)))
        note = (STAYS if stays else REPLACED).of(day=locale.day(made), currency=self._report.currency)
        self._add(RowKind.TITLE, PageCell(title))
        self._add(RowKind.NOTE, PageCell(self._say(note)))
        for sentence in self._texts.sentences:
            self._add(RowKind.SENTENCE, PageCell(sentence))
        scores = self._room(SCORE_ROWS)
        charts = self._room(CHART_ROWS)
        self._list(TO_CHANGE, self._texts.suggestions)
        self._list(TO_MIND, self._texts.warnings)
        for section in SECTIONS:
            self._table(section)
        self._hold_outs(self._report.figures.hold_outs)
        self._refusals(self._report.figures.refusals)
        self._add(RowKind.NOTE, PageCell(self._say(INTERVALS)))
        self._add(RowKind.NOTE, PageCell(self._say(ACCOUNTANT)))
        return ReportPage(
            title,
            self._language,
            self._report.currency,
            tuple(self._rows),
            tuple(self._scorecards(scores)),
            (*self._repeat_chart(charts), *self._points_chart(charts)),
        )

    def _say(self, sentence: Sentence) -> str:
        return sentence.in_language(self._language)

    def _add(self, kind: RowKind, *cells: PageCell) -> int:
        self._rows.append(PageRow(kind, cells))
        return len(self._rows) - 1

    def _room(self, rows: int) -> int:
        """The first of so many rows that what lies over them covers, after an empty one."""
        self._add(RowKind.NOTE)
        first = len(self._rows)
        self._rows += [PageRow(RowKind.BAND)] * rows
        return first

    def _heading(self, title: str, *, figures: bool) -> int:
        self._add(RowKind.NOTE)
        heads = (FIGURE_HEADING, LOW_HEADING, HIGH_HEADING, OF_HEADING) if figures else ()
        return self._add(RowKind.HEADING, PageCell(title), *(PageCell(self._say(head)) for head in heads))

    def _list(self, title: Sentence, sentences: Sequence[str]) -> None:
        if sentences:
            self._heading(self._say(title), figures=False)
            for sentence in sentences:
                self._add(RowKind.SENTENCE, PageCell(sentence))

    def _table(self, section: Section) -> None:
        heading = self._heading(self._say(section.title), figures=True)
        at = {line.name: self._figures(line) for line in section.lines}
        self._tables[section.title.message] = _Table(heading, at)

    def _figures(self, line: Line) -> int:
        names = (line.name, f"{line.name}_low", f"{line.name}_high")
        values = [PageCell(self._value(self._flat.get(name)), line.kind) for name in names]
        of = PageCell(self._value(self._flat.get(line.of)), Kind.COUNT)
        return self._add(RowKind.FIGURES, PageCell(self._say(line.label)), *values, of)

    def _value(self, figure: Figure) -> CardValue:
        if isinstance(figure, bool):
            return said("yes" if figure else "no", self._language)
        return figure

    def _hold_outs(self, found: Sequence[HoldOut]) -> None:
        if not found:
            return
        self._heading(self._say(HOLD_OUTS), figures=True)
        for one in found:
            letter, ends = one.letter, one.interval
            labels = (TREATED_CAMPAIGN, HELD_CAMPAIGN) if one.campaign else (TREATED, HELD)
            for label, group in zip(labels, (one.treated, one.held), strict=True):
                cells = (
                    PageCell(group.rate, Kind.SHARE),
                    PageCell(None),
                    PageCell(None),
                    PageCell(group.n, Kind.COUNT),
                )
                self._add(RowKind.FIGURES, PageCell(self._say(label.of(letter=letter))), *cells)
            values = (one.difference, ends.low if ends else None, ends.high if ends else None)
            difference = (PageCell(value, Kind.SHARE) for value in values)
            self._add(RowKind.FIGURES, PageCell(self._say(CHANGED.of(letter=letter))), *difference)

    def _refusals(self, counts: Mapping[str, int]) -> None:
        """Those that there were, the most frequent first."""
        found = sorted(((count, code) for code, count in counts.items() if count), key=lambda one: -one[0])
        if found:
            self._heading(self._say(REFUSED_TITLE), figures=True)
            for count, code in found:
                self._add(RowKind.FIGURES, PageCell(self._say(REFUSALS[code])), PageCell(count, Kind.COUNT))

    def _scorecards(self, row: int) -> Iterator[Scorecard]:
        tables = [table.at for table in self._tables.values()]
        for line, column in zip(SCORES, (LABEL, FIGURE, HIGH), strict=True):
            label = self._say(line.label)
            at = next(places[line.name] for places in tables if line.name in places)
            yield Scorecard(label, self._told(label, line), at, (row, column))

    def _told(self, label: str, line: Line) -> str:
        value = self._shown.one(self._value(self._flat[line.name]), line.kind) or self._say(UNKNOWN)
        return f"{label}: {value}"

    def _repeat_chart(self, row: int) -> Iterator[Chart]:
        """The share before and now, its intervals as thin lines; not where there is nothing to draw."""
        if self._flat[REPEAT_BEFORE.name] is None and self._flat[REPEAT_AFTER.name] is None:
            return
        table, told = self._tables[WHO_ORDERS_AGAIN.title.message], self._texts.sentences[1]
        first, last = table.at[REPEAT_BEFORE.name], table.at[REPEAT_AFTER.name]
        series = ((FIGURE, Drawn.COLUMN), (LOW, Drawn.LINE), (HIGH, Drawn.LINE))
        title = self._say(WHO_ORDERS_AGAIN.title)
        yield Chart(title, told, Kind.SHARE, (first, last + 1), series, (row, LABEL))

    def _points_chart(self, row: int) -> Iterator[Chart]:
        table, title = self._tables[POINTS.title.message], self._say(POINTS.title)
        told = "; ".join(self._told(self._say(line.label), line) for line in POINTS.lines)
        rows = (table.heading + 1, table.heading + 1 + len(POINTS.lines))
        yield Chart(title, f"{title}. {told}", Kind.COUNT, rows, ((FIGURE, Drawn.COLUMN),), (row, FIGURE))
