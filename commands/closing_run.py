"""Closing the books, from the first look to the last: batch after batch, each of them complete in itself."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, tzinfo
from functools import partial

from commands.sheet.archive_tabs import make_tabs, read_tabs, require_same_columns
from commands.sheet.moving_years import move_years
from loyalty.book.decision import Decision
from loyalty.model.entry import Entry
from loyalty.outcomes.batch_reports import ClosedBooks
from loyalty.owner.closing import close_books, give_back
from loyalty.owner.log_folding import fold_log
from sheets.engine.archive.second_spreadsheet import CannotHoldYears, address, elsewhere, look_at_second
from sheets.google.client import Google
from sheets.requests.archive_rows import title_of, titles
from sheets.requests.problem_rows import in_the_owners_words
from sheets.requests.settling.moved_away import lines
from sheets.schema.snapshot import Snapshot
from sheets.workbook import Workbook

SLICE = 1_000
"""Causes in one batch, and lines given back: with up to 1.3 KB for each this stays below the 2 MB of one request."""
LOG_SLICE = 200
"""Lines of the Log that go in one batch, each by four requests of its own."""
CLOSING_SECONDS = 120.0
EVERYTHING = 10**9
"""More causes than a spreadsheet has room for."""


def plan(workbook: Workbook, *, before: date, into: Google | None = None) -> Iterator[str]:
    """What closing the books would do, in sentences; nothing is written."""
    snapshot = workbook.read_whole(seconds=CLOSING_SECONDS)
    would = _decide(snapshot, before).outcome
    replaced = fold_log(
        snapshot.book, before=_midnight(before, snapshot.layout.zone), limit=EVERYTHING
    ).outcome.replaced
    if replaced:
        yield f"Would take {_counted(replaced, 'line')} out of the Log that newer ones have replaced."
    if would.members:
        yield f"Would close the books of {_counted(would.members, 'member')} before {before}."
    else:
        yield _nothing(before)
    by_tab = _by_tab(would.entries, snapshot.layout.zone)
    for title, count in by_tab:
        yield f"Would move {_counted(count, 'line')} into the tab {title}."
    if into:
        for title in sorted({*titles(snapshot.layout).values(), *(title for title, _ in by_tab)}):
            yield f"Would move the tab {title} into {address(into.spreadsheet)}."


def close(
    google: Google, start: Callable[[], Workbook], *, before: date, limit: int = SLICE, into: Google | None = None
) -> Iterator[str]:
    """Closes the books, and tells step by step what was done. Raises WorkbookErrors; what was told by then is done.

    Closed years go ``into`` a second spreadsheet where one is named, also those that were closed before.
    ``start`` opens the workbook; one that was open before the archive's tabs were made does not know them.
    """
    workbook = start()
    # A run that was interrupted, or met an owner who sorted, may have moved a line that still counts: that comes first,
    # and again at the end (docs/decisions/0009).
    yield from _give_back(google, workbook)
    snapshot = workbook.read_whole(seconds=CLOSING_SECONDS)
    would, zone = _decide(snapshot, before).outcome, snapshot.layout.zone
    yield from _fold_log(workbook, _midnight(before, zone))
    if would.members:
        years = {entry.time.astimezone(zone).year for entry in would.entries}
        for title in make_tabs(google, years):
            yield f"Made the tab {title}."
        workbook = start()
        # Of a closed order nothing but its row tells what it gave: what the rows show is brought up to date before.
        workbook.transact(lambda _book: Decision(None), seconds=CLOSING_SECONDS, tidy=True)
        rows_fit = partial(require_same_columns, google, years)
        yield from _close(workbook, would, before, zone, limit, rows_fit)
        yield from _give_back(google, workbook)
    else:
        yield _nothing(before)
    if into:
        yield from move_years(google, into)


def _close(
    workbook: Workbook, would: ClosedBooks, before: date, zone: tzinfo, limit: int, rows_fit: Callable[[], None]
) -> Iterator[str]:
    members, entries = 0, list[Entry]()
    for codes in _slices(would.entries, limit):
        rule = partial(close_books, before=_midnight(before, zone), limit=limit, codes=codes)
        # Rows go by position, so each batch looks at the columns anew: the owner may have moved one meanwhile.
        rows_fit()
        while (done := workbook.transact(rule, seconds=CLOSING_SECONDS)).members:
            members += done.members
            entries += done.entries
            rows_fit()
        if members < would.members:
            yield f"{_counted(members, 'member')} done, {_counted(would.members - members, 'member')} left."
    yield f"Closed the books of {_counted(members, 'member')} before {before}."
    for title, count in _by_tab(entries, zone):
        yield f"Moved {_counted(count, 'line')} into the tab {title}."


def _fold_log(workbook: Workbook, before: datetime) -> Iterator[str]:
    rule = partial(fold_log, before=before, limit=LOG_SLICE)
    lines = left = workbook.transact(rule, seconds=CLOSING_SECONDS).replaced
    while left:
        again = workbook.transact(rule, seconds=CLOSING_SECONDS).replaced
        # When the owner sorts at that very moment nothing goes: the next run of the command takes what is left.
        if again >= left:
            break
        left = again
    if lines > left:
        yield f"Took {_counted(lines - left, 'line')} out of the Log that newer ones have replaced."


def _slices(entries: Iterable[Entry], limit: int) -> Iterator[list[str]]:
    """The codes of the entries' members, in groups that have up to ``limit`` causes together, or of one member."""
    sizes = Counter[str]()
    for entry in entries:
        sizes[entry.member] += 1 + len(entry.stands_for)
    codes, size = list[str](), 0
    for code, more in sizes.items():
        if codes and size + more > limit:
            yield codes
            codes, size = [], 0
        codes.append(code)
        size += more
    if codes:
        yield codes


def _give_back(google: Google, workbook: Workbook) -> Iterator[str]:
    """Whatever stands in the archive by mistake counts again; what cannot be read there is named."""
    tables, others = read_tabs(google), elsewhere(google)
    if not tables and not others:
        return
    snapshot = workbook.read_whole(seconds=CLOSING_SECONDS)
    for second in others:
        try:
            look_at_second(google, second)
            tables += read_tabs(second, snapshot.layout.zone)
        except CannotHoldYears as error:
            yield f"{error}; its lines are not looked through."
    archived, problems = lines(tables, snapshot.book)
    rule = partial(give_back, lines=archived, limit=SLICE)
    count, there_are_more = 0, bool(rule(snapshot.book).changes)
    while there_are_more:
        returned = workbook.transact(rule, seconds=CLOSING_SECONDS)
        count, there_are_more = count + len(returned.entries), returned.left > 0
    if count:
        yield f"Gave {_counted(count, 'line')} back to the Ledger that had been moved away by mistake."
    for problem in (in_the_owners_words(snapshot.layout, problem) for problem in problems):
        yield f"Tab {problem.tab}, row {problem.row}, column {problem.column}: {problem.why}"


def _decide(snapshot: Snapshot, before: date) -> Decision[ClosedBooks]:
    return close_books(snapshot.book, before=_midnight(before, snapshot.layout.zone), limit=EVERYTHING)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _by_tab(entries: Iterable[Entry], zone: tzinfo) -> list[tuple[str, int]]:
    years = Counter(entry.time.astimezone(zone).year for entry in entries)
    return [(title_of(year), count) for year, count in sorted(years.items())]


def _nothing(before: date) -> str:
    return f"There is nothing to close before {before}."


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
