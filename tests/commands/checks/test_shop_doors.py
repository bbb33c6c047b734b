"""The check at the doors of the shops' webhooks: a real function, tried with tests that a shop could have signed."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.owner import Owner
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.stripe.shop import Stripe
from sandbox.shops.woocommerce.shop import WooCommerce
from tests.commands.conftest import Run, RunCheck, Serve

SECRETS = {
    "SHOPIFY_WEBHOOK_SECRET": "the-secret-of-shopifys-webhooks",
    "WOOCOMMERCE_WEBHOOK_SECRET": "the-secret-of-woocommerces-ones,the-one-before@2199-12-31",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_the_endpoint_at_stripe",
}
NAMES = ("Shopify", "WooCommerce", "Stripe")


Found = Callable[[], dict[str, dict[str, Any]]]


@pytest.fixture
def check(run: Run) -> Found:
    """What the check finds of shops, by its key and the shop: of each one there is one finding with a key."""

    def check() -> dict[str, dict[str, Any]]:
        found = json.loads(run("check", "--json").stdout)
        return {
            f"{finding['key']} {name}": finding
            for finding in found
            for name in NAMES
            if finding["area"] == "shops" and re.search(rf"\b{name}\b", finding["sentence"])
        }

    return check


@pytest.fixture
def secrets(environment: pytest.MonkeyPatch) -> dict[str, str]:
    """The secrets of all three, set where the check runs."""
    for name, value in SECRETS.items():
        environment.setenv(name, value)
    return SECRETS


@pytest.mark.usefixtures("secrets")
def test_doors_that_take_a_signed_test_are_told_and_nothing_is_booked(check: Found, serve: Serve, owner: Owner) -> None:
    serve()
    before = owner.tab("Orders"), owner.tab("Ledger"), owner.tab("Problems")

    found = check()

    assert [key for key in found if key.startswith("shops.taken")] == [f"shops.taken {name}" for name in NAMES]
    assert not [key for key, finding in found.items() if finding["blocks"]]
    assert (owner.tab("Orders"), owner.tab("Ledger"), owner.tab("Problems")) == before


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("secrets")
def test_another_secret_at_the_function_is_found_and_none_is_told(
    check: Found, serve: Serve, name: str, tmp_path: Path
) -> None:
    serve(**{f"{name.upper()}_WEBHOOK_SECRET": "quite-another-secret-of-it"})

    found = check()[f"shops.secret {name}"]

    assert found["blocks"]
    assert f"{name.upper()}_WEBHOOK_SECRET that is set here, so orders of {name} are" in found["sentence"]
    assert not [secret for secret in SECRETS.values() if secret.split(",")[0] in str(found)]
    assert "the-secret-of" not in (tmp_path / "function.log").read_text()


def test_a_function_without_the_door_is_found(check: Found, serve: Serve, environment: pytest.MonkeyPatch) -> None:
    serve()
    environment.setenv("STRIPE_WEBHOOK_SECRET", SECRETS["STRIPE_WEBHOOK_SECRET"])

    found = check()

    assert found["shops.no_door Stripe"]["blocks"]
    assert "has no door for Stripe: STRIPE_WEBHOOK_SECRET is not set there" in found["shops.no_door Stripe"]["sentence"]
    assert not [key for key in found if key.endswith("Shopify")]


def test_a_shop_whose_webhooks_nobody_signs_is_told(
    check: Found, serve: Serve, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("STRIPE_KEY", "rk_live_0a1b2c3d4e5f")
    serve()

    found = check()["shops.no_secret Stripe"]

    assert "STRIPE_WEBHOOK_SECRET is not set" in found["sentence"]
    assert "manage.py connect-stripe" in found["what_to_do"]


@pytest.mark.parametrize("kind", [Shopify, WooCommerce, Stripe])
def test_when_a_shop_has_told_of_something_last_is_said(
    check: Found, serve: Serve, secrets: dict[str, str], kind: type[Shopify | WooCommerce | Stripe]
) -> None:
    function = serve()
    with kind() as shop:
        name = kind.__name__.lower()
        before = check()[f"shops.untold {kind.__name__}"]
        shop.webhooks_to(f"{function.url}/shops/{name}", secrets[f"{name.upper()}_WEBHOOK_SECRET"].split(",")[0])
        shop.checked_out(shop.cart("Tote bag", email="ana@example.com"))
        shop.deliver()
        year = str(shop.clock.now().year)

    after = check()[f"shops.told {kind.__name__}"]

    assert f"{kind.__name__} has told of no order yet." in before["sentence"]
    assert before["what_to_do"]
    assert f"What {kind.__name__} has told of last is of {year}-" in after["sentence"]
    assert after["what_to_do"] is None


def test_both_shops_with_codes_and_a_reward_without_its_product_are_said(
    run_check: RunCheck, owner: Owner, environment: pytest.MonkeyPatch
) -> None:
    both = {
        "SHOPIFY_SHOP": "marigold.myshopify.com",
        "SHOPIFY_TOKEN": "shpat_0a1b2c",
        "WOOCOMMERCE_URL": "https://shop.example",
        "WOOCOMMERCE_KEY": "ck_0a1b2c",
        "WOOCOMMERCE_SECRET": "cs_0a1b2c",
    }
    for name, value in both.items():
        environment.setenv(name, value)
    owner.type_over("Settings", "Coupons", "Value", "shop")

    found = run_check()

    assert "codes are made in Shopify alone" in found["variables.WOOCOMMERCE_KEY"]["sentence"]
    assert "nothing says which product of the shop this is" in found["rows.unreadable"]["sentence"]
