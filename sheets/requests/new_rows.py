"""The rows that a batch adds, each as it is once everything is done that the batch decides.

Many callers share a batch. What one of them adds has no row yet when another one changes it: a shop tells of an order,
and in the same second that it is paid; somebody joins and leaves at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from loyalty.book.decision import (
    AddAnswer,
    AddCoupon,
    AddEntry,
    AddFact,
    AddLetter,
    AddMember,
    AddOrder,
    Change,
    ChangeOrder,
    GiveCoupon,
    RemoveMember,
)
from loyalty.model.fact import Fact
from loyalty.model.identifiers import fold_order
from loyalty.model.imported import ShopOrder
from loyalty.model.offers import Answer


def additions(changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, those that make new rows as they end; no new row names a member who leaves in the same batch."""
    gone = {change.member.code for change in changes if isinstance(change, RemoveMember)}
    orders = told_of_orders(changes)
    for change in changes:
        match change:
            case AddMember(member) if member.code not in gone:
                yield change
            case AddOrder(order, written):
                yield AddOrder(order, _with_news(written, orders.get(fold_order(written.number))))
            case AddAnswer(answer=Answer(member=code)) | AddFact(fact=Fact(member=code)) if code not in gone:
                yield change
            case AddEntry(entry):
                yield AddEntry(replace(entry, email="")) if entry.member in gone else change
            case AddCoupon(coupon):
                yield AddCoupon(replace(coupon, email="")) if coupon.member in gone else change
            case AddLetter(letter):
                yield AddLetter(replace(letter, email="")) if letter.member in gone else change
            case AddMember() | AddAnswer() | AddFact():
                pass  # of who leaves in the same batch nothing is written
            case GiveCoupon() | ChangeOrder() | RemoveMember():
                yield change
            case _:
                assert_never(change)


def told_of_orders(changes: Iterable[Change]) -> dict[str, ShopOrder]:
    """All that a batch tells of orders that are known by then, by their folded numbers: of each what was told last."""
    told: dict[str, ShopOrder] = {}
    for news in (change.written for change in changes if isinstance(change, ChangeOrder)):
        key = fold_order(news.number)
        told[key] = _with_news(told[key], news) if key in told else news
    return told


def _with_news(written: ShopOrder, news: ShopOrder | None) -> ShopOrder:
    if news is None:
        return written
    refunded = written.refunded if news.refunded is None else news.refunded
    return replace(written, status=news.status or written.status, refunded=refunded)
