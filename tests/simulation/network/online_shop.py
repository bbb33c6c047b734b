"""The shop in which codes are made, and the wire between it and each instance: it takes virtual time, and on it things
go wrong.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from json import dumps, loads
from typing import Any, Literal, assert_never
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.exceptions import ConnectionError as ConnectionBroken
from requests.exceptions import ConnectTimeout, ReadTimeout
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from sandbox.shops.clock import ShopClock
from sandbox.shops.webhooks import Outbox
from sandbox.shops.woocommerce.deliveries import manners
from sandbox.shops.woocommerce.keys import Keys
from sandbox.shops.woocommerce.rest import BASE, Rest
from sandbox.shops.woocommerce.site import Site
from sheets.google.deadline_transport import seconds_left
from shops.api.woocommerce_rest import Key, WooCommerce
from tests.simulation.network.fault_rates import FaultRates
from tests.simulation.network.faulty_transport import LONGEST_DELAY_SECONDS, OutsideWorld

URL = "https://shop.example"
CALL_SECONDS = 0.3
"""How long a call takes, half of it on its way there."""
LONGEST_SLOWNESS_SECONDS = 10.0
CLOCK_BEHIND = timedelta(minutes=5)
"""The shop's clock is slower than that of any instance: none takes what it tells for still to come."""
FIRST_POST = 500_001
"""Its orders have ids, and so numbers, like nobody else's."""
CODES = f"{BASE}/coupons"

ShopFault = Literal["429", "500", "401", "page", "drop before", "drop after", "late", "slow", "refuses"]
Timeout = float | tuple[float, float] | tuple[float, None] | None


class VirtualShopClock(ShopClock):
    """The shop's clock, in virtual time."""

    def __init__(self, beginning: datetime, outside: OutsideWorld) -> None:
        super().__init__(beginning, speed=0.0)
        self._beginning, self._outside = beginning, outside

    def now(self) -> datetime:
        """The moment in UTC, as the shop believes it."""
        return self._beginning - CLOCK_BEHIND + timedelta(seconds=round(self._outside.virtual_time.now))


@dataclass(slots=True)
class OnlineShop:
    """One shop with WooCommerce; ``made`` says how often each code was made there, folded, and ``deleted`` the same.

    Until ``away_until`` every call fails.
    """

    outside: OutsideWorld
    site: Site
    rest: Rest
    key: Key
    made: Counter[str] = field(default_factory=Counter)
    deleted: Counter[str] = field(default_factory=Counter)
    away_until: float = 0.0

    @classmethod
    def of(cls, outside: OutsideWorld, beginning: datetime) -> "OnlineShop":
        """A shop with its first day's goods, and no coupons."""
        site = Site(clock=VirtualShopClock(beginning, outside), posts=count(FIRST_POST))
        keys = Keys()
        key, secret = keys.make()
        rest = Rest(site, keys, Outbox(site.clock, manners(lambda: URL)), lambda: URL)
        return cls(outside, site, rest, Key(key, secret))

    def opened(self, name: str, pass_crash_point: Callable[[], None]) -> WooCommerce:
        """The shop's API, for the instance with this name."""
        session = requests.Session()
        session.mount(URL, ShopWire(self, name, pass_crash_point))
        return WooCommerce(URL, self.key, session)

    def fault(self, method: str, path: str) -> ShopFault | None:
        """What happens to this call, by the same rates as on the way to Google."""
        chance, rates = self.outside.chance, self.outside.fault_rates
        if self.outside.virtual_time.now < self.away_until:
            return chance.choice(("500", "401", "drop before"))
        left = chance.random()
        for fault, share in _odds(rates, makes=method == "POST" and path == CODES):
            left -= share
            if left < 0:
                return fault
        return None

    def carry_out(self, request: requests.PreparedRequest) -> requests.Response:
        """The shop's answer, as of now."""
        parts = urlsplit(request.url or "")
        builder = EnvironBuilder(
            path=parts.path,
            query_string=parts.query,
            method=request.method or "GET",
            data=request.body,
            headers=list(request.headers.items()),
        )
        gone = {f"{CODES}/{coupon.id}": coupon.code for coupon in self.site.coupons.values()}
        answer = self.rest.answer(Request(builder.get_environ()))
        if request.method == "POST" and parts.path == CODES and answer.status_code == requests.codes.created:
            self.made[loads(answer.get_data())["code"]] += 1
        if request.method == "DELETE" and answer.status_code == requests.codes.ok:
            self.deleted[gone[parts.path]] += 1
        return answered(request, answer.status_code, answer.get_data(), answer.content_type)

    def has(self, code: str) -> bool:
        """True where the shop would take the code, but for its last day and the orders that have used it."""
        return self.site.coupon_of(code) is not None


