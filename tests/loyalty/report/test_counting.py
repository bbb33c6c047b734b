"""All figures of one small shop, worked out by hand."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

from loyalty.book.book import Book
from loyalty.model.entry import Entry
from loyalty.outcomes.refusals import REFUSED
from loyalty.report.certainty.intervals import detectable
from loyalty.report.conclusions.whole_report import report_of
from loyalty.report.counted_figures import figures_of
from loyalty.report.counting import counting_of
from loyalty.report.figures import SEVERAL, Figures
from loyalty.report.hold_out_results import Group, HoldOut
from loyalty.report.periods import calendar_year
from tests.loyalty.report.made_up_books import Books
from tests.loyalty.report.made_up_shop import YEAR as MADE_UP_YEAR
from tests.loyalty.report.made_up_shop import MadeUpShop

Sheet = Callable[..., Book]
YEAR = calendar_year(2026)
TODAY = date(2027, 1, 1)
SHOP = """
    Settings  | Value
    Time zone | Europe/Berlin

    Members | Email             | Joined              | Points
    ANA     | ana@example.com   | 2025-06-01 10:00:00 | 145
    BORIS   | boris@example.com | 2026-02-01 10:00:00 | 150

    Orders | Email             | Amount | Placed     | Status          | Refunded | Codes
    1      | ana@example.com   | 100    | 2025-05-20 | paid            |          |
    2      | ana@example.com   | 50     | 2024-06-01 | paid            |          |
    3      | layla@example.com | 50     | 2024-05-31 | paid            |          |
    4      | layla@example.com | 20     | 2025-05-31 | paid            |          |
    10     | ana@example.com   | 120    | 2026-01-10 | paid            |          |
    11     | ana@example.com   | 60     | 2026-03-10 | partly refunded | 20       | tote1
    12     | boris@example.com | 100    | 2026-02-01 | paid            |          |
    13     | boris@example.com | 0      | 2026-12-31 | paid            |          | tote2
    14     | layla@example.com | 40     | 2026-07-01 | paid            |          |
    15     | layla@example.com | 70     | 2026-07-02 | cancelled       |          |
    16     |                   | 300    | 2026-08-01 | paid            |          |

    Rewards | Name | Points | Your cost
    tote    | Tote | 200    | 6.50

    Coupons | Reward | Status | Member | Issued              | Expires
    TOTE1   | tote   | used   | ANA    | 2026-02-20 10:00:00 | 2026-03-22
    TOTE2   | tote   | issued | BORIS  | 2026-12-20 10:00:00 | 2027-01-19

    Ledger              | Member | Entry      | Points | For  | Cause
    2025-06-01 10:00:00 | ANA    | sign-up    | 50     |      | join:ANA
    2025-06-01 10:05:00 | ANA    | claim      | 100    | 1    | order:1
    2026-01-10 10:00:00 | ANA    | claim      | 120    | 10   | order:10
    2026-02-20 10:00:00 | ANA    | redemption | -200   | tote | coupon:TOTE1
    2026-03-10 10:00:00 | ANA    | claim      | 60     | 11   | order:11
    2026-03-12 10:00:00 | ANA    | refund     | -20    | 11   | refund-of:0:20/60:11
    2026-03-10 10:01:00 | ANA    | use        | 0      | 11   | used:tote1
    2026-05-01 10:00:00 | ANA    | adjustment | 35     |      |
    2026-02-01 10:00:00 | BORIS  | sign-up    | 50     |      | join:BORIS
    2026-02-01 10:00:00 | BORIS  | claim      | 100    | 12   | order:12
    2026-12-20 10:00:00 | BORIS  | redemption | -200   | tote | coupon:TOTE2
    2026-12-31 22:59:59 | BORIS  | adjustment | 210    |      |
    2026-12-31 23:00:00 | BORIS  | expiry     | -10    |      | expiry:x
