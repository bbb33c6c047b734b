"""Makes codes in the shop while customers wait, and keeps a slow shop from holding up the chat.

A request's own thread does it, after its redemption is committed: so many at once, as many more wait a moment for their
turn, and all others are told that their code comes soon. After the shop has been away nobody tries for a while.
"""

import threading
import time
from collections.abc import Callable, Sequence

from loyalty.model.shop.wanted_code import AwayReason, CodeDone, WantedCode
from service.log_lines import ThrottledLog
from sheets.google.deadline_transport import within
from shops.api.code_shop import CodeShop, ShopAway

MOST_MAKING = 32
MOST_WAITING = 96
TURN_SECONDS = 1.0
"""The longest wait for a turn."""
LEAST_SECONDS = 0.5
"""With less time than this left the shop is not asked."""
PAUSE_SECONDS, CLOSED_SECONDS = 5.0, 60.0
"""How long nobody asks a shop that was away, and one that does not let us in."""


class CodeMaker:
    """For any number of threads."""

    def __init__(
        self, shop: CodeShop, *, throttled_log: ThrottledLog, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._shop, self._throttled_log, self._monotonic = shop, throttled_log, monotonic
        self._making = threading.BoundedSemaphore(MOST_MAKING)
        self._inside = threading.BoundedSemaphore(MOST_MAKING + MOST_WAITING)
        self._asked_again = float("-inf")

    def moment(self) -> float:
        """Now, by the clock of ``until``."""
        return self._monotonic()

    @property
    def shop(self) -> CodeShop:
        """The shop itself, for who has time."""
        return self._shop

    def make(self, wanted: Sequence[WantedCode], *, until: float) -> tuple[CodeDone, ...]:
        """What the shop has done of these by that moment of the clock; what is missing is made another time."""
        if not self._inside.acquire(blocking=False):
            return ()
        try:
            turn = min(TURN_SECONDS, until - self._monotonic() - LEAST_SECONDS)
            if turn <= 0 or not self._making.acquire(timeout=turn):
                return ()
            try:
                return tuple(self._made(wanted, until))
            finally:
                self._making.release()
        finally:
            self._inside.release()

    def _made(self, wanted: Sequence[WantedCode], until: float) -> list[CodeDone]:
        done = list[CodeDone]()
        for code in wanted:
            left = until - self._monotonic()
            if left < LEAST_SECONDS or self._monotonic() < self._asked_again:
                break
            try:
                with within(left, monotonic=self._monotonic):
                    done.append(self._shop.make(code))
            except ShopAway as away:
                self._asked_again = self._monotonic() + (
                    CLOSED_SECONDS if away.reason is AwayReason.CLOSED else PAUSE_SECONDS
                )
                self._throttled_log.error(f"codes wait for the shop: {away}")
                break
        return done
