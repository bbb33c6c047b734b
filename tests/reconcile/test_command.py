"""manage.py reconcile asks each shop whose credentials are set, and takes what is missing from the sheet."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from manage import manage
from sandbox.shops.web import Down
from tests.reconcile.conftest import AnyShop

Rows = Callable[[], list[dict[str, Any]]]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(manage, ["reconcile", *arguments])
    return result.exit_code, result.output


@pytest.mark.usefixtures("owner")
def test_a_dry_run_only_says_what_would_be_done_and_a_second_run_adds_nothing(any_shop: AnyShop, rows: Rows) -> None:
    any_shop.buy()

    dry, after_it = run("--dry-run"), len(rows())
    first, second = run("--days", "30"), run()

    assert (dry, after_it) == (
        (0, f"Asked {any_shop.name} for 3 days: would add 1, update 0, leave 0 as they are, reject 0.\n"),
        0,
    )
    assert (first[0], second[0], len(rows())) == (0, 0, 1)
    assert "added 1, updated 0, left 0 as they are, rejected 0." in first[1]
    assert "added 0, updated 0, left 1 as they are, rejected 0." in second[1]


@pytest.mark.usefixtures("owner")
def test_a_shop_that_is_away_is_said_and_the_status_is_1(any_shop: AnyShop) -> None:
    any_shop.shop.fails(Down(), times=None, on=any_shop.listing)

    status, said = run()

    assert status == 1
    assert "cannot be reached" in said


@pytest.mark.usefixtures("owner")
def test_without_a_shop_it_says_what_to_set() -> None:
    status, said = run()

    assert status == 1
    assert "WOOCOMMERCE_KEY" in said
    assert "STRIPE_KEY" in said
