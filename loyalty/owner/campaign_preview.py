"""Rehearsing: what a campaign would have given to the orders of a year ago, before it starts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.offers import Campaign
from loyalty.model.orders import Order
from loyalty.outcomes.batch_reports import CampaignPreview
from loyalty.points.counting.base_points import has_untold, usual_points
from loyalty.points.earning import with_campaign
from loyalty.points.expiry import later

MONTHS_BACK = 12


def preview_campaign(book: Book, *, campaign: str, now: datetime) -> CampaignPreview | None:
    """What the campaign of this name would have added to members' orders; None where there is no such campaign.

    Its days are moved a year back; without both it is tried on all of the last year. Tiers and segments are those of
    today, and other campaigns are left aside.
    """
    named = (known for known in book.offers.campaigns if fold(known.name) == fold(campaign))
    found = next(named, None)
    if found is None:
        return None
    first, last = _days(found, book.settings.day(now))
    tried = replace(found, starts=first, ends=last, active=True)
    added = list(_added(book, tried, now))
    points = sum(gain for _, gain in added)
    return CampaignPreview(
        found.name,
        first,
        last,
        orders=len(added),
        members=len({member.code for member, _ in added}),
        points=points,
        cost=_cost(book, points),
        currency=book.settings.currency,
        untold=sum(1 for order in book.orders.values() if _is_untold(book, tried, order)),
    )


def _days(campaign: Campaign, today: date) -> tuple[date, date]:
    if campaign.starts and campaign.ends:
        return later(campaign.starts, -MONTHS_BACK), later(campaign.ends, -MONTHS_BACK)
    return later(today, -MONTHS_BACK), today


def _added(book: Book, campaign: Campaign, now: datetime) -> Iterator[tuple[Member, int]]:
    """Each order that the campaign would have applied to: whose, and how many points more it would have brought."""
    alone = replace(book, offers=replace(book.offers, campaigns=(campaign,)))
    had = set[str]()
    for order in sorted(book.orders.values(), key=lambda order: (order.placed or date.min, order.number)):
        member = book.member_with(order.email) if order.paid and order.placed else None
        if member is None or (campaign.once and member.code in had):
            continue
        gain = _gain(alone, member, order, now)
        if gain:
            had.add(member.code)
            yield member, gain


def _is_untold(book: Book, campaign: Campaign, order: Order) -> bool:
    """True for a member's order of these days on which the campaign cannot act as far as its amounts are not told."""
    if campaign.multiplier == 1 or not (order.paid and order.placed and book.member_with(order.email)):
        return False
    within = (campaign.starts or order.placed) <= order.placed <= (campaign.ends or order.placed)
    return within and has_untold(order, campaign.products)


def _gain(book: Book, member: Member, order: Order, now: datetime) -> int:
    points, gain = with_campaign(book, member, order, now=now)
    return points - usual_points(order, book.settings, book.offers.products) if gain else 0


def _cost(book: Book, points: int) -> Decimal | None:
    """What these points cost the owner when they are spent on rewards, at the average of those that have one."""
    rates = [reward.cost / reward.points for reward in book.rewards if reward.active and reward.cost is not None]
    return (points * sum(rates, Decimal()) / len(rates)).quantize(Decimal("0.01")) if rates else None
