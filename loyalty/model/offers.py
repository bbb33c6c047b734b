"""What the owner offers besides Settings: campaigns, tiers, plans, surveys, actions, segments."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from loyalty.model.bought.product_rules import NO_RULES, ProductRules
from loyalty.model.segment import Segment
from loyalty.model.written.letter_texts import LetterText

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Campaign:
    """More points for orders that are placed from ``starts`` to ``ends``, both days included.

    ``multiplier`` acts on what the order gives by itself, ``bonus`` is added to it. ``weekdays`` begin with Monday as
    0. ``whom`` names tiers, plans and segments, folded; everybody where there is none. ``products`` are folded names,
    SKUs or categories, with ``*`` for any characters: then only for orders with one of them, and the multiplier acts on
    what these give alone. ``once``: only the first order of a member that it applies to. Without ``hold_out`` nobody is
    held out of it, whatever the settings say.
    """

    name: str
    starts: date | None = None
    ends: date | None = None
    multiplier: Decimal = Decimal(1)
    bonus: int = 0
    minimum: Decimal = Decimal(0)
    weekdays: frozenset[int] = EVERY_DAY
    whom: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    once: bool = False
    active: bool = True
    hold_out: bool = True


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier that is reached with ``threshold`` points, units of money or orders; ``bonus`` points for the rise."""

    name: str
    threshold: Decimal
    multiplier: Decimal = Decimal(1)
    perks: str = ""
    bonus: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A paid membership of ``months`` months, 0 for one without an end; ``product`` is what the shop sells it as."""

    name: str
    months: int = 0
    product: str = ""
    fee: Decimal | None = None
    multiplier: Decimal = Decimal(1)
    perks: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a survey; any text is an answer where there are no ``choices``.

    A survey gives the ``points`` of all its questions together.
    """

    survey: str
    text: str
    choices: tuple[str, ...] = ()
    points: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of Answers: what a member said to a question."""

    id: str
    time: datetime
    member: str
    survey: str
    question: str
    answer: str


class Per(StrEnum):
    """The period in which an action may be booked up to its limit."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    EVER = "ever"


@dataclass(frozen=True, slots=True)
class OwnerAction:
    """Something of the owner's own that brings ``points``, ``limit`` times ``per`` period at the most."""

    id: str
    name: str
    points: int
    limit: int = 1
    per: Per = Per.EVER
    active: bool = True


@dataclass(frozen=True, slots=True)
class Offers:
    """All of it, each in the order of its tab, but the tiers, which go from the lowest to the highest."""

    campaigns: tuple[Campaign, ...] = ()
    tiers: tuple[Tier, ...] = ()
    plans: tuple[Plan, ...] = ()
    questions: tuple[Question, ...] = ()
    actions: tuple[OwnerAction, ...] = ()
    products: ProductRules = NO_RULES
    texts: tuple[LetterText, ...] = ()
    segments: tuple[Segment, ...] = ()
