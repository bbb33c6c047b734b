"""Folding the Log: what newer lines have replaced goes, and every order counts as before."""

from datetime import UTC, datetime, timedelta

from loyalty.book.book import Book
from loyalty.book.decision import RemoveFacts
from loyalty.model.fact import Fact, FactKind
from loyalty.owner.log_folding import fold_log

THEN = datetime(2025, 3, 1, 12, tzinfo=UTC)
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


def line(number: int, value: str, about: str = "1042", kind: FactKind = FactKind.ORDER_STATUS, days: int = 0) -> Fact:
    return Fact(THEN + timedelta(days=days), kind, about, value, number=number)


def test_of_each_kind_about_each_order_the_newest_line_stays() -> None:
    kept = [line(3, "refunded"), line(1, "60", kind=FactKind.ORDER_AMOUNT), line(2, "paid", about="1043")]
    replaced = [line(1, "unpaid"), line(2, "paid"), line(1, "unpaid", about="1043")]
    book = Book.of(facts=[*replaced, *kept])

    folded = fold_log(book, before=BEFORE, limit=10)

    assert folded.outcome.replaced == 3
    after = book.after(folded.changes)
    assert set(after.all_facts()) == set(kept)
    assert fold_log(after, before=BEFORE, limit=10).changes == ()


def test_of_contacts_and_proofs_each_one_stays() -> None:
    kinds = (FactKind.MEMBER_CONTACT, FactKind.MEMBER_PROOF)
    kept = [line(number, f"7{number}", about="ANA47K", kind=kind) for kind in kinds for number in (2, 3)]
    again = line(1, "72", about="ANA47K", kind=FactKind.MEMBER_CONTACT)
    book = Book.of(facts=[again, *kept])

    assert set(book.after(fold_log(book, before=BEFORE, limit=10).changes).all_facts()) == set(kept)


def test_of_refunds_the_newest_line_of_each_stays() -> None:
    def refund(number: int, value: str) -> Fact:
        return line(number, value, about="shopify/1", kind=FactKind.SHOP_REFUND)

    kept = [refund(2, "r1 15 -"), refund(3, "r2 5 5")]
    book = Book.of(facts=[refund(1, "r1 10 -"), *kept])

    assert set(book.after(fold_log(book, before=BEFORE, limit=10).changes).all_facts()) == set(kept)


def test_lines_that_are_not_that_old_stay() -> None:
    book = Book.of(facts=[line(1, "unpaid"), line(2, "paid", days=400), line(3, "cancelled", days=401)])

    [change] = fold_log(book, before=BEFORE, limit=10).changes

    assert isinstance(change, RemoveFacts)
    assert [fact.value for fact in change.facts] == ["unpaid"]


def test_no_more_go_at_once_than_fit_into_a_batch() -> None:
    book = Book.of(facts=[line(number, "paid") for number in range(1, 12)])

    folded = fold_log(book, before=BEFORE, limit=4)

    [change] = folded.changes
    assert isinstance(change, RemoveFacts)
    assert (len(change.facts), folded.outcome.replaced) == (4, 10)
