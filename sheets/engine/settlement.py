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
from loyalty.member.leave import removal
from loyalty.model.identifiers import member_code
from loyalty.model.member import Member
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem, Row, Table, find_headings
from sheets.requests.decision_requests import written_anew
from sheets.requests.erased_cells import MOST_TOLD
from sheets.requests.images import CellRun, Image, PutBack, put_back, to_clear, to_put_back
from sheets.requests.new_rows import NewRow
from sheets.schema.layout import Layout
from sheets.schema.members_tab import MEMBERS, shown_points
from sheets.schema.snapshot import Snapshot

MOST_ERASINGS = 2
"""How often a batch goes out for who leaves; what is there even then is told to the owner."""
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
            return book.caused_by(entry.cause) is not None
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


class Settlement:
    """What an instance has still to settle; for one thread at a time."""

    def __init__(self) -> None:
        self._typed: list[TypedPoints] = []
        self._lost: list[Lost] = []
        self._put_back: list[PutBack] = []
        self._shown_anew: set[int] = set()
        self._to_erase: tuple[Member, ...] = ()
        self._erasings = 0
        self._owes_word = False
        self.happened: list[Problem] = []

    def see(
        self,
        images: Sequence[Image],
        layout: Layout,
        *,
        cells: Sequence[CellRun] = (),
        added: Iterable[tuple[Table, Sequence[NewRow]]] = (),
    ) -> bool:
        """A commit kept these; of our own we know which ``cells`` it wrote over and which rows it ``added``.

        True when columns stood elsewhere than the commit had read them, so that the tabs have to be read again.
        """
        titles = {place.id: title for title, place in layout.places.items()}
        displaced = {image.sheet: image.displaced for image in images if image.displaced and image.sheet in titles}
        moved = {titles[sheet] for sheet in displaced}
        self._put_back += to_put_back(images, cells, displaced, titles, layout)
        if MEMBERS.title in moved:
            # Points under their heading beside a mark that landed elsewhere would look typed: both are shown anew.
            sheet = layout.sheet_id(MEMBERS.title)
            self._shown_anew |= {image.row for image in images if image.sheet == sheet and not image.known}
        else:
            self._typed += typed(images, layout)
        for table, rows in (one for one in added if one[0].tab.title in moved):
            for number, row in enumerate(rows, table.end + 1):
                self._lost.append(Lost(row.change, tuple(to_clear(table, number, row.cells, layout))))
        self.happened += (Problem(title, 0, "", "", MOVED) for title in sorted(moved))
        return bool(moved)

    def erase(self, members: Iterable[Member]) -> None:
        """Nobody has seen whether all was erased of these, who have left."""
        self._to_erase += tuple(member for member in members if member not in self._to_erase)

    def see_erased(self, members: Sequence[Member], left: Sequence[Problem]) -> bool:
        """A commit erased what it could of these, and ``left`` is there still; True when it has to be read again.

        What cannot be erased again and again is told, before anybody hears that it is done.
        """
        self._erasings = self._erasings + 1 if left else 0
        if 0 < self._erasings < MOST_ERASINGS:
            self.erase(members)
            return True
        self._erasings = 0
        self._owes_word = self.tell(left[:MOST_TOLD]) or self._owes_word
        return False

    def tell(self, happened: Iterable[Problem]) -> bool:
        """These things have happened; True when one of them still has to be told."""
        new = [problem for problem in happened if problem not in self.happened]
        self.happened += new
        return bool(new)

    def rows(self) -> Mapping[str, set[int]]:
        """The rows that have to be read so that cells can be put back, by their tab's title."""
        found: dict[str, set[int]] = {}
        for cell in (*self._put_back, *(cell for lost in self._lost for cell in lost.cells)):
            found.setdefault(cell.tab, set()).add(cell.row)
        found.setdefault(MEMBERS.title, set()).update(self._shown_anew)
        return found

    @property
    def pending(self) -> bool:
        """True when rows have to be added again, cells put back or erased again, or the owner told of it first."""
        return bool(self._lost or self._put_back or self._shown_anew or self._to_erase or self._owes_word)

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

    def erasures(self, book: Book) -> list[RemoveMember]:
        """What is to be erased again, on a book that was read since and notes what is looked up."""
        return [removal(book, member) for member in self._to_erase]

    def requests(self, snapshot: Snapshot, after: Book, commit: int) -> Iterator[dict[str, object]]:
        """Puts back what was written over under wrong headings, and shows points anew where they landed apart."""
        cells = (*self._put_back, *(cell for lost in self._lost for cell in lost.cells))
        yield from put_back(cells, snapshot.tables, snapshot.layout)
        for row in (row for row in snapshot.tables[MEMBERS.title].rows if row.number in self._shown_anew):
            member = after.members.get(MEMBERS.counts_for(row, after))
            if member:
                points, named = after.account_of(member.code).points, row.text_or_blank(MEMBERS.member)
                yield from written_anew(snapshot.layout, row, MEMBERS.points_cells(named, points, commit))

    def settled(self, *, told: bool) -> None:
        """What was to be put back is, and what has happened is ``told`` in Problems."""
        self._put_back.clear()
        self._shown_anew.clear()
        self._lost.clear()
        self._to_erase, self._owes_word = (), False
        if told:
            self.happened.clear()
