"""Further addresses of a member: orders under them are theirs, once they are proved where the owner wants that."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.book.book import Book
from loyalty.book.decision import AddEntry, Decision
from loyalty.book.proof import further_addresses, to_prove
from loyalty.intake.shop_orders import take_orders
from loyalty.member.claim import claim_order
from loyalty.member.export import export
from loyalty.member.join import join
from loyalty.member.proving import MAY_COME_AGAIN, Proof, nothing_shown
from loyalty.model.addresses import fold_email
from loyalty.model.imported import ShopOrder
from loyalty.nightly.credit_orders import credit_orders
from loyalty.outcomes.claiming import Claimed, ClaimOutcome, OrderNoted, UnknownOrder
from loyalty.outcomes.joining import AddressProved, AlreadyMember, ConfirmEmail, ContactAdded, Joined, JoinOutcome
from loyalty.outcomes.stored_data import Exported
from loyalty.owner.merging import merge, take_apart

Sheet = Callable[..., Book]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANA = """
    Members | Email           | Contact | Joined           | Other emails
    ANA     | ana@example.com | ana     | 2026-11-01T09:00 | Work@Example.com ana@müller.example
"""
ORDERS = """
    Orders | Email                     | Amount | Placed
    1      | work@example.com          | 10     | 2026-11-22
    2      | ana@xn--mller-kva.example | 20     | 2026-11-22
    3      | else@example.com          | 30     | 2026-11-22
"""
PROOF = "Settings | Value\nConfirm e-mail | before points"
WORK = "work@example.com"


def claims(book: Book, number: str, *, signed: bool = False) -> tuple[ClaimOutcome, Book]:
    told = claim_order(book, contact="ana", number=number, now=NOON, signed=signed)
    return told.outcome, book.after(told.changes)


def names(book: Book, email: str, proof: Proof = nothing_shown, contact: str = "ana") -> tuple[JoinOutcome, Book]:
    """She sends an address, and what proves it perhaps."""
    told = join(book, contact=contact, email=email, name="", language="", codes=["NEW"], now=NOON, proof=proof)
    return told.outcome, book.after(told.changes)


def button(address: str, at: datetime = NOON) -> Proof:
    """The token of a button that an email has brought to this address."""
    return lambda asked: at if fold_email(asked) == fold_email(address) else None


def digits(_address: str) -> datetime:
    """Six digits that were right for the address that was named."""
    return MAY_COME_AGAIN


def test_orders_under_each_of_them_are_hers_and_under_no_other(sheet: Sheet) -> None:
    book = sheet(ANA, ORDERS)

    for number, kind in (("1", Claimed), ("2", Claimed), ("3", UnknownOrder)):
        told, book = claims(book, number)
        assert isinstance(told, kind)
    assert book.account_of("ANA").points == 30


def test_before_the_proof_they_count_for_nothing(sheet: Sheet) -> None:
    book = sheet(ANA, ORDERS, PROOF)
    _, book = names(book, "", digits)  # her own address is proved

    assert isinstance(claims(book, "1")[0], UnknownOrder)
    told, same = names(book, " WORK@example.com ")
    assert (told, same) == (ConfirmEmail("Work@Example.com", "Regulars"), book)


@pytest.mark.parametrize(("email", "proof"), [(WORK, digits), ("", button(WORK)), (WORK, button(WORK))])
def test_digits_or_the_button_of_an_email_prove_the_one_that_they_were_sent_to(
    sheet: Sheet, email: str, proof: Proof
) -> None:
    _, book = names(sheet(ANA, ORDERS, PROOF), "", digits)

    told, book = names(book, email, proof)

    assert isinstance(told, AddressProved)
    assert book.members["ANA"].others_proved == (WORK,)
    assert isinstance(claims(book, "1")[0], Claimed)
    assert isinstance(claims(book, "2")[0], UnknownOrder)
    assert isinstance(names(book, WORK)[0], AlreadyMember)


def test_digits_for_her_own_address_prove_no_other(sheet: Sheet) -> None:
    told, book = names(sheet(ANA, ORDERS, PROOF), "ana@example.com", digits)

    assert isinstance(told, AddressProved)
    assert (book.members["ANA"].proved, book.members["ANA"].others_proved) == (NOON, ())


def test_the_signed_link_of_an_order_under_one_of_them_proves_it(sheet: Sheet) -> None:
    told, book = claims(sheet(ANA, ORDERS, PROOF), "1", signed=True)

    assert isinstance(told, Claimed)
    assert (book.members["ANA"].proved, book.members["ANA"].others_proved) == (None, (WORK,))


def test_an_address_that_nobody_has_written_down_is_none_of_hers(sheet: Sheet) -> None:
    book = sheet(ANA, ORDERS, PROOF)

    told, after = names(book, "else@example.com", digits)

    assert isinstance(told, AddressProved)  # of her own address, which the digits were sent to
    assert isinstance(claims(after, "3")[0], UnknownOrder)


def test_what_the_owner_takes_out_of_the_row_counts_no_more(sheet: Sheet) -> None:
    _, book = names(sheet(ANA, ORDERS, PROOF), WORK, digits)
    facts = tuple(book.all_facts())

    without = sheet(ANA.replace("Work@Example.com ", ""), ORDERS, PROOF).grown(facts=facts)

    assert without.members["ANA"].others_proved == ()


def test_an_address_of_somebody_else_s_is_theirs_alone(sheet: Sheet) -> None:
    boris = "Members | Email | Contact | Joined\nBORIS | work@example.com | boris | 2026-11-01T09:00"

    told, _ = claims(sheet(ANA, boris, ORDERS), "1")
    assert isinstance(told, UnknownOrder)

    typed = sheet(ANA, boris, ORDERS, PROOF)
    _, typed = names(names(typed, "", digits)[1], WORK, digits)
    assert isinstance(claims(typed, "1")[0], Claimed)


def test_who_proves_an_address_that_a_member_has_proved_is_one_with_them(sheet: Sheet) -> None:
    boris = "Members | Email | Contact | Joined\nBORIS | work@example.com | boris | 2026-11-01T09:00"
    _, book = names(sheet(ANA, boris, ORDERS, PROOF), "", digits, contact="boris")

    told, book = names(book, WORK, digits)

    assert isinstance(told, ContactAdded)
    assert book.code_of("ANA") == "BORIS"


BOTH = """
    Members | Email             | Contact | Joined           | Other emails
    ANA     | ana@example.com   | ana     | 2026-11-01T09:00 | work@example.com
    BOR     | boris@example.com | boris   | 2026-11-02T09:00 | else@example.com Third@example.com
