"""The door for a shop's orders, through real functions-framework, gspread and google-auth, with Google on a socket."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sandbox.google.http.faults import DropAfter, DropBefore, Fault, Faults
from sandbox.google.http.server import Server
from sandbox.owner import Owner
from service.container import now
from shops.json_orders import FIELD_NAMES

SECRET = "the-secret-of-the-shop"
PAGE = Path(__file__).parent.parent / "docs" / "addresses.md"
ANA = {"id": "7001", "first_name": "Ana"}

Post = Callable[..., TestResponse]


@pytest.fixture
def post(environment: pytest.MonkeyPatch, client: FlaskClient) -> Post:
    """Sends orders as a shop does."""
    environment.setenv("ORDERS_SECRET", f"the-old-secret-of-it,{SECRET}")

    def send(body: object, *, secret: str = SECRET) -> TestResponse:
        return client.post("/orders", json=body, headers={"Authorization": f"Bearer {secret}"})

    return send


def order(number: object = "3001", **what: object) -> dict[str, object]:
    return {"order": number, "email": "ana@example.com", "amount": 60, "placed": now().date().isoformat(), **what}


def rows(owner: Owner, number: str) -> list[dict[str, Any]]:
    return [row for row in owner.tab("Orders") if row.get("Order") == number]


def results(answer: TestResponse) -> list[tuple[str, str, str]]:
    return [(order["order"], order["result"], order.get("why", "")) for order in answer.get_json()["orders"]]


def test_the_examples_of_the_page_happen_as_they_stand_there(post: Post, owner: Owner) -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## Orders from a shop")[2].partition("\n## ")[0]
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", section, flags=re.DOTALL)]

    answers = [post(body).get_json() for body in blocks[::2]]

    assert answers == blocks[1::2]
    assert len(blocks) == 4
    [row] = rows(owner, "#3001")
    assert (row["Email"], row["Amount"], row["Shop says"]) == ("ana@example.com", 53.91, "partly refunded")
    assert (row["Shop refunded"], row["Products"], row["Coupons"]) == (20, "Tote bag, Mug", "WELCOME10")
    [row] = rows(owner, "3002")
    assert (row["Amount"], row["Goods"], row["Products"]) == (1024.5, 1000, "Desk, Lamp")
    assert row["Product lines"] == "Desk | D-1 | Furniture | 1 | 900\nLamp |  |  | 2 | 100"


def test_an_order_that_was_sent_can_be_claimed_and_its_points_go_when_it_is_refunded(
    post: Post, client: FlaskClient, owner: Owner
) -> None:
    def tap(action: str, contact: dict[str, str] = ANA, **fields: object) -> dict[str, Any]:
        headers = {"Authorization": "Bearer the-secret-of-this-test"}
        return dict(client.post(f"/manychat/{action}", json={"contact": contact, **fields}, headers=headers).get_json())

    tap("join", email="ana@example.com")
    for number in range(3):
        tap("join", {"id": f"800{number}"}, email=f"other{number}@example.com")
    post(order())
    claimed = tap("claim", order_number="3001")
    refunded = post({"order": "3001", "status": "refunded"})
    member = owner.tab("Members")[0]

    assert (claimed["code"], claimed["points"]) == ("claimed", 110)
    assert results(refunded) == [("3001", "updated", "")]
    assert tap("points")["points"] == 50
    assert member["Points"] == 50
    assert rows(owner, "3001")[0]["Shop says"] == "refunded"


def test_refunds_that_are_told_one_by_one_count_once_each(post: Post, owner: Owner) -> None:
    post(order("3050"))

    told = [
        results(post({"order": "3050", "refund_id": id_, "refund_amount": 5}))[0][1] for id_ in ("re_1", "re_1", "re_2")
    ]

    assert told == ["updated", "unchanged", "updated"]
    assert rows(owner, "3050")[0]["Shop refunded"] == 10
    for lacking in ({"refund_id": "re_3"}, {"refund_amount": 5}, {"refund_id": "re_3", "refund_amount": 0}):
        assert results(post({"order": "3050", **lacking}))[0][2].startswith("refund_id: Tell a refund with both")
    both = results(post({"order": "3050", "refund_id": "re_3", "refund_amount": 5, "refunded": 15}))
    assert both[0][2] == "refund_id: Tell either what went back in all, or one refund."
    unknown = results(post({"order": "3051", "refund_id": "re_3", "refund_amount": 5}))
    assert unknown[0][1] == "refused"


def test_an_order_is_one_however_often_and_from_how_many_sides_it_comes(post: Post, owner: Owner) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(post, [[order(number) for number in range(4000, 4020)]] * 8))

    assert {answer.status_code for answer in answers} == {200}
    assert sum(answer.get_json()["added"] for answer in answers) == 20
    numbers = [row["Order"] for row in owner.tab("Orders") if str(row["Order"]).startswith("40")]
    assert sorted(numbers) == sorted(map(str, range(4000, 4020)))


def test_five_hundred_orders_are_one_read_and_one_write(post: Post, server: Server, owner: Owner) -> None:
    post(order("1"))
    server.google.requests.clear()

    answer = post([order(f"A{number}") for number in range(500)])

    assert (answer.status_code, answer.get_json()["added"]) == (200, 500)
    assert [seen.kind for seen in server.google.requests] == ["read", "write"]
    assert len(owner.tab("Orders")) == 507


def test_what_the_owner_has_typed_stays(post: Post, owner: Owner) -> None:
    post([order("5001"), order("5002")])
    owner.type_over("Orders", "5001", "Amount", 12)
    owner.type_over("Orders", "5001", "Notes", "a friend")
    owner.type_over("Orders", "5002", "Status", "cancelled")

    again = post([order("5001", email="else@example.com", status="paid"), order("5002", status="paid")])
    edited = post(order("5001", amount=99))

    assert [result for _, result, _ in results(again)] == ["unchanged", "unchanged"]
    assert results(edited) == [("5001", "updated", "")]
    [row] = rows(owner, "5001")
    assert (row["Amount"], row["Email"], row["Notes"]) == (12, "ana@example.com", "a friend")
    assert row["Shop amount"] == 99
    assert rows(owner, "5002")[0]["Status"] == "cancelled"


def test_what_was_bought_may_be_told_later_and_what_the_owner_writes_then_counts(
    post: Post, client: FlaskClient, owner: Owner
) -> None:
    owner.type_over("Settings", "Points count", "Value", "goods")
    owner.type("Products", ["gift*", 0])
    post([order("6001"), order("6002")])
    bought = [{"title": "Mug", "quantity": 2, "price": "11.00"}, {"name": "Gift box", "total": 9}]

    told = post([order(number, goods=31, line_items=bought) for number in ("6001", "6002")])
    again = post(order("6001", goods=31, line_items=[*bought[1:], *bought[:1]]))
    same = post(order("6002", goods=31, line_items=bought))
    owner.type_over("Orders", "6002", "Goods", 15)

    headers = {"Authorization": "Bearer the-secret-of-this-test"}
    client.post("/manychat/join", json={"contact": ANA, "email": "ana@example.com"}, headers=headers)
    claims = [
        client.post("/manychat/claim", json={"contact": ANA, "order_number": number}, headers=headers).get_json()
        for number in ("6001", "6002")
    ]

    assert [result for _, result, _ in (*results(told), *results(again), *results(same))] == [
        *("updated", "updated"),
        *("updated", "unchanged"),
    ]
    assert rows(owner, "6002")[0]["Shop goods"] == "31\nMug |  |  | 2 | 22\nGift box |  |  | 1 | 9"
    assert [claim["points_earned"] for claim in claims] == [22, 10]
    assert "31.00 USD" in claims[0]["message"]


def test_ten_thousand_pieces_of_one_product_are_one_line(post: Post, owner: Owner) -> None:
    answer = post(order("6003", lines=[{"name": "Bead", "sku": "B", "amount": "0.01"}] * 10_000))

    assert results(answer) == [("6003", "added", "")]
    assert rows(owner, "6003")[0]["Product lines"] == "Bead | B |  | 10000 | 100"


def test_a_row_that_cannot_be_read_is_not_doubled_and_works_again_once_it_is_mended(post: Post, owner: Owner) -> None:
    post(order("1"))
    owner.type("Orders", ["5003", "ana@example.com", "sixty"])

    refused = post(order("5003"))
    owner.type_over("Orders", "5003", "Amount", 60)
    taken = post(order("5003", status="refunded"))

    assert refused.status_code == 422
    why = "Its row in the tab Orders cannot be read; correct it there first."
    assert results(refused) == [("5003", "refused", why)]
    assert results(taken) == [("5003", "updated", "")]
    assert len(rows(owner, "5003")) == 1


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"order": ""}, "order: The number is missing."),
        ({"order": True}, "order: This is not text."),
        ({"order": "1" * 101}, "order: This is no order number."),
        ({"email": "ana"}, "email: This is not an email address."),
        ({"email": ["ana@example.com"]}, "email: This is not text."),
        ({"amount": -1}, "amount: This is below zero."),
        ({"amount": 1e30}, "amount: This number is too large."),
        ({"amount": True}, "amount: This is not a number."),
        ({"amount": "much"}, "amount: This is not a number."),
        ({"amount": "75 %"}, "amount: This is not a number: what stands beside it is no currency."),
        ({"amount": "€75", "currency": "USD"}, "currency: The amount names another currency."),
        ({"amount": "€75"}, "The program counts in USD; EUR has no rate in Currencies."),
        ({"amount": "75 kr"}, "The program counts in USD; KR has no rate in Currencies."),
        (
            {"order": 5.77e17},
            "order: A spreadsheet has shortened this number. Format its column as text and export it again.",
        ),
        (
            {"amount": "1,234"},
            "amount: This could be thousands or a fraction. Write it as a plain number, such as 1234.50.",
        ),
        ({"currency": "shells"}, "currency: A currency is three letters, such as USD."),
        ({"currency": "EUR"}, "The program counts in USD; EUR has no rate in Currencies."),
        ({"placed": "03/04/2026"}, "placed: This can be two days. Write it as 2026-11-23."),
        ({"placed": 450}, "placed: This is not a date."),
        ({"placed": "1926-01-01"}, "placed: This date is out of all bounds."),
        ({"status": "lost at sea"}, "status: This status is not known."),
        ({"products": {"name": "Mug"}}, "products: This is not text."),
        ({"products": ["x" * 20_000]}, "products: This is too long for a cell."),
        ({"goods": 61}, "goods: The parts come to more than the amount of 60."),
        ({"shipping_amount": 40, "tax_amount": 21}, "goods: The parts come to more than the amount of 60."),
        ({"amount": None, "tip_amount": 5}, "goods: Tell the amount together with its parts."),
        ({"tax_amount": "some"}, "tax_amount: This is not a number."),
        ({"tax_amount": "€5"}, "The program counts in USD; EUR has no rate in Currencies."),
        ({"lines": "Mug"}, 'lines: This is no list of lines such as {"name": "Mug", "quantity": 2, "amount": 24}.'),
        ({"lines": [{"amount": 5}]}, "lines: A line has no name and no SKU."),
        ({"lines": [{"name": "Mug", "amount": -5}]}, "lines: This is below zero."),
        *[
            (
                {"lines": [{"name": "Mug", part: "1.234"}]},
                "lines: This could be thousands or a fraction. Write it as a plain number, such as 1234.50.",
            )
            for part in ("quantity", "price", "amount")
        ],
        ({"lines": [{"name": "Mug", "quantity": "60 EUR"}]}, "lines: This is not a number."),
        *[
            (
                {"lines": [{"name": "Mug", part: "60 EUR"}], "currency": "USD"},
                "currency: The amount names another currency.",
            )
            for part in ("price", "total")
        ],
        ({"lines": [{"name": "Mug", "quantity": 10**7}]}, "lines: A quantity is a number from 1 to 1,000,000."),
        ({"lines": [{"name": "x" * 501}]}, "lines: This is too long for a cell."),
        (
            {"lines": [{"name": f"Mug {n}"} for n in range(1_001)]},
            "lines: There are more than 1,000 lines, or units; send the order without them.",
        ),
        (
            {"lines": [{"name": "Mug"}] * 10_001},
            "lines: There are more than 10,000 lines; send the order without them.",
        ),
        (
            {"lines": [{"name": f"{n:400}x"} for n in range(100)] + [{"name": f"{n}{'x' * 450}"} for n in range(100)]},
            "lines: This is too long for a cell; send the order without its lines.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence_and_the_others_are_taken(
    post: Post, owner: Owner, what: dict[str, object], why: str
) -> None:
    answer = post([order(**what) if "order" not in what else {**order(), **what}, order("3009")])

    assert answer.status_code == 200
    assert [result for _, result, _ in results(answer)] == ["refused", "added"]
    assert results(answer)[0][2] == why
    assert rows(owner, "3001") == []


@pytest.mark.parametrize("sign", ["x", "$", " x", "9", "1 ", "2026-11-20 ", "é"])
@pytest.mark.parametrize("name", FIELD_NAMES)
def test_every_field_has_a_length_beyond_which_it_is_refused_in_a_sentence(post: Post, name: str, sign: str) -> None:
    long = sign * (60_000 // len(sign))

    answer = post([order("1") | {name: long}, order("2")])

    [(number, result, why), second] = results(answer)
    assert (result, second) == ("refused", ("2", "added", ""))
    assert why.startswith(f"{name}: This ")
    assert len(why) < 100
    assert len(number) <= 100


def test_when_nothing_can_be_taken_the_status_says_so_and_google_is_not_asked(post: Post, server: Server) -> None:
    answer = post(order(amount="much"))

    assert answer.status_code == 422
    assert answer.get_json()["error"].endswith(".")
    assert server.google.requests == []


def test_invisible_characters_break_nothing(post: Post, owner: Owner) -> None:
    answer = post([order("30\x0001"), order("3002", email="a\x00@b.example"), order("3003", products=["M\x07ug\x00"])])

    assert [result for _, result, _ in results(answer)] == ["added", "added", "added"]
    assert rows(owner, "3002")[0]["Email"] == "a@b.example"
    assert rows(owner, "3003")[0]["Products"] == "Mug"


def test_a_formula_stays_text(post: Post, owner: Owner) -> None:
    post(order("=1+1", products=["=IMPORTXML(1)"]))

    assert rows(owner, "'=1+1")[0]["Products"] == "'=IMPORTXML(1)"


@pytest.mark.parametrize(
    ("method", "body", "secret", "status"),
    [
        ("POST", "[]", SECRET, 400),
        ("POST", "no json", SECRET, 400),
        ("POST", '"order"', SECRET, 400),
        ("POST", "[1]", SECRET, 400),
        ("POST", json.dumps([{}] * 501), SECRET, 413),
        ("POST", "x" * (1024 * 1024 + 1), SECRET, 413),
        ("POST", "{}", "wrong", 401),
        ("POST", "{}", "the-secret-of-this-test", 401),
        ("GET", "", SECRET, 405),
    ],
)
@pytest.mark.usefixtures("post")
def test_what_is_not_for_this_door_is_turned_away(
    client: FlaskClient, server: Server, method: str, body: str, secret: str, status: int
) -> None:
    answer = client.open("/orders", method=method, data=body, headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == status
    assert list(answer.get_json()) == ["error"]
    assert server.google.requests == []


def test_without_a_secret_of_its_own_there_is_no_such_door(client: FlaskClient) -> None:
    answers = [
        client.post("/orders", json=order(), headers={"Authorization": header})
        for header in ("", "Bearer ", "Bearer x")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_old_secret_still_opens_while_it_is_being_replaced(post: Post) -> None:
    assert post(order(), secret="the-old-secret-of-it").status_code == 200


def test_when_google_is_away_the_shop_is_told_to_send_it_again_and_nothing_is_doubled(
    post: Post, owner: Owner, outage: list[Fault]
) -> None:
    post(order("1"))
    outage.append(DropBefore())
    try:
        away = post(order())
    finally:
        outage.clear()
    back = post(order())

    assert (away.status_code, list(away.get_json())) == (503, ["error"])
    assert (back.status_code, len(rows(owner, "3001"))) == (200, 1)


def test_an_answer_of_google_that_is_lost_doubles_nothing(post: Post, owner: Owner, sockets_faults: Faults) -> None:
    post(order("1"))
    sockets_faults.next_write(DropAfter())

    lost = post(order())
    again = post(order())

    assert (lost.status_code, results(lost)) == (200, [("3001", "added", "")])
    assert (results(again), len(rows(owner, "3001"))) == ([("3001", "unchanged", "")], 1)


def test_the_log_tells_how_many_and_nothing_of_anybody(post: Post, capfd: pytest.CaptureFixture[str]) -> None:
    post([order(), order("3002", amount="much")])

    logged = capfd.readouterr()
    assert "added 1, updated 0, unchanged 0, refused 1" in logged.out + logged.err
    assert "ana@example.com" not in logged.out + logged.err
    assert SECRET not in logged.out + logged.err
