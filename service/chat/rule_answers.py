"""A rule's answer for the chat: with its guesses counted, its letter sent, and ``later`` where nothing can be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.member.answer_language import Answered, answered
from loyalty.model.addresses import valid_email
from loyalty.model.identifiers import fold_order
from loyalty.outcomes.claiming import UnknownOrder
from loyalty.outcomes.joining import ConfirmEmail
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.not_served import Later
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.stored_data import Exported
from manychat.incoming import Incoming
from service.chat.chat_actions import ACTIONS, Rule, claiming, joining
from service.container import Container
from service.email_codes import is_code
from service.environment import VariableMalformed, VariableMissing
from service.log_lines import place_of
from service.order_links import ShownOrder, shown_order
from sheets.google.client import Spent
from sheets.google.errors import WorkbookError

T = TypeVar("T")

NO_ANSWER: Answered[Outcome] = Answered(Later(), members="", programs="")
"""What is said when nobody has looked."""


def action_answered(
    container: Container, action: str, incoming: Incoming, now: datetime, spent: Spent
) -> Answered[Outcome]:
    """What the action's rule answers, after the letter that it needs was sent."""
    contact, shown = incoming.contact.id, order_shown(container, incoming)
    incoming = replace(incoming, order_number=shown.number)
    if action == "claim" and not shown.signed and guesses_too_much(container, contact, now):
        return NO_ANSWER
    rule = _rule(container, action, incoming, now, signed=shown.signed)
    answer = decided(container, answered(rule, contact), spent) or NO_ANSWER
    if not shown.signed:
        note_guess(container, contact, answer.outcome, now)
    return with_letter(container, incoming, answer, now)


def _rule(container: Container, action: str, incoming: Incoming, now: datetime, *, signed: bool) -> Rule:
    match action:
        case "join":
            return joining(incoming, now, confirmed=has_proved(container, incoming, now), signed=signed)
        case "claim":
            return claiming(incoming, now, signed=signed)
        case _:
            return ACTIONS[action](incoming, now)


def decided(container: Container, rule: Callable[[Book], Decision[T]], spent: Spent) -> T | None:
    """The rule's answer, or None when the workbook cannot be reached or read; the log says why, once a minute."""
    try:
        return container.workbook.transact(rule, spent=spent)
    except (WorkbookError, VariableMissing, VariableMalformed) as error:
        container.throttled_log.error(f"answered later: {type(error).__name__}: {error}")
        container.owner_alarm.about(error)
    except Exception as error:
        fault = f"{type(error).__name__} in {place_of(error)}"
        container.throttled_log.error(f"answered later: something is broken: {fault}", with_stack=True)
    return None


def order_shown(container: Container, incoming: Incoming) -> ShownOrder:
    """The order that the request names, and whether it shows that the shop's order mail named it."""
    return shown_order(incoming.order_number, container.environment.order_link_keys)


def guesses_too_much(container: Container, contact: str, now: datetime) -> bool:
    """True when they have tried many wrong numbers; counted in memory, as a refusal writes nothing."""
    return container.order_attempts.too_many(contact, now)


def note_guess(container: Container, contact: str, outcome: Outcome | JoinedThen, now: datetime) -> None:
    """A number that is no order of theirs may be a guess."""
    claimed = outcome.then if isinstance(outcome, JoinedThen) else outcome
    if isinstance(claimed, UnknownOrder) and claimed.order.strip():
        container.order_attempts.note(contact, fold_order(claimed.order), now)


def with_letter(
    container: Container, incoming: Incoming, answer: Answered[Outcome], now: datetime
) -> Answered[Outcome]:
    """The answer after the letter that it needs was sent."""
    if not isinstance(answer.outcome, ConfirmEmail | Exported):
        return answer
    from service.chat.follow_up_mail import followed_up  # hardly any answer needs a letter

    return followed_up(container, incoming, answer, now)


def has_proved(container: Container, incoming: Incoming, now: datetime) -> bool:
    """True when they send the code that a letter has brought to the address they name, within their tries."""
    contact, key = incoming.contact.id, container.environment.link_key
    if not incoming.code or container.code_attempts.too_many(contact, now):
        return False
    return is_code(incoming.code, contact, valid_email(incoming.email) or "", key=key, now=now)
