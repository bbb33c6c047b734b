"""Figures as a person reads them where no sheet shows them: in a page's text, and in what is said of a chart."""

from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

from sheets.codec.translation import DOMAIN
from sheets.schema.reports.figures_said import FiguresSaid
from sheets.schema.reports.report_page import CardValue, Kind
from words.locales import locale_for

SMALLEST = Decimal("0.0001")


class ShownFigures:
    """In one language and one currency."""

    def __init__(self, language: str, currency: str) -> None:
        self._locale, self._said = locale_for(language, DOMAIN), FiguresSaid(language, currency)

    def one(self, value: CardValue, kind: Kind) -> str:
        """As the language writes it; blank for None."""
        if value is None or isinstance(value, str):
            return value or ""
        match kind:
            case Kind.TEXT:
                return str(value)
            case Kind.COUNT:
                return self._locale.number(int(value))
            case Kind.DAYS:
                return self._locale.decimal(Decimal(str(value)))
            case Kind.MONEY:
                return self._said.money(Decimal(value))
            case Kind.SMALL_MONEY:
                # A point costs fractions of a cent, which no currency's own way of writing shows.
                return self._locale.decimal(Decimal(value).quantize(SMALLEST, ROUND_HALF_UP))
            case Kind.SHARE:
                return self._said.percent(float(value))
            case _:
                assert_never(kind)
