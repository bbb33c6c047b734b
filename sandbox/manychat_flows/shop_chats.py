"""The shop's page in ManyChat: its flow in every channel, and a conversation with each customer in each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from manychat.incoming import Channel
from sandbox.customers import Customer
from sandbox.manychat_api import Page
from sandbox.manychat_flows.assumptions import EXPECTED, Assumptions
from sandbox.manychat_flows.conversation import Conversation
from sandbox.manychat_flows.flow import (
    ASK,
    MESSAGE,
    DynamicBlock,
    ExternalRequest,
    Flow,
    Request,
    Triggers,
    body_for,
)
from sandbox.manychat_flows.person import Person

FALLBACK = "Sorry, that did not work. Please try again in a minute."
MAPPING = {"$.message": MESSAGE, "$.ask": ASK}
PRESETS = {MESSAGE: FALLBACK}
PAGE_NAME, PHONE = "marigoldandfinch", "15550199"
CONTACT_IDS = {
    Channel.MESSENGER: "520220000000000{}",
    Channel.INSTAGRAM: "170220000000000{}",
    Channel.WHATSAPP: "92700000{}",
    Channel.TELEGRAM: "60100000{}",
}
"""One person is a contact of their own in each channel, as long as nobody merges them."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the flow's step calls: the function and the secret that it is shown."""

    function: str
    secret: str


def flow_of(
    channel: Channel, address: Address, name_space: str, triggers: Triggers, *, by_request: bool = False
) -> Flow:
    """The flow as the owner has built it: with the block, or with External Request and two mapping lines."""
    headers = {"Authorization": f"Bearer {address.secret}"}
    door = "talk" if by_request else "talk/block"
    request = Request(f"{address.function}/manychat/{door}", headers, body_for(channel))
    step = ExternalRequest(request, MAPPING, presets=PRESETS) if by_request else DynamicBlock(request, FALLBACK)
    return Flow(channel, name_space, triggers, step)


def contact_id(customer: Customer, channel: Channel) -> str:
    """The id of the contact that this customer is in a channel."""
    return CONTACT_IDS[channel].format(customer.number)


def link_to(channel: Channel, word: str) -> str:
    """A link into the chat for one of the contract's words; blank for Telegram, which has words only."""
    match channel:
        case Channel.MESSENGER:
            return f"https://m.me/{PAGE_NAME}?ref=loyalty--{word}"
        case Channel.INSTAGRAM:
            return f"https://ig.me/m/{PAGE_NAME}?ref=loyalty--{word}"
        case Channel.WHATSAPP:
            return f"https://wa.me/{PHONE}?text={quote(word.replace('order-', 'order '))}"
        case Channel.TELEGRAM:
            return ""


@dataclass(slots=True)
class ShopChats:
    """All conversations of the page; each begins when it is first asked for."""

    page: Page
    flows: Mapping[Channel, Flow]
    assumed: Assumptions = EXPECTED
    _conversations: dict[str, Conversation] = field(default_factory=dict)

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        """Those that there are, the oldest first."""
        return tuple(self._conversations.values())

    def of(self, customer: Customer, channel: Channel | None = None) -> Conversation:
        """The customer's conversation, in their usual channel unless another one is named."""
        where = channel or customer.channel
        contact = contact_id(customer, where)
        if contact not in self._conversations:
            person = Person(
                contact,
                customer.name,
                customer.last_name,
                where,
                customer.language,
                whatsapp_phone=f"+1555010{customer.number}",
                fields=self.page.contacts[contact],
            )
            self._conversations[contact] = Conversation(person, self.flows[where], self.page, self.assumed)
        return self._conversations[contact]
