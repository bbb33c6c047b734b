"""The contract test against the stand-in over HTTP: it keeps its promises, and a broken one is found by its name."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from sandbox.google.http.faults import Faults, Refuse
from sandbox.google.http.server import Server
from sandbox.google.methods.core import Google as StandIn
from sandbox.google.methods.description import Scope, described
from service.container import credentials_here
from tests.live import promises, questions, races
from tests.live.by_hand import BY_HAND
from tests.live.google import Live
from tests.live.promises import Promise
from tests.live.questions import QUESTIONS
from tests.live.races import RACES
from tests.live.report import ALL, Came, Seen, report, try_all
from tests.live.sabotage import (
    BothWin,
    BrokenStandIn,
    Computes,
    CountsFilters,
    CutsNothing,
    DeletesNothing,
    ForgivesRanges,
    FormatsNothing,
    HoldsNames,
    InsertsNothing,
    KeepsDuplicates,
    KeepsEnds,
    LosesHalf,
    NamesTwice,
    OneByOne,
    PointsNowhere,
    RefusesLate,
    ReplacesNothing,
    ShowsFormats,
    ShowsLate,
    SpeaksTheLocale,
    Tears,
    TearsFilters,
)
from tests.live.scratch import InUse, Run

ROOT = Path(__file__).parents[2]
SPREADSHEET = "somebodys-empty-spreadsheet"
NOT_SEEN = (questions.many_filters_are_one_read,)
"""What cannot be seen where no quota is."""


@contextmanager
def served(google: StandIn, tmp_path: Path) -> Iterator[Server]:
    google.create(SPREADSHEET, title="Empty")
    with Server(google, credentials=tmp_path / "key.json") as server:
        yield server


@contextmanager
def reached(google: StandIn, tmp_path: Path, environment: pytest.MonkeyPatch) -> Iterator[Live]:
    """The way to this Google over HTTP; nobody waits long for what does not come."""
    with served(google, tmp_path) as server:
        environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
        yield Live(SPREADSHEET, credentials_here(), server.url, pause=lambda _seconds: None)


def test_the_stand_in_keeps_what_it_promises_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    google = StandIn()
    with served(google, tmp_path) as server:
        monkeypatch.setenv("GOOGLE_SHEETS_URL", server.url)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
        before = described(google.spreadsheet(SPREADSHEET), Scope(cells=True))

        ran = subprocess.run(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "tests.live", "--races", "4"),
                f"https://docs.google.com/spreadsheets/d/{SPREADSHEET}/edit",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    tried = len(ALL) - len(BY_HAND) - len(NOT_SEEN)
    assert f"{tried} of {tried} behaviours are as assumed" in ran.stdout
    assert ran.stdout.count("| kept |") == tried
    assert ran.stdout.count("| not asked |") == len(BY_HAND)
    assert described(google.spreadsheet(SPREADSHEET), Scope(cells=True)) == before


BROKEN: list[tuple[type[BrokenStandIn], Promise]] = [
    (broken, next(promise for promise in ALL if promise.see is see))
    for broken, see in (
        (OneByOne, promises.whole_or_nothing),
        (NamesTwice, promises.a_name_is_taken),
        (NamesTwice, promises.a_name_is_taken_in_any_case),
        (NamesTwice, promises.an_id_is_taken),
        (DeletesNothing, promises.an_unknown_id_cannot_be_deleted),
        (HoldsNames, promises.a_swap_is_one_batch),
        (BothWin, promises.of_parallel_swaps_one_wins),
        (InsertsNothing, promises.rows_are_inserted),
        (InsertsNothing, promises.rows_are_inserted_at_the_end),
        (FormatsNothing, promises.an_inserted_row_looks_like_the_one_before),
        (Computes, promises.text_stays_text),
        (FormatsNothing, promises.what_is_typed_into_a_text_cell_stays_text),
        (ShowsFormats, promises.a_format_changes_no_value),
        (KeepsEnds, promises.empty_ends_are_left_out),
        (ShowsLate, promises.a_read_shows_what_was_answered_before),
        (LosesHalf, promises.a_batch_whose_answer_is_lost),
        (BothWin, promises.a_batch_whose_answer_is_lost),
        (KeepsDuplicates, promises.of_duplicates_the_first_stays),
        (ReplacesNothing, promises.whole_cells_are_found_and_replaced),
        (CutsNothing, promises.what_is_cut_stands_elsewhere),
        (Tears, questions.one_read_is_one_snapshot),
        (TearsFilters, questions.one_read_is_one_snapshot),
        (CountsFilters, questions.many_filters_are_one_read),
        (ForgivesRanges, questions.a_range_that_is_unknown_prevents_the_batch),
        (RefusesLate, questions.a_range_that_is_unknown_prevents_the_batch),
        (ForgivesRanges, questions.an_unknown_range_fails_the_whole_read),
        (ReplacesNothing, questions.numbers_are_found_as_they_are_shown),
        (SpeaksTheLocale, questions.refusals_are_known_in_every_language),
        (PointsNowhere, questions.a_pointer_leads_to_another_tab),
        (BothWin, races.of_two_processes_one_wins_each_race),
        (OneByOne, races.of_two_processes_one_wins_each_race),
    )
]


def test_every_promise_is_broken_once() -> None:
    assert {promise.behaviour for _, promise in BROKEN} == {promise.behaviour for promise in ALL if not promise.by_hand}


@pytest.mark.parametrize("question", [*QUESTIONS, *RACES, *BY_HAND], ids=lambda question: question.see.__name__)
def test_what_is_asked_stands_in_fidelity_with_what_is_assumed(question: Promise) -> None:
    listed = (ROOT / "sandbox" / "FIDELITY.md").read_text(encoding="utf-8").splitlines()

    assert [line for line in listed if line.startswith(f"| {question.behaviour} |")]


@pytest.mark.parametrize(("broken", "promise"), BROKEN)
def test_a_promise_that_is_broken_is_found(
    broken: type[BrokenStandIn], promise: Promise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    google = broken()
    with reached(google, tmp_path, monkeypatch) as live:
        if isinstance(google, CountsFilters):
            live.pause = lambda _seconds: google.next_minute()
        [seen] = try_all(live, "c", [promise], Run(races=2))

    assert seen.came is Came.DIFFERS
    assert seen.said


@pytest.mark.parametrize("tab", ["Members", "Orders", "Ledger"])
def test_a_spreadsheet_with_customers_is_refused_and_not_touched(
    tab: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    google = StandIn()
    with reached(google, tmp_path, monkeypatch) as live:
        google.edit(SPREADSHEET, [{"addSheet": {"properties": {"title": tab}}}])
        google.enter(SPREADSHEET, f"{tab}!A1", [["Member"], ["K7Q4ZD"]])

        with pytest.raises(InUse, match=tab):
            list(try_all(live, "c"))

    assert [seen for seen in google.requests if seen.kind == "write"] == []


def test_what_was_tried_is_removed_also_when_google_goes_away_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = Faults(lambda _request, kind, number: Refuse(503) if (kind, number) == ("write", 4) else None)
    google = StandIn(faults=faults)
    with served(google, tmp_path) as server:
        monkeypatch.setenv("GOOGLE_SHEETS_URL", server.url)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))

        ran = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "tests.live", SPREADSHEET], cwd=ROOT, capture_output=True, text=True, check=False
        )

    assert ran.returncode == 2
    assert "Stopped: Google answered 503" in ran.stderr
    assert [sheet.title for sheet in google.spreadsheet(SPREADSHEET).sheets] == ["Sheet1"]
    assert not google.spreadsheet(SPREADSHEET).named_ranges


def test_when_the_quota_is_spent_it_waits_for_the_next_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    minute = [0.0]
    google = StandIn(quota=(4, 2), clock=lambda: minute[0])
    with reached(google, tmp_path, monkeypatch) as live:
        live.pause = lambda seconds: minute.__setitem__(0, minute[0] + seconds)

        seen = list(try_all(live, "c", run=Run(races=2)))

    assert [result for result in seen if result.came not in (Came.KEPT, Came.NOT_ASKED)] == []
    assert 429 in [request.status for request in google.requests]


def test_the_report_is_a_table_whatever_google_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with reached(StandIn(), tmp_path, monkeypatch) as live:
        told = report([Seen("This", Came.DIFFERS, "a | b\n`c`"), Seen("That", Came.KEPT, "")], live, date.min)

    assert "| This | **differs** | `a \\| b 'c'` |\n| That | kept |  |" in told


@pytest.mark.parametrize("named", ["", "  ", "no-such-spreadsheet"])
def test_without_a_spreadsheet_it_is_one_sentence(named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(StandIn(), tmp_path) as server:
        monkeypatch.setenv("GOOGLE_SHEETS_URL", server.url)
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))

        ran = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "tests.live", named], cwd=ROOT, capture_output=True, text=True, check=False
        )

    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert os.linesep in ran.stderr
