"""Commits in which nothing is decided: what the owner has to be told while no answer can be, and columns of our own."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from sheets.codec.column import AnyColumn
from sheets.codec.table import HEADING_ROWS, Problem, Row, Table, find_headings, read_table
from sheets.engine import fence
from sheets.engine.commits.commit_log import CommitLog
from sheets.engine.pending import Left
from sheets.google.client import Google, Spent
from sheets.google.errors import RequestRefused, WorkbookError
from sheets.google.grid import column_in
from sheets.requests import images, new_columns, problem_rows
from sheets.schema.layout import Layout
from sheets.schema.members_tab import MEMBERS
from sheets.schema.noted.known_headings import KnownHeadings
from sheets.schema.problems_tab import PROBLEMS
from sheets.schema.snapshot import Snapshot, heading_problems, layout_problems
from sheets.schema.tabs import GROWING, SMALL

CLOSED_SECONDS = 60.0
"""The least time between two commits that say what a heading keeps closed."""
AGAIN_SECONDS = 300.0
"""The least time between two tries to say or add what does not change by itself."""

log = logging.getLogger("regulars.sheets")


class SideCommits:
    """For one thread at a time; each commit is behind the fence like any other."""

    def __init__(
        self,
        google: Google,
        commit_log: CommitLog,
        *,
        clock: Callable[[], datetime],
        chance: Callable[[], str],
        monotonic: Callable[[], float],
    ) -> None:
        self._google = google
        self._commit_log = commit_log
        self._clock = clock
        self._chance = chance
        self._monotonic = monotonic
        self._protection_due = self._closed_due = self._columns_due = float("-inf")

    def may_tell_protection(self) -> bool:
        """True when the owner was not told of a protected tab just now; counts."""
        if self._monotonic() < self._protection_due:
            return False
        self._protection_due = self._monotonic() + AGAIN_SECONDS
        return True

    def list_problems(self, snapshot: Snapshot, left: Left, cost: Spent) -> None:
        """Brings Problems up to date. WorkbookError."""
        problems = (*layout_problems(snapshot.layout), *snapshot.problems)
        rows = list(problem_rows.requests(replace(snapshot, problems=problems), self._clock()))
        self._commit(snapshot.layout, snapshot.token, rows, left, cost)

    def list_closed(self, layout: Layout, problems: Sequence[Problem], left: Left, cost: Spent) -> None:
        """Says in Problems what keeps everybody from an answer: these, and what is wrong with the headings of any tab.

        Nothing is read further than to the first tab that is closed, so the owner would be told of one after the other.
        When this fails, the log and the check say it all the same.
        """
        now = self._monotonic()
        if PROBLEMS.title not in layout.places or now < self._closed_due:
            return
        self._closed_due = now + CLOSED_SECONDS
        try:
            tabs = [tab for tab in (*SMALL, *GROWING) if tab.title in layout.places]
            rows = [min(HEADING_ROWS, layout.place(tab.title).rows) for tab in tabs]
            tops = [layout.whole(tab.title).rows(1, last) for tab, last in zip(tabs, rows, strict=True)]
            ranges = [fence.token_range(layout), layout.whole(PROBLEMS.title), *tops]
            shown, listed, *grids = self._google.cells(ranges, seconds=left(), spent=cost)
            base = fence.token_in(shown)
            if not base or self._commit_log.is_stale(base) or fence.serves_newer(shown):
                return
            known = KnownHeadings.read(fence.known_in(shown))
            others = heading_problems(layout, dict(zip(tabs, grids, strict=True)), known)
            told = [*problems, *(problem for problem in others if problem not in problems)]
            table = read_table(PROBLEMS, listed, layout.zone)
            listing = list(problem_rows.additions(layout, table, told, self._clock()))
            self._commit(layout, base, listing, left, cost)
        except WorkbookError as error:
            log.warning("Problems could not be told what is closed: %s", error)

    def may_add_columns(self, snapshot: Snapshot) -> bool:
        """True when hidden columns or cells of the program's are missing: deleted, or never made by an old version."""
        lacking = not images.has_room(snapshot.layout) or any(map(new_columns.lacking, _growing(snapshot)))
        return lacking and self._monotonic() >= self._columns_due

    def add_columns(self, layout: Layout, snapshot: Snapshot, left: Left, cost: Spent, *, known: KnownHeadings) -> None:
        """Adds them, right of everything that is there. What cannot be written now is tried again after a while.

        Where no headings are ``known`` only version 0.1.0 has been at work.
        """
        self._columns_due = self._monotonic() + AGAIN_SECONDS
        requests = list[Mapping[str, object]](images.made_room(layout))
        lacking = [table for table in _growing(snapshot) if new_columns.lacking(table)]
        for table, columns in self._still_lacking(layout, lacking, left, cost):
            place = layout.place(table.tab.title)
            requests += new_columns.headings(place, place.columns, table.heading_row, columns, layout.language)
            rows = self._members(layout, table, left, cost) if table.tab is MEMBERS else ()
            filled = new_columns.filled(layout, place, place.columns, columns, rows, all_marks=not known.by_tab)
            requests += filled
        try:
            self._commit(layout, snapshot.token, requests, left, cost)
        except RequestRefused as error:
            if not self._commit_log.note_lost_race(error, snapshot.token):
                log.warning("Hidden columns could not be added: %s", error)
                return
        # Nothing is decided without them: whoever loses the race, or sees them deleted again, adds them at once.
        self._columns_due = float("-inf")

    def _still_lacking(
        self, layout: Layout, tables: Sequence[Table], left: Left, cost: Spent
    ) -> Iterator[tuple[Table, Sequence[AnyColumn]]]:
        """The tables that still lack columns when the whole row of their headings is read, and which.

        Another instance may have added them just now, further to the right than this one reads.
        """
        asked = [layout.whole(table.tab.title).rows(table.heading_row, table.heading_row) for table in tables]
        tops = self._google.cells(asked, seconds=left(), spent=cost) if asked else []
        for table, top in zip(tables, tops, strict=True):
            found = find_headings(table.tab, top)
            now = replace(table, columns=found.usable, doubled=found.doubled)
            if columns := new_columns.lacking(now):
                yield now, columns

    def _members(self, layout: Layout, table: Table, left: Left, cost: Spent) -> list[Row]:
        """The rows of Members as they are now, with nothing but whom they name and what was shown there."""
        wanted = (MEMBERS.member, MEMBERS.points, MEMBERS.points_as_booked)
        columns = [column for column in wanted if column in table.columns]
        top = table.heading_row + 1
        asked = [layout.whole(MEMBERS.title).column(table.columns[column], top) for column in columns]
        grids = self._google.cells(asked, seconds=left(), spent=cost)
        places = {column: at for at, column in enumerate(columns)}
        rows = enumerate(zip_longest(*map(column_in, grids)), top)
        return [Row(MEMBERS, number, list(cells), places, layout.zone) for number, cells in rows]

    def _commit(
        self, layout: Layout, base: str, requests: Sequence[Mapping[str, object]], left: Left, cost: Spent
    ) -> None:
        if requests:
            token = fence.next_token(base, self._chance())
            swap = fence.swap(layout, old=base, new=token)
            self._google.commit([*swap, *requests], seconds=left(), spent=cost)
            self._commit_log.note_applied(token)


def _growing(snapshot: Snapshot) -> list[Table]:
    return [snapshot.tables[tab.title] for tab in GROWING if tab.title in snapshot.tables]
