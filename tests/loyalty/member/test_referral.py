"""Referrals: who counts as a friend, what both sides get and when, and what is taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry
from loyalty.intake.owner_edits import OwnerEdits, book_owner_edits, follow_owner
from loyalty.member.claim import claim_order
from loyalty.member.join import join
from loyalty.member.referral import pay_referrals, tell_referral
from loyalty.model.orders import Order, OrderStatus
from loyalty.outcomes.asking import NoReferrals, ReferTold
from loyalty.outcomes.batch_reports import Booked
from loyalty.outcomes.not_served import NotMember
from loyalty.points.expiry import expire

Sheet = Callable[..., Book]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Members | Email         | Contact | Joined
    ANA47K  | ana@gmail.com | ana     | 2026-01-01T09:00

    Settings               | Value
    Sign-up bonus          | 0
    Referral points        | 100
    Friend points          | 40
    Referral minimum order | 20
    Chat link              | https://m.me/bean?ref=hi
"""


def joins(
    book: Book, *, email: str = "boris@example.com", by: str = "ANA47K", now: datetime = NOON, n: int = 0
) -> Book:
    who = f"boris{n}" if n else "boris"
    code = f"BORIS{n:03}" if n else "BORIS"
    decision = join(book, contact=who, email=email, name="", language="", codes=[code], now=now, referrer=by)
    return book.after(decision.changes)


def orders(book: Book, number: str, amount: str, now: datetime = NOON, email: str = "boris@example.com") -> Book:
    book = book.grown(orders=[Order(number, email, Decimal(amount), placed=now.date())])
    return book.after(claim_order(book, contact="boris", number=number, now=now).changes)


def night(book: Book, days: int = 1) -> Book:
    return book.after(pay_referrals(book, now=NOON + timedelta(days=days), limit=99).changes)


def extra(book: Book) -> tuple[int, int]:
    """What Ana and Boris got for it."""
    lines = [entry for code in ("ANA47K", "BORIS") for entry in book.entries_of(code) if entry.kind == "referral"]
    return tuple(sum(line.points for line in lines if line.member == code) for code in ("ANA47K", "BORIS"))  # type: ignore[return-value]


def why(book: Book) -> list[str]:
    return [entry.note for entry in book.entries_of("BORIS") if entry.kind == "referral" and not entry.points]


def test_both_get_their_points_when_the_friends_first_order_is_claimed(sheet: Sheet) -> None:
    book = joins(sheet(SHEET), by=" ana47k ")
    assert (book.members["BORIS"].referred_by, extra(night(book))) == ("ANA47K", (0, 0))

    book = night(orders(book, "1", "20.00"))

    assert extra(book) == (100, 40)
    assert extra(night(book, 2)) == (100, 40)


@pytest.mark.parametrize(
    ("amounts", "both"), [(["19.99"], (0, 0)), (["19.99", "20.00"], (100, 40)), (["20", "50"], (100, 40))]
)
def test_the_first_order_of_at_least_the_minimum_counts(
    sheet: Sheet, amounts: list[str], both: tuple[int, int]
) -> None:
    book = joins(sheet(SHEET))
    for number, amount in enumerate(amounts):
        book = orders(book, str(number), amount)

    assert extra(night(book)) == both


def test_they_wait_until_the_orders_points_wait_no_longer(sheet: Sheet) -> None:
    book = orders(joins(sheet(SHEET, "Settings | Value\nPending days | 14")), "1", "20.00")

    assert extra(night(book, 13)) == (0, 0)
    assert extra(night(book, 14)) == (100, 40)


