"""The tab Waiting: a claim stands there until its order comes, by whichever way, and is booked in that very commit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from commands.sheet.provision import set_up
from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.model.imported import ShopOrder
from loyalty.model.orders import OrderStatus
from loyalty.nightly.late_orders import settle_waits
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, OrderNoted, WaitingFull
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.translation import said
from sheets.google.client import Google, Spent
from sheets.schema.made.waiting_tab import WAITING
from sheets.workbook import Workbook
from tests.sheets.conftest import SPREADSHEET, Clock

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
JOINS = partial(join, contact="7001", email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW)
BORIS = partial(join, contact="7002", email="boris@example.com", name="Boris", language="en", codes=["B7Q4ZD"], now=NOW)
Start = Callable[[], Workbook]


def claims(number: str, contact: str = "7001", now: datetime = NOW, *, signed: bool = False) -> Callable[[Book], Any]:
    return partial(claim_order, contact=contact, number=number, now=now, signed=signed)


def tells(number: str, email: str = "ana@example.com", amount: int = 60, status: OrderStatus | None = None) -> Any:
    order = ShopOrder(number, email, Decimal(amount), placed=NOW.date(), status=status)
    return partial(take_orders, orders=[order], now=NOW + DAY)


def points(workbook: Workbook, contact: str = "7001") -> int:
    stands = workbook.transact(partial(tell_points, contact=contact, now=NOW)).standing
    return stands.points if stands else 0


def tidies(workbook: Workbook) -> None:
    """Twice: of a large sheet the first one reads what the second one books."""
    for _ in range(2):
        workbook.transact(Decision, tidy=True)


def rows(owner: Owner) -> list[tuple[object, ...]]:
    return [(row["Member"], row["Order"], row["Signed"], row["State"]) for row in owner.tab("Waiting") if row]


@pytest.fixture(params=[20_000, 20], ids=["small", "large"])
def start(owner: Owner, instance: Callable[..., Workbook], request: pytest.FixtureRequest) -> Start:
    owner.type_over("Settings", "Claim waits days", "Value", 14)
    return partial(instance, rows_at_once=request.param)


@pytest.fixture
def ana(start: Start) -> Workbook:
    """An instance after Ana has joined and claimed an order that the shop has not told of."""
    workbook = start()
    workbook.transact(JOINS)
    assert isinstance(workbook.transact(claims("#2001")), OrderNoted)
    return workbook


def test_a_claim_stands_in_the_tab_once_as_it_was_typed(ana: Workbook, owner: Owner) -> None:
    for number in ("2001", " # 2001"):
        assert isinstance(ana.transact(claims(number)), OrderNoted)

    assert rows(owner) == [("K7Q4ZD", "#2001", "no", "waiting")]
    assert owner.tab("Waiting")[0]["Cause"] == "wait:20261122T120000Z:K7Q4ZD:2001"
    assert owner.tab("Problems") == []


def test_it_is_booked_in_the_very_commit_that_brings_the_order(ana: Workbook, owner: Owner) -> None:
    spent, none_waits = Spent(), Spent()
    ana.transact(tells("2999"), spent=none_waits)
    ana.transact(tells("2001"), spent=spent)

    assert (spent.reads, spent.writes) == (none_waits.reads, none_waits.writes)
    assert rows(owner) == [("K7Q4ZD", "#2001", "no", "booked")]
    [line] = [row for row in owner.tab("Ledger") if row.get("Cause") == "order:2001"]
    assert (line["Member"], line["Points"]) == ("K7Q4ZD", 60)
    [order] = [row for row in owner.tab("Orders") if row["Order"] == "2001"]
    assert order["Points"] == 60
    assert [row["Points"] for row in owner.tab("Members") if row["Member"] == "K7Q4ZD"] == [110]


def test_another_instance_books_what_this_one_has_noted(ana: Workbook, start: Start) -> None:
    start().transact(tells("2001"))

    assert points(ana) == points(start()) == 110
    assert isinstance(ana.transact(claims("2001")), AlreadyClaimed)


def test_a_row_that_the_owner_types_brings_it_with_whatever_is_committed_next(
    ana: Workbook, start: Start, owner: Owner
) -> None:
    owner.type("Orders", ["2001", "ana@example.com", 60, "USD", "2026-11-22", "paid"])

    other = start()
    other.transact(BORIS)

    assert rows(owner) == [("K7Q4ZD", "#2001", "no", "booked")]
    assert points(ana) == points(other) == 110


@pytest.mark.parametrize("commits", [BORIS, claims("2999")], ids=["another joins", "she claims another"])
def test_the_first_commit_of_a_warm_instance_after_it_was_typed_books_it_for_one_read_more(
    ana: Workbook, owner: Owner, commits: Callable[[Book], Any]
) -> None:
    ana.transact(tells("2900"))
    spent, after = Spent(), Spent()
    owner.type("Orders", ["2001", "ana@example.com", 60, "USD", "2026-11-22", "paid"])

    ana.transact(commits, spent=spent)

    assert [row[-1] for row in rows(owner) if row[1] == "#2001"] == ["booked"]
    assert (spent.reads, spent.writes) == (2, 1)
    assert [row["Points"] for row in owner.tab("Members") if row["Member"] == "K7Q4ZD"] == [110]
    ana.transact(claims("2998"), spent=after)
    assert (after.reads, after.writes) == (1, 1)


def test_who_only_asks_waits_for_nothing(ana: Workbook, owner: Owner) -> None:
    ana.transact(tells("2900"))
    spent = Spent()
    owner.type("Orders", ["2001", "ana@example.com", 60, "USD", "2026-11-22", "paid"])

    ana.transact(partial(tell_points, contact="7001", now=NOW), spent=spent)
    assert (spent.reads, spent.writes) == (1, 0)
    ana.transact(BORIS, spent=spent)

    assert (spent.reads, spent.writes) == (2, 1)
    assert points(ana) == 110


def test_who_claims_once_more_and_is_told_that_it_is_booked_finds_it_in_the_ledger(ana: Workbook, owner: Owner) -> None:
    ana.transact(tells("2900"))
    owner.type("Orders", ["2001", "ana@example.com", 60, "USD", "2026-11-22", "paid"])

    outcome = ana.transact(claims("2001"))

    booked = [row["Points"] for row in owner.tab("Ledger") if row.get("Cause") == "order:2001"]
    assert (type(outcome), booked) in ((AlreadyClaimed, [60]), (Claimed, [60]))


def test_orders_that_the_owner_types_one_after_the_other_hold_up_no_commit(ana: Workbook, owner: Owner) -> None:
    for number in ("2002", "2003", "2004"):
        ana.transact(claims(number))
    for place, number in enumerate(["2001", "2002", "2003", "2004"], start=1):
        owner.type("Orders", [number, "ana@example.com", 10, "USD", "2026-11-22", "paid"])
        ana.transact(tells(f"29{place}0", "nobody@example.org"))

        assert [row[-1] for row in rows(owner)].count("booked") == place


def test_a_row_that_was_typed_before_the_claim_was_seen_is_found_too(ana: Workbook, start: Start, owner: Owner) -> None:
    """Another instance sees the order first and the claim later."""
    other = start()
    owner.type("Orders", ["2002", "ana@example.com", 25, "USD", "2026-11-22", "unpaid"])
    assert points(other) == points(ana) == 50
    owner.type_over("Orders", "2002", "Status", "paid")
    copied = [cell if cell != "#2001" else "2002" for cell in owner.tab("Waiting")[0].values()]
    copied[-1] = "wait:20261122T120000Z:K7Q4ZD:2002"
    owner.type("Waiting", copied)

    tidies(other)

    assert points(ana) == points(other) == 75


def test_an_address_or_a_status_that_the_owner_corrects_brings_it(ana: Workbook, owner: Owner) -> None:
    ana.transact(tells("2001", "nobody@example.org", status=OrderStatus.UNPAID))
    assert rows(owner)[0][-1] == "another address"

    owner.type_over("Orders", "2001", "Email", "ana@example.com")
    tidies(ana)
    assert rows(owner)[0][-1] == "not paid"

    owner.type_over("Orders", "2001", "Status", "paid")
    tidies(ana)

    assert rows(owner)[0][-1] == "booked"
    assert points(ana) == 110


def test_signed_numbers_and_taps_twice_by_two_instances_are_booked_once(
    ana: Workbook, start: Start, owner: Owner
) -> None:
    other = start()
    assert isinstance(other.transact(claims("2001", signed=True)), OrderNoted)
    assert isinstance(ana.transact(claims("2001", signed=True)), OrderNoted)
    assert rows(owner) == [("K7Q4ZD", "#2001", "yes", "waiting")]

    for workbook in (ana, other, start()):
        workbook.transact(tells("2001", "somebody@example.org"))

    assert points(ana) == points(other) == 110


def test_five_wait_in_all_instances_together(ana: Workbook, start: Start, owner: Owner) -> None:
    other = start()
    told = [workbook.transact(claims(f"300{place}")) for place, workbook in enumerate([ana, other, ana, other, ana])]

    assert [type(one) for one in told] == [*[OrderNoted] * 4, WaitingFull]
    assert len(rows(owner)) == 5


def test_sorts_moves_and_later_days_lose_nothing(ana: Workbook, start: Start, owner: Owner) -> None:
    ana.transact(BORIS)
    for contact, number in (("7002", "2005"), ("7001", "2003"), ("7002", "2004")):
        ana.transact(claims(number, contact))
    owner.sort("Waiting", list(WAITING.columns).index(WAITING.order), descending=True)
    # All but the last column: whose the claims are is said by their causes, which stay.
    owner.sort("Waiting", list(WAITING.columns).index(WAITING.member), columns=(0, len(WAITING.columns) - 1))
    owner.type_over("Waiting", "2005", "Until", "2027-03-01")

    for number, email in (("2001", "ana"), ("2003", "ana"), ("2004", "boris"), ("2005", "boris")):
        ana.transact(tells(number, f"{email}@example.com"))

    assert (points(ana), points(ana, "7002")) == (170, 170)
    assert [row[-1] for row in rows(owner)] == ["booked"] * 4
    assert points(start()) == 170


@pytest.mark.parametrize("by_the_writer", [True, False])
def test_a_booked_that_lands_in_anothers_row_does_not_end_their_wait(
    ana: Workbook, start: Start, owner: Owner, *, by_the_writer: bool
) -> None:
    for number in ("2002", "2003"):
        ana.transact(claims(number))
    owner.before_next("write", lambda: owner.move("Waiting", "ROWS", 3, 1))
    ana.transact(tells("2002"))
    other = ana if by_the_writer else start()
    tidies(other)

    assert [row[1::2] for row in rows(owner)] == [("2003", "waiting"), ("#2001", "waiting"), ("2002", "booked")]

    other.transact(tells("2001"))

    assert points(other) == 50 + 60 + 60
    assert owner.tab("Problems") == []


def test_a_row_that_the_owner_deletes_waits_no_longer(ana: Workbook, owner: Owner) -> None:
    owner.delete("Waiting", "ROWS", 1)

    ana.transact(tells("2001"))

    assert points(ana) == 50
    assert isinstance(ana.transact(claims("2001")), Claimed)


@pytest.mark.parametrize("cause", ["", "wait", "wait:20261399T120000Z:K7Q4ZD:2001", "order:2001"])
def test_a_cause_that_was_typed_over_counts_for_nothing_and_is_told(
    ana: Workbook, owner: Owner, cause: str, start: Start
) -> None:
    owner.type_at("Waiting!G2", [cause])

    workbook = start()
    workbook.transact(tells("2001"))

    assert points(ana) == points(workbook) == 50
    assert ("Waiting", "Cause") in {(row["Tab"], row["Column"]) for row in owner.tab("Problems")}


def test_a_line_that_the_owner_deletes_does_not_come_back_by_itself(ana: Workbook, start: Start, owner: Owner) -> None:
    ana.transact(tells("2001"))
    [place] = [place for place, row in enumerate(owner.tab("Ledger"), start=1) if row.get("Cause") == "order:2001"]
    owner.delete("Ledger", "ROWS", place)

    for workbook in (start(), ana):
        tidies(workbook)
        workbook.transact(partial(settle_waits, now=NOW + DAY, limit=9))

    assert points(start()) == 50
    assert [row[-1] for row in rows(owner)] == ["booked"]
    assert isinstance(ana.transact(claims("2001")), Claimed)


def test_the_night_takes_out_what_has_waited_too_long(ana: Workbook, owner: Owner) -> None:
    ana.transact(claims("2002"))
    ana.transact(tells("2002"))
    done = ana.transact(partial(settle_waits, now=NOW + 15 * DAY, limit=9))

    assert done.count == 1
    assert rows(owner) == [("K7Q4ZD", "2002", "no", "booked")]
    ana.transact(partial(take_orders, orders=[ShopOrder("2001", "ana@example.com", Decimal(60))], now=NOW + 16 * DAY))
    assert points(ana) == 110


def test_who_claims_anew_once_the_order_is_there_has_no_line_left(ana: Workbook, owner: Owner) -> None:
    owner.type_over("Members", "K7Q4ZD", "Status", "blocked")
    ana.transact(tells("2001"))
    owner.type_over("Members", "K7Q4ZD", "Status", "")

    told = ana.transact(claims("2001"))

    assert isinstance(told, Claimed | AlreadyClaimed)
    assert points(ana) == 110


def test_who_leaves_leaves_nothing_in_the_tab(ana: Workbook, owner: Owner) -> None:
    ana.transact(BORIS)
    ana.transact(claims("2001", "7002"))
    owner.type_over("Waiting", "wait:20261122T120000Z:K7Q4ZD:2001", "Member", "")

    ana.transact(partial(leave, contact="7001", confirmed=True, now=NOW))

    assert [row["Member"] for row in owner.tab("Waiting") if row] == ["B7Q4ZD"]


def test_a_sheet_without_the_tab_gets_it_and_one_without_the_setting_waits_for_nothing(
    start: Start, owner: Owner, clock: Clock
) -> None:
    owner.delete_tab("Waiting")
    workbook = start()
    workbook.transact(JOINS)
    assert isinstance(workbook.transact(claims("2001")), OrderNoted)
    assert owner.sheet_id("Waiting") == WAITING.number
    assert len(rows(owner)) == 1
    assert clock.seconds >= 0


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_the_tab_speaks_the_sheets_language(
    stand_in: StandIn, connect: Callable[[], Google], instance: Callable[..., Workbook], language: str
) -> None:
    set_up(connect(), chance="chance0", language=language)
    owner = Owner(stand_in, SPREADSHEET)
    owner.type_over(said("Settings", language), said("Confirm e-mail", language), said("Value", language), "no")
    workbook = instance()
    workbook.transact(JOINS)
    assert isinstance(workbook.transact(claims("2001")), OrderNoted)

    [row] = owner.tab(said("Waiting", language))
    assert row[said("State", language)] == said("waiting", language) != "waiting"

    workbook.transact(tells("2001"))

    [row] = owner.tab(said("Waiting", language))
    assert row[said("State", language)] == said("booked", language)
