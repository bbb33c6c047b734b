"""The words in which a tab is described: columns, what their cells hold, and the tab that they make.

Everything else follows from a description: how cells are read and written, which are shown to the owner and healed,
their formats, widths and notes, what set-up makes, what the check asks for, what docs/sheet.md says.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from typing import Any, Generic, TypeVar

from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.identifiers import member_code
from loyalty.model.written.phone_numbers import phone_number
from sheets.codec import cells
from sheets.codec.limits import Limits
from sheets.codec.order_lines_cell import order_lines
from sheets.codec.translation import fold_heading, meaning, names
from sheets.google.grid import Cell

V_co = TypeVar("V_co", covariant=True)
YES_OR_NO = ("yes", "no")


@dataclass(frozen=True, slots=True, eq=False)
class Form(Generic[V_co]):
    """What the cells of a column hold: how one is read, how Google formats it, how wide its column is in pixels.

    ``read`` takes the cell and the spreadsheet's time zone, and raises cells.UnreadableCell. ``blank`` is what it says
    of an empty cell: most cells of a large shop are empty, and need no reading.
    """

    read: Callable[[Cell, tzinfo], V_co]
    number_format: Mapping[str, str]
    width: int
    blank: V_co = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "blank", self.read(None, UTC))  # how a frozen dataclass sets its own field


TEXT: Form[str] = Form(cells.text, cells.TEXT_FORMAT, 130)
NAME: Form[str] = Form(lambda cell, _: sys.intern(cells.text(cell)), cells.TEXT_FORMAT, 130)
"""Text that many rows have: it is held once in memory."""
SHORT_NAME: Form[str] = Form(lambda cell, _: sys.intern(cells.name(cell)), cells.TEXT_FORMAT, 130)
"""A name that people read: short enough for a cause or a note, as it was written."""
IDENTIFIER: Form[str] = Form(lambda cell, _: sys.intern(cells.identifier(cell)), cells.TEXT_FORMAT, 130)
"""What names something, such as an order or a coupon: short, and invisible characters are no part of it."""
REFERENCE: Form[str] = Form(lambda cell, _: sys.intern(cells.reference(cell)), cells.TEXT_FORMAT, 130)
"""What is put together of identifiers, of any length."""
UNIQUE: Form[str] = Form(cells.reference, cells.TEXT_FORMAT, 130)
"""The same where hardly two rows have one text, so that it is not worth looking for it."""
CONTACTS: Form[str] = Form(cells.contacts, cells.TEXT_FORMAT, 130)
"""Ids of ManyChat contacts."""
MEMBER_CODE: Form[str] = Form(lambda cell, _: sys.intern(member_code(cells.identifier(cell))), cells.TEXT_FORMAT, 130)
"""A member's code, as it counts."""
ADDRESS: Form[str] = Form(lambda cell, _: sys.intern(cells.address(cell)), cells.TEXT_FORMAT, 130)
"""One email address."""
PHONE: Form[str] = Form(lambda cell, _: phone_number(cells.text(cell)), cells.TEXT_FORMAT, 130)
"""A phone number with its country; any other is as good as none."""
TEXTS = frozenset({TEXT, NAME, SHORT_NAME, IDENTIFIER, REFERENCE, UNIQUE, CONTACTS, MEMBER_CODE, ADDRESS})
WORD: Form[str] = Form(lambda cell, _: meaning(cells.text(cell)), cells.TEXT_FORMAT, 130)
"""One of the words to choose from, in whichever language it is written; folded English."""
LIST: Form[tuple[str, ...]] = Form(cells.names, cells.TEXT_FORMAT, 130)
"""Words with commas between them, folded."""
WHOLE: Form[int | None] = Form(cells.whole, cells.WHOLE_FORMAT, 100)
TOTAL: Form[int | None] = Form(cells.total, cells.WHOLE_FORMAT, 100)
"""A sum of the program's own, which may be larger than what is believed in one cell."""
MONEY: Form[Decimal | None] = Form(cells.money, cells.MONEY_FORMAT, 100)
"""An amount that is not below zero: money, or any other that may have a fraction."""
FACTOR: Form[Decimal | None] = Form(cells.factor, cells.MONEY_FORMAT, 100)
"""What points are multiplied by."""
CURRENCY_BESIDE: Form[str] = Form(cells.currency_beside, cells.TEXT_FORMAT, 100)
"""What is written beside an amount of money: its currency by three letters or by a mark; mostly nothing."""
INSTANT: Form[datetime | None] = Form(cells.instant, cells.INSTANT_FORMAT, 150)
"""In UTC."""
ORDER_LINES: Form[tuple[OrderLine, ...]] = Form(order_lines, cells.TEXT_FORMAT, 260)
"""What was bought, one product a line."""
DAY: Form[date | None] = Form(cells.day, cells.DAY_FORMAT, 100)
BIRTHDAY: Form[date | None] = Form(cells.day_of_birth, cells.DAY_FORMAT, 100)
"""A day that may be long ago."""
YES_NO: Form[bool | None] = Form(cells.yes_no, cells.TEXT_FORMAT, 90)


