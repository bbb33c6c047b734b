"""The Settings tab: each setting's name, words and reading; what is unknown or impossible falls back to the default."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loyalty.identifiers import fold
from loyalty.values import CouponSource, EarnBy, Settings
from sheets import cells
from sheets.cells import Cell, Unreadable
from sheets.table import BadCell, Problem, Row, Table
from sheets.tabs import fold_heading
from words.tongue import LANGUAGES

SEED = Settings()


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of Settings: its name there, the field it sets, how its cell is read, and what it does in words."""

    name: str
    field: str
    read: Callable[[Cell], Any]
    what: str

    def first_value(self, settings: Settings) -> str | int:
        """What set-up writes into the cell."""
        value = getattr(settings, self.field)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return int(value) if isinstance(value, int | Decimal) else str(value)


def _text(cell: Cell) -> str:
    return cells.text(cell)


def _language(cell: Cell) -> str:
    language = fold(cells.text(cell))
    if language not in LANGUAGES:
        raise Unreadable(f"The languages are {', '.join(LANGUAGES)}.")
    return language


def _zone(cell: Cell) -> ZoneInfo:
    try:
        return ZoneInfo(cells.text(cell))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Unreadable("This is no time zone; write one such as Europe/Berlin or America/New_York.") from None


def _currency(cell: Cell) -> str:
    currency = cells.text(cell).upper()
    if len(currency) != 3 or not currency.isalpha() or not currency.isascii():
        raise Unreadable("A currency is three letters, such as USD.")
    return currency


def _earn_by(cell: Cell) -> EarnBy:
    try:
        return EarnBy(fold(cells.text(cell)))
    except ValueError:
        raise Unreadable("Write amount or order.") from None


def _coupons(cell: Cell) -> CouponSource:
    try:
        return CouponSource(fold(cells.text(cell)))
    except ValueError:
        raise Unreadable("Write pool, generate or manual.") from None


def _whole(lowest: int) -> Callable[[Cell], int]:
    def read(cell: Cell) -> int:
        number = cells.whole(cell)
        if number is None or number < lowest:
            raise Unreadable(f"Write a whole number, {lowest} or more.")
        return number

    return read


def _amount(cell: Cell) -> Decimal:
    amount = cells.money(cell)
    if amount is None:
        raise Unreadable("Write a number.")
    return amount


def _rate(cell: Cell) -> Decimal:
    rate = _amount(cell)
    if not rate:
        raise Unreadable("Write a number above zero.")
    return rate


def _yes_no(cell: Cell) -> bool:
    return bool(cells.yes_no(cell))


SETTINGS = (
    Setting("Program name", "program_name", _text, "What customers read as the program's name."),
    Setting("Shop name", "shop_name", _text, "Your shop's name, in letters."),
    Setting("Shop link", "shop_link", _text, "Your shop's address, in letters."),
    Setting(
        "Language",
        "language",
        _language,
        "The language of chat and letters: en, ru or ar; a customer's own goes before it.",
    ),
    Setting("Time zone", "zone", _zone, "Where your shop's days begin and end, such as Europe/Berlin."),
    Setting("Currency", "currency", _currency, "Your shop's currency: three letters, such as USD."),
    Setting("Earn by", "earn_by", _earn_by, "amount: points for each unit of money; order: points for each order."),
    Setting("Points per unit", "points_per_unit", _rate, "Points for each unit of money, or for each order."),
    Setting("Sign-up bonus", "sign_up_bonus", _whole(0), "Points for joining; 0 for none."),
    Setting("Minimum order", "minimum_order", _amount, "Orders below this amount give no points."),
    Setting("Claim within days", "claim_within_days", _whole(0), "How long after its day an order can be claimed."),
    Setting("Coupon days", "coupon_days", _whole(0), "How many days a coupon is good for."),
    Setting(
        "Coupons",
        "coupons",
        _coupons,
        "pool: codes from the Coupons tab; generate: the service makes codes; manual: you send them yourself.",
    ),
    Setting("Reminder days", "reminder_days", _whole(1), "A letter so many days after joining or the last letter."),
    Setting("Reminders", "reminders", _yes_no, "Letters: yes or no."),
)
BY_NAME = {fold_heading(setting.name): setting for setting in SETTINGS}


def read_settings(table: Table, zone: ZoneInfo) -> tuple[Settings, list[Problem]]:
    """The program's settings; the spreadsheet's zone is the default for the shop's. Of two rows the upper counts."""
    chosen: dict[str, Any] = {}
    problems: list[Problem] = []
    for row in table.keyed():
        try:
            field, value = _read_row(row)
        except BadCell as error:
            problems.append(error.problem)
            continue
        if value is not None:
            chosen.setdefault(field, value)
    return replace(replace(SEED, zone=zone), **chosen), problems


def _read_row(row: Row) -> tuple[str, Any]:
    name = row.key("Setting")
    setting = BY_NAME.get(fold_heading(name))
    if setting is None:
        raise row.bad("Setting", "There is no such setting.")
    if not row.text("Value"):
        return setting.field, None
    try:
        return setting.field, setting.read(row.cell("Value"))
    except Unreadable as error:
        raise row.bad("Value", f"{error.why} Until then the default holds.") from None
