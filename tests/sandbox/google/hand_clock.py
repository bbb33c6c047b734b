"""A clock that tests turn."""


class HandClock:
    """Seconds; ``sleep`` turns it on."""

    def __init__(self) -> None:
        self.now = 120.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
