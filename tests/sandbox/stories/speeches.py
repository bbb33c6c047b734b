"""What the customers of the stories write, tap and read in each language, and on which channel."""

from dataclasses import dataclass

from manychat.incoming import Channel
from sandbox.customers import Customer
from sandbox.story.scene import Scene
from tests.sandbox.stories.telling import somebody


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
    history: str
    invite: str
    survey: str
    birthday: str
    tier: str
    stored: str
    points: str


SPEECHES = (
    Speech(
        "en", "English", "my order {}", "Rewards", "Take it", "My coupons", "show my coupons please",
        "can I talk to a human", "Someone from the shop", "menu", "What would you like to do?", "leave", "yes",
        "thanks a lot, see you",
        "my history", "invite a friend", "survey", "birthday", "tier", "my data", "my points please",
    ),
    Speech(
        "ru", "Russian", "заказ № {}", "Подарки", "Получить", "Мои купоны", "покажите мои купоны",
        "позовите оператора", "сотрудник магазина", "меню", "Что вас интересует?", "выйти", "да",
        "спасибо, до встречи",
        "история", "пригласить друга", "опрос", "день рождения", "уровень", "мои данные", "сколько у меня баллов?",
    ),
    Speech(
        "ar", "Arabic", "طلب {}", "الهدايا", "أريدها", "قسائمي", "أريد قسائمي",
        "أريد موظف", "أحد موظفي المتجر", "القائمة", "كيف يمكننا مساعدتك؟", "مغادرة", "نعم",
        "شكرا جزيلا إلى اللقاء",
        "سجل النقاط", "صديق", "استبيان", "عيد ميلادي", "مستوى", "بياناتي", "أريد نقاطي",
    ),
)  # fmt: skip
PLACES = [(speech, channel) for speech in SPEECHES for channel in Channel]
NUMBERS = {(speech.code, channel): place for place, (speech, channel) in enumerate(PLACES)}


def customer(speech: Speech, channel: Channel, since: int) -> Customer:
    """A customer of one place alone; the stories of a file count theirs from different numbers on."""
    return somebody(since + NUMBERS[speech.code, channel], channel, speech.language)


def speaks(scene: Scene, speech: Speech, channel: Channel) -> None:
    """The shop speaks the customer's language on WhatsApp, which tells none of theirs, and elsewhere another one."""
    other = "en" if speech.code != "en" else "ru"
    scene.owner.type_over("Settings", "Language", "Value", speech.code if channel is Channel.WHATSAPP else other)
