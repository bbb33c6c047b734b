"""The orders in an export: its lines put together by order, each field read, and why a line cannot be taken."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from loyalty.intake.shop_orders import STATUS_RANK
from loyalty.model.identifiers import fold_order
from loyalty.model.imported import ShopOrder
from loyalty.model.order_statuses import order_status
from loyalty.model.orders import OrderStatus
from shops.csv_file import Export, Line
from shops.field_errors import UnreadableField
from shops.formats import CANCELLED, LESS, LINE_AMOUNT, LINE_STATUS, Shop, places
from shops.order_fields import cell_coupons, cell_currency, cell_email, cell_number, cell_products
from shops.row_groups import Group, field, group
from words import amounts
from words.days import DayForm, day_form, instant_or_day

_NAMED = re.compile(r"(?:^|\|)name:([^|;]*)", re.IGNORECASE)
_CODED = re.compile(r"(?:^|[|;])code:([^|;]*)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:^|, )\d+× ")


@dataclass(frozen=True, slots=True)
class Understood:
    """How a file was read: which heading holds which field, how days and amounts are written, and the orders."""

    columns: Sequence[tuple[str, str]]
    days: DayForm | None
    decimal: str
    groups: Sequence[Group[ShopOrder]]


def read_orders(export: Export, shop: Shop, *, days: DayForm | None = None, decimal: str = "") -> Understood:
    """The orders in the export of this shop; ``days`` and ``decimal`` overrule what the file itself shows."""
    where = places(shop.columns, export.headings)
    at = [place for name in ("Amount", LINE_AMOUNT, LESS, "Refunded") for place in where.get(name, ())]
    sign = decimal or amounts.decimal_sign(export.cells(at), shop.decimal)
    form = days or day_form(export.cells(where.get("Placed", ())), shop.days)
    reader = _Reader(where, sign, form)
    columns = [(name, export.headings[place]) for name, some in where.items() for place in some]
    width = len(export.headings)
    return Understood(columns, form, sign, [group(some, width, reader.order) for some in reader.by_order(export.lines)])


@dataclass(frozen=True, slots=True)
class _Reader:
    where: Mapping[str, tuple[int, ...]]
    sign: str
    days: DayForm | None

    def by_order(self, lines: Iterable[Line]) -> Iterable[Sequence[Line]]:
        """The lines of each order together; a line with only an item belongs to the order above it.

        Shopify writes what belongs to the order on its first line alone.
        """
        orders, last = dict[str, list[Line]](), ""
        for line in lines:
            number = fold_order(self._first([line], "Order"))
            if number or any(self._first([line], name) for name in ("Email", "Amount", "Placed")) or not last:
                last = number or f"line {line.number}"
            orders.setdefault(last, []).append(line)
        return orders.values()

    def order(self, lines: Sequence[Line]) -> ShopOrder:
        """The order of these lines; UnreadableField."""
        first = partial(self._first, lines)
        return ShopOrder(
            number=field("Order", cell_number, first("Order")),
            email=field("Email", cell_email, first("Email")),
            amount=field("Amount", self._amount, lines),
            placed=field("Placed", self._placed, first("Placed")),
            status=field("Status", self._status, lines),
            refunded=field("Refunded", self._refunded, lines),
            currency=field("Currency", self._currency, lines),
            coupons=field("Coupons", cell_coupons, map(_codes, self._all(lines, "Coupons"))),
            products=field(
                "Products",
                cell_products,
                (product for cell in self._all(lines, "Products") for product in _names(cell)),
            ),
        )

    def _first(self, lines: Sequence[Line], name: str) -> str:
        """The field on the first line that has it; blank if none has."""
        return next(self._all(lines, name), "")

    def _all(self, lines: Iterable[Line], name: str) -> Iterator[str]:
        return (cell for line in lines for place in self.where.get(name, ()) if (cell := line.cell(place)))

    def _amount(self, lines: Sequence[Line]) -> Decimal | None:
        """What the customer paid, or the sum of the lines that are not cancelled."""
        if not self.where.get(LINE_AMOUNT):
            written = self._first(lines, "Amount")
            return amounts.read_amount(written, self.sign) if written else None
        standing = [
            line for line in lines if order_status(self._first([line], LINE_STATUS)) is not OrderStatus.CANCELLED
        ]
        plus = [amounts.read_amount(cell, self.sign) for cell in self._all(standing, LINE_AMOUNT)]
        less = [self._discount(cell) for cell in self._all(standing, LESS)]
        return max(sum(plus, Decimal(0)) - sum(less), Decimal(0))

    def _currency(self, lines: Sequence[Line]) -> str:
        """As the order's own field says, or what stands beside its amounts."""
        beside = (cell for name in ("Amount", LINE_AMOUNT, LESS, "Refunded") for cell in self._all(lines, name))
        return cell_currency(self._first(lines, "Currency"), *beside)

    def _discount(self, written: str) -> Decimal:
        """What goes off; some shops write it below zero, others not."""
        return amounts.within_bounds(abs(amounts.read_signed_amount(written, self.sign)))

    def _placed(self, written: str) -> datetime | date | None:
        return instant_or_day(written, self.days) if written else None

    def _status(self, lines: Sequence[Line]) -> OrderStatus | None:
        """The status that is furthest on; a day of cancelling overrules all of them except a refund."""
        statuses = [order_status(cell) for cell in self._all(lines, "Status")]
        if None in statuses:
            raise UnreadableField("This status is not known.")
        furthest = max(filter(None, statuses), key=STATUS_RANK.__getitem__, default=None)
        if self._first(lines, CANCELLED) and furthest is not OrderStatus.REFUNDED:
            return OrderStatus.CANCELLED
        return furthest

    def _refunded(self, lines: Sequence[Line]) -> Decimal | None:
        return (
            max((amounts.read_amount(cell, self.sign) for cell in self._all(lines, "Refunded")), default=None) or None
        )


def _names(cell: str) -> Iterable[str]:
    """The names of products in one cell; some exports add more about each (``name:…|``) or how many (``2× ``)."""
    if found := _NAMED.findall(cell):
        return found
    return filter(None, _COUNTED.split(cell)) if _COUNTED.match(cell) else (cell,)


def _codes(cell: str) -> str:
    """The codes of coupons in one cell; some exports add more about each (``code:…|``)."""
    return ",".join(_CODED.findall(cell)) or cell
