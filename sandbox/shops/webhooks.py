"""What a shop tells others of its orders: subscriptions, deliveries, and what it does when nobody listens."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import RLock
from uuid import uuid4

import requests

from sandbox.localhost import local_session
from sandbox.shops.clock import ShopClock

Headers = Mapping[str, str]
Send = Callable[[str, bytes, Headers, tuple[float, float]], int | None]
"""Given an address, a body, headers, and the seconds to connect and to wait: the status, or None for no answer."""


@dataclass(slots=True)
class Subscription:
    """Somebody who wants to be told of one topic."""

    id: int
    topic: str
    url: str
    secret: str
    created: datetime
    by_api: bool = False
    name: str = ""
    active: bool = True
    failures: int = 0
    """How many deliveries in a row were not taken."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one subscriber."""

    subscription: Subscription
    id: str
    """The same at each attempt."""
    event: str
    """The same for all subscribers who are told of one event."""
    body: Callable[[], bytes]
    """What it says; a shop may write it down when it happens, or when it sends it."""
    happened: datetime
    due: datetime
    first: datetime | None = None
    """When it was tried first."""
    attempt: int = 0
    """How often it was tried before."""
    headers: Headers = field(default_factory=dict)
    """What is sent along besides what the shop always sends."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery that was tried, and the status of the answer; None where there was none."""

    delivery: Delivery
    body: bytes
    headers: Headers
    status: int | None


@dataclass(frozen=True, slots=True)
class Manners:
    """How a shop delivers: what it sends along, what it takes for an answer, when it tries again or gives up."""

    headers: Callable[[Delivery, bytes, datetime], Headers]
    accepts: Callable[[int], bool]
    retries: tuple[timedelta, ...]
    """When after the first attempt it tries again."""
    failed: Callable[[Subscription], None]
    """What it does when a delivery has failed for the last time."""
    seconds: tuple[float, float]


def post(url: str, body: bytes, headers: Headers, seconds: tuple[float, float]) -> int | None:
    """Sends it over HTTP; redirects are not followed."""
    with local_session() as session:
        try:
            answer = session.post(url, data=body, headers=dict(headers), timeout=seconds, allow_redirects=False)
        except requests.RequestException:
            return None
        return answer.status_code


def as_they_come(due: Sequence[Delivery]) -> Iterable[Delivery]:
    """What is due in its order, each once."""
    return due


@dataclass(slots=True)
class Outbox:
    """The messages that are still to be delivered, and what became of the others."""

    clock: ShopClock
    manners: Manners
    send: Send = post
    subscriptions: list[Subscription] = field(default_factory=list)
    waiting: list[Delivery] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)

    def subscribed(self, topic: str) -> tuple[Subscription, ...]:
        """Who wants to be told of it and is not switched off."""
        with self.lock:
            return tuple(one for one in self.subscriptions if one.topic == topic and one.active)

    def subscribe(self, subscription: Subscription) -> Subscription:
        """From now on it is told."""
        with self.lock:
            self.subscriptions.append(subscription)
        return subscription

    def tell(self, topic: str, body: Callable[[], bytes], *, event: str, headers: Headers | None = None) -> None:
        """Everybody who wants to be told of this topic is to get this body."""
        now = self.clock.now()
        with self.lock:
            for subscription in self.subscribed(topic):
                delivery = Delivery(subscription, str(uuid4()), event, body, now, now, headers=headers or {})
                self.waiting.append(delivery)

    def deliver(
        self, order: Callable[[Sequence[Delivery]], Iterable[Delivery]] = as_they_come, *, at_once: int = 1
    ) -> tuple[Attempt, ...]:
        """Delivers what is due; ``order`` may shuffle it, say some twice, or leave out what is to be lost for good.

        So many are on their way ``at_once``, as those of a busy shop are.
        """
        with self.lock:
            now = self.clock.now()
            due = tuple(one for one in self.waiting if one.due <= now and one.subscription.active)
            self.waiting = [one for one in self.waiting if one.due > now]
        if at_once == 1:
            return tuple(map(self._try, order(due)))
        with ThreadPoolExecutor(at_once) as senders:
            return tuple(senders.map(self._try, order(due)))

    def let_pass(self, **time: float) -> tuple[Attempt, ...]:
        """So much time passes, and everything that becomes due is delivered at its moment."""
        end, attempts = self.clock.now() + timedelta(**time), list(self.deliver())
        while due := min((one.due for one in self.waiting if one.due <= end), default=None):
            self.clock.pass_by(seconds=max((due - self.clock.now()).total_seconds(), 0))
            attempts += self.deliver()
        self.clock.pass_by(seconds=max((end - self.clock.now()).total_seconds(), 0))
        return tuple(attempts)

    def _try(self, delivery: Delivery) -> Attempt:
        subscription, now, body = delivery.subscription, self.clock.now(), delivery.body()
        sent = self.manners.headers(delivery, body, now)
        headers = {"Content-Type": "application/json", **delivery.headers, **sent}
        status = self.send(subscription.url, body, headers, self.manners.seconds)
        attempt = Attempt(delivery, body, headers, status)
        with self.lock:
            self.attempts.append(attempt)
            if status is not None and self.manners.accepts(status):
                subscription.failures = 0
            elif delivery.attempt < len(self.manners.retries):
                first = delivery.first or now
                due = first + self.manners.retries[delivery.attempt]
                self.waiting.append(replace(delivery, due=due, first=first, attempt=delivery.attempt + 1))
            else:
                subscription.failures += 1
                self.manners.failed(subscription)
        return attempt
