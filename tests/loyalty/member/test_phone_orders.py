"""Orders without an address are theirs who write from the order's phone number on WhatsApp, and nobody else's."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddFact, AddWaiting, Decision
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.member.join import join, with_phone
from loyalty.member.late.arrived_orders import WaitState, state_of
from loyalty.member.leave import leave
from loyalty.member.proving import MAY_COME_AGAIN
from loyalty.member.redeem import redeem
from loyalty.model.fact import FactKind
from loyalty.model.imported import ShopOrder
from loyalty.nightly.credit_orders import credit_orders
from loyalty.nightly.late_orders import settle_waits
from loyalty.outcomes.claiming import (
    AlreadyClaimed,
    Claimed,
    ClaimOutcome,
    InReview,
    NotPaid,
    OrderNoted,
    OrderTooOld,
    UnknownOrder,
    WaitingFull,
)
from loyalty.outcomes.joining import AlreadyMember, ConfirmEmail, Joined
from loyalty.outcomes.not_served import NotMember
from loyalty.outcomes.redeeming import Redeemed
from loyalty.owner.merging import merge

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOW_LEFT = NOON + timedelta(minutes=1)
ANAS, BORIS, STRANGE = "+491701234567", "+491707654321", "+15550100"
MEMBERS = """
    Members | Email             | Contact | Joined
    ANA     | ana@example.com   | ana     | 2026-11-01T09:00
    BORIS   | boris@example.com | boris   | 2026-11-01T09:00
"""
ORDERS = """
    Orders | Email           | Amount | Placed     | Phone
    1      |                 | 10     | 2026-11-22 | +491701234567
    2      | ana@example.com | 20     | 2026-11-22 | +491707654321
    3      |                 | 30     | 2026-11-22 |
    4      |                 | 40     | 2026-11-22 | +491701234567
