"""Settling: what the owner did in the very moment of a commit is found in the images that the commit kept.

A number that they typed over Points, and that our own number took the place of, becomes an adjustment in the next
commit. Cells that were written over under wrong headings, because columns were moved, are put back, and those of new
rows go under their headings (docs/decisions/0039).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Change, RemoveMember
from loyalty.intake.owner_edits import OwnerEdits
from loyalty.member.leave import has_left
from loyalty.member.leaving.removal import removal_again
from loyalty.member.subscription import holds_against
from loyalty.model.causes import edit_mark
from loyalty.model.entry import Entry
from loyalty.model.identifiers import fold, member_code
from loyalty.model.member import Member
from loyalty.owner.closing import give_back
from sheets.cache.spreadsheet_cache import SpreadsheetCache
from sheets.codec.owner_sentences import Sentence
from sheets.codec.table import Problem, Row, find_headings
from sheets.requests.decision_requests import written_anew
from sheets.requests.erasing.erased_cells import MOST_TOLD
from sheets.requests.images import MOST_KEPT, CellRun, Image, Kept, Wanted
from sheets.requests.settling.landed_rows import LandedRow, landed, put_right
from sheets.requests.settling.own_images import MOST_CARRIED, has_met_others, kept_of, taken_back, written_in
from sheets.requests.settling.put_back import PutBack, proof_in, put_back, to_put_back, typed_since
from sheets.schema.layout import Layout
from sheets.schema.members_tab import MEMBERS, mark_named, shown_points, wish_beside
from sheets.schema.snapshot import Snapshot

MOST_ERASINGS = 2
"""How often a batch goes out for who leaves; what is there even then is told to the owner."""
MOVED = Sentence(
    "Columns of this tab were moved at the very moment when the program wrote into it. What it wrote "
    "under wrong headings is put back and written again. Please look through the tab once."
)


AS_VALUE = Sentence(
    "At the very moment when rows were sorted or moved, the program wrote over this cell of a row that is "
    "nobody's. What was there is back as a value: if it was a formula, write the formula again."
)
WISH_HOLDS = Sentence(
    "%(member)s ended their emails at the very moment when you wrote under Reminders, so none are sent. "
    "If you know that they want emails, delete the newest line about them in the tab Log."
)


@dataclass(frozen=True, slots=True)
class TypedWish:
    """The word that stood under this member's Reminders when what they have said was shown for the first time."""

    member: str
    word: str


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


def typed(images: Iterable[Image], layout: Layout) -> Iterator[TypedPoints | TypedWish]:
    """The numbers that stood over Points when they were written over, and were not what was shown there before.

    And what stood under Reminders when it was shown that somebody's emails have ended.
    """
    members = layout.sheet_id(MEMBERS.title)
    kept = sorted((image for image in images if image.sheet == members), key=lambda image: (image.row, image.place))
    rows = {number: tuple(images) for number, images in groupby(kept, key=lambda image: image.row)}
    if not rows:
        return
    # The headings come first of all rows: nobody's row stands above them.
    [headings, *_] = rows.pop(min(rows))
    places = find_headings(MEMBERS, [list(headings.cells)]).usable
    for number, copied in rows.items():
        if any(image.seen is None and not headings.displaced.isdisjoint(image.places) for image in copied):
            continue  # all that was written into it is taken back: the number stands there again
        cells = {image.place + at: cell for image in copied for at, cell in enumerate(image.cells)}
        row = Row(MEMBERS, number, [cells.get(at) for at in range(max(cells, default=0) + 1)], places, layout.zone)
        was = shown_points(row)
        untyped = any(image.untyped for image in copied)
        if was and was.points is not None and was.points != was.shown and not untyped:
            yield TypedPoints(was.member, was.points, was.shown, was.display)
        if places.get(MEMBERS.reminders) in cells and (word := wish_beside(row)) is not None:
            yield TypedWish(row.text_or_blank(MEMBERS.member), word)


def misplaced(kept: Kept, layout: Layout) -> Iterator[tuple[str, int]]:
    """The displays of points that landed in a row that was another's by then: their edit marks, folded, and by which
    commit each was shown.
    """
    for tab, headings in kept.known(layout):
        if tab is not MEMBERS or headings.displaced:
            continue  # what landed under another heading is taken back
        of_tab = [image for image in kept.images if image.sheet == headings.sheet]
        others = {image.row for image in of_tab if image.seen and proof_in(tab, image.cells[0], layout) != image.seen}
        for image in of_tab:
            if image.row in others:
                marks = filter(None, map(mark_named, image.wrote))
                yield from ((fold(edit_mark(*mark)), int(mark[1], 16)) for mark in marks)


def edits_of(pending: Iterable[TypedPoints], book: Book) -> OwnerEdits:
    """Those that are not booked yet."""
    members = (found.edit_of(book) for found in pending)
    return OwnerEdits(members=tuple(member for member in members if member)).not_booked(book)


