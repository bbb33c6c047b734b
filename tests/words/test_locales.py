"""The languages: which one is spoken, how it counts, and how it carries words of another direction."""

from datetime import date

import pytest

from loyalty.model.coupon import Coupon
from loyalty.model.reward import Reward
from loyalty.outcomes.asking import CouponsTold, PointsTold, RewardsTold
from loyalty.outcomes.claiming import OrderTooOld
from loyalty.outcomes.member_standing import HeldCoupon, Standing
from loyalty.outcomes.redeeming import Redeemed
from manychat.say.sentences import sentence
from words.locales import Locale, language_of, language_written, locale_for

EN, RU, AR = (locale_for(language, "chat") for language in ("en", "ru", "ar"))
TOTE = Reward("tote", "Tote bag", 200, link="https://shop.example/tote")
LAYLA = Standing(230, (TOTE,))
CHRISTMAS = date(2026, 12, 22)


@pytest.mark.parametrize(
    ("wishes", "spoken"),
    [
        *((("ar", "ru", "en"), "ar"), (("", "ru_RU", "en"), "ru"), (("fr", "de-DE", "ar-EG"), "ar")),
        *((("", "", ""), "en"), (("klingon",), "en"), ((" RU ", "en"), "ru"), ((), "en")),
    ],
)
def test_the_first_wish_that_we_speak_is_spoken(wishes: tuple[str, ...], spoken: str) -> None:
    assert language_of(*wishes) == spoken


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *(("мои баллы", "ru"), ("хочу stoneware mug", "ru"), ("كم نقاطي؟", "ar"), ("طلب EN-1047", "ar")),
        *(("my points", ""), ("1042", ""), ("١٠٤٢", ""), ("👍", ""), ("", ""), ("点数", ""), ("ﻧﻘﺎﻃﻲ", "ar")),
    ],
)
def test_the_script_of_a_message_tells_its_language_or_nothing(text: str, language: str) -> None:
    assert language_written(text) == language


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((0, "Сейчас у вас 0 баллов."), (1, "Сейчас у вас 1 балл."), (2, "Сейчас у вас 2 балла.")),
        *((3, "Сейчас у вас 3 балла."), (5, "Сейчас у вас 5 баллов."), (11, "Сейчас у вас 11 баллов.")),
        *((21, "Сейчас у вас 21 балл."), (100, "Сейчас у вас 100 баллов."), (101, "Сейчас у вас 101 балл.")),
        *((112, "Сейчас у вас 112 баллов."), (1250, "Сейчас у вас 1\xa0250 баллов.")),
    ],
)
def test_russian_counts_in_three_forms(number: int, said: str) -> None:
    assert sentence(PointsTold(Standing(number)), RU).splitlines()[0] == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((0, "رصيدك الآن: 0 نقطة."), (1, "رصيدك الآن: نقطة واحدة."), (2, "رصيدك الآن: نقطتان.")),
        *((3, "رصيدك الآن: 3 نقاط."), (5, "رصيدك الآن: 5 نقاط."), (11, "رصيدك الآن: 11 نقطة.")),
        *((21, "رصيدك الآن: 21 نقطة."), (100, "رصيدك الآن: 100 نقطة."), (101, "رصيدك الآن: 101 نقطة.")),
        *((110, "رصيدك الآن: 110 نقاط."), (1250, "رصيدك الآن: 1,250 نقطة.")),
    ],
)
def test_arabic_counts_in_six_forms(number: int, said: str) -> None:
    assert sentence(PointsTold(Standing(number)), AR).splitlines()[0] == said


@pytest.mark.parametrize(("spoken", "said"), [(AR, "رصيدك الآن: -1 نقطة."), (RU, "Сейчас у вас -1 балл.")])
def test_points_below_zero_are_told_in_digits_even_where_one_point_is_said_in_words(spoken: Locale, said: str) -> None:
    assert sentence(PointsTold(Standing(-1)), spoken).startswith(said)


