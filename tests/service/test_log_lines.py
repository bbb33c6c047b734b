"""Log lines: what Cloud Logging reads, and what must not stand there."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from service.log_lines import JsonLines, ThrottledLog, log, trace_of


def line(message: str, *arguments: object, facts: dict[str, object] | None = None, error: bool = False) -> str:
    record = logging.LogRecord(
        "regulars", logging.ERROR, __file__, 1, message, arguments, sys.exc_info() if error else None
    )
    record.facts = facts or {}
    return JsonLines().format(record)


def test_a_line_has_its_severity_and_its_facts() -> None:
    read = json.loads(line("claim %s", "claimed", facts={"action": "claim", "milliseconds": 12}))

    assert read == {"severity": "ERROR", "message": "claim claimed", "action": "claim", "milliseconds": 12}


def test_an_e_mail_address_never_reaches_the_log() -> None:
    written = line("cannot write to %s", "Ana <ana.b+shop@mail.example.com>", facts={"detail": "ana@example.com"})

    assert "ana" not in written.lower().replace("ana <", "")
    assert "example.com" not in written


def test_a_fault_is_logged_with_its_place_but_without_what_it_said() -> None:
    try:
        raise ValueError("ana's secret")
    except ValueError:
        written = line("something is broken", error=True)

    read = json.loads(written)
    assert read["error"] == "ValueError"
    assert any("test_log_lines.py" in frame for frame in read["stack"])
    assert "secret" not in written


TRACE = "105445aa7843bc8bf206b12000100000"


def test_a_line_is_tied_to_its_request_where_the_project_is_known() -> None:
    tied = {"logging.googleapis.com/trace": f"projects/shop/traces/{TRACE}"}

    assert trace_of(f"{TRACE}/123;o=1", "shop") == tied
    assert trace_of(TRACE, "shop") == tied
    assert trace_of(f"{TRACE}/123;o=1", "") == {}
    assert trace_of("", "shop") == {}


@pytest.mark.parametrize(
    "header", ["abc/123;o=1", TRACE + "0", TRACE[:-1] + "x", f"x{TRACE}/1", TRACE * 250, "1" * 8000]
)
def test_a_trace_that_anybody_made_up_ties_a_line_to_nothing(header: str) -> None:
    assert trace_of(header, "shop") == {}


@pytest.mark.parametrize("text", ["x" * 50_000, "a@" * 25_000, "@" * 50_000, "é@x " * 12_000])
def test_a_line_of_any_length_is_written_at_once(text: str) -> None:
    assert "x@" not in line(text)


class Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture
def heard() -> Iterator[list[str]]:
    handler = Heard()
    log.addHandler(handler)
    yield handler.messages
    log.removeHandler(handler)


def test_what_befalls_many_callers_is_said_once_a_minute_and_how_often_it_was_not(heard: list[str]) -> None:
    seconds = iter([*(0.6 * n for n in range(100)), 60.5, 61.0, 121.0])
    sparing = ThrottledLog(lambda: next(seconds))

    for _ in range(103):
        sparing.error("Google is away")

    assert heard == [
        "Google is away",
        "Google is away (unsaid since the last time: 99)",
        "Google is away (unsaid since the last time: 1)",
    ]


def test_another_sentence_is_said_at_once(heard: list[str]) -> None:
    sparing = ThrottledLog(lambda: 0.0)

    for sentence in ("Google is away", "The tab Orders is missing", "Google is away"):
        sparing.error(sentence)

    assert heard == ["Google is away", "The tab Orders is missing"]


def test_sentences_that_are_always_new_fill_no_memory_and_are_all_said(heard: list[str]) -> None:
    sparing = ThrottledLog(lambda: 0.0)

    for number in range(1000):
        sparing.error(f"broken in a new way {number}")

    assert len(heard) == 1000
    assert len(sparing._again) <= 100
