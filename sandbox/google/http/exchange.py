"""What goes over the wire, without one: a request, its answer, and an answer that never comes."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["read", "write"]
"""The two kinds of requests that Google counts."""

EMAIL = "regulars@sandbox.iam.gserviceaccount.com"
"""The service account that asks where nobody else is named."""

PIECES = 10
"""In how many pieces a slow body arrives."""


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; ``path`` is as it was sent, still percent-encoded and without the query.

    ``caller`` is the email of the account that asks, as its token says.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    caller: str = EMAIL


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; ``delay`` is how many seconds late it comes.

    Its body arrives in pieces over ``body_seconds``, and breaks off after ``cut`` bytes where that is no None.
    """

    status: int
    body: bytes
    content_type: str = "application/json; charset=UTF-8"
    delay: float = 0.0
    body_seconds: float = 0.0
    cut: int | None = None


class Dropped(Exception):
    """No answer comes: the connection breaks, or, where ``waiting``, the caller waits until its time is up."""

    def __init__(self, *, waiting: bool) -> None:
        super().__init__("no answer in time" if waiting else "connection closed")
        self.waiting = waiting
