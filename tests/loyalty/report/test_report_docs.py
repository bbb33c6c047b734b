"""docs/report.md tells of every figure, and of none that is not there."""

import re
from dataclasses import fields
from pathlib import Path

from loyalty.outcomes.refusals import REFUSED
from loyalty.report.figures import SEVERAL, Figures

PAGE = (Path(__file__).parents[3] / "docs" / "report.md").read_text(encoding="utf-8")
ENDS = re.compile(r"_(low|high|n)$")


def test_every_figure_stands_in_the_table() -> None:
    table = [line for line in PAGE.splitlines() if line.startswith("| `")]
    told = {name for line in table for name in re.findall(r"`([a-z_]+)`", line.split("|")[1])} - {"_low", "_high", "_n"}

    figures = {field.name for field in fields(Figures)} - SEVERAL
    assert figures - told - {name for name in figures if ENDS.sub("", name) in told} == set()
    assert told - figures == set()


def test_every_refusal_is_told_of() -> None:
    assert set(re.findall(r"`refused_([a-z_]+)_year`", PAGE)) == set(REFUSED)
