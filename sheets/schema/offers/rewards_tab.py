"""The tab Rewards: what members can take for their points."""

from decimal import Decimal

from loyalty.book.doubled_rows import offer_gives
from loyalty.model.identifiers import fold
from loyalty.model.reward import Reward, RewardKind
from sheets.codec.column import (
    DAY,
    IDENTIFIER,
    LIST,
    MONEY,
    SHORT_NAME,
    TEXT,
    WHOLE,
    WORD,
    YES_NO,
    YES_OR_NO,
    Column,
    Decides,
    Tab,
)
from sheets.codec.owner_sentences import AT_LEAST_ONE, ONE_OF, Words
from sheets.codec.table import Problem, Reader, Row, Table, read_list


class Rewards(Tab):
    """A row is a reward."""

    title = "Rewards"
    what = "What members can take for their points."

    reward = Column(
        "Reward",
        IDENTIFIER,
        "A short name for links and for the Coupons tab, such as tote.",
        key=True,
        decides=Decides.IDENTITY,
    )
    name = Column("Name", SHORT_NAME, "What customers read, such as Tote bag.", width=180)
    points = Column("Points", WHOLE, "What it costs in points.", key=True, decides=Decides.MONEY)
    product_link = Column("Product link", TEXT, "The page of the product in your shop.", width=240)
    how_to_redeem = Column(
        "How to redeem", TEXT, "A sentence for the customer: where the code goes.", width=280, wrapped=True
    )
    image = Column("Image", TEXT, "The link of a picture.", width=200)
    active = Column("Active", YES_NO, "no takes it off the list; empty is yes.", decides=Decides.MONEY, words=YES_OR_NO)
    stock = Column("Stock", WHOLE, "How many may be given in all; empty is any number.", decides=Decides.MONEY)
    worth = Column(
        "Worth",
        MONEY,
        "What customers may be told that one is worth: emails say by it what a member has won so far. Empty: they are "
        "told nothing.",
    )
    your_cost = Column(
        "Your cost",
        MONEY,
        "What one costs you. It is shown to nobody; the preview of a campaign reckons with it.",
    )
    cost = Column("Cost", MONEY, "", instead_of=(worth, your_cost))
    kind = Column(
        "Kind",
        WORD,
        "product, amount, percent, free shipping, gift card or other: what the coupon gives. Empty is product.",
        words=tuple(RewardKind),
        decides=Decides.MONEY,
        width=170,
    )
    value = Column(
        "Value",
        MONEY,
        "How much an amount, a percentage or a gift card is of.",
        width=200,
        wrapped=True,
        decides=Decides.MONEY,
    )
    only_for = Column(
        "Only for",
        LIST,
        "Tiers, plans or segments that can take it, parted by commas; empty is everybody.",
        decides=Decides.MONEY,
    )
    once = Column("Once", YES_NO, "yes: a member can take it once.", ticked=True, decides=Decides.MONEY)
    starts = Column("Starts", DAY, "The first day it can be taken; empty is at once.", decides=Decides.MONEY)
    ends = Column("Ends", DAY, "The last day it can be taken; empty is for good.", decides=Decides.MONEY)
    special_price = Column("Special price", WHOLE, "What it costs those in Special for.", decides=Decides.MONEY)
    special_for = Column(
        "Special for",
        LIST,
        "Tiers, plans or segments that pay the Special price, parted by commas.",
        decides=Decides.MONEY,
    )


REWARDS = Rewards()


def read_rewards(table: Table) -> tuple[tuple[Reward, ...], tuple[Problem, ...]]:
    """The rewards, in the order of their tab, and what is wrong there."""
    reader = Reader()
    return read_list(
        table, reader, lambda row: _reward(reader, row), REWARDS.reward, lambda reward: fold(reward.id), offer_gives
    )


def _reward(reader: Reader, row: Row) -> Reward:
    points = row.read(REWARDS.points)
    if not points or points < 1:
        raise row.bad(REWARDS.points, AT_LEAST_ONE)
    stock, (worth, cost) = row.read(REWARDS.stock), _worth_and_cost(reader, row)
    return Reward(
        id=row.required(REWARDS.reward),
        name=row.read(REWARDS.name) or row.required(REWARDS.reward),
        points=points,
        link=row.read(REWARDS.product_link),
        how_to_redeem=row.read(REWARDS.how_to_redeem),
        image=row.read(REWARDS.image),
        active=row.read(REWARDS.active) is not False,
        stock=None if stock is None else max(stock, 0),
        worth=worth,
        cost=cost,
        kind=_kind(row),
        value=_value(row),
        only_for=row.read(REWARDS.only_for),
        once=bool(row.read(REWARDS.once)),
        starts=row.read(REWARDS.starts),
        ends=row.read(REWARDS.ends),
        special_price=_special_price(row),
        special_for=row.read(REWARDS.special_for),
    )


def _worth_and_cost(reader: Reader, row: Row) -> tuple[Decimal | None, Decimal | None]:
    """What customers may be told that one is worth, and what it costs the owner."""
    if REWARDS.cost in row.columns:
        # Its docs called it what one is worth, and previews took it for what one costs: only the owner knows (0070).
        both = reader.lenient(row, REWARDS.cost, None)
        return both, both
    return reader.lenient(row, REWARDS.worth, None), reader.lenient(row, REWARDS.your_cost, None)


def _value(row: Row) -> Decimal | None:
    """A percentage may have its sign behind it, where nothing else could be meant."""
    cell = row.cell(REWARDS.value)
    if isinstance(cell, str) and _kind(row) is RewardKind.PERCENT:
        cells = list(row.cells)
        cells[row.columns[REWARDS.value]] = cell.strip().removesuffix("%").removesuffix("٪")
        return row._replace(cells=cells).read(REWARDS.value)
    return row.read(REWARDS.value)


def _special_price(row: Row) -> int | None:
    price = row.read(REWARDS.special_price)
    if price is not None and price < 1:
        raise row.bad(REWARDS.special_price, AT_LEAST_ONE)
    return price


def _kind(row: Row) -> RewardKind:
    try:
        return RewardKind(row.read(REWARDS.kind) or RewardKind.PRODUCT)
    except ValueError:
        raise row.bad(REWARDS.kind, ONE_OF.of(words=Words(tuple(RewardKind)))) from None
