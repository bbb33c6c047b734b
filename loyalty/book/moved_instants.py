"""Lines without a cause, found again by the names that they once got: when, and how many points.

Their time is what the owner typed, that of a clock on the wall, and so another instant as soon as the spreadsheet has
another zone. A name holds the instant of the day on which it was given: it means the line at that very instant, else
one with as many points at an instant that another zone would have made of it (docs/decisions/0031).
"""

from collections.abc import Hashable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

ANY_TWO_ZONES = timedelta(hours=27)
"""No two zones are further apart, summer time included."""

Line = TypeVar("Line", bound=Hashable)
Name = TypeVar("Name", bound=Hashable)
Said = tuple[datetime, int]
"""An instant, and how many points."""


def named(lines: Mapping[Line, Said], names: Mapping[Name, Said]) -> dict[Line, Name]:
    """The lines that have a name, each name given once, and as many given as can be; exact ones first."""
    exact = _oldest_to_oldest(lines, names, apart=timedelta())
    given = set(exact.values())
    rest = _oldest_to_oldest(
        {line: said for line, said in lines.items() if line not in exact},
        {name: said for name, said in names.items() if name not in given},
        apart=ANY_TWO_ZONES,
    )
    # Where a line has moved to just the instant at which another one stood, the exact ones would leave some over.
    moved = _oldest_to_oldest(lines, names, apart=ANY_TWO_ZONES)
    return max({**exact, **rest}, moved, key=len)


def _oldest_to_oldest(lines: Mapping[Line, Said], names: Mapping[Name, Said], *, apart: timedelta) -> dict[Line, Name]:
    found: dict[Line, Name] = {}
    in_turn = sorted(lines.items(), key=lambda line: line[1])
    for name, (time, points) in sorted(names.items(), key=lambda name: name[1]):
        near = (line for line, said in in_turn if said[1] == points and abs(said[0] - time) <= apart)
        line = next((line for line in near if line not in found), None)
        if line is not None:
            found[line] = name
    return found
