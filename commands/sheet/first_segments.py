"""The segments that everybody begins with, in a sheet whose tab Segments is new."""

from collections.abc import Iterator, Mapping
from functools import partial

from loyalty.model.identifiers import fold
from sheets.codec.column import LIST, AnyColumn, Cells
from sheets.codec.table import Reader, Row, Table
from sheets.schema.members_tab import MEMBERS
from sheets.schema.offers.offer_tabs import PLANS, TIERS
from sheets.schema.offers.segments_tab import first_rows, other_names

GROUPS = (MEMBERS.segment, TIERS.tier, PLANS.plan)
"""Where owners have named groups of members before."""
NO_NAMES: tuple[str, ...] = ()


def first_segments(tables: Mapping[str, Table], language: str) -> tuple[list[Cells], str]:
    """Their rows, and a sentence that names those that are left out, blank for none.

    A name that means something else in this sheet already is left out: what is only for those would be for others, too.
    """
    taken, rows, left_out = set(_names(tables)), list[Cells](), list[str]()
    for name, cells in first_rows(language):
        if taken.isdisjoint((fold(name), *other_names(name))):
            rows.append(cells)
        else:
            left_out.append(name)
    if not left_out:
        return rows, ""
    return rows, (
        f"Made no segment {', '.join(left_out)}: this is a word under Segment in Members, a tier or a plan already. "
        "Write a row of your own with another name into the tab Segments."
    )


def _names(tables: Mapping[str, Table]) -> Iterator[str]:
    """All folded names that the owner has given to groups of members."""
    for column in GROUPS:
        for table in (table for table in tables.values() if column in table.tab.columns):
            for row in table.keyed():
                yield from Reader().attempt(partial(_listed, column), row, NO_NAMES)


def _listed(column: AnyColumn, row: Row) -> tuple[str, ...]:
    return row.read_as(LIST, column)
