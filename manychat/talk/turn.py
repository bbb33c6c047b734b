"""Whose turn it is: from the field and what was typed to what is done now, without a look at the sheet."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import assert_never

from loyalty.model.addresses import AT_SIGNS
from manychat.talk.ask_field import AskField, Empty, Remembered, Strange, Tapped
from manychat.talk.command import Action, Command, command_of
from manychat.talk.memory import WAITS_FOR, Memory, Question
from manychat.talk.spelling import folded
from manychat.talk.typed.awaited_digits import six_digits, wants_email_again
from manychat.talk.understanding import (
    Address,
    Cancel,
    No,
    NotForUs,
    Number,
    Understood,
    Wish,
    Yes,
    day_alone,
    understand,
)


@dataclass(frozen=True, slots=True)
class Perform:
    """An action is to be done; ``memory`` is what stays remembered beside it.

    ``email`` and ``code`` (digits, or the token of a letter's button) are for joining, ``answer`` and ``question`` (its
    mark) for a survey, ``date`` for a birthday, ``confirmed`` for leaving. ``typed``: they wrote it, instead of
    following a link or a button. ``wish``: what they want, a reward or something that the shop sells. ``again``: they
    want the email with the digits once more.
    """

    command: Command
    memory: Memory
    email: str = ""
    code: str = ""
    answer: str = ""
    question: str = ""
    date: str = ""
    confirmed: bool = False
    typed: bool = False
    again: bool = False
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question is asked, or asked again, for which nothing has to be looked up."""

    question: Question
    memory: Memory


@dataclass(frozen=True, slots=True)
class Stay:
    """They were asked whether they really leave, and did not say yes."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Drop:
    """They do not want to answer the question; it is forgotten with what led to it."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Hint:
    """What they wrote is not meant for us; they are told once what they can write here."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class HandOver:
    """They want to talk to somebody of the shop."""

    memory: Memory


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is said: the shop talks, or has the hint behind it."""

    memory: Memory


Unlooked = Ask | Stay | Drop | Hint | HandOver | Silence
"""What needs no look at the sheet."""
Turn = Perform | Unlooked


def next_turn(field: AskField, typed: str, now: datetime) -> Turn:
    """What is done now. A word of a link or a button goes before all that waits, and what was typed is then old."""
    match field:
        case Tapped(command):
            return _commanded(command, _by_tap(Memory(), command, typed, now), now)
        case Remembered(memory) if memory.picked:
            return _picked(_by_tap(memory, command_of(memory.picked), typed, now), now)
        case Remembered(memory):
            return _typed(memory, typed, now)
        case Strange():
            # A link wrote this, so that what was typed may be old: nothing is taken on the strength of it.
            return _typed(Memory(taken=taking_mark(typed)), typed, now)
        case Empty():
            return _typed(Memory(), typed, now)
        case _:
            assert_never(field)


def _by_tap(memory: Memory, command: Command | None, typed: str, now: datetime) -> Memory:
    """What a tap or a link brings, in place of what stood in the field; what was typed is old beside it.

    The menu is what the hint leads to: whoever opens it, by an item of ManyChat's own menu perhaps, needs no hint.
    """
    shown = command is not None and command.action is Action.MENU
    return replace(memory, hinted=now if shown else memory.hinted, taken=taking_mark(typed))


def may_return_from_shop(field: AskField) -> bool:
    """True where somebody of the shop may have talked until now: a tap or a link overwrites that they did."""
    match field:
        case Tapped() | Strange():
            return True
        case Remembered(memory):
            return memory.human or bool(memory.picked)
        case Empty():
            return False
        case _:
            assert_never(field)


def taking_mark(typed: str) -> str:
    """A mark of typed words that would take a reward, blank for all others.

    ManyChat tells us what was typed last, whenever that was: the same words must not take a reward again when a menu
    or a link starts the flow.
    """
    meant = understand(typed)
    takes = isinstance(meant, Wish) or (isinstance(meant, Command) and meant.action is Action.TAKE and meant.about)
    return text_mark(typed) if takes else ""


def text_mark(typed: str) -> str:
    """A mark by which the same words are known again; blank for none."""
    return sha256(folded(typed).encode(errors="replace")).hexdigest()[:8] if typed else ""


def _may_be_old(memory: Memory, typed: str) -> bool:
    """True for words that were typed last already when we asked: a menu or a letter may have started the flow.

    What deletes somebody or, later on, spends points asks once more then; where it is still the same, they mean it.
    """
    return bool(memory.heard) and memory.heard == text_mark(typed) and not memory.nudged


