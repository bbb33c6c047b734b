"""Links and news of codes wherever they are told: the conversation, blocks, emails to members and to the owner."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from manychat.incoming import Channel
from sandbox.google.http.server import Server
from sandbox.mailbox import MailBox
from sandbox.manychat_limits.blocks import violations
from sandbox.owner import Owner
from sandbox.scheduler import Scheduler
from sandbox.shops.web import Refused
from service.container import now
from tests.shop_codes.conftest import OnlineShop
from tests.taps import SECRET, Night, Tap, tapping

FUNCTION = "https://regulars.example"
Hour = Callable[[], None]


@pytest.fixture
def hour(client: FlaskClient, credentials: Path, server: Server) -> Hour:
    """Lets the hourly run send its emails."""
    account = Scheduler(FUNCTION, credentials).account
    token = server.access.id_token(FUNCTION, now().timestamp(), email=account)

    def run() -> None:
        assert client.post("/tasks/remind", headers={"Authorization": f"Bearer {token}"}).status_code == 200

    return run


def texts(mailbox: MailBox, to: str) -> list[str]:
    """What each email to this address says, in plain text and HTML."""
    mine = (letter.message for letter in mailbox.letters if to in str(letter.message["To"]))
    return ["\n".join(str(part.get_content()) for part in one.walk() if not part.is_multipart()) for one in mine]


def test_the_conversation_tells_a_code_when_it_is_there(
    online: OnlineShop, ana: Tap, instance: Callable[[], Tap]
) -> None:
    online.shop.fails(Refused(503), times=None)
    soon, menu = ana("talk", ask="take-tote"), ana("talk", ask="menu")
    online.shop.recovers()
    other = instance()
    points, again = other("talk", ask="points"), other("talk", ask="take-tote")

    assert (soon["code"], soon["coupon"], menu["coupon"]) == ("coupon_soon", "-", "-")
    assert points["code"] == "points"
    assert online.codes() == [points["coupon"]] == [again["coupon"]]
    assert points["coupon"] in points["message"]
    assert again["code"] == "redeemed"


def test_a_newcomer_who_came_for_a_reward_has_its_code_at_once(
    own: Owner, online: OnlineShop, client: FlaskClient
) -> None:
    own.type_over("Rewards", "tote", "Points", 50)
    own.type_over("Settings", "Bonus spendable", "Value", "at once")
    answer = {"ask": "take-tote"}
    for typed in ("", "ana@example.com"):
        contact = {"id": "7001", "last_input_text": typed, "custom_fields": {"Loyalty ask": answer["ask"]}}
        headers = {"Authorization": f"Bearer {SECRET}"}
        answer = client.post("/manychat/talk", json={"contact": contact}, headers=headers).get_json()

    assert answer["code"] == "redeemed"
    assert online.codes() == [answer["coupon"]]


def test_the_button_opens_the_cart(online: OnlineShop, ana: Tap) -> None:
    taken = ana("redeem/block", reward="tote", channel="messenger")
    [button] = taken["content"]["messages"][-1]["buttons"]

    assert violations(taken, Channel.MESSENGER) == ()
    assert online.shop.bill(online.shop.open(button["url"])).goods == 0


def test_an_email_brings_code_and_link_once_they_are_there(
    own: Owner, online: OnlineShop, ana: Tap, night: Night, hour: Hour, mailbox: MailBox
) -> None:
    own.type_over("Settings", "Letters", "Value", "coupon")
    online.shop.fails(Refused(503), times=None)
    ana("redeem", reward="tote")
    hour()
    before = texts(mailbox, "ana@example.com")
    online.shop.recovers()
    night()
    hour()
    [told] = texts(mailbox, "ana@example.com")
    [code] = online.codes()

    assert before == []
    assert code in told
    assert f"{online.shop.url}/" in told


def test_the_owner_is_written_to_in_the_morning(
    own: Owner, online: OnlineShop, ana: Tap, night: Night, mailbox: MailBox
) -> None:
    own.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")
    own.type_over("Settings", "Owner note", "Value", "no")
    online.shop.fails(Refused(401), times=None)
    ana("redeem", reward="tote")
    night()
    [letter] = [one.message for one in mailbox.letters if "owner@" in str(one.message["To"])]

    assert "your shop still has to make codes" in str(letter["Subject"])
    assert "401" in texts(mailbox, "owner@shop.example")[0]


def test_whoever_waited_for_a_code_hears_that_the_night_brought_none_and_so_does_the_owner(
    own: Owner, online: OnlineShop, ana: Tap, night: Night, hour: Hour, mailbox: MailBox
) -> None:
    own.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")
    own.type_over("Settings", "Owner note", "Value", "no")
    own.type_over("Settings", "Letters", "Value", "coupon")
    online.shop.fails(Refused(503), times=None)
    soon = ana("redeem", reward="tote")
    [row] = [row for row in own.tab("Coupons") if row.get("Member")]
    own.type_over("Coupons", row["Code"], "Issued", row["Issued"] - 0.1)  # some hours of that day
    own.type_over("Rewards", "tote", "Product id", "999")
    online.shop.recovers()
    night()
    hour()
    night()
    hour()
    [told], [to_owner] = texts(mailbox, "ana@example.com"), texts(mailbox, "owner@shop.example")

    assert soon["code"] == "coupon_soon"
    assert "could not make the coupon for the Tote bag" in " ".join(told.split())
    assert "The 200 points that it cost are yours again." in " ".join(told.split())
    assert "has no product with the number 999" in " ".join(to_owner.split())


def test_whoever_heard_it_in_the_chat_gets_no_email_about_it(
    own: Owner, ana: Tap, night: Night, hour: Hour, mailbox: MailBox
) -> None:
    own.type_over("Settings", "Letters", "Value", "coupon")
    own.type_over("Rewards", "tote", "Product id", "999")
    assert ana("redeem", reward="tote")["code"] == "coupon_refused"
    night()
    hour()

    assert texts(mailbox, "ana@example.com") == []


def test_places_in_the_product_link_are_filled_for_codes_of_a_pool_too(
    owner: Owner, app: Any, hour: Hour, mailbox: MailBox
) -> None:
    tap = tapping(app)
    page = "https://shop.example/tote?code={code}&mail={email}&by={member}"
    owner.type_over("Rewards", "tote", "Product link", page)
    owner.type_over("Settings", "Letters", "Value", "coupon")
    tap("join", email="ana@example.com")
    for number in ("1042", "1051", "1063"):
        tap("claim", order_number=number)
    [ana] = [row for row in owner.tab("Members") if row.get("Email") == "ana@example.com"]
    cards = tap("rewards/block", channel="messenger")
    taken = tap("redeem", reward="tote")
    hour()
    [told] = texts(mailbox, "ana@example.com")
    link = f"https://shop.example/tote?code={taken['coupon']}&mail=ana%40example.com&by={ana['Member']}"

    assert '"https://shop.example/tote"' in json.dumps(cards)
    assert taken["coupon_link"] == link
    assert link in taken["message"]
    assert link in told
