"""What ManyChat shows of an answer: all of it, what the channel takes of it, or the fallback step."""

from typing import Any

import pytest

from manychat.incoming import Channel
from sandbox.localhost import LOCALHOST, free_port
from tests.sandbox.manychat_flows.answerer import Answer
from tests.sandbox.manychat_flows.chats import FALLBACK, HELLO, Chats, block, otherwise, set_ask, to_flow

CARD = {
    "title": "Tote bag",
    "subtitle": "200 points",
    "image_url": "https://finch.example/tote.png",
    "buttons": [to_flow("Take it", set_ask("take-tote"))],
}


def test_bubbles_cards_and_quick_replies_are_shown_in_order(chats: Chats) -> None:
    chats.says(
        block(
            HELLO | {"buttons": [to_flow("My points", set_ask("points"))]},
            {"type": "cards", "elements": [CARD, CARD | {"title": "Mug", "buttons": []}]},
            quick_replies=[to_flow("Menu", set_ask("menu"))],
        )
    )

    turn = chats().type("points")

    assert [(bubble.text, bubble.picture) for bubble in turn.bubbles] == [
        ("Hello Ana", ""),
        ("Tote bag\n200 points", "https://finch.example/tote.png"),
        ("Mug\n200 points", "https://finch.example/tote.png"),
    ]
    assert turn.captions == ("My points", "Take it", "Menu")
    assert (turn.dropped, turn.failed) == ((), "")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((500, block(HELLO)), "the answer has status 500"),
        ((302, block(HELLO)), "the answer has status 302"),
        (b"<html>", "the answer is no JSON"),
        (b"[]", "the answer is no JSON object"),
        ({"version": "v2"}, "the answer is no dynamic block"),
        ({"version": "v1", "content": {"messages": [HELLO]}}, "none of v2"),
        (block({"type": "text", "text": "x" * 2001}), "longer than 2000 characters"),
        (block(HELLO | {"buttons": [to_flow("x" * 21)]}), "longer than 20 characters"),
        (block(HELLO, actions=[set_ask("x")] * 6), "0 to 5 are allowed"),
        (block(HELLO, actions=[set_ask("x", name="Nowhere")]), "field with same name not found: Nowhere"),
        (block(HELLO, actions=[set_ask(7)]), "takes text only"),
        (block(HELLO, actions=[{"action": "add_tag", "tag_name": "vip"}]), "tag with name vip not found"),
        (block(HELLO | {"buttons": [to_flow("Go", set_ask("x", name="Nowhere"))]}), "not found: Nowhere"),
        (block(HELLO | {"buttons": [to_flow("Go", target="content1_1")]}), "flow content1_1 not found"),
    ],
)
def test_one_fault_voids_the_answer_and_the_fallback_step_clears_the_field(
    chats: Chats, answer: Answer, why: str
) -> None:
    chat = chats()
    chats.says(block(HELLO, actions=[set_ask("?email")]), answer)
    chat.type("points")

    turn = chat.type("points")

    assert turn.text == FALLBACK
    assert why in turn.failed
    assert chat.person.fields == {}


def test_an_answer_that_comes_too_late_is_none(chats: Chats) -> None:
    chats.answerer.silent = True

    turn = chats(seconds=0.2).type("points")

    assert (turn.text, turn.failed) == (FALLBACK, "no answer within 0.2 seconds")


def test_a_function_that_is_not_there_leads_to_the_fallback_step(chats: Chats) -> None:
    chats.answerer.url = f"http://{LOCALHOST}:{free_port()}/"

    turn = chats().type("points")

    assert (turn.text, turn.failed) == (FALLBACK, "no connection (ConnectionError)")


def test_a_failure_can_lead_nowhere(chats: Chats) -> None:
    chat = chats(assumed=otherwise(failure_leads_to_fallback=False))
    chats.says(block(HELLO, actions=[set_ask("?email")]), (500, {}))
    chat.type("points")

    turn = chat.type("points")

    assert (turn.bubbles, chat.person.fields) == ((), {"Loyalty ask": "?email"})


