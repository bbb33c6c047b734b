"""The tabs of offers: campaigns, tiers, plans, questions, actions, segments, texts; each row a value, or a problem."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from loyalty.book.doubled_rows import Offered, offer_gives
from loyalty.model.bought.order_lines import fold_product
from loyalty.model.bought.product_rules import ProductRules
from loyalty.model.entry import MOST_POINTS
from loyalty.model.identifiers import fold
from loyalty.model.offers import EVERY_DAY, Campaign, Offers, OwnerAction, Per, Plan, Question, Tier
from sheets.codec.column import (
    DAY,
    FACTOR,
    IDENTIFIER,
    LIST,
    MONEY,
    NAME,
    SHORT_NAME,
    TEXT,
    WHOLE,
    WORD,
    YES_NO,
    YES_OR_NO,
    AnyColumn,
    Column,
    Decides,
    Tab,
)
from sheets.codec.owner_sentences import AT_LEAST_ONE, BELOW_ZERO, ENDS_FIRST, ONE_OF, Sentence, Words
from sheets.codec.table import BadCell, Problem, Reader, Row, Table, read_list
from sheets.codec.translation import meaning
from sheets.schema.offers.products_tab import PRODUCTS, product_rule
from sheets.schema.offers.segments_tab import SEGMENTS, segment
from sheets.schema.offers.texts_tab import TEXTS, read_texts

V = TypeVar("V", bound=Offered)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERIODS = ("monthly", "yearly", "once")
MONTHS = {"": 12, "yearly": 12, "year": 12, "monthly": 1, "month": 1, "once": 0}
"""For how many months a payment is good; 0 for ever."""

TOO_MUCH_TOGETHER = Sentence("The questions of one survey bring more than %(most)s points together. Write less here.")
GIVES_NOTHING = Sentence("This campaign gives nothing. Write a %(multiplier)s above 1, or %(bonus)s.").of(
    multiplier=Words(("Multiplier",)), bonus=Words(("Bonus points",))
)


class Campaigns(Tab):
    """A row is a campaign."""

    title = "Campaigns"
    what = "More points for a while. Of several that fit an order the one that gives most counts."
    optional = True

    campaign = Column("Campaign", SHORT_NAME, "Its name; the chat says it.", key=True, decides=Decides.IDENTITY)
    starts = Column(
        "Starts", DAY, "Its first day, by when the order was placed; empty is at once.", decides=Decides.MONEY
    )
    ends = Column("Ends", DAY, "Its last day; empty is until you switch it off.", decides=Decides.MONEY)
    multiplier = Column(
        "Multiplier", MONEY, "Such as 2 for twice what an order gives by itself.", decides=Decides.MONEY
    )
    bonus_points = Column("Bonus points", WHOLE, "This many points more for an order.", decides=Decides.MONEY)
    minimum_amount = Column("Minimum amount", MONEY, "Only for orders of that much.", decides=Decides.MONEY)
    weekdays = Column("Weekdays", LIST, "Only on these, such as sat, sun; empty is every day.", decides=Decides.MONEY)
    only_for = Column(
        "Only for",
        LIST,
        "Only for these tiers, plans or segments, with commas between. Empty: everybody.",
        decides=Decides.MONEY,
    )
    once = Column(
        "Once", YES_NO, "yes: only for the first order of each member that it fits.", ticked=True, decides=Decides.MONEY
    )
    active = Column("Active", YES_NO, "no switches it off; empty is yes.", decides=Decides.MONEY, words=YES_OR_NO)
    products = Column(
        "Products",
        LIST,
        "Only for orders with one of these, by name, SKU or category, with commas between; * stands for any "
        "characters. The Multiplier acts on what these give alone, as far as Product lines in Orders tell "
        "their amounts.",
        decides=Decides.MONEY,
    )
    hold_out = Column(
        "Hold out",
        YES_NO,
        "no: everybody gets it, whatever Hold out in Settings says. Write no for a campaign that you announce to "
        "everybody. Empty is yes.",
        decides=Decides.MONEY,
        words=YES_OR_NO,
    )


class Tiers(Tab):
    """A row is a tier."""

    title = "Tiers"
    what = "Levels that members rise to. The setting Tier by says what From counts."
    optional = True

    tier = Column("Tier", SHORT_NAME, "Its name, such as Gold.", key=True, decides=Decides.IDENTITY)
    threshold = Column(
        "From", MONEY, "From how many points, how much money or how many orders on.", key=True, decides=Decides.MONEY
    )
    multiplier = Column(
        "Multiplier", MONEY, "Such as 1.25, for a quarter more points on orders. Empty: 1.", decides=Decides.MONEY
    )
    perks = Column("Perks", TEXT, "What else it brings, in words for the customer.", width=260, wrapped=True)
    entry_bonus = Column("Entry bonus", WHOLE, "Points for reaching it; empty is none.", decides=Decides.MONEY)


class Plans(Tab):
    """A row is a paid membership that can be bought."""

    title = "Plans"
    what = "Paid memberships."
    optional = True

    plan = Column("Plan", SHORT_NAME, "Its name.", key=True, decides=Decides.IDENTITY)
    fee = Column("Fee", MONEY, "What it costs; the chat says it.")
    period = Column(
        "Period",
        WORD,
        "monthly, yearly or once: how long a payment is good for. Empty is yearly.",
        decides=Decides.MONEY,
        words=("monthly", "yearly", "once"),
    )
    product = Column(
        "Product",
        SHORT_NAME,
        "What your shop sells it as: an order with it in Products starts or prolongs it.",
        decides=Decides.IDENTITY,
    )
    multiplier = Column(
        "Multiplier", MONEY, "Such as 2, for twice the points on orders. Empty: 1.", decides=Decides.MONEY
    )
    perks = Column("Perks", TEXT, "What else it brings, in words for the customer.", width=260, wrapped=True)
    active = Column(
        "Active", YES_NO, "no: nobody can begin it any more; empty is yes.", decides=Decides.MONEY, words=YES_OR_NO
    )


class Survey(Tab):
    """A row is a question of a survey."""

    title = "Survey"
    what = "Questions that the chat asks, in this order."
    optional = True

    survey = Column("Survey", SHORT_NAME, "The survey's name.", key=True, decides=Decides.IDENTITY)
    question = Column(
        "Question",
        NAME,
        "The question, as the customer reads it.",
        key=True,
        decides=Decides.IDENTITY,
        width=320,
        wrapped=True,
    )
    choices = Column("Choices", TEXT, "The answers to choose from, with commas between. Empty: any text.", width=240)
    points = Column(
        "Points",
        WHOLE,
        "Points for the whole survey, when all of it is answered; on any of its rows.",
        decides=Decides.MONEY,
    )
    active = Column(
        "Active", YES_NO, "no switches the question off; empty is yes.", decides=Decides.MONEY, words=YES_OR_NO
    )


class Actions(Tab):
    """A row is an action of the owner's own that brings points."""

    title = "Actions"
    what = "Things of your own that bring points, such as a review; a flow in ManyChat books them."
    optional = True

    action = Column(
        "Action", IDENTIFIER, "A short name for the flow, such as review.", key=True, decides=Decides.IDENTITY
    )
    name = Column("Name", SHORT_NAME, "What customers read.", width=180)
    points = Column("Points", WHOLE, "What it brings.", key=True, decides=Decides.MONEY)
    limit = Column(
        "Limit", WHOLE, "How often a member can have it in the time of Per; empty is once.", decides=Decides.MONEY
    )
    per = Column("Per", WORD, "day, week, month, year or ever. Empty is ever.", decides=Decides.MONEY, words=tuple(Per))
    active = Column("Active", YES_NO, "no switches it off; empty is yes.", decides=Decides.MONEY, words=YES_OR_NO)


