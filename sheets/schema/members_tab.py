"""The tab Members: everybody in the program."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.book.book import Book
from loyalty.book.identities import can_be_reached, row_key
from loyalty.book.learned_members import BOUNCED, YES, reminders_word, written_names
from loyalty.book.left_members import BLOCKED
from loyalty.intake.owner_edits import is_typed
from loyalty.model.addresses import fold_email, looks_like_email
from loyalty.model.causes import edit_mark
from loyalty.model.email_log import LetterName, LetterStatus
from loyalty.model.entry import MOST_POINTS, UNDATED
from loyalty.model.identifiers import fold, member_code
from loyalty.model.member import Member
from loyalty.outcomes.member_standing import Membership
from loyalty.points.memberships import memberships
from loyalty.points.tiers import tier_of
from sheets.codec.cells import NOT_ONE_ADDRESS, TOO_LARGE, lacks_its_at_sign
from sheets.codec.column import (
    ADDRESS,
    BIRTHDAY,
    CONTACTS,
    DAY,
    INSTANT,
    LIST,
    MEMBER_CODE,
    NAME,
    TEXT,
    TOTAL,
    WORD,
    YES_NO,
    YES_OR_NO,
    AnyColumn,
    Cells,
    Column,
    Decides,
)
from sheets.codec.owner_sentences import BELOW_ZERO, Sentence, Words
from sheets.codec.table import BadCell, NobodysRow, Reader, Row
from sheets.google.grid import Cell
from sheets.schema.growing_tab import LEFT_ALONE, GrowingTab, RowContext, Shown, TypedNumber
from words.total_rows import names_a_total

NEVER_WENT_OUT = (LetterStatus.WAITING, LetterStatus.HELD_OUT)
COMES_BACK = Sentence("Emails to this address come back. Correct the address, then empty this cell.")
CAME_BACK = Sentence(
    "Emails to this address come back. Correct the address, or write %(yes)s under %(heading)s to try it again."
).of(yes=Words(("yes",)), heading=Words(("Reminders",)))
NOT_ADDRESSES = Sentence(
    "One of these is not an email address. Write addresses with commas between them, such as "
    "ana@example.com, a@b.example."
)
NOT_BLOCKED = Sentence("This word cannot stand here. Write %(word)s, or leave the cell empty.").of(
    word=Words(("blocked",))
)
UNCLEAR: bool | None = False
"""Whoever's Reminders cell is unclear gets no letters."""
LONG_AGO: date | None = date.min
"""A plan whose last day is unclear is over."""
_MARK = re.compile(r"(?:([A-Z0-9]+):)?-?\d*@([0-9a-f]+)")
NEVER: tuple[int | None, str] = (None, "")
"""Nothing proves what was shown in this row."""


