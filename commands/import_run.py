"""What the imports share: files read, slices committed, what was rejected written beside."""

import csv
import gc
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import click

from commands.files.excel_workbook import is_workbook, read_workbook
from commands.spreadsheets import look_at, open_spreadsheet
from commands.terminal import progress
from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.model.imported import IntakeResult, IntakeStatus
from service.container import chance, now
from service.environment import Environment, VariableMalformed
from sheets.google.errors import WorkbookError
from sheets.workbook import OPENING_SECONDS, Workbook
from shops import file_encoding
from shops.csv_file import LARGEST_FILE, Export, Line, NoTable, read_export
from shops.headings import Shop, fold_heading, known_shop
from shops.row_groups import Group
from words.literal_text import literal

V = TypeVar("V")
V_contra = TypeVar("V_contra", contravariant=True)


class Rule(Protocol, Generic[V_contra]):
    """What becomes of some of what files tell."""

    def __call__(self, book: Book, /, values: Sequence[V_contra]) -> Decision[tuple[IntakeResult, ...]]: ...


COMMIT_SECONDS = 120.0
COLLECTED_AFTER = 100_000
"""So many more objects than before have Python look for garbage among the young ones; 700 by itself."""
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)*")
MOST_SHOWN = 3
"""So many of the sentences about rejected lines are shown; the file beside has all of them."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: how many of each fate, and the lines that were rejected, with why."""

    fates: Mapping[IntakeStatus, int]
    rejected: Sequence[tuple[str, Sequence[Line]]]

    def told(self, *, dry: bool) -> str:
        """In a sentence."""
        added, updated, unchanged = (
            self.fates[fate] for fate in (IntakeStatus.ADDED, IntakeStatus.UPDATED, IntakeStatus.UNCHANGED)
        )
        rejected = len(self.rejected)
        if dry:
            return f"Would add {added:,}, update {updated:,}, leave {unchanged:,} as they are, reject {rejected:,}."
        return f"Added {added:,}, updated {updated:,}, left {unchanged:,} as they are, rejected {rejected:,}."


def known_encoding(_context: click.Context, _option: click.Parameter, written: str | None) -> str:
    """What --encoding says; one clear sentence when there is no such encoding."""
    if written and not file_encoding.known_encoding(written):
        raise click.BadParameter(f"{written!r} is no encoding; say one such as Windows-1256, UTF-8 or UTF-16.")
    return written or ""


