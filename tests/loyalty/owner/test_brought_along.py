"""What members bring along besides points: tiers, birthdays, codes not yet used, debts; and who stays out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddCoupon, AddEntry, Decision
from loyalty.book.left_members import WITHOUT_KEY, Marks
from loyalty.member.ask import tell_coupons
from loyalty.member.birthday import NO_YEAR, congratulate
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.leave import leave
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.entry import EntryKind
from loyalty.model.imported import ImportedCoupon, ImportedMember, IntakeResult, IntakeStatus
from loyalty.model.orders import Order
from loyalty.nightly.ledger_count import take_stock
from loyalty.outcomes.asking import CouponsTold
from loyalty.owner.closing import close_books
from loyalty.owner.opening_balances import open_accounts
from loyalty.points.tiers import rank_members, tier_of, tier_standing

Sheet = Callable[..., Book]

NOW = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
VERA = ImportedMember("vera@example.com", 80, "Vera")
KEYED = Marks("the key that signs links")
TIERS = """
    Tiers  | From | Bonus
    Silver | 100  | 10
    Gold   | 300  | 50
    Black  | 900  |
"""
LAMP = """
    Rewards | Name | Points
    lamp    | Lamp | 200
"""


def opens(
    book: Book, *members: ImportedMember, joined_too: bool = False, marks: Marks = WITHOUT_KEY, now: datetime = NOW
) -> Decision[tuple[IntakeResult, ...]]:
    codes = (f"NEW{number}" for number in count(1))
    return open_accounts(book, members=members, codes=codes, now=now, letters=False, joined_too=joined_too, marks=marks)


def after(book: Book, *members: ImportedMember, joined_too: bool = False) -> Book:
    return book.after(opens(book, *members, joined_too=joined_too).changes)


def joins(book: Book, contact: str = "7001", email: str = "vera@example.com") -> Book:
    decision = join(
        book,
        contact=contact,
        email=email,
        name="",
        language="",
        codes=["OTHER"],
        now=NOW,
        proof=lambda _: MAY_COME_AGAIN,
        marks=KEYED,
    )
    return book.after(decision.changes)


def leaves(book: Book, contact: str = "7001") -> Book:
    decision = leave(book, contact=contact, confirmed=True, now=NOW, marks=KEYED)
    return book.after(decision.changes)


def why(opened: Decision[tuple[IntakeResult, ...]]) -> list[str]:
    return [result.why for result in opened.outcome]


def buys(book: Book, number: str, amount: str, now: datetime) -> Book:
    book = book.grown(orders=[Order(number, "vera@example.com", Decimal(amount), placed=now.date())])
    return book.after(claim_order(book, contact="7001", number=number, now=now).changes)


def test_points_that_are_owed_are_settled_by_the_next_ones(sheet: Sheet) -> None:
    book = joins(after(sheet(), replace(VERA, points=-30)))

    owed = book.account_of("NEW1").points
    book = buys(book, "1", "50", NOW)

    assert (owed, book.account_of("NEW1").points) == (-30, 20)


@pytest.mark.parametrize("written", ["Gold", "gold ", "GOLD"])
def test_a_tier_comes_along_without_a_bonus_and_once(sheet: Sheet, written: str) -> None:
    book = after(sheet(TIERS), replace(VERA, tier=written))

    tier = tier_of(book, "NEW1")
    assert tier
    assert tier.name == "Gold"
    assert book.account_of("NEW1").points == 80
    assert opens(book, replace(VERA, tier="Black")).outcome == (IntakeResult(IntakeStatus.UNCHANGED),)


def test_a_tier_that_the_program_has_not_is_refused_with_what_to_do(sheet: Sheet) -> None:
    for book in (sheet(TIERS), sheet()):
        opened = opens(book, replace(VERA, tier="Platinum"))

        [told] = why(opened)
        assert told.startswith('Tier: "Platinum" is not in the tab Tiers. Write it there first, or')
        assert opened.changes == ()


@pytest.mark.parametrize("by", ["points", "money", "orders"])
@pytest.mark.parametrize("points", [80, -30, 5000])
def test_a_tier_is_kept_for_its_window_and_lost_after_it(sheet: Sheet, by: str, points: int) -> None:
    settings = f"""
        Settings         | Value
        Tier by          | {by}
        Tier window      | 12 months
        Tier loss        | one step
        Tier grace days  | 0
    """
    book = after(sheet(TIERS, settings), replace(VERA, points=points, tier="Silver"))

    def tier_on(day: date) -> str:
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        tier = tier_of(book.after(rank_members(book, now=now, limit=9).changes), "NEW1")
        return tier.name if tier else ""

    risen = "Black" if (by, points) == ("points", 5000) else "Silver"
    assert tier_on(date(2027, 3, 11)) == tier_on(date(2028, 3, 9)) == risen
    assert tier_on(date(2028, 3, 11)) == ""


def test_what_is_ordered_after_counts_from_the_tiers_own_threshold_on(sheet: Sheet) -> None:
    book = joins(after(sheet(TIERS), replace(VERA, tier="Gold")))

    before = tier_standing(book, "NEW1", today=NOW.date())
    book = buys(book, "1", "600", NOW + timedelta(days=1))

    assert before
    assert (before.next_tier, before.missing) == ("Black", Decimal(600))
    tier = tier_of(book, "NEW1")
    assert tier
    assert tier.name == "Black"


def test_a_tier_that_was_brought_stays_when_the_books_are_closed_and_when_orders_go_back(sheet: Sheet) -> None:
    book = joins(after(sheet(TIERS), replace(VERA, tier="Gold")))
    book = buys(buys(book, "1", "10", NOW), "2", "20", NOW)
    book = book.grown(orders=[replace(book.orders["1"], refunded=Decimal(10))])
    book = book.after(rank_members(book, now=NOW, limit=9).changes)
    book = book.after(close_books(book, before=NOW + timedelta(days=90), limit=9).changes)

    tier = tier_of(book, "NEW1")

    assert tier
    assert tier.name == "Gold"


def test_a_birthday_comes_along_and_its_points_with_it(sheet: Sheet) -> None:
    settings = "Settings | Value\nBirthday points | 25"
    book = after(sheet(settings), replace(VERA, birthday=date(NO_YEAR, 6, 1)))

    book = book.after(congratulate(book, now=datetime(2027, 6, 1, 9, tzinfo=UTC), limit=9).changes)

    assert book.members["NEW1"].birthday == date(NO_YEAR, 6, 1)
    assert book.account_of("NEW1").points == 105


def test_a_birthday_of_a_later_file_is_learned_where_none_is_known(sheet: Sheet) -> None:
    book = after(sheet(), VERA)

    told = opens(book, replace(VERA, birthday=date(1988, 6, 1)))
    book = book.after(told.changes)
    again = opens(book, replace(VERA, birthday=date(1999, 9, 9)))

    assert told.outcome == (IntakeResult(IntakeStatus.UPDATED),)
    assert book.members["NEW1"].birthday == date(1988, 6, 1)
    assert (again.outcome, again.changes) == ((IntakeResult(IntakeStatus.UNCHANGED),), ())


def test_a_birthday_that_is_still_to_come_is_refused(sheet: Sheet) -> None:
    assert why(opens(sheet(), replace(VERA, birthday=date(2027, 3, 11)))) == ["Birthday: This day is still to come."]
    assert why(opens(sheet(), replace(VERA, birthday=date(2027, 3, 10)))) == [""]


def test_a_code_that_nobody_has_used_is_theirs_and_the_chat_shows_it(sheet: Sheet) -> None:
    codes = (ImportedCoupon("LAMP-1", "lamp", date(2027, 3, 31)), ImportedCoupon("OLD-9", "Old bag"))
    opened = opens(sheet(LAMP), replace(VERA, coupons=codes))
    book = joins(sheet(LAMP).after(opened.changes))

    told = tell_coupons(book, contact="7001", now=NOW).outcome

    coupons = [change.coupon for change in opened.changes if isinstance(change, AddCoupon)]
    assert coupons == [
        Coupon("LAMP-1", "lamp", CouponStatus.ISSUED, "NEW1", "vera@example.com", NOW, date(2027, 3, 31)),
        Coupon("OLD-9", "Old bag", CouponStatus.ISSUED, "NEW1", "vera@example.com", NOW),
    ]
    lines = [change.entry for change in opened.changes if isinstance(change, AddEntry)]
    assert [(line.kind, line.points) for line in lines] == [
        (EntryKind.OPENING, 80),
        (EntryKind.REDEMPTION, 0),
        (EntryKind.REDEMPTION, 0),
    ]
    assert isinstance(told, CouponsTold)
    assert [held.coupon.code for held in told.coupons] == ["LAMP-1", "OLD-9"]
    assert (told.standing.points, book.account_of("NEW1").redeemed) == (80, 0)
    assert take_stock(book).outcome.ungiven == ()  # the nightly count finds who gave them


def test_a_code_that_is_theirs_already_comes_once_and_a_new_one_is_added(sheet: Sheet) -> None:
    one, two = ImportedCoupon("LAMP-1", "lamp"), ImportedCoupon("LAMP-2", "lamp")
    book = joins(after(sheet(LAMP), replace(VERA, coupons=(one,))))

    same, more = opens(book, replace(VERA, coupons=(one,))), opens(book, replace(VERA, coupons=(one, two)))

    assert (same.outcome, same.changes) == ((IntakeResult(IntakeStatus.UNCHANGED),), ())
    assert more.outcome == (IntakeResult(IntakeStatus.UPDATED),)
    assert [change.coupon.code for change in more.changes if isinstance(change, AddCoupon)] == ["LAMP-2"]


def test_a_code_that_is_known_or_stands_there_twice_is_told_and_nothing_of_the_member_is_taken(sheet: Sheet) -> None:
    book = sheet(LAMP, "Coupons | Reward | Status\nlamp-1 | lamp | available")
    code = (ImportedCoupon("LAMP-1", "lamp"),)
    boris = ImportedMember("boris@example.com", 5, coupons=code)

    taken, twice = opens(book, replace(VERA, coupons=code)), opens(sheet(LAMP), replace(VERA, coupons=code), boris)

    assert why(taken) == ["Coupons: LAMP-1 is in the tab Coupons or the Ledger already, and not theirs."]
    assert taken.changes == ()
    assert why(twice) == ["", "Coupons: LAMP-1 stands in this file for somebody else, too."]


def test_who_joined_before_gets_nothing_of_it_unless_the_owner_says_so(sheet: Sheet) -> None:
    book = sheet(TIERS, "Members | Email | Contact\nVERA | vera@example.com | 7001")
    old = replace(VERA, points=0, tier="Gold", birthday=date(1988, 6, 1), coupons=(ImportedCoupon("X-1", "Bag"),))

    refused, given = opens(book, old), opens(book, old, joined_too=True)

    assert "has joined in the chat" in refused.outcome[0].why
    assert refused.changes == ()
    assert len(given.changes) == 4


def test_who_has_left_stays_out_of_a_second_import(sheet: Sheet) -> None:
    left = leaves(joins(after(sheet(), VERA)))

    again = opens(left, replace(VERA, email="VERA@example.com"), ImportedMember("mia@example.com", 5), marks=KEYED)

    assert [result.fate for result in again.outcome] == [IntakeStatus.REFUSED, IntakeStatus.ADDED]
    assert again.outcome[0].why == "They have left the program, and stay out of it."


def test_who_has_left_under_another_spelling_of_the_mailbox_stays_out_too(sheet: Sheet) -> None:
    left = leaves(joins(after(sheet(), replace(VERA, email="ve.ra@gmail.com")), email="ve.ra@gmail.com"))

    assert why(opens(left, replace(VERA, email="vera@googlemail.com"), marks=KEYED)) != [""]


def test_without_the_key_nobody_new_is_taken_once_somebody_has_left(sheet: Sheet) -> None:
    mia = ImportedMember("mia@example.com", 5)
    left = leaves(joins(after(sheet(), VERA, mia)))

    opened = opens(left, VERA, mia, ImportedMember("lea@example.com", 5))

    assert [result.fate for result in opened.outcome] == [
        IntakeStatus.REFUSED,
        IntakeStatus.UNCHANGED,
        IntakeStatus.REFUSED,
    ]
    assert "LINK_KEY" in opened.outcome[0].why


def test_who_left_and_came_back_gets_their_earlier_points_no_second_time(sheet: Sheet) -> None:
    book = joins(leaves(joins(after(sheet(), VERA))), "7002")

    opened = opens(book, VERA, joined_too=True, marks=KEYED)

    assert (opened.outcome, opened.changes) == ((IntakeResult(IntakeStatus.UNCHANGED),), ())