class Members(GrowingTab[Member]):
    """A row is a member; what it shows of their account is healed from the Ledger."""

    title = "Members"
    what = "Everybody in the program, one a row."

    member = Column(
        "Member",
        MEMBER_CODE,
        "The member's own code; it never changes.",
        service=True,
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
        aliases=("Code",),
    )
    email = Column(
        "Email",
        ADDRESS,
        "Where emails go; the orders under this address are the member's to claim.",
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
        address=True,
        aliases=("Mail",),
        width=220,
    )
    name = Column("Name", TEXT, "The name to greet them by.", aliases=("First name",), width=180)
    contact = Column(
        "Contact",
        CONTACTS,
        "The member's contact id in ManyChat; of several channels all of them, with commas between them.",
        service=True,
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
        aliases=("Contact id",),
        width=160,
    )
    language = Column("Language", NAME, "The language they read: en, ru or ar. Empty: the program's.")
    joined = Column("Joined", INSTANT, "When they joined.", service=True, decides=Decides.IDENTITY)
    points = Column(
        "Points",
        TOTAL,
        "What they have now, with what cannot be spent yet. Type a number over it, and the difference is "
        "booked as an adjustment.",
        service=True,
        shown=True,
        decides=Decides.MONEY,
    )
    lifetime_points = Column("Lifetime points", TOTAL, "What they have earned in all.", service=True, shown=True)
    tier = Column("Tier", TEXT, "Their tier, if there are any in the tab Tiers.", service=True, shown=True)
    reminders = Column(
        "Reminders",
        WORD,
        "Emails: yes or no. Empty: as the setting Reminders says. bounced: the mailbox does not exist.",
        decides=Decides.CONSENT,
        words=(*YES_OR_NO, BOUNCED),
        width=90,
    )
    last_reminder = Column(
        "Last reminder", INSTANT, "When their last email was taken for sending.", service=True, shown=True
    )
    notes = Column("Notes", TEXT, "Yours.", width=220)
    points_as_booked = Column(
        "Points as booked",
        TEXT,
        "The same for version 0.1.0 of the program; leave it alone.",
        service=True,
        hidden=True,
        shown=True,
        tells=True,
    )
    points_shown = Column(
        "Points shown",
        TEXT,
        "For whom the service last wrote Points, how many, and in which commit; leave it alone.",
        service=True,
        hidden=True,
        shown=True,
        tells=True,
    )
    birthday = Column(
        "Birthday", BIRTHDAY, "As they told it once; only you can change it.", service=True, decides=Decides.MONEY
    )
    referred_by = Column(
        "Referred by", MEMBER_CODE, "The code of the member who brought them.", service=True, decides=Decides.MONEY
    )
    segment = Column(
        "Segment",
        LIST,
        "Your own words for them, such as vip, wholesale. Campaigns and rewards can ask for these.",
        decides=Decides.MONEY,
    )
    plan = Column(
        "Plan",
        NAME,
        "A plan that you give them yourself. What they have bought is in the Ledger.",
        decides=Decides.MONEY,
    )
    plan_until = Column("Plan until", DAY, "The last day of that plan; empty is for good.", decides=Decides.MONEY)
    membership = Column(
        "Membership",
        TEXT,
        "The membership that was paid or given, and its last day.",
        service=True,
        shown=True,
        width=200,
    )
    status = Column(
        "Status",
        WORD,
        "blocked: they can ask, but get and take nothing, and no emails.",
        decides=Decides.CONSENT,
        words=(BLOCKED,),
    )
    other_emails = Column(
        "Other emails",
        TEXT,
        "Other addresses that they order with, with commas between them. Each counts once it is proved, "
        "where Confirm e-mail wants that.",
        address=True,
        width=220,
    )

    reminders_now = Column(
        "Reminders now",
        WORD,
        "What holds: your own word, or what they have said since. bounced: the mailbox does not exist.",
        service=True,
        shown=True,
        tells=True,
        words=(*YES_OR_NO, BOUNCED),
        width=90,
    )
    contact_now = Column(
        "Contact now",
        TEXT,
        "All their ManyChat contacts, where they have proved more than Contact says.",
        service=True,
        shown=True,
        tells=True,
        width=160,
    )
    birthday_now = Column(
        "Birthday now",
        BIRTHDAY,
        "The birthday that they have told since, while Birthday is as it was.",
        service=True,
        shown=True,
        tells=True,
    )

    proved = Column(
        "Proved",
        INSTANT,
        "When they showed that the address under Email is theirs, by the order mail's link, a code or a button.",
        service=True,
        shown=True,
        tells=True,
    )

    segments_now = Column(
        "Segments now",
        TEXT,
        "The segments of the tab Segments that they were in last night.",
        service=True,
        shown=True,
        tells=True,
        width=160,
    )

    called = "members"
    proof = member
    changes_alone = True
    named_by = (member, email, contact)
    together = (points, points_as_booked, points_shown)
    told = (reminders_now, contact_now, birthday_now, proved, segments_now)
    """What no entry changes, only a line of the Log or of Emails."""

    def read(self, row: Row, context: RowContext) -> Member:
        """No row is left out but a total: the Book says whose a row is whose code is blank or cannot be read."""
        if self.is_total(row):
            raise NobodysRow
        reader = context.reader
        shown = booked, display = _shown(row)
        reader.lenient(row, self.lifetime_points, None)
        # Read as a word first: "bounced" is neither yes nor no, and the owner has to be told what to do about it.
        bounced = reader.lenient(row, self.reminders, "") == BOUNCED
        if bounced:
            reader.problems.append(row.bad(self.reminders, COMES_BACK).problem)
        elif reader.lenient(row, self.reminders_now, "") == BOUNCED:
            reader.problems.append(row.bad(self.reminders_now, CAME_BACK).problem)
        if unclear := self.not_plain(row, context):
            reader.problems.append(unclear.problem)
        # A code that cannot be read is like one that was cleared: the Ledger says whose the row is.
        code, email = reader.lenient(row, self.member, ""), reader.attempt(_email, row, None)
        if email and lacks_its_at_sign(email):
            reader.problems.append(row.bad(self.email, NOT_ONE_ADDRESS).problem)
        return Member(
            code=code,
            email=email or "",
            email_unclear=email is None,
            name=reader.lenient(row, self.name, ""),
            contact=reader.lenient(row, self.contact, ""),
            language=reader.lenient(row, self.language, ""),
            joined=reader.lenient(row, self.joined, None),
            reminders=False if bounced else reader.attempt(_reminders, row, UNCLEAR),
            bounced=bounced,
            last_reminder=reader.lenient(row, self.last_reminder, None),
            points_shown=None
            if unclear or self._unproved(row, shown)
            else reader.attempt(lambda row: _points(row, booked), row, None),
            points_unclear=unclear is not None,
            points_booked=booked,
            display=display,
            birthday=reader.lenient(row, self.birthday, None),
            referred_by=reader.lenient(row, self.referred_by, "").upper(),
            segments=reader.lenient(row, self.segment, ()),
            plan=reader.lenient(row, self.plan, ""),
            plan_until=reader.lenient(row, self.plan_until, LONG_AGO),
            blocked=reader.attempt(_blocked, row, otherwise=False),
            other_emails=reader.attempt(_other_emails, row, ()),
        )

    def key(self, value: Member) -> str:
        return value.code

    def unique(self, _value: Member) -> str:
        """The Book says which of two rows with one code counts, and tells of the other."""
        return ""

    def proves(self, value: Member) -> str:
        return value.code

    def typed(self, row: Row) -> Iterator[tuple[AnyColumn, TypedNumber]]:
        """A number under Points that is not the one which the mark beside it names."""
        shown, display = _shown(row)
        try:
            points = _points(row, shown)
        except BadCell:
            return
        if points is not None and points != shown:
            whose = f"{row.text_or_blank(self.member)}@{display}"
            yield self.points, TypedNumber(self.title, whose, self.points.heading, points)

    def lasts(self, value: Member) -> bool:
        """False for a number that was typed over Points: how its cell shows it is looked at before it is booked."""
        return value.points_shown == value.points_booked

    def names(self) -> Mapping[Column[str], Callable[[str], Sequence[str]]]:
        return {
            self.contact: lambda text: Member("", contact=text).contacts,
            self.email: lambda text: (fold_email(text),),
        }

    def is_new(self, value: Member, book: Book) -> bool:
        """False also for a row of which only all rows together tell whose it is: the whole tab is read then."""
        if not value.code or not can_be_reached(value) or fold_email(value.email) in book.identities.lost:
            return False
        known = book.member(value.code) or book.entries_of(value.code) or any(map(book.member_of, value.contacts))
        # Of whom the Log knows something, the contacts may have become another member's meanwhile.
        return not known and not book.member_with(value.email) and not book.facts_about_member(value.code)

    def may_become(self, before: Member, now: Member, _book: Book) -> bool:
        """When the Book would find a member by something else now, the whole tab has to be read again."""
        return row_key(before) == row_key(now) and before.other_emails == now.other_emails

    def counts_for(self, row: Row, book: Book) -> str:
        """The code that the row counts for; blank for a row of nobody's."""
        code = row.text_or_blank(self.member)
        if not book.identities.counts_as:
            return code
        return book.identities.code_of(self.as_told(row))

    def as_told(self, row: Row) -> Member:
        """What the row is told from others by, and nothing else of it."""
        code, email = row.text_or_blank(self.member), row.text_or_blank(self.email)
        joined = Reader().lenient(row, self.joined, None)
        return Member(code, email, contact=row.text_or_blank(self.contact), joined=joined)

    def new_row(self, member: Member, book: Book, commit: int) -> Cells:
        """The row of a new member, with what the book says of their account."""
        counts = book.members.get(member.code, member)
        return {
            **self.own(member),
            **self.account(book, counts, commit),
            **self.learned(counts),
            **self.segments(book, counts),
        }

    def own(self, member: Member) -> Cells:
        """What the row of a new member says of them."""
        return {
            self.member: member.code,
            self.email: member.email,
            self.name: member.name,
            self.language: member.language,
            self.joined: member.joined,
            self.referred_by: member.referred_by,
            self.reminders: reminders_word(member),
            self.birthday: member.birthday,
            self.contact: member.contact,
            self.status: BLOCKED if member.blocked else "",
        }

    def learned(self, member: Member) -> Cells:
        """What the row shows of what the program has learned of the member; blank where their own cells say it."""
        own = member.own_row
        return {
            self.reminders_now: reminders_word(member),
            self.contact_now: "" if member.contact == own.contact else member.contact,
            self.birthday_now: None if member.birthday == own.birthday else member.birthday,
            self.proved: member.proved,
        }

    def segments(self, book: Book, member: Member) -> Cells:
        """What the row shows of the owner's segments, as the last night has noted it."""
        return {self.segments_now: written_names(book.segments_of(member.code))}

    def account(self, book: Book, member: Member, commit: int, *, named: str = "") -> Cells:
        """What the row shows of the member's account and letters; nothing where there is nothing to show.

        Beside the points stands for whom they were shown, and by which commit: what the owner types over one display is
        booked once, and to nobody else. A number that is typed and not booked yet is left alone. ``named`` is the code
        that the row says where it is not the member's own.
        """
        mine = (
            letter
            for letter in book.letters_to(member.code)
            if letter.letter == LetterName.REMINDER and not letter.of_campaign and letter.taken_at != UNDATED
        )
        reminders = [letter.taken_at for letter in mine if letter.status not in NEVER_WENT_OUT]
        account = book.account_of(member.code)
        points = self.points_cells(named or member.code, account.points, commit)
        shown: Cells = {self.lifetime_points: account.lifetime, **({} if is_typed(book, member) else points)}
        tier = tier_of(book, member.code)
        tiers: Cells = {self.tier: tier.name if tier else ""} if book.offers.tiers else {}
        paid = ", ".join(map(_membership, memberships(book, member))) if book.offers.plans else None
        plans: Cells = {} if paid is None else {self.membership: paid}
        return {**shown, **tiers, **plans, **({self.last_reminder: max(reminders)} if reminders else {})}

    def show(self, row: Row, book: Book, commit: int) -> Shown:
        code = row.text_or_blank(self.member)
        member = book.members.get(self.counts_for(row, book))
        if member:
            account = self.account(book, member, commit, named=code)
            return Shown(member.code, {**account, **self.learned(member), **self.segments(book, member)})
        into = book.code_of(code)
        return Shown(code, self._moved(row, into, commit)) if into != code and into in book.members else LEFT_ALONE

    def torn(self, row: Row) -> str:
        code = row.text_or_blank(self.points_shown).rpartition(":")[0]
        return "" if _is_of(row, code) else member_code(code)

    def _unproved(self, row: Row, shown: tuple[int | None, str]) -> bool:
        """True for a number beside a mark of the program's that is not this member's: a sort has brought the two
        together, so nobody has typed it, and it is not even what somebody begins with.
        """
        return bool(self.torn(row)) or (shown == NEVER and row.text_or_blank(self.points_as_booked) != "")

    def strays(self, row: Row) -> Iterator[AnyColumn]:
        """The columns in which a mark stands that belongs under Points shown, or under Points as booked.

        It landed there when columns were moved in the moment of a commit, and rows since: nobody types one with a name,
        and one without only stands under what the program alone writes.
        """
        for column, place in row.columns.items():
            cell = row.cells[place] if place < len(row.cells) else None
            mark = _MARK.fullmatch(cell) if isinstance(cell, str) and "@" in cell else None
            own = self.points_shown if mark and mark[1] else self.points_as_booked
            if mark and column is not own and (mark[1] or column.shown):
                yield column

    def taken_away(self, row: Row) -> Cells:
        """Of a total only the marks that a sort has torn off others: the sums in it are the owner's."""
        named = (row.text_or_blank(column) for column in (self.name, self.member, self.email))
        taken: Cells = dict.fromkeys(
            (self.points_as_booked, self.points_shown) if any(map(names_a_total, named)) else self.shown
        )
        shown = Reader().lenient(row, self.points, None)
        ours = shown is not None and shown in {booked for booked, _ in _marks(row)}
        return {column: None for column in {**taken, self.points: None} if ours or column is not self.points}

    def _moved(self, row: Row, into: str, commit: int) -> Cells:
        """What the row of somebody shows who was joined with another member; a number typed there stays."""
        marked: Cells = {
            self.lifetime_points: 0,
            self.tier: "",
            self.membership: f"→ {into}",
            self.reminders_now: "",
            self.contact_now: "",
            self.birthday_now: None,
            self.proved: None,
            self.segments_now: "",
        }
        booked = _shown(row)[0]
        if booked is not None and Reader().lenient(row, self.points, None) not in (None, booked):
            return marked
        return {**marked, **self.points_cells(row.text_or_blank(self.member), 0, commit)}

    @property
    def points_columns(self) -> tuple[AnyColumn, ...]:
        """The points and the marks beside them."""
        return self.points, self.points_as_booked, self.points_shown

    def points_cells(self, named: str, points: int, commit: int) -> Cells:
        """The points, and the marks beside them, which say for whom they were shown and by which commit."""
        mark = f"{points}@{commit:x}"
        return dict(zip(self.points_columns, (points, mark, f"{named}:{mark}"), strict=True))


