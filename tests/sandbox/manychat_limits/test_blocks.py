"""The validator can say no: one broken reply for each limit."""

from collections.abc import Mapping
from typing import Any

import pytest

from manychat.incoming import Channel
from sandbox.manychat_limits.blocks import violations

TEXT = {"type": "text", "text": "Hello Ana"}
URL = {"type": "url", "caption": "Open", "url": "https://shop.example"}
FLOW = {"type": "flow", "caption": "Go", "target": "content20180221085508_278589"}
NODE = {"type": "node", "caption": "Go", "target": "Start"}
CALL = {"type": "call", "caption": "Call", "phone": "+1 555 0100"}
BUY = {
    "type": "buy",
    "caption": "Buy",
    "customer": {"shipping_address": True, "contact_name": False, "contact_phone": True},
    "product": {"label": "Mug", "cost": 2250},
}
BACK = {"type": "dynamic_block_callback", "caption": "Take it", "url": "https://regulars.example", "method": "post"}
NEXT = {"url": "https://regulars.example", "method": "post", "payload": {"id": "{{user_id}}"}, "timeout": 600}
CARD = {"title": "Mug", "subtitle": "100 points"}
CARDS = {"type": "cards", "elements": [CARD]}
IMAGE = {"type": "image", "url": "https://shop.example/mug.png"}
VIDEO = {"type": "video", "url": "https://shop.example/mug.mp4"}
TAG = {"action": "add_tag", "tag_name": "vip"}
FIELD = {"action": "set_field_value", "field_name": "Points", "value": 110}


def reply(*messages: object, channel: Channel = Channel.MESSENGER, **content: object) -> dict[str, Any]:
    kind = {} if channel is Channel.MESSENGER else {"type": channel.value}
    return {"version": "v2", "content": {**kind, "messages": list(messages or [TEXT]), **content}}


def texts(**keys: object) -> dict[str, object]:
    return TEXT | keys


def button(shape: Mapping[str, object], **keys: object) -> dict[str, Any]:
    return reply(texts(buttons=[{**shape, **keys}]))


def card(**keys: object) -> dict[str, Any]:
    return reply(CARDS | {"elements": [CARD | keys]})


