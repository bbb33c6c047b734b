"""What owners and their shops call an order's status."""

from loyalty.model.identifiers import fold
from loyalty.model.orders import OrderStatus

PAID_WORDS = (
    "",
    "paid",
    "complete",
    "completed",
    "fulfilled",
    "processing",
    "unshipped",
    "shipping",
    "shipped",
    "partially shipped",
    "delivered",
    "partially fulfilled",
)
UNPAID_WORDS = (
    "unpaid",
    "pending",
    "pending payment",
    "authorized",
    "on hold",
    "draft",
    "checkout draft",
    "failed",
    "voided",
    "expired",
    "partially paid",
)
STATUS_OF_WORD = {
    **dict.fromkeys(PAID_WORDS, OrderStatus.PAID),
    **dict.fromkeys(UNPAID_WORDS, OrderStatus.UNPAID),
    **dict.fromkeys(("partly refunded", "partially refunded"), OrderStatus.PARTLY_REFUNDED),
    **dict.fromkeys(("cancelled", "canceled"), OrderStatus.CANCELLED),
    "refunded": OrderStatus.REFUNDED,
}


def order_status(written: str) -> OrderStatus | None:
    """The status that this word means, None for an unknown one; blank is paid.

    ``wc-`` before it is WooCommerce's, and what follows `` - `` is Amazon's, such as ``Shipped - Delivered to Buyer``.
    """
    word = fold(written).removeprefix("wc-").partition(" - ")[0]
    return STATUS_OF_WORD.get(word.replace("_", " ").replace("-", " "))
