"""The flat answer for ManyChat's response mapping: always the same keys, never null, no text empty."""

from loyalty.outcomes.outcomes import (
    ActionBooked,
    ActionLimit,
    AlreadyClaimed,
    AlreadyMember,
    AskedOwner,
    BirthdayInvalid,
    BirthdayKnown,
    BirthdayTold,
    Blocked,
    Claimed,
    CodeSent,
    CodeWrong,
    ConfirmEmail,
    ContactAdded,
    CouponsTold,
    DayIsFull,
    EmailInvalid,
    EmailMissing,
    EmailTaken,
    Exported,
    ExportSent,
    HeldCoupon,
    HistoryTold,
    Joined,
    Later,
    LeaveSure,
    Left,
    NoReferrals,
    NoSurvey,
    NotForHer,
    NotMember,
    NotPaid,
    OrderTooOld,
    OrderTooSmall,
    Outcome,
    OutOfStock,
    PointsShort,
    PointsTold,
    Redeemed,
    ReferTold,
    RewardsTold,
    Standing,
    SurveyDone,
    SurveyQuestion,
    TakenBefore,
    TierTold,
    UnknownAction,
    UnknownOrder,
    UnknownReward,
)
from manychat.say.phrases import called, enumerated, named
from manychat.say.sentences import sentence
from manychat.text_fit import one_line
from words.tongue import Tongue
from words.web_links import web_link

NONE = "-"
"""Stands for "none": an empty text leaves the old value in the contact's field."""
NOBODY = Standing(points=0)
LONGEST_LIST = 1000

CODES: dict[type[Outcome], str] = {
    Joined: "joined",
    AlreadyMember: "already_member",
    EmailMissing: "email_missing",
    EmailInvalid: "email_invalid",
    EmailTaken: "email_taken",
    ContactAdded: "contact_added",
    ConfirmEmail: "confirm_email",
    CodeSent: "code_sent",
    CodeWrong: "code_wrong",
    Exported: "export",
    ExportSent: "export_sent",
    NotMember: "not_member",
    LeaveSure: "leave_sure",
    Left: "left",
    Blocked: "blocked",
    Claimed: "claimed",
    AlreadyClaimed: "already_claimed",
    UnknownOrder: "unknown_order",
    NotPaid: "not_paid",
    OrderTooOld: "order_too_old",
    OrderTooSmall: "order_too_small",
    DayIsFull: "day_is_full",
    PointsTold: "points",
    RewardsTold: "rewards",
    Redeemed: "redeemed",
    PointsShort: "points_short",
    UnknownReward: "unknown_reward",
    OutOfStock: "out_of_stock",
    NotForHer: "not_for_her",
    TakenBefore: "taken_before",
    AskedOwner: "asked_owner",
    CouponsTold: "coupons",
    HistoryTold: "history",
    TierTold: "tier",
    ReferTold: "refer",
    NoReferrals: "no_referrals",
    ActionBooked: "booked",
    ActionLimit: "action_limit",
    UnknownAction: "unknown_action",
    BirthdayTold: "birthday",
    BirthdayKnown: "birthday_known",
    BirthdayInvalid: "birthday_invalid",
    SurveyQuestion: "survey_question",
    SurveyDone: "survey_done",
    NoSurvey: "no_survey",
    Later: "later",
}
DONE = {
    "joined",
    "already_member",
    "claimed",
    "points",
    "rewards",
    "redeemed",
    "asked_owner",
    "coupons",
    "history",
    "tier",
    "refer",
    "booked",
    "birthday",
    "survey_question",
    "survey_done",
    "left",
    "contact_added",
    "export",
    "export_sent",
}


def flat(outcome: Outcome, tongue: Tongue) -> dict[str, str | int | bool]:
    """The answer as ManyChat maps it into a contact's fields, its keys in the order that the design promises."""
    code, standing = CODES[type(outcome)], standing_of(outcome)
    known = standing or NOBODY
    coupon, link, expires = _coupon(outcome)
    return {
        "status": "ok" if code in DONE else "later" if code == "later" else "no",
        "code": code,
        "message": sentence(outcome, tongue),
        "member": standing is not None,
        "points": known.points,
        "points_earned": _earned(outcome),
        "points_pending": known.pending,
        "points_to_next": known.points_to_next,
        "next_reward": called(known.next_reward, tongue) if known.next_reward else NONE,
        "rewards": _takeable(known, tongue),
        "coupon": coupon or NONE,
        "coupon_link": link or NONE,
        "coupon_expires": expires or NONE,
    }


NO_STANDING = (
    ConfirmEmail,
    CodeSent,
    CodeWrong,
    EmailMissing,
    EmailInvalid,
    EmailTaken,
    NotMember,
    Left,
    Later,
)


def standing_of(outcome: Outcome) -> Standing | None:
    """Where the member stands, None for whoever is none and for an answer that nobody looked up."""
    if isinstance(outcome, NO_STANDING):
        return None
    return outcome.standing


def coupons_at_hand(outcome: Outcome) -> tuple[HeldCoupon, ...]:
    """The coupons of an answer about coupons whose codes she may use now; the shop still has to send the others."""
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


def _takeable(standing: Standing, tongue: Tongue) -> str:
    priced = (f"{named(reward, tongue)} ({tongue.number(reward.points)})" for reward in standing.takeable)
    return enumerated(priced, tongue, room=LONGEST_LIST, most=len(standing.takeable)) or NONE


def _coupon(outcome: Outcome) -> tuple[str, str, str]:
    if isinstance(outcome, Redeemed):
        return one_line(outcome.code), web_link(outcome.reward.link), outcome.expires.isoformat()
    for held in coupons_at_hand(outcome)[:1]:
        expires = held.coupon.expires.isoformat() if held.coupon.expires else ""
        return one_line(held.coupon.code), web_link(held.reward.link) if held.reward else "", expires
    return "", "", ""
