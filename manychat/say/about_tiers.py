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
from words.tongue import Tongue

LONGEST_PERKS = 150
PLANS_ROOM, MOST_PLANS = 300, 5


def tier_told(outcome: TierTold, tongue: Tongue) -> tuple[str, ...]:
    """The member's tier and membership, what is next and what keeps it, and the memberships that can be bought."""
    tier, membership = outcome.standing.tier, outcome.standing.membership
    said = [*(_tier(tier, tongue) if tier else ()), *(_membership(membership, tongue) if membership else ())]
    offered = [plan for plan in outcome.plans if membership is None or plan.name != membership.plan]
    if offered:
        said.append(tongue.say("These memberships there are:"))
        said.append(
            stacked(
                (f"• {_offer(plan, outcome, tongue)}" for plan in offered), tongue, room=PLANS_ROOM, most=MOST_PLANS
            )
        )
    return tuple(said) or (tongue.say("There are no tiers or memberships in our program."),)


def in_short(standing: Standing, tongue: Tongue) -> tuple[str, ...]:
    """The member's tier and membership in a line each, for those they have."""
    said = list[str]()
    if standing.tier and standing.tier.name:
        said.append(tongue.say("Your tier: %(tier)s.", tier=tongue.own(name(standing.tier.name))))
    if standing.membership:
        said.append(_runs(standing.membership, tongue))
    return tuple(said)


def risen(outcome: Claimed, tongue: Tongue) -> Iterator[str]:
    """What an order has brought besides its points: a tier, a membership."""
    if outcome.rise:
        yield tongue.say("Welcome to the tier %(tier)s!", tier=tongue.own(name(outcome.rise)))
    if outcome.rise and outcome.bonus:
        yield tongue.count(
            "It brings you %(number)s point more.", "It brings you %(number)s points more.", outcome.bonus
        )
    if outcome.plan and outcome.standing.membership:
        yield _runs(outcome.standing.membership, tongue)


def losing(loss: MembershipEnds | TierAtRisk, tongue: Tongue, currency: str) -> Iterator[str]:
    """What ends on which day, what keeps it, and what it brings."""
    day = tongue.own(tongue.day(loss.day))
    match loss:
        case MembershipEnds():
            yield tongue.say("Your membership %(plan)s runs until %(day)s.", plan=tongue.own(name(loss.plan)), day=day)
        case TierAtRisk():
            yield tongue.say("Your tier: %(tier)s.", tier=tongue.own(name(loss.tier)))
            missing = _amount(loss.missing, loss.by, currency, tongue)
            yield tongue.say("It is yours until %(day)s; %(missing)s until then keep it.", day=day, missing=missing)
        case _:
            assert_never(loss)
    if loss.perks:
        yield _perks(loss.perks, tongue)


def _tier(tier: TierStanding, tongue: Tongue) -> Iterator[str]:
    if tier.name:
        yield tongue.say("Your tier: %(tier)s.", tier=tongue.own(name(tier.name)))
    else:
        yield tongue.say("You have no tier yet.")
    if tier.perks:
        yield _perks(tier.perks, tongue)
    if tier.lost_on and tier.to_keep > 0:
        day, missing = tongue.own(tongue.day(tier.lost_on)), _amount(tier.to_keep, tier.by, tier.currency, tongue)
        yield tongue.say("On %(day)s it is lost; %(missing)s until then keep it.", day=day, missing=missing)
    elif tier.until:
        day, missing = tongue.own(tongue.day(tier.until)), _amount(tier.to_keep, tier.by, tier.currency, tongue)
        yield tongue.say("It is yours until %(day)s; %(missing)s until then keep it.", day=day, missing=missing)
    if tier.next_tier:
        wanted, missing = tongue.own(name(tier.next_tier)), _amount(tier.missing, tier.by, tier.currency, tongue)
        yield tongue.say("To %(tier)s you lack: %(missing)s.", tier=wanted, missing=missing)


def _amount(missing: Decimal, by: TierBy, currency: str, tongue: Tongue) -> str:
    """``120 points``, ``45.50 USD in orders``, ``2 orders``."""
    match by:
        case TierBy.POINTS:
            return points(int(missing), tongue)
        case TierBy.MONEY:
            amount = tongue.own(f"{shortened(f'{missing:.2f}', 20)} {shortened(one_line(currency), 10)}".strip())
            return tongue.say("%(amount)s in orders", amount=amount)
        case TierBy.ORDERS:
            return tongue.count("%(number)s order", "%(number)s orders", int(missing))
        case _:
            assert_never(by)


def _membership(membership: Membership, tongue: Tongue) -> Iterator[str]:
    yield _runs(membership, tongue)
    if membership.perks:
        yield _perks(membership.perks, tongue)


def _runs(membership: Membership, tongue: Tongue) -> str:
    plan = tongue.own(name(membership.plan))
    if membership.until is None:
        return tongue.say("Your membership %(plan)s is yours for good.", plan=plan)
    day = tongue.own(tongue.day(membership.until))
    return tongue.say("Your membership %(plan)s runs until %(day)s.", plan=plan, day=day)


def _perks(perks: str, tongue: Tongue) -> str:
    return tongue.say("It brings: %(perks)s", perks=tongue.own(shortened(one_line(perks), LONGEST_PERKS)))


def _offer(plan: Plan, outcome: TierTold, tongue: Tongue) -> str:
    called, perks = tongue.own(name(plan.name)), tongue.own(shortened(one_line(plan.perks), LONGEST_PERKS))
    said = f"{called}: {perks}" if perks else called
    if plan.fee is None:
        return said
    fee = tongue.own(f"{shortened(f'{plan.fee:.2f}', 20)} {shortened(one_line(outcome.currency), 10)}".strip())
    return tongue.say("%(plan)s (%(fee)s)", plan=said, fee=fee)
