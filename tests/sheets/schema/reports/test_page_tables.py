"""Every figure of the report stands in a table of the page, once."""

from dataclasses import fields

from loyalty.outcomes.refusals import REFUSED
from loyalty.report.figures import SEVERAL, Figures
from sheets.schema.reports.page_tables import REFUSALS, SCORES, SECTIONS


def test_each_figure_stands_on_the_page_once() -> None:
    names = {field.name for field in fields(Figures)} - SEVERAL
    lines = [line for section in SECTIONS for line in section.lines]
    ends = {f"{line.name}{end}" for line in lines for end in ("_low", "_high")}

    beside = {line.of for line in lines}
    assert sorted(line.name for line in lines) == sorted(names - ends - beside)


def test_scorecards_show_figures_of_the_tables() -> None:
    assert set(SCORES) <= {line for section in SECTIONS for line in section.lines}


def test_each_refusal_has_its_words() -> None:
    assert set(REFUSALS) == set(REFUSED)
