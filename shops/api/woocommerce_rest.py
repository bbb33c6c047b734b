"""WooCommerce's REST API, version 3, as far as the program needs it: products, coupons, orders.

A coupon can be limited to so many units by itself, so one of 100 percent and one unit gives exactly one. WooCommerce
stores codes in small letters, and compares them so.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any, assert_never

import requests
from requests.auth import HTTPBasicAuth

from loyalty.model.causes import coupon_cause
from loyalty.model.identifiers import fold
from loyalty.model.reward import RewardKind
from loyalty.model.shop.wanted_code import AwayReason, CodeDone, CodeMade, CodeRefused, Refusal, WantedCode, is_title_of
from shops.api.calls import CLOSED_STATUSES, Answered, call, plain_session
from shops.api.code_shop import ShopAway
from shops.api.patience import patiently
from shops.web.heard import Webhook
from shops.web.woocommerce import told_by_woocommerce

SHOP = "WooCommerce"
TAKEN = "woocommerce_rest_coupon_code_already_exists"
NO_PRODUCT = "woocommerce_rest_product_invalid_id"
"""Any other 404 says nothing of a product, such as that of a REST API which a plug-in has switched off."""
IN_TRASH = "trash"
REFUSED_STATUSES = (400, 422)
DONE_STATUSES = (200, 201)
GONE_STATUSES = (404, 410)
OUR_MARK = "_regulars"
PAGE = 100
"""The most orders that it gives in one answer."""
ASKED = "asked"
"""The topic of what no webhook has told."""


class Key(HTTPBasicAuth):
    """A key of the REST API and its secret; in no text of it."""

    def __repr__(self) -> str:
        return "Key()"


class WooCommerce:
    """The shop at this address, such as ``https://shop.example``; for any number of threads."""

    def __init__(self, url: str, key: Key, session: requests.Session) -> None:
        self._url, self._key, self._session = url.rstrip("/"), key, plain_session(session)

    def __repr__(self) -> str:
        return f"WooCommerce({self._url!r})"

    def make(self, wanted: WantedCode) -> CodeDone:
        """Makes the code, which gives its reward once; ShopAway."""
        refused = self._unfit(wanted)
        if refused:
            return refused
        answer = self.ask("POST", "coupons", json=_coupon(wanted))
        if answer.status in DONE_STATUSES:
            # A page that stands in for the shop while it is repaired is 200, too.
            if fold(str(answer.field("code"))) != fold(wanted.code):
                raise _away(answer)
            return CodeMade(wanted.code)
        if answer.field("code") == TAKEN:
            # A call before this one has made it, and its answer was lost; nobody else draws the same 13 letters.
            there = list(self._find(wanted.code))
            if not there:
                raise _away(answer)
            ours = any(is_title_of(str(one.get("description") or ""), wanted.code) for one in there)
            return CodeMade(wanted.code) if ours else CodeRefused(wanted.code, Refusal.CODE_TAKEN)
        if answer.status in REFUSED_STATUSES and isinstance(answer.field("code"), str):
            return CodeRefused(wanted.code, Refusal.SHOP_SAYS, str(answer.field("message") or ""))
        raise _away(answer)

    def switch_off(self, code: str) -> None:
        """Deletes our coupon; one that was used stays in the shop's books. ShopAway."""
        for coupon in self._find(code):
            if is_title_of(str(coupon.get("description") or ""), code) and not coupon.get("usage_count"):
                if not isinstance(coupon.get("id"), int):
                    raise ShopAway(AwayReason.OUT_OF_ORDER, SHOP, "id")
                answer = self.ask("DELETE", f"coupons/{coupon.get('id')}", query={"force": "true"})
                deleted = answer.status == requests.codes.ok and answer.field("id") is not None
                if not deleted and answer.status not in GONE_STATUSES:
                    raise _away(answer)

    def orders_since(self, since: datetime) -> Iterator[Sequence[Webhook]]:
        """The orders that were changed after this, a page after the other; ShopAway.

        By their ids, the newest first: by the time of change an order that is changed meanwhile would push another one
        out of the page that is asked for next, and orders of one second have no order at all.
        """
        query = {
            "modified_after": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
            "dates_are_gmt": "true",
            "orderby": "id",
            "order": "desc",
            "per_page": str(PAGE),
        }
        for page in count(1):
            which = query | {"page": str(page)}
            answer = patiently(partial(self.ask, "GET", "orders", query=which))
            if answer.status != requests.codes.ok or not isinstance(answer.body, list):
                raise _away(answer)
            if not all(isinstance(fields, dict) for fields in answer.body):
                raise _away(answer)
            yield [told_by_woocommerce(ASKED, fields) for fields in answer.body]
            if len(answer.body) < PAGE:
                return

    def _unfit(self, wanted: WantedCode) -> CodeRefused | None:
        """Why a code for this would give nothing, although the shop would make it."""
        match wanted.kind:
            case RewardKind.PRODUCT:
                answer = self.ask("GET", f"products/{wanted.product}")
                if answer.field("code") == NO_PRODUCT or answer.field("status") == IN_TRASH:
                    return CodeRefused(wanted.code, Refusal.NO_PRODUCT, wanted.product)
                if answer.status != requests.codes.ok or answer.field("id") is None:
                    raise _away(answer)
                return None
            case RewardKind.AMOUNT:
                answer = self.ask("GET", "data/currencies/current")
                currency = answer.field("code")
                if answer.status != requests.codes.ok or not isinstance(currency, str):
                    raise _away(answer)
                own = currency == wanted.currency.strip().upper()
                return None if own else CodeRefused(wanted.code, Refusal.OTHER_CURRENCY, currency)
            case RewardKind.PERCENT | RewardKind.FREE_SHIPPING:
                return None
            case RewardKind.GIFT_CARD | RewardKind.OTHER:
                return CodeRefused(wanted.code, Refusal.NO_VALUE)
            case _:
                assert_never(wanted.kind)

    def _find(self, code: str) -> Iterator[Mapping[str, Any]]:
        answer = self.ask("GET", "coupons", query={"code": code})
        if answer.status != requests.codes.ok or not isinstance(answer.body, list):
            raise _away(answer)
        coupons = (one for one in answer.body if isinstance(one, dict))
        yield from (one for one in coupons if fold(str(one.get("code"))) == fold(code))

    def ask(self, method: str, path: str, *, json: object = None, query: Mapping[str, str] | None = None) -> Answered:
        url = f"{self._url}/wp-json/wc/v3/{path}"
        answer = call(self._session, method, url, shop=SHOP, auth=self._key, json=json, query=query)
        if answer.status in CLOSED_STATUSES:
            raise ShopAway(AwayReason.CLOSED, SHOP, answer.status)
        return answer