@dataclass(frozen=True, slots=True)
class Keeps:
    """Rows for the hidden tab, and the titles of tabs whose headings are kept with them."""

    titles: tuple[str, ...] = ()
    rows: tuple[Wanted, ...] = ()


class Settlement:
    """What an instance has still to settle; for one thread at a time."""

    def __init__(self) -> None:
        self._typed: list[TypedPoints] = []
        self._landed: list[LandedRow] = []
        self._wishes: list[TypedWish] = []
        self._put_back: list[PutBack] = []
        self._unsettled: tuple[Kept, ...] = ()
        self._to_erase: tuple[RemoveMember, ...] = ()
        self._erasings = 0
        self._closed: list[Entry] = []
        self._owes_word = False
        self._misplaced: dict[str, int] = {}
        self.happened: list[Problem] = []

    def see(self, kept: Kept, layout: Layout, cells: Sequence[CellRun] = ()) -> bool:
        """A commit has kept this; of our own we know which ``cells`` it wrote over.

        True when columns stood elsewhere than the commit had read them, or cells have been put where they belong since
        they were read: then the tabs have to be read again.
        """
        were_displaced = self.displaced
        own = replace(kept, carried=())
        # What a commit was to settle is settled when it has met the rows that it meant; else all of it is taken back.
        met_others = bool(kept.carried) and has_met_others(own, layout)
        unsettled = kept.carried[:-1] if kept.carried and not met_others else (*kept.carried, own)
        moved = {tab.title for tab, headings in own.known(layout) if headings.displaced}
        self._forget_displaced()
        if len(unsettled) == 1:
            self._see_displaced(unsettled[0], layout, () if kept.carried else cells)
        elif unsettled:
            self._put_back = list(taken_back(unsettled[-1], layout))
            self._landed = list(landed(unsettled[-1], layout))
        self._unsettled = unsettled if self.displaced else ()
        self._misplaced |= dict(misplaced(own, layout))
        self._see_typed(kept.carried[0] if kept.carried else own, layout)
        self.tell(Problem(title, 0, "", "", MOVED) for title in sorted(moved))
        return bool(moved) or were_displaced or bool(kept.carried and self._unsettled)

    def _see_displaced(self, kept: Kept, layout: Layout, cells: Sequence[CellRun]) -> None:
        """What landed elsewhere in a commit that meant to put nothing where it belongs."""
        # Whoever has committed since has first settled what the commit before had kept.
        self._put_back = list(to_put_back(kept, cells, layout))
        # A copy holds what a cell showed, and no formula: it would speak of other cells in another place.
        self.tell(
            Problem(cell.tab, 0, cell.headings[cell.place], str(cell.stood), AS_VALUE)
            for cell in self._put_back
            if not cell.of and cell.stood not in (None, "") and cell.place < len(cell.headings)
        )
        self._landed = list(landed(kept, layout))

    def _see_typed(self, kept: Kept, layout: Layout) -> None:
        for found in typed(kept.images, layout):
            match found:
                case TypedPoints():
                    self._typed.append(found)
                case TypedWish():
                    self._wishes.append(found)

    def _forget_displaced(self) -> None:
        self._put_back.clear()
        self._landed.clear()
        self._unsettled = ()

    def go_back(self, commit: int) -> None:
        """The owner has restored an older version, with no commit after this one: what was met in them is not there any
        more, and those that come have the same numbers once more. What the last commit met, its images tell again.
        """
        self._forget_displaced()
        self._typed.clear()
        self._wishes.clear()
        self._misplaced = {mark: shown_by for mark, shown_by in self._misplaced.items() if shown_by <= commit}

    def erase(self, leavers: Iterable[RemoveMember]) -> None:
        """Nobody has seen whether all was erased of these, who have left."""
        known = {leaver.member for leaver in self._to_erase}
        self._to_erase += tuple(leaver for leaver in leavers if leaver.member not in known)

    def see_erased(self, leavers: Sequence[RemoveMember], left: Sequence[Problem]) -> bool:
        """A commit erased what it could of these, and ``left`` is there still; True when it has to be read again.

        What cannot be erased again and again is told, before anybody hears that it is done.
        """
        self._erasings = self._erasings + 1 if left else 0
        if 0 < self._erasings < MOST_ERASINGS:
            self.erase(leavers)
            return True
        self._erasings = 0
        self._owes_word = self.tell(left[:MOST_TOLD]) or self._owes_word
        return False

    def see_closed(self, lines: Sequence[Entry], book: Book) -> None:
        """A commit has moved these lines into closed years; those that ``book``, read after it, lacks come back."""
        self._closed = list(lines)
        self._closed = [line.entry for line in self.returned(book)]

    def tell(self, happened: Iterable[Problem]) -> bool:
        """These things have happened; True when one of them still has to be told."""
        new = [problem for problem in happened if problem not in self.happened]
        self.happened += new
        return bool(new)

    def rows(self, cache: SpreadsheetCache) -> Mapping[str, set[int]]:
        """The rows that have to be read so that cells can be put back, by their tab's title."""
        wanted = [(cell.tab, cell.row, cell.of) for cell in self._put_back]
        wanted += ((row.tab.title, row.number, "") for row in self._landed)
        found: dict[str, set[int]] = {}
        for title, row, _ in wanted:
            found.setdefault(title, set()).add(row)
        for title in found:
            found[title] |= cache.rows_proven_by(title, {of for tab, _, of in wanted if tab == title and of})
        for title in {row.tab.title for row in self._landed}:
            found[title].update(cache.doubtful_rows(title))
        return found

    @property
    def displaced(self) -> bool:
        """True when cells have to be put where they belong: what stands beside them proves nothing meanwhile."""
        return bool(self._landed or self._put_back)

    @property
    def pending(self) -> bool:
        """True when cells have to be put where they belong or erased again, lines given back, or the owner told of it
        first.
        """
        return bool(self.displaced or self._to_erase or self._closed or self._owes_word)

    @property
    def closes(self) -> bool:
        """True when a closing has moved other lines than it meant: those that it meant have to follow."""
        return bool(self._closed)

    def believed(self, book: Book) -> Book:
        """The book, which knows by now which displays of points have landed in another's row."""
        return replace(book, misplaced=frozenset(self._misplaced)) if self._misplaced else book

    def edits(self, book: Book) -> OwnerEdits:
        """Numbers that were typed in the moment of a commit and are not booked yet."""
        found = edits_of(self._typed, book)
        unbooked = {(member.code, member.display, member.points_shown) for member in found.members}
        self._typed = [one for one in self._typed if (one.member, one.display, one.points) in unbooked]
        return found

    def changes(self, book: Book) -> list[Change]:
        """Wishes to say again, on a book that was read since."""
        said = [(wish, change) for wish in self._wishes if (change := holds_against(book, wish.member, wish.word))]
        self._wishes = [wish for wish, _ in said]
        self.tell(Problem(MEMBERS.title, 0, "", "", WISH_HOLDS.of(member=wish.member)) for wish in self._wishes)
        return [change for _, change in said]

    def erasures(self, book: Book) -> list[RemoveMember]:
        """What is to be erased again, on a book that was read since and notes what is looked up.

        Where the owner has restored a version from before they left, they are a member again, and nothing is erased.
        """
        return [removal_again(book, leaver) for leaver in self._to_erase if not _is_back(book, leaver)]

    def returned(self, book: Book) -> list[AddEntry]:
        """The lines to give back, on a book that was read since and notes what is looked up."""
        return [
            AddEntry(entry) for entry in give_back(book, lines=self._closed, limit=len(self._closed)).outcome.entries
        ]

    def requests(self, snapshot: Snapshot, commit: int) -> Iterator[dict[str, object]]:
        """Puts back what was written over under wrong headings, and puts new rows right.

        A number that was typed since, over one that had landed under its heading, gets the mark of that one.
        """
        yield from put_back(self._put_back, snapshot.tables, snapshot.layout)
        yield from put_right(self._landed, snapshot.tables, snapshot.layout)
        for row, wrote in typed_since(self._put_back, snapshot.tables, MEMBERS.points):
            was = shown_points(row)
            if was and was.points == was.shown:
                continue  # its own mark says this number: another commit has shown it since, and nobody has typed
            shown = MEMBERS.points_cells(row.text_or_blank(MEMBERS.member), wrote, commit)
            marks = {column: cell for column, cell in shown.items() if column is not MEMBERS.points}
            yield from written_anew(snapshot.layout, row, marks)

    def keeps(self, requests: Iterable[dict[str, object]], snapshot: Snapshot) -> Keeps:
        """What the commit with these ``requests`` of ours keeps: it shows whether it has met the rows that it meant."""
        layout = snapshot.layout
        written = written_in(requests, layout)
        carried = [row for number, kept in enumerate(self._unsettled) for row in kept.rows(number)]
        rows: tuple[Wanted, ...] = (*kept_of(written, self._landed, snapshot.tables, layout), *carried)
        fits = len(self._unsettled) <= MOST_CARRIED and len(rows) < MOST_KEPT
        return Keeps(tuple(dict.fromkeys(title for title, _ in written)), rows) if written and fits else Keeps()

    def settled(self, *, told: bool) -> None:
        """What was to be put back is, and what has happened is ``told`` in Problems."""
        self._forget_displaced()
        self._closed.clear()
        self._to_erase, self._owes_word = (), False
        if told:
            self.happened.clear()


def _is_back(book: Book, leaver: RemoveMember) -> bool:
    """True when no line says any more that they have left."""
    member = book.member(leaver.member.code)
    return member is not None and not has_left(book, member.code)
