"""The few formulas that the stand-in computes: arithmetic, references, a text, ROW() and pointers to other tabs; all
others are #NAME?.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sandbox.google.cell_text.locales import Locale
from sandbox.google.cell_text.pointers import Pointer, pointer, points
from sandbox.google.grid import a1_notation
from sandbox.google.grid.cell import Fault, Formula, Row
from sandbox.google.grid.references import LOST
from sandbox.google.grid.row_store import Rows
from sandbox.google.grid.sheet import Sheet

SHOWN: Mapping[str, str] = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
"""How a cell shows each of Google's error types."""

Effective = str | float | bool | Fault | None
Place = tuple[int, int]


@lru_cache(maxsize=8)
def _symbol(decimal: str) -> re.Pattern[str]:
    """A number, ``ROW()``, a text, a reference or an operator, where numbers are written with this sign."""
    sign = re.escape(decimal)
    number = rf"(\d+{sign}?\d*(?:[eE][-+]?\d+)?|{sign}\d+)"
    text = '("(?:[^"]|"")*")'
    return re.compile(rf"\s*(?:{number}|(ROW\(\))|{text}|(\$?[A-Z]{{1,3}}\$?[1-9]\d*)(?![\w(!:])|([-+*/^()]))", re.I)


class _Broken(Exception):
    """The formula has no value but this error."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


def effective(sheet: Sheet, row: int, column: int, locale: Locale, sheets: Sequence[Sheet] = ()) -> Effective:
    """What the cell is worth: what was typed, or what its formula, written as the locale has it, comes to.

    ``sheets`` are all of the spreadsheet, for a formula that points at another one.
    """
    place = row, column
    value = sheet.cell(row, column).value
    if isinstance(value, Formula) and points(value.text):
        return pointed(sheet, value, sheets).value
    return _computed(sheet, place, locale.decimal) if isinstance(value, Formula) else value


def pointed(sheet: Sheet, formula: Formula, sheets: Sequence[Sheet]) -> Pointer:
    """What a formula shows that points at a cell, and where a click leads."""
    titled = {other.title.casefold(): other for other in (*sheets, sheet)}
    return pointer(formula.text, lambda title: titled.get(title.casefold()) if title else sheet)


def _computed(sheet: Sheet, place: Place, decimal: str) -> Effective:
    """What a formula comes to, after all that it rests on, each once: a long chain of cells is no deep recursion."""
    known = _known(sheet.rows, sheet.row_count, sheet.column_count, decimal)
    open_places = [place]
    while open_places:
        current = open_places[-1]
        try:
            known[current] = _worth(sheet, current, decimal, known)
            open_places.pop()
        except _Missing as missing:
            if missing.place in open_places:
                known[missing.place] = Fault("REF", "Circular dependency detected.")
            else:
                open_places.append(missing.place)
    return known[place]


@lru_cache(maxsize=8)
def _known(_rows: Rows[Row], _row_count: int, _column_count: int, _decimal: str) -> dict[Place, Effective]:
    """What the formulas of a sheet have come to so far, for as long as its rows are the same object."""
    return {}


def _worth(sheet: Sheet, place: Place, decimal: str, known: Mapping[Place, Effective]) -> Effective:
    if place in known:
        return known[place]
    value = sheet.cell(*place).value
    if not isinstance(value, Formula):
        return value
    try:
        worth = _Reader(sheet, place, _symbols(value.text, decimal), decimal, known).value()
    except _Broken as broken:
        return broken.fault
    except (OverflowError, RecursionError):
        return TOO_LARGE
    return worth if not isinstance(worth, float) or math.isfinite(worth) else TOO_LARGE


TOO_LARGE = Fault("NUM", "The result is too large.")


class _Missing(Exception):
    """A formula rests on another one that is not known yet."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


class _Reader:
    """Reads one formula from left to right; ``known`` is what other formulas come to."""

    def __init__(
        self, sheet: Sheet, place: Place, symbols: list[str], decimal: str, known: Mapping[Place, Effective]
    ) -> None:
        self._sheet = sheet
        self._place = place
        self._decimal = decimal
        self._known = known
        self._symbols = symbols

    def value(self) -> Effective:
        if len(self._symbols) == 1 and self._symbols[0].startswith('"'):
            return _unquoted(self._symbols[0])
        if len(self._symbols) == 1 and self._symbols[0][0].isalpha() and not self._symbols[0].endswith(")"):
            return self._cell(self._symbols[0])
        total = self._sum()
        if self._symbols:
            raise _unknown(self._symbols[0])
        return total

    def _sum(self) -> float:
        total = self._product()
        while self._next() in ("+", "-"):
            sign = 1 if self._symbols.pop(0) == "+" else -1
            total += sign * self._product()
        return total

    def _product(self) -> float:
        total = self._power()
        while self._next() in ("*", "/"):
            if self._symbols.pop(0) == "*":
                total *= self._power()
            elif (divisor := self._power()) == 0:
                raise _Broken(Fault("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero."))
            else:
                total /= divisor
        return total

    def _power(self) -> float:
        base = self._signed()
        while self._next() == "^":
            self._symbols.pop(0)
            exponent = self._signed()
            if base == 0 and exponent < 0:
                raise _Broken(Fault("DIVIDE_BY_ZERO", "Function POWER parameter 1 cannot be zero."))
            power = base**exponent
            if isinstance(power, complex):
                raise _Broken(Fault("NUM", "The result is no real number."))
            base = float(power)
        return base

    def _signed(self) -> float:
        symbol = self._symbols.pop(0) if self._symbols else ""
        if symbol in ("+", "-"):
            return self._signed() if symbol == "+" else -self._signed()
        if symbol == "(":
            inner = self._sum()
            if not self._symbols or self._symbols.pop(0) != ")":
                raise _unknown("(")
            return inner
        return self._operand(symbol)

    def _operand(self, symbol: str) -> float:
        if symbol.upper() == "ROW()":
            return float(self._place[0] + 1)
        if symbol[:1].isdigit() or symbol[:1] == self._decimal:
            return float(symbol.replace(self._decimal, "."))
        value = _unquoted(symbol) if symbol.startswith('"') else self._cell(symbol)
        if isinstance(value, Fault):
            raise _Broken(value)
        if isinstance(value, str):
            raise _Broken(Fault("VALUE", f"The text '{value}' cannot be coerced to a number."))
        return float(value or 0)

    def _cell(self, symbol: str) -> Effective:
        address = a1_notation.parse(symbol.replace("$", ""))
        if address is None or address.box is None:
            raise _unknown(symbol)
        place = address.box.rows.start, address.box.columns.start
        if place[0] >= self._sheet.row_count or place[1] >= self._sheet.column_count:
            raise _Broken(Fault("REF", "Reference does not exist."))
        if place in self._known:
            return self._known[place]
        value = self._sheet.cell(*place).value
        if isinstance(value, Formula):
            raise _Missing(place)
        return value

    def _next(self) -> str:
        return self._symbols[0] if self._symbols else ""


def _symbols(text: str, decimal: str) -> list[str]:
    if LOST in text:
        raise _Broken(Fault("REF", "Reference does not exist."))
    found: list[str] = []
    at = 1
    while text[at:].strip():
        symbol = _symbol(decimal).match(text, at)
        if not symbol:
            raise _unknown(text)
        found.append(symbol[0].strip())
        at = symbol.end()
    return found


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"')


def _unknown(text: str) -> _Broken:
    return _Broken(Fault("NAME", f"The sandbox does not compute this formula: {text}"))
