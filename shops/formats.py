"""The shops whose order exports are known, by their headings.

Where the headings are from:

- Shopify: "Exporting orders" in its help centre, and docs.xbp.app on its lines: one for each item, and what belongs to
  the order on the first of them alone.
- WooCommerce: the source of its Analytics (``Reports/Orders/Controller.php``), "Import and Export of WooCommerce
  Orders" at woocommerce.com, and the headings of the plugin Advanced Order Export as others import them.
- Etsy: ``EtsySoldOrderItems`` and ``EtsySoldOrders`` of Shop Manager, as they stand in the tests of public projects.
- Amazon: Seller Central's help 201648780, "Order Report", and the flat file of all orders in public libraries.
- Magento: "Order Workspace" in Adobe's merchant documentation (github.com/magento/merchdocs), with its columns.
- Square: Items and Transactions of its dashboard's sales reports, as they stand in the tests of public projects.
- Squarespace: a site's own export in a public project (44 columns); like Shopify's, but for ``Order ID``.
- Wix: the tests of Spreadconnect's client, with all 53 headings.
- BigCommerce: Shopify's transporter (github.com/Shopify/shopify_transporter) and exports that public projects read; its
  statuses from its API's documentation.
- Ecwid: five public projects that read its export; its payment statuses from support.ecwid.com and the older
  kb.ecwid.com. No page of Ecwid's own lists the headings, and none of them has a heading for what went back.
- PrestaShop: the source of its back office (``OrderController::exportAction``); in the language of that back office,
  and only the English one is known here.
- eBay: the Orders report of Seller Hub, as it stands in the tests of public projects: a line of commas before the
  headings, one line for the order and one for each of several items, two lines of its own below.
"""

from functools import cache

from loyalty.model.orders import OrderStatus
from loyalty.model.written.order_statuses import ALL_WORDS
from loyalty.model.written.written_days import DayForm
from shops.bought.bought_fields import (
    CATEGORY,
    GIFT_CARDS,
    LINE_LESS,
    LINE_TOTAL,
    OFF_SHIPPING,
    PRICE,
    PRICE_OR_TOTAL,
    QUANTITY,
    SHIPPING,
    SKU,
    TAX,
    TIPS,
)
from shops.headings import (
    CANCELLED,
    CHANGED,
    COMMON_HEADINGS,
    LESS,
    LINE_AMOUNT,
    LINE_STATUS,
    OWN,
    OWN_MEMBER_HEADINGS,
    PAID_ON,
    REFUND_ID,
    Shop,
)
from words.amounts import POINT

