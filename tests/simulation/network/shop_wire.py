"""The wire between the shop with codes and each instance: it takes virtual time, and on it things go wrong."""

from collections.abc import Callable, Mapping
from io import BytesIO
from json import dumps
from typing import Any, assert_never
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.exceptions import ConnectionError as ConnectionBroken
from requests.exceptions import ConnectTimeout, ReadTimeout
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from sheets.google.deadline_transport import seconds_left
from tests.simulation.network.fault_rates import FaultRates
from tests.simulation.network.faulty_transport import LONGEST_DELAY_SECONDS
from tests.simulation.network.online_shop import OnlineShop, ShopFault

CALL_SECONDS = 0.3
"""How long a call takes, half of it on its way there."""
LONGEST_SLOWNESS_SECONDS = 10.0

Timeout = float | tuple[float, float] | tuple[float, None] | None


def wired(shop: OnlineShop, name: str, pass_crash_point: Callable[[], None]) -> requests.Session:
    """A session that reaches the shop, for the instance with this name."""
    session = requests.Session()
    session.mount(shop.url, ShopWire(shop, name, pass_crash_point))
    return session


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
        fault = self._fault(request)
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
            case "429" | "500" | "401" | "refuses":
                status, body = self._shop.refusal(fault, urlsplit(request.url or "").path)
                return answered(request, status, dumps(body).encode())
            case "page":
                return answered(request, 200, b"<html>One moment, please.</html>", "text/html")
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

    def _fault(self, request: requests.PreparedRequest) -> ShopFault | None:
        """What happens to this call, by the same rates as on the way to Google."""
        chance, rates = self._outside.chance, self._outside.fault_rates
        if self._outside.virtual_time.now < self._shop.away_until:
            return chance.choice(("500", "401", "drop before"))
        left = chance.random()
        for fault, share in _odds(rates, makes=self._shop.makes_code(_received(request))):
            left -= share
            if left < 0:
                return fault
        return None

    def _carry_out(self, request: requests.PreparedRequest) -> requests.Response:
        answer = self._shop.carry_out(_received(request))
        path = urlsplit(request.url or "").path
        self._outside.trace.note(self._name, "shop", f"{request.method} {path} {answer.status_code}")
        return answered(request, answer.status_code, answer.get_data(), answer.content_type)

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


def _received(request: requests.PreparedRequest) -> Request:
    """The request as a web server has it."""
    parts = urlsplit(request.url or "")
    builder = EnvironBuilder(
        path=parts.path,
        query_string=parts.query,
        method=request.method or "GET",
        data=request.body,
        headers=list(request.headers.items()),
    )
    return Request(builder.get_environ())


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
