"""The tab Ledger: every point that came or went."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.causes import merge_step, opening_day
from loyalty.model.entry import UNDATED, Entry, EntryKind
from loyalty.model.identifiers import fold
from sheets.codec.cells import may_be_a_day
from sheets.codec.column import (
    ADDRESS,
    DAY,
    INSTANT,
    MEMBER_CODE,
    MONEY,
    NAME,
    REFERENCE,
    TEXT,
    UNIQUE,
    WHOLE,
    WORD,
    AnyColumn,
    Cells,
    Column,
    Decides,
)
from sheets.codec.limits import IN_OR_OUT
from sheets.codec.line_checks import DISPLACED, WITHOUT_CAUSE, check_of, has_lost_its_cause, stands_elsewhere
from sheets.codec.owner_sentences import MUST_NOT_BE_EMPTY, Sentence
from sheets.codec.table import BadCell, NobodysRow, Problem, Reader, Row, Table
from sheets.schema.growing_tab import GrowingTab, RowContext, TypedNumber

_KINDS = {kind.value: kind for kind in EntryKind}
NOBODYS = Sentence("No member has this, so the line counts for nobody. Correct it, or delete the row.")


class Ledger(GrowingTab[Entry]):
    """A row is an entry; one that names no member's code may name a member by email address instead."""

    title = "Ledger"
    what = "The truth: every point that came or went. Only ever added to, until you close old books."

    time = Column("Time", INSTANT, "When.", service=True, decides=Decides.MONEY)
    member = Column(
        "Member",
        MEMBER_CODE,
        "Whose points; you may name them by their email address instead.",
        key=True,
        decides=Decides.IDENTITY,
    )
    email = Column(
        "Email", ADDRESS, "The member's address.", key=True, decides=Decides.IDENTITY, address=True, width=220
    )
    entry = Column(
        "Entry",
        WORD,
        "sign-up, claim, redemption, adjustment, refund, cancellation, expiry, tier, membership, "
        "referral, survey, birthday, action or opening; your own rows are adjustments.",
        decides=Decides.MONEY,
        words=tuple(EntryKind),
    )
    points = Column(
        "Points", WHOLE, "Points in, or out with a minus.", key=True, decides=Decides.MONEY, limits=IN_OR_OUT
    )
    subject = Column(
        "For",
        REFERENCE,
        "The order or the reward; of an opening, the causes it stands for.",
        decides=Decides.IDENTITY,
        width=160,
    )
    note = Column("Note", NAME, "In words.", width=260)
    cause = Column(
        "Cause",
        UNIQUE,
        "What makes it count only once; empty in your own rows.",
        service=True,
        key=True,
        decides=Decides.IDENTITY,
    )
    available = Column(
        "Available",
        DAY,
        "The day from which the points can be spent; empty is at once.",
        service=True,
        decides=Decides.MONEY,
    )
    amount = Column(
        "Amount", MONEY, "What the order came to, in the program's currency.", service=True, decides=Decides.MONEY
    )
    campaign = Column("Campaign", NAME, "The campaign that added to the order's points.", service=True)
    commit = Column("Commit", NAME, "The commit that wrote the line; leave it alone.", service=True, hidden=True)
    check = Column(
        "Check",
        TEXT,
        "Shows that the line is as it was written; leave it alone.",
        service=True,
        hidden=True,
    )

    called = "entries"
    proof = cause
    whose = (member,)
    named_by = (member, email, cause)

    def read(self, row: Row, context: RowContext) -> Entry:
        # Before a total is looked for: of a line under wrong headings the owner has to be told.
        place = row.columns.get(self.check)
        if place is not None and stands_elsewhere(row.cells, place):
            return self._read_proven(row, context)
        try:
            return self._read_line(row, context)
        except BadCell as error:
            uncounted = self._uncounted(row, context)
            if uncounted is None:
                raise
            context.reader.problems.append(error.problem)
            return uncounted

    def _uncounted(self, row: Row, context: RowContext) -> Entry | None:
        """A line of which a cell cannot be read, like one that was typed over: no points, but its cause is used, or
        what it stood for would be given once more. None where nothing tells its cause, or whose it is.
        """
        cause, email = row.text_or_blank(self.cause), row.text_or_blank(self.email)
        member = row.text_or_blank(self.member) or context.code_with(email)
        if not (cause and member):
            return None
        elsewhere = Reader()  # a time that cannot be read, either, is told once the rest can be
        return Entry(
            time=elsewhere.lenient(row, self.time, None) or UNDATED,
            member=member,
            kind=elsewhere.attempt(_kind, row, EntryKind.ADJUSTMENT),
            points=0,
            email=email,
            subject=row.text_or_blank(self.subject),
            cause=cause,
        )

    def _read_proven(self, row: Row, context: RowContext) -> Entry:
        """A line that has a check under another heading: it counts when one of the row's checks proves that all else
        stands where it belongs. Raises BadCell when none does.
        """
        try:
            entry = self._read_line(row, context)
        except (BadCell, NobodysRow):
            raise row.bad(self.check, DISPLACED) from None
        if check_of(entry) not in row.cells:
            raise row.bad(self.check, DISPLACED)
        return entry

    def _read_line(self, row: Row, context: RowContext) -> Entry:
        if self.is_total(row):
            raise NobodysRow
        points = row.read(self.points)
        if points is None:
            raise row.bad(self.points, MUST_NOT_BE_EMPTY)
        if unclear := self.not_plain(row, context):
            raise unclear
        cause, reader = row.read(self.cause), context.reader
        email = reader.lenient(row, self.email, "")
        code = row.read(self.member) or context.code_with(email)
        # A line with a cause counts also when its member has left and has no row any more.
        if not code or (not cause and not context.knows(code)):
            raise row.bad(self.member if row.read(self.member) else self.email, NOBODYS)
        entry = Entry(
            time=reader.lenient(row, self.time, None) or UNDATED,
            member=code,
            kind=_kind(row),
            points=points,
            email=email,
            subject=row.read(self.subject),
            note=reader.lenient(row, self.note, ""),
            cause=cause,
            available=reader.lenient(row, self.available, None),
            amount=reader.lenient(row, self.amount, None),
            campaign=reader.lenient(row, self.campaign, ""),
        )
        if not entry.subject and opening_day(cause):
            # What it stands for could be had again, beside its points.
            raise row.bad(self.subject, MUST_NOT_BE_EMPTY)
        if not cause and has_lost_its_cause(entry, row.text_or_blank(self.check)):
            raise row.bad(self.cause, WITHOUT_CAUSE)
        return entry

    def typed(self, row: Row) -> Iterator[tuple[AnyColumn, TypedNumber]]:
        """The points of the owner's own line."""
        cell = row.cell(self.points)
        if isinstance(cell, int | Decimal) and may_be_a_day(cell) and not row.text_or_blank(self.cause):
            whose = " ".join(map(row.text_or_blank, (self.member, self.email, self.time)))
            yield self.points, TypedNumber(self.title, whose, self.points.heading, cell)

    def held_check(self, row: Row, value: Entry) -> str | None:
        """The owner's own lines, which have no cause, need none."""
        if not value.cause or self.check not in row.columns:
            return None
        return row.text_or_blank(self.check)

    def own_check(self, value: Entry) -> str:
        return check_of(value)

    def voided(self, value: Entry) -> Entry:
        """No points, but its cause is used: what it stood for is not given a second time."""
        return replace(value, points=0, amount=None)

    def key(self, value: Entry) -> str:
        return value.member

    def unique(self, value: Entry) -> str:
        return fold(value.cause)

    def proves(self, value: Entry) -> str:
        return value.cause

    def lasts(self, value: Entry) -> bool:
        """A line without a cause is the owner's own: whose it is rests on who is a member."""
        return bool(value.cause)

    def is_new(self, value: Entry, book: Book) -> bool:
        """False also for a line that changes whose row is whose: then all of the Ledger is read again."""
        changes_accounts = merge_step(value.cause) or book.code_of(value.member) != value.member
        return not value.cause or (book.caused_by(value.cause) is None and not changes_accounts)

    def may_become(self, before: Entry, now: Entry, _book: Book) -> bool:
        return replace(before, email=now.email) == now

    def new_row(self, entry: Entry, commit: int) -> Cells:
        """The row of a new entry; ``commit`` is the number of the commit that writes it."""
        return {
            self.time: entry.told_time,
            self.member: entry.member,
            self.email: entry.email,
            self.entry: entry.kind.value,
            self.points: entry.points,
            self.subject: entry.subject,
            self.note: entry.note,
            self.cause: entry.cause,
            self.available: entry.available,
            self.amount: entry.amount,
            self.campaign: entry.campaign,
            self.commit: f"{commit:x}",
            self.check: check_of(entry),
        }


LEDGER = Ledger()


def closed_entries(table: Table, context: RowContext) -> Iterator[tuple[Entry | None, tuple[Problem, ...]]]:
    """The lines in the tab of a closed year, each with what is wrong in it.

    None for one that counts for nothing because of that: given back as it is, it would not come once it is corrected.
    """
    read = LEDGER.reader(context)
    for row in table.keyed():
        entry, wrong = context.reader.read(row, read)
        yield entry if entry and (entry.points or not wrong) else None, wrong


def _kind(row: Row) -> EntryKind:
    """What the owner writes by hand is an adjustment, whatever they call it."""
    return _KINDS.get(row.read(LEDGER.entry), EntryKind.ADJUSTMENT)
