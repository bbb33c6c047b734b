"""Taps: what a contact may do in the chat, each with the rule that answers it at this moment."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from loyalty.actions import book_action
from loyalty.ask import tell_coupons, tell_points, tell_rewards, tell_tier
from loyalty.birthday import tell_birthday
from loyalty.book import Book
from loyalty.claim import claim_order
from loyalty.decisions import Decision
from loyalty.export import export
from loyalty.history import tell_history
from loyalty.identifiers import COUPON_CODE_LENGTH, MEMBER_CODE_LENGTH
from loyalty.join import join
from loyalty.leave import leave
from loyalty.outcomes import Outcome
from loyalty.redeem import redeem
from loyalty.referral import tell_referral
from loyalty.survey import take_survey
from manychat.incoming import Incoming
from world.world import codes

Rule = Callable[[Book], Decision[Outcome]]
Tapped = Callable[[Incoming, datetime], Rule]


def joining(incoming: Incoming, now: datetime, *, confirmed: bool = False) -> Rule:
    """The rule for who joins; ``confirmed`` when she has proved that the address is hers."""
    contact = incoming.contact
    return partial(
        join,
        contact=contact.id,
        email=incoming.email,
        name=contact.name,
        language=contact.language,
        codes=codes(MEMBER_CODE_LENGTH),
        now=now,
        referrer=incoming.referrer,
        confirmed=confirmed,
    )


def _asking(rule: Callable[..., Decision[Outcome]]) -> Tapped:
    """Asks what the rule tells a contact."""
    return lambda incoming, now: partial(rule, contact=incoming.contact.id, now=now)


def _claim(incoming: Incoming, now: datetime) -> Rule:
    return partial(claim_order, contact=incoming.contact.id, number=incoming.order_number, now=now)


def _redeem(incoming: Incoming, now: datetime) -> Rule:
    made = codes(COUPON_CODE_LENGTH)
    return partial(redeem, contact=incoming.contact.id, reward=incoming.reward, codes=made, now=now)


def _leave(incoming: Incoming, now: datetime) -> Rule:
    return partial(leave, contact=incoming.contact.id, confirmed=incoming.confirm, now=now)


def _book(incoming: Incoming, now: datetime) -> Rule:
    return partial(book_action, contact=incoming.contact.id, action=incoming.action, now=now)


def _birthday(incoming: Incoming, now: datetime) -> Rule:
    return partial(tell_birthday, contact=incoming.contact.id, birthday=incoming.birthday, now=now)


def _survey(incoming: Incoming, now: datetime) -> Rule:
    return partial(
        take_survey,
        contact=incoming.contact.id,
        survey=incoming.survey,
        question=incoming.question,
        answer=incoming.answer,
        now=now,
    )


ACTIONS: Mapping[str, Tapped] = {
    "join": joining,
    "claim": _claim,
    "points": _asking(tell_points),
    "rewards": _asking(tell_rewards),
    "redeem": _redeem,
    "coupons": _asking(tell_coupons),
    "history": _asking(tell_history),
    "tier": _asking(tell_tier),
    "refer": _asking(tell_referral),
    "leave": _leave,
    "export": _asking(export),
    "book": _book,
    "birthday": _birthday,
    "survey": _survey,
}
"""The rules by the names of their actions, as they stand in ManyChat's requests."""
