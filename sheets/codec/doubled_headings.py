"""Headings that stand twice in a tab: nobody can say which of the two columns is meant, so neither is used.

Taking one of them, say the left one, would take points from a column of the owner's own and write over it
(docs/decisions/0029).
"""

from dataclasses import dataclass

from sheets.codec.a1 import letters
from sheets.codec.column import AnyColumn, Tab
from sheets.codec.owner_sentences import Sentence, Words
from sheets.google.errors import WorkbookError

CLOSES_COLUMN = Sentence(
    "The heading %(heading)s is there twice in %(tab)s (columns %(one)s and %(other)s). Rename one of "
    "them; until then nothing is read from either column or written into it."
)
CLOSES_TAB = Sentence(
    "The heading %(heading)s is there twice in %(tab)s (columns %(one)s and %(other)s). Rename one of "
    "them; until then nothing is read from this tab or written into it."
)
CLOSES_PROGRAM = Sentence(
    "The heading %(heading)s is there twice in %(tab)s (columns %(one)s and %(other)s). Rename one of "
    "them; until then no points are given or taken, and customers are told to try again later."
)
"""What a heading that stands twice closes until the owner has renamed one."""


@dataclass(frozen=True, slots=True)
class DoubledHeading:
    """A heading of ours that stands in two columns (``places``, from 0) of the row with this number, or in more."""

    tab: Tab
    row: int
    column: AnyColumn
    places: tuple[int, ...]

    @property
    def decides(self) -> bool:
        """True when so much hangs on the column that its tab cannot be used without it.

        Columns that are read and written together or not at all close nothing but one another.
        """
        column = self.column
        heavy = column.key or column.identity or column.decides is not None
        return heavy and column not in self.tab.together

    def sentence(self, closes: Sentence, tab: str) -> Sentence:
        """What the owner reads of it, whose tab is titled like this."""
        one, other, *_ = map(letters, self.places)
        return closes.of(heading=Words((self.column.heading,)), tab=tab.strip(), one=one, other=other)


class HeadingTwice(WorkbookError):
    """Headings stand twice on which money, consent or identity hang: nothing is decided until one is renamed."""

    def __init__(self, headings: tuple[DoubledHeading, ...]) -> None:
        super().__init__(" ".join(map(_for_the_log, headings)))
        self.headings = headings


def _for_the_log(heading: DoubledHeading) -> str:
    one, other, *_ = map(letters, heading.places)
    named = f"The heading {heading.column.heading!r} stands twice in the tab {heading.tab.title!r}"
    return f"{named} (columns {one} and {other}); rename one of them."
