"""Log lines as Cloud Logging reads them: one JSON object a line, with severity, and no e-mail address or secret.

Source: Google Cloud's structured logging (severity, message, logging.googleapis.com/trace).
"""

import json
import logging
import re
import sys
import traceback

SEVERITIES = {
    logging.DEBUG: "DEBUG",
    logging.INFO: "INFO",
    logging.WARNING: "WARNING",
    logging.ERROR: "ERROR",
    logging.CRITICAL: "CRITICAL",
}
TRACE = "logging.googleapis.com/trace"
_ADDRESS = re.compile(r"[^\s@<>\"'=:,;()]+@[^\s@<>\"'=:,;()]+")

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
    """The field that ties a line to its request, from X-Cloud-Trace-Context; nothing without a project."""
    trace = header.partition("/")[0]
    return {TRACE: f"projects/{project}/traces/{trace}"} if trace and project else {}