def test_an_answer_without_messages_is_silence_and_its_actions_are_done(chats: Chats) -> None:
    chat = chats()
    chats.says(block(actions=[set_ask("?email")]))

    turn = chat.type("points")

    assert (turn.started, turn.bubbles, turn.failed) == (True, (), "")
    assert chat.person.fields == {"Loyalty ask": "?email"}


def test_an_answer_without_messages_can_lead_to_the_fallback_step(chats: Chats) -> None:
    chats.says(block())

    assert chats(assumed=otherwise(no_messages_is_silence=False)).type("points").text == FALLBACK


@pytest.mark.parametrize(
    ("channel", "content", "text", "dropped"),
    [
        (Channel.WHATSAPP, {"quick_replies": [to_flow("Menu")]}, "Hello Ana", "quick_replies is dropped on whatsapp"),
        (Channel.WHATSAPP, {"messages": [HELLO, HELLO]}, "Hello Ana", "a second message is dropped on whatsapp"),
        (
            Channel.TELEGRAM,
            {"messages": [HELLO, {"type": "cards", "elements": [CARD]}]},
            "Hello Ana",
            "a message of type cards is dropped on telegram",
        ),
        (
            Channel.INSTAGRAM,
            {"external_message_callback": {"url": "https://finch.example", "method": "post"}},
            "Hello Ana",
            "external_message_callback is dropped on instagram",
        ),
    ],
)
def test_a_channel_drops_what_it_has_not_and_tells_nobody(
    chats: Chats, channel: Channel, content: dict[str, Any], text: str, dropped: str
) -> None:
    answer = block(HELLO, channel=channel)
    answer["content"] |= content
    chats.says(answer)

    turn = chats(channel).type("points")

    assert (turn.text, turn.dropped, turn.failed) == (text, (dropped,), "")


MAPPING = {"$.message": "Loyalty message", "$.ask": "Loyalty ask"}


def test_external_request_renders_nothing_and_a_message_shows_the_mapped_field(chats: Chats) -> None:
    chat = chats(mapping=MAPPING)
    chats.says(
        {"message": "Hello Ana", "ask": "?email", "code": "email_missing"} | block({"type": "text", "text": "!"})
    )

    turn = chat.type("points")

    assert [bubble.text for bubble in turn.bubbles] == ["Hello Ana"]
    assert chat.person.fields == {"Loyalty message": "Hello Ana", "Loyalty ask": "?email"}


def test_a_mapped_dash_is_silence_in_the_message_and_a_value_in_the_field(chats: Chats) -> None:
    chat = chats(mapping=MAPPING)
    chats.says({"message": "-", "ask": "-"})

    turn = chat.type("points")

    assert turn.bubbles == ()
    assert chat.person.fields == {"Loyalty message": "-", "Loyalty ask": "-"}


@pytest.mark.parametrize("answer", [(500, {}), {"message": None, "ask": ""}, {"other": "x"}])
def test_what_is_not_mapped_leaves_the_old_message_unless_the_flow_has_set_it_before(
    chats: Chats, answer: Answer
) -> None:
    plain, preset = chats(mapping=MAPPING), chats(mapping=MAPPING, presets={"Loyalty message": "Please try again."})
    chats.says({"message": "Hello Ana", "ask": "?email"})
    plain.type("points")
    preset.type("points")
    chats.says(answer)

    assert plain.type("points").text == "Hello Ana"
    assert preset.type("points").text == "Please try again."


def test_a_message_of_the_flows_own_keeps_to_the_channels_limits(chats: Chats) -> None:
    chats.says({"message": "é" * 501, "ask": "-"})

    turn = chats(Channel.INSTAGRAM, mapping=MAPPING).type("points")

    assert turn.bubbles == ()
    assert "1000 bytes" in turn.failed
