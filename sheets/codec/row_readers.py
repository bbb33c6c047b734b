"""A row to a value: how each tab's rows are read, and what is said of those that cannot be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.order_statuses import order_status
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import Settings
from loyalty.model.reward import Reward, RewardKind
from loyalty.points.refund import after_refund
from sheets.codec.table import BadCell, Problem, Row, Table
from sheets.schema.tabs import ANSWERS, COUPONS, EMAILS, LEDGER, MEMBERS, ORDERS

V = TypeVar("V")
Read = Callable[[Row], V]

BOUNCED = "bounced"
"""What a member's Reminders cell says when her mailbox does not exist."""
COMES_BACK = "Letters to this address come back. Mend the address, then empty this cell."

UNCLEAR: bool | None = False
"""Whoever's Reminders cell is unclear gets no letters."""


@dataclass(slots=True)
class Reader:
    """Reads one tab after the other and collects what it could not read."""

    problems: list[Problem] = field(default_factory=list)

    def lenient(self, read: Callable[[str], V], heading: str, otherwise: V) -> V:
        """The cell under this heading; an unreadable one is a problem, but no reason to forget the whole row."""
        try:
            return read(heading)
        except BadCell as error:
            self.problems.append(error.problem)
            return otherwise

    def read(self, row: Row, read: Read[V]) -> tuple[V | None, tuple[Problem, ...]]:
        """The row's value, None when it cannot be read, and what is wrong with it."""
        value: V | None
        try:
            value = read(row)
        except BadCell as error:
            self.problems.append(error.problem)
            value = None
        problems = tuple(self.problems)
        self.problems.clear()
        return value, problems


class Once:
    """What stands under this heading may stand there once; rows are shown one after the other."""

    def __init__(self, heading: str) -> None:
        self._heading = heading
        self._rows: dict[str, int] = {}

    def problems(self, row: Row, key: str) -> tuple[Problem, ...]:
        """A problem when a row before has the same key; a blank one may be there any number of times."""
        first = self._rows.setdefault(key, row.number) if key else row.number
        if first == row.number:
            return ()
        return (row.bad(self._heading, f"Row {first} has the same; only one of them counts.").problem,)


def read_rewards(table: Table) -> tuple[tuple[Reward, ...], tuple[Problem, ...]]:
    """The rewards, in the order of their tab, and what is wrong there."""
    reader = Reader()
    return read_list(table, reader, partial(_reward, reader), "Reward", lambda one: fold(one.id))


def read_list(
    table: Table, reader: Reader, read: Read[V], heading: str, key: Callable[[V], str]
) -> tuple[tuple[V, ...], tuple[Problem, ...]]:
    """The values of a small tab, in its order, and what is wrong there; of two with one key the first counts."""
    once, values, problems = Once(heading), list[V](), list[Problem]()
    for row in table.keyed():
        value, found = reader.read(row, read)
        problems += found
        if value is not None:
            twice = once.problems(row, key(value))
            problems += twice
            values += () if twice else (value,)
    return tuple(values), tuple(problems)


def listed(row: Row, heading: str) -> tuple[str, ...]:
    """The words of a cell, parted by commas, folded."""
    return tuple(filter(None, map(fold, re.split(r"[,;\n]", row.text(heading)))))


def readers(
    reader: Reader, settings: Settings, *, knows: Callable[[str], bool], code_with: Callable[[str], str]
) -> Mapping[str, Read[Any]]:
    """How the rows of each big tab are read, by its title."""
    return {
        MEMBERS.title: member_by(reader),
        ORDERS.title: order_in(reader, settings),
        COUPONS.title: read_coupon,
        LEDGER.title: entry_by(reader, knows, code_with),
        EMAILS.title: letter_by(reader),
        ANSWERS.title: answer_by(reader),
    }


def member_by(reader: Reader) -> Callable[[Row], Member]:
    """Reads a member's row; she is only left out without a code, not made a stranger by a slip in another cell."""

    def read(row: Row) -> Member:
        booked, display = reader.lenient(partial(_booked, row), "Points as booked", NEVER)
        reader.lenient(row.whole, "Lifetime points", None)
        bounced = reader.lenient(row.word, "Reminders", "") == BOUNCED
        if bounced:
            reader.problems.append(row.bad("Reminders", COMES_BACK).problem)
        return Member(
            code=row.key("Member"),
            email=reader.lenient(row.shared, "Email", ""),
            name=reader.lenient(row.text, "Name", ""),
            contact=reader.lenient(row.text, "Contact", ""),
            language=reader.lenient(row.shared, "Language", ""),
            joined=reader.lenient(row.instant, "Joined", None),
            reminders=False if bounced else reader.lenient(row.yes_no, "Reminders", UNCLEAR),
            bounced=bounced,
            last_reminder=reader.lenient(row.instant, "Last reminder", None),
            points_shown=reader.lenient(partial(_points, row, booked), "Points", None),
            points_booked=booked,
            display=display,
            birthday=reader.lenient(row.day_of_birth, "Birthday", None),
            referred_by=reader.lenient(row.shared, "Referred by", "").upper(),
            segments=reader.lenient(partial(listed, row), "Segment", ()),
            plan=reader.lenient(row.shared, "Plan", ""),
            plan_until=reader.lenient(row.day, "Plan until", LONG_AGO),
            blocked=reader.lenient(partial(_blocked, row), "Status", otherwise=False),
        )

    return read


