"""Rows that show an edit of the owner's which is not booked yet; they are read again until it is."""

from collections.abc import Iterable
from itertools import islice
from typing import assert_never

from loyalty.book.book import Book
from loyalty.intake.owner_edits import OwnerEdits
from loyalty.model.coupon import Coupon
from loyalty.model.email_log import Letter
from loyalty.model.entry import Entry, Review, WaitingClaim
from loyalty.model.fact import Fact, Subject
from loyalty.model.identifiers import fold, fold_order
from loyalty.model.member import Member
from loyalty.model.offers import Answer
from loyalty.model.orders import Order
from sheets.schema.coupons_tab import COUPONS
from sheets.schema.growing_tab import RowValue
from sheets.schema.made.review_tab import REVIEW
from sheets.schema.made.waiting_tab import WAITING
from sheets.schema.members_tab import MEMBERS
from sheets.schema.orders_tab import ORDERS

MOST_EDITED = 100
"""Rows with an edit of the owner's that are looked at in one read."""


class EditedRows:
    """For one thread at a time; rows by the title of their tab and their key."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Member | Order | Coupon | Review | WaitingClaim] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def some(self, book: Book) -> OwnerEdits:
        """As this book has them; not all if they are many."""
        some = tuple(islice(self._rows.values(), MOST_EDITED))
        return OwnerEdits(
            members=tuple(book.members.get(row.code, row) for row in some if isinstance(row, Member)),
            orders=tuple(book.order(row.number) or row for row in some if isinstance(row, Order)),
            coupons=tuple(book.coupon(row.code) or row for row in some if isinstance(row, Coupon)),
            reviews=tuple(book.review_like(row) or row for row in some if isinstance(row, Review)),
            waits=tuple(row for row in some if isinstance(row, WaitingClaim) and row in book.waits_for(row.order)),
        )

    def note(self, values: Iterable[Iterable[RowValue | None]], book: Book) -> OwnerEdits:
        """Those of the values just read, of each tab some, that show an edit which this book has not booked."""
        members, orders, coupons, reviews = list[Member](), list[Order](), list[Coupon](), list[Review]()
        waits = self._those_that_still_wait(book)
        for value in (value for of_one_tab in values for value in of_one_tab):
            match value:
                case Member():
                    code = book.identities.code_of(value)
                    self._rows.pop((MEMBERS.title, code), None)
                    members += [book.members[code]] if code in book.members else []
                case Order(number=number):
                    self._rows.pop((ORDERS.title, fold_order(number)), None)
                    orders.append(book.orders[fold_order(number)])
                    waits += book.waits_for(number)
                case Coupon(code=code):
                    self._rows.pop((COUPONS.title, fold(code)), None)
                    coupons.append(book.coupons[fold(code)])
                case Review():
                    self._rows.pop((REVIEW.title, REVIEW.unique(value)), None)
                    reviews.append(book.review_like(value) or value)
                case WaitingClaim(order=number):
                    waits += book.waits_for(number)
                case Fact(kind=kind, about=number) if kind.subject is Subject.ORDER:
                    # What the Log says of an order counts as much as its row.
                    order = book.order(number)
                    orders += [order] if order else []
                    waits += book.waits_for(number)
                case Entry() | Letter() | Answer() | Fact() | None:
                    pass  # the owner's edits of these count as they stand
                case _:
                    assert_never(value)
        edited = OwnerEdits.among(members, orders, coupons, reviews, dict.fromkeys(waits)).not_booked(book)
        self._rows.update({(MEMBERS.title, member.code): member for member in edited.members})
        self._rows.update({(ORDERS.title, fold_order(order.number)): order for order in edited.orders})
        self._rows.update({(COUPONS.title, fold(coupon.code)): coupon for coupon in edited.coupons})
        self._rows.update({(REVIEW.title, REVIEW.unique(review)): review for review in edited.reviews})
        self._rows.update({(WAITING.title, claim.cause): claim for claim in edited.waits})
        return edited

    def _those_that_still_wait(self, book: Book) -> list[WaitingClaim]:
        """The claims that were noted before, as they stand now; looked at anew, like what was just read."""
        noted = [key for key, row in self._rows.items() if isinstance(row, WaitingClaim)]
        known = (self._rows.pop(key) for key in noted)
        orders = dict.fromkeys(claim.key for claim in known if isinstance(claim, WaitingClaim))
        return [claim for order in orders for claim in book.waits_for(order)]

    def clear(self) -> None:
        """All rows are seen again."""
        self._rows.clear()
