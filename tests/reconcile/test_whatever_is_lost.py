"""Whatever webhooks are lost, doubled or turned round, of whichever shops: after the night the sheet is as if all had
come in their order.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sandbox.owner import Owner
from tests.conftest import FUNCTION
from tests.reconcile.test_nightly import Tidy
from tests.reconcile.twins import DEEDS, SECRET, Event, Held, TwinShop, shops
from tests.taps import Tap, tapping

SHOPS = ("Shopify", "WooCommerce", "Stripe")
BUYS = ("buy", "buy unpaid")
DONE = ["refund", *DEEDS, *BUYS]
STEPS = st.lists(st.tuples(st.sampled_from(SHOPS), st.sampled_from(DONE), st.integers(0, 1)), min_size=4, max_size=8)


@pytest.fixture
def twins(environment: pytest.MonkeyPatch) -> Iterator[Mapping[str, TwinShop]]:
    found = shops(Held())
    with ExitStack() as stack:
        for twin in found.values():
            stack.enter_context(twin.shop)
            for name, value in twin.shop.variables(SECRET).items():
                environment.setenv(name, value)
        yield found


@pytest.fixture
def ana(twins: Mapping[str, TwinShop], app: Flask) -> Tap:
    for name, twin in twins.items():
        twin.shop.webhooks_to(f"{FUNCTION}/shops/{name.lower()}", SECRET)
        twin.held.taken()  # WooCommerce's pings
    tap = tapping(app)
    tap("join", email="ana@example.com")
    return tap


# The shops, the function and its sheet are there for all examples, each of which has orders of its own. An example
# takes a second, and to make one smaller takes hundreds of them.
@settings(max_examples=12, phases=(Phase.generate,), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, lost=st.integers(2, 10), doubled=st.booleans(), chance=st.integers(0, 2**16), night=st.booleans())
def test_after_the_night_the_sheet_is_as_if_all_had_come(
    twins: Mapping[str, TwinShop],
    ana: Tap,
    client: FlaskClient,
    tidied: Tidy,
    owner: Owner,
    steps: list[tuple[str, str, int]],
    lost: int,
    doubled: bool,
    chance: int,
    night: bool,
) -> None:
    random, wild = Random(chance), list[Event]()
    for twin in twins.values():
        twin.begin()
        for event in (event for events in twin.buy() for event in events):
            bring(client, event)
        for order in twin.pairs[0]:
            assert ana("claim", order_number=twin.number_of(order))["status"] == "ok"
    for name, deed, pair in steps:
        twin = twins[name]
        first, second = twin.buy(paid=deed == "buy") if deed in BUYS else twin.happens(deed, pair)
        for event in first:
            bring(client, event)
        wild += second
    came = [event for event in wild * (1 + doubled) if random.randrange(10) >= lost]
    random.shuffle(came)
    for place, event in enumerate(came):
        if night and place == len(came) // 2:
            tidied()
        bring(client, event)

    tidied()

    told = tidied()["missed"]
    for twin in twins.values():
        for pair_ in twin.pairs:
            first_number, second_number = map(twin.number_of, pair_)
            assert counts_of(owner, first_number) == counts_of(owner, second_number), (twin.name, steps)
            answers = [ana("claim", order_number=number)["code"] for number in (first_number, second_number)]
            assert answers[0] == answers[1], (twin.name, steps)
            assert points_of(owner, first_number) == points_of(owner, second_number), (twin.name, steps)
    assert told == 0


def bring(client: FlaskClient, event: Event) -> None:
    path, body, headers = event
    assert client.post(path, data=body, headers=dict(headers)).status_code == 200


def counts_of(owner: Owner, number: str) -> list[tuple[Any, ...]]:
    """What counts of the order by now: what the shop has told later counts more than what it told first."""
    rows = [row for row in owner.tab("Orders") if str(row.get("Order")) == number]
    return [
        (
            row["Email"],
            row.get("Shop amount") or row.get("Amount"),
            row.get("Shop says") or row.get("Status") or "paid",
            row.get("Shop refunded") or row.get("Refunded") or 0,
        )
        for row in rows
    ]


def points_of(owner: Owner, number: str) -> int:
    lines = owner.tab("Ledger")
    mine = [line["Points"] for line in lines if number.lstrip("#").casefold() in str(line["Cause"]).casefold()]
    return int(sum(mine))
