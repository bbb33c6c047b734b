"""Earning: how many points an order gives, and why: its own, what a campaign adds, and where a day's limit ends it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from loyalty.book.book import Book
from loyalty.book.left_members import lines_ever
from loyalty.model.bought.product_rules import ANY
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.hold_out import held_out
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.offers import Campaign
from loyalty.model.orders import Order
from loyalty.model.program_settings import EarnBy, Settings
from loyalty.points.audience import groups_of, is_for, multipliers
from loyalty.points.counting.base_points import BasePoints, at_most, base_points, whole_points

BASKET_TIME = timedelta(hours=24)
"""Points by order are for what is ordered in this time together: nobody splits a basket."""
CENT = Decimal("0.01")
MOST_NAMED = 3
"""Rules for products that a note or an answer names."""


@dataclass(frozen=True, slots=True)
class Earned:
    """Whole points of an order, and why they are not simply what it gives by itself.

    ``campaign`` is the one that applies; ``basket`` the order with which this one counts as one, blank for none;
    ``limited``: more would be over the day's limit, of which nothing is left where ``points`` are 0; ``capped``: more
    would be over what one order may bring. ``multipliers`` are those of their tier and plans, by their names. ``base``
    is what the order gives by itself, None where that was not looked at. ``held_out`` are campaigns that would have
    brought more, were the member not held out of them.
    """

    points: int
    base: BasePoints | None = None
    campaign: Campaign | None = None
    basket: str = ""
    limited: bool = False
    capped: bool = False
    multipliers: tuple[tuple[str, Decimal], ...] = ()
    held_out: tuple[Campaign, ...] = ()

    @property
    def counted(self) -> Decimal | None:
        """How much of the order's amount counts; None where all of it does, or the amount says nothing."""
        base = self.base
        return in_cents(base.counted) if base and not base.each_the_same and base.counted != base.order.amount else None

    @property
    def more_for(self) -> tuple[str, ...]:
        """The owner's names for what brought more than usual; not more of them than one sentence holds."""
        rules = self.base.rules if self.base else ()
        return tuple(rule.product for rule in rules if rule.gives_more and ANY not in rule.product)[:MOST_NAMED]


def earn(book: Book, member: Member, order: Order, *, now: datetime) -> Earned:
    """What this order gives the member at this instant; rounded once, when all is added up."""
    together = _counted_with(book, member, order)
    if together:
        return Earned(0, basket=together)
    base = base_points(order, book.settings, book.offers.products)
    gains = _gains(book, member, order, base, now)
    campaign, gain = _best(gains)
    hers = multipliers(book, member, today=book.settings.day(now))
    more = sum(base.points * (Fraction(multiplier) - 1) for _, multiplier in hers)
    whole = whole_points(base.points + gain + more, book.settings)
    points = at_most(whole, book.settings)
    room = _room(book, member, now)
    limited = room is not None and points > room
    return Earned(
        room if limited and room is not None else points,
        base,
        campaign,
        limited=limited,
        capped=points < whole,
        multipliers=hers,
        held_out=tuple(one.campaign for one in gains if one.held_out),
    )


def with_campaign(book: Book, member: Member, order: Order, *, now: datetime) -> tuple[int, Fraction]:
    """What an order gives with the best campaign, in whole points, and what of that the campaign adds, exact."""
    base = base_points(order, book.settings, book.offers.products)
    gain = _best(_gains(book, member, order, base, now))[1]
    return at_most(whole_points(base.points + gain, book.settings), book.settings), gain


def reasons(order: Order, earned: Earned, settings: Settings) -> str:
    """Why an order gave what it gave, for the Ledger's note."""
    return ", ".join(_reasons(order, earned, settings))


def in_cents(amount: Decimal) -> Decimal:
    """The amount as money is written."""
    return amount.quantize(CENT, ROUND_HALF_EVEN)


def _reasons(order: Order, earned: Earned, settings: Settings) -> Iterator[str]:
    amount = f"{in_cents(order.amount)} {settings.currency}"
    yield f"{order.paid_as} = {amount}" if order.paid_as else amount
    yield from _what_counts(earned, settings)
    if earned.basket:
        yield f"ordered within a day of {earned.basket}: both count once"
    if earned.campaign:
        yield earned.campaign.name
    yield from (f"{name} × {multiplier.normalize():f}" for name, multiplier in earned.multipliers)
    if earned.capped:
        yield f"at most {settings.most_points_an_order} points an order"
    if earned.limited:
        yield f"at most {settings.most_points_a_day} points a day"