MEMBERS = Members()


def _other_emails(row: Row) -> tuple[str, ...]:
    """The further addresses; BadCell where one of them is none, for nobody knows what was meant."""
    written = row.read(MEMBERS.other_emails)
    found = tuple(filter(None, re.split(r"[\s,;،]+", written))) if written else ()
    if not all(map(looks_like_email, found)):
        raise row.bad(MEMBERS.other_emails, NOT_ADDRESSES)
    return found


def _email(row: Row) -> str | None:
    return row.read(MEMBERS.email)


@dataclass(frozen=True, slots=True)
class ShownPoints:
    """What stands under Points, and what the mark beside it says: whom and how many points which commit had shown."""

    member: str
    points: int | None
    shown: int
    display: str

    @property
    def mark(self) -> str:
        """How the causes of what was typed over it begin, folded."""
        return fold(edit_mark(self.member, self.display))


def shown_points(row: Row) -> ShownPoints | None:
    """What a row shows by its own mark, or by that of version 0.1.0 where it is newer; None where the mark is
    another's, or there is no whole number.
    """
    try:
        code = row.read(MEMBERS.points_shown).rpartition(":")[0]
        shown, display = _shown(row)
        points = _points(row, shown)
    except BadCell:
        return None
    return ShownPoints(code, points, shown, display) if _is_of(row, code) and shown is not None else None


