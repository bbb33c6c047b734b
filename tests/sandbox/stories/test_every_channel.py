"""The main story on every channel in every language, with the settings of a new sheet: by taps through the block, by
words and numbers through External Request, with the digits of the email or the signed link of the order mail.
"""

from collections.abc import Iterator

import pytest

from manychat.incoming import Channel
from sandbox.manychat_flows.shop_chats import ShopChats, link_to
from sandbox.story.demo_shop import in_order_mail
from sandbox.story.scene import Scene, flows, open_scene
from tests.sandbox.stories.speeches import PLACES, SPEECHES, Speech, customer, speaks
from tests.sandbox.stories.telling import (
    booked,
    comes_by,
    digits_for,
    has_ordered,
    letters_to,
    numbered,
    points,
    shown,
    somebody,
    tote_in,
)

BY_TAPS, IN_WORDS, EARLY = 10, 60, 130
BELIEVED = somebody(90, Channel.MESSENGER)
PICTURE = "https://marigoldandfinch.example/pictures/tote.png"
LOOKING = {channel: somebody(96 + number, channel) for number, channel in enumerate(Channel)}
GALLERIES = (Channel.MESSENGER, Channel.INSTAGRAM)
RUSSIANS = {channel: somebody(91 + number, channel, "Russian") for number, channel in enumerate(Channel)}


@pytest.fixture(scope="module")
def shop() -> Iterator[Scene]:
    everybody = [customer(*place, since) for place in PLACES for since in (BY_TAPS, IN_WORDS, EARLY)]
    with open_scene(customers=[*everybody, BELIEVED, *RUSSIANS.values(), *LOOKING.values()]) as scene:
        scene.owner.type("Coupons", *((f"TOTE-{number}", "tote") for number in range(len(everybody) + 1)))
        yield scene


@pytest.fixture
def scene(shop: Scene) -> Scene:
    """The shop as a new sheet has it."""
    [confirm] = [row["Value"] for row in shop.owner.tab("Settings") if row.get("Setting") == "Confirm e-mail"]
    assert confirm == "before points"
    return shop


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_an_orders_link_leads_a_newcomer_to_a_coupon_by_taps(scene: Scene, speech: Speech, channel: Channel) -> None:
    ana = customer(speech, channel, BY_TAPS)
    chat, number = scene.chats.of(ana), f"20{ana.number}"
    speaks(scene, speech, channel)
    has_ordered(scene, ana, number, "$210.00")

    asked = comes_by(chat, link_to(channel, f"order-{number}"), speech.order.format(number))
    again = chat.type("ana@@example.com")
    joined = chat.type(ana.email)
    before = (points(scene, ana), booked(scene, ana))
    claimed = chat.type(digits_for(scene, ana))
    listed = chat.tap(speech.rewards)
    first = "Tote bag" if speech.take not in listed.captions else speech.take
    taken = chat.tap(first, on="Tote bag")
    kept = chat.tap(speech.coupons)

    assert number in shown(asked)
    assert shown(again)
    assert all(part in shown(joined) for part in ("Finch Club", "50", "a…@example.com"))
    assert before == (50, [50])
    assert all(part in shown(claimed) for part in (number, "260"))
    assert all(reward in shown(listed) for reward in ("Tote bag", "Stoneware mug", "Wool blanket"))
    assert tote_in(taken) == tote_in(kept)
    assert (points(scene, ana), booked(scene, ana)) == (60, [50, 210, -200])


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_the_signed_link_leads_there_in_words_without_a_code_where_the_block_is_not_to_be_had(
    scene: Scene, speech: Speech, channel: Channel
) -> None:
    ana = customer(speech, channel, IN_WORDS)
    chat = ShopChats(scene.chats.page, flows(scene.address, by_request=True)).of(ana)
    number = f"20{ana.number}"
    speaks(scene, speech, channel)
    has_ordered(scene, ana, number, "$210.00")
    signed = in_order_mail(number)

    comes_by(chat, link_to(channel, signed), speech.order.format(signed.removeprefix("order-")))
    joined = chat.type(ana.email)
    listed = chat.type(numbered(joined, speech.rewards))
    taken = chat.type("1")
    kept = chat.type(speech.my_coupons)

    assert "1. " in shown(listed)
    assert tote_in(taken) == tote_in(kept)
    assert booked(scene, ana) == [50, 210, -200]
    assert letters_to(scene, ana) == ()


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_who_comes_before_the_shop_has_told_of_the_order_need_not_come_again(
    scene: Scene, speech: Speech, channel: Channel
) -> None:
    ana = customer(speech, channel, EARLY)
    chat, number = scene.chats.of(ana), f"20{ana.number}"
    speaks(scene, speech, channel)
    signed = in_order_mail(number)

    comes_by(chat, link_to(channel, signed), speech.order.format(signed.removeprefix("order-")))
    joined = chat.type(ana.email)
    before = booked(scene, ana)
    has_ordered(scene, ana, number, "$210.00")
    chat.type(speech.menu)  # the first answer after it sees the owner's new row, the next one what that brings
    asked = chat.type(speech.points)

    assert number in shown(joined)
    assert before == [50]
    assert "260" in shown(asked)


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_the_shop_is_left_alone_with_who_wants_it_and_who_leaves_is_asked_once(
    scene: Scene, speech: Speech, channel: Channel
) -> None:
    speaks(scene, speech, channel)
    chat = scene.chats.of(customer(speech, channel, BY_TAPS))

    handed = chat.type(speech.human)
    tagged = set(chat.person.tags)
    silent = chat.type(speech.thanks)
    back = chat.type(speech.menu)
    sure = chat.type(speech.leave)
    left = chat.type(speech.yes)

    assert speech.handed in shown(handed)
    assert tagged == {"Loyalty human"}
    assert shown(silent) == ""
    assert speech.wish in shown(back)
    assert shown(sure)
    assert shown(left)
    assert points(scene, customer(speech, channel, BY_TAPS)) is None