def test_they_go_back_too_when_the_owner_has_ended_it_and_not_what_has_expired(sheet: Sheet) -> None:
    rules = """
        Settings                      | Value
        When points are already spent | deficit
        Points expire                 | rolling
        Expiry months                 | 1
        Expire from                   | 2026-11-01
    """
    book = night(orders(joins(sheet(SHEET, rules)), "1", "50.00"))
    later = NOON + timedelta(days=40)
    book = book.after(expire(book, now=later, limit=9).changes)
    book.corrected(replace(book.orders["1"], status=OrderStatus.REFUNDED))
    book = replace(book, settings=replace(book.settings, referral_points=0, friend_points=0))
    book = night(book.after(book_owner_edits(book, now=later)), 41)

    assert (book.account_of("ANA47K").points, book.account_of("BORIS").points) == (0, 0)
    assert [entry.points for entry in book.entries_of("ANA47K")] == [100, -100, 0]


@pytest.mark.parametrize(
    ("friend", "note"),
    [
        ({"email": "A.na+shop@googlemail.com"}, ["not counted as a friend: it is the same person"]),
        ({"by": "NOBODY"}, []),
        ({"by": ""}, []),
    ],
)
def test_who_brings_herself_or_names_nobody_is_nobodys_friend(
    sheet: Sheet, friend: dict[str, str], note: list[str]
) -> None:
    book = joins(sheet(SHEET), **friend)  # type: ignore[arg-type]
    book = night(orders(book, "1", "50.00", email=friend.get("email", "boris@example.com")))

    assert (extra(book), why(book)) == ((0, 0), note)


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ("GONE99 | boris@example.com | boris | 2026-11-01T09:00", "nobody has this code"),
        ("BORIS | boris@example.com | boris | 2026-11-01T09:00", "it is the same person"),
        ("ANA47K | a.n.a+b@gmail.com | boris | 2026-11-01T09:00", "it is the same person"),
        ("ANA47K | boris@example.com | ana | 2026-11-01T09:00", "it is the same contact"),
        ("ANA47K | boris@example.com | ana | ", "it is the same contact"),
    ],
)
def test_what_the_owner_typed_is_looked_at_before_it_pays_and_she_reads_why(sheet: Sheet, row: str, note: str) -> None:
    by, email, contact, joined = (cell.strip() for cell in row.split("|"))
    book = sheet(
        SHEET,
        f"""
        Members | Email   | Contact   | Joined   | Referred by
        BORIS   | {email} | {contact} | {joined} | {by}

        Ledger           | Member | Entry | Points | For | Cause   | Amount
        2026-11-02T09:00 | BORIS  | claim | 50     | 1   | order:1 | 50.00
        """,
    )

    book = night(night(book), 2)

    assert (extra(book), why(book)) == ((0, 0), [f"not counted as a friend: {note}"])


def test_a_friend_whose_mailbox_is_an_older_members_does_not_count(sheet: Sheet) -> None:
    older = "Members | Email | Contact | Joined\nOLD | boris+x@example.com | old | 2026-10-01T09:00"

    book = night(night(orders(joins(sheet(SHEET, older)), "1", "50.00")), 2)

    assert (extra(book), why(book)) == ((0, 0), ["not counted as a friend: they had joined before"])


@pytest.mark.parametrize(("placed", "both"), [("2026-11-21", (0, 0)), ("2026-11-22", (100, 40))])
def test_a_friend_who_ordered_before_she_joined_does_not_count(
    sheet: Sheet, placed: str, both: tuple[int, int]
) -> None:
    old = f"Orders | Email | Amount | Placed\n900 | boris@example.com | 5.00 | {placed}"

    book = night(orders(joins(sheet(SHEET, old)), "1", "50.00"))

    assert extra(book) == both


