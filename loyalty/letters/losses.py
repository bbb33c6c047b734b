"""Notices: what a member is about to lose, points, a membership or a tier, told 30 and 7 days before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from loyalty.book.book import Book
from loyalty.letters.letter import Loss, MembershipEnds, TierAtRisk
from loyalty.model.email_log import LetterName
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.program_settings import TierLoss
from loyalty.points.expiry import all_expiring
from loyalty.points.memberships import memberships
from loyalty.points.tiers import tier_standing

EARLY, LATE = 30, 7
"""So many days before the last one; what is good for a month only is told late alone."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """A loss that is to be told now; ``id`` names its day and how early it is told, so that it is told once."""

    loss: Loss
    id: str


def warnings(letter: LetterName, book: Book, member: Member, *, today: date) -> Iterator[Notice]:
    """What this letter of WARNINGS would tell them of today, whether it has gone out or not."""
    yield from WARNINGS[letter](book, member, today)


def _points(book: Book, member: Member, today: date) -> Iterator[Notice]:
    for expiring in all_expiring(book, member.code, today=today):
        yield from _told(expiring, today, months=book.settings.expiry_months)


def _membership(book: Book, member: Member, today: date) -> Iterator[Notice]:
    plans = {plan.name: plan for plan in book.offers.plans}
    for membership in memberships(book, member) if plans else ():
        if membership.until:
            plan = plans[membership.plan]
            ends = MembershipEnds(membership.plan, membership.perks, membership.until, sold=plan.active)
            yield from _told(ends, today, months=plan.months, name=fold(membership.plan))


def _tier(book: Book, member: Member, today: date) -> Iterator[Notice]:
    """Their tier that they no longer reach; also one that they still reach, when it is lost without days of grace."""
    if book.settings.tier_loss is TierLoss.NEVER:
        return
    tier = tier_standing(book, member.code, today=today)
    if tier is None:
        return
    last = tier.lost_on - ONE_DAY if tier.lost_on else None if book.settings.tier_grace_days else tier.until
    if last:
        risk = TierAtRisk(tier.name, tier.perks, last, tier.to_keep, tier.by)
        yield from _told(risk, today, name=fold(tier.name))


def _told(loss: Loss, today: date, *, months: int = 0, name: str = "") -> Iterator[Notice]:
    """The later notice where both are due; ``months`` is for how long such a thing is given, 0 for ever."""
    left = (loss.day - today).days
    step = LATE if left <= LATE else EARLY
    if 0 <= left <= EARLY and (step == LATE or months != 1):
        yield Notice(loss, ":".join(filter(None, (name, loss.day.isoformat(), str(step)))))


WARNINGS: Mapping[LetterName, Callable[[Book, Member, date], Iterator[Notice]]] = {
    LetterName.POINTS_EXPIRING: _points,
    LetterName.MEMBERSHIP_ENDING: _membership,
    LetterName.TIER_WARNING: _tier,
}
"""The letters that warn, and what finds what they tell."""
