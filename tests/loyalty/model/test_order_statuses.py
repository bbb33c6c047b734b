"""What shops call the status of an order, in their languages and in those of the program's own sheet."""

import pytest

from loyalty.model.orders import OrderStatus
from loyalty.model.written.order_statuses import ALL_WORDS, STATUS_OF_WORD, fold_status, order_status
from words.locales import LANGUAGES, locale_for


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Shipped - Returning to Seller", OrderStatus.UNPAID),
        ("Shipped - Undeliverable", OrderStatus.UNPAID),
        ("SHIPPED - REJECTED BY BUYER", OrderStatus.UNPAID),
        ("shipped - damaged", OrderStatus.UNPAID),
        ("Lost in transit", OrderStatus.UNPAID),
        ("Shipped - Out for Delivery", OrderStatus.PAID),
        ("Shipped - Picked Up", OrderStatus.PAID),
        ("Shipped - Eaten by a Dog", None),
        ("Pending - Waiting for Pick Up", OrderStatus.UNPAID),
        ("Cancelled - Buyer asked for it", OrderStatus.CANCELLED),
        ("not_paid", OrderStatus.UNPAID),
        ("On backorder (not paid)", OrderStatus.UNPAID),
        ("On backorder (paid)", OrderStatus.PAID),
        ("Remote payment accepted", OrderStatus.PAID),
        ("Awaiting bank wire payment", OrderStatus.UNPAID),
        ("Teilweise Rückerstattet", OrderStatus.PARTLY_REFUNDED),
        ("in Wartestellung", OrderStatus.UNPAID),
        ("REMBOURSEE", OrderStatus.REFUNDED),
        ("Attente paiement", OrderStatus.UNPAID),
        ("Preparación en curso", OrderStatus.PAID),
        ("preparacion en curso", OrderStatus.PAID),
        ("Отменен", OrderStatus.CANCELLED),
        ("ОТМЕНЁН", OrderStatus.CANCELLED),
        ("مسترد جزئيًا", OrderStatus.PARTLY_REFUNDED),
        ("قيد الانتظار", OrderStatus.UNPAID),
        ("Waiting for Local Payment Method Payment ", OrderStatus.UNPAID),
        ("Authorized. To be captured by merchant", OrderStatus.UNPAID),
        ("Partial refund", OrderStatus.PARTLY_REFUNDED),
        ("AWAITING_PAYMENT", OrderStatus.UNPAID),
        ("PARTIALLY_REFUNDED", OrderStatus.PARTLY_REFUNDED),
        ("Disputed", OrderStatus.UNPAID),
        ("Awaiting Pickup", OrderStatus.PAID),
        ("Complete", OrderStatus.PAID),
        ("accepted", None),
        ("closed", None),
        ("—", None),
    ],
)
def test_shops_have_words_of_their_own(written: str, status: OrderStatus | None) -> None:
    assert order_status(written) is status


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", OrderStatus)
def test_the_words_of_our_own_sheet_are_known_in_its_languages(status: OrderStatus, language: str) -> None:
    assert order_status(locale_for(language, "sheet").translations.gettext(status)) is status


def test_no_word_means_two_things() -> None:
    assert len(set(map(fold_status, ALL_WORDS))) == len(STATUS_OF_WORD)
    for status in OrderStatus:
        assert status in STATUS_OF_WORD.values()
