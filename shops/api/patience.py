"""Whoever has time waits for a shop that takes no more calls for now, rather than to take it for away."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from loyalty.model.shop.wanted_code import AwayReason
from shops.api.code_shop import ShopAway

PAUSES = (2.0, 4.0, 8.0)
"""Seconds between a call and the same call again; in each Shopify gives 100 of 2,000 points back, and a page of orders
costs some hundreds."""

T = TypeVar("T")


def patiently(
    ask: Callable[[], T], *, pauses: Iterable[float] = PAUSES, sleep: Callable[[float], None] = time.sleep
) -> T:
    """What is answered, after a while where the shop is busy; ShopAway."""
    for pause in pauses:
        try:
            return ask()
        except ShopAway as away:
            if away.reason is not AwayReason.BUSY:
                raise
        sleep(pause)
    return ask()