@pytest.mark.parametrize(
    ("number", "russian", "arabic"),
    [
        *(
            (1, "больше 1 дня,", "من يوم واحد،"),
            (2, "больше 2 дней,", "من يومين،"),
            (3, "больше 3 дней,", "من 3 أيام،"),
        ),
        *((21, "больше 21 дня,", "من 21 يومًا،"), (90, "больше 90 дней,", "من 90 يومًا،")),
        *((100, "больше 100 дней,", "من 100 يوم،"), (105, "больше 105 дней,", "من 105 أيام،")),
    ],
)
def test_days_are_counted_too(number: int, russian: str, arabic: str) -> None:
    outcome = OrderTooOld(LAYLA, "1042", number)

    assert russian in sentence(outcome, RU)
    assert arabic in sentence(outcome, AR)


def test_a_name_of_the_other_direction_is_kept_apart_in_a_sentence() -> None:
    arabic = Reward("tote", "حقيبة (XL)", 200)

    assert "\u2068Tote bag\u2069 (200 نقطة)" in sentence(RewardsTold(LAYLA, (TOTE,)), AR)
    assert "\u2068حقيبة (XL)\u2069 (200 points)" in sentence(RewardsTold(LAYLA, (arabic,)), EN)
    assert "Tote bag (200 баллов)" in sentence(RewardsTold(LAYLA, (TOTE,)), RU)


@pytest.mark.parametrize("spoken", [EN, RU, AR])
def test_a_name_cannot_turn_the_sentence_around_it(spoken: Locale) -> None:
    hostile = Reward("tote", "\u202eTote\u2066 bag\u2069\u2069", 200)

    said = sentence(RewardsTold(LAYLA, (hostile,)), spoken)

    assert "Tote bag" in said
    assert not {"\u202e", "\u2066"} & set(said)
    assert said.count("\u2068") == said.count("\u2069")


def test_in_arabic_codes_and_links_stand_alone_on_their_lines() -> None:
    held = HeldCoupon(Coupon("MUG-7F2K", "mug"), None, asked=False)
    dated = HeldCoupon(Coupon("TOTE-7K4M", "tote", expires=CHRISTMAS), TOTE, asked=False)

    taken = sentence(Redeemed(LAYLA, TOTE, "ABCD-1234", CHRISTMAS, again=False), AR).splitlines()
    told = sentence(CouponsTold(LAYLA, (dated, held) * 4), AR).splitlines()

    assert {"ABCD-1234", "https://shop.example/tote"} <= set(taken)
    assert (told.count("TOTE-7K4M"), told.count("MUG-7F2K")) == (3, 2)
    assert told[-1] == "و3 غيرها"


def test_a_coupon_reads_as_a_whole_in_russian_and_in_arabic() -> None:
    outcome = Redeemed(LAYLA, TOTE, "ABCD-1234", CHRISTMAS, again=False)

    assert sentence(outcome, RU).splitlines() == [
        "Подарок ваш: «Tote bag». Пусть порадует!",
        "Ваш код: ABCD-1234",
        "Последний день: 22 декабря 2026\u202fг.",
        "Использовать здесь: https://shop.example/tote",
        "У вас осталось 230 баллов.",
    ]
    assert sentence(outcome, AR).splitlines() == [
        "أصبحت الهدية لك: «\u2068Tote bag\u2069». نتمنى أن تنال إعجابك!",
        "رمزك:",
        "ABCD-1234",
        "آخر يوم للاستخدام: 22 ديسمبر 2026",
        "للاستخدام هنا:",
        "https://shop.example/tote",
        "المتبقي في رصيدك: 230 نقطة.",
    ]


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_the_words_on_buttons_are_short_enough_to_be_shown(language: str) -> None:
    spoken = locale_for(language, "chat")

    assert max(len(spoken.say(caption)) for caption in ("Use it", "Take it", "See it")) <= 20
