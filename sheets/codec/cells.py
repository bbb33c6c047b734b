"""One cell: Google's JSON to our values and back.

Values are read as UNFORMATTED_VALUE with SERIAL_NUMBER dates: texts, booleans and numbers, a date being the number of
days since 30 December 1899 in the spreadsheet's time zone (Google's API reference, DateTimeRenderOption). All readers
of a cell take that zone, as forms call them (``sheets/codec/column.py``); only instants need it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from loyalty.model.addresses import is_one_address, written_email
from loyalty.model.identifiers import fold, has_lost_digits
from loyalty.model.written.unseen import seen
from sheets.codec.owner_sentences import BELOW_ZERO, Sentence, Words
from sheets.codec.translation import fold_name
from sheets.codec.utc_offset import marked, offset_in
from sheets.google.grid import Cell
from words.amounts import (
    LARGEST_AMOUNT,
    UnclearAmount,
    UnreadableAmount,
    currency_in,
    read_number,
    read_signed_amount,
)
from words.days import (
    FIRST_YEAR,
    LAST_YEAR,
    SECONDS_A_DAY,
    SERIAL_START,
    DayOutOfBounds,
    UnclearDay,
    UnreadableDay,
    day_form,
    instant_or_day,
    serial_time,
)
from words.literal_text import MARK, literal

Value = str | int | Decimal | bool | datetime | date | None

LOADING = "Loading..."
_MEANT_AS_ADDRESS = re.compile(r"\S\.[^\W\d_]{2,}$|\S\s*[(\[{]\s*at\s*[)\]}]\s*\S", re.IGNORECASE)
NOT_AVAILABLE = frozenset({"#N/A", "#N/D", "#Н/Д", "#NV"})
_FORMULA_ERROR = re.compile(r"#[¡¿]?[^\W\d_]{2,10}(?:/0)?[!?]")
"""``#REF!``, ``#DIV/0!``, and what they are in sheets of other languages: ``#BEZUG!``, ``#¡REF!``, ``#ССЫЛКА!``."""
YES = frozenset({"yes", "y", "true", "1", "on", "да", "نعم"})
NO = frozenset({"no", "n", "false", "0", "off", "нет", "لا"})


LARGEST_TOTAL = 2**53
"""Up to here every whole number has a cell's number of its own; ten million cells of points add up to no more."""
LARGEST_SERIAL = 6
"""A day of any year that is read has no more digits before its point, less one."""
_SECONDS_A_DAY = Decimal(SECONDS_A_DAY)
_FIRST_SECOND, _AFTER_LAST_SECOND = (
    int((datetime(year, 1, 1) - SERIAL_START).total_seconds())  # noqa: DTZ001 - serials have no zone
    for year in (FIRST_YEAR, LAST_YEAR + 1)
)
"""Of the instants that are read, in seconds after the start of the serial numbers."""
_FIRST_DAY, _AFTER_LAST_DAY = ((date(year, 1, 1) - SERIAL_START.date()).days for year in (2000, 2050))
LONGEST_TEXT = 50_000
"""Characters that Google takes in a cell."""
LONGEST_NAME = 500
"""Characters of a name or a number by which something is known; causes and notes are put together of them."""
LARGEST_EXACT = 10**15
"""Sheets keep 15 digits of a number and show a longer one as 5.77E+17."""
LOST_DIGITS = Sentence(
    "The last digits of this number are lost. Format the column as plain text and write the whole number again."
)
TOO_LARGE = Sentence("This number is too large. Write one of at most %(most)s.")
TOO_LONG = Sentence("This is too long. Shorten it to %(most)s characters.").of(most=LONGEST_NAME)
FORMULA_FAILS = Sentence("The formula in this cell shows an error. Correct it, or write the value itself.")
NOT_ONE_ADDRESS = Sentence("This is not one email address. Write exactly one, such as ana@example.com.")
NOT_A_NUMBER = Sentence("This is not a number. Write digits, such as 25 or 12.50.")
UNCLEAR_NUMBER = Sentence("This could be thousands or a fraction. Write it as a plain number, such as 1234.50.")
NOT_PLAIN = Sentence(
    "This cell shows a day, a percentage, money, or another number than it holds, so it does not count. "
    "Choose Format > Number > Automatic for it, then type the number again."
)
IS_A_DAY = Sentence(
    "This number stands for the day %(day)s. Choose Format > Number > Automatic for this cell, then write the number "
    "as your sheet writes fractions: 1,5 in some countries, 1.5 in others."
)
NOT_WHOLE = Sentence("This is not a whole number. Write one without a fraction, such as 25.")
NOT_A_DATE = Sentence("This is not a date. Write a day, such as 2026-11-30.")
UNCLEAR_DATE = Sentence("This could be two days. Write it with the year first, such as 2026-11-30.")
DATE_OUT_OF_BOUNDS = Sentence("This date is too early or too late. Write a day from the year %(first)s to %(last)s.")
NOT_YES_OR_NO = Sentence("This is neither yes nor no. Write %(yes)s or %(no)s.").of(
    yes=Words(("yes",)), no=Words(("no",))
)