class ShopWire(BaseAdapter):
    """Below one instance's session; ``pass_crash_point`` raises when that instance has crashed."""

    def __init__(self, shop: OnlineShop, name: str, pass_crash_point: Callable[[], None]) -> None:
        super().__init__()
        self._shop, self._name, self._pass_crash_point = shop, name, pass_crash_point
        self._outside = shop.outside

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT002 - the signature is the base class's
        timeout: Timeout = None,
        verify: bool | str = True,  # noqa: ARG002, FBT002
        cert: Any = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """The shop's answer after the time it takes; what is on its way arrives, whether or not its sender lives."""
        self._pass_crash_point()
        step = timeout[1] if isinstance(timeout, tuple) else timeout
        limit = min(step or 60.0, seconds_left())
        if limit <= 0:
            raise ConnectTimeout(request=request)
        travel = CALL_SECONDS * self._outside.chance.uniform(0.4, 2)
        self._wait(min(travel / 2, limit))
        path = urlsplit(request.url or "").path
        fault = self._shop.fault(request.method or "GET", path)
        if fault:
            self._outside.trace.note(self._name, f"shop {fault}", path)
        answer = self._meet(fault, request, max(limit - travel / 2, 0.0))
        self._wait(travel / 2)
        self._pass_crash_point()
        return answer

    def close(self) -> None:
        """Nothing is held open."""

    def _meet(self, fault: ShopFault | None, request: requests.PreparedRequest, left: float) -> requests.Response:
        chance = self._outside.chance
        match fault:
            case None:
                return self._carry_out(request)
            case "429" | "500" | "401":
                return answered(request, int(fault), dumps({"code": "broken", "message": "Not now."}).encode())
            case "page":
                return answered(request, 200, b"<html>One moment, please.</html>", "text/html")
            case "refuses":
                body = {"code": "woocommerce_rest_cannot", "message": "No more coupons.", "data": {"status": 400}}
                return answered(request, 400, dumps(body).encode())
            case "drop before":
                raise ConnectionBroken(request=request)
            case "drop after":
                self._carry_out(request)
                self._lose(request, chance.choice([0.0, left]))
            case "late":
                self._outside.on_their_way += 1
                delay = chance.choice([1.0, 10.0, LONGEST_DELAY_SECONDS]) * chance.random()
                self._outside.virtual_time.start(lambda: self._carry_out_late(request), after=delay)
                self._lose(request, left)
            case "slow":
                answer, slowness = self._carry_out(request), LONGEST_SLOWNESS_SECONDS * chance.random()
                if slowness > left:
                    self._lose(request, left)
                self._wait(slowness)
                return answer
            case _:
                assert_never(fault)
        raise AssertionError(fault)  # what is lost has raised

    def _carry_out(self, request: requests.PreparedRequest) -> requests.Response:
        answer = self._shop.carry_out(request)
        path = urlsplit(request.url or "").path
        self._outside.trace.note(self._name, "shop", f"{request.method} {path} {answer.status_code}")
        return answer

    def _carry_out_late(self, request: requests.PreparedRequest) -> None:
        self._outside.trace.note(self._name, "shop applied late", request.method or "")
        self._carry_out(request)
        self._outside.on_their_way -= 1

    def _lose(self, request: requests.PreparedRequest, after: float) -> None:
        self._wait(after)
        self._pass_crash_point()
        raise (ReadTimeout if after else ConnectionBroken)(request=request)

    def _wait(self, seconds: float) -> None:
        """Time on the way; the owner uses it."""
        self._outside.virtual_time.sleep(seconds)
        self._outside.meanwhile()


def answered(
    request: requests.PreparedRequest, status: int, body: bytes, content_type: str | None = "application/json"
) -> requests.Response:
    """An answer as requests gives it."""
    response = requests.Response()
    response.status_code = status
    response.headers["Content-Type"] = content_type or ""
    response.raw = BytesIO(body)
    response.url, response.request = request.url or "", request
    return response


def _odds(rates: FaultRates, *, makes: bool) -> list[tuple[ShopFault, float]]:
    return [
        ("429", rates.refused),
        ("500", rates.refused),
        ("401", rates.refused / 2),
        ("page", rates.refused),
        ("drop before", rates.dropped),
        ("drop after", 2 * rates.dropped),
        ("late", rates.delayed),
        ("slow", rates.slow),
        ("refuses", rates.refused if makes else 0.0),
    ]
