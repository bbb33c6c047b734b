"""The main story on every channel in every language: by taps through the block, by words through External Request."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from manychat.incoming import Channel
from sandbox.customers import Customer
from sandbox.manychat_flows.shop_chats import ShopChats, link_to
from sandbox.story.scene import Scene, flows, open_scene
from tests.sandbox.stories.telling import booked, comes_by, has_ordered, points, shown, somebody


@dataclass(frozen=True, slots=True)
class Speech:
    """What a customer writes and taps in a language, and what they read."""

    code: str
    language: str
    order: str
    rewards: str
    take: str
    coupons: str
    my_coupons: str
    human: str
    handed: str
    menu: str
    wish: str
    leave: str
    yes: str
    thanks: str


SPEECHES = (
    Speech(
        "en", "English", "my order {}", "Rewards", "Take it", "My coupons", "show my coupons please",
        "can I talk to a human", "Somebody from the shop", "menu", "What would you like to do?", "leave", "yes",
        "thanks a lot, see you",
    ),
    Speech(
        "ru", "Russian", "заказ № {}", "Подарки", "Получить", "Мои купоны", "покажите мои купоны",
        "позовите оператора", "сотрудник магазина", "меню", "Что вас интересует?", "выйти", "да",
        "спасибо, до встречи",
    ),
    Speech(
        "ar", "Arabic", "طلب {}", "الهدايا", "أريدها", "قسائمي", "أريد قسائمي",
        "أريد موظف", "أحد موظفي المتجر", "القائمة", "كيف يمكننا مساعدتك؟", "مغادرة", "نعم",
        "شكرا جزيلا إلى اللقاء",
    ),
)  # fmt: skip
PLACES = [(speech, channel) for speech in SPEECHES for channel in Channel]
NUMBERS = {(speech.code, channel): 10 + place for place, (speech, channel) in enumerate(PLACES)}


def customer(speech: Speech, channel: Channel, *, by_request: bool = False) -> Customer:
    """A customer of one place alone."""
    return somebody(NUMBERS[speech.code, channel] + (50 if by_request else 0), channel, speech.language)


@pytest.fixture(scope="module")
def shop() -> Iterator[Scene]:
    everybody = [customer(*place, by_request=by_request) for place in PLACES for by_request in (False, True)]
    with open_scene(customers=everybody) as scene:
        scene.owner.type_over("Settings", "Confirm e-mail", "Value", "no")
        scene.owner.type("Coupons", *((f"TOTE-{number}", "tote") for number in range(len(everybody))))
        yield scene


@pytest.fixture
def scene(shop: Scene, speech: Speech) -> Scene:
    """The shop speaks the story's language: WhatsApp tells none of the customer's."""
    shop.owner.type_over("Settings", "Language", "Value", speech.code)
    return shop


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_an_orders_link_leads_a_newcomer_to_a_coupon_by_taps(scene: Scene, speech: Speech, channel: Channel) -> None:
    ana = customer(speech, channel)
    chat, number = scene.chats.of(ana), f"20{ana.number}"
    has_ordered(scene, ana, number, "$210.00")

    asked = comes_by(chat, link_to(channel, f"order-{number}"), speech.order.format(number))
    again = chat.type("ana@@example.com")
    joined = chat.type(ana.email)
    listed = chat.tap(speech.rewards)
    first = "Tote bag" if speech.take not in listed.captions else speech.take
    taken = chat.tap(first, on="Tote bag")
    kept = chat.tap(speech.coupons)

    code = next(word for word in shown(taken).split() if word.startswith("TOTE-"))
    assert number in shown(asked)
    assert shown(again)
    assert all(part in shown(joined) for part in ("Finch Club", number, "260"))
    assert all(reward in shown(listed) for reward in ("Tote bag", "Stoneware mug", "Wool blanket"))
    assert code in shown(kept)
    assert (points(scene, ana), booked(scene, ana)) == (60, [50, 210, -200])


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_the_same_is_told_in_words_where_the_block_is_not_to_be_had(
    scene: Scene, speech: Speech, channel: Channel
) -> None:
    ana = customer(speech, channel, by_request=True)
    chat = ShopChats(scene.chats.page, flows(scene.address, by_request=True)).of(ana)
    number = f"20{ana.number}"
    has_ordered(scene, ana, number, "$210.00")

    comes_by(chat, link_to(channel, f"order-{number}"), speech.order.format(number))
    joined = chat.type(ana.email)
    numbered = next(line for line in shown(joined).splitlines() if line.endswith(speech.rewards))
    listed = chat.type(numbered.partition(".")[0])
    taken = chat.type("1")
    kept = chat.type(speech.my_coupons)

    code = next(word for word in shown(taken).split() if word.startswith("TOTE-"))
    assert "1. " in shown(listed)
    assert code in shown(kept)
    assert booked(scene, ana) == [50, 210, -200]


@pytest.mark.parametrize(("speech", "channel"), PLACES)
def test_the_shop_is_left_alone_with_who_wants_it_and_who_leaves_is_asked_once(
    scene: Scene, speech: Speech, channel: Channel
) -> None:
    chat = scene.chats.of(customer(speech, channel))

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
    assert points(scene, customer(speech, channel)) is None
