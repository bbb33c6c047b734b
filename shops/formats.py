"""The shops whose order exports are known, by their headings.

Where the headings are from:

- Shopify: "Exporting orders" in its help centre, and docs.xbp.app on its lines: one for each item, and what belongs to
  the order on the first of them alone.
- WooCommerce: the source of its Analytics (``Reports/Orders/Controller.php``), "Import and Export of WooCommerce
  Orders" at woocommerce.com, and the headings of the plugin Advanced Order Export as others import them.
- Etsy: ``EtsySoldOrderItems`` and ``EtsySoldOrders`` of Shop Manager, as they stand in the tests of public projects.
- Amazon: Seller Central's help 201648780, "Order Report", and the flat file of all orders in public libraries.
- Magento: "Order Workspace" in Adobe's merchant documentation (github.com/magento/merchdocs), with its columns.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from loyalty.model.orders import OrderStatus
from loyalty.model.unseen import seen
from loyalty.model.written.order_statuses import ALL_WORDS
from loyalty.model.written.written_days import DayForm
from shops.bought_fields import (
    GOODS,
    LINE_LESS,
    LINE_TOTAL,
    OFF_SHIPPING,
    PRICE,
    PRODUCT_LINES,
    QUANTITY,
    SHIPPING,
    SKU,
    TAX,
)
from words.amounts import POINT

Headings = tuple[str, ...]

FIELDS = (
    *("Order", "Email", "Amount", "Currency", "Placed", "Status", "Refunded", "Products", "Coupons"),
    *(GOODS, PRODUCT_LINES),
)
"""The columns of the tab Orders that a shop can fill."""
OTHER_NAMES = {"Order number": "Order", "Total": "Amount", "Date": "Placed", "Product": "Products", "Mail": "Email"}
LINE_AMOUNT, LESS, LINE_STATUS, CANCELLED = "Line amount", "Less", "Line status", "Cancelled"
"""Fields of only some files: amounts of lines, discounts, and whether a line or the whole order is cancelled."""
CHANGED = "Changed"
"""When the shop has changed the order last: an older version of it that comes later is known for what it is."""
SHOP_AMOUNT = "Shop amount"
"""A field of our own tab: the amount that the shop has told later."""
SHOP_SAYS = "Shop says"
"""A field of our own tab: a status, and after it the address that the shop has told later."""
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
}
"""What the tab Orders itself calls them, in each language of a sheet; a test holds it to the catalogs."""
OWN_MEMBER_HEADINGS: Mapping[str, Headings] = {
    "Email": ("Email", "Почта", "البريد"),
    "Points": ("Points", "Баллы", "النقاط"),
    "Name": ("Name", "Имя", "الاسم"),
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
    for. ``statuses`` are words that mean something else than elsewhere, folded by ``fold_status``.
    """

    name: str
    known_by: Headings
    columns: Mapping[str, Headings]
    decimal: str = ""
    days: DayForm | None = None
    needs: Headings = ()
    statuses: Mapping[str, OrderStatus] = field(default_factory=dict)