SHOPIFY = Shop(
    "Shopify",
    ("Name", "Financial Status", "Lineitem name"),
    {
        "Order": ("Name",),
        "Email": ("Email",),
        "Phone": ("Phone", "Billing Phone"),
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
        "Phone": ("billing_phone",),
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
        "Phone": ("Phone (Billing)",),
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
    "Phone": ("buyer-phone-number",),
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
SQUARE_EVENTS = {"payment": OrderStatus.PAID}
"""A refund is a line below zero; what else Square may call an event is refused by its name."""
SQUARE_TRANSACTIONS = Shop(
    "Square (Transactions)",
    ("Transaction ID", "Event Type", "Total Collected"),
    {
        "Order": ("Transaction ID",),
        "Amount": ("Total Collected",),
        "Placed": ("Date",),
        "Status": ("Transaction Status", "Event Type"),
        REFUND_ID: ("Payment ID",),
        TAX: ("Tax",),
        TIPS: ("Tip",),
        GIFT_CARDS: ("Gift Card Sales",),
    },
    statuses=SQUARE_EVENTS,
)
SQUARE_ITEMS = Shop(
    "Square (Items)",
    ("Transaction ID", "Event Type", "Item", "Net Sales"),
    {
        "Order": ("Transaction ID",),
        LINE_AMOUNT: ("Net Sales", "Tax"),
        "Placed": ("Date",),
        "Status": ("Event Type",),
        REFUND_ID: ("Payment ID",),
        "Products": ("Item",),
        TAX: ("Tax",),
        SKU: ("SKU",),
        CATEGORY: ("Category",),
        QUANTITY: ("Qty",),
        LINE_TOTAL: ("Net Sales",),
    },
    statuses=SQUARE_EVENTS,
)
SQUARESPACE = Shop(
    "Squarespace",
    ("Order ID", "Financial Status", "Lineitem name"),
    {
        "Order": ("Order ID",),
        "Email": ("Email",),
        "Phone": ("Billing Phone",),
        "Amount": ("Total",),
        "Currency": ("Currency",),
        "Placed": ("Created at",),
        "Status": ("Financial Status",),
        "Refunded": ("Amount Refunded",),
        "Products": ("Lineitem name",),
        SHIPPING: ("Shipping",),
        TAX: ("Taxes",),
        SKU: ("Lineitem sku",),
        QUANTITY: ("Lineitem quantity",),
        PRICE: ("Lineitem price",),
        "Coupons": ("Discount Code",),
        CANCELLED: ("Cancelled at",),
    },
    decimal=POINT,
)
WIX = Shop(
    "Wix",
    ("Order number", "Date created", "Contact email", "Payment status"),
    {
        "Order": ("Order number",),
        "Email": ("Contact email",),
        "Amount": ("Total",),
        "Currency": ("Currency",),
        "Placed": ("Date created",),
        "Status": ("Payment status",),
        "Refunded": ("Refunded amount",),
        "Products": ("Item",),
        SHIPPING: ("Shipping rate",),
        TAX: ("Total tax",),
        SKU: ("SKU",),
        QUANTITY: ("Qty",),
        PRICE: ("Price",),
        "Coupons": ("Coupon code",),
        LINE_STATUS: ("Fulfillment status",),
    },
    decimal=POINT,
)
BIGCOMMERCE = Shop(
    "BigCommerce",
    ("Order ID", "Order Date", "Order Status", "Order Total (inc tax)"),
    {
        "Order": ("Order ID",),
        "Email": ("Customer Email", "Billing Email"),
        "Phone": ("Customer Phone",),
        "Amount": ("Order Total (inc tax)",),
        "Currency": ("Order Currency Code",),
        "Placed": ("Order Date",),
        "Status": ("Order Status",),
        "Refunded": ("Refund Amount",),
        "Products": ("Product Details",),
        SHIPPING: ("Shipping Cost (ex tax)", "Shipping Cost (inc tax)"),
        TAX: ("Tax Total",),
        "Coupons": ("Coupon Details",),
    },
    decimal=POINT,
)
ECWID = Shop(
    "Ecwid",
    ("order_number", "order_total", "payment_status", "timestamp"),
    {
        "Order": ("order_number",),
        "Email": ("email",),
        "Amount": ("order_total",),
        "Placed": ("timestamp",),
        "Status": ("payment_status",),
        "Products": ("name",),
        SHIPPING: ("order_shipping",),
        TAX: ("order_tax",),
        SKU: ("sku",),
        QUANTITY: ("quantity",),
        PRICE: ("price",),
    },
    statuses={"accepted": OrderStatus.PAID, "queued": OrderStatus.UNPAID, "chargeable": OrderStatus.UNPAID},
)
PRESTASHOP = Shop(
    "PrestaShop",
    ("Reference", "New client", "Payment", "Status", "Total"),
    {
        "Order": ("Reference",),
        "Amount": ("Total",),
        "Placed": ("Date",),
        "Status": ("Status",),
    },
)
EBAY = Shop(
    "eBay",
    ("Sales Record Number", "Order Number", "Buyer Username", "Total Price"),
    {
        "Order": ("Order Number",),
        "Email": ("Buyer Email",),
        "Amount": ("Total Price",),
        "Placed": ("Sale Date",),
        "Products": ("Item Title",),
        SKU: ("Custom Label",),
        QUANTITY: ("Quantity",),
        PRICE_OR_TOTAL: ("Sold For",),
        PAID_ON: ("Paid On Date",),
    },
    footers=("record(s) downloaded", "Seller ID"),
)
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
    SQUARE_TRANSACTIONS,
    SQUARE_ITEMS,
    SQUARESPACE,
    WIX,
    BIGCOMMERCE,
    ECWID,
    PRESTASHOP,
    EBAY,
    OWN,
)


@cache
def known_words() -> frozenset[str]:
    """Headings and statuses that files have, in small letters: what shows which encoding a file is in."""
    headings = [heading for shop in SHOPS for some in shop.columns.values() for heading in some]
    members = [heading for some in OWN_MEMBER_HEADINGS.values() for heading in some]
    return frozenset(" ".join(word.casefold().split()) for word in (*headings, *members, *ALL_WORDS, *COMMON_HEADINGS))
