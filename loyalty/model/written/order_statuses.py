"""What owners and their shops call an order's status.

Where the words are from: Shopify, WooCommerce, Amazon, Etsy, Square, Squarespace, Wix, PrestaShop (with its module
ps_checkout), BigCommerce, Ecwid and Magento, those of WooCommerce and PrestaShop also in German, French and Spanish;
and the words of this program's own sheet in all of its languages. A word that means one thing in one shop and another
thing elsewhere, such as ``closed``, is none here.
"""

import unicodedata

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
    "payment accepted",
    "payment received",
    "remote payment accepted",
    "processing in progress",
    "preparation in progress",
    "on backorder paid",
    "awaiting fulfillment",
    "awaiting shipment",
    "awaiting pickup",
    # German
    "bezahlt",
    "abgeschlossen",
    "erfolgreich abgeschlossen",
    "in bearbeitung",
    "zahlung eingegangen",
    "zahlung erhalten",
    "versandt",
    "versendet",
    "geliefert",
    "zugestellt",
    # French
    "payé",
    "payée",
    "terminé",
    "terminée",
    "en cours",
    "en cours de préparation",
    "paiement accepté",
    "expédié",
    "expédiée",
    "livré",
    "livrée",
    # Spanish
    "pagado",
    "pagada",
    "completado",
    "completada",
    "procesando",
    "pago aceptado",
    "preparación en curso",
    "enviado",
    "enviada",
    "entregado",
    "entregada",
    # Russian
    "оплачен",
    "оплачено",
    "оплачена",
    "выполнен",
    "завершен",
    "обработка",
    "в обработке",
    "отправлен",
    "доставлен",
    # Arabic
    "مدفوع",
    "مدفوعة",
    "مكتمل",
    "قيد التنفيذ",
    "قيد المعالجة",
    "تم الدفع",
    "تم الشحن",
    "تم التوصيل",
)
UNPAID_WORDS = (
    "unpaid",
    "not paid",
    "pending",
    "pending payment",
    "payment pending",
    "authorized",
    "on hold",
    "holded",
    "payment review",
    "draft",
    "checkout draft",
    "failed",
    "declined",
    "incomplete",
    "voided",
    "expired",
    "partially paid",
    "payment error",
    "awaiting payment",
    "awaiting check payment",
    "awaiting bank wire payment",
    "awaiting cash on delivery validation",
    "awaiting paypal payment",
    "waiting for paypal payment",
    "waiting for credit card payment",
    "waiting for local payment method",
    "waiting for local payment method payment",
    "waiting capture",
    "authorized to be captured by merchant",
    "partial payment",
    "on backorder not paid",
    "manual verification required",
    "disputed",
    # goods that have not come to the customer, or have come back; the refund follows
    "returned to seller",
    "returning to seller",
    "rejected by buyer",
    "undeliverable",
    "lost in transit",
    "damaged",
    # German
    "unbezahlt",
    "nicht bezahlt",
    "ausstehend",
    "zahlung ausstehend",
    "warten auf zahlung",
    "wartet auf zahlung",
    "in wartestellung",
    "fehlgeschlagen",
    "fehler bei der bezahlung",
    "entwurf",
    # French
    "impayé",
    "impayée",
    "non payé",
    "non payée",
    "en attente",
    "attente paiement",
    "en attente de paiement",
    "en attente du paiement par chèque",
    "en attente de paiement par chèque",
    "en attente de virement bancaire",
    "erreur de paiement",
    "échoué",
    "échouée",
    "brouillon",
    # Spanish
    "no pagado",
    "no pagada",
    "pendiente",
    "pendiente de pago",
    "en espera",
    "en espera de pago por cheque",
    "error en pago",
    "error en el pago",
    "fallido",
    "fallida",
    "borrador",
    # Russian
    "не оплачен",
    "не оплачено",
    "не оплачена",
    "неоплачен",
    "ожидает оплаты",
    "в ожидании оплаты",
    "на удержании",
    "не удался",
    "черновик",
    # Arabic
    "غير مدفوع",
    "غير مدفوعة",
    "بانتظار الدفع",
    "في انتظار الدفع",
    "قيد الانتظار",
    "فشل",
    "مسودة",
)
PARTLY_REFUNDED_WORDS = (
    "partly refunded",
    "partially refunded",
    "partial refund",
    "teilweise erstattet",
    "teilerstattet",
    "teilweise rückerstattet",
    "partiellement remboursé",
    "partiellement remboursée",
    "remboursement partiel",
    "parcialmente reembolsado",
    "reembolsado parcialmente",
    "reembolso parcial",
    "возвращен частично",
    "частично возвращен",
    "частичный возврат",
    "مسترد جزئيا",
    "مسترد جزئي",
)
REFUNDED_WORDS = (
    "refunded",
    "fully refunded",
    "erstattet",
    "rückerstattet",
    "remboursé",
    "remboursée",
    "reembolsado",
    "reembolsada",
    "возвращен",
    "возвращено",
    "возвращена",
    "مسترد",
    "مستردة",
    "تم الاسترداد",
)
CANCELLED_WORDS = (
    "cancelled",
    "canceled",
    "storniert",
    "abgebrochen",
    "annulé",
    "annulée",
    "cancelado",
    "cancelada",
    "anulado",
    "отменен",
    "отменено",
    "отменена",
    "ملغى",
    "ملغي",
    "ملغاة",
)
ALL_WORDS = (*PAID_WORDS, *UNPAID_WORDS, *PARTLY_REFUNDED_WORDS, *REFUNDED_WORDS, *CANCELLED_WORDS)
ON_THE_WAY = ("delivered to buyer", "out for delivery", "picked up", "waiting for pick up", "shipped")
"""What Amazon adds to an order that is well: ``Shipped - Out for Delivery``."""


def fold_status(written: str) -> str:
    """A status as it is compared: no case, no accents, and one blank for what stands between its words."""
    folded = fold(written)
    if folded.isascii() and folded.isalnum():
        return folded  # one plain word, as in nearly every line of a file
    signs = (sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in signs).split())


STATUS_OF_WORD = {
    fold_status(word): status
    for words, status in (
        (PAID_WORDS, OrderStatus.PAID),
        (UNPAID_WORDS, OrderStatus.UNPAID),
        (PARTLY_REFUNDED_WORDS, OrderStatus.PARTLY_REFUNDED),
        (REFUNDED_WORDS, OrderStatus.REFUNDED),
        (CANCELLED_WORDS, OrderStatus.CANCELLED),
    )
    for word in words
}


def order_status(written: str) -> OrderStatus | None:
    """The status that this word means, None for an unknown one; blank is paid.

    ``wc-`` before it is WooCommerce's. After `` - `` Amazon says more, and it counts: ``Shipped - Lost in Transit``.
    """
    if not written:
        return OrderStatus.PAID  # as nearly every row of a large sheet
    word = fold(written).removeprefix("wc-")
    before, dash, after = word.partition(" - ")
    whole = STATUS_OF_WORD.get(fold_status(word)) if fold_status(word) or not word else None
    if whole or not dash:
        return whole
    first, more = STATUS_OF_WORD.get(fold_status(before)), fold_status(after)
    if first is OrderStatus.PAID and more not in ON_THE_WAY:
        return STATUS_OF_WORD.get(more)
    return first