CAMPAIGNS, TIERS, PLANS, SURVEY, ACTIONS = Campaigns(), Tiers(), Plans(), Survey(), Actions()
OFFERS: tuple[Tab, ...] = (CAMPAIGNS, TIERS, PLANS, PRODUCTS, SURVEY, ACTIONS, SEGMENTS, TEXTS)


def read_offers(tables: Mapping[str, Table]) -> tuple[Offers, tuple[Problem, ...]]:
    """What these tabs offer, and what is wrong there; a tab that is not there offers nothing."""
    problems = list[Problem]()

    def rows(tab: Tab, read: Callable[[Row], V], column: AnyColumn, key: Callable[[V], str]) -> tuple[V, ...]:
        if tab.title not in tables:
            return ()
        values, found = read_list(tables[tab.title], reader, read, column, key, offer_gives)
        problems.extend(found)
        return values

    reader = Reader()
    broken = set[str]()
    questions = rows(SURVEY, _questions(broken), SURVEY.question, _question_key)
    tiers = rows(TIERS, _tier, TIERS.tier, lambda tier: fold(tier.name))
    offers = Offers(
        campaigns=rows(
            CAMPAIGNS, lambda row: _campaign(reader, row), CAMPAIGNS.campaign, lambda offer: fold(offer.name)
        ),
        # Of tiers with one threshold the last is reached: the one that gives less.
        tiers=tuple(sorted(sorted(tiers, key=offer_gives, reverse=True), key=lambda tier: tier.threshold)),
        plans=rows(PLANS, _plan, PLANS.plan, lambda plan: fold(plan.name)),
        products=ProductRules(rows(PRODUCTS, product_rule, PRODUCTS.product, lambda rule: fold_product(rule.product))),
        # Whoever answered the others meanwhile would have had all of the survey, for less than it brings.
        questions=tuple(question for question in questions if fold(question.survey) not in broken),
        actions=rows(ACTIONS, _action, ACTIONS.action, lambda action: fold(action.id)),
        segments=rows(SEGMENTS, segment, SEGMENTS.segment, lambda one: fold(one.name)),
    )
    if TEXTS.title in tables:
        texts, found = read_texts(tables[TEXTS.title], reader)
        offers = replace(offers, texts=texts)
        problems += found
    return offers, tuple(problems)


