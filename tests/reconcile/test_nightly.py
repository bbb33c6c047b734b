"""What no webhook has told is found in the night, once, and told to the owner; over HTTP with each shop."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.shops.web import Down, Fault, NotJson, Refused, Throttled
from tests.reconcile.conftest import AnyShop

Tidy = Callable[[], Mapping[str, Any]]
Rows = Callable[[], list[dict[str, Any]]]


def test_orders_whose_webhooks_were_lost_are_taken_once(at_the_doors: AnyShop, tidied: Tidy, rows: Rows) -> None:
    at_the_doors.buy()
    at_the_doors.shop.deliver()
    at_the_doors.buy("ben@example.com")
    at_the_doors.lose()

    before = len(rows())
    answers = [tidied()["missed"] for _ in range(2)]

    assert (before, answers) == (1, [1, 0])
    assert [row["Email"] for row in rows()] == ["ana@example.com", "ben@example.com"]


def test_nothing_is_missed_where_webhooks_arrive_before_and_after(
    at_the_doors: AnyShop, tidied: Tidy, rows: Rows
) -> None:
    sale = at_the_doors.buy()
    at_the_doors.refund(sale)
    at_the_doors.shop.deliver()
    first = rows()
    missed = tidied()["missed"]
    at_the_doors.buy("ben@example.com")
    later = tidied()["missed"]
    second = rows()
    at_the_doors.shop.deliver()

    assert (missed, later) == (0, 1)
    assert (first, second) == (second[:1], rows())


def test_a_refund_that_was_lost_goes_back(at_the_doors: AnyShop, tidied: Tidy, rows: Rows) -> None:
    sale = at_the_doors.buy()
    at_the_doors.shop.deliver()
    at_the_doors.refund(sale)
    at_the_doors.lose()

    assert (tidied()["missed"], [row["Shop refunded"] for row in rows()]) == (1, [12])


def test_a_shop_without_webhooks_is_told_to_the_owner_in_words(
    any_shop: AnyShop, tidied: Tidy, owner: Owner, mailbox: MailBox
) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")
    for _ in range(3):
        any_shop.buy()

    answer = tidied()

    assert answer["missed"] == 3
    [letter] = [one.message for one in mailbox.letters]
    assert "had not told" in letter["Subject"]
    assert "taken them: 3." in _text(letter)


@pytest.mark.parametrize(
    ("fault", "says"),
    [(Down(), "cannot be reached"), (Refused(401), "orders"), (Throttled(), "no more calls"), (NotJson(), "as it")],
)
def test_while_the_shop_is_away_the_night_goes_on_and_the_next_one_makes_it_good(
    any_shop: AnyShop, tidied: Tidy, rows: Rows, owner: Owner, mailbox: MailBox, fault: Fault, says: str
) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")
    any_shop.buy()
    any_shop.shop.fails(fault, times=None, on=any_shop.listing)
    away = tidied()["missed"]
    [letter] = [one.message for one in mailbox.letters]
    any_shop.shop.recovers()

    assert says in _text(letter)
    assert (away, tidied()["missed"], len(rows())) == (0, 1, 1)


def test_more_orders_than_a_page_has(any_shop: AnyShop, tidied: Tidy, owner: Owner) -> None:
    before = {str(row["Order"]) for row in owner.tab("Orders")}
    for number in range(230):
        any_shop.buy(f"c{number}@example.com", 1)

    missed = [tidied()["missed"] for _ in range(2)]

    # Some numbers of the demo shop's orders are WooCommerce's, too: these are the same orders.
    numbers = [any_shop.number_of(sale) for sale in any_shop.sales]
    assert missed[0] >= len(set(numbers) - before) > 200
    assert missed[1] == 0
    assert set(numbers) <= {str(row["Order"]) for row in owner.tab("Orders")}


def test_a_shop_whose_door_is_shut_is_not_asked(
    any_shop: AnyShop, environment: pytest.MonkeyPatch, tidied: Tidy, rows: Rows
) -> None:
    environment.delenv(f"{any_shop.name.upper()}_WEBHOOK_SECRET")
    any_shop.buy()

    assert (tidied()["missed"], rows()) == (0, [])


def _text(letter: Any) -> str:
    return " ".join(letter.get_body(("plain",)).get_content().split())
