"""The shops' clock: the real time, or one that a test moves on by hand."""

from datetime import UTC, datetime, timedelta
from time import monotonic


class ShopClock:
    """What time it is in the shop: ``speed`` shop seconds pass for each real one; at 0 only ``pass_by`` moves it."""

    def __init__(self, start: datetime | None = None, *, speed: float = 1.0) -> None:
        self._start, self._speed, self._began = start or datetime.now(UTC), speed, monotonic()

    def now(self) -> datetime:
        """The moment in UTC."""
        return self._start + timedelta(seconds=(monotonic() - self._began) * self._speed)

    def pass_by(self, **time: float) -> None:
        """So much time passes at once: ``clock.pass_by(hours=4)``."""
        self._start += timedelta(**time)
