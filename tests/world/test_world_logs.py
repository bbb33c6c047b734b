"""Log lines: what Cloud Logging reads, and what must not stand there."""

import json
import logging
import sys

from world.logs import JsonLines, trace_of


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
    assert any("test_world_logs.py" in frame for frame in read["stack"])
    assert "secret" not in written


def test_a_line_is_tied_to_its_request_where_the_project_is_known() -> None:
    assert trace_of("abc/123;o=1", "shop") == {"logging.googleapis.com/trace": "projects/shop/traces/abc"}
    assert trace_of("abc/123;o=1", "") == {}
    assert trace_of("", "shop") == {}
