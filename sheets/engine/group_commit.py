"""A batch: what the rules of many callers decide on one book, and the requests that commit it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, AddLetter, Change, Decision
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits
from loyalty.model.entry import UNDATED
from loyalty.model.identifiers import fold, fold_order
from sheets.cache.read_set import ReadSet, recording
from sheets.engine import fence
from sheets.engine.pending import PendingCall
from sheets.requests import decision_requests, member_codes, problem_rows
from sheets.schema.snapshot import Snapshot

MOST_CHANGES = 400
"""With about 3 KB for a claim this stays far below the 2 MB that Google recommends for one request."""

MOST_EDITS = 100
"""The owner's edits that one batch books; the next batch goes on."""


@dataclass(frozen=True, slots=True)
class Batch:
    """``requests`` is empty when there is nothing to commit; ``token`` is what a commit would set."""

    base: str
    token: str
    decided: Sequence[tuple[PendingCall, Decision[Any]]]
    requests: Sequence[decision_requests.Request]
    lists_problems: bool

    def finish(self) -> None:
        """All of it is certain: each caller gets its outcome."""
        for caller, decision in self.decided:
            caller.finish(decision.outcome)

    def applied_in(self, snapshot: Snapshot) -> bool:
        """True when the snapshot shows this batch: its token, or all of its new lines."""
        changes = (change for _, decision in self.decided for change in decision.changes)
        lines = [change for change in changes if isinstance(change, AddEntry | AddLetter)]
        shown = bool(lines) and all(_shows(snapshot.book, line) for line in lines)
        return snapshot.token == self.token or shown

    def dead_in(self, snapshot: Snapshot) -> bool:
        """True when somebody else has committed on its book: the fence will refuse it whenever it may come."""
        return fence.number(snapshot.token) > fence.number(self.base)


def rests_on(callers: Iterable[PendingCall], book: Book, edited: OwnerEdits) -> ReadSet:
    """What the callers' rules look up when they are run on this book; nothing comes of their decisions.

    The rows in which the owner seems to have ``edited`` something are looked up, too, with what their entries rest on.
    """
    read_set = ReadSet(
        members={member.code for member in edited.members},
        orders={fold_order(order.number) for order in edited.orders},
        coupons={fold(coupon.code) for coupon in edited.coupons},
    )
    book = recording(book, read_set)
    book = book.after(islice(book_owner_edits(book, now=UNDATED, among=edited), MOST_EDITS))
    for caller in callers:
        try:
            book = book.after(caller.rule(book).changes)
        except Exception:  # noqa: S112 - the rule will raise again when it counts
            continue
    return read_set


def decide(
    callers: Iterable[PendingCall],
    snapshot: Snapshot,
    *,
    now: datetime,
    chance: str,
    with_problems: bool,
    tidy: bool,
    read_set: ReadSet,
) -> Batch:
    """The callers' decisions in order of arrival, each on the book as the ones before it left it.

    The owner's edits are booked first. A rule that raises fails its own caller only. Callers beyond the size of a batch
    are left for the next one. What the rules looked up is noted in ``read_set``, and so is what the edits rest on when
    they are to be booked. With ``tidy`` there are requests for the owner's edits and the display even when
    the rules decide nothing.
    """
    rests = ReadSet()
    edits = tuple(islice(book_owner_edits(recording(snapshot.book, rests), now=now, among=snapshot.edited), MOST_EDITS))
    changes, decided = list[Change](edits), list[tuple[PendingCall, Decision[Any]]]()
    book: Book = recording(snapshot.book, read_set).after(edits)
    for caller in callers:
        try:
            decision = caller.rule(book)
        except Exception as error:  # a rule that breaks is its own caller's trouble, not that of all in the batch
            caller.fail(error)
            continue
        decided.append((caller, decision))
        if decision.changes:
            changes += decision.changes
            book = book.after(decision.changes)
        if len(changes) >= MOST_CHANGES:
            break
    token = fence.next_token(snapshot.token, chance)
    if not tidy and not any(decision.changes for _, decision in decided):
        return Batch(snapshot.token, token, decided, (), lists_problems=False)
    named = list(member_codes.requests(snapshot, chance))
    if named:
        # Alone: whoever asks next is answered on a book that shows where the codes have landed.
        swap = fence.swap(snapshot.layout, old=snapshot.token, new=token)
        return Batch(snapshot.token, token, (), (*swap, *named), lists_problems=False)
    # Edits that are not booked need not have been read; those that are must have been, like anything else.
    if edits:
        read_set.add(rests)
    listed = list(problem_rows.requests(snapshot, now)) if with_problems else []
    after = snapshot.book.after(changes)
    requests = [*decision_requests.requests(snapshot, changes, after, fence.number(token)), *listed]
    swap = fence.swap(snapshot.layout, old=snapshot.token, new=token) if requests else []
    return Batch(snapshot.token, token, decided, (*swap, *requests), lists_problems=bool(listed))


def _shows(book: Book, line: AddEntry | AddLetter) -> bool:
    match line:
        case AddEntry(entry):
            found = book.caused_by(entry.cause)
            return found is not None and (found.member, found.points) == (entry.member, entry.points)
        case AddLetter(letter):
            there = book.letter(letter.id, letter.member)
            return there is not None and there.time == letter.time
