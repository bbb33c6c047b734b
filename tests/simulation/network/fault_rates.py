"""The fault rates: how often what goes wrong between an instance and Google, by chance and by the seed."""

from dataclasses import dataclass, fields, replace
from random import Random
from typing import Literal

Fault = Literal[
    "429", "500", "503", "502 page", "drop before", "drop after", "delayed apply", "stale read", "slow answer"
]


@dataclass(frozen=True, slots=True)
class FaultRates:
    """Shares of requests that meet a fault; ``death`` of an instance's steps, ``owner`` edits for one request."""

    refused: float = 0.01
    dropped: float = 0.015
    delayed: float = 0.02
    stale: float = 0.03
    slow: float = 0.02
    death: float = 0.0004
    owner: float = 0.25

    def times(self, factor: float) -> "FaultRates":
        """Better or worse by this factor; the owner stays as busy as they are."""
        worse = {rate.name: getattr(self, rate.name) * factor for rate in fields(self) if rate.name != "owner"}
        return replace(self, **worse)

    def fault(self, kind: Literal["read", "write"], chance: Random) -> Fault | None:
        """What happens to one request."""
        odds: list[tuple[Fault, float]] = [
            *((status, self.refused) for status in ("429", "500", "503", "502 page")),
            ("drop before", self.dropped),
            ("drop after", self.dropped),
            ("slow answer", self.slow),
            ("stale read", self.stale) if kind == "read" else ("delayed apply", self.delayed),
        ]
        left = chance.random()
        for fault, share in odds:
            left -= share
            if left < 0:
                return fault
        return None


NO_FAULTS = FaultRates().times(0)
