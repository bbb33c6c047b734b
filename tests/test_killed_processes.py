"""A process of the function is killed between its commit and its answer: who asks again, asks another one.

Google is the stand-in, in the process of the tests: it applies the commit and keeps its answer, and then the process is
killed. So is the shop that makes codes.
"""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
import requests

from sandbox.google.http.faults import Slow
from sandbox.owner import Owner
from sandbox.processes import Function
from sandbox.shops import web
from sandbox.shops.shopify.shop import Shopify
from tests.taps import SECRET
from tests.webhooks import senders

HELD_SECONDS = 5.0
"""How long Google or the shop keeps an answer whose asker is killed meanwhile."""


@pytest.fixture
def shop(environment: pytest.MonkeyPatch, owner: Owner) -> Any:
    """Shopify: it tells of orders, and makes the codes."""
    with Shopify() as shop:
        environment.setenv("SHOPIFY_SHOP", "marigold.myshopify.com")
        environment.setenv("SHOPIFY_URL", shop.url)
        environment.setenv("SHOPIFY_TOKEN", shop.permanent_token("read_products", "write_discounts"))
        environment.setenv("SHOPIFY_WEBHOOK_SECRET", senders.SECRET)
        owner.type_over("Settings", "Coupons", "Value", "shop")
        owner.type_over("Rewards", "tote", "Product id", str(shop.catalogue.named("Tote bag").id))
        yield shop


@pytest.fixture
def functions(shop: Shopify, request: pytest.FixtureRequest) -> tuple[Function, Function]:  # noqa: ARG001 - its variables are set before they start
    """One that will be killed, and another."""
    one, another = request.getfixturevalue("two_functions")
    tap(one, "points")  # it has read the sheet: its next write is the commit that is meant
    return one, another


def tap(function: Function, action: str, **fields: str) -> dict[str, Any]:
    body = {"contact": {"id": "7001", "first_name": "Ana"}} | fields
    headers = {"Authorization": f"Bearer {SECRET}"}
    answer = requests.post(f"{function.url}/manychat/{action}", json=body, headers=headers, timeout=20)
    assert answer.status_code == 200
    return dict(answer.json())


def webhook(function: Function, body: object, topic: str = "orders/paid") -> dict[str, Any]:
    content = senders.raw(body)
    headers = senders.shopify_headers(content, topic)
    return dict(requests.post(f"{function.url}/shops/shopify", data=content, headers=headers, timeout=20).json())


def killed(function: Function, asks: Callable[[], object], when: Callable[[], bool]) -> None:
    """Somebody asks, and the process is killed as soon as this is so; nobody is answered."""
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(asks)
        while not when():
            Event().wait(0.002)
        os.killpg(function.process.pid, signal.SIGKILL)
        with pytest.raises(requests.ConnectionError):
            asked.result()


def killed_after_commit(function: Function, owner: Owner, asks: Callable[[], object]) -> None:
    def writes() -> int:
        return [seen.kind for seen in owner.google.requests].count("write")

    before = writes()
    owner.google.faults.next_write(Slow(HELD_SECONDS))
    killed(function, asks, lambda: writes() > before)


def causes(owner: Owner, entry: str) -> list[str]:
    return [str(line["Cause"]) for line in owner.tab("Ledger") if line["Entry"] == entry]


def test_a_webhook_comes_again_to_another_process_and_its_order_counts_once(
    functions: tuple[Function, Function], owner: Owner
) -> None:
    one, another = functions
    order = senders.shopify_order()

    killed_after_commit(one, owner, lambda: webhook(one, order))
    written = [row["Order"] for row in owner.tab("Orders")]
    again = webhook(another, order)
    tap(another, "join", email="ana@example.com")
    claimed = tap(another, "claim", order_number="1001")

    assert "#1001" in written
    assert again == {"taken": 1}
    assert [row["Amount"] for row in owner.tab("Orders") if row["Order"] == "#1001"] == [60]
    assert (claimed["code"], claimed["points"]) == ("claimed", 50 + 60)


def test_a_refund_whose_commit_was_the_last_thing_a_process_did_is_subtracted_once(
    functions: tuple[Function, Function], owner: Owner
) -> None:
    one, another = functions
    tap(one, "join", email="ana@example.com")
    webhook(one, senders.shopify_order())
    tap(one, "claim", order_number="1001")
    refund = senders.shopify_refund()

    killed_after_commit(one, owner, lambda: webhook(one, refund, "refunds/create"))
    again = webhook(another, refund, "refunds/create")

    assert again == {"taken": 1}
    assert tap(another, "points")["points"] == 50 + 45
    assert len(causes(owner, "refund")) == 1


def test_a_claim_is_tapped_again_at_another_process_and_gives_its_points_once(
    functions: tuple[Function, Function], owner: Owner
) -> None:
    one, another = functions
    tap(one, "join", email="ana@example.com")

    killed_after_commit(one, owner, lambda: tap(one, "claim", order_number="1042"))
    again = tap(another, "claim", order_number="1042")

    assert (again["code"], again["points"]) == ("already_claimed", tap(another, "points")["points"])
    assert causes(owner, "claim") == ["order:1042"]


@pytest.mark.parametrize("made", [False, True], ids=["the code is not made yet", "the shop has made the code"])
def test_a_reward_is_tapped_again_at_another_process_and_its_one_code_works_in_the_shop(
    functions: tuple[Function, Function], shop: Shopify, owner: Owner, made: bool
) -> None:
    one, another = functions
    tap(one, "join", email="ana@example.com")
    for number in ("1042", "1051", "1063"):
        tap(one, "claim", order_number=number)

    def takes() -> object:
        return tap(one, "redeem", reward="tote")

    if made:
        shop.fails(web.Slow(HELD_SECONDS), on="discountCodeBasicCreate")
        killed(one, takes, lambda: bool(shop.store.discounts))
    else:
        killed_after_commit(one, owner, takes)
    again = tap(another, "redeem", reward="tote")

    assert (again["code"], again["points"]) == ("redeemed", 17)
    assert [discount.code for discount in shop.store.discounts.values()] == [again["coupon"]]
    assert shop.bill(shop.open(again["coupon_link"])).goods == 0
    assert len(causes(owner, "redemption")) == 1
    assert [row["Code"] for row in owner.tab("Coupons") if row.get("Member")] == [again["coupon"]]
