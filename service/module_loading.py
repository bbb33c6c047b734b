"""How the function loads its modules: without a look for garbage among what stays as long as the process."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """While the ``with`` block loads modules Python does not look for circles of garbage, nor ever among what it has.

    Modules, classes and functions are circles that stay. Looking through them two hundred times, as they become more,
    took a tenth of the start (docs/performance.md); ``gc.freeze`` is meant for what a process keeps for good.
    """
    collects, loaded = gc.isenabled(), len(sys.modules)
    gc.disable()
    try:
        yield
    finally:
        if len(sys.modules) > loaded:  # else nothing has come that stays
            gc.freeze()
        if collects:
            gc.enable()
