"""The tab Rewards: what members can take for their points."""

from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from loyalty.book.doubled_rows import offer_gives
from loyalty.model.identifiers import ascii_digits, fold, without_a_fraction
from loyalty.model.program_settings import CouponSource
from loyalty.model.reward import Reward, RewardKind
from loyalty.model.shop.cart import Cart
from loyalty.model.shop.wanted_code import MADE_IN_SHOP
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
    AnyColumn,
    Column,
    Decides,
    Tab,
)
from sheets.codec.owner_sentences import AT_LEAST_ONE, ENDS_FIRST, ONE_OF, Sentence, Words
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
    product_link = Column(
        "Product link",
        TEXT,
        "The page of the product in your shop. {code}, {email} and {member} in it become the coupon's.",
        width=240,
    )
    how_to_redeem = Column(
        "How to redeem", TEXT, "A sentence for the customer: where the code goes.", width=280, wrapped=True
    )
    image = Column("Image", TEXT, "The link of a picture.", width=200)
    active = Column("Active", YES_NO, "no takes it off the list; empty is yes.", decides=Decides.MONEY, words=YES_OR_NO)
    stock = Column("Stock", WHOLE, "How many may be given in all; empty is any number.", decides=Decides.MONEY)
    worth = Column(
        "Worth",
        MONEY,
        "What emails tell customers one is worth, when they add up a member's rewards so far. Empty: they are "
        "told nothing.",
    )
    your_cost = Column(
        "Your cost",
        MONEY,
        "What one costs you. It is shown to nobody; manage.py advise and the preview of a campaign use it.",
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
        "Tiers, plans or segments that can take it, with commas between. Empty: everybody.",
        decides=Decides.MONEY,
    )
    once = Column("Once", YES_NO, "yes: a member can take it once.", ticked=True, decides=Decides.MONEY)
    starts = Column("Starts", DAY, "The first day it can be taken; empty is at once.", decides=Decides.MONEY)
    ends = Column("Ends", DAY, "The last day it can be taken; empty is for good.", decides=Decides.MONEY)
    special_price = Column("Special price", WHOLE, "What it costs those in Special for.", decides=Decides.MONEY)
    special_for = Column(
        "Special for",
        LIST,
        "Tiers, plans or segments that pay the Special price, with commas between.",
        decides=Decides.MONEY,
    )
    product_id = Column(
        "Product id",
        IDENTIFIER,
        "Your shop's number for it, needed where Coupons is shop: Shopify's of a variant, WooCommerce's of a product "
        "or variation.",
    )


REWARDS = Rewards()
MOST_PERCENT = 100
LONGEST_PRODUCT_ID = 20
SHOPIFYS_OWN = "gid://shopify/productvariant/"
NO_PRODUCT_ID = Sentence(
    "This is not the number of a product. Write digits alone, as in 43729076123: Shopify's number of a "
    "variant, WooCommerce's of a product or variation."
)
PRODUCT_ID_MISSING = Sentence(
    "The setting %(setting)s is %(shop)s, and nothing says which product of the shop this is, so nobody can take it. "
    "Write the shop's number of the product here."
).of(setting=Words(("Coupons",)), shop=Words((CouponSource.SHOP.value,)))
VALUE_MISSING = Sentence(
    "The setting %(setting)s is %(shop)s, and the shop cannot make a code of this value, so nobody can take it. "
    "Write an amount above zero, or a percentage up to 100."
).of(setting=Words(("Coupons",)), shop=Words((CouponSource.SHOP.value,)))


def read_rewards(
    table: Table, *, source: CouponSource = CouponSource.POOL, cart: Cart | None = None
) -> tuple[tuple[Reward, ...], tuple[Problem, ...]]:
    """The rewards, in the order of their tab, and what is wrong there.

    ``source`` is where codes come from: one that the shop is to make, and cannot, is out of order. The ``cart`` is that
    of the shop, None where nobody knows it.
    """
    reader = Reader()
    return read_list(
        table,
        reader,
        lambda row: _in_shop(reader, row, _reward(reader, row, cart), source),
        REWARDS.reward,
        lambda reward: fold(reward.id),
        offer_gives,
    )


def _in_shop(reader: Reader, row: Row, reward: Reward, source: CouponSource) -> Reward:
    """The reward, out of order where the shop can make no code for it; the owner is told what is missing."""
    if source is not CouponSource.SHOP:
        return reward
    wrong: tuple[AnyColumn, Sentence] | None
    match reward.kind:
        case RewardKind.PRODUCT:
            wrong = None if reward.product else (REWARDS.product_id, PRODUCT_ID_MISSING)
        case RewardKind.AMOUNT:
            wrong = None if reward.value and reward.value > 0 else (REWARDS.value, VALUE_MISSING)
        case RewardKind.PERCENT:
            wrong = None if reward.value and 0 < reward.value <= MOST_PERCENT else (REWARDS.value, VALUE_MISSING)
        case RewardKind.FREE_SHIPPING | RewardKind.GIFT_CARD | RewardKind.OTHER:
            wrong = None
        case _:
            assert_never(reward.kind)
    if wrong is None:
        return reward
    column, why = wrong
    if reward.active:
        reader.problems.append(row.bad(column, why).problem)
    return replace(reward, out_of_order=True)


def _reward(reader: Reader, row: Row, cart: Cart | None) -> Reward:
    points = row.read(REWARDS.points)
    if not points or points < 1:
        raise row.bad(REWARDS.points, AT_LEAST_ONE)
    starts, ends = row.read(REWARDS.starts), row.read(REWARDS.ends)
    if starts and ends and ends < starts:
        # Its coupons are still named by it; nobody can take it, as its dates are.
        reader.problems.append(row.bad(REWARDS.ends, ENDS_FIRST).problem)
    stock, (worth, cost) = row.read(REWARDS.stock), _worth_and_cost(reader, row)
    kind, product = _kind(row), reader.attempt(_product, row, "")
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
        kind=kind,
        value=_value(row),
        only_for=row.read(REWARDS.only_for),
        once=bool(row.read(REWARDS.once)),
        starts=starts,
        ends=ends,
        special_price=_special_price(row),
        special_for=row.read(REWARDS.special_for),
        product=product,
        cart_link=_cart_link(kind, product, cart),
    )


def _product(row: Row) -> str:
    """The shop's number of the product, also where Shopify's whole name for it was copied; blank for none."""
    written = fold(row.read(REWARDS.product_id)).removeprefix(SHOPIFYS_OWN)
    number = ascii_digits(without_a_fraction(written))
    if number and not (number.isascii() and number.isdigit() and len(number) <= LONGEST_PRODUCT_ID):
        raise row.bad(REWARDS.product_id, NO_PRODUCT_ID)
    return number


def _cart_link(kind: RewardKind, product: str, cart: Cart | None) -> str:
    """Where a code of this reward is used, with a place for it; blank for the page of the product."""
    if cart is None:
        return ""
    if kind is RewardKind.PRODUCT:
        return cart.with_product(product) if product else ""
    return cart.with_code_alone() if kind in MADE_IN_SHOP else ""


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
        return row.with_cells(cells).read(REWARDS.value)
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