"""
FIRST = "Settings | Value\nConfirm e-mail | before points"
WAITS = "Settings | Value\nClaim waits days | 14"
BOTH = "Settings | Value\nConfirm e-mail | before points\nClaim waits days | 14"
NIGHTLY = "Settings | Value\nConfirm e-mail | before points\nCredit orders | automatically"


def claims(
    book: Book,
    number: str,
    *,
    phone: str = "",
    contact: str = "ana",
    signed: bool = False,
    now: datetime = NOON,
    digits: bool = False,
) -> tuple[ClaimOutcome, Book]:
    told = claim_order(
        book,
        contact=contact,
        number=number,
        now=now,
        signed=signed,
        phone=phone,
        proof=lambda _: MAY_COME_AGAIN if digits else None,
    )
    return told.outcome, book.after(told.changes)


def numbers_noted(decision: Decision[object]) -> list[tuple[str, str]]:
    facts = (change.fact for change in decision.changes if isinstance(change, AddFact))
    return [(fact.about, fact.value) for fact in facts if fact.kind is FactKind.MEMBER_PHONE]


def shop_tells(
    book: Book, number: str, *, phone: str = "", email: str = "", now: datetime = NOON + timedelta(days=1)
) -> Book:
    order = ShopOrder(number, email, Decimal(50), "USD", date(2026, 11, 22), phone=phone)
    return book.after(take_orders(book, orders=[order], now=now).changes)


@pytest.mark.parametrize("settings", [FIRST, "Settings | Value\nConfirm e-mail | no", BOTH])
def test_who_writes_from_the_order_s_number_has_its_points_and_that_is_noted(sheet: Sheet, settings: str) -> None:
    book = sheet(MEMBERS, ORDERS, settings)

    told = claim_order(book, contact="ana", number="1", now=NOON, phone=ANAS)

    assert isinstance(told.outcome, Claimed)
    assert numbers_noted(told) == [("ANA", ANAS)]
    after = book.after(told.changes)
    assert after.account_of("ANA").points == 10
    assert numbers_noted(claim_order(after, contact="ana", number="4", now=NOON, phone=ANAS)) == []


ATTACKS = [
    ("the number of somebody else", {"phone": BORIS}, "1"),
    ("no number, as in every other chat", {}, "1"),
    ("a number that is nearly the same", {"phone": "+4917012345678"}, "1"),
    ("the same digits in another country", {"phone": "+391701234567"}, "1"),
    ("the number of an order that has an address", {"phone": BORIS, "contact": "boris"}, "2"),
    ("an order that has neither", {"phone": ANAS}, "3"),
    ("an order that there is not", {"phone": ANAS}, "5"),
    ("a number typed as the order's", {"phone": BORIS}, ANAS),
]


@pytest.mark.parametrize(("what", "asked", "number"), ATTACKS, ids=[what for what, *_ in ATTACKS])
@pytest.mark.parametrize(("settings", "answer"), [(FIRST, ConfirmEmail), (BOTH, ConfirmEmail), (WAITS, OrderNoted)])
def test_everybody_else_is_answered_as_for_an_order_that_there_is_not(
    sheet: Sheet, what: str, asked: dict[str, str], number: str, settings: str, answer: type
) -> None:
    del what
    book = sheet(MEMBERS, ORDERS, settings)

    told, after = claims(book, number, **asked)  # type: ignore[arg-type]  # phone and contact, both texts

    unknown, _ = claims(book, "999", **asked)  # type: ignore[arg-type]
    assert isinstance(told, answer)
    assert type(told) is type(unknown)
    assert after.account_of("ANA").points == after.account_of("BORIS").points == 0


@pytest.mark.parametrize("settings", [FIRST, BOTH, WAITS])
def test_what_is_noted_does_not_tell_whether_there_is_such_an_order(sheet: Sheet, settings: str) -> None:
    """A member can ask for everything that is stored about them."""
    book = sheet(MEMBERS, ORDERS, settings)

    def changes(number: str) -> list[object]:
        told = claim_order(book, contact="boris", number=number, now=NOON, phone=BORIS)
        return [type(change) for change in told.changes] + list(numbers_noted(told))

    assert changes("1") == changes("2") == changes("3") == changes("999")


def test_an_order_with_an_address_is_the_address_s_alone(sheet: Sheet) -> None:
    book = sheet(MEMBERS, ORDERS)

    assert isinstance(claims(book, "2", contact="boris", phone=BORIS)[0], UnknownOrder)
    assert isinstance(claims(book, "2", contact="ana")[0], Claimed)


def test_its_signed_link_goes_before_its_number(sheet: Sheet) -> None:
    told, book = claims(sheet(MEMBERS, ORDERS, FIRST), "1", contact="boris", signed=True)

    assert isinstance(told, Claimed)
    assert not any(fact.kind is FactKind.MEMBER_PHONE for fact in book.facts_about_member("BORIS"))


def test_by_a_signed_link_the_number_they_write_from_is_noted_only_where_the_order_has_one(sheet: Sheet) -> None:
    book = sheet(MEMBERS, ORDERS, FIRST)

    for number in ("2", "3"):
        told = claim_order(book, contact="boris", number=number, now=NOON, signed=True, phone=BORIS)
        assert isinstance(told.outcome, Claimed)
        assert numbers_noted(told) == []


def test_other_rules_hold_as_for_every_order(sheet: Sheet) -> None:
    book = sheet(
        MEMBERS,
        """
            Orders | Amount | Placed     | Status | Phone
            1      | 10     | 2026-11-22 | unpaid | +491701234567
            2      | 10     | 2020-11-22 | paid   | +491701234567
        """,
        FIRST,
    )

    assert isinstance(claims(book, "1", phone=ANAS)[0], NotPaid)
    assert isinstance(claims(book, "2", phone=ANAS)[0], OrderTooOld)


def test_it_is_claimed_once(sheet: Sheet) -> None:
    _, book = claims(sheet(MEMBERS, ORDERS, FIRST), "1", phone=ANAS)

    assert isinstance(claims(book, "1", phone=ANAS)[0], AlreadyClaimed)
    assert isinstance(claims(book, "1")[0], AlreadyClaimed)
    assert isinstance(claims(book, "1", contact="boris", phone=ANAS)[0], ConfirmEmail)
    assert book.account_of("ANA").points == 10


def test_a_member_without_an_address_claims_by_number(sheet: Sheet) -> None:
    without = "Members | Contact\nCARA | cara"
    book = sheet(without, ORDERS, BOTH)

    assert isinstance(claims(book, "1", contact="cara", phone=ANAS)[0], Claimed)
    assert isinstance(claims(book, "999", contact="cara", phone=ANAS)[0], OrderNoted)
    assert isinstance(claims(book, "999", contact="cara")[0], UnknownOrder)


def test_its_points_are_spent_without_a_proof_of_the_address(sheet: Sheet) -> None:
    rewards = "Rewards | Name | Points\ntote | Tote bag | 10\n\nCoupons | Reward\nTOTE | tote"
    _, book = claims(sheet(MEMBERS, ORDERS, rewards, FIRST), "1", phone=ANAS)

    told = redeem(book, contact="ana", reward="tote", codes=["CODE"], now=NOON)

    assert isinstance(told.outcome, Redeemed)


def test_digits_and_a_number_at_once_prove_both(sheet: Sheet) -> None:
    told, book = claims(sheet(MEMBERS, ORDERS, FIRST), "1", phone=ANAS, digits=True)

    member = book.member("ANA")
    assert isinstance(told, Claimed)
    assert member is not None
    assert (member.proved, member.phone) == (NOON, ANAS)


class TestByTheLog:
    """Once a number was shown with a claim it counts in every chat of the member, and at night."""

    def test_a_number_that_was_shown_counts_in_another_chat(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, ORDERS, FIRST), "1", phone=ANAS)

        assert isinstance(claims(book, "4")[0], Claimed)

    def test_a_contact_that_has_another_number_now_has_given_up_the_old_one(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, ORDERS, WAITS), "1", phone=ANAS)

        told, after = claims(book, "4", phone=STRANGE)

        assert isinstance(told, OrderNoted)
        member = after.member("ANA")
        assert member is not None
        assert member.phone == STRANGE
        assert isinstance(claims(after, "4")[0], OrderNoted)
        assert isinstance(claims(after, "4", phone=ANAS)[0], Claimed)

    def test_a_number_that_another_member_has_shown_too_counts_only_for_who_writes_from_it(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, ORDERS, FIRST), "1", phone=ANAS)
        _, book = claims(book, "4", contact="boris", phone=ANAS)
        book = shop_tells(book, "6", phone=ANAS)

        assert isinstance(claims(book, "6")[0], ConfirmEmail)
        assert isinstance(claims(book, "6", contact="boris")[0], ConfirmEmail)
        assert isinstance(claims(book, "6", contact="boris", phone=ANAS)[0], Claimed)
        assert book.account_of("BORIS").points == 40

    def test_who_has_left_is_known_by_no_number_and_is_nobody_who_claims(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, ORDERS, NIGHTLY), "1", phone=ANAS)
        book = book.after(leave(book, contact="ana", confirmed=True, now=NOW_LEFT).changes)

        assert book.members_with_phone(ANAS) == ()
        assert isinstance(claims(book, "4", phone=ANAS)[0], NotMember)
        assert credit_orders(book, now=NOON, limit=9).changes == ()
        # Whoever has the number now, and is a member, claims what nobody has claimed.
        assert isinstance(claims(book, "4", contact="boris", phone=ANAS)[0], Claimed)
        assert isinstance(claims(book, "1", contact="boris", phone=ANAS)[0], ConfirmEmail)

    def test_two_accounts_that_became_one_have_the_number_of_both(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, ORDERS, FIRST), "1", contact="boris", phone=ANAS)
        book = book.after(merge(book, keep="ANA", other="BORIS", now=NOON).changes)

        told, book = claims(book, "4")
        assert isinstance(told, Claimed)
        assert [member.code for member in book.members_with_phone(ANAS)] == ["ANA"]
        assert book.account_of("ANA").points == 50

    def test_who_wrote_from_one_number_in_both_accounts_is_one_holder_once_they_are_one(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, ORDERS, FIRST), "1", phone=ANAS)
        _, book = claims(book, "4", contact="boris", phone=ANAS)
        book = book.after(merge(book, keep="BORIS", other="ANA", now=NOON).changes)

        assert [member.code for member in book.members_with_phone(ANAS)] == ["BORIS"]


class TestAnOrderThatComesLate:
    @pytest.mark.parametrize(("settings", "answer"), [(BOTH, ConfirmEmail), (WAITS, OrderNoted)])
    def test_it_is_booked_when_it_comes_with_the_number(self, sheet: Sheet, settings: str, answer: type) -> None:
        told, book = claims(sheet(MEMBERS, settings), "7", phone=ANAS)
        assert isinstance(told, answer)

        book = shop_tells(book, "7", phone=ANAS)

        assert book.account_of("ANA").points == 50

    def test_it_is_not_booked_where_it_comes_with_another_number_or_with_none(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, WAITS), "7", phone=ANAS)

        for phone in (BORIS, ""):
            after = shop_tells(book, "7", phone=phone)
            assert after.account_of("ANA").points == 0
            [claim] = after.waits_for("7")
            assert state_of(after, claim) is WaitState.ANOTHER_ADDRESS

    def test_where_it_comes_with_an_address_that_decides(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, WAITS), "7", phone=ANAS)
        assert shop_tells(book, "7", phone=ANAS, email="boris@example.com").account_of("ANA").points == 0
        assert shop_tells(book, "7", phone=BORIS, email="ana@example.com").account_of("ANA").points == 50

    def test_the_number_may_come_after_the_order(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, WAITS), "7", phone=ANAS)
        book = shop_tells(shop_tells(book, "7"), "7", phone=ANAS)

        assert book.account_of("ANA").points == 50

    def test_the_night_books_what_has_waited_for_a_number(self, sheet: Sheet) -> None:
        there = "Orders | Amount | Placed\n7 | 50 | 2026-11-22"
        _, book = claims(sheet(MEMBERS, there, WAITS), "7", phone=ANAS)
        number = book.next_fact(FactKind.ORDER_PHONE, "7", ANAS, stood="", now=NOON)

        told = settle_waits(book.after([AddFact(number)]), now=NOON + timedelta(days=1), limit=9)

        assert told.outcome.points == 50

    def test_before_the_proof_of_the_address_it_waits_only_for_who_writes_from_a_number(self, sheet: Sheet) -> None:
        book = sheet(MEMBERS, BOTH)

        by_number = claim_order(book, contact="ana", number="7", now=NOON, phone=ANAS)
        by_none = claim_order(book, contact="ana", number="7", now=NOON)

        assert type(by_number.outcome) is type(by_none.outcome) is ConfirmEmail
        assert any(isinstance(change, AddWaiting) for change in by_number.changes)
        assert by_none.changes == ()

    def test_five_wait_and_no_more_and_then_nothing_is_noted_and_nothing_told(self, sheet: Sheet) -> None:
        book = sheet(MEMBERS, BOTH)
        for number in range(70, 75):
            _, book = claims(book, str(number), phone=ANAS)

        sixth = claim_order(book, contact="ana", number="75", now=NOON, phone=ANAS)

        assert isinstance(sixth.outcome, ConfirmEmail)
        assert sixth.changes == ()
        assert isinstance(claims(sheet(MEMBERS, WAITS), "7", phone=ANAS)[0], OrderNoted)

    def test_one_that_waits_from_another_chat_learns_the_number_when_it_is_typed_again(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, WAITS), "7")
        told, book = claims(book, "7", phone=ANAS)

        assert isinstance(told, OrderNoted)
        assert shop_tells(book, "7", phone=ANAS).account_of("ANA").points == 50

    def test_a_full_waiting_list_is_said_as_ever(self, sheet: Sheet) -> None:
        book = sheet(MEMBERS, WAITS)
        for number in range(70, 75):
            _, book = claims(book, str(number), phone=ANAS)

        assert isinstance(claims(book, "75", phone=ANAS)[0], WaitingFull)

    def test_what_is_unusual_waits_for_the_owner_and_the_number_is_noted(self, sheet: Sheet) -> None:
        odd = "Settings | Value\nConfirm e-mail | before points\nReview above | 5"
        told = claim_order(sheet(MEMBERS, ORDERS, odd), contact="ana", number="1", now=NOON, phone=ANAS)

        assert isinstance(told.outcome, InReview)
        assert numbers_noted(told) == [("ANA", ANAS)]


class TestCreditedAtNight:
    def test_orders_with_a_number_that_was_shown_are_credited(self, sheet: Sheet) -> None:
        book = sheet(MEMBERS, ORDERS, NIGHTLY)
        joined = join(book, contact="cara", email="cara@example.com", name="", language="", codes=["CARA"], now=NOON)
        assert isinstance(joined.outcome, Joined)
        told = with_phone(book, joined, contact="cara", phone=ANAS, now=NOON)
        book = book.after(told.changes)

        credited = credit_orders(book, now=NOON, limit=9)

        assert (credited.outcome.count, credited.outcome.points) == (2, 50)
        assert book.after(credited.changes).account_of("CARA").points == 100

    def test_a_number_of_two_members_credits_nobody(self, sheet: Sheet) -> None:
        _, book = claims(sheet(MEMBERS, ORDERS, NIGHTLY), "1", phone=ANAS)
        _, book = claims(book, "4", contact="boris", phone=ANAS)

        assert credit_orders(shop_tells(book, "6", phone=ANAS), now=NOON, limit=9).changes == ()

    def test_two_thousand_orders_with_one_number_are_credited_a_slice_at_a_time(self, sheet: Sheet) -> None:
        """A number on so many is a till's or a call centre's; it is still only theirs who write from it."""
        rows = "\n".join(f"{number} | 1 | 2026-11-22 | {STRANGE}" for number in range(2_000))
        book = sheet(MEMBERS, f"Orders | Amount | Placed | Phone\n{rows}", NIGHTLY)
        assert credit_orders(book, now=NOON, limit=50).changes == ()
        _, book = claims(book, "7", phone=STRANGE)

        credited = credit_orders(book, now=NOON, limit=50)

        assert credited.outcome.count == 50
        assert len(credited.outcome.rest) == 1_949

    def test_joining_notes_the_number_only_where_something_rests_on_it(self, sheet: Sheet) -> None:
        def joins(book: Book, *, contact: str = "cara", email: str = "cara@example.com", phone: str = ANAS) -> object:
            told = join(book, contact=contact, email=email, name="", language="", codes=["CARA"], now=NOON)
            return numbers_noted(with_phone(book, told, contact=contact, phone=phone, now=NOON))

        assert joins(sheet(MEMBERS, FIRST)) == []
        assert joins(sheet(MEMBERS, NIGHTLY)) == [("CARA", ANAS)]
        assert joins(sheet(MEMBERS, NIGHTLY), phone="") == []
        assert joins(sheet(MEMBERS, NIGHTLY), email="") == []

    def test_a_member_of_long_ago_has_it_noted_when_they_join_again(self, sheet: Sheet) -> None:
        book = sheet(MEMBERS, NIGHTLY)
        told = join(book, contact="ana", email="", name="", language="", codes=["X"], now=NOON)

        again = with_phone(book, told, contact="ana", phone=ANAS, now=NOON)

        assert isinstance(again.outcome, AlreadyMember)
        assert numbers_noted(again) == [("ANA", ANAS)]
