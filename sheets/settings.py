"""The Settings tab: each setting's name, words and reading; what is unknown or impossible falls back to the default."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from loyalty.identifiers import fold, valid_email
from loyalty.values import (
    CouponSource,
    EarnBy,
    LetterName,
    PointsExpire,
    RemindersBy,
    Settings,
    UnusedCoupon,
    WhenSpent,
)
from sheets import cells
from sheets.cells import Cell, Unreadable
from sheets.table import BadCell, Problem, Row, Table
from sheets.tabs import fold_heading
from words.tongue import LANGUAGES

SEED = Settings()
_HOURS = re.compile(r"(\d{1,2})(?::00)?\s*(?:-|–|to)\s*(\d{1,2})(?::00)?")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_FLOW = re.compile(r"content\d{14}_\d+")


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
        if self.read is _day_of_year:
            return "{:02}-{:02}".format(*value)
        if isinstance(value, tuple):
            return (" to " if self.read is _hours else ", ").join(map(str, value))
        return int(value) if isinstance(value, int | Decimal) else str(value or "")


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


def _one_of(kinds: type[StrEnum]) -> Callable[[Cell], StrEnum]:
    *most, last = kinds

    def read(cell: Cell) -> StrEnum:
        try:
            return kinds(fold(cells.text(cell)))
        except ValueError:
            raise Unreadable(f"Write {', '.join(most)} or {last}.") from None

    return read


def _day(cell: Cell) -> date | None:
    return cells.day(cell)


def _day_of_year(cell: Cell) -> tuple[int, int]:
    """Month and day, typed as ``12-31`` or as any date."""
    found = _MONTH_AND_DAY.fullmatch(cells.text(cell))
    day = date(2024, 1, 1) if found else cells.day(cell)  # 2024 has a 29th of February
    try:
        day = day.replace(month=int(found[1]), day=int(found[2])) if day and found else day
    except ValueError:
        day = None
    if day is None:
        raise Unreadable("Write a month and a day, such as 12-31.")
    return day.month, day.day


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


def _letters(cell: Cell) -> tuple[LetterName, ...]:
    names = fold(cells.text(cell)).replace(",", " ").split()
    try:
        return tuple(dict.fromkeys(map(LetterName, names)))
    except ValueError:
        raise Unreadable(f"The letters are {', '.join(LetterName)}.") from None


def _hours(cell: Cell) -> tuple[int, int]:
    """From the first hour to the last; ``9-20`` can be typed, but Google Sheets likes to take it for a day."""
    found = _HOURS.fullmatch(fold(cells.text(cell)))
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not first < last <= 24:
        raise Unreadable("Write two hours of the day, such as 9 to 20.")
    return first, last


def _owner_email(cell: Cell) -> str:
    address = valid_email(cells.text(cell))
    if address is None:
        raise Unreadable("This is no e-mail address.")
    return address


def _web_address(cell: Cell) -> str:
    address = cells.text(cell)
    if not _host(address):
        raise Unreadable("Write an address that begins with https://.")
    return address


def _host(address: str) -> str:
    """The host of an https address; blank for anything else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    plain = address.isprintable() and not set(address) & set(' <>"')
    return (parts.hostname or "") if plain and parts.scheme == "https" else ""


def _colour(cell: Cell) -> str:
    colour = fold(cells.text(cell))
    if not _COLOUR.fullmatch(colour):
        raise Unreadable("A colour is # and six signs from 0 to 9 and a to f, such as #8a4b2a.")
    return colour


def _reminders_by(cell: Cell) -> RemindersBy:
    try:
        return RemindersBy(fold(cells.text(cell)))
    except ValueError:
        raise Unreadable("Write email, chat or both.") from None