"""


@pytest.mark.parametrize("settings", [None, PROOF])
def test_of_two_who_are_joined_both_keep_theirs_until_they_are_taken_apart(sheet: Sheet, settings: str | None) -> None:
    book = sheet(BOTH, ORDERS, *([settings] if settings else []))
    if settings:
        for address, contact in (("", "ana"), (WORK, "ana"), ("", "boris"), ("else@example.com", "boris")):
            _, book = names(book, address, digits, contact)
    before = book

    changes = merge(book, keep="ANA", other="BOR", now=NOON).changes
    book = book.after(changes)
    facts, entries = tuple(book.all_facts()), [change.entry for change in changes if isinstance(change, AddEntry)]
    anew = sheet(BOTH, ORDERS, *([settings] if settings else [])).grown(facts=facts, entries=entries)
    apart = book.after(take_apart(book, keep="ANA", other="BOR", now=NOON).changes)

    mine = {"work@example.com", "else@example.com"}
    assert further_addresses(before, before.members["ANA"]) == {WORK}
    for joined in (book, anew):
        assert further_addresses(joined, joined.members["ANA"]) == (mine if settings else mine | {"third@example.com"})
        assert joined.members["ANA"].own_row.other_emails == (WORK,)
        assert isinstance(claims(claims(joined, "1")[1], "3")[0], Claimed)
    assert further_addresses(apart, apart.members["ANA"]) == {WORK}
    assert to_prove(book, book.members["ANA"]) == (("Third@example.com",) if settings else ())


def test_a_second_account_of_a_further_address_gets_no_second_bonus_and_opens_none(sheet: Sheet) -> None:
    told, book = names(sheet(ANA), WORK, contact="second")

    assert isinstance(told, Joined)
    assert told.bonus == 0
    assert book.member_of("second") != book.member_of("ana")


def test_the_night_credits_orders_under_them(sheet: Sheet) -> None:
    book = sheet(ANA, ORDERS, "Settings | Value\nCredit orders | automatically")

    done: Decision[object] = credit_orders(book, now=NOON, limit=9)

    assert book.after(done.changes).account_of("ANA").points == 30


def test_a_claim_that_waits_is_booked_under_them_and_its_link_proves_them(sheet: Sheet) -> None:
    book = sheet(ANA, "Settings | Value\nClaim waits days | 14\nConfirm e-mail | before points")
    told, book = claims(book, "1", signed=True)
    assert isinstance(told, OrderNoted)

    order = ShopOrder("1", WORK, amount=sheet(ORDERS).orders["1"].amount)
    book = book.after(take_orders(book, orders=[order], now=NOON + timedelta(days=1)).changes)

    assert book.account_of("ANA").points == 10
    assert book.members["ANA"].others_proved == (WORK,)


def test_the_export_names_those_that_are_hers(sheet: Sheet) -> None:
    stored = export(sheet(ANA, ORDERS), contact="ana", now=NOON).outcome

    assert isinstance(stored, Exported)
    assert WORK in stored.addresses
