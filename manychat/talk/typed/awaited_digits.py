"""What somebody writes while six digits are awaited: the digits among other words, or that no email has come."""

import re

from manychat.talk.filler_words import ADDRESS_WORDS, FILLERS
from manychat.talk.spelling import folded, plain_digits, tokens

_RUN = re.compile(r"\d(?:[\s\-–—]*\d)*")
_BETWEEN = re.compile(r"\D")
_HOW_MANY = 6


def _each(*lines: str) -> frozenset[str]:
    return frozenset(folded(word) for line in lines for word in line.split())


_EMAIL = ADDRESS_WORDS | _each(
    "mails emails letter message code codes digits number passcode otp one inbox spam junk folder",
    "письмо письма письме код кода коды цифры цифр сообщение емейл имэйл мейл спам спаме",
    "البريد بريد الالكتروني الكتروني الايميل رسالة الرسالة رساله الرساله الرمز رمز كود الكود الارقام ارقام شي شيء أي",
)
_ARRIVES = _each(
    "get got getting receive received receiving arrive arrived arriving arrives come came coming comes find found",
    "waiting",
    "приходит пришло пришел пришли приходило приходил получил получила получаю получено получить дошло дошел доходит",
    "вижу видно",
    "يصل يصلني تصل تصلني وصل وصلت وصلني وصلتني استلم استلمت يات ياتي ياتني تاتي يجي يجني اجد اجده احصل جاني جا",
)
_NOT = _each(
    "no not never nothing none didn't didnt don't dont doesn't doesnt haven't havent hasn't hasnt isn't isnt cannot",
    "can't cant lost missing deleted without anything any yet still",
    "не нет ничего никакого никакое ни без потерял потеряла удалил удалила",
    "لم لا ما يوجد توجد ليس ماوصل ماوصلني مافي لسه لحد",
)
_WHERE = _each("where where's wheres how", "где как", "اين وين فين كيف")
_AGAIN = _each(
    "again resend resent send sent repeat retry",
    "снова опять повторно повтори повторите повторить заново",
    "пришли пришлите прислать отправь отправьте отправить вышли вышлите выслать отправляйте",
    "مجددا ثانية ثانيه ثاني تاني اخرى اعد اعيدوا اعاده اعادة ارسل ارسلوا ارسلها ارسله ارسال الارسال ابعت ابعتوا",
)
_ANOTHER = _each("another new", "новый новое новую другой другое ещё", "جديد جديدة اخر آخر")
"""What means the email only beside its name: somebody may ask what is new."""
_BESIDE = FILLERS | _each(
    "but sorry so me once more time try been was were",
    "раз мне но извините ко на уже пока так и",
    "مرة مره المرة لكن عفوا بعد حتى شيء",
)
_KNOWN = _BESIDE | _EMAIL | _ARRIVES | _NOT | _WHERE | _AGAIN | _ANOTHER
_ONCE_MORE = frozenset(
    tuple(map(folded, phrase.split()))
    for phrase in ("once more", "one more time", "еще раз", "ещё один раз", "مرة أخرى", "مرة ثانية")
)


def six_digits(typed: str) -> str:
    """The only six digits in what was typed, whatever stands between or around them; blank for none, or several."""
    runs = (_BETWEEN.sub("", run) for run in _RUN.findall(plain_digits(typed)))
    found = [run for run in runs if len(run) == _HOW_MANY]
    return found[0] if len(found) == 1 else ""


def wants_email_again(typed: str) -> bool:
    """True for who wants the email once more, or says that it has not come; each of their words has to be known."""
    words = tuple(map(folded, tokens(typed)))
    if words in _ONCE_MORE:
        return True
    if not _KNOWN.issuperset(words):
        return False

    def has(kind: frozenset[str]) -> bool:
        return not kind.isdisjoint(words)

    misses_it = has(_NOT | _WHERE) and has(_EMAIL | _ARRIVES)
    return misses_it or has(_AGAIN) or (has(_ANOTHER) and has(_EMAIL))
