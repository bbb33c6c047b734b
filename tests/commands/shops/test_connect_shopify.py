"""Connecting a Shopify shop, over HTTP with a small shop on this machine and the owner's sheet."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manage import manage
from sandbox.owner import Owner
from sandbox.shops.shopify.shop import Shopify
from sandbox.shops.shopify.tokens import ALL_SCOPES
from sandbox.shops.web import Broken, Down, Fault, Lost, NotJson, Refused, Throttled

FUNCTION = "http://127.0.0.1:1"
TOPICS = ["orders/cancelled", "orders/create", "orders/paid", "orders/updated", "refunds/create"]
Connect = Callable[..., Result]


@pytest.fixture
def shop() -> Iterator[Shopify]:
    with Shopify() as shop:
        yield shop


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "shop-secrets"


@pytest.fixture
def connect(owner: Owner, shop: Shopify, kept: Path, environment: pytest.MonkeyPatch) -> Connect:  # noqa: ARG001 - the sheet is there
    """Runs the command with what is typed; no secret is ever shown."""
    environment.setenv("SHOPIFY_URL", shop.url)

    def connect(*typed: str, **variables: str) -> Result:
        for name, value in variables.items():
            environment.setenv(name, value)
        command = ["connect-shopify", "--keep", str(kept)]
        result = CliRunner().invoke(manage, command, input="".join(f"{line}\n" for line in typed))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        for secret in (shop.apps.client_secret, *shop.apps.permanent, "the-key-that-signs"):
            assert secret not in result.output
        assert "shpat_" not in result.output
        return result

    return connect


def app_of(shop: Shopify) -> tuple[str, str, str]:
    """What the owner types: the shop, the app's id and its secret."""
    return shop.store.domain, shop.apps.client_id, shop.apps.client_secret


def subscribed(shop: Shopify) -> list[tuple[str, str]]:
    return sorted((one.topic, one.url) for one in shop.outbox.subscriptions if one.active)


def product_ids(owner: Owner) -> dict[str, object]:
    return {row["Reward"]: row["Product id"] for row in owner.tab("Rewards") if "Product id" in row}


def test_what_is_typed_connects_the_shop(connect: Connect, shop: Shopify, owner: Owner, kept: Path) -> None:
    moss = next(one for one in shop.catalogue.variants if one.option == "Moss")
    owner.type_over("Rewards", "mug", "Name", "Stoneware mug")

    result = connect(*app_of(shop), "2")

    assert result.exit_code == 0, result.output
    assert "read_orders, read_products, write_discounts" in result.output
    assert subscribed(shop) == [(topic, f"{FUNCTION}/shops/shopify") for topic in TOPICS]
    assert product_ids(owner)["mug"] == str(moss.id)
    assert product_ids(owner)["tote"] == str(shop.catalogue.named("Tote bag").id)
    assert "Run deploy/deploy.sh now" in result.output
    assert dict(line.split("=", 1) for line in kept.read_text().splitlines()) == {
        "SHOPIFY_SHOP": shop.store.domain,
        "SHOPIFY_CLIENT_ID": shop.apps.client_id,
        "SHOPIFY_CLIENT_SECRET": shop.apps.client_secret,
        "SHOPIFY_WEBHOOK_SECRET": shop.apps.client_secret,
    }
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_no_code_is_left_in_the_shop(connect: Connect, shop: Shopify) -> None:
    result = connect(*app_of(shop))

    assert "Made a code in the shop and took it back." in result.output
    assert [one.status(shop.clock.now()) for one in shop.store.discounts.values()] == ["EXPIRED"]


def test_a_second_run_asks_for_nothing_and_makes_nothing_twice(connect: Connect, shop: Shopify, owner: Owner) -> None:
    connect(*app_of(shop), "1")
    before = product_ids(owner)

    result = connect()

    assert result.exit_code == 0, result.output
    assert f"All 5 webhooks to {FUNCTION}/shops/shopify are there." in result.output
    assert "Made the webhook" not in result.output
    assert [topic for topic, _ in subscribed(shop)] == TOPICS
    assert product_ids(owner) == before


