"""The words that people write for each action, in English, Russian and Arabic, and those that add nothing."""

from collections.abc import Mapping

from manychat.talk.command import Action
from manychat.talk.spelling import folded
from words.locales import SOURCE
from words.ref_links import CONVERSATION

_WORDS: Mapping[Action, str] = {
    Action.JOIN: "join joining register registration signup enroll enrol subscribe membership "
    "вступить вступаю вступление присоединиться присоединяюсь регистрация зарегистрироваться зарегистрируйте "
    "участвовать запишите انضم انضمام الانضمام اشترك اشتراك الاشتراك تسجيل التسجيل سجلني سجلوني سجل اسجل انضمامي",
    Action.ORDER: "order orders ordered oder ordre ordr odrer purchase purchased receipt invoice claim "
    "заказ зказ закз закас заказа заказы заказов заказу заказик заказе заказал заказала покупка покупку чек чека "
    "طلب طلبي الطلب طلبيه طلبية طلبيتي طلبيات طلبت طلبنا اوردر الاوردر اوردري اوردرات فاتوره الفاتوره فاتورتي",
    Action.POINTS: "point points balance score pts "
    "балл баллы баллов балла балов балы баллах баллам очки очков бонусы бонусов бонус баланс баланса балики баллики "
    "نقاط نقاطي النقاط بالنقاط نقطه نقطة نقطتي نقط النقط نقطي رصيد رصيدي الرصيد بوينتس بوينت",
    Action.REWARDS: "reward rewards prize prizes gift gifts catalog catalogue freebies freebie "
    "награда награды наград подарок подарки подарков подарочек подарочки приз призы призов каталог "
    "مكافأة مكافاه المكافاه مكافات المكافات مكافاتي مكافآت هديه هدية الهديه هديتي هدايا الهدايا هداياي هديا "
    "جائزه جائزة الجائزه جائزتي جوائز الجوائز جوائزي",
    Action.COUPONS: "coupon coupons voucher vouchers promocode promo "
    "купон купн купоны купонов купона купончик промокод промокоды промокода ваучер ваучеры "
    "قسيمة قسيمه القسيمه قسيمتي قسائم القسائم قسائمي كوبون الكوبون كوبوني كوبونات الكوبونات كوبوناتي كوبن",
    Action.HISTORY: "history statement activity "
    "история историю истории операции движение выписка "
    "سجلي السجل تاريخ تاريخي حركات الحركات كشف",
    Action.REFER: "refer referral invite inviting invitation friend friends recommend "
    "друг друга друзья друзей другу подруга подругу подруге друзьям пригласить пригласи приглашай приглашаю "
    "приглашение приглашения приглашу порекомендовать рекомендовать рекомендация реферал реферальная "
    "صديق صديقي صديقتي صديقه اصدقاء اصدقائي الاصدقاء دعوه دعوة ادعو ادع اعزم",
    Action.SURVEY: "survey questionnaire poll quiz "
    "опрос опросы опросник анкета анкету вопросы "
    "استبيان الاستبيان استطلاع الاستطلاع",
    Action.BIRTHDAY: "birthday birthdate bday born рождения рождение днюха др ميلاد ميلادي الميلاد عيدميلاد",
    Action.TIER: "tier tiers level levels rank status "
    "уровень уровня уровни статус ранг "
    "مستوى مستواي المستوى مستوي المستوي مستوايا مستويات المستويات درجه درجتي",
    Action.LEAVE: "leave quit unsubscribe unsubscribed unregister delete erase "
    "выйти уйти покинуть отписаться отпишите отпишите отписка отпишусь удалить удалите удали удалиться "
    "مغادرة مغادره المغادره اغادر احذف احذفوا امسح",
    Action.EXPORT: "export data download экспорт выгрузка выгрузить данные تصدير بياناتي",
    Action.MENU: "menu help halp start commands options "
    "меню помощь помогите помоги помощи старт начало команды начать "
    "قائمة قائمه القائمه القائمة للقائمه منيو المنيو مساعده مساعدة المساعده ساعدني ساعدوني ساعديني تساعدني ابدا ابدأ",
    Action.HUMAN: "human humans operator agent person manager support someone somebody anyone anybody "
    "representative staff "
    "человек человека человеком человеку людьми оператор оператора оператором оператору менеджер менеджера менеджером "
    "менеджеру сотрудник сотрудника сотрудником консультант консультанта консультантом администратор администратора "
    "администратором продавец продавца продавцом кто-нибудь кого-нибудь кем-нибудь кто-то кем-то живой живым живого "
    "إنسان انسان موظف موظفه الموظف الموظفه موظفين لموظف للموظف شخص احد حد حدا مسؤول المسؤول بشري بشر ممثل مندوب "
    "مدير المدير خدمه خدمة",
}
KEYWORDS: Mapping[str, Action] = {folded(word): action for action, words in _WORDS.items() for word in words.split()}
"""The action that a word means, in the form in which words are compared."""

