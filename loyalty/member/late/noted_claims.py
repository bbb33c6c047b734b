"""Noting: a claim of an order that the shop has not told of waits for it, five of each member at the most.

Somebody else's order is noted as one that there is not, so that nobody learns whose an order is
(docs/decisions/0066-an-order-may-come-late.md).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.decision import AddWaiting, Decision, RemoveLines
from loyalty.model.entry import WaitingClaim
from loyalty.model.identifiers import fold_order
from loyalty.model.member import Member
from loyalty.model.written.unseen import seen
from loyalty.outcomes.claiming import OrderNoted, WaitingFull
from loyalty.points.standing import standing

MOST_WAITING = 5
"""So many claims of one member wait at once."""
LONGEST_NUMBER = 50
"""Signs of what is waited for; no shop's orders have longer numbers."""


def note_claim(
    book: Book, member: Member, number: str, *, now: datetime, signed: bool
) -> Decision[OrderNoted | WaitingFull] | None:
    """The claim waits, and was told so before where it waits already; None where nothing waits, or this is no number.

    A signed number takes the place of the same one that was only typed.
    """
    today, written = book.settings.day(now), " ".join(seen(number).split())
    if not book.settings.claim_waits_days or not _may_be_a_number(written):
        return None
    waits = tuple(open_claims(book, member, now=now))
    same = next((claim for claim in waits if claim.key == fold_order(written)), None)
    stands = standing(book, member, today=today)
    if same is None and len(waits) >= MOST_WAITING:
        return Decision(WaitingFull(stands, written, MOST_WAITING))
    until = today + timedelta(days=book.settings.claim_waits_days)
    claim = same or WaitingClaim(now.replace(microsecond=0), member.code, written, until, signed)
    told = OrderNoted(stands, written, member.email, claim.until, signed=claim.signed or signed)
    if same is None:
        return Decision(told, (AddWaiting(claim),))
    if signed and not same.signed:
        return Decision(told, (RemoveLines(waits=(same,)), AddWaiting(replace(same, signed=True))))
    return Decision(told)


def open_claims(book: Book, member: Member, *, now: datetime) -> Iterator[WaitingClaim]:
    """The member's claims that still wait for their orders."""
    today = book.settings.day(now)
    for claim in book.waits_of(member.code):
        booked = book.claim_of(claim.order)
        if claim.until >= today and not claim.done and not (booked and booked.member == member.code):
            yield claim


def _may_be_a_number(text: str) -> bool:
    """False for words, an address, a whole sentence: nothing would ever come of them."""
    return len(text) <= LONGEST_NUMBER and "@" not in text and any(sign.isdigit() for sign in fold_order(text))
