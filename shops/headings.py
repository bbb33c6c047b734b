"""Headings: what a column of a file is called, and how the export of one shop or program looks by them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from loyalty.model.orders import OrderStatus
from loyalty.model.written.unseen import seen
from loyalty.model.written.written_days import DayForm
from shops.bought.bought_fields import GOODS, PRODUCT_LINES, SHOP_GOODS

Headings = tuple[str, ...]

FIELDS = (
    *("Order", "Email", "Amount", "Currency", "Placed", "Status", "Refunded", "Products", "Coupons"),
    *(GOODS, PRODUCT_LINES, "Phone"),
)
"""The columns of the tab Orders that a shop can fill."""
OTHER_NAMES = {"Order number": "Order", "Total": "Amount", "Date": "Placed", "Product": "Products", "Mail": "Email"}
LINE_AMOUNT, LESS, LINE_STATUS, CANCELLED, PAID_ON = "Line amount", "Less", "Line status", "Cancelled", "Paid on"
"""Fields of only some files: amounts of lines, discounts, whether a line or the whole order is cancelled, and the day
of its payment, without which it is not paid."""
CHANGED = "Changed"
"""When the shop has changed the order last: an older version of it that comes later is known for what it is."""
REFUND_ID = "Refund ID"
"""What a line below zero is called by itself: with it, or with its day, one refund is told from the next."""
SHOP_AMOUNT = "Shop amount"
"""A field of our own tab: the amount that the shop has told later."""
SHOP_SAYS = "Shop says"
"""A field of our own tab: a status, and after it the address or the phone number that the shop has told later."""
OWN_HEADINGS: Mapping[str, Headings] = {
    "Order": ("Order", "Order number", "Order no", "Заказ", "الطلب"),
    "Email": ("Email", "Mail", "Почта", "البريد"),
    "Amount": ("Amount", "Total", "Сумма", "المبلغ"),
    "Currency": ("Currency", "Валюта", "العملة"),
    "Placed": ("Placed", "Date", "Дата заказа", "تاريخ الطلب"),
    "Status": ("Status", "Статус", "الحالة"),
    SHOP_AMOUNT: ("Shop amount", "Сумма от магазина", "مبلغ المتجر"),
    SHOP_SAYS: ("Shop says", "Магазин говорит", "المتجر يقول"),
    "Refunded": ("Refunded", "Возвращено", "المسترد", "Shop refunded", "Возврат от магазина", "مسترد المتجر"),
    "Products": ("Products", "Product", "Items", "Товары", "المنتجات"),
    "Coupons": ("Coupons", "Coupon", "Discount code", "Купоны", "القسائم"),
    GOODS: ("Goods", "За товары", "ثمن المنتجات"),
    PRODUCT_LINES: ("Product lines", "Строки товаров", "بنود المنتجات"),
    "Phone": ("Phone", "Телефон", "الهاتف"),
    SHOP_GOODS: ("Shop goods", "Товары от магазина", "منتجات المتجر"),
}
"""What the tab Orders itself calls them, in each language of a sheet; a test holds it to the catalogs."""
OWN_MEMBER_HEADINGS: Mapping[str, Headings] = {
    "Email": ("Email", "Почта", "البريد"),
    "Points": ("Points", "Баллы", "النقاط"),
    "Name": ("Name", "Имя", "الاسم"),
    "Tier": ("Tier", "Уровень", "المستوى"),
    "Birthday": ("Birthday", "День рождения", "عيد الميلاد"),
}
"""The same of the tab Members."""
COMMON_HEADINGS = (
    *("Bestellnummer", "Größe", "Käufer", "Währung", "Stück"),
    *("Numéro", "Numéro de commande", "Référence", "Prénom", "Quantité", "Payé", "Date de création"),
    *("Número", "Número de pedido", "Teléfono", "Año", "Correo electrónico", "Número do pedido", "Situação", "Preço"),
    *("Zamówienie", "Numer zamówienia", "Zamówienia", "Data zamówienia", "Wartość", "Płatność", "Ilość", "Imię"),
    *("Objednávka", "Číslo objednávky", "Částka", "Množství", "Rendelés", "Rendelésszám", "Összeg", "Fizetési mód"),
    *("Номер", "Номер заказа", "Дата", "Сумма", "Имя", "Телефон", "Email", "Эл. почта", "Итого", "Товар", "Клиент"),
    *("رقم", "رقم الطلب", "التاريخ", "الإجمالي", "المجموع", "الاسم", "الهاتف", "البريد الإلكتروني", "المنتج", "العميل"),
    *("Sipariş", "Sipariş no", "Müşteri", "Ürün", "Tutar"),
)
"""What files are often headed with: read by nobody, but they show which encoding a file is in."""


@dataclass(frozen=True, slots=True)
class Shop:
    """How one export looks: the headings that identify it, and those of each field; the first with a value counts.

    ``LINE_AMOUNT`` and ``LESS`` are added up over all their headings and all lines of an order. A heading that ends
    with ``*`` stands for all headings that begin with it. ``needs`` are fields that one of their headings must be there
    for. ``statuses`` are words that mean something else than elsewhere, folded by ``fold_status``. ``footers`` are what
    lines begin with that the shop writes below the orders, and that hold no money.
    """

    name: str
    known_by: Headings
    columns: Mapping[str, Headings]
    decimal: str = ""
    days: DayForm | None = None
    needs: Headings = ()
    statuses: Mapping[str, OrderStatus] = field(default_factory=dict)
    footers: Headings = ()


OWN = Shop(
    "the headings of the tab Orders",
    (),
    {**OWN_HEADINGS, REFUND_ID: ("Refund ID", "Refund number")},
    needs=("Order", "Email", "Amount"),
)


def fold_heading(text: str) -> str:
    """A heading as it is compared: ``"Order ID "`` is ``"orderid"``; ``#`` counts, as in ``Order #``."""
    return "".join(sign for sign in seen(text).casefold() if sign.isalnum() or sign == "#")


