"""Amounts in another currency than the program's own, where no column says which: told, and never read as its own."""

from datetime import UTC
from decimal import Decimal

from sheets.codec.column import Tab
from sheets.codec.table import Problem, Table, read_table
from sheets.google.grid import Cell
from sheets.schema.foreign_amounts import without_foreign_amounts
from sheets.schema.offers.offer_tabs import CAMPAIGNS, read_offers
from sheets.schema.offers.rewards_tab import REWARDS, read_rewards
from sheets.schema.settings_tab import SETTINGS, read_settings


def table(tab: Tab, *rows: dict[str, Cell]) -> Table:
    headings = [column.heading for column in tab.columns]
    return read_table(tab, [list(headings), *([row.get(heading) for heading in headings] for row in rows)], UTC)


def told(problems: tuple[Problem, ...]) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in problems if "another currency" in str(problem.why)]


def test_an_offer_that_rests_on_such_an_amount_is_left_out_and_told() -> None:
    kept, problems = without_foreign_amounts(
        table(
            CAMPAIGNS,
            {"Campaign": "Spring", "Bonus points": 5, "Minimum amount": "£50"},
            {"Campaign": "Autumn", "Bonus points": 5, "Minimum amount": "$50"},
            {"Campaign": "Winter", "Bonus points": 5, "Minimum amount": 50},
        ),
        "USD",
    )

    assert [campaign.name for campaign in read_offers({CAMPAIGNS.title: kept})[0].campaigns] == ["Autumn", "Winter"]
    assert told(problems) == [(2, "Minimum amount")]


def test_a_reward_whose_cost_to_the_owner_is_in_such_a_currency_stays() -> None:
    kept, problems = without_foreign_amounts(
        table(
            REWARDS,
            {"Reward": "tote", "Points": 100, "Your cost": "12 GBP"},
            {"Reward": "card", "Points": 200, "Kind": "gift card", "Value": "€20"},
            {"Reward": "soap", "Points": 50, "Your cost": "many €"},
        ),
        "USD",
    )
    rewards, unread = read_rewards(kept)

    assert [(reward.id, reward.cost) for reward in rewards] == [("tote", None), ("soap", None)]
    assert told(problems) == [(2, "Your cost"), (3, "Value")]
    assert [(problem.row, problem.column) for problem in unread] == [(4, "Your cost")]


def test_a_percentage_may_have_its_sign_and_nothing_else_may() -> None:
    rewards, problems = read_rewards(
        table(
            REWARDS,
            {"Reward": "ten", "Points": 100, "Kind": "percent", "Value": "10 %"},
            {"Reward": "off", "Points": 100, "Kind": "amount", "Value": "10 %"},
        )
    )

    assert [(reward.id, reward.value) for reward in rewards] == [("ten", Decimal(10))]
    assert [(problem.row, problem.column) for problem in problems] == [(3, "Value")]


def test_a_setting_in_such_a_currency_keeps_what_held_before() -> None:
    euros = table(
        SETTINGS,
        {"Setting": "Minimum order", "Value": "$15"},
        {"Setting": "Unit", "Value": "1 €"},
        {"Setting": "Currency", "Value": "EUR"},
    )

    read = read_settings(euros, UTC)

    assert (read.settings.minimum_order, read.settings.unit) == (Decimal(0), Decimal(1))
    assert told(read.problems) == [(2, "Value")]
    assert len(read.problems) == 1
