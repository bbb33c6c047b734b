"""The rows that a batch adds, each as it is once everything is done that the batch decides.

Many callers share a batch. What one of them adds has no row yet when another one changes it: somebody joins and leaves
at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from loyalty.book.decision import (
    AddAnswer,
    AddCoupon,
    AddEntry,
    AddFact,
    AddLetter,
    AddMember,
    AddOrder,
    AddReview,
    AddTry,
    AddWaiting,
    Change,
    GiveCoupon,
    RemoveFacts,
    RemoveLines,
    RemoveMember,
)
from loyalty.model.entry import Review, WaitingClaim
from loyalty.model.fact import Fact
from loyalty.model.offers import Answer
from sheets.codec.column import Cells


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to add, and the change that it comes from."""

    change: Change
    cells: Cells


def additions(changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, those that make new rows as they end; no new row names a member who leaves in the same batch."""
    gone = {change.member.code for change in changes if isinstance(change, RemoveMember)}
    for change in changes:
        match change:
            case AddMember(member) if member.code not in gone:
                yield change
            case AddAnswer(answer=Answer(member=code)) | AddFact(fact=Fact(member=code)) if code not in gone:
                yield change
            case AddReview(review=Review(member=code)) | AddWaiting(claim=WaitingClaim(member=code)) if (
                code not in gone
            ):
                yield change
            case AddEntry(entry):
                yield AddEntry(replace(entry, email="")) if entry.member in gone else change
            case AddCoupon(coupon):
                yield AddCoupon(replace(coupon, email="")) if coupon.member in gone else change
            case AddLetter(letter):
                yield AddLetter(replace(letter, email="")) if letter.member in gone else change
            case AddMember() | AddAnswer() | AddFact() | AddReview() | AddWaiting():
                pass  # of who leaves in the same batch nothing is written
            case AddOrder() | GiveCoupon() | RemoveMember() | RemoveFacts() | RemoveLines() | AddTry():
                yield change
            case _:
                assert_never(change)
