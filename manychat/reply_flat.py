"""The flat answer for ManyChat's response mapping: always the same keys, never null, no text empty."""

from loyalty.outcomes.asking import CouponsTold
from loyalty.outcomes.claiming import Claimed
from loyalty.outcomes.extra_points import ActionBooked, SurveyDone
from loyalty.outcomes.joining import Joined
from loyalty.outcomes.member_standing import HeldCoupon, Standing
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import Redeemed
from manychat.say.phrases import called, enumerated, named
from manychat.say.sentences import sentence
from manychat.text_fit import one_line
from words.locales import Locale
from words.web_links import web_link

EMPTY_VALUE = "-"
"""Stands for "none": an empty text leaves the old value in the contact's field."""
NOBODY = Standing(points=0)
LONGEST_REWARD_LIST = 1000


def flat(outcome: Outcome, locale: Locale) -> dict[str, str | int | bool]:
    """The answer as ManyChat maps it into a contact's fields, its keys in the order that the design promises."""
    known = outcome.standing or NOBODY
    coupon, link, expires = _coupon(outcome)
    return {
        "status": outcome.answer_status,
        "code": outcome.answer_code,
        "message": sentence(outcome, locale),
        "member": outcome.standing is not None,
        "points": known.points,
        "points_earned": _earned(outcome),
        "points_pending": known.pending,
        "points_to_next": known.points_to_next,
        "next_reward": called(known.next_reward, locale) if known.next_reward else EMPTY_VALUE,
        "rewards": _takeable(known, locale),
        "coupon": coupon or EMPTY_VALUE,
        "coupon_link": link or EMPTY_VALUE,
        "coupon_expires": expires or EMPTY_VALUE,
    }


def coupons_at_hand(outcome: Outcome) -> tuple[HeldCoupon, ...]:
    """The coupons whose codes the member may use now; the shop still has to send the others."""
    held = outcome.coupons if isinstance(outcome, CouponsTold) else ()
    return tuple(coupon for coupon in held if not coupon.asked)


def _earned(outcome: Outcome) -> int:
    match outcome:
        case Claimed(earned=points) | Joined(bonus=points):
            return points
        case ActionBooked() | SurveyDone() if not outcome.again:
            return outcome.points
        case _:
            return 0


def _takeable(standing: Standing, locale: Locale) -> str:
    priced = (f"{named(reward, locale)} ({locale.number(reward.points)})" for reward in standing.takeable)
    return enumerated(priced, locale, room=LONGEST_REWARD_LIST, most=len(standing.takeable)) or EMPTY_VALUE


def _coupon(outcome: Outcome) -> tuple[str, str, str]:
    if isinstance(outcome, Redeemed):
        return one_line(outcome.code), web_link(outcome.reward.link), outcome.expires.isoformat()
    for held in coupons_at_hand(outcome)[:1]:
        expires = held.coupon.expires.isoformat() if held.coupon.expires else ""
        return one_line(held.coupon.code), web_link(held.reward.link) if held.reward else "", expires
    return "", "", ""
