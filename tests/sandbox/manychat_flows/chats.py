"""Ana in a channel, and a flow whose address a test answers."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from manychat.incoming import Channel
from sandbox.manychat_api import Page
from sandbox.manychat_flows.assumptions import EXPECTED, Assumptions
from sandbox.manychat_flows.conversation import Conversation
from sandbox.manychat_flows.flow import DynamicBlock, ExternalRequest, Flow, Request, Triggers, body_for
from sandbox.manychat_flows.person import Person
from tests.sandbox.manychat_flows.answerer import Answer, Answerer

NAME_SPACE = "content20260101120000_123456"
FALLBACK = "Something went wrong. Please try again."
HELLO: dict[str, Any] = {"type": "text", "text": "Hello Ana"}


def block(*messages: object, channel: Channel = Channel.MESSENGER, **content: object) -> dict[str, Any]:
    """A dynamic block with these messages."""
    kind = {} if channel is Channel.MESSENGER else {"type": channel.value}
    return {"version": "v2", "content": {**kind, "messages": list(messages), **content}}


def set_ask(value: object, name: str = "Loyalty ask") -> dict[str, object]:
    """The action that sets the field."""
    return {"action": "set_field_value", "field_name": name, "value": value}


def to_flow(caption: str, *actions: object, target: str = NAME_SPACE) -> dict[str, object]:
    """A button into the flow."""
    return {"type": "flow", "caption": caption, "target": target, "actions": list(actions)}


@dataclass(slots=True)
class Clock:
    """A clock that a test moves on."""

    now: datetime = datetime(2026, 5, 4, 16, 54, 33, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Moves on."""
        self.now += timedelta(**time)


@dataclass(slots=True)
class Chats:
    """Makes Ana's conversation in a channel, with the address that the test answers."""

    answerer: Answerer
    clock: Clock

    def __call__(
        self,
        channel: Channel = Channel.MESSENGER,
        *,
        triggers: Triggers | None = None,
        assumed: Assumptions = EXPECTED,
        mapping: dict[str, str] | None = None,
        presets: dict[str, str] | None = None,
        seconds: float = 5.0,
    ) -> Conversation:
        """A conversation; with a ``mapping`` through External Request instead of the block."""
        request = Request(self.answerer.url, {"Authorization": "Bearer hush"}, body_for(channel))
        step = ExternalRequest(request, mapping, presets=presets) if mapping else DynamicBlock(request, FALLBACK)
        flow = Flow(channel, NAME_SPACE, triggers or Triggers(keywords=("points", "order", "@")), step)
        person = Person("1702200000000004", "Ana", "Lima", channel, whatsapp_phone="+15550100")
        fields = frozenset({"Loyalty ask", "Loyalty message"})
        page = Page("1:key", {person.id: person.fields}, fields, frozenset({NAME_SPACE}), tags=["Loyalty human"])
        return Conversation(person, flow, page, assumed, self.clock, seconds)

    def says(self, *answers: Answer) -> None:
        """The next answers, the last of them for ever."""
        left = list(answers)
        self.answerer.answer = lambda _body: left.pop(0) if len(left) > 1 else left[0]

    @property
    def asks(self) -> list[object]:
        """The field as each request had it."""
        return [(body["contact"]["custom_fields"] or {}).get("Loyalty ask") for body in self.answerer.bodies]


def otherwise(**switches: bool) -> Assumptions:
    """ManyChat as we do not expect it."""
    return replace(EXPECTED, **switches)
