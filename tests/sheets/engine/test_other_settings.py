"""What is booked stays booked when the spreadsheet has another zone, and when a currency has another rate."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.owner_actions import book_action
from loyalty.member.redeem import redeem
from loyalty.model.entry import Entry, EntryKind
from loyalty.outcomes.redeeming import Redeemed
from sandbox.owner import Owner
from service.runs.nightly_run import tidy
from sheets.google.client import Spent
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock

ANA, CODE = "7001", "K7Q4ZD"
START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Start = Callable[..., Workbook]


def joins(now: datetime = START) -> Callable[[Book], Decision[Any]]:
    return partial(join, contact=ANA, email="ana@example.com", name="Ana", language="en", codes=[CODE], now=now)


def ledger(owner: Owner) -> list[tuple[str, int]]:
    return [(row.get("Cause", ""), row["Points"]) for row in owner.tab("Ledger")]


def night(workbook: Workbook, now: datetime) -> None:
    tidy(workbook, clock=lambda: now, spent=Spent(), may_go_on=lambda: True)


def looks(workbook: Workbook) -> Book:
    return workbook.transact(Decision, tidy=True)


def test_a_part_refund_is_taken_once_whatever_the_rate_is_by_then(owner: Owner, instance: Start) -> None:
    owner.type_over("Settings", "Currencies", "Value", "GBP 1.25")
    owner.type("Orders", ["2001", "ana@example.com", 40, "GBP", "2026-11-21", "paid"])
    workbook = instance()
    workbook.transact(joins())
    workbook.transact(partial(claim_order, contact=ANA, number="2001", now=START))
    owner.type_over("Orders", "2001", "Refunded", 10)
    looks(workbook)
    before = ledger(owner)

    for rate in ("GBP 1.40", "GBP 0.80", "GBP 1.25", "GBP 133"):
        owner.type_over("Settings", "Currencies", "Value", rate)
        looks(workbook)
        looks(instance())
    after = ledger(owner)
    owner.type_over("Orders", "2001", "Refunded", 20)
    looks(workbook)

    assert before[1:] == [("order:2001", 50), ("refund-of:12.51:10/40:2001", -12)]
    assert after == before
    assert ledger(owner)[3:] == [("refund-of:25.01:20/40:2001", -13)]


def test_the_programs_own_currency_may_become_another_one(owner: Owner, instance: Start) -> None:
    workbook = instance()
    workbook.transact(joins())
    workbook.transact(partial(claim_order, contact=ANA, number="1042", now=START))
    owner.type_over("Orders", "1042", "Refunded", 15)
    looks(workbook)
    before = ledger(owner)

    owner.type_over("Settings", "Currency", "Value", "JPY")
    owner.type_over("Settings", "Currencies", "Value", "USD 155.50")
    looks(workbook)

    assert before[1:] == [("order:1042", 60), ("refund-of:15:15/60:1042", -15)]
    assert ledger(owner) == before


def test_lines_that_the_owner_typed_expire_once_whatever_zone_the_spreadsheet_has(
    owner: Owner, instance: Start
) -> None:
    owner.type_over("Settings", "Points expire", "Value", "rolling")
    owner.type_over("Settings", "Expire from", "Value", "2026-01-01")
    workbook = instance()
    workbook.transact(joins())
    typed = [(date, points) for date in ("2025-03-01 23:30", "2025-03-02 04:00") for points in (5, 7)]
    owner.type("Ledger", *([date, CODE, "", "a present", points] for date, points in typed))
    owner.type("Ledger", ["", CODE, "", "nobody knows when", 100])
    night(workbook, START)
    before = ledger(owner)

    for zone in ("Asia/Tokyo", "Pacific/Pago_Pago", "Europe/Berlin"):
        owner.live_in(time_zone=zone)
        for one in (workbook, instance()):
            night(one, START + timedelta(hours=1))

    assert sum(points for cause, points in before if cause.startswith("expiry:")) == -24
    assert ledger(owner) == before


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Pacific/Honolulu"])
def test_a_second_tap_right_after_the_zone_has_changed_gives_the_coupon_of_the_first(
    owner: Owner, instance: Start, clock: Clock, zone: str
) -> None:
    workbook = instance()
    workbook.transact(joins())
    owner.type("Ledger", ["", CODE, "", "a present", 900])
    [first] = [workbook.transact(partial(redeem, contact=ANA, reward="tote", codes=(), now=START))]
    acts = partial(book_action, contact=ANA, action="review", now=START)
    owner.type("Actions", ["review", "A review", 20, 1, "day"])
    workbook.transact(acts)

    owner.live_in(time_zone=zone)
    clock.seconds += 400
    for one in (workbook, instance()):
        again = one.transact(partial(redeem, contact=ANA, reward="tote", codes=(), now=START + timedelta(minutes=7)))
        one.transact(partial(book_action, contact=ANA, action="review", now=START + timedelta(minutes=9)))

        assert isinstance(first, Redeemed)
        assert isinstance(again, Redeemed)
        assert again.code == first.code
    assert [cause.partition(":")[0] for cause, _ in ledger(owner)] == ["join", "", "coupon", "action"]


def test_two_taps_in_the_hour_that_comes_twice_are_one(owner: Owner, instance: Start) -> None:
    # In New York it is 01:29 and 01:31 of winter time, and both have been an hour before, in summer time.
    first, second = datetime(2026, 11, 1, 6, 29, tzinfo=UTC), datetime(2026, 11, 1, 6, 31, tzinfo=UTC)
    workbook = instance()
    workbook.transact(joins(first - timedelta(days=1)))
    owner.type("Ledger", ["", CODE, "", "a present", 900])
    owner.type("Actions", ["story", "A story", 20, 5, "day"])
    for now in (first, second):
        instance().transact(partial(redeem, contact=ANA, reward="tote", codes=(), now=now))
        workbook.transact(partial(book_action, contact=ANA, action="story", now=now))

    assert [cause.partition(":")[0] for cause, _ in ledger(owner)] == ["join", "", "coupon", "action"]
    assert {entry.time for entry in looks(instance()).entries_of(CODE)} >= {first}


def test_taps_an_hour_apart_are_two_although_the_clock_shows_one_time(owner: Owner, instance: Start) -> None:
    workbook = instance()
    workbook.transact(joins(START - timedelta(days=60)))
    owner.type("Ledger", ["", CODE, "", "a present", 900])

    for hour in (5, 6):
        now = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
        instance().transact(partial(redeem, contact=ANA, reward="tote", codes=(), now=now))

    assert [cause for cause, _ in ledger(owner)][2:] == ["coupon:TOTE-1", "coupon:TOTE-2"]


def test_what_the_version_before_wrote_is_not_booked_again(owner: Owner, instance: Start) -> None:
    """Its times have no distance from UTC, its part refunds an amount at the rate of their day."""
    owner.type_over("Settings", "Currencies", "Value", "GBP 1.25")
    owner.type_over("Settings", "Points expire", "Value", "rolling")
    owner.type_over("Settings", "Expire from", "Value", "2026-01-01")
    owner.type("Orders", ["2001", "ana@example.com", 40, "GBP", "2026-11-20", "paid", "", "", "", 10])
    workbook = instance()
    workbook.transact(joins())
    owner.type("Ledger", ["2025-03-01 23:30", CODE, "", "a present", 5])

    def before(_: Book) -> Decision[None]:
        lines = (
            (EntryKind.CLAIM, 50, "2001", "order:2001"),
            (EntryKind.REFUND, -12, "2001", "refund-of:12.5:2001"),
            (EntryKind.EXPIRY, -5, "", f"expiry:{CODE}:2025-03-02T04:30:00:5"),
        )
        made = (Entry(START, CODE, kind, points, subject=of, cause=cause) for kind, points, of, cause in lines)
        return Decision(None, tuple(map(AddEntry, made)))

    workbook.transact(before)
    told = ledger(owner)

    for zone, rate in (("America/New_York", "GBP 1.25"), ("Asia/Tokyo", "GBP 1.60"), ("Europe/Berlin", "GBP 0.90")):
        owner.live_in(time_zone=zone)
        owner.type_over("Settings", "Currencies", "Value", rate)
        for one in (workbook, instance()):
            night(one, START + timedelta(hours=1))

    assert ledger(owner) == told
