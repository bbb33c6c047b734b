"""A report as one web page, from the same rows and charts as the tab: no script, light or dark as the reader has it."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from commands.report.drawn_bars import inline_svg
from sheets.codec.translation import DOMAIN
from sheets.schema.reports.report_page import ReportPage
from sheets.schema.reports.shown_figures import ShownFigures
from sheets.schema.reports.shown_page import shown_page
from words.locales import locale_for

PAGES = Path(__file__).resolve().parent.parent.parent / "templates" / "pages"


def as_html(page: ReportPage) -> str:
    """The whole page, whose style and pictures are in it: it asks for nothing else."""
    locale, figures = locale_for(page.language, DOMAIN), ShownFigures(page.language, page.currency)
    shown = shown_page(page, figures)
    return (
        Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)
        .get_template("report.html")
        .render(
            language=page.language,
            direction=locale.direction,
            title=shown.title,
            note=shown.note,
            sentences=shown.sentences,
            cards=[{"title": title, "value": value} for title, value in shown.cards],
            charts=[
                # Everything in the picture is escaped where it is drawn.
                {"title": chart.title, "svg": Markup(inline_svg(chart, page, figures))}  # noqa: S704
                for chart in page.charts
            ],
            sections=shown.parts,
            notes=shown.notes,
        )
    )
