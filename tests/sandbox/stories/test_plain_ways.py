"""The plainest shops: no mail server, no key for links, no connection to the shop's software, nothing but the sheet."""

from collections.abc import Iterator

import pytest

from manychat.incoming import Channel
from sandbox.manychat_flows.shop_chats import link_to
from sandbox.story.scene import Scene, open_scene
from tests.sandbox.stories.telling import booked, has_ordered, shown, somebody

STAMPS, BY_HAND, ONE_LINK = (somebody(number, Channel.MESSENGER) for number in (11, 12, 13))


@pytest.fixture(scope="module")
def shop() -> Iterator[Scene]:
    with open_scene(customers=(STAMPS, BY_HAND, ONE_LINK), plain=True) as scene:
        scene.owner.type_over("Settings", "Confirm e-mail", "Value", "no")
        scene.owner.type_over("Settings", "Chat flow", "Value", "")
        yield scene


@pytest.fixture
def scene(shop: Scene) -> Scene:
    """Each story begins with the same rules; without a bonus the sums are those of the orders."""
    for setting, value in (("Earn by", "amount"), ("Coupons", "pool"), ("Sign-up bonus", 0)):
        shop.owner.type_over("Settings", setting, "Value", value)
    return shop


def test_a_point_for_each_order_whatever_it_costs(scene: Scene) -> None:
    scene.owner.type_over("Settings", "Earn by", "Value", "order")
    scene.owner.type("Rewards", ("coffee", "Free coffee", 3, "", "Show this at the counter.", "", "yes", 40, "$1.00"))
    scene.owner.type("Coupons", ("COFFEE-1", "coffee"))
    for number, amount, days in (("3001", "$4.10", 9), ("3002", "$93.00", 6), ("3003", "$2.00", 3)):
        has_ordered(scene, STAMPS, number, amount, days_ago=days)
    chat = scene.chats.of(STAMPS)

    chat.open(link_to(Channel.MESSENGER, "order-3001"))
    chat.type(STAMPS.email)
    chat.open(link_to(Channel.MESSENGER, "order-3002"))
    twice = chat.open(link_to(Channel.MESSENGER, "order-3002"))
    third = chat.type("3003")
    taken = chat.type("take coffee")

    assert "claimed this before" in shown(twice)
    assert "Free coffee" in shown(third)
    assert "COFFEE-1" in shown(taken)
    assert booked(scene, STAMPS) == [1, 1, 1, -3]


def test_a_coupon_that_the_owner_sends_by_hand(scene: Scene) -> None:
    scene.owner.type_over("Settings", "Coupons", "Value", "manual")
    has_ordered(scene, BY_HAND, "3101", "$250.00")
    chat = scene.chats.of(BY_HAND)

    chat.open(link_to(Channel.MESSENGER, "order-3101"))
    chat.type(BY_HAND.email)
    promised = chat.type("take tote")
    [waiting] = [row for row in scene.owner.tab("Coupons") if row.get("Status") == "asked"]
    before = chat.type("my coupons")
    scene.owner.type_over("Coupons", waiting["Code"], "Status", "issued")
    scene.owner.type_over("Coupons", waiting["Code"], "Code", "BY-HAND-7")
    after = chat.type("my coupons")

    assert waiting["Code"] not in shown(promised)
    assert "BY-HAND-7" not in shown(before)
    assert "BY-HAND-7" in shown(after)
    assert booked(scene, BY_HAND) == [250, -200]


def test_the_same_link_for_balance_and_rewards(scene: Scene) -> None:
    link = link_to(Channel.MESSENGER, "menu")
    has_ordered(scene, ONE_LINK, "3201", "$260.00")
    chat = scene.chats.of(ONE_LINK)

    newcomer = chat.open(link)
    asked = chat.type("1")
    chat.type(ONE_LINK.email)
    chat.type("order 3201")
    balance = chat.open(link)
    number = next(line for line in shown(balance).splitlines() if line.endswith("Rewards")).partition(".")[0]
    listed = chat.type(number)
    tote = next(line for line in shown(listed).splitlines() if "Tote bag (" in line).partition(".")[0]
    taken = chat.type(tote)
    again = chat.open(link)

    assert "1. Join" in shown(newcomer)
    assert "e-mail address" in shown(asked)
    assert "260 points" in shown(balance)
    assert "Tote bag (200 points)" in shown(listed)
    assert "TOTE-7K4M" in shown(taken)
    assert "60 points" in shown(again)
    assert not any(
        turn.captions for turn in chat.turns if "See it" not in turn.captions and "Use it" not in turn.captions
    )


def test_nobody_got_an_email_for_any_of_it(scene: Scene) -> None:
    assert scene.mailbox.letters == ()
    assert [row for row in scene.owner.tab("Emails") if row] == []