def without(shape: Mapping[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in shape.items() if name != key}


@pytest.mark.parametrize(
    "answer",
    [
        reply(*[TEXT] * 10, quick_replies=[FLOW] * 8 + [NODE, BACK, BACK], actions=[TAG] * 5),
        reply(texts(text="x" * 2000), texts(text="x" * 640, buttons=[URL, CALL, BUY])),
        reply(texts(buttons=[FLOW, NODE | {"actions": [FIELD]}, BACK | {"headers": {"x": "y"}, "payload": {"a": {}}}])),
        reply(
            CARDS | {"elements": [CARD | {"image_url": "https://a.example/b", "action_url": "http://a.example"}] * 10}
        ),
        reply(IMAGE, VIDEO, VIDEO | {"type": "audio"}, VIDEO | {"type": "file"}, external_message_callback=NEXT),
        reply(actions=[FIELD | {"value": True}, {"action": "unset_field_value", "field_name": "Points"}]),
    ],
)
def test_all_that_messenger_takes_passes(answer: dict[str, object]) -> None:
    assert violations(answer, Channel.MESSENGER) == ()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({}, "version is missing"),
        (reply() | {"version": "v1"}, "none of v2"),
        (reply() | {"type": "messenger"}, "not a key"),
        ({"version": "v2", "content": []}, "not an object"),
        ({"version": "v2", "content": {}}, "messages is missing"),
        (reply(messages=[]), "1 to 10"),
        (reply(messages=TEXT), "not a list"),
        (reply(type="messenger"), "not a key"),
        (reply(mood="good"), "not a key"),
        (reply(*[TEXT] * 11), "11 entries"),
        (reply(quick_replies=[FLOW] * 12), "12 entries"),
        (reply(quick_replies=[URL]), "url, which is not allowed"),
        (reply(quick_replies=[FLOW | {"caption": "x" * 21}]), "20 characters"),
        (reply(actions=[TAG] * 6), "6 entries"),
        (reply(actions=[{"action": "dance"}]), "no action"),
        (reply(actions=[without(TAG, "tag_name")]), "tag_name is missing"),
        (reply(actions=[FIELD | {"value": None}]), "value"),
        (reply(actions=[FIELD | {"value": ""}]), "value"),
        (reply(actions=[FIELD | {"field_name": 7}]), "field_name"),
        (reply("hello"), "no type"),
        (reply({"type": "list", "elements": [CARD, CARD]}), "no type"),
        (reply(texts(type=["text"])), "no type"),
        (reply(texts(text="")), "empty"),
        (reply(texts(text=None)), "no text"),
        (reply(texts(text="half \ud83d")), "half a character"),
        (reply(texts(text="x" * 2001)), "2000 characters"),
        (reply(texts(text="x" * 641, buttons=[URL])), "640 characters (with buttons)"),
        (reply(texts(buttons=[URL] * 4)), "4 entries"),
        (reply(texts(color="red")), "color is not a key"),
        (button({"type": "share"}), "no type"),
        (button(URL, caption="x" * 21), "20 characters"),
        (button(without(URL, "caption")), "caption is missing"),
        (button(without(URL, "caption"), title="Open"), "title is not a key"),
        (button(URL, url="javascript:alert(1)"), "http or https link"),
        (button(URL, url="http://["), "http or https link"),
        (button(URL, url="https://a b"), "http or https link"),
        (button(URL, webview_size="tiny"), "webview_size"),
        (button(URL, actions=[TAG] * 6), "6 entries"),
        (button(CALL, actions=[TAG]), "actions is not a key"),
        (button(CALL, phone=15550100), "phone"),
        (button(FLOW, target=""), "target"),
        (button(BUY, product={"label": "Mug", "cost": 22.5}), "cost"),
        (button(BUY, product={"label": "Mug", "cost": 0}), "cost"),
        (button(BUY, customer={"shipping_address": "yes"}), "neither true nor false"),
        (button(BACK, url="http://regulars.example"), "https link"),
        (button(BACK, method="get"), "none of post"),
        (button(BACK, headers=["x"]), "headers is not an object"),
        (button(BACK, headers={"x": 7}), "headers.x"),
        (reply(external_message_callback=NEXT | {"url": "http://regulars.example"}), "https link"),
        (reply(external_message_callback=NEXT | {"timeout": 86401}), "86400"),
        (reply(external_message_callback=NEXT | {"timeout": True}), "whole number"),
        (reply(IMAGE | {"url": "http://shop.example/mug.png"}), "https link"),
        (reply(VIDEO | {"type": "file", "buttons": [URL]}), "buttons is not a key"),
        (reply(CARDS | {"elements": [CARD] * 11}), "11 entries"),
        (reply(CARDS | {"elements": []}), "0 entries"),
        (reply(CARDS | {"image_aspect_ratio": "round"}), "image_aspect_ratio"),
        (card(title="x" * 81), "80 characters"),
        (card(subtitle="x" * 81), "80 characters"),
        (card(title=""), "empty"),
        (card(image_url="http://shop.example/mug.png"), "https link"),
        (card(action_url="ftp://shop.example"), "http or https link"),
        (card(buttons=[URL] * 4), "4 entries"),
        (reply(CARDS | {"elements": [{"title": "Mug"}]}), "nothing beside its title"),
        (reply(CARDS | {"elements": [{"title": "Mug", "buttons": []}]}), "nothing beside its title"),
    ],
)
def test_each_limit_of_messenger_is_watched(answer: dict[str, object], fault: str) -> None:
    found = violations(answer, Channel.MESSENGER)

    assert any(fault in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("channel", "content", "fault"),
    [
        (Channel.INSTAGRAM, {"type": "messenger"}, "none of instagram"),
        (Channel.INSTAGRAM, {"messages": [texts(text="é" * 501)]}, "1000 bytes"),
        (Channel.INSTAGRAM, {"messages": [texts(text="балл" * 126)]}, "1000 bytes"),
        (Channel.INSTAGRAM, {"messages": [texts(text="نقطة" * 126)]}, "1000 bytes"),
        (Channel.INSTAGRAM, {"messages": [VIDEO]}, "video, which is not allowed"),
        (Channel.INSTAGRAM, {"messages": [texts(buttons=[CALL])]}, "call, which is not allowed"),
        (Channel.INSTAGRAM, {"messages": [texts(buttons=[BACK])]}, "callback, which is not allowed"),
        (Channel.INSTAGRAM, {"quick_replies": [BACK]}, "callback, which is not allowed"),
        (Channel.INSTAGRAM, {"external_message_callback": NEXT}, "not a key"),
        (Channel.WHATSAPP, {"messages": [TEXT, TEXT]}, "2 entries"),
        (Channel.WHATSAPP, {"messages": [IMAGE]}, "image, which is not allowed"),
        (Channel.WHATSAPP, {"messages": [CARDS]}, "cards, which is not allowed"),
        (Channel.WHATSAPP, {"messages": [texts(buttons=[NODE])]}, "node, which is not allowed"),
        (Channel.WHATSAPP, {"messages": [texts(buttons=[BUY])]}, "buy, which is not allowed"),
        (Channel.WHATSAPP, {"quick_replies": []}, "not a key"),
        (Channel.TELEGRAM, {"messages": [CARDS]}, "cards, which is not allowed"),
        (Channel.TELEGRAM, {"quick_replies": [FLOW]}, "not a key"),
        (Channel.TELEGRAM, {"messages": [texts(buttons=[CALL])]}, "call, which is not allowed"),
        (Channel.TELEGRAM, {"messages": [texts(text="x" * 2001)]}, "2000 characters"),
    ],
)
def test_each_rule_of_the_other_channels_is_watched(channel: Channel, content: dict[str, object], fault: str) -> None:
    found = violations(reply(channel=channel, **content), channel)

    assert any(fault in sentence for sentence in found), found


@pytest.mark.parametrize("channel", [Channel.INSTAGRAM, Channel.WHATSAPP, Channel.TELEGRAM])
def test_a_channel_must_be_named_outside_messenger(channel: Channel) -> None:
    assert violations(reply(), channel) == ("reply.content.type is missing.",)
    assert violations(reply(channel=channel), channel) == ()
