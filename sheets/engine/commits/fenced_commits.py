"""Commits a batch behind the fence, and says what each answer of Google's to it means."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

from sheets.engine import fence
from sheets.engine.commits.commit_log import CommitLog
from sheets.engine.commits.protected_tab import protected_tab
from sheets.engine.commits.side_commits import SideCommits
from sheets.engine.group_commit import Batch
from sheets.engine.known_sheet import KnownSheet, require_known_version
from sheets.engine.pending import Left
from sheets.engine.reports.refusal_tally import RefusalTally
from sheets.engine.settlement import Settlement
from sheets.engine.telling import Telling
from sheets.google.client import Applied, Google, Spent
from sheets.google.errors import NoAnswer, QuotaSpent, RequestRefused, TabProtected, WorkbookError, WriteProtected
from sheets.requests import images
from sheets.requests.erasing.erased_cells import left_over
from sheets.schema.layout import FENCE
from sheets.schema.snapshot import Snapshot

OWN_BOOK_SECONDS = 2.0
"""How long the book that our own commit has left answers questions while requests queue for Google's quota."""

log = logging.getLogger("regulars.sheets")


class FencedCommits:
    """What an instance remembers of its own commits; for one thread at a time."""

    def __init__(
        self,
        google: Google,
        sheet: KnownSheet,
        side_commits: SideCommits,
        *,
        commit_log: CommitLog,
        settlement: Settlement,
        telling: Telling,
        refused: RefusalTally,
        chance: Callable[[], str],
        monotonic: Callable[[], float],
    ) -> None:
        self._google = google
        self._sheet = sheet
        self._side_commits = side_commits
        self._commit_log = commit_log
        self._settlement = settlement
        self._telling = telling
        self._refused = refused
        self._chance = chance
        self._monotonic = monotonic
        self._committed = float("-inf")
        self._held: list[Batch] = []

    @property
    def own_book_is_newest(self) -> bool:
        """True just after a commit of our own, as far as we know."""
        return self._monotonic() <= self._committed + OWN_BOOK_SECONDS

    def commit(self, batch: Batch, snapshot: Snapshot, left: Left, cost: Spent) -> bool:
        """True when it is committed, and its callers have their answers unless something is to be put back first.

        False when another commit came first. Raises WorkbookErrors, NoAnswer where nobody knows.
        """
        try:
            applied = self._sent(batch, left, cost)
        except NoAnswer:
            # Google may have applied it, or may do so minutes from now: it is never sent again blindly.
            self._commit_log.note_unanswered(batch)
            self._note_made_tabs(batch)
            raise
        except WriteProtected as error:
            self._tell_protection(error, batch.requests, snapshot, left, cost)
        except RequestRefused as error:
            self._note_refusal(error, batch.base, left, cost)
            return False
        self._committed = self._monotonic()
        self._sheet.since_read += batch.changes
        self._commit_log.note_applied(batch.token)
        if batch.lists_problems:
            self._telling.note_told(snapshot)
        if self._sheet.cache:
            self._sheet.cache.has_proven(batch.proven)
        if self._settlement.displaced:
            # Rows that were read under wrong headings stand under the right ones now.
            self._sheet.drop_cache()
        self._settlement.settled(told=batch.lists_problems)
        self._settle(batch, applied, snapshot)
        if not self._settlement.pending:
            self.finish_held()
        self._note_made_tabs(batch)
        return True

    def look_at_fence(self, shown: str, left: Left, cost: Spent) -> None:
        """A1 shows a token that no commit gets through on, or an older one than we know.

        Either the read was stale: then the next one is better. Or the spreadsheet was restored, and A1 and the named
        range agree: then this is the newest book. Or the two do not belong together (any more): then a commit of
        nothing but a new fence comes first. Whatever is decided next is decided on a book that shows the new token, and
        so was read after everything that could have been committed before (docs/decisions/0001).
        """
        commit_log = self._commit_log
        # Should the owner have gone back, our own book is not the newest any more: nobody is answered from it.
        self._committed = float("-inf")
        if commit_log.may_be_read_again(shown):
            raise NoAnswer("the read was older than a commit that is known")
        layout = self._sheet.read_layout(left, cost)
        if layout.fence and layout.fence == shown:
            self._goes_by(shown)
            return
        # Somebody may have committed in between: also a newer version, into whose sheet nothing is written.
        [corner] = self._google.cells([fence.token_range(layout)], seconds=left(), spent=cost)
        require_known_version(corner)
        stands = fence.token_in(corner)
        if layout.fence and layout.fence == stands:
            if commit_log.is_stale(stands):  # somebody has committed on the older version already
                self._goes_by(stands)
            return
        self._note_set_back(shown)
        token = fence.next_token(max(commit_log.last_known, shown, key=fence.number), self._chance())
        swap = fence.swap(layout, old=layout.fence, new=token)
        try:
            self._google.commit(swap, seconds=left(), spent=cost)
        except WriteProtected as error:
            raise TabProtected(protected_tab(error, swap, layout), self._google.account) from error
        except RequestRefused as error:
            self._note_refusal(error, shown, left, cost)
            return
        commit_log.goes_by(token)
        log.warning("the fence was lost and is set up anew")

    def to_erase_again(self, applied: Iterable[Batch]) -> bool:
        """Finishes batches whose answer was lost; True when some erase, and nobody has seen whether all is gone."""
        erasing = False
        for batch in applied:
            if not batch.leavers:
                batch.finish()
                continue
            erasing = True
            self._sheet.drop_cache()
            self._settlement.erase(batch.leavers)
            batch.hold()
            self._held.append(batch)
        return erasing

    def finish_held(self) -> None:
        """What was lost is written again."""
        for batch in self._held:
            batch.finish()
        self._held.clear()

    def _goes_by(self, token: str) -> None:
        """The fence is this token's, and A1 shows it: this is the newest book."""
        self._note_set_back(token)
        self._commit_log.goes_by(token)

    def _note_set_back(self, token: str) -> None:
        if self._commit_log.is_stale(token) and fence.number(token):
            self._sheet.note_restored(token)

    def _sent(self, batch: Batch, left: Left, cost: Spent) -> Applied:
        """Google's answer to it; the counts that it takes along come back where it was certainly not applied."""
        self._refused.leave(batch.refused)
        try:
            shown = FENCE if batch.keeps else ""
            return self._google.commit(batch.requests, seconds=left(), spent=cost, shown=shown)
        except (QuotaSpent, RequestRefused):
            self._refused.come_back(batch.refused)
            raise

    def _settle(self, batch: Batch, applied: Applied, snapshot: Snapshot) -> None:
        """Finishes the batch, unless its own answer shows that columns stood elsewhere when it was written, or that it
        has not erased everything.
        """
        shown = applied.shown
        ours = shown is not None and fence.token_in(shown) == batch.token
        kept = images.read(shown[images.FIRST_ROW - 1 :]) if shown and ours else images.Kept()
        self._sheet.saw_images_of(batch.token if len(kept) == batch.keeps else "")
        moved = self._settlement.see(kept, snapshot.layout, batch.cells)
        left = left_over(snapshot, batch.requests, batch.cells, applied.replies, batch.years) if batch.leavers else ()
        again = self._settlement.see_erased(batch.leavers, left)
        if moved or again:
            self._sheet.drop_cache()
        if moved or left:
            self._telling.at_once()
        if (moved or left) and self._settlement.pending:
            batch.hold()
            self._held.append(batch)
        else:
            batch.finish()

    def _note_made_tabs(self, batch: Batch) -> None:
        """The spreadsheet has more tabs than we know of: it is looked at anew."""
        if batch.makes_tabs:
            self._sheet.forget()

    def _note_refusal(self, error: RequestRefused, base: str, left: Left, cost: Spent) -> None:
        """A batch that is refused for another reason than the fence may come from a layout that has changed.

        Where it has not, the next batch would be refused as well: raises the error.
        """
        if self._commit_log.note_lost_race(error, base):
            # Somebody has committed since, or the owner went back: our own book is not the newest any more.
            self._committed = float("-inf")
            return
        before = self._sheet.layout
        self._sheet.forget()
        self._commit_log.note_refused(error)
        if before and self._sheet.read_layout(left, cost).has_room_as(before):
            raise error

    def _tell_protection(
        self,
        error: WriteProtected,
        refused: Sequence[Mapping[str, object]],
        snapshot: Snapshot,
        left: Left,
        cost: Spent,
    ) -> NoReturn:
        """Raises TabProtected. The tab Problems says so, too, in a commit of its own, where that can be written."""
        layout = snapshot.layout
        if self._side_commits.may_tell_protection():
            with suppress(WorkbookError):  # the caller is told of the protection, whatever becomes of this
                layout = self._sheet.read_layout(left, cost)
                self._side_commits.list_problems(replace(snapshot, layout=layout), left, cost)
        raise TabProtected(protected_tab(error, refused, layout), self._google.account) from error
