"""What people write while six digits are awaited, in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manychat.talk.typed.awaited_digits import six_digits, wants_email_again

MISSES_IT = (
    *("I got no email", "resend", "send again", "no email", "i did not receive the code", "the email has not come"),
    *("didn't get it", "didn’t get the email", "where is my code?", "can you send it again please", "nothing came"),
    *("it never arrived", "Send the code again!", "new code", "I haven't received anything", "still no email", "again"),
    *("once more", "there is no email", "code not received", "not in my spam folder", "I'm still waiting for the code"),
    *("письмо не пришло", "я не получил письмо", "не получила код", "нет письма", "письма нет", "ничего не пришло"),
    *("пришлите ещё раз", "отправьте снова", "код не приходит", "где письмо?", "где код", "ещё раз", "новый код"),
    *("вышлите код повторно", "как получить код", "повторите пожалуйста", "не пришло", "отправить код еще раз"),
    *(
        "لم يصل البريد",
        "لم تصلني الرسالة",
        "لم يصلني شيء",
        "ما وصلني الكود",
        "أعد الإرسال",
        "ارسل مرة اخرى",
        "أين الرمز؟",
    ),
    *("إعادة الإرسال", "لم استلم الرمز", "لا يوجد بريد", "ابعت تاني", "مرة أخرى", "لم أستلم البريد الإلكتروني"),
    *("ما وصل شي", "أرسل الرمز مجددا", "لم يصلني الإيميل", "رمز جديد"),
)
MEANS_ELSE = (
    *(
        "is it in stock?",
        "no",
        "yes",
        "hello",
        "email",
        "send my points",
        "do you send abroad?",
        "what's new",
        "thanks",
    ),
    *("when does my parcel come?", "my code", "start again", "ok", "wait", "no thanks", "how are you", "menu", ""),
    *("нет", "где мой заказ", "новый заказ", "где вы", "как дела", "что нового", "мои баллы", "لا", "لا شكرا", "نقاطي"),
)


@pytest.mark.parametrize("typed", MISSES_IT)
def test_who_misses_the_email_is_understood(typed: str) -> None:
    assert wants_email_again(typed)


@pytest.mark.parametrize("typed", MEANS_ELSE)
def test_whoever_means_something_else_is_not_sent_an_email(typed: str) -> None:
    assert not wants_email_again(typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("349604", "349604"),
        ("the code is 349604", "349604"),
        ("код 349604", "349604"),
        ("الرمز هو ٣٤٩٦٠٤", "349604"),
        ("3 4 9 6 0 4", "349604"),
        ("349-604", "349604"),
        ("349 604.", "349604"),
        ("３４９６０４", "349604"),
        ("order 1042, code 349604", "349604"),
        ("+7 911 234-56-78", ""),
        ("24.12.90", ""),
        ("349604 or 349605", ""),
        ("34960", ""),
        ("3496041", ""),
        ("hello", ""),
        ("", ""),
    ],
)
def test_the_only_six_digits_of_a_message_are_found(typed: str, digits: str) -> None:
    assert six_digits(typed) == digits


@given(st.text(max_size=200))
def test_what_is_found_is_six_digits_or_nothing(typed: str) -> None:
    found = six_digits(typed)

    assert found == "" or (len(found) == 6 and found.isascii() and found.isdecimal())