def test_a_webhook_that_shopify_has_deleted_is_made_again(connect: Connect, shop: Shopify) -> None:
    connect(*app_of(shop))
    next(one for one in shop.outbox.subscriptions if one.topic == "refunds/create").active = False

    result = connect()

    assert result.output.count("Made the webhook") == 1
    assert [topic for topic, _ in subscribed(shop)] == TOPICS


def test_variables_that_are_right_leave_nothing_to_do(connect: Connect, shop: Shopify, kept: Path) -> None:
    result = connect(**shop.variables(shop.apps.client_secret))

    assert result.exit_code == 0, result.output
    assert "The function's variables are those that were tried." in result.output
    assert not kept.exists()


def test_the_secret_of_webhooks_that_were_typed_in_stays_good(connect: Connect, shop: Shopify, kept: Path) -> None:
    connect(**shop.variables("the-key-that-signs,older-one@2020-01-31"))

    assert kept.read_text() == f"SHOPIFY_WEBHOOK_SECRET={shop.apps.client_secret},the-key-that-signs\n"


def test_a_permanent_token_needs_the_key_that_signs_its_webhooks(connect: Connect, shop: Shopify, kept: Path) -> None:
    result = connect(shop.store.domain, "", shop.permanent_token(), "the-key-that-signs")

    assert result.exit_code == 0, result.output
    assert "SHOPIFY_WEBHOOK_SECRET=the-key-that-signs\n" in kept.read_text()


@pytest.mark.parametrize("right", ["read_orders", "read_products", "write_discounts"])
def test_a_right_that_is_missing_is_named_and_nothing_is_made(
    connect: Connect, shop: Shopify, kept: Path, right: str
) -> None:
    shop.apps.scopes = ALL_SCOPES - {right}

    result = connect(*app_of(shop))

    assert result.exit_code == 1
    assert f"The app has not the right {right}. Add what is missing to a new version of the app" in result.output
    assert subscribed(shop) == []
    assert not kept.exists()


def test_a_wrong_secret_is_one_sentence_and_is_kept_nowhere(connect: Connect, shop: Shopify, kept: Path) -> None:
    result = connect(shop.store.domain, shop.apps.client_id, "no-such-secret-of-an-app")

    assert result.exit_code == 1
    assert "Error: Shopify does not let us in (401). Copy SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET anew" in (
        result.output
    )
    assert "no-such-secret-of-an-app" not in result.output
    assert not kept.exists()


def test_a_secret_that_is_not_good_any_more_is_asked_for_anew(connect: Connect, shop: Shopify, kept: Path) -> None:
    known = {"SHOPIFY_SHOP": shop.store.domain, "SHOPIFY_CLIENT_ID": shop.apps.client_id}
    revoked = {"SHOPIFY_CLIENT_SECRET": "a-secret-of-last-year", "SHOPIFY_WEBHOOK_SECRET": "a-secret-of-last-year"}

    nobody_there = connect(**known, **revoked)
    asked = connect(shop.apps.client_id, shop.apps.client_secret)

    assert (nobody_there.exit_code, asked.exit_code) == (1, 0), asked.output
    assert "Error: Shopify does not let us in (401). Copy SHOPIFY_CLIENT_ID" in nobody_there.output
    assert "Shopify does not let us in (401). What is known is not right any more" in asked.output
    assert dict(line.split("=", 1) for line in kept.read_text().splitlines()) == {
        "SHOPIFY_CLIENT_SECRET": shop.apps.client_secret,
        "SHOPIFY_WEBHOOK_SECRET": f"{shop.apps.client_secret},a-secret-of-last-year",
    }


