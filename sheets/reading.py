"""A whole read to a snapshot: the Book for the rules, the tables for finding rows again, the problems for the owner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from loyalty.adopt import Edited
from loyalty.book import Book
from loyalty.identifiers import fold, fold_order
from loyalty.values import (
    Coupon,
    Entry,
    Letter,
    Member,
    Order,
)
from sheets.cells import Cell
from sheets.errors import HeadingMissing
from sheets.layout import Layout
from sheets.rows import Reader, entry_by, letter_by, member_by, order_in, read_coupon, read_rewards
from sheets.settings import read_settings
from sheets.table import Problem, Table, read_table
from sheets.tabs import COUPONS, EMAILS, LEDGER, MEMBERS, ORDERS, PROBLEMS, REWARDS, SETTINGS, TABS

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The spreadsheet as one read showed it: the Book for the rules, the tables for finding rows again.

    ``whole`` when every row was read; else the tables hold the rows that were, and ``problems`` only theirs.
    ``edited`` are those of the rows that show an edit of the owner's.
    """

    layout: Layout
    token: str
    tables: Mapping[str, Table]
    book: Book
    problems: tuple[Problem, ...]
    edited: Edited
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """The values of the big tabs, each by the number of its row."""

    members: dict[int, Member]
    orders: dict[int, Order]
    coupons: dict[int, Coupon]
    entries: dict[int, Entry]
    letters: dict[int, Letter]


def read_all(layout: Layout, token: str, grids: Mapping[str, list[list[Cell]]]) -> tuple[Snapshot, Rows]:
    """The snapshot of these grids, one for each tab; HeadingMissing when a tab cannot be read at all."""
    tables = dict(_tables(layout, grids))
    settings, problems = read_settings(tables[SETTINGS.title], layout.zone)
    reader = Reader(problems)
    members = reader.values(tables[MEMBERS.title], member_by(reader), lambda one: one.code)
    codes = {member.code for member in members.values()}
    emails = {fold(member.email): member.code for member in members.values() if member.email}
    rewards = read_rewards(reader, tables[REWARDS.title])
    rows = Rows(
        members,
        orders=reader.values(tables[ORDERS.title], order_in(settings), lambda one: fold_order(one.number)),
        coupons=reader.values(tables[COUPONS.title], read_coupon, lambda one: fold(one.code)),
        entries=reader.values(
            tables[LEDGER.title],
            entry_by(reader, codes.__contains__, lambda email: emails.get(fold(email), "")),
            lambda one: fold(one.cause),
        ),
        letters=reader.values(tables[EMAILS.title], letter_by(reader)),
    )
    book = Book.of(
        settings,
        version=token,
        members=members.values(),
        orders=rows.orders.values(),
        rewards=rewards,
        coupons=rows.coupons.values(),
        entries=rows.entries.values(),
        letters=rows.letters.values(),
    )
    edited = Edited.among(book.members.values(), book.orders.values(), book.coupons.values())
    return Snapshot(layout, token, tables, book, tuple(reader.problems), edited), rows


def _tables(layout: Layout, grids: Mapping[str, list[list[Cell]]]) -> Iterator[tuple[str, Table]]:
    """Each tab's table; Problems without its headings is left alone, it must not be in the way of an answer."""
    for tab in TABS:
        try:
            yield tab.title, read_table(tab, grids[tab.title], layout.zone)
        except HeadingMissing:
            if tab is not PROBLEMS:
                raise
