"""What the chat says: for each outcome what happened, and what the member can do next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from loyalty.model.reward import Reward
from loyalty.outcomes.asking import CouponsTold, HistoryTold, PointsTold, RewardsTold, TierTold
from loyalty.outcomes.claiming import (
    AlreadyClaimed,
    Claimed,
    DayIsFull,
    InReview,
    NotApproved,
    NotPaid,
    OrderNoted,
    OrderTooLarge,
    OrderTooOld,
    OrderTooSmall,
    UnknownOrder,
    WaitingFull,
)
from loyalty.outcomes.joining import (
    AddressProved,
    AlreadyMember,
    CodeSent,
    CodeWrong,
    ConfirmEmail,
    ContactAdded,
    EmailInvalid,
    EmailMissing,
    EmailTaken,
    Joined,
)
from loyalty.outcomes.member_standing import Standing
from loyalty.outcomes.not_served import Blocked, Later, NotMember, TooManyTries
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import (
    AskedOwner,
    CouponRefused,
    CouponSoon,
    NotForThem,
    OutOfStock,
    PointsShort,
    Redeemed,
    TakenBefore,
    UnknownReward,
)
from loyalty.outcomes.stored_data import Exported, ExportSent, LeaveSure, Left
from manychat.say.about_coupons import coupons_told, ready_lines, redeemed, refused_line, soon_line
from manychat.say.about_earning import gathering
from manychat.say.about_history import history_told
from manychat.say.about_orders import claiming, order_refused
from manychat.say.about_stored_data import stored
from manychat.say.about_tiers import in_short, tier_told
from manychat.say.phrases import masked, name, named, priced, prospects, stacked, titled, to_come, to_take, total
from words.locales import Locale

Lines = tuple[str, ...]


def sentence(outcome: Outcome, locale: Locale) -> str:
    """What the chat says: lines of plain text, never empty, at most 1000 characters, with codes and links whole."""
    return "\n".join(_lines(outcome, locale))


def _lines(outcome: Outcome, locale: Locale) -> Lines:
    match outcome:
        case Joined() | AlreadyMember() | EmailMissing() | EmailInvalid() | EmailTaken() | NotMember():
            return _joining(outcome, locale)
        case ConfirmEmail() | CodeSent() | CodeWrong() | ContactAdded() | AddressProved() | TooManyTries():
            return _proving(outcome, locale)
        case Claimed() | AlreadyClaimed():
            said = " ".join(claiming(outcome, locale))
            return said, total(outcome.standing, locale), *prospects(outcome.standing, locale)
        case (
            UnknownOrder()
            | OrderNoted()
            | WaitingFull()
            | NotPaid()
            | OrderTooOld()
            | OrderTooSmall()
            | OrderTooLarge()
            | DayIsFull()
            | InReview()
            | NotApproved()
        ):
            return (order_refused(outcome, locale),)
        case PointsTold() | RewardsTold() | CouponsTold() | HistoryTold() | TierTold() | Exported() | ExportSent():
            return _telling(outcome, locale)
        case Redeemed():
            return redeemed(outcome, locale)
        case Blocked() | LeaveSure() | Left():
            return _parting(outcome, locale)
        case (
            AskedOwner()
            | CouponSoon()
            | CouponRefused()
            | PointsShort()
            | UnknownReward()
            | OutOfStock()
            | NotForThem()
            | TakenBefore()
        ):
            return _without_code(outcome, locale)
        case Later():
            return (_later(locale),)
        case _:  # gathering takes only the outcomes that are left: a new one is a type error here
            return gathering(outcome, locale)


def _joining(
    outcome: Joined | AlreadyMember | EmailMissing | EmailInvalid | EmailTaken | NotMember, locale: Locale
) -> Lines:
    match outcome:
        case Joined(standing=standing):
            lines = _welcome(outcome, locale), total(standing, locale), *prospects(standing, locale)
            return (*lines, _to_prove(outcome.to_prove, locale)) if outcome.to_prove else lines
        case AlreadyMember(standing, program):
            said = locale.say("You are already a member of %(program)s.", program=titled(program, locale))
            return said, total(standing, locale), *prospects(standing, locale)
        case NotMember(program, asks_what_is_stored=True):
            stored = locale.say(
                "You are not a member of %(program)s. It stores nothing about you under this chat and sends "
                "you nothing.",
                program=titled(program, locale),
            )
            return (
                stored,
                locale.say("If you still get emails from us, each one says at the end how to stop them."),
                locale.say("For what the shop itself has, such as this chat and your orders, please ask the shop."),
            )
        case NotMember(program):
            return (
                locale.say(
                    "You are not in %(program)s yet. Join first: all you need is your email address.",
                    program=titled(program, locale),
                ),
            )
        case EmailMissing():
            return (locale.say("Please send us the email address you order with."),)
        case EmailInvalid():
            return (locale.say("We cannot write to this email address. Please check it and send it again."),)
        case EmailTaken():
            return (
                locale.say("Someone has already joined with this email address. If that was you, please ask the shop."),
            )
        case _:
            assert_never(outcome)


def _proving(
    outcome: ConfirmEmail | CodeSent | CodeWrong | ContactAdded | AddressProved | TooManyTries, locale: Locale
) -> Lines:
    match outcome:
        case AddressProved(standing):
            said = locale.say("Thank you, your email address is confirmed.")
            return said, total(standing, locale), *prospects(standing, locale)
        case ContactAdded(standing, program):
            said = locale.say("Welcome back to %(program)s, now in this chat too!", program=titled(program, locale))
            return said, total(standing, locale), *prospects(standing, locale)
        case CodeSent(email):
            said = locale.say(
                "We have sent a six-digit code to %(address)s. Please write it here.",
                address=locale.own(masked(email)),
            )
            return (said,)
        case CodeWrong():
            said = locale.say("This is not the code we sent, or it is too old.")
            again = locale.say("Please check it, or ask for a new one after ten minutes.")
            return (f"{said} {again}",)
        case TooManyTries(until=until):
            return (_too_many_tries(until, locale),)
        case ConfirmEmail():
            return (_later(locale),)
        case _:
            assert_never(outcome)


def _to_prove(email: str, locale: Locale) -> str:
    return locale.say(
        "The link in your order email brings you the points for that order at once. For a number "
        "that you write here, we first send a code to %(address)s.",
        address=locale.own(masked(email)),
    )


def _too_many_tries(until: datetime, locale: Locale) -> str:
    """The next whole minute, so that whoever comes at that time is not too early."""
    at = (until + timedelta(minutes=1)).replace(second=0)
    tried = locale.say("You have tried too many times.")
    again = locale.say("Please try again at %(time)s.", time=locale.own(f"{at:%H:%M}"))
    return f"{tried} {again}"


def _later(locale: Locale) -> str:
    return locale.say("Nothing happened: we could not look it up right now. Please try again in a minute.")


def _welcome(outcome: Joined, locale: Locale) -> str:
    welcome = locale.say("Thank you, and welcome to %(program)s!", program=titled(outcome.program, locale))
    if not outcome.bonus:
        return welcome
    gift = locale.count(
        "We start you off with %(number)s point.", "We start you off with %(number)s points.", outcome.bonus
    )
    return f"{welcome} {gift}"


def _parting(outcome: Blocked | LeaveSure | Left, locale: Locale) -> Lines:
    match outcome:
        case Blocked():
            return (locale.say("This is not available to you at the moment. Please ask the shop."),)
        case LeaveSure():
            return tuple(_sure(outcome, locale))
        case Left(program):
            said = locale.say(
                "You have left %(program)s, and we have deleted your data.", program=titled(program, locale)
            )
            thanks = locale.say("Thank you for being with us!")
            return (f"{said} {thanks}",)
        case _:
            assert_never(outcome)


def _sure(outcome: LeaveSure, locale: Locale) -> Iterator[str]:
    yield locale.say("Do you really want to leave? We will delete your data, and this cannot be undone.")
    yield locale.say("Google keeps older versions of our list, and you are still in them. Only the shop can open them.")
    if outcome.standing.points > 0:
        yield locale.count(
            "You will lose %(number)s point.", "You will lose %(number)s points.", outcome.standing.points
        )
    if outcome.coupons > 0:
        yield locale.count(
            "You have %(number)s coupon. Write down its code first.",
            "You have %(number)s coupons. Write down their codes first.",
            outcome.coupons,
        )
    yield locale.say("If you are sure, please confirm.")


Telling = PointsTold | RewardsTold | CouponsTold | HistoryTold | TierTold | Exported | ExportSent


def _telling(outcome: Telling, locale: Locale) -> Lines:
    match outcome:
        case PointsTold(standing, ready) if ready:
            return *ready_lines(ready, locale), total(standing, locale)
        case PointsTold(standing):
            hope = prospects(standing, locale) or (locale.say("Every order you claim adds more."),)
            return total(standing, locale), *in_short(standing, locale), *hope
        case RewardsTold():
            return _offer(outcome, locale)
        case CouponsTold():
            return coupons_told(outcome, locale)
        case HistoryTold():
            return history_told(outcome, locale)
        case TierTold():
            return tier_told(outcome, locale)
        case Exported() | ExportSent():
            return stored(outcome, locale)
        case _:
            assert_never(outcome)


def _offer(outcome: RewardsTold, locale: Locale) -> Lines:
    standing = outcome.standing
    stands = total(standing, locale)
    if not outcome.rewards:
        return locale.say("There are no rewards to take right now. Please check back soon."), stands
    offer = stacked((f"• {priced(reward, locale)}" for reward in outcome.rewards), locale, room=500, most=8)
    return locale.say("These are our rewards:"), offer, stands, *to_come(standing, locale)


WithoutCode = (
    AskedOwner | CouponSoon | CouponRefused | PointsShort | UnknownReward | OutOfStock | NotForThem | TakenBefore
)


def _without_code(outcome: WithoutCode, locale: Locale) -> Lines:
    standing = outcome.standing
    match outcome:
        case AskedOwner():
            return _asked(outcome, locale), total(standing, locale)
        case CouponSoon(reward=reward):
            return soon_line(reward, locale), total(standing, locale)
        case CouponRefused(reward=reward):
            return refused_line(reward, locale), total(standing, locale)
        case PointsShort():
            return " ".join(_short(outcome, locale)), total(standing, locale)
        case UnknownReward(asked=wish) if wish.strip():
            wanted = locale.own(name(wish))
            return locale.say("There is no reward “%(reward)s” right now.", reward=wanted), *_instead(standing, locale)
        case UnknownReward():
            return locale.say("Which reward would you like?"), *_instead(standing, locale)
        case OutOfStock(reward=reward):
            return _not_there(reward, locale), *_instead(standing, locale)
        case NotForThem(reward=reward):
            said = locale.say("The %(reward)s is only for some members at the moment.", reward=named(reward, locale))
            return said, *_instead(standing, locale)
        case TakenBefore(reward=reward):
            said = locale.say(
                "You can take the %(reward)s only once, and you already have.", reward=named(reward, locale)
            )
            return said, *_instead(standing, locale)
        case _:
            assert_never(outcome)


def _not_there(reward: Reward, locale: Locale) -> str:
    if reward.out_of_order:
        return locale.say(
            "Sorry, you cannot take the %(reward)s right now. Your points stay as they are.",
            reward=named(reward, locale),
        )
    return locale.say("Sorry, there is no %(reward)s left.", reward=named(reward, locale))


def _asked(outcome: AskedOwner, locale: Locale) -> str:
    reward = named(outcome.reward, locale)
    if outcome.again:
        return locale.say("You have just asked for it: the shop will write to you about the %(reward)s.", reward=reward)
    return locale.say("Thank you! The shop will write to you about the %(reward)s.", reward=reward)


def _short(outcome: PointsShort, locale: Locale) -> Iterator[str]:
    yield locale.count(
        "The %(reward)s costs %(number)s point.",
        "The %(reward)s costs %(number)s points.",
        outcome.reward.points,
        reward=named(outcome.reward, locale),
    )
    if outcome.standing.bonus_needs_proof and not outcome.missing:
        yield locale.say("You can spend your points for joining after you confirm your email address.")
        return
    if outcome.standing.bonus_waiting and not outcome.missing:
        yield locale.say(
            "You can spend your points for joining after your first order: place it, claim it here, "
            "then take the reward."
        )
        return
    yield locale.count(
        "Only %(number)s point to go. Every order you claim brings you closer!",
        "Only %(number)s points to go. Every order you claim brings you closer!",
        outcome.missing,
    )


def _instead(standing: Standing, locale: Locale) -> Lines:
    return to_take(standing, locale) or (locale.say("Please ask for the list of rewards and choose another one."),)
