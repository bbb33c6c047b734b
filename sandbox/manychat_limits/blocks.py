"""The validator of what we send: a dynamic block, or a flat answer, against every known limit of ManyChat and Meta.

The limits are those of ManyChat's dynamic_block_docs (2023-01-31) and of Meta's templates (2026-04-22), with what
people report of live bots where those are silent; where two sources differ, the stricter one holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from manychat.incoming import Channel
from sandbox.manychat_limits.checks import (
    Check,
    anything,
    both,
    flag,
    kinds,
    one_of,
    several,
    shape,
    text,
    unknown,
    whole,
)
from sandbox.manychat_limits.shapes import ACTIONS, BUTTON_SHAPES, CALLBACK, HTTPS, NEXT_TEXT, WEB

MOST_MESSAGES, MOST_QUICK_REPLIES, MOST_BUTTONS, MOST_CARDS = 10, 11, 3, 10
LONGEST_TEXT, LONGEST_WITH_BUTTONS, LONGEST_TITLE = 2000, 640, 80

FILES = frozenset({"image", "video", "audio", "file"})
BUTTONS = frozenset({"url", "flow", "node", "buy"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What one channel takes."""

    messages: frozenset[str]
    buttons: frozenset[str]
    quick_replies: frozenset[str] = frozenset()
    most_messages: int = MOST_MESSAGES
    most_bytes: int | None = None
    longest_with_buttons: int = LONGEST_TEXT
    callbacks: bool = False


RULES = {
    Channel.MESSENGER: Rules(
        messages=FILES | {"text", "cards"},
        buttons=BUTTONS | {"call", CALLBACK},
        quick_replies=frozenset({"flow", "node", CALLBACK}),
        longest_with_buttons=LONGEST_WITH_BUTTONS,
        callbacks=True,
    ),
    Channel.INSTAGRAM: Rules(
        messages=frozenset({"text", "image", "cards"}),
        buttons=BUTTONS,
        quick_replies=frozenset({"flow", "node"}),
        most_bytes=1000,
    ),
    Channel.WHATSAPP: Rules(messages=frozenset({"text"}), buttons=frozenset({"url", "flow"}), most_messages=1),
    Channel.TELEGRAM: Rules(messages=FILES | {"text"}, buttons=BUTTONS),
}

WORD = text()
FLAT: dict[str, Check] = {
    "status": one_of("ok", "no", "later"),
    "code": WORD,
    "message": text(LONGEST_TEXT),
    "member": flag,
    "points": whole(),
    "points_earned": whole(),
    "points_pending": whole(),
    "points_to_next": whole(),
    "next_reward": WORD,
    "rewards": WORD,
    "coupon": WORD,
    "coupon_link": WORD,
    "coupon_expires": WORD,
}


def violations(reply: Mapping[str, object], channel: Channel, *, may_be_silent: bool = False) -> tuple[str, ...]:
    """What ManyChat or the channel would refuse or drop in a dynamic block; empty when it may be sent.

    Only a block that ``may_be_silent`` has no messages: nobody knows whether ManyChat takes that for a fault.
    """
    block = shape({"version": one_of("v2"), "content": _content(channel, least=0 if may_be_silent else 1)}, {})
    return tuple(block(reply, "reply"))


def flat_violations(reply: Mapping[str, object]) -> tuple[str, ...]:
    """What breaks the promise of the flat answer: its keys and their order, their types, nothing null or empty."""
    found = tuple(shape(FLAT, {})(reply, "reply"))
    ordered = list(reply) == list(FLAT)
    return found if ordered else (*found, "reply has its keys in another order than promised.")


def _content(channel: Channel, *, least: int) -> Check:
    rules = RULES[channel]
    required: dict[str, Check] = {"messages": several(_message(rules), rules.most_messages, least=least)}
    if channel is not Channel.MESSENGER:
        required["type"] = one_of(channel.value)
    quick_reply = kinds(BUTTON_SHAPES, rules.quick_replies)
    optional: dict[str, Check] = {
        "actions": ACTIONS,
        "quick_replies": several(quick_reply, MOST_QUICK_REPLIES) if rules.quick_replies else unknown,
        "external_message_callback": NEXT_TEXT if rules.callbacks else unknown,
    }
    return shape(required, optional)


def _message(rules: Rules) -> Check:
    buttons = several(kinds(BUTTON_SHAPES, rules.buttons), MOST_BUTTONS)
    body = text(LONGEST_TEXT, most_bytes=rules.most_bytes)
    file = shape({"type": anything, "url": HTTPS}, {"buttons": buttons})
    shapes: dict[str, Check] = {
        "text": both(shape({"type": anything, "text": body}, {"buttons": buttons}), _short_with_buttons(rules)),
        "image": file,
        "video": file,
        "audio": file,
        "file": shape({"type": anything, "url": HTTPS}, {}),
        "cards": shape(
            {"type": anything, "elements": several(_card(buttons), MOST_CARDS, least=1)},
            {"image_aspect_ratio": one_of("horizontal", "square")},
        ),
    }
    return kinds(shapes, rules.messages)


def _card(buttons: Check) -> Check:
    title = text(LONGEST_TITLE)
    more: dict[str, Check] = {"subtitle": title, "image_url": HTTPS, "action_url": WEB, "buttons": buttons}
    return both(shape({"title": title}, more), _more_than_a_title)


def _more_than_a_title(value: object, path: str) -> Iterator[str]:
    if isinstance(value, Mapping) and not any(inner for key, inner in value.items() if key != "title"):
        yield f"{path} has nothing beside its title."


def _short_with_buttons(rules: Rules) -> Check:
    limited = text(rules.longest_with_buttons)

    def check(value: object, path: str) -> Iterator[str]:
        if isinstance(value, Mapping) and value.get("buttons"):
            yield from (f"{fault[:-1]} (with buttons)." for fault in limited(value.get("text"), f"{path}.text"))

    return check
