"""What needs a person: the person here is the owner at the stand-in, who does what the sentence says, or does not."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from sandbox.google.http.server import Server
from sandbox.google.methods.core import Google as StandIn
from sandbox.google.methods.description import Scope, described
from sandbox.owner import Owner
from service.container import credentials_here
from tests.live import by_hand, races
from tests.live.google import Live
from tests.live.promises import Promise
from tests.live.report import ALL, Came, Seen, try_all
from tests.live.scratch import Run

SPREADSHEET, COPY = "somebodys-empty-spreadsheet", "its-copy"


class Person:
    """Does what the run asks for, at once; ``fails`` is what they do otherwise."""

    def __init__(self, owner: Owner, **fails: bool) -> None:
        self.owner, self.fails = owner, fails
        self.heard = list[str]()

    def __call__(self, what: str) -> str:
        """What they type into the command's window."""
        self.heard.append(what)
        tab = (re.findall(r"'(regulars try [^']+)'", what) or [""])[0]
        deeds: dict[str, Callable[[], str]] = {
            "into its cell B1": lambda: self._types(f"'{tab}'!B1", "x"),
            "Restore this version": self._restores,
            "Make a copy": self._copies,
            "Set permissions": lambda: self._protects(tab),
            "Take the protection away": self._opens,
            "downwards into column D": lambda: self._counts(f"'{tab}'!D"),
        }
        return next((deed() for words, deed in deeds.items() if words in what), "")

    def _types(self, place: str, text: str) -> str:
        self.owner.type_at(place, [text])
        return ""

    def _restores(self) -> str:
        named_ranges = not self.fails.get("ids_stay", False)
        google = self.owner.google
        changes = 0 if self.fails.get("restores_nothing") else 1
        google.restore(SPREADSHEET, google.version(SPREADSHEET) - changes, named_ranges=named_ranges)
        return ""

    def _copies(self) -> str:
        copy = self.owner.copy(COPY)
        for named in copy.description()["namedRanges"] if self.fails.get("new_ids") else ():
            copy.edit(
                {"deleteNamedRange": {"namedRangeId": named["namedRangeId"]}},
                {"addNamedRange": {"namedRange": {**named, "namedRangeId": "another"}}},
            )
        return f"https://docs.google.com/spreadsheets/d/{COPY}/edit#gid=0"

    def _protects(self, tab: str) -> str:
        if not self.fails.get("protects_nothing"):
            self.owner.protect(tab)
        return ""

    def _opens(self) -> str:
        sheets = self.owner.description()["sheets"]
        held = [found["protectedRangeId"] for sheet in sheets for found in sheet.get("protectedRanges", ())]
        for number in held:
            self.owner.edit({"deleteProtectedRange": {"protectedRangeId": number}})
        return ""

    def _counts(self, column: str) -> str:
        """Types a number before each of the next writes; what ``loses`` one forgets it."""
        for number in (1, 2, 3):
            if number != 2 or not self.fails.get("loses_one"):
                self.owner.before_next("write", partial(self.owner.type_at, f"{column}{number}", [number]))
        return ""


@contextmanager
def asked(tmp_path: Path, environment: pytest.MonkeyPatch, **fails: bool) -> Iterator[tuple[Live, Person]]:
    google = StandIn(history=9)
    google.create(SPREADSHEET, title="Empty")
    with Server(google, credentials=tmp_path / "key.json") as server:
        environment.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
        live = Live(SPREADSHEET, credentials_here(), server.url, pause=lambda _seconds: None)
        yield live, Person(Owner(google, SPREADSHEET), **fails)


def came_of(see: Callable[..., str], live: Live, person: Person) -> Seen:
    promise: Promise = next(promise for promise in ALL if promise.see is see)
    [seen] = try_all(live, "c", [promise], Run(person, races=6))
    return seen


@pytest.mark.parametrize(
    "see",
    [
        by_hand.a_restored_version_has_its_named_ranges,
        by_hand.a_copy_has_the_same_named_ranges,
        by_hand.a_protected_tab_is_refused_in_known_words,
        races.of_two_processes_one_wins_each_race,
    ],
)
def test_what_a_person_does_is_seen_and_nothing_is_left_behind(
    see: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asked(tmp_path, monkeypatch) as (live, person):
        before = described(person.owner.google.spreadsheet(SPREADSHEET), Scope(cells=True))

        seen = came_of(see, live, person)

    assert seen.came is Came.KEPT, seen
    assert person.heard
    assert described(person.owner.google.spreadsheet(SPREADSHEET), Scope(cells=True)) == before


@pytest.mark.parametrize(
    ("see", "fails", "said"),
    [
        (by_hand.a_restored_version_has_its_named_ranges, "ids_stay", "the id stayed what it was"),
        (by_hand.a_restored_version_has_its_named_ranges, "restores_nothing", "another version was restored, or none"),
        (by_hand.a_copy_has_the_same_named_ranges, "new_ids", "in the copy the ids are ['another']"),
        (by_hand.a_protected_tab_is_refused_in_known_words, "protects_nothing", "was the tab protected"),
        (races.of_two_processes_one_wins_each_race, "loses_one", "there is only [1, '', 3]"),
    ],
)
def test_what_is_otherwise_is_said(
    see: Callable[..., str], fails: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asked(tmp_path, monkeypatch, **{fails: True}) as (live, person):
        seen = came_of(see, live, person)

    assert seen.came is Came.DIFFERS
    assert said in seen.said


def test_without_a_person_they_are_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with asked(tmp_path, monkeypatch) as (live, person):
        seen = list(try_all(live, "c", by_hand.BY_HAND))

    assert {result.came for result in seen} == {Came.NOT_ASKED}
    assert [request for request in person.owner.google.requests if request.kind == "write"] == []
