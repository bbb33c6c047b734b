"""The words of the conversation: its own, and the rules' where a conversation says them otherwise."""

from collections.abc import Sequence
from typing import assert_never

from loyalty.outcomes.asking import ReferTold, RewardsTold
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.redeeming import UnknownReward
from loyalty.outcomes.stored_data import LeaveSure
from manychat.say.about_earning import birthday_form, friend_link
from manychat.say.phrases import masked, name, titled, to_come, total
from manychat.say.sentences import sentence
from manychat.talk.command import order_in
from manychat.talk.memory import Question
from manychat.talk.next_steps import Step, on_offer
from manychat.talk.said import (
    AskedFor,
    DigitsAwaited,
    Dropped,
    HandedOver,
    HintGiven,
    MenuShown,
    NothingSaid,
    OwnWords,
    Said,
    Stayed,
)
from words.locales import Locale


def spoken(said: Said, locale: Locale) -> str:
    """What is said, without the list of choices; blank for silence."""
    match said:
        case (
            AskedFor()
            | MenuShown()
            | HintGiven()
            | DigitsAwaited()
            | Stayed()
            | Dropped()
            | HandedOver()
            | NothingSaid()
        ):
            return _own_words(said, locale)
        case JoinedThen(joined, then):
            return f"{sentence(joined, locale).partition(chr(10))[0]}\n{sentence(then, locale)}"
        case LeaveSure():
            sure = locale.say("Answer “yes” to leave. Any other answer keeps everything as it is.")
            return f"{sentence(said, locale).rpartition(chr(10))[0]}\n{sure}"
        case RewardsTold() | UnknownReward() if on_offer(said):
            return _rewards(said, locale)
        case ReferTold() if not friend_link(said):
            # Without the setting Chat link there is no link for them: the word does the same.
            word = locale.own(f"friend {name(said.code)}")
            ask = locale.say("Ask your friend to write this to our chat: %(word)s", word=word)
            return f"{sentence(said, locale)}\n{ask}"
        case _:
            return sentence(said, locale)


def _own_words(said: OwnWords, locale: Locale) -> str:
    match said:
        case AskedFor():
            return "\n".join(filter(None, (_led_here(said, locale), _question(said, locale))))
        case MenuShown(standing):
            wish = locale.say("What would you like to do?")
            return f"{total(standing, locale)}\n{wish}" if standing else wish
        case DigitsAwaited():
            return _digits_awaited(said, locale)
        case HintGiven() | Stayed() | Dropped() | HandedOver():
            return _in_a_word(said, locale)
        case NothingSaid():
            return ""
        case _:
            assert_never(said)


def _in_a_word(said: HintGiven | Stayed | Dropped | HandedOver, locale: Locale) -> str:
    match said:
        case HintGiven():
            return locale.say(
                "You can ask about your points and rewards here at any time: just write “menu”. The shop "
                "reads everything else."
            )
        case Stayed():
            return locale.say("Great, you are staying with us. Nothing has changed.")
        case Dropped():
            return locale.say("OK, we will leave it at that. Just write “menu” when you need us.")
        case HandedOver():
            return locale.say(
                "Someone from the shop will answer you here. Write “menu” to come back to your points and rewards."
            )
        case _:
            assert_never(said)


def numbered(text: str, steps: Sequence[Step]) -> str:
    """The text with the choices below it, each on a line that begins with its number."""
    lines = "\n".join(f"{number}. {step.line}" for number, step in enumerate(steps, start=1))
    return f"{text}\n\n{lines}" if lines else text


def _digits_awaited(said: DigitsAwaited, locale: Locale) -> str:
    address = locale.own(masked(said.email))
    if said.sent:
        told = locale.say("We have sent another email with six digits to %(address)s.", address=address)
    else:
        told = locale.say(
            "We cannot send another email right now. The last one with six digits went to %(address)s.", address=address
        )
    look = locale.say("Please check your spam folder too, and write the digits here.")
    if said.member:
        wrong = locale.say("If the address is wrong, please write “human”, and the shop will help.")
    else:
        wrong = locale.say("If the address is wrong, please write the right one.")
    return f"{told} {look}\n{wrong}"


def _rewards(said: RewardsTold | UnknownReward, locale: Locale) -> str:
    """Which rewards there are stands in the list of choices, with their numbers."""
    if isinstance(said, UnknownReward):
        asked = sentence(said, locale).partition("\n")[0]
        offer = locale.say("You can take now:")
        return f"{asked}\n{offer}"
    standing = said.standing
    lines = total(standing, locale), *to_come(standing, locale), locale.say("These are our rewards:")
    return "\n".join(lines)


def _led_here(asked: AskedFor, locale: Locale) -> str:
    if asked.again or asked.question is not Question.EMAIL:
        return ""
    if asked.order:
        order = locale.own(name(order_in(asked.order)))
        return locale.say("Just one step to the points for order %(order)s: join us.", order=order)
    if asked.reward:
        return locale.say("Just one step to your first reward: join us.")
    if asked.friend:
        return locale.say("How nice that a friend sent you!")
    if asked.program:
        return locale.say(
            "You are not in %(program)s yet, but joining is quick.", program=titled(asked.program, locale)
        )
    return ""


def _question(asked: AskedFor, locale: Locale) -> str:
    return _asked_again(asked.question, locale) if asked.again else _asked_first(asked.question, locale)


def _asked_first(question: Question, locale: Locale) -> str:
    match question:
        case Question.EMAIL:
            return locale.say("Please send us the email address you order with.")
        case Question.ORDER:
            return locale.say("What is your order number? You can find it in the email about your order.")
        case Question.BIRTHDAY:
            when = locale.say("When is your birthday?")
            return f"{when} {birthday_form(locale)}"
        case Question.REWARD | Question.CODE | Question.ANSWER | Question.LEAVE:
            return _asked_again(question, locale)
        case _:
            assert_never(question)


def _asked_again(question: Question, locale: Locale) -> str:
    match question:
        case Question.EMAIL:
            return locale.say(
                "To join, please write just your email address, such as ana@example.com. For anything else, "
                "write “menu”."
            )
        case Question.ORDER:
            return locale.say("Please write just the number of your order, such as 1042, or “menu”.")
        case Question.CODE:
            return locale.say(
                "Please write the six digits from our email here. If it has not come, write “again”; for "
                "anything else, “menu”."
            )
        case Question.REWARD:
            return locale.say("Which reward would you like? Please write its name or its number, or “menu”.")
        case Question.ANSWER:
            return locale.say("Please answer the question in words, or write “menu”.")
        case Question.BIRTHDAY:
            return birthday_form(locale)
        case Question.LEAVE:
            return locale.say("Answer “yes” to leave. Any other answer keeps everything as it is.")
        case _:
            assert_never(question)