def _points(row: Row, booked: int | None, heading: str) -> int | None:
    """A member's points; below zero only what we show ourselves, of one from whom the Ledger took more than she had."""
    points = row.whole(heading)
    if points is not None and points < 0 and points != booked:
        raise row.bad(heading, "Points cannot be below zero.")
    return points


LONG_AGO: date | None = date.min
"""A plan whose last day is unclear is over."""


def _blocked(row: Row, heading: str) -> bool:
    status = row.word(heading)
    if status not in ("", "blocked"):
        raise row.bad(heading, "Write blocked, or nothing.")
    return bool(status)


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
        foreign = currency and fold(currency) != fold(settings.currency)
        rate = _rate(row, currency, settings) if foreign else 1
        amount, refunded = row.money("Amount"), row.amount("Refunded")
        return Order(
            number=row.key("Order"),
            email=row.shared("Email"),
            amount=amount * rate,
            status=after_refund(_order_status(row), amount, refunded),
            placed=row.day("Placed"),
            refunded=None if refunded is None else refunded * rate,
            placed_at=_placed_at(row),
            products=listed(row, "Products"),
            coupons=listed(row, "Coupons"),
            paid_as=f"{amount:.2f} {currency.upper()}" if foreign else "",
        )

    return read


def _rate(row: Row, currency: str, settings: Settings) -> Decimal:
    """What one of this currency is worth in the program's own."""
    for name, rate in settings.currencies:
        if fold(name) == fold(currency):
            return rate
    raise row.bad("Currency", f"The program counts in {settings.currency}; this one has no rate in Currencies.")


def _placed_at(row: Row) -> datetime | None:
    """When the order was placed, if its cell tells more than the day."""
    if isinstance(row.cell("Placed"), int | None):
        return None
    at = row.instant("Placed")
    return at if at and at.astimezone(row.zone).time() != time() else None


def _order_status(row: Row) -> OrderStatus:
    status = order_status(row.word("Status"))
    if status is None:
        raise row.bad("Status", "Write paid, unpaid, cancelled, refunded or partly refunded.")
    return status


def _reward(reader: Reader, row: Row) -> Reward:
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
        cost=reader.lenient(row.amount, "Cost", None),
        kind=_reward_kind(row),
        value=row.amount("Value"),
        only_for=listed(row, "Only for"),
        once=bool(row.yes_no("Once")),
        starts=row.day("Starts"),
        ends=row.day("Ends"),
        special_price=_special_price(row),
        special_for=listed(row, "Special for"),
    )


def _special_price(row: Row) -> int | None:
    price = row.whole("Special price")
    if price is not None and price < 1:
        raise row.bad("Special price", "A reward costs at least one point.")
    return price


def _reward_kind(row: Row) -> RewardKind:
    try:
        return RewardKind(row.word("Kind") or RewardKind.PRODUCT)
    except ValueError:
        raise row.bad("Kind", f"Write one of: {', '.join(RewardKind)}.") from None


def read_coupon(row: Row) -> Coupon:
    """Reads a coupon's row."""
    return Coupon(
        code=row.key("Code"),
        reward=row.key("Reward"),
        status=_status(row),
        member=row.shared("Member"),
        email=row.shared("Email"),
        issued=row.instant("Issued"),
        expires=row.day("Expires"),
    )


def _status(row: Row) -> CouponStatus:
    status = row.word("Status")
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
        code = row.shared("Member") or code_with(row.text("Email"))
        cause = row.text("Cause")
        if not code or (not knows(code) and not cause):
            raise row.bad("Member" if row.text("Member") else "Email", "No member has this.")
        return Entry(
            time=reader.lenient(row.instant, "Time", None) or UNDATED,
            member=code,
            kind=_kind(row),
            points=points,
            email=row.shared("Email"),
            subject=row.shared("For"),
            note=row.shared("Note"),
            cause=cause,
            available=reader.lenient(row.day, "Available", None),
            amount=reader.lenient(row.amount, "Amount", None),
            campaign=reader.lenient(row.shared, "Campaign", ""),
        )

    return read


def _kind(row: Row) -> EntryKind:
    try:
        return EntryKind(row.word("Entry"))
    except ValueError:
        return EntryKind.ADJUSTMENT


def letter_by(reader: Reader) -> Callable[[Row], Letter]:
    """Reads a letter's row. A letter of unclear status counts as sent: rather none than two."""

    def read(row: Row) -> Letter:
        return Letter(
            id=row.key("Id"),
            time=reader.lenient(row.instant, "Time", None) or UNDATED,
            member=row.key("Member"),
            email=row.shared("Email"),
            letter=row.key("Letter"),
            status=reader.lenient(partial(_letter_status, row), "Status", LetterStatus.SENT),
            detail=row.text("Detail"),
        )

    return read


def _letter_status(row: Row, heading: str) -> LetterStatus:
    try:
        return LetterStatus(row.word(heading))
    except ValueError:
        raise row.bad(heading, f"Write one of: {', '.join(LetterStatus)}.") from None


def answer_by(reader: Reader) -> Callable[[Row], Answer]:
    """Reads a row of Answers."""

    def read(row: Row) -> Answer:
        return Answer(
            id=row.key("Id"),
            time=reader.lenient(row.instant, "Time", None) or UNDATED,
            member=row.key("Member"),
            survey=row.shared("Survey"),
            question=row.key("Question"),
            answer=row.text("Answer"),
        )

    return read
