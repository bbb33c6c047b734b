"""The tabs of offers: campaigns, tiers, plans, questions of surveys, actions; each row a value, or a problem."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import TypeVar

from loyalty.model.identifiers import fold
from loyalty.model.offers import EVERY_DAY, Campaign, Offers, OwnerAction, Per, Plan, Question, Tier
from sheets.codec.row_readers import Reader, listed, read_list
from sheets.codec.table import Problem, Row, Table
from sheets.schema.tabs import ACTIONS, CAMPAIGNS, PLANS, SURVEY, TIERS
from sheets.schema.translation import meaning

V = TypeVar("V")

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = {"": 12, "yearly": 12, "year": 12, "monthly": 1, "month": 1, "once": 0}
"""For how many months a payment is good; 0 for good."""


def read_offers(tables: Mapping[str, Table]) -> tuple[Offers, tuple[Problem, ...]]:
    """What these tabs offer, and what is wrong there; a tab that is not there offers nothing."""
    problems = list[Problem]()

    def rows(title: str, read: Callable[[Row], V], heading: str, key: Callable[[V], str]) -> tuple[V, ...]:
        if title not in tables:
            return ()
        values, found = read_list(tables[title], reader, read, heading, key)
        problems.extend(found)
        return values

    reader = Reader()
    tiers = rows(TIERS.title, _tier, "Tier", lambda one: fold(one.name))
    offers = Offers(
        campaigns=rows(CAMPAIGNS.title, partial(_campaign, reader), "Campaign", lambda one: fold(one.name)),
        tiers=tuple(sorted(tiers, key=lambda one: one.threshold)),
        plans=rows(PLANS.title, _plan, "Plan", lambda one: fold(one.name)),
        questions=rows(SURVEY.title, _question, "Question", lambda one: f"{fold(one.survey)}\n{fold(one.text)}"),
        actions=rows(ACTIONS.title, _action, "Action", lambda one: fold(one.id)),
    )
    return offers, tuple(problems)


def _campaign(reader: Reader, row: Row) -> Campaign:
    """A campaign that cannot be read is none: rather no points than wrong ones."""
    starts, ends = row.day("Starts"), row.day("Ends")
    if starts and ends and ends < starts:
        raise row.bad("Ends", "It ends before it starts.")
    multiplier, bonus = _multiplier(row), row.whole("Bonus points") or 0
    if bonus < 0:
        raise row.bad("Bonus points", "A campaign takes no points away.")
    if multiplier == 1 and not bonus:
        reader.problems.append(row.bad("Multiplier", "It gives nothing: write a Multiplier or Bonus points.").problem)
    return Campaign(
        name=row.key("Campaign"),
        starts=starts,
        ends=ends,
        multiplier=multiplier,
        bonus=bonus,
        minimum=row.amount("Minimum amount") or Decimal(0),
        weekdays=_weekdays(row),
        whom=listed(row, "Only for"),
        once=bool(row.yes_no("Once")),
        active=row.yes_no("Active") is not False,
    )


def _tier(row: Row) -> Tier:
    bonus = row.whole("Entry bonus") or 0
    if bonus < 0:
        raise row.bad("Entry bonus", "A tier takes no points away.")
    return Tier(row.key("Tier"), row.money("From"), _multiplier(row), row.text("Perks"), bonus)


def _plan(row: Row) -> Plan:
    months = MONTHS.get(row.word("Period"))
    if months is None:
        raise row.bad("Period", "Write monthly, yearly or once.")
    return Plan(
        name=row.key("Plan"),
        months=months,
        product=fold(row.text("Product")),
        fee=row.amount("Fee"),
        multiplier=_multiplier(row),
        perks=row.text("Perks"),
        active=row.yes_no("Active") is not False,
    )


def _question(row: Row) -> Question:
    points = row.whole("Points") or 0
    if points < 0:
        raise row.bad("Points", "A survey takes no points away.")
    choices = tuple(filter(None, (one.strip() for one in re.split(r"[,;\n]", row.text("Choices")))))
    active = row.yes_no("Active") is not False
    return Question(row.key("Survey"), row.key("Question"), choices, points, active)


def _action(row: Row) -> OwnerAction:
    points, limit = row.whole("Points"), row.whole("Limit")
    if points is None or points < 1:
        raise row.bad("Points", "An action brings at least one point.")
    if limit is not None and limit < 1:
        raise row.bad("Limit", "Write a whole number, 1 or more.")
    id_ = row.key("Action")
    return OwnerAction(
        id_, row.text("Name") or id_, points, limit or 1, _per(row), active=row.yes_no("Active") is not False
    )


def _per(row: Row) -> Per:
    try:
        return Per(row.word("Per") or Per.EVER)
    except ValueError:
        raise row.bad("Per", f"Write one of: {', '.join(Per)}.") from None


def _multiplier(row: Row) -> Decimal:
    """At least 1: what an offer multiplies becomes no less."""
    multiplier = row.amount("Multiplier")
    if multiplier is not None and multiplier < 1:
        raise row.bad("Multiplier", "Write 1 or more.")
    return Decimal(1) if multiplier is None else multiplier


def _weekdays(row: Row) -> frozenset[int]:
    words = listed(row, "Weekdays")
    if not words:
        return EVERY_DAY
    return frozenset(_weekday(row, meaning(word)) for word in words)


def _weekday(row: Row, word: str) -> int:
    if word[:3] not in WEEKDAYS:
        raise row.bad("Weekdays", f"Write days such as {', '.join(WEEKDAYS)}.")
    return WEEKDAYS.index(word[:3])