def _commanded(command: Command, memory: Memory, now: datetime, *, typed: bool = False) -> Turn:
    match command.action:
        case Action.ORDER if not command.about:
            return Ask(Question.ORDER, memory.asking(Question.ORDER, now))
        case Action.FRIEND:
            led = replace(memory, friend=command.about or memory.friend)
            return Perform(Command(Action.JOIN), led, typed=typed)
        case Action.BIRTHDAY if command.about:
            return Perform(Command(Action.BIRTHDAY), memory, date=command.about, typed=typed)
        case Action.HUMAN:
            return HandOver(replace(memory, human=True))
        case Action.CONFIRM:
            return Perform(Command(Action.JOIN), memory, code=command.about, typed=typed)
        case _:
            return Perform(command, memory, typed=typed)


def _picked(memory: Memory, now: datetime) -> Turn:
    """A button of ours that answers our question, or brings along what led here; a late yes is asked for again."""
    if memory.waits is Question.LEAVE:
        return Perform(Command(Action.LEAVE), _ended(memory), confirmed=True)
    if memory.waits is Question.ANSWER:
        return Perform(Command(Action.SURVEY), _ended(memory), answer=memory.picked, question=memory.about)
    return _commanded(command_of(memory.picked) or Command(Action.MENU), _ended(memory), now)


def _ended(memory: Memory) -> Memory:
    return replace(memory.without_question(), human=False)


def _typed(memory: Memory, typed: str, now: datetime) -> Turn:
    """What was typed: a command ends any question, all else is its answer, or is not meant for us."""
    meant = understand(typed, slips=memory.waits is not Question.ANSWER)
    if isinstance(meant, Command) and memory.human:
        return Perform(meant, _ended(memory), typed=True) if meant.action is Action.MENU else Silence(memory)
    if memory.human:
        return Silence(memory)
    if memory.waits is Question.CODE and wants_email_again(typed):
        return Perform(Command(Action.JOIN), _ended(memory), email=memory.about, typed=True, again=True)
    if memory.waits and _declines(meant, memory.waits):
        return Stay(_ended(memory)) if memory.waits is Question.LEAVE else Drop(_ended(memory).without_lead())
    if isinstance(meant, Wish) and _picks_from_rewards(memory, typed, now):
        meant = Command(Action.TAKE, meant.name)
    if isinstance(meant, Command) and not _is_answer(meant, memory):
        again = meant.action is Action.TAKE and memory.taken and memory.taken == taking_mark(typed)
        meant = Command(Action.REWARDS) if again else meant
        return _commanded(meant, replace(_ended(memory), taken=taking_mark(typed)), now, typed=True)
    if memory.waits:
        return _answered(memory, memory.waits, meant, typed, now)
    return _unasked(memory, meant, typed, now)


def _declines(meant: Understood, waits: Question) -> bool:
    """True for who does not want to answer; a no may be the answer to a survey."""
    return isinstance(meant, Cancel) or (isinstance(meant, No) and waits is not Question.ANSWER)


def _picks_from_rewards(memory: Memory, typed: str, now: datetime) -> bool:
    """True when they have the rewards before them, and these words did not stand there when we showed them."""
    shown = any(word.startswith(f"{Action.TAKE}-") for word in memory.choices)
    soon = memory.listed is not None and now - memory.listed < WAITS_FOR
    return shown and soon and memory.heard != text_mark(typed)


def _is_answer(meant: Command, memory: Memory) -> bool:
    """An order's number that was asked for may come with the word order before it."""
    return memory.waits in (Question.EMAIL, Question.CODE) and meant.action is Action.ORDER and bool(meant.about)


def _unasked(memory: Memory, meant: Understood, typed: str, now: datetime) -> Turn:
    ended = _ended(memory)
    match meant:
        case Number(text, plain) if plain and (choice := _choice(memory, text)):
            return _chosen(memory, choice, typed, now)
        case Number(text):
            return Perform(Command(Action.ORDER, text), ended, typed=True)
        case Address(email):
            return Perform(Command(Action.JOIN), ended, email=email, typed=True)
        case Wish(name):
            return Perform(Command(Action.REWARDS), ended, typed=True, wish=name)
        case NotForUs() if not typed:
            return Perform(Command(Action.MENU), ended)
        case NotForUs() | Yes() | No() | Cancel() | Command():
            return Silence(ended) if memory.hinted else Hint(replace(ended, hinted=now))
        case _:
            assert_never(meant)


