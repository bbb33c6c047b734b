"""The conversation through the function's doors: one field, one block, in three languages and on four channels."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from manychat.incoming import Channel
from sandbox.google.http.faults import DropBefore, Fault
from sandbox.google.http.server import Server
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
        """Taps a button: its actions first, then the flow starts anew with what was typed last."""
        button = next(button for button in buttons(content) if button["caption"] == caption)
        assert (button["type"], button["target"]) == ("flow", FLOW)
        self._act(button["actions"])
        return self.block()

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
    back = chat.block("القائمة")

    assert (len(handed["messages"]), chat.tags) == (1, ["Loyalty human"])
    assert [content["messages"] for content in silent] == [[], [], []]
    assert back["messages"]


def test_a_link_cannot_answer_a_question_for_the_customer(chat: Chat) -> None:
    chat.follows("join")
    chat.says("ana@example.com")
    chat.says("leave")
    other = Chat(chat.client, id="7002", ask="")
    other.says("join")
    asks = [chat.ask, chat.ask.rpartition(";")[0], "?leave", "?leave;at=1;x", "yes", "ana@evil.example", other.ask]
    for ask in asks[1:]:
        chat.ask = ask
        assert chat.says("yes")["code"] not in ("left", "joined")