def test_with_the_setting_of_older_sheets_what_is_typed_is_believed_and_no_email_asks_for_it(shop: Scene) -> None:
    shop.owner.type_over("Settings", "Confirm e-mail", "Value", "no")
    has_ordered(shop, BELIEVED, "2090", "$210.00")
    chat = shop.chats.of(BELIEVED)

    chat.open(link_to(Channel.MESSENGER, "order-2090"))
    joined = chat.type(BELIEVED.email)
    shop.owner.type_over("Settings", "Confirm e-mail", "Value", "before points")

    assert "260" in shown(joined)
    assert booked(shop, BELIEVED) == [50, 210]
    assert letters_to(shop, BELIEVED) == ()


@pytest.mark.parametrize("channel", Channel)
def test_who_writes_russian_is_understood_and_answered_in_it(scene: Scene, channel: Channel) -> None:
    russian = next(speech for speech in SPEECHES if speech.code == "ru")
    ana = RUSSIANS[channel]
    scene.owner.type_over("Settings", "Language", "Value", "en")
    chat = scene.chats.of(ana)
    chat.type("вступить")
    chat.type(ana.email)

    answered = chat.type("меню")
    scene.owner.type_over("Members", ana.email, "Language", "ru")
    in_hers = chat.type("меню")

    assert russian.wish in shown(answered)
    assert russian.wish in shown(in_hers)


@pytest.mark.parametrize("channel", Channel)
def test_rewards_are_shown_with_their_pictures_where_the_channel_has_galleries(scene: Scene, channel: Channel) -> None:
    scene.owner.type_over("Rewards", "tote", "Image", PICTURE)
    scene.owner.type_over("Settings", "Language", "Value", "en")
    chat = scene.chats.of(LOOKING[channel])
    chat.type("join")
    chat.type(LOOKING[channel].email)

    listed = chat.type("rewards")
    scene.owner.type_over("Rewards", "tote", "Image", "")

    seen = [(bubble.text.partition("\n")[0], bubble.picture) for bubble in listed.bubbles if bubble.picture]
    assert shown(listed)
    assert seen == ([("1. Tote bag", PICTURE)] if channel in GALLERIES else [])
    assert ("Take it" in listed.captions) == (channel in GALLERIES)
