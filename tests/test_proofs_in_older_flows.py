"""Each way to prove an address through the flows for one action each: their requests and blocks, on every channel."""

import re
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient

from manychat.incoming import Channel
from sandbox.mailbox import MailBox
from sandbox.manychat_limits.blocks import flat_violations, violations
from sandbox.owner import Owner
from service.chat.chat_actions import ACTIONS
from service.container import now
from service.order_links import signed_number
from tests.taps import SECRET

KEY = "the-key-of-the-order-mail"
LANGUAGES = ("English", "Russian", "Arabic")
PEOPLE = list(enumerate(product(Channel, LANGUAGES), 7001))


@pytest.fixture(autouse=True)
def careful(owner: Owner, environment: pytest.MonkeyPatch) -> Owner:
    """The owner of a new sheet, with an order for everybody."""
    environment.setenv("ORDER_LINK_KEY", KEY)
    owner.type_over("Settings", "Confirm e-mail", "Value", "before points")
    owner.type_over("Settings", "Chat link", "Value", "https://m.me/marigold?ref=loyalty")
    day = now().date().isoformat()
    owner.type("Orders", *([str(who), f"m{who}@example.com", 60, "USD", day, "paid"] for who, _ in PEOPLE))
    return owner


def asks(client: FlaskClient, path: str, who: int, channel: Channel, language: str, **fields: object) -> Any:
    body = {"contact": {"id": who, "first_name": "Ana", "language": language}, "channel": channel.value, **fields}
    answer = client.post(f"/manychat/{path}", json=body, headers={"Authorization": f"Bearer {SECRET}"})
    assert answer.status_code == 200
    said = answer.get_json()
    if path.endswith("/block"):
        assert violations(said, channel) == ()
    else:
        assert flat_violations({key: value for key, value in said.items() if key != "ask"}) == ()
    return said


def brought(way: str, mailbox: MailBox, who: int) -> dict[str, str]:
    """What the request brings with it, by this way."""
    if way == "link":
        return {"order_number": signed_number(str(who), KEY)}
    letter = mailbox.letters[-1]
    assert letter.recipients == (f"m{who}@example.com",)
    said = str(letter.message.get_content())
    found = re.search(r"\b\d{6}\b" if way == "digits" else r"ref=loyalty--confirm-(\d+_[0-9a-f]{20})", said)
    assert found
    return {"order_number": str(who), "code": found[0] if way == "digits" else found[1]}


@pytest.mark.parametrize("way", ["link", "digits", "button"])
@pytest.mark.parametrize("end", ["", "/block"])
def test_each_proof_is_one_on_every_channel_in_every_language(
    client: FlaskClient, careful: Owner, mailbox: MailBox, way: str, end: str
) -> None:
    for who, (channel, language) in PEOPLE:
        asks(client, f"join{end}", who, channel, language, email=f"m{who}@example.com")
        if way != "link":
            asks(client, f"claim{end}", who, channel, language, order_number=str(who))
        asks(client, f"claim{end}", who, channel, language, **brought(way, mailbox, who))

    assert [bool(row.get("Proved")) for row in careful.tab("Members")] == [True] * len(PEOPLE)
    claimed = [row for row in careful.tab("Ledger") if row["Entry"] == "claim"]
    assert [str(row["For"]) for row in claimed] == [str(who) for who, _ in PEOPLE]


def test_no_answer_of_any_action_on_any_channel_carries_the_secret(client: FlaskClient, careful: Owner) -> None:
    careful.type("Survey", ["taste", "Tea?", "yes, no"])
    fields = {"reward": "tote", "survey": "taste", "email": "m7001@example.com", "order_number": "7001"}

    for channel, action, end in product(Channel, ["join", *ACTIONS, "talk"], ["", "/block"]):
        if action == "leave":
            continue
        said = asks(client, f"{action}{end}", 7001, channel, "English", **fields)
        assert SECRET not in str(said), (action, channel)
