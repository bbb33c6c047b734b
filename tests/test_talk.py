"""The conversation through the function's doors: one field, one block, in three languages and on four channels."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from manychat.incoming import Channel
from sandbox.google.http.faults import DropBefore, Fault
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.manychat_limits.blocks import flat_violations, violations
from sandbox.owner import Owner

SECRET = "the-secret-of-this-test"
FLOW = "content20260101120000_123456"
FIELD = "Loyalty ask"


@dataclass
class Chat:
    """A customer in ManyChat: the field and what was typed last stay with the contact, as ManyChat keeps them."""

    client: FlaskClient
    id: str = "7001"
    channel: Channel = Channel.MESSENGER
    language: str = "en"
    ask: str = ""
    typed: str | None = None
    tags: list[str] = field(default_factory=list)

    def says(self, text: str) -> dict[str, Any]:
        """Types a message; the flat answer, whose ``ask`` goes into the field."""
        self.typed = text
        return self.flat()

    def follows(self, word: str) -> dict[str, Any]:
        """Follows a link that puts the word into the field."""
        self.ask = word
        return self.flat()

    def flat(self) -> dict[str, Any]:
        reply = self._post("talk")
        self.ask = str(reply["ask"])
        assert flat_violations({key: value for key, value in reply.items() if key != "ask"}) == ()
        return reply

    def block(self, text: str | None = None) -> dict[str, Any]:
        """The answer as a block, its actions done."""
        self.typed = text if text is not None else self.typed
        content: dict[str, Any] = self._post("talk/block")["content"]
        if content["messages"]:
            assert violations({"version": "v2", "content": content}, self.channel) == ()
        self._act(content.get("actions", []))
        return content

    def taps(self, content: dict[str, Any], caption: str) -> dict[str, Any]:
        """Taps a button, here one of those below a card, too: its actions first, then the flow starts anew."""
        self._presses(content, caption)
        return self.block()

    def taps_for_code(self, content: dict[str, Any], caption: str) -> str:
        """The same; what comes back is the answer's code alone."""
        self._presses(content, caption)
        return str(self.flat()["code"])

    def _presses(self, content: dict[str, Any], caption: str) -> None:
        button = next(button for button in buttons(content) if button["caption"] == caption)
        assert (button["type"], button["target"]) == ("flow", FLOW)
        self._act(button["actions"])

    def _act(self, actions: list[dict[str, Any]]) -> None:
        for action in actions:
            match action["action"]:
                case "set_field_value":
                    assert action["field_name"] == FIELD
                    self.ask = action["value"]
                case "unset_field_value":
                    self.ask = ""
                case "add_tag":
                    self.tags.append(action["tag_name"])
                case "remove_tag":
                    self.tags = [tag for tag in self.tags if tag != action["tag_name"]]

    def _post(self, door: str) -> dict[str, Any]:
        contact = {
            "id": self.id,
            "first_name": "Ana",
            "language": self.language,
            "last_input_text": self.typed,
            "custom_fields": {FIELD: self.ask or None},
        }
        body = {"contact": contact, "channel": self.channel.value}
        answer = self.client.post(f"/manychat/{door}", json=body, headers={"Authorization": f"Bearer {SECRET}"})
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())


def buttons(content: dict[str, Any]) -> list[dict[str, Any]]:
    found = [button for message in content["messages"] for button in message.get("buttons", ())]
    cards = [card for message in content["messages"] for card in message.get("elements", ())]
    return [*found, *(button for card in cards for button in card.get("buttons", ()))]


def texts(content: dict[str, Any]) -> str:
    return "\n".join(message.get("text", "") for message in content["messages"])


@pytest.fixture
def chat(client: FlaskClient, owner: Owner) -> Chat:
    owner.type_over("Settings", "Chat flow", "Value", FLOW)
    return Chat(client)


def test_a_newcomer_comes_by_an_order_s_link_and_has_its_points_with_their_address(chat: Chat, server: Server) -> None:
    asked = chat.follows("order-1042")
    server.google.requests.clear()
    joined = chat.says("ana@example.com")

    assert asked["code"] == "ask_email"
    assert (joined["code"], joined["points"], joined["points_earned"]) == ("claimed", 110, 110)
    assert "welcome" in joined["message"]
    assert "1042" in joined["message"]
    assert [seen.kind for seen in server.google.requests] == ["read", "write"]