def _what_counts(earned: Earned, settings: Settings) -> Iterator[str]:
    """What of the order does not count as its amount says; rules beyond a few are not named."""
    if earned.counted is not None:
        yield f"goods {earned.counted} {settings.currency}"
    for rule in earned.base.rules[:MOST_NAMED] if earned.base else ():
        each = f"{rule.fixed} points each" if rule.fixed is not None else f"× {rule.multiplier.normalize():f}"
        yield f"{rule.product} {each}"


@dataclass(frozen=True, slots=True)
class _Gain:
    """What a campaign adds, or would add to whoever is not ``held_out`` of it."""

    campaign: Campaign
    points: Fraction
    held_out: bool


def _gains(book: Book, member: Member, order: Order, base: BasePoints, now: datetime) -> tuple[_Gain, ...]:
    """The campaigns that fit and add something."""
    today, share = book.settings.day(now), book.settings.hold_out
    running = [campaign for campaign in book.offers.campaigns if _runs(campaign, order, order.placed or today)]
    groups = groups_of(book, member, today=today) if any(campaign.whom for campaign in running) else frozenset[str]()
    open_to_them = (campaign for campaign in running if is_for(groups, campaign.whom))
    fitting = (campaign for campaign in open_to_them if not (campaign.once and _had(book, member, campaign)))
    gains = (
        _Gain(
            campaign, _added_by(campaign, base), campaign.hold_out and held_out(member.code, campaign.name, share=share)
        )
        for campaign in fitting
    )
    return tuple(gain for gain in gains if gain.points)


def _best(gains: Sequence[_Gain]) -> tuple[Campaign | None, Fraction]:
    """The one campaign that adds most, and what it adds; of several alike the first."""
    # Campaigns are never added up: the best one for the customer counts (docs/decisions/0015).
    given = [gain for gain in gains if not gain.held_out]
    best = max(given, key=lambda gain: gain.points, default=None)
    return (best.campaign, best.points) if best else (None, Fraction(0))


def _added_by(campaign: Campaign, base: BasePoints) -> Fraction:
    """What the campaign adds to what an order gives by itself; nothing where it has none of the campaign's products."""
    of_its_products = base.of(campaign.products) if campaign.products else base.points
    if of_its_products is None:
        return Fraction(0)
    return of_its_products * (Fraction(campaign.multiplier) - 1) + campaign.bonus


def _runs(campaign: Campaign, order: Order, day: date) -> bool:
    """True when it is on for an order of that day."""
    running = (campaign.starts or day) <= day <= (campaign.ends or day) and day.weekday() in campaign.weekdays
    return campaign.active and running and order.amount - order.given_back >= campaign.minimum


def _had(book: Book, member: Member, campaign: Campaign) -> bool:
    name = fold(campaign.name)
    claims = (entry for entry in lines_ever(book, member.code) if entry.campaign and fold(entry.campaign) == name)
    return any(_stands(book, claim) for claim in claims)


def _stands(book: Book, claim: Entry) -> bool:
    """True when something is left of a claim's points."""
    return claim.kind is EntryKind.CLAIM and book.brought_by(claim) > book.taken_back(claim)


def _counted_with(book: Book, member: Member, order: Order) -> str:
    """The member's order that has given points for the same basket; blank for none, and where amounts count."""
    if book.settings.earn_by is EarnBy.AMOUNT or order.placed is None:
        return ""
    # Where every order counts alike, a basket that is split into several orders would count several times.
    for claim in lines_ever(book, member.code):
        recent = book.settings.day(claim.time) >= order.placed - timedelta(days=1)
        other = book.order(claim.subject) if recent and _stands(book, claim) else None
        if other and _together(order, other):
            return other.number
    return ""


def _together(order: Order, other: Order) -> bool:
    """True for orders within 24 hours, or of one day where the sheet does not tell the time."""
    if order.placed_at and other.placed_at:
        return abs(order.placed_at - other.placed_at) < BASKET_TIME
    return order.placed == other.placed


def _room(book: Book, member: Member, now: datetime) -> int | None:
    """How many points the member's orders may still bring on this day; None for any number."""
    settings = book.settings
    if not settings.most_points_a_day:
        return None
    today = settings.day(now)
    claims = (line for line in lines_ever(book, member.code) if line.kind is EntryKind.CLAIM)
    of_today = (book.brought_by(claim) for claim in claims if settings.day(book.asked_at(claim)) == today)
    return max(settings.most_points_a_day - sum(of_today), 0)
