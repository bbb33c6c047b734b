"""The formulas of the stand-in that point at cells of other tabs: HYPERLINK, and what finds the cell by its name.

They are those that set-up writes into the tab Start. Functions have their English names, and semicolons or commas part
their arguments; all other functions are none that the stand-in knows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box
from sandbox.google.grid.cell import Fault, Formula, Value
from sandbox.google.grid.sheet import Sheet

Look: TypeAlias = Callable[[str], Sheet | None]
"""The sheet with a title; the formula's own for no title, None for one that is not there."""
Worth: TypeAlias = str | float | bool | None

_POINTS = re.compile(r"=\s*(?:HYPERLINK|IFERROR)\s*\(", re.IGNORECASE)
_TITLE = r"(?:'(?:[^']|'')*'|[^\W\d]\w*)!"
_SYMBOL = re.compile(
    rf"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)|(?P<function>[A-Z]+)(?=\()"""
    rf"""|(?P<area>(?:{_TITLE})?\$?[A-Z]{{1,3}}(?:\$?\d+)?(?::\$?[A-Z]{{1,3}}(?:\$?\d+)?)?)|(?P<sign>[&=;,()]))""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What such a cell shows, and where a click on it leads."""

    value: Worth | Fault
    link: str = ""


class _Broken(Exception):
    """The formula, or a part of it, has no value but this error."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(kind, message)


@dataclass(frozen=True, slots=True)
class _Area:
    """Cells of a sheet."""

    sheet: Sheet
    box: Box


Term: TypeAlias = "Callable[[_Reading], Worth | _Area]"


@dataclass(slots=True)
class _Reading:
    """One look at the cells: the link is that of the HYPERLINK that was shown."""

    look: Look
    link: str = ""


def points(text: str) -> bool:
    """True for a formula that begins as set-up's do."""
    return _POINTS.match(text) is not None


def pointer(text: str, look: Look) -> Pointer:
    """What the formula comes to."""
    reading = _Reading(look)
    try:
        value = _cell_value(_parsed(text)(reading))
    except _Broken as broken:
        return Pointer(broken.fault)
    return Pointer(value, reading.link)


@lru_cache(maxsize=512)
def _parsed(text: str) -> Term:
    symbols = list(_symbols(text))
    term = _comparison(symbols)
    if symbols:
        raise _Broken("ERROR", "Formula parse error.")
    return term


def _symbols(text: str) -> list[tuple[str, str]]:
    found, at = list[tuple[str, str]](), 1
    while text[at:].strip():
        symbol = _SYMBOL.match(text, at)
        if symbol is None or symbol.lastgroup is None:
            raise _Broken("ERROR", "Formula parse error.")
        found.append((symbol.lastgroup, symbol[symbol.lastgroup]))
        at = symbol.end()
    return found


def _comparison(symbols: list[tuple[str, str]]) -> Term:
    left = _joined(symbols)
    if symbols[:1] != [("sign", "=")]:
        return left
    symbols.pop(0)
    right = _joined(symbols)
    return lambda reading: _same(_cell_value(left(reading)), _cell_value(right(reading)))


def _joined(symbols: list[tuple[str, str]]) -> Term:
    parts = [_operand(symbols)]
    while symbols[:1] == [("sign", "&")]:
        symbols.pop(0)
        parts.append(_operand(symbols))
    if len(parts) == 1:
        return parts[0]
    return lambda reading: "".join(_written(_cell_value(part(reading))) for part in parts)


def _operand(symbols: list[tuple[str, str]]) -> Term:
    kind, symbol = symbols.pop(0) if symbols else ("", "")
    match kind:
        case "text":
            unquoted = symbol[1:-1].replace('""', '"')
            return lambda _reading: unquoted
        case "number":
            number = float(symbol)
            return lambda _reading: number
        case "area":
            return lambda reading: _area(symbol, reading)
        case "function" if symbol.upper() in FUNCTIONS:
            function, arguments = FUNCTIONS[symbol.upper()], _arguments(symbols)
            return lambda reading: function(reading, *arguments)
    raise _Broken("NAME", f"The sandbox does not compute this: {symbol}")


def _arguments(symbols: list[tuple[str, str]]) -> list[Term]:
    symbols.pop(0)
    arguments = [_comparison(symbols)]
    while symbols[:1] in ([("sign", ";")], [("sign", ",")]):
        symbols.pop(0)
        arguments.append(_comparison(symbols))
    if symbols[:1] != [("sign", ")")]:
        raise _Broken("ERROR", "Formula parse error.")
    symbols.pop(0)
    return arguments


def _area(symbol: str, reading: _Reading) -> _Area:
    title, _, cells = symbol.replace("$", "").rpartition("!")
    title = title[1:-1].replace("''", "'") if title.startswith("'") else title
    sheet, address = reading.look(title), a1_notation.parse(cells if ":" in cells else f"{cells}:{cells}")
    if sheet is None or address is None or address.box is None:
        raise _Broken("REF", "Unresolved sheet name or reference.")
    return _Area(sheet, address.box)


def _cell_value(value: "Worth | _Area") -> Worth:
    return _at(value, 0) if isinstance(value, _Area) else value


def _at(area: _Area, row: int) -> Worth:
    held: Value | None = area.sheet.cell(area.box.rows.start + row, area.box.columns.start).value
    if isinstance(held, Fault | Formula):
        raise _Broken("VALUE", "The sandbox does not look through a formula.")
    return held


def _same(one: Worth, other: Worth) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one == other or {one, other} == {None, ""}


def _written(value: Worth) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return "" if value is None else str(value)


def _if_error(reading: _Reading, wanted: Term, otherwise: Term) -> Worth:
    try:
        return _cell_value(wanted(reading))
    except _Broken:
        reading.link = ""
        return _cell_value(otherwise(reading))


def _hyperlink(reading: _Reading, link: Term, label: Term) -> Worth:
    shown = _cell_value(label(reading))
    reading.link = _written(_cell_value(link(reading)))
    return shown


def _if(reading: _Reading, condition: Term, yes: Term, no: Term) -> Worth:
    return _cell_value((yes if condition(reading) else no)(reading))


def _match(reading: _Reading, wanted: Term, where: Term, _exactly: Term) -> Worth:
    value, area = _cell_value(wanted(reading)), where(reading)
    if isinstance(area, _Area):
        column = area.box.columns.start
        for row in area.box.rows.clip(len(area.sheet.rows)):
            held = area.sheet.cell(row, column).value
            if isinstance(held, str | float) and _same(held, value):
                return float(row - area.box.rows.start + 1)
    raise _Broken("N_A", f"Did not find value '{_written(value)}' in MATCH evaluation.")


def _index(reading: _Reading, where: Term, row: Term) -> Worth:
    area, number = where(reading), _cell_value(row(reading))
    if not isinstance(area, _Area) or not isinstance(number, float):
        raise _Broken("VALUE", "INDEX needs a range and a number.")
    return _at(area, int(number) - 1)


def _column(reading: _Reading, where: Term) -> Worth:
    area = where(reading)
    if not isinstance(area, _Area):
        raise _Broken("N_A", "Argument must be a range.")
    return float(area.box.columns.start + 1)


def _address(reading: _Reading, row: Term, column: Term, _relative: Term) -> Worth:
    place = _cell_value(row(reading)), _cell_value(column(reading))
    if not isinstance(place[0], float) or not isinstance(place[1], float):
        raise _Broken("VALUE", "ADDRESS needs numbers.")
    return f"{a1_notation.column(int(place[1]) - 1)}{int(place[0])}"


FUNCTIONS: Mapping[str, Callable[..., Worth]] = {
    "IFERROR": _if_error,
    "HYPERLINK": _hyperlink,
    "IF": _if,
    "MATCH": _match,
    "INDEX": _index,
    "COLUMN": _column,
    "ADDRESS": _address,
}