def test_what_led_a_newcomer_here_survives_a_mistyped_address_and_an_outage(chat: Chat, outage: list[Fault]) -> None:
    chat.follows("order-1042")
    mistyped = chat.says("ana@@example.com")
    outage.append(DropBefore())
    later = chat.says("ana@example.com")
    outage.clear()

    assert (mistyped["code"], later["code"]) == ("email_invalid", "later")
    assert chat.says("ana@example.com")["points"] == 110


def test_a_question_is_repeated_once_and_then_no_longer(chat: Chat) -> None:
    chat.follows("join")

    codes = [chat.says(text)["code"] for text in ("is the shop open?", "on sunday?", "hello?", "hello?")]

    assert codes == ["ask_email", "hint", "silence", "silence"]


def test_only_yes_right_after_the_question_leaves(chat: Chat, owner: Owner) -> None:
    chat.follows("join")
    chat.says("ana@example.com")

    codes = [chat.says(text)["code"] for text in ("leave", "sure", "yes", "leave", "points", "yes", "leave", "yes")]

    assert codes == ["leave_sure", "stayed", "hint", "leave_sure", "points", "silence", "leave_sure", "left"]
    assert [row["Email"] for row in owner.tab("Members") if row["Email"]] == []


def test_somebody_who_wants_a_human_is_left_alone_until_the_menu(chat: Chat) -> None:
    handed = chat.block("can i talk to a human please")
    silent = [chat.block(text) for text in ("points", "1042", "hello")]
    tagged = list(chat.tags)
    back = chat.block("القائمة")

    assert (len(handed["messages"]), tagged, chat.tags) == (1, ["Loyalty human"], [])
    assert [content["messages"] for content in silent] == [[], [], []]
    assert back["messages"]


def test_a_link_cannot_answer_a_question_for_the_customer(chat: Chat) -> None:
    joins(chat)
    other = Chat(chat.client, id="7002")
    other.follows("join")
    chat.says("leave")

    hostile = ["?leave", "?leave;at=1;x", "?email", chat.ask.rpartition(";")[0], other.ask, "yes", "boris@evil.example"]
    for value in hostile:
        chat.ask = value
        assert chat.says("yes")["code"] in ("hint", "silence")

    chat.typed = "points"
    assert chat.follows("x" * 30_000)["code"] == "points"


def test_a_coupon_is_not_taken_again_because_somebody_typed_take_once(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Sign-up bonus", "Value", 900)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    joins(chat)

    taken = chat.says("take tote")
    started_again = chat.flat()
    chat.ask = "nonsense of a link"
    by_a_link = chat.flat()

    assert (taken["code"], started_again["code"]) == ("redeemed", "rewards")
    assert by_a_link["code"] == "rewards"
    assert taken["points"] == by_a_link["points"]


def test_numbers_pick_from_the_list_until_the_next_answer_and_else_are_orders(chat: Chat) -> None:
    joins(chat)
    chat.says("rewards")

    picked, next_list, order = chat.says("٢"), chat.says("2"), chat.says("1042")

    assert (picked["code"], next_list["code"], order["code"]) == ("points_short", "ask_order", "claimed")
    assert "Stoneware mug" in picked["message"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("menu", "order 1042", "my points please", "rewards", "leave", "no")),
        ("ru", ("меню", "заказ № 1042", "сколько у меня баллов?", "подарки", "выйти", "нет")),
        ("ar", ("القائمة", "طلب رقم ١٠٤٢", "أريد نقاطي", "الهدايا", "مغادرة", "لا")),
    ],
)
@pytest.mark.parametrize("channel", Channel)
def test_a_day_of_a_member_on_each_channel_in_each_language(
    chat: Chat, channel: Channel, language: str, words: tuple[str, ...]
) -> None:
    customer = Chat(chat.client, channel=channel, language=language)
    customer.follows("join")
    said = [customer.block("ana@example.com"), *(customer.block(word) for word in words)]
    flat = Chat(chat.client, channel=channel, language=language)
    codes = [flat.says(word)["code"] for word in words]

    assert all(texts(content) for content in said)
    assert codes == ["menu", "already_claimed", "points", "rewards", "leave_sure", "stayed"]
    foreign = {"ru": "А", "ar": "ا"}.get(language)
    assert foreign is None or all(any(sign >= foreign for sign in texts(content)) for content in said)


