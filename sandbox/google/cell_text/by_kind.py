"""Things of several kinds, written all of a kind at once."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")
S = TypeVar("S")


def written(kinds: Sequence[K], things: Sequence[T], write: Callable[[K, Sequence[T]], list[S]]) -> list[S]:
    """What is written of each thing, in their order; ``kinds`` is the kind of each, and there is at least one."""
    if kinds.count(kinds[0]) == len(kinds):
        return write(kinds[0], things)
    alike: dict[K, list[T]] = {}
    for kind, thing in zip(kinds, things, strict=True):
        alike.setdefault(kind, []).append(thing)
    texts: dict[K, Iterator[S]] = {kind: iter(write(kind, some)) for kind, some in alike.items()}
    return [next(texts[kind]) for kind in kinds]
