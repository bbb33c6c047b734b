"""The distance from UTC that a date cell carries unseen, in the fraction of its second.

A date cell holds what a clock on the wall shows, and neither a zone nor which of two hours that are called alike is
meant: the instant would move whenever the owner chooses another zone for the spreadsheet, and in the night when summer
time ends an hour comes twice. So each instant that the program writes is some hundred microseconds after its second,
and they say how far that wall was from UTC. The fraction goes wherever the cell goes, the owner sees nothing of it, and
what they type over it has none. Readers that do not know of it round it off (docs/decisions/0031).
"""

from datetime import datetime, timedelta
from decimal import Decimal

STEP = timedelta(minutes=15)
"""Zones of our time are whole quarters of an hour from UTC; an instant in another one is written without a mark."""
FURTHEST = 60
"""Quarters of an hour that a zone can be from UTC, to either side."""
MICROSECONDS_A_STEP = 2_000
FIRST = 731
"""The microseconds of the furthest zone to the west. Neither NOW() nor a sum of hours ever ends on such a fraction."""
INEXACT = 60
"""A number with 15 digits, as spreadsheets keep them, has a time to some ten microseconds, from 2174 on to fifty."""


def marked(local: datetime) -> datetime:
    """The time on the wall, to the second and without a zone, with its distance from UTC in the fraction of the second.

    Without the mark where the distance is no whole number of quarters of an hour.
    """
    wall, offset = local.replace(microsecond=0, tzinfo=None), local.utcoffset()
    steps, rest = divmod(offset, STEP) if offset is not None else (0, STEP)
    if rest or abs(steps) > FURTHEST:
        return wall
    return wall.replace(microsecond=FIRST + (steps + FURTHEST) * MICROSECONDS_A_STEP)


def offset_in(fraction: Decimal) -> timedelta | None:
    """The distance from UTC that this fraction of a second says; None for a time without a mark."""
    if fraction <= 0:
        return None
    steps, rest = divmod(int(fraction * 1_000_000) - FIRST + INEXACT, MICROSECONDS_A_STEP)
    return (steps - FURTHEST) * STEP if 0 <= steps <= 2 * FURTHEST and rest <= 2 * INEXACT else None