@pytest.mark.parametrize("channel", Channel)
def test_buttons_lead_through_the_same_flow_on_every_channel(chat: Chat, channel: Channel) -> None:
    customer = Chat(chat.client, channel=channel)
    customer.follows("join")
    points = customer.taps(customer.block("ana@example.com"), "Rewards")
    back = customer.block("points")
    menu = customer.taps(back, "Menu" if channel is not Channel.WHATSAPP else "My history")

    assert "reward" in texts(points)
    assert ("for joining" if channel is Channel.WHATSAPP else "What would you like to do?") in texts(menu)
    assert all(len(button["caption"]) <= 20 for button in buttons(back))


@pytest.mark.parametrize("channel", [Channel.MESSENGER, Channel.INSTAGRAM])
def test_rewards_are_a_gallery_whose_button_takes_one(chat: Chat, owner: Owner, channel: Channel) -> None:
    owner.type_over("Settings", "Sign-up bonus", "Value", 900)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    customer = Chat(chat.client, channel=channel)
    customer.follows("join")
    customer.block("ana@example.com")
    gallery = customer.block("rewards")
    customer.ask = buttons(gallery)[0]["actions"][0]["value"]

    taken = customer.flat()

    assert [button["caption"] for button in buttons(gallery)] == ["Take it", "See it"] * 3
    assert (taken["code"], taken["coupon"]) == ("redeemed", "TOTE-7K4M")


def test_without_a_flow_no_button_leads_into_one_and_the_choices_stand_in_words(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Chat flow", "Value", "")
    joins(chat)

    content = chat.block("points")

    assert [button["type"] for button in buttons(content)] == ["url"]
    assert "1. Rewards" in texts(content)
    assert "coupon" in texts(chat.block("menu")).lower()


def test_leaving_by_button_needs_a_button_of_ones_own(chat: Chat) -> None:
    joins(chat)
    asked = chat.block("leave")
    stranger = Chat(chat.client, id="7002")
    stranger.follows("join")
    stranger.says("boris@example.com")
    yes = next(button for button in buttons(asked) if button["caption"] == "Yes, leave")
    stranger.ask = yes["actions"][0]["value"]

    assert stranger.flat()["code"] != "left"
    assert "You have left" in texts(chat.taps(asked, "Yes, leave"))


def test_a_survey_is_answered_by_button_and_in_words_each_answer_to_its_own_question(chat: Chat, owner: Owner) -> None:
    owner.type("Survey", ("tea", "Tea or coffee?", "tea, coffee", 10, "yes"), ("tea", "Why?", "", 10, "yes"))
    joins(chat)
    first = chat.block("survey")
    second = chat.taps(first, "coffee")
    chat.taps(first, "tea")
    done = chat.says("I like the smell of it")

    assert "Why?" in texts(second)
    assert (done["code"], done["points"]) == ("survey_done", 70)
    assert [row["Answer"] for row in owner.tab("Answers")] == ["coffee", "I like the smell of it"]


def test_who_talks_of_something_else_is_not_held_to_a_survey(chat: Chat, owner: Owner) -> None:
    owner.type("Survey", ("tea", "Tea or coffee?", "tea, coffee", 10, "yes"))
    joins(chat)

    codes = [chat.says(text)["code"] for text in ("survey", "is the shop open?", "on sunday?", "hello?", "survey", "1")]

    assert codes == ["survey_question", "survey_question", "hint", "silence", "survey_question", "survey_done"]


def test_digits_prove_the_address_and_the_order_that_led_here_is_still_known(
    chat: Chat, owner: Owner, mailbox: MailBox
) -> None:
    owner.type_over("Settings", "Confirm e-mail", "Value", "yes")
    chat.follows("order-1042")
    sent = chat.says("ana@example.com")
    digits = re.search(r"\b\d{6}\b", str(mailbox.letters[-1].message["Subject"]))
    assert digits
    wrong = chat.says("999999" if digits[0] != "999999" else "111111")
    joined = chat.says(digits[0].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))

    assert (sent["code"], wrong["code"]) == ("code_sent", "code_wrong")
    assert (joined["code"], joined["points"]) == ("claimed", 110)


