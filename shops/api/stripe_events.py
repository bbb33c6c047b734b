"""Stripe's list of events: what its webhooks have told or would have told, as they tell it, for thirty days."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import requests

from loyalty.model.shop.wanted_code import AwayReason
from shops.api.calls import CLOSED_STATUSES, HeaderAuth, call, plain_session
from shops.api.code_shop import ShopAway
from shops.web.heard import Webhook
from shops.web.stripe import PAID_LATER, PAID_SESSION, WENT_BACK, told_by_stripe

SHOP = "Stripe"
PAGE = 100
"""The most events that it gives in one answer."""


class StripeEvents:
    """The account whose restricted key this is; for any number of threads. ``url`` is without ``/v1``."""

    def __init__(self, url: str, key: str, session: requests.Session) -> None:
        self._url, self._session = url.rstrip("/"), plain_session(session)
        self._auth = HeaderAuth("Authorization", f"Bearer {key}")

    def __repr__(self) -> str:
        return f"StripeEvents({self._url!r})"

    def orders_since(self, since: datetime) -> Iterator[Sequence[Webhook]]:
        """The events of payments and refunds since then, the newest first, a page after the other; ShopAway."""
        query: dict[str, str | Sequence[str]] = {
            "types[]": (PAID_SESSION, PAID_LATER, WENT_BACK),
            "created[gte]": str(int(since.timestamp())),
            "limit": str(PAGE),
        }
        while True:
            url = f"{self._url}/v1/events"
            answer = call(self._session, "GET", url, shop=SHOP, auth=self._auth, query=query)
            if answer.status in CLOSED_STATUSES:
                raise ShopAway(AwayReason.CLOSED, SHOP, answer.status)
            events = answer.field("data")
            if answer.status != requests.codes.ok or not isinstance(events, list):
                raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, answer.status)
            yield [told_by_stripe(event, datetime.now(UTC)) for event in events]
            last = events[-1].get("id") if events and isinstance(events[-1], dict) else None
            if answer.field("has_more") is not True or not isinstance(last, str):
                return
            query["starting_after"] = last
