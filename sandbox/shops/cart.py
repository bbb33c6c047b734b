"""A cart, and the bill that a shop makes out for it: what each line costs, and what which code took off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.shops.catalogue import Catalogue, Money, Variant


@dataclass(slots=True)
class Cart:
    """What somebody has put into their cart: how many of which variants, the codes in their order, and who they are."""

    lines: dict[int, int] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    email: str = ""
    phone: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    """What a link, or a field of the cart's page, wrote beside it."""

    def add(self, variant: Variant, quantity: int = 1) -> None:
        """So many more of it."""
        self.lines[variant.id] = self.lines.get(variant.id, 0) + quantity

    def contents(self, catalogue: Catalogue, flat_rate: Decimal) -> tuple[list[tuple[Variant, int]], Decimal]:
        """What is in it, and what its shipping costs, which is one rate for all that is sent."""
        lines = [(catalogue.variant(number), quantity) for number, quantity in self.lines.items() if quantity]
        return lines, flat_rate if any(not variant.gift_card for variant, _ in lines) else Decimal(0)


class LinkBroken(Exception):
    """A link that opens no cart; says why."""


LONGEST_NUMBER = 18
"""Digits of an id or a quantity in a link."""


def number_in_link(text: str) -> int:
    """The id or the quantity that stands there; raises LinkBroken."""
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise LinkBroken(f"This is no number: {text[:LONGEST_NUMBER]}")
    return int(text)


class CodeRefused(Exception):
    """A code does not apply to this cart; says why, as the shop does."""


@dataclass(frozen=True, slots=True)
class Reduction:
    """What one code takes off: from each line (by its place) and from the shipping."""

    code: str
    kind: str
    """The shop's own word: "fixed_amount", "percent" ..."""
    lines: Mapping[int, Decimal]
    shipping: Decimal = Decimal(0)
    on_lines_of_its_own: bool = False
    """Whether it is for certain products only, rather than for the cart as a whole."""

    @property
    def amount(self) -> Decimal:
        """All that it takes off."""
        return sum(self.lines.values(), self.shipping)


@dataclass(frozen=True, slots=True)
class BilledLine:
    """One line of the bill; amounts are for all its units, without tax that is added later."""

    variant: Variant
    quantity: int
    reductions: Mapping[str, Decimal]
    """What each code took off."""

    @property
    def subtotal(self) -> Decimal:
        """Before codes."""
        return self.variant.price * self.quantity

    @property
    def discount(self) -> Decimal:
        """What all codes took off."""
        return sum(self.reductions.values(), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is to be paid for it."""
        return self.subtotal - self.discount


@dataclass(frozen=True, slots=True)
class Bill:
    """What a cart costs at this moment."""

    lines: tuple[BilledLine, ...]
    shipping: Decimal
    reductions: tuple[Reduction, ...]
    refused: Mapping[str, str]
    """The codes that took nothing off, and why."""
    tax: Decimal
    """The tax, whether it stands within the prices or is added."""
    total: Decimal
    """What is to be paid in all."""

    @property
    def shipping_discount(self) -> Decimal:
        """What codes took off the shipping."""
        return sum((reduction.shipping for reduction in self.reductions), Decimal(0))

    @property
    def goods(self) -> Decimal:
        """What is to be paid for the goods, without shipping."""
        return sum((line.total for line in self.lines), Decimal(0))


def bill(
    lines: Sequence[tuple[Variant, int]],
    shipping: Decimal,
    reductions: Sequence[Reduction],
    refused: Mapping[str, str],
    money: Money,
) -> Bill:
    """The bill for these variants with what the codes take off."""
    billed = tuple(
        BilledLine(
            variant, quantity, {one.code: one.lines[place] for one in reductions if one.lines.get(place, Decimal(0))}
        )
        for place, (variant, quantity) in enumerate(lines)
    )
    left = shipping - sum((one.shipping for one in reductions), Decimal(0))
    parts = [line.total for line in billed] + [left]
    tax = sum(map(money.tax_of, parts), Decimal(0))
    total = sum(parts, Decimal(0)) + sum(map(money.added_tax, parts), Decimal(0))
    return Bill(billed, shipping, tuple(reductions), dict(refused), tax, total)


def spread(amount: Decimal, over: Mapping[int, Decimal], money: Money) -> dict[int, Decimal]:
    """The amount in shares that are to each other as these weights, and no share larger than its weight; exact in all.

    What is more than all weights together is not spread.
    """
    left, weight = min(amount, sum(over.values(), Decimal(0))), sum(over.values(), Decimal(0))
    shares = {}
    for place, one in over.items():
        shares[place] = money.rounded(left * one / weight) if weight else Decimal(0)
        left, weight = left - shares[place], weight - one
    return shares