SHOPIFY = Shop(
    "Shopify",
    ("Name", "Financial Status", "Lineitem name"),
    {
        "Order": ("Name",),
        "Email": ("Email",),
        "Amount": ("Total",),
        "Currency": ("Currency",),
        "Placed": ("Created at",),
        "Status": ("Financial Status",),
        "Refunded": ("Refunded Amount",),
        "Products": ("Lineitem name",),
        SHIPPING: ("Shipping",),
        TAX: ("Taxes",),
        SKU: ("Lineitem sku",),
        QUANTITY: ("Lineitem quantity",),
        PRICE: ("Lineitem price",),
        LINE_LESS: ("Lineitem discount",),
        "Coupons": ("Discount Code",),
        CANCELLED: ("Cancelled at",),
    },
    decimal=POINT,
)
WOOCOMMERCE_ANALYTICS = Shop(
    "WooCommerce (Analytics)",
    ("Order #", "N. Revenue (formatted)"),
    {
        "Order": ("Order #",),
        "Amount": ("Net Sales", "N. Revenue"),
        "Placed": ("Date",),
        "Status": ("Status",),
        "Products": ("Product(s)",),
        "Coupons": ("Coupon(s)",),
    },
    decimal=POINT,
)
WOOCOMMERCE = Shop(
    "WooCommerce",
    ("order_id", "order_date", "order_total"),
    {
        "Order": ("order_number", "order_id"),
        "Email": ("billing_email", "customer_email"),
        "Amount": ("order_total",),
        "Currency": ("order_currency",),
        "Placed": ("order_date",),
        "Status": ("status", "order_status"),
        "Refunded": ("refunded_total", "refund_items", "refunds"),
        "Products": ("item_name", "line_items", "line_item_*"),
        SHIPPING: ("shipping_total",),
        TAX: ("tax_total",),
        "Coupons": ("coupon_items",),
    },
    decimal=POINT,
)
WOOCOMMERCE_ADVANCED = Shop(
    "WooCommerce (Advanced Order Export)",
    ("Order Number", "Order Status", "Order Total Amount"),
    {
        "Order": ("Order Number",),
        "Email": ("Email (Billing)",),
        "Amount": ("Order Total Amount",),
        "Currency": ("Order Currency",),
        "Placed": ("Order Date",),
        "Status": ("Order Status",),
        "Refunded": ("Order Refund Amount",),
        "Products": ("Item Name",),
        "Coupons": ("Coupon Code",),
        SHIPPING: ("Order Shipping Amount",),
        TAX: ("Order Total Tax Amount",),
        SKU: ("SKU",),
        QUANTITY: ("Quantity",),
        PRICE: ("Item Cost",),
    },
    decimal=POINT,
)
ETSY_ITEMS = Shop(
    "Etsy (Sold Order Items)",
    ("Sale Date", "Item Name", "Item Total", "Order ID"),
    {
        "Order": ("Order ID",),
        LINE_AMOUNT: ("Item Total",),
        "Currency": ("Currency",),
        "Placed": ("Sale Date",),
        "Products": ("Item Name",),
        "Coupons": ("Coupon Code",),
        SKU: ("SKU",),
        QUANTITY: ("Quantity",),
        LINE_TOTAL: ("Item Total",),
    },
    days=DayForm.MONTH_FIRST,
)
ETSY_ORDERS = Shop(
    "Etsy (Sold Orders)",
    ("Sale Date", "Order ID", "Order Value", "Order Total"),
    {
        "Order": ("Order ID",),
        "Amount": ("Order Total",),
        "Currency": ("Currency",),
        "Placed": ("Sale Date",),
        "Status": ("Status",),
        "Coupons": ("Coupon Code",),
        SHIPPING: ("Shipping",),
        TAX: ("Sales Tax",),
    },
    days=DayForm.MONTH_FIRST,
)
AMAZON_ITEMS = {
    "Currency": ("currency",),
    "Placed": ("purchase-date",),
    "Email": ("buyer-email",),
    "Status": ("order-status",),
    "Products": ("product-name", "item-name"),
    LINE_AMOUNT: ("item-price", "shipping-price", "gift-wrap-price"),
    LESS: ("item-promotion-discount", "ship-promotion-discount"),
    LINE_STATUS: ("item-status",),
    SHIPPING: ("shipping-price",),
    OFF_SHIPPING: ("ship-promotion-discount",),
    SKU: ("sku",),
    QUANTITY: ("quantity", "quantity-purchased"),
    LINE_TOTAL: ("item-price",),
    LINE_LESS: ("item-promotion-discount",),
}
AMAZON_REPORT = Shop(
    "Amazon (Order Report)",
    ("order-id", "order-item-id", "purchase-date", "item-price"),
    {"Order": ("order-id",), **AMAZON_ITEMS},
    days=DayForm.MONTH_FIRST,
)
AMAZON_ALL = Shop(
    "Amazon (All Orders)",
    ("amazon-order-id", "purchase-date", "item-price"),
    {"Order": ("amazon-order-id",), CHANGED: ("last-updated-date",), **AMAZON_ITEMS},
)
MAGENTO = Shop(
    "Magento",
    ("ID", "Purchase Point", "Purchase Date", "Grand Total (Purchased)"),
    {
        "Order": ("ID",),
        "Email": ("Customer Email",),
        "Amount": ("Grand Total (Purchased)",),
        "Placed": ("Purchase Date",),
        "Status": ("Status",),
        "Refunded": ("Total Refunded",),
    },
    statuses={"closed": OrderStatus.REFUNDED, "suspected fraud": OrderStatus.UNPAID},
)
OWN = Shop("the headings of the tab Orders", (), OWN_HEADINGS, needs=("Order", "Email", "Amount"))
SHOPS = (
    SHOPIFY,
    WOOCOMMERCE_ANALYTICS,
    WOOCOMMERCE_ADVANCED,
    WOOCOMMERCE,
    ETSY_ITEMS,
    ETSY_ORDERS,
    AMAZON_ALL,
    AMAZON_REPORT,
    MAGENTO,
    OWN,
)


def fold_heading(text: str) -> str:
    """A heading as it is compared: ``"Order ID "`` is ``"orderid"``; ``#`` counts, as in ``Order #``."""
    return "".join(sign for sign in seen(text).casefold() if sign.isalnum() or sign == "#")


def known_shop(headings: Iterable[str], shops: Iterable[Shop] = SHOPS) -> Shop | None:
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


@cache
def known_words() -> frozenset[str]:
    """Headings and statuses that files have, in small letters: what shows which encoding a file is in."""
    headings = [heading for shop in SHOPS for some in shop.columns.values() for heading in some]
    members = [heading for some in OWN_MEMBER_HEADINGS.values() for heading in some]
    return frozenset(" ".join(word.casefold().split()) for word in (*headings, *members, *ALL_WORDS, *COMMON_HEADINGS))


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
