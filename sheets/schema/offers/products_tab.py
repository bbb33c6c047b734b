"""The tab Products: what gives more points than other things, less, none, or so many for each."""

from decimal import Decimal

from loyalty.model.bought.order_lines import fold_product
from loyalty.model.bought.product_rules import ProductRule
from sheets.codec.column import FACTOR, MONEY, SHORT_NAME, WHOLE, YES_NO, YES_OR_NO, Column, Decides, Tab
from sheets.codec.owner_sentences import BELOW_ZERO, MUST_NOT_BE_EMPTY, Sentence, Words
from sheets.codec.table import Row

ONE_OF_TWO = Sentence("Both stand here, and only one can count. Empty %(multiplier)s or %(fixed)s.").of(
    multiplier=Words(("Multiplier",)), fixed=Words(("Fixed points",))
)


class Products(Tab):
    """A row is a rule for products."""

    title = "Products"
    what = (
        "Products that give more points, fewer or none. It acts on the Product lines in Orders whose amounts are told; "
        "of several rows that fit, the most exact counts: a name or SKU, then a category, then one with *."
    )
    optional = True

    product = Column(
        "Product",
        SHORT_NAME,
        "A product's name or SKU, or a category; * in it stands for any characters, and alone for everything.",
        key=True,
        decides=Decides.IDENTITY,
        width=220,
    )
    multiplier = Column(
        "Multiplier",
        MONEY,
        "Such as 2 for twice the points of what it comes to, 0 for none; empty is 1.",
        key=True,
        decides=Decides.MONEY,
    )
    fixed_points = Column(
        "Fixed points", WHOLE, "This many points for each, in place of those for its amount.", decides=Decides.MONEY
    )
    active = Column("Active", YES_NO, "no switches it off; empty is yes.", decides=Decides.MONEY, words=YES_OR_NO)


PRODUCTS = Products()


def product_rule(row: Row) -> ProductRule:
    """The rule of a row; BadCell."""
    product, multiplier, fixed = (
        row.required(PRODUCTS.product),
        row.read_as(FACTOR, PRODUCTS.multiplier),
        row.read(PRODUCTS.fixed_points),
    )
    if not fold_product(product):
        raise row.bad(PRODUCTS.product, MUST_NOT_BE_EMPTY)
    active = row.read(PRODUCTS.active) is not False
    if fixed is not None:
        if fixed < 0:
            raise row.bad(PRODUCTS.fixed_points, BELOW_ZERO)
        if multiplier is not None:
            raise row.bad(PRODUCTS.fixed_points, ONE_OF_TWO)
        return ProductRule(product, fixed=fixed, active=active)
    return ProductRule(product, Decimal(1) if multiplier is None else multiplier, active=active)
