"""A shop of any size: members with entries and one order each that nobody has claimed, as a spreadsheet in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import requests
from google.auth.credentials import AnonymousCredentials

from commands.sheet.provision import set_up
from loyalty.model.causes import join_cause, order_cause
from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.identifiers import CODE_LETTERS, MEMBER_CODE_LENGTH
from sandbox.google.grid.cell import BLANK, Cell, Row, shared
from sandbox.google.grid.row_store import Rows
from sandbox.google.grid.sheet import Sheet, trimmed
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sheets.codec.cells import serial
from sheets.codec.column import Form, Tab
from sheets.codec.line_checks import check_of
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.rewards_tab import REWARDS
from sheets.schema.orders_tab import ORDERS
from words.days import SERIAL_START

SPREADSHEET = "benchmark"
ZONE = "Europe/Berlin"
BONUS = 50
AMOUNTS = 3_989
"""So many different ones have the orders, as in a usual shop; a prime, so that those of one member differ, too."""
EMPTY_ROWS = 1_000
"""Rows below the last one, as a spreadsheet has them."""

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Size:
    """So many members, and so many entries in the Ledger and orders for each of them."""

    members: int
    entries: int = 1
    orders: int = 1

    def __str__(self) -> str:
        return f"{self.members:,} members, {self.members * self.entries:,} entries"


def contact(number: int) -> str:
    """The ManyChat contact of a member, by their number from 0."""
    return f"17022{number:011d}"


def order(number: int) -> str:
    """The order that this member has not claimed yet."""
    return str(100_000 + number)


def filled(size: Size) -> Spreadsheet:
    """The spreadsheet, set up and filled."""
    core = StandIn()
    core.create(SPREADSHEET, title="Benchmark", sheets=("Sheet1",), time_zone=ZONE)
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, Adapter(core))
    set_up(Google(SPREADSHEET, session), chance="chance0")
    book = core.spreadsheet(SPREADSHEET)
    for tab, rows in (
        (MEMBERS, _members(size)),
        (ORDERS, _orders(size)),
        (LEDGER, _entries(size)),
        (REWARDS, (("tote", "Tote bag", 200.0), ("mug", "Mug", 350.0), ("blanket", "Wool blanket", 900.0))),
        (COUPONS, ((f"TOTE-{number}", "tote") for number in range(100))),
    ):
        sheet = book.titled(tab.title)
        if sheet:
            book = book.with_sheet(_with_rows(sheet, tab, rows))
    return book


def _with_rows(sheet: Sheet, tab: Tab, rows: Iterable[tuple[Value, ...]]) -> Sheet:
    forms = [column.form for column in tab.columns]
    typed: list[Row] = [sheet.row(0)]
    typed += (trimmed(tuple(_cell(value, form) for value, form in zip(row, forms, strict=False))) for row in rows)
    return replace(sheet, rows=Rows(typed), row_count=len(typed) + EMPTY_ROWS)


@lru_cache(maxsize=20_000)
def _cell(value: Value, form: Form[Any]) -> Cell:
    return BLANK if value is None else Cell(value, shared({"numberFormat": form.number_format}))


def _code(number: int) -> str:
    signs = ""
    for _ in range(MEMBER_CODE_LENGTH):
        number, place = divmod(number, len(CODE_LETTERS))
        signs += CODE_LETTERS[place]
    return signs


def _email(number: int) -> str:
    return f"member{number}@example.com"


def _instant(number: int, later: int = 0) -> float:
    start = SERIAL_START + timedelta(days=45_800 + later, seconds=number % 86_400)
    return serial(start)


def _amount(number: int) -> Decimal:
    """What this order came to: from 9.90 to 209.30."""
    return Decimal(990 + 5 * (number * 7_919 % AMOUNTS)) / 100


def _old_amount(number: int, turn: int) -> Decimal:
    """What one came to that the member has claimed."""
    return _amount(number + turn)


def _members(size: Size) -> Iterator[tuple[Value, ...]]:
    for number in range(size.members):
        points = float(BONUS + sum(int(_old_amount(number, turn)) for turn in range(1, size.entries)))
        own = (_code(number), _email(number), f"Member {number}", contact(number), "en", _instant(number))
        mark = f"{points:.0f}@1"
        yield *own, points, points, None, "yes", None, None, mark, f"{own[0]}:{mark}"


def _orders(size: Size) -> Iterator[tuple[Value, ...]]:
    placed = float((datetime.now(UTC).date() - timedelta(days=3) - _first_day()).days)
    for number in range(size.members * size.orders):
        yield order(number), _email(number % size.members), float(_amount(number)), "USD", placed, "paid"


def _first_day() -> date:
    return SERIAL_START.date()


def _entries(size: Size) -> Iterator[tuple[Value, ...]]:
    """The sign-up of each member, and claims of orders that the owner has removed since."""
    for turn in range(size.entries):
        for number in range(size.members):
            yield _line(number, turn, _claim(number, turn) if turn else _sign_up(number))


def _sign_up(number: int) -> Entry:
    code = _code(number)
    return Entry(UNDATED, code, EntryKind.SIGN_UP, BONUS, note="Sign-up bonus", cause=join_cause(code))


def _claim(number: int, turn: int) -> Entry:
    old, amount = f"{turn}0{order(number)}", _old_amount(number, turn)
    return Entry(
        UNDATED,
        _code(number),
        EntryKind.CLAIM,
        int(amount),
        subject=old,
        note=f"{amount:.2f} USD",
        cause=order_cause(old),
        amount=amount,
    )


def _line(number: int, turn: int, entry: Entry) -> tuple[Value, ...]:
    """As the program writes it, with its commit and its check."""
    whose = _instant(number, turn), entry.member, _email(number)
    what = entry.kind.value, float(entry.points), entry.subject or None, entry.note, entry.cause
    return *whose, *what, None, None if entry.amount is None else float(entry.amount), None, "1", check_of(entry)


def local(session: requests.Session) -> requests.Session:
    """The session with no proxy between it and this machine."""
    session.trust_env = False
    return session
