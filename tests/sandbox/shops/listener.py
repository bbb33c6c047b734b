"""Somebody who is told of orders: keeps what came, and answers as a test says."""

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.shops.webhooks import Headers

URL = "https://regulars.example/shops/door"
SECRET = "whsec-of-the-shop&co"


@dataclass(frozen=True)
class Told:
    """One message that came."""

    url: str
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Listener:
    """Answers 200, or what stands next in ``answers``; None is no answer at all."""

    answers: deque[int | None] = field(default_factory=deque)
    told: list[Told] = field(default_factory=list)

    def __call__(self, url: str, body: bytes, headers: Headers, _seconds: tuple[float, float]) -> int | None:
        self.told.append(Told(url, body, dict(headers)))
        return self.answers.popleft() if self.answers else 200

    def topics(self, header: str) -> list[str]:
        """The topics of all that came, in order."""
        return [one.headers[header] for one in self.told if header in one.headers]
