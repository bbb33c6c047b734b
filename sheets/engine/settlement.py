"""Settling: what the owner did in the very moment of a commit is found in the images that the commit kept.

A number that they typed over Points, and that our own number took the place of, becomes an adjustment in the next
commit. Cells that were written under wrong headings, because columns were moved, are put back, and what was to stand in
new rows is written again (docs/decisions/0039).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import assert_never

from loyalty.book.book import Book
from loyalty.book.decision import (
    AddAnswer,
    AddCoupon,
    AddEntry,
    AddFact,
    AddLetter,
    AddMember,
    AddOrder,
    Change,
    GiveCoupon,
    RemoveFacts,
    RemoveMember,
)
from loyalty.intake.owner_edits import OwnerEdits
from loyalty.model.identifiers import member_code
from loyalty.model.member import Member
from sheets.cache.full_load import growing_tabs_in
from sheets.cache.spreadsheet_cache import SpreadsheetCache
from sheets.codec.column import AnyColumn
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import BadCell, NobodysRow, Problem, Row, Table, find_headings
from sheets.requests.decision_requests import written_anew
from sheets.requests.images import CellRun, Image, PutBack, names, put_back, to_clear, to_put_back
from sheets.requests.new_rows import NewRow
from sheets.schema.growing_tab import RowContext
from sheets.schema.layout import Layout
from sheets.schema.ledger_tab import LEDGER
from sheets.schema.members_tab import MEMBERS, shown_points
from sheets.schema.snapshot import Snapshot

MOVED = Sentence(
    "Columns of this tab were moved in the very moment the program wrote into it. What it wrote under wrong headings "
    "is put back and written again. Please look through the tab once."
)


@dataclass(frozen=True, slots=True)
class TypedPoints:
    """The number that an owner had typed over what ``display`` had shown to this member."""

    member: str
    points: int
    shown: int
    display: str

    def edit_of(self, book: Book) -> Member | None:
        """The member as their row was; None for one who is gone."""
        member = book.members.get(member_code(self.member))
        if member is None:
            return None
        return replace(member, points_shown=self.points, points_booked=self.shown, display=self.display)


def typed(images: Iterable[Image], layout: Layout) -> Iterator[TypedPoints]:
    """The numbers that stood over Points when they were written over, and were not what was shown there before."""
    members = layout.sheet_id(MEMBERS.title)
    kept = sorted((image for image in images if image.sheet == members), key=lambda image: (image.row, image.place))
    rows = {number: tuple(images) for number, images in groupby(kept, key=lambda image: image.row)}
    if not rows:
        return
    # The headings come first of all rows: nobody's row stands above them.
    heading = min(rows)
    places = find_headings(MEMBERS, [list(rows.pop(heading)[0].cells)]).usable
    for number, copied in rows.items():
        cells = {image.place + at: cell for image in copied for at, cell in enumerate(image.cells)}
        row = Row(MEMBERS, number, [cells.get(at) for at in range(max(cells, default=0) + 1)], places, layout.zone)
        was = shown_points(row)
        if was and was.points is not None and was.points != was.shown:
            yield TypedPoints(was.member, was.points, was.shown, was.display)


def edits_of(pending: Iterable[TypedPoints], book: Book) -> OwnerEdits:
    """Those that are not booked yet."""
    members = (found.edit_of(book) for found in pending)
    return OwnerEdits(members=tuple(member for member in members if member)).not_booked(book)


def _stands(change: Change, book: Book) -> bool:
    """True when the book has what the change adds, in all that it is found and counted by."""
    match change:
        case AddMember(member):
            there = book.members.get(member.code)
            return there is not None and (there.email, there.contacts) == (member.email, member.contacts)
        case AddEntry(entry):
            # What landed under wrong headings may be read, as a line that gives nothing.
            line = book.caused_by(entry.cause)
            return line is not None and line.points == entry.points
        case AddCoupon(coupon):
            found = book.coupon(coupon.code)
            return found is not None and (found.reward, found.member) == (coupon.reward, coupon.member)
        case AddLetter(letter):
            return book.letter(letter.id, letter.member) is not None
        case AddAnswer(answer):
            return answer in book.answers_of(answer.member)
        case AddOrder(order):
            order_there = book.order(order.number)
            return order_there is not None and (order_there.email, order_there.amount) == (order.email, order.amount)
        case AddFact(fact):
            return fact in book.facts_with(fact.key)
        case GiveCoupon() | RemoveMember() | RemoveFacts():
            return True
        case _:
            assert_never(change)


@dataclass(frozen=True, slots=True)
class Lost:
    """A row that was added under wrong headings: what it was to say, and the cells to empty."""

    change: Change
    cells: tuple[PutBack, ...]


@dataclass(frozen=True, slots=True)
class TheirLines:
    """Lines of the Ledger that another instance wrote under wrong headings: its commit, and where it saw each column.

    Should it have ended in that moment, nobody else knows of them.
    """

    columns: Mapping[AnyColumn, int]
    commit: int

    @classmethod
    def of(cls, images: Iterable[Image], layout: Layout, commit: int) -> Iterator["TheirLines"]:
        """By the headings that this commit knew, where it has kept those of the Ledger."""
        for image in images:
            if image.known and image.sheet == layout.sheet_id(LEDGER.title):
                columns = find_headings(LEDGER, [list(image.known)]).usable
                if {LEDGER.commit, LEDGER.check} <= columns.keys():
                    yield cls(columns, commit)

    def among(self, snapshot: Snapshot) -> Iterator[Lost]:
        """Those rows that say in the cells where it wrote them what their check proves."""
        context = RowContext(snapshot.book.settings, knows=lambda _: True, code_with=lambda _: "")
        for row in snapshot.tables[LEDGER.title].rows:
            theirs = Row(LEDGER, row.number, row.cells, self.columns, snapshot.layout.zone)
            try:
                entry = LEDGER.read(theirs, context)
            except (BadCell, NobodysRow):
                continue
            written = theirs.text_or_blank(LEDGER.commit), theirs.text_or_blank(LEDGER.check)
            if entry.cause and written == (f"{self.commit:x}", LEDGER.own_check(entry)):
                at = (place for place in self.columns.values() if place < len(row.cells))
                cells = (PutBack(LEDGER.title, row.number, "", place, None, row.cells[place]) for place in at)
                yield Lost(AddEntry(entry), tuple(cell for cell in cells if cell.wrote not in (None, "")))


class Settlement:
    """What an instance has still to settle; for one thread at a time."""

    def __init__(self) -> None:
        self._typed: list[TypedPoints] = []
        self._lost: list[Lost] = []
        self._put_back: list[PutBack] = []
        self._shown_anew: dict[int, str] = {}
        self._theirs: list[TheirLines] = []
        self.happened: list[Problem] = []

    def see(
        self,
        images: Sequence[Image],
        layout: Layout,
        commit: int,
        *,
        cells: Sequence[CellRun] = (),
        added: Iterable[tuple[Table, Sequence[NewRow]]] = (),
    ) -> bool:
        """This ``commit`` kept these; of our own we know which ``cells`` it wrote over and which rows it ``added``.

        True when columns stood elsewhere than the commit had read them, so that the tabs have to be read again.
        """
        if not (cells or added):
            # Whoever committed after the images that were seen before has settled what they showed.
            self._put_back = [cell for cell in self._put_back if cell.wrote != ()]
            self._shown_anew.clear()
            self._theirs.clear()
        tabs = {layout.sheet_id(tab.title): tab for tab in growing_tabs_in(layout)}
        moved = {tabs[image.sheet].title for image in images if image.displaced and image.sheet in tabs}
        self._put_back += to_put_back(images, cells, tabs, layout)
        if MEMBERS.title in moved:
            # Points under their heading beside a mark that landed elsewhere would look typed: both are shown anew.
            sheet, named = layout.sheet_id(MEMBERS.title), names(images, tabs, layout)
            written_over = {image.row for image in images if image.sheet == sheet and not image.known}
            self._shown_anew |= {row: named.get((sheet, row), "") for row in written_over}
        else:
            self._typed += typed(images, layout)
        if LEDGER.title in moved and not added:
            self._theirs += TheirLines.of(images, layout, commit)
        for table, rows in (one for one in added if one[0].tab.title in moved):
            for number, row in enumerate(rows, table.end + 1):
                self._lost.append(Lost(row.change, tuple(to_clear(table, number, row.cells, layout))))
        self.happened += (Problem(title, 0, "", "", MOVED) for title in sorted(moved))
        return bool(moved)

    def tell(self, happened: Iterable[Problem]) -> bool:
        """These things have happened; True when one of them still has to be told."""
        new = [problem for problem in happened if problem not in self.happened]
        self.happened += new
        return bool(new)

    def look_for_lines(self, snapshot: Snapshot) -> None:
        """Finds what another instance has written into the Ledger under wrong headings."""
        for theirs in self._theirs:
            self._lost += theirs.among(snapshot)
        self._theirs.clear()

    def rows(self, cache: SpreadsheetCache) -> Mapping[str, set[int]]:
        """The rows that have to be read so that cells can be put back, by their tab's title."""
        cells = (*self._put_back, *(cell for lost in self._lost for cell in lost.cells))
        wanted = [(cell.tab, cell.row, cell.of) for cell in cells]
        wanted += ((MEMBERS.title, row, of) for row, of in self._shown_anew.items())
        found: dict[str, set[int]] = {}
        for title, row, _ in wanted:
            found.setdefault(title, set()).add(row)
        for title in found:
            found[title] |= cache.rows_proven_by(title, {of for tab, _, of in wanted if tab == title and of})
        if self._theirs:
            found.setdefault(LEDGER.title, set()).update(cache.doubtful_lines())
        return found

    @property
    def pending(self) -> bool:
        """True when rows have to be added again or cells put back."""
        return bool(self._lost or self._put_back or self._shown_anew)

    def edits(self, book: Book) -> OwnerEdits:
        """Numbers that were typed in the moment of a commit and are not booked yet."""
        found = edits_of(self._typed, book)
        unbooked = {(member.code, member.display, member.points_shown) for member in found.members}
        self._typed = [one for one in self._typed if (one.member, one.display, one.points) in unbooked]
        return found

    def changes(self, book: Book) -> list[Change]:
        """The rows to add again, on a book that was read since."""
        self._lost = [lost for lost in self._lost if not _stands(lost.change, book)]
        return [lost.change for lost in self._lost]

    def requests(self, snapshot: Snapshot, after: Book, commit: int) -> Iterator[dict[str, object]]:
        """Puts back what was written over under wrong headings, and shows points anew where they landed apart."""
        cells = (*self._put_back, *(cell for lost in self._lost for cell in lost.cells))
        yield from put_back(cells, snapshot.tables, snapshot.layout)
        anew = {of or row for row, of in self._shown_anew.items()}
        for row in snapshot.tables[MEMBERS.title].rows:
            named = row.text_or_blank(MEMBERS.member)
            member = after.members.get(MEMBERS.counts_for(row, after)) if {named, row.number} & anew else None
            if member:
                points = after.account_of(member.code).points
                yield from written_anew(snapshot.layout, row, MEMBERS.points_cells(named, points, commit))

    def settled(self, *, told: bool) -> None:
        """What was to be put back is, and what has happened is ``told`` in Problems."""
        self._put_back.clear()
        self._shown_anew.clear()
        self._lost.clear()
        if told:
            self.happened.clear()
