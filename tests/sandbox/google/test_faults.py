"""Faults and quota: what is applied and what is not when an answer is an error, late, lost or cut off."""

import json
import time
from typing import Any

import pytest
import requests

from sandbox.google.http.exchange import Kind
from sandbox.google.http.faults import (
    BothPass,
    CutOff,
    Delay,
    DropAfter,
    DropBefore,
    Fault,
    FaultMisplaced,
    Faults,
    Forked,
    Interrupted,
    Late,
    Refuse,
    Slow,
    SlowBody,
    Stale,
    Torn,
)
from sandbox.google.http.server import Server
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Dropped, Google, Request
from tests.sandbox.google.hand_clock import HandClock

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"


def write(google: Google, text: str) -> int:
    body = {"values": [[text]]}
    query = (("valueInputOption", "RAW"),)
    return google.answer(Request("PUT", "/v4/spreadsheets/S/values/A1", query, json.dumps(body).encode())).status


def read(google: Google) -> int:
    return google.answer(Request("GET", "/v4/spreadsheets/S/values/A1")).status


def test_the_sixty_first_write_of_a_minute_is_refused_in_googles_words() -> None:
    clock = HandClock()
    google = Google(quota=(60, 60), clock=clock)
    google.create("S")
    for _ in range(60):
        assert write(google, "x") == 200

    answer = google.answer(Request("PUT", "/v4/spreadsheets/S/values/A1", (("valueInputOption", "RAW"),), b"{}"))

    limit = "limit 'Write requests per minute per user'"
    assert answer.status == 429
    assert json.loads(answer.body) == {
        "error": {
            "code": 429,
            "message": f"Quota exceeded for quota metric 'Write requests' and {limit} of service "
            "'sheets.googleapis.com' for consumer 'project_number:000000000000'.",
            "status": "RESOURCE_EXHAUSTED",
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "RATE_LIMIT_EXCEEDED",
                    "domain": "googleapis.com",
                    "metadata": {
                        "window_start_time": "120",
                        "quota_metric": "sheets.googleapis.com/write_requests",
                        "quota_location": "global",
                        "service": "sheets.googleapis.com",
                        "quota_unit": "1/min/{project}/{user}",
                        "quota_limit": "WriteRequestsPerMinutePerUser",
                        "consumer": "projects/000000000000",
                        "quota_limit_value": "60",
                    },
                },
                {
                    "@type": "type.googleapis.com/google.rpc.Help",
                    "links": [
                        {
                            "description": "Request a higher quota limit.",
                            "url": "https://cloud.google.com/docs/quotas/help/request_increase",
                        }
                    ],
                },
            ],
        }
    }
    assert read(google) == 200


def test_the_next_minute_brings_new_quota_and_a_bad_request_spends_it() -> None:
    clock = HandClock()
    google = Google(quota=(1, 1), clock=clock)
    google.create("S")
    bad = Request("POST", "/v4/spreadsheets/S:batchUpdate", (), b'{"requests": []}')

    spent = [google.answer(bad).status, write(google, "x"), read(google), read(google)]
    clock.now += 60
    after = [write(google, "x"), read(google)]

    assert spent == [400, 429, 200, 429]
    assert after == [200, 200]


def test_every_request_is_seen_with_its_kind_and_status(google: Google) -> None:
    read(google)
    write(google, "x")
    google.answer(Request("GET", "/v4/spreadsheets/NOBODY"))
    google.faults.next_write(DropAfter())
    with pytest.raises(Dropped):
        write(google, "y")

    seen = [(request.kind, request.method, request.status) for request in google.requests]
    assert seen == [("read", "GET", 200), ("write", "PUT", 200), ("read", "GET", 404), ("write", "PUT", None)]


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        (Refuse(429), 429, "application/json; charset=UTF-8"),
        (Refuse(500), 500, "application/json; charset=UTF-8"),
        (Refuse(503), 503, "application/json; charset=UTF-8"),
        (Refuse(502), 502, "text/html; charset=UTF-8"),
        (Refuse(503, "<html>sorry</html>"), 503, "text/html; charset=UTF-8"),
        (Refuse(500, b'{"error": {}}'), 500, "application/json; charset=UTF-8"),
    ],
)
def test_a_refused_write_is_not_applied(
    google: Google, session: requests.Session, fault: Refuse, status: int, content_type: str
) -> None:
    google.faults.next_write(fault)

    answer = session.put(f"{URL}/values/A1", params={"valueInputOption": "RAW"}, json={"values": [["x"]]})

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, content_type)
    assert google.tab("S", "Members") == []


