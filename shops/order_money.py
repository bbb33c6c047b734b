"""What an order's lines say about money: what was paid, and what went back, however the shop writes that.

A shop tells a refund in a column, in a column of refunds with their reasons, or as a line below zero under the order's
own number. Where two of them say different things nobody knows which is right, and the order is refused in words.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from loyalty.model.money.told_refunds import Refund, are_two
from shops.csv_file import Line
from shops.field_errors import UnreadableField
from words import amounts

_REFUND_ITEM = re.compile(r"(?:^|[|;])\s*amount:([^|;]*)", re.IGNORECASE)

Cells = Callable[[Iterable[Line], str], Iterable[str]]
"""What is not blank of a field on these lines."""


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What stands on an order's lines: payments, and what went back as lines below zero; both are zero or more.

    ``singles`` are the refunds on those lines, where each of them is told apart; else none.
    """

    paid: Decimal | None
    back: Decimal | None
    back_lines: Sequence[Line] = ()
    singles: tuple[Refund, ...] = ()


SingleOf = Callable[[Line, Decimal], Refund]
"""The refund of so much on this line, with what tells it apart."""


def order_amounts(
    lines: Iterable[Line], amount_of: Callable[[Line], Decimal | None], single_of: SingleOf
) -> LineAmounts:
    """The amounts where each line repeats the order's own; UnreadableField for two that are not the same.

    A refund that stands there twice under one id of its own went back once.
    """
    told = [(line, amount) for line in lines if (amount := amount_of(line)) is not None]
    back = [(line, amounts.within_bounds(-amount)) for line, amount in told if amount < 0]
    paid = {amounts.within_bounds(amount) for _, amount in told if amount >= 0}
    if len(different := _without_nothing(paid)) > 1:
        raise UnreadableField(f"Two amounts stand under this number: {written(different)}.")
    singles = list[Refund]()
    for refund in (single_of(line, amount) for line, amount in back):
        alike = [other for other in singles if other.amount == refund.amount and not are_two(other, refund)]
        if alike and not (refund.id and refund in alike):
            # One refund told twice, or two of one size: nobody knows.
            raise UnreadableField("Two lines below zero say the same; write what went back in all under Refunded.")
        singles += [] if alike else [refund]
    back_in_all = sum((refund.amount for refund in singles), Decimal(0)) or None
    return LineAmounts(max(paid, default=None), back_in_all, [line for line, _ in back], _told_apart(singles))


def _told_apart(singles: Iterable[Refund]) -> tuple[Refund, ...]:
    every = tuple(singles)
    return every if all(refund.is_told_apart for refund in every) else ()


def summed_amounts(
    lines: Sequence[Line], amounts_of: Callable[[Line], Sequence[Decimal]], less: Decimal, single_of: SingleOf
) -> LineAmounts:
    """The amounts where each line has its own; a line without one is unclear as long as others have one.

    What went back under one id, or in one moment, is one refund, of however many lines.
    """
    told = [(line, amounts_of(line)) for line in lines]
    lacking = [line.number for line, some in told if not some]
    if len(lacking) == len(told):
        return LineAmounts(None, None)
    if lacking:
        raise UnreadableField(f"Line {lacking[0]} has none.")
    every = [amount for _, some in told for amount in some]
    plus = sum((amount for amount in every if amount > 0), Decimal(0))
    back = -sum((amount for amount in every if amount < 0), Decimal(0))
    back_lines = [line for line, some in told if max(some) < 0]
    paid = None if len(back_lines) == len(told) else amounts.within_bounds(plus - less)
    by_name = dict[Refund, Decimal]()
    for line, some in told:
        part = -sum((amount for amount in some if amount < 0), Decimal(0))
        if part:
            name = single_of(line, Decimal(0))
            by_name[name] = by_name.get(name, Decimal(0)) + part
    singles = _told_apart(replace(name, amount=amount) for name, amount in by_name.items())
    return LineAmounts(paid, amounts.within_bounds(back) or None, back_lines, singles)


def refunded_amount(columns: Iterable[str], sign: str, back: Decimal | None) -> Decimal | None:
    """How much went back in all, by the columns and by lines below zero; UnreadableField if they contradict.

    Nothing is 0 where a column says so, and None where nothing tells of it.
    """
    in_columns = {_refund(cell, sign) for cell in columns}
    told = _without_nothing(in_columns | {back or Decimal(0)})
    if len(told) > 1:
        raise UnreadableField(f"Two amounts stand under this number: {written(told)}.")
    return next(iter(told), Decimal(0) if in_columns else None)


def written_amounts(cell: str) -> Sequence[str]:
    """The amounts of a cell as written: itself, or those of its refunds (``amount:15.00|reason:…;amount:…``)."""
    refunds = _REFUND_ITEM.findall(cell) if ":" in cell else ()
    return [item.strip() for item in refunds] or [cell]


def _refund(cell: str, sign: str) -> Decimal:
    items = written_amounts(cell)
    if items == [cell]:
        return amounts.read_amount(cell, sign)
    # They are written with a point by every shop that writes them so.
    refunds = (abs(amounts.read_signed_amount(item, amounts.POINT)) for item in items)
    return amounts.within_bounds(sum(refunds, Decimal(0)))


def _without_nothing(told: Iterable[Decimal]) -> set[Decimal]:
    return {amount for amount in told if amount}


def written(told: Iterable[Decimal]) -> str:
    """Amounts that contradict each other, for a sentence."""
    return " and ".join(str(amount) for amount in sorted(told))
