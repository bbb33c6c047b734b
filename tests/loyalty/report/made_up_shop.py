"""A made-up shop of three years whose truth is known: who would have bought anyway stands in here.

Each customer has a hidden rate of orders a year, drawn from a gamma distribution; their orders come by chance at that
rate and at no other. Some come for one of the three years, some stay for all of them. The program begins with the
second year. Nothing that it does changes what anybody buys, but for an ``effect`` that emails are given on purpose.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import exp
from random import Random

from loyalty.model.hold_out import held_out
from loyalty.report.customers import Customers, Purchase
from loyalty.report.hold_out_results import OUTCOME_DAYS, Group
from loyalty.report.periods import Period

FIRST = date(2024, 1, 1)
YEARS, YEAR_DAYS = 3, 365
BEGIN = FIRST + timedelta(days=YEAR_DAYS)
"""The day on which the first member joins."""
LAST = FIRST + timedelta(days=YEARS * YEAR_DAYS - 1)
BEFORE, YEAR = Period(FIRST, BEGIN - timedelta(days=1)), Period(LAST - timedelta(days=YEAR_DAYS - 1), LAST)
SHAPE, SCALE = 0.9, 1.3
"""Of the gamma distribution of orders a year: 1.17 on average, most customers far below that."""
AVERAGE = 60.0
SPREAD_OF_CUSTOMERS, SPREAD_OF_ORDERS = 0.4, 0.4
STAYS = 0.3
"""How many customers come in all three years."""
JOINS = 0.35


@dataclass(frozen=True, slots=True)
class Truth:
    """What the figures are estimates of, worked out from the distributions themselves."""

    scale: float = SCALE

    @property
    def none(self) -> float:
        """How many order nothing in a year in which they come."""
        return float((1 + self.scale) ** -SHAPE)

    @property
    def once(self) -> float:
        """How many order once."""
        return float(SHAPE * self.scale * (1 + self.scale) ** -(SHAPE + 1))

    @property
    def repeat_customers(self) -> float:
        """How many of those who order do so at least twice."""
        return 1 - self.once / (1 - self.none)

    @property
    def repeat_revenue(self) -> float:
        """What share of the money those bring: how large an order is hangs on no rate."""
        return 1 - self.once / (SHAPE * self.scale)

    @property
    def base_rate(self) -> float:
        """How many order anyway within the days of an outcome."""
        return 1 - float((1 + self.scale * OUTCOME_DAYS / YEAR_DAYS) ** -SHAPE)


@dataclass(frozen=True, slots=True)
class Person:
    """A customer: the hidden rate, the years in which they come, and how large their orders are."""

    name: str
    rate: float
    years: tuple[int, ...]
    size: float


class MadeUpShop:
    """The shop of one seed. With ``self_chosen`` those who buy much join more often, else chance alone decides.

    ``stays`` is the share of customers who come in all three years, ``scale`` how often people order there.
    """

    def __init__(
        self,
        seed: int,
        *,
        customers: int = 1_000,
        self_chosen: bool = True,
        stays: float = STAYS,
        scale: float = SCALE,
    ) -> None:
        self.chance, self.truth, self._stays = Random(seed), Truth(scale), stays
        self.people = [self._person(number) for number in range(customers)]
        self.joined: Mapping[str, date] = dict(self._joining(self_chosen=self_chosen))

    @cached_property
    def customers(self) -> Customers:
        """What they all bought, as a report counts it."""
        bought = {person.name: sorted(self._purchases(person)) for person in self.people}
        return Customers({name: purchases for name, purchases in bought.items() if purchases}, [], 0)

    def outcomes(self, name: str, *, share: Decimal, effect: float = 0.0, emails: int = 1) -> tuple[Group, Group]:
        """Those who were due so many emails of this name and those held out, each with what they ordered after them.

        ``effect`` is how much more often those order who were sent one: a difference of two shares.
        """
        treated, held = list[tuple[int, int]](), list[tuple[int, int]]()
        base = self.truth.base_rate
        for person in self.people:
            is_held = held_out(person.name, name, share=share)
            anyway = 1 - exp(-person.rate * OUTCOME_DAYS / YEAR_DAYS)
            chance = anyway if is_held else anyway + (1 - anyway) * effect / (1 - base)
            ordered = sum(self.chance.random() < chance for _ in range(emails))
            (held if is_held else treated).append((emails, ordered))
        return Group(treated), Group(held)

    def _person(self, number: int) -> Person:
        chance = self.chance
        stays = chance.random() < self._stays
        years = tuple(range(YEARS)) if stays else (chance.randrange(YEARS),)
        size = chance.lognormvariate(-(SPREAD_OF_CUSTOMERS**2) / 2, SPREAD_OF_CUSTOMERS)
        return Person(f"C{number:05}", chance.gammavariate(SHAPE, self.truth.scale), years, size)

    def _joining(self, *, self_chosen: bool) -> Iterator[tuple[str, date]]:
        likely = JOINS / (SHAPE * self.truth.scale)
        for number, person in enumerate(self.people):
            wanted = min(likely * person.rate, 1.0) if self_chosen else JOINS
            day = BEGIN + timedelta(days=self.chance.randrange(YEAR_DAYS))
            if self.chance.random() < wanted:
                yield person.name, day if number else BEGIN

    def _purchases(self, person: Person) -> Iterator[Purchase]:
        for year in person.years:
            for number in range(self._poisson(person.rate)):
                day = FIRST + timedelta(days=year * YEAR_DAYS + self.chance.randrange(YEAR_DAYS))
                of_order = self.chance.lognormvariate(-(SPREAD_OF_ORDERS**2) / 2, SPREAD_OF_ORDERS)
                net = Decimal(round(AVERAGE * person.size * of_order * 100)) / 100
                yield Purchase(day, net, f"{person.name}-{year}-{number}".lower())

    def _poisson(self, mean: float) -> int:
        count, product, least = 0, self.chance.random(), exp(-mean)
        while product > least:
            product *= self.chance.random()
            count += 1
        return count
