"""Whoever buys in the shop where codes are made, and its owner there: orders that carry codes, changed in all ways, and
the webhooks that tell of them, twice, late, in any order, again where nobody has taken them, or never.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from tests.simulation.actors.shopkeeper import FIRST_CONTACT, WEBSHOP_PREFIX, Shopkeeper, address
from tests.simulation.actors.webhook_delivery import deliver
from tests.simulation.checks.run_log import RunLog
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import Instance, Service
from tests.simulation.network.online_shop import OnlineShop, Told

SECONDS = 3.8
BUY_SHARE, CHANGE_SHARE, AWAY_SHARE = 0.45, 0.3, 0.04
LONGEST_AWAY_SECONDS = 1800.0
LOST_SHARE, TWICE_SHARE, AGAIN_SHARE = 0.1, 0.2, 0.2
LATE_SECONDS = (0.0, 1.0, 30.0, 7200.0)
"""One of these is the longest that a webhook is on its way."""


@dataclass(slots=True)
class Buyers:
    """The shop's webhooks, each as it was when it happened."""

    outside: OutsideWorld
    service: Service
    shopkeeper: Shopkeeper
    run_log: RunLog
    shop: OnlineShop
    people: int
    told: list[Told] = field(default_factory=list)

    def act(self) -> None:
        """Something happens in the shop, or is told once more; now and then the shop is away for a while."""
        chance, kind = self.outside.chance, self.outside.chance.random()
        if kind < AWAY_SHARE:
            self.shop.away_until = self.outside.virtual_time.now + LONGEST_AWAY_SECONDS * chance.random()
            self.outside.trace.note("shop", "away")
        elif kind < AWAY_SHARE + BUY_SHARE or not self.told:
            self._send(self._buy())
        elif kind < AWAY_SHARE + BUY_SHARE + CHANGE_SHARE:
            self._send(self._change())
        if self.told and chance.random() < AGAIN_SHARE:
            self._send_one(chance.choice(self.told[-20:]))

    def tell_all(self, instance: Instance, seconds: float) -> None:
        """Every order as it is now, as the shop's list of orders has it."""
        for told in self.shop.tell_all():
            self._deliver(instance, told, seconds)

    def _buy(self) -> Iterable[Told]:
        """Somebody checks out with a code that works, or one that another order has used, or without one."""
        chance = self.outside.chance
        contact = str(FIRST_CONTACT + chance.randrange(self.people))
        product = self.shop.catalogue.named("Tote bag").id
        code = chance.choice((*self.shop.codes.values(), ""))
        events = list(self.shop.buy(address(contact), product, code, WEBSHOP_PREFIX))
        self.shopkeeper.orders.add(events[0].number, contact)
        yield from events

    def _change(self) -> Iterable[Told]:
        for told in self.shop.change():
            self.run_log.called_off.add(told.number)
            yield told

    def _send(self, events: Iterable[Told]) -> None:
        chance = self.outside.chance
        for told in events:
            self.outside.trace.note("shop", told.topic, told.number)
            self.told.append(told)
            for _ in range(1 + (chance.random() < TWICE_SHARE)):
                if chance.random() >= LOST_SHARE:
                    self._send_one(told)

    def _send_one(self, told: Told) -> None:
        chance = self.outside.chance
        after = chance.choice(LATE_SECONDS) * chance.random()
        self.outside.virtual_time.start(partial(self._try, told), after=after)

    def _try(self, told: Told) -> None:
        """Sends it to any instance, and again, as it was, for as long as the shop does."""
        passed = 0.0
        for after in (0.0, *(retry.total_seconds() for retry in self.shop.retries)):
            self.outside.virtual_time.sleep(after - passed)
            passed, instance = after, self.service.any()
            if instance is not None and self._deliver(instance, told, SECONDS):
                return

    def _deliver(self, instance: Instance, told: Told, seconds: float) -> bool:
        """True when the shop was answered."""
        delivered = deliver(
            self.outside, self.run_log, instance, self.shop.read(told), topic=told.topic, seconds=seconds
        )
        order = delivered.order
        if order:
            self.run_log.taken |= {order.number} - {""}
            self.run_log.refunds |= {(order.shop_id, refund.id) for refund in order.refunds}
        return delivered.answered
