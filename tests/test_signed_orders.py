"""A signed order number, as only the shop's order mail has it: its points go to whoever shows it, over HTTP."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from manychat.incoming import Channel
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from service.order_links import signed_number
from tests.taps import SECRET, Tap, tapping
from tests.test_talk import FLOW, Chat

KEY, OLDER = "the-key-of-the-order-mail", "the-older-key-of-the-order-mail"


@pytest.fixture(autouse=True)
def shop(environment: pytest.MonkeyPatch, owner: Owner) -> Owner:
    """Whose order mail signs, and which has orders of Ana's and of somebody else's."""
    environment.setenv("ORDER_LINK_KEY", f"{KEY},{OLDER}")
    owner.type_over("Settings", "Chat flow", "Value", FLOW)
    owner.type("Orders", ["2001", "gift@example.com", 70], ["MF-2002", "gift@example.com", 30], ["٢٠٠٣", "b@x.org", 20])
    return owner


@pytest.fixture
def tap(app: Flask) -> Tap:
    return tapping(app)


def test_an_address_is_not_asked_for_where_the_order_mail_itself_is_shown(tap: Tap) -> None:
    tap("join", email="ana@example.com")

    told = tap("claim", order_number=signed_number("2001", KEY))

    assert (told["code"], told["points"]) == ("claimed", 120)
    assert "2001_" not in told["message"]


@pytest.mark.parametrize(
    "number",
    [
        "2001",
        signed_number("2001", "somebody-elses-key-entirely"),
        signed_number("2002", KEY).replace("2002", "2001"),
        signed_number("2001", KEY)[:-1] + "g",
        signed_number("2001", KEY)[:-1],
        f"2001_{signed_number('2001', KEY)}",
    ],
)
def test_without_the_order_mails_own_proof_somebody_elses_order_is_as_unknown_as_ever(tap: Tap, number: str) -> None:
    tap("join", email="ana@example.com")

    assert tap("claim", order_number=number)["code"] == "unknown_order"


@pytest.mark.parametrize(
    "shown",
    [
        signed_number("2001", KEY),
        f"#{signed_number('2001', KEY)}",
        signed_number("2001", KEY).upper(),
        signed_number("2001", OLDER),
        f"order {signed_number('2001', KEY)}",
        f"order--{signed_number('2001', KEY)}",
        f" {signed_number('#2001', KEY)} ",
        signed_number("MF-2002", KEY),
        signed_number("٢٠٠٣", KEY),
    ],
)
def test_the_proof_holds_however_the_link_brings_it(tap: Tap, shown: str) -> None:
    tap("join", email="ana@example.com")

    assert tap("claim", order_number=shown)["code"] == "claimed"


def test_an_order_that_one_has_claimed_by_its_link_no_other_can(tap: Tap) -> None:
    tap("join", email="ana@example.com")
    tap("join", 7002, email="boris@example.com")
    first = tap("claim", order_number=signed_number("2001", KEY))
    again = tap("claim", order_number=signed_number("2001", KEY))
    other = tap("claim", 7002, order_number=signed_number("2001", KEY))

    assert [first["code"], again["code"], other["code"]] == ["claimed", "already_claimed", "unknown_order"]


def test_who_has_guessed_too_often_can_still_show_a_link(tap: Tap) -> None:
    tap("join", email="ana@example.com")
    guesses = [tap("claim", order_number=str(number))["code"] for number in range(9001, 9012)]

    assert guesses[-1] == "too_many_tries"
    assert tap("claim", order_number=signed_number("2001", KEY))["code"] == "claimed"


def test_numbers_of_links_that_the_shop_does_not_know_yet_are_no_guesses(tap: Tap) -> None:
    tap("join", email="ana@example.com")
    for number in range(9001, 9013):
        assert tap("claim", order_number=signed_number(str(number), KEY))["code"] == "unknown_order"

    assert tap("claim", order_number="1042")["code"] == "claimed"


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("typed", [False, True], ids=["link", "typed"])
def test_a_newcomer_comes_by_a_signed_link_with_any_address(client: FlaskClient, channel: Channel, typed: bool) -> None:
    chat = Chat(client, channel=channel)
    word = signed_number("2001", KEY)
    asked = chat.says(f"order {word}") if typed else chat.follows(f"order-{word}")

    joined = chat.says("ana@example.com")

    assert (asked["code"], joined["code"], joined["points"]) == ("ask_email", "claimed", 120)
    assert word not in asked["message"] + joined["message"]
    assert "2001" in asked["message"]


@pytest.mark.parametrize(("address", "code"), [("gift@example.com", "claimed"), ("ana@example.com", "code_sent")])
def test_where_addresses_are_proved_the_orders_own_link_proves_its_own_address(
    client: FlaskClient, shop: Owner, mailbox: MailBox, address: str, code: str
) -> None:
    shop.type_over("Settings", "Confirm e-mail", "Value", "on")
    chat = Chat(client)
    chat.follows(f"order-{signed_number('2001', KEY)}")

    assert chat.says(address)["code"] == code
    assert [letter.recipients for letter in mailbox.letters] == ([] if code == "claimed" else [("ana@example.com",)])


def test_without_a_key_a_signed_number_is_a_typed_one(environment: pytest.MonkeyPatch, tap: Tap) -> None:
    environment.delenv("ORDER_LINK_KEY")
    tap("join", email="ana@example.com")

    assert tap("claim", order_number=signed_number("2001", KEY))["code"] == "unknown_order"
    assert tap("claim", order_number=signed_number("1042", KEY))["code"] == "claimed"


def test_many_guesses_at_once_are_no_more_than_ten(client: FlaskClient, tap: Tap) -> None:
    tap("join", email="ana@example.com")

    def guesses(number: int) -> str:
        body = {"contact": {"id": 7001}, "order_number": str(number)}
        answer = client.application.test_client().post(
            "/manychat/claim", json=body, headers={"Authorization": f"Bearer {SECRET}"}
        )
        return str(answer.get_json()["code"])

    with ThreadPoolExecutor(38) as pool:
        told = Counter(pool.map(guesses, range(9001, 9039)))

    assert told == {"unknown_order": 10, "too_many_tries": 28}


def test_five_wrong_codes_for_an_address_end_the_tries_of_every_contact(tap: Tap, shop: Owner) -> None:
    shop.type_over("Settings", "Confirm e-mail", "Value", "on")
    told = [tap("join", 7001 + n, email="ana@example.com", code=f"00000{n}")["code"] for n in range(7)]

    assert told == ["code_wrong"] * 5 + ["too_many_tries"] * 2
    assert tap("join", 7001, email="boris@example.com", code="000009")["code"] == "code_wrong"
