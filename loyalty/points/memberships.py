"""Plans: paid memberships, which an order starts or prolongs, and which run out by themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.doubled_rows import offer_gives
from loyalty.model.causes import plan_cause, plan_of
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.identifiers import fold
from loyalty.model.member import Member
from loyalty.model.offers import Plan
from loyalty.model.orders import Order
from loyalty.model.program_settings import Settings
from loyalty.outcomes.member_standing import Membership
from loyalty.points.claimed.since_claim import called_off
from loyalty.points.expiry import later

FOR_GOOD = date.max


def plan_in(book: Book, order: Order) -> Plan | None:
    """The plan that this order pays: by the product that it is sold as, else by its name; of several the least."""
    sold = (plan for plan in book.offers.plans if plan.active)
    paid = (plan for plan in sold if (plan.product or fold(plan.name)) in order.products)
    return min(paid, key=offer_gives, default=None)


def starts_plan(book: Book, member: Member, order: Order, plan: Plan, *, now: datetime) -> Entry:
    """The entry by which this order starts the plan, or prolongs it from its end."""
    entry = Entry(
        now,
        member.code,
        EntryKind.MEMBERSHIP,
        0,
        email=member.email,
        subject=fold(plan.name),
        cause=plan_cause(plan.months, order.number),
    )
    last = _last_day([*book.entries_of(member.code), entry], plan, book.settings)
    until = "for good" if last == FOR_GOOD else f"until {last}"
    return replace(entry, note=f"{plan.name}, {until}")


def memberships(book: Book, member: Member) -> tuple[Membership, ...]:
    """The memberships that they have or had, in the order of their tab."""
    ends = ((plan, _ends(book, member, plan)) for plan in book.offers.plans)
    return tuple(Membership(plan.name, plan.perks, None if end == FOR_GOOD else end) for plan, end in ends if end)


def plans_of(book: Book, member: Member, *, today: date) -> tuple[Plan, ...]:
    """The plans that the member has on this day, in the order of their tab."""
    current = {
        membership.plan
        for membership in memberships(book, member)
        if membership.until is None or membership.until >= today
    }
    return tuple(plan for plan in book.offers.plans if plan.name in current)


def membership_of(book: Book, member: Member, *, today: date) -> Membership | None:
    """The membership to tell of, the first that they have on this day; None for none."""
    return next(
        (
            membership
            for membership in memberships(book, member)
            if membership.until is None or membership.until >= today
        ),
        None,
    )


def _ends(book: Book, member: Member, plan: Plan) -> date | None:
    """The last day of this plan, by what they paid and by what the owner gave them, whichever is later."""
    bought = _last_day(book.entries_of(member.code), plan, book.settings)
    given = (member.plan_until or FOR_GOOD) if fold(member.plan) == fold(plan.name) else None
    return max(filter(None, (bought, given)), default=None)


def _last_day(entries: Sequence[Entry], plan: Plan, settings: Settings) -> date | None:
    """The last day that was paid; what is paid before the end begins after it. None where nothing was."""
    anchor, months, last = date.min, 0, None
    for bought, paid in _periods(entries, plan):
        if not paid:
            return FOR_GOOD
        if last is None or settings.day(bought) > last:
            anchor, months = settings.day(bought), 0
        months += paid
        last = later(anchor, months) - timedelta(days=1)
    return last


def _periods(entries: Sequence[Entry], plan: Plan) -> Iterator[tuple[datetime, int]]:
    """When the plan was paid and for how many months, the first one first; an order that went back has paid nothing."""
    paid = [entry for entry in entries if entry.kind is EntryKind.MEMBERSHIP and fold(entry.subject) == fold(plan.name)]
    back = frozenset(called_off(entries)) if paid else frozenset[str]()
    for entry in sorted(paid, key=lambda entry: (entry.time, entry.cause)):
        found = plan_of(entry.cause)
        if found and found[1] not in back:
            yield entry.time, found[0]
