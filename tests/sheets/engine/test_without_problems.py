"""The tab Problems is for the owner alone: nobody else waits for it when it is gone."""

from functools import partial

from loyalty.member.claim import claim_order
from loyalty.outcomes.claiming import Claimed
from sandbox.owner import Owner
from sheets.workbook import Workbook
from tests.sheets.conftest import Clock
from tests.sheets.engine.conftest import NOW, Start, tidies


def test_claims_are_booked_without_the_tab_problems(ana: Workbook, owner: Owner, start: Start, clock: Clock) -> None:
    owner.type_over("Rewards", "tote", "Points", "a lot")
    owner.delete_tab("Problems")
    clock.seconds += 400

    claimed = ana.transact(partial(claim_order, contact="7001", number="1043", now=NOW))
    for workbook in (ana, start()):
        tidies(workbook)

    assert isinstance(claimed, Claimed)
    assert [row["Points"] for row in owner.tab("Members")] == [50 + 60 + 90]
