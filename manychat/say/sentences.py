"""What the chat says: for each outcome what happened, and what the member can do next."""

from collections.abc import Iterator
from typing import assert_never

from loyalty.outcomes.asking import CouponsTold, HistoryTold, PointsTold, RewardsTold, TierTold
from loyalty.outcomes.claiming import (
    AlreadyClaimed,
    Claimed,
    DayIsFull,
    NotPaid,
    OrderTooOld,
    OrderTooSmall,
    UnknownOrder,
)
from loyalty.outcomes.joining import (
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
from loyalty.outcomes.not_served import Blocked, Later, NotMember
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import (
    AskedOwner,
    NotForThem,
    OutOfStock,
    PointsShort,
    Redeemed,
    TakenBefore,
    UnknownReward,
)
from loyalty.outcomes.stored_data import Exported, ExportSent, LeaveSure, Left
from manychat.say.about_coupons import coupons_told, redeemed
from manychat.say.about_earning import gathering
from manychat.say.about_history import history_told
from manychat.say.about_orders import claiming, order_refused
from manychat.say.about_stored_data import stored
from manychat.say.about_tiers import in_short, tier_told
from manychat.say.phrases import name, named, priced, prospects, stacked, titled, to_come, to_take, total
from words.tongue import Tongue

Lines = tuple[str, ...]


def sentence(outcome: Outcome, tongue: Tongue) -> str:
    """What the chat says: lines of plain text, never empty, at most 1000 characters, with codes and links whole."""
    return "\n".join(_lines(outcome, tongue))


def _lines(outcome: Outcome, tongue: Tongue) -> Lines:
    match outcome:
        case Joined() | AlreadyMember() | EmailMissing() | EmailInvalid() | EmailTaken() | NotMember():
            return _joining(outcome, tongue)
        case ConfirmEmail() | CodeSent() | CodeWrong() | ContactAdded():
            return _proving(outcome, tongue)
        case Claimed() | AlreadyClaimed():
            said = " ".join(claiming(outcome, tongue))
            return said, total(outcome.standing, tongue), *prospects(outcome.standing, tongue)
        case UnknownOrder() | NotPaid() | OrderTooOld() | OrderTooSmall() | DayIsFull():
            return (order_refused(outcome, tongue),)
        case PointsTold() | RewardsTold() | CouponsTold() | HistoryTold() | TierTold() | Exported() | ExportSent():
            return _telling(outcome, tongue)
        case Redeemed():
            return redeemed(outcome, tongue)
        case Blocked() | LeaveSure() | Left():
            return _parting(outcome, tongue)
        case AskedOwner() | PointsShort() | UnknownReward() | OutOfStock() | NotForThem() | TakenBefore():
            return _without_code(outcome, tongue)
        case Later():
            return (_later(tongue),)
        case _:  # gathering takes only the outcomes that are left: a new one is a type error here
            return gathering(outcome, tongue)


def _joining(
    outcome: Joined | AlreadyMember | EmailMissing | EmailInvalid | EmailTaken | NotMember, tongue: Tongue
) -> Lines:
    match outcome:
        case Joined(standing=standing):
            return _welcome(outcome, tongue), total(standing, tongue), *prospects(standing, tongue)
        case AlreadyMember(standing, program):
            said = tongue.say("You are a member of %(program)s already.", program=titled(program, tongue))
            return said, total(standing, tongue), *prospects(standing, tongue)
        case NotMember(program):
            return (
                tongue.say(
                    "You are not in %(program)s yet. Join first, all it takes is your e-mail address.",
                    program=titled(program, tongue),
                ),
            )
        case EmailMissing():
            return (tongue.say("Please send us your e-mail address, the one you order with."),)
        case EmailInvalid():
            return (tongue.say("This is no e-mail address that we can write to. Please check it and send it again."),)
        case EmailTaken():
            return (
                tongue.say(
                    "Somebody has joined with this e-mail address before. If that was you, please ask the shop."
                ),
            )
        case _:
            assert_never(outcome)


def _proving(outcome: ConfirmEmail | CodeSent | CodeWrong | ContactAdded, tongue: Tongue) -> Lines:
    match outcome:
        case ContactAdded(standing, program):
            said = tongue.say("Welcome back to %(program)s, now here, too!", program=titled(program, tongue))
            return said, total(standing, tongue), *prospects(standing, tongue)
        case CodeSent():
            return (tongue.say("We have sent a code of six digits to your e-mail address. Please write it here."),)
        case CodeWrong():
            said = tongue.say("This is not the code that we have sent, or it is too old.")
            again = tongue.say("Please check it, or ask for a new one after ten minutes.")
            return (f"{said} {again}",)
        case ConfirmEmail():
            return (_later(tongue),)
        case _:
            assert_never(outcome)


def _later(tongue: Tongue) -> str:
    return tongue.say("Nothing happened, we could not look it up just now. Please tap again in a minute.")


def _welcome(outcome: Joined, tongue: Tongue) -> str:
    welcome = tongue.say("Thank you, and welcome to %(program)s!", program=titled(outcome.program, tongue))
    if not outcome.bonus:
        return welcome
    gift = tongue.count(
        "We start you off with %(number)s point.", "We start you off with %(number)s points.", outcome.bonus
    )
    return f"{welcome} {gift}"


def _parting(outcome: Blocked | LeaveSure | Left, tongue: Tongue) -> Lines:
    match outcome:
        case Blocked():
            return (tongue.say("This does not work for you at the moment. Please ask the shop."),)
        case LeaveSure():
            return tuple(_sure(outcome, tongue))
        case Left(program):
            said = tongue.say("You have left %(program)s, and we have deleted you.", program=titled(program, tongue))
            thanks = tongue.say("Thank you for having been with us!")
            return (f"{said} {thanks}",)
        case _:
            assert_never(outcome)


def _sure(outcome: LeaveSure, tongue: Tongue) -> Iterator[str]:
    yield tongue.say("Do you really want to leave? We then delete you, and this cannot be undone.")
    if outcome.standing.points > 0:
        yield tongue.count("You lose %(number)s point.", "You lose %(number)s points.", outcome.standing.points)
    if outcome.coupons > 0:
        yield tongue.count(
            "You hold %(number)s coupon: note its code first.",
            "You hold %(number)s coupons: note their codes first.",
            outcome.coupons,
        )
    yield tongue.say("If you are sure, please confirm it.")


Telling = PointsTold | RewardsTold | CouponsTold | HistoryTold | TierTold | Exported | ExportSent


def _telling(outcome: Telling, tongue: Tongue) -> Lines:
    match outcome:
        case PointsTold(standing):
            hope = prospects(standing, tongue) or (tongue.say("Each order you claim adds to them."),)
            return total(standing, tongue), *in_short(standing, tongue), *hope
        case RewardsTold():
            return _offer(outcome, tongue)
        case CouponsTold():
            return coupons_told(outcome, tongue)
        case HistoryTold():
            return history_told(outcome, tongue)
        case TierTold():
            return tier_told(outcome, tongue)
        case Exported() | ExportSent():
            return stored(outcome, tongue)
        case _:
            assert_never(outcome)


def _offer(outcome: RewardsTold, tongue: Tongue) -> Lines:
    standing = outcome.standing
    stands = total(standing, tongue)
    if not outcome.rewards:
        return tongue.say("There are no rewards to take right now, please look in again soon."), stands
    offer = stacked((f"• {priced(reward, tongue)}" for reward in outcome.rewards), tongue, room=500, most=8)
    return tongue.say("These are our rewards:"), offer, stands, *to_come(standing, tongue)


WithoutCode = AskedOwner | PointsShort | UnknownReward | OutOfStock | NotForThem | TakenBefore


def _without_code(outcome: WithoutCode, tongue: Tongue) -> Lines:
    standing = outcome.standing
    match outcome:
        case AskedOwner():
            return _asked(outcome, tongue), total(standing, tongue)
        case PointsShort():
            return " ".join(_short(outcome, tongue)), total(standing, tongue)
        case UnknownReward(asked=wish) if wish.strip():
            wanted = tongue.own(name(wish))
            return tongue.say("There is no reward “%(reward)s” right now.", reward=wanted), *_instead(standing, tongue)
        case UnknownReward():
            return tongue.say("Which reward would you like?"), *_instead(standing, tongue)
        case OutOfStock(reward=reward):
            said = tongue.say("Sorry, there is no %(reward)s left.", reward=named(reward, tongue))
            return said, *_instead(standing, tongue)
        case NotForThem(reward=reward):
            said = tongue.say("The %(reward)s is only for some members so far.", reward=named(reward, tongue))
            return said, *_instead(standing, tongue)
        case TakenBefore(reward=reward):
            said = tongue.say("Everybody can take the %(reward)s once, and you have.", reward=named(reward, tongue))
            return said, *_instead(standing, tongue)
        case _:
            assert_never(outcome)


def _asked(outcome: AskedOwner, tongue: Tongue) -> str:
    reward = named(outcome.reward, tongue)
    if outcome.again:
        return tongue.say("You have just asked for it: the shop will write to you about the %(reward)s.", reward=reward)
    return tongue.say("Thank you: the shop will write to you about the %(reward)s.", reward=reward)


def _short(outcome: PointsShort, tongue: Tongue) -> Iterator[str]:
    yield tongue.count(
        "The %(reward)s costs %(number)s point.",
        "The %(reward)s costs %(number)s points.",
        outcome.reward.points,
        reward=named(outcome.reward, tongue),
    )
    yield tongue.count(
        "Only %(number)s point to go, each order you claim brings you nearer!",
        "Only %(number)s points to go, each order you claim brings you nearer!",
        outcome.missing,
    )


def _instead(standing: Standing, tongue: Tongue) -> Lines:
    return to_take(standing, tongue) or (tongue.say("Please ask for the list of rewards and choose another one."),)
