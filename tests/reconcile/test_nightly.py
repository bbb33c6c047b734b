"""What no webhook has told is found in the night, once, and told to the owner; over HTTP with each shop."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
import requests

from loyalty.model.imported import IntakeResult, IntakeStatus, ShopOrder
from sandbox.mailbox import MailBox
from sandbox.owner import Owner
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.web import Down, Fault, NotJson, Refused, Says, Throttled
from service.container import now
from service.runs.reconcile_run import reconcile
from service.shop.order_shops import order_shops
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
    owner.type_over("Settings", "Owner note", "Value", "no")
    for _ in range(3):
        any_shop.buy()

    answer = tidied()

    assert answer["missed"] == 3
    [letter] = [one.message for one in mailbox.letters]
    assert "had not reported" in letter["Subject"]
    assert "taken them: 3." in _text(letter)


@pytest.mark.parametrize("arrives", [0b0000, 0b0101, 0b1010, 0b1000, 0b0111])
def test_whatever_webhooks_arrive_the_sheet_is_the_same_after_the_night(
    at_the_doors: AnyShop, tidied: Tidy, rows: Rows, arrives: int
) -> None:
    sale = at_the_doors.buy()
    at_the_doors.shop.deliver(lambda due: due if arrives & 1 else ())
    at_the_doors.refund(sale)
    at_the_doors.shop.deliver(lambda due: due if arrives & 2 else ())
    at_the_doors.buy("ben@example.com", 1)
    at_the_doors.shop.deliver(lambda due: due[:1] if arrives & 4 else ())
    at_the_doors.refund(sale)
    at_the_doors.shop.deliver(lambda due: reversed(due) if arrives & 8 else ())

    tidied()

    shown = [(row["Email"], row["Amount"], row["Goods"], row["Shop refunded"]) for row in rows()]
    assert shown == [("ana@example.com", 29, 24, 24), ("ben@example.com", 17, 12, None)]
    assert tidied()["missed"] == 0


@pytest.mark.parametrize(
    ("fault", "says"),
    [(Down(), "cannot be reached"), (Refused(401), "orders"), (Throttled(), "no more calls"), (NotJson(), "as it")],
)
def test_while_the_shop_is_away_the_night_goes_on_and_the_next_one_makes_it_good(
    any_shop: AnyShop, tidied: Tidy, rows: Rows, owner: Owner, mailbox: MailBox, fault: Fault, says: str
) -> None:
    owner.type_over("Settings", "Owner e-mail", "Value", "owner@shop.example")
    owner.type_over("Settings", "Owner note", "Value", "no")
    any_shop.buy()
    any_shop.shop.fails(fault, times=None, on=any_shop.listing)
    away = tidied()["missed"]
    [letter] = [one.message for one in mailbox.letters]
    any_shop.shop.recovers()

    assert says in _text(letter)
    assert (away, tidied()["missed"], len(rows())) == (0, 1, 1)


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[null]",
        '[["727"]]',
        '{"data": {}}',
        '{"data": []}',
        '{"data": [null], "has_more": false}',
        '{"data": [], "has_more": true}',
        '{"data": {"orders": null}}',
        '{"data": {"orders": {"pageInfo": {"hasNextPage": false}}}}',
        '{"data": {"orders": {"nodes": []}}}',
        '{"data": {"orders": {"nodes": [1], "pageInfo": {"hasNextPage": false}}}}',
        '{"data": {"orders": {"nodes": [], "pageInfo": {"hasNextPage": true, "endCursor": null}}}}',
    ],
)
def test_an_answer_without_a_list_of_orders_is_not_one_in_which_nothing_was_missed(
    any_shop: AnyShop, body: str
) -> None:
    any_shop.shop.fails(Says(body), on=any_shop.listing)

    with requests.Session() as session:
        done = reconcile(
            order_shops(os.environ, session),
            lambda _orders, _also: (),
            since=now() - timedelta(days=3),
            may_go_on=lambda: True,
        )

    assert any_shop.name in str(*done.told)


def test_more_orders_than_a_page_has(any_shop: AnyShop, tidied: Tidy, owner: Owner) -> None:
    before = {str(row["Order"]) for row in owner.tab("Orders")}
    count = 14 if isinstance(any_shop.shop, Shopify) else 1_000  # it gives few orders at once, and few in a minute
    for number in range(count):
        any_shop.buy(f"c{number}@example.com", 1)

    missed = [tidied()["missed"] for _ in range(2)]

    # Some numbers of the demo shop's orders are WooCommerce's, too: these are the same orders.
    numbers = [any_shop.number_of(sale) for sale in any_shop.sales]
    assert missed[0] >= len(set(numbers) - before) > count * 0.8
    assert missed[1] == 0
    assert set(numbers) <= {str(row["Order"]) for row in owner.tab("Orders")}


def test_a_night_whose_time_is_over_takes_what_it_has_and_says_that_there_is_more(any_shop: AnyShop) -> None:
    for number in range(120):
        any_shop.buy(f"c{number}@example.com", 1)
    taken = list[ShopOrder]()

    def take(orders: Sequence[ShopOrder], _tells: object) -> Sequence[IntakeResult]:
        taken.extend(orders)
        return [IntakeResult(IntakeStatus.ADDED) for _ in orders]

    shops = order_shops(os.environ, requests.Session())
    done = reconcile(shops, take, since=now() - timedelta(days=1), may_go_on=lambda: False)

    assert 0 < len(taken) <= 100
    assert done.missed == len(taken)
    assert "more changed orders than one night takes" in str(done.told[-1])


def test_a_shop_whose_door_is_shut_is_not_asked(
    any_shop: AnyShop, environment: pytest.MonkeyPatch, tidied: Tidy, rows: Rows
) -> None:
    environment.delenv(f"{any_shop.name.upper()}_WEBHOOK_SECRET")
    any_shop.buy()

    assert (tidied()["missed"], rows()) == (0, [])


def _text(letter: Any) -> str:
    return " ".join(letter.get_body(("plain",)).get_content().split())


def test_what_is_told_in_another_currency_than_the_order_has_is_told_to_the_owner(
    at_the_doors: AnyShop, owner: Owner, tidied: Tidy, rows: Rows
) -> None:
    owner.type_over("Settings", "Currencies", "Value", "EUR 1.10")
    sale = at_the_doors.buy()
    at_the_doors.shop.deliver()
    [row] = [row for row in owner.tab("Orders") if str(row.get("Source", "")).startswith("shop")]
    owner.type_over("Orders", row["Order"], "Currency", "EUR")
    at_the_doors.refund(sale)
    at_the_doors.lose()

    missed = tidied()["missed"]

    # Stripe tells the payment and its refund by themselves.
    told = {problem["Cell"] for problem in owner.tab("Problems") if "has this order in EUR" in problem["Why"]}
    assert row["Order"] in told
    assert (missed, [one["Shop refunded"] for one in rows()]) == (0, [None])
