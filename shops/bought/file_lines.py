"""What a file's lines say of products and of what was for goods: quantities, prices and SKUs, shipping and tax."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from loyalty.model.bought.order_lines import BadLine, OrderLine, read_lines
from shops.bought.bought_fields import (
    CATEGORY,
    GOODS,
    LINE_LESS,
    LINE_TOTAL,
    OF_A_LINE,
    OFF_SHIPPING,
    PARTS,
    PRICE,
    PRICE_OR_TOTAL,
    PRODUCT_LINES,
    QUANTITY,
    SHOP_GOODS,
    SKU,
)
from shops.bought.order_goods import for_each, goods_of, order_line, order_lines
from shops.csv_file import Line, all_cells, first_cell
from shops.field_errors import UnreadableField
from words import amounts

_BIGCOMMERCE = re.compile(r"(?:^|,)\s*Product ([A-Z][A-Za-z ]{0,30}): ")
"""How BigCommerce begins each part of what it says of a product; a name may have commas, too."""
_SEVERAL = re.compile(r"\|(?=\s*Product [A-Z])")


class _Told(NamedTuple):
    """The cells of one line, as they are written."""

    sku: str
    category: str
    quantity: str
    price: str
    total: str
    less: str
    price_or_total: str


_TOLD = (SKU, CATEGORY, QUANTITY, PRICE, LINE_TOTAL, LINE_LESS, PRICE_OR_TOTAL)


@dataclass(frozen=True, slots=True)
class BoughtReader:
    """Reads them by the columns (from 0) of each field; ``sign`` is the one before the cents.

    Where ``each_line`` has its own amount, so it has its own parts; else the first of an order's lines tells them.
    """

    where: Mapping[str, tuple[int, ...]]
    sign: str
    each_line: bool

    def goods(self, lines: Sequence[Line], amount: Decimal | None) -> Decimal | None:
        """What of the order's amount was for goods; None where the file does not say it. UnreadableField."""
        parts = [self._part(lines, name) for name in PARTS]
        told, later = self._first(lines, GOODS), self._told_later(lines)[0]
        if told and later and self._amount(told) != self._amount(later):
            # Which of them is the newer one a file cannot tell.
            raise UnreadableField(f"Two amounts stand under this number: {told} and {later}.")
        told = told or later
        if not told and amount is None:
            return None
        less = self._part(lines, OFF_SHIPPING)
        if less and parts[0] is not None:
            parts[0] = max(parts[0] - less, Decimal(0))
        goods = self._amount(told) if told else None
        if amount is not None and goods is None and sum(filter(None, parts)) > amount:
            # As where a shop tells its shipping before a discount on it: what contradicts the whole says nothing.
            return None
        return goods_of(amount, goods, parts)

    def lines(self, lines: Sequence[Line], names: Callable[[Line], Iterable[str]]) -> tuple[OrderLine, ...]:
        """What was bought, line by line; nothing where the file tells names alone. UnreadableField."""
        own, later = (self._own(cell) for cell in (self._first(lines, PRODUCT_LINES), self._told_later(lines)[1]))
        if own and later and own != later:
            raise UnreadableField("Product lines and what the shop told later are not the same.")
        if own or later:
            return own or later
        if any(self.where.get(name) for name in OF_A_LINE):
            return order_lines(line for told in lines for line in self._of_a_line(told, tuple(names(told))))
        return order_lines(
            line for told in lines for cell in self._all([told], "Products") for line in self._named(cell)
        )

    def _told_later(self, lines: Sequence[Line]) -> tuple[str, str]:
        """The goods and the product lines that the shop has told later, each where our own tab has it."""
        first, _, rest = self._first(lines, SHOP_GOODS).partition("\n")
        return ("", f"{first}\n{rest}".strip()) if "|" in first else (first, rest)

    def _own(self, cell: str) -> tuple[OrderLine, ...]:
        try:
            return read_lines(cell, self._number)
        except BadLine as error:
            raise UnreadableField(f"Line {error.number} cannot be read at {error.part[:60]!r}.") from None

    def _of_a_line(self, line: Line, names: tuple[str, ...]) -> Iterable[OrderLine | None]:
        return _products_told(_Told(*(self._first([line], name) for name in _TOLD)), names, self.sign)

    def _named(self, cell: str) -> Iterator[OrderLine | None]:
        """The products of a cell such as ``name:Mug|quantity:2|total:24.00;name:…``, as shops write several in one."""
        for product in _SEVERAL.split(cell) if _BIGCOMMERCE.match(cell) else ():
            told = _BIGCOMMERCE.split(product)
            part = dict(zip(told[1::2], told[2::2], strict=True))
            if part.get("Name", "").strip() or part.get("SKU", "").strip():
                yield self._one_named(part, "Name", "SKU", "Qty", "Total Price")
        for written in cell.split(";"):
            said = dict(part.split(":", 1) for part in written.split("|") if ":" in part)
            if "name" in said and ("quantity" in said or "total" in said):
                yield self._one_named(said, "name", "sku", "quantity", "total")

    @staticmethod
    def _one_named(said: Mapping[str, str], name: str, sku: str, quantity: str, total: str) -> OrderLine | None:
        # They are written with a point by every shop that writes them so.
        many, amount = (
            amounts.read_amount(said[part], amounts.POINT) if said.get(part, "").strip() else None
            for part in (quantity, total)
        )
        return order_line(said.get(name, ""), sku=said.get(sku, ""), quantity=many, amount=amount)

    def _part(self, lines: Sequence[Line], name: str) -> Decimal | None:
        told = [abs(amounts.read_signed_amount(cell, self.sign)) for cell in self._all(lines, name)]
        if not told:
            return None
        return sum(told, Decimal(0)) if self.each_line else told[0]

    def _amount(self, written: str) -> Decimal:
        return amounts.read_amount(written, self.sign)

    def _number(self, written: str) -> Decimal:
        try:
            return self._amount(written)
        except amounts.UnreadableAmount:
            raise ValueError(written) from None

    def _first(self, lines: Iterable[Line], name: str) -> str:
        return first_cell(lines, self.where.get(name, ()))

    def _all(self, lines: Iterable[Line], name: str) -> Sequence[str]:
        return all_cells(lines, self.where.get(name))


@lru_cache(maxsize=16_384)  # a shop sells the same things again and again
def _products_told(told: _Told, names: tuple[str, ...], sign: str) -> Sequence[OrderLine | None]:
    """The products of one line of a file; UnreadableField, UnreadableAmount."""
    if len(names) > 1 or not (names or told.sku):
        return tuple(map(order_line, names))  # several names share one line: nobody knows what each came to
    if told.total and amounts.read_signed_amount(told.total, sign) < 0:
        return ()  # what came back in exchange was not bought: it is in what went back
    many = amounts.read_amount(told.quantity, sign) if told.quantity else None
    total = told.total or (told.price_or_total if many in (None, 1) else "")
    amount = amounts.read_amount(total, sign) if total else None
    if amount is None and told.price:
        amount = for_each(amounts.read_amount(told.price, sign), many)
    if amount is not None and told.less:
        amount = max(amount - abs(amounts.read_signed_amount(told.less, sign)), Decimal(0))
    name = names[0] if names else ""
    return (order_line(name, sku=told.sku, category=told.category, quantity=many, amount=amount),)
