"""The shop that makes the codes of rewards and signs its webhooks: what Shopify and WooCommerce have in common."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Literal

from werkzeug.wrappers import Request, Response

from loyalty.model.shop.cart import ShopKind
from sandbox.shops.catalogue import Catalogue
from sandbox.shops.clock import ShopClock
from shops.api.code_shop import CodeShop
from shops.api.order_shop import OrderShop
from shops.web.heard import Webhook
from tests.simulation.network.faulty_transport import OutsideWorld

CLOCK_BEHIND = timedelta(minutes=5)
"""The shop's clock is slower than that of any instance: none takes what it tells for still to come."""
FIRST_ORDER = 500_001
"""Its orders have numbers like nobody else's."""

ShopFault = Literal["429", "500", "401", "page", "drop before", "drop after", "late", "slow", "refuses"]


class VirtualShopClock(ShopClock):
    """The shop's clock, in virtual time."""

    def __init__(self, beginning: datetime, outside: OutsideWorld) -> None:
        super().__init__(beginning, speed=0.0)
        self._beginning, self._outside = beginning, outside

    def now(self) -> datetime:
        """The moment in UTC, as the shop believes it."""
        return self._beginning - CLOCK_BEHIND + timedelta(seconds=round(self._outside.virtual_time.now))


@dataclass(frozen=True, slots=True)
class Told:
    """What a webhook of the shop's says, as it is when that happens: of the order that customers know by ``number``."""

    topic: str
    body: bytes
    number: str


@dataclass(frozen=True, slots=True)
class CodeThere:
    """A code that the shop has, which orders have used or not, and until when it works."""

    used: bool
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class OrderThere:
    """An order of the shop's with the codes that took something off, how often these may count as used by it, and how
    much of what was paid went ``back``.
    """

    number: str
    codes: Sequence[str]
    status: str
    uses: frozenset[int]
    back: Decimal


class OnlineShop(ABC):
    """One shop; ``made`` says how often each code was made there, folded, and ``deleted`` the same.

    Until ``away_until`` every call fails.
    """

    kind: ClassVar[ShopKind]
    url: ClassVar[str] = "https://shop.example"
    retries: ClassVar[Sequence[timedelta]] = ()
    """How long after the first attempt a webhook that was not taken is sent again."""

    def __init__(self, outside: OutsideWorld, clock: ShopClock) -> None:
        self.outside, self.clock = outside, clock
        self.made, self.deleted = Counter[str](), Counter[str]()
        self.away_until = 0.0

    @property
    @abstractmethod
    def catalogue(self) -> Catalogue:
        """What it sells."""

    @property
    @abstractmethod
    def codes(self) -> Mapping[int, str]:
        """All codes that it has, folded, by their ids."""

    @abstractmethod
    def opened(self, name: str, pass_crash_point: Callable[[], None]) -> tuple[CodeShop, OrderShop]:
        """The shop's API, for the instance with this name."""

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """What its API answers."""

    @abstractmethod
    def refusal(self, fault: Literal["429", "500", "401", "refuses"], path: str) -> tuple[int, Mapping[str, object]]:
        """The status and the JSON of an answer at this path that something keeps it from."""

    @abstractmethod
    def makes_code(self, request: Request) -> bool:
        """True for the call that makes a code."""

    @abstractmethod
    def code_of(self, code: str) -> CodeThere | None:
        """The code, where the shop has it; upper and lower case are one."""

    @abstractmethod
    def buy(self, email: str, product: int, code: str, prefix: str) -> Iterator[Told]:
        """Somebody checks out with this code, which may work (blank for none), and this product or whatever the code is
        for; the order gets a number that begins with this.
        """

    @abstractmethod
    def change(self) -> Iterator[Told]:
        """Something happens to an order, where there is one; nothing where it cannot."""

    @abstractmethod
    def tell_all(self) -> Iterator[Told]:
        """Every order as it is now, as the shop's list of orders has it."""

    @abstractmethod
    def read(self, told: Told) -> Webhook:
        """What the door makes of it, signed as the shop signs it."""

    @abstractmethod
    def orders(self) -> Iterator[OrderThere]:
        """All orders."""

    def carry_out(self, request: Request) -> Response:
        """The answer of its API, as of now; counts what it makes and deletes."""
        before = dict(self.codes)
        answer = self.answer(request)
        after = self.codes
        self.made.update(code for number, code in after.items() if number not in before)
        self.deleted.update(code for number, code in before.items() if number not in after)
        return answer
