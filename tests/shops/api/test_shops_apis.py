"""The two shops' APIs against shops on this machine: tokens, lost answers, doubles, refusals, no secret anywhere."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
import requests

from loyalty.model.reward import RewardKind
from loyalty.model.shop.wanted_code import AwayReason, CodeMade, CodeRefused, Refusal, WantedCode
from sandbox.shops.clock import ShopClock
from sandbox.shops.shopify.shop import Shopify as ShopifyShop
from sandbox.shops.shopify.store import Store
from sandbox.shops.web import Broken, Down, Fault, Lost, NotJson, Refused, Says, Throttled
from sandbox.shops.woocommerce.shop import WooCommerce as WooShop
from sandbox.shops.woocommerce.site import Site
from shops.api.code_shop import CodeShop, ShopAway
from shops.api.shopify_admin import App, Shopify
from shops.api.woocommerce_rest import Key, WooCommerce

NOON = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
CODE = "TRVWXYZ34679A"


class Monotonic:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> ShopClock:
    return ShopClock(NOON, speed=0)


@pytest.fixture
def shopify(clock: ShopClock) -> Iterator[ShopifyShop]:
    with ShopifyShop(Store(clock=clock)) as shop:
        yield shop


@pytest.fixture
def woocommerce(clock: ShopClock) -> Iterator[WooShop]:
    with WooShop(Site(clock=clock)) as shop:
        yield shop


@pytest.fixture(params=["shopify", "woocommerce"])
def both(request: pytest.FixtureRequest) -> tuple[CodeShop, ShopifyShop | WooShop]:
    shop = request.getfixturevalue(request.param)
    if isinstance(shop, ShopifyShop):
        return Shopify(shop.url, shop.permanent_token(), requests.Session()), shop
    return WooCommerce(shop.url, Key(*shop.key()), requests.Session()), shop


def wanted(shop: ShopifyShop | WooShop, code: str = CODE, kind: RewardKind = RewardKind.PRODUCT) -> WantedCode:
    tote = str(shop.catalogue.named("Tote bag").id)
    ends = datetime(2026, 12, 31, 5, 0, tzinfo=UTC)
    return WantedCode(code, "Tote bag", kind, NOON, ends, date(2026, 12, 30), "USD", tote, Decimal("5.00"))


def works(shop: ShopifyShop | WooShop, code: str = CODE) -> bool:
    cart = shop.cart("Tote bag", code=code)
    return not shop.bill(cart).refused


Both = tuple[CodeShop, ShopifyShop | WooShop]


def test_a_code_works_until_the_end_of_its_last_day_in_the_shop(both: Both, clock: ShopClock) -> None:
    api, shop = both
    made = api.make(wanted(shop))
    day = works(shop)
    clock.pass_by(days=30, hours=11, minutes=59)
    last = works(shop)
    clock.pass_by(minutes=1, seconds=1)

    assert made == CodeMade(CODE)
    assert (day, last, works(shop)) == (True, True, False)


def test_made_twice_is_made_once(both: Both) -> None:
    api, shop = both
    first = api.make(wanted(shop))
    shop.catalogue.set_price(shop.catalogue.named("Tote bag").id, Decimal("20.00"))

    assert first == api.make(replace(wanted(shop), reward="Bag, renamed")) == CodeMade(CODE)


def test_a_code_of_somebody_elses_is_no_code_of_ours(both: Both) -> None:
    api, shop = both
    other = replace(wanted(shop), code=CODE)
    api.make(other)
    for one in (*_discounts(shop),):
        _name(one, "Summer sale")

    assert api.make(wanted(shop)) == CodeRefused(CODE, Refusal.CODE_TAKEN)
    api.switch_off(CODE)
    assert works(shop)


def _discounts(shop: ShopifyShop | WooShop) -> list[object]:
    return list(shop.store.discounts.values() if isinstance(shop, ShopifyShop) else shop.site.coupons.values())


def _name(one: object, name: str) -> None:
    for field in ("title", "description"):
        if hasattr(one, field):
            setattr(one, field, name)


def test_switching_off_is_done_once_and_asks_no_more_of_what_is_gone(both: Both) -> None:
    api, shop = both
    api.make(wanted(shop))
    api.switch_off(CODE)
    api.switch_off(CODE)
    api.switch_off("NOBODYS34679A")

    assert not works(shop)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"product": "9"}, Refusal.NO_PRODUCT),
        ({"kind": RewardKind.GIFT_CARD}, Refusal.NO_VALUE),
    ],
)
def test_what_cannot_be_made_is_refused_for_good_and_says_why(
    both: Both, change: dict[str, object], why: Refusal
) -> None:
    api, shop = both
    refused = api.make(replace(wanted(shop), **change))  # type: ignore[arg-type]

    assert isinstance(refused, CodeRefused)
    assert refused.why is why


def test_an_amount_in_another_currency_is_refused(both: Both) -> None:
    api, shop = both
    five = wanted(shop, kind=RewardKind.AMOUNT)

    assert api.make(replace(five, currency="EUR")) == CodeRefused(CODE, Refusal.OTHER_CURRENCY, "USD")
    assert api.make(five) == CodeMade(CODE)


def test_a_product_without_a_price_is_refused(shopify: ShopifyShop) -> None:
    api = Shopify(shopify.url, shopify.permanent_token(), requests.Session())
    shopify.catalogue.set_price(shopify.catalogue.named("Tote bag").id, Decimal(0))

    assert api.make(wanted(shopify)) == CodeRefused(CODE, Refusal.NO_PRICE, wanted(shopify).product)


def test_the_shops_own_words_are_kept_of_a_refusal(both: Both) -> None:
    api, shop = both
    bad = replace(wanted(shop), kind=RewardKind.PERCENT, value=Decimal(500))

    refused = api.make(bad)

    assert isinstance(refused, CodeRefused)
    assert refused.why is Refusal.SHOP_SAYS
    assert refused.said


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Down(), AwayReason.UNREACHABLE),
        (Lost(), AwayReason.UNREACHABLE),
        (Broken(500), AwayReason.OUT_OF_ORDER),
        (NotJson(200), AwayReason.OUT_OF_ORDER),
        (NotJson(301), AwayReason.OUT_OF_ORDER),
        (Refused(404), AwayReason.OUT_OF_ORDER),
        (Refused(429, after=2), AwayReason.BUSY),
        (Throttled(), AwayReason.BUSY),
        (Refused(401), AwayReason.CLOSED),
        (Refused(403), AwayReason.CLOSED),
    ],
    ids=str,
)
@pytest.mark.parametrize("what", ["make", "switch off"])
def test_what_is_no_answer_is_no_refusal(both: Both, fault: Fault, reason: AwayReason, what: str) -> None:
    api, shop = both
    call = partial(api.make, wanted(shop)) if what == "make" else partial(api.switch_off, CODE)
    shop.fails(fault, times=None)

    with pytest.raises(ShopAway) as away:
        call()

    assert away.value.reason is reason
    assert shop.url.removeprefix("http://") not in str(away.value)


NO_ANSWER = ("{}", "[]", "null", "true", '{"data": {}}', '{"data": null}', '{"code": 404}', '{"id": null}')


def no_answers(shop: ShopifyShop | WooShop, step: str) -> Iterator[Says]:
    """JSON that is no answer to what was asked, with whatever status."""
    statuses = (200,) if isinstance(shop, ShopifyShop) else (200, 201, 400, 404, 422)
    yield from (Says(body, status) for body in NO_ANSWER for status in statuses)
    if isinstance(shop, ShopifyShop):
        yield from (Says(f'{{"data": {{"{step}": {value}}}}}') for value in ("[]", "{}", "true", '"x"'))
    yield Says('{"code": "rest_disabled", "message": "Nothing is here."}', 404)


STEPS = {
    "price": ("productVariant", "/products/", RewardKind.PRODUCT),
    "currency": ("shop", "/currencies/current", RewardKind.AMOUNT),
    "create": ("discountCodeBasicCreate", '"usage_limit_per_user"', RewardKind.PRODUCT),
}
ON = {"shop": "currencyCode"}


@pytest.mark.parametrize("step", STEPS)
def test_json_that_answers_something_else_refuses_and_makes_nothing(both: Both, step: str) -> None:
    api, shop = both
    field, address, kind = STEPS[step]
    on = ON.get(field, field) if isinstance(shop, ShopifyShop) else address
    for fault in no_answers(shop, field):
        shop.fails(fault, on=on)
        with pytest.raises(ShopAway) as away:
            api.make(wanted(shop, kind=kind))
        assert away.value.reason is AwayReason.OUT_OF_ORDER

    assert api.make(wanted(shop, kind=kind)) == CodeMade(CODE)


def test_a_code_that_is_taken_and_not_found_is_neither_refused_nor_switched_off(both: Both) -> None:
    api, shop = both
    api.make(wanted(shop))
    on = "codeDiscountNodeByCode" if isinstance(shop, ShopifyShop) else f"/coupons?code={CODE}"
    nothing = '{"data": {"codeDiscountNodeByCode": null}}' if isinstance(shop, ShopifyShop) else "[]"
    asked = (partial(api.make, wanted(shop)), partial(api.switch_off, CODE))
    shop.fails(Says(nothing), on=on)
    with pytest.raises(ShopAway):
        api.make(wanted(shop))
    for fault in no_answers(shop, "codeDiscountNodeByCode"):
        if fault == Says("[]"):
            continue
        for ask in asked:
            shop.fails(fault, on=on)
            with pytest.raises(ShopAway):
                ask()

    assert works(shop)
    assert api.make(wanted(shop)) == CodeMade(CODE)


def test_a_product_in_the_trash_is_none_that_a_code_can_give(woocommerce: WooShop) -> None:
    api = WooCommerce(woocommerce.url, Key(*woocommerce.key()), requests.Session())
    one = wanted(woocommerce)
    woocommerce.fails(Says(f'{{"id": {one.product}, "status": "trash"}}'), on="/products/")

    assert api.make(one) == CodeRefused(CODE, Refusal.NO_PRODUCT, one.product)


@pytest.mark.parametrize(
    ("lasts", "tokens"),
    [*((lasts, 2) for lasts in ("null", "true", "-1", "0", "1.5", '"86400"')), ("9" * 400, 1)],
)
def test_a_token_that_lasts_nobody_knows_how_long_is_good_for_a_minute(
    shopify: ShopifyShop, lasts: str, tokens: int
) -> None:
    monotonic = Monotonic()
    app = App(shopify.apps.client_id, shopify.apps.client_secret)
    api = Shopify(shopify.url, app, requests.Session(), monotonic=monotonic)
    token = shopify.permanent_token()
    shopify.fails(Says(f'{{"access_token": "{token}", "expires_in": {lasts}}}'), on="/admin/oauth", times=2)
    made = [api.make(wanted(shopify))]
    monotonic.now += 59
    made.append(api.make(wanted(shopify, "SECOND3679ACD")))
    monotonic.now += 1
    made.append(api.make(wanted(shopify, "THIRD34679ACD")))

    assert made == [CodeMade(code) for code in (CODE, "SECOND3679ACD", "THIRD34679ACD")]
    assert sum(call.address.startswith("/admin/oauth") for call in shopify.calls) == tokens


def test_a_token_is_asked_for_once_a_day_and_again_when_it_was_taken_back(shopify: ShopifyShop) -> None:
    monotonic = Monotonic()
    app = App(shopify.apps.client_id, shopify.apps.client_secret)
    api = Shopify(shopify.url, app, requests.Session(), monotonic=monotonic)

    def tokens() -> int:
        return sum(call.address.startswith("/admin/oauth") for call in shopify.calls)

    api.make(wanted(shopify, "FIRST34679ACD"))
    api.make(wanted(shopify, "SECOND3679ACD"))
    once = tokens()
    shopify.apps.revoke()
    renewed, twice = api.make(wanted(shopify, "THIRD34679ACD")), tokens()
    monotonic.now += timedelta(hours=24).total_seconds()
    api.make(wanted(shopify, "FOURTH3679ACD"))

    assert (once, twice, tokens()) == (1, 2, 3)
    assert renewed == CodeMade("THIRD34679ACD")


def test_credentials_that_shopify_does_not_take_are_told_as_such(shopify: ShopifyShop) -> None:
    api = Shopify(shopify.url, App("nobody", "the-secret-of-nobody"), requests.Session())

    with pytest.raises(ShopAway) as away:
        api.make(wanted(shopify))

    assert away.value.reason is AwayReason.CLOSED
    assert "nobody" not in str(away.value)


def test_a_right_that_is_missing_is_told_as_such(shopify: ShopifyShop) -> None:
    api = Shopify(shopify.url, shopify.permanent_token("read_products"), requests.Session())

    with pytest.raises(ShopAway) as away:
        api.make(wanted(shopify))

    assert away.value.reason is AwayReason.CLOSED


def test_no_text_of_them_shows_a_secret(shopify: ShopifyShop, woocommerce: WooShop) -> None:
    with ExitStack() as stack:
        session = stack.enter_context(requests.Session())
        shown = (
            Shopify(shopify.url, App("id", "the-secret"), session),
            Shopify(shopify.url, "the-secret", session),
            WooCommerce(woocommerce.url, Key("key", "the-secret"), session),
            App("id", "the-secret"),
            Key("key", "the-secret"),
        )

    assert "the-secret" not in "".join(map(repr, shown))