class Decides(Enum):
    """What hangs on a column: without its heading nothing may be given that rests on it."""

    MONEY = auto()
    CONSENT = auto()
    IDENTITY = auto()


@dataclass(frozen=True, slots=True, eq=False)
class Column(Generic[V_co]):
    """A column, found by its heading; a constant, equal to itself alone, so that looking it up is quick.

    ``what`` explains it to the owner. ``service`` marks what the program writes, ``key`` what a row cannot be read
    without, ``identity`` what makes a row somebody's. A ``shown`` cell repeats for the owner's eyes what the Ledger or
    another tab says, and is healed; one that ``tells`` would not stand in a row of nobody's but by mistake.
    ``decides`` says what hangs on it. An ``address`` is blanked wherever it stands when its member leaves.

    ``aliases`` are other headings that owners use, ``words`` what its cells choose from, ``limits`` what a number has
    to be where that is not what its form has to be. A ``ticked`` column has check
    boxes, for there an empty cell means the same as no. ``prose`` is written in the sheet's language below the
    heading, too. ``width`` is in pixels, 0 for the form's own.

    An earlier heading that has become others says which: it stands ``instead_of`` them in old sheets, is read as long
    as none of them is there, and is never added.
    """

    heading: str
    form: Form[V_co]
    what: str
    service: bool = False
    key: bool = False
    identity: bool = False
    shown: bool = False
    tells: bool = False
    decides: Decides | None = None
    address: bool = False
    hidden: bool = False
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    limits: Limits | None = None
    ticked: bool = False
    width: int = 0
    wrapped: bool = False
    prose: bool = False
    instead_of: "tuple[AnyColumn, ...]" = ()

    def __repr__(self) -> str:
        return f"<Column {self.heading}>"


AnyColumn = Column[Any]
Cells = Mapping[AnyColumn, cells.Value]
"""What to write into a row, by its columns."""


class Tab:
    """A tab of the spreadsheet, described by a class with its columns as attributes, in the order of the sheet.

    Without an ``optional`` one everything else works. One with a ``number`` is known by that alone, Google's own for
    it, whatever it is called. Another ``title`` is for a tab with the same columns, such as the Ledger of a closed
    year. Columns ``together`` are read and written all or none: one means nothing without the others.
    """

    title: str
    what: str
    optional: bool = False
    number: int = 0
    together: tuple[AnyColumn, ...] = ()

    def __init__(self, title: str = "", *, optional: bool = False) -> None:
        self.title = title or type(self).title
        self.optional = optional or type(self).optional
        # A column may have a second name in its class, such as the one that proves where rows stand.
        described = (column for column in vars(type(self)).values() if isinstance(column, Column))
        described_once = tuple(dict.fromkeys(described))
        self.columns: tuple[AnyColumn, ...] = tuple(column for column in described_once if not column.instead_of)
        self.earlier: tuple[AnyColumn, ...] = tuple(column for column in described_once if column.instead_of)
        self.keys = tuple(column for column in self.columns if column.key)
        self.identity = tuple(column for column in self.columns if column.identity)
        self.shown = tuple(column for column in self.columns if column.shown)
        self.telling = tuple(column for column in self.columns if column.tells)

    def __repr__(self) -> str:
        return f"<Tab {self.title}>"


@cache
def called(column: AnyColumn) -> tuple[tuple[str, ...], ...]:
    """What the column may be called, folded: its heading in every language, then each word that owners use for it."""
    return names(column.heading), *((fold_heading(alias),) for alias in column.aliases)
