"""What a contact does, and what the page's flow then asks and shows."""

import pytest

from manychat.incoming import Channel
from sandbox.manychat_flows.conversation import LinkUnknown, NothingToTap
from sandbox.manychat_flows.flow import DefaultReply, Triggers
from tests.sandbox.manychat_flows.chats import HELLO, Chats, block, otherwise, set_ask, to_flow

MESSENGER_LINK = "https://m.me/finch?ref=loyalty--order-1042"
CLEAR = {"action": "unset_field_value", "field_name": "Loyalty ask"}


def test_the_request_has_the_secret_the_channel_and_full_contact_data(chats: Chats) -> None:
    chats(Channel.INSTAGRAM).type("my points please")

    [body], [headers] = chats.answerer.bodies, chats.answerer.headers
    assert headers["Authorization"] == "Bearer hush"
    assert body["channel"] == "instagram"
    assert body["contact"]["id"] == "1702200000000004"
    assert body["contact"]["last_input_text"] == "my points please"
    assert body["contact"]["custom_fields"] == {"Loyalty ask": None, "Loyalty message": None}


@pytest.mark.parametrize(
    ("channel", "known"),
    [
        (Channel.MESSENGER, {"last_interaction", "last_seen", "language", "locale"}),
        (Channel.INSTAGRAM, {"ig_last_interaction", "ig_last_seen", "ig_username", "ig_id", "language", "locale"}),
        (Channel.WHATSAPP, {"whatsapp_phone"}),
        (Channel.TELEGRAM, {"language", "locale"}),
    ],
)
def test_a_contact_has_the_keys_of_its_channel_and_null_in_all_others(
    chats: Chats, channel: Channel, known: set[str]
) -> None:
    chats(channel).type("points")

    contact = chats.answerer.bodies[0]["contact"]
    of_channels = [key for key in contact if key.startswith(("ig_", "whatsapp_", "last_int", "last_se", "tt_u"))]
    assert {key for key in [*of_channels, "language", "locale"] if contact[key] is not None} == known


@pytest.mark.parametrize(
    ("channel", "link"),
    [(Channel.MESSENGER, MESSENGER_LINK), (Channel.INSTAGRAM, "https://ig.me/m/finch?ref=loyalty--order-1042")],
)
def test_what_follows_the_dashes_of_a_ref_is_in_the_field(chats: Chats, channel: Channel, link: str) -> None:
    turn = chats(channel).open(link)

    assert chats.asks == ["order-1042"]
    assert turn.text == "Hello Ana"


def test_a_ref_with_dashes_in_its_value_is_cut_at_the_first(chats: Chats) -> None:
    chats().open("https://m.me/finch?ref=loyalty--order--1042")

    assert chats.asks == ["order--1042"]


def test_a_ref_without_a_value_starts_the_flow_and_leaves_the_field(chats: Chats) -> None:
    chats().open("https://m.me/finch?ref=loyalty")

    assert chats.asks == [None]


def test_a_ref_of_another_name_is_not_ours(chats: Chats) -> None:
    turn = chats().open("https://m.me/finch?ref=summer--order-1042")

    assert (turn.started, chats.asks) == (False, [])


def test_a_whatsapp_link_fills_in_what_the_customer_sends(chats: Chats) -> None:
    chats(Channel.WHATSAPP).open("https://wa.me/15550100?text=order%201042")

    assert chats.asks == [None]
    assert chats.answerer.bodies[0]["contact"]["last_input_text"] == "order 1042"


@pytest.mark.parametrize("link", ["https://ig.me/m/finch?ref=loyalty--join", "https://t.me/finch", "m.me/x", "hello"])
def test_a_link_into_another_chat_is_refused(chats: Chats, link: str) -> None:
    with pytest.raises(LinkUnknown):
        chats().open(link)


def test_a_ref_that_meta_would_not_carry_is_refused(chats: Chats) -> None:
    with pytest.raises(LinkUnknown, match="2083"):
        chats().open("https://m.me/finch?ref=loyalty--" + "x" * 2_080)


def test_an_instagram_newcomers_link_needs_the_conversation_starters(chats: Chats) -> None:
    chat = chats(Channel.INSTAGRAM, triggers=Triggers(conversation_starters=False))
    link = "https://ig.me/m/finch?ref=loyalty--join"

    newcomer, later = chat.open(link), chat.open(link)

    assert (newcomer.started, later.started) == (False, True)


def test_a_keyword_is_met_anywhere_in_any_message(chats: Chats) -> None:
    chat = chats()

    turns = [chat.type(text) for text in ("How many POINTS?", "how many points?", "ana@example.com", "Is it in stock?")]

    assert [turn.started for turn in turns] == [True, True, True, False]


def test_the_default_reply_answers_once_in_a_day_unless_set_to_every_time(chats: Chats) -> None:
    daily = chats(triggers=Triggers(keywords=("points",), default_reply=DefaultReply.ONCE_A_DAY))
    always = chats(triggers=Triggers(default_reply=DefaultReply.EVERY_TIME))

    first = [daily.type(text).started for text in ("1042", "1042", "points")]
    chats.clock.pass_by(hours=24)
    then = daily.type("1042").started

    assert (first, then) == ([True, False, True], True)
    assert [always.type("1042").started for _ in range(3)] == [True, True, True]


def test_a_menus_item_starts_the_flow_beside_what_was_typed_before(chats: Chats) -> None:
    chat = chats(triggers=Triggers(keywords=("points",), menu={"Bare": "", "My points": "points"}))
    chat.type("points please")

    chat.choose("Bare")
    chat.choose("My points")

    assert chats.asks == [None, None, "points"]
    assert [body["contact"]["last_input_text"] for body in chats.answerer.bodies] == ["points please"] * 3
    with pytest.raises(NothingToTap):
        chat.choose("Something else")


