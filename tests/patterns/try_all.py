"""``python -m tests.patterns.try_all [PATTERN…]``: names each pattern that took longer than a linear one can."""

import re
import signal
import sys
import time
from collections.abc import Iterable
from types import FrameType

from tests.patterns.hostile_texts import hostile_texts
from tests.patterns.patterns_in_tree import Found, patterns

SECONDS = 0.5
"""Of processor time for one text. A linear pattern takes thousandths, one that is not takes several."""


class TooLong(Exception):
    """It is not linear."""


def slow(found: Iterable[Found]) -> list[str]:
    """Where those stand, each with the beginning of a text."""
    signal.signal(signal.SIGVTALRM, _stop)
    return [f"{one.place} ({one.way}): {told}" for one in found if (told := _slow_on(one))]


def _slow_on(one: Found) -> str:
    for text in hostile_texts(one.pattern):
        began = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            one.try_on(text)
        except TooLong:
            return repr(text[:40])
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if time.process_time() - began > SECONDS:
            return repr(text[:40])
    return ""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooLong


if __name__ == "__main__":
    given = [Found(text, re.compile(text), "search") for text in sys.argv[1:]]
    for line in slow(given or patterns()):
        sys.stdout.write(f"{line}\n")
