"""The contest: the fence's promise is tried with two real commits, a broken promise is told, and nothing is left."""

import json
from collections.abc import Sequence

import pytest
from google.auth.credentials import AnonymousCredentials

from commands.checks.fence_race import PREFIX, Contest
from sandbox.google.http.faults import NOT_SHARED, DropAfter, DropBefore, Fault, Faults, Refuse
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Google as StandIn
from sandbox.google.methods.description import Scope, described
from sheets.google.client import SHEETS_URL, Google, Spent, authorized_session
from sheets.google.errors import NoAccess
from tests.live.sabotage import BothWin, HoldsNames, OneByOne

SPREADSHEET = "the-owners-sheet"
ODD = json.dumps({"error": {"code": 400, "message": "Computer says no.", "status": "INVALID_ARGUMENT"}})
FIRST, SECOND, LAST = 1, 2, 4
"""The writes of a contest: the opening, the two that compete, the tidying."""


def shop(kind: type[StandIn] = StandIn, faults: Faults | None = None) -> StandIn:
    google = kind(faults=faults)
    google.create(SPREADSHEET, sheets=("Sheet1",))
    return google


def compete(stand_in: StandIn, chance: str = "chance") -> tuple[Sequence[str], Spent]:
    """The keys of what the contest found, and what it cost."""

    def connect() -> Google:
        session = authorized_session(AnonymousCredentials())
        session.mount(SHEETS_URL, Adapter(stand_in))
        return Google(SPREADSHEET, session)

    spent = Spent()
    contest = Contest(connect, stand_in.spreadsheet(SPREADSHEET).sheets[0].id, chance, spent)
    found = contest.findings(described(stand_in.spreadsheet(SPREADSHEET), Scope()))
    return [finding.key for finding in found], spent


def left_in(stand_in: StandIn) -> list[str]:
    return [str(one["name"]) for one in stand_in.spreadsheet(SPREADSHEET).named_ranges]


def at_write(number: int, fault: Fault) -> Faults:
    return Faults(lambda _request, kind, count: fault if (kind, count) == ("write", number) else None)


def test_a_fence_that_holds_is_nothing_to_tell_and_leaves_the_spreadsheet_as_it_was() -> None:
    stand_in = shop()
    before = stand_in.spreadsheet(SPREADSHEET)

    found, spent = compete(stand_in)

    assert found == []
    assert stand_in.spreadsheet(SPREADSHEET) == before
    assert (spent.reads, spent.writes) == (1, 4)
    assert [seen.status for seen in stand_in.requests if seen.kind == "write"].count(400) == 1


@pytest.mark.parametrize(
    ("broken", "key"), [(BothWin, "fence.broken"), (HoldsNames, "fence.nobody_won"), (OneByOne, "fence.not_whole")]
)
def test_a_promise_that_google_does_not_keep_is_told(broken: type[StandIn], key: str) -> None:
    stand_in = shop(broken)

    found, _ = compete(stand_in)

    assert found == [key]
    assert left_in(stand_in) == []


@pytest.mark.parametrize(
    ("number", "fault", "keys"),
    [
        (FIRST, Refuse(400, ODD), ["fence.write_refused"]),
        (FIRST, DropBefore(), ["fence.not_tried"]),
        (FIRST, Refuse(429), ["fence.not_tried"]),
        (SECOND, DropBefore(), ["fence.not_tried"]),
        (SECOND, DropAfter(), ["fence.not_tried"]),
        (SECOND, Refuse(400, ODD), ["fence.words"]),
    ],
)
def test_what_keeps_it_from_being_tried_is_told_and_nothing_is_left(
    number: int, fault: Fault, keys: Sequence[str]
) -> None:
    stand_in = shop(faults=at_write(number, fault))

    found, _ = compete(stand_in)

    assert found == keys
    assert left_in(stand_in) == []


def test_what_a_contest_left_behind_is_removed_by_the_next() -> None:
    stand_in = shop(faults=at_write(LAST, DropBefore()))

    broken_off, _ = compete(stand_in)
    left = left_in(stand_in)
    again, _ = compete(stand_in, "another")

    assert broken_off == ["fence.left_behind"]
    assert left
    assert all(name.startswith(PREFIX) for name in left)
    assert (again, left_in(stand_in)) == ([], [])


@pytest.mark.parametrize(("kind", "found"), [(StandIn, "fence.not_tried"), (BothWin, "fence.broken")])
def test_what_the_race_has_shown_is_told_also_when_nobody_can_look_afterwards(kind: type[StandIn], found: str) -> None:
    stand_in = shop(kind, Faults(lambda _request, of, _count: DropBefore() if of == "read" else None))

    assert compete(stand_in)[0] == [found, "fence.left_behind"]


def test_who_may_only_look_cannot_compete() -> None:
    stand_in = shop(faults=at_write(FIRST, NOT_SHARED))

    with pytest.raises(NoAccess):
        compete(stand_in)