def is_formula_error(written: str) -> bool:
    """True for what a broken formula shows, or one that still loads, in any language; ``#1042!`` is none."""
    if written[:1] != "#":
        return written == LOADING
    return written in NOT_AVAILABLE or (written.isupper() and _FORMULA_ERROR.fullmatch(written) is not None)


class SeenAsDay(str):
    """What the owner sees of a number that Google takes for a day; nobody reads it as a number."""


class UnreadableCell(Exception):
    """The cell does not hold what its column is for; ``why`` is for the owner."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why)
        self.why = why


def text(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The cell as text without outer blanks, ``"1042"`` for a number 1042.0; blank for an empty cell.

    An apostrophe before it only says that it is text; a cell formatted as text may keep it.
    """
    match cell:
        case str():
            # A broken formula reads as text such as "#REF!", which would pass for a name or a code.
            if (cell[:1] == "#" or cell == LOADING) and is_formula_error(cell):
                raise UnreadableCell(FORMULA_FAILS)
            written = cell.strip()
            return written[1:].lstrip() if written.startswith(MARK) else written
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case int():
            return str(cell)
        case Decimal():
            return str(int(cell)) if cell == cell.to_integral_value() else format(cell.normalize(), "f")


def total(cell: Cell, _zone: tzinfo | None = None) -> int | None:
    """A whole number that the program has added up, however large; None for an empty cell."""
    return whole(cell, most=LARGEST_TOTAL)


def name(cell: Cell, _zone: tzinfo | None = None) -> str:
    """Text by which something is known; not too long to stand in a cause or a note with others."""
    written = text(cell)
    if len(written) > LONGEST_NAME:
        raise UnreadableCell(TOO_LONG)
    return written


def names(cell: Cell, _zone: tzinfo | None = None) -> tuple[str, ...]:
    """The names that stand in the cell with commas between them, folded."""
    return tuple(filter(None, map(fold, re.split(r"[,;\n]", text(cell)))))


