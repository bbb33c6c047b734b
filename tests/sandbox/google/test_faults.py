"""Faults and quota: what is applied and what is not when an answer is an error, late or lost."""

import json

import pytest
import requests

from sandbox.google.http.exchange import Kind
from sandbox.google.http.faults import Delay, DropAfter, DropBefore, Fault, Faults, Refuse, Slow
from sandbox.google.http.transport import Adapter
from sandbox.google.methods.core import Dropped, Google, Request

URL = "https://sheets.googleapis.com/v4/spreadsheets/S"


def write(google: Google, text: str) -> int:
    body = {"values": [[text]]}
    query = (("valueInputOption", "RAW"),)
    return google.answer(Request("PUT", "/v4/spreadsheets/S/values/A1", query, json.dumps(body).encode())).status


def read(google: Google) -> int:
    return google.answer(Request("GET", "/v4/spreadsheets/S/values/A1")).status


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = 120.0

    def __call__(self) -> float:
        return self.now


def test_the_sixty_first_write_of_a_minute_is_refused_in_googles_words() -> None:
    clock = Clock()
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
    clock = Clock()
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
