"""Long columns of numbers as texts, all of a column at once by numpy, where one by one takes several times as long.

What these texts look like is said in ``shown_numbers`` and ``shown_days``; a test holds them to be the same as one by
one. numpy is loaded when the first long column is shown.
"""

from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import orjson
from numpy.typing import NDArray

Counts = NDArray[np.int64]
One = Callable[[float], str]

MOST_COUNTED = 1e12
"""Up to where the tables of three digits go, and a float is exact to well below half."""

_DIGITS = 10
_POWERS = np.array([float(f"1e{power}") for power in range(_DIGITS)])
_UNITS = np.array([float(f"1e{power}") for power in range(_DIGITS, -1, -1)])
"""What a number is to be multiplied by to have ten digits before its point, by how many of _POWERS it reaches."""

LAST_DAY = 80_000
"""In 2119; what comes later is written one by one."""


Part = tuple[Callable[[Counts], Counts], int, Callable[[int], str]]
"""A part of a text: what it counts of some milliseconds, how many of them there are, and the text of each."""


def _floats(values: Sequence[float]) -> NDArray[np.float64]:
    return np.frombuffer(values) if isinstance(values, array) else np.fromiter(values, float, len(values))


def plain(values: Sequence[float]) -> list[float | int]:
    """Numbers that are not formatted: what ``number`` makes of each."""
    numbers = _floats(values)
    whole = (np.trunc(numbers) == numbers) & (np.abs(numbers) < 1e16)
    if whole.all():
        wholes: list[float | int] = numbers.astype(np.int64).tolist()
        return wholes
    found: list[float | int] = numbers.tolist()
    for place in np.flatnonzero(whole).tolist():
        found[place] = int(found[place])
    return found


def with_minus(values: Sequence[float], below: float, write: Callable[[Sequence[float]], list[str]]) -> list[str]:
    """What is written of the numbers without their signs, with a minus in front of those up to ``below``."""
    numbers = _floats(values)
    if numbers.min() >= 0:
        return write(values)
    texts = write(array("d", np.abs(numbers).tobytes()))
    for place in np.flatnonzero(numbers <= below).tolist():
        texts[place] = f"-{texts[place]}"
    return texts


def ten_digits(values: Sequence[float], one: One) -> list[str]:
    """Numbers with at most ten digits, or ten places where they begin with a zero; ``one`` writes any other number."""
    numbers = _floats(values)
    sizes = np.abs(numbers)
    largest, smallest = sizes.max(), sizes.min()
    if largest < 1e15:
        wholes = numbers.astype(np.int64)
        if (wholes == numbers).all():
            return orjson.dumps(wholes, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1].decode().split(",")
    units = _UNITS[np.searchsorted(_POWERS, sizes, "right")]
    shifted = numbers * units
    counts = np.rint(shifted)
    # The shortest text of the nearest float is the decimal itself, as it has so few digits; + 0.0 makes -0.0 a zero
    rounded = counts / units + 0.0
    text = orjson.dumps(rounded, option=orjson.OPT_SERIALIZE_NUMPY)[1:-1]
    if (np.rint(rounded) == rounded).any():
        text = (text + b",").replace(b".0,", b",")[:-1]
    texts = text.decode().split(",")
    doubtful = np.abs(shifted - counts) > 0.4999
    if largest >= _POWERS[-1]:
        doubtful |= (sizes >= _POWERS[-1]) & ((shifted != counts) | (sizes >= 1e15))
    if smallest < 1e-4:
        doubtful |= (sizes < 1e-4) & (sizes > 0)
    for place in np.flatnonzero(doubtful).tolist():
        texts[place] = one(values[place])
    return texts


