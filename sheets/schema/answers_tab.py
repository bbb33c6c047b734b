"""The tab Answers: what members answered in surveys."""

from loyalty.book.book import Book
from loyalty.model.entry import UNDATED
from loyalty.model.offers import Answer
from sheets.codec.column import INSTANT, MEMBER_CODE, NAME, TEXT, UNIQUE, Cells, Column, Decides
from sheets.codec.table import NobodysRow, Row
from sheets.schema.growing_tab import GrowingTab, RowContext


class Answers(GrowingTab[Answer]):
    """A row is one member's answer to one question."""

    title = "Answers"
    what = "What members answered in surveys."
    optional = True

    time = Column("Time", INSTANT, "When.", service=True)
    member = Column("Member", MEMBER_CODE, "Who.", service=True, key=True, decides=Decides.IDENTITY)
    survey = Column("Survey", NAME, "In which survey.", service=True)
    question = Column(
        "Question", NAME, "To what.", service=True, key=True, decides=Decides.IDENTITY, width=320, wrapped=True
    )
    answer = Column("Answer", TEXT, "What they said.", service=True, width=260)
    answer_id = Column("Id", UNIQUE, "What makes it count only once.", service=True, key=True, decides=Decides.IDENTITY)

    called = "answers"
    proof = answer_id
    whose = (member,)
    named_by = (member, answer_id)

    def read(self, row: Row, context: RowContext) -> Answer:
        if self.is_total(row):
            raise NobodysRow
        return Answer(
            id=row.required(self.answer_id),
            time=context.reader.lenient(row, self.time, None) or UNDATED,
            member=row.required(self.member),
            survey=row.read(self.survey),
            question=row.required(self.question),
            answer=row.read(self.answer),
        )

    def key(self, value: Answer) -> str:
        return value.member

    def unique(self, value: Answer) -> str:
        return value.id

    def proves(self, value: Answer) -> str:
        return value.id

    def is_new(self, value: Answer, book: Book) -> bool:
        return all(answer.id != value.id for answer in book.answers_of(value.member))

    def may_become(self, before: Answer, now: Answer, _book: Book) -> bool:
        return (before.id, before.member) == (now.id, now.member)

    def new_row(self, answer: Answer) -> Cells:
        """The row of a new answer."""
        return {
            self.time: answer.time,
            self.member: answer.member,
            self.survey: answer.survey,
            self.question: answer.question,
            self.answer: answer.answer,
            self.answer_id: answer.id,
        }


ANSWERS = Answers()
