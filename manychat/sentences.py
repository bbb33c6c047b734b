"""The program's English words: for each outcome what happened, and what she can do next."""

from typing import assert_never

from loyalty.outcomes import (
    AlreadyClaimed,
    AlreadyMember,
    AskedOwner,
    Claimed,
    CouponsTold,
    EmailInvalid,
    EmailMissing,
    EmailTaken,
    Joined,
    Later,
    NotMember,
    NotPaid,
    OrderTooOld,
    OrderTooSmall,
    Outcome,
    OutOfStock,
    PointsShort,
    PointsTold,
    Redeemed,
    RewardsTold,
    UnknownOrder,
    UnknownReward,
)
from manychat.coupons import coupons_told, redeemed
from manychat.texts import listed, one_line, shortened
from manychat.words import called, days, name, names, points, priced, prospects, titled, total

Lines = tuple[str, ...]


def sentence(outcome: Outcome) -> str:
    """What the chat says: lines of plain text, never empty, at most 1000 characters, with codes and links whole."""
    return "\n".join(_lines(outcome))


def _lines(outcome: Outcome) -> Lines:
    match outcome:
        case Joined() | AlreadyMember() | EmailMissing() | EmailInvalid() | EmailTaken() | NotMember():
            return _joining(outcome)
        case Claimed() | AlreadyClaimed():
            return _claiming(outcome)
        case UnknownOrder() | NotPaid() | OrderTooOld() | OrderTooSmall():
            return (_order_refused(outcome),)
        case PointsTold() | RewardsTold():
            return _telling(outcome)
        case Redeemed():
            return redeemed(outcome)
        case CouponsTold():
            return coupons_told(outcome)
        case AskedOwner() | PointsShort() | UnknownReward() | OutOfStock():
            return _without_code(outcome)
        case Later():
            return ("Nothing happened, we could not look it up just now. Please tap again in a minute.",)
        case _:
            assert_never(outcome)


def _joining(outcome: Joined | AlreadyMember | EmailMissing | EmailInvalid | EmailTaken | NotMember) -> Lines:
    match outcome:
        case Joined(standing, program, bonus):
            gift = f" We start you off with {points(bonus)}." if bonus else ""
            return f"Thank you, and welcome to {titled(program)}!{gift}", total(standing), *prospects(standing)
        case AlreadyMember(standing, program):
            return f"You are a member of {titled(program)} already.", total(standing), *prospects(standing)
        case NotMember(program):
            return (f"You are not in {titled(program)} yet. Join first, all it takes is your e-mail address.",)
        case EmailMissing():
            return ("Please send us your e-mail address, the one you order with.",)
        case EmailInvalid():
            return ("This is no e-mail address that we can write to. Please check it and send it again.",)
        case EmailTaken():
            return ("Somebody has joined with this e-mail address before. If that was you, please ask the shop.",)
        case _:
            assert_never(outcome)


def _claiming(outcome: Claimed | AlreadyClaimed) -> Lines:
    order = _number(outcome.order)
    if isinstance(outcome, Claimed):
        said = f"Thank you! Order {order} brings you {points(outcome.earned)}."
    elif outcome.earned is None:
        said = f"You have claimed order {order} before. Your next order counts again."
    else:
        back = f", and the shop took {points(outcome.taken_back)} back" if outcome.taken_back else ""
        before = f"order {order} brought you {points(outcome.earned)}{back}"
        said = f"You have claimed this before: {before}. Your next order counts again."
    return said, total(outcome.standing), *prospects(outcome.standing)


def _order_refused(outcome: UnknownOrder | NotPaid | OrderTooOld | OrderTooSmall) -> str:
    order = _number(outcome.order)
    match outcome:
        case UnknownOrder() if not outcome.order.strip():
            return "Which order is it? Please send us its number, it stands in the shop's confirmation."
        case UnknownOrder():
            return (
                f"We find no order {order} under your e-mail address. "
                "Please check the number in the shop's confirmation and send it again; if it is right, ask the shop."
            )
        case NotPaid():
            return f"Order {order} is not paid at the moment. Once it is, send us its number again."
        case OrderTooOld():
            return f"Order {order} is older than {days(outcome.days)}, too old for points. Claim your next one in time!"
        case OrderTooSmall():
            least = f"{shortened(f'{outcome.minimum:f}', 20)} {shortened(one_line(outcome.currency), 10)}".strip()
            rule = f" Orders count from {least} on." if outcome.minimum > 0 else ""
            return f"Order {order} is too small to earn points.{rule} Your next, bigger one is welcome!"
        case _:
            assert_never(outcome)


def _telling(outcome: PointsTold | RewardsTold) -> Lines:
    standing = outcome.standing
    if isinstance(outcome, PointsTold):
        return total(standing), *(prospects(standing) or ("Each order you claim adds to them.",))
    if not outcome.rewards:
        return "There are no rewards to take right now, please look in again soon.", total(standing)
    offer = listed((f"• {priced(reward)}" for reward in outcome.rewards), glue="\n", room=500, most=8)
    upcoming = prospects(standing)[-1:] if standing.next_reward else ()
    return "These are our rewards:", offer, total(standing), *upcoming


def _without_code(outcome: AskedOwner | PointsShort | UnknownReward | OutOfStock) -> Lines:
    standing = outcome.standing
    match outcome:
        case AskedOwner(reward=reward, again=again):
            asked = "You have just asked for it" if again else "Thank you"
            return f"{asked}: the shop will write to you about the {called(reward)}.", total(standing)
        case PointsShort(reward=reward, missing=missing):
            price = f"The {called(reward)} costs {points(reward.points)}."
            return f"{price} Only {points(missing)} to go, each order you claim brings you nearer!", total(standing)
        case UnknownReward(asked=wish):
            said = f"There is no reward “{name(wish)}” right now." if wish.strip() else "Which reward would you like?"
            return said, *_instead(names(standing.takeable))
        case OutOfStock(reward=reward):
            return f"Sorry, there is no {called(reward)} left.", *_instead(names(standing.takeable))
        case _:
            assert_never(outcome)


def _instead(choice: str) -> Lines:
    return (f"You can take now: {choice}." if choice else "Please ask for the list of rewards and choose another one.",)


def _number(order: str) -> str:
    return shortened(one_line(order), 40)
