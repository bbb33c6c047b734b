"""What the Ledger's lines say of an order since its claim: what it has brought by now, and how much of it went back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import floor

from loyalty.model.causes import OrderStep, amounts_of_refund, order_step, part_of_refund, refund_cause
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold, fold_order

ALL, NONE = Fraction(1), Fraction(0)


@dataclass(slots=True)
class OrderLines:
    """The lines of one order since its claim: the ``first`` refunds, which only grew, and the numbered steps after."""

    first: list[Entry] = field(default_factory=list)
    later: list[tuple[OrderStep, Entry]] = field(default_factory=list)

    @property
    def steps(self) -> Sequence[tuple[OrderStep, Entry]]:
        """The order of rows means nothing, their numbers tell it."""
        return sorted(self.later, key=lambda one: one[0].number)

    @property
    def taken(self) -> int:
        """How many points refunds have taken, less what came again."""
        lines = (*self.first, *(line for _, line in self.later))
        return -sum(line.points for line in lines if line.kind is EntryKind.REFUND)

    def amount(self, claim: Entry) -> Decimal | None:
        """What the claim's order comes to, by its last correction."""
        return next((line.amount for step, line in reversed(self.steps) if step.corrects), claim.amount)

    def stood(self, claim: Entry) -> Iterator[tuple[datetime, Entry, Fraction]]:
        """The claim as its order stood after each word since, and which part of it was back then, with the instants.

        It has the points that corrections have brought by then, and the amount of the last one.
        """
        part, back = self.part_of_first([claim.amount]), self._first_back
        if self.first:
            yield max(line.time for line in self.first), claim, part
        for step, line in self.steps:
            if not step.corrects:
                part, back = _part_of(step), step.back
            else:
                claim = replace(claim, points=claim.points + line.points, amount=line.amount)
                # Of another amount the same refund is another part.
                part = Fraction(back) / Fraction(step.whole) if back is not None and step.whole else part
            yield line.time, claim, min(part, ALL)

    @property
    def _first_back(self) -> Decimal | None:
        """How much the first refunds name as back; None for all of it, or where they do not say."""
        told = [amounts_of_refund(line.cause) for line in self.first]
        return max((amounts[0] for amounts in told if amounts), default=None) if all(told) else None

    def part(self, wholes: Iterable[Decimal | None] = (), *, unknown: Fraction = ALL) -> Fraction:
        """Which part of the order is back with the customer; a line that names none is of all of it.

        ``wholes`` is what the order may have come to, for a part that the version before has told as an amount alone:
        it is the largest that it can be, ``unknown`` where nothing tells it.
        """
        steps = [step for step, _ in self.steps if not step.corrects]
        return _part_of(steps[-1]) if steps else self.part_of_first(wholes, unknown=unknown)

    def part_of_first(self, wholes: Iterable[Decimal | None] = (), *, unknown: Fraction = ALL) -> Fraction:
        """Which part was back after the first refunds alone."""
        if any(part_of_refund(line.cause) is None for line in self.first):
            return ALL
        return self.grown_part(wholes, unknown=unknown)

    def grown_part(self, wholes: Iterable[Decimal | None] = (), *, unknown: Fraction = ALL) -> Fraction:
        """The largest part that the first refunds name."""
        known = [whole for whole in wholes if whole]
        parts = (_part_in(line.cause, known, unknown) for line in self.first)
        return max((part for part in parts if part is not None), default=NONE)


NO_LINES = OrderLines()


@dataclass(frozen=True, slots=True)
class SinceClaim:
    """The points that an order has ``brought``, claim and corrections together, and how many of them are ``due`` back.

    ``due`` counts also what was not there to be ``taken``. ``told_back`` is what is back with the customer as it was
    told, None for all of it or where no line tells it. ``told_amount`` is what the last correction was for, None
    without one. ``bought`` is how many words of the shop's about goods and lines were followed. ``steps`` is the number
    of the last step. ``by_rate``: the version before has booked a part at a rate that nobody knows any more.
    """

    brought: int
    due: int = 0
    taken: int = 0
    told_back: Decimal | None = None
    told_amount: Decimal | None = None
    bought: int = 0
    steps: int = 0
    by_rate: bool = False


def lines_by_order(lines: Iterable[Entry]) -> Mapping[str, OrderLines]:
    """The lines of one member since their claims, by the folded numbers of the orders."""
    found = dict[str, OrderLines]()
    for line in lines:
        if line.kind not in (EntryKind.REFUND, EntryKind.CORRECTION):
            continue
        step = order_step(line.cause)
        if step:
            found.setdefault(step.order, OrderLines()).later.append((step, line))
        elif line.kind is EntryKind.REFUND:
            found.setdefault(fold_order(line.subject), OrderLines()).first.append(line)
    return found


def called_off(lines: Iterable[Entry]) -> Iterator[str]:
    """The folded numbers of the orders of which nothing is left."""
    return (order for order, of_it in lines_by_order(lines).items() if of_it.part(unknown=NONE) >= ALL)


def since_claim(claim: Entry, lines: Iterable[Entry], *, wholes: Iterable[Decimal | None] = ()) -> SinceClaim:
    """What these lines of the claim's member say of its order; ``wholes`` as OrderLines.part takes them."""
    of_it = lines_by_order(lines).get(fold_order(claim.subject), NO_LINES)
    stands = replace(_first_words(claim, of_it, wholes), taken=of_it.taken)
    for step, line in of_it.steps:
        stands = _after(stands, step, line)
    return stands


def _first_words(claim: Entry, of_it: OrderLines, wholes: Iterable[Decimal | None]) -> SinceClaim:
    """As it stood before anything was taken back or corrected."""
    whole = fold(refund_cause(claim.subject))
    if any(fold(line.cause) == whole for line in of_it.first):
        return SinceClaim(claim.points, due=claim.points)
    amounts = (told[0] for line in of_it.first if (told := amounts_of_refund(line.cause)))
    by_rate = any(isinstance(part_of_refund(line.cause), Decimal) for line in of_it.first)
    due = floor(claim.points * of_it.grown_part(wholes, unknown=NONE))
    return SinceClaim(claim.points, due, told_back=max(amounts, default=None), by_rate=by_rate)


def _after(stands: SinceClaim, step: OrderStep, line: Entry) -> SinceClaim:
    """As it stands with one more line."""
    if step.corrects:
        brought, bought = stands.brought + line.points, max(stands.bought, step.bought)
        return replace(stands, brought=brought, told_amount=step.whole, bought=bought, steps=step.number)
    due = floor(stands.brought * _part_of(step))
    return replace(stands, due=due, told_back=step.back, steps=step.number, by_rate=False)


def _part_of(step: OrderStep) -> Fraction:
    return Fraction(step.back) / Fraction(step.whole) if step.back is not None and step.whole else ALL


def _part_in(cause: str, wholes: Sequence[Decimal], unknown: Fraction) -> Fraction | None:
    told = part_of_refund(cause)
    if told is None or isinstance(told, Fraction):
        return told if told is None else min(told, ALL)
    return min(max((Fraction(told) / Fraction(whole) for whole in wholes), default=unknown), ALL)