def known_shop(headings: Iterable[str], shops: Iterable[Shop]) -> Shop | None:
    """The shop whose export has these headings; None if none of them has."""
    there = set(map(fold_heading, headings))
    return next(
        (
            shop
            for shop in shops
            if there.issuperset(map(fold_heading, shop.known_by))
            and all(not there.isdisjoint(map(fold_heading, shop.columns[name])) for name in shop.needs)
        ),
        None,
    )


def mapped_shop(columns: Mapping[str, str], known: Shop | None = None, *, own: Shop = OWN) -> Shop:
    """The known shop, or else the headings of our own, with what the owner says with --map instead of theirs.

    A blank heading takes a field away. An amount of the order and amounts of its lines replace each other.
    """
    base = dict((known or own).columns)
    if columns.get("Amount"):
        base.pop(LINE_AMOUNT, None)
        base.pop(LESS, None)
    if columns.get(LINE_AMOUNT):
        base.pop("Amount", None)
    said = {name: (heading,) if heading else () for name, heading in columns.items()}
    name = f"{known.name}, and as --map says" if known else "as --map says"
    return replace(known or own, name=name, known_by=(), needs=(), columns={**base, **said})


def places(columns: Mapping[str, Headings], headings: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """The columns (from 0) of each field, in the order in which its headings are listed."""
    folded = [fold_heading(heading) for heading in headings]
    return {name: tuple(dict.fromkeys(_places(asked, folded))) for name, asked in columns.items()}


def _places(asked: Headings, folded: Collection[str]) -> Iterable[int]:
    for heading in asked:
        wanted, open_ended = fold_heading(heading), heading.endswith("*")
        yield from (
            at
            for at, heading_there in enumerate(folded)
            if heading_there == wanted or (open_ended and heading_there.startswith(wanted))
        )
