"""What the desk shows, and what can be done at it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from manychat.incoming import Channel
from manychat.talk.command import NAMES_SOMETHING, Action
from sandbox.customers import CUSTOMERS, Customer
from sandbox.desk.kept_letters import shown_letters
from sandbox.desk.sheet_view import tab_names, visible_tab
from sandbox.google.grid import a1_notation
from sandbox.google.grid.box import Box, Span
from sandbox.google.protocol.google_errors import Refusal
from sandbox.manychat_flows.bubbles import Bubble
from sandbox.manychat_flows.conversation import LINK_HOSTS, Conversation, LinkUnknown, NothingToTap, Turn, link_parts
from sandbox.manychat_flows.flow import LINKED_CHANNELS
from sandbox.manychat_flows.person import LOCALES as LANGUAGES
from sandbox.manychat_flows.shop_chats import link_to
from sandbox.scheduler import TaskFailed
from sandbox.story.demo_shop import TITLE, in_order_mail
from sandbox.story.scene import Scene

LAST_TURNS = 60
WORDS = (
    *map(in_order_mail, ("1042", "1047", "1055")),
    "take-tote",
    *(action.value for action in Action if action not in NAMES_SOMETHING),
)
"""What can be asked for at the desk, beside the orders that were bought in the shop and the links that were said."""
CHAT_LINK = re.compile(rf"https://(?:{'|'.join(map(re.escape, LINK_HOSTS))})/[^\s<>\"]+")
FIRST_TAB = "Members"
"""It is shown to who has picked no tab yet."""
LAST_ORDERS = 5
MOST_ROWS, MOST_COLUMNS = 10_000, 1_000

Json = Mapping[str, Any]


class ActionRefused(Exception):
    """The desk does not do that, or it did not work: one sentence for whoever sits at it."""


def state(scene: Scene, title: str = "") -> Json:
    """All that the page shows, with the cells of the tab that has this title."""
    names, said = tab_names(scene.owner), tuple(_said_links(scene))
    shown = next((one for wished in (title, FIRST_TAB) for one in names if one.title == wished), names[0])
    return {
        "title": TITLE,
        "tabs": [asdict(one) for one in names],
        "tab": asdict(visible_tab(scene.owner, shown.title)),
        "chats": [_chat(chat) for chat in scene.chats.conversations],
        "letters": [asdict(letter) for letter in shown_letters(scene.mailbox)],
        "customers": [_customer(customer) for customer in CUSTOMERS.values()],
        "channels": [_channel(scene, channel, said) for channel in Channel],
        "languages": list(LANGUAGES),
        "shop": scene.shop.url,
        "function": scene.scheduler.function_url,
    }


def _customer(customer: Customer) -> Json:
    return {"name": customer.name, "email": customer.email, "channel": customer.channel, "language": customer.language}


def _channel(scene: Scene, channel: Channel, said: tuple[str, ...]) -> Json:
    """What can be asked for there, by a link where the channel has links, and what can be chosen."""
    mailed = [in_order_mail(order.name) for order in scene.shop.orders_shown()[:LAST_ORDERS]]
    words = {word: link_to(channel, word) for word in (*mailed, *WORDS)}
    for link in said:
        leads_to, ref, text = link_parts(link)
        if leads_to is channel and link not in words.values():
            words.setdefault(ref.partition("--")[2] or text or link, link)
    links = [{"word": word, "link": link} for word, link in words.items()]
    menu = list(scene.chats.flows[channel].triggers.menu) if channel in LINKED_CHANNELS else []
    return {"name": channel, "links": links, "menu": menu, "tells_language": channel is not Channel.WHATSAPP}


def _said_links(scene: Scene) -> Iterator[str]:
    """The links into the chat that customers were told: a friend's invitation, the button that proves an address."""
    bubbles = [bubble for chat in scene.chats.conversations for turn in chat.turns for bubble in turn.bubbles]
    texts = [text for bubble in bubbles for text in (bubble.text, *(button.target for button in bubble.buttons))]
    for text in (*texts, *(letter.text for letter in shown_letters(scene.mailbox))):
        yield from (link.rstrip(".,)") for link in CHAT_LINK.findall(text))


def _chat(chat: Conversation) -> Json:
    person, turns = chat.person, [_told(turn) for turn in chat.turns[-LAST_TURNS:]]
    return {"customer": person.first_name, "channel": person.channel, "language": person.language, "turns": turns}


def _told(turn: Turn) -> Json:
    return {
        "did": turn.did,
        "time": turn.time.isoformat(),
        "bubbles": [_bubble(bubble) for bubble in turn.bubbles],
        "log": "; ".join(filter(None, (turn.failed, *turn.dropped))),
    }


def _bubble(bubble: Bubble) -> Json:
    buttons = [
        {"caption": button.caption, "link": button.target if button.kind == "url" else ""} for button in bubble.buttons
    ]
    return {"text": bubble.text, "picture": bubble.picture, "buttons": buttons}


def do(scene: Scene, asked: Json) -> Json:
    """A customer opens a link, types, taps or chooses, as the form says."""
    customer, channel = CUSTOMERS.get(str(asked.get("customer"))), str(asked.get("channel"))
    deed = DEEDS.get(str(asked.get("deed")))
    if customer is None or channel not in set(Channel) or deed is None:
        raise ActionRefused("There is no such customer, channel or deed.")
    chat = scene.chats.of(customer, Channel(channel))
    if str(asked.get("language")) in LANGUAGES:
        chat.person.language = str(asked["language"])
    what = str(asked.get("what", "")).strip()
    if not what:
        raise ActionRefused("Nobody sends an empty message.")
    try:
        return _told(deed(chat, what, str(asked.get("on", ""))))
    except (LinkUnknown, NothingToTap) as error:
        raise ActionRefused(str(error)) from error


DEEDS: Mapping[str, Callable[[Conversation, str, str], Turn]] = {
    "open": lambda chat, what, _on: chat.open(what),
    "type": lambda chat, what, _on: chat.type(what),
    "tap": lambda chat, what, on: chat.tap(what, on),
    "choose": lambda chat, what, _on: chat.choose(what),
}
"""What a customer can do at the desk."""


def type_over(scene: Scene, asked: Json) -> Json:
    """The owner types a text into a cell, or ticks its box, by its place in the tab (from 0)."""
    row, column = _index(asked.get("row"), MOST_ROWS), _index(asked.get("column"), MOST_COLUMNS)
    place = a1_notation.written(str(asked.get("tab")), Box(Span(row, row + 1), Span(column, column + 1)))
    try:
        if isinstance(asked.get("text"), bool):
            scene.owner.tick(place, ticked=asked["text"])
        else:
            scene.owner.type_at(place, [str(asked.get("text", ""))])
    except Refusal as error:
        raise ActionRefused(f"The sheet says: {error}") from error
    return {}


def remind(scene: Scene, _asked: Json) -> Json:
    """The scheduler starts the reminder run."""
    try:
        return scene.scheduler.run("remind")
    except TaskFailed as error:
        raise ActionRefused(str(error)) from error


DESK_ACTIONS = {"/do": do, "/cell": type_over, "/remind": remind}
"""What can be done at the desk."""


def _index(number: object, most: int) -> int:
    if not isinstance(number, int) or not 0 <= number < most:
        raise ActionRefused("There is no such cell.")
    return number
