"""A request's tries at what somebody might guess: order numbers and the digits that prove an address."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.model.addresses import fold_email, valid_email
from loyalty.model.identifiers import fold_order
from loyalty.outcomes.claiming import UnknownOrder
from loyalty.outcomes.joining_then import JoinedThen
from loyalty.outcomes.outcome import Outcome
from manychat.incoming import Incoming
from service.container import Container
from service.email_codes import is_code
from service.environment import ORDER_LINK_KEY
from service.order_links import ShownOrder, shown_order


@dataclass(frozen=True, slots=True)
class Tried:
    """What the request shows: an order, and whether its digits are the right ones.

    ``until`` is when they may try again, None for now; ``guess`` is the number that was counted, blank for none.
    """

    shown: ShownOrder
    confirmed: bool = False
    until: datetime | None = None
    guess: str = ""


def begin_tries(container: Container, incoming: Incoming, now: datetime, *, claims: bool, proves: bool) -> Tried:
    """Counts them before anybody looks: whoever sends many at once has no more than one after the other.

    A signed number is no guess. Only a request that ``claims`` an order tries its number, and only one that ``proves``
    an address its digits.
    """
    shown = shown_order(incoming.order_number, container.environment.secrets(ORDER_LINK_KEY, now.date()))
    contact, guess = incoming.contact.id, fold_order(shown.number) if claims and not shown.signed else ""
    if guess:
        until = container.order_attempts.begin([contact], guess, now)
        if until:
            return Tried(shown, until=until)
    if not (proves and incoming.code):
        return Tried(shown, guess=guess)
    address, key = valid_email(incoming.email) or "", container.environment.link_key
    who = [contact, fold_email(address)] if address else [contact]
    until = container.code_attempts.begin(who, incoming.code, now)
    confirmed = not until and is_code(incoming.code, contact, address, key=key, now=now)
    if confirmed:
        container.code_attempts.take_back(who, incoming.code)
    return Tried(shown, confirmed, until, guess)


def end_tries(container: Container, contact: str, tried: Tried, outcome: Outcome | JoinedThen) -> None:
    """A number that is an order of theirs was no guess, nor was one that nobody could look up."""
    claimed = outcome.then if isinstance(outcome, JoinedThen) else outcome
    if tried.guess and not isinstance(claimed, UnknownOrder):
        container.order_attempts.take_back([contact], tried.guess)
