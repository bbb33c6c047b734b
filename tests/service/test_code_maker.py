"""Codes while customers wait: so many at once, the others at once no, and nobody asks a shop that is away."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

from loyalty.model.reward import RewardKind
from loyalty.model.shop.wanted_code import AwayReason, CodeDone, CodeMade, WantedCode
from service.log_lines import ThrottledLog
from service.shop.code_maker import CLOSED_SECONDS, MOST_MAKING, MOST_WAITING, PAUSE_SECONDS, CodeMaker
from shops.api.code_shop import ShopAway

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def wanted(code: str = "AB34") -> WantedCode:
    return WantedCode(code, "Tote bag", RewardKind.PRODUCT, NOW, NOW, date(2026, 12, 30), "USD", "45")


class OneShop:
    """A shop that answers as it is told, and counts who is asking at the same time."""

    def __init__(self, answer: Callable[[WantedCode], CodeDone]) -> None:
        self.answer, self.asked, self.inside, self.most = answer, 0, 0, 0
        self._lock = threading.Lock()

    def make(self, code: WantedCode) -> CodeDone:
        with self._lock:
            self.asked, self.inside = self.asked + 1, self.inside + 1
            self.most = max(self.most, self.inside)
        try:
            return self.answer(code)
        finally:
            with self._lock:
                self.inside -= 1

    def switch_off(self, code: str) -> None:
        raise NotImplementedError


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_two_hundred_at_once_at_a_shop_that_hangs_hold_only_so_many_threads() -> None:
    opened = threading.Event()

    def hangs(code: WantedCode) -> CodeDone:
        opened.wait(30)
        return CodeMade(code.code)

    shop, clock = OneShop(hangs), Clock()
    maker = CodeMaker(shop, throttled_log=ThrottledLog(), monotonic=clock)
    away = list[int]()
    with ThreadPoolExecutor(200) as pool:
        waits = [pool.submit(maker.make, [wanted()], until=clock.now + 5) for _ in range(200)]
        # Those beyond the line are sent away at once, those in it after their turn has not come.
        away += [1 for wait in waits[MOST_MAKING + MOST_WAITING :] if wait.result() == ()]
        opened.set()
        done = [wait.result() for wait in waits]

    assert len(away) == 200 - MOST_MAKING - MOST_WAITING
    assert shop.most <= MOST_MAKING
    assert done.count((CodeMade("AB34"),)) >= MOST_MAKING


def test_after_the_shop_was_away_nobody_asks_for_a_while() -> None:
    def busy(_code: WantedCode) -> CodeDone:
        raise ShopAway(AwayReason.BUSY, "Shopify", 429)

    shop, clock = OneShop(busy), Clock()
    maker = CodeMaker(shop, throttled_log=ThrottledLog(), monotonic=clock)
    first = maker.make([wanted(), wanted("CD67")], until=clock.now + 5)
    second = maker.make([wanted()], until=clock.now + 5)
    asked = shop.asked
    clock.now += PAUSE_SECONDS
    shop.answer = lambda code: CodeMade(code.code)

    assert (first, second, asked) == ((), (), 1)
    assert maker.make([wanted(), wanted("CD67")], until=clock.now + 5) == (CodeMade("AB34"), CodeMade("CD67"))


def test_a_shop_that_does_not_let_us_in_is_left_alone_longer() -> None:
    def closed(_code: WantedCode) -> CodeDone:
        raise ShopAway(AwayReason.CLOSED, "Shopify", 401)

    shop, clock = OneShop(closed), Clock()
    maker = CodeMaker(shop, throttled_log=ThrottledLog(), monotonic=clock)
    maker.make([wanted()], until=clock.now + 5)
    clock.now += PAUSE_SECONDS
    maker.make([wanted()], until=clock.now + 5)
    clock.now += CLOSED_SECONDS
    maker.make([wanted()], until=clock.now + 5)

    assert shop.asked == 2


def test_without_time_the_shop_is_not_asked() -> None:
    shop, clock = OneShop(lambda code: CodeMade(code.code)), Clock()
    maker = CodeMaker(shop, throttled_log=ThrottledLog(), monotonic=clock)

    assert maker.make([wanted()], until=clock.now + 0.4) == ()
    assert shop.asked == 0
