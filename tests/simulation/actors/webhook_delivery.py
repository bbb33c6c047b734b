"""A webhook as an instance takes it: what the shop is told, or that the instance has died, or could not write."""

from dataclasses import dataclass
from functools import partial

from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeStatus, ShopOrder
from sheets.google.errors import WorkbookError
from shops.web.heard import Heard, Webhook
from tests.simulation.checks.run_log import RunLog
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import Died, Instance


@dataclass(frozen=True, slots=True)
class Delivered:
    """Whether the shop was ``answered``, and the order that was taken and stands; None for one that was refused."""

    answered: bool
    order: ShopOrder | None = None


def deliver(
    outside: OutsideWorld, run_log: RunLog, instance: Instance, heard: Webhook, *, topic: str, seconds: float
) -> Delivered:
    """What became of it; where the shop is not answered nobody knows whether it was taken."""
    assert isinstance(heard, Heard)
    [order] = heard.orders
    what, restored = f"{topic} of {order.number or order.shop_id} {order.status}", run_log.restored
    try:
        with outside.busy():
            rule = partial(take_orders, orders=heard.orders, now=instance.clock())
            [arrival] = instance.workbook.transact(rule, seconds=seconds, joins=True)
    except Died:
        outside.trace.note(instance.name, "webhook died", what)
        return Delivered(answered=False)
    except WorkbookError as error:
        outside.trace.note(instance.name, "webhook stopped", f"{what}: {type(error).__name__}")
        return Delivered(answered=False)
    outside.trace.note(instance.name, "webhook", f"{what}: {arrival.fate.value}")
    stands = arrival.fate is not IntakeStatus.REFUSED and restored == run_log.restored
    return Delivered(answered=True, order=order if stands else None)
