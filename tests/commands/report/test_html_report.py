"""The report as a web page: the figures of the tab, pictures with their words, no script, nothing to load."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from click.testing import Result

from commands.report.drawn_bars import ROOM_FOR_VALUE, WIDTH, drawn
from commands.report.html_report import as_html
from sandbox.google.http.server import Server
from sandbox.owner import Owner
from sheets.schema.reports.report_page import (
    FIGURE,
    Chart,
    Drawn,
    Kind,
    PageCell,
    PageRow,
    ReportPage,
    RowKind,
    Scorecard,
)
from sheets.schema.reports.shown_figures import ShownFigures
from tests.commands.report.shown_tab import rows_value, shown

Run = Callable[..., Result]


class Page(HTMLParser):
    """What a reader gets: elements with their attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements = list[tuple[str, dict[str, str | None]]]()
        self.said = list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.said.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def html(run: Run, *arguments: str) -> str:
    result = run("report", "--html", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_it_has_the_figures_of_the_tab_and_writes_nothing(owner: Owner, run: Run) -> None:
    before = owner.google.version(owner.spreadsheet)
    text = html(run)

    assert owner.google.version(owner.spreadsheet) == before
    assert run("report").exit_code == 0
    rows, told = shown(owner), dict(re.findall(r'<th scope="row">([^<]+)</th><td>([^<]*)</td>', text))
    for label in ("Members", "Orders of the year", "Points not spent yet"):
        assert told[label] == rows_value(rows, label)
    assert {row[0] for row in rows[2:5]} <= set(Page(text).said)


def test_it_runs_no_script_and_loads_nothing(owner: Owner, run: Run) -> None:
    assert owner
    text = html(run)
    page = Page(text)

    assert page.all("script") == page.all("link") == page.all("img") == []
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert not re.search(r"https?://|url\(|@import", text)
    assert "prefers-color-scheme: dark" in text
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all("meta")


def test_each_picture_says_in_words_what_it_shows(owner: Owner, run: Run) -> None:
    assert owner
    text = html(run)

    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert pictures
    for picture in pictures:
        assert re.search(r'role="img" aria-label="[^"]+"', picture)
        assert re.search(r"<desc>[^<]+</desc>", picture)


def test_a_name_is_never_markup() -> None:
    name = "<script>alert(1)</script> & Co"
    figures = (PageCell(name), PageCell(2, Kind.COUNT))
    rows = (
        PageRow(RowKind.TITLE, (PageCell(name),)),
        PageRow(RowKind.NOTE, (PageCell(name),)),
        PageRow(RowKind.SENTENCE, (PageCell(name),)),
        PageRow(RowKind.BAND),
        PageRow(RowKind.HEADING, (PageCell(name), PageCell(name))),
        PageRow(RowKind.FIGURES, figures),
    )
    chart = Chart(name, name, Kind.COUNT, (5, 6), ((FIGURE, Drawn.COLUMN),), (3, 0))

    text = as_html(ReportPage(name, "en", "USD", rows, (Scorecard(name, name, 5, (3, 0)),), (chart,)))

    assert "<script" not in text
    assert Page(text).said.count(name) >= 8


def test_what_is_below_zero_has_its_number_and_no_bar_to_the_side_of_the_others() -> None:
    rows = [PageRow(RowKind.FIGURES, (PageCell(f"{n}"), PageCell(n, Kind.COUNT))) for n in (20, -1_000)]
    chart = Chart("Points", "Points", Kind.COUNT, (0, 2), ((FIGURE, Drawn.COLUMN),), (0, 0))
    page = ReportPage("Report", "en", "USD", rows, (), (chart,))

    bars = re.findall(r'<rect class="bar" [^>]*width="([0-9.]+)"', drawn(chart, page, ShownFigures("en", "USD")).shapes)

    assert [float(width) for width in bars] == [WIDTH - ROOM_FOR_VALUE, 0]


@pytest.mark.parametrize(("language", "direction"), [("ru", "ltr"), ("ar", "rtl")])
def test_it_is_in_the_language_of_the_sheet(server: Server, run: Run, language: str, direction: str) -> None:
    server.google.create(f"page-{language}")
    assert run("setup", f"page-{language}", "--language", language).exit_code == 0

    page = Page(html(run, f"page-{language}"))

    assert page.all("html") == [{"lang": language, "dir": direction}]
    assert [text for text in page.said if re.search(r"[a-z]{4}", text) and "--" not in text and "{" not in text] == []


def test_only_one_kind_is_printed(owner: Owner, run: Run) -> None:
    assert owner

    assert run("report", "--html", "--json").exit_code == 1
