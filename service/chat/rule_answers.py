"""A rule's answer for the chat: with its tries counted, its letter sent, and ``later`` where nothing can be read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.book.left_members import Marks
from loyalty.member.guessing.counted import counted_of
from loyalty.member.proving import Proof
from loyalty.member.who_asks import Answered, answered
from loyalty.outcomes.joining import ConfirmEmail
from loyalty.outcomes.not_served import Later
from loyalty.outcomes.outcome import Outcome
from loyalty.outcomes.stored_data import Exported
from manychat.incoming import Incoming
from service.chat.chat_actions import ACTIONS, Rule, claiming, joining, leaving
from service.chat.deciding import decided
from service.chat.tries import order_shown, proof_in, tries_of
from service.container import Container
from sheets.google.client import Spent

TELLS_CODES = frozenset({"redeem", "points", "coupons"})
"""The actions whose answers may bring a code from the shop."""
NO_ANSWER: Answered[Outcome] = Answered(Later(), members="", programs="")
"""What is said when nobody has looked."""


def action_answered(
    container: Container, action: str, incoming: Incoming, now: datetime, spent: Spent
) -> Answered[Outcome]:
    """What the action's rule answers, after the letter that it needs was sent."""
    contact = incoming.contact.id
    shown = order_shown(container, incoming, now)
    incoming = replace(incoming, order_number=shown.number)
    proves = action in ("join", "claim")
    tries = tries_of(container, incoming, now, claims=action == "claim" and not shown.signed, proves=proves)

    def rule_when(confirmed: bool) -> Rule:  # noqa: FBT001 - it is told this and nothing else
        proof = proof_in(container, incoming, now, confirmed=confirmed)
        return _rule(action, incoming, now, container.marks, signed=shown.signed, proof=proof)

    email = incoming.email if action == "join" else ""
    rule = partial(counted_of, rule=rule_when, tries=tries, contact=contact, now=now, email=email)
    saying = partial(answered, contact=contact)
    answer = _with_codes(container, action, saying(rule), saying, incoming, now, spent) or NO_ANSWER
    return with_letter(container, incoming, answer, now)


def _with_codes(
    container: Container,
    action: str,
    rule: Callable[[Book], Decision[Answered[Outcome]]],
    saying: Callable[..., Callable[[Book], Decision[Answered[Outcome]]]],
    incoming: Incoming,
    now: datetime,
    spent: Spent,
) -> Answered[Outcome] | None:
    if action not in TELLS_CODES or container.code_maker is None:
        return decided(container, rule, spent)
    from service.chat.codes_told import decided_with_codes  # most programs have no shop that makes codes

    return decided_with_codes(container, rule, saying, contact=incoming.contact.id, now=now, spent=spent)


def _rule(action: str, incoming: Incoming, now: datetime, marks: Marks, *, signed: bool, proof: Proof) -> Rule:
    match action:
        case "join":
            return joining(incoming, now, proof=proof, signed=signed, marks=marks)
        case "leave":
            return leaving(incoming, now, marks=marks)
        case "claim":
            return claiming(incoming, now, proof=proof, signed=signed)
        case _:
            return ACTIONS[action](incoming, now)


def with_letter(
    container: Container, incoming: Incoming, answer: Answered[Outcome], now: datetime
) -> Answered[Outcome]:
    """The answer after the letter that it needs was sent."""
    if not isinstance(answer.outcome, ConfirmEmail | Exported):
        return answer
    from service.chat.follow_up_mail import followed_up  # hardly any answer needs a letter

    return followed_up(container, incoming, answer, now)
