"""One cell: Google's JSON to our values and back.

Values are read as UNFORMATTED_VALUE with SERIAL_NUMBER dates: texts, booleans and numbers, a date being the number of
days since 30 December 1899 in the spreadsheet's time zone (Google's API reference, DateTimeRenderOption). All readers
of a cell take that zone, as forms call them (``sheets/codec/column.py``); only instants need it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import assert_never

from loyalty.model.addresses import is_one_address, written_email
from loyalty.model.unseen import seen
from sheets.codec.translation import fold_name
from sheets.google.grid import Cell
from words.amounts import IN_CELLS, LARGEST_AMOUNT, UnclearAmount, UnreadableAmount, read_signed_amount

Value = str | int | Decimal | bool | datetime | date | None

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no zone; the spreadsheet's is put on after
SECONDS_A_DAY = 86_400
FIRST_YEAR, LAST_YEAR = 1970, 2200
TYPED_AS_TEXT = "'"
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!", "FullLoad..."})
YES = frozenset({"yes", "y", "true", "1", "on", "да", "نعم"})
NO = frozenset({"no", "n", "false", "0", "off", "нет", "لا"})


class UnreadableCell(Exception):
    """The cell does not hold what its column is for; ``why`` is a sentence for the owner."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def text(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The cell as text without outer blanks, ``"1042"`` for a number 1042.0; blank for an empty cell.

    An apostrophe before it only says that it is text; a cell formatted as text may keep it.
    """
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case int():
            return str(cell)
        case Decimal():
            return str(int(cell)) if cell == cell.to_integral_value() else format(cell.normalize(), "f")
    # A broken formula reads as text such as "#REF!", which would pass for a name or a code.
    if cell in ERRORS:
        raise UnreadableCell("The formula in this cell shows an error.")
    return cell.strip().removeprefix(TYPED_AS_TEXT)


def identifier(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The text of a cell that names something, without the signs that nobody sees."""
    return seen(text(cell))


def address(cell: Cell, _zone: tzinfo | None = None) -> str:
    """The one email address in the cell, without what pasting leaves around it; a word such as "none" stays."""
    found = written_email(text(cell))
    if "@" in found and not is_one_address(found):
        raise UnreadableCell("This is not one e-mail address.")
    return found


def number(cell: Cell) -> Decimal | None:
    """An amount, exact; also one typed as text with a currency sign. None for an empty cell."""
    match cell:
        case bool():
            raise UnreadableCell("This is not a number.")
        case int() | Decimal():
            amount = Decimal(cell)
        case _:
            written = text(cell)
            if not written:
                return None
            amount = _written_amount(written)
    if abs(amount) > LARGEST_AMOUNT:
        raise UnreadableCell("This number is too large.")
    return amount


def money(cell: Cell, _zone: tzinfo | None = None) -> Decimal | None:
    """An amount of money that is not below zero; None for an empty cell."""
    amount = number(cell)
    if amount is not None and amount < 0:
        raise UnreadableCell("This amount is below zero.")
    return amount


def whole(cell: Cell, _zone: tzinfo | None = None) -> int | None:
    """A whole number; None for an empty cell."""
    amount = number(cell)
    if amount is None:
        return None
    if amount != amount.to_integral_value():
        raise UnreadableCell("This is not a whole number.")
    return int(amount)


def instant(cell: Cell, zone: tzinfo) -> datetime | None:
    """The instant that a date cell in this zone means, to the second; None for an empty cell."""
    local = _local_time(cell)
    return None if local is None else local.replace(tzinfo=zone).astimezone(UTC)


def day(cell: Cell, _zone: tzinfo | None = None) -> date | None:
    """The day that a date cell shows; None for an empty cell."""
    local = _local_time(cell)
    return None if local is None else local.date()


def day_of_birth(cell: Cell, _zone: tzinfo | None = None) -> date | None:
    """The same for a day that may be long ago."""
    local = _local_time(cell, first_year=1900)
    return None if local is None else local.date()


def yes_no(cell: Cell, _zone: tzinfo | None = None) -> bool | None:
    """Yes or no; None for an empty cell."""
    word = fold_name(text(cell))
    if not word:
        return None
    if word in YES or word in NO:
        return word in YES
    raise UnreadableCell("This is neither yes nor no.")


def cell_data(value: Value, number_format: Mapping[str, str], zone: tzinfo) -> dict[str, object]:
    """The value as Google's CellData; text is literal, so that ``=1+1`` stays text; an empty cell for None."""
    entered: dict[str, object]
    match value:
        case None | "":
            return {}
        case bool():
            entered = {"boolValue": value}
        case int():
            entered = {"numberValue": value}
        case Decimal():
            entered = {"numberValue": float(value)}  # JSON has no exacter number, and two places survive it
        case datetime():
            entered = {"numberValue": serial(value.astimezone(zone).replace(tzinfo=None))}
        case date():
            entered = {"numberValue": (value - EPOCH.date()).days}
        case str():
            entered = {"stringValue": value}
        case _:
            assert_never(value)
    shown = WHOLE_FORMAT if number_format is TEXT_FORMAT and "numberValue" in entered else number_format
    return {"userEnteredValue": entered, "userEnteredFormat": {"numberFormat": shown}}


TEXT_FORMAT: Mapping[str, str] = {"type": "TEXT"}
WHOLE_FORMAT: Mapping[str, str] = {"type": "NUMBER", "pattern": "0"}
MONEY_FORMAT: Mapping[str, str] = {"type": "NUMBER", "pattern": "#,##0.00"}
INSTANT_FORMAT: Mapping[str, str] = {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm:ss"}
DAY_FORMAT: Mapping[str, str] = {"type": "DATE", "pattern": "yyyy-mm-dd"}
"""Patterns of Google's NumberFormat (its guide "Date and number formats")."""


def serial(local: datetime) -> float:
    """The serial number of a local time; JSON has no exacter number, and reading rounds to the second."""
    return (local - EPOCH) / timedelta(days=1)


def _local_time(cell: Cell, first_year: int = FIRST_YEAR) -> datetime | None:
    match cell:
        case bool():
            raise UnreadableCell("This is not a date.")
        case int() | Decimal():
            local = _from_serial(Decimal(cell))
        case _:
            written = text(cell)
            if not written:
                return None
            try:
                local = datetime.fromisoformat(written).replace(tzinfo=None)
            except ValueError:
                raise UnreadableCell("This is not a date.") from None
    if not first_year <= local.year <= LAST_YEAR:
        raise UnreadableCell("This date is out of all bounds.")
    return local


def _from_serial(days: Decimal) -> datetime:
    if not 0 <= days < 200_000:
        raise UnreadableCell("This date is out of all bounds.")
    return EPOCH + timedelta(seconds=int((days * SECONDS_A_DAY).to_integral_value()))


def _written_amount(written: str) -> Decimal:
    """``$1,234.50``, ``1.234,50 €`` and ``60`` are clear; ``1,234`` could be either and is not."""
    try:
        return read_signed_amount(written, style=IN_CELLS)
    except UnclearAmount as error:
        raise UnreadableCell(f"{str(error).removesuffix('.')}; write it as a plain number.") from None
    except UnreadableAmount as error:
        raise UnreadableCell(str(error)) from None
