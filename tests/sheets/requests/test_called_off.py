"""The owner refunds an order or cancels a coupon in her spreadsheet: the next booking lets the points follow, once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.ask import tell_coupons, tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import CouponsTold, PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, NotPaid
from loyalty.outcomes.redeeming import Redeemed
from sandbox.google.http.faults import DropAfter, Faults
from sandbox.owner import Owner
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, BORIS = "7001", "7002"
Rule = Callable[[Book], Decision[Any]]

takes_tote: Rule = partial(redeem, contact=ANA, reward="tote", codes=(), now=NOW)
asks: Rule = partial(tell_points, contact=ANA, now=NOW)


def joins(contact: str, email: str, code: str) -> Rule:
    return partial(join, contact=contact, email=email, name="", language="", codes=[code], now=NOW)


def claims(contact: str, number: str) -> Rule:
    return partial(claim_order, contact=contact, number=number, now=NOW)


def daily_run(workbook: Workbook) -> None:
    workbook.transact(lambda _book: Decision(None), tidy=True)


@pytest.fixture
def ana(workbook: Workbook, owner: Owner) -> Workbook:
    """The instance after Ana has claimed both of her orders and taken a tote bag; Boris is a member, too."""
    workbook.transact(joins(BORIS, "boris@example.com", "M3X9TR"))
    workbook.transact(joins(ANA, "ana@example.com", "K7Q4ZD"))
    for number in ("1042", "1043"):
        workbook.transact(claims(ANA, number))
    owner.type("Ledger", ["", "K7Q4ZD", "", "a present", 100])
    workbook.transact(takes_tote)
    return workbook


def refunds(owner: Owner, status: str = "refunded") -> None:
    """While her orders stand as she typed them."""
    owner.type_at("Orders!F2", [status])


def cancels(owner: Owner, status: str = "cancelled") -> None:
    owner.type_over("Coupons", "TOTE-1", "Status", status)


def booked(owner: Owner) -> dict[str, int]:
    """What was booked of it, by cause; fails when a cause stands there twice."""
    rows = [row for row in owner.tab("Ledger") if row.get("Entry") in ("refund", "cancellation")]
    points = {row["Cause"]: row["Points"] for row in rows}
    assert len(points) == len(rows)
    return points


def shown(owner: Owner) -> dict[str, tuple[int, int]]:
    return {row["Member"]: (row["Points"], row["Lifetime points"]) for row in owner.tab("Members")}


def test_points_follow_an_order_that_she_refunds_with_the_next_booking(ana: Workbook, owner: Owner) -> None:
    refunds(owner)

    daily_run(ana)
    daily_run(ana)

    assert booked(owner) == {"refund:1042": -60}
    assert shown(owner)["K7Q4ZD"] == (40, 240)
    order = owner.tab("Orders")[0]
    assert (order["Status"], order["Points"]) == ("refunded", 0)
    assert "Claimed" in order
    assert next(row["Note"] for row in owner.tab("Ledger") if row["Entry"] == "refund") == "order refunded"


def test_points_follow_a_coupon_that_she_cancels_with_the_next_booking(ana: Workbook, owner: Owner) -> None:
    cancels(owner)

    daily_run(ana)
    daily_run(ana)

    assert booked(owner) == {"cancel:TOTE-1": 200}
    assert shown(owner)["K7Q4ZD"] == (300, 300)
    coupon = owner.tab("Coupons")[0]
    assert (coupon["Status"], coupon["Member"]) == ("cancelled", "K7Q4ZD")


@pytest.mark.parametrize("word", ["Refunded", "cancelled", "Canceled"])
def test_the_words_of_her_shop_for_an_order_that_is_off_take_its_points_back(
    ana: Workbook, owner: Owner, word: str
) -> None:
    refunds(owner, word)

    daily_run(ana)

    assert booked(owner) == {"refund:1042": -60}
    assert owner.tab("Orders")[0]["Status"] == word


@pytest.mark.parametrize("word", ["Partially refunded", "partly_refunded", "unpaid", "voided", "On-Hold", "fulfilled"])
def test_any_other_word_takes_nothing_back(ana: Workbook, owner: Owner, word: str) -> None:
    refunds(owner, word)

    daily_run(ana)

    assert booked(owner) == {}
    assert owner.tab("Problems") == []


@pytest.mark.parametrize(
    ("word", "said"), [("partly refunded", NotPaid), ("refunded", NotPaid), ("delivered", Claimed)]
)
def test_a_word_still_decides_whether_an_order_can_be_claimed(
    ana: Workbook, owner: Owner, word: str, said: type
) -> None:
    owner.type_at("Orders!F4", [word])

    outcome = ana.transact(claims(BORIS, "1044"))

    assert type(outcome) is said


def test_whoever_asks_later_is_told_the_points_that_are_left(ana: Workbook, owner: Owner) -> None:
    refunds(owner)
    cancels(owner)
    daily_run(ana)

    told = ana.transact(asks)

    assert isinstance(told, PointsTold)
    assert told.standing.points == 240


def test_who_taps_on_a_refunded_order_is_told_so_before_and_after_it_is_booked(ana: Workbook, owner: Owner) -> None:
    refunds(owner)

    before = ana.transact(claims(ANA, "1042"))
    ana.transact(asks, tidy=True)
    after = ana.transact(claims(ANA, "1042"))

    assert isinstance(before, AlreadyClaimed)
    assert (before.earned, before.taken_back, before.standing.points) == (60, 60, 40)
    assert after == before


def test_two_instances_book_it_once(ana: Workbook, instance: Callable[[], Workbook], owner: Owner) -> None:
    refunds(owner)
    cancels(owner)
    start = threading.Barrier(2)

    def run(workbook: Workbook) -> None:
        start.wait()
        daily_run(workbook)

    threads = [threading.Thread(target=run, args=(one,)) for one in (ana, instance())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert booked(owner) == {"refund:1042": -60, "cancel:TOTE-1": 200}


def test_what_another_instance_books_between_our_read_and_our_write_is_booked_once(
    ana: Workbook, instance: Callable[[], Workbook], owner: Owner
) -> None:
    refunds(owner)
    cancels(owner)
    other = instance()
    raced = iter([True])

    def decides_late(_book: Book) -> Decision[Any]:
        if next(raced, False):
            daily_run(other)
        return Decision(None)

    ana.transact(decides_late, tidy=True)

    assert booked(owner) == {"refund:1042": -60, "cancel:TOTE-1": 200}
    assert shown(owner)["K7Q4ZD"] == (240, 240)


def test_a_booking_whose_answer_is_lost_is_booked_once(ana: Workbook, faults: Faults, owner: Owner) -> None:
    refunds(owner)
    faults.next_write(DropAfter())

    daily_run(ana)

    assert booked(owner) == {"refund:1042": -60}


def test_she_may_sort_between_our_read_and_our_write(ana: Workbook, owner: Owner) -> None:
    refunds(owner)
    cancels(owner)
    sorts = iter([True])

    def while_she_sorts(_book: Book) -> Decision[Any]:
        if next(sorts, False):
            for tab in ("Orders", "Coupons", "Ledger", "Members"):
                owner.sort(tab, 1, descending=True)
        return Decision(None)

    ana.transact(while_she_sorts, tidy=True)
    daily_run(ana)

    assert booked(owner) == {"refund:1042": -60, "cancel:TOTE-1": 200}
    assert shown(owner) == {"K7Q4ZD": (240, 240), "M3X9TR": (50, 50)}
    assert {row["Order"]: (row.get("Status"), row.get("Points")) for row in owner.tab("Orders")} == {
        "1042": ("refunded", 0),
        "1043": (None, 90),
        "1044": ("unpaid", None),
    }
    assert {row["Code"]: (row.get("Status"), row.get("Member")) for row in owner.tab("Coupons")} == {
        "TOTE-1": ("cancelled", "K7Q4ZD"),
        "TOTE-2": (None, None),
        "MUG-1": (None, None),
    }


def test_a_status_that_she_sets_back_changes_nothing_more(ana: Workbook, owner: Owner) -> None:
    refunds(owner)
    cancels(owner)
    daily_run(ana)
    refunds(owner, "paid")
    cancels(owner, "issued")

    daily_run(ana)
    told = ana.transact(partial(tell_coupons, contact=ANA, now=NOW))

    assert booked(owner) == {"refund:1042": -60, "cancel:TOTE-1": 200}
    assert isinstance(told, CouponsTold)
    assert (told.standing.points, told.coupons) == (240, ())


def test_where_she_wants_corrections_a_status_that_she_sets_back_and_another_amount_move_the_points(
    ana: Workbook, owner: Owner
) -> None:
    owner.type_over("Settings", "Edited order after claim", "Value", "correct")
    refunds(owner)
    daily_run(ana)
    refunds(owner, "paid")
    owner.type_at("Orders!C3", [80])

    daily_run(ana)
    daily_run(ana)

    lines = {row["Cause"]: (row["Entry"], row["Points"], row["Note"]) for row in owner.tab("Ledger")[-3:]}
    assert lines == {
        "refund:1042": ("refund", -60, "order refunded"),
        "refund-step:1:0/60:1042": ("refund", 60, "refund taken back, nothing of the order is refunded"),
        "corrected:1:80:1043": ("correction", -10, "the amount is 80.00 by now"),
    }
    assert [row["Points"] for row in owner.tab("Orders")[:2]] == [60, 80]


@pytest.mark.parametrize("word", ["Cancelled", " CANCELLED"])
def test_what_she_wrote_under_status_stays_as_she_wrote_it_when_the_cells_beside_it_are_healed(
    ana: Workbook, owner: Owner, word: str
) -> None:
    cancels(owner, word)
    owner.type_over("Coupons", "TOTE-1", "Member", "M3X9TR")

    daily_run(ana)
    daily_run(ana)

    coupon = owner.tab("Coupons")[0]
    assert (coupon["Status"], coupon["Member"]) == (word, "K7Q4ZD")
    assert booked(owner) == {"cancel:TOTE-1": 200}


def test_after_a_cancellation_the_same_wish_within_ten_minutes_gives_another_code(ana: Workbook, owner: Owner) -> None:
    cancels(owner)

    outcome = ana.transact(takes_tote)

    assert isinstance(outcome, Redeemed)
    assert (outcome.code, outcome.again, outcome.standing.points) == ("TOTE-2", False, 100)
    assert booked(owner) == {"cancel:TOTE-1": 200}
