"""Lines that the Ledger, the Log or Emails has no more: deleted ones are told, what a closing has moved away by
mistake comes back.

The hidden tab notes how many causes there were after the last commit, and what it has moved into closed years.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from loyalty.model.entry import Entry
from sheets.codec.table import UNREADABLE_BY_HEADINGS, Problem
from sheets.engine import fence
from sheets.engine.losses.restored import Restored
from sheets.google.client import Google, Spent
from sheets.google.errors import NoAnswer, RequestRefused
from sheets.google.grid import Grid, GridRange
from sheets.requests import archive_rows
from sheets.requests.settling import moved_away
from sheets.schema.emails_tab import EMAILS
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.made.log_tab import LOG
from sheets.schema.noted.ledger_length import LedgerLength
from sheets.schema.snapshot import Snapshot


class LostLines:
    """What an instance knows of lines that are gone; for one thread at a time."""

    def __init__(self, google: Google) -> None:
        self._google = google
        self._length: LedgerLength | None = None
        self._told, self._told_of_log, self._told_of_emails, self._looked_at = "", "", "", ""
        self.restored = Restored()

    def heed(self, corner: Grid) -> None:
        """What the hidden tab has noted."""
        self._length = LedgerLength.read(fence.length_in(corner))

    @property
    def facts(self) -> int | None:
        """How many lines the Log has at the least; None where nobody has noted it."""
        return self._length.facts if self._length else None

    @property
    def letters(self) -> int | None:
        """The same of the emails that have a row in Emails."""
        return self._length.letters if self._length else None

    def moved_away(
        self, snapshot: Snapshot, look: Callable[[], Layout], left: Callable[[], float], cost: Spent
    ) -> Sequence[Entry]:
        """The lines that the last commit has moved into closed years, once for each commit; ``look`` reads the layout.

        Raises NoAnswer when they cannot be seen as that commit has left them.
        """
        moved = self._length.moved_by(fence.number(snapshot.token)) if self._length else {}
        if not moved or snapshot.token == self._looked_at:
            return ()
        layout = snapshot.layout
        if not moved.keys() <= archive_rows.places(layout).keys():  # the command has made the year's tab just now
            layout = look()
        ranges, lines = moved_away.asked(layout, moved), list[Entry]()
        try:
            corner, *grids = self._ask(ranges, layout, left, cost)
        except RequestRefused:  # the owner may have deleted such a tab, and nobody waits for lines that went with it
            layout = look()
            ranges = moved_away.left_of(ranges, layout)
            try:
                corner, *grids = self._ask(ranges, layout, left, cost)
            except RequestRefused as error:
                raise NoAnswer("the tabs were being changed") from error
        if fence.token_in(corner) != snapshot.token:
            raise NoAnswer("somebody else has committed, or the read was older than the commit")
        with suppress(*UNREADABLE_BY_HEADINGS):  # who closes the books is told of it
            lines, _ = moved_away.lines(moved_away.tables(ranges, grids, layout), snapshot.book)
        self._looked_at = snapshot.token
        return lines

    def _ask(
        self, ranges: Sequence[GridRange], layout: Layout, left: Callable[[], float], cost: Spent
    ) -> Sequence[Grid]:
        # The token first: an answer that is older than that commit shows nothing of what it has moved.
        return self._google.cells([fence.token_range(layout), *ranges], seconds=left(), spent=cost)

    def problems(self, snapshot: Snapshot, *, pending: bool, tidy: bool) -> Iterator[Problem]:
        """What is told of lines that have gone since the last commit, once, and of a spreadsheet that was set back.

        While something is ``pending`` that is about to be written again, nothing is missing. Those of the Log and of
        Emails are counted where all of it was seen, for whom wants it ``tidy``.
        """
        yield from self.restored.problems(snapshot.book)
        length, token = self._length, snapshot.token
        if length is None or pending:
            return
        if tidy and token != self._told_of_log:
            fewer = length.missing_facts(fence.number(token), snapshot.book.count_facts())
            if fewer:
                self._told_of_log = token
                yield Problem(LOG.title, 0, "", "", length.facts_sentence(fewer))
        if tidy and token != self._told_of_emails:
            fewer = length.missing_letters(fence.number(token), snapshot.book.count_letters())
            if fewer:
                self._told_of_emails = token
                yield Problem(EMAILS.title, 0, "", "", length.letters_sentence(fewer))
        if token == self._told:
            return
        missing = length.missing(fence.number(token), snapshot.book.known_causes)
        if missing:
            self._told = token
            yield Problem(LEDGER.title, 0, "", "", length.sentence(missing))
