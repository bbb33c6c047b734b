"""What went wrong in other loyalty programs does not happen here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.intake.owner_edits import book_owner_edits
from loyalty.member.claim import claim_order
from loyalty.member.redeem import redeem
from loyalty.model.orders import Order, OrderStatus
from loyalty.model.program_settings import PointsExpire
from loyalty.nightly.coupon_uses import note_coupon_uses
from loyalty.outcomes.redeeming import PointsShort, Redeemed
from loyalty.points.expiry import expire
from loyalty.points.redeemed import used_for

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact
    ANA     | ana@example.com | ana

    Orders | Email           | Amount
    1042   | ana@example.com | 100

    Rewards | Name | Points
    mug     | Mug  | 40

    Settings | Value
    Coupons  | generate
"""


def claims(book: Book) -> Book:
    return book.after(claim_order(book, contact="ana", number="1042", now=NOW).changes)


def takes_all(book: Book, now: datetime = NOW) -> tuple[Book, int]:
    """Takes mugs until she is refused; gives how many."""
    codes = (f"CODE{number}" for number in range(1000))
    for taken in range(1000):
        now += timedelta(minutes=11)
        decision = redeem(book, contact="ana", reward="mug", codes=codes, now=now)
        if not isinstance(decision.outcome, Redeemed):
            assert isinstance(decision.outcome, PointsShort)
            return book, taken
        book = book.after(decision.changes)
    raise AssertionError("she takes and takes")


def goes_back(book: Book) -> Book:
    book.corrected(Order("1042", "ana@example.com", Decimal(100), OrderStatus.REFUNDED))
    return book.after(book_owner_edits(book, now=NOW))


def test_to_buy_to_give_back_and_to_keep_the_points(sheet: Sheet) -> None:
    _, taken = takes_all(goes_back(claims(sheet(ANA))))

    assert taken == 0


def test_to_redeem_for_ever_as_the_check_and_the_debit_look_at_different_sums(sheet: Sheet) -> None:
    waiting = """
        Ledger           | Member | Entry | Points | For | Cause   | Available
        2026-11-01 09:00 | ANA    | claim | 900    | 7   | order:7 | 2027-01-01
    """

    book, taken = takes_all(claims(sheet(ANA, waiting)))

    assert (taken, book.account_of("ANA").available_on(NOW.date())) == (2, 20)


def test_to_drop_the_expired_credits_while_all_debits_still_count(sheet: Sheet) -> None:
    book, _ = takes_all(claims(sheet(ANA)))
    year = replace(book.settings, points_expire=PointsExpire.ROLLING, expire_from=date(2026, 1, 1))
    then = NOW + timedelta(days=400)

    after = replace(book, settings=year)
    after = after.after(expire(after, now=then, limit=9).changes)

    account = after.account_of("ANA")
    assert (account.points, account.expired, account.redeemed) == (0, 20, 80)


def test_to_take_back_by_todays_rule_what_yesterdays_gave(sheet: Sheet) -> None:
    book = claims(sheet(ANA))
    dearer = replace(book, settings=replace(book.settings, points_per_unit=Decimal(3)))

    assert goes_back(dearer).account_of("ANA").points == 0


def test_to_pay_twice_for_one_order_that_came_in_twice(sheet: Sheet) -> None:
    again = """
        Orders  | Email           | Amount
        # 1042  | ana@example.com | 100
        １０４２ | ana@example.com | 100
    """
    book = claims(claims(sheet(ANA, again)))

    assert book.account_of("ANA").points == 100


def test_to_free_every_order_with_the_code_of_one_coupon(sheet: Sheet) -> None:
    book, _ = takes_all(claims(sheet(ANA)))
    orders = [Order(str(number), "", Decimal(9), coupons=("code0",)) for number in (1, 2)]
    book = book.grown(orders=orders)
    told = note_coupon_uses(book, now=NOW, limit=9)
    book = book.after(told.changes)

    assert [one.code for one in book.coupons.values() if used_for(book, one)] == ["CODE0"]
    assert [one.entry.note for one in told.changes if isinstance(one, AddEntry)] == [
        "coupon CODE0 used",
        "coupon CODE0 used again: it is good for one order",
    ]