def wish_beside(row: Row) -> str | None:
    """The word under Reminders that wants emails, or leaves them to the setting, beside a display that shows no `no`.

    None where the display said `no` already, where the owner's word is `no`, too, or where it cannot be read.
    """
    try:
        word = _reminders(row)
    except BadCell:
        return None
    try:
        ended = row.read_as(YES_NO, MEMBERS.reminders_now) is False
    except BadCell:
        ended = False
    return None if ended or word is False else YES if word else ""


def unproved_points(row: Row) -> int | None:
    """The number under Points where no mark of the row's own stands beside it; None for one that a mark proves.

    A number beside another row's mark that is the one which that mark names was not typed, but torn off by a sort. What
    cannot be points is told as such.
    """
    code, _, mark = row.text_or_blank(MEMBERS.points_shown).rpartition(":")
    shown, _ = _mark(mark) if MEMBERS.points_shown in row.columns else _marks(row)[1]
    try:
        stands = _points(row, None)
    except BadCell:
        return None
    proved = _is_of(row, code) and shown is not None
    return None if proved or stands == shown else stands


def _shown(row: Row) -> tuple[int | None, str]:
    """The points that were last shown to this member, and the number of the commit that did.

    A mark that names somebody else was left behind when the owner sorted some of the columns: it proves nothing, and
    nothing is proved while the column is not there. Marks of version 0.1.0 name nobody; where that version has shown
    points since, its mark is the newer one.
    """
    mark, before = _marks(row)
    if not _is_of(row, row.text_or_blank(MEMBERS.points_shown).rpartition(":")[0]):
        return NEVER
    return max(mark, before, key=_commit_of)


