"""What goes with who leaves and has written from a phone number: the orders under it, and the lines with it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.member.export import export
from loyalty.member.leaving.removal import orders_of, phones_ever, removal, removal_again
from loyalty.model.entry import Entry, EntryKind
from loyalty.model.fact import Fact, FactKind
from loyalty.model.member import Member
from loyalty.model.orders import Order
from loyalty.model.program_settings import ConfirmAddress, Settings
from loyalty.outcomes.stored_data import Exported

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ANAS, OLD, BORISS, STRANGE = "+491751112233", "+15550100123", "+491707654321", "+4930123456"
ANA = Member("ANA", "ana@example.com", contact="7001", joined=NOW)
BORIS = Member("BORIS", "boris@example.com", contact="7002", joined=NOW)
ORDERS = {
    "1001": ("", ANAS),
    "1002": ("", OLD),
    "1003": ("", BORISS),
    "1004": ("", STRANGE),
    "1005": ("ana@example.com", ""),
    "1006": ("boris@example.com", ANAS),
    "1007": ("", ""),
    "1008": ("", BORISS),
}


def writes_from(member: str, number: str, days: int) -> Fact:
    return Fact(NOW - timedelta(days=days), FactKind.MEMBER_PHONE, member, number, number=9 - days)


def shop(*facts: Fact, settings: Settings = Settings()) -> Book:  # noqa: B008 - frozen
    """Ana has claimed 1003 and 1004 by the links in their order mails."""
    return Book.of(
        settings,
        members=[ANA, BORIS],
        orders=[Order(number, email, Decimal(5), phone=phone) for number, (email, phone) in ORDERS.items()],
        entries=[
            Entry(NOW, "ANA", EntryKind.CLAIM, 5, subject=number, cause=f"order:{number}")
            for number in ("1003", "1004")
        ],
        facts=[writes_from("ANA", OLD, 5), writes_from("ANA", ANAS, 4), writes_from("BORIS", BORISS, 3), *facts],
    )


def test_orders_under_every_number_that_was_theirs_go_whether_or_not_the_address_is_proved() -> None:
    found = removal(shop(), ANA)

    assert found.phones == found.unshared_phones == (OLD, ANAS)
    assert set(found.orders) == {"1001", "1002", "1004"}
    assert not found.proved


def test_with_a_proved_address_what_is_under_that_goes_too() -> None:
    found = removal(shop(settings=Settings(confirm_email=ConfirmAddress.AT_JOINING)), ANA)

    assert set(found.orders) == {"1001", "1002", "1004", "1005"}
    assert found.addresses == ("ana@example.com",)


def test_a_number_that_another_member_writes_from_now_is_left_to_them_but_for_the_leaver_s_own_orders() -> None:
    claimed = Entry(NOW, "ANA", EntryKind.CLAIM, 5, subject="1001", cause="order:1001")
    book = shop(writes_from("BORIS", ANAS, 1))
    assert set(removal(book, ANA).orders) == {"1002", "1003", "1004"}  # Boris has given up the one of 1003

    shared = removal(book.grown(entries=[claimed]), ANA)

    assert (shared.phones, shared.unshared_phones) == ((OLD, ANAS), (OLD,))
    assert set(shared.orders) == {"1001", "1002", "1003", "1004"}


def test_lines_of_the_log_with_a_number_of_theirs_go_and_nobody_else_s() -> None:
    told = [Fact(NOW, FactKind.ORDER_PHONE, number, phone) for number, phone in (("1007", ANAS), ("1008", BORISS))]
    of_theirs = Fact(NOW, FactKind.ORDER_PHONE, "1004", STRANGE)
    status = Fact(NOW, FactKind.ORDER_STATUS, "1007", "paid")

    found = removal(shop(*told, of_theirs, status), ANA)

    phones = [(fact.about, fact.value) for fact in found.facts if fact.kind is FactKind.ORDER_PHONE]
    assert sorted(phones) == [("1004", STRANGE), ("1007", ANAS)]
    assert {fact.value for fact in found.facts if fact.kind is FactKind.MEMBER_PHONE} == {OLD, ANAS}
    assert status not in found.facts


def test_what_is_erased_again_is_still_known_by_the_number_that_nothing_tells_any_more() -> None:
    book = shop()
    first = removal(book, ANA)

    again = removal_again(book.after([first]), first)

    assert phones_ever(book.after([first]), ANA) == frozenset()
    assert (again.phones, set(again.orders)) == (first.phones, set(first.orders))


def test_export_tells_what_leaving_would_erase() -> None:
    book = shop(Fact(NOW, FactKind.ORDER_PHONE, "1007", ANAS))

    told = export(book, contact="7001", now=NOW).outcome

    assert isinstance(told, Exported)
    assert told.phones == (OLD, ANAS)
    assert [order.number for order in told.orders] == ["1001", "1002", "1004", "1007"]
    assert {order.number for order in orders_of(book, ANA, proved=False)} == set(removal(book, ANA).orders)
    words = told.as_words()
    assert words["phones"] == [OLD, ANAS]
    assert [order["phone"] for order in words["orders"]] == [ANAS, OLD, STRANGE, ANAS]  # type: ignore[attr-defined]
    learned = [(fact["what"], fact["value"]) for fact in words["learned"]]  # type: ignore[attr-defined]
    assert ("member phone", ANAS) in learned
    assert ("order phone", ANAS) in learned
