"""The operator at a terminal: runs the owner's commands at any moment, over the same network as everybody else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from commands import closing_run
from loyalty.owner.merging import merge, take_apart
from sheets.engine.reports.report_commit import write_report
from sheets.google.client import Spent
from sheets.google.errors import WorkbookError
from sheets.workbook import OPENING_SECONDS
from tests.simulation.checks.whole_report import page_now
from tests.simulation.network.faulty_transport import OutsideWorld
from tests.simulation.network.instances import BEGINNING, Died, Instance

OPEN_DAYS = (1, 3)
"""Books are closed before a day that is so many days past: in any zone it has begun long ago."""
TERMINALS = 6
"""So many commands at once: each one's requests are moments at which the owner may start another."""


@dataclass(slots=True)
class Operator:
    """``starts`` makes the process of a command, by its name; it dies as any other process does."""

    outside: OutsideWorld
    starts: Callable[[str], Instance]
    commands: int = 0
    running: int = 0
    closes: bool = False
    reports: bool = False

    def close_books(self) -> str:
        """Closes the books of the days before one that is just past; says which."""
        self.closes = True
        past = self.outside.chance.randint(*OPEN_DAYS)

        def close(process: Instance) -> Iterator[str]:
            day = process.clock().date() - timedelta(days=past)
            if day > BEGINNING.date():
                yield from closing_run.close(process.google, process.start, before=day)

        return self.run("close-books", close)

    def merge(self, keep: str, other: str, *, undo: bool) -> str:
        """Makes one member of the rows with these codes, or takes them apart again."""

        def join(process: Instance) -> Iterator[str]:
            rule = partial(take_apart if undo else merge, keep=keep, other=other, now=process.clock())
            process.workbook.open()
            yield str(process.workbook.transact(rule, seconds=OPENING_SECONDS))

        return self.run("merge-undo" if undo else "merge", join)

    def report(self) -> str:
        """Makes a report."""
        self.reports = True

        def make(process: Instance) -> Iterator[str]:
            page, today = page_now(process)
            done = write_report(
                process.google, page, day=today, year=None, chance=lambda: f"{process.name}-a", spent=Spent()
            )
            yield f"{done.fate.name} {done.title}"

        return self.run("report", make)

    def run(self, name: str, command: Callable[[Instance], Iterator[str]]) -> str:
        """Starts the command; what it prints, and what ends it, stands in the trace."""
        if self.running == TERMINALS:
            return "no terminal free"
        self.commands += 1
        self.running += 1
        process = self.starts(f"{name}-{self.commands}")
        self.outside.virtual_time.start(lambda: self._carry_out(process, command))
        return process.name

    def _carry_out(self, process: Instance, command: Callable[[Instance], Iterator[str]]) -> None:
        note = self.outside.trace.note
        try:
            with self.outside.busy():
                for sentence in command(process):
                    note(process.name, "prints", sentence)
        except Died:
            note(process.name, "command died")
        except WorkbookError as error:
            note(process.name, "command stopped", f"{type(error).__name__}: {error}")
        finally:
            self.running -= 1
