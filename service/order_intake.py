"""Orders that come over the web: what is read of the body, taken into the spreadsheet, and answered."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import Arrival, Fate
from service.container import World
from sheets.google.client import Spent
from shops.json_orders import JsonOrder, read_json_orders

NONE_TAKEN = "None of this could be taken; each order says why."


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of each order of a body, in its order."""

    posted: tuple[JsonOrder, ...]
    arrivals: tuple[Arrival, ...]

    @property
    def status(self) -> int:
        """HTTP's: 422 when nothing at all could be taken."""
        return 422 if all(one.fate is Fate.REFUSED for one in self.arrivals) else 200

    @property
    def counted(self) -> str:
        """In a few words, for the log."""
        return ", ".join(f"{fate} {count}" for fate, count in self._counts.items())

    def as_answer(self) -> dict[str, object]:
        """The answer: how many of each fate, and each order's own."""
        error = {"error": NONE_TAKEN} if self.status == 422 else {}
        orders = [
            {"order": posted.number, "result": arrival.fate.value} | ({"why": arrival.why} if arrival.why else {})
            for posted, arrival in zip(self.posted, self.arrivals, strict=True)
        ]
        return {**error, **self._counts, "orders": orders}

    @property
    def _counts(self) -> dict[str, int]:
        counted = Counter(one.fate for one in self.arrivals)
        return {fate.value: counted[fate] for fate in Fate}


def take_posted(world: World, body: object, spent: Spent) -> Taken:
    """Takes the orders of a body in one commit; shops.json_orders.UnusableBody and what the workbook raises."""
    posted = read_json_orders(body)
    orders = [one.order for one in posted if one.order]
    rule = partial(take_orders, orders=orders, now=world.clock())
    fates = iter(world.workbook.transact(rule, spent=spent) if orders else ())
    refused = (Arrival(Fate.REFUSED, one.why) for one in posted)
    return Taken(posted, tuple(next(fates) if one.order else no for one, no in zip(posted, refused, strict=True)))
