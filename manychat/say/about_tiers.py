"""What the chat says of tiers and paid memberships."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from loyalty.letters.letter import MembershipEnds, TierAtRisk
from loyalty.model.offers import Plan
from loyalty.model.program_settings import TierBy
from loyalty.outcomes.asking import TierTold
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.member_standing import Membership, Standing, TierStanding
from manychat.say.phrases import name, points, stacked
from manychat.text_fit import one_line, shortened
from words.locales import Locale

LONGEST_PERKS = 150
PLANS_ROOM, MOST_PLANS = 300, 5


def tier_told(outcome: TierTold, locale: Locale) -> tuple[str, ...]:
    """The member's tier and membership, what is next and what keeps it, and the memberships that can be bought."""
    tier, membership = outcome.standing.tier, outcome.standing.membership
    said = [*(_tier(tier, locale) if tier else ()), *(_membership(membership, locale) if membership else ())]
    offered = [plan for plan in outcome.plans if membership is None or plan.name != membership.plan]
    if offered:
        said.append(locale.say("Memberships you can get:"))
        said.append(
            stacked(
                (f"• {_offer(plan, outcome, locale)}" for plan in offered), locale, room=PLANS_ROOM, most=MOST_PLANS
            )
        )
    return tuple(said) or (locale.say("There are no tiers or memberships in our program."),)


def in_short(standing: Standing, locale: Locale) -> tuple[str, ...]:
    """The member's tier and membership in a line each, for those they have."""
    said = list[str]()
    if standing.tier and standing.tier.name:
        said.append(locale.say("Your tier: %(tier)s.", tier=locale.own(name(standing.tier.name))))
    if standing.membership:
        said.append(_runs(standing.membership, locale))
    return tuple(said)


def risen(outcome: Claimed, locale: Locale) -> Iterator[str]:
    """What an order has brought besides its points: a tier, a membership."""
    if outcome.rise:
        yield locale.say("Welcome to the tier %(tier)s!", tier=locale.own(name(outcome.rise)))
    if outcome.rise and outcome.bonus:
        yield locale.count(
            "It brings you %(number)s more point.", "It brings you %(number)s more points.", outcome.bonus
        )
    if outcome.plan and outcome.standing.membership:
        yield _runs(outcome.standing.membership, locale)


def losing(loss: MembershipEnds | TierAtRisk, locale: Locale, currency: str) -> Iterator[str]:
    """What ends on which day, what keeps it, and what it brings."""
    day = locale.own(locale.day(loss.day))
    match loss:
        case MembershipEnds():
            yield locale.say("Your membership %(plan)s runs until %(day)s.", plan=locale.own(name(loss.plan)), day=day)
        case TierAtRisk():
            yield locale.say("Your tier: %(tier)s.", tier=locale.own(name(loss.tier)))
            missing = _amount(loss.missing, loss.by, currency, locale)
            yield locale.say(
                "It is yours until %(day)s. To keep it, you need %(missing)s by then.", day=day, missing=missing
            )
        case _:
            assert_never(loss)
    if loss.perks:
        yield _perks(loss.perks, locale)


def _tier(tier: TierStanding, locale: Locale) -> Iterator[str]:
    if tier.name:
        yield locale.say("Your tier: %(tier)s.", tier=locale.own(name(tier.name)))
    else:
        yield locale.say("You have no tier yet.")
    if tier.perks:
        yield _perks(tier.perks, locale)
    if tier.lost_on and tier.to_keep > 0:
        day, missing = locale.own(locale.day(tier.lost_on)), _amount(tier.to_keep, tier.by, tier.currency, locale)
        yield locale.say(
            "You lose it on %(day)s. To keep it, you need %(missing)s before then.", day=day, missing=missing
        )
    elif tier.until:
        day, missing = locale.own(locale.day(tier.until)), _amount(tier.to_keep, tier.by, tier.currency, locale)
        yield locale.say(
            "It is yours until %(day)s. To keep it, you need %(missing)s by then.", day=day, missing=missing
        )
    if tier.next_tier:
        wanted, missing = locale.own(name(tier.next_tier)), _amount(tier.missing, tier.by, tier.currency, locale)
        yield locale.say("To reach %(tier)s, you still need %(missing)s.", tier=wanted, missing=missing)


def _amount(missing: Decimal, by: TierBy, currency: str, locale: Locale) -> str:
    """``120 points``, ``45.50 USD in orders``, ``2 orders``."""
    match by:
        case TierBy.POINTS:
            return points(int(missing), locale)
        case TierBy.MONEY:
            amount = locale.own(f"{shortened(f'{missing:.2f}', 20)} {shortened(one_line(currency), 10)}".strip())
            return locale.say("%(amount)s in orders", amount=amount)
        case TierBy.ORDERS:
            return locale.count("%(number)s order", "%(number)s orders", int(missing))
        case _:
            assert_never(by)


def _membership(membership: Membership, locale: Locale) -> Iterator[str]:
    yield _runs(membership, locale)
    if membership.perks:
        yield _perks(membership.perks, locale)


def _runs(membership: Membership, locale: Locale) -> str:
    plan = locale.own(name(membership.plan))
    if membership.until is None:
        return locale.say("Your membership %(plan)s never expires.", plan=plan)
    day = locale.own(locale.day(membership.until))
    return locale.say("Your membership %(plan)s runs until %(day)s.", plan=plan, day=day)


def _perks(perks: str, locale: Locale) -> str:
    return locale.say("What it gives you: %(perks)s", perks=locale.own(shortened(one_line(perks), LONGEST_PERKS)))


def _offer(plan: Plan, outcome: TierTold, locale: Locale) -> str:
    called, perks = locale.own(name(plan.name)), locale.own(shortened(one_line(plan.perks), LONGEST_PERKS))
    said = f"{called}: {perks}" if perks else called
    if plan.fee is None:
        return said
    fee = locale.own(f"{shortened(f'{plan.fee:.2f}', 20)} {shortened(one_line(outcome.currency), 10)}".strip())
    return locale.say("%(plan)s (%(fee)s)", plan=said, fee=fee)