def test_a_birthday_is_asked_for_and_told(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Birthday points", "Value", 25)
    joins(chat)

    codes = [chat.says(text)["code"] for text in ("my birthday", "31.31.1990", "03.05.1990", "birthday")]

    assert codes == ["ask_birthday", "birthday_invalid", "birthday", "birthday_known"]


def test_a_friend_s_link_is_remembered_until_they_have_joined(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Friend points", "Value", 25)
    joins(chat)
    ana = next(row["Member"] for row in owner.tab("Members"))
    boris = Chat(chat.client, id="7002")

    asked = boris.follows(f"friend-{ana}")
    boris.says("1047")
    joined = boris.says("boris@example.com")

    assert (asked["code"], joined["code"]) == ("ask_email", "claimed")
    assert [row.get("Referred by", "") for row in owner.tab("Members")] == ["", ana]


def test_without_a_link_key_the_chats_own_secret_seals_the_field(chat: Chat, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("LINK_KEY")

    asked = chat.follows("order-1042")

    assert asked["ask"].startswith("?email;")
    assert chat.says("ana@example.com")["code"] == "claimed"


def test_silence_costs_google_nothing_and_a_hint_one_read(chat: Chat, server: Server) -> None:
    joins(chat)
    server.google.requests.clear()
    chat.says("do you have this in blue?")
    hinted = [seen.kind for seen in server.google.requests]
    chat.says("or in green?")

    assert hinted == ["read"]
    assert [seen.kind for seen in server.google.requests] == hinted


def test_the_menu_answers_while_google_is_away(chat: Chat, outage: list[Fault]) -> None:
    joins(chat)
    outage.append(DropBefore())
    menu, later = chat.says("menu"), chat.says("order 1042")
    outage.clear()

    assert (menu["code"], later["code"]) == ("menu", "later")
    assert "1. Try again" in later["message"]
    assert chat.says("1")["code"] == "claimed"


def joins(chat: Chat) -> None:
    chat.follows("join")
    assert chat.says("ana@example.com")["code"] == "joined"


def test_a_yes_that_was_typed_before_the_question_deletes_nobody(chat: Chat, owner: Owner) -> None:
    joins(chat)
    chat.says("yes")
    chat.follows("leave")

    by_a_menu = chat.flat()
    twice_the_same = chat.says("yes")

    assert by_a_menu["code"] == "leave_sure"
    assert twice_the_same["code"] == "left"
    assert not any(row["Email"] for row in owner.tab("Members"))


def test_the_number_that_led_to_a_list_picks_from_it_soon(chat: Chat, owner: Owner) -> None:
    owner.type_over("Settings", "Sign-up bonus", "Value", 900)
    owner.type_over("Settings", "Bonus spendable", "Value", "at once")
    joins(chat)
    chat.says("menu")

    listed, taken = chat.says("2"), chat.says("2")

    assert "2. Stoneware mug" in listed["message"]
    assert taken["code"] == "redeemed"


def test_the_flow_that_a_body_names_is_its_channels_own(chat: Chat) -> None:
    joins(chat)
    body = {"contact": {"id": chat.id, "last_input_text": "points"}, "channel": "telegram", "flow": "content2026_7"}

    answer = chat.client.post("/manychat/talk/block", json=body, headers={"Authorization": f"Bearer {SECRET}"})

    assert {button["target"] for button in buttons(answer.get_json()["content"]) if button["type"] == "flow"} == {
        "content2026_7"
    }


def test_a_number_is_meant_for_who_talks_now_and_the_word_menu_leads_back(chat: Chat) -> None:
    joins(chat)
    handed = chat.says("can i talk to a human please")["message"]

    assert "Write “menu”" in handed
    assert "1." not in handed
    assert chat.says("1")["code"] == "silence"
    assert chat.says("menu")["code"] == "menu"