def _campaign(reader: Reader, row: Row) -> Campaign:
    """A campaign that cannot be read is none: rather no points than wrong ones."""
    starts, ends = row.read(CAMPAIGNS.starts), row.read(CAMPAIGNS.ends)
    if starts and ends and ends < starts:
        raise row.bad(CAMPAIGNS.ends, ENDS_FIRST)
    multiplier, bonus = _multiplier(row, CAMPAIGNS.multiplier), row.read(CAMPAIGNS.bonus_points) or 0
    if bonus < 0:
        raise row.bad(CAMPAIGNS.bonus_points, BELOW_ZERO)
    if multiplier == 1 and not bonus:
        reader.problems.append(row.bad(CAMPAIGNS.multiplier, GIVES_NOTHING).problem)
    return Campaign(
        name=row.required(CAMPAIGNS.campaign),
        starts=starts,
        ends=ends,
        multiplier=multiplier,
        bonus=bonus,
        minimum=row.read(CAMPAIGNS.minimum_amount) or Decimal(0),
        weekdays=_weekdays(row),
        whom=row.read(CAMPAIGNS.only_for),
        products=tuple(map(fold_product, row.read(CAMPAIGNS.products))),
        once=bool(row.read(CAMPAIGNS.once)),
        active=row.read(CAMPAIGNS.active) is not False,
        hold_out=row.read(CAMPAIGNS.hold_out) is not False,
    )


