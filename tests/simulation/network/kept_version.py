"""Version 0.1.0 itself as an instance of the simulated service, in the same process, beside today's version.

Its modules have the same names as ours, so they are loaded in the place of ours, and then put away: they go on knowing
one another. A rule of ours is called by name there, with the same values; what it answers is made into our values.
"""

import atexit
import importlib
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from sheets.google.client import Google, Spent
from sheets.google.errors import NotInTime, WorkbookError
from sheets.workbook import Workbook

KEPT = Path(__file__).parents[2] / "fixtures" / "version_0_1_0.tar.xz"
PACKAGES = ("loyalty", "sheets", "service", "words", "manychat", "mail", "shops")
NEEDED = (
    "loyalty.letters.outbox",
    "loyalty.intake.shop_orders",
    "loyalty.member.ask",
    "loyalty.member.birthday",
    "loyalty.member.claim",
    "loyalty.member.history",
    "loyalty.member.join",
    "loyalty.member.leave",
    "loyalty.member.owner_actions",
    "loyalty.member.redeem",
    "loyalty.member.referral",
    "loyalty.member.survey",
    "service.runs.nightly_run",
    "sheets.workbook",
)
Modules = Mapping[str, ModuleType]


class KeptGoogle(Google):
    """Only says which spreadsheet and by which session: the kept version has a way to Google of its own."""

    def __init__(self, spreadsheet_id: str, session: Any) -> None:
        super().__init__(spreadsheet_id, session)
        self.theirs = modules()["sheets.google.client"].Google(spreadsheet_id, session)


class KeptWorkbook(Workbook):
    """The workbook of the kept version, for callers who know today's."""

    def __init__(self, google: KeptGoogle, **named: Any) -> None:
        super().__init__(google, **named)
        self._theirs = modules()["sheets.workbook"].Workbook(google.theirs, **named)

    def transact(self, rule: Any, *, tells: Any = (), spent: Spent | None = None, **named: Any) -> Any:
        """What its own rule of the same name comes to; WorkbookError."""
        del tells, spent
        with _its_errors_as_ours():
            return as_ours(self._theirs.transact(as_theirs(rule), **named))

    def tidy(self, clock: Callable[[], Any]) -> object:
        """Its nightly run; WorkbookError."""
        run = modules()["service.runs.nightly_run"]
        with _its_errors_as_ours():
            return run.tidy(self._theirs, clock=clock, spent=run.Spent(), may_go_on=lambda: True)


@cache
def modules() -> Modules:
    """The modules of the kept version by their names."""
    temporary = TemporaryDirectory(prefix="version-0-1-0-")
    atexit.register(temporary.cleanup)
    folder = temporary.name
    with tarfile.open(KEPT) as kept:
        kept.extractall(folder, filter="data")
    ours = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_a_program(name)}
    sys.path.insert(0, folder)
    try:
        importlib.invalidate_caches()
        for name in NEEDED:
            importlib.import_module(name)
        return {name: sys.modules.pop(name) for name in list(sys.modules) if _is_a_program(name)}
    finally:
        sys.path.remove(folder)
        sys.modules.update(ours)
        importlib.invalidate_caches()


def as_ours(value: Any) -> Any:
    """A value of the kept version as one of ours."""
    return _made_of(value, sys.modules)


def as_theirs(value: Any) -> Any:
    """A value or a rule of ours as one of the kept version's; what it does not ask for is left out."""
    if isinstance(value, partial):
        rule = getattr(modules()[value.func.__module__], value.func.__name__)
        known = signature(rule).parameters
        return partial(rule, **{name: as_theirs(given) for name, given in value.keywords.items() if name in known})
    return _made_of(value, modules())


def _made_of(value: Any, their: Modules) -> Any:
    """The value with all of it that has a class of the program's made one of the same class of ``their`` modules."""
    if isinstance(value, tuple | list):
        return type(value)(_made_of(part, their) for part in value)
    if isinstance(value, dict):
        return {name: _made_of(part, their) for name, part in value.items()}
    kind = type(value)
    if not _is_a_program(kind.__module__):
        return value
    same = getattr(their[kind.__module__], kind.__name__)
    if isinstance(value, Enum):
        return same(value.value)
    if not is_dataclass(value):
        return value
    made, wanted = object.__new__(same), {field.name: field for field in fields(same)}
    for name, field in wanted.items():
        if hasattr(value, name):
            object.__setattr__(made, name, _made_of(getattr(value, name), their))
        elif field.default is not field.default_factory:
            object.__setattr__(made, name, field.default)
    return made


@contextmanager
def _its_errors_as_ours() -> Iterator[None]:
    errors = modules()["sheets.google.errors"]
    try:
        yield
    except errors.WorkbookError as error:
        raise (NotInTime if isinstance(error, errors.NotInTime) else WorkbookError)(str(error)) from error


def _is_a_program(name: str) -> bool:
    return name.partition(".")[0] in PACKAGES
