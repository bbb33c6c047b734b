"""Whatever fails in whatever order: each reward that was paid for ends with one code that works, and no other does."""

import random
from collections.abc import Callable

import pytest

from sandbox.owner import Owner
from sandbox.shops.web import Broken, Down, Lost, NotJson, Refused, Says, Throttled
from tests.shop_codes.conftest import CODE, OnlineShop
from tests.taps import Night, Tap

NOT_ITS_WORDS = (
    NotJson(),
    NotJson(400),
    Says("{}"),
    Says('{"data": {}}'),
    Says("[]", 404),
    Says('{"code": "off"}', 404),
)
SHOP_FAULTS = (Down(), Lost(), Broken(500), Refused(401), Refused(503), Refused(429), Throttled(), *NOT_ITS_WORDS)
STEPS = 40


@pytest.mark.parametrize("seed", range(2))
def test_in_the_end_codes_and_points_agree(
    own: Owner,
    online: OnlineShop,
    tap: Tap,
    instance: Callable[[], Tap],
    night: Night,
    seed: int,
) -> None:
    chance = random.Random(seed)
    for reward, price in (("tote", 10), ("mug", 20), ("blanket", 30)):
        own.type_over("Rewards", reward, "Points", price)
    own.type_over("Settings", "Bonus spendable", "Value", "at once")
    tap("join", email="ana@example.com")
    own.type_over("Members", "ana@example.com", "Points", 500)
    instances, told = [tap, instance()], set[str]()
    for _ in range(STEPS):
        match chance.randrange(8):
            case 0 | 1:
                online.shop.fails(chance.choice(SHOP_FAULTS), times=chance.choice((1, 1, 2, None)))
            case 2:
                online.shop.recovers()
            case 3:
                instances[chance.randrange(2)] = instance()  # one dies, and another one comes in its place
            case 4 if own.tab("Coupons"):
                given = [row["Code"] for row in own.tab("Coupons") if row.get("Status") == "issued"]
                if given:
                    own.type_over("Coupons", chance.choice(given), "Status", "cancelled")
            case 5 if not chance.randrange(3):
                night()
            case _:
                answer = chance.choice(instances)(
                    chance.choice(("redeem", "points", "coupons")), reward=chance.choice(("tote", "mug", "blanket"))
                )
                told.update(CODE.findall(str(answer)))
    online.shop.recovers()
    night()
    night()

    rows = [row for row in own.tab("Coupons") if row.get("Member")]
    lines = own.tab("Ledger")
    given = [line["Cause"] for line in lines if line["Entry"] == "redemption"]
    back = [line["Cause"] for line in lines if line["Entry"] == "cancellation"]
    held = {row["Code"] for row in rows if row["Status"] == "issued"}
    assert len(given) == len(set(given)) == len(rows)
    assert len(back) == len(set(back)) == len(rows) - len(held)
    assert sorted(online.codes()) == sorted(held)
    assert told <= {row["Code"] for row in rows}
    assert tap("points")["points"] == sum(line["Points"] for line in lines)
