"""The words that people write for each action, in English, Russian and Arabic, and those that add nothing."""

from collections.abc import Mapping

from manychat.talk.command import Action
from manychat.talk.spelling import folded
from words.locales import SOURCE
from words.ref_links import CONVERSATION

_WORDS: Mapping[Action, str] = {
    Action.JOIN: "join joining register registration signup enroll subscribe membership "
    "вступить вступаю вступление присоединиться присоединяюсь регистрация зарегистрироваться зарегистрируйте "
    "участвовать انضم انضمام الانضمام انضمام اشترك اشتراك الاشتراك تسجيل التسجيل سجلني سجل",
    Action.ORDER: "order orders ordered oder purchase purchased receipt claim "
    "заказ заказа заказы заказов заказу заказал заказала покупка покупку чек "
    "طلب طلبي الطلب طلبيه طلبية طلبيتي طلبيات طلبت اوردر الاوردر",
    Action.POINTS: "point points balance score pts "
    "балл баллы баллов балла балов балы очки очков бонусы бонусов баланс "
    "نقاط نقاطي النقاط نقطه نقطة رصيد رصيدي الرصيد",
    Action.REWARDS: "reward rewards prize prizes gift gifts catalog catalogue "
    "награда награды наград подарок подарки подарков приз призы призов "
    "مكافأة مكافاه المكافاه مكافات المكافات مكافاتي مكافآت هديه هدية هدايا الهدايا جائزه جائزة جوائز الجوائز",
    Action.COUPONS: "coupon coupons voucher vouchers promocode promo "
    "купон купоны купонов купона промокод промокоды ваучер "
    "قسيمة قسيمه قسائم القسائم قسائمي كوبون كوبونات الكوبونات كوبوناتي",
    Action.HISTORY: "history statement activity "
    "история историю истории операции "
    "سجلي السجل تاريخ تاريخي حركات الحركات كشف",
    Action.REFER: "refer referral invite invitation friend friends recommend "
    "друг друга друзья друзей другу пригласить приглашение приглашу порекомендовать реферал "
    "صديق صديقي صديقتي اصدقاء اصدقائي الاصدقاء دعوه دعوة ادعو ادع",
    Action.SURVEY: "survey questionnaire poll quiz "
    "опрос опросы анкета анкету вопросы "
    "استبيان الاستبيان استطلاع الاستطلاع",
    Action.BIRTHDAY: "birthday birthdate bday born рождения рождение днюха др ميلاد ميلادي الميلاد عيدميلاد",
    Action.TIER: "tier tiers level rank status "
    "уровень уровня уровни статус ранг "
    "مستوى مستواي المستوى مستوي المستوي درجه درجتي",
    Action.LEAVE: "leave quit unsubscribe unregister "
    "выйти уйти покинуть отписаться отпишите отписка "
    "مغادرة مغادره المغادره اغادر الغاء إلغاء",
    Action.EXPORT: "export data download экспорт выгрузка выгрузить данные تصدير بياناتي",
    Action.MENU: "menu help start commands options "
    "меню помощь старт начало команды начать "
    "قائمة قائمه القائمه القائمة مساعده مساعدة المساعده ابدا ابدأ",
    Action.HUMAN: "human operator agent person manager support "
    "человек человека человеком оператор оператора оператором менеджер менеджера менеджером сотрудник консультант "
    "живой живым "
    "إنسان انسان موظف موظفه الموظف شخص بشري ممثل خدمه خدمة",
}
KEYWORDS: Mapping[str, Action] = {folded(word): action for action, words in _WORDS.items() for word in words.split()}
"""The action that a word means, in the form in which words are compared."""

JOINS_WITH = ("sign up", "sign me up", "become a member", "стать участником", "хочу в программу", "хочу в клуб")
LEAVES_WITH = (
    "delete me", "delete my account", "delete my data", "remove me", "stop", "opt out",
    "удалите меня", "удали меня", "удалить меня", "удалить аккаунт", "удалите мои данные", "стоп",
    "احذفني", "احذفوني", "احذف حسابي", "احذف بياناتي", "توقف", "الغاء الاشتراك", "الغاء اشتراكي",
)  # fmt: skip
EXPORTS_WITH = (
    "my data", "what do you store about me", "what do you know about me", "all my data", "мои данные",
    "что вы обо мне храните", "что вы знаете обо мне", "ما هي بياناتي",
)  # fmt: skip
BIRTHDAYS_WITH = (
    "день рождения",
    "мой день рождения",
    "у меня день рождения",
    "عيد ميلادي",
    "عيد ميلاد",
    "تاريخ ميلادي",
)
_PHRASES: Mapping[Action, tuple[str, ...]] = {
    Action.JOIN: JOINS_WITH,
    Action.LEAVE: LEAVES_WITH,
    Action.EXPORT: EXPORTS_WITH,
    Action.BIRTHDAY: BIRTHDAYS_WITH,
    Action.HUMAN: ("خدمة العملاء", "служба поддержки", "поддержка", "customer service", "talk to a human"),
    Action.MENU: ("loyalty",),
    Action.COUPONS: ("promo code", "coupon code", "promo codes"),
    Action.HISTORY: ("سجل النقاط", "تاريخ النقاط", "سجل نقاطي"),
}
PHRASES: Mapping[tuple[str, ...], Action] = {
    tuple(map(folded, phrase.split())): action for action, phrases in _PHRASES.items() for phrase in phrases
}
"""What is only meant by several words together, or by a word that alone would mean too much."""

BOTH_MEANT: Mapping[frozenset[Action], Action] = {
    frozenset({Action.POINTS, Action.HISTORY}): Action.HISTORY,
    frozenset({Action.POINTS, Action.ORDER}): Action.ORDER,
    frozenset({Action.POINTS, Action.REWARDS}): Action.REWARDS,
    frozenset({Action.ORDER, Action.HISTORY}): Action.HISTORY,
    frozenset({Action.REFER, Action.POINTS}): Action.REFER,
    frozenset({Action.JOIN, Action.MENU}): Action.JOIN,
    frozenset({Action.HUMAN, Action.MENU}): Action.HUMAN,
}
"""Which of two actions is meant when both are named."""

_LETTERS = {"ru": ("а", "я"), "ar": ("\u0620", "\u064a")}
"""The first and the last letter of the scripts that words begin in."""


def trigger_words(language: str) -> tuple[str, ...]:
    """One word for each action, for a trigger that asks whether a message contains one of them.

    In English those of the contract, which links for WhatsApp bring. Whatever else people write reaches the flow by
    the Default Reply.
    """
    if language == SOURCE:
        return (CONVERSATION, *Action)
    first, last = _LETTERS[language]
    spelled = ([word for word in words.split() if first <= word[0] <= last] for words in _WORDS.values())
    return tuple(words[0] for words in spelled if words)


YES = frozenset({"yes", "да", "نعم"})
"""What alone confirms that somebody wants to leave."""
