"""Run as a script inside a checkout: one claim through its Cloud Function, and which of its files that claim enters.

It uses nothing of the checkout but what never changes: ``main.loyalty``, its variables and its addresses. So it can
measure versions whose files have other names. Arguments: a contact and an order for each of two claims; the second is
measured, when everything is warm. Prints JSON: ``files`` and ``calls``.
"""

import json
import os
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path.cwd()
NOT_SHIPPED = ("sandbox", "benchmarks", "commands", "tests", ".venv")
PATIENCE_SECONDS = 60.0


class Trace:
    """Counts calls into the project's own files; it is the function that ``sys.setprofile`` takes."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.calls = 0
        self._own: dict[str, bool] = {}

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        """Notes a call whose nearest caller among the project's files is another file."""
        name = frame.f_code.co_filename
        if event != "call" or not self._is_own(name):
            return
        self.files.add(name)
        caller = frame.f_back
        while caller and not self._is_own(caller.f_code.co_filename):
            caller = caller.f_back
        self.calls += caller is not None and caller.f_code.co_filename != name

    def _is_own(self, name: str) -> bool:
        if name not in self._own:
            path = Path(name)
            inside = path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] not in NOT_SHIPPED
            self._own[name] = inside
        return self._own[name]


def main(*names: str) -> None:
    """Claims twice and traces the second claim."""
    sys.path.insert(0, str(ROOT))
    first, second = names[:2], names[2:]
    _until_claimed(*first)
    trace = Trace()
    sys.setprofile(trace)
    try:
        code = _claim(*second)
    finally:
        sys.setprofile(None)
    if code != "claimed":
        raise SystemExit(f"The claim was answered {code}.")
    print(json.dumps({"files": len(trace.files), "calls": trace.calls}))  # noqa: T201 - read by the benchmark


def _until_claimed(contact: str, order: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while _claim(contact, order) not in {"claimed", "already_claimed"}:
        if time.monotonic() > until:
            raise SystemExit("The first claim was not answered.")


def _claim(contact: str, order: str) -> str:
    from flask import Flask, request

    import main as function  # only now: the folder is on the path, and the variables are set

    body = {"contact": {"id": contact}, "order_number": order}
    headers = {"Authorization": f"Bearer {os.environ['MANYCHAT_SECRET']}"}
    with Flask("structure").test_request_context("/manychat/claim", method="POST", json=body, headers=headers):
        answer = function.loyalty(request)
    return str(json.loads(answer.get_data())["code"])


if __name__ == "__main__":
    main(*sys.argv[1:])
