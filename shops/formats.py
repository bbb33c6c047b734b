"""The shops whose order exports are known, by their headings.

Where the headings are from:

- Shopify: "Exporting orders" in its help centre, and docs.xbp.app on its lines: one for each item, and what belongs to
  the order on the first of them alone.
- WooCommerce: the source of its Analytics (``Reports/Orders/Controller.php``), "Import and Export of WooCommerce
  Orders" at woocommerce.com, and the headings of the plugin Advanced Order Export as others import them.
- Etsy: ``EtsySoldOrderItems`` and ``EtsySoldOrders`` of Shop Manager, as they stand in the tests of public projects.
- Amazon: Seller Central's help 201648780, "Order Report", and the flat file of all orders in public libraries.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from loyalty.model.unseen import seen
from words.amounts import POINT
from words.days import DayForm

Headings = tuple[str, ...]

FIELDS = ("Order", "Email", "Amount", "Currency", "Placed", "Status", "Refunded", "Products", "Coupons")
"""The columns of the tab Orders that a shop can fill."""
OTHER_NAMES = {"Order number": "Order", "Total": "Amount", "Date": "Placed", "Product": "Products", "Mail": "Email"}
LINE_AMOUNT, LESS, LINE_STATUS, CANCELLED = "Line amount", "Less", "Line status", "Cancelled"
"""Fields of only some files: amounts of lines, discounts, and whether a line or the whole order is cancelled."""


@dataclass(frozen=True, slots=True)
class Shop:
    """How one export looks: the headings that identify it, and those of each field; the first with a value counts.

    ``LINE_AMOUNT`` and ``LESS`` are added up over all their headings and all lines of an order. A heading that ends
    with ``*`` stands for all headings that begin with it.
    """

    name: str
    known_by: Headings
    columns: Mapping[str, Headings]
    decimal: str = ""
    days: DayForm | None = None


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
        "Refunded": ("refunded_total",),
        "Products": ("item_name", "line_items", "line_item_*"),
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
    {"Order": ("amazon-order-id",), **AMAZON_ITEMS},
)
OWN = Shop("the headings of the tab Orders", ("Order", "Email", "Amount"), {name: (name,) for name in FIELDS})
SHOPS = (
    SHOPIFY,
    WOOCOMMERCE_ANALYTICS,
    WOOCOMMERCE_ADVANCED,
    WOOCOMMERCE,
    ETSY_ITEMS,
    ETSY_ORDERS,
    AMAZON_ALL,
    AMAZON_REPORT,
    OWN,
)


def fold_heading(text: str) -> str:
    """A heading as it is compared: ``"Order ID "`` is ``"orderid"``; ``#`` counts, as in ``Order #``."""
    return "".join(sign for sign in seen(text).casefold() if sign.isalnum() or sign == "#")


def known_shop(headings: Iterable[str], shops: Iterable[Shop] = SHOPS) -> Shop | None:
    """The shop whose export has these headings; None if none of them has."""
    there = set(map(fold_heading, headings))
    return next((shop for shop in shops if there.issuperset(map(fold_heading, shop.known_by))), None)


def mapped_shop(columns: Mapping[str, str]) -> Shop:
    """A shop whose headings the owner has named with --map."""
    return Shop("as --map says", (), {name: (heading,) for name, heading in columns.items()})


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
