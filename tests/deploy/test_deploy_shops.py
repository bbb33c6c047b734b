"""deploy.sh takes what manage.py connect-… has left of a shop: out of a file, and no secret by a command line."""

from pathlib import Path

import pytest

from commands.shops.kept_secrets import ShopVariables
from service.shop.shop_variables import shop_access, shopify_shop, stripe_access
from tests.deploy.conftest import Cloud

SHOPIFY = {
    "SHOPIFY_SHOP": "marigold-finch.myshopify.com",
    "SHOPIFY_CLIENT_ID": "0a1b2c3d4e5f",
    "SHOPIFY_CLIENT_SECRET": "shpss_the-secret-of-the-app",
    "SHOPIFY_WEBHOOK_SECRET": "shpss_the-secret-of-the-app,another=one@2027-01-31",
}
STRIPE = {"STRIPE_KEY": "rk_live_0a1b2c", "STRIPE_WEBHOOK_SECRET": "whsec_0a1b2c3d4e5f6a7b"}


def waiting(cloud: Cloud) -> Path:
    return cloud.folder / "shop-secrets"


def connected(cloud: Cloud, variables: dict[str, str]) -> None:
    """What the commands leave behind."""
    ShopVariables({}, waiting(cloud)).keep(**variables)


def running_with(cloud: Cloud) -> dict[str, str]:
    """The variables of the shop that the service runs with."""
    found = dict(cloud.service["variables"])
    for part in cloud.service["--set-secrets"].split(","):
        name, _, place = part.partition("=")
        secret, version = place.split(":")
        found[name] = cloud.secret(secret)[int(version) - 1]
    return found


def test_what_waits_is_taken_and_the_file_is_gone(deployed: Cloud) -> None:
    connected(deployed, SHOPIFY | STRIPE)

    ended = deployed.run("deploy.sh")

    assert ended.status == 0, ended.complained
    assert (SHOPIFY | STRIPE).items() <= running_with(deployed).items()
    assert shop_access(running_with(deployed)) is not None
    assert stripe_access(running_with(deployed)) == ("https://api.stripe.com", STRIPE["STRIPE_KEY"])
    assert not waiting(deployed).exists()


def test_what_was_taken_stays_with_each_later_run(deployed: Cloud) -> None:
    connected(deployed, SHOPIFY)
    deployed.run("deploy.sh")
    before = running_with(deployed)

    ended = deployed.run("deploy.sh")

    assert ended.status == 0, ended.complained
    assert running_with(deployed) == before
    assert "SHOPIFY_CLIENT_SECRET: new" not in ended.said


def test_a_shop_that_is_not_connected_leaves_no_secret_behind(deployed: Cloud) -> None:
    assert not [name for name in deployed.state["secrets"] if "shopify" in name or "stripe" in name or "woo" in name]


def test_no_secret_of_a_shop_is_part_of_a_command_line_or_of_what_is_said(deployed: Cloud) -> None:
    connected(deployed, SHOPIFY | STRIPE)

    ended = deployed.run("deploy.sh")

    words = "\n".join(word for call in deployed.calls for word in call) + ended.said + ended.complained
    assert not [name for name, value in (SHOPIFY | STRIPE).items() if "SECRET" in name and value in words]
    assert STRIPE["STRIPE_KEY"] not in words


def test_a_new_address_takes_the_place_of_the_one_in_the_config_file(deployed: Cloud) -> None:
    deployed.configure(WOOCOMMERCE_URL="https://old.example")
    connected(
        deployed, {"WOOCOMMERCE_URL": "https://shop.example", "WOOCOMMERCE_KEY": "ck_1", "WOOCOMMERCE_SECRET": "cs_1"}
    )

    deployed.run("deploy.sh")

    assert running_with(deployed)["WOOCOMMERCE_URL"] == "https://shop.example"
    assert (deployed.folder / "config").read_text().count("WOOCOMMERCE_URL=") == 1


def test_the_environment_may_give_a_secret_and_new_replaces_it(deployed: Cloud) -> None:
    deployed.run("deploy.sh", STRIPE_WEBHOOK_SECRET="whsec_the-first-one")
    first = running_with(deployed)["STRIPE_WEBHOOK_SECRET"]
    ended = deployed.run("deploy.sh", "--new", "STRIPE_WEBHOOK_SECRET", STRIPE_WEBHOOK_SECRET="whsec_the-second-one")

    assert ended.status == 0, ended.complained
    assert (first, running_with(deployed)["STRIPE_WEBHOOK_SECRET"]) == ("whsec_the-first-one", "whsec_the-second-one")
    assert deployed.secret("regulars-stripe-webhook-secret") == [None, "whsec_the-second-one"]


def test_new_without_a_value_and_a_terminal_says_what_is_missing(deployed: Cloud) -> None:
    ended = deployed.run("deploy.sh", "--new", "STRIPE_KEY")

    assert ended.status == 1
    assert "STRIPE_KEY is missing: run this in a terminal" in ended.complained


@pytest.mark.parametrize("shop", ["marigold-finch", "https://admin.shopify.com/store/marigold-finch/orders?query=1"])
def test_the_shop_may_be_written_as_everywhere_else(deployed: Cloud, shop: str) -> None:
    connected(deployed, SHOPIFY | {"SHOPIFY_SHOP": shop})

    ended = deployed.run("deploy.sh")

    assert ended.status == 0, ended.complained
    assert shopify_shop(running_with(deployed)) == "marigold-finch.myshopify.com"


def test_what_cannot_be_a_secret_is_not_repeated_and_the_file_stays(deployed: Cloud) -> None:
    waiting(deployed).write_text("STRIPE_KEY=two words\n")

    ended = deployed.run("deploy.sh")

    assert ended.status == 1
    assert "STRIPE_KEY cannot be used" in ended.complained
    assert "two words" not in ended.said + ended.complained
    assert waiting(deployed).exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("SHOPIFY_SHOP", "shop.example"), ("WOOCOMMERCE_URL", "http://shop.example"), ("SHOPIFY_CLIENT_ID", "two words")],
)
def test_an_address_of_a_shop_that_cannot_be_one_is_named(deployed: Cloud, name: str, value: str) -> None:
    deployed.configure(**{name: value})

    ended = deployed.run("deploy.sh")

    assert ended.status == 1
    assert f"{name} in the config file cannot be used" in ended.complained
