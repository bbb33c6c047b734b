"""A report in the owner's language: its sentences, suggestions and warnings as texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from loyalty.report.conclusions.whole_report import Report
from sheets.schema.reports.caution_sentences import caution_sentence, suggestion_sentence
from sheets.schema.reports.figures_said import FiguresSaid
from sheets.schema.reports.headline_sentences import headline_in


@dataclass(frozen=True, slots=True)
class ReportSaid:
    """What is certain, likely and unknowable; what to change; what not to read into the figures."""

    sentences: tuple[str, str, str]
    suggestions: Sequence[str]
    warnings: Sequence[str]


def report_said(report: Report, language: str) -> ReportSaid:
    """The report as the owner reads it."""
    said = FiguresSaid(language, report.currency)
    certain, likely, nobody_knows = (headline_in(one, language, report.currency) for one in report.headlines)
    return ReportSaid(
        (certain, likely, nobody_knows),
        tuple(suggestion_sentence(one, said).in_language(language) for one in report.suggestions),
        tuple(caution_sentence(one, said).in_language(language) for one in report.cautions),
    )