def read_file(
    path: Path, shops: Iterable[Shop], columns: Mapping[str, str], *, encoding: str = "", sheet: str = ""
) -> Export:
    """The table in a CSV file or a workbook; one clear sentence where there is none.

    Of a workbook the sheet that is named, or the first one with the headings of one of the shops or of --map.
    """
    asked = {fold_heading(heading) for heading in columns.values() if heading}

    def known(headings: Sequence[str]) -> bool:
        return known_shop(headings, shops) is not None or bool(asked and asked.issubset(map(fold_heading, headings)))

    try:
        if path.stat().st_size > LARGEST_FILE:
            raise NoTable(f"it is larger than {LARGEST_FILE // 2**20} MB; split it")
        content = path.read_bytes()
        if is_workbook(content):
            return read_workbook(content, known=known, sheet=sheet)
        if sheet:
            raise NoTable("it is no workbook, so it has no sheets")
        return read_export(content, encoding=encoding)
    except (NoTable, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise click.ClickException(f"{path.name} cannot be read: {why}.") from error


def mapped(written: Iterable[str], fields: Sequence[str], names: Mapping[str, str]) -> Mapping[str, str]:
    """What --map says, our names for headings of the file; one may hold a comma."""
    columns, last = dict[str, str](), ""
    known = {name.casefold(): name for name in fields} | {name.casefold(): field for name, field in names.items()}
    for part in (part for option in written for part in option.split(",")):
        name, sign, heading = part.partition("=")
        field = known.get(name.strip().casefold())
        if sign and field:
            columns[field], last = heading.strip(), field
        elif last:
            columns[last] += f",{part}"
        else:
            raise click.ClickException(f"--map does not know {name.strip()!r}. It knows: {', '.join(fields)}.")
    return columns


def check_map(columns: Mapping[str, str], export: Export, path: Path) -> None:
    """One clear sentence when the file lacks a heading that --map names, or has two of it; a blank one is none."""
    there = Counter(map(fold_heading, export.headings))
    for heading in filter(None, columns.values()):
        count = there[fold_heading(heading)]
        if count != 1:
            has = "has no heading" if not count else f"has {count} headings"
            raise click.ClickException(
                f"{path.name} {has} {heading!r}. It has: {', '.join(filter(None, export.headings))}."
            )


def open_store(spreadsheet: str | None) -> Workbook:
    """The spreadsheet, read once; half of the quota is left to the customers."""
    try:
        reads, writes = Environment(os.environ).quota
        # An import must not make customers wait (docs/decisions/0021).
        quota = max(reads // 2, 1), max(writes // 2, 1)
        workbook = Workbook(open_spreadsheet(spreadsheet), clock=now, chance=chance, quota=quota)
        workbook.open(seconds=OPENING_SECONDS)
    except (WorkbookError, VariableMalformed) as error:
        raise click.ClickException(f"The spreadsheet cannot be read: {str(error).rstrip('.')}.") from error
    return workbook


@dataclass(frozen=True, slots=True)
class Importer(Generic[V]):
    """Takes what files tell into the spreadsheet, slice by slice; without a workbook it only looks."""

    spreadsheet: str | None
    rule: Rule[V]
    slice: int
    label: str
    workbook: Workbook | None

    def take(self, groups: Sequence[Group[V]]) -> Imported:
        """What became of all that the file tells."""
        readable = [(group.lines, group.value) for group in groups if group.value is not None]
        values = [value for _, value in readable]
        arrivals = self._commit(self.workbook, values) if self.workbook else self._try(values)
        rejected = [(group.why, group.lines) for group in groups if group.value is None]
        rejected += [
            (arrival.why, lines) for arrival, (lines, _) in zip(arrivals, readable, strict=True) if arrival.why
        ]
        rejected.sort(key=lambda reason_and_lines: reason_and_lines[1][0].number)
        return Imported(Counter(arrival.fate for arrival in arrivals), rejected)

    def _try(self, values: Sequence[V]) -> Sequence[IntakeResult]:
        return self.rule(look_at(self.spreadsheet), values=values).outcome

    def _commit(self, workbook: Workbook, values: Sequence[V]) -> Sequence[IntakeResult]:
        arrivals = list[IntakeResult]()
        with progress(self.label, length=len(values)) as bar:
            for start in range(0, len(values), self.slice):
                some = values[start : start + self.slice]
                try:
                    arrivals += workbook.transact(partial(self.rule, values=some), seconds=COMMIT_SECONDS)
                except WorkbookError as error:
                    done = f"Stopped after {len(arrivals):,} of {len(values):,}"
                    message = f"{done}: {str(error).rstrip('.')}. Run the command again to go on."
                    raise click.ClickException(message) from error
                bar.update(len(some))
        return arrivals


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Python looks for circles of garbage seldom: an import makes millions of values, and hardly a circle.

    What is in no circle is freed as ever, so it needs no more memory (docs/performance.md).
    """
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def counted(count: int, word: str) -> str:
    """So many of them."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def tell(imported: Imported, path: Path, export: Export, *, dry: bool) -> None:
    """Says what became of a file, and writes what was rejected into another one beside it."""
    click.echo(f"  {imported.told(dry=dry)}")
    for why, lines in imported.rejected[:MOST_SHOWN]:
        click.echo(f"  line {lines[0].number}: {why}")
    if len(imported.rejected) > MOST_SHOWN:
        click.echo(f"  and {len(imported.rejected) - MOST_SHOWN:,} more")
    if imported.rejected and not dry:
        beside = path.with_name(f"{path.stem}.rejected.csv")
        try:
            _write(beside, imported, export)
        except OSError as error:
            raise click.ClickException(f"{beside} cannot be written: {error.strerror}.") from error
        click.echo(f"  The rejected lines are in {beside}; correct them there and import that file.")


def _write(beside: Path, imported: Imported, export: Export) -> None:
    with beside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=export.separator)
        writer.writerow(("Why", *map(_harmless, export.headings)))
        writer.writerows((why, *map(_harmless, line.cells)) for why, lines in imported.rejected for line in lines)


def _harmless(cell: str) -> str:
    """The cell as it may be opened in Excel; an amount below zero stays a number."""
    return cell if _NUMBER.fullmatch(cell) else literal(cell)
