"""Shopify's GraphQL API: tokens, scopes, what its schema knows, pages, costs, and faults on order."""

from typing import Any

import pytest
import requests

from sandbox.shops.clock import ShopClock
from sandbox.shops.shopify.admin.admin_api import GRAPHQL, TOKEN
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.shopify.store import Store
from sandbox.shops.web import Broken, Down, Lost, NotJson, Refused, Slow, Throttled
from tests.sandbox.shops.asking import CREATE, SECONDS, Admin, basic

VARIANTS = "query ($q: String) { productVariants(first: 10, query: $q) { nodes { sku price } } }"


def token(shop: Shopify, **form: str) -> requests.Response:
    asked = {
        "grant_type": "client_credentials",
        "client_id": shop.apps.client_id,
        "client_secret": shop.apps.client_secret,
        **form,
    }
    return requests.post(f"{shop.url}{TOKEN}", data=asked, timeout=SECONDS)


def asked(shop: Shopify, given: str, query: str = "{ shop { name } }") -> requests.Response:
    headers = {"X-Shopify-Access-Token": given}
    return requests.post(f"{shop.url}{GRAPHQL}", json={"query": query}, headers=headers, timeout=SECONDS)


def test_client_credentials_give_a_token_for_a_day(shopify: Shopify, clock: ShopClock) -> None:
    given = token(shopify).json()

    clock.pass_by(hours=23.9)
    during = asked(shopify, given["access_token"])
    clock.pass_by(hours=0.2)
    after = asked(shopify, given["access_token"])

    assert given["expires_in"] == 86399
    assert "write_discounts" in given["scope"].split(",")
    assert during.json()["data"] == {"shop": {"name": "Marigold & Finch"}}
    assert after.status_code == 401
    assert after.json() == {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"client_secret": "guessed"}, 401), ({"client_id": "unknown"}, 401), ({"grant_type": "password"}, 400)],
)
def test_wrong_credentials_give_none(shopify: Shopify, wrong: dict[str, str], status: int) -> None:
    answer = token(shopify, **wrong)

    assert answer.status_code == status
    assert "access_token" not in answer.json()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ shop { colour } }", "Cannot query field 'colour' on type 'Shop'."),
        ("{ orders(first: 1, since: 5) { nodes { id } } }", "Unknown argument 'since' on field 'QueryRoot.orders'."),
        ("{ shop }", "Field 'shop' of type 'Shop!' must have a selection of subfields. Did you mean 'shop { ... }'?"),
        (
            "mutation { discountCodeBasicCreate { userErrors { code } } }",
            "(basicCodeDiscount:)' of type 'DiscountCodeBasicInput!' is required",
        ),
        ("{ shop { name }", "Syntax Error"),
    ],
)
def test_what_the_schema_does_not_know_is_an_error(admin: Admin, query: str, said: str) -> None:
    answer = admin.ask(query)

    assert "data" not in answer
    assert said in answer["errors"][0]["message"]


def test_a_field_of_an_input_that_the_schema_does_not_know_is_an_error(shopify: Shopify, admin: Admin) -> None:
    answer = admin.ask(CREATE, d=basic(shopify, "CODE", usesPerOrderLimit=1))

    assert "not to include unknown field 'usesPerOrderLimit'" in answer["errors"][0]["message"]
    assert "data" not in answer
    assert not shopify.store.discounts


@pytest.mark.parametrize(
    ("search", "skus"),
    [
        ("title:tote", ["BAG"]),
        ("title:'Stoneware mug'", ["MUG-SAND", "MUG-MOSS"]),
        ("sku:MUG-MOSS", ["MUG-MOSS"]),
        ("blanket", ["BLANKET"]),
        ("title:nothing", []),
        ("id:45000000000001", ["BAG"]),
        (None, ["BAG", "MUG-SAND", "MUG-MOSS", "BLANKET", "CANDLE", "CARD"]),
    ],
)
def test_variants_are_found_with_their_prices(admin: Admin, search: str | None, skus: list[str]) -> None:
    found = admin.ask(VARIANTS, q=search)["data"]["productVariants"]["nodes"]

    assert [one["sku"] for one in found] == skus
    assert all(len(one["price"].partition(".")[2]) == 2 for one in found)


def test_a_search_that_the_sandbox_does_not_know_is_an_error_instead_of_everything(admin: Admin) -> None:
    assert "The sandbox knows no search by vendor" in str(admin.ask(VARIANTS, q="vendor:x")["errors"])