"""


def figures(book: Book, closed: tuple[Entry, ...] = ()) -> Figures:
    return figures_of(counting_of(book, YEAR, today=TODAY, closed=closed))


def test_members_orders_and_money_of_the_year(sheet: Sheet) -> None:
    found = figures(sheet(SHOP))

    assert (found.members, found.members_joined_year, found.members_active_year) == (2, 1, 2)
    # Six orders: 120, 40 of 60, 100, 0, 40, and the 300 of nobody.
    assert (found.customers_year, found.orders_year, found.net_year) == (3, 6, Decimal(600))
    assert (found.net_members_year, found.aov, found.median_order) == (Decimal(260), Decimal(100), Decimal(70))
    assert (found.membership_rate, found.order_earning) == (2 / 3, 3 / 6)
    assert (found.aov_low, found.aov_high) == (None, None)


def test_points_in_and_out_give_what_stands_in_members(sheet: Sheet) -> None:
    found = figures(sheet(SHOP))

    # 50 + 100 + 120 + 60 + 50 + 100 came, of them 330 in the year; 400 were spent, 20 taken back, 10 expired.
    assert (found.points_issued, found.points_spent, found.points_expired) == (480, 400, 10)
    assert (found.points_taken_back, found.points_given_back, found.points_adjusted) == (20, 0, 245)
    assert (found.points_outstanding, found.points_of_members, found.books_agree) == (295, 295, True)
    assert (found.points_issued_year, found.points_spent_year) == (330, 400)
    assert (found.redemption_rate_year, found.breakage_certain) == (400 / 330, 10 / 480)
    # Of the 150 of June 2025, 12 to 24 months old at the end of 2026, all are spent.
    assert (found.redemption_rate_vintage, found.expected_redemption) == (1.0, None)


def test_a_number_that_was_typed_over_points_and_is_not_booked_yet_shows(sheet: Sheet) -> None:
    found = figures(sheet(SHOP.replace("| 145", "| 146")))

    assert (found.points_outstanding, found.points_of_members, found.books_agree) == (295, 296, False)


def test_rewards_cost_what_the_owner_has_written(sheet: Sheet) -> None:
    found = figures(sheet(SHOP))

    # Two totes at 6.50 for 400 points; 295 points are out.
    assert (found.cost_per_point, found.cost_coverage) == (Decimal("0.0325"), 1.0)
    assert (found.liability_low, found.liability_high) == (None, Decimal("9.5875"))
    # Both were carried by an order of the year: 13 of the members' 260. In one of the two 40 was paid besides.
    assert (found.effective_rebate, found.attach_net, found.attach_share) == (0.05, Decimal(40), 0.5)
    # Only the first is past its last day.
    assert found.reward_usage == 1.0
    # 264 days for Ana, 322 for Boris.
    assert found.median_days_to_first_reward == 293.0


def test_customers_who_order_again_before_and_after(sheet: Sheet) -> None:
    found = figures(sheet(SHOP))

    # Before is from 1 June 2024 to 31 May 2025: Ana with 50 and 100, Layla with 20.
    assert (found.repeat_customers_before, found.repeat_customers_before_n) == (0.5, 2)
    assert found.repeat_revenue_before == 150 / 170
    assert (found.repeat_customers_after, found.repeat_customers_after_n) == (2 / 3, 3)
    assert found.repeat_revenue_after == 260 / 300
    assert found.repeat_customers_change == 2 / 3 - 1 / 2
    assert (found.repeat_customers_change_low, found.repeat_customers_change_high) == (None, None)


def test_the_best_customers(sheet: Sheet) -> None:
    cheap = SHOP.replace("| 300    |", "| 0      |")  # then an average order is 50

    found = figures(sheet(cheap))

    # Above 100 in all: Ana with 160; by a mean order above 100 nobody.
    assert (found.best_customers_by_sum_share, found.best_customers_by_sum_net_share) == (1 / 3, 160 / 300)
    assert (found.best_customers_by_mean_share, found.best_customers_by_mean_net_share) == (0.0, 0.0)


def test_an_empty_sheet_knows_nothing_and_says_so(sheet: Sheet) -> None:
    found = figures(sheet("Members | Email")).flat()

    unknown = {name for name, figure in found.items() if figure is None}
    nothing = {name for name, figure in found.items() if figure == 0}
    assert (found["books_agree"], found["net_year"]) == (True, Decimal(0))
    assert unknown | nothing | {"books_agree", "effective_rebate"} == set(found)
    assert {"aov", "redemption_rate_year", "repeat_customers_before", "holdout_detectable"} <= unknown


def test_the_flat_names_are_those_of_the_fields_and_of_each_email_with_a_hold_out(sheet: Sheet) -> None:
    shown = HoldOut("Double  week", Group([(1, 1)] * 30), Group([(1, 0)] * 30))

    found = replace(figures(sheet(SHOP)), hold_outs=(shown,)).flat()

    own = [field.name for field in fields(Figures) if field.name not in SEVERAL]
    refused = [f"refused_{code}_year" for code in REFUSED]
    of_hold_out = {name: figure for name, figure in found.items() if name not in (*own, *refused)}
    assert list(found)[: len(own)] == own
    assert list(found)[-len(refused) :] == refused
    assert of_hold_out.keys() == {
        f"holdout_double_week_{name}"
        for name in (
            *("treated_n", "treated_rate", "held_n", "held_rate"),
            *("difference", "difference_low", "difference_high"),
        )
    }
    assert of_hold_out["holdout_double_week_difference"] == 1.0
    assert replace(shown, held=Group([])).interval is None
    few = replace(figures(sheet(SHOP)), hold_outs=(HoldOut("reminder", Group([]), Group([])),)).flat()
    assert few["holdout_reminder_difference_low"] is None


def test_a_campaign_that_is_called_as_an_email_is_hides_none_of_its_figures(sheet: Sheet) -> None:
    email = HoldOut("reminder", Group([(1, 1)] * 30), Group([(1, 0)] * 30))
    names = ("Reminder", "REMINDER", "Reminder 2")
    campaigns = (HoldOut(name, Group([(1, 0)]), Group([(1, 1)]), campaign=True) for name in names)

    found = replace(figures(sheet(SHOP)), hold_outs=(email, *campaigns)).flat()

    assert (found["holdout_reminder_treated_n"], found["holdout_reminder_difference"]) == (30, 1.0)
    assert (found["holdout_reminder_2_treated_n"], found["holdout_reminder_2_difference"]) == (1, -1.0)
    assert found["holdout_reminder_3_treated_n"] == 1
    assert found["holdout_reminder_2_2_treated_n"] == 1


def test_a_sort_of_any_tab_changes_no_figure() -> None:
    books = Books(MadeUpShop(7, customers=120))
    report = report_of(books.book(), MADE_UP_YEAR, today=MADE_UP_YEAR.last + timedelta(days=1))
    books.orders = dict(reversed([*books.orders.items()]))
    books.entries.reverse()
    books.shop.joined = dict(reversed([*books.shop.joined.items()]))

    sorted_anew = report_of(books.book(), MADE_UP_YEAR, today=MADE_UP_YEAR.last + timedelta(days=1))

    assert report.figures.aov_low is not None
    assert sorted_anew.figures.flat() == report.figures.flat()
    assert (sorted_anew.cautions, sorted_anew.suggestions) == (report.cautions, report.suggestions)


def test_whoever_is_short_of_points_owes_the_shop_no_money(sheet: Sheet) -> None:
    found = figures(sheet(SHOP.replace("| 210    |", "| -500   |").replace("| 150\n", "| -560\n")))

    assert (found.points_outstanding, found.books_agree) == (-415, True)
    assert (found.liability_high, found.cost_per_point) == (Decimal(0), Decimal("0.0325"))


def test_a_period_before_the_program_is_no_time_after_it(sheet: Sheet) -> None:
    book = sheet(SHOP)

    found = figures_of(counting_of(book, calendar_year(2024), today=TODAY))

    # Of the customers of 2024 and of those of the year up to May 2025 each share stands, and no difference.
    assert (found.repeat_customers_after, found.repeat_customers_before) == (0.0, 0.5)
    assert (found.repeat_customers_change, found.repeat_customers_change_low) == (None, None)
    assert figures_of(counting_of(book, calendar_year(2025), today=TODAY)).repeat_customers_change == -0.5


def test_days_that_are_still_to_come_make_no_hold_out_seem_to_show_more(sheet: Sheet) -> None:
    crowd = "\n".join(["Members | Email", *(f"M{n} | m{n}@example.com" for n in range(1_000))])
    orders = "\n".join(
        ["Orders | Email | Amount | Placed", *(f"{n} | m{n}@example.com | 9 | 2026-01-20" for n in range(500))]
    )
    book = sheet(crowd, orders)

    def shows(today: date) -> float | None:
        return figures_of(counting_of(book, YEAR, today=today)).holdout_detectable

    # Half of them ordered within the first 28 days of the year. On its tenth day nobody can have, so it is 30 %.
    assert shows(date(2026, 1, 29)) == detectable(0.5, 900, 100)
    assert shows(date(2026, 1, 11)) == detectable(0.3, 900, 100)
    assert shows(TODAY) == detectable(0.5 / 13, 900, 100)


def test_whoever_is_or_was_a_member_stands_beside_none_as_their_partner(sheet: Sheet) -> None:
    people = """
        Members | Email             | Joined
        ANA     | ana@example.com   | 2026-03-05 10:00:00
        BORIS   | boris@example.com |
    """
    bought = """
        Orders | Email             | Amount | Placed
        1      | ana@example.com   | 60     | 2026-03-05
        2      | boris@example.com | 60     | 2026-03-06
        3      | vera@example.com  | 60     | 2026-03-06
    """
    left = "Ledger | Member | Entry | Points | For | Cause\n2026-03-06 10:00:00 | VERA | claim | 60 | 3 | order:3"
    layla = "Orders | Email | Amount | Placed\n4 | layla@example.com | 10 | 2026-03-07"

    assert counting_of(sheet(people, bought, left), YEAR, today=TODAY).compared.pairs == []
    [pair] = counting_of(sheet(people, bought, left, layla), YEAR, today=TODAY).compared.pairs
    assert (pair.member, pair.partner) == ("ANA", "layla@example.com")


def test_the_interval_of_the_average_order_is_of_the_same_orders_as_the_average(sheet: Sheet) -> None:
    known = [f"{n} | c{n}@example.com | {50 + n % 3} | 2026-05-01" for n in range(30)]
    nobodys = [f"till-{n} | | {200 + n % 3} | 2026-05-01" for n in range(30)]

    found = figures(sheet("\n".join(["Orders | Email | Amount | Placed", *known, *nobodys])))

    assert (found.aov, found.customers_year) == (Decimal(126), 30)
    assert found.aov_low is not None
    assert found.aov_high is not None
    assert 100 < found.aov_low < 126 < found.aov_high < 150