def _away(answer: Answered) -> ShopAway:
    return ShopAway(AwayReason.OUT_OF_ORDER, SHOP, answer.status)


def _coupon(wanted: WantedCode) -> Mapping[str, object]:
    return {
        "code": wanted.code,
        "description": wanted.title,
        "usage_limit": 1,
        "usage_limit_per_user": 1,
        "individual_use": False,
        "exclude_sale_items": False,
        # Its day means the midnight at which that day begins.
        "date_expires": f"{_following(wanted.last_day)}T00:00:00",
        "meta_data": [{"key": OUR_MARK, "value": coupon_cause(wanted.code)}],
        **_gives(wanted),
    }


def _gives(wanted: WantedCode) -> Mapping[str, object]:
    value = f"{wanted.value or Decimal(0):f}"
    match wanted.kind:
        case RewardKind.PRODUCT:
            products = [int(wanted.product)]
            return {"discount_type": "percent", "amount": "100", "product_ids": products, "limit_usage_to_x_items": 1}
        case RewardKind.PERCENT:
            return {"discount_type": "percent", "amount": value}
        case RewardKind.FREE_SHIPPING:
            return {"discount_type": "fixed_cart", "amount": "0", "free_shipping": True}
        case RewardKind.AMOUNT | RewardKind.GIFT_CARD | RewardKind.OTHER:
            return {"discount_type": "fixed_cart", "amount": value}
        case _:
            assert_never(wanted.kind)


def _following(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
