"""A spreadsheet in any zone that Google gives: days and instants are the shop's own, and what is not known is told."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.join import join
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.schema.layout import read_layout
from sheets.workbook import Workbook
from tests.sheets.conftest import SPREADSHEET, Clock

EVENING = datetime(2026, 11, 22, 21, 40, tzinfo=UTC)
ANA_JOINS = partial(
    join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=EVENING
)


def description(zone: str) -> Mapping[str, Any]:
    return {"properties": {"timeZone": zone}, "sheets": [{"properties": {"title": "Orders"}}]}


def look(book: Book) -> Decision[Book]:
    return Decision(book)


def problems(owner: Owner) -> list[tuple[object, ...]]:
    return [(row["Tab"], row["Column"], row["Cell"]) for row in owner.tab("Problems")]


def move_to(stand_in: StandIn, zone: str) -> None:
    """The spreadsheet is in this zone, even one that the stand-in would not let anybody choose."""
    sheet: Spreadsheet = stand_in.spreadsheet(SPREADSHEET)
    stand_in.put(replace(sheet, properties=sheet.properties | {"timeZone": zone}))


def test_instants_and_days_are_those_of_a_zone_at_a_fixed_distance(
    owner: Owner, instance: Callable[..., Workbook]
) -> None:
    owner.live_in(time_zone="GMT+04:45")
    owner.type_over("Settings", "Time zone", "Value", "")
    workbook = instance()

    workbook.transact(ANA_JOINS)

    # 21:40 in London is 02:25 of the next day there.
    [entry] = owner.tab("Ledger")
    assert entry["Time"] == pytest.approx(46349 + (2 * 60 + 25) / 1440)
    book = workbook.transact(look)
    [read] = book.entries_of("K7Q4ZD")
    assert read.time == EVENING
    assert book.settings.day(EVENING) == date(2026, 11, 23)
    assert replace(book.settings, letter_hours=(2, 3)).in_letter_hours(EVENING)
    workbook.transact(look, tidy=True)
    assert problems(owner) == []


def test_a_shop_may_have_another_fixed_distance_than_its_spreadsheet(
    owner: Owner, instance: Callable[..., Workbook]
) -> None:
    owner.type_over("Settings", "Time zone", "Value", "GMT-10:30")

    settings = instance().transact(look).settings

    assert settings.day(datetime(2026, 11, 22, 10, 29, tzinfo=UTC)) == date(2026, 11, 21)


def test_a_zone_that_nobody_knows_counts_as_utc_and_is_told(
    owner: Owner, stand_in: StandIn, instance: Callable[..., Workbook], clock: Clock
) -> None:
    move_to(stand_in, "Mars/Olympus_Mons")
    owner.type_over("Settings", "Time zone", "Value", "")
    workbook = instance()

    assert workbook.transact(look, tidy=True).settings.day(EVENING) == date(2026, 11, 22)
    assert problems(owner) == [("Settings", "Time zone", "Mars/Olympus_Mons")]

    owner.live_in(time_zone="GMT+07:00")
    clock.seconds += 400
    assert workbook.transact(look, tidy=True).settings.day(EVENING) == date(2026, 11, 23)
    assert problems(owner) == []


def test_two_zones_that_nobody_knows_are_not_one() -> None:
    one, other = (read_layout(description(zone)) for zone in ("Mars/Olympus_Mons", "Moon/Base"))

    assert (one.zone, one.unknown_zone) == (other.zone, "Mars/Olympus_Mons")
    assert not one.has_the_tabs_of(other)
