"""Refusals in a report: those of the months of its period, and which answers are refusals at all."""

from datetime import date
from typing import get_args

from loyalty.book.book import Book
from loyalty.outcomes.claiming import ClaimOutcome
from loyalty.outcomes.redeeming import RedeemOutcome
from loyalty.outcomes.refusals import REFUSED
from loyalty.report.counted_figures import refused
from loyalty.report.periods import calendar_year, year_before

GO_ON = {"already_claimed", "confirm_email", "not_member", "code_sent", "code_wrong", "noted", "in_review", "blocked"}
"""What is no refusal of a claim or a reward: it stands already, waits, asks, or is about the person."""


def test_the_months_of_the_period_count_the_one_that_it_ends_in_as_well() -> None:
    book = Book.of(
        refusals={
            "2025-11": {"not_paid": 100},
            "2025-12": {"not_paid": 20},
            "2026-12": {"not_paid": 3, "out_of_stock": 1},
            "2027-01": {"not_paid": 4_000},
        }
    )

    of_year, of_days = refused(book, calendar_year(2026)), refused(book, year_before(date(2026, 12, 15)))

    assert (of_year["not_paid"], of_year["out_of_stock"], of_year["points_short"]) == (3, 1, 0)
    assert of_days["not_paid"] == 23


def test_every_no_to_a_claim_or_a_reward_is_a_refusal_or_goes_on() -> None:
    outcomes = {*get_args(ClaimOutcome), *get_args(RedeemOutcome)}
    no = {outcome.answer_code for outcome in outcomes if outcome.answer_status == "no"}

    assert no - GO_ON == set(REFUSED) - {"too_many_tries"}
    assert not GO_ON & set(REFUSED)
