"""The tab Emails: every letter, a line when it is taken and one for what became of it."""

from dataclasses import replace
from datetime import datetime

from loyalty.book.book import Book
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import UNDATED
from sheets.codec.column import ADDRESS, IDENTIFIER, INSTANT, MEMBER_CODE, REFERENCE, TEXT, WORD, Cells, Column, Decides
from sheets.codec.owner_sentences import ONE_OF, Words
from sheets.codec.table import NobodysRow, Row
from sheets.schema.growing_tab import GrowingTab, RowContext

NOTED_TIME = "%Y-%m-%dT%H:%M:%SZ"
"""In UTC, whatever the spreadsheet's time zone becomes."""


class Emails(GrowingTab[Letter]):
    """A row is a line of a letter; one of unclear status counts as sent: rather none than two.

    Rows are only ever added. A version before this one wrote what became of a letter into its first row; the hidden
    column keeps what we have noted where it still does (docs/decisions/0037).
    """

    title = "Emails"
    what = "Every email: a line when it is taken, before it is sent, and one for what became of it."

    time = Column(
        "Time", INSTANT, "When it was taken up, or what became of it was known.", service=True, decides=Decides.CONSENT
    )
    member = Column(
        "Member", MEMBER_CODE, "To whom; OWNER is you.", service=True, key=True, identity=True, decides=Decides.IDENTITY
    )
    email = Column(
        "Email",
        ADDRESS,
        "Where to; an email by chat goes there only if ManyChat refuses it.",
        service=True,
        address=True,
        width=220,
    )
    letter = Column(
        "Letter",
        IDENTIFIER,
        "Which email, such as reminder; of who is held out of a campaign, its name.",
        service=True,
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
    )
    status = Column(
        "Status",
        WORD,
        "taken, sent or failed; waiting: it was taken, but not sent yet; held out: it was due, and is not sent.",
        service=True,
        key=True,
        decides=Decides.CONSENT,
        words=tuple(LetterStatus),
    )
    detail = Column("Detail", TEXT, "Why it failed, waits, or is not known to have arrived.", service=True, width=280)
    letter_id = Column(
        "Id",
        REFERENCE,
        "What makes it go out only once; both of its lines have the same.",
        service=True,
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
    )
    as_noted = Column(
        "Status as noted", TEXT, "What the service wrote into this row; leave it alone.", service=True, hidden=True
    )

    called = "letters"
    proof = letter_id
    whose = (member,)

    def read(self, row: Row, context: RowContext) -> Letter:
        if self.is_total(row):
            raise NobodysRow
        line = Letter(
            id=row.required(self.letter_id),
            time=context.reader.lenient(row, self.time, None) or UNDATED,
            member=row.required(self.member),
            email=context.reader.lenient(row, self.email, ""),
            letter=row.required(self.letter),
            status=context.reader.attempt(_status, row, LetterStatus.SENT),
            detail=row.read(self.detail),
        )
        noted = _as_noted(row.text_or_blank(self.as_noted), line)
        if noted is None:
            return line
        # With the same status nobody has written here since: its instant does not move with the sheet's time zone.
        return noted if noted.status is line.status else line.with_line(noted)

    def key(self, value: Letter) -> str:
        return value.member

    def unique(self, _value: Letter) -> str:
        """Two members may have letters with one id."""
        return ""

    def proves(self, value: Letter) -> str:
        return value.id

    def is_new(self, value: Letter, book: Book) -> bool:
        known = book.letter(value.id, value.member)
        return known is None or known.with_line(value) != known

    def may_become(self, before: Letter, now: Letter, _book: Book) -> bool:
        """A line that says more than it did; where it says less, the other lines of the letter have to be seen."""
        return (before.id, before.member) == (now.id, now.member) and before.with_line(now) == now

    def new_row(self, letter: Letter) -> Cells:
        """The row of a letter that is taken, or of what became of it."""
        return {
            self.time: letter.time,
            self.member: letter.member,
            self.email: letter.email,
            self.letter: letter.letter,
            self.status: letter.status.value,
            self.detail: letter.detail,
            self.letter_id: letter.id,
            self.as_noted: f"{letter.status} {letter.time:{NOTED_TIME}} {letter.id}",
        }


EMAILS = Emails()


def _as_noted(mark: str, line: Letter) -> Letter | None:
    """What the program itself wrote into the row; None beside another letter, where a sort has left the mark."""
    status, _, rest = mark.partition(" ")
    time, _, id_ = rest.partition(" ")
    if id_ != line.id:
        return None
    try:
        noted = replace(line, status=LetterStatus(status), time=datetime.fromisoformat(time))
    except ValueError:  # not a mark of ours: the row's own cells count
        return None
    return noted if noted.time.tzinfo else None


def _status(row: Row) -> LetterStatus:
    try:
        return LetterStatus(row.read(EMAILS.status))
    except ValueError:
        raise row.bad(EMAILS.status, ONE_OF.of(words=Words(tuple(LetterStatus)))) from None
