"""The plainest shops: no mail server, no key for links, no connection to the shop's software, nothing but the sheet."""

from collections.abc import Iterator

import pytest

from manychat.incoming import Channel
from sandbox.customers import Customer
from sandbox.manychat_flows.conversation import Conversation, Turn
from sandbox.manychat_flows.shop_chats import link_to
from sandbox.story.scene import Scene, open_scene
from tests.sandbox.stories.speeches import SPEECHES, Speech, speaks
from tests.sandbox.stories.telling import booked, comes_by, has_ordered, numbered, points, shown, somebody
from words.locales import locale_for

ENGLISH, RUSSIAN, ARABIC = SPEECHES
PLACES = (
    (Channel.MESSENGER, ENGLISH),
    (Channel.INSTAGRAM, RUSSIAN),
    (Channel.WHATSAPP, ARABIC),
    (Channel.TELEGRAM, RUSSIAN),
)
STAMPS, BY_HAND, ONE_LINK = (
    {channel: somebody(first + number, channel, speech.language) for number, (channel, speech) in enumerate(PLACES)}
    for first in (10, 20, 30)
)


@pytest.fixture(scope="module")
def shop() -> Iterator[Scene]:
    with open_scene(customers=[*STAMPS.values(), *BY_HAND.values(), *ONE_LINK.values()], plain=True) as scene:
        scene.owner.type_over("Settings", "Chat flow", "Value", "")
        scene.owner.type("Rewards", ("coffee", "Espresso", 3, "", "Show this at the counter.", "", "yes", 40, "$1.00"))
        codes = [(f"COFFEE-{number}", "coffee") for number in range(len(PLACES))]
        scene.owner.type("Coupons", *codes, *((f"TOTE-{number}", "tote") for number in range(len(PLACES))))
        yield scene


@pytest.fixture
def scene(shop: Scene, channel: Channel, speech: Speech) -> Scene:
    """Each story begins with the same rules; without a bonus the sums are those of the orders."""
    for setting, value in (("Earn by", "amount"), ("Coupons", "pool"), ("Sign-up bonus", 0)):
        shop.owner.type_over("Settings", setting, "Value", value)
    speaks(shop, speech, channel)
    return shop


def comes_with(chat: Conversation, speech: Speech, number: str) -> Turn:
    """They come by the link of an order, or name it where the channel has no links."""
    return comes_by(chat, link_to(chat.person.channel, f"order-{number}"), speech.order.format(number))


def number_of(reward: str, listed: Turn) -> str:
    """The number under which a list has the reward."""
    [line] = [line for line in shown(listed).splitlines() if reward in line and line[0].isdecimal()]
    return line.partition(".")[0]


def coupons_of(scene: Scene, customer: Customer) -> list[tuple[str, str]]:
    """The codes that the sheet says they have, and how each stands."""
    rows = scene.owner.tab("Coupons")
    return [(row["Code"], row["Status"]) for row in rows if row.get("Email") == customer.email]


@pytest.mark.parametrize(("channel", "speech"), PLACES)
def test_a_point_for_each_order_whatever_it_costs(scene: Scene, channel: Channel, speech: Speech) -> None:
    ana = STAMPS[channel]
    scene.owner.type_over("Settings", "Earn by", "Value", "order")
    numbers = [f"3{place}{ana.number}" for place in (1, 2, 3)]
    for number, amount, days in zip(numbers, ("$4.10", "$93.00", "$2.00"), (9, 6, 3), strict=True):
        has_ordered(scene, ana, number, amount, days_ago=days)
    chat = scene.chats.of(ana)

    comes_with(chat, speech, numbers[0])
    chat.type(ana.email)
    comes_with(chat, speech, numbers[1])
    stood = points(scene, ana)
    twice = comes_with(chat, speech, numbers[1])
    third = chat.type(numbers[2])
    listed = chat.type(speech.rewards)
    taken = chat.type(number_of("Espresso", listed))

    [(code, status)] = coupons_of(scene, ana)
    assert numbers[1] in shown(twice)
    assert stood == 2
    assert "Espresso" in shown(third)
    assert (code.startswith("COFFEE-"), status) == (True, "issued")
    assert code in shown(taken)
    assert (points(scene, ana), booked(scene, ana)) == (0, [1, 1, 1, -3])


@pytest.mark.parametrize(("channel", "speech"), PLACES)
def test_a_coupon_that_the_owner_sends_by_hand(scene: Scene, channel: Channel, speech: Speech) -> None:
    ana = BY_HAND[channel]
    scene.owner.type_over("Settings", "Coupons", "Value", "manual")
    has_ordered(scene, ana, f"31{ana.number}", "$250.00")
    chat, sent = scene.chats.of(ana), f"BY-HAND-{ana.number}"

    comes_with(chat, speech, f"31{ana.number}")
    chat.type(ana.email)
    promised = chat.type(number_of("Tote bag", chat.type(speech.rewards)))
    [(code, status)] = coupons_of(scene, ana)
    before = chat.type(speech.my_coupons)
    scene.owner.type_over("Coupons", code, "Status", "issued")
    scene.owner.type_over("Coupons", code, "Code", sent)
    after = chat.type(speech.my_coupons)

    assert status == "asked"
    assert "Tote bag" in shown(promised)
    assert not any(secret in shown(turn) for turn in (promised, before) for secret in (code, sent))
    assert sent in shown(after)
    assert coupons_of(scene, ana) == [(sent, "issued")]
    assert (points(scene, ana), booked(scene, ana)) == (50, [250, -200])


@pytest.mark.parametrize(("channel", "speech"), PLACES)
def test_the_same_link_for_balance_and_rewards(scene: Scene, channel: Channel, speech: Speech) -> None:
    ana, say = ONE_LINK[channel], locale_for(speech.code, "chat").say
    has_ordered(scene, ana, f"32{ana.number}", "$260.00")
    chat = scene.chats.of(ana)

    def opens() -> Turn:
        return comes_by(chat, link_to(channel, "menu"), speech.menu)

    newcomer = opens()
    chat.type(numbered(newcomer, say("Join")))
    asked = chat.person.fields["Loyalty ask"].partition(";")[0]
    chat.type(ana.email)
    chat.type(speech.order.format(f"32{ana.number}"))
    balance = opens()
    listed = chat.type(numbered(balance, speech.rewards))
    taken = chat.type(number_of("Tote bag", listed))
    again = opens()

    [(code, status)] = coupons_of(scene, ana)
    assert asked == "?email"
    assert "260" in shown(balance)
    assert [line for line in shown(listed).splitlines() if "Tote bag" in line and "200" in line]
    assert status == "issued"
    assert code in shown(taken)
    assert "60" in shown(again)
    assert "260" not in shown(again)
    assert (points(scene, ana), booked(scene, ana)) == (60, [260, -200])
    # No button leads into the flow, which nobody has named: the coupon's leads to its product.
    assert [turn.captions for turn in chat.turns if turn.captions] == [(say("Use it"),)]
    assert taken.captions == (say("Use it"),)


def test_nobody_got_an_email_for_any_of_it(shop: Scene) -> None:
    assert shop.mailbox.letters == ()
    assert [row for row in shop.owner.tab("Emails") if row] == []
    assert len([row for row in shop.owner.tab("Members") if row]) == 3 * len(PLACES)
