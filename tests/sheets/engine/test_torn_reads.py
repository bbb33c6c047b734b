"""Nobody has promised that one read shows one moment: another instance may commit between two of its ranges.

The token is asked for first, so what else the read shows is never older than its token says, and a decision on it is
refused by the fence.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from loyalty.outcomes.redeeming import PointsShort, Redeemed
from sandbox.google.http.faults import Faults, Interrupted
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.engine.conftest import NOW, Start

CLAIMS = partial(claim_order, contact="7001", number="1043", now=NOW)


def at_work_too(start: Start, workbook: Workbook) -> Workbook:
    """Another instance, whose commits this one has seen."""
    other = start()
    joins = partial(join, contact="7003", email="layla@example.com", name="Layla", language="en", codes=["LAY4LA"])
    other.transact(partial(joins, now=NOW))
    workbook.transact(partial(tell_points, contact="7001", now=NOW))
    return other


@pytest.mark.parametrize("after", [1, 5, 12, 18, 23])
def test_an_order_that_another_instance_books_between_two_ranges_of_a_read_is_booked_once(
    ana: Workbook, start: Start, owner: Owner, faults: Faults, after: int
) -> None:
    other, theirs = at_work_too(start, ana), list[object]()
    faults.next_read(Interrupted(lambda: theirs.append(other.transact(CLAIMS)), after=after))

    ours = ana.transact(CLAIMS)

    assert [type(outcome) for outcome in (*theirs, ours)] == [Claimed, AlreadyClaimed]
    assert [row["Points"] for row in owner.tab("Ledger")] == [50, 60, 50, 90]


@pytest.mark.parametrize("after", [1, 5, 12, 18, 23])
def test_points_that_another_instance_gives_out_between_two_ranges_are_not_given_out_again(
    ana: Workbook, start: Start, owner: Owner, faults: Faults, after: int
) -> None:
    owner.type("Ledger", ["2026-11-22", "K7Q4ZD", "", "", 200, "", "a present"])
    takes = partial(redeem, contact="7001", reward="tote", codes=())
    other, theirs = at_work_too(start, ana), list[object]()
    later = NOW + timedelta(hours=1)
    faults.next_read(Interrupted(lambda: theirs.append(other.transact(partial(takes, now=NOW))), after=after))

    ours = ana.transact(partial(takes, now=later))

    assert [type(outcome) for outcome in (*theirs, ours)] == [Redeemed, PointsShort]
    told = ana.transact(partial(tell_points, contact="7001", now=NOW))
    assert isinstance(told, PointsTold)
    assert told.standing.points == 50 + 60 + 200 - 200


@pytest.mark.parametrize("after", range(8))
def test_who_reads_everything_in_chunks_meets_a_rate_that_is_changed_between_two_of_them(
    owner: Owner, instance: Callable[..., Workbook], after: int
) -> None:
    owner.type_over("Settings", "Currencies", "Value", "EUR 1.10")
    owner.type("Orders", *([f"3{number:03d}", "ana@example.com", 100, "EUR"] for number in range(20)))
    change = partial(owner.type_over, "Settings", "Currencies", "Value", "EUR 1.50")

    def wait(reads: int) -> None:
        owner.before_next("read", partial(wait, reads - 1) if reads else change)

    wait(after)
    book = instance(rows_at_once=7).read_whole().book

    rate = dict(book.settings.currencies)["EUR"]
    assert [order.amount for number, order in book.orders.items() if number.startswith("3")] == [100 * rate] * 20


@pytest.mark.parametrize("after", range(10))
def test_who_reads_everything_in_chunks_may_see_in_one_of_them_how_the_columns_stood_before(
    owner: Owner, instance: Callable[..., Workbook], after: int
) -> None:
    owner.type("Orders", *([f"3{number:03d}", "ana@example.com", 10] for number in range(12)))
    workbook = instance()
    workbook.transact(
        partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW)
    )
    for number in range(12):
        workbook.transact(partial(claim_order, contact="7001", number=f"3{number:03d}", now=NOW))
    for tab in ("Members", "Orders", "Ledger"):  # as few reads as may be
        owner.delete(tab, "ROWS", 14, owner.google.sheet(owner.spreadsheet, tab).row_count - 14)
    insert, takes_away = partial(owner.insert, "Ledger", "COLUMNS", 4), partial(owner.delete, "Ledger", "COLUMNS", 4)
    insert()

    def wait(reads: int) -> None:
        if reads:
            owner.before_next("read", partial(wait, reads - 1))
            return
        takes_away()
        owner.before_next("read", insert)

    wait(after)
    reader = instance(rows_at_once=7)
    told = reader.transact(partial(claim_order, contact="7001", number="3010", now=NOW))

    assert isinstance(told, AlreadyClaimed)
    assert told.standing.points == 50 + 12 * 10
    assert len(owner.tab("Ledger")) == 13
