"""A row to a value: how each tab's rows are read, and what is said of those that cannot be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from loyalty.identifiers import fold
from loyalty.values import (
    UNDATED,
    Coupon,
    CouponStatus,
    Entry,
    EntryKind,
    Letter,
    LetterStatus,
    Member,
    Order,
    Reward,
    Settings,
)
from sheets.table import BadCell, Problem, Row, Table

V = TypeVar("V")

PAID = frozenset(
    {"", "paid", "complete", "completed", "fulfilled", "processing", "shipped", "delivered", "partially fulfilled"}
)
NOT_PAID = frozenset(
    {
        *("unpaid", "pending", "authorized", "on hold", "draft", "failed", "voided", "expired"),
        *("cancelled", "canceled", "refunded", "partly refunded", "partially refunded", "partially paid"),
    }
)


UNCLEAR: bool | None = False
"""Whoever's Reminders cell is unclear gets no letters."""
ONLY_ONE = {"Members": "Member", "Orders": "Order", "Rewards": "Reward", "Coupons": "Code", "Ledger": "Cause"}
"""The heading under which no two rows of the tab may have the same."""


@dataclass(slots=True)
class Reader:
    """Reads one tab after the other and collects what it could not read."""

    problems: list[Problem] = field(default_factory=list)

    def values(self, table: Table, read: Callable[[Row], V], key: Callable[[V], str] | None = None) -> dict[int, V]:
        """The values of the table's rows, by row; where ``key`` is given, a second row of one key is a problem."""
        found: dict[int, V] = {}
        keys: dict[str, int] = {}
        for row in table.keyed():
            try:
                value = read(row)
            except BadCell as error:
                self.problems.append(error.problem)
                continue
            found[row.number] = value
            if key:
                self._note_repeat(row, key(value), keys)
        return found

    def lenient(self, read: Callable[[str], V], heading: str, otherwise: V) -> V:
        """The cell under this heading; an unreadable one is a problem, but no reason to forget the whole row."""
        try:
            return read(heading)
        except BadCell as error:
            self.problems.append(error.problem)
            return otherwise

    def _note_repeat(self, row: Row, key: str, keys: dict[str, int]) -> None:
        first = keys.setdefault(key, row.number)
        if key and first != row.number:
            why = f"Row {first} has the same; only one of them counts."
            self.problems.append(row.bad(ONLY_ONE[row.tab], why).problem)


def read_rewards(reader: Reader, table: Table) -> tuple[Reward, ...]:
    """The rewards, in the order of their tab."""
    return tuple(reader.values(table, _reward, lambda one: fold(one.id)).values())


def member_by(reader: Reader) -> Callable[[Row], Member]:
    """Reads a member's row; she is only left out without a code, not made a stranger by a slip in another cell."""

    def read(row: Row) -> Member:
        booked, display = reader.lenient(partial(_booked, row), "Points as booked", NEVER)
        reader.lenient(row.whole, "Lifetime points", None)
        return Member(
            code=row.key("Member"),
            email=reader.lenient(row.text, "Email", ""),
            name=reader.lenient(row.text, "Name", ""),
            contact=reader.lenient(row.text, "Contact", ""),
            language=reader.lenient(row.text, "Language", ""),
            joined=reader.lenient(row.instant, "Joined", None),
            reminders=reader.lenient(row.yes_no, "Reminders", UNCLEAR),
            last_reminder=reader.lenient(row.instant, "Last reminder", None),
            points_shown=reader.lenient(partial(_points, row, booked), "Points", None),
            points_booked=booked,
            display=display,
        )

    return read


def _points(row: Row, booked: int | None, heading: str) -> int | None:
    """A member's points; below zero only what we show ourselves, of one from whom the Ledger took more than she had."""
    points = row.whole(heading)
    if points is not None and points < 0 and points != booked:
        raise row.bad(heading, "Points cannot be below zero.")
    return points


NEVER: tuple[int | None, str] = (None, "")
"""Nothing was ever shown in this row."""