JOINS_WITH = (
    "sign up", "sign me up", "count me in", "become a member", "стать участником", "хочу в программу", "хочу в клуб",
    "запишите меня", "اصبح عضو", "صير عضو",
)  # fmt: skip
LEAVES_WITH = (
    "delete me", "delete my account", "delete account", "delete my data", "delete data", "erase my data", "remove me",
    "remove my data", "stop", "opt out", "cancel my membership", "cancel membership", "cancel my subscription",
    "cancel subscription", "cancel my account", "close my account", "end my membership", "stop messages",
    "stop emails", "stop writing me", "stop texting me", "remove my account", "remove account", "take me off the list",
    "take me off your list", "take off",
    "удалите меня", "удали меня", "удалить меня", "удалить аккаунт", "удалите аккаунт", "удалить мой аккаунт",
    "удалите мои данные", "удалить мои данные", "удали мои данные", "удалить данные", "стоп", "отменить подписку",
    "отмените подписку", "отмена подписки", "отменить участие", "отменить регистрацию", "не пишите мне",
    "не пишите мне больше", "больше не пишите",
    "хватит писать", "отписаться от рассылки", "удалите все обо мне", "удалите мой номер",
    "احذفني", "احذفوني", "احذف حسابي", "احذفوا حسابي", "احذف بياناتي", "احذفوا بياناتي", "حذف حسابي", "حذف بياناتي",
    "حذف الحساب", "امسح بياناتي", "امسحوا بياناتي", "توقف", "الغاء الاشتراك", "الغاء اشتراكي", "الغ اشتراكي",
    "الغي اشتراكي", "الغوا اشتراكي", "الغي الاشتراك", "الغوا الاشتراك", "احذفوا رقمي", "احذف رقمي",
    "وقفوا الرسائل", "لا ترسلوا لي", "الغاء العضوية", "الغاء عضويتي", "الغاء التسجيل", "الغاء الحساب", "الغاء حسابي",
)  # fmt: skip
CANCELS_WITH = (
    "cancel", "cancel it", "cancel this", "cancel that", "cancel please", "please cancel", "never mind", "nevermind",
    "nvm", "forget it", "forget about it", "abort", "go back", "back", "skip", "leave it", "drop it", "not now",
    "maybe later", "changed my mind", "i changed my mind", "no thanks", "no thank you", "not interested",
    "wait no", "no cancel",
    "отмена", "отмени", "отменить", "отмените", "отменяю", "неважно", "не важно", "забудь", "забудьте", "не надо",
    "ненадо", "не нужно", "ничего не надо", "передумал", "передумала", "я передумал", "я передумала", "назад", "потом",
    "не сейчас", "проехали", "пропустить", "нет спасибо", "нет не надо", "не хочу", "нет не хочу", "отменяй",
    "не интересно", "неинтересно",
    "الغاء", "الغ", "الغي", "الغيه", "كنسل", "لا يهم", "مو مهم", "مش مهم", "ولا يهمك", "انسى", "انس الامر", "خلاص",
    "رجوع", "ارجع", "تخطي", "تراجع", "غيرت رايي", "ليس الان", "مو الحين", "مش دلوقتي", "بعدين", "لا شكرا",
    "لا خلاص", "خلاص لا", "ما ابغى", "ما ابي", "ما بدي", "مش عايز", "مش عايزه", "لا اريد",
)  # fmt: skip
"""What drops a question that we have asked; only ``الغاء الاشتراك`` and the like speak of leaving."""
EXPORTS_WITH = (
    "my data", "what do you store about me", "what do you know about me", "what data do you have", "all my data",
    "мои данные", "что вы обо мне храните", "что вы знаете обо мне", "что вы храните обо мне", "ما هي بياناتي",
    "какие данные обо мне", "что вы знаете про меня",
    "what info do you have on me", "شو بتعرفوا عني", "ماذا تعرفون عني", "ايش تعرفون عني", "بياناتي عندكم",
)  # fmt: skip
ASKS_FOR_POINTS_WITH = (
    "how many do i have", "how much do i have", "how many have i got", "how many i have", "what do i have",
    "сколько у меня", "сколько у меня есть", "сколько накопилось", "сколько накоплено", "что у меня есть",
    "كم عندي", "كم لدي", "كم معي", "كم معاي", "كم صار عندي", "كام عندي", "عندي كام", "عندي كم", "معايا كام", "قديش معي",
    "قديش عندي", "كم جمعت", "شو عندي", "ايش عندي", "ماذا لدي",
)  # fmt: skip
SPENDS_WITH = (
    "spend points", "use points", "use my points", "spend my points", "what can i get", "what can i buy",
    "потратить", "потратить баллы", "списать", "списать баллы", "использовать баллы", "на что потратить баллы",
    "потратить бонусы", "списать бонусы", "что можно взять", "что можно получить", "обмен баллов",
    "что можно купить за баллы", "what can i buy with my points", "what can i get with my points", "وش اقدر اخذ",
    "صرف النقاط", "صرف نقاطي", "استخدام النقاط", "استخدام نقاطي", "استخدم نقاطي", "اصرف نقاطي", "انفاق نقاطي",
)  # fmt: skip
COUPONS_WITH = (
    "promo code", "coupon code", "promo codes", "use coupon", "use voucher", "كود الخصم", "كود خصم", "رمز القسيمة",
)  # fmt: skip
TALKS_WITH = (
    "خدمة العملاء", "служба поддержки", "поддержка", "поддержку", "техподдержка", "customer service",
    "customer support", "talk to a human", "talk to the shop", "call", "contact support",
    "contact the shop", "contact you", "contact", "позвоните мне", "перезвоните",
    "перезвоните мне", "написать магазину", "التحدث مع المتجر", "الدعم", "الدعم الفني", "اتصلوا بي", "كلمني", "كلموني",
)  # fmt: skip
BIRTHDAYS_WITH = (
    "день рождения",
    "мой день рождения",
    "у меня день рождения",
    "дата рождения",
    "дату рождения",
    "عيد ميلادي",
    "عيد ميلاد",
    "تاريخ ميلادي",
)
_PHRASES: Mapping[Action, tuple[str, ...]] = {
    Action.JOIN: JOINS_WITH,
    Action.LEAVE: LEAVES_WITH,
    Action.EXPORT: EXPORTS_WITH,
    Action.BIRTHDAY: BIRTHDAYS_WITH,
    Action.HUMAN: TALKS_WITH,
    Action.POINTS: ASKS_FOR_POINTS_WITH,
    Action.TAKE: SPENDS_WITH,
    Action.MENU: (
        "loyalty",
        "back to menu",
        "back menu",
        "go to menu",
        "go menu",
        "назад в меню",
        "назад меню",
        "رجوع للقائمة",
    ),
    Action.COUPONS: COUPONS_WITH,
    Action.HISTORY: ("سجل النقاط", "تاريخ النقاط", "سجل نقاطي"),
}
NUMBER_WORDS = frozenset(map(folded, ("number", "номер", "رقم")))
"""May stand right before an order's number, without a blank."""
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
NO = frozenset(map(folded, ("no", "nope", "nah", "нет", "неа", "لا", "لأ", "كلا")))
"""What alone declines whatever we have asked, but may answer a survey."""
CANCELS = frozenset(tuple(map(folded, phrase.split())) for phrase in CANCELS_WITH)