def test_of_more_than_ten_friends_in_a_week_the_others_wait_for_the_owner(sheet: Sheet) -> None:
    book = sheet(SHEET)
    for number in range(1, 13):
        book = joins(book, email=f"b{number}@example.com", n=number, now=NOON + timedelta(minutes=number))
    for number in range(1, 13):
        order = Order(f"b{number}", f"b{number}@example.com", Decimal(50), placed=NOON.date())
        book = book.grown(orders=[order])
        book = book.after(claim_order(book, contact=f"boris{number}", number=f"b{number}", now=NOON).changes)

    book = night(night(book))

    assert extra(book)[0] == 1000
    waits = {review.member: review.why for review in book.all_reviews()}
    assert waits == dict.fromkeys(["BORIS011", "BORIS012"], "many friends in a week")

    for member, word in (("BORIS011", True), ("BORIS012", False)):
        [row] = book.reviews_of(member)
        book.corrected(replace(row, decision=word))
    edits = OwnerEdits(reviews=tuple(book.all_reviews()))
    assert tuple(follow_owner(book, now=NOON, among=edits)) == ()  # friends are paid at night
    book = night(night(book))

    assert extra(book)[0] == 1100
    refused = book.caused_by("referral-no:BORIS012")
    assert refused
    assert refused.note == "not counted as a friend: the owner said no"


@pytest.mark.parametrize(
    ("email", "order", "why"),
    [
        ("ana2@gmail.com", "ana2@gmail.com", "nearly the same address"),
        ("boris@example.com", "A.na@gmail.com", "the order is under the other's address"),
    ],
)
def test_a_friend_who_looks_like_the_same_person_waits_for_the_owner(
    sheet: Sheet, email: str, order: str, why: str
) -> None:
    book = joins(sheet(SHEET), email=email)
    book = book.grown(orders=[Order("b1", order, Decimal(50), placed=NOON.date())])
    book = book.after(claim_order(book, contact="boris", number="b1", now=NOON, signed=True).changes)

    book = night(book)

    assert extra(book) == (0, 0)
    assert [(review.kind.value, review.subject, review.why) for review in book.all_reviews()] == [
        ("referral", "ANA47K", why)
    ]


def test_of_friends_with_nearly_one_address_the_first_counts_and_the_others_wait(sheet: Sheet) -> None:
    book = sheet(SHEET)
    for number in (1, 2):
        email = f"carla{number}@example.com"
        book = joins(book, email=email, n=number, now=NOON + timedelta(minutes=number))
        book = book.grown(orders=[Order(f"c{number}", email, Decimal(50), placed=NOON.date())])
        book = book.after(claim_order(book, contact=f"boris{number}", number=f"c{number}", now=NOON).changes)

    book = night(book)

    assert extra(book)[0] == 100
    assert [review.member for review in book.all_reviews()] == ["BORIS002"]


def test_a_friend_a_week_later_counts_again(sheet: Sheet) -> None:
    book = sheet(SHEET)
    for number in range(1, 11):
        book = joins(book, email=f"b{number}@example.com", n=number, now=NOON - timedelta(days=7))

    assert extra(night(orders(joins(book), "1", "50.00"))) == (100, 40)


@pytest.mark.parametrize(("spent", "left"), [("stop at zero", (0, 0)), ("deficit", (-30, 0))])
def test_both_give_it_back_when_that_order_goes_back(sheet: Sheet, spent: str, left: tuple[int, int]) -> None:
    rules = f"Settings | Value\nWhen points are already spent | {spent}\nCoupons | generate"
    book = night(orders(joins(sheet(SHEET, rules)), "1", "50.00"))
    gift = """
        Ledger           | Member | Entry      | Points | Cause
        2026-11-24T09:00 | ANA47K | redemption | -30    | coupon:C1
    """
    book = book.grown(entries=sheet(gift).entries_of("ANA47K"))
    book.corrected(replace(book.orders["1"], status=OrderStatus.REFUNDED))
    book = book.after(book_owner_edits(book, now=NOON + timedelta(days=3)))

    book = night(night(book, 4), 5)

    assert (book.account_of("ANA47K").points, book.account_of("BORIS").points) == left


def test_a_friend_whose_day_of_joining_nobody_knows_counts(sheet: Sheet) -> None:
    friend = """
        Members | Email             | Contact | Referred by
        BORIS   | boris@example.com | boris   | ANA47K

        Ledger           | Member | Entry | Points | For | Cause   | Amount
        2026-11-02T09:00 | BORIS  | claim | 50     | 1   | order:1 | 50.00
    """

    assert extra(night(sheet(SHEET, friend))) == (100, 40)


