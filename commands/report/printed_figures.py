"""A report as JSON and as CSV: money and shares with all their digits, what is not known as null or empty."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from loyalty.report.conclusions.whole_report import Report
from loyalty.report.figures import Figure
from sheets.schema.reports.report_said import ReportSaid
from words.literal_text import literal

Printed = Figure | str | Sequence[str]


def as_json(report: Report, said: ReportSaid) -> str:
    """One flat object; json.dumps itself would make money a float."""
    lines = (f"  {_text(name)}: {_value(value)}" for name, value in _all(report, said))
    return "{\n" + ",\n".join(lines) + "\n}"


def as_csv(report: Report, said: ReportSaid) -> str:
    """A line for each figure and each sentence, numbered from 1 where there are several of a kind."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(("figure", "value"))
    for name, value in _all(report, said):
        if isinstance(value, str | bool | int | float | Decimal | None):
            writer.writerow((name, _cell(value)))
        else:
            writer.writerows(
                (f"{name.removesuffix('s')}_{number}", _cell(text)) for number, text in enumerate(value, 1)
            )
    return file.getvalue()


def as_text(said: ReportSaid) -> str:
    """The sentences, and below them what to mind and what to change, each on a line of its own."""
    parts = (said.sentences, said.warnings, said.suggestions)
    return "\n\n".join("\n".join(part) for part in parts if part)


def _all(report: Report, said: ReportSaid) -> Iterator[tuple[str, Printed]]:
    yield "first_day", report.period.first.isoformat()
    yield "last_day", report.period.last.isoformat()
    yield "currency", report.currency
    yield from report.figures.flat().items()
    yield "sentences", said.sentences
    yield "suggestions", said.suggestions
    yield "warnings", said.warnings


def _value(value: Printed) -> str:
    match value:
        case Decimal():
            return f"{value:f}"
        case None | bool() | int() | float():
            return json.dumps(value)
        case str():
            return _text(value)
        case _:
            return f"[{', '.join(map(_text, value))}]"


def _cell(value: Figure | str) -> str:
    match value:
        case None:
            return ""
        case str():
            return literal(value)
        case _:
            return _value(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
