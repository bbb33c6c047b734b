"""What a campaign would have given a year ago."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from loyalty.book.book import Book
from loyalty.outcomes.batch_reports import CampaignPreview
from loyalty.owner.campaign_preview import preview_campaign

Sheet = Callable[..., Book]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHEET = """
    Members | Email             | Contact | Segment
    ANA     | ana@example.com   | ana     | vip
    BORIS   | boris@example.com | boris   |

    Orders | Email             | Amount | Placed     | Status
    1001   | ana@example.com   | 60.00  | 2025-12-01 | paid
    1002   | ana@example.com   | 30.00  | 2025-12-07 | paid
    1003   | boris@example.com | 25.00  | 2025-12-07 | paid
    1004   | boris@example.com | 80.00  | 2025-12-08 | paid
    1005   | boris@example.com | 99.00  | 2025-12-02 | refunded
    1006   | layla@example.com | 70.00  | 2025-12-02 | paid
    1007   | ana@example.com   | 40.00  | 2025-11-21 | paid
    1008   | ana@example.com   | 50.00  |            | paid

    Rewards | Name     | Points | Your cost | Worth
    tote    | Tote bag | 200    | 5.00      | 20.00
    mug     | Mug      | 100    | 7.50      |
    card    | Card     | 10     |           | 1.00
"""


def campaign(row: str) -> str:
    return f"Campaigns | Starts | Ends | Multiplier | Bonus | Only for | Once | Active\n{row}"


@pytest.mark.parametrize(
    ("row", "orders", "members", "points"),
    [
        ("Advent | 2026-12-01 | 2026-12-07 | 2 | | | |", 3, 2, 115),
        ("Advent | 2026-12-01 | 2026-12-07 | | 10 | | |", 3, 2, 30),
        ("Advent | 2026-12-01 | 2026-12-07 | 2 | | vip | |", 2, 1, 90),
        ("Advent | 2026-12-01 | 2026-12-07 | 2 | | | yes |", 2, 2, 85),
        ("Advent | 2026-12-01 | 2026-12-07 | 2 | | | | no", 3, 2, 115),
        ("Advent | | | 2 | | | |", 4, 2, 195),
        ("Advent | 2027-03-01 | 2027-03-07 | 2 | | | |", 0, 0, 0),
    ],
)
def test_the_orders_of_a_year_ago_are_played_under_the_campaign(
    sheet: Sheet, row: str, orders: int, members: int, points: int
) -> None:
    found = preview_campaign(sheet(SHEET, campaign(row)), campaign=" advent ", now=NOW)

    assert found is not None
    assert (found.orders, found.members, found.points) == (orders, members, points)


def test_it_says_for_which_days_and_what_the_points_come_to(sheet: Sheet) -> None:
    book = sheet(SHEET, campaign("Advent | 2026-12-01 | 2026-12-07 | 2 | | | |"))

    assert preview_campaign(book, campaign="Advent", now=NOW) == CampaignPreview(
        "Advent", date(2025, 12, 1), date(2025, 12, 7), 3, 2, 115, Decimal("5.75"), "USD"
    )


def test_without_costs_nobody_can_say_what_it_costs(sheet: Sheet) -> None:
    book = sheet(SHEET, campaign("Advent | | | 2 | | | |"))

    found = preview_campaign(replace(book, rewards=()), campaign="Advent", now=NOW)

    assert found is not None
    assert found.cost is None
    assert (found.first, found.last) == (date(2025, 11, 22), date(2026, 11, 22))


def test_other_campaigns_are_left_aside(sheet: Sheet) -> None:
    other = campaign("Better | | | 5 | | | |\nAdvent | 2026-12-01 | 2026-12-07 | 2 | | | |")

    found = preview_campaign(sheet(SHEET, other), campaign="Advent", now=NOW)

    assert found is not None
    assert found.points == 115


def test_a_campaign_that_is_not_there_is_none(sheet: Sheet) -> None:
    assert preview_campaign(sheet(SHEET), campaign="Advent", now=NOW) is None


def test_a_campaign_for_products_is_played_as_far_as_orders_tell_what_these_came_to(sheet: Sheet) -> None:
    orders = """
        Orders | Email             | Amount | Placed     | Status | Lines                 | Products
        2001   | ana@example.com   | 30.00  | 2025-12-02 | paid   | Tea / 20; Mug / 10    |
        2002   | ana@example.com   | 30.00  | 2025-12-03 | paid   | Tea; Mug / 10         |
        2003   | boris@example.com | 30.00  | 2025-12-04 | paid   |                       | tea
        2004   | layla@example.com | 30.00  | 2025-12-04 | paid   |                       | tea
        2005   | ana@example.com   | 30.00  | 2025-11-04 | paid   |                       | tea
        2006   | ana@example.com   | 30.00  | 2025-12-05 | paid   | Mug / 10              |
    """
    members = "\n\n".join(SHEET.strip("\n").split("\n\n")[:1])
    tea = "Campaigns | Starts | Ends | Multiplier | Bonus | For products\nTea | 2026-12-01 | 2026-12-07 | {} | {} | tea"

    twice = preview_campaign(sheet(members, orders, tea.format(2, "")), campaign="Tea", now=NOW)
    bonus = preview_campaign(sheet(members, orders, tea.format("", 5)), campaign="Tea", now=NOW)

    assert twice is not None
    assert bonus is not None
    assert (twice.orders, twice.points, twice.untold) == (1, 20, 2)
    assert (bonus.orders, bonus.points, bonus.untold) == (3, 15, 0)
