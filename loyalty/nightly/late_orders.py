"""Claims that wait for their orders, at night: what can be booked by now is, and what has waited long enough ends."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.decision import Change, Decision, RemoveLines
from loyalty.member.late.arrived_orders import WaitState, booked_now, state_of
from loyalty.member.late.told import tell
from loyalty.model.causes import wait_of
from loyalty.model.email_log import LetterName
from loyalty.model.entry import WaitingClaim
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.claiming import Claimed
from loyalty.points.expiry import later

LEAST_KEPT = timedelta(days=62)
"""No row of this age goes after its points were booked: on which day they count is known by it."""


def settle_waits(book: Book, *, now: datetime, limit: int, among: Sequence[str] | None = None) -> Decision[Booked]:
    """Books and ends up to ``limit`` of them; ``among`` are the causes of those that a slice before has found.

    An order is booked with the commit that brings it. Whatever else has stood in the way, such as an address that was
    not proved, a block or a setting, may be gone by now.
    """
    glance = book.at_a_glance()
    found = [claim.cause for claim in sorted(glance.all_waits(), key=lambda claim: (claim.time, claim.cause))]
    found = [cause for cause in found if _change(glance, cause, now)] if among is None else list(among)
    changes, points, settled = list[Change](), 0, 0
    for cause in found[:limit]:
        done = _change(book, cause, now)
        if done:
            settled += 1
            points += done.outcome
            changes += done.changes
            book = book.after(done.changes)
    return Decision(Booked(settled, points, tuple(found[limit:])), tuple(changes))


def _change(book: Book, cause: str, now: datetime) -> Decision[int] | None:
    """What is to be done about the claim with this cause, with the points that it brings."""
    found = wait_of(cause)
    claims = book.waits_for(found[1]) if found else ()
    claim = next((claim for claim in claims if claim.cause == cause), None)
    if claim is None:
        return None
    booked = booked_now(book, claim, now=now)
    if booked.changes:
        return Decision(booked.outcome.earned if isinstance(booked.outcome, Claimed) else 0, booked.changes)
    return Decision(0, tuple(_ended(book, claim, now))) if _is_over(book, claim, now) else None


def _ended(book: Book, claim: WaitingClaim, now: datetime) -> Iterator[Change]:
    """The row goes, and a member whose order has not come is told once."""
    yield RemoveLines(waits=(claim,))
    member = book.member(claim.member)
    if member and state_of(book, claim) is not WaitState.BOOKED:
        yield from tell(book, member, LetterName.CLAIM_ENDED, claim.order, now=now)


def _is_over(book: Book, claim: WaitingClaim, now: datetime) -> bool:
    """True for a claim whose days are over, and for a booked one that is as old as the emails that are cleared."""
    today, months = book.settings.day(now), book.settings.keep_emails_months
    if state_of(book, claim) is not WaitState.BOOKED:
        return claim.until < today
    before = min(later(today, -months), today - LEAST_KEPT)
    return months > 0 and book.settings.day(claim.time) < before
