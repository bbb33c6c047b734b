"""What no live account has told yet: however ManyChat behaves, words lead through, and nothing is booked twice."""

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from manychat.incoming import Channel
from sandbox.manychat_flows.assumptions import EXPECTED, Assumptions
from sandbox.manychat_flows.conversation import NothingToTap
from sandbox.manychat_flows.shop_chats import ShopChats, link_to
from sandbox.story.demo_shop import in_order_mail
from sandbox.story.scene import Scene, open_scene
from tests.sandbox.stories.telling import booked, has_ordered, somebody

SWITCHES = [switch.name for switch in fields(Assumptions)]
PEOPLE = {switch: somebody(20 + place, Channel.MESSENGER) for place, switch in enumerate(SWITCHES)}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with open_scene(customers=PEOPLE.values()) as scene:
        scene.owner.type("Coupons", *((f"TOTE-{number}", "tote") for number in range(len(PEOPLE))))
        yield scene


@pytest.mark.parametrize("switch", SWITCHES)
def test_words_lead_to_a_coupon_and_nothing_is_booked_twice(scene: Scene, switch: str) -> None:
    turned = replace(EXPECTED, **{switch: not getattr(EXPECTED, switch)})
    ana = PEOPLE[switch]
    chat = ShopChats(scene.chats.page, scene.chats.flows, turned).of(ana)
    number = f"40{ana.number}"
    signed = in_order_mail(number)
    has_ordered(scene, ana, number, "$210.00")

    for _ in range(2):
        chat.open(link_to(Channel.MESSENGER, signed))
        for text in ("join", ana.email, signed.replace("-", " "), "rewards", "take tote", "take tote"):
            chat.type(text)
    taps = [caption for turn in chat.turns for caption in turn.captions if caption not in ("Use it", "See it")]
    for caption in dict.fromkeys(taps):
        chat.tap(caption)
    kept = chat.type("my coupons")

    assert "TOTE-" in kept.text
    assert booked(scene, ana) == [50, 210, -200]


def test_a_page_of_the_shops_own_is_no_way_into_the_chat(scene: Scene) -> None:
    chat = scene.chats.of(PEOPLE[SWITCHES[0]])
    chat.type("my coupons")

    with pytest.raises(NothingToTap):
        chat.tap("Use it")
