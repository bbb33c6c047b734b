"""What kept somebody from buying, by the words that they say it in, in English, Russian and Arabic."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from loyalty.model.identifiers import fold


class Hindrance(StrEnum):
    """What can have kept somebody from buying."""

    SHIPPING = "shipping"
    PRICE = "price"
    CHOICE = "choice"
    WAITING = "waiting"
    TRUST = "trust"
    PAYMENT = "payment"
    NO_NEED = "no need"


_COSTLY = ["expens", "cost", "дорог", "стоит", "стоимост", "غالي", "مكلف", "تكلف"]
"""What is said of whatever is expensive: the shipping, where that is named, and else the price."""
_BEGINNINGS: Mapping[Hindrance, str] = {
    Hindrance.SHIPPING: "ship postage deliver freight carriage courier достав пересыл почт курьер شحن توصيل بريد",
    Hindrance.PRICE: "price pricy pricey discount cheap afford budget цен скид дешев бюджет سعر اسعار خصم ميزاني رخيص",
    Hindrance.CHOICE: "size sizing fit fits colour color choice stock sold available selection variety model "
    "размер цвет выбор налич распрод ассортимент модел مقاس لون الوان خيار متوفر مخزون نفد تشكيل",
    Hindrance.WAITING: "wait slow long delay time queue weeks ждать жду ждал долг медлен срок врем недел "
    "انتظ بطي طويل تاخ وقت اسبوع",
    Hindrance.TRUST: "trust return refund exchange scam safe unsure review quality warranty guarantee довер возврат "
    "вернуть обмен обман боюсь боял отзыв качеств гарант ثقه اثق ارجاع استرداد استبدال احتيال امن جوده ضمان",
    Hindrance.PAYMENT: "pay paying payment card paypal checkout instal оплат карт рассроч دفع بطاق تقسيط",
    Hindrance.NO_NEED: "need browsing looking нужн смотр احتاج حاجه",
}
"""What a word begins with that says so."""
_BEFORE = re.compile(r"^(?:[وفبكل]?ال|لل|[وبفل](?=..))")
"""What Arabic writes together with a word: the article, *and*, *with*, *for*."""
_ALIKE = str.maketrans("أإآىة", "ااايه")
_WORDS = re.compile(r"[^\W\d_]+")


def hindrances_in(text: str) -> Mapping[Hindrance, tuple[str, ...]]:
    """What the text names, each with the words that say so, folded; nothing where no word is known.

    It goes by words alone: "shipping was no problem" names the shipping, too.
    """
    words = _WORDS.findall(fold(text))
    found = {kind: _that_begin(words, beginnings.split()) for kind, beginnings in _BEGINNINGS.items()}
    expensive = _that_begin(words, _COSTLY)
    costly = Hindrance.SHIPPING if found[Hindrance.SHIPPING] else Hindrance.PRICE
    found[costly] = tuple(dict.fromkeys((*found[costly], *expensive)))
    return {kind: said for kind, said in found.items() if said}


def _that_begin(words: Sequence[str], beginnings: Sequence[str]) -> tuple[str, ...]:
    """Each of the words once that begins so."""
    return tuple(dict.fromkeys(word for word in words if any(_begins(word, beginning) for beginning in beginnings)))


def _begins(word: str, beginning: str) -> bool:
    plain = word.translate(_ALIKE)
    return plain.startswith(beginning) or _BEFORE.sub("", plain).startswith(beginning)
