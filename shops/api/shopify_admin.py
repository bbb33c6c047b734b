"""Shopify's Admin API, as far as the program needs it: a token, a variant's price, discount codes.

What it takes and answers is Shopify's documentation of this version. A discount of an amount is applied once over the
items that it is for, so the price of one unit pays for exactly one, where a percentage would make every unit free.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, assert_never

import requests

from loyalty.model.reward import RewardKind
from loyalty.model.shop.wanted_code import AwayReason, CodeDone, CodeMade, CodeRefused, Refusal, WantedCode, is_title_of
from shops.api.calls import CLOSED_STATUSES, Answered, HeaderAuth, call, plain_session
from shops.api.code_shop import ShopAway

API_VERSION = "2026-10"
"""Supported for a year at least after it has come out."""
SHOP = "Shopify"
RENEW_SECONDS = 300.0
"""So long before its end a token is renewed."""
SHORTEST_TOKEN_SECONDS, LONGEST_TOKEN_SECONDS = 60.0, 7 * 86_400.0
CLOCKS_APART = timedelta(minutes=5)
"""A code that is told works at once, also where the shop's clock is behind ours."""

PRICE = "query Price($id: ID!) { productVariant(id: $id) { price } }"
CURRENCY = "query Currency { shop { currencyCode } }"
CREATE = """mutation Create($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) { codeDiscountNode { id } userErrors { field code message } }
}"""
CREATE_FREE_SHIPPING = """mutation Create($discount: DiscountCodeFreeShippingInput!) {
  discountCodeFreeShippingCreate(freeShippingCodeDiscount: $discount) {
    codeDiscountNode { id } userErrors { field code message }
  }
}"""
FIND = """query Find($code: String!) {
  codeDiscountNodeByCode(code: $code) {
    id
    codeDiscount {
      __typename
      ... on DiscountCodeBasic { title asyncUsageCount }
      ... on DiscountCodeFreeShipping { title asyncUsageCount }
    }
  }
}"""
SWITCH_OFF = """mutation SwitchOff($id: ID!) {
  discountCodeDeactivate(id: $id) { codeDiscountNode { id } userErrors { field code message } }
}"""


@dataclass(frozen=True, slots=True)
class App:
    """The credentials of the owner's app, for which Shopify gives tokens of a day; in no text of it."""

    client_id: str
    client_secret: str

    def __repr__(self) -> str:
        return "App()"


@dataclass(frozen=True, slots=True)
class _Found:
    """A discount that the shop has under a code."""

    id: str
    title: str
    used: bool


