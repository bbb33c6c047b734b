"""The tables of a report: which figures stand in which, and what the owner reads beside each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets.codec.owner_sentences import Sentence
from sheets.schema.reports.report_page import Kind


@dataclass(frozen=True, slots=True)
class Line:
    """A figure by its name in the report; its interval is known by the endings ``_low`` and ``_high``.

    ``of`` is the name of how many stand behind it.
    """

    name: str
    label: Sentence
    kind: Kind = Kind.COUNT
    of: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its heading."""

    title: Sentence
    lines: Sequence[Line]


REPEAT_BEFORE = Line(
    "repeat_customers_before",
    Sentence("Customers who ordered at least twice, year before the program"),
    Kind.SHARE,
    "repeat_customers_before_n",
)
REPEAT_AFTER = Line(
    "repeat_customers_after",
    Sentence("Customers who ordered at least twice, this year"),
    Kind.SHARE,
    "repeat_customers_after_n",
)
WHO_ORDERS_AGAIN = Section(
    Sentence("Who orders again"),
    (
        REPEAT_BEFORE,
        REPEAT_AFTER,
        Line("repeat_customers_change", Sentence("Difference of the two"), Kind.SHARE),
        Line("repeat_revenue_before", Sentence("Their share of what was paid, year before the program"), Kind.SHARE),
        Line("repeat_revenue_after", Sentence("Their share of what was paid, this year"), Kind.SHARE),
    ),
)
MEMBERS_COUNTED = Line("members", Sentence("Members"))
NET = Line("net_year", Sentence("Paid in the year, less refunds"), Kind.MONEY)
OUTSTANDING = Line("points_outstanding", Sentence("Points not spent yet"))
POINTS = Section(
    Sentence("Points since the program began"),
    (
        Line("points_issued", Sentence("Points issued")),
        Line("points_spent", Sentence("Points spent")),
        Line("points_expired", Sentence("Points expired")),
        Line("points_taken_back", Sentence("Points taken back after refunds")),
        Line("points_given_back", Sentence("Points given back for coupons")),
        Line("points_adjusted", Sentence("Points adjusted")),
        OUTSTANDING,
    ),
)
SECTIONS = (
    Section(
        Sentence("Members and orders"),
        (
            MEMBERS_COUNTED,
            Line("members_joined_year", Sentence("Joined in the year")),
            Line("members_active_year", Sentence("Claimed an order in the year")),
            Line("customers_year", Sentence("Customers of the year")),
            Line("membership_rate", Sentence("Of them members"), Kind.SHARE),
            Line("orders_year", Sentence("Orders of the year")),
            Line("order_earning", Sentence("Of them claimed"), Kind.SHARE),
            NET,
            Line("net_members_year", Sentence("Paid by members"), Kind.MONEY),
            Line("aov", Sentence("Average order"), Kind.MONEY),
            Line("median_order", Sentence("Half of the orders came to less than"), Kind.MONEY),
        ),
    ),
    WHO_ORDERS_AGAIN,
    POINTS,
    Section(
        Sentence("Points and rewards"),
        (
            Line("points_of_members", Sentence("Points in Members")),
            Line("books_agree", Sentence("They are those of the Ledger"), Kind.TEXT),
            Line("points_issued_year", Sentence("Points issued in the year")),
            Line("points_spent_year", Sentence("Points spent in the year")),
            Line("redemption_rate_year", Sentence("Spent by issued, of the year"), Kind.SHARE),
            Line("redemption_rate_vintage", Sentence("Spent of points that are 12 to 24 months old"), Kind.SHARE),
            Line("breakage_certain", Sentence("Expired of all issued"), Kind.SHARE),
            Line("expected_redemption", Sentence("Will be spent in the end, by what was so far"), Kind.SHARE),
            Line("median_days_to_first_reward", Sentence("Days from joining to the first reward"), Kind.DAYS),
            Line("reward_usage", Sentence("Coupons used, of those past their last day"), Kind.SHARE),
            Line("attach_net", Sentence("Paid in orders with a coupon"), Kind.MONEY),
            Line("attach_share", Sentence("Of them with something beside the reward"), Kind.SHARE),
        ),
    ),
    Section(
        Sentence("What it costs"),
        (
            Line("cost_per_point", Sentence("Cost of a point that is spent"), Kind.SMALL_MONEY),
            Line("cost_coverage", Sentence("Points spent on rewards whose cost is known"), Kind.SHARE),
            Line(
                "liability_low",
                Sentence("Points not spent yet would cost, if as many are spent as expected"),
                Kind.MONEY,
            ),
            Line("liability_high", Sentence("Points not spent yet would cost, if all are spent"), Kind.MONEY),
            Line("effective_rebate", Sentence("Cost of coupons used, by what members paid"), Kind.SHARE),
        ),
    ),
    Section(
        Sentence("Best customers"),
        (
            Line(
                "best_customers_by_mean_share",
                Sentence("Customers whose average order is over twice the average"),
                Kind.SHARE,
            ),
            Line("best_customers_by_mean_net_share", Sentence("What they paid, of all that was paid"), Kind.SHARE),
            Line(
                "best_customers_by_sum_share",
                Sentence("Customers who paid over two average orders in the year"),
                Kind.SHARE,
            ),
            Line("best_customers_by_sum_net_share", Sentence("What these paid, of all that was paid"), Kind.SHARE),
        ),
    ),
    Section(
        Sentence("Members beside customers like them"),
        (
            Line(
                "difference_in_differences",
                Sentence("What a member paid more after joining than before, less the same of their partner"),
                Kind.MONEY,
                "partners_found",
            ),
            Line("holdout_detectable", Sentence("A hold-out shows differences from here on"), Kind.SHARE),
        ),
    ),
)
REFUSED_TITLE = Sentence("Refused in the chat, at least so often")
REFUSALS: Mapping[str, Sentence] = {
    "not_paid": Sentence("An order that is not paid, or was cancelled or refunded"),
    "order_too_old": Sentence("An order that is older than Claim within days"),
    "order_too_small": Sentence("An order below Minimum order"),
    "order_too_large": Sentence("An order of more points than can be booked"),
    "day_is_full": Sentence("An order on a day that had its most points already"),
    "not_approved": Sentence("An order to which you have said no in Review"),
    "unknown_order": Sentence("An order number that is not in Orders"),
    "waiting_full": Sentence("An order number when five others were waiting"),
    "too_many_tries": Sentence("Too many wrong numbers or codes within an hour"),
    "points_short": Sentence("A reward they did not have enough points for"),
    "out_of_stock": Sentence("A reward that was out of stock"),
    "not_for_her": Sentence("A reward that is for others only"),
    "taken_before": Sentence("A reward that can be taken only once"),
    "unknown_reward": Sentence("A reward that does not exist, or no longer does"),
    "coupon_refused": Sentence("A reward whose code the shop would not make"),
}
SCORES = (MEMBERS_COUNTED, NET, OUTSTANDING)