def mark_named(cell: Cell) -> tuple[str, str] | None:
    """Whom a mark under Points shown names, and by which commit it was shown; None for what is no such mark."""
    found = _MARK.fullmatch(cell) if isinstance(cell, str) else None
    return (found[1], found[2]) if found and found[1] else None


def _marks(row: Row) -> tuple[tuple[int | None, str], tuple[int | None, str]]:
    """The mark under *Points shown*, whoever it names, and that under *Points as booked*."""
    mark = row.text_or_blank(MEMBERS.points_shown).rpartition(":")[2]
    return _mark(mark), _mark(row.text_or_blank(MEMBERS.points_as_booked))


def _is_of(row: Row, code: str) -> bool:
    """True when the row is this member's."""
    return bool(code) and member_code(code) == row.text_or_blank(MEMBERS.member)


def _mark(text: str) -> tuple[int | None, str]:
    """The points and the number of the commit in a mark such as ``110@2a``; what is no mark proves nothing."""
    points, _, display = text.partition("@")
    try:
        return (int(points) if points else None), display
    except ValueError:
        return NEVER


def _commit_of(mark: tuple[int | None, str]) -> int:
    """The number of the commit; of two marks that name the same the one with a name counts, which comes first."""
    try:
        return int(mark[1], 16)
    except ValueError:
        return -1


def _reminders(row: Row) -> bool | None:
    return row.read_as(YES_NO, MEMBERS.reminders)


def _points(row: Row, booked: int | None) -> int | None:
    """Below zero only what we have shown ourselves, of a member from whom the Ledger took more than they had."""
    points = row.read(MEMBERS.points)
    if points is not None and points < 0 and points != booked:
        raise row.bad(MEMBERS.points, BELOW_ZERO)
    # What we have shown ourselves may be any sum; what is typed over it is booked in a line.
    if points is not None and abs(points - (booked or 0)) > MOST_POINTS:
        raise row.bad(MEMBERS.points, TOO_LARGE.of(most=MOST_POINTS))
    return points


def _blocked(row: Row) -> bool:
    status = row.read(MEMBERS.status)
    if status not in ("", "blocked"):
        raise row.bad(MEMBERS.status, NOT_BLOCKED)
    return bool(status)


def _membership(membership: Membership) -> str:
    return f"{membership.plan} until {membership.until}" if membership.until else f"{membership.plan} for good"
