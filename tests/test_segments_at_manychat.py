"""Segments at ManyChat: each night one field and three tags, only what has changed, and how many were told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from sandbox.google.http.server import Server
from sandbox.manychat_api import ADD_TAG, DROP, FIELDS, NEW_FIELD, NEW_TAG, REMOVE_TAG, Fault, ManyChat, Page
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from service.container import now
from tests.conftest import FUNCTION
from tests.taps import Tap, tapping

TOKEN = "123456:0a1b2c3d4e5f"
FIELD = "Loyalty segments"
Answer = Callable[[], dict[str, Any]]


@pytest.fixture
def faults() -> dict[str, Fault]:
    """What goes wrong at ManyChat, by the path of the call."""
    return {}


@pytest.fixture(autouse=True)
def chat(environment: pytest.MonkeyPatch, faults: dict[str, Fault]) -> Iterator[ManyChat]:
    """The owner's account with three contacts, in which nobody has made a field or a tag."""
    page = Page(TOKEN, {contact: {} for contact in ("7001", "7002", "7003")}, frozenset(), frozenset())

    def fault(path: str, contact: str) -> Any:
        return faults[path](path, contact) if path in faults else None

    with ManyChat(page, fault=fault) as chat:
        environment.setenv("MANYCHAT_TOKEN", TOKEN)
        environment.setenv("MANYCHAT_URL", chat.url)
        yield chat


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app, "Ana")


@pytest.fixture
def night(app: Flask, credentials: Path, server: Server) -> Answer:
    """Lets the nightly run do its work, and gives its answer."""
    token = server.access.id_token(FUNCTION, now().timestamp(), email=Scheduler(FUNCTION, credentials).account)

    def run() -> dict[str, Any]:
        answer = app.test_client().post("/tasks/tidy", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        return dict(answer.get_json())

    return run


def join_both(tap: Tap) -> None:
    """Ana, who has bought most, and Boris, whose one order is no more than anybody's."""
    tap("join", email="ana@example.com")
    tap("join", 7002, email="boris@example.com")


@pytest.fixture
def both(tap: Tap) -> None:
    join_both(tap)


@pytest.mark.usefixtures("both")
def test_each_contact_gets_its_segments_once_and_then_only_what_has_changed(
    chat: ManyChat, owner: Owner, night: Answer
) -> None:
    first, again = night(), night()

    assert (first["segments"], first["segments_written"], again["segments_written"]) == (2, 2, 0)
    assert chat.page.contacts == {"7001": {FIELD: "frequent, best, new"}, "7002": {FIELD: "new"}, "7003": {}}
    assert chat.page.tagged == {"7001": {"Loyalty best"}}
    assert chat.page.tags == ["Loyalty best", "Loyalty at risk", "Loyalty sleeping points"]

    chat.calls.clear()
    owner.type_over("Segments", "best", "Threshold", 99)
    owner.type_over("Segments", "new", "Threshold", 30)
    changed = night()

    assert changed["segments_written"] == 1
    assert chat.page.contacts["7001"] == {FIELD: "frequent, new"}
    assert chat.page.tagged == {"7001": set()}
    assert sorted(path for path in chat.calls if "/page/" not in path) == [REMOVE_TAG, FIELDS]
    assert {NEW_FIELD, NEW_TAG}.isdisjoint(chat.calls)
    assert chat.too_early == 0


@pytest.mark.usefixtures("both")
def test_whoever_is_in_no_segment_any_more_has_an_empty_field(chat: ManyChat, owner: Owner, night: Answer) -> None:
    night()
    owner.delete_tab("Segments")

    assert night()["segments_written"] == 2
    assert chat.page.contacts == {"7001": {FIELD: "-"}, "7002": {FIELD: "-"}, "7003": {}}
    assert night()["segments_written"] == 0


def test_without_a_key_nothing_is_written_and_nothing_fails(
    tap: Tap, owner: Owner, environment: pytest.MonkeyPatch, night: Answer
) -> None:
    environment.delenv("MANYCHAT_TOKEN")
    join_both(tap)

    answer = night()

    assert (answer["segments"], answer["segments_written"]) == (2, 0)
    assert [row for row in owner.tab("Log") if row["What"] == "segments sent"] == []


@pytest.mark.usefixtures("both")
def test_what_broke_off_goes_on_in_the_next_night_and_is_done_once(
    chat: ManyChat, faults: dict[str, Fault], night: Answer
) -> None:
    seen = dict[str, int]()
    faults[FIELDS] = lambda _path, contact: 503 if seen.setdefault(contact, len(seen)) else None
    broken = night()
    faults.clear()
    chat.calls.clear()
    later = night()

    assert (broken["segments_written"], later["segments_written"]) == (1, 1)
    assert chat.page.contacts == {"7001": {FIELD: "frequent, best, new"}, "7002": {FIELD: "new"}, "7003": {}}
    assert chat.calls.count(FIELDS) == 1


@pytest.mark.usefixtures("both")
def test_a_call_whose_answer_is_lost_is_made_again(chat: ManyChat, faults: dict[str, Fault], night: Answer) -> None:
    lost = iter((DROP,))
    faults[ADD_TAG] = lambda _path, _contact: next(lost, None)

    assert night()["segments_written"] == 2
    assert chat.calls.count(ADD_TAG) == 2
    assert chat.page.tagged == {"7001": {"Loyalty best"}}


def test_a_contact_that_manychat_does_not_know_is_not_tried_every_night(
    tap: Tap, chat: ManyChat, night: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    tap("join", 7009, email="ana@example.com")

    assert night()["segments_written"] == 0
    chat.calls.clear()
    assert night()["segments_written"] == 0
    assert chat.calls == []
    assert "ManyChat did not take a member's segments: Validation error; Subscriber … does not exist" in caplog.text
    assert "7009" not in "".join(record.message for record in caplog.records if record.name == "regulars.segments")


@pytest.mark.parametrize("wrong", ["type", "key"])
def test_an_account_that_has_no_place_for_it_is_left_alone(
    tap: Tap,
    chat: ManyChat,
    environment: pytest.MonkeyPatch,
    night: Answer,
    wrong: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if wrong == "type":
        chat.page.fields, chat.page.types = frozenset({"loyalty Segments"}), {"loyalty Segments": "number"}
    else:
        environment.setenv("MANYCHAT_TOKEN", "123456:another0key")
    join_both(tap)

    assert night()["segments_written"] == 0
    assert chat.page.contacts["7001"] == {}
    assert ("is no text" if wrong == "type" else "does not take MANYCHAT_TOKEN") in caplog.text