def test_a_connection_that_breaks_before_applies_nothing(google: Google, session: requests.Session) -> None:
    google.faults.next_write(DropBefore())

    with pytest.raises(requests.exceptions.ConnectionError):
        session.put(f"{URL}/values/A1", params={"valueInputOption": "RAW"}, json={"values": [["x"]]})

    assert google.tab("S", "Members") == []


def test_a_lost_answer_was_applied_all_the_same(google: Google, session: requests.Session) -> None:
    google.faults.next_write(DropAfter())

    with pytest.raises(requests.exceptions.ReadTimeout):
        session.put(f"{URL}/values/A1", params={"valueInputOption": "RAW"}, json={"values": [["x"]]})

    assert google.tab("S", "Members") == [["x"]]


def test_a_delayed_batch_is_applied_when_its_time_comes(google: Google) -> None:
    google.faults.next_write(Delay())
    with pytest.raises(Dropped):
        write(google, "late")
    write(google, "early")
    before = google.tab("S", "Members")

    answers = google.apply_delayed()

    assert before == [["early"]]
    assert [answer.status for answer in answers] == [200]
    assert google.tab("S", "Members") == [["late"]]
    assert google.apply_delayed() == []


def test_a_slow_answer_runs_into_the_callers_time_limit(google: Google, session: requests.Session) -> None:
    google.faults.next_read(Slow(5))
    google.faults.next_read(Slow(5))

    with pytest.raises(requests.exceptions.ReadTimeout):
        session.get(f"{URL}/values/A1", timeout=(1, 3))

    assert session.get(f"{URL}/values/A1", timeout=10).status_code == 200


def test_a_script_decides_by_the_number_of_the_request() -> None:
    def third_write(_request: Request, kind: Kind, number: int) -> Fault | None:
        return Refuse(503) if kind == "write" and number == 3 else None

    google = Google(faults=Faults(third_write))
    google.create("S")
    with requests.Session() as session:
        session.mount("https://", Adapter(google))

        statuses = [write(google, "x") for _ in range(4)]

    assert statuses == [200, 200, 503, 200]


def test_a_write_may_be_applied_although_it_is_answered_503(google: Google) -> None:
    google.faults.next_write(Refuse(503, applied=True))

    assert write(google, "x") == 503
    assert google.tab("S", "Members") == [["x"]]


def test_a_late_write_is_applied_when_its_minutes_are_over_and_a_request_comes() -> None:
    clock = HandClock()
    google = Google(clock=clock)
    google.create("S")
    google.faults.next_write(Late(180))
    with pytest.raises(Dropped):
        write(google, "late")

    write(google, "early")
    clock.now += 179
    read(google)
    before = google.tab("S", "Sheet1")
    clock.now += 1
    read(google)

    assert before == [["early"]]
    assert google.tab("S", "Sheet1") == [["late"]]


def test_late_writes_are_applied_in_the_order_of_their_times_and_once() -> None:
    clock = HandClock()
    google = Google(clock=clock)
    google.create("S")
    faults: list[tuple[str, Fault]] = [("last", Delay()), ("second", Late(20)), ("first", Late(10))]
    for text, fault in faults:
        google.faults.next_write(fault)
        with pytest.raises(Dropped):
            write(google, text)

    clock.now += 10
    read(google)
    first = google.tab("S", "Sheet1")
    answers = google.apply_delayed()

    assert first == [["first"]]
    assert [answer.status for answer in answers] == [200, 200]
    assert google.tab("S", "Sheet1") == [["last"]]


