"""Reports: what the tasks and the commands have come to; no customer reads them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loyalty.model.entry import Entry


@dataclass(frozen=True, slots=True)
class Booked:
    """What a slice of a nightly step has booked: how many things, their ``points`` together (below zero where points
    were taken), and the codes of the members, or the numbers of the orders, that are left for the next slice.
    """

    count: int
    points: int
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CampaignPreview:
    """What a campaign would have added: to how many orders of how many members, placed from ``first`` to ``last``.

    ``cost`` is what the points cost the owner when they are spent, in ``currency``; None where no reward has a cost.
    ``untold`` of its orders have products that it multiplies, and nobody has told what these came to.
    """

    campaign: str
    first: date
    last: date
    orders: int
    members: int
    points: int
    cost: Decimal | None
    currency: str
    untold: int = 0


@dataclass(frozen=True, slots=True)
class ClosedBooks:
    """The entries that the openings of ``members`` members stand for from now on, and how many more can be closed."""

    entries: tuple[Entry, ...]
    members: int
    entries_left: int
    members_left: int


@dataclass(frozen=True, slots=True)
class FoldedLog:
    """How many lines of the Log newer ones had replaced, of which some go now."""

    replaced: int


@dataclass(frozen=True, slots=True)
class ReturnedLines:
    """The lines that the Ledger has again, and how many more it lacks."""

    entries: tuple[Entry, ...]
    left: int
