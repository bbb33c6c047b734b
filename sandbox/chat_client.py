"""The chat: customers who tap, and the requests that ManyChat makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import requests

from sandbox.localhost import local_session

ANSWER_SECONDS = 10.0
"""As long as ManyChat waits for an External Request."""

Answer = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who chats with the shop; ``contact`` is their Full Contact Data as ManyChat sends it."""

    name: str
    email: str
    contact: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Action:
    """What a customer can tap: how it reads in the chat, and the field that carries what they typed."""

    words: str
    field: str = ""

    def read_aloud(self, detail: str) -> str:
        """``Claim order 1042``."""
        return f"{self.words} {detail}".strip()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One tap and what the customer read back."""

    customer: str
    tapped: str
    answer: Answer
    time: datetime


class ChatBroken(Exception):
    """The function's answer is none that ManyChat could show: its status and what it said."""


ACTIONS = {
    "join": Action("Join with", "email"),
    "claim": Action("Claim order", "order_number"),
    "points": Action("My points"),
    "rewards": Action("What can I get?"),
    "redeem": Action("I take the", "reward"),
    "coupons": Action("My coupons"),
    "history": Action("Why these points?"),
}


@dataclass(frozen=True, slots=True)
class Chat:
    """The shop's chats, wired to the function by External Requests."""

    url: str
    secret: str
    _exchanges: list[Exchange] = field(default_factory=list)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All that was said, the oldest first."""
        return tuple(self._exchanges)

    def tap(self, customer: Customer, action: str, detail: str = "") -> Exchange:
        """The customer taps; ChatBroken when no answer for them comes back."""
        known = ACTIONS[action]
        typed = {known.field: detail} if known.field else {}
        answer = self._ask(action, {"contact": customer.contact, **typed})
        exchange = Exchange(customer.name, known.read_aloud(detail), answer, datetime.now(UTC))
        self._exchanges.append(exchange)
        return exchange

    def _ask(self, action: str, body: Mapping[str, object]) -> Answer:
        headers = {"Authorization": f"Bearer {self.secret}"}
        with local_session() as session:
            try:
                answer = session.post(
                    f"{self.url}/manychat/{action}", json=body, headers=headers, timeout=ANSWER_SECONDS
                )
            except requests.RequestException as error:
                raise ChatBroken(f"The function does not answer ({type(error).__name__}).") from error
        if answer.status_code != requests.codes.ok:
            raise ChatBroken(f"The function answered {answer.status_code}: {answer.text[:200]}")
        found: Answer = answer.json()
        return found


def _contact(contact_id: str, first: str, last: str, language: str, **channel: object) -> dict[str, object]:
    """Full Contact Data with the keys that ManyChat sent in 2026."""
    return {
        "id": contact_id,
        "key": f"user:{contact_id}",
        "page_id": "234564657",
        "status": "active",
        "first_name": first,
        "last_name": last,
        "name": f"{first} {last}",
        "language": language,
        "timezone": "UTC-05",
        "last_input_text": None,
        "phone": None,
        "email": None,
        "last_interaction": None,
        "ig_last_interaction": None,
        "ig_username": None,
        "ig_id": None,
        "whatsapp_phone": None,
        "custom_fields": {},
        **channel,
    }


SEEN = "2026-05-04T10:54:33-06:00"
ANA = Customer(
    "Ana",
    "ana@example.com",
    _contact("1702200000000004", "Ana", "Lima", "English", ig_last_interaction=SEEN, ig_username="ana.lima"),
)
BORIS = Customer(
    "Boris",
    "boris@example.com",
    _contact("927000004", "Boris", "Petrov", "English", whatsapp_phone="+15550100"),
)
LAYLA = Customer(
    "Layla",
    "layla@example.com",
    _contact("5202200000000003", "Layla", "Haddad", "Arabic", last_interaction=SEEN),
)
CUSTOMERS = {customer.name: customer for customer in (ANA, BORIS, LAYLA)}
