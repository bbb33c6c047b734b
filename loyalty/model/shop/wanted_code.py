"""A code that the shop is to make, and what has become of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from loyalty.model.causes import coupon_cause
from loyalty.model.identifiers import fold
from loyalty.model.reward import RewardKind

MADE_IN_SHOP = frozenset({RewardKind.PRODUCT, RewardKind.AMOUNT, RewardKind.PERCENT, RewardKind.FREE_SHIPPING})
"""The kinds of rewards that a shop's code can give; the owner sends the others themselves."""
SHOP_CODE_LENGTH = 13
"""25 letters to choose from: 60.4 bits of chance, as nobody may guess a code that works in a shop."""


class CodeState(StrEnum):
    """What the Log says of a code: it is to be made, is in the shop, was refused there for good, or is switched off."""

    WANTED = "wanted"
    MADE = "made"
    REFUSED = "refused"
    OFF = "off"


class Refusal(StrEnum):
    """Why a shop does not make a code, however often it is asked."""

    NO_PRODUCT = "no product"
    NO_PRICE = "no price"
    OTHER_CURRENCY = "other currency"
    NO_VALUE = "no value"
    CODE_TAKEN = "code taken"
    TOO_LATE = "too late"
    SHOP_SAYS = "shop says"
    """In words of its own."""


class AwayReason(StrEnum):
    """Why a shop has done nothing that anybody knows of, so that it is asked again."""

    UNREACHABLE = "cannot be reached"
    BUSY = "takes no more calls for now"
    OUT_OF_ORDER = "does not answer this"
    CLOSED = "does not let us in"


@dataclass(frozen=True, slots=True)
class WantedCode:
    """A code that gives one reward once, from ``starts`` until before ``ends``; the ``last_day`` is the shop's.

    A ``product`` is given as one unit of it. ``value`` is how much an amount is, in ``currency``, or a percentage.
    """

    code: str
    reward: str
    kind: RewardKind
    starts: datetime
    ends: datetime
    last_day: date
    currency: str
    product: str = ""
    value: Decimal | None = None

    @property
    def title(self) -> str:
        """What the shop's own list calls it. It ends with the redemption's cause, by which we know it for ours."""
        return f"{self.reward} · {coupon_cause(self.code)}"


def is_title_of(title: str, code: str) -> bool:
    """True for the title of this very code, whatever its reward was called when it was made."""
    return fold(title).endswith(fold(coupon_cause(code)))


@dataclass(frozen=True, slots=True)
class CodeMade:
    """The shop has the code."""

    code: str


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The shop does not make the code and never will; ``said`` are its own words, blank for none."""

    code: str
    why: Refusal
    said: str = ""


CodeDone = CodeMade | CodeRefused
