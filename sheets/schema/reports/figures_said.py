"""Figures as a language writes them: money to its smallest coin, shares to 0.1 %, differences in percentage points."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from loyalty.report.certainty.intervals import Interval
from sheets.codec.owner_sentences import Sentence
from sheets.codec.translation import DOMAIN
from words.locales import locale_for, money_digits

RANGE = Sentence("%(low)s to %(high)s")
TOO_FEW = Sentence("too few (n = %(n)s)")
_HALF = Fraction(1, 2)


class FiguresSaid:
    """Says figures in one language and one currency, rounded half up."""

    def __init__(self, language: str, currency: str) -> None:
        self._locale, self._currency = locale_for(language, DOMAIN), currency
        self._digits = money_digits(currency)

    def money(self, amount: Decimal) -> str:
        """``$12.50``."""
        return self._locale.money(rounded(amount, self._digits), self._currency)

    def percent(self, share: float) -> str:
        """``9.4%`` for 0.0944."""
        return self._locale.percent(rounded(share, 3))

    def points(self, difference: float) -> str:
        """Percentage points: ``5.2`` for 0.0524."""
        return self._locale.decimal(rounded(difference * 100, 1))

    def range_of_shares(self, interval: Interval | None, n: int) -> Sentence:
        """``9.4% to 15.1%``, or that there are too few."""
        if interval is None:
            return TOO_FEW.of(n=n)
        return RANGE.of(low=self.percent(interval.low), high=self.percent(interval.high))

    def range_of_points(self, interval: Interval | None, n: int) -> Sentence:
        """``5.2 to 33.4``, or that there are too few."""
        if interval is None:
            return TOO_FEW.of(n=n)
        return RANGE.of(low=self.points(interval.low), high=self.points(interval.high))


def rounded(value: Decimal | Fraction | float, places: int) -> Decimal:
    """To so many places, halves up; without zeros at the end."""
    return Decimal(floor(Fraction(value) * 10**places + _HALF)).scaleb(-places).normalize() + 0
