"""Stripe's list of events: what its webhooks have told or would have told, as they tell it, for thirty days."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from loyalty.model.shop.wanted_code import AwayReason
from shops.api.code_shop import ShopAway
from shops.api.patience import patiently
from shops.api.stripe_api import SHOP, Stripe
from shops.web.event_fields import objects
from shops.web.heard import Webhook
from shops.web.stripe import WANTED, told_by_stripe

PAGE = 100
"""The most events that it gives in one answer."""


class StripeEvents:
    """The events of this account; for any number of threads."""

    def __init__(self, account: Stripe) -> None:
        self._account = account

    def orders_since(self, since: datetime) -> Iterator[Sequence[Webhook]]:
        """The events of payments and refunds since then, the newest first, a page after the other; ShopAway."""
        query: dict[str, str | Sequence[str]] = {
            "types[]": WANTED,
            "created[gte]": str(int(since.timestamp())),
            "limit": str(PAGE),
        }
        while True:
            answer = patiently(lambda: self._account.ask("GET", "events", query=query))
            listed, more = answer.field("data"), answer.field("has_more")
            events = objects(listed)
            last = events[-1].get("id") if events else None
            whole = isinstance(listed, list) and len(events) == len(listed)
            if not whole or not (more is False or (more is True and isinstance(last, str))):
                raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, answer.status)
            yield [told_by_stripe(event, datetime.now(UTC)) for event in events]
            if more is False:
                return
            query["starting_after"] = str(last)
