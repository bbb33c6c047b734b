"""The web shop: it posts its orders to any instance, new ones and, as such programs do, again and again."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import IntakeStatus, ShopOrder
from loyalty.model.orders import OrderStatus
from sheets.google.errors import WorkbookError
from tests.simulation.actors.shopkeeper import FIRST_CONTACT, WEBSHOP_PREFIX, Shopkeeper, address
from tests.simulation.checks.run_log import RunLog
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import Died, Service

MOST_NEW, MOST_AGAIN = 3, 2


@dataclass(slots=True)
class WebShop:
    """Its orders; it may post each of them again, whatever the owner has written into its row: as paid, or called off.

    An order that it has called off it posts as that, or late as paid.
    """

    outside: OutsideWorld
    service: Service
    shopkeeper: Shopkeeper
    run_log: RunLog
    people: int
    orders: list[ShopOrder] = field(default_factory=list)

    def post(self) -> None:
        """Some orders at once; what is not answered comes again only by chance."""
        instance = self.service.any()
        if instance is None:
            return
        chance = self.outside.chance
        before = [chance.choice(self.orders) for _ in range(chance.randint(0, MOST_AGAIN)) if self.orders]
        again = [replace(order, status=self._word(order)) for order in before]
        posted = [*again, *(self._new() for _ in range(chance.randint(0, MOST_NEW)))]
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

    def _word(self, order: ShopOrder) -> OrderStatus:
        word = self.outside.chance.choice([OrderStatus.PAID] * 4 + [OrderStatus.REFUNDED, OrderStatus.CANCELLED])
        if word is not OrderStatus.PAID:
            self.run_log.called_off.add(order.number)
        return word

    def _new(self) -> ShopOrder:
        chance, orders = self.outside.chance, self.shopkeeper.orders
        late = orders.come(chance)
        contact = str(FIRST_CONTACT + chance.randrange(self.people))
        number = f"{WEBSHOP_PREFIX}{len(orders.numbers)}"
        if late:
            number, contact = late
        else:
            orders.add(number, contact)
        paid = chance.choice([OrderStatus.PAID, OrderStatus.PAID, OrderStatus.UNPAID])
        order = ShopOrder(number, address(contact), Decimal(chance.randint(5, 90)), status=paid)
        self.orders.append(order)
        return order