def _choice(memory: Memory, text: str) -> Command | None:
    number = int(text)
    return command_of(memory.choices[number - 1]) if 1 <= number <= len(memory.choices) else None


def _chosen(memory: Memory, choice: Command, typed: str, now: datetime) -> Turn:
    """A number of the list; one that may be old takes no reward before the list is shown once more.

    Soon after the list it is taken at once: who chose 1 in the menu chooses 1 in the list that follows.
    """
    ended = _ended(memory)
    long_ago = memory.listed is None or now - memory.listed >= WAITS_FOR
    if choice.action is Action.TAKE and long_ago and _may_be_old(memory, typed):
        return Perform(Command(Action.REWARDS), replace(ended, nudged=True))
    return _commanded(choice, ended, now)


def _answered(memory: Memory, waits: Question, meant: Understood, typed: str, now: datetime) -> Turn:
    ended = _ended(memory)
    match waits:
        case Question.EMAIL | Question.CODE:
            return _answered_who(memory, waits, meant, typed, now)
        case Question.ORDER if isinstance(meant, Number):
            return Perform(Command(Action.ORDER, meant.text), ended, typed=True)
        case Question.REWARD if isinstance(meant, Number) and meant.plain and (chosen := _choice(memory, meant.text)):
            return _chosen(memory, chosen, typed, now)
        case Question.REWARD if typed and isinstance(meant, NotForUs) and not memory.nudged:
            return Perform(Command(Action.TAKE, typed), replace(ended, nudged=True), typed=True)
        case Question.ANSWER if typed:
            asked = replace(ended, nudged=memory.nudged)
            return Perform(Command(Action.SURVEY), asked, answer=typed, question=memory.about)
        case Question.BIRTHDAY if any(map(str.isdecimal, typed)) and not isinstance(meant, Address):
            return Perform(Command(Action.BIRTHDAY), ended, date=day_alone(typed))
        case Question.LEAVE if isinstance(meant, Yes) and _may_be_old(memory, typed):
            return Perform(Command(Action.LEAVE), replace(ended, nudged=True))
        case Question.LEAVE:
            return Perform(Command(Action.LEAVE), ended, confirmed=True) if isinstance(meant, Yes) else Stay(ended)
        case Question.ORDER | Question.REWARD | Question.BIRTHDAY | Question.ANSWER:
            return _not_answered(memory, waits, meant, typed, now)
        case _:
            assert_never(waits)


def _answered_who(memory: Memory, waits: Question, meant: Understood, typed: str, now: datetime) -> Turn:
    ended, joining = _ended(memory), Command(Action.JOIN)
    match meant:
        case Address(email):
            # What stands behind the question for the address is the token of a letter's button.
            return Perform(joining, ended, email=email, code=memory.about if waits is Question.EMAIL else "")
        case Number() | Wish() | NotForUs() if waits is Question.CODE and (digits := _digits(meant, typed)):
            return Perform(joining, ended, email=memory.about, code=digits)
        case Command(about=text) | Number(text):
            led = replace(memory, order=text)
            return Ask(waits, led) if waits is Question.CODE else Ask(waits, led.asking(waits, now))
        case _ if waits is Question.EMAIL and any(sign in typed for sign in AT_SIGNS):
            return Perform(joining, ended, email=typed)
        case _:
            return _not_answered(memory, waits, meant, typed, now)


def _digits(meant: Number | Wish | NotForUs, typed: str) -> str:
    """The digits that prove an address, alone or among other words; where there is an @ they may be part of one."""
    if any(sign in typed for sign in AT_SIGNS):
        return ""
    return six_digits(typed) or (meant.text if isinstance(meant, Number) else "")


def _not_answered(memory: Memory, waits: Question, meant: Understood, typed: str, now: datetime) -> Turn:
    """The question is asked once more; then they are taken to talk of something else."""
    if isinstance(meant, Address):
        return Perform(Command(Action.JOIN), _ended(memory), email=meant.email, typed=True)
    if memory.nudged and waits is Question.CODE and typed:
        # People talk while they look for the email: six digits that come then are no order's number.
        return Silence(memory) if memory.hinted else Hint(replace(memory, hinted=now))
    if memory.nudged:
        return _unasked(replace(memory, choices=()), meant, typed, now)
    return Ask(waits, replace(memory, nudged=True))
