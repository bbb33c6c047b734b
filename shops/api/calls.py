"""Calls to a shop's API: no redirects or cookies, nothing secret in an error, and an answer in JSON or ShopAway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.auth import AuthBase

from loyalty.model.shop.wanted_code import AwayReason
from shops.api.code_shop import ShopAway
from words.exact_json import InexactJson, read_exact_json

CLOSED_STATUSES = (401, 402, 403)
"""Wrong or too few rights, and a shop whose bill was not paid."""
MOST_STEP_SECONDS = 5.0
"""For each step of a call, beside the time that all calls of an answer have together."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer of the shop: its status, and its body where that is JSON (None where it is not)."""

    status: int
    body: object

    def field(self, name: str) -> object:
        """What the body has under this name; None for nothing."""
        return self.body.get(name) if isinstance(self.body, dict) else None


class HeaderAuth(AuthBase):
    """A secret in a header; with an auth of our own requests looks into no .netrc."""

    def __init__(self, header: str = "", secret: str = "") -> None:
        self._header, self._secret = header, secret

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._header:
            request.headers[self._header] = self._secret
        return request

    def __repr__(self) -> str:
        return f"HeaderAuth({self._header!r})"


def call(
    session: requests.Session,
    method: str,
    url: str,
    *,
    shop: str,
    auth: AuthBase,
    json: object = None,
    form: Mapping[str, str] | None = None,
    query: Mapping[str, str | Sequence[str]] | None = None,
) -> Answered:
    """What the shop answers; ShopAway where it does not, or has no time for us."""
    try:
        answer = session.request(
            method,
            url,
            json=json,
            data=form,
            params=query,
            auth=auth,
            headers={"Accept": "application/json"},
            timeout=MOST_STEP_SECONDS,
            allow_redirects=False,
        )
        content = answer.content
    except requests.RequestException as error:
        raise ShopAway(AwayReason.UNREACHABLE, shop, type(error).__name__) from None
    if answer.status_code == requests.codes.too_many_requests:
        raise ShopAway(AwayReason.BUSY, shop, answer.status_code)
    if answer.status_code >= requests.codes.server_error or 300 <= answer.status_code < 400:
        raise ShopAway(AwayReason.OUT_OF_ORDER, shop, answer.status_code)
    try:
        body = read_exact_json(content)
    except InexactJson:
        body = None
    return Answered(answer.status_code, body)


def plain_session(session: requests.Session) -> requests.Session:
    """The session, which keeps no cookies: what one answer sets is no business of the next call."""
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session