def test_a_blocked_member_gets_nothing_for_her_friends_but_they_do(sheet: Sheet) -> None:
    book = orders(joins(sheet(SHEET)), "1", "50.00")
    members = [replace(member, blocked=member.code == "ANA47K") for member in book.members.values()]
    book = Book.of(book.settings, members=members, orders=book.orders.values(), entries=book.entries_of("BORIS"))

    assert extra(night(book)) == (0, 40)


def test_it_is_all_off_until_the_owner_wants_it(sheet: Sheet) -> None:
    book = joins(sheet(SHEET.replace("100", "0").replace("40", "0")))

    assert book.members["BORIS"].referred_by == ""
    assert pay_referrals(book, now=NOON, limit=9).outcome == Booked(0, 0, ())
    assert isinstance(tell_referral(book, contact="ana", now=NOON).outcome, NoReferrals)


def test_she_may_ask_for_her_code_and_how_many_friends_came(sheet: Sheet) -> None:
    book = night(orders(joins(sheet(SHEET)), "1", "50.00"))

    told = tell_referral(book, contact="ana", now=NOON).outcome

    assert isinstance(told, ReferTold)
    assert told == ReferTold(
        told.standing, "ANA47K", "https://m.me/bean?ref=hi", 100, 40, Decimal(20), "USD", friends=1
    )
    assert isinstance(tell_referral(book, contact="vera", now=NOON).outcome, NotMember)


@pytest.mark.parametrize(("back", "got"), [("40.00", (100, 40)), ("40.01", (0, 0))])
def test_an_order_of_which_too_little_is_left_brings_no_friend(sheet: Sheet, back: str, got: tuple[int, int]) -> None:
    part = OrderStatus.PARTLY_REFUNDED
    order = Order("1", "boris@example.com", Decimal(60), part, placed=NOON.date(), refunded=Decimal(back))
    book = joins(sheet(SHEET)).grown(orders=[order])
    book = book.after(claim_order(book, contact="boris", number="1", now=NOON).changes)

    assert extra(night(book)) == got


def test_a_slice_pays_for_so_many_friends_and_the_next_goes_on(sheet: Sheet) -> None:
    book = sheet(SHEET)
    for number in (1, 2):
        book = joins(book, email=f"b{number}@example.com", n=number)
        order = Order(f"b{number}", f"b{number}@example.com", Decimal(50), placed=NOON.date())
        book = book.grown(orders=[order])
        book = book.after(claim_order(book, contact=f"boris{number}", number=f"b{number}", now=NOON).changes)

    first = pay_referrals(book, now=NOON, limit=1)
    second = pay_referrals(book.after(first.changes), now=NOON, limit=9, among=first.outcome.rest)

    assert (first.outcome, second.outcome) == (Booked(2, 140, ("BORIS002",)), Booked(2, 140, ()))


@pytest.mark.parametrize(("gone", "left"), [("friend:BORIS", (100, 40)), ("referral:BORIS", (0, 40))])
def test_a_line_that_the_owner_deletes_has_no_other_one_booked_a_second_time(
    sheet: Sheet, gone: str, left: tuple[int, int]
) -> None:
    paid = night(orders(joins(sheet(SHEET)), "1", "20.00"))
    lines = [entry for code in ("ANA47K", "BORIS") for entry in paid.entries_of(code)]
    members = [member for member in paid.members.values() if member.code == "BORIS"]
    order = Order("1", "boris@example.com", Decimal(20), placed=NOON.date())
    book = sheet(SHEET).grown(
        members=members, orders=[order], entries=[line for line in lines if line.cause.casefold() != gone.casefold()]
    )

    decision = pay_referrals(book, now=NOON + timedelta(days=2), limit=99)

    booked = [change.entry.cause for change in decision.changes if isinstance(change, AddEntry)]
    assert all(book.caused_by(cause) is None for cause in booked)
    assert extra(book.after(decision.changes)) == left
