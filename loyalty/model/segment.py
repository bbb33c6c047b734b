"""A segment: members who have something in common, by one of a few rules and the owner's own threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class SegmentRule(StrEnum):
    """What puts a member into a segment; docs/program.md tells each."""

    FREQUENT = "frequent"
    BEST = "best"
    NEW = "new"
    ONE_STEP = "one step from a reward"
    AT_RISK = "at risk"
    LOST = "lost"
    SLEEPING_POINTS = "sleeping points"
    ANSWER = "answer"


FIRST_THRESHOLDS: Mapping[SegmentRule, Decimal] = {
    SegmentRule.FREQUENT: Decimal(3),
    SegmentRule.BEST: Decimal(2),
    SegmentRule.NEW: Decimal(30),
    SegmentRule.ONE_STEP: Decimal(1),
    SegmentRule.AT_RISK: Decimal(2),
    SegmentRule.LOST: Decimal(4),
    SegmentRule.SLEEPING_POINTS: Decimal(60),
}
"""What counts where the owner has written no threshold; an answer has none."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of the owner's tab.

    ``threshold`` is in what its rule counts: orders, average orders, days, or a member's own usual gaps. ``answer`` and
    ``question`` are for the rule of that name, folded, with ``*`` for any characters; a question is meant by its words
    or by its survey's name, any by a blank one. ``also`` are further names, folded, by which an offer can mean the
    segment.
    """

    name: str
    rule: SegmentRule
    threshold: Decimal
    question: str = ""
    answer: str = ""
    also: tuple[str, ...] = ()