def test_pages_follow_each_other_until_the_last(admin: Admin) -> None:
    page = """query ($after: String) { products(first: 2, after: $after)
        { nodes { title } pageInfo { hasNextPage endCursor } } }"""
    titles, after = [], None

    for _ in range(3):
        found: Any = admin.ask(page, after=after)["data"]["products"]
        titles += [one["title"] for one in found["nodes"]]
        after = found["pageInfo"]["endCursor"]

    assert titles == ["Tote bag", "Stoneware mug", "Wool blanket", "Beeswax candle", "Gift card"]
    assert found["pageInfo"]["hasNextPage"] is False
    assert "first or last" in str(admin.ask("{ products { nodes { id } } }")["errors"])
    assert "between 1 and 250" in str(admin.ask("{ products(first: 251) { nodes { title } } }")["errors"])


def test_a_token_may_do_what_it_was_granted(shopify: Shopify) -> None:
    reader = Admin(shopify, shopify.permanent_token("read_products"))

    answer = reader.ask(CREATE, d=basic(shopify, "CODE"))

    assert answer["data"] == {"discountCodeBasicCreate": None}
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert "`write_discounts`" in answer["errors"][0]["message"]
    assert not shopify.store.discounts
    assert "errors" not in reader.ask(VARIANTS)


def test_whoever_asks_too_much_is_throttled_until_the_bucket_fills_again(admin: Admin, clock: ShopClock) -> None:
    dear = "{ products(first: 100) { nodes { variants(first: 2) { nodes { id } } } } }"
    costs = [admin.ask(dear) for _ in range(5)]

    throttled = [one for one in costs if "errors" in one]
    clock.pass_by(seconds=30)
    again = admin.ask(dear)

    assert costs[0]["extensions"]["cost"]["requestedQueryCost"] == 502
    assert throttled == costs[3:]
    assert throttled[0]["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in throttled[0]
    assert throttled[0]["extensions"]["cost"]["throttleStatus"] == {
        "maximumAvailable": 2000.0,
        "currentlyAvailable": 494,
        "restoreRate": 100.0,
    }
    assert "errors" not in again


def test_a_query_that_is_too_dear_is_refused_whatever_the_bucket_holds(admin: Admin) -> None:
    answer = admin.ask("{ products(first: 250) { nodes { variants(first: 10) { nodes { id } } } } }")

    assert answer["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_the_answer_may_be_lost_after_the_work_was_done(shopify: Shopify, admin: Admin) -> None:
    shopify.fails(Lost(), on="discountCodeBasicCreate")

    with pytest.raises(requests.ConnectionError):
        admin.discount("LOSTANSWER12")

    assert admin.discount("LOSTANSWER12")["userErrors"][0]["code"] == "TAKEN"
    assert [call.status for call in shopify.calls] == [0, 200]


@pytest.mark.parametrize(
    ("fault", "status", "made"),
    [(Refused(401), 401, 0), (Refused(403), 403, 0), (Refused(429, after=2), 429, 0), (Broken(500), 500, 1)],
)
def test_a_status_on_order_comes_once(shopify: Shopify, admin: Admin, fault: Any, status: int, made: int) -> None:
    shopify.fails(fault)
    headers = {"X-Shopify-Access-Token": admin.token}
    said = {"query": CREATE, "variables": {"d": basic(shopify, "ONCE")}}

    answers = [requests.post(f"{shopify.url}{GRAPHQL}", json=said, headers=headers, timeout=SECONDS) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [status, 200]
    assert "errors" in answers[0].json()
    assert answers[0].headers.get("Retry-After") == ("2" if status == 429 else None)
    assert bool(answers[1].json()["data"]["discountCodeBasicCreate"]["userErrors"]) is bool(made)


def test_a_shop_may_be_down_slow_throttling_or_a_page(shopify: Shopify, admin: Admin) -> None:
    shopify.fails(Down(), times=None)
    with pytest.raises(requests.ConnectionError):
        admin.ask("{ shop { name } }")
    shopify.recovers()
    shopify.fails(Throttled())
    throttled = admin.ask("{ shop { name } }")
    shopify.fails(NotJson())
    page = asked(shopify, admin.token)
    shopify.fails(Slow(0.3))
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{shopify.url}{TOKEN}", timeout=0.05)

    assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_a_wrong_address_or_version_is_not_found(shopify: Shopify, admin: Admin) -> None:
    for path in ("/admin/api/2024-01/graphql.json", "/admin/api/2026-10/orders.json"):
        answer = requests.post(
            f"{shopify.url}{path}", json={}, headers={"X-Shopify-Access-Token": admin.token}, timeout=SECONDS
        )

        assert (answer.status_code, answer.json()) == (404, {"errors": "Not Found"})


def test_the_shop_tells_its_zone_and_its_money() -> None:
    with Shopify(Store(time_zone="Asia/Dubai")) as shop:
        told = Admin(shop, shop.permanent_token()).ask("{ shop { ianaTimezone currencyCode timezoneOffset } }")

    assert told["data"]["shop"] == {"ianaTimezone": "Asia/Dubai", "currencyCode": "USD", "timezoneOffset": "+0400"}
