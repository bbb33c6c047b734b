"""What an order gives by itself: how much of its amount counts, and what the owner's rules for products make of that.

All of it is exact; whoever needs whole points rounds once, at the end (``whole_points``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.bought.product_rules import ProductRule, ProductRules, is_one_of
from loyalty.model.orders import Order
from loyalty.model.program_settings import EarnBy, PointsCount, Rounding, Settings

NOTHING = Fraction(0)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class LinePoints:
    """A line of an order with what it gives: its share of the order's points, or what its rule says."""

    line: OrderLine
    points: Fraction
    rule: ProductRule | None = None


@dataclass(frozen=True, slots=True)
class BasePoints:
    """What an order gives by itself, and of which lines that comes.

    ``counted`` is how much of its amount counts, in the program's currency. ``lines`` are those whose amounts are told;
    where each order gives the same there are none.
    """

    order: Order
    points: Fraction
    counted: Decimal
    lines: tuple[LinePoints, ...] = ()
    each_the_same: bool = False

    @property
    def rules(self) -> tuple[ProductRule, ...]:
        """The rules that have changed something, each once, in the order of the lines."""
        return tuple(dict.fromkeys(line.rule for line in self.lines if line.rule and line.rule.changes_anything))

    def of(self, products: Sequence[str]) -> Fraction | None:
        """What the lines of these products give together; None where the order has none of them."""
        if not any(is_one_of(line, products) for line in _bought(self.order)):
            return None
        if self.each_the_same:
            return self.points
        return sum((line.points for line in self.lines if is_one_of(line.line, products)), NOTHING)


def base_points(order: Order, settings: Settings, rules: ProductRules) -> BasePoints:
    """What the order gives by itself, to anybody at any time."""
    counted = counted_amount(order, settings)
    match settings.earn_by:
        case EarnBy.AMOUNT:
            return _by_amount(order, settings, rules, counted)
        case EarnBy.ORDER:
            return BasePoints(order, Fraction(settings.points_per_unit), counted, each_the_same=True)
        case _:
            assert_never(settings.earn_by)


def usual_points(order: Order, settings: Settings, rules: ProductRules) -> int:
    """What an order gives by itself in whole points, at any time and to anybody."""
    return at_most(whole_points(base_points(order, settings, rules).points, settings), settings)


def whole_points(points: Fraction, settings: Settings) -> int:
    """Whole points, rounded as the owner wants it; the one place where points of an order are rounded."""
    match settings.rounding:
        case Rounding.DOWN:
            return floor(points)
        case Rounding.NEAREST:
            return floor(points + HALF)
        case Rounding.UP:
            return ceil(points)
        case _:
            assert_never(settings.rounding)


def at_most(points: int, settings: Settings) -> int:
    """No more than one order may bring."""
    return min(points, settings.most_points_an_order) if settings.most_points_an_order else points


def has_untold(order: Order, products: Sequence[str]) -> bool:
    """True where the order has one of these products, and nobody has told what that came to."""
    return any(line.amount is None and is_one_of(line, products) for line in _bought(order))


def counted_amount(order: Order, settings: Settings) -> Decimal:
    """How much of the order's amount counts, in the program's currency.

    Where only goods count and nobody has told them, what the lines come to does, if each of them is told; else all.
    """
    match settings.points_count:
        case PointsCount.TOTAL:
            return order.amount
        case PointsCount.GOODS:
            goods = _told_goods(order) if order.goods is None else order.goods
            return min(order.amount, goods)
        case _:
            assert_never(settings.points_count)


def tells_goods(order: Order) -> bool:
    """True where somebody has told how much of the order's amount was for goods."""
    return order.goods is not None or tells_lines(order)


def tells_lines(order: Order) -> bool:
    """True where each product of the order is told with what it came to."""
    return bool(order.lines) and all(line.amount is not None for line in order.lines)


def _told_goods(order: Order) -> Decimal:
    told = [(line.amount * order.own_cells.rate, line.is_gift_card) for line in order.lines if line.amount is not None]
    if tells_lines(order):
        return sum((amount for amount, is_gift_card in told if not is_gift_card), Decimal(0))
    return max(order.amount - sum(amount for amount, is_gift_card in told if is_gift_card), Decimal(0))


def _by_amount(order: Order, settings: Settings, rules: ProductRules, counted: Decimal) -> BasePoints:
    """Points for what counts; what a rule fits gives what the rule says instead.

    Lines that come to more than what counts, as before a discount on the whole order, count each in its share: so no
    more is ever taken out than is there, and cutting a line in two changes nothing.
    """
    rate = Fraction(settings.points_per_unit) / Fraction(settings.unit)
    total = Fraction(counted) * rate
    if not order.lines:
        return BasePoints(order, total, counted)
    goods_alone = settings.points_count is PointsCount.GOODS
    told = [
        (line, Fraction(line.amount))
        for line in order.lines
        if line.amount is not None and not (goods_alone and line.is_gift_card)
    ]
    sum_of_lines = sum((amount for _, amount in told), NOTHING) * Fraction(order.own_cells.rate)
    share = min(Fraction(1), Fraction(counted) / sum_of_lines) if sum_of_lines else Fraction(1)
    in_points = share * Fraction(order.own_cells.rate) * rate
    lines = tuple(_line(line, amount * in_points, rules.rule_for(line) if rules else None) for line, amount in told)
    rest = total - sum((amount for _, amount in told), NOTHING) * in_points
    return BasePoints(order, rest + sum((line.points for line in lines), NOTHING), counted, lines)


def _line(line: OrderLine, points: Fraction, rule: ProductRule | None) -> LinePoints:
    if rule is None:
        return LinePoints(line, points)
    if rule.fixed is not None:
        return LinePoints(line, rule.fixed * Fraction(line.quantity), rule)
    return LinePoints(line, points * Fraction(rule.multiplier), rule)


def _bought(order: Order) -> Sequence[OrderLine]:
    """The order's lines, or what it names under Products, of which nobody knows what it came to."""
    return order.lines or [OrderLine(name) for name in order.products]
