"""The tab Emails: every letter, from being taken to its fate."""

from loyalty.book.book import Book
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import UNDATED
from sheets.codec.column import ADDRESS, IDENTIFIER, INSTANT, MEMBER_CODE, TEXT, WORD, Cells, Column, Decides
from sheets.codec.table import NobodysRow, Row
from sheets.schema.growing_tab import LEFT_ALONE, GrowingTab, RowContext, Shown


class Emails(GrowingTab[Letter]):
    """A row is a letter; one of unclear status counts as sent: rather none than two."""

    title = "Emails"
    what = "Every letter: taken before it is sent, sent or failed after."

    time = Column("Time", INSTANT, "When it was taken up.", service=True, shown=True, decides=Decides.CONSENT)
    member = Column("Member", MEMBER_CODE, "To whom.", service=True, key=True, identity=True, decides=Decides.IDENTITY)
    email = Column(
        "Email",
        ADDRESS,
        "Where to; a letter by chat goes there only if ManyChat refuses it.",
        service=True,
        address=True,
        width=220,
    )
    letter = Column(
        "Letter",
        IDENTIFIER,
        "Which letter, such as reminder.",
        service=True,
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
    )
    status = Column(
        "Status",
        WORD,
        "taken, sent or failed; waiting: it was taken, but not sent yet.",
        service=True,
        key=True,
        shown=True,
        tells=True,
        decides=Decides.CONSENT,
        words=tuple(LetterStatus),
    )
    detail = Column(
        "Detail", TEXT, "Why it failed, or is not known to have arrived.", service=True, shown=True, width=280
    )
    letter_id = Column(
        "Id",
        IDENTIFIER,
        "What makes it go out only once.",
        service=True,
        key=True,
        identity=True,
        decides=Decides.IDENTITY,
    )

    called = "letters"
    proof = letter_id

    def read(self, row: Row, context: RowContext) -> Letter:
        if self.is_total(row):
            raise NobodysRow
        return Letter(
            id=row.required(self.letter_id),
            time=context.reader.lenient(row, self.time, None) or UNDATED,
            member=row.required(self.member),
            email=context.reader.lenient(row, self.email, ""),
            letter=row.required(self.letter),
            status=context.reader.attempt(_status, row, LetterStatus.SENT),
            detail=row.read(self.detail),
        )

    def key(self, value: Letter) -> str:
        return value.member

    def unique(self, _value: Letter) -> str:
        """Two members may have letters with one id."""
        return ""

    def proves(self, value: Letter) -> str:
        return value.id

    def is_new(self, value: Letter, book: Book) -> bool:
        return book.letter(value.id, value.member) is None

    def may_become(self, before: Letter, now: Letter, _book: Book) -> bool:
        return (before.id, before.member) == (now.id, now.member)

    def new_row(self, letter: Letter) -> Cells:
        """The row of a letter that is taken."""
        written: Cells = {
            self.time: letter.time,
            self.member: letter.member,
            self.email: letter.email,
            self.letter: letter.letter,
            self.letter_id: letter.id,
        }
        return {**written, **self.fate(letter)}

    def fate(self, letter: Letter) -> Cells:
        """What became of a letter, and when it was taken for that."""
        time = None if letter.time == UNDATED else letter.time
        return {self.status: letter.status.value, self.detail: letter.detail, self.time: time}

    def show(self, row: Row, book: Book, _commit: int) -> Shown:
        letter = book.letter(row.text_or_blank(self.letter_id), row.text_or_blank(self.member))
        return Shown(letter.id, self.fate(letter)) if letter else LEFT_ALONE


EMAILS = Emails()


def _status(row: Row) -> LetterStatus:
    try:
        return LetterStatus(row.read(EMAILS.status))
    except ValueError:
        raise row.bad(EMAILS.status, f"Write one of: {', '.join(LetterStatus)}.") from None
