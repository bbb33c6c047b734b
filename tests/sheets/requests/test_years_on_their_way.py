"""Closed years on their way into a second spreadsheet: every line arrives, once, whatever comes between."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import count
from typing import Any

import pytest

from commands.closing_run import close
from commands.sheet.moving_years import CopyDiffers
from loyalty.member.claim import claim_order
from sandbox.google.http.faults import Delay, DropAfter, DropBefore, Fault, Faults, Refuse
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.google.client import Google
from sheets.google.errors import WorkbookError
from tests.sheets.requests.conftest import (
    ANA,
    BEFORE,
    BORIS,
    CLOSED,
    NOW,
    SECOND,
    Close,
    Counted,
    Died,
    Start,
    all_causes,
    balances,
    causes,
    titles,
)


def on_each_copy(road: Counted, archive: Owner, act: Callable[[str], object], *, times: int) -> None:
    """Has somebody act on the copy of Ledger 2024, so often, as soon as there is one."""
    left = iter(range(times))

    def look() -> None:
        for title in titles(archive):
            if "Ledger 2024 (moving" in title and next(left, None) is not None:
                act(title)

    road.always = look


REQUESTS = range(1, 70)
"""More than a run makes."""


def closings(road: Counted, run: Close) -> Iterator[None]:
    """Runs that die at each of their requests in turn, before or after it, until one is through."""
    for dies_at in REQUESTS:
        road.sent, road.dies_at = 0, dies_at
        try:
            run()
        except Died:
            yield
        else:
            road.dies_at = None
            return
    raise AssertionError("more requests than were thought of")


def assert_moved_once(shop: Owner, archive: Owner) -> None:
    assert all_causes(archive) == CLOSED
    assert all_causes(shop) == []
    assert titles(archive) == ["Sheet1", "Ledger 2024", "Ledger 2025"]


def test_what_shows_something_else_in_the_copy_becomes_what_it_showed_in_the_owners_sheet(
    shop: Owner, archive: Owner, road: Counted, close_into: Close
) -> None:
    on_each_copy(road, archive, lambda title: archive.type_at(f"{title}!N2", ["#REF!"], ["#REF!"], [""]), times=1)

    close_into()

    assert [row.get("My thoughts") for row in archive.tab("Ledger 2024")] == ["the very first", 3, "#DIV/0!"]
    assert all_causes(shop) == []


def test_a_copy_that_is_never_like_its_tab_takes_nothing_away(
    shop: Owner, archive: Owner, road: Counted, close_into: Close
) -> None:
    on_each_copy(road, archive, lambda title: archive.type_at(f"{title}!E2", [999]), times=99)

    with pytest.raises(CopyDiffers, match="Ledger 2024"):
        close_into()

    assert all_causes(shop) == CLOSED
    road.always = None
    close_into()
    assert all_causes(archive) == CLOSED


@pytest.mark.parametrize("arrives", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("earlier", [False, True], ids=["first", "later"])
def test_a_run_that_dies_at_any_request_leaves_every_line_somewhere_and_the_next_goes_on(
    shop: Owner, archive: Owner, road: Counted, close_into: Close, start: Start, *, arrives: bool, earlier: bool
) -> None:
    if earlier:
        close_into(before=date(2025, 1, 1))
    before = balances(start)
    road.arrives = arrives
    died = 0

    for _ in closings(road, close_into):
        died += 1
        road.dies_at = None
        somewhere = {*all_causes(archive), *all_causes(shop), *causes(shop, "Ledger")}
        assert somewhere >= set(CLOSED)
        assert balances(start) == before

    assert died
    assert all_causes(shop) == []
    assert {*CLOSED} <= {*all_causes(archive)}
    assert len(all_causes(archive)) == len({*all_causes(archive)})
    assert not [title for title in titles(archive) if "moving" in title]


def at_a_write(
    write: int, writes: Iterator[int], fault: Fault, _request: object, kind: str, _number: int
) -> Fault | None:
    """The fault at one of the writes, counted from one."""
    return fault if kind == "write" and next(writes) == write else None


@pytest.mark.parametrize("fault", [DropBefore(), DropAfter(), Refuse(429), Refuse(503), Refuse(503, applied=True)])
def test_whatever_google_answers_to_any_write_the_next_run_goes_on_and_nothing_stands_twice(
    shop: Owner, archive: Owner, stand_in: StandIn, close_into: Close, google: Google, start: Start, fault: Fault
) -> None:
    list(close(google, start, before=BEFORE))
    before = balances(start)
    for write in range(1, 30):
        stand_in.faults = Faults(partial(at_a_write, write, count(1), fault))
        try:
            close_into()
        except WorkbookError:
            assert {*all_causes(archive), *all_causes(shop)} == {*CLOSED}
        else:
            break

    assert all_causes(archive) == CLOSED
    assert all_causes(shop) == []
    assert balances(start) == before


@pytest.mark.parametrize("at", range(1, 33))
def test_a_copy_that_google_makes_after_we_stopped_waiting_is_taken_away(
    shop: Owner,
    archive: Owner,
    stand_in: StandIn,
    road: Counted,
    close_into: Close,
    google: Google,
    start: Start,
    at: int,
) -> None:
    list(close(google, start, before=BEFORE))
    stand_in.faults = Faults(lambda request, _kind, _number: Delay() if "copyTo" in request.path else None)
    with pytest.raises(WorkbookError):
        close_into()
    stand_in.faults = Faults()
    road.before[road.sent + at] = stand_in.apply_delayed

    with suppress(WorkbookError):
        close_into()
    close_into()

    assert_moved_once(shop, archive)


@pytest.mark.parametrize("at", range(1, 33))
def test_two_who_move_the_years_at_once_move_them_once(
    shop: Owner, archive: Owner, road: Counted, close_into: Close, google: Google, start: Start, connect: Any, at: int
) -> None:
    list(close(google, start, before=BEFORE))
    other = connect()
    road.before[road.sent + at] = lambda: list(close(other, start, before=BEFORE, into=other.beside(SECOND)))

    with suppress(WorkbookError):
        close_into()
    close_into()

    assert_moved_once(shop, archive)


@pytest.mark.parametrize("at", range(1, 46))
def test_lines_that_another_closing_moves_meanwhile_are_brought_as_well(
    shop: Owner, archive: Owner, road: Counted, close_into: Close, google: Google, start: Start, connect: Any, at: int
) -> None:
    shop.type("Ledger", ["2024-05-01 09:00:00", ANA, "", "claim", 7, "9", "", "order:9"])
    shop.type("Ledger", ["2026-02-02 09:00:00", BORIS, "", "claim", 8, "10", "", "order:10"])
    list(close(google, start, before=date(2024, 4, 1)))
    before = balances(start)
    seen = set[str]()

    def another_closes() -> None:
        list(close(connect(), start, before=date(2026, 6, 1)))
        seen.update(all_causes(archive), all_causes(shop), causes(shop, "Ledger"))

    road.before[road.sent + at] = another_closes

    with suppress(WorkbookError):
        close_into()
    close_into(before=date(2026, 6, 1))

    assert {*all_causes(archive), *causes(shop, "Ledger")} >= seen
    assert {*all_causes(archive)} >= {*CLOSED, "order:9", "order:10", "order:1003"}
    assert len(all_causes(archive)) == len({*all_causes(archive)})
    assert all_causes(shop) == []
    assert balances(start) == before


@pytest.mark.parametrize("at", range(1, 33))
def test_what_is_typed_into_a_tab_as_long_as_it_is_seen_arrives(
    shop: Owner, archive: Owner, road: Counted, close_into: Close, google: Google, start: Start, at: int
) -> None:
    list(close(google, start, before=BEFORE))
    typed = []

    def type_a_number() -> None:
        for title in titles(shop):
            if title == "Ledger 2024":
                shop.type_over(title, "order:1001", "Points", 261)
                typed.append(title)

    road.before[road.sent + at] = type_a_number

    with suppress(WorkbookError):
        close_into()
    close_into()

    points = {row["Points"] for row in archive.tab("Ledger 2024") if row["Cause"] == "order:1001"}
    assert (261 in points) == bool(typed)
    assert all_causes(shop) == []


def test_what_is_written_into_a_hidden_tab_while_it_is_copied_arrives_too(
    shop: Owner, archive: Owner, road: Counted, close_into: Close
) -> None:
    on_each_copy(road, archive, lambda title: shop.type_over(title[8:], "order:1001", "Points", 261), times=1)

    close_into()

    assert 261 in [row["Points"] for row in archive.tab("Ledger 2024")]
    assert all_causes(shop) == []


def test_a_line_that_goes_astray_there_keeps_its_tab_here(
    shop: Owner, archive: Owner, road: Counted, close_into: Close
) -> None:
    deleted = list[str]()

    def somebody_deletes_a_line() -> None:
        if not deleted and "Ledger 2024" in titles(archive):
            deleted.append("Ledger 2024")
            archive.delete("Ledger 2024", "ROWS", 1)

    road.always = somebody_deletes_a_line

    with pytest.raises(CopyDiffers):
        close_into()
    assert {*all_causes(shop)} == {*CLOSED}
    close_into()

    assert all_causes(archive) == CLOSED


def test_customers_who_are_answered_meanwhile_are_not_in_the_way(
    shop: Owner, archive: Owner, road: Counted, close_into: Close, instance: Start
) -> None:
    warm, orders = instance(), iter(range(2_000, 3_000))

    def somebody_claims() -> None:
        if road.sent % 3 == 0:
            number = str(next(orders))
            shop.type("Orders", [number, "ana@example.com", 10])
            warm.transact(partial(claim_order, contact="7001", number=number, now=NOW))

    road.always = somebody_claims

    close_into()

    assert all_causes(archive) == CLOSED
    assert all_causes(shop) == []
