"""Stripe's API, as far as webhooks are made and events are read through it: a key in a header, forms in, JSON out."""

from collections.abc import Mapping, Sequence

import requests

from loyalty.model.shop.wanted_code import AwayReason
from shops.api.calls import CLOSED_STATUSES, Answered, HeaderAuth, call, plain_session
from shops.api.code_shop import ShopAway

SHOP = "Stripe"


class Stripe:
    """The account of this restricted key, at ``url`` without ``/v1``; for any number of threads."""

    def __init__(self, url: str, key: str, session: requests.Session) -> None:
        self._url, self._auth = url.rstrip("/"), HeaderAuth("Authorization", f"Bearer {key}")
        self._session = plain_session(session)

    def __repr__(self) -> str:
        return f"Stripe({self._url!r})"

    def ask(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str | Sequence[str]] | None = None,
    ) -> Answered:
        """What Stripe answers with 200; ShopAway for all else, also where the key may not do this (its detail 403)."""
        return done(self.answer(method, path, form=form, query=query))

    def answer(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str | Sequence[str]] | None = None,
    ) -> Answered:
        """What Stripe answers, also where it refuses what is sent (400); ShopAway where it does not let us in."""
        url = f"{self._url}/v1/{path}"
        answer = call(self._session, method, url, shop=SHOP, auth=self._auth, form=form, query=query)
        if answer.status in CLOSED_STATUSES:
            raise ShopAway(AwayReason.CLOSED, SHOP, answer.status)
        return answer


def done(answer: Answered) -> Answered:
    """The answer where it is 200 with an object; ShopAway."""
    if answer.status != requests.codes.ok or not isinstance(answer.body, dict):
        raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, answer.status)
    return answer
