"""The customers of the shop, and what each of them does in the chat."""

from collections.abc import Mapping

from tests.updating.shops import Contact, Shop

NAMES = {
    "en": "Ana Boris Layla Clara Dmitri Farah Grace Hugo Ines Jonas Kofi Lena Marco Nadia Omar Petra",
    "ru": "Анна Борис Лейла Клара Дмитрий Фарида Галина Игорь Инна Яна Кирилл Лена Марк Надя Олег Пётр",
    "ar": "آنا بوريس ليلى كلارا ديما فرح غادة هادي إيناس يونس كريم لينا مروان نادية عمر بطرس",
}
LANGUAGES = {"en": "English", "ru": "Russian", "ar": "Arabic"}
ANA, BORIS, LAYLA, CLARA, DMITRI, FARAH, GRACE, HUGO, INES, JONAS, KOFI, LENA, MARCO, NADIA, OMAR, PETRA = range(16)
BOUNCED = HUGO
"""Their mailbox does not exist."""


def email(person: int) -> str:
    """Where a person gets letters."""
    return f"{'bounced' if person == BOUNCED else 'person'}{person}@example.com"


def contact(shop: Shop, person: int, *, again: bool = False) -> Contact:
    """A person as ManyChat knows them, each by a channel of their own; ``again`` by a second one."""
    language = LANGUAGES[shop.language if person % 5 else ("ar", "en", "ru")[person // 5 % 3]]
    known = {
        "id": str(70_000 + person + 500 * again),
        "first_name": NAMES[shop.language].split()[person],
        "language": language,
    }
    number = (person + again) % 4
    if number == 1:
        return {**known, "ig_id": 1784140000000000000 + person, "ig_username": f"person.{person}"}
    if number == 2:
        return {**known, "whatsapp_phone": f"+49301230{person:02}", "last_interaction": None}
    return known | ({"channel": "telegram"} if number == 3 else {})


def join(shop: Shop, person: int, *, again: bool = False, **more: object) -> None:
    """A person joins by a channel, with the digits of a letter where the shop asks for them."""
    who, named = contact(shop, person, again=again), {"email": email(person), **more}
    answer = shop.tap(who, "join", expect="joined|code_sent|already_member|contact_added", **named)
    if answer["code"] == "code_sent":
        digits = shop.digits_sent_to(email(person))
        shop.tap(who, "join", expect="code_wrong", **named | {"code": "000000" if digits != "000000" else "111111"})
        shop.tap(who, "join", expect="joined|already_member|contact_added", **named | {"code": digits})


def claim(shop: Shop, person: int, number: str) -> int:
    """A person claims an order; gives the points it brought, none where the night had booked it."""
    return int(
        shop.tap(contact(shop, person), "claim", expect="claimed|already_claimed", order_number=number)["points_earned"]
    )


def redeem(shop: Shop, person: int, reward: str) -> str:
    """A person takes a reward; gives the coupon's code."""
    return str(shop.tap(contact(shop, person), "redeem", expect="redeemed|asked_owner", reward=reward)["coupon"])


def order(number: int, person: int, amount: float, day: str, **more: object) -> Mapping[str, object]:
    """An order as the shop posts it."""
    return {"order": number, "email": email(person), "amount": amount, "placed": day, "status": "paid", **more}
