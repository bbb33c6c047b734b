"""Connecting a WooCommerce shop, over HTTP with a small shop on this machine and the owner's sheet."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manage import manage
from sandbox.owner import Owner
from sandbox.shops.web import Down, Fault, Lost, NotJson, Refused
from sandbox.shops.woocommerce.shop import TOPICS, WooCommerce

ADDRESS = "http://127.0.0.1:1/shops/woocommerce"
Connect = Callable[..., Result]


@pytest.fixture
def shop() -> Iterator[WooCommerce]:
    with WooCommerce() as shop:
        yield shop


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "shop-secrets"


@pytest.fixture
def connect(owner: Owner, shop: WooCommerce, kept: Path, environment: pytest.MonkeyPatch) -> Connect:  # noqa: ARG001 - the sheet is there
    """Runs the command with what is typed; no secret is ever shown."""

    def connect(*typed: str, **variables: str) -> Result:
        for name, value in variables.items():
            environment.setenv(name, value)
        command = ["connect-woocommerce", "--keep", str(kept)]
        result = CliRunner().invoke(manage, command, input="".join(f"{line}\n" for line in typed))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "ck_0" not in result.output.replace("(ck_...)", "")
        secrets = [*shop.keys.known, *(secret for secret, _ in shop.keys.known.values())]
        secrets += [one.secret for one in shop.outbox.subscriptions]
        assert not [secret for secret in secrets if secret in result.output]
        return result

    return connect


def saved(kept: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in kept.read_text().splitlines())


def hooks(shop: WooCommerce) -> list[tuple[str, str, str, bool]]:
    return [(one.topic, one.url, one.secret, one.active) for one in shop.outbox.subscriptions]


def product_ids(owner: Owner) -> dict[str, object]:
    return {row["Reward"]: row["Product id"] for row in owner.tab("Rewards") if "Product id" in row}


def test_what_is_typed_connects_the_shop(connect: Connect, shop: WooCommerce, owner: Owner, kept: Path) -> None:
    key, secret = shop.key()
    moss = next(one for one in shop.catalogue.variants if one.option == "Moss")
    listed = sorted((one for one in shop.catalogue.variants if one.option), key=lambda one: -one.id)

    result = connect(shop.url, key, secret, str(listed.index(moss) + 1))

    assert result.exit_code == 0, result.output
    assert "WooCommerce shows us its orders, products and webhooks." in result.output
    made = saved(kept)["WOOCOMMERCE_WEBHOOK_SECRET"]
    assert len(made) == 48
    assert hooks(shop) == [(topic, ADDRESS, made, True) for topic in TOPICS]
    assert saved(kept) == {
        "WOOCOMMERCE_URL": shop.url,
        "WOOCOMMERCE_KEY": key,
        "WOOCOMMERCE_SECRET": secret,
        "WOOCOMMERCE_WEBHOOK_SECRET": made,
    }
    assert product_ids(owner) == {
        "tote": str(shop.catalogue.named("Tote bag").id),
        "mug": str(moss.id),
        "blanket": str(shop.catalogue.named("Wool blanket").id),
    }


def test_no_coupon_is_left_in_the_shop(connect: Connect, shop: WooCommerce) -> None:
    result = connect(shop.url, *shop.key())

    assert "Made a code in the shop and took it back." in result.output
    assert [call for call in shop.calls if call.method == "POST" and call.address.endswith("/coupons")]
    assert shop.site.coupons == {}


def test_a_second_run_asks_for_nothing_and_makes_nothing_twice(connect: Connect, shop: WooCommerce, kept: Path) -> None:
    connect(shop.url, *shop.key())
    before, secrets = hooks(shop), saved(kept)

    result = connect()

    assert result.exit_code == 0, result.output
    assert f"All 4 webhooks to {ADDRESS} are there." in result.output
    assert (hooks(shop), saved(kept)) == (before, secrets)


def test_a_webhook_that_was_switched_off_is_on_again(connect: Connect, shop: WooCommerce) -> None:
    connect(shop.url, *shop.key())
    shop.outbox.subscriptions[1].active = False

    result = connect()

    assert "The webhook order.updated was switched off: it is on again." in result.output
    assert [active for *_, active in hooks(shop)] == [True] * 4


def test_a_webhook_that_was_typed_in_is_signed_with_the_secret_that_the_function_knows(
    connect: Connect, shop: WooCommerce, kept: Path
) -> None:
    shop.webhooks_to(ADDRESS, "typed-and-mistyped", ["order.updated"])
    shop.webhooks_to("https://other.example/", "of-somebody-else", ["order.updated"])

    result = connect(**shop.variables("the-secret-of-the-cloud,older@2020-01-31"))

    assert result.exit_code == 0, result.output
    assert "The function's variables are those that were tried." in result.output
    ours = [(topic, secret) for topic, url, secret, _ in hooks(shop) if url == ADDRESS]
    assert sorted(ours) == sorted((topic, "the-secret-of-the-cloud") for topic in TOPICS)
    assert ("order.updated", "https://other.example/", "of-somebody-else", True) in hooks(shop)
    assert not kept.exists()


def test_a_key_that_may_only_read_makes_nothing(connect: Connect, shop: WooCommerce, kept: Path) -> None:
    result = connect(shop.url, *shop.key("read"))

    assert result.exit_code == 1
    assert "The key may read, and not write. Give it the permission Read/Write in WooCommerce" in result.output
    assert hooks(shop) == []
    assert not kept.exists()


def test_a_wrong_key_is_one_sentence_and_is_kept_nowhere(connect: Connect, shop: WooCommerce, kept: Path) -> None:
    result = connect(shop.url, "ck_0123", "cs_0123")

    assert result.exit_code == 1
    assert "Error: WooCommerce does not let us in (401). Copy WOOCOMMERCE_KEY and WOOCOMMERCE_SECRET anew" in (
        result.output
    )
    assert not kept.exists()


def test_a_key_that_was_revoked_is_asked_for_anew(connect: Connect, shop: WooCommerce, kept: Path) -> None:
    key, secret = shop.key()

    result = connect(key, secret, WOOCOMMERCE_URL=shop.url, WOOCOMMERCE_KEY="ck_0123", WOOCOMMERCE_SECRET="cs_0123")

    assert result.exit_code == 0, result.output
    assert "WooCommerce does not let us in (401). What is known is not right any more" in result.output
    assert kept.read_text().splitlines()[:2] == [f"WOOCOMMERCE_KEY={key}", f"WOOCOMMERCE_SECRET={secret}"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Down(), "WooCommerce cannot be reached (ConnectionError). Check whether WOOCOMMERCE_URL is right"),
        (Refused(404), "WooCommerce does not answer this (404). Check whether WOOCOMMERCE_URL is right."),
        (NotJson(), "WooCommerce does not answer this (200)"),
        (Refused(429), "WooCommerce takes no more calls for now (429). Run the command again in some minutes"),
    ],
)
def test_whatever_keeps_it_from_connecting_is_one_sentence(
    connect: Connect, shop: WooCommerce, fault: Fault, said: str
) -> None:
    shop.fails(fault, times=None)

    result = connect(shop.url, *shop.key())

    assert result.exit_code == 1
    assert said in result.output
    assert result.output.count("Error:") == 1


def test_a_webhook_whose_answer_was_lost_is_found_by_the_next_run(connect: Connect, shop: WooCommerce) -> None:
    shop.fails(Lost(), on="order.updated")

    first = connect(shop.url, *shop.key())
    second = connect()

    assert (first.exit_code, second.exit_code) == (1, 0)
    assert [topic for topic, *_ in hooks(shop)] == list(TOPICS)


def test_a_coupon_that_cannot_be_taken_back_is_named(connect: Connect, shop: WooCommerce) -> None:
    shop.fails(Refused(503), on="force=true")

    result = connect(shop.url, *shop.key())

    assert result.exit_code == 1
    assert 'delete the discount "Trial of the loyalty program" in the shop' in result.output


def test_an_address_that_is_none_is_said_before_a_key_is_asked_for(connect: Connect) -> None:
    result = connect("shop.example")

    assert "The variable WOOCOMMERCE_URL is no address of a shop" in result.output
    assert "Consumer" not in result.output


def test_an_address_without_https_takes_no_key(connect: Connect, shop: WooCommerce) -> None:
    result = connect("http://shop.example", *shop.key())

    assert result.exit_code == 1
    assert "The variable WOOCOMMERCE_URL is no address of a shop" in result.output


def test_an_address_without_https_is_told_as_that_and_gets_no_webhooks(connect: Connect, shop: WooCommerce) -> None:
    result = connect(shop.url, *shop.key(), PUBLIC_URL="http://regulars.example")

    assert result.exit_code == 1
    assert "Error: PUBLIC_URL is not safe to send to: shops send their webhooks to https:// alone" in result.output
    assert "WOOCOMMERCE_URL" not in result.output.partition("Error:")[2]
    assert hooks(shop) == []


def test_an_address_that_the_shop_refuses_is_told_in_its_own_words(connect: Connect, shop: WooCommerce) -> None:
    shop.fails(Refused(400), times=None, on="delivery_url")

    result = connect(shop.url, *shop.key())

    assert result.exit_code == 1
    assert "Error: WooCommerce makes no webhook" in result.output
    assert "Check whether PUBLIC_URL is the function's own address" in result.output
    assert hooks(shop) == []