def identifier(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The same without the invisible characters."""
    written = exact_reference(cell)
    if len(written) > LONGEST_NAME:
        raise UnreadableCell(TOO_LONG)
    return written


def reference(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The text of a cell that is put together of identifiers, however many, without the invisible characters."""
    written = text(cell)
    return written if written.isascii() and written.isprintable() else seen(written)


def exact_reference(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The same of what somebody is told by: a number that has lost digits is another one's, or nobody's."""
    if isinstance(cell, int | Decimal) and not -LARGEST_EXACT <= cell <= LARGEST_EXACT:
        raise UnreadableCell(LOST_DIGITS)
    return reference(cell)


def contacts(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The ids of ManyChat contacts, which have up to twenty digits."""
    written = exact_reference(cell)
    if "+" in written and any(map(has_lost_digits, written.split(","))):
        raise UnreadableCell(LOST_DIGITS)
    return written


def address(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The one email address in the cell, without what pasting leaves around it; a word such as "none" stays."""
    found = written_email(text(cell))
    if "@" in found and not is_one_address(found):
        raise UnreadableCell(NOT_ONE_ADDRESS)
    return found


def lacks_its_at_sign(written: str) -> bool:
    """True for what was meant as an address and is none, such as ``ana.example.com``; a word such as "none" is not."""
    return "@" not in written and _MEANT_AS_ADDRESS.search(written) is not None


def number(cell: Cell, *, most: int = LARGEST_AMOUNT, read: Callable[[str], Decimal] = read_number) -> Decimal | None:
    """A number, exact, also one typed as text, which ``read`` reads. None for an empty cell."""
    match cell:
        case bool():
            raise UnreadableCell(NOT_A_NUMBER)
        case Decimal():
            amount = cell
        case int():
            amount = _whole(cell)
        case SeenAsDay():
            raise UnreadableCell(NOT_PLAIN)
        case _:
            written = text(cell)
            if not written:
                return None
            amount = _written_amount(written, read)
    if abs(amount) > most:
        raise UnreadableCell(TOO_LARGE.of(most=most))
    return amount


@lru_cache(maxsize=4096)  # many amounts of a large shop are whole and the same: each is held once
def _whole(amount: int) -> Decimal:
    return Decimal(amount)


def may_be_a_day(cell: Cell) -> bool:
    """True for a number that is that of a day from 2000 to 2049: somebody may have typed 2026-11-30, or 12.05."""
    return isinstance(cell, int | Decimal) and not isinstance(cell, bool) and _FIRST_DAY <= cell < _AFTER_LAST_DAY


def money(cell: Cell, _zone: tzinfo | None = None) -> Decimal | None:
    """An amount of money that is not below zero, also with the mark of a currency; None for an empty cell."""
    amount = number(cell, read=read_signed_amount)
    if amount is not None and amount < 0:
        raise UnreadableCell(BELOW_ZERO)
    return amount


def factor(cell: Cell, _zone: tzinfo | None = None) -> Decimal | None:
    """What points are multiplied by, which is never the number of a day: where 1,5 is a fraction, 1.5 is the first of
    May, and a cell that set-up has formatted shows it as 46,143.
    """
    if isinstance(cell, int | Decimal) and may_be_a_day(cell):
        raise UnreadableCell(IS_A_DAY.of(day=serial_time(Decimal(cell)).date().isoformat()))
    return money(cell)


def currency_beside(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The currency that stands beside an amount: three letters, or a mark such as ``$``; blank for none."""
    try:
        return currency_in(written) if isinstance(cell, str) and (written := text(cell)) else ""
    except UnreadableAmount:
        raise UnreadableCell(NOT_A_NUMBER) from None


def whole(cell: Cell, _zone: tzinfo | None = None, *, most: int = LARGEST_AMOUNT) -> int | None:
    """A whole number of up to ``most``; None for an empty cell."""
    amount = number(cell, most=most)
    if amount is None:
        return None
    if amount != amount.to_integral_value():
        raise UnreadableCell(NOT_WHOLE)
    return int(amount)


def instant(cell: Cell, zone: tzinfo) -> datetime | None:
    """The instant that a date cell means, to the second: in this zone, if the cell does not carry its own distance.

    None for an empty cell. Of an hour that comes twice the first one is meant where nothing says which.
    """
    if isinstance(cell, Decimal):
        local, offset = _wall_and_offset(cell)
    else:
        found = wall_time(cell)
        if found is None:
            return None
        local, offset = found, carried_offset(cell)
    if offset is None:
        # As astimezone finds it, which takes twice as long.
        offset = zone.utcoffset(local) or timedelta()
    return (local - offset).replace(tzinfo=UTC)


def _wall_and_offset(days: Decimal) -> tuple[datetime, timedelta | None]:
    """As wall_time and carried_offset tell them, with one look: a large shop has half a million such cells."""
    if days.adjusted() > LARGEST_SERIAL:
        raise _out_of_bounds(FIRST_YEAR)
    seconds = days * _SECONDS_A_DAY
    whole = seconds.to_integral_value()
    after_start = int(whole)
    if not _FIRST_SECOND <= after_start < _AFTER_LAST_SECOND:
        raise _out_of_bounds(FIRST_YEAR)
    return SERIAL_START + timedelta(seconds=after_start), offset_in(seconds - whole)


def carried_offset(cell: Cell) -> timedelta | None:
    """How far from UTC the clock was whose time this cell shows; None where the cell does not tell."""
    match cell:
        case Decimal():
            seconds = cell * SECONDS_A_DAY
            return offset_in(seconds - seconds.to_integral_value())
        case str():
            try:
                return _written_time(text(cell)).utcoffset()
            except UnreadableCell:
                return None
    return None


def day(cell: Cell, _zone: tzinfo | None = None) -> date | None:
    """The day that a date cell shows; None for an empty cell."""
    local = wall_time(cell)
    return None if local is None else local.date()


def day_of_birth(cell: Cell, _zone: tzinfo | None = None) -> date | None:
    """The same for a day that may be long ago."""
    local = wall_time(cell, first_year=1900)
    return None if local is None else local.date()


def yes_no(cell: Cell, _zone: tzinfo | None = None) -> bool | None:
    """Yes or no; None for an empty cell."""
    word = fold_name(text(cell))
    if not word:
        return None
    if word in YES or word in NO:
        return word in YES
    raise UnreadableCell(NOT_YES_OR_NO)


def cell_data(value: Value, number_format: Mapping[str, str], zone: tzinfo) -> dict[str, object]:
    """The value as Google's CellData; text stays text, in the cell and in what is exported of it; empty for None."""
    entered: dict[str, object]
    match value:
        case None | "":
            return {}
        case str():
            entered = {"stringValue": as_text(value)}
        case bool():
            entered = {"boolValue": value}
        case int():
            entered = {"numberValue": value}
        case Decimal():
            entered = {"numberValue": float(value)}  # JSON has no exacter number, and two places survive it
        case datetime():
            entered = {"numberValue": serial(marked(value.astimezone(zone)))}
        case date():
            entered = {"numberValue": (value - SERIAL_START.date()).days}
        case _:
            assert_never(value)
    shown = WHOLE_FORMAT if number_format is TEXT_FORMAT and "numberValue" in entered else number_format
    return {"userEnteredValue": entered, "userEnteredFormat": {"numberFormat": shown}}


def as_text(value: str) -> str:
    """The text as its cell holds it, so that what somebody has typed is taken neither for a formula nor its error.

    It stands here, and not with the columns that customers fill, because any text may have come from one of them: an
    order's number, what the shop said, what Problems quotes. All readers of texts take the mark off again.
    """
    return MARK + value if is_formula_error(value.strip()) else literal(value)


TEXT_FORMAT: Mapping[str, str] = {"type": "TEXT"}
WHOLE_FORMAT: Mapping[str, str] = {"type": "NUMBER", "pattern": "0"}
MONEY_FORMAT: Mapping[str, str] = {"type": "NUMBER", "pattern": "#,##0.00"}
INSTANT_FORMAT: Mapping[str, str] = {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm:ss"}
DAY_FORMAT: Mapping[str, str] = {"type": "DATE", "pattern": "yyyy-mm-dd"}
"""Patterns of Google's NumberFormat (its guide "Date and number formats")."""


def serial(local: datetime) -> float:
    """The serial number of a local time; JSON has no exacter number, and reading rounds to the second."""
    return (local - SERIAL_START) / timedelta(days=1)


def wall_time(cell: Cell, first_year: int = FIRST_YEAR) -> datetime | None:
    """The day and the time that a date cell shows, to the second and without a zone; None for an empty cell."""
    match cell:
        case bool():
            raise UnreadableCell(NOT_A_DATE)
        case int() | Decimal():
            local = _from_serial(Decimal(cell), first_year)
        case _:
            written = text(cell)
            if not written:
                return None
            local = _written_time(written, first_year).replace(tzinfo=None)
    if not first_year <= local.year <= LAST_YEAR:
        raise _out_of_bounds(first_year)
    return local


def _written_time(written: str, first_year: int = FIRST_YEAR) -> datetime:
    """The day or the instant that somebody has typed, with its zone if it names one."""
    try:
        read = instant_or_day(written, day_form([written]), first_year=first_year)
    except UnclearDay:
        raise UnreadableCell(UNCLEAR_DATE) from None
    except DayOutOfBounds:
        raise _out_of_bounds(first_year) from None
    except UnreadableDay:
        raise UnreadableCell(NOT_A_DATE) from None
    return read if isinstance(read, datetime) else datetime.combine(read, time())


def _out_of_bounds(first_year: int) -> UnreadableCell:
    # Years as text: a number of four digits would get a thousands separator.
    return UnreadableCell(DATE_OUT_OF_BOUNDS.of(first=str(first_year), last=str(LAST_YEAR)))


def _from_serial(days: Decimal, first_year: int) -> datetime:
    if not 0 <= days < 200_000:
        raise _out_of_bounds(first_year)
    return serial_time(days)


def _written_amount(written: str, read: Callable[[str], Decimal]) -> Decimal:
    """``$1,234.50``, ``1.234,50 €`` and ``60`` are clear; ``1,234`` could be either and is not."""
    try:
        return read(written)
    except UnclearAmount:
        raise UnreadableCell(UNCLEAR_NUMBER) from None
    except UnreadableAmount:
        raise UnreadableCell(NOT_A_NUMBER) from None
