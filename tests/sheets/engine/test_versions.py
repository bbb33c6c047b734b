"""A spreadsheet that its owner restores from its version history, and one that she copies: both go on being right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials

from loyalty.member.ask import tell_points
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.outcomes.asking import PointsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed
from sandbox.google.grid.spreadsheet import Spreadsheet
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.owner import Owner
from sheets.codec.a1 import letters
from sheets.google.client import SHEETS_URL, Google, authorized_session
from sheets.google.errors import HeadingMissing, NewerLayout
from sheets.schema.noted.known_headings import HeadingGone
from sheets.workbook import Workbook

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = "7001"
SHEET, COPY = "the-owners-sheet", "the-copy"


def claim(workbook: Workbook, number: str) -> Any:
    return workbook.transact(partial(claim_order, contact=ANA, number=number, now=NOW))


def points(workbook: Workbook) -> int:
    outcome = workbook.transact(partial(tell_points, contact=ANA, now=NOW))
    assert isinstance(outcome, PointsTold)
    return outcome.standing.points


@pytest.fixture(params=[20_000, 20], ids=["small", "large"])
def ana(owner: Owner, instance: Callable[..., Workbook], request: pytest.FixtureRequest) -> Workbook:  # noqa: ARG001
    """An instance that Ana has joined at; for one the sheet is large and read in chunks."""
    workbook = instance(rows_at_once=request.param)
    workbook.transact(
        partial(join, contact=ANA, email="ana@example.com", name="Ana", language="en", codes=["K7Q4ZD"], now=NOW)
    )
    return workbook


def with_fence_of(book: Spreadsheet, other: Spreadsheet) -> Spreadsheet:
    return replace(book, named_ranges=other.named_ranges)


@pytest.mark.parametrize("fence_too", [True, False])
def test_a_restored_spreadsheet_counts_as_it_is_now(
    ana: Workbook, stand_in: StandIn, owner: Owner, *, fence_too: bool
) -> None:
    """Whether Google brings back the named range as well, nobody has told us."""
    earlier = stand_in.spreadsheet(SHEET)
    claim(ana, "1042")
    assert points(ana) == 110
    newest = stand_in.spreadsheet(SHEET)
    stand_in.put(earlier if fence_too else with_fence_of(earlier, newest))

    again = claim(ana, "1042")

    assert isinstance(again, Claimed)
    assert again.standing.points == points(ana) == 110
    assert isinstance(claim(ana, "1042"), AlreadyClaimed)
    assert [row["Cause"] for row in owner.tab("Ledger")].count("order:1042") == 1


def test_who_waits_for_the_quota_hears_nothing_of_what_a_restored_version_does_not_know(
    ana: Workbook, instance: Callable[..., Workbook], stand_in: StandIn
) -> None:
    """The read that shows the older version takes the last request there is for the moment."""
    short_of_reads = instance(quota=(30, 60_000))
    points(short_of_reads)
    earlier = stand_in.spreadsheet(SHEET)
    assert isinstance(claim(short_of_reads, "1042"), Claimed)
    stand_in.put(earlier)

    again = short_of_reads.transact(partial(claim_order, contact=ANA, number="1042", now=NOW), seconds=60)

    assert isinstance(again, Claimed)
    assert points(ana) == 110


@pytest.mark.parametrize("fence", ["the same", "another", "none"])
def test_a_copy_is_a_program_of_its_own(
    ana: Workbook, instance: Callable[..., Workbook], stand_in: StandIn, owner: Owner, fence: str, clock: Any
) -> None:
    claim(ana, "1042")
    book = stand_in.spreadsheet(SHEET)
    ranges = [dict(one) for one in book.named_ranges]
    named = {"the same": ranges, "another": [one | {"namedRangeId": "fresh"} for one in ranges], "none": []}[fence]
    stand_in.put(replace(book, id=COPY, named_ranges=tuple(named)))
    session = authorized_session(AnonymousCredentials())
    session.mount(SHEETS_URL, Adapter(stand_in))
    copied = Workbook(
        Google(COPY, session),
        clock=lambda: NOW,
        chance=lambda: "copied",
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        quota=(60_000, 60_000),
    )

    outcome = claim(copied, "1043")

    assert isinstance(outcome, Claimed)
    assert outcome.standing.points == points(copied) == 200
    assert points(ana) == points(instance()) == 110
    assert isinstance(claim(ana, "1043"), Claimed)
    assert len(owner.tab("Ledger")) == 3


@pytest.mark.parametrize("after", range(3))
def test_a_heading_that_is_gone_is_not_told_in_the_sheet_of_a_newer_version_that_has_just_begun(
    ana: Workbook, owner: Owner, after: int
) -> None:
    headings = owner.google.tab(owner.spreadsheet, "Ledger")[0]
    owner.type_at(f"Ledger!{letters(list(headings).index('Cause'))}1", ["Why"])
    stood = list[object]()

    def begins(reads: int) -> None:
        if reads:
            owner.before_next("read", partial(begins, reads - 1))
            return
        owner.type_at("_system!A2", ["9"])
        stood.append(owner.google.spreadsheet(SHEET))

    owner.before_next("read", partial(begins, after))
    with pytest.raises((HeadingGone, HeadingMissing, NewerLayout)):
        claim(ana, "1042")

    assert not stood or owner.google.spreadsheet(SHEET) == stood[0]


@pytest.mark.parametrize("reads", range(1, 5))
def test_a_number_typed_in_the_moment_of_a_commit_is_nobodys_when_the_owner_has_gone_back_behind_it(
    ana: Workbook, instance: Callable[..., Workbook], owner: Owner, reads: int
) -> None:
    """An instance that reads a large sheet in parts has seen what that commit kept, but not the commit itself."""
    earlier = owner.google.spreadsheet(SHEET)
    owner.before_next("write", lambda: owner.type_over("Members", "K7Q4ZD", "Points", 1050))
    claim(ana, "1042")
    reader = instance(rows_at_once=1)

    def goes_back(later: int) -> None:
        if later:
            owner.before_next("read", partial(goes_back, later - 1))
            return
        owner.google.put(earlier)

    owner.before_next("read", partial(goes_back, reads))
    assert points(reader) == 50
    claim(reader, "1043")

    assert points(reader) == 140
    assert [row["Entry"] for row in owner.tab("Ledger")] == ["sign-up", "claim"]
