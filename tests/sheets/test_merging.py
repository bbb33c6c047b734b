"""Two rows of one person made one: by lines of the Ledger, once, and undone again."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from loyalty.member.ask import tell_coupons, tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.redeem import redeem
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from loyalty.outcomes.joining import AlreadyMember
from loyalty.owner.merging import Merged, NotMerged, merge, take_apart
from sandbox.owner import Owner
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA, OTHER = "7001", "7002"
MERGES = partial(merge, keep="k7q4zd", other="boris@example.com", now=NOW)
PARTS = partial(take_apart, keep="K7Q4ZD", other="M3X9TR", now=NOW)


@pytest.fixture(params=[20_000, 4], ids=["small", "large"])
def shop(owner: Owner, instance: Callable[..., Workbook], request: pytest.FixtureRequest) -> Workbook:
    """Ana is there twice; as Boris she has claimed 300, taken a tote bag for 200, and has one more order."""
    owner.type("Orders", ["1050", "boris@example.com", 300], ["1051", "boris@example.com", 25])
    workbook = instance(rows_at_once=request.param)
    for contact, email, code in ((ANA, "ana@example.com", "K7Q4ZD"), (OTHER, "boris@example.com", "M3X9TR")):
        workbook.transact(partial(join, contact=contact, email=email, name="", language="en", codes=[code], now=NOW))
    workbook.transact(partial(claim_order, contact=OTHER, number="1050", now=NOW))
    workbook.transact(partial(redeem, contact=OTHER, reward="tote", codes=(), now=NOW))
    return workbook


def points(workbook: Workbook, contact: str) -> int:
    outcome = workbook.transact(partial(tell_points, contact=contact, now=NOW))
    assert isinstance(outcome, PointsTold)
    assert outcome.standing
    return outcome.standing.points


def by_code(owner: Owner) -> dict[str, int]:
    sums = dict.fromkeys(("K7Q4ZD", "M3X9TR"), 0)
    for row in owner.tab("Ledger"):
        sums[row["Member"]] += int(row["Points"])
    return sums


def test_the_one_has_all_that_the_other_had(shop: Workbook, owner: Owner, instance: Callable[..., Workbook]) -> None:
    assert shop.transact(MERGES) == Merged("K7Q4ZD", "M3X9TR", 150, 200, undone=False)

    for workbook in (shop, instance()):
        assert [points(workbook, contact) for contact in (ANA, OTHER)] == [200, 200]
        assert "TOTE-1" in str(workbook.transact(partial(tell_coupons, contact=ANA, now=NOW)))
        again = partial(join, email="boris@example.com", name="", language="en", codes=["N2W2N2"], now=NOW)
        assert isinstance(workbook.transact(partial(again, contact=OTHER)), AlreadyMember)
        assert isinstance(workbook.transact(partial(claim_order, contact=ANA, number="1050", now=NOW)), AlreadyClaimed)
    assert isinstance(shop.transact(partial(claim_order, contact=ANA, number="1051", now=NOW)), Claimed)
    assert by_code(owner) == {"K7Q4ZD": 225, "M3X9TR": 0}
    shown = {row["Member"]: (row["Points"], row.get("Membership")) for row in owner.tab("Members")}
    assert shown == {"K7Q4ZD": (225, None), "M3X9TR": (0, "→ K7Q4ZD")}
    assert points(instance(), ANA) == 225


def test_a_second_run_changes_nothing(shop: Workbook, owner: Owner) -> None:
    shop.transact(MERGES)
    lines = owner.tab("Ledger")

    again = shop.transact(partial(merge, keep="K7Q4ZD", other="M3X9TR", now=NOW))

    assert isinstance(again, NotMerged)
    assert (again.is_so, owner.tab("Ledger")) == (True, lines)


def test_undone_each_has_what_was_theirs_and_it_can_be_done_again(
    shop: Workbook, owner: Owner, instance: Callable[..., Workbook]
) -> None:
    shop.transact(MERGES)
    assert isinstance(shop.transact(PARTS), Merged)

    assert by_code(owner) == {"K7Q4ZD": 50, "M3X9TR": 150}
    assert points(shop, ANA) == points(instance(), ANA) == 50
    assert isinstance(shop.transact(partial(merge, keep="K7Q4ZD", other="M3X9TR", now=NOW)), Merged)
    assert points(shop, ANA) == points(instance(), ANA) == 200


def test_what_stands_under_a_code_without_a_row_can_be_given_to_a_member(shop: Workbook, owner: Owner) -> None:
    owner.delete("Members", "ROWS", 2)

    merged = shop.transact(partial(merge, keep="K7Q4ZD", other="M3X9TR", now=NOW))

    assert merged == Merged("K7Q4ZD", "M3X9TR", 150, 200, undone=False)
    assert points(shop, ANA) == 200


@pytest.mark.parametrize(("keep", "other"), [("K7Q4ZD", "K7Q4ZD"), ("K7Q4ZD", "N2W2N2"), ("x@example.com", "M3X9TR")])
def test_nothing_is_done_for_names_that_are_not_two_members(
    shop: Workbook, owner: Owner, keep: str, other: str
) -> None:
    lines = owner.tab("Ledger")

    assert isinstance(shop.transact(partial(merge, keep=keep, other=other, now=NOW)), NotMerged)
    assert owner.tab("Ledger") == lines