def test_a_tap_sets_the_field_before_the_request_and_leaves_the_last_input_as_it_was(chats: Chats) -> None:
    chat = chats()
    chats.says(block(HELLO | {"buttons": [to_flow("My points", set_ask("points"))]}))
    chat.type("order 1042")

    turn = chat.tap("My points")

    assert turn.did == "My points"
    assert chats.asks == [None, "points"]
    assert chats.answerer.bodies[1]["contact"]["last_input_text"] == "order 1042"


def test_of_two_buttons_with_one_caption_the_newest_is_tapped(chats: Chats) -> None:
    chat = chats()
    chats.says(
        block(HELLO | {"buttons": [to_flow("Take it", set_ask("take-tote"))]}),
        block(HELLO | {"buttons": [to_flow("Take it", set_ask("take-mug"))]}),
    )
    chat.type("points")
    chat.type("points")

    chat.tap("Take it")

    assert chats.asks[-1] == "take-mug"


def test_the_card_that_is_named_is_the_one_that_is_tapped(chats: Chats) -> None:
    chat = chats()
    cards = [
        {"title": title, "subtitle": "200 points", "buttons": [to_flow("Take it", set_ask(word))]}
        for title, word in (("Tote bag", "take-tote"), ("Mug", "take-mug"))
    ]
    chats.says(block({"type": "cards", "elements": cards}))
    chat.type("points")

    chat.tap("Take it", on="Tote bag")

    assert chats.asks[-1] == "take-tote"


def test_a_button_into_another_channels_flow_shows_nothing(chats: Chats) -> None:
    chat = chats()
    chat.page.flows |= {"content20260101120000_654321"}
    other = to_flow("My points", set_ask("points"), target="content20260101120000_654321")
    chats.says(block(HELLO | {"buttons": [other]}))
    chat.type("points")

    turn = chat.tap("My points")

    assert (turn.started, turn.bubbles) == (False, ())
    assert chat.person.fields == {"Loyalty ask": "points"}


def test_what_is_not_a_way_into_the_flow_cannot_be_tapped(chats: Chats) -> None:
    chat = chats()
    chats.says(block(HELLO | {"buttons": [{"type": "url", "caption": "See it", "url": "https://finch.example"}]}))
    chat.type("points")

    for caption in ("See it", "Nowhere"):
        with pytest.raises(NothingToTap):
            chat.tap(caption)


def test_an_answers_own_actions_hold_before_the_next_trigger(chats: Chats) -> None:
    chat = chats()
    chats.says(
        block(HELLO, actions=[set_ask("?email"), {"action": "add_tag", "tag_name": "Loyalty human"}]),
        block(HELLO, actions=[CLEAR, {"action": "remove_tag", "tag_name": "Loyalty human"}]),
    )

    chat.type("points")
    tagged = set(chat.person.tags)
    chat.type("ana@example.com")
    chat.type("points")

    assert chats.asks == [None, "?email", None]
    assert (tagged, chat.person.tags) == ({"Loyalty human"}, set())


def test_on_a_tap_the_action_can_come_after_the_request(chats: Chats) -> None:
    chat = chats(assumed=otherwise(tap_acts_before_request=False))
    chats.says(block(HELLO | {"buttons": [to_flow("My points", set_ask("points"))]}))
    chat.type("points")

    chat.tap("My points")

    assert chats.asks == [None, None]
    assert chat.person.fields == {"Loyalty ask": "points"}


def test_a_button_can_be_kept_from_starting_its_own_flow(chats: Chats) -> None:
    chat = chats(assumed=otherwise(buttons_may_start_their_own_flow=False))
    chats.says(block(HELLO | {"buttons": [to_flow("My points", set_ask("points"))]}))
    chat.type("points")

    assert not chat.tap("My points").started


def test_a_tap_can_be_the_last_input(chats: Chats) -> None:
    chat = chats(assumed=otherwise(tap_is_last_input=True))
    chats.says(block(HELLO | {"buttons": [to_flow("My points", set_ask("points"))]}))
    chat.type("order 1042")

    chat.tap("My points")

    assert chats.answerer.bodies[1]["contact"]["last_input_text"] == "My points"


def test_a_refs_value_can_come_after_the_request(chats: Chats) -> None:
    chat = chats(assumed=otherwise(ref_is_saved_before_request=False))

    chat.open(MESSENGER_LINK)
    chat.type("points")

    assert chats.asks == [None, "order-1042"]


def test_an_answers_own_actions_can_come_after_the_next_request(chats: Chats) -> None:
    chat = chats(assumed=otherwise(answer_acts_before_next_trigger=False))
    chats.says(block(HELLO, actions=[set_ask("?email")]), block(HELLO, actions=[CLEAR]))

    for text in ("points", "ana@example.com", "points", "points"):
        chat.type(text)

    assert chats.asks == [None, None, "?email", None]


def test_the_at_sign_can_be_no_keyword(chats: Chats) -> None:
    chat = chats(assumed=otherwise(at_sign_is_a_keyword=False))

    assert not chat.type("ana@example.com").started
    assert chat.type("points").started


def test_empty_fields_can_be_left_out_of_full_contact_data(chats: Chats) -> None:
    chat = chats(assumed=otherwise(empty_fields_are_null=False))
    chats.says(block(HELLO, actions=[set_ask("?email")]))

    chat.type("points")
    chat.type("points")

    assert [body["contact"]["custom_fields"] for body in chats.answerer.bodies] == [None, {"Loyalty ask": "?email"}]
