"""The lines of an order: which products, how many of each, and what they came to; and how they are written in a cell.

One line of the text is one product: ``name | SKU | category | quantity | amount``. What is left out in the middle need
not be there: ``name | amount`` and ``name | quantity | amount`` are as good.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from loyalty.model.identifiers import fold

BETWEEN = "|"
MOST_PARTS = 5
MOST_QUANTITY = 10**6
ONE = Decimal(1)
GIFT_CARDS = frozenset(
    {"gift card", "gift cards", "подарочная карта", "подарочные карты", "بطاقة هدية", "بطاقات هدايا"}
)
"""Categories, folded, whose lines are no goods: they are money for a later order."""
_SEPARATORS = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A product of an order. ``amount`` is what all of the ``quantity`` came to, in the order's currency.

    The amount is None where nobody has told it. Where the name is blank, the SKU is not.
    """

    name: str
    sku: str = ""
    category: str = ""
    quantity: Decimal = ONE
    amount: Decimal | None = None

    @property
    def is_gift_card(self) -> bool:
        """True for what is paid now and bought with later."""
        return fold_product(self.category) in GIFT_CARDS


class BadLine(Exception):
    """A line that cannot be read: its number from 1, and which part of it."""

    def __init__(self, number: int, part: str) -> None:
        super().__init__(f"line {number}: {part}")
        self.number = number
        self.part = part


def plain_number(written: str) -> Decimal:
    """A number as the program writes it; ValueError for another text, as every reader of numbers here says it."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise ValueError(written) from None
    if not number.is_finite():
        raise ValueError(written)
    return number


def read_lines(text: str, number: Callable[[str], Decimal] = plain_number) -> tuple[OrderLine, ...]:
    """The lines in a cell; ``number`` reads quantities and amounts, with ValueError for what is none. BadLine."""
    written = enumerate(text.splitlines(), start=1)
    return tuple(_read_plainly(line) or _read(line, at, number) for at, line in written if line.strip())


def written_lines(lines: Iterable[OrderLine]) -> str:
    """The lines as a cell holds them, the same text for the same lines."""
    return "\n".join(map(_written, lines))


def together(lines: Iterable[OrderLine]) -> tuple[OrderLine, ...]:
    """The lines with those of one product as one: what a shop tells piece by piece takes no room a piece."""
    found = dict[tuple[str, str, str, bool], OrderLine]()
    for line in lines:
        key = line.name, line.sku, line.category, line.amount is None
        before = found.get(key)
        if before is None:
            found[key] = line
            continue
        amount = None if before.amount is None or line.amount is None else before.amount + line.amount
        found[key] = replace(before, quantity=before.quantity + line.quantity, amount=amount)
    return tuple(found.values())


@lru_cache(maxsize=16_384)
def fold_product(text: str) -> str:
    """A name, SKU or category as it is compared.

    No case, no width, one blank for many: and for commas and semicolons, which part names in a cell.
    """
    return _SEPARATORS.sub(" ", fold(text)).strip()


@lru_cache(maxsize=16_384)  # a large shop sells the same things again and again, and holds each of these lines once
def _read_plainly(written: str) -> OrderLine | None:
    """The line where all is as the program writes it; None where it has to be looked at more closely."""
    parts = [part.strip() for part in written.split(BETWEEN)]
    if len(parts) != MOST_PARTS or not (parts[0] or parts[1]):
        return None
    try:
        amount = plain_number(parts[4]) if parts[4] else None
        quantity = plain_number(parts[3]) if parts[3] else ONE
    except ValueError:
        return None
    within = 0 < quantity <= MOST_QUANTITY and (amount is None or amount >= 0)
    return OrderLine(parts[0], parts[1], parts[2], quantity, amount) if within else None


def _read(written: str, at: int, number: Callable[[str], Decimal]) -> OrderLine:
    parts = [part.strip() for part in written.split(BETWEEN)]
    if len(parts) > MOST_PARTS:
        raise BadLine(at, written)
    name, *rest = parts
    amount = rest.pop() if rest else ""
    quantity = rest.pop() if rest else ""
    sku, category = (*rest, "", "")[:2]
    if not (name or sku):
        raise BadLine(at, written)
    many = _number(quantity, at, number) if quantity else ONE
    if not 0 < many <= MOST_QUANTITY:
        raise BadLine(at, quantity)
    return OrderLine(name, sku, category, many, _number(amount, at, number) if amount else None)


def _number(written: str, at: int, read: Callable[[str], Decimal]) -> Decimal:
    try:
        number = read(written)
    except ValueError:
        raise BadLine(at, written) from None
    if number < 0:
        raise BadLine(at, written)
    return number


@lru_cache(maxsize=16_384)  # of equal lines the text is the same, and each is written several times
def _written(line: OrderLine) -> str:
    words = (_part(text) for text in (line.name, line.sku, line.category))
    return f" {BETWEEN} ".join((*words, f"{line.quantity.normalize():f}", _money(line.amount)))


def _money(amount: Decimal | None) -> str:
    """As people write money, and always the same: ``34.90`` for 34.9, ``12`` for 12.00."""
    if amount is None:
        return ""
    plain = f"{amount.normalize():f}"
    return f"{plain}0" if plain[-2:-1] == "." else plain


def _part(text: str) -> str:
    """A name without what parts the parts of a line, or the lines."""
    return " ".join(text.replace(BETWEEN, " ").split())
