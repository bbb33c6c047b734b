"""The flat answer for ManyChat's response mapping: always the same keys, never null, no text empty."""

from typing import Protocol

from loyalty.outcomes.answer_status import AnswerStatus
from loyalty.outcomes.asking import CouponsTold, PointsTold
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

Flat = dict[str, str | int | bool]
CouponWords = tuple[str, str, str]
"""A coupon's code, its product's link and its last day, blank where there is none."""
NO_COUPON: CouponWords = ("", "", "")


class Answer(Protocol):
    """What every answer says of itself."""

    @property
    def answer_status(self) -> AnswerStatus:
        """What a flow branches on."""

    @property
    def answer_code(self) -> str:
        """What exactly it is."""

    @property
    def standing(self) -> Standing | None:
        """Where the member stands; None for nobody."""


def flat(outcome: Outcome, locale: Locale) -> Flat:
    """The answer as ManyChat maps it into a contact's fields, its keys in the order that the design promises."""
    return flat_keys(outcome, sentence(outcome, locale), locale, earned=earned_by(outcome), coupon=coupon_in(outcome))


def flat_keys(
    answer: Answer, message: str, locale: Locale, *, earned: int = 0, coupon: CouponWords = NO_COUPON
) -> Flat:
    """The same keys for whatever says its code, its status and where the member stands."""
    known = answer.standing or NOBODY
    code, link, expires = coupon
    return {
        "status": answer.answer_status,
        "code": answer.answer_code,
        "message": message,
        "member": answer.standing is not None,
        "points": known.points,
        "points_earned": earned,
        "points_pending": known.pending,
        "points_to_next": known.points_to_next,
        "next_reward": called(known.next_reward, locale) if known.next_reward else EMPTY_VALUE,
        "rewards": _takeable(known, locale),
        "coupon": code or EMPTY_VALUE,
        "coupon_link": link or EMPTY_VALUE,
        "coupon_expires": expires or EMPTY_VALUE,
    }


def coupons_at_hand(outcome: Outcome) -> tuple[HeldCoupon, ...]:
    """The coupons whose codes the member may use now; the shop still has to send the others."""
    held: tuple[HeldCoupon, ...] = ()
    if isinstance(outcome, CouponsTold):
        held = outcome.coupons
    elif isinstance(outcome, PointsTold):
        held = outcome.ready
    return tuple(coupon for coupon in held if coupon.has_code)


def earned_by(outcome: Outcome) -> int:
    """The points that this answer has brought."""
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


def coupon_in(outcome: Outcome) -> CouponWords:
    """The coupon that this answer shows."""
    if isinstance(outcome, Redeemed):
        return one_line(outcome.code), web_link(outcome.link), outcome.expires.isoformat()
    for held in coupons_at_hand(outcome)[:1]:
        expires = held.coupon.expires.isoformat() if held.coupon.expires else ""
        return one_line(held.coupon.code), web_link(held.link), expires
    return NO_COUPON
