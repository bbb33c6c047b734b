"""The way from the chat to the card: a button on the answers about points and coupons, for who asks and nobody else."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from manychat.incoming import Channel
from sandbox.manychat_limits.blocks import violations
from sandbox.owner import Owner
from tests.cards.links import ADDRESS, ANA, CODE, CONTACT, KEY, Looks

SECRET = "the-secret-of-this-test"
DOORS = ("talk/block", "points/block", "coupons/block")
WITH_CARD = [(door, channel) for door in DOORS for channel in Channel]


def asked(
    client: FlaskClient, door: str, channel: Channel = Channel.MESSENGER, *, contact: str = CONTACT, text: str = ""
) -> dict[str, Any]:
    typed = text or "points"
    body = {"contact": {"id": contact, "last_input_text": typed}, "channel": channel.value}
    answer = client.post(f"/manychat/{door}", json=body, headers={"Authorization": f"Bearer {SECRET}"})
    told: dict[str, Any] = answer.get_json()
    return told


def to_cards(answer: dict[str, Any]) -> list[dict[str, Any]]:
    buttons = [button for message in answer["content"]["messages"] for button in message.get("buttons", ())]
    return [button for button in buttons if "/card?" in button.get("url", "")]


def words(answer: dict[str, Any]) -> str:
    return "\n".join(message.get("text", "") for message in answer["content"]["messages"])


@pytest.mark.parametrize(("door", "channel"), WITH_CARD)
def test_points_and_coupons_lead_to_the_card_within_each_channels_limits(
    client: FlaskClient, ana: Owner, look: Looks, door: str, channel: Channel
) -> None:
    ana.type_over("Rewards", "mug", "How to redeem", "Show it. " * 300)
    for text in ("points", "my coupons"):
        answer = asked(client, door, channel, text=text)
        links = re.findall(rf"{ADDRESS}/card\S+", words(answer))
        links += [button["url"] for button in to_cards(answer)]

        assert violations(answer, channel) == ()
        assert len(links) == 1
        assert len(to_cards(answer)) == (0 if channel is Channel.WHATSAPP else 1)
        assert CODE in look(links[0].removeprefix(ADDRESS)).text


@pytest.mark.parametrize(("language", "caption"), [("en", "My card"), ("ru", "Моя карта"), ("ar", "بطاقتي")])
def test_the_button_is_said_in_their_language(client: FlaskClient, ana: Owner, language: str, caption: str) -> None:
    ana.type_over("Members", ANA, "Language", language)

    [button] = to_cards(asked(client, "talk/block"))

    assert button["caption"] == caption


def test_three_coupons_with_links_leave_room_for_the_card_and_the_menu(client: FlaskClient, ana: Owner) -> None:
    for code, reward in (("TOTE-OWN1", "tote"), ("WOOL-OWN1", "blanket")):
        ana.type("Ledger", ["2026-01-04 09:00:00", ANA, "", "redemption", -1, reward, "", f"coupon:{code}"])
        ana.type("Coupons", [code, reward, "issued", ANA, "", "2026-01-04 09:00:00", "2099-01-01"])

    talked = asked(client, "talk/block", text="my coupons")["content"]["messages"][-1]["buttons"]
    plain = asked(client, "coupons/block")["content"]["messages"][-1]["buttons"]

    assert [button["caption"] for button in talked][1:] == ["My card", "Menu"]
    assert [button["caption"] for button in plain][2:] == ["My card"]


def test_who_is_no_member_gets_no_card_and_each_member_their_own(client: FlaskClient, ana: Owner, look: Looks) -> None:
    ana.type("Members", ["B7R1S7", "boris@example.com", "Boris", "7002", "", "2026-01-01"])

    nobody = asked(client, "points/block", contact="7009")
    [button] = to_cards(asked(client, "points/block", contact="7002"))

    assert to_cards(nobody) == []
    assert CODE not in look(button["url"].removeprefix(ADDRESS)).text


@pytest.mark.parametrize("variable", ["PUBLIC_URL", "LINK_KEY"])
def test_without_an_address_or_a_key_there_is_no_button(
    client: FlaskClient, ana: Owner, environment: pytest.MonkeyPatch, variable: str
) -> None:
    environment.delenv(variable)

    answers = [asked(client, door, channel) for door, channel in WITH_CARD]

    assert ana.tab("Members")
    assert [words(answer) for answer in answers if "/card?" in str(answer)] == []


def test_the_button_carries_neither_key_nor_secret_nor_who_she_is(client: FlaskClient, ana: Owner) -> None:
    said = str(asked(client, "talk/block")) + str(asked(client, "coupons/block"))

    assert not [word for word in (KEY, SECRET, ANA, "ana@example.com") if word in said]
    assert ana.tab("Members")


def test_looking_up_the_card_costs_the_chat_nothing(client: FlaskClient, ana: Owner) -> None:
    asked(client, "talk/block")
    ana.google.requests.clear()

    asked(client, "talk/block")

    assert [request.kind for request in ana.google.requests] == ["read"]
