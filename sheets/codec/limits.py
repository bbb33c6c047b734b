"""What a number, a date or an address in a cell has to be, so that Google Sheets marks what is none while it is typed.

It is marked and never refused: the program reads more than Google does, such as ``12.50 EUR``, and says in Problems
what it cannot read. ``kind`` is one of Google's ConditionType (its API reference, "Other objects").
"""

from dataclasses import dataclass

from loyalty.model.entry import MOST_POINTS
from sheets.codec.owner_sentences import Sentence


@dataclass(frozen=True, slots=True)
class Limits:
    """Google's condition with its values, and what the owner reads beside a cell that does not hold to it."""

    kind: str
    told: Sentence
    values: tuple[int, ...] = ()


NOT_BELOW_ZERO = Limits("NUMBER_GREATER_THAN_EQ", Sentence("A number, 0 or more."), (0,))
ABOVE_ZERO = Limits("NUMBER_GREATER", Sentence("A number above 0."), (0,))
A_DAY = Limits("DATE_IS_VALID", Sentence("A date, such as 2026-11-30."))
AN_EMAIL = Limits("TEXT_IS_EMAIL", Sentence("An email address, such as ana@example.com."))
A_WEB_ADDRESS = Limits("TEXT_IS_URL", Sentence("A web address that begins with https://."))
IN_OR_OUT = Limits(
    "NUMBER_BETWEEN", Sentence("A whole number; one below 0 takes points away."), (-MOST_POINTS, MOST_POINTS)
)
"""Points of a line of the Ledger."""
WHOLE_FROM = Sentence("A whole number, %(lowest)s or more.")
WHOLE_BETWEEN = Sentence("A whole number from %(lowest)s to %(most)s.")


def whole_number(lowest: int, most: int | None = None) -> Limits:
    """A whole number, that low at the least and that high at the most. Google does not look at the fraction."""
    if most is None:
        return Limits("NUMBER_GREATER_THAN_EQ", WHOLE_FROM.of(lowest=lowest), (lowest,))
    return Limits("NUMBER_BETWEEN", WHOLE_BETWEEN.of(lowest=lowest, most=most), (lowest, most))
