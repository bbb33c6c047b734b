"""Goods that go back after their points have bought a reward, over HTTP: the unused coupon goes with them, once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from manage import manage
from sandbox.owner import Owner
from service.container import now
from tests.taps import Night, Shop

SECRET = "the-secret-of-this-test"
ANA = {"id": "7001", "first_name": "Ana"}
SETTING = "Refunded order with a coupon"

Tap = Callable[..., dict[str, Any]]


@pytest.fixture
def tap(client: FlaskClient) -> Tap:
    def send(action: str, contact: dict[str, str] = ANA, **fields: object) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {SECRET}"}
        return dict(client.post(f"/manychat/{action}", json={"contact": contact, **fields}, headers=headers).get_json())

    return send


@pytest.fixture
def code(tap: Tap, shop: Shop) -> str:
    """The code of the coupon that Ana has taken with the points of order 3001."""
    shop("3001", amount=200, placed=now().date().isoformat())
    tap("join", email="ana@example.com")
    tap("claim", order_number="3001")
    taken = tap("redeem", reward="tote")
    assert (taken["code"], taken["points"]) == ("redeemed", 50)
    return str(taken["coupon"])


def coupon_row(owner: Owner, code: str) -> dict[str, Any]:
    [row] = [row for row in owner.tab("Coupons") if row["Code"] == code]
    return row


def lines(owner: Owner) -> list[tuple[str, int]]:
    return [(line["Entry"], line["Points"]) for line in owner.tab("Ledger")]


def points(owner: Owner) -> int:
    [ana] = [row for row in owner.tab("Members") if row.get("Email") == "ana@example.com"]
    return int(ana["Points"])


def test_a_new_sheet_begins_with_cancelling(owner: Owner) -> None:
    [row] = [row for row in owner.tab("Settings") if row["Setting"] == SETTING]

    assert row["Value"] == "cancel coupon"


@pytest.mark.parametrize("way", ["the shop", "the owner"])
def test_the_coupon_goes_with_the_goods_whoever_tells_of_it(
    owner: Owner, tap: Tap, shop: Shop, code: str, way: str
) -> None:
    if way == "the shop":
        shop("3001", status="refunded")
    else:
        owner.type_over("Orders", "3001", "Status", "refunded")
        tap("claim", order_number="3001")  # whoever asks for the order reads its row
        tap("join", {"id": "7002"}, email="boris@example.com")  # and the next commit books it
    stands = tap("points")

    assert stands["points"] == 50
    assert code not in tap("coupons")["message"]
    assert (coupon_row(owner, code)["Status"], points(owner)) == ("cancelled", 50)
    assert lines(owner).count(("cancellation", 200)) == lines(owner).count(("refund", -200)) == 1
    [told] = [row for row in owner.tab("Problems") if row.get("Cell") == code]
    assert told["Why"].startswith(f"The coupon {code} of ")


def test_told_by_a_file_it_goes_too(owner: Owner, tap: Tap, code: str, tmp_path: Path) -> None:
    exported = tmp_path / "orders.csv"
    exported.write_text(
        "Name,Email,Financial Status,Currency,Total,Created at,Lineitem name,Refunded Amount\n"
        f"3001,ana@example.com,refunded,USD,200.00,{now().date().isoformat()} 09:50:26 -0500,Tote bag,200.00\n",
        encoding="utf-8",
    )

    ran = CliRunner().invoke(manage, ["import-orders", str(exported)])

    assert ran.exit_code == 0, ran.output
    assert tap("points")["points"] == 50
    assert coupon_row(owner, code)["Status"] == "cancelled"


def test_a_refund_that_comes_twice_or_from_many_sides_is_booked_once(owner: Owner, shop: Shop, code: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda status: shop("3001", status=status), ["refunded", "cancelled"] * 8))
    shop("3001", status="refunded", refunded=200)

    assert lines(owner).count(("cancellation", 200)) == lines(owner).count(("refund", -200)) == 1
    assert (coupon_row(owner, code)["Status"], points(owner)) == ("cancelled", 50)


def test_a_part_that_went_back_cancels_the_coupon_and_leaves_the_rest(owner: Owner, shop: Shop, code: str) -> None:
    shop("3001", status="partly refunded", refunded=40)
    first = points(owner)
    shop("3001", status="partly refunded", refunded=80)
    second = points(owner)
    shop("3001", status="refunded")

    assert first == 10  # 50 at hand cover 40: no coupon has to go
    assert (second, coupon_row(owner, code)["Status"]) == (170, "cancelled")
    assert points(owner) == 50
    assert lines(owner).count(("cancellation", 200)) == 1


@pytest.mark.parametrize(("value", "left"), [("deficit", -150), ("leave", 0), ("", 0)])
def test_where_the_owner_wants_it_otherwise_the_coupon_stays(
    owner: Owner, tap: Tap, shop: Shop, code: str, value: str, left: int
) -> None:
    owner.type_over("Settings", SETTING, "Value", value)
    shop("3001", status="refunded")

    assert points(owner) == left
    assert code in tap("coupons")["message"]
    assert coupon_row(owner, code)["Status"] == "issued"


@pytest.mark.parametrize("word", ["used", "expired"])
def test_a_coupon_that_was_used_stays_and_the_next_points_settle_it(
    owner: Owner, tap: Tap, shop: Shop, code: str, word: str
) -> None:
    owner.type_over("Coupons", code, "Status", word)
    tap("coupons")  # whoever asks for coupons reads their rows
    shop("3001", status="refunded")
    shop("3002", amount=200, placed=now().date().isoformat())
    claimed = tap("claim", order_number="3002")

    assert (coupon_row(owner, code)["Status"], claimed["points"]) == (word, 50)


@pytest.mark.parametrize(("word", "left"), [("cancelled", 50), ("issued", 50), ("used", -150)])
def test_what_the_owner_writes_afterwards_stays_and_gives_nothing_a_second_time(
    owner: Owner, night: Night, shop: Shop, code: str, word: str, left: int
) -> None:
    shop("3001", status="refunded")
    owner.type_over("Coupons", code, "Status", word)
    night()
    night()

    assert (coupon_row(owner, code)["Status"], points(owner)) == (word, left)
    assert lines(owner).count(("cancellation", 200)) == 1
    assert lines(owner).count(("redemption", -200)) == (2 if word == "used" else 1)


def test_rows_of_coupons_that_are_sorted_give_nobody_elses_points_back(
    owner: Owner, tap: Tap, shop: Shop, night: Night, code: str
) -> None:
    tap("join", {"id": "7002"}, email="boris@example.com")
    shop("4001", email="boris@example.com", amount=200, placed=now().date().isoformat())
    tap("claim", {"id": "7002"}, order_number="4001")
    his = tap("redeem", {"id": "7002"}, reward="tote")["coupon"]
    shop("3001", status="refunded")
    headings = list(owner.google.tab(owner.spreadsheet, "Coupons")[0])
    status, mark = headings.index("Status"), headings.index("Status shown")
    # What a sort of some columns, or a batch that met one, would leave: the word and its mark beside Boris' code.
    for heading, value in (("Status", "cancelled"), ("Status shown", f"{code}:cancelled")):
        owner.type_over("Coupons", his, heading, value)
        owner.type_over("Coupons", code, heading, "")
    night()
    night()

    assert (status, mark) == (2, len(headings) - 1)
    assert lines(owner).count(("cancellation", 200)) == 1
    assert his in tap("coupons", {"id": "7002"})["message"]
    assert (coupon_row(owner, his)["Status"], coupon_row(owner, his).get("Status shown")) == ("issued", None)
    assert code not in tap("coupons")["message"]


def test_a_mark_that_a_sort_has_moved_alone_takes_no_word_from_the_owner(
    owner: Owner, tap: Tap, shop: Shop, night: Night, code: str
) -> None:
    tap("join", {"id": "7002"}, email="boris@example.com")
    shop("4001", email="boris@example.com", amount=200, placed=now().date().isoformat())
    tap("claim", {"id": "7002"}, order_number="4001")
    his = str(tap("redeem", {"id": "7002"}, reward="tote")["coupon"])
    shop("3001", status="refunded")
    owner.type_over("Coupons", code, "Status shown", "")
    owner.type_over("Coupons", his, "Status shown", f"{code}:cancelled")
    owner.type_over("Coupons", his, "Status", "cancelled")
    night()
    night()

    assert [coupon_row(owner, one)["Status"] for one in (code, his)] == ["cancelled", "cancelled"]
    assert [coupon_row(owner, one)["Status shown"] for one in (code, his)] == [f"{code}:cancelled", f"{his}:cancelled"]
    assert lines(owner).count(("cancellation", 200)) == 2
    assert tap("points", {"id": "7002"})["points"] == 250
