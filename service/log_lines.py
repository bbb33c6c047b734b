"""Log lines as Cloud Logging reads them: one JSON object a line, with severity, and no e-mail address or secret.

Source: Google Cloud's structured logging (severity, message, logging.googleapis.com/trace).
"""

import json
import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

SEVERITIES = {
    logging.DEBUG: "DEBUG",
    logging.INFO: "INFO",
    logging.WARNING: "WARNING",
    logging.ERROR: "ERROR",
    logging.CRITICAL: "CRITICAL",
}
TRACE = "logging.googleapis.com/trace"
SAME_SENTENCE_SECONDS = 60.0
"""For this long after it was logged, a sentence is counted instead of logged again."""
MOST_SENTENCES = 100
_ADDRESS = re.compile(r"(?<![^\s@<>\"'=:,;()])[^\s@<>\"'=:,;()]+@[^\s@<>\"'=:,;()]+")
"""Looked for only where a word begins: from each of its characters on, a word of 8,000 cost a third of a second."""
_TRACE = re.compile(r"[0-9a-f]{32}(?=/|\Z)", re.IGNORECASE)

log = logging.getLogger("regulars")


class JsonLines(logging.Formatter):
    """A record as one line of JSON; its ``facts`` become fields, what looks like an e-mail address is blotted out."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "severity": SEVERITIES.get(record.levelno, "DEFAULT"),
            "message": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__name__
            line["stack"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return _ADDRESS.sub("…@…", json.dumps(line, ensure_ascii=False, default=str))


class ThrottledLog:
    """Logs each sentence once a minute, however many requests meet it, and then how often it was left out."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._turn = threading.Lock()
        self._unsaid: dict[str, int] = {}
        self._again: dict[str, float] = {}

    def error(self, sentence: str, *, with_stack: bool = False) -> None:
        """The sentence as an error, with the stack of the exception that is being handled if wanted."""
        with self._turn:
            now = self._monotonic()
            if now < self._again.get(sentence, now):
                self._unsaid[sentence] = self._unsaid.get(sentence, 0) + 1
                return
            unsaid = self._unsaid.pop(sentence, 0)
            if len(self._again) >= MOST_SENTENCES:
                self._again.clear()
                self._unsaid.clear()
            self._again[sentence] = now + SAME_SENTENCE_SECONDS
        more = f" (unsaid since the last time: {unsaid})" if unsaid else ""
        log.error("%s%s", sentence, more, exc_info=with_stack)


def place_of(error: BaseException) -> str:
    """Where an exception was raised, to tell one fault from another of its kind."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"


def set_up_logs() -> None:
    """Our lines to standard output from INFO on, whatever else the framework has set up; once."""
    if any(isinstance(handler.formatter, JsonLines) for handler in log.handlers):
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def trace_of(header: str, project: str) -> dict[str, str]:
    """The field that ties a line to its request, from X-Cloud-Trace-Context (``TRACE_ID/SPAN_ID;o=OPTIONS``).

    Nothing without a project, and of anything but 32 hexadecimal digits: anybody can send the header.
    """
    trace = _TRACE.match(header)
    return {TRACE: f"projects/{project}/traces/{trace.group()}"} if trace and project else {}
