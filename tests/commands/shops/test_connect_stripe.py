"""Connecting Stripe, over HTTP with a small Stripe on this machine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manage import manage
from sandbox.shops.stripe.shop import PERMISSIONS, TOPICS, Stripe
from sandbox.shops.web import Down, Fault, Lost, NotJson, Refused

ADDRESS = "http://127.0.0.1:1/shops/stripe"
Connect = Callable[..., Result]


@pytest.fixture
def shop() -> Iterator[Stripe]:
    with Stripe() as shop:
        yield shop


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "shop-secrets"


@pytest.fixture
def connect(shop: Stripe, kept: Path, environment: pytest.MonkeyPatch) -> Connect:
    """Runs the command with what is typed; no secret is ever shown."""
    environment.setenv("STRIPE_URL", shop.url)

    def connect(*typed: str, **variables: str) -> Result:
        for name, value in variables.items():
            environment.setenv(name, value)
        command = ["connect-stripe", "--keep", str(kept)]
        result = CliRunner().invoke(manage, command, input="".join(f"{line}\n" for line in typed))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        secrets = [*shop.keys.known, *(one.secret for one in shop.outbox.subscriptions)]
        assert not [secret for secret in secrets if secret in result.output]
        return result

    return connect


def saved(kept: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in kept.read_text().splitlines())


def told(shop: Stripe) -> list[tuple[str, str]]:
    return [(one.topic, one.url) for one in shop.outbox.subscriptions if one.active]


def test_a_typed_key_makes_the_endpoint_and_its_secret_is_kept(connect: Connect, shop: Stripe, kept: Path) -> None:
    key = shop.key()

    result = connect(key)

    assert result.exit_code == 0, result.output
    assert f"Made the webhook endpoint to {ADDRESS}." in result.output
    assert told(shop) == [(topic, ADDRESS) for topic in TOPICS]
    assert saved(kept) == {"STRIPE_KEY": key, "STRIPE_WEBHOOK_SECRET": shop.outbox.subscriptions[0].secret}


def test_a_second_run_asks_for_nothing_and_makes_nothing_twice(connect: Connect, shop: Stripe, kept: Path) -> None:
    connect(shop.key())
    before, secrets = told(shop), saved(kept)

    result = connect()

    assert result.exit_code == 0, result.output
    assert "is there, with all 6 events." in result.output
    assert (told(shop), saved(kept)) == (before, secrets)


def test_an_endpoint_that_lacks_events_gets_them_and_its_secret_is_asked_for(
    connect: Connect, shop: Stripe, kept: Path
) -> None:
    shop.webhooks_to(ADDRESS, "whsec_typed_by_the_owner", ["charge.refunded", "payout.paid"])
    shop.webhooks_to("https://other.example/", "whsec_of_somebody_else", ["charge.refunded"])
    for one in shop.outbox.subscriptions[:2]:
        one.active = False

    result = connect(shop.key(), "whsec_typed_by_the_owner")

    assert result.exit_code == 0, result.output
    assert "was there: it is on, and sends all 6 events now." in result.output
    ours = sorted(topic for topic, url in told(shop) if url == ADDRESS)
    assert ours == sorted([*TOPICS, "payout.paid"])
    assert saved(kept)["STRIPE_WEBHOOK_SECRET"] == "whsec_typed_by_the_owner"


def test_variables_that_are_right_leave_nothing_to_do(connect: Connect, shop: Stripe, kept: Path) -> None:
    shop.webhooks_to(ADDRESS, "whsec_of_the_cloud", TOPICS)

    result = connect(**shop.variables("whsec_of_the_cloud"))

    assert "The function's variables are those that were tried." in result.output
    assert not kept.exists()


def test_a_key_that_was_revoked_is_asked_for_anew(connect: Connect, shop: Stripe, kept: Path) -> None:
    key = shop.key()

    result = connect(key, STRIPE_KEY="rk_live_of_last_year")

    assert result.exit_code == 0, result.output
    assert "Stripe does not let us in (401). What is known is not right any more" in result.output
    assert saved(kept)["STRIPE_KEY"] == key


def test_what_is_no_signing_secret_is_asked_for_again(connect: Connect, shop: Stripe, kept: Path) -> None:
    shop.webhooks_to(ADDRESS, "whsec_typed_by_the_owner", TOPICS)

    result = connect(shop.key(), "we_1OabcOfTheEndpoint", "whsec_typed_by_the_owner")

    assert result.exit_code == 0, result.output
    assert "A signing secret begins with whsec_." in result.output
    assert saved(kept)["STRIPE_WEBHOOK_SECRET"] == "whsec_typed_by_the_owner"


def test_an_endpoint_whose_answer_was_lost_is_found_and_its_secret_asked_for(connect: Connect, shop: Stripe) -> None:
    shop.fails(Lost(), on="enabled_events")

    first = connect(shop.key())
    second = connect()

    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "STRIPE_WEBHOOK_SECRET is missing: set the variable, or run this in a terminal" in second.output
    assert told(shop) == [(topic, ADDRESS) for topic in TOPICS]


def test_a_new_endpoint_leaves_the_secret_before_it_good(connect: Connect, shop: Stripe, kept: Path) -> None:
    connect(**shop.variables("whsec_of_the_cloud"))

    assert saved(kept) == {"STRIPE_WEBHOOK_SECRET": f"{shop.outbox.subscriptions[0].secret},whsec_of_the_cloud"}


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ("charges:read", "The key has not the permission Charges and Refunds: Read. Edit the key in Stripe"),
        ("checkout_sessions:read", "The key has not the permission Checkout Sessions: Read."),
        ("webhook_endpoints:write", "The key has not the permission Webhook Endpoints: Write."),
    ],
)
def test_a_permission_that_is_missing_is_named_and_nothing_is_made(
    connect: Connect, shop: Stripe, kept: Path, lacking: str, said: str
) -> None:
    result = connect(shop.key(*(set(PERMISSIONS) - {lacking})))

    assert result.exit_code == 1
    assert said in result.output
    assert told(shop) == []
    assert not kept.exists()


def test_a_key_that_may_only_read_endpoints_is_told(connect: Connect, shop: Stripe) -> None:
    only_reads = {"webhook_endpoints:read", *PERMISSIONS} - {"webhook_endpoints:write"}

    result = connect(shop.key(*only_reads))

    assert result.exit_code == 1
    assert "The key may read webhook endpoints, and make none. Edit the key in Stripe" in result.output


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Down(), "Stripe cannot be reached (ConnectionError). Check whether STRIPE_URL is right"),
        (Refused(401), "Stripe does not let us in (401). Copy STRIPE_KEY anew from Stripe, Developers, API keys"),
        (NotJson(), "Stripe does not answer this (200)"),
        (Refused(429), "Stripe takes no more calls for now (429). Run the command again in some minutes"),
    ],
)
def test_whatever_keeps_it_from_connecting_is_one_sentence(
    connect: Connect, shop: Stripe, fault: Fault, said: str
) -> None:
    shop.fails(fault, times=None)

    result = connect(shop.key())

    assert result.exit_code == 1
    assert said in result.output
    assert result.output.count("Error:") == 1


def test_the_key_of_a_test_is_told(connect: Connect) -> None:
    assert "its payments are answered and not booked" in connect("rk_test_0a1b2c").output
    assert "a restricted one is enough" in connect("sk_live_0a1b2c").output


def test_without_a_terminal_the_key_is_named(connect: Connect) -> None:
    result = connect()

    assert result.exit_code == 1
    assert "STRIPE_KEY is missing: set the variable, or run this in a terminal" in result.output


def test_an_address_without_https_is_told_as_that_and_gets_no_webhooks(connect: Connect, shop: Stripe) -> None:
    result = connect(shop.key(), PUBLIC_URL="http://regulars.example")

    assert result.exit_code == 1
    assert "Error: PUBLIC_URL is not safe to send to: shops send their webhooks to https:// alone" in result.output
    assert "STRIPE_URL" not in result.output.partition("Error:")[2]
    assert told(shop) == []


def test_an_address_that_the_shop_refuses_is_told_in_its_own_words(connect: Connect, shop: Stripe) -> None:
    shop.fails(Refused(400), times=None, on="enabled_events")

    result = connect(shop.key())

    assert result.exit_code == 1
    assert "Error: Stripe makes no webhook" in result.output
    assert "Check whether PUBLIC_URL is the function's own address" in result.output
    assert told(shop) == []
