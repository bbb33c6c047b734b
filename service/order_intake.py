"""Orders that come over the web: what is read of the body, taken into the spreadsheet, and answered."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeResult, IntakeStatus
from service.container import Container
from sheets.google.client import Spent
from shops.json_orders import JsonOrder, read_json_orders

NONE_TAKEN = "None of this could be taken; each order says why."


@dataclass(frozen=True, slots=True)
class TakenOrders:
    """What became of each order of a body, in its order."""

    posted: tuple[JsonOrder, ...]
    arrivals: tuple[IntakeResult, ...]

    @property
    def status(self) -> int:
        """HTTP's: 422 when nothing at all could be taken."""
        return 422 if all(arrival.fate is IntakeStatus.REFUSED for arrival in self.arrivals) else 200

    @property
    def counted(self) -> str:
        """In a few words, for the log."""
        return ", ".join(f"{fate} {count}" for fate, count in self._counts.items())

    def as_answer(self) -> dict[str, object]:
        """The answer: how many orders have each status, and the status of each order."""
        error = {"error": NONE_TAKEN} if self.status == 422 else {}
        orders = [
            {"order": posted.number, "result": arrival.fate.value} | ({"why": arrival.why} if arrival.why else {})
            for posted, arrival in zip(self.posted, self.arrivals, strict=True)
        ]
        return {**error, **self._counts, "orders": orders}

    @property
    def _counts(self) -> dict[str, int]:
        counted = Counter(arrival.fate for arrival in self.arrivals)
        return {fate.value: counted[fate] for fate in IntakeStatus}


def take_posted(container: Container, body: object, spent: Spent) -> TakenOrders:
    """Takes the orders of a body in one commit; shops.json_orders.UnusableBody and what the workbook raises."""
    posted = read_json_orders(body)
    orders = [posted_order.order for posted_order in posted if posted_order.order]
    rule = partial(take_orders, orders=orders, now=container.clock())
    taken = iter(container.workbook.transact(rule, spent=spent) if orders else ())
    return TakenOrders(
        posted,
        tuple(
            next(taken) if posted_order.order else IntakeResult(IntakeStatus.REFUSED, posted_order.why)
            for posted_order in posted
        ),
    )