def _tier(row: Row) -> Tier:
    bonus = row.read(TIERS.entry_bonus) or 0
    if bonus < 0:
        raise row.bad(TIERS.entry_bonus, BELOW_ZERO)
    return Tier(
        row.required(TIERS.tier),
        row.required(TIERS.threshold),
        _multiplier(row, TIERS.multiplier),
        row.read(TIERS.perks),
        bonus,
    )


def _plan(row: Row) -> Plan:
    months = MONTHS.get(row.read(PLANS.period))
    if months is None:
        raise row.bad(PLANS.period, ONE_OF.of(words=Words(PERIODS)))
    return Plan(
        name=row.required(PLANS.plan),
        months=months,
        product=fold(row.read(PLANS.product)),
        fee=row.read(PLANS.fee),
        multiplier=_multiplier(row, PLANS.multiplier),
        perks=row.read(PLANS.perks),
        active=row.read(PLANS.active) is not False,
    )


def _questions(broken: set[str]) -> Callable[[Row], Question]:
    """Reads one question after the other; those of one survey give no more together than one line can hold.

    Which surveys have a row that cannot be read is noted in ``broken``, by their folded names.
    """
    together: dict[str, int] = {}

    def read(row: Row) -> Question:
        try:
            question = _question(row)
            name = fold(question.survey)
            if together.get(name, 0) + question.points > MOST_POINTS:
                raise row.bad(SURVEY.points, TOO_MUCH_TOGETHER.of(most=MOST_POINTS))
        except BadCell:
            if Reader().lenient(row, SURVEY.active, None) is not False:  # else it is not asked anyway
                broken.add(fold(row.text_or_blank(SURVEY.survey)))
            raise
        together[name] = together.get(name, 0) + question.points
        return question

    return read


def _question(row: Row) -> Question:
    points = row.read(SURVEY.points) or 0
    if points < 0:
        raise row.bad(SURVEY.points, BELOW_ZERO)
    choices = tuple(filter(None, (choice.strip() for choice in re.split(r"[,;\n]", row.read(SURVEY.choices)))))
    active = row.read(SURVEY.active) is not False
    return Question(row.required(SURVEY.survey), row.required(SURVEY.question), choices, points, active)


def _question_key(question: Question) -> str:
    return f"{fold(question.survey)}\n{fold(question.text)}"


def _action(row: Row) -> OwnerAction:
    points, limit = row.read(ACTIONS.points), row.read(ACTIONS.limit)
    if points is None or points < 1:
        raise row.bad(ACTIONS.points, AT_LEAST_ONE)
    if limit is not None and limit < 1:
        raise row.bad(ACTIONS.limit, AT_LEAST_ONE)
    id_ = row.required(ACTIONS.action)
    return OwnerAction(
        id_, row.read(ACTIONS.name) or id_, points, limit or 1, _per(row), active=row.read(ACTIONS.active) is not False
    )


def _per(row: Row) -> Per:
    try:
        return Per(row.read(ACTIONS.per) or Per.EVER)
    except ValueError:
        raise row.bad(ACTIONS.per, ONE_OF.of(words=Words(tuple(Per)))) from None


def _multiplier(row: Row, column: Column[Decimal | None]) -> Decimal:
    """At least 1: what an offer multiplies becomes no less."""
    multiplier = row.read_as(FACTOR, column)
    if multiplier is not None and multiplier < 1:
        raise row.bad(column, AT_LEAST_ONE)
    return Decimal(1) if multiplier is None else multiplier


def _weekdays(row: Row) -> frozenset[int]:
    words = row.read(CAMPAIGNS.weekdays)
    if not words:
        return EVERY_DAY
    return frozenset(_weekday(row, meaning(word)) for word in words)


def _weekday(row: Row, word: str) -> int:
    if word[:3] not in WEEKDAYS:
        raise row.bad(CAMPAIGNS.weekdays, ONE_OF.of(words=Words(WEEKDAYS)))
    return WEEKDAYS.index(word[:3])