def test_a_permanent_token_that_was_revoked_is_asked_for_anew(connect: Connect, shop: Shopify, kept: Path) -> None:
    token = shop.permanent_token(*ALL_SCOPES)

    result = connect(
        token,
        SHOPIFY_SHOP=shop.store.domain,
        SHOPIFY_TOKEN="shpat_of_last_year",
        SHOPIFY_WEBHOOK_SECRET="the-key-that-signs",
    )

    assert result.exit_code == 0, result.output
    assert kept.read_text().splitlines() == [f"SHOPIFY_TOKEN={token}"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Down(), "Shopify cannot be reached (ConnectionError). Check whether SHOPIFY_SHOP is right"),
        (Refused(404), "Shopify does not answer this (404). Check whether SHOPIFY_SHOP is right."),
        (Refused(503), "Shopify does not answer this (503)"),
        (NotJson(), "Shopify does not answer this (200)"),
        (Throttled(), "Shopify takes no more calls for now (THROTTLED). Run the command again in some minutes"),
        (Refused(402), "Shopify does not let us in (402)"),
    ],
)
def test_whatever_keeps_it_from_connecting_is_one_sentence(
    connect: Connect, shop: Shopify, fault: Fault, said: str
) -> None:
    shop.fails(fault, times=None, on="graphql")

    result = connect(*app_of(shop))

    assert result.exit_code == 1
    assert said in result.output
    assert result.output.count("Error:") == 1


@pytest.mark.parametrize("fault", [Lost(), Broken()])
def test_a_webhook_whose_answer_was_lost_is_found_by_the_next_run(
    connect: Connect, shop: Shopify, fault: Fault
) -> None:
    shop.fails(fault, on="webhookSubscriptionCreate")

    first = connect(*app_of(shop))
    second = connect()

    assert (first.exit_code, second.exit_code) == (1, 0)
    assert [topic for topic, _ in subscribed(shop)] == TOPICS


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SHOPIFY_SHOP", "shop.example", "The variable SHOPIFY_SHOP is no shop of Shopify's"),
        ("SHOPIFY_CLIENT_SECRET", "two words", "The variable SHOPIFY_CLIENT_SECRET has characters in it"),
    ],
)
def test_a_variable_that_cannot_be_right_is_named(
    connect: Connect, shop: Shopify, name: str, value: str, said: str
) -> None:
    result = connect(**{**shop.variables("the-key-that-signs"), name: value})

    assert result.exit_code == 1
    assert said in result.output
    assert "two words" not in result.output


@pytest.mark.parametrize(
    "written", ["{0}", "https://admin.shopify.com/store/{0}/settings", "https://{0}.myshopify.com/admin", "{0}/"]
)
def test_the_shop_is_kept_by_its_own_address_however_it_is_typed(
    connect: Connect, shop: Shopify, kept: Path, written: str
) -> None:
    _, client, secret = app_of(shop)

    result = connect(written.format(shop.store.domain.partition(".")[0].title()), client, secret)

    assert result.exit_code == 0, result.output
    assert f"SHOPIFY_SHOP={shop.store.domain}" in kept.read_text().splitlines()


def test_an_address_that_is_none_of_shopifys_is_said_before_a_secret_is_asked_for(connect: Connect, kept: Path) -> None:
    result = connect("shop.example")

    assert "The variable SHOPIFY_SHOP is no shop of Shopify's" in result.output
    assert "Client" not in result.output
    assert not kept.exists()


def test_without_a_terminal_what_is_missing_is_named(connect: Connect, shop: Shopify) -> None:
    result = connect(shop.store.domain)

    assert result.exit_code == 1
    assert "SHOPIFY_CLIENT_ID is missing: set the variable, or run this in a terminal" in result.output


def test_without_the_functions_address_everything_else_is_done(
    connect: Connect, shop: Shopify, environment: pytest.MonkeyPatch
) -> None:
    environment.delenv("PUBLIC_URL")

    result = connect(*app_of(shop))

    assert result.exit_code == 0, result.output
    assert "PUBLIC_URL names no function, so no webhooks were made." in result.output
    assert subscribed(shop) == []


def test_a_reward_that_the_shop_does_not_sell_is_named(connect: Connect, shop: Shopify, owner: Owner) -> None:
    owner.type_over("Rewards", "tote", "Name", 'A "walk" with the owner')

    result = connect(*app_of(shop))

    assert (
        '"A "walk" with the owner": the shop sells nothing under this name; write the shop\'s number' in result.output
    )
    assert "tote" not in product_ids(owner)


