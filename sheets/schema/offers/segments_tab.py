"""The tab Segments: who belongs together, by one of a few rules; how many they are, and what they have bought."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from loyalty.book.book import Book
from loyalty.model.fact import FactKind
from loyalty.model.identifiers import fold
from loyalty.model.segment import FIRST_THRESHOLDS, Segment, SegmentRule
from sheets.codec.cells import UnreadableCell, money, whole
from sheets.codec.column import MONEY, SHORT_NAME, TEXT, WHOLE, WORD, Cells, Column, Decides
from sheets.codec.owner_sentences import ONE_OF, Sentence, Words
from sheets.codec.table import Row
from sheets.codec.translation import said
from sheets.schema.growing_tab import ProvenTab
from words.locales import LANGUAGES, SOURCE

SHORT_NAMES = {SegmentRule.ONE_STEP: "one step"}
"""What set-up calls a segment in English where that is not its rule's own word."""
MESSAGES = (
    "This many orders or more within a year.",
    "More money within a year than this many average orders of all customers.",
    "Joined at most this many days ago.",
    "The next reward is at most this many of their usual orders away.",
    "At least three orders, and none for more than this many times their own usual gap.",
    "The same for a longer time: whoever is lost is at risk, too.",
    "A reward has been within reach for this many days, and they have taken none.",
)
"""What set-up writes beside each rule that it makes a segment of, in their order."""
WHAT_IT_IS = dict(zip(FIRST_THRESHOLDS, MESSAGES, strict=True))
NOT_ABOVE_ZERO = Sentence("This is not a number above zero. Write one such as 3, or leave the cell empty.")
COMMA_IN_NAME = Sentence(
    "A segment's name has no comma, semicolon or line break in it: offers put these between names."
)
NO_ANSWER = Sentence(
    "Write which answer it is, such as Tea or coffee? = tea. Before the = is a question or a survey, "
    "after it what they answered; * stands for any characters."
)


class Segments(ProvenTab):
    """A row is a segment; what it comes to is shown by the lines of the Log about it."""

    title = "Segments"
    what = (
        "Members who have something in common. Each night says who is in which; Only for and Special for can name them."
    )
    optional = True

    segment = Column(
        "Segment", SHORT_NAME, "Its name, as Only for and ManyChat know it.", key=True, decides=Decides.IDENTITY
    )
    rule = Column(
        "Rule",
        WORD,
        "Who is in it: one of the rules that docs/program.md tells. answer: whoever has given an answer in a survey.",
        key=True,
        decides=Decides.MONEY,
        words=tuple(SegmentRule),
        width=180,
    )
    threshold = Column(
        "Threshold",
        TEXT,
        "Your own number for the rule; empty is the usual one. For answer: question = answer.",
        decides=Decides.MONEY,
    )
    members = Column("Members", WHOLE, "How many were in it last night.", service=True, shown=True)
    net = Column(
        "Net of the year",
        MONEY,
        "What these have paid for orders of the last 365 days, less what went back.",
        service=True,
        shown=True,
        width=130,
    )
    explanation = Column("What it is", TEXT, "An explanation; yours to change.", width=380, wrapped=True, prose=True)

    proof = segment

    def show(self, row: Row, book: Book) -> tuple[str, Cells]:
        """The segment's folded name, and what its row shows; blank cells until a night has counted it."""
        name = fold(row.text_or_blank(self.segment))
        total = book.fact(FactKind.SEGMENT_TOTAL, name) if name else None
        members, _, net = total.value.partition(" ") if total else ("", "", "")
        try:
            return name, {self.members: whole(members), self.net: money(net)}
        except UnreadableCell:  # a line that the owner has written anew shows nothing
            return name, {}


SEGMENTS = Segments()


def segment(row: Row) -> Segment:
    """The segment of a row; BadCell."""
    name = row.required(SEGMENTS.segment)
    if re.search(r"[,;\n]", name):
        raise row.bad(SEGMENTS.segment, COMMA_IN_NAME)
    rule = _rule(row)
    if rule is SegmentRule.ANSWER:
        question, answer = _answer(row)
        return Segment(name, rule, Decimal(0), question, answer, also=other_names(name))
    return Segment(name, rule, _threshold(row, rule), also=other_names(name))


def first_rows(language: str) -> Iterator[tuple[str, Cells]]:
    """The rows that set-up writes, each with the name of its segment."""
    for rule, what in WHAT_IT_IS.items():
        name = first_name(rule, language)
        yield (
            name,
            {
                SEGMENTS.segment: name,
                SEGMENTS.rule: rule.value,
                SEGMENTS.threshold: f"{FIRST_THRESHOLDS[rule]:f}",
                SEGMENTS.explanation: said(what, language),
            },
        )


def first_name(rule: SegmentRule, language: str) -> str:
    """What set-up calls the segment of this rule in this language."""
    return SHORT_NAMES.get(rule, rule.value) if language == SOURCE else said(rule.value, language)


@cache
def other_names(name: str) -> tuple[str, ...]:
    """What else the segment goes by, folded: one that set-up could have made is known in every language."""
    folded = fold(name)
    for rule in SegmentRule:
        names = {fold(first_name(rule, language)) for language in LANGUAGES} | {rule.value}
        if folded in names:
            return tuple(sorted(names - {folded}))
    return ()


def _rule(row: Row) -> SegmentRule:
    word = row.required(SEGMENTS.rule)
    rules = {name: rule for rule in SegmentRule for name in (rule.value, SHORT_NAMES.get(rule, rule.value))}
    if word not in rules:
        raise row.bad(SEGMENTS.rule, ONE_OF.of(words=Words(tuple(SegmentRule))))
    return rules[word]


def _threshold(row: Row, rule: SegmentRule) -> Decimal:
    threshold = row.read_as(MONEY, SEGMENTS.threshold)
    if threshold is not None and threshold <= 0:
        raise row.bad(SEGMENTS.threshold, NOT_ABOVE_ZERO)
    return FIRST_THRESHOLDS[rule] if threshold is None else threshold


def _answer(row: Row) -> tuple[str, str]:
    """The question, blank for any, and the answer; both folded."""
    question, _, answer = map(fold, row.read(SEGMENTS.threshold).rpartition("="))
    if not answer:
        raise row.bad(SEGMENTS.threshold, NO_ANSWER)
    return question, answer
