"""A shop that is asked for its orders, whichever shop it is."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from shops.web.heard import Webhook


class OrderShop(Protocol):
    """What a shop tells when it is asked is what its webhooks would have told, so nothing of it counts twice."""

    def orders_since(self, since: datetime) -> Iterator[Sequence[Webhook]]:
        """What has changed after this instant, a page after the other, each of them asked for when it is wanted.

        Raises shops.api.code_shop.ShopAway.
        """