def test_a_body_that_breaks_off_is_no_answer_although_the_write_was_applied(
    google: Google, session: requests.Session
) -> None:
    google.faults.next_write(CutOff())

    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        session.put(f"{URL}/values/A1", params={"valueInputOption": "RAW"}, json={"values": [["x"]]})

    assert google.tab("S", "Members") == [["x"]]


@pytest.mark.parametrize("share", [0, 0.5])
def test_a_body_breaks_off_on_a_socket_too(server: Server, authorized: Any, share: float) -> None:
    server.google.faults.next_write(CutOff(share))

    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        authorized.put(f"{URL}/values/A1", params={"valueInputOption": "RAW"}, json={"values": [["x"]]}, timeout=5)

    assert server.google.tab("S", "Members") == [["x"]]
    assert authorized.get(f"{URL}/values/A1", timeout=5).json()["values"] == [["x"]]


def test_a_slow_body_takes_its_time_although_no_piece_is_late(google: Google) -> None:
    clock = HandClock()
    google.enter("S", "Members!A1", [["x"]])
    google.faults.next_read(SlowBody(20))
    google.faults.next_read(SlowBody(31))
    with requests.Session() as session:
        session.mount("https://", Adapter(google, sleep=clock.sleep))

        answer = session.get(f"{URL}/values/A1", timeout=3)
        with pytest.raises(requests.exceptions.ConnectionError, match="timed out"):
            session.get(f"{URL}/values/A1", timeout=3)

    assert answer.json()["values"] == [["x"]]
    assert clock.now == 120 + 20


def test_a_slow_body_arrives_in_pieces_on_a_socket(server: Server, authorized: Any) -> None:
    authorized.get(URL, timeout=5)
    server.google.faults.next_read(SlowBody(0.6))
    server.google.faults.next_read(SlowBody(6))

    start = time.monotonic()
    answer = authorized.get(URL, timeout=0.3)
    took = time.monotonic() - start
    with pytest.raises(requests.exceptions.ConnectionError, match="timed out"):
        authorized.get(URL, timeout=0.3)

    assert answer.json()["spreadsheetId"] == "S"
    assert answer.elapsed.total_seconds() < took
    assert took >= 0.6


@pytest.mark.parametrize("fault", [Stale(), Torn(), Interrupted(lambda: None)])
def test_what_only_happens_to_reads_cannot_be_ordered_for_a_write(google: Google, fault: Fault) -> None:
    with pytest.raises(FaultMisplaced, match="cannot happen to a write"):
        google.faults.next_write(fault)

    google.faults.follow(lambda _request, _kind, _number: fault)
    with pytest.raises(FaultMisplaced, match="cannot happen to PUT"):
        write(google, "x")


@pytest.mark.parametrize("fault", [Forked(), BothPass()])
def test_what_only_happens_to_writes_cannot_be_ordered_for_a_read(google: Google, fault: Fault) -> None:
    with pytest.raises(FaultMisplaced, match="cannot happen to a read"):
        google.faults.next_read(fault)

    google.faults.follow(lambda _request, _kind, _number: fault)
    with pytest.raises(FaultMisplaced, match="cannot happen to GET"):
        read(google)
    with pytest.raises(FaultMisplaced, match="cannot happen to POST"):
        google.answer(Request("POST", "/v4/spreadsheets"))


def test_what_was_ordered_is_forgotten_before_somebody_else_meets_it() -> None:
    google, met = Google(), list[str]()
    google.create("S")
    google.faults.next_write(Refuse(503))
    google.faults.follow(lambda _request, _kind, _number: Refuse(403))
    google.meanwhile("write", lambda: met.append("write"))

    google.forget()

    assert (write(google, "x"), read(google)) == (200, 200)
    assert met == []
    assert len(google.requests) == 2
