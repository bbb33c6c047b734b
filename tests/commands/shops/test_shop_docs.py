"""docs/shops.md says of each shop what its command needs and makes."""

from pathlib import Path

import pytest

from commands.shops import connect_shopify, connect_stripe, connect_woocommerce, shopify_account, stripe_account
from commands.shops import woocommerce_account as woocommerce

DOCS = (Path(__file__).parents[3] / "docs" / "shops.md").read_text()


@pytest.mark.parametrize(
    "command",
    [connect_shopify.connect_shopify, connect_woocommerce.connect_woocommerce, connect_stripe.connect_stripe],
)
def test_each_command_is_named(command: object) -> None:
    assert f"`{getattr(command, 'name', '')}` asks for" in DOCS


@pytest.mark.parametrize(
    "word",
    [
        *shopify_account.RIGHTS,
        *(topic.lower().replace("_", "/", 1) for topic in shopify_account.TOPICS),
        *woocommerce.TOPICS,
        *stripe_account.PERMISSIONS,
        *stripe_account.EVENTS,
    ],
)
def test_each_right_and_each_webhook_is_named(word: str) -> None:
    assert word in DOCS
