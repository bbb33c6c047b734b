"""WooCommerce's webhooks over HTTP: it sends nothing twice, so what is answered well is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sandbox.google.http.faults import DropBefore, Fault
from sandbox.google.http.server import Server
from sandbox.owner import Owner
from tests.taps import tapping
from tests.webhooks import senders
from tests.webhooks.senders import SECRET, Send, woocommerce_order

Row = Callable[[str], dict[str, Any]]


def refund(number: int, total: str) -> dict[str, object]:
    return {"id": number, "reason": "", "total": total}


def test_an_order_is_a_row_with_its_goods_lines_and_codes(woocommerce: Send, row: Row) -> None:
    answer = woocommerce(woocommerce_order(number=8042, coupon_lines=[{"id": 1, "code": "welcome10"}]), "order.created")

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 1})
    added = row("8042")
    assert (added["Email"], added["Amount"], added["Goods"], added["Coupons"]) == (
        *("ana@example.com", 60),
        *(50, "welcome10"),
    )
    assert added["Product lines"] == "Tote bag | TOT |  | 1 | 30\nMug |  |  | 2 | 20"
    assert added["Source"] == "shop 60 2026-11-20T15:00:00Z woocommerce/8042"


def test_refunds_are_in_the_order_and_one_that_is_deleted_comes_back(woocommerce: Send, row: Row) -> None:
    versions = [
        ("2026-11-20T15:00:00", []),
        ("2026-11-21T15:00:00", [refund(726, "-10.00")]),
        ("2026-11-22T15:00:00", [refund(728, "-5.00"), refund(726, "-10.00")]),
        ("2026-11-23T15:00:00", [refund(728, "-5.00")]),
    ]

    backs = []
    for changed, refunds in [*versions[:3], versions[1], versions[3], versions[2]]:
        woocommerce(woocommerce_order(date_modified_gmt=changed, refunds=refunds))
        backs.append(row("727").get("Shop refunded"))

    assert backs == [None, 10, 15, 15, 5, 5]


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"status": "pending"}, "unpaid"),
        ({"status": "on-hold"}, "unpaid"),
        ({"status": "failed"}, "cancelled"),
        ({"status": "completed"}, ""),
        ({"status": "refunded"}, "refunded"),
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "wc-picked"}, ""),
        ({"status": "picked", "date_paid_gmt": None}, "unpaid"),
    ],
)
def test_what_an_order_says_of_itself(woocommerce: Send, row: Row, what: dict[str, Any], says: str) -> None:
    woocommerce(woocommerce_order(**what))

    assert row("727").get("Shop says", "") == says


def test_an_order_that_is_numbered_anew_stays_one(woocommerce: Send, owner: Owner) -> None:
    woocommerce(woocommerce_order(number=727), "order.created")
    woocommerce(woocommerce_order() | {"number": "A-1001", "date_modified_gmt": "2026-11-20T15:00:09"})

    assert [row["Order"] for row in owner.tab("Orders") if row["Order"] in ("727", "A-1001")] == ["727"]


@pytest.mark.parametrize(
    ("what", "points"),
    [
        ({"payment_method": "cod", "date_paid_gmt": None}, 0),
        ({"payment_method": "cod", "date_paid_gmt": None, "status": "completed"}, 60),
        ({"payment_method": "cod"}, 60),
        ({"payment_method": "bacs", "date_paid_gmt": None}, 60),
        ({"payment_method": "cod", "date_paid_gmt": None, "status": "cancelled"}, 0),
    ],
)
def test_cash_on_delivery_counts_when_it_is_paid(
    woocommerce: Send, app: Flask, what: dict[str, Any], points: int
) -> None:
    tap = tapping(app)
    tap("join", email="ana@example.com")
    woocommerce(woocommerce_order(**what))

    assert (tap("claim", order_number="727").get("points_earned") or 0) == points


def test_what_was_claimed_while_it_counted_as_paid_stays(woocommerce: Send, app: Flask) -> None:
    """As by an earlier version of the program, for which being processed was paid."""
    tap = tapping(app)
    tap("join", email="ana@example.com")
    woocommerce(woocommerce_order())
    tap("claim", order_number="727")
    before = tap("points")["points"]
    later: dict[str, Any] = {"payment_method": "cod", "date_paid_gmt": None, "date_modified_gmt": "2026-11-21T15:00:00"}
    woocommerce(woocommerce_order(**later))

    assert tap("points")["points"] == before


def test_a_cancelled_that_is_older_than_a_processing_changes_nothing(woocommerce: Send, row: Row) -> None:
    woocommerce(woocommerce_order(status="pending", date_modified_gmt="2026-11-20T14:00:00"))
    woocommerce(woocommerce_order(status="processing", date_modified_gmt="2026-11-20T16:00:00"))
    woocommerce(woocommerce_order(status="cancelled", date_modified_gmt="2026-11-20T15:00:00"))

    assert row("727")["Shop says"] == "paid"


@pytest.mark.parametrize(
    ("status", "topic"),
    [
        *[(draft, "order.created") for draft in ("checkout-draft", "auto-draft", "draft")],
        ("processing", "product.updated"),
        ("processing", "action.woocommerce_order_refunded"),
    ],
)
def test_drafts_and_what_is_not_needed_are_answered_well_and_google_is_not_asked(
    woocommerce: Send, server: Server, status: str, topic: str
) -> None:
    answer = woocommerce(woocommerce_order(status=status), topic)

    assert (answer.status_code, answer.get_json()) == (200, {"taken": 0})
    assert server.google.requests == []


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"webhook_id=5", "application/x-www-form-urlencoded", 200),
        (b"webhook_id=123456789", "application/x-www-form-urlencoded; charset=UTF-8", 200),
        (b"webhook_id=5&id=1", "application/x-www-form-urlencoded", 401),
        (b"webhook_id=five", "application/x-www-form-urlencoded", 401),
        (b"webhook_id=" + b"5" * 60, "application/x-www-form-urlencoded", 401),
        (b"", "application/x-www-form-urlencoded", 401),
        (b"webhook_id=5", "application/json", 401),
    ],
)
def test_of_all_that_is_not_signed_only_the_ping_is_answered(
    client: FlaskClient, server: Server, body: bytes, content_type: str, status: int
) -> None:
    answer = client.post("/shops/woocommerce", data=body, headers={"Content-Type": content_type})

    assert answer.status_code == status
    assert server.google.requests == []


@pytest.mark.usefixtures("doors")
def test_the_ping_opens_no_other_shops_door(client: FlaskClient) -> None:
    for door in ("shopify", "stripe"):
        answer = client.post(f"/shops/{door}", data={"webhook_id": "5"})
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("written", "signs_with"),
    [
        ("a secret &amp; a half", "a secret & a half"),
        ("a &lt;secret&gt; of ours", "a <secret> of ours"),
        ("a &quot;secret&#039; here", "a \"secret' here"),
        ("a secret &copy; of ours", "a secret &copy; of ours"),
        ("a secret &amp;amp; of it", "a secret &amp; of it"),
        ("a secret & a half here", "a secret & a half here"),
    ],
)
def test_the_secret_is_decoded_as_wordpress_decodes_it(
    woocommerce: Send, doors: pytest.MonkeyPatch, written: str, signs_with: str
) -> None:
    doors.setenv("WOOCOMMERCE_WEBHOOK_SECRET", written)

    assert woocommerce(woocommerce_order(), secret=signs_with).status_code == 200


def test_what_is_tampered_with_or_signed_otherwise_is_turned_away(woocommerce: Send, client: FlaskClient) -> None:
    body = senders.raw(woocommerce_order())
    headers = senders.woocommerce_headers(body)

    assert woocommerce(woocommerce_order(), secret="another-secret-of-somebody").status_code == 401
    assert senders.post(client, "woocommerce", body + b"\n", headers).status_code == 401
    assert senders.post(client, "woocommerce", body, {}).status_code == 401
    assert senders.post(client, "shopify", body, headers).status_code == 401


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b'{"id": 727}', b'{"id": 1, "id": 2}', b"[" * 30_000])
def test_a_signed_body_that_is_no_order_is_refused_in_a_sentence(woocommerce: Send, body: bytes) -> None:
    answer = woocommerce(body)

    assert (answer.status_code, list(answer.get_json())) == (400, ["error"])


def test_an_order_without_an_address_or_with_a_broken_one_is_kept(woocommerce: Send, row: Row) -> None:
    woocommerce(woocommerce_order(billing={"email": "no address"}))
    assert row("727").get("Email", "") == ""

    woocommerce(woocommerce_order(date_modified_gmt="2026-11-20T16:00:00"))
    assert row("727")["Shop says"] == "ana@example.com"


def test_while_the_sheet_is_away_the_shop_hears_so(woocommerce: Send, outage: list[Fault], row: Row) -> None:
    outage.append(DropBefore())
    try:
        away = woocommerce(woocommerce_order())
    finally:
        outage.clear()
    woocommerce(woocommerce_order())

    assert away.status_code == 503
    assert row("727")["Amount"] == 60


def test_the_log_tells_nothing_of_anybody(woocommerce: Send, capfd: pytest.CaptureFixture[str]) -> None:
    woocommerce(woocommerce_order())
    woocommerce(woocommerce_order(total="x"))
    woocommerce(b"webhook_id=5")

    logged = "".join(capfd.readouterr())
    assert "shops/woocommerce order.updated added 1" in logged
    for secret in (SECRET, "ana@example.com", "wc_order_58d2d042d1d", "Tote bag"):
        assert secret not in logged


@pytest.mark.parametrize(
    ("site", "source", "taken"),
    [
        ("https://shop.example", "https://staging.shop.example/", 0),
        ("https://shop.example/", "http://www.SHOP.example/de/", 1),
        ("https://www.shop.example", "https://shop.example/", 1),
        ("https://müller.example", "https://xn--mller-kva.example/", 1),
        ("https://müller.example", "https://müller.example/", 1),
        ("https://shop.example", "", 1),
        ("", "https://staging.shop.example/", 1),
    ],
)
def test_a_copy_of_the_shop_books_nothing_under_the_ids_that_both_give(
    doors: pytest.MonkeyPatch, woocommerce: Send, owner: Owner, site: str, source: str, taken: int
) -> None:
    doors.setenv("WOOCOMMERCE_URL", site)

    answer = woocommerce(woocommerce_order(), **{"X-WC-Webhook-Source": source})

    assert (answer.status_code, answer.get_json()) == (200, {"taken": taken})
    told = [problem["Why"] for problem in owner.tab("Problems")]
    assert len([row for row in owner.tab("Orders") if row["Order"] == "727"]) == taken
    assert len(told) == 1 - taken
    assert all("another site than the one in WOOCOMMERCE_URL" in why for why in told)


def test_an_order_in_the_trash_has_no_points_until_it_is_taken_out_again(
    woocommerce: Send, app: Flask, owner: Owner
) -> None:
    tap = tapping(app)
    tap("join", email="ana@example.com")
    woocommerce(woocommerce_order())
    tap("claim", order_number="727")
    points, taken = [tap("points")["points"]], []

    for body, topic in [({"id": 727}, "order.deleted"), (woocommerce_order(), "order.restored")] * 2:
        taken += [woocommerce(body, topic).get_json() for _ in range(2)]
        points.append(tap("points")["points"])
    unknown = woocommerce({"id": 728}, "order.deleted")

    assert points == [110, 50, 110, 50, 110]
    assert taken == [{"taken": 1}] * 8
    assert unknown.status_code == 200
    assert owner.tab("Problems") == []


def test_an_order_in_the_trash_cannot_be_claimed(woocommerce: Send, app: Flask) -> None:
    tap = tapping(app)
    tap("join", email="ana@example.com")
    woocommerce(woocommerce_order())
    woocommerce({"id": 727}, "order.deleted")
    # A version from before that comes late.
    woocommerce(woocommerce_order(date_modified_gmt="2026-11-20T14:00:00"))

    assert tap("claim", order_number="727")["code"] == "not_paid"


def test_a_payment_that_fails_takes_its_points_back_until_it_succeeds(woocommerce: Send, app: Flask) -> None:
    tap = tapping(app)
    tap("join", email="ana@example.com")
    woocommerce(woocommerce_order(date_modified_gmt="2026-11-21T15:00:00"))
    tap("claim", order_number="727")
    has = [tap("points")["points"]]
    for minute, status in ((1, "failed"), (2, "pending"), (3, "processing")):
        woocommerce(woocommerce_order(status=status, date_modified_gmt=f"2026-11-21T15:{minute:02}:00"))
        has.append(tap("points")["points"])

    assert has == [110, 50, 50, 110]


@pytest.mark.parametrize("off", ["cancelled", "failed"])
def test_a_code_that_the_shop_gives_back_with_its_order_is_told_again_and_works_once(
    woocommerce: Send, owner: Owner, app: Flask, off: str
) -> None:
    tap = tapping(app)
    tap("join", email="ana@example.com")
    for number in (801, 802, 803):
        woocommerce(woocommerce_order(number))
        tap("claim", order_number=str(number))
    coupon = tap("redeem", reward="tote")["coupon"]
    points = tap("points")["points"]

    def send(number: int, minute: int, **what: Any) -> None:
        with_code = {"coupon_lines": [{"code": coupon.lower()}], "date_modified_gmt": f"2026-11-21T15:{minute:02}:00"}
        woocommerce(woocommerce_order(number, **with_code, **what))

    def used_for() -> Any:
        [row] = [row for row in owner.tab("Coupons") if row["Code"] == coupon]
        return row.get("Used for")

    send(804, 1)
    shown = [(used_for(), tap("coupons")["coupon"])]
    send(804, 2, status=off)
    shown.append((used_for(), tap("coupons")["coupon"]))
    send(805, 3)
    send(804, 4, status=off)
    shown.append((used_for(), tap("coupons")["coupon"]))
    problems = list(owner.tab("Problems"))
    send(804, 5)

    assert shown == [("804", "-"), (None, coupon), ("805", "-")]
    assert problems == []
    assert tap("points")["points"] == points
    [problem] = owner.tab("Problems")
    assert problem["Why"].startswith(f"Order 804 was paid with the code {coupon.lower()}, which another order")
