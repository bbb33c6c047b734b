"""Cards and the chat read one spreadsheet under one quota: the chat goes first, and many cards share a read."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from sandbox.owner import Owner
from tests.cards.links import CODE, CONTACT, path

AT_ONCE = 30


def waits_for(callers: int) -> None:
    """Comes back when so many wait for their outcome at the function that the framework has loaded."""
    workbook = sys.modules["main"].the_container().workbook
    while workbook.waiting < callers:
        Event().wait(0.002)


def points(app: Flask) -> TestResponse:
    headers = {"Authorization": "Bearer the-secret-of-this-test"}
    return app.test_client().post("/manychat/points", json={"contact": {"id": CONTACT}}, headers=headers)


def card(app: Flask) -> TestResponse:
    return app.test_client().get(path())


@pytest.fixture
def warm(app: Flask, ana: Owner, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """The function has read the sheet, and Google allows what it usually allows."""
    monkeypatch.setenv("SHEETS_QUOTA", "60/60")
    assert points(app).get_json()["points"] == 377
    ana.google.requests.clear()
    return ana


def test_a_card_waits_for_a_batch_of_its_own_and_the_chat_takes_it_along_at_once(app: Flask, warm: Owner) -> None:
    before = card(app)

    with ThreadPoolExecutor() as threads:
        later = threads.submit(card, app)
        waits_for(1)
        told = points(app)
        shown = later.result()

    assert told.get_json()["points"] == 377
    assert all(CODE in answer.text for answer in (before, shown))
    assert len(warm.google.requests) == 2


def test_many_cards_at_once_are_two_reads(app: Flask, warm: Owner) -> None:
    warm.before_next("read", lambda: waits_for(AT_ONCE))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        shown = list(threads.map(lambda _: card(app), range(AT_ONCE)))

    assert all(CODE in answer.text for answer in shown)
    assert [request.kind for request in warm.google.requests] == ["read", "read"]
