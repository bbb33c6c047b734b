"""What an owner pastes into ManyChat for the one flow: address, headers, body, keywords and links."""

from collections.abc import Iterator, Mapping, Sequence

from commands.chat.entry_links import INSTAGRAM, LINKED, MESSENGER, ORDER_NUMBER, WHATSAPP, chat_link, door
from commands.checks.function_address import TALK_DOOR
from manychat.incoming import Channel
from manychat.talk.command import Action
from manychat.talk.command_words import trigger_words
from words.locales import LANGUAGES
from words.ref_links import CARRIES
from words.web_links import host_of

FULL_CONTACT_DATA = "{{subscriber_data|to_json:true}}"
"""What ManyChat's variable "Full Contact Data" is in a body."""
NO_ADDRESS = "https://YOUR-FUNCTION"
HIDDEN = "your MANYCHAT_SECRET (shown with --show-secret)"
CHANNEL_NAMES = {
    Channel.MESSENGER: "Messenger",
    Channel.INSTAGRAM: "Instagram",
    Channel.WHATSAPP: "WhatsApp",
    Channel.TELEGRAM: "Telegram",
}
"""As ManyChat writes them."""
ADDRESS_KEYWORD = "@"
"""A message that contains it is an email address."""


def body(channel: Channel, flow: str = "") -> str:
    """The request's body for this channel; ``flow`` names the one its buttons lead to, else Settings does."""
    names_flow = f', "flow": "{flow}"' if flow else ""
    return f'{{"contact": {FULL_CONTACT_DATA}, "channel": "{channel.value}"{names_flow}}}'


def keywords() -> tuple[str, ...]:
    """What a message may contain to start the flow, in all languages."""
    return (*(word for language in LANGUAGES for word in trigger_words(language)), ADDRESS_KEYWORD)


def to_paste(address: str, secret: str, flows: Mapping[Channel, str], chats: Sequence[str]) -> Iterator[str]:
    """The lines to print, in the order in which docs/chat.md asks for them.

    ``secret`` is blank where it must not be seen, ``flows`` are those that one channel has for itself, and ``chats``
    the chats' own links, as far as somebody has said them.
    """
    yield "To paste into ManyChat (docs/chat.md says where):\n"
    yield f"Address:  {address or NO_ADDRESS}/{TALK_DOOR}   (POST)"
    yield f"Header:   Authorization   Bearer {secret or HIDDEN}\n"
    for channel in Channel:
        yield f"Body for {CHANNEL_NAMES[channel]}:"
        yield f"{body(channel, flows.get(channel, ''))}\n"
    yield "Keywords, one line for each language, and the sign @:"
    for language in LANGUAGES:
        yield ", ".join(trigger_words(language))
    yield f"{ADDRESS_KEYWORD}\n"
    yield "Links:"
    for chat in chats or (MESSENGER, INSTAGRAM, WHATSAPP):
        yield from _links(chat)


def _links(chat: str) -> Iterator[str]:
    if host_of(chat) not in CARRIES:
        return
    for what, action in LINKED:
        yield f"  {what + ':':<14} {door(chat, action, ORDER_NUMBER if action is Action.ORDER else '')}"
    yield f"  {'Chat link:':<14} {chat_link(chat)}   (for the tab Settings)\n"
