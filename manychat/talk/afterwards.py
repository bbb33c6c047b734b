"""What an answer leaves behind: the words for it, and what stays remembered until the next one."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from loyalty.outcomes.asking import PointsTold, RewardsTold
from loyalty.outcomes.extra_points import BirthdayInvalid, SurveyQuestion
from loyalty.outcomes.joining import (
    AlreadyMember,
    CodeSent,
    CodeWrong,
    ConfirmEmail,
    EmailInvalid,
    EmailMissing,
    EmailTaken,
)
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.not_served import Later, NotMember, TooManyTries
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.redeeming import UnknownReward
from loyalty.outcomes.stored_data import LeaveSure
from manychat.talk.command import Action, Command
from manychat.talk.memory import Memory, Question
from manychat.talk.question_marks import question_mark
from manychat.talk.said import (
    AskedFor,
    DigitsAwaited,
    Dropped,
    HandedOver,
    HintGiven,
    MenuShown,
    NothingSaid,
    Said,
    Stayed,
)
from manychat.talk.turn import Ask, Drop, HandOver, Hint, Perform, Silence, Stay, Unlooked

LONGEST_LEAD = 60
"""An order's number or a reward's name is no longer; the field has to hold it beside all else."""


def without_looking(turn: Unlooked) -> tuple[Said, Memory]:
    """What is said and remembered where the rules are not asked."""
    match turn:
        case Ask(question, memory):
            return asked_for(question, memory), memory
        case Stay(memory):
            return Stayed(), memory
        case Drop(memory):
            return Dropped(), memory
        case Hint(memory):
            return HintGiven(), memory
        case Silence(memory):
            return NothingSaid(), replace(memory, choices=())
        case HandOver(memory):
            return HandedOver(), memory
        case _:
            assert_never(turn)


def asked_for(question: Question, memory: Memory, program: str = "") -> AskedFor:
    """The question with what led here."""
    return AskedFor(question, memory.nudged, memory.order, memory.friend, memory.reward, program)


def afterwards(turn: Perform, outcome: JoinedThen | Outcome, now: datetime) -> tuple[Said, Memory]:
    """What is said of the rule's answer, and what is remembered after it."""
    memory = turn.memory
    if turn.again and (awaited := _sent_again(turn, outcome)):
        return awaited, memory.asking(Question.CODE, now, awaited.email)
    match outcome:
        case PointsTold(standing) if turn.command.action is Action.MENU:
            return MenuShown(standing), memory.without_lead()
        case NotMember() | Later() if turn.command.action is Action.MENU:
            return MenuShown(None), memory
        case NotMember(asks_what_is_stored=True):
            return outcome, memory.without_lead()
        case UnknownReward() if turn.wish:
            # They want something of the shop's, not of ours.
            told: Said = NothingSaid() if memory.hinted else HintGiven()
            return told, replace(memory, hinted=memory.hinted or now)
        case NotMember() | EmailMissing() | EmailInvalid() | EmailTaken() | CodeSent() | CodeWrong():
            return _before_joining(turn, outcome, now)
        case Later() | TooManyTries():
            return outcome, _kept(turn, now)
        case _:
            return _of_member(turn, outcome, memory.without_lead(), now)


def _sent_again(turn: Perform, outcome: JoinedThen | Outcome) -> DigitsAwaited | None:
    """What is said to who misses the email with the digits; None where they need none any more."""
    match outcome:
        case CodeSent(email):
            return DigitsAwaited(email, sent=True, member=False)
        case JoinedThen(then=CodeSent(email)):
            return DigitsAwaited(email, sent=True, member=True)
        case Later() | TooManyTries():
            return DigitsAwaited(turn.email, sent=False, member=False)
        case JoinedThen(then=ConfirmEmail()):
            return DigitsAwaited(turn.email, sent=False, member=True)
        case AlreadyMember() if turn.memory.order:
            # As many emails as there may be within an hour have left: the order that they are for has still to wait.
            return DigitsAwaited(turn.email, sent=False, member=True)
        case _:
            return None


Newcomers = NotMember | EmailMissing | EmailInvalid | EmailTaken | CodeSent | CodeWrong


def _before_joining(turn: Perform, outcome: Newcomers, now: datetime) -> tuple[Said, Memory]:
    """An address is still missing, or its proof; what led here is kept until they have joined."""
    memory = turn.memory
    match outcome:
        case NotMember(program):
            asking = _led_by(turn.command, memory).asking(Question.EMAIL, now)
            return asked_for(Question.EMAIL, asking, program), asking
        case EmailMissing():
            asking = memory.asking(Question.EMAIL, now, turn.code)
            return asked_for(Question.EMAIL, asking), asking
        case EmailInvalid() | EmailTaken():
            return outcome, memory.asking(Question.EMAIL, now)
        case CodeSent(email):
            return outcome, _led_by(turn.command, memory).asking(Question.CODE, now, email)
        case CodeWrong():
            return outcome, memory.asking(Question.CODE, now, turn.email)
        case _:
            assert_never(outcome)


def _of_member(turn: Perform, outcome: JoinedThen | Outcome, memory: Memory, now: datetime) -> tuple[Said, Memory]:
    """The question that the answer asks, if it asks one."""
    match outcome:
        case SurveyQuestion(refused=True) if memory.nudged:
            # They talk of something else; none of the choices was among it twice.
            told: Said = NothingSaid() if memory.hinted else HintGiven()
            return told, replace(memory, nudged=False, hinted=memory.hinted or now)
        case SurveyQuestion(question=question, survey=survey, refused=refused):
            asking = memory.asking(Question.ANSWER, now, question_mark(survey, question))
            return outcome, replace(asking, nudged=refused)
        case LeaveSure():
            return outcome, replace(memory.asking(Question.LEAVE, now), nudged=memory.nudged)
        case BirthdayInvalid():
            asking = memory.asking(Question.BIRTHDAY, now)
            return (outcome if turn.date else asked_for(Question.BIRTHDAY, asking)), asking
        case UnknownReward():
            return outcome, replace(memory.asking(Question.REWARD, now), nudged=turn.memory.nudged)
        case JoinedThen(then=CodeSent(email)):
            return outcome, turn.memory.asking(Question.CODE, now, email)
        case JoinedThen(then=ConfirmEmail()):
            # The email with the digits could not leave: the order that led here is not forgotten for it.
            return outcome, turn.memory
        case RewardsTold() if turn.command.action is Action.TAKE:
            return outcome, memory.asking(Question.REWARD, now)
        case RewardsTold():
            return outcome, memory
        case _:
            return outcome, replace(memory, nudged=False)


def _led_by(command: Command, memory: Memory) -> Memory:
    """What a newcomer came with is done when they have joined."""
    if len(command.about) > LONGEST_LEAD:
        return memory
    if command.action is Action.ORDER and command.about:
        return replace(memory, order=command.about)
    if command.action is Action.TAKE and command.about:
        return replace(memory, reward=command.about)
    return memory


def _kept(turn: Perform, now: datetime) -> Memory:
    """Nothing happened: the same question waits again, and what led here is not forgotten."""
    led = _led_by(turn.command, turn.memory)
    if turn.code:
        return led.asking(Question.CODE, now, turn.email)
    if turn.question:
        return led.asking(Question.ANSWER, now, turn.question)
    if turn.date:
        return led.asking(Question.BIRTHDAY, now)
    return led.asking(Question.EMAIL, now) if turn.command.action is Action.JOIN else led
