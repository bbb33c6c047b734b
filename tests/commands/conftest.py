"""The command line as a person runs it, with all it looks at on sockets of this machine."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from manage import manage
from sandbox.localhost import free_port
from sandbox.owner import Owner
from sandbox.processes import Function, running_function

NOWHERE = "http://127.0.0.1:1"
Run = Callable[..., Result]
Serve = Callable[..., Function]
RunCheck = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture(autouse=True)
def nobody_there(environment: pytest.MonkeyPatch) -> None:
    """Nobody answers at PUBLIC_URL, and no name has to be looked up for that."""
    for name in ("PUBLIC_URL", "TASKS_AUDIENCE"):
        environment.setenv(name, NOWHERE)


@pytest.fixture
def run() -> Run:
    """Runs manage.py; whatever comes of it, it is no traceback."""

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(manage, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture
def run_check(run: Run) -> RunCheck:
    """What the check finds, by its keys; of several with one key the first."""

    def run_check(*arguments: str) -> dict[str, dict[str, Any]]:
        found = json.loads(run("check", "--json", *arguments).stdout)
        return {finding["key"]: finding for finding in reversed(found)}

    return run_check


@pytest.fixture
def serve(owner: Owner, environment: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Serve]:  # noqa: ARG001 - the sheet is first
    """Starts the function at PUBLIC_URL, with other variables where they are named."""
    with ExitStack() as stack:

        def serve(**others: str) -> Function:
            port = free_port()
            for name in ("PUBLIC_URL", "TASKS_AUDIENCE"):
                environment.setenv(name, f"http://127.0.0.1:{port}")
            running = running_function(os.environ | others, port=port, log=tmp_path / "function.log")
            function = stack.enter_context(running)
            function.wait()
            return function

        yield serve


@pytest.fixture
def function(serve: Serve) -> Function:
    """The function at PUBLIC_URL."""
    return serve()


@pytest.fixture
def alone(owner: Owner, environment: pytest.MonkeyPatch) -> Owner:
    """The owner before their function is deployed."""
    environment.delenv("PUBLIC_URL")
    return owner