class Shopify:
    """The shop at this address, such as ``https://marigold.myshopify.com``; for any number of threads.

    ``credentials`` are an app's, or a permanent token.
    """

    def __init__(
        self,
        url: str,
        credentials: App | str,
        session: requests.Session,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._credentials, self._monotonic = url.rstrip("/"), credentials, monotonic
        self._session = plain_session(session)
        self._token = ("", float("-inf"))

    def __repr__(self) -> str:
        return f"Shopify({self._url!r})"

    def make(self, wanted: WantedCode) -> CodeDone:
        """Makes the code, which gives its reward once; ShopAway."""
        value = self._value(wanted)
        if isinstance(value, CodeRefused):
            return value
        query, discount = _discount(wanted, value)
        wrong = self._changed(query, {"discount": discount})
        if not wrong:
            return CodeMade(wanted.code)
        if all(error.get("code") != "TAKEN" for error in wrong):
            return CodeRefused(wanted.code, Refusal.SHOP_SAYS, _saying(wrong))
        # A call before this one has made it, and its answer was lost; nobody else draws the same 13 letters.
        there = self._find(wanted.code)
        if there is None:
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "TAKEN")
        ours = is_title_of(there.title, wanted.code)
        return CodeMade(wanted.code) if ours else CodeRefused(wanted.code, Refusal.CODE_TAKEN)

    def switch_off(self, code: str) -> None:
        """Sees to it that our code works no more; ShopAway."""
        there = self._find(code)
        if there and is_title_of(there.title, code) and not there.used:
            wrong = self._changed(SWITCH_OFF, {"id": there.id})
            if wrong:
                raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "discountCodeDeactivate")

    def _value(self, wanted: WantedCode) -> Decimal | CodeRefused:
        """How much is taken off: the price of one unit at this moment, or what the owner has set."""
        match wanted.kind:
            case RewardKind.PRODUCT:
                return self._price(wanted)
            case RewardKind.AMOUNT:
                currency = (told_in(self.ask(CURRENCY, {}), "shop") or {}).get("currencyCode")
                if not isinstance(currency, str):
                    raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "currencyCode")
                if currency != wanted.currency.strip().upper():
                    return CodeRefused(wanted.code, Refusal.OTHER_CURRENCY, currency)
                return wanted.value or Decimal(0)
            case RewardKind.PERCENT | RewardKind.FREE_SHIPPING:
                return wanted.value or Decimal(0)
            case RewardKind.GIFT_CARD | RewardKind.OTHER:
                return CodeRefused(wanted.code, Refusal.NO_VALUE)
            case _:
                assert_never(wanted.kind)

    def _price(self, wanted: WantedCode) -> Decimal | CodeRefused:
        variant = told_in(self.ask(PRICE, {"id": _variant(wanted.product)}), "productVariant")
        if variant is None:
            return CodeRefused(wanted.code, Refusal.NO_PRODUCT, wanted.product)
        try:
            price = Decimal(str(variant.get("price")))
        except InvalidOperation:
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "price") from None
        return price if price.is_finite() and price > 0 else CodeRefused(wanted.code, Refusal.NO_PRICE, wanted.product)

    def _find(self, code: str) -> _Found | None:
        node = told_in(self.ask(FIND, {"code": code}), "codeDiscountNodeByCode")
        if node is None:
            return None
        known, id_ = told_in(node, "codeDiscount"), node.get("id")
        if known is None or not isinstance(id_, str):
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "codeDiscountNodeByCode")
        return _Found(id_, str(known.get("title") or ""), bool(known.get("asyncUsageCount")))

    def _changed(self, query: str, variables: Mapping[str, object]) -> list[Mapping[str, Any]]:
        """What the shop has against the change; none where it is made."""
        result = next(iter(self.ask(query, variables).values()), None)
        if not isinstance(result, dict) or not isinstance(result.get("userErrors"), list):
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "userErrors")
        wrong: list[Mapping[str, Any]] = [error for error in result["userErrors"] if isinstance(error, dict)]
        if any(error.get("code") == "INTERNAL_ERROR" for error in wrong):
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "INTERNAL_ERROR")
        if not wrong and not isinstance(result.get("codeDiscountNode"), dict):
            raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "codeDiscountNode")
        return wrong

    def ask(self, query: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
        """The data of an answer; ShopAway where there is none, or only a part of it."""
        answer = self._asked(query, variables, self._good_token())
        if answer.status == requests.codes.unauthorized and isinstance(self._credentials, App):
            self._token = ("", float("-inf"))
            answer = self._asked(query, variables, self._good_token())
        if answer.status in CLOSED_STATUSES:
            raise ShopAway(AwayReason.CLOSED, SHOP, answer.status)
        errors, data = answer.field("errors"), answer.field("data")
        if errors or answer.status != requests.codes.ok or not isinstance(data, dict):
            raise _refused(answer, errors)
        return data

    def _asked(self, query: str, variables: Mapping[str, object], token: str) -> Answered:
        return call(
            self._session,
            "POST",
            f"{self._url}/admin/api/{API_VERSION}/graphql.json",
            shop=SHOP,
            auth=HeaderAuth("X-Shopify-Access-Token", token),
            json={"query": query, "variables": variables},
        )

    def _good_token(self) -> str:
        """The permanent token, or one of a day; of two threads that renew it at once each has a good one."""
        if isinstance(self._credentials, str):
            return self._credentials
        token, until = self._token
        if self._monotonic() < until:
            return token
        return self._new_token(self._credentials)

    def _new_token(self, app: App) -> str:
        asked = self._monotonic()
        answer = call(
            self._session,
            "POST",
            f"{self._url}/admin/oauth/access_token",
            shop=SHOP,
            auth=HeaderAuth(),
            form={
                "grant_type": "client_credentials",
                "client_id": app.client_id,
                "client_secret": app.client_secret,
            },
        )
        token, seconds = answer.field("access_token"), answer.field("expires_in")
        if answer.status != requests.codes.ok or not (isinstance(token, str) and token):
            raise ShopAway(AwayReason.CLOSED, SHOP, answer.status)
        lasts = min(seconds, LONGEST_TOKEN_SECONDS) - RENEW_SECONDS if isinstance(seconds, int) else 0
        self._token = (token, asked + max(lasts, SHORTEST_TOKEN_SECONDS))
        return token


def told_in(data: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The object under this name, None where the shop says that it has none; ShopAway where it says nothing of it."""
    value = data.get(name)
    if name not in data or not (value is None or isinstance(value, dict)):
        raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, name)
    return value


def _variant(product: str) -> str:
    return f"gid://shopify/ProductVariant/{product}"


def _discount(wanted: WantedCode, value: Decimal) -> tuple[str, Mapping[str, object]]:
    """The mutation that makes the code, and its input."""
    common: dict[str, object] = {
        "title": wanted.title,
        "code": wanted.code,
        "startsAt": _instant(wanted.starts - CLOCKS_APART),
        "endsAt": _instant(wanted.ends),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"all": "ALL"},
    }
    beside = {"orderDiscounts": True, "productDiscounts": True}
    match wanted.kind:
        case RewardKind.FREE_SHIPPING:
            return CREATE_FREE_SHIPPING, common | {"destination": {"all": True}, "combinesWith": beside}
        case RewardKind.PERCENT:
            gets: Mapping[str, object] = {"percentage": float(value / 100)}  # a Float by Shopify's schema
        case RewardKind.PRODUCT | RewardKind.AMOUNT | RewardKind.GIFT_CARD | RewardKind.OTHER:
            gets = {"discountAmount": {"amount": f"{value:f}", "appliesOnEachItem": False}}
        case _:
            assert_never(wanted.kind)
    one = {"products": {"productVariantsToAdd": [_variant(wanted.product)]}}
    items = one if wanted.kind is RewardKind.PRODUCT else {"all": True}
    combines = beside | {"shippingDiscounts": True}
    return CREATE, common | {"customerGets": {"items": items, "value": gets}, "combinesWith": combines}


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _refused(answer: Answered, errors: object) -> ShopAway:
    """What an answer without data means; its words are of its own making, and are not repeated."""
    told = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    codes = [extensions.get("code") for error in told if isinstance(extensions := error.get("extensions"), dict)]
    if "THROTTLED" in codes:
        return ShopAway(AwayReason.BUSY, SHOP, "THROTTLED")
    if "ACCESS_DENIED" in codes:
        return ShopAway(AwayReason.CLOSED, SHOP, "ACCESS_DENIED")
    named = next((code for code in codes if isinstance(code, str) and code.isupper() and len(code) < 40), "")
    return ShopAway(AwayReason.OUT_OF_ORDER, SHOP, named or answer.status)


def _saying(wrong: Iterable[Mapping[str, Any]]) -> str:
    """The shop's own words."""
    return "; ".join(dict.fromkeys(str(error.get("message") or error.get("code") or "") for error in wrong))