def counted(values: Sequence[float], shift: int) -> Counts | None:
    """Each number, not below zero, shifted by some places and rounded half up, as it is written in decimals.

    None when a number is too long.
    """
    numbers, unit = _floats(values), 10.0**shift
    if numbers.max() >= MOST_COUNTED / unit:
        return None
    shifted = numbers * unit + 0.5
    counts = np.floor(shifted)
    # The product may be off by a little; the quotient is the float that is written as the halfway decimal itself
    if (np.abs(shifted - counts - 0.5) > 0.49).any():
        counts += numbers >= (counts + 0.5) / unit
        counts -= numbers < (counts - 0.5) / unit
    return counts.astype(np.int64)


def decimals(counts: Counts, places: int, needed: int, *, grouped: bool, zero: str, around: tuple[str, str]) -> str:
    """The decimals that are counted in their last place, of three places at most, with a line break between them.

    ``needed`` places are shown even where they are zeros, ``zero`` is what is shown for no whole, and ``around`` what
    stands before and after each, if it ``fits``.
    """
    before, after = around
    wholes, parts = counts, [_table([f"{after}\n"])]
    if places:
        unit = 10**places
        wholes = counts // unit
        parts.append(_fractions(places, needed)[counts - wholes * unit])
    padded, leading = _wholes(" ", zero)
    largest = int(wholes.max())
    while largest >= 1000:
        more = wholes // 1000
        group = wholes - more * 1000
        parts.append(np.where(more > 0, padded[group], leading[group]))
        wholes, largest = more, largest // 1000
        padded, leading = _wholes("," if grouped else " ", "")
    parts.append(leading[wholes])
    if before:
        parts.append(_table([before]))
    table = np.empty((len(counts), len(parts)), np.uint32)
    for column, part in enumerate(reversed(parts)):
        table[:, column] = part
    return table.tobytes().translate(None, b" ")[:-1].decode()


@lru_cache
def _wholes(behind: str, zero: str) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Three digits each in four characters: with zeros in front, and with none."""
    first = f"{zero:>3}{behind if zero else ' '}"
    leading = [first] + [f"{count:3}{behind}" for count in range(1, 1000)]
    return _table([f"{count:03}{behind}" for count in range(1000)]), _table(leading)


@lru_cache
def _fractions(places: int, needed: int) -> NDArray[np.uint32]:
    texts = [f"{count:0{places}}" for count in range(10**places)]
    cut = [text[:needed] + text[needed:].rstrip("0") for text in texts]
    return _table([f"{'.' if text else ''}{text}" for text in cut])


def fits(text: str) -> bool:
    """True when a text may stand before or after decimals that are written at once, with a line break."""
    return text.isprintable() and " " not in text and len(text.encode()) < 4  # half a character is not printable


def _table(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Texts of four bytes at most as numbers, which are looked up and laid side by side as quickly as any."""
    return np.frombuffer(b"".join([text.encode().ljust(4) for text in texts]), np.uint32)


class KeptTexts:
    """The text of each count up to a most one, written when it is first asked for."""

    def __init__(self, most: int, text: Callable[[int], str]) -> None:
        self._text = text
        self._texts = np.empty(most, object)
        self._written = np.zeros(most, bool)

    def of(self, counts: Counts) -> NDArray[np.object_]:
        """The text of each of these counts."""
        written = self._written[counts]
        if not written.all():
            for count in set(counts[~written].tolist()):
                self._texts[count] = self._text(count)
                self._written[count] = True
        texts: NDArray[np.object_] = self._texts[counts]
        return texts


@lru_cache(maxsize=256)
def kept(most: int, text: Callable[[int], str]) -> KeptTexts:
    """The texts that are kept for ``text``, which parts of several patterns may share, as days do."""
    return KeptTexts(most, text)


def instants(days: Sequence[float], parts: Sequence[Part]) -> list[str] | None:
    """The texts of numbers of days, by their parts; None when one of them is too far from today."""
    numbers = _floats(days)
    if numbers.min() < 0 or numbers.max() >= LAST_DAY:
        return None
    milliseconds = np.rint(numbers * 86_400_000).astype(np.int64)
    found = None
    for counted_, most, text in parts:
        texts = kept(most, text).of(counted_(milliseconds))
        found = texts if found is None else found + texts
    return None if found is None else found.tolist()
