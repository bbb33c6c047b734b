"""What one can sensibly do next, after each answer; a customer never has to know a word."""

from collections.abc import Iterator
from dataclasses import dataclass

from loyalty.model.reward import Reward
from loyalty.outcomes.asking import PointsTold, RewardsTold
from loyalty.outcomes.claiming import AlreadyClaimed, Claimed, NotPaid, OrderNoted, UnknownOrder, WaitingFull
from loyalty.outcomes.joining import AddressProved, AlreadyMember, ContactAdded, EmailInvalid, EmailTaken, Joined
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.not_served import Blocked, Later, NotMember
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
from loyalty.outcomes.stored_data import Exported, ExportSent, Left
from manychat.say.phrases import called, priced
from manychat.talk.command import Action, Command
from manychat.talk.memory import Memory, Question
from manychat.talk.reward_words import taking
from manychat.talk.said import AskedFor, DigitsAwaited, Dropped, HandedOver, HintGiven, MenuShown, NothingSaid, Said
from words.locales import Locale

MOST_NUMBERED = 9
"""More choices than this are no list that somebody reads in a chat."""
MEMBERS_MENU = (Action.POINTS, Action.REWARDS, Action.ORDER, Action.COUPONS, Action.HISTORY)
NEWCOMERS_MENU = (Action.JOIN, Action.ORDER, Action.HUMAN)


@dataclass(frozen=True, slots=True)
class Step:
    """A choice: what its button says, its line in a numbered list, and the word that it puts into the field."""

    caption: str
    line: str
    word: str


@dataclass(frozen=True, slots=True)
class Program:
    """What the owner's program has, so that nothing is offered in vain."""

    flow: str = ""
    survey: bool = False
    referrals: bool = False
    birthdays: bool = False
    tiers: bool = False


def steps(said: Said, memory: Memory, command: Command | None, program: Program, locale: Locale) -> tuple[Step, ...]:
    """The choices after this answer, the likeliest first; none where a question waits that is answered in words."""
    if memory.waits and memory.waits is not Question.REWARD:
        return ()
    if isinstance(said, Later):
        again = command.word if command else Action.MENU.value
        return (Step(locale.say("Try again"), locale.say("Try again"), again),)
    if isinstance(said, RewardsTold | UnknownReward) and (rewards := on_offer(said)):
        return tuple(_reward_step(reward, locale) for reward in rewards)
    return tuple(_step(action, locale) for action in _actions(said, program))


def on_offer(said: RewardsTold | UnknownReward) -> tuple[Reward, ...]:
    """The rewards that a list of them shows, each with a number."""
    rewards = said.rewards if isinstance(said, RewardsTold) else said.standing.takeable
    return tuple(reward for reward in rewards if reward.id.strip())[:MOST_NUMBERED]


def _reward_step(reward: Reward, locale: Locale) -> Step:
    return Step(called(reward, locale), priced(reward, locale), taking(reward).word)


def _step(action: Action, locale: Locale) -> Step:
    return Step(_caption(action, locale), _caption(action, locale), action.value)


def _actions(said: Said, program: Program) -> tuple[Action, ...]:
    match said:
        case MenuShown(standing):
            return tuple(_menu(program)) if standing else NEWCOMERS_MENU
        case AskedFor() | DigitsAwaited() | EmailInvalid() | NothingSaid():
            return ()
        case HintGiven() | HandedOver() | Dropped() | NotMember():
            return (Action.MENU,)
        case EmailTaken() | Blocked():
            return Action.HUMAN, Action.MENU
        case Left():
            return (Action.JOIN,)
        case _:
            return *_likely(said, program), Action.MENU


def _likely(said: Said, program: Program) -> tuple[Action, Action]:
    """The two things that a member does most often after this answer."""
    match said:
        case PointsTold() | Claimed() | AlreadyClaimed():
            return Action.REWARDS, Action.HISTORY
        case JoinedThen() if program.referrals:
            return Action.REWARDS, Action.REFER
        case UnknownOrder() | OrderNoted() | WaitingFull() | NotPaid():
            return Action.ORDER, Action.HUMAN
        case Redeemed() | AskedOwner() | CouponSoon():
            return Action.COUPONS, Action.POINTS
        case Exported() | ExportSent():
            return Action.POINTS, Action.LEAVE
        case RewardsTold() | JoinedThen() | Joined() | AlreadyMember() | ContactAdded() | AddressProved():
            return Action.REWARDS, Action.ORDER
        case CouponRefused() | PointsShort() | OutOfStock() | NotForThem() | TakenBefore() | UnknownReward():
            return Action.REWARDS, Action.ORDER
        case _:
            return Action.POINTS, Action.REWARDS


def _menu(program: Program) -> Iterator[Action]:
    yield from MEMBERS_MENU
    if program.referrals:
        yield Action.REFER
    if program.tiers:
        yield Action.TIER
    if program.survey:
        yield Action.SURVEY
    if program.birthdays:
        yield Action.BIRTHDAY
    yield from (Action.EXPORT, Action.HUMAN)


def _caption(action: Action, locale: Locale) -> str:
    """What a button says: at most 20 characters in every language."""
    captions = {
        Action.JOIN: locale.say("Join"),
        Action.ORDER: locale.say("Add an order"),
        Action.POINTS: locale.say("My points"),
        Action.REWARDS: locale.say("Rewards"),
        Action.COUPONS: locale.say("My coupons"),
        Action.HISTORY: locale.say("My history"),
        Action.REFER: locale.say("Invite a friend"),
        Action.SURVEY: locale.say("Survey"),
        Action.BIRTHDAY: locale.say("My birthday"),
        Action.TIER: locale.say("My tier"),
        Action.EXPORT: locale.say("My data"),
        Action.LEAVE: locale.say("Leave"),
        Action.MENU: locale.say("Menu"),
        Action.HUMAN: locale.say("Talk to the shop"),
    }
    return captions[action]
