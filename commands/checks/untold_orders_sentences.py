"""What the owner's rules ask of orders and nobody has told, in sentences."""

from collections.abc import Iterator
from datetime import datetime

from commands.checks.finding import Finding
from loyalty.book.book import Book
from loyalty.owner.untold_orders import untold_orders

WHERE = "docs/orders-in.md says which shops tell it, and how any file or program can."
IN_VAIN = Finding(
    "products.in_vain",
    "The tab Products does nothing: with Earn by at order each order gives the same.",
    "Write amount beside Earn by in Settings, or empty the tab.",
)


def check_orders(book: Book, now: datetime) -> Iterator[Finding]:
    """How many orders do not count as the owner may think, because what they came from does not tell it."""
    untold = untold_orders(book, now=now)
    if untold.goods:
        yield Finding(
            "orders.goods_untold",
            f"Points count goods, and of {untold.goods:,} of {untold.orders:,} paid orders of the last year nobody has "
            "told what was for goods: of these the whole amount counts.",
            f"Fill in Goods in Orders. {WHERE}",
        )
    if untold.lines:
        yield Finding(
            "orders.lines_untold",
            f"Of {untold.lines:,} of {untold.orders:,} paid orders of the last year nobody has told what each product "
            "came to, so Multiplier and Fixed points of products cannot act on all of them.",
            f"Fill in Product lines in Orders. {WHERE}",
        )
    if untold.in_vain:
        yield IN_VAIN
