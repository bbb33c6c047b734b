"""The flow that an owner builds: what starts it, and its one step with what stands around it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from manychat.incoming import Channel

ASK = "Loyalty ask"
"""The one field of the contact that the conversation needs."""
MESSAGE = "Loyalty message"
FULL_CONTACT_DATA = "{{subscriber_data|to_json:true}}"
"""What the variable of this name in the editor stands for in a body."""
LINKED_CHANNELS = frozenset({Channel.MESSENGER, Channel.INSTAGRAM})
"""Where ManyChat has the trigger of a ref link."""


class DefaultReply(Enum):
    """How often the Default Reply starts the flow for a message that no keyword is in."""

    NEVER = "never"
    ONCE_A_DAY = "once in 24 hours"
    EVERY_TIME = "every time"


@dataclass(frozen=True, slots=True)
class Triggers:
    """What starts the flow: a ref link by its name, keywords that a message contains, and what else is set.

    ``menu`` are the items of the Main Menu, or of the Conversation Starters, that start it, each with the word that an
    automation of its own puts into the field first; blank for an item that starts the flow itself.
    """

    keywords: tuple[str, ...] = ()
    ref: str = "loyalty"
    ref_field: str = ASK
    default_reply: DefaultReply = DefaultReply.NEVER
    menu: Mapping[str, str] = field(default_factory=dict)
    conversation_starters: bool = True
    """Without them an Instagram newcomer's ref link does nothing."""


@dataclass(frozen=True, slots=True)
class Request:
    """Address, headers and body as they are pasted into ManyChat; the body is a text with variables in it."""

    url: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class DynamicBlock:
    """The Dynamic Block and its fallback step, which clears the field and says one text."""

    request: Request
    fallback: str
    clears: str = ASK


@dataclass(frozen=True, slots=True)
class ExternalRequest:
    """External Request, its mapping lines, and a message that shows one field, by a Condition not when it is ``-``.

    ``presets`` are the fields that the flow sets before the request: a request that fails maps nothing.
    """

    request: Request
    mapping: Mapping[str, str]
    shows: str = MESSAGE
    presets: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow of the page for one channel; ``name_space`` is its id, which buttons target."""

    channel: Channel
    name_space: str
    triggers: Triggers
    step: DynamicBlock | ExternalRequest


def body_for(channel: Channel) -> str:
    """The body as the owner pastes it."""
    return f'{{"contact": {FULL_CONTACT_DATA}, "channel": "{channel.value}"}}'
