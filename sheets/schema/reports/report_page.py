"""A report as one page, from which the tab and the web page are made: rows of cells, and charts over those rows.

Columns are five, whatever a row is: what it says, the figure, the two ends of its interval, and how many stand behind
it. Rows and columns count from 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import TypeAlias

from sheets.codec import cells
from words.locales import money_digits

COLUMNS = 5
LABEL, FIGURE, LOW, HIGH, OF = range(COLUMNS)
CardValue: TypeAlias = "str | int | float | Decimal | None"


class RowKind(Enum):
    """What a row is, for whoever shows it."""

    TITLE = auto()
    NOTE = auto()
    SENTENCE = auto()
    BAND = auto()
    """Room for what lies over the cells."""
    HEADING = auto()
    FIGURES = auto()


class Kind(Enum):
    """What a figure is, and so how it is shown."""

    TEXT = auto()
    COUNT = auto()
    DAYS = auto()
    MONEY = auto()
    SMALL_MONEY = auto()
    SHARE = auto()


FORMATS: Mapping[Kind, Mapping[str, str]] = {
    Kind.TEXT: cells.TEXT_FORMAT,
    Kind.COUNT: {"type": "NUMBER", "pattern": "#,##0"},
    Kind.DAYS: {"type": "NUMBER", "pattern": "0.#"},
    Kind.MONEY: cells.MONEY_FORMAT,
    Kind.SMALL_MONEY: {"type": "NUMBER", "pattern": "#,##0.0000"},
    Kind.SHARE: {"type": "PERCENT", "pattern": "0.0%"},
}
"""Google's number formats: the signs between thousands and before the fraction are those of the owner's locale."""


def number_format(kind: Kind, currency: str) -> Mapping[str, str]:
    """How the tab shows such a figure; money has as many digits as its currency is written with."""
    if kind is not Kind.MONEY:
        return FORMATS[kind]
    digits = "0" * money_digits(currency)
    return {**FORMATS[kind], "pattern": f"#,##0.{digits}" if digits else "#,##0"}


@dataclass(frozen=True, slots=True)
class PageCell:
    """A value and what it is; nothing is shown for None."""

    value: CardValue
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class PageRow:
    """One row; cells to the right that it does not have are empty."""

    kind: RowKind
    cells: Sequence[PageCell] = ()


class Drawn(Enum):
    """How a column of figures is drawn."""

    COLUMN = "COLUMN"
    LINE = "LINE"


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns and lines over the figures of some rows; the row above the first one names them.

    ``rows`` is the first row of figures and the one after the last. ``place`` is the row and the column that it hangs
    at. ``told`` says in words what it shows.
    """

    title: str
    told: str
    kind: Kind
    rows: tuple[int, int]
    series: Sequence[tuple[int, Drawn]]
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One figure, large, that stands in the column of figures of this row."""

    title: str
    told: str
    row: int
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The page, in the language that it is in; money is in ``currency``."""

    title: str
    language: str
    currency: str
    rows: Sequence[PageRow]
    scorecards: Sequence[Scorecard]
    charts: Sequence[Chart]
