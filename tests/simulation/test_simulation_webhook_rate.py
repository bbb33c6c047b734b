"""10,000 webhooks an hour while the chat is quiet, in virtual time: a batch in time for each, in the share of shops."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from loyalty.intake.shop_orders import take_orders
from loyalty.model.imported import ShopOrder
from service.webhooks.shop_doors import SHOP_SECONDS
from sheets.google.errors import NotInTime
from sheets.workbook import Workbook
from tests.simulation.network.rush import NOW, Rush

A_SECOND = 10_000 / 3600
SECONDS = 70.0
"""A minute whose batches are spent, and the beginning of the next one."""
WEBHOOKS = int(A_SECOND * SECONDS)


class Shop:
    """A shop that tells of an order of its own each time, and what it was told."""

    def __init__(self, rush: Rush, workbooks: Sequence[Workbook]) -> None:
        self.told = Counter[str]()
        self._rush, self._workbooks = rush, workbooks

    def sells(self, *, patience: float) -> None:
        """Webhooks come at each instance in turn; each waits so long."""
        for number in range(WEBHOOKS):
            workbook = self._workbooks[number % len(self._workbooks)]
            self._rush.virtual_time.start(partial(self._tell, workbook, number, patience))
            self._rush.virtual_time.sleep(1 / A_SECOND)

    def _tell(self, workbook: Workbook, number: int, patience: float) -> None:
        told = [ShopOrder(f"W{number}", amount=Decimal(60), shop_id=f"shop/{number}")]
        try:
            workbook.transact(partial(take_orders, orders=told, now=NOW), seconds=patience, joins=True)
            self.told["taken"] += 1
        except NotInTime:
            self.told["send it again"] += 1


def opened(instances: int) -> tuple[Rush, list[Workbook]]:
    rush = Rush.of(1, 3)
    workbooks = [rush.start_instance() for _ in range(instances)]
    for workbook in workbooks:
        rush.run(workbook.open)
    rush.rest()
    return rush, workbooks


def test_all_are_taken_within_the_time_of_the_shop_that_waits_least() -> None:
    rush, workbooks = opened(1)
    shop = Shop(rush, workbooks)

    rush.run(partial(shop.sells, patience=SHOP_SECONDS["shopify"]))

    assert shop.told == {"taken": WEBHOOKS}
    assert len([row for row in rush.owner.tab("Orders") if str(row["Order"]).startswith("W")]) == WEBHOOKS
    assert rush.spent["write"] <= 20 * SECONDS / 60 + 2


def test_shops_that_wait_longer_are_taken_at_three_instances_in_the_share_of_one() -> None:
    rush, workbooks = opened(3)
    shop = Shop(rush, workbooks)

    rush.run(partial(shop.sells, patience=SHOP_SECONDS["woocommerce"]))

    assert shop.told == {"taken": WEBHOOKS}
    # Those that are at work at the same time for the first time do not know of each other yet.
    assert rush.spent["write"] - rush.spent["lost races"] <= 20 * SECONDS / 60 + 5