def _booked(row: Row, heading: str) -> tuple[int | None, str]:
    """The points that were last shown, and the number of the commit that did, as in ``110@2a``."""
    points, _, display = row.text(heading).partition("@")
    try:
        return (int(points) if points else None), display
    except ValueError:
        raise row.bad(heading, "Leave this column to the program.") from None


def order_in(reader: Reader, settings: Settings) -> Callable[[Row], Order]:
    """Reads an order's row, in the program's currency; what we show in it is read only to name what else is there."""

    def read(row: Row) -> Order:
        reader.lenient(row.instant, "Claimed", None)
        reader.lenient(row.whole, "Points", None)
        currency = row.text("Currency")
        if currency and fold(currency) != fold(settings.currency):
            raise row.bad("Currency", f"The program counts in {settings.currency} only.")
        return Order(
            number=row.key("Order"),
            email=row.key("Email"),
            amount=row.money("Amount"),
            paid=_paid(row),
            placed=row.day("Placed"),
        )

    return read


def _paid(row: Row) -> bool:
    status = fold(row.text("Status")).replace("_", " ").replace("-", " ")
    if status not in PAID | NOT_PAID:
        raise row.bad("Status", "Write paid, unpaid, cancelled or refunded.")
    return status in PAID


def _reward(row: Row) -> Reward:
    points = row.whole("Points")
    if not points or points < 1:
        raise row.bad("Points", "A reward costs at least one point.")
    stock = row.whole("Stock")
    return Reward(
        id=row.key("Reward"),
        name=row.text("Name") or row.key("Reward"),
        points=points,
        link=row.text("Product link"),
        how_to_redeem=row.text("How to redeem"),
        image=row.text("Image"),
        active=row.yes_no("Active") is not False,
        stock=None if stock is None else max(stock, 0),
    )


def read_coupon(row: Row) -> Coupon:
    """Reads a coupon's row."""
    return Coupon(
        code=row.key("Code"),
        reward=row.key("Reward"),
        status=_status(row),
        member=row.text("Member"),
        email=row.text("Email"),
        issued=row.instant("Issued"),
        expires=row.day("Expires"),
    )


def _status(row: Row) -> CouponStatus:
    status = fold(row.text("Status"))
    try:
        return CouponStatus(status) if status else CouponStatus.AVAILABLE
    except ValueError:
        raise row.bad("Status", f"Write one of: {', '.join(CouponStatus)}.") from None


def entry_by(reader: Reader, knows: Callable[[str], bool], code_with: Callable[[str], str]) -> Callable[[Row], Entry]:
    """Reads a Ledger row; one that names no member's code may name a member by e-mail instead."""

    def read(row: Row) -> Entry:
        points = row.whole("Points")
        if points is None:
            raise row.bad("Points", "This cell must not be empty.")
        code = row.text("Member") or code_with(row.text("Email"))
        cause = row.text("Cause")
        if not code or (not knows(code) and not cause):
            raise row.bad("Member" if row.text("Member") else "Email", "No member has this.")
        return Entry(
            time=reader.lenient(row.instant, "Time", None) or UNDATED,
            member=code,
            kind=_kind(row),
            points=points,
            email=row.text("Email"),
            subject=row.text("For"),
            note=row.text("Note"),
            cause=cause,
        )

    return read


def _kind(row: Row) -> EntryKind:
    try:
        return EntryKind(fold(row.text("Entry")))
    except ValueError:
        return EntryKind.ADJUSTMENT


def letter_by(reader: Reader) -> Callable[[Row], Letter]:
    """Reads a letter's row. A letter of unclear status counts as sent: rather none than two."""

    def read(row: Row) -> Letter:
        return Letter(
            id=row.key("Id"),
            time=reader.lenient(row.instant, "Time", None) or UNDATED,
            member=row.key("Member"),
            email=row.text("Email"),
            letter=row.key("Letter"),
            status=reader.lenient(partial(_letter_status, row), "Status", LetterStatus.SENT),
            detail=row.text("Detail"),
        )

    return read


def _letter_status(row: Row, heading: str) -> LetterStatus:
    try:
        return LetterStatus(fold(row.text(heading)))
    except ValueError:
        raise row.bad(heading, f"Write one of: {', '.join(LetterStatus)}.") from None