def test_a_reward_that_names_the_kind_needs_no_question(connect: Connect, shop: Shopify, owner: Owner) -> None:
    owner.type_over("Rewards", "mug", "Name", "stoneware  mug - Moss")
    moss = next(one for one in shop.catalogue.variants if one.option == "Moss")

    result = connect(*app_of(shop))

    assert "Which of these" not in result.output
    assert product_ids(owner)["mug"] == str(moss.id)


def test_who_picks_none_gets_none_and_a_wrong_number_is_asked_again(
    connect: Connect, shop: Shopify, owner: Owner
) -> None:
    owner.type_over("Rewards", "mug", "Name", "Stoneware mug")

    result = connect(*app_of(shop), "3", "x", "")

    assert result.output.count("Please type a number from 1 to 2.") == 2
    assert '"Stoneware mug": several products could be meant' in result.output
    assert "mug" not in product_ids(owner)


def test_a_number_that_the_owner_typed_is_left_alone(connect: Connect, shop: Shopify, owner: Owner) -> None:
    owner.type_over("Rewards", "tote", "Product id", "4711")

    connect(*app_of(shop))

    assert str(product_ids(owner)["tote"]) == "4711"


def test_a_reward_whose_name_is_a_number_gets_its_product(connect: Connect, shop: Shopify, owner: Owner) -> None:
    owner.type_over("Rewards", "tote", "Reward", 12)

    connect(*app_of(shop))

    assert str(shop.catalogue.named("Tote bag").id) in {str(number) for number in product_ids(owner).values()}
    assert len(product_ids(owner)) == 2


def test_of_two_rows_of_one_reward_neither_is_written(connect: Connect, shop: Shopify, owner: Owner) -> None:
    owner.type("Rewards", ["tote", "Tote bag", 200])

    result = connect(*app_of(shop))

    assert "Wrote 1 into Product id in Rewards. 1 could not be written, as the row has changed or stands twice." in (
        result.output
    )
    assert list(product_ids(owner)) == ["blanket"]


def test_a_sheet_that_is_sorted_meanwhile_has_each_number_in_its_own_row(
    connect: Connect, shop: Shopify, owner: Owner
) -> None:
    owner.type_over("Rewards", "blanket", "Product id", "4711")
    owner.before_next("write", lambda: owner.sort("Rewards", 0))

    result = connect(*app_of(shop))

    assert result.exit_code == 0, result.output
    assert [row["Reward"] for row in owner.tab("Rewards")] == ["blanket", "mug", "tote"]
    tote = str(shop.catalogue.named("Tote bag").id)
    assert {reward: str(number) for reward, number in product_ids(owner).items()} == {"blanket": "4711", "tote": tote}


def test_a_sheet_that_cannot_be_reached_keeps_the_shop_connected(
    connect: Connect, shop: Shopify, environment: pytest.MonkeyPatch, kept: Path
) -> None:
    environment.setenv("SPREADSHEET_ID", "nobodys-spreadsheet")

    result = connect(*app_of(shop))

    assert result.exit_code == 0, result.output
    assert "The rewards' products were not looked for (" in result.output
    assert kept.exists()


def test_a_file_that_cannot_be_written_is_said_before_webhooks_are_made(
    connect: Connect, shop: Shopify, kept: Path
) -> None:
    kept.with_name("shop-secrets.new").mkdir()

    result = connect(*app_of(shop))

    assert result.exit_code == 1
    assert "name another file with --keep." in result.output
    assert subscribed(shop) == []


def test_an_address_without_https_is_told_as_that_and_gets_no_webhooks(connect: Connect, shop: Shopify) -> None:
    result = connect(*app_of(shop), PUBLIC_URL="http://regulars.example")

    assert result.exit_code == 1
    assert "Error: PUBLIC_URL is not safe to send to: shops send their webhooks to https:// alone" in result.output
    assert "SHOPIFY_URL" not in result.output.partition("Error:")[2]
    assert subscribed(shop) == []
