"""The figures of a report from what was counted: each is one line."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from statistics import median

from loyalty.book.book import Book
from loyalty.outcomes.refusals import REFUSED
from loyalty.report.certainty.intervals import Interval, difference
from loyalty.report.counting import Counting
from loyalty.report.figures import Figures
from loyalty.report.periods import Period
from loyalty.report.repeat_orders import fraction
from loyalty.report.reward_use import median_days_to_first_reward


def figures_of(counting: Counting) -> Figures:
    """All figures of the period that was counted."""
    expected, cost, used, ended = counting.expected_redemption, counting.cost, counting.carried, counting.coupon_use
    before, after, sums, of_year = (
        counting.repeat_before,
        counting.repeat_after,
        counting.points,
        counting.points_of_period,
    )
    # A period that was over when the program began is no time after it.
    began = counting.first_join is not None and counting.first_join <= counting.period.last
    change, change_interval = difference(after.customers, before.customers) if began else (None, None)
    orders, by_mean, by_sum, average = (
        len(counting.nets),
        counting.best_by_mean,
        counting.best_by_sum,
        counting.average,
    )
    apart = counting.compared.interval
    # Who is short of points owes the shop no money.
    liability = None if cost.each is None else cost.each * max(sums.outstanding, 0)
    return Figures(
        members=len(counting.book.members),
        members_joined_year=sum(map(counting.period.has, counting.joined.values())),
        members_active_year=counting.active,
        customers_year=len(counting.bought),
        orders_year=orders,
        net_year=counting.net,
        net_members_year=counting.net_members,
        aov=money(average),
        aov_low=money(_low(counting.average_interval)),
        aov_high=money(_high(counting.average_interval)),
        median_order=median(counting.nets) if orders else None,
        points_issued=sums.issued,
        points_spent=sums.spent,
        points_expired=sums.expired,
        points_taken_back=sums.taken_back,
        points_given_back=sums.given_back,
        points_adjusted=sums.adjusted,
        points_outstanding=sums.outstanding,
        points_of_members=counting.points_shown,
        books_agree=counting.points_shown == sums.outstanding,
        points_issued_year=of_year.issued,
        points_spent_year=of_year.spent,
        redemption_rate_year=fraction(of_year.spent, of_year.issued),
        redemption_rate_vintage=fraction(counting.vintages.old_spent, counting.vintages.old_issued),
        breakage_certain=fraction(sums.expired, sums.issued),
        expected_redemption=expected,
        cost_per_point=money(cost.each),
        cost_coverage=fraction(cost.points, cost.all_points),
        liability_low=None if liability is None or expected is None else money(liability * Fraction(expected)),
        liability_high=money(liability),
        effective_rebate=None if used.cost is None else fraction(used.cost, counting.net_members),
        reward_usage=fraction(ended.used, ended.ended),
        attach_net=used.net,
        attach_share=fraction(used.with_more, used.orders),
        order_earning=fraction(counting.earning, orders),
        membership_rate=fraction(
            sum(key in counting.book.members for key in counting.bought.customers), len(counting.bought)
        ),
        median_days_to_first_reward=median_days_to_first_reward(counting.book, counting.ledgers),
        repeat_customers_before=before.customers.value,
        repeat_customers_before_low=_low(before.customers.interval),
        repeat_customers_before_high=_high(before.customers.interval),
        repeat_customers_before_n=before.customers.of,
        repeat_customers_after=after.customers.value,
        repeat_customers_after_low=_low(after.customers.interval),
        repeat_customers_after_high=_high(after.customers.interval),
        repeat_customers_after_n=after.customers.of,
        repeat_customers_change=change,
        repeat_customers_change_low=_low(change_interval),
        repeat_customers_change_high=_high(change_interval),
        repeat_revenue_before=before.revenue,
        repeat_revenue_before_low=_low(before.revenue_interval),
        repeat_revenue_before_high=_high(before.revenue_interval),
        repeat_revenue_after=after.revenue,
        repeat_revenue_after_low=_low(after.revenue_interval),
        repeat_revenue_after_high=_high(after.revenue_interval),
        best_customers_by_mean_share=by_mean.customers,
        best_customers_by_mean_net_share=by_mean.net,
        best_customers_by_sum_share=by_sum.customers,
        best_customers_by_sum_net_share=by_sum.net,
        difference_in_differences=counting.compared.difference,
        difference_in_differences_low=money(_low(apart)),
        difference_in_differences_high=money(_high(apart)),
        partners_found=len(counting.compared.pairs),
        holdout_detectable=counting.detectable,
        hold_outs=counting.hold_outs,
        refusals=refused(counting.book, counting.period),
    )


def refused(book: Book, period: Period) -> Mapping[str, int]:
    """How often the chat has refused something in the months of the period, at least: 0 for what it never did."""
    first, last = f"{period.first:%Y-%m}", f"{period.last:%Y-%m}"
    months = [counts for month, counts in book.refusals.items() if first <= month <= last]
    return {code: sum(counts.get(code, 0) for counts in months) for code in REFUSED}


def money(amount: Fraction | float | None) -> Decimal | None:
    """The amount with all digits that it has, or 28 of them."""
    if isinstance(amount, Fraction):
        return Decimal(amount.numerator) / Decimal(amount.denominator)
    return None if amount is None else Decimal(repr(amount))


def _low(interval: Interval | None) -> float | None:
    return interval.low if interval else None


def _high(interval: Interval | None) -> float | None:
    return interval.high if interval else None
