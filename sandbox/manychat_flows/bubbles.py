"""What a channel shows of a dynamic block: its bubbles and buttons, and what the channel drops without a word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manychat.incoming import Channel
from sandbox.manychat_limits.blocks import RULES, Rules

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Button:
    """A button or a quick reply; ``target`` is a page's address or a flow's name space, by its kind."""

    caption: str
    kind: str
    target: str
    actions: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message, or one card of a gallery, as the customer sees it."""

    text: str
    picture: str = ""
    buttons: tuple[Button, ...] = ()


def without_dropped(content: Json, channel: Channel) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The content without what the channel drops, and a sentence for each thing that it drops."""
    rules, kept = RULES[channel], dict(content)
    dropped = [f"{key} is dropped on {channel}" for key in _unknown_here(rules, content)]
    for key in _unknown_here(rules, content):
        del kept[key]
    messages, lost = _messages(content.get("messages"), rules)
    if lost:
        kept["messages"] = messages
    return kept, (*dropped, *(f"{what} is dropped on {channel}" for what in lost))


def bubbles(content: Json) -> tuple[Bubble, ...]:
    """The bubbles of a content that has passed the validator; quick replies stand below the last of them."""
    shown = [bubble for message in content["messages"] for bubble in _shown(message)]
    if shown and content.get("quick_replies"):
        last = shown[-1]
        shown[-1] = Bubble(last.text, last.picture, (*last.buttons, *_buttons(content["quick_replies"])))
    return tuple(shown)


def _unknown_here(rules: Rules, content: Json) -> Iterator[str]:
    if "quick_replies" in content and not rules.quick_replies:
        yield "quick_replies"
    if "external_message_callback" in content and not rules.callbacks:
        yield "external_message_callback"


def _messages(messages: object, rules: Rules) -> tuple[list[object], list[str]]:
    if not isinstance(messages, list):
        return [], []
    kept: list[object] = []
    lost: list[str] = []
    for message in messages:
        kind = message.get("type") if isinstance(message, dict) else None
        if kind in ALL_KINDS and kind not in rules.messages:
            lost.append(f"a message of type {kind}")
        elif rules.most_messages == 1 and kept:
            lost.append("a second message")
        else:
            kept.append(message)
    return kept, lost


ALL_KINDS = RULES[Channel.MESSENGER].messages


def _shown(message: Json) -> Iterator[Bubble]:
    if message["type"] == "text":
        yield Bubble(message["text"], buttons=_buttons(message.get("buttons", ())))
    elif message["type"] == "cards":
        for card in message["elements"]:
            text = "\n".join(filter(None, (card["title"], card.get("subtitle", ""))))
            yield Bubble(text, card.get("image_url", ""), _buttons(card.get("buttons", ())))
    else:
        yield Bubble("", message["url"], _buttons(message.get("buttons", ())))


def _buttons(buttons: Sequence[Json]) -> tuple[Button, ...]:
    return tuple(
        Button(
            caption=button["caption"],
            kind=button["type"],
            target=str(button.get("target") or button.get("url") or button.get("phone", "")),
            actions=tuple(button.get("actions", ())),
        )
        for button in buttons
    )
