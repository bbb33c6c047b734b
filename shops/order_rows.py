"""The orders in an export: its lines put together by order, each field read, and why a line cannot be taken."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from loyalty.intake.shop_orders import STATUS_RANK
from loyalty.model.addresses import fold_email
from loyalty.model.identifiers import fold_order, without_a_fraction
from loyalty.model.imported import ShopOrder
from loyalty.model.money.told_refunds import LONGEST_ID, Refund
from loyalty.model.orders import OrderStatus
from loyalty.model.written.order_statuses import fold_status, order_status
from loyalty.model.written.phone_numbers import phone_number
from loyalty.model.written.written_days import DayForm
from shops.bought.file_lines import BoughtReader
from shops.csv_file import Export, Line, all_cells, first_cell
from shops.field_errors import UnreadableField
from shops.headings import (
    CANCELLED,
    CHANGED,
    LESS,
    LINE_AMOUNT,
    LINE_STATUS,
    PAID_ON,
    REFUND_ID,
    SHOP_AMOUNT,
    SHOP_SAYS,
    Shop,
    fold_heading,
    places,
)
from shops.order_fields import cell_coupons, cell_currency, cell_email, cell_number, cell_products, clean
from shops.order_money import LineAmounts, order_amounts, refunded_amount, summed_amounts, written, written_amounts
from shops.row_groups import Group, Width, field, group
from words import amounts
from words.days import UnreadableDay, day_form, instant_or_day
from words.total_rows import names_a_total

_NAMED = re.compile(r"(?:^|\|)name:([^|;]*)", re.IGNORECASE)
_CODED = re.compile(r"(?:^|[|;])code:([^|;]*)", re.IGNORECASE)
_BIGCOMMERCE_NAMED = re.compile(r"Product Name: ((?:(?!, Product [A-Z])[^|])*)")
_BIGCOMMERCE_CODED = re.compile(r"Coupon Code: ([^,|]*)")
LONGEST_STATUS = 60
"""Of a status that is shown in a sentence."""
TOTAL = "This line is a total and no order."
_COUNTED = re.compile(r"(?:^|, )\d+× ")


@dataclass(frozen=True, slots=True)
class Understood:
    """How a file was read: which heading holds which field, how days and amounts are written, and the orders."""

    columns: Sequence[tuple[str, str]]
    days: DayForm | None
    decimal: str
    groups: Sequence[Group[ShopOrder]]


SAID_ONCE = (
    *("Order", "Email", "Amount", "Placed", "Currency", "Phone"),
    *(CHANGED, REFUND_ID, CANCELLED, LINE_STATUS, PAID_ON),
)
"""The fields of which a line has one; all others are added up, or are several words or things."""


def read_orders(
    export: Export,
    shop: Shop,
    *,
    days: DayForm | None = None,
    decimal: str = "",
    statuses: Mapping[str, OrderStatus] | None = None,
) -> Understood:
    """The orders in the export of this shop; ``days`` and ``decimal`` overrule what the file itself shows.

    ``statuses`` are words of the owner's shop, folded by ``fold_status``, before all that is known.
    """
    where = places(shop.columns, export.headings)
    at = [place for name in ("Amount", LINE_AMOUNT, LESS, "Refunded") for place in where.get(name, ())]
    sign = decimal or amounts.decimal_separator(export.cells(at), shop.decimal)
    form = days or day_form(export.cells(where.get("Placed", ())), shop.days)
    changes = days or day_form(export.cells(where.get(CHANGED, ())), shop.days)
    footers = tuple(map(fold_heading, shop.footers))
    bought = BoughtReader(where, sign, bool(where.get(LINE_AMOUNT)))
    reader = _Reader(where, sign, form, changes, {**shop.statuses, **(statuses or {})}, footers, bought)
    columns = [(name, export.headings[place]) for name, some in where.items() for place in some]
    width = Width.of(export.headings, where, SAID_ONCE)
    return Understood(columns, form, sign, [group(some, width, reader.order) for some in reader.by_order(export.lines)])


@dataclass(frozen=True, slots=True)
class _Reader:
    where: Mapping[str, tuple[int, ...]]
    sign: str
    days: DayForm | None
    changes: DayForm | None
    statuses: Mapping[str, OrderStatus]
    footers: tuple[str, ...]
    bought: BoughtReader

    def by_order(self, lines: Iterable[Line]) -> Iterable[Sequence[Line]]:
        """The lines of each order together; a line with only an item belongs to the order above it.

        Shopify writes what belongs to the order on its first line alone.
        """
        orders, last = dict[str, list[Line]](), ""
        for line in lines:
            if self._is_footer(line):
                continue
            number = fold_order(without_a_fraction(self._first([line], "Order")))
            if self._is_total(line):
                last = f"line {line.number}"
            elif number or any(self._first([line], name) for name in ("Email", "Amount", "Placed")) or not last:
                last = number or f"line {line.number}"
            orders.setdefault(last, []).append(line)
        return orders.values()

    def order(self, lines: Sequence[Line]) -> ShopOrder:
        """The order of these lines; UnreadableField."""
        if self._is_total(lines[0]):
            raise UnreadableField(TOTAL)
        number = field("Order", cell_number, self._first(lines, "Order"))
        email = field("Email", self._email, lines)
        money = field("Amount", self._amounts, lines)
        # A refund below the order has its own day and status, which say nothing about the order.
        payments = [line for line in lines if line not in money.back_lines]
        standing = self._standing(payments)
        return ShopOrder(
            number=number,
            email=email,
            amount=field("Amount", self._told_amount(money), lines),
            placed=field("Placed", self._placed, payments),
            status=field("Status", self._status, payments),
            changed=field(CHANGED, self._changed, lines),
            refunded=field("Refunded", self._refunded(money), lines),
            currency=field("Currency", self._currency, lines),  # after the amounts, which say more of what is wrong
            refunds_alone=money.paid is None and money.back is not None,
            refunds=money.singles,
            coupons=field("Coupons", cell_coupons, map(_codes, self._all(lines, "Coupons"))),
            products=field("Products", cell_products, (name for line in lines for name in self._products(line))),
            goods=field("Goods", lambda some: self.bought.goods(some, money.paid), standing),
            lines=field("Product lines", lambda some: self.bought.lines(some, self._products), standing),
            phone=self._phone(lines),
        )

    def _products(self, line: Line) -> Iterator[str]:
        return (product for cell in self._all([line], "Products") for product in _names(cell))

    def _first(self, lines: Iterable[Line], name: str) -> str:
        """The field on the first line that has it; blank if none has."""
        return first_cell(lines, self.where.get(name, ()))

    def _all(self, lines: Iterable[Line], name: str) -> Sequence[str]:
        return all_cells(lines, self.where.get(name))

    def _each(self, lines: Iterable[Line], name: str) -> Sequence[str]:
        """The field on each line that has it."""
        places = self.where.get(name)
        return [cell for line in lines if (cell := first_cell((line,), places))] if places else ()

    def _is_total(self, line: Line) -> bool:
        """True for a line that is named like a total where others have their number, or anywhere if it has none."""
        if number := self._first([line], "Order"):
            return names_a_total(number)
        products = self.where.get("Products", ())
        return any(names_a_total(cell) for place, cell in enumerate(line.cells) if cell and place not in products)

    def _is_footer(self, line: Line) -> bool:
        """True for a line that the shop writes below the orders, such as how many they are."""
        return (
            bool(self.footers)
            and not self._first([line], "Amount")
            and any(fold_heading(cell).lstrip("0123456789").startswith(self.footers) for cell in line.cells)
        )

    def _amounts(self, lines: Sequence[Line]) -> LineAmounts:
        """What the customer paid, or the sum of the lines that are not cancelled; and what went back in lines."""
        if not self.where.get(LINE_AMOUNT):
            return order_amounts(lines, self._signed, self._single)
        standing = self._standing(lines)
        less = sum(map(self._discount, self._all(standing, LESS)), Decimal(0))
        return summed_amounts(standing, self._line_amounts, less, self._single)

    def _single(self, line: Line, amount: Decimal) -> Refund:
        """A refund by the id and the day of its line; what cannot be read as such tells nothing apart."""
        id_, day = clean(self._first([line], REFUND_ID)), self._first([line], "Placed")
        try:
            at = instant_or_day(day, self.days) if day else None
        except UnreadableDay:
            at = None
        return Refund(amount, id_ if len(id_) <= LONGEST_ID else "", at)

    def _signed(self, line: Line) -> Decimal | None:
        written = self._first([line], "Amount")
        return amounts.read_signed_amount(written, self.sign) if written else None

    def _line_amounts(self, line: Line) -> Sequence[Decimal]:
        return [amounts.read_signed_amount(cell, self.sign) for cell in self._all([line], LINE_AMOUNT)]

    def _standing(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines that are not cancelled; all of them where the whole order is, which is then worth what it was."""
        return [line for line in lines if not self._is_off(line)] or lines if self.where.get(LINE_STATUS) else lines

    def _is_off(self, line: Line) -> bool:
        """True for a line that is cancelled."""
        return self._one_status(self._first([line], LINE_STATUS)) is OrderStatus.CANCELLED

    def _discount(self, written: str) -> Decimal:
        """What goes off; some shops write it below zero, others not."""
        return amounts.within_bounds(abs(amounts.read_signed_amount(written, self.sign)))

    def _email(self, lines: Sequence[Line]) -> str:
        """The buyer's address; two buyers under one number are two orders."""
        told = [cell_email(cell) for cell in self._each(lines, "Email")]
        buyers = {fold_email(address): address for address in told if address} if len(told) > 1 else {}
        if len(buyers) > 1:
            one, other, *_ = buyers.values()
            raise UnreadableField(f"Two buyers stand under this number: {one} and {other}.")
        return told[0] if told else ""

    def _phone(self, lines: Sequence[Line]) -> str:
        """The buyer's number; none where different ones stand under this order, or one without its country."""
        numbers = set(map(phone_number, self._each(lines, "Phone")))
        return numbers.pop() if len(numbers) == 1 else ""

    def _currency(self, lines: Sequence[Line]) -> str:
        """As the order's own field says, or what stands beside its amounts."""
        told = list(dict.fromkeys(cell.upper() for cell in self._each(lines, "Currency")))
        if len(told) > 1:
            raise UnreadableField(f"Two currencies stand under this number: {told[0]} and {told[1]}.")
        cells = (cell for name in ("Amount", LINE_AMOUNT, LESS, "Refunded") for cell in self._all(lines, name))
        beside = (amount for cell in cells for amount in written_amounts(cell))
        return cell_currency(self._first(lines, "Currency"), *beside)

    def _placed(self, lines: Sequence[Line]) -> datetime | date | None:
        told = [instant_or_day(cell, self.days) for cell in dict.fromkeys(self._each(lines, "Placed"))]
        days = list(dict.fromkeys(date(at.year, at.month, at.day) for at in told))
        if len(days) > 1:
            raise UnreadableField(f"Two days stand under this number: {days[0]} and {days[1]}.")
        return next(iter(told), None)

    def _told_amount(self, money: LineAmounts) -> Callable[[Sequence[Line]], Decimal | None]:
        """What was paid; in a sheet of ours the shop may have told another amount since, or the owner after that."""

        def told(lines: Sequence[Line]) -> Decimal | None:
            later = {amounts.read_amount(cell, self.sign) for cell in self._all(lines, SHOP_AMOUNT)}
            both = later | ({money.paid} if money.paid else set())
            if len(both) > 1:
                raise UnreadableField(f"Two amounts stand under this number: {written(both)}.")
            return next(iter(later), money.paid)

        return told

    def _changed(self, lines: Sequence[Line]) -> datetime | None:
        """When the shop has changed any line of it last; a day alone tells no two versions apart."""
        told = [instant_or_day(cell, self.changes) for cell in dict.fromkeys(self._each(lines, CHANGED))]
        instants = [at for at in told if isinstance(at, datetime)]
        with_zone = [at for at in instants if at.tzinfo]
        return max(with_zone or instants, default=None)

    def _status(self, lines: Sequence[Line]) -> OrderStatus | None:
        """The status that is furthest on; a day of cancelling overrules all of them except a refund."""
        shop_says = (cell.partition(",")[0] for cell in self._all(lines, SHOP_SAYS))
        said = (word for word in shop_says if "@" not in word and not phone_number(word))
        words = (*self._all(lines, "Status"), *said)
        statuses = [self._known_status(word) for word in words]
        furthest = max(statuses, key=STATUS_RANK.__getitem__, default=None)
        all_off = bool(lines and self.where.get(LINE_STATUS)) and all(map(self._is_off, lines))
        called_off = all_off or self._first(lines, CANCELLED)
        if called_off and furthest is not OrderStatus.REFUNDED:
            return OrderStatus.CANCELLED
        if lines and self.where.get(PAID_ON) and not self._first(lines, PAID_ON):
            return OrderStatus.UNPAID
        return furthest

    def _known_status(self, written: str) -> OrderStatus:
        status = self._one_status(written)
        if status is None:
            said = clean(written)[:LONGEST_STATUS]
            raise UnreadableField(f'This status is not known. Say what it means, such as --map-status "{said}=paid".')
        return status

    def _one_status(self, written: str) -> OrderStatus | None:
        folded, usual = _status_of(written)
        return self.statuses.get(folded) or usual

    def _refunded(self, money: LineAmounts) -> Callable[[Sequence[Line]], Decimal | None]:
        return lambda lines: refunded_amount(self._all(lines, "Refunded"), self.sign, money.back)


@lru_cache(maxsize=1024)  # a file has few words for it, and each line is asked for several
def _status_of(written: str) -> tuple[str, OrderStatus | None]:
    """The word as the owner's own are looked up, and what it means in any shop."""
    return fold_status(written), order_status(written)


@lru_cache(maxsize=16_384)  # a shop sells the same things again and again
def _names(cell: str) -> Sequence[str]:
    """The names of products in one cell; some exports add more about each (``name:…|``) or how many (``2× ``)."""
    if found := _NAMED.findall(cell) or _BIGCOMMERCE_NAMED.findall(cell):
        return tuple(found)
    return tuple(filter(None, _COUNTED.split(cell))) if _COUNTED.match(cell) else (cell,)


def _codes(cell: str) -> str:
    """The codes of coupons in one cell; some exports add more about each (``code:…|``)."""
    return ",".join(_CODED.findall(cell) or _BIGCOMMERCE_CODED.findall(cell)) or cell
