"""Cells read by the column: of a large shop's first reading nearly all need no look of their own.

What a cell says is what its column's form says, cell by cell; here stands only which cells say it without being asked,
and where one answer serves all that are alike (docs/decisions/0007, ``tests/sheets/cache/test_whole_columns.py``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from decimal import Decimal
from itertools import islice, zip_longest
from types import NoneType
from typing import Any, TypeVar, cast

from loyalty.model.addresses import is_plain_address
from sheets.codec.cells import LARGEST_TOTAL, LOADING, LONGEST_NAME, UnreadableCell, is_formula_error
from sheets.codec.column import (
    ADDRESS,
    CONTACTS,
    DAY,
    IDENTIFIER,
    MEMBER_CODE,
    MONEY,
    NAME,
    REFERENCE,
    SHORT_NAME,
    TEXT,
    TOTAL,
    UNIQUE,
    WHOLE,
    AnyColumn,
    Form,
)
from sheets.google.grid import Cell
from words.amounts import LARGEST_AMOUNT
from words.literal_text import MARK

T = TypeVar("T")

ROWS_AT_ONCE = 1_000
"""One cell that is not plain has the others of its column read one by one: of so many rows at most."""
WORTH_SHARING = 4
"""How often a cell has to stand in a column, on average, for one answer to serve all that are alike."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What many rows say, each held once in memory: texts, whole numbers, and amounts and days as they are written out.

    An amount by its digits: 12.5 and 12.50 are equal, but not the same.
    """

    texts: dict[str, str] = field(default_factory=dict)
    whole: dict[int | None, int | None] = field(default_factory=dict)
    written: dict[str, Decimal | date] = field(default_factory=dict)


def batched(things: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as are read at once."""
    left = iter(things)
    while some := list(islice(left, ROWS_AT_ONCE)):
        yield some


def read_columns(
    rows: Sequence[Sequence[Cell]], columns: Mapping[AnyColumn, int], zone: tzinfo, shared: Shared
) -> dict[AnyColumn, Sequence[Any]]:
    """What each cell of these rows says, by columns; an UnreadableCell where it cannot be read.

    What many rows say is ``shared`` with those that were read before.
    """
    cells = list(zip_longest(*rows))
    nothing = (None,) * len(rows)
    return {
        column: read_column(column.form, cells[place] if place < len(cells) else nothing, zone, shared)
        for column, place in columns.items()
    }


def read_column(form: Form[Any], cells: Sequence[Cell], zone: tzinfo, shared: Shared | None = None) -> Sequence[Any]:
    """What each of these cells says in this form; an UnreadableCell where it cannot be read."""
    types = set(map(type, cells))
    held = types - {NoneType}
    if not held:
        return [form.blank] * len(cells)
    if held == {str} and form in _PLAIN_TEXTS:
        texts = cast("list[str]", list(filter(None, cells)))
        if not texts or _PLAIN_TEXTS[form](texts):
            said = list(map(shared.texts.setdefault, texts, texts)) if shared and form in _SHARED_TEXTS else texts
            return said if len(said) == len(cells) else _with_blanks(said, cells)
    if held == {int} and form in _WHOLE_NUMBERS:
        numbers = cast("list[int]", [cell for cell in cells if cell is not None])
        if max(map(abs, numbers)) <= _WHOLE_NUMBERS[form]:
            whole = cast("Sequence[int | None]", cells)
            return list(map(shared.whole.setdefault, whole, whole)) if shared else whole
    # Cells that are equal are read alike, but for a ticked box and a one, which are equal to Python.
    alike = list(set(cells)) if len(held) == 1 else []
    if alike and len(alike) * WORTH_SHARING <= len(cells):
        read = dict(zip(alike, _all_said(form, alike, zone, shared), strict=True))
        return [read[cell] for cell in cells]
    return _all_said(form, cells, zone, shared)


def _all_said(form: Form[Any], cells: Sequence[Cell], zone: tzinfo, shared: Shared | None) -> list[Any]:
    said = [_said(form, cell, zone) for cell in cells]
    if shared is None or form not in _SHARED_AS_WRITTEN:
        return said
    once = shared.written.setdefault
    return [once(str(one), one) if isinstance(one, Decimal | date) else one for one in said]


def _said(form: Form[Any], cell: Cell, zone: tzinfo) -> Any:
    if cell is None or cell == "":
        return form.blank
    try:
        return form.read(cell, zone)
    except UnreadableCell as unreadable:
        return unreadable


def _with_blanks(said: Sequence[str], cells: Sequence[Cell]) -> list[str]:
    """The texts, and nothing where the cell holds nothing."""
    left = iter(said)
    return [next(left) if cell else "" for cell in cells]


def _are_plain(texts: Sequence[str]) -> bool:
    """True for texts that say what they are: plain characters, no blanks around, no mark, no error of a formula."""
    together = "".join(texts)
    if not (together.isascii() and together.isprintable()):
        return False
    lines = "\n".join(("", *texts, ""))
    if any(sign in lines for sign in _NOT_PLAIN):
        return False
    return "\n#" not in lines or not any(map(is_formula_error, texts))


def _are_short(texts: Sequence[str]) -> bool:
    return len(max(texts, key=len)) <= LONGEST_NAME and _are_plain(texts)


def _are_codes(texts: Sequence[str]) -> bool:
    """True for codes as the program makes them."""
    return "".join(texts).isalnum() and all(map(str.isupper, texts)) and _are_short(texts)


def _are_contacts(texts: Sequence[str]) -> bool:
    return "+" not in "".join(texts) and _are_plain(texts)


def _are_addresses(texts: Sequence[str]) -> bool:
    return all(map(is_plain_address, texts))


_NOT_PLAIN = ("\n ", " \n", f"\n{MARK}", f"\n{LOADING}\n")
_PLAIN_TEXTS: Mapping[Form[Any], Callable[[Sequence[str]], bool]] = {
    TEXT: _are_plain,
    NAME: _are_plain,
    REFERENCE: _are_plain,
    UNIQUE: _are_plain,
    CONTACTS: _are_contacts,
    SHORT_NAME: _are_short,
    IDENTIFIER: _are_short,
    MEMBER_CODE: _are_codes,
    ADDRESS: _are_addresses,
}
"""By their forms, when texts are read as they stand."""
_SHARED_TEXTS = frozenset({NAME, SHORT_NAME, IDENTIFIER, REFERENCE, MEMBER_CODE, ADDRESS})
"""The forms of texts that many rows have: held once in memory."""
_SHARED_AS_WRITTEN = frozenset({MONEY, DAY})
"""The same of what is no text: a shop with 200,000 orders has a few hundred prices and days."""
_WHOLE_NUMBERS: Mapping[Form[Any], int] = {WHOLE: LARGEST_AMOUNT, TOTAL: LARGEST_TOTAL}
"""The largest number of each form, to either side."""