def _flow(cell: Cell) -> str:
    flow = fold(cells.text(cell))
    if not _FLOW.fullmatch(flow):
        raise Unreadable("This is no name space of a flow; it looks like content20260101120000_123456.")
    return flow


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
    Setting(
        "Earn by", "earn_by", _one_of(EarnBy), "amount: points for each unit of money; order: points for each order."
    ),
    Setting("Points per unit", "points_per_unit", _rate, "Points for each unit of money, or for each order."),
    Setting("Sign-up bonus", "sign_up_bonus", _whole(0), "Points for joining; 0 for none."),
    Setting("Minimum order", "minimum_order", _amount, "Orders below this amount give no points."),
    Setting("Claim within days", "claim_within_days", _whole(0), "How long after its day an order can be claimed."),
    Setting("Coupon days", "coupon_days", _whole(0), "How many days a coupon is good for."),
    Setting(
        "Coupons",
        "coupons",
        _one_of(CouponSource),
        "pool: codes from the Coupons tab; generate: the service makes codes; manual: you send them yourself.",
    ),
    Setting(
        "Unused coupon",
        "unused_coupon",
        _one_of(UnusedCoupon),
        "When a coupon's last day is over. lapse: it is gone; give back: its points come back once, at night, "
        "unless its Status is used.",
    ),
    Setting(
        "Pending days",
        "pending_days",
        _whole(0),
        "An order's points can be spent so many days after it was placed; 14 if it may be sent back so long.",
    ),
    Setting(
        "When points are already spent",
        "when_spent",
        _one_of(WhenSpent),
        "When an order goes back whose points are spent. stop at zero: the rest is yours to bear; "
        "deficit: the next points settle it.",
    ),
    Setting(
        "Points expire",
        "points_expire",
        _one_of(PointsExpire),
        "never; rolling: each by themselves, Expiry months after they came; inactivity: all of them, so long after the "
        "last time that she did something; yearly: on the next Expiry day that is so long after they came.",
    ),
    Setting("Expiry months", "expiry_months", _whole(1), "How long points are good for, if they expire."),
    Setting("Expiry day", "expiry_day", _day_of_year, "Month and day on which points expire yearly, such as 12-31."),
    Setting(
        "Expire from",
        "expire_from",
        _day,
        "No points expire before this day. The program writes it when you switch expiry on: one full period later.",
    ),
    Setting("Reminder days", "reminder_days", _whole(1), "A letter so many days after joining or the last letter."),
    Setting("Reminders", "reminders", _yes_no, "Letters: yes or no."),
    Setting(
        "Letters",
        "letters",
        _letters,
        "Which letters go out: welcome, reminder, coupon, coupon_expiring, win_back, owner_task.",
    ),
    Setting(
        "Letters per minute",
        "letters_per_minute",
        _whole(0),
        "How many letters go out in a minute; 0 is as many as your mail server takes.",
    ),
    Setting("Letter hours", "letter_hours", _hours, "Letters go out between these hours of your shop's day."),
    Setting(
        "Win back days",
        "win_back_days",
        _whole(0),
        "win_back goes to who has ordered nothing for so many days; "
        "0: for twice her usual time between orders, when she has ordered three times or more.",
    ),
    Setting("Owner e-mail", "owner_email", _owner_email, "Where owner_task goes: your own address. Empty: nowhere."),
    Setting(
        "Chat link", "chat_link", _web_address, "The link into your chat (m.me, ig.me, wa.me), for buttons in letters."
    ),
    Setting("Colour", "colour", _colour, "Your colour in letters, such as #8a4b2a; empty is a warm brown."),
    Setting("Logo", "logo", _web_address, "The address of your logo's picture, at the head of letters."),
    Setting(
        "Reminders by",
        "reminders_by",
        _reminders_by,
        "How letters come: email; chat, and by e-mail where ManyChat refuses; or both.",
    ),
    Setting(
        "Chat flow",
        "chat_flow",
        _flow,
        "The flow in ManyChat that shows a letter: its name space, such as content20260101120000_123456.",
    ),
)
NO_FLOW = "Letters go by chat as soon as Chat flow names the flow that shows them. Until then the default holds."
BY_NAME = {fold_heading(setting.name): setting for setting in SETTINGS}


def read_settings(table: Table, zone: ZoneInfo) -> tuple[Settings, list[Problem]]:
    """The program's settings; the spreadsheet's zone is the default for the shop's. Of two rows the upper counts.

    Without a flow to show them letters go by e-mail alone.
    """
    chosen: dict[str, Any] = {}
    rows: dict[str, Row] = {}
    problems: list[Problem] = []
    for row in table.keyed():
        try:
            field, value = _read_row(row)
        except BadCell as error:
            problems.append(error.problem)
            continue
        if value is not None:
            chosen.setdefault(field, value)
            rows.setdefault(field, row)
    if "reminders_by" in rows and "chat_flow" not in chosen and chosen["reminders_by"] is not RemindersBy.EMAIL:
        del chosen["reminders_by"]
        problems.append(rows["reminders_by"].bad("Value", NO_FLOW).problem)
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
