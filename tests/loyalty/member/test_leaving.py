"""What goes with somebody who leaves: what is theirs, and of the shop's only what they have proved to be theirs."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import RemoveMember
from loyalty.book.proof import has_shown
from loyalty.member.leaving.removal import addresses_ever, orders_of, removal, removal_again
from loyalty.model.causes import order_of
from loyalty.model.coupon import Coupon, CouponStatus
from loyalty.model.email_log import Letter, LetterStatus
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.model.program_settings import ConfirmAddress, Settings

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ANA = Member("ANA", "Ana@example.com", contact="7001", joined=NOW)
BORIS = Member("BORIS", "boris@example.com", contact="7002", joined=NOW)
PROVED, TYPED = Settings(confirm_email=ConfirmAddress.AT_JOINING), Settings()
ORDERS = {
    "1001": "ana@example.com",
    "1002": "boris@example.com",
    "1003": "gift@example.com",
    "1004": "ana@example.com",
    "1005": "ana@old.example",
    "1006": "",
}


def shop(settings: Settings = PROVED, *facts: Fact, members: tuple[Member, ...] = (ANA, BORIS)) -> Book:
    """Ana has claimed 1001, by links 1002 and 1003, and in a closed year 1006 and one that is there no more."""
    opened = "opening:ANA:2025-01-01"
    return Book.of(
        settings,
        members=members,
        orders=[Order(number, email, Decimal(5)) for number, email in ORDERS.items()],
        entries=[
            Entry(NOW, "ANA", EntryKind.SIGN_UP, 50, email="ana@old.example", cause="join:ANA"),
            *(Entry(NOW, "ANA", EntryKind.CLAIM, 5, subject=f"100{n}", cause=f"order:100{n}") for n in (1, 2, 3)),
            Entry(NOW, "ANA", EntryKind.OPENING, 9, subject="join:x order:1006 order:999", cause=opened),
        ],
        coupons=[Coupon("C1", "mug", CouponStatus.ISSUED, member="ANA", email="ana@coupon.example")],
        letters=[
            Letter("l1", NOW, "ANA", "ana@letter.example", "reminder", LetterStatus.SENT),
            Letter("l2", NOW, "ANA", "owner@example.com", "owner_task", LetterStatus.SENT),
        ],
        facts=[Fact(NOW, FactKind.MEMBER_BOUNCE, "ANA", "ana@bounced.example"), *facts],
    )


EVER = {f"ana@{host}" for host in ("example.com", "old.example", "coupon.example", "letter.example", "bounced.example")}


def test_every_address_that_was_ever_theirs_is_known_by_their_code_but_not_the_owners() -> None:
    assert addresses_ever(shop(), ANA) == EVER


def test_with_proof_all_orders_under_their_addresses_are_theirs_and_those_that_they_have_claimed() -> None:
    found = removal(shop(), ANA)

    assert (set(found.addresses), set(found.unshared)) == (EVER, EVER)
    assert set(found.orders) == {"1001", "1003", "1004", "1005", "1006", "999"}


def test_without_proof_only_orders_that_they_have_claimed_are() -> None:
    told = Fact(NOW, FactKind.ORDER_EMAIL, "1004", "ana@example.com")
    of_theirs = Fact(NOW, FactKind.ORDER_EMAIL, "1003", "someone@example.com")
    status = Fact(NOW, FactKind.ORDER_STATUS, "1003", "paid")
    typed, proved = (shop(settings, told, of_theirs, status) for settings in (TYPED, PROVED))

    found = removal(typed, ANA)

    assert set(found.orders) == {"1001", "1003", "1006", "999"}
    assert [fact.about for fact in found.facts] == ["ANA", "1003"]
    assert {fact.about for fact in removal(proved, ANA).facts} == {"ANA", "1003", "1004"}
    assert {order.number for order in orders_of(typed, ANA, proved=False)} == {"1001", "1003", "1006"}
    assert len(orders_of(proved, ANA, proved=True)) == 5


@pytest.mark.parametrize("other", ["ana@old.example", "ANA@example.com"])
def test_an_address_that_is_somebody_elses_too_is_not_taken_from_them(other: str) -> None:
    found = removal(shop(members=(ANA, replace(BORIS, email=other))), ANA)

    assert set(found.unshared) == EVER - {other.lower()}
    assert set(found.addresses) == EVER


def test_at_gmail_an_order_under_another_spelling_of_their_mailbox_is_theirs() -> None:
    member = Member("LEA", "lea@gmail.com", contact="7003")
    book = Book.of(PROVED, members=[member], orders=[Order("1", "L.ea@googlemail.com", Decimal(5))])

    found = removal(book, member)

    assert (found.orders, found.unshared) == (("1",), ("l.ea@googlemail.com", "lea@gmail.com"))


def test_what_was_proved_the_first_time_is_erased_again_when_nothing_tells_of_it_any_more() -> None:
    confirmed = Fact(NOW, FactKind.MEMBER_CONTACT, "ANA", "7009", stood="7001")
    book = shop(TYPED, confirmed)
    first = removal(book, ANA)
    left = book.after([first])

    again = removal_again(left, first)

    assert not has_shown(left, ANA)
    assert (again.proved, again.addresses, again.unshared) == (True, first.addresses, first.unshared)
    assert isinstance(again, RemoveMember)


@pytest.mark.parametrize(
    ("settings", "member", "proved"),
    [(TYPED, ANA, False), (PROVED, ANA, True), (PROVED, Member("X", contact="7001"), False)],
)
def test_an_address_is_proved_where_nobody_joins_without(settings: Settings, member: Member, *, proved: bool) -> None:
    assert has_shown(shop(settings, members=(member,)), member) == proved


def test_whoever_has_proved_a_further_contact_has_proved_the_address() -> None:
    book = shop(TYPED, Fact(NOW, FactKind.MEMBER_CONTACT, "ANA", "7009", stood="7001"))

    assert has_shown(book, ANA)


@pytest.mark.parametrize(("cause", "order"), [("order:#1042", "1042"), ("join:ANA", ""), ("", "")])
def test_a_cause_names_the_order_that_it_paid_for(cause: str, order: str) -> None:
    assert order_of(cause) == order
