"""A shop as a run of promises asks it, and the promises' shape."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Generic, TypeVar

import requests

from loyalty.model.reward import RewardKind
from loyalty.model.shop.wanted_code import SHOP_CODE_LENGTH, AwayReason, CodeMade, WantedCode
from service.container import codes, now
from shops.api.code_shop import CodeShop, ShopAway
from shops.web.heard import NothingForUs, Unreadable, Webhook
from tests.live.promises import CannotTell, Differs, expect
from tests.live.report import Came, Seen
from tests.live.scratch import Hands

TRIAL = "Trial of the loyalty program"
LASTS = timedelta(days=1)
ENOUGH = 3
"""So many changes at different moments are needed to see which of them a shop tells."""
MOST_PAUSES, PAUSE_SECONDS = 4, 15.0
_AMOUNT = re.compile(r"\d+(?:[.,]\d{1,2})?")

T = TypeVar("T")


@dataclass
class Store:
    """One shop: the ``session`` for calls of our own, and a person who is there, or nobody."""

    name: str
    url: str
    session: requests.Session
    hands: Hands | None = None
    pause: Callable[[float], object] = time.sleep
    """Waits so many seconds where the shop takes no more calls for now."""
    made: list[tuple[CodeShop, str]] = field(default_factory=list)
    """The codes that this run has made."""

    def asked(self, what: str) -> str:
        """Has a person do something; what they typed when it was done."""
        return self.hands(what) if self.hands else ""

    def trial_code(self, shop: CodeShop, kind: RewardKind = RewardKind.PERCENT, product: str = "") -> WantedCode:
        """A code that the shop has made, of one percent or of one unit of a product; it is taken away at the end."""
        code, starts = next(codes(SHOP_CODE_LENGTH)), now()
        ends = starts + LASTS
        value = None if product else Decimal(1)
        wanted = WantedCode(code, TRIAL, kind, starts, ends, ends.date(), "", product=product, value=value)
        self.made.append((shop, code))
        done = shop.make(wanted)
        expect(isinstance(done, CodeMade), f"it does not make a code: {done}")
        return wanted

    def patiently(self, ask: Callable[[], T]) -> T:
        """What comes of it, after a while where the shop takes no more calls for now; ShopAway."""
        for _ in range(MOST_PAUSES):
            try:
                return ask()
            except ShopAway as away:
                if away.reason is not AwayReason.BUSY:
                    raise
            self.pause(PAUSE_SECONDS)
        return ask()

    def take_away(self) -> list[str]:
        """Switches off every code that was made; the titles of those for which it failed."""
        left = list[str]()
        for shop, code in self.made:
            try:
                self.patiently(partial(shop.switch_off, code))
            except ShopAway:
                left.append(f"{TRIAL} · coupon:{code}")
        return left


def read_by_us(pages: Iterable[Sequence[Webhook]]) -> str:
    """How many of these the program reads; Differs where it cannot read one."""
    heard = [one for page in pages for one in page]
    unread = [f"{one.number}: {one.why}" for one in heard if isinstance(one, Unreadable)]
    expect(not unread, f"{len(unread)} of {len(heard)} cannot be read, such as {'; '.join(unread[:1])}")
    return f"{len(heard)} read, {sum(isinstance(one, NothingForUs) for one in heard)} of them tests and drafts"


S = TypeVar("S", bound=Store)


@dataclass(frozen=True, slots=True)
class ShopPromise(Generic[S]):
    """A behaviour in the words of sandbox/FIDELITY.md, and how to see it in a shop."""

    behaviour: str
    see: Callable[[S], str]
    by_hand: bool = False


NEEDS_A_PERSON = "it needs a person at the shop: BY_HAND=1"


def try_promises(store: S, promises: Iterable[ShopPromise[S]]) -> Iterator[Seen]:
    """What came of each promise; a shop that does not answer breaks the promise, and the next one is tried."""
    for promise in promises:
        named = f"{store.name}: {promise.behaviour}"
        if promise.by_hand and not store.hands:
            yield Seen(named, Came.NOT_ASKED, NEEDS_A_PERSON)
            continue
        try:
            yield Seen(named, Came.KEPT, store.patiently(partial(promise.see, store)))
        except CannotTell as nothing:
            yield Seen(named, Came.NOT_SEEN, str(nothing))
        except (Differs, ShopAway) as other:
            yield Seen(named, Came.DIFFERS, str(other))
        except (LookupError, TypeError, ValueError, requests.RequestException) as other:
            yield Seen(named, Came.DIFFERS, f"the answer has another shape ({type(other).__name__})")


def each_once(pages: Iterable[Sequence[str]], whole: Sequence[str]) -> str:
    """Differs unless the pages have each of these once, in this order."""
    found = [list(page) for page in pages]
    flat = [one for page in found for one in page]
    expect(len(flat) == len(set(flat)), f"{len(flat) - len(set(flat))} come twice")
    expect(
        set(flat) == set(whole), f"{len(set(whole) - set(flat))} are missing, {len(set(flat) - set(whole))} too many"
    )
    expect(flat == list(whole), "they come in another order from page to page")
    return f"{len(flat)} in {len(found)} pages"


def enough(moments: Sequence[Any]) -> Any:
    """A moment in the middle, of which there are earlier and later ones; CannotTell."""
    different = sorted(set(moments))
    if len(different) < ENOUGH:
        raise CannotTell(f"it needs orders of {ENOUGH} moments, and there are {len(different)}: buy something")
    return different[len(different) // 2]


def amount_in(typed: str) -> Decimal:
    """The amount that a person has typed; CannotTell."""
    found = _AMOUNT.search(typed)
    if not found:
        raise CannotTell("no amount was typed")
    return Decimal(found[0].replace(",", "."))


@contextmanager
def no_code_left(store: Store, say: Callable[[str], object]) -> Iterator[None]:
    """For as long as the ``with`` block runs codes may be made; what could not be taken away is said."""
    try:
        yield
    finally:
        for title in store.take_away():
            say(f"Delete this discount in {store.name} yourself: {title}")
