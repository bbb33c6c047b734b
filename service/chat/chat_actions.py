"""The actions of the chat: what a contact may do there, each with the rule that answers it at this moment."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from loyalty.book.book import Book
from loyalty.book.decision import Decision
from loyalty.book.left_members import WITHOUT_KEY, Marks
from loyalty.member.ask import tell_coupons, tell_points, tell_rewards, tell_tier
from loyalty.member.birthday import tell_birthday
from loyalty.member.claim import claim_order, proves_address
from loyalty.member.export import export
from loyalty.member.history import tell_history
from loyalty.member.join import join, with_phone
from loyalty.member.leave import leave
from loyalty.member.owner_actions import book_action
from loyalty.member.proving import MAY_COME_AGAIN, Proof, nothing_shown
from loyalty.member.redeem import redeem
from loyalty.member.referral import tell_referral
from loyalty.member.survey import take_survey
from loyalty.model.identifiers import COUPON_CODE_LENGTH, MEMBER_CODE_LENGTH
from loyalty.outcomes.claiming import ClaimOutcome
from loyalty.outcomes.joining import JoinOutcome
from loyalty.outcomes.outcome import Outcome
from manychat.incoming import Incoming
from service.container import codes

Rule = Callable[[Book], Decision[Outcome]]
RuleOf = Callable[[Incoming, datetime], Rule]


def joining(
    incoming: Incoming,
    now: datetime,
    *,
    proof: Proof = nothing_shown,
    signed: bool = False,
    marks: Marks = WITHOUT_KEY,
) -> Callable[[Book], Decision[JoinOutcome]]:
    """The rule for who joins; ``proof`` is what shows that an address is theirs.

    So does a ``signed`` order that the shop has under it. Who has left before is known by ``marks``.
    """
    contact, made = incoming.contact, codes(MEMBER_CODE_LENGTH)

    def joins(book: Book) -> Decision[JoinOutcome]:
        def shown(address: str) -> datetime | None:
            by_order = signed and proves_address(book, number=incoming.order_number, email=address, contact=contact.id)
            return MAY_COME_AGAIN if by_order else proof(address)

        joined = join(
            book,
            contact=contact.id,
            email=incoming.email,
            name=contact.name,
            language=contact.language,
            codes=made,
            now=now,
            referrer=incoming.referrer,
            proof=shown,
            marks=marks,
        )
        return with_phone(book, joined, contact=contact.id, phone=contact.phone, now=now)

    return joins


def claiming(
    incoming: Incoming, now: datetime, *, proof: Proof = nothing_shown, signed: bool = False
) -> Callable[[Book], Decision[ClaimOutcome]]:
    """The rule for who claims an order; ``signed`` when its number comes from the shop's own order mail."""
    contact, number = incoming.contact, incoming.order_number
    return partial(
        claim_order, contact=contact.id, number=number, now=now, signed=signed, proof=proof, phone=contact.phone
    )


def _asking(rule: Callable[..., Decision[Outcome]]) -> RuleOf:
    """An action whose rule needs no more than the contact and the time."""
    return lambda incoming, now: partial(rule, contact=incoming.contact.id, now=now)


def _redeem(incoming: Incoming, now: datetime) -> Rule:
    made = codes(COUPON_CODE_LENGTH)
    return partial(redeem, contact=incoming.contact.id, reward=incoming.reward, codes=made, now=now)


def leaving(incoming: Incoming, now: datetime, *, marks: Marks = WITHOUT_KEY) -> Rule:
    """The rule for who leaves; ``marks`` are what they are known by when they come back."""
    return partial(leave, contact=incoming.contact.id, confirmed=incoming.confirm, now=now, marks=marks)


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


ACTIONS: Mapping[str, RuleOf] = {
    "join": joining,
    "claim": claiming,
    "points": _asking(tell_points),
    "rewards": _asking(tell_rewards),
    "redeem": _redeem,
    "coupons": _asking(tell_coupons),
    "history": _asking(tell_history),
    "tier": _asking(tell_tier),
    "refer": _asking(tell_referral),
    "leave": leaving,
    "export": _asking(export),
    "book": _book,
    "birthday": _birthday,
    "survey": _survey,
}
"""The rules by the names of their actions, as they stand in ManyChat's requests."""
