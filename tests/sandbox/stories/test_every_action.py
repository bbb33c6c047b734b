"""Each action of the conversation on every channel in every language: by the block's words and buttons, and by the
numbers of the lists through External Request.
"""

from collections.abc import Iterator

import pytest

from manychat.incoming import Channel
from sandbox.customers import Customer
from sandbox.manychat_flows.conversation import Conversation, Turn
from sandbox.manychat_flows.flow import ASK
from sandbox.manychat_flows.shop_chats import ShopChats
from sandbox.story.scene import Scene, flows, open_scene
from tests.sandbox.stories.speeches import PLACES, Speech, customer, speaks
from tests.sandbox.stories.telling import booked, digits_for, has_ordered, numbered, points, shown, tote_in
from words.locales import Locale, locale_for

BY_BLOCK, BY_REQUEST = 10, 30
ORDER = "30{}"
ALL_OF_IT = [50, 210, -200, 10]
"""For joining, the order, the tote bag and the survey."""


@pytest.fixture(scope="module")
def shop() -> Iterator[Scene]:
    """A new sheet whose owner has thought of everything: each action has something to answer with."""
    everybody = [customer(*place, since) for place in PLACES for since in (BY_BLOCK, BY_REQUEST)]
    with open_scene(customers=everybody) as scene:
        for setting, value in (
            ("Birthday points", 25),
            ("Friend points", 20),
            ("Chat link", "https://m.me/marigoldandfinch?ref=loyalty"),
        ):
            scene.owner.type_over("Settings", setting, "Value", value)
        scene.owner.type("Tiers", ("Silver", 100), ("Gold", 5000))
        scene.owner.type("Survey", ("tea", "Tea or coffee?", "tea, coffee", 10, "yes"))
        scene.owner.type("Coupons", *((f"TOTE-{number}", "tote") for number in range(len(everybody))))
        yield scene


def arrives(scene: Scene, speech: Speech, channel: Channel, since: int) -> tuple[Customer, str, Locale]:
    """Somebody of this place with an order, and the words of the chat's buttons in their language."""
    ana = customer(speech, channel, since)
    speaks(scene, speech, channel)
    number = ORDER.format(ana.number)
    has_ordered(scene, ana, number, "$210.00")
    return ana, number, locale_for(speech.code, "chat")


def waits(chat: Conversation) -> str:
    """The question that the field says is waiting."""
    return chat.person.fields.get(ASK, "").partition(";")[0]


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_each_action_is_reached_by_the_block(shop: Scene, speech: Speech, channel: Channel) -> None:
    ana, number, locale = arrives(shop, speech, channel, BY_BLOCK)
    chat = shop.chats.of(ana)

    newcomers_menu = chat.type(speech.menu)
    chat.tap(locale.say("Join"))
    joining = waits(chat)
    joined = chat.type(ana.email)
    asked_for_digits = chat.type(speech.order.format(number))
    claimed = chat.type(digits_for(shop, ana))
    told = {word: chat.type(word) for word in (speech.points, speech.history, speech.invite, speech.tier)}
    birthday = chat.type(speech.birthday)
    known = chat.type("24.12.1990")
    listed = chat.tap(locale.say("Rewards"))
    taken = chat.tap(speech.take if speech.take in listed.captions else "Tote bag", on="Tote bag")
    kept = chat.tap(speech.coupons)
    asked = chat.type(speech.survey)
    answered = chat.tap("coffee")
    stood = (points(shop, ana), booked(shop, ana))
    stored = chat.type(speech.stored)
    sure = chat.tap(locale.say("Leave"))
    stayed = chat.tap(locale.say("No, stay"))
    handed = chat.type(speech.human)
    tagged = set(chat.person.tags)
    back = chat.tap(locale.say("Menu"))
    chat.type(speech.leave)
    left = chat.tap(locale.say("Yes, leave"))

    assert speech.wish in shown(newcomers_menu)
    assert joining == "?email"
    assert "50" in shown(joined)
    assert "a…@example.com" in shown(asked_for_digits)
    assert number in shown(claimed)
    assert "260" in shown(told[speech.points])
    assert number in shown(told[speech.history])
    assert "friend-" in shown(told[speech.invite])
    assert "Silver" in shown(told[speech.tier])
    assert "1990" in shown(birthday)
    assert "24" in shown(known)
    assert tote_in(taken) == tote_in(kept)
    assert "Tea or coffee?" in shown(asked)
    assert "10" in shown(answered)
    assert stood == (70, ALL_OF_IT)
    assert ana.email in shown(stored)
    assert locale.say("Yes, leave") in sure.captions
    assert speech.wish in shown(stayed)
    assert speech.handed in shown(handed)
    assert (tagged, chat.person.tags) == ({"Loyalty human"}, set())
    assert speech.wish in shown(back)
    assert shown(left)
    assert points(shop, ana) is None


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_each_action_is_reached_by_the_numbers_of_the_lists(shop: Scene, speech: Speech, channel: Channel) -> None:
    ana, number, locale = arrives(shop, speech, channel, BY_REQUEST)
    chat = ShopChats(shop.chats.page, flows(shop.address, by_request=True)).of(ana)

    def chooses(caption: str, after: Turn) -> Turn:
        return chat.type(numbered(after, locale.say(caption)))

    def from_the_menu(caption: str) -> Turn:
        return chooses(caption, chat.type(speech.menu))

    from_the_menu("Join")
    joining = waits(chat)
    joined = chat.type(ana.email)
    from_the_menu("Add an order")
    which = waits(chat)
    asked_for_digits = chat.type(number)
    claimed = chat.type(digits_for(shop, ana))
    told = {caption: from_the_menu(caption) for caption in ("My points", "My history", "Invite a friend", "My tier")}
    birthday = from_the_menu("My birthday")
    known = chat.type("24.12.1990")
    listed = chooses("Rewards", known)
    taken = chat.type("1")
    kept = chooses("My coupons", taken)
    asked = from_the_menu("Survey")
    answered = chat.type("2")
    stood = (points(shop, ana), booked(shop, ana))
    stored = from_the_menu("My data")
    chooses("Leave", stored)
    leaving = waits(chat)
    stayed = chat.type(speech.thanks)
    handed = from_the_menu("Talk to the shop")
    back = chat.type(speech.menu)
    chooses("Leave", from_the_menu("My data"))
    left = chat.type(speech.yes)

    assert (joining, which, leaving) == ("?email", "?order", "?leave")
    assert "50" in shown(joined)
    assert "a…@example.com" in shown(asked_for_digits)
    assert number in shown(claimed)
    assert "260" in shown(told["My points"])
    assert number in shown(told["My history"])
    assert "friend-" in shown(told["Invite a friend"])
    assert "Silver" in shown(told["My tier"])
    assert "1990" in shown(birthday)
    assert "24" in shown(known)
    assert "Tote bag" in shown(listed)
    assert tote_in(taken) == tote_in(kept)
    assert "Tea or coffee?" in shown(asked)
    assert "10" in shown(answered)
    assert stood == (70, ALL_OF_IT)
    assert ana.email in shown(stored)
    assert stayed.bubbles
    assert speech.handed in shown(handed)
    assert speech.wish in shown(back)
    assert shown(left)
    assert points(shop, ana) is None
    assert not any(turn.captions for turn in chat.turns)
