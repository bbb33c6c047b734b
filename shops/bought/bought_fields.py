"""The fields of what was bought, as files can tell them: parts of an amount, and what a line says of its product."""

GOODS, PRODUCT_LINES = "Goods", "Product lines"
SHOP_GOODS = "Shop goods"
"""A field of our own tab: the goods, and the product lines below, that the shop has told later."""
SHIPPING, TAX, TIPS, GIFT_CARDS, OFF_SHIPPING = "Shipping", "Tax", "Tips", "Gift cards", "Off shipping"
"""Parts of an order's amount that are no goods, and what goes off the first."""
SKU, CATEGORY, QUANTITY, PRICE, LINE_TOTAL, LINE_LESS = (
    *("SKU", "Category", "Quantity", "Price"),
    *("Line total", "Line discount"),
)
"""What is told of the product of a line: the price is of one, the total of all of them, before what goes off."""
PRICE_OR_TOTAL = "Price or total"
"""The price of one or of all: known where there is one, for a shop of which nobody has published which it is."""
OF_A_LINE = (SKU, CATEGORY, QUANTITY, PRICE, LINE_TOTAL)
PARTS = (SHIPPING, TAX, TIPS, GIFT_CARDS)
BOUGHT_FIELDS = (*PARTS, *OF_A_LINE, LINE_LESS)
"""The fields that a file can have of what was bought, besides those of the tab Orders itself."""
