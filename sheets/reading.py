"""What a read has shown: the Book for the rules, the rows for finding them again, the problems for the owner."""

from collections.abc import Mapping
from dataclasses import dataclass

from loyalty.adopt import Edited
from loyalty.book import Book
from loyalty.values import Reward, Settings
from sheets.errors import HeadingMissing
from sheets.google import Grid
from sheets.layout import Layout
from sheets.rows import read_rewards
from sheets.settings import read_settings
from sheets.table import Problem, Table, read_table
from sheets.tabs import PROBLEMS, REWARDS, SETTINGS

SMALL = (SETTINGS, REWARDS, PROBLEMS)
"""The tabs that every read asks for whole."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The spreadsheet as a read showed it.

    ``tables`` hold the rows that were read, all or only those that were asked for; ``problems`` are those of all rows
    that are known. ``edited`` are those of the rows read that show an edit of the owner's which is not booked yet.
    """

    layout: Layout
    token: str
    tables: Mapping[str, Table]
    book: Book
    problems: tuple[Problem, ...]
    edited: Edited


@dataclass(frozen=True, slots=True)
class Small:
    """The small tabs as one read showed them."""

    settings: Settings
    rewards: tuple[Reward, ...]
    problems: tuple[Problem, ...]
    tables: Mapping[str, Table]


def read_small(layout: Layout, grids: Mapping[str, Grid]) -> Small:
    """The small tabs; HeadingMissing when one cannot be read, but for Problems: it must not be in the way."""
    tables: dict[str, Table] = {}
    for tab in SMALL:
        try:
            tables[tab.title] = read_table(tab, grids[tab.title], layout.zone)
        except HeadingMissing:
            if tab is not PROBLEMS:
                raise
    settings, wrong_settings = read_settings(tables[SETTINGS.title], layout.zone)
    rewards, wrong_rewards = read_rewards(tables[REWARDS.title])
    return Small(settings, rewards, (*wrong_settings, *wrong_rewards), tables)
