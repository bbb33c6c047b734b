"""The web shop: it posts its orders to any instance, new ones and, as such programs do, again and again."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import partial

from loyalty.intake.shop_orders import take_orders
from loyalty.model.bought.order_lines import OrderLine
from loyalty.model.imported import IntakeStatus, ShopOrder
from loyalty.model.orders import OrderStatus
from sheets.google.errors import WorkbookError
from tests.simulation.actors.shopkeeper import FIRST_CONTACT, WEBSHOP_PREFIX, Shopkeeper, address
from tests.simulation.checks.run_log import RunLog
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import Died, Service

MOST_NEW, MOST_AGAIN = 3, 2
LATE_SHARE, TIMED_SHARE = 0.3, 0.8
PAID, PARTLY = OrderStatus.PAID, OrderStatus.PARTLY_REFUNDED
WORDS = (PAID, PAID, PAID, PARTLY, PARTLY, OrderStatus.REFUNDED, OrderStatus.CANCELLED, OrderStatus.UNPAID)


@dataclass(slots=True)
class WebShop:
    """Its orders, each by its versions; whatever the owner has written into its row, it goes on telling of it.

    It calls orders off, wholly or in part, takes that back, changes their amounts, and tells late what was bought. It
    posts a new version, or one of those before once more, late; mostly it tells when it had made that version.
    """

    outside: OutsideWorld
    service: Service
    shopkeeper: Shopkeeper
    run_log: RunLog
    people: int
    versions: dict[str, list[ShopOrder]] = field(default_factory=dict)

    def post(self) -> None:
        """Some orders at once; what is not answered comes again only by chance."""
        instance = self.service.any()
        if instance is None:
            return
        chance = self.outside.chance
        known = list(self.versions)
        before = [chance.choice(known) for _ in range(chance.randint(0, MOST_AGAIN)) if known]
        if instance.name.startswith("old"):
            before = []  # version 0.1.0 writes a later word over whatever a sort in that second has brought there
        again = [self._told(number, instance.clock()) for number in before]
        posted = [*again, *(self._new(instance.clock()) for _ in range(chance.randint(0, MOST_NEW)))]
        restored = self.run_log.restored
        numbers = ", ".join(order.number for order in posted)
        try:
            with self.outside.busy():
                arrivals = instance.workbook.transact(partial(take_orders, orders=posted, now=instance.clock()))
        except Died:
            self.outside.trace.note(instance.name, "post died", numbers)
        except WorkbookError as error:
            self.outside.trace.note(instance.name, "post stopped", f"{numbers}: {type(error).__name__}")
        else:
            self.outside.trace.note(
                instance.name, "posted", f"{numbers}: {[arrival.fate.value for arrival in arrivals]}"
            )
            refused = (arrival.fate is IntakeStatus.REFUSED for arrival in arrivals)
            if restored == self.run_log.restored:  # else the version that holds them may be gone
                self.run_log.taken |= {order.number for order, no in zip(posted, refused, strict=True) if not no}

    def _told(self, number: str, now: datetime) -> ShopOrder:
        """A new version of the order, or one of those that it had told of before."""
        chance, versions = self.outside.chance, self.versions[number]
        if chance.random() < LATE_SHARE:
            return chance.choice(versions)
        status, refunded, amount = chance.choice(WORDS), None, versions[-1].amount or Decimal(0)
        if status is PARTLY:
            refunded = Decimal(chance.randint(1, int(amount)))
        elif status is PAID:
            refunded = Decimal(0)
            amount += chance.choice((0, 0, 5))
        version = replace(versions[-1], status=status, refunded=refunded, amount=amount, changed=self._changed(now))
        if int(amount) % 2:
            version = replace(version, goods=amount - 1, lines=(OrderLine("Tea", amount=amount // 2),))
        versions.append(version)
        # From now on its points are not what its claim gave.
        self.run_log.called_off.add(number)
        return version

    def _changed(self, now: datetime) -> datetime | None:
        return now if self.outside.chance.random() < TIMED_SHARE else None

    def _new(self, now: datetime) -> ShopOrder:
        chance, orders = self.outside.chance, self.shopkeeper.orders
        late = orders.come(chance)
        contact = str(FIRST_CONTACT + chance.randrange(self.people))
        number = f"{WEBSHOP_PREFIX}{len(orders.numbers)}"
        if late:
            number, contact = late
        else:
            orders.add(number, contact)
        paid = chance.choice([OrderStatus.PAID, OrderStatus.PAID, OrderStatus.UNPAID])
        amount, changed = Decimal(chance.randint(5, 90)), self._changed(now)
        order = ShopOrder(number, address(contact), amount, status=paid, changed=changed)
        self.versions[number] = [order]
        return order
